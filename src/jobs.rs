//! Heavy work, as values that travel between the page and its worker.

use bundle::{BackupRow, BackupRun, Outgoing, Receipt};
use journal::{Moment, Recording};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

pub mod desk;
pub mod heavy;
pub mod strength;

/// A kind of worker: what it is asked, what it answers, and what it tells on the way.
pub trait Work: 'static {
    /// Something to be done.
    type Job: Serialize + DeserializeOwned;
    /// What came of it.
    type Done: Serialize + DeserializeOwned;
    /// How far it is.
    type Step: Serialize + DeserializeOwned;
}

/// The work of the journal.
pub struct Journal;

impl Work for Journal {
    type Job = Job;
    type Done = Done;
    type Step = Step;
}

/// Something to be done off the page's thread.
#[derive(Serialize, Deserialize)]
pub enum Job {
    /// How many guesses a passphrase withstands.
    Estimate { passphrase: Zeroizing<String> },
    /// Makes a keyring, and the keys of a new journal.
    Begin { passphrase: Zeroizing<String> },
    /// Opens a keyring.
    Unlock {
        keyring: String,
        secret: Zeroizing<String>,
        is_recovery_code: bool,
    },
    /// Gives a keyring a new passphrase.
    Rekey {
        keyring: String,
        key: Zeroizing<[u8; 32]>,
        passphrase: Zeroizing<String>,
    },
    /// Begins a backup.
    BeginBackup {
        about: AboutBackup,
        secret: Zeroizing<String>,
        is_recovery_code: bool,
    },
    /// Seals the rows in the payload, which follow those before.
    SealRows,
    /// Closes the backup.
    EndBackup,
    /// Opens the backup that was sealed last, the payload, and compares it row by row.
    CheckBackup,
    /// Opens the backup in the payload, which stays open.
    OpenBackup {
        secret: Zeroizing<String>,
        is_recovery_code: bool,
    },
    /// Reads a part of the backup that is open.
    BackupPart { number: u32 },
    /// Packs a bundle; where recordings belong to it, asks for the first.
    Pack {
        outgoing: Box<Outgoing>,
        device_seed: Zeroizing<[u8; 32]>,
        own_identity: Zeroizing<String>,
        recipients: Vec<(String, String, String)>,
    },
    /// Packs the recording that was asked for: its clean file is the payload.
    PackRecording { mime: String, duration_ms: u64 },
    /// Opens the bundle that was packed last, the payload, with the writer's own key, and compares.
    CheckPacked,
}

/// What came of it.
#[derive(Serialize, Deserialize)]
pub enum Done {
    /// zxcvbn's score, 0 to 4.
    Strength(u8),
    /// A new journal's keys.
    Begun {
        keyring: String,
        key: Zeroizing<[u8; 32]>,
        recovery_code: Zeroizing<String>,
        device_seed: Zeroizing<[u8; 32]>,
        device_key: String,
        own_identity: Zeroizing<String>,
    },
    /// The vault's key.
    Unlocked(Zeroizing<[u8; 32]>),
    /// A keyring with another passphrase.
    Rekeyed(String),
    /// The next piece of the backup is the answer's payload; it may be empty.
    BackupPiece,
    /// The backup is open.
    BackupOpened(Box<BackupContents>),
    /// The rows of a part are the answer's payload.
    BackupRows,
    /// This recording is to be packed next. A piece of the bundle is the answer's payload.
    Wants(Box<Recording>),
    /// The last piece of the bundle is the answer's payload.
    Packed(Box<Receipt>),
    /// The file is what was to be packed or sealed.
    Checked,
    /// It did not work: the key of the sentence in the translations.
    Failed(Failure),
}

/// What a backup says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AboutBackup {
    /// The vault it is of.
    pub vault_id: [u8; 16],
    /// When it was made.
    pub made_at: Moment,
    /// How many changes the journal had seen.
    pub counter: u64,
    /// The keyring.
    pub keyring: String,
}

/// What is in a backup, before its rows are read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupContents {
    /// What it says of itself.
    pub about: AboutBackup,
    /// What it has of each recording.
    pub runs: Vec<BackupRun>,
    /// In how many parts its rows lie.
    pub parts: u32,
}

