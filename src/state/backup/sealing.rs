//! The journal as it lies on the phone, read in order and sealed piece by piece: in memory is one
//! page of rows, in the browser's hands what is sealed already.

use std::collections::BTreeSet;

use bundle::BackupRow;
use journal::Moment;
use vault::Keyring;
use zeroize::Zeroizing;

use crate::browser::database::{CATALOGUE, Database, RECORDINGS, STORES};
use crate::jobs::{AboutBackup, Done, Failure, Job, carry};
use crate::state::hand_over::{BINARY, HeldFile};
use crate::state::progress::{Doing, Told};
use crate::state::records::{CATALOGUE_ID, Records, SaveError};
use crate::state::session::{Key, Session};
use crate::state::trouble::Trouble;

/// The store of slices. **It comes behind every store of records**, in the order of their names,
/// which is the order of a backup's rows.
pub(in crate::state) const SLICES: &str = "slices";
/// So many bytes of rows go to the worker at once.
const BATCH: usize = 512 * 1024;
/// How often it is begun anew because a recording was thrown away meanwhile.
const TRIES: usize = 3;

/// What a backup is sealed with.
pub(in crate::state) struct Secret {
    pub(in crate::state) text: Zeroizing<String>,
    pub(in crate::state) is_recovery_code: bool,
}

impl Secret {
    /// What a person typed; a key of the device seals no backup.
    pub(in crate::state) fn typed(key: &Key) -> Result<Self, Failure> {
        let (text, is_recovery_code) = match key {
            Key::Passphrase(text) => (text.clone(), false),
            Key::RecoveryCode(text) => (text.clone(), true),
            Key::Device(_) => return Err(Failure::Other),
        };
        Ok(Self {
            text,
            is_recovery_code,
        })
    }
}

/// A backup that is being sealed.
struct Sealing<'a> {
    session: Session,
    told: &'a Told,
    pieces: Vec<HeldFile>,
    /// Rows that wait for the worker, and their size.
    batch: (Vec<BackupRow>, usize),
    records: usize,
    done: u64,
    all: u64,
}

/// What was sealed and opened again.
pub(super) struct Sealed {
    pub(super) file: HeldFile,
    pub(super) records: usize,
    pub(super) recordings: BTreeSet<[u8; 16]>,
}

/// Seals everything and opens it again.
pub(super) async fn seal(
    session: Session,
    records: &Records,
    made_at: &Moment,
    secret: &Secret,
    told: &Told,
) -> Result<Sealed, Trouble> {
    for _ in 0..TRIES {
        if let Some(sealed) = try_once(session, records, made_at, secret, told).await? {
            return Ok(sealed);
        }
    }
    Err(Failure::Other.into())
}

/// Everything as it is between two changes; `None` where a recording went while its slices were
/// read: what is begun anew knows nothing of it.
async fn try_once(
    session: Session,
    records: &Records,
    made_at: &Moment,
    secret: &Secret,
    told: &Told,
) -> Result<Option<Sealed>, Trouble> {
    told.begin(Doing::Beginning);
    let database = records.database();
    let mut sealing = Sealing {
        session,
        told,
        pieces: Vec::new(),
        batch: (Vec::new(), 0),
        records: 0,
        done: 0,
        all: read(database.count_rows().await)?.into(),
    };
    let recordings = {
        // Whatever is saved meanwhile waits, so that records and catalogue fit. Slices are not
        // waited for: a recording under way is in the backup as far as it got.
        let _between = records.between_changes().await;
        let keyring = read(database.keyring().await)?.ok_or(SaveError::Locked)?;
        let keyring = Keyring::from_json(&keyring).map_err(|_| Failure::Keyring)?;
        let job = Job::BeginBackup {
            about: AboutBackup {
                vault_id: *keyring.vault_id().as_bytes(),
                made_at: made_at.clone(),
                counter: records.counter(),
                keyring: String::from_utf8(keyring.to_json()).map_err(|_| Failure::Keyring)?,
            },
            secret: secret.text.clone(),
            is_recovery_code: secret.is_recovery_code,
        };
        sealing.run(&job, &[]).await?;
        sealing.records(database).await?
    };
    for id in &recordings {
        sealing.slices(database, *id).await?;
    }
    let still: BTreeSet<_> = read(database.recording_ids().await)?.into_iter().collect();
    if !recordings.is_subset(&still) {
        return Ok(None);
    }
    sealing.flush().await?;
    sealing.run(&Job::EndBackup, &[]).await?;
    let file = HeldFile::join(BINARY, &sealing.pieces).map_err(SaveError::from)?;
    told.begin(Doing::Checking);
    let step = told.of_worker(Doing::Checking);
    match session.run_on(&Job::CheckBackup, &file, step).await? {
        (Done::Checked, _) => Ok(Some(Sealed {
            file,
            records: sealing.records,
            recordings,
        })),
        _ => Err(Failure::Other.into()),
    }
}

impl Sealing<'_> {
    /// Every record, in the order of stores and ids; gives the ids of the recordings.
    async fn records(&mut self, database: &Database) -> Result<BTreeSet<[u8; 16]>, Trouble> {
        let mut recordings = BTreeSet::new();
        let mut stores = STORES;
        stores.sort_unstable_by_key(|store| store.name);
        for store in stores {
            let mut after = None;
            loop {
                let page = read(database.record_page(store, after).await)?;
                for (id, record) in page.rows {
                    if store == CATALOGUE && id != CATALOGUE_ID {
                        continue;
                    }
                    if store == RECORDINGS {
                        recordings.insert(id);
                    }
                    self.records += 1;
                    self.add(store.name, id, None, record).await?;
                }
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
        }
        Ok(recordings)
    }

    /// The slices of a recording.
    async fn slices(&mut self, database: &Database, id: [u8; 16]) -> Result<(), Trouble> {
        let mut from = 0;
        loop {
            let page = read(database.slice_page(id, from).await)?;
            let Some((last, _)) = page.last() else {
                return Ok(());
            };
            from = last.saturating_add(1);
            for (number, slice) in page {
                self.add(SLICES, id, Some(number), slice).await?;
            }
        }
    }

    async fn add(
        &mut self,
        store: &str,
        id: [u8; 16],
        number: Option<u32>,
        record: Vec<u8>,
    ) -> Result<(), Trouble> {
        self.done += 1;
        self.batch.1 += record.len();
        self.batch.0.push(BackupRow {
            store: store.to_owned(),
            id,
            number,
            record,
        });
        if self.batch.1 < BATCH {
            return Ok(());
        }
        self.flush().await
    }

    /// Has the worker seal what waits. One batch at a time, so that nothing piles up.
    async fn flush(&mut self) -> Result<(), Trouble> {
        let (rows, _) = std::mem::take(&mut self.batch);
        self.run(&Job::SealRows, &carry(&rows)).await?;
        self.told.at(Doing::Sealing, self.done, self.all);
        Ok(())
    }

    async fn run(&mut self, job: &Job, payload: &[u8]) -> Result<(), Trouble> {
        match self.session.run_on(job, payload, |_| {}).await? {
            (Done::BackupPiece, piece) if piece.is_empty() => Ok(()),
            (Done::BackupPiece, piece) => {
                let piece = HeldFile::new(BINARY, &piece).map_err(SaveError::from)?;
                self.pieces.push(piece);
                Ok(())
            }
            _ => Err(Failure::Other.into()),
        }
    }
}

fn read<T>(result: Result<T, crate::browser::BrowserError>) -> Result<T, Trouble> {
    result.map_err(|error| SaveError::from(error).into())
}
