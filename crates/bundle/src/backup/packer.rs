//! A backup of version 2: one pass from rows to the sealed file.

use std::fmt::{self, Write};

use journal::Moment;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::record::{RECORD_CAP, is_store};
use super::row::Key;
use super::{BackupError, BackupRow, KEYRING, KEYRING_CAP, LOG_N, STATEMENT, STATEMENT_CAP};
use crate::envelope::{SIZE_CAP, Sealer};
use crate::pack::json_bytes;
use crate::zip::{Directory, Header};

/// The version that is written here.
pub(super) const STREAM_VERSION: u32 = 2;
/// The last member: the digests of all others.
pub(super) const MANIFEST: &str = "manifest-sha256.txt";
/// How many bytes of lines make a member; it is closed behind the line that reaches them.
pub(super) const PART: usize = 2 * 1024 * 1024;

/// What a backup says about itself, and the keyring that its rows are sealed under.
#[derive(Clone, PartialEq, Eq)]
pub struct BackupAbout {
    /// The vault that the keyring and the rows belong to.
    pub vault_id: [u8; 16],
    /// When it was made, by the phone's clock: local time with its offset.
    pub made_at: Moment,
    /// The version of the app that made it.
    pub app_version: String,
    /// How many changes the journal has seen: grows even where the clock does not.
    pub counter: u64,
    /// The keyring as it is stored, at most 256 KiB.
    pub keyring: Vec<u8>,
}

impl fmt::Debug for BackupAbout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BackupAbout")
            .field("vault_id", &hex::encode(self.vault_id))
            .field("made_at", &self.made_at)
            .field("app_version", &self.app_version)
            .field("counter", &self.counter)
            .field("keyring", &format_args!("[{} bytes]", self.keyring.len()))
            .finish()
    }
}

/// `backup.json` of version 2. Unknown fields are refused.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StreamStatement {
    v: u32,
    #[serde(with = "super::hex_id")]
    vault_id: [u8; 16],
    made_at: Moment,
    app_version: String,
    counter: u64,
}

impl StreamStatement {
    pub(super) fn about(self, keyring: Vec<u8>) -> BackupAbout {
        BackupAbout {
            vault_id: self.vault_id,
            made_at: self.made_at,
            app_version: self.app_version,
            counter: self.counter,
            keyring,
        }
    }
}

/// The name of the part of that number, from 1 on.
pub(super) fn part_name(number: u32) -> String {
    format!("records-{number:05}.jsonl")
}

/// A line of [`MANIFEST`].
pub(super) fn manifest_line(manifest: &mut String, sha256: impl AsRef<[u8]>, name: &str) {
    let _ = writeln!(manifest, "{}  {name}", hex::encode(sha256));
}

/// A backup that is being packed: the age file is what [`begin`](Self::begin),
/// [`add`](Self::add) and [`finish`](Self::finish) give out, in that order. In memory are some
/// 10 MiB and the row at hand.
pub struct BackupPacker {
    sealer: Sealer,
    directory: Directory,
    manifest: String,
    part: Vec<u8>,
    parts: u32,
    last: Option<Key>,
}

impl BackupPacker {
    /// Begins a backup sealed with a secret, as [`Backup::pack`](super::Backup::pack) takes it,
    /// and gives out its first piece. Takes 64 MiB of memory and as long as unlocking does:
    /// **call this in a worker**.
    ///
    /// # Errors
    /// When the secret is empty or the keyring is over its cap.
    pub fn begin(about: &BackupAbout, secret: &str) -> Result<(Self, Vec<u8>), BackupError> {
        Self::begin_with(about, secret, LOG_N)
    }

    pub(super) fn begin_with(
        about: &BackupAbout,
        secret: &str,
        log_n: u8,
    ) -> Result<(Self, Vec<u8>), BackupError> {
        if secret.is_empty() {
            return Err(BackupError::NoSecret);
        }
        let statement = json_bytes(&StreamStatement {
            v: STREAM_VERSION,
            vault_id: about.vault_id,
            made_at: about.made_at.clone(),
            app_version: about.app_version.clone(),
            counter: about.counter,
        });
        if about.keyring.len() > KEYRING_CAP || statement.len() > STATEMENT_CAP {
            return Err(BackupError::TooLarge);
        }
        let sealer = Sealer::with_passphrase(secret, log_n).ok_or(BackupError::NoSecret)?;
        let mut packer = Self {
            sealer,
            directory: Directory::default(),
            manifest: String::new(),
            part: Vec::new(),
            parts: 0,
            last: None,
        };
        packer.member(STATEMENT, &statement)?;
        packer.member(KEYRING, &about.keyring)?;
        let piece = packer.sealer.take();
        Ok((packer, piece))
    }

    /// Takes in the next row, in the order of store, id and number (those without a number
    /// first), and gives out the next piece of the file, which is mostly empty.
    ///
    /// # Errors
    /// When the row breaks a rule of [`BackupRow`], stands twice or comes out of its order, or
    /// the file would be over 2 GiB: **the backup is then to be thrown away.**
    pub fn add(&mut self, row: &BackupRow) -> Result<Vec<u8>, BackupError> {
        if !is_store(&row.store) {
            return Err(BackupError::StoreName);
        }
        if row.record.len() > RECORD_CAP {
            return Err(BackupError::TooLarge);
        }
        let key = row.key();
        match &self.last {
            Some(last) if *last == key => return Err(BackupError::RecordTwice),
            Some(last) if *last > key => return Err(BackupError::RecordOrder),
            _ => self.last = Some(key),
        }
        serde_json::to_writer(&mut self.part, row)
            .expect("strings, numbers and bytes as text are always JSON");
        self.part.push(b'\n');
        if self.part.len() >= PART {
            self.close_part()?;
        }
        Ok(self.sealer.take())
    }

    /// Closes the backup and gives out the last piece.
    ///
    /// # Errors
    /// When the file would be over 2 GiB.
    pub fn finish(mut self) -> Result<Vec<u8>, BackupError> {
        if !self.part.is_empty() {
            self.close_part()?;
        }
        let manifest = std::mem::take(&mut self.manifest);
        self.member(MANIFEST, manifest.as_bytes())?;
        self.sealer.write(&self.directory.finish());
        Ok(self.sealer.finish())
    }

    fn close_part(&mut self) -> Result<(), BackupError> {
        self.parts += 1;
        let part = std::mem::take(&mut self.part);
        self.member(&part_name(self.parts), &part)
    }

    fn member(&mut self, name: &str, data: &[u8]) -> Result<(), BackupError> {
        let too_large = |_| BackupError::TooLarge;
        let header = Header::of(name, data).map_err(too_large)?;
        let before = self.directory.begin(header).map_err(too_large)?;
        let whole = self
            .directory
            .size_with([(MANIFEST.len(), 100 * u64::from(self.parts))]);
        if self.sealer.size_of(whole) > SIZE_CAP as u64 {
            return Err(BackupError::TooLarge);
        }
        manifest_line(&mut self.manifest, Sha256::digest(data), name);
        self.sealer.write(&before);
        self.sealer.write(data);
        Ok(())
    }
}
