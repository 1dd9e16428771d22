//! Opening a backup of either version where it lies.

use std::io::{Read, Seek};
use std::sync::Arc;

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::packer::{MANIFEST, STREAM_VERSION, StreamStatement, manifest_line, part_name};
use super::record::RECORD_CAP;
use super::row::Key;
use super::{
    Backup, BackupAbout, BackupRow, KEYRING, KEYRING_CAP, MAX_LOG_N, OpenBackupError, STATEMENT,
    STATEMENT_CAP, VERSION, is_backup,
};
use crate::envelope::{self, Passphrase, Unsealed};
use crate::watched::{Seen, Watched};
use crate::zip::{self, Content, ZipError};

/// The longest line: the largest record in base64, and its names.
const LINE_CAP: usize = RECORD_CAP / 3 * 4 + 1024;

/// A backup that was found whole, and its rows where they lie.
pub struct OpenBackup<R: Read> {
    about: BackupAbout,
    rows: Rows<R>,
}

enum Rows<R: Read> {
    /// Version 1 was made in memory, and is opened there.
    Memory(Vec<BackupRow>),
    File(Box<Unsealed<Watched<R>>>, Arc<Seen>),
}

impl<R: Read + Seek> OpenBackup<R> {
    /// Opens a backup of version 1 or 2, binary or armoured, with the secret it was packed with.
    /// The whole file is decrypted, every digest checked and every row read before anything is
    /// handed out. Takes up to 256 MiB of memory for the secret, as the file asks for, and for the
    /// rows no more than the largest of them; version 1 is held in memory whole: **call this in a
    /// worker**.
    ///
    /// # Errors
    /// One of [`OpenBackupError`]; no part of the content is handed out then.
    pub fn read(reader: R, secret: &str) -> Result<Self, OpenBackupError> {
        let (mut reader, seen) = Watched::new(reader);
        let explain = |error| seen.failure().map_or(error, OpenBackupError::Read);
        let mut start = Vec::new();
        let begun = reader.rewind().and_then(|()| {
            let mut head = reader.by_ref().take(1024);
            head.read_to_end(&mut start)
        });
        begun.map_err(|error| OpenBackupError::Read(error.kind()))?;
        if !is_backup(&start) {
            return Err(OpenBackupError::NotABackup);
        }
        let passphrase = Passphrase::new(secret, MAX_LOG_N);
        let mut archive = envelope::open_stream_with_passphrase(reader, &passphrase)
            .map_err(|error| explain(error.into()))?;
        let _ = seen.has_ended();
        match walk(&mut archive, |_| Ok(())) {
            Ok(about) => Ok(Self {
                about,
                rows: Rows::File(Box::new(archive), seen),
            }),
            Err(Stop::Version(VERSION)) => {
                let mut whole = Zeroizing::new(Vec::new());
                archive
                    .rewind()
                    .and_then(|()| archive.read_to_end(&mut whole))
                    .map_err(|_| explain(torn(&seen)))?;
                Backup::from_archive(&whole).map(Self::from)
            }
            Err(stop) => Err(explain(stop.reason(&seen))),
        }
    }

    /// What the backup says about itself.
    pub fn about(&self) -> &BackupAbout {
        &self.about
    }

    /// Hands out every row, in the order of store, id and number, and stops at the first error of
    /// `visit`. May be called again.
    ///
    /// # Errors
    /// What `visit` gives, and an [`OpenBackupError`] where the file was changed since it was
    /// checked: **what was handed out is then to be thrown away.**
    pub fn each<E: From<OpenBackupError>>(
        &mut self,
        mut visit: impl FnMut(BackupRow) -> Result<(), E>,
    ) -> Result<(), E> {
        let (archive, seen) = match &mut self.rows {
            Rows::Memory(rows) => return rows.iter().cloned().try_for_each(visit),
            Rows::File(archive, seen) => (archive, seen),
        };
        let mut refusal = None;
        let _ = seen.has_ended();
        let result = match archive.rewind() {
            Err(_) => Err(torn(seen)),
            Ok(()) => walk(&mut **archive, |row| {
                visit(row).map_err(|error| {
                    refusal = Some(error);
                    Stop::Visitor
                })
            })
            .map_err(|stop| stop.reason(seen)),
        };
        match (refusal, result) {
            (Some(refusal), _) => Err(refusal),
            (None, Ok(_)) => Ok(()),
            (None, Err(error)) => {
                let error = seen.failure().map_or(error, OpenBackupError::Read);
                Err(error.into())
            }
        }
    }
}

impl<R: Read> From<Backup> for OpenBackup<R> {
    fn from(backup: Backup) -> Self {
        Self {
            about: BackupAbout {
                vault_id: backup.vault_id,
                made_at: backup.made_at,
                app_version: backup.app_version,
                counter: backup.counter,
                keyring: backup.keyring,
            },
            rows: Rows::Memory(backup.records.into_iter().map(BackupRow::from).collect()),
        }
    }
}

/// Why a walk ended before its end.
enum Stop {
    Zip(ZipError),
    Rule(OpenBackupError),
    /// It is of another version.
    Version(u32),
    /// Whoever takes the rows wants no more.
    Visitor,
}

impl From<ZipError> for Stop {
    fn from(error: ZipError) -> Self {
        Self::Zip(error)
    }
}

