//! Bringing a backup back: into an empty app as it was, into a used one entry by entry, and never
//! over anything newer.

use std::collections::BTreeSet;
use std::rc::Rc;

use bundle::Receipt;
use journal::{Entry, Moment, RecordingId};
use leptos::prelude::*;

use super::drafts::States;
use super::findings::Findings;
use super::journal::{Journal, PROFILE_ID, Profile};
use super::kept::Kept;
use super::people::{Known, PEOPLE_ID};
use super::progress::{Doing, Progress, Told};
use super::recordings::{Take, Takes};
use super::records::{SaveError, Write};
use super::session::Phase;
use super::trouble::Trouble;
use crate::browser::BrowserError;
use crate::browser::canary::Canary;
use crate::browser::database::{Change, ENTRIES, PROFILE, RECEIPTS, RECORDINGS};
use crate::words;

mod opened;
mod sounds;

pub use opened::OpenedBackup;

/// What bringing a backup back will do, before it does it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// When the backup was made.
    pub made_at: Option<Moment>,
    /// Whether the app is empty, and gets everything as it was.
    pub is_whole: bool,
    /// Entries in the backup.
    pub entries: usize,
    /// Those that are not here, with the first words of each.
    pub missing: Vec<String>,
    /// Those that the backup has a later revision of.
    pub later: usize,
    /// Those that are here as they are in the backup, or newer, and stay as they are.
    pub stay: usize,
    /// Drafts that are not here.
    pub drafts: usize,
    /// Recordings whose sound comes.
    pub sounds: Sounds,
    /// Recordings that come without their sound: the backup does not have it.
    pub silent: usize,
    /// Records of the backup that do not open.
    pub damaged: usize,
}

/// Sound that comes back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sounds {
    /// Of how many recordings.
    pub count: usize,
    /// How long they are together, in milliseconds, as far as that is known.
    pub length_ms: u64,
    /// Its sealed size in the backup, in bytes.
    pub bytes: u64,
}

impl Plan {
    /// Whether there is anything to bring back.
    pub fn is_nothing(&self) -> bool {
        let rows = self.missing.len() + self.later + self.drafts;
        !self.is_whole && rows + self.sounds.count + self.silent == 0
    }

    fn count(&mut self, backup: &OpenedBackup, id: [u8; 16], take: &Take) {
        let Some(run) = backup.runs.get(&id) else {
            self.silent += 1;
            return;
        };
        self.sounds.count += 1;
        self.sounds.length_ms += take.duration_ms();
        self.sounds.bytes += run.bytes;
    }
}

impl Journal {
    /// What bringing a backup back would do. Changes nothing.
    pub async fn plan(self, backup: &OpenedBackup) -> Result<Plan, Trouble> {
        let (entries, damaged) = backup.entries();
        let mut plan = Plan {
            made_at: Some(backup.about.made_at.clone()),
            is_whole: self.is_empty_app(),
            entries: entries.len(),
            damaged,
            ..Plan::default()
        };
        if plan.is_whole {
            for (id, take) in backup.takes() {
                plan.count(backup, *id.as_bytes(), &take);
            }
            return Ok(plan);
        }
        self.entries.with_untracked(|here| {
            for (id, kept) in &entries {
                match here.get(id) {
                    None => plan.missing.push(heading(kept.newest())),
                    Some(known) if follows(known, kept) => plan.later += 1,
                    Some(_) => plan.stay += 1,
                }
            }
        });
        let drafts = backup.drafts();
        plan.drafts = self
            .drafts
            .with_untracked(|here| drafts.keys().filter(|id| !here.contains_key(id)).count());
        for (id, lack) in self.lacks(backup, &self.named(backup)).await? {
            plan.count(backup, id, &lack.take);
        }
        Ok(plan)
    }

    /// Brings a backup back. Doing it twice does nothing more.
    pub async fn bring_backup_back(
        self,
        mut backup: OpenedBackup,
        tell: impl Fn(Progress) + 'static,
    ) -> Result<(), Trouble> {
        let told = Told::new(tell);
        told.begin(Doing::Writing);
        if !self.is_empty_app() {
            return self.merge_backup(&backup, &told).await;
        }
        let database = self.session.empty_store().await?;
        if Canary::load().is_none() {
            // There never was a journal here: what lies there is what an earlier try has left.
            let left = vec![Change::ClearSlices];
            database.change(left).await.map_err(SaveError::from)?;
        }
        self.place_sounds(&database, &backup, &told).await?;
        let vault = backup.keyring.vault_id().to_string();
        let keyring = backup.keyring.to_json();
        let records = std::mem::take(&mut backup.records);
        let placed = self
            .session
            .place_in(Rc::clone(&database), &vault, keyring, records)
            .await;
        if let Err(error) = placed {
            if is_certain(&error) {
                self.unplace_sounds(&database, &backup).await;
            }
            return Err(error.into());
        }
        let opened = self.session.open_records(&backup.keyring, backup.key).await;
        Ok(self.read(opened?).await?)
    }

    fn is_empty_app(self) -> bool {
        untrack(|| self.session.phase()) != Phase::Unlocked
    }

