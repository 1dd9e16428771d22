//! What comes back: loops, letters whose day has come, and the writer's own earlier entries.

use std::collections::BTreeMap;

use journal::{
    Context, DayDoubt, Entry, EntryId, Form, Handling, KnownDay, Link, LinkKind, Loop, LoopKind,
    LoopQuestion, Moment, Opens, Response, ShownPrompt, choose_earlier, loops,
};
use leptos::prelude::*;

use super::drafts::Occasion;
use super::journal::Journal;
use super::kept::Kept;
use super::records::{SaveError, Write};
use super::steps::asked;
use crate::browser::clock;
use crate::browser::database::PROFILE;

/// The id of the record of the last day that was believed, in the profile store.
pub(super) const KNOWN_DAY_ID: [u8; 16] = [4; 16];

/// The loops among the entries: only those that are tied to others are looked at.
pub(super) fn tied(entries: &BTreeMap<EntryId, Kept>) -> Vec<Loop> {
    let there = |kept: &&Kept| !kept.discarded;
    let tied: Vec<&Entry> = entries
        .values()
        .filter(there)
        .map(Kept::newest)
        .filter(|entry| entry.context.is_some())
        .collect();
    let targets = tied.iter().flat_map(|entry| entry.links());
    let targets = targets
        .filter_map(|link| entries.get(&link.entry))
        .filter(there);
    loops(tied.iter().copied().chain(targets.map(Kept::newest)))
}

impl Journal {
    /// The loops, by the day they began.
    pub fn loops(self) -> Vec<Loop> {
        self.loops.get()
    }

    /// The loop that an entry belongs to.
    pub fn loop_of(self, id: EntryId) -> Option<Loop> {
        self.loops.with(|loops| {
            let of = |one: &&Loop| one.origin == id || one.steps.contains(&id);
            loops.iter().find(of).cloned()
        })
    }

    /// What is odd about the day that the phone says it is, with the last one that was believed.
    pub fn day_doubt(self) -> Option<(DayDoubt, Moment)> {
        self.known_day
            .with(|known| Some((known.doubt(&clock::now())?, known.day.clone()?)))
    }

    /// The day that things come due by: today, or the last one that was believed.
    pub fn believed_day(self) -> Moment {
        let today = this_day();
        self.known_day.with(|known| match known.doubt(&today) {
            Some(_) => known.day.clone().unwrap_or(today),
            None => today,
        })
    }

    /// The writer says that the phone's day is right.
    pub async fn confirm_day(self) -> Result<(), SaveError> {
        let now = clock::now();
        let after = self
            .known_day
            .with_untracked(|known| known.after(&now, true));
        let Some(after) = after else { return Ok(()) };
        let write = Write::put(PROFILE, KNOWN_DAY_ID, &after)?;
        self.session.records()?.change(vec![write]).await?;
        self.if_open(|| self.known_day.set(after));
        Ok(())
    }

    /// The day that is known once something was written now, if that changes it.
    pub(super) fn day_after_writing(self, now: &Moment) -> Option<KnownDay> {
        self.known_day
            .with_untracked(|known| known.after(now, false))
    }

    /// Whether a loop is open and its day has come; not while the day is doubted.
    pub fn is_due(self, one: &Loop) -> bool {
        self.day_doubt().is_none() && one.is_due(&clock::now())
    }

    /// What waits to be taken up again: letters and forecasts whose day has come, and events of
    /// which one side is told.
    pub fn waiting(self) -> Vec<Loop> {
        let waits = |one: &Loop| {
            let is_half = one.kind == LoopKind::TwoChairs && one.steps.is_empty();
            self.is_due(one) || (is_half && one.began.is_some())
        };
        self.loops
            .with(|loops| loops.iter().filter(|one| waits(one)).cloned().collect())
    }

    /// Whether an interview is near that is not the first, and nothing was gathered for it yet.
    pub fn may_gather(self) -> bool {
        let now = clock::now();
        let from = self.with_study(|study| Some(study.interview_near(&now)?.from.clone()));
        let Some(from) = from.flatten() else {
            return false;
        };
        let is_gathered = |kept: &Kept| {
            let entry = kept.newest();
            let days = Moment::parse(&from).map_or(0, |from| entry.created_at.days_until(&from));
            !kept.discarded && matches!(entry.form(), Some(Form::Agenda { .. })) && days <= 14
        };
        self.entries
            .with(|entries| !entries.values().any(is_gathered))
    }

    /// Whether a letter may be opened now.
    pub fn may_open(self, entry: &Entry) -> bool {
        let Some(letter) = entry.letter().filter(|_| entry.is_sealed()) else {
            return false;
        };
        match &letter.opens {
            Opens::On(day) => self.day_doubt().is_none() && day.date() <= clock::now().date(),
            Opens::When(_) => true,
        }
    }

    /// Opens a letter whose day has come, or of which the writer says so.
    pub async fn open_letter(self, id: EntryId) -> Result<(), SaveError> {
        let mut kept = untrack(|| self.entry(id)).ok_or(SaveError::Locked)?;
        if !untrack(|| self.may_open(kept.newest())) {
            return Ok(());
        }
        let now = clock::now();
        let mut next = kept.newest().amended(now.clone());
        if let Some(context) = &mut next.context
            && let Some(Form::Letter(letter)) = &mut context.form
        {
            letter.opened_at = Some(now);
        }
        kept.revisions.push(next);
        self.put_entry(id, kept).await
    }

