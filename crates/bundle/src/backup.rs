//! The writer's own backup: the sealed records of a whole journal in one age file, opened with
//! the passphrase or the recovery code, by this program or by any other that reads age.

mod error;
mod open;
mod packer;
mod record;
mod row;
#[cfg(test)]
mod stream_tests;
#[cfg(test)]
mod tests;

use std::fmt;

use journal::Moment;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::envelope::{self, Passphrase};
use crate::pack::json_bytes;
use crate::zip::{self, Member};
use record::{base64_text, hex_id};

pub use error::{BackupError, OpenBackupError};
pub use open::{BackupRun, OpenBackup};
pub use packer::{BackupAbout, BackupPacker};
pub use record::BackupRecord;
pub use row::BackupRow;

/// The largest backup of version 1 that is opened or made, in bytes: it is in memory whole. One of
/// version 2 is capped by [`SIZE_CAP`](crate::SIZE_CAP).
pub const BACKUP_SIZE_CAP: usize = 1024 * 1024 * 1024;

/// The version of the format that [`Backup`] writes, and the only one that it reads.
const VERSION: u32 = 1;
/// scrypt at `N = 2^16`, `r = 8` takes 64 MiB: phones have no more to spare for a page.
const LOG_N: u8 = 16;
/// What a file may ask for: 256 MiB. A program that is not ours may have made it a little dearer.
const MAX_LOG_N: u8 = 18;
/// A keyring is a few kilobytes.
const KEYRING_CAP: usize = 256 * 1024;
const STATEMENT_CAP: usize = 64 * 1024;

const STATEMENT: &str = "backup.json";
const KEYRING: &str = "keyring.json";
const RECORDS: &str = "records.jsonl";

/// A journal as it lies sealed on the phone, ready to be packed or just opened: a backup of version
/// 1, whole in memory and without sound. What is made today is version 2 ([`BackupPacker`]); both
/// are read by [`OpenBackup`].
///
/// The records are opaque here: they were sealed at rest, and whoever seals the backup around
/// them needs no key of theirs.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backup {
    /// The vault that the keyring and the records belong to.
    #[serde(with = "hex_id")]
    pub vault_id: [u8; 16],
    /// When it was made, by the phone's clock: local time with its offset.
    pub made_at: Moment,
    /// The version of the app that made it.
    pub app_version: String,
    /// How many changes the journal has seen: grows even where the clock does not.
    pub counter: u64,
    /// The keyring as it is stored, at most 256 KiB.
    #[serde(with = "base64_text")]
    pub keyring: Vec<u8>,
    /// Every record. [`Backup::open`] gives them in the order of store and id.
    pub records: Vec<BackupRecord>,
}

impl Backup {
    /// Packs and seals the backup with a secret: the passphrase in its normal form (NFC,
    /// trimmed) or the recovery code as it is printed, for that is what a person will type.
    /// Deterministic but for age's salt, key and nonce. Takes 64 MiB of memory and as long as
    /// unlocking does: **call this in a worker**.
    ///
    /// # Errors
    /// When the secret is empty, a record breaks a rule of [`BackupRecord`] or stands twice, or
    /// the file would be over [`BACKUP_SIZE_CAP`].
    pub fn pack(&self, secret: &str) -> Result<Vec<u8>, BackupError> {
        self.pack_with(secret, LOG_N)
    }

    /// Opens a backup, binary or armoured, with the secret it was packed with. The whole file is
    /// decrypted and every digest is checked before anything is handed out. Takes up to 256 MiB
    /// of memory, as the file asks for: **call this in a worker**.
    ///
    /// # Errors
    /// One of [`OpenBackupError`]; no part of the content is handed out then.
    pub fn open(bytes: &[u8], secret: &str) -> Result<Backup, OpenBackupError> {
        Self::open_with(bytes, &Passphrase::new(secret, MAX_LOG_N))
    }

    fn pack_with(&self, secret: &str, log_n: u8) -> Result<Vec<u8>, BackupError> {
        if secret.is_empty() {
            return Err(BackupError::NoSecret);
        }
        let archive = self.archive()?;
        envelope::seal_with_passphrase(&archive, secret, log_n)
            .filter(|bytes| bytes.len() <= BACKUP_SIZE_CAP)
            .ok_or(BackupError::TooLarge)
    }

    fn open_with(bytes: &[u8], passphrase: &Passphrase) -> Result<Backup, OpenBackupError> {
        if bytes.len() > BACKUP_SIZE_CAP {
            return Err(OpenBackupError::TooLarge);
        }
        if !is_backup(bytes) {
            return Err(OpenBackupError::NotABackup);
        }
        Self::from_archive(&envelope::open_with_passphrase(bytes, passphrase)?)
    }

