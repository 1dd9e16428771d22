//! Opening a backup of either version where it lies.

use std::io::{Read, Seek, SeekFrom};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::packer::{MANIFEST, PART, STREAM_VERSION, StreamStatement, manifest_line, part_name};
use super::record::RECORD_CAP;
use super::row::Key;
use super::{
    BACKUP_SIZE_CAP, Backup, BackupAbout, BackupRow, KEYRING, KEYRING_CAP, MAX_LOG_N,
    OpenBackupError, STATEMENT, STATEMENT_CAP, VERSION, is_backup,
};
use crate::envelope::{self, Passphrase, Unsealed};
use crate::watched::{Seen, Watched};
use crate::zip::{self, Content, ZipError};

/// The longest line: the largest record in base64, and its names.
const LINE_CAP: usize = RECORD_CAP / 3 * 4 + 1024;

/// The largest part: it is closed behind the line that reaches its size.
const PART_CAP: u64 = (PART + LINE_CAP) as u64;
/// So many rows of a backup that is in memory make a part.
const ROWS: usize = 500;

/// A backup that was found whole, and its rows where they lie.
pub struct OpenBackup<R: Read> {
    about: BackupAbout,
    runs: Vec<BackupRun>,
    rows: Rows<R>,
}

enum Rows<R: Read> {
    /// Version 1 was made in memory, and is opened there.
    Memory(Vec<BackupRow>),
    File {
        archive: Box<Unsealed<Watched<R>>>,
        seen: Arc<Seen>,
        parts: Vec<Part>,
    },
}

/// Where the lines of a part lie in the archive, and what they are.
struct Part {
    start: u64,
    size: u64,
    sha256: [u8; 32],
}

