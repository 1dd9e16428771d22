//! The sound of a backup on its way into the store: slices first, in changes of bounded size, and
//! only when all of them are on the disk the records that name them. What is broken off in between
//! leaves slices that nothing names.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use journal::RecordingId;
use leptos::prelude::*;
use vault::BlobKey;

use super::opened::{OpenedBackup, part};
use crate::browser::BrowserError;
use crate::browser::database::{Change, Database};
use crate::jobs::Failure;
use crate::state::journal::Journal;
use crate::state::progress::{Doing, Told};
use crate::state::recordings::{Take, Takes};
use crate::state::records::{Records, SaveError};
use crate::state::trouble::Trouble;

/// So many slices, or so many bytes of them, are written in one change.
const ROWS: usize = 128;
const BYTES: usize = 1024 * 1024;

/// A recording of a backup that this journal lacks, or lacks slices of.
pub(super) struct Lack {
    /// What is known of it: as here, or as in the backup where it is not here.
    pub(super) take: Take,
    /// Whether it is not here at all.
    pub(super) is_new: bool,
    /// The numbers of the slices that are here.
    here: BTreeSet<u32>,
}

/// How the slices of a recording are written.
enum Road {
    /// As they are: the same key opens them here.
    AsTheyAre,
    /// Unsealed with the one key and sealed with the other.
    Anew(Box<(BlobKey, BlobKey)>),
}

impl Journal {
    /// The recordings that a backup can bring, out of those that are named by what is here or comes.
    pub(super) async fn lacks(
        self,
        backup: &OpenedBackup,
        named: &BTreeSet<RecordingId>,
    ) -> Result<BTreeMap<[u8; 16], Lack>, SaveError> {
        let records = self.session.records()?;
        let mut lacks = BTreeMap::new();
        let takes = backup.takes().into_iter();
        for (id, theirs) in takes.filter(|(id, _)| named.contains(id)) {
            let raw = *id.as_bytes();
            let rows = backup.runs.get(&raw).map_or(0, |run| run.rows);
            let known = self.takes.with_untracked(|takes| takes.get(&id).cloned());
            let numbers = records.database().slice_numbers(raw).await?;
            let mut here: BTreeSet<u32> = numbers.into_iter().collect();
            let Some(known) = known else {
                let take = theirs;
                let is_new = true;
                lacks.insert(raw, Lack { take, is_new, here });
                continue;
            };
            // The empty slice that ends it belongs to it. What the backup has of a longer one is
            // another state of it, and stays where it is.
            let Some(all) = known.finished.as_ref().map(|done| done.slices + 1) else {
                continue;
            };
            here.retain(|number| *number < all);
            if rows <= all && (here.len() as u32) < rows {
                let take = known;
                let is_new = false;
                lacks.insert(raw, Lack { take, is_new, here });
            }
        }
        Ok(lacks)
    }

    /// Writes the slices of what is lacking; gives the recordings that are to be written with what
    /// names them, and what takes their slices away again. Where that fails, they are taken away.
    pub(super) async fn bring_sounds(
        self,
        records: &Records,
        backup: &OpenedBackup,
        lacks: BTreeMap<[u8; 16], Lack>,
        told: &Told,
    ) -> Result<(Takes, Vec<Change>), Trouble> {
        // Slices of this vault that were here before may still be needed.
        let is_own = backup.vault.id() == records.vault().id();
        let undo: Vec<Change> = lacks
            .iter()
            .filter(|(_, lack)| lack.is_new && (!is_own || lack.here.is_empty()))
            .map(|(id, _)| Change::DeleteSlices(*id))
            .collect();
        match self.bring_all(records, backup, lacks, told).await {
            Ok(takes) => Ok((takes, undo)),
            Err(trouble) => {
                // A phone that is full for slices has room to delete them.
                let _ = records.database().change(undo).await;
                Err(trouble)
            }
        }
    }