    /// Whether an entry is one side of an event of which the other is not told yet: it stays
    /// covered until then.
    pub fn is_covered(self, entry: &Entry) -> bool {
        let is_first = entry.form() == Some(&Form::Chair) && entry.links().is_empty();
        is_first
            && self
                .loop_of(entry.id)
                .is_some_and(|one| one.steps.is_empty())
    }

    /// Whether the words of an entry are not to be shown in passing.
    pub fn is_hidden(self, entry: &Entry) -> bool {
        entry.is_sealed() || self.is_covered(entry)
    }

    /// The wishes that go along with words that are shown: what quotes them is handled like them.
    pub fn wishes_of_shown(self, on: &Occasion) -> Handling {
        let context = on.context.iter();
        let shown = context.flat_map(|context| &context.stimuli);
        let shown = shown.filter_map(|stimulus| self.entry(stimulus.entry));
        let wishes = shown.map(|kept| kept.newest().handling);
        wishes.fold(Handling::default(), Handling::or)
    }

    /// Both sides of an event, once both are told.
    pub fn both_chairs(self, id: EntryId) -> Option<(Entry, Entry)> {
        let one = self.loop_of(id)?;
        let first = self.entry(one.origin)?.newest().clone();
        let second = one.steps.iter().find_map(|step| {
            let entry = self.entry(*step)?.newest().clone();
            let is_other = entry
                .linked(LinkKind::OtherChairOf)
                .any(|to| to == first.id);
            is_other.then_some(entry)
        });
        Some((first, second?))
    }

    /// The entry that is offered to be looked back at on this day, without being asked.
    pub fn earlier_on_offer(self) -> Option<Entry> {
        let now = clock::now();
        let is_offered = self.offers.with(|o| o.look_back.is_offered(&now));
        (is_offered && self.day_doubt().is_none())
            .then(|| self.choose_earlier(&now))
            .flatten()
    }

    fn choose_earlier(self, now: &Moment) -> Option<Entry> {
        self.offers.with(|offers| {
            self.entries.with(|entries| {
                let there = entries.values().filter(|kept| !kept.discarded);
                let there = there.map(Kept::newest);
                choose_earlier(there, &offers.look_back, now, offers.seed).cloned()
            })
        })
    }

    /// Brings an earlier entry back and remembers that it did: the one that was last brought back
    /// today and neither answered nor put off, unless another is asked for.
    pub async fn bring_earlier(self, another: bool) -> Result<Option<Entry>, SaveError> {
        let now = clock::now();
        let last = self.offers.with_untracked(|offers| {
            let last = offers.look_back.returned.last();
            let open = last
                .filter(|last| last.response == Response::Shown && last.at.date() == now.date());
            open.map(|last| last.entry)
        });
        let again = last
            .filter(|_| !another)
            .and_then(|id| untrack(|| self.entry(id)));
        if let Some(kept) = again {
            return Ok(Some(kept.newest().clone()));
        }
        let Some(entry) = untrack(|| self.choose_earlier(&now)) else {
            return Ok(None);
        };
        self.change_offers(|offers| offers.look_back.note(&entry, &now))
            .await?;
        Ok(Some(entry))
    }

    /// Remembers what the writer did with an entry that was brought back.
    pub async fn respond(self, entry: EntryId, response: Response) -> Result<(), SaveError> {
        self.change_offers(|offers| offers.look_back.respond(entry, response))
            .await
    }

    /// Remembers that an entry that was brought back was answered.
    pub(super) async fn note_reply(self, context: &Context) -> Result<(), SaveError> {
        let answered = self.offers.with_untracked(|offers| {
            let last = offers.look_back.returned.last()?;
            let is_it = |link: &Link| link.kind == LinkKind::RepliesTo && link.entry == last.entry;
            context.links.iter().any(is_it).then_some(last.entry)
        });
        match answered {
            Some(entry) => self.respond(entry, Response::Answered).await,
            None => Ok(()),
        }
    }

    /// Lets an entry come back again, or not.
    pub async fn may_come_back(self, entry: EntryId, may: bool) -> Result<(), SaveError> {
        self.change_offers(|offers| {
            let never = &mut offers.look_back.never;
            let _ = if may {
                never.remove(&entry)
            } else {
                never.insert(entry)
            };
        })
        .await
    }

    /// Whether an entry is never brought back.
    pub fn never_comes_back(self, entry: EntryId) -> bool {
        self.offers
            .with(|offers| offers.look_back.never.contains(&entry))
    }

    /// Whether earlier entries are offered without being asked for.
    pub fn looks_back(self) -> bool {
        self.offers.with(|offers| !offers.look_back.is_off)
    }

    /// Offers earlier entries, or no longer.
    pub async fn set_look_back(self, on: bool) -> Result<(), SaveError> {
        self.change_offers(|offers| offers.look_back.is_off = !on)
            .await
    }

    /// The question that is asked of both sides of an event.
    pub fn both_question(self) -> ShownPrompt {
        asked(LoopQuestion::BothChairs)
    }

    /// The question that is asked of an entry that was brought back.
    pub fn look_back_question(self, entry: &Entry) -> ShownPrompt {
        let times = self.offers.with(|offers| {
            let returned = offers.look_back.returned.iter();
            returned.filter(|one| one.entry == entry.id).count()
        });
        asked(LoopQuestion::LookBack(entry.role, times.saturating_sub(1)))
    }
}

/// The day it is, by the phone's calendar.
pub fn this_day() -> Moment {
    clock::now().coarsened()
}