/// The rows with a number of one store and id: they follow each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupRun {
    /// The table they stand in.
    pub store: String,
    /// What they share of their keys.
    pub id: [u8; 16],
    /// How many there are.
    pub rows: u32,
    /// The size of their sealed bytes together.
    pub bytes: u64,
    /// The part that the first of them is in, from 0 on.
    pub first_part: u32,
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
        match walk(&mut archive) {
            Ok((about, runs, parts)) => Ok(Self {
                about,
                runs,
                rows: Rows::File {
                    archive: Box::new(archive),
                    seen,
                    parts,
                },
            }),
            Err(Stop::Version(VERSION)) => {
                let mut whole = Zeroizing::new(Vec::new());
                let most = BACKUP_SIZE_CAP as u64 + 1;
                archive
                    .rewind()
                    .and_then(|()| archive.take(most).read_to_end(&mut whole))
                    .map_err(|_| explain(torn(&seen)))?;
                if whole.len() > BACKUP_SIZE_CAP {
                    return Err(OpenBackupError::TooLarge);
                }
                Backup::from_archive(&whole).map(Self::from)
            }
            Err(stop) => Err(explain(stop.reason(&seen))),
        }
    }

    /// What the backup says about itself.
    pub fn about(&self) -> &BackupAbout {
        &self.about
    }

    /// The rows with numbers, in the order of store and id: what there is, without reading it.
    pub fn runs(&self) -> &[BackupRun] {
        &self.runs
    }

    /// In how many parts the rows lie.
    pub fn parts(&self) -> u32 {
        let parts = match &self.rows {
            Rows::Memory(rows) => rows.chunks(ROWS).len(),
            Rows::File { parts, .. } => parts.len(),
        };
        parts as u32
    }

    /// The rows of a part, from 0 on, none behind the last: through all parts they are in the order
    /// of store, id and number. Takes the part's size in memory, some 2 MiB, and its rows'.
    ///
    /// # Errors
    /// An [`OpenBackupError`] where the file was changed since it was checked: **what was handed out
    /// before is then to be thrown away.**
    pub fn part(&mut self, number: u32) -> Result<Vec<BackupRow>, OpenBackupError> {
        let at = number as usize;
        let (archive, seen, parts) = match &mut self.rows {
            Rows::Memory(rows) => {
                return Ok(rows
                    .chunks(ROWS)
                    .nth(at)
                    .map(<[_]>::to_vec)
                    .unwrap_or_default());
            }
            Rows::File {
                archive,
                seen,
                parts,
            } => (archive, seen, parts),
        };
        let Some(part) = parts.get(at) else {
            return Ok(Vec::new());
        };
        let _ = seen.has_ended();
        let mut lines = vec![0; part.size as usize];
        archive
            .seek(SeekFrom::Start(part.start))
            .and_then(|_| archive.read_exact(&mut lines))
            .map_err(|_| seen.failure().map_or(torn(seen), OpenBackupError::Read))?;
        if Sha256::digest(&lines)[..] != part.sha256 {
            return Err(OpenBackupError::Damaged("a part of it was changed"));
        }
        let lines = lines.split_inclusive(|byte| *byte == b'\n');
        lines
            .map(|line| BackupRow::from_line(line.strip_suffix(b"\n").unwrap_or(line)))
            .collect()
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
            runs: Vec::new(),
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
fn walk(archive: &mut dyn Read) -> Result<(BackupAbout, Vec<BackupRun>, Vec<Part>), Stop> {
    let mut passed = Passed::default();
    zip::walk(archive, |content| passed.take(content))?;
    passed.whole()
}

/// What is known of the members that passed.
#[derive(Default)]
struct Passed {
    statement: Option<StreamStatement>,
    keyring: Option<Vec<u8>>,
    parts: Vec<Part>,
    runs: Vec<BackupRun>,
    last: Option<Key>,
    manifest: String,
    is_closed: bool,
}

impl Passed {
    fn take(&mut self, content: &mut Content<'_>) -> Result<(), Stop> {
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
            if name != part_name(self.parts.len() as u32 + 1) {
                return damaged("a member is not named as it must");
            }
            if content.size > PART_CAP {
                return Err(Stop::Rule(OpenBackupError::TooLarge));
            }
            self.lines(content)?;
        }
        Ok(())
    }

    /// The rows of a part, each looked at once its line is whole.
    fn lines(&mut self, content: &mut Content<'_>) -> Result<(), Stop> {
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
                    stopped = self.row(&line).err();
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
        let sha256 = sum.finalize();
        let name = part_name(self.parts.len() as u32 + 1);
        manifest_line(&mut self.manifest, sha256, &name);
        self.parts.push(Part {
            start: content.start,
            size: content.size,
            sha256: sha256.into(),
        });
        Ok(())
    }

    fn row(&mut self, line: &[u8]) -> Result<(), Stop> {
        let row = BackupRow::from_line(line).map_err(Stop::Rule)?;
        let key = row.key();
        if self.last.as_ref().is_some_and(|last| *last >= key) {
            let what = "a record stands twice or out of order";
            return Err(Stop::Rule(OpenBackupError::Damaged(what)));
        }
        self.last = Some(key);
        if row.number.is_some() {
            self.count(row);
        }
        Ok(())
    }

    /// Counts a row with a number.
    fn count(&mut self, row: BackupRow) {
        let bytes = row.record.len() as u64;
        match self.runs.last_mut() {
            Some(run) if run.id == row.id && run.store == row.store => {
                run.rows += 1;
                run.bytes += bytes;
            }
            _ => self.runs.push(BackupRun {
                store: row.store,
                id: row.id,
                rows: 1,
                bytes,
                first_part: self.parts.len() as u32,
            }),
        }
    }

    fn whole(self) -> Result<(BackupAbout, Vec<BackupRun>, Vec<Part>), Stop> {
        match (self.statement, self.keyring) {
            (Some(statement), Some(keyring)) if self.is_closed => {
                Ok((statement.about(keyring), self.runs, self.parts))
            }
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
    #[derive(Deserialize)]
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