impl Stop {
    fn reason(self, seen: &Seen) -> OpenBackupError {
        match self {
            Self::Zip(ZipError::Unread) => torn(seen),
            Self::Zip(_) => OpenBackupError::Damaged("its archive breaks a rule"),
            Self::Rule(error) => error,
            Self::Version(0) => OpenBackupError::Damaged("it is of no version"),
            Self::Version(found) => OpenBackupError::Newer { found },
            Self::Visitor => OpenBackupError::Damaged("it was not read to its end"),
        }
    }
}

/// Why the envelope gave no more. Nobody can tell a last chunk that was changed from one that is
/// not the last.
fn torn(seen: &Seen) -> OpenBackupError {
    if seen.has_ended() {
        OpenBackupError::Cut
    } else {
        OpenBackupError::Damaged("a part of it was changed")
    }
}

/// Walks through an archive of version 2 and checks all of it.
fn walk(
    archive: &mut dyn Read,
    mut visit: impl FnMut(BackupRow) -> Result<(), Stop>,
) -> Result<BackupAbout, Stop> {
    let mut passed = Passed::default();
    zip::walk(archive, |content| passed.take(content, &mut visit))?;
    passed.about()
}

/// What is known of the members that passed.
#[derive(Default)]
struct Passed {
    statement: Option<StreamStatement>,
    keyring: Option<Vec<u8>>,
    parts: u32,
    last: Option<Key>,
    manifest: String,
    is_closed: bool,
}

impl Passed {
    fn take(
        &mut self,
        content: &mut Content<'_>,
        visit: &mut dyn FnMut(BackupRow) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        let damaged = |what| Err(Stop::Rule(OpenBackupError::Damaged(what)));
        let name = content.name.to_owned();
        if self.is_closed {
            return damaged("a member stands behind the last");
        }
        if self.statement.is_none() {
            if name != STATEMENT {
                return damaged("it does not say what it is");
            }
            let json = small(content, STATEMENT_CAP)?;
            manifest_line(&mut self.manifest, Sha256::digest(&json), &name);
            self.statement = Some(statement(&json)?);
        } else if self.keyring.is_none() {
            if name != KEYRING {
                return damaged("a member is not named as it must");
            }
            let keyring = small(content, KEYRING_CAP)?;
            manifest_line(&mut self.manifest, Sha256::digest(&keyring), &name);
            self.keyring = Some(keyring);
        } else if name == MANIFEST {
            let found = small(content, 1024 * 1024)?;
            if found != self.manifest.as_bytes() {
                return damaged("a member is not what its sum says");
            }
            self.is_closed = true;
        } else {
            self.parts += 1;
            if name != part_name(self.parts) {
                return damaged("a member is not named as it must");
            }
            self.lines(content, visit)?;
        }
        Ok(())
    }

    /// The rows of a part, each handed out once its line is whole.
    fn lines(
        &mut self,
        content: &mut Content<'_>,
        visit: &mut dyn FnMut(BackupRow) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        let mut sum = Sha256::new();
        let mut line = Vec::new();
        let mut stopped = None;
        content.each(|piece| {
            sum.update(piece);
            let mut rest = piece;
            while stopped.is_none() && !rest.is_empty() {
                let end = rest.iter().position(|byte| *byte == b'\n');
                let (now, later) = rest.split_at(end.unwrap_or(rest.len()));
                line.extend_from_slice(now);
                rest = later.get(1..).unwrap_or_default();
                if line.len() > LINE_CAP {
                    stopped = Some(Stop::Rule(OpenBackupError::TooLarge));
                } else if end.is_some() {
                    stopped = self.row(&line).and_then(&mut *visit).err();
                    line.clear();
                }
            }
        })?;
        if let Some(stop) = stopped {
            return Err(stop);
        }
        if !line.is_empty() || content.size == 0 {
            let what = "its last record has no end";
            return Err(Stop::Rule(OpenBackupError::Damaged(what)));
        }
        let name = part_name(self.parts);
        manifest_line(&mut self.manifest, sum.finalize(), &name);
        Ok(())
    }

    fn row(&mut self, line: &[u8]) -> Result<BackupRow, Stop> {
        let row = BackupRow::from_line(line).map_err(Stop::Rule)?;
        let key = row.key();
        if self.last.as_ref().is_some_and(|last| *last >= key) {
            let what = "a record stands twice or out of order";
            return Err(Stop::Rule(OpenBackupError::Damaged(what)));
        }
        self.last = Some(key);
        Ok(row)
    }

    fn about(self) -> Result<BackupAbout, Stop> {
        match (self.statement, self.keyring) {
            (Some(statement), Some(keyring)) if self.is_closed => Ok(statement.about(keyring)),
            _ => {
                let what = "a member is missing";
                Err(Stop::Rule(OpenBackupError::Damaged(what)))
            }
        }
    }
}

/// A member that is kept in memory.
fn small(content: &mut Content<'_>, cap: usize) -> Result<Vec<u8>, Stop> {
    if content.size > cap as u64 {
        return Err(Stop::Rule(OpenBackupError::TooLarge));
    }
    let mut bytes = Vec::new();
    content.each(|piece| bytes.extend_from_slice(piece))?;
    Ok(bytes)
}

/// Reads the statement, its version first and alone: a later one has other fields.
fn statement(json: &[u8]) -> Result<StreamStatement, Stop> {
    #[derive(serde::Deserialize)]
    struct Version {
        v: u32,
    }
    let unreadable = |_| Stop::Rule(OpenBackupError::Damaged("backup.json cannot be read"));
    let Version { v } = serde_json::from_slice(json).map_err(unreadable)?;
    match v {
        STREAM_VERSION => serde_json::from_slice(json).map_err(unreadable),
        other => Err(Stop::Version(other)),
    }
}
