//! A journal that the browser lost: never taken for a new person, and brought back into a store
//! that nothing is deleted from.

use std::rc::Rc;

use leptos::prelude::*;
use vault::Keyring;

use super::findings::{Copies, place};
use super::records::SaveError;
use super::session::{DATABASE, Phase, Session};
use crate::browser::BrowserError;
use crate::browser::canary::Canary;
use crate::browser::database::Database;
use crate::browser::mirror::{Mirror, Mirrored};

/// How a journal was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// The store is empty, and there was a journal in it.
    Empty,
    /// The store does not open, or cannot be read.
    Unreadable,
    /// The keyring is damaged: without it nothing opens.
    Keyring,
}

/// What is left on this phone of a lost journal.
#[derive(Clone)]
pub struct Left {
    vault: String,
    mirrored: Mirrored,
}

impl Left {
    /// How many sealed records the second copy holds.
    pub fn records(&self) -> usize {
        self.mirrored.records.len()
    }
}

impl Session {
    /// The phase of a store that may be a lost journal: it is one if the canary or a mirror says
    /// that a journal was begun here.
    pub(super) async fn lost_or(self, phase: Phase, loss: Loss) -> Result<Phase, BrowserError> {
        let was_there = Canary::load().is_some() || !Mirror::vaults().await.is_empty();
        match phase {
            _ if was_there => Ok(Phase::Lost(loss)),
            Phase::Blocked(error) => Err(error),
            phase => Ok(phase),
        }
    }

    /// What the second copy has of the journal that was lost; `None` where there is none that
    /// could be opened.
    pub async fn left(self) -> Option<Left> {
        let canary = Canary::load().map(|canary| canary.vault);
        let vaults = match canary {
            Some(vault) => vec![vault],
            None => Mirror::vaults().await,
        };
        let mut best: Option<Left> = None;
        for vault in vaults {
            let Ok(mirrored) = Mirror::read(&vault).await else {
                continue;
            };
            let keyring = mirrored.keyring.as_deref().map(Keyring::from_json);
            let opens = keyring
                .and_then(Result::ok)
                .is_some_and(|keyring| keyring.vault_id().to_string() == vault);
            let left = Left { vault, mirrored };
            if opens
                && best
                    .as_ref()
                    .is_none_or(|best| best.records() < left.records())
            {
                best = Some(left);
            }
        }
        best
    }

    /// Brings the second copy back into place. The store that was lost is left as it is: where it
    /// is not empty, the journal goes on in another one.
    pub async fn bring_back_left(self, left: Left) -> Result<(), SaveError> {
        let keyring = left.mirrored.keyring.clone().ok_or(SaveError::Seal)?;
        let loss = self.phase.get_untracked();
        if loss == Phase::Lost(Loss::Keyring) {
            // What lies in the store is whole but for its lock.
            let database = self.database.get_value().ok_or(SaveError::Locked)?;
            place(&database, keyring, Vec::new()).await?;
        } else {
            let database = self.empty_store().await?;
            self.place_in(database, &left.vault, keyring, left.mirrored.records)
                .await?;
        }
        self.phase.set(Phase::Locked);
        Ok(())
    }

    /// Writes a whole journal into an empty store and makes that the journal's.
    pub(super) async fn place_in(
        self,
        database: Rc<Database>,
        vault: &str,
        keyring: Vec<u8>,
        records: Copies,
    ) -> Result<(), SaveError> {
        if database.keyring().await?.is_some() {
            // Begun in another tab meanwhile: never overwrite it.
            self.phase.set(Phase::Locked);
            return Err(BrowserError::OtherTab.into());
        }
        place(&database, keyring, records).await?;
        let before = Canary::load().filter(|canary| canary.vault == vault);
        Canary {
            vault: vault.to_owned(),
            database: database.name().to_owned(),
            counter: before.map_or(0, |canary| canary.counter),
            is_set_aside: false,
        }
        .store();
        self.database.set_value(Some(database));
        Ok(())
    }

    /// Begins a new journal beside the one that was lost; of that nothing is deleted.
    pub async fn start_anew(self) -> Result<(), SaveError> {
        let database = self.empty_store().await?;
        self.database.set_value(Some(database));
        self.phase.set(Phase::New);
        Ok(())
    }

    /// The journal's own store if it is empty, else the first name that is.
    pub(super) async fn empty_store(self) -> Result<Rc<Database>, SaveError> {
        for number in 1..20 {
            let name = match number {
                1 => DATABASE.to_owned(),
                number => format!("{DATABASE}-{number}"),
            };
            let Ok(database) = Database::open(&name).await else {
                continue;
            };
            if database.is_empty().await.unwrap_or(false) {
                return Ok(Rc::new(database));
            }
        }
        Err(BrowserError::Other("no empty store".into()).into())
    }
}