    async fn bring_all(
        self,
        records: &Records,
        backup: &OpenedBackup,
        lacks: BTreeMap<[u8; 16], Lack>,
        told: &Told,
    ) -> Result<Takes, Trouble> {
        let mut takes = Takes::new();
        let mut roads = BTreeMap::new();
        let theirs = backup.takes();
        for (raw, lack) in lacks {
            let id = RecordingId::from_random(raw);
            let Lack {
                mut take,
                is_new,
                here,
            } = lack;
            let of_backup = theirs.get(&id).ok_or(Failure::BackupDamaged)?;
            let road = road(records, backup, of_backup, raw, &mut take, is_new)?;
            let keeps = match (&road, is_new) {
                // Whatever lies under the same key and number is the same slice.
                (Road::AsTheyAre, true) => BTreeSet::new(),
                (Road::Anew(_), true) if !here.is_empty() => {
                    // Of a recording whose record is lost: under a key that nobody has.
                    let old = vec![Change::DeleteSlices(raw)];
                    records
                        .database()
                        .change(old)
                        .await
                        .map_err(SaveError::from)?;
                    BTreeSet::new()
                }
                _ => here,
            };
            roads.insert(raw, (road, keeps));
            if is_new {
                takes.insert(id, take);
            }
        }
        let mut writing = Writing::new(records.database());
        let parts = backup.parts_of(|id| roads.contains_key(id));
        let all = parts.len() as u64;
        for (done, number) in (0..).zip(parts) {
            told.at(Doing::Writing, done, all);
            for row in part(self.session, number).await? {
                let (Some(number), Some((road, keeps))) = (row.number, roads.get(&row.id)) else {
                    continue;
                };
                if keeps.contains(&number) {
                    continue;
                }
                let sealed = match road {
                    Road::AsTheyAre => Some(row.record),
                    Road::Anew(keys) => Records::reseal(&keys.0, &keys.1, number, &row.record)?,
                };
                // What does not open in the backup stays a gap here.
                if let Some(sealed) = sealed {
                    writing.add(row.id, number, sealed).await?;
                }
            }
        }
        writing.flush().await?;
        Ok(takes)
    }

    /// Writes every slice of a backup into a store without records. Where that fails, none is left.
    pub(super) async fn place_sounds(
        self,
        database: &Rc<Database>,
        backup: &OpenedBackup,
        told: &Told,
    ) -> Result<(), Trouble> {
        let mut writing = Writing::new(database);
        let placed = async {
            let parts = backup.parts_of(|_| true);
            let all = parts.len() as u64;
            for (done, number) in (0..).zip(parts) {
                told.at(Doing::Writing, done, all);
                for row in part(self.session, number).await? {
                    match row.number {
                        Some(number) => writing.add(row.id, number, row.record).await?,
                        // The last records share a part with the first slices.
                        None => continue,
                    }
                }
            }
            writing.flush().await
        };
        let placed = placed.await;
        if placed.is_err() {
            self.unplace_sounds(database, backup).await;
        }
        placed
    }

    /// Takes them away again.
    pub(super) async fn unplace_sounds(self, database: &Database, backup: &OpenedBackup) {
        let all = backup.runs.keys().map(|id| Change::DeleteSlices(*id));
        let _ = database.change(all.collect::<Vec<_>>()).await;
    }
}

/// How a recording's slices come here, and under which seed.
fn road(
    records: &Records,
    backup: &OpenedBackup,
    theirs: &Take,
    raw: [u8; 16],
    take: &mut Take,
    is_new: bool,
) -> Result<Road, Trouble> {
    let sealed = |_| SaveError::Seal;
    let from = backup.vault.blob(raw, &theirs.seed);
    let from = from.map_err(|_| Failure::BackupDamaged)?;
    let here = records.vault().blob(raw, &take.seed);
    if let Ok(to) = here {
        let probe = from.seal(0, false, &[]).map_err(sealed)?;
        if to.unseal(0, false, &probe).is_ok() {
            return Ok(Road::AsTheyAre);
        }
        if !is_new {
            return Ok(Road::Anew(Box::new((from, to))));
        }
    }
    if !is_new {
        // The keyring here does not have the key that its own record names.
        return Err(SaveError::Seal.into());
    }
    let (to, seed) = records.vault().new_blob(raw).map_err(|_| SaveError::Seal)?;
    take.seed = seed;
    Ok(Road::Anew(Box::new((from, to))))
}

/// Slices on their way into the store, some at a time.
struct Writing<'a> {
    database: &'a Database,
    waiting: Vec<Change>,
    bytes: usize,
}

impl<'a> Writing<'a> {
    fn new(database: &'a Database) -> Self {
        Self {
            database,
            waiting: Vec::new(),
            bytes: 0,
        }
    }

    async fn add(&mut self, id: [u8; 16], number: u32, sealed: Vec<u8>) -> Result<(), Trouble> {
        self.bytes += sealed.len();
        self.waiting.push(Change::PutSlice(id, number, sealed));
        if self.waiting.len() < ROWS && self.bytes < BYTES {
            return Ok(());
        }
        self.flush().await
    }

    async fn flush(&mut self) -> Result<(), Trouble> {
        self.bytes = 0;
        let waiting = Rc::new(std::mem::take(&mut self.waiting));
        if waiting.is_empty() {
            return Ok(());
        }
        // The same slices once more do no harm, so what did not answer is written again.
        let written = match self.database.change(Rc::clone(&waiting)).await {
            Err(BrowserError::Slow) => self.database.change(waiting).await,
            written => written,
        };
        Ok(written.map_err(SaveError::from)?)
    }
}
