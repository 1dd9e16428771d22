//! Which questions are on offer, those of the doors and of other directions, those that were set
//! aside, and what is remembered of all of them.

use journal::{DeclineReason, Moment, Offers, Phase, ShownPrompt, Study, Theme, choose};
use leptos::prelude::*;

use super::journal::{Journal, OFFERS_ID};
use super::records::{SaveError, Write};
use crate::browser::clock;
use crate::browser::database::PROFILE;
use crate::words;

/// The directions whose questions stand on the doors.
pub const DOORS: [Theme; 2] = [Theme::GazingBackwards, Theme::ImagineFuture];

/// The directions that the composer opens, with the word in its address.
const ADDRESSES: [(&str, Theme); 8] = [
    ("past", Theme::GazingBackwards),
    ("future", Theme::ImagineFuture),
    ("opening", Theme::Opening),
    ("closing", Theme::Closing),
    ("session", Theme::AfterSession),
    ("roles", Theme::ClosingLoop),
    ("giving", Theme::PayForward),
    ("moment", Theme::InTheMoment),
];

/// The direction that an address `/write/<what>` asks for.
pub fn theme_at(what: &str) -> Option<Theme> {
    let found = ADDRESSES.iter().find(|(address, _)| *address == what);
    found.map(|(_, theme)| *theme)
}

/// Where a question of a direction is answered.
pub fn address_of(theme: Theme) -> String {
    let found = ADDRESSES.iter().find(|(_, known)| *known == theme);
    format!("/write/{}", found.map_or("free", |(address, _)| address))
}

/// What a direction without a question lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silence {
    /// The study asks nothing of it in this phase.
    Never,
    /// Everything that it asks was set aside.
    AllAside,
}

impl Journal {
    /// The question of a direction that is on offer, as it is shown.
    pub fn offered(self, theme: Theme) -> Option<ShownPrompt> {
        let id = self.offers.with(|offers| offers.current(theme).cloned())?;
        self.with_study(|study| {
            study
                .prompt(&id)
                .map(|prompt| ShownPrompt::new(prompt, words::language(), &study.default_language))
        })?
    }

    /// Why a direction has no question on offer.
    pub fn silence(self, theme: Theme) -> Silence {
        let is_asked = self.with_study(|study| {
            let (_, phase) = now_in(study);
            let mut prompts = study.prompts.iter();
            prompts.any(|prompt| prompt.is_of(theme, phase))
        });
        match is_asked {
            Some(true) => Silence::AllAside,
            _ => Silence::Never,
        }
    }

    /// Whether a direction has a question in this phase that was not set aside.
    pub fn has_question(self, theme: Theme) -> bool {
        let found = self.with_study(|study| {
            let (now, phase) = now_in(study);
            self.offers.with(|offers| {
                choose(
                    &study.prompts,
                    theme,
                    phase,
                    words::language(),
                    offers,
                    &now,
                )
                .is_some()
            })
        });
        found.unwrap_or_default()
    }

    /// Sees to it that what is on offer of these directions can stay there, and puts the next
    /// question in its place where not: it was set aside, or another phase has begun.
    pub async fn renew(self, themes: &[Theme]) -> Result<(), SaveError> {
        let stale = untrack(|| {
            self.with_study(|study| {
                let (now, phase) = now_in(study);
                self.offers.with(|offers| {
                    let is_stale = |theme: &Theme| {
                        offers.is_stale(&study.prompts, *theme, phase, words::language(), &now)
                    };
                    themes.iter().copied().filter(is_stale).collect()
                })
            })
        });
        let stale: Vec<Theme> = stale.unwrap_or_default();
        match stale.is_empty() {
            true => Ok(()),
            false => self.turn(&stale).await,
        }
    }

    /// What follows when a question on offer was answered: the next one stands on a door, and the
    /// other directions wait until one looks there.
    pub(super) async fn note_answered(self, theme: Theme) -> Result<(), SaveError> {
        if DOORS.contains(&theme) {
            return self.turn(&[theme]).await;
        }
        self.change_offers(|offers| offers.take_down(theme)).await
    }

    /// Whether one is asked which session an entry is about: after a session, if the study wants to
    /// know.
    pub fn asks_session(self, prompt: Option<&ShownPrompt>) -> bool {
        let is_after = prompt.is_some_and(|prompt| prompt.theme == Theme::AfterSession);
        is_after && self.with_study(|study| study.sessions.ask) == Some(true)
    }

    /// Whether a question is the study's that is on offer now, and not one of a loop.
    pub fn is_on_offer(self, prompt: &ShownPrompt) -> bool {
        self.offers
            .with(|offers| offers.current(prompt.theme) == Some(&prompt.id))
    }

    /// Sets a question aside and puts the next one in its place, in one transaction.
    pub async fn set_aside(self, shown: &ShownPrompt, why: DeclineReason) -> Result<(), SaveError> {
        self.change_asked(|offers, study| {
            let (now, phase) = now_in(study);
            if let Some(prompt) = study.prompt(&shown.id) {
                offers.decline(prompt, why, &now);
            }
            if DOORS.contains(&shown.theme) {
                offers.turn(&study.prompts, shown.theme, phase, words::language(), &now);
            } else {
                offers.take_down(shown.theme);
            }
        })
        .await
    }

    /// Puts a question back that was set aside by a slip.
    pub async fn undo_set_aside(self, shown: &ShownPrompt) -> Result<(), SaveError> {
        self.change_asked(|offers, study| {
            if let Some(prompt) = study.prompt(&shown.id) {
                offers.undo_decline(prompt, &clock::now());
            }
        })
        .await
    }

    /// How many questions are set aside for good.
    pub fn set_aside_count(self) -> usize {
        self.offers.with(|offers| offers.set_aside().len())
    }

    /// Lets every question come again that was set aside for good; a door that had nothing left
    /// has something again.
    pub async fn bring_again(self) -> Result<(), SaveError> {
        self.change_asked(|offers, study| {
            let (now, phase) = now_in(study);
            offers.bring_again(&now);
            for theme in DOORS {
                if offers.current(theme).is_none() {
                    offers.turn(&study.prompts, theme, phase, words::language(), &now);
                }
            }
        })
        .await
    }

    /// Puts the next questions of these directions on offer.
    pub async fn turn(self, themes: &[Theme]) -> Result<(), SaveError> {
        self.change_asked(|offers, study| {
            let (now, phase) = now_in(study);
            for theme in themes {
                offers.turn(&study.prompts, *theme, phase, words::language(), &now);
            }
        })
        .await
    }

    /// Changes what is on offer as the study has it.
    async fn change_asked(self, change: impl FnOnce(&mut Offers, &Study)) -> Result<(), SaveError> {
        self.change_offers(|offers| {
            self.study.with_untracked(|study| {
                if let Some(study) = study {
                    change(offers, study);
                }
            });
        })
        .await
    }

    /// Changes what is on offer and what is remembered of it.
    pub(super) async fn change_offers(
        self,
        change: impl FnOnce(&mut Offers),
    ) -> Result<(), SaveError> {
        let mut offers = self.offers.get_untracked();
        change(&mut offers);
        let write = Write::put(PROFILE, OFFERS_ID, &offers)?;
        self.session.records()?.change(vec![write]).await?;
        self.if_open(|| self.offers.set(offers));
        Ok(())
    }
}

fn now_in(study: &Study) -> (Moment, Phase) {
    let now = clock::now();
    let phase = study.phase_on(now.date());
    (now, phase)
}