    fn archive(&self) -> Result<Vec<u8>, BackupError> {
        if self.keyring.len() > KEYRING_CAP {
            return Err(BackupError::TooLarge);
        }
        let records = record::write_lines(&self.records)?;
        let statement = json_bytes(&Statement {
            v: VERSION,
            vault_id: self.vault_id,
            made_at: self.made_at.clone(),
            app_version: self.app_version.clone(),
            counter: self.counter,
            records: self.records.len() as u64,
            sha256: Digests::of(&self.keyring, &records),
        });
        if statement.len() > STATEMENT_CAP {
            return Err(BackupError::TooLarge);
        }
        let members = [
            (STATEMENT, &statement),
            (KEYRING, &self.keyring),
            (RECORDS, &records),
        ];
        let members = members.map(|(name, data)| Member { name, data });
        zip::write(&members).map_err(|_| BackupError::TooLarge)
    }

    fn from_archive(archive: &[u8]) -> Result<Self, OpenBackupError> {
        let members = zip::read(archive)
            .map_err(|_| OpenBackupError::Damaged("its archive breaks a rule"))?;
        let first = members.first().filter(|member| member.name == STATEMENT);
        let first = first.ok_or(OpenBackupError::Damaged("it does not say what it is"))?;
        let statement = Statement::from_json(first.data)?;
        // Members are counted only now: a newer backup may have more of them.
        let [_, keyring, records] = &members[..] else {
            return Err(OpenBackupError::Damaged("it does not have three members"));
        };
        if (keyring.name, records.name) != (KEYRING, RECORDS) {
            return Err(OpenBackupError::Damaged("a member is not named as it must"));
        }
        if keyring.data.len() > KEYRING_CAP {
            return Err(OpenBackupError::TooLarge);
        }
        if statement.sha256 != Digests::of(keyring.data, records.data) {
            return Err(OpenBackupError::Damaged(
                "a member is not what its sum says",
            ));
        }
        let records = record::read_lines(records.data)?;
        if statement.records != records.len() as u64 {
            return Err(OpenBackupError::Damaged("records are missing or too many"));
        }
        Ok(Self {
            vault_id: statement.vault_id,
            made_at: statement.made_at,
            app_version: statement.app_version,
            counter: statement.counter,
            keyring: keyring.data.to_vec(),
            records,
        })
    }
}

impl fmt::Debug for Backup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Backup")
            .field("vault_id", &hex::encode(self.vault_id))
            .field("made_at", &self.made_at)
            .field("app_version", &self.app_version)
            .field("counter", &self.counter)
            .field("keyring", &format_args!("[{} bytes]", self.keyring.len()))
            .field("records", &self.records)
            .finish()
    }
}

/// Whether this looks like a backup: an age file, binary or armoured, that a passphrase opens.
/// The first kilobyte of a file answers for the whole, and says nothing of whether it is whole.
pub fn is_backup(bytes: &[u8]) -> bool {
    envelope::is_for_passphrase(bytes)
}

/// `backup.json`: what a backup says about itself.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Statement {
    v: u32,
    #[serde(with = "hex_id")]
    vault_id: [u8; 16],
    made_at: Moment,
    app_version: String,
    counter: u64,
    records: u64,
    sha256: Digests,
}

impl Statement {
    fn from_json(json: &[u8]) -> Result<Self, OpenBackupError> {
        // Read first and alone, because a later version has fields that this one refuses.
        #[derive(Deserialize)]
        struct Version {
            v: u32,
        }
        if json.len() > STATEMENT_CAP {
            return Err(OpenBackupError::TooLarge);
        }
        let unreadable = |_| OpenBackupError::Damaged("backup.json cannot be read");
        match serde_json::from_slice(json).map_err(unreadable)? {
            Version { v: VERSION } => serde_json::from_slice(json).map_err(unreadable),
            Version { v: 0 } => Err(OpenBackupError::Damaged("it is of no version")),
            Version { v } => Err(OpenBackupError::Newer { found: v }),
        }
    }
}

/// SHA-256 of the other two members, lower-case hex, by their names.
#[derive(PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Digests {
    #[serde(rename = "keyring.json")]
    keyring: String,
    #[serde(rename = "records.jsonl")]
    records: String,
}

impl Digests {
    fn of(keyring: &[u8], records: &[u8]) -> Self {
        Self {
            keyring: hex::encode(Sha256::digest(keyring)),
            records: hex::encode(Sha256::digest(records)),
        }
    }
}
