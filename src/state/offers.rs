//! What is on offer: the questions on the doors, and what is remembered of them.

use journal::{Offers, Phase, ShownPrompt, Theme};
use leptos::prelude::*;

use super::journal::{Journal, OFFERS_ID};
use super::records::{SaveError, Write};
use crate::browser::clock;
use crate::browser::database::PROFILE;
use crate::words;

impl Journal {
    /// The question on the door of a theme, as it is shown.
    pub fn offered(self, theme: Theme) -> Option<ShownPrompt> {
        let id = self.offers.with(|offers| offers.current(theme).cloned())?;
        self.with_study(|study| {
            study
                .prompt(&id)
                .map(|prompt| ShownPrompt::new(prompt, words::language(), &study.default_language))
        })?
    }

    /// Puts the next questions on the doors.
    pub async fn turn(self, themes: &[Theme]) -> Result<(), SaveError> {
        self.change_offers(|offers| {
            self.study.with_untracked(|study| {
                let Some(study) = study else { return };
                let now = clock::now();
                let phase: Phase = study.phase_on(now.date());
                for theme in themes {
                    offers.turn(&study.prompts, *theme, phase, words::language(), &now);
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