    /// The recordings that will be named once the backup is brought back.
    fn named(self, backup: &OpenedBackup) -> BTreeSet<RecordingId> {
        let of_entry = |kept: &Kept| -> Vec<RecordingId> {
            let all = kept.revisions.iter().flat_map(|entry| &entry.recordings);
            all.map(|recording| recording.id).collect()
        };
        let mut named = BTreeSet::new();
        self.entries.with_untracked(|here| {
            named.extend(here.values().flat_map(of_entry));
            let comes = backup.entries().0.into_iter();
            let comes = comes.filter(|(id, kept)| here.get(id).is_none_or(|at| follows(at, kept)));
            named.extend(comes.flat_map(|(_, kept)| of_entry(&kept)));
        });
        self.drafts.with_untracked(|here| {
            named.extend(here.values().flat_map(States::recordings));
            let comes = backup.drafts().into_iter();
            let comes = comes.filter(|(id, _)| !here.contains_key(id));
            named.extend(comes.flat_map(|(_, states)| states.recordings().to_vec()));
        });
        named
    }

    async fn merge_backup(self, backup: &OpenedBackup, told: &Told) -> Result<(), Trouble> {
        // What is thrown away here goes first, so that it does not take along what comes.
        self.purge_takes(|_| true).await?;
        let records = self.session.records()?;
        let lacks = self.lacks(backup, &self.named(backup)).await?;
        let (takes, undo) = self.bring_sounds(&records, backup, lacks, told).await?;
        // Asked for anew: a journal that was locked meanwhile is not written to.
        let written = match (self.session.records(), self.writes(backup, &takes)) {
            (Ok(_), Ok(writes)) if writes.is_empty() => Ok(()),
            (Ok(records), Ok(writes)) => records.change(writes).await,
            (Err(error), _) | (_, Err(error)) => Err(error),
        };
        if written.as_ref().is_err_and(is_certain) {
            let _ = records.database().change(undo).await;
        }
        written?;
        // What is damaged is counted anew.
        let findings = Findings {
            damaged: 0,
            ..untrack(|| self.findings())
        };
        Ok(self.read(findings).await?)
    }

    /// What names the sound that was brought, with it, and all else that is not here.
    fn writes(self, backup: &OpenedBackup, takes: &Takes) -> Result<Vec<Write>, SaveError> {
        let mut writes = Vec::new();
        let (entries, _) = backup.entries();
        self.entries.with_untracked(|here| {
            for (id, kept) in &entries {
                if here.get(id).is_none_or(|known| follows(known, kept)) {
                    writes.push(Write::put(ENTRIES, *id.as_bytes(), kept));
                }
            }
        });
        let drafts = backup.drafts();
        let known = self.drafts.with_untracked(|here| {
            let ids = drafts.keys().filter(|id| here.contains_key(id));
            ids.copied().collect::<Vec<_>>()
        });
        let states = drafts.iter().filter(|(id, _)| !known.contains(id));
        writes.extend(states.flat_map(|(_, states)| states.copies()));
        writes.extend(self.lost_receipts(backup));
        writes.extend(self.lost_names(backup));
        let puts = takes.iter();
        writes.extend(puts.map(|(id, take)| Write::put(RECORDINGS, *id.as_bytes(), take)));
        writes.into_iter().collect()
    }

    /// Names of people that entries of the backup speak of and that are not known here.
    fn lost_names(self, backup: &OpenedBackup) -> Option<Result<Write, SaveError>> {
        let (lists, _) = backup.values::<Vec<Known>>(PROFILE);
        let mut people = self.people.get_untracked();
        let before = people.len();
        for known in lists.into_iter().flat_map(|(_, list)| list) {
            if !people.iter().any(|here| here.person == known.person) {
                people.push(known);
            }
        }
        (people.len() > before).then(|| Write::put(PROFILE, PEOPLE_ID, &people))
    }

    /// Receipts of this phone's own bundles that are not here: a number that may have left is
    /// never given again.
    fn lost_receipts(self, backup: &OpenedBackup) -> Vec<Result<Write, SaveError>> {
        let (profiles, _) = backup.values::<Profile>(PROFILE);
        let theirs = profiles.into_iter().find(|(id, _)| *id == PROFILE_ID);
        let ours = self
            .profile
            .with_value(|profile| profile.as_ref().map(|p| p.device_key.clone()));
        if theirs.map(|(_, profile)| profile.device_key) != ours {
            return Vec::new();
        }
        let (receipts, _) = backup.values::<Receipt>(RECEIPTS);
        self.receipts.with_untracked(|here| {
            let lost = receipts
                .iter()
                .filter(|(id, _)| !here.iter().any(|(known, _)| known == id));
            lost.map(|(id, receipt)| Write::put(RECEIPTS, *id, receipt))
                .collect()
        })
    }
}

/// Whether a copy of an entry goes on where this one ends. One that went another way is not taken:
/// nothing here is overwritten by anything but its own continuation.
fn follows(here: &Kept, copy: &Kept) -> bool {
    copy.revisions.len() > here.revisions.len() && copy.revisions.starts_with(&here.revisions)
}

/// Whether nothing was written: what did not answer may have been, and what another tab has begun
/// is not ours.
fn is_certain(error: &SaveError) -> bool {
    let unknown = [BrowserError::Slow, BrowserError::OtherTab].map(SaveError::Browser);
    !unknown.contains(error)
}

/// What an entry is called; nothing of the words of a letter that is sealed.
fn heading(entry: &Entry) -> String {
    words::sealed(entry).unwrap_or_else(|| entry.heading(60))
}
