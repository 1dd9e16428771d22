//! What the writer settled for this journal, sealed with it: a pause, the own rhythm of reminders,
//! and whether what was asked goes along when something is shared.

use journal::{Invitations, OfferLog, Rhythm, RhythmError, Times};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::hand_over::{HeldFile, hand_over_readable};
use super::journal::Journal;
use super::records::{SaveError, Write};
use crate::browser::clock;
use crate::browser::database::PROFILE;

/// The id of its record in the profile store.
pub(super) const HABITS_ID: [u8; 16] = [5; 16];
/// What a calendar file is saved as: it says nothing of the study.
const FILE: &str = concat!("reminders", ".ics");

/// What the writer settled. None of it leaves the phone but in a backup.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Habits {
    /// The record's version.
    v: u8,
    /// Whether nothing is asked for now. Since when and why is not remembered.
    is_paused: bool,
    /// Whether what was asked and set aside goes along in a bundle.
    pub(super) tells_offers: bool,
    /// The rhythm that the writer made a calendar file of instead of the study's.
    rhythm: Option<Rhythm>,
}

impl Journal {
    /// Whether the writer paused.
    pub fn is_paused(self) -> bool {
        self.habits.with(|habits| habits.is_paused)
    }

    /// Pauses, or goes on.
    pub async fn pause(self, is_paused: bool) -> Result<(), SaveError> {
        self.settle(|habits| habits.is_paused = is_paused).await
    }

    /// Whether what was asked and set aside goes along in a bundle.
    pub fn tells_offers(self) -> bool {
        self.habits.with(|habits| habits.tells_offers)
    }

    /// Has it go along, or not.
    pub async fn tell_offers(self, tells_offers: bool) -> Result<(), SaveError> {
        self.settle(|habits| habits.tells_offers = tells_offers)
            .await
    }

    /// What was asked and set aside, as it would leave.
    pub fn leaving_offers(self) -> OfferLog {
        let log = self.offers.with(journal::Offers::log);
        let times = self.with_study(|study| study.share.times);
        match times.unwrap_or_default() {
            Times::Date => log.coarsened(),
            Times::LocalTime => log,
        }
    }

    /// The rhythm that the writer chose last.
    pub fn own_rhythm(self) -> Option<Rhythm> {
        self.habits.with(|habits| habits.rhythm.clone())
    }

    /// Remembers the rhythm that the writer chose; `None` for the study's.
    pub async fn settle_rhythm(self, rhythm: Option<Rhythm>) -> Result<(), SaveError> {
        if self.habits.with_untracked(|habits| habits.rhythm == rhythm) {
            return Ok(());
        }
        self.settle(|habits| habits.rhythm = rhythm).await
    }

    /// The rhythm that the study proposes.
    pub fn proposed_rhythm(self) -> Option<Rhythm> {
        self.with_study(|study| study.schedule.calendar.clone())?
    }

    /// The calendar file of a rhythm of the writer's own.
    pub fn own_invitations(self, rhythm: &Rhythm) -> Result<Invitations, RhythmError> {
        rhythm.invitations(&clock::now(), &self.calendar_id())
    }

    /// The calendar file of what the study proposes and is still to come, called otherwise.
    pub fn proposed_invitations(self, title: &str) -> Result<Invitations, RhythmError> {
        let mut study = self.with_study(Clone::clone).ok_or(RhythmError::None)?;
        if let Some(rhythm) = &mut study.schedule.calendar {
            title.clone_into(&mut rhythm.title);
        }
        study.invitations(Some((&clock::now(), &self.calendar_id())))
    }

    /// Tells this journal's calendar from others, and the study from nobody: it is drawn from the
    /// seed, so that a calendar knows the next file for the same as the one before.
    fn calendar_id(self) -> Vec<u8> {
        let seed = self.offers.with(|offers| offers.seed);
        [b"calendar".as_slice(), &seed.to_le_bytes()].concat()
    }

    async fn settle(self, change: impl FnOnce(&mut Habits)) -> Result<(), SaveError> {
        let mut habits = self.habits.get_untracked();
        habits.v = 1;
        change(&mut habits);
        let write = Write::put(PROFILE, HABITS_ID, &habits)?;
        self.session.records()?.change(vec![write]).await?;
        self.if_open(|| self.habits.set(habits));
        Ok(())
    }
}

/// Saves a calendar file as a download, or opens the sheet where a download leads nowhere. **Must
/// be called directly in a tap.**
pub fn hand_over_calendar(text: &str) -> Result<(), SaveError> {
    let file = HeldFile::new("text/calendar;charset=utf-8", text.as_bytes())?;
    Ok(hand_over_readable(FILE, &file)?)
}