/// Rows on their way between the page and its worker, as one payload: the store's name behind its
/// length, the id, the number behind a sign of whether there is one, the bytes behind their length.
pub fn carry(rows: &[BackupRow]) -> Vec<u8> {
    let size = |row: &BackupRow| row.store.len() + row.record.len() + 26;
    let mut payload = Vec::with_capacity(rows.iter().map(size).sum());
    for row in rows {
        payload.push(row.store.len() as u8);
        payload.extend_from_slice(row.store.as_bytes());
        payload.extend_from_slice(&row.id);
        payload.push(u8::from(row.number.is_some()));
        payload.extend_from_slice(&row.number.unwrap_or(0).to_be_bytes());
        payload.extend_from_slice(&(row.record.len() as u32).to_be_bytes());
        payload.extend_from_slice(&row.record);
    }
    payload
}

/// The rows of a payload; `None` if it was not made by [`carry`].
pub fn uncarry(mut payload: &[u8]) -> Option<Vec<BackupRow>> {
    let mut rows = Vec::new();
    let mut take = |count: usize| {
        let (taken, rest) = payload.split_at_checked(count)?;
        payload = rest;
        Some(taken)
    };
    let number = |bytes: &[u8]| Some(u32::from_be_bytes(bytes.try_into().ok()?));
    while let Some(length) = take(1) {
        let store = String::from_utf8(take(length[0].into())?.to_vec()).ok()?;
        let id = take(16)?.try_into().ok()?;
        let is_numbered = take(1)? == [1];
        let found = number(take(4)?)?;
        let length = number(take(4)?)?;
        rows.push(BackupRow {
            store,
            id,
            number: is_numbered.then_some(found),
            record: take(length as usize)?.to_vec(),
        });
    }
    Some(rows)
}

/// Why a job failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Failure {
    /// The passphrase or the code does not open this journal.
    WrongSecret,
    /// The recovery code is mistyped.
    CodeMistyped,
    /// The phone has too little free memory.
    OutOfMemory,
    /// The keyring is damaged or of a newer version.
    Keyring,
    /// Nothing was chosen.
    Nothing,
    /// More than one bundle can carry.
    TooLarge,
    /// More than one backup can carry.
    BackupTooLarge,
    /// The file is not where it was, or cannot be read.
    Unread,
    /// A recording is not there, or is of a kind that cannot be made fit to leave.
    Recording,
    /// What was opened is not what was packed.
    NotTheSame,
    /// The file is no backup of a journal.
    NotABackup,
    /// The backup is damaged or cut.
    BackupDamaged,
    /// The passphrase or the code is not the one that the backup was sealed with.
    WrongForBackup,
    /// The backup was made by a newer version of the app.
    BackupNewer,
    /// The device has no authenticator that gives a secret, or not the one that was asked.
    NoDevice,
    /// The device's own question was closed or refused.
    DeviceRefused,
    /// Anything else.
    Other,
}

impl Failure {
    /// The key of the sentence in the translations.
    pub fn words(self) -> &'static str {
        match self {
            Self::WrongSecret => "failure.wrong_secret",
            Self::CodeMistyped => "failure.code_mistyped",
            Self::OutOfMemory => "failure.memory",
            Self::Keyring => "failure.keyring",
            Self::Nothing => "failure.nothing",
            Self::TooLarge => "failure.too_large",
            Self::BackupTooLarge => "failure.backup_too_large",
            Self::Unread => "failure.unread",
            Self::Recording => "failure.recording",
            Self::NotTheSame => "failure.not_the_same",
            Self::NotABackup => "failure.not_a_backup",
            Self::BackupDamaged => "failure.backup_damaged",
            Self::WrongForBackup => "failure.wrong_for_backup",
            Self::BackupNewer => "failure.backup_newer",
            Self::NoDevice => "failure.no_device",
            Self::DeviceRefused => "failure.device_refused",
            Self::Other => "failure.other",
        }
    }
}

/// A step of a longer job, to be shown while it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// Entries are being packed and sealed.
    Sealing,
    /// The bundle is being opened again.
    Checking,
    /// So much of it is done, in percent.
    Percent(u8),
}
