//! The folder: made, opened, and held by one desk at a time.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use journal::Study;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior};

use crate::error::WorkspaceError;
use crate::ledger::{self, LedgerEvent};
use crate::text::{from_json, json};

/// The database in the folder.
pub const DATABASE: &str = "workspace.sqlite";
/// The confirmed phones as OpenSSH's `allowed_signers`, written anew after each decision.
pub const PHONES: &str = "phones.txt";
const LOCK: &str = "workspace.lock";

/// "Loop", so that `file` and others tell this database from another.
const APPLICATION_ID: i64 = 0x4c6f_6f70;
const SCHEMA_VERSION: i64 = 2;
/// The first schema, and what leads from each to the next. None of them is ever changed.
const SCHEMAS: [&str; SCHEMA_VERSION as usize] =
    [include_str!("schema.sql"), include_str!("schema_2.sql")];
/// How long another program may hold the database before it is said.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a desk has received, kept between runs. One desk at a time: the lock goes with the value,
/// and with the process.
pub struct Workspace {
    pub(crate) db: Connection,
    pub(crate) folder: PathBuf,
    _lock: File,
}

impl Workspace {
    /// Opens the workspace of a folder; makes it where nothing is, or an empty folder. `at` is now,
    /// RFC 3339, for whoever finds it locked.
    ///
    /// # Errors
    /// When the folder is something else, or cannot be written or locked.
    pub fn open_or_make(folder: &Path, at: &str) -> Result<Self, WorkspaceError> {
        if !folder.join(DATABASE).exists() {
            let is_free = match fs::read_dir(folder) {
                Ok(items) => items.flatten().all(|item| item.file_name() == LOCK),
                Err(error) => error.kind() == io::ErrorKind::NotFound,
            };
            if !is_free {
                return Err(WorkspaceError::NotAWorkspace(shown(folder)));
            }
            make_folder(folder).map_err(|error| WorkspaceError::unwritten(&error))?;
        }
        Self::take(folder, at)
    }

    /// Opens the workspace of a folder.
    ///
    /// # Errors
    /// When there is none, or it cannot be written or locked.
    pub fn open(folder: &Path, at: &str) -> Result<Self, WorkspaceError> {
        match (folder.join(DATABASE).is_file(), folder.is_dir()) {
            (true, _) => Self::take(folder, at),
            (false, true) => Err(WorkspaceError::NotAWorkspace(shown(folder))),
            (false, false) => Err(WorkspaceError::NotThere(shown(folder))),
        }
    }

    fn take(folder: &Path, at: &str) -> Result<Self, WorkspaceError> {
        let lock = lock(&folder.join(LOCK), at)?;
        let path = folder.join(DATABASE);
        // Made by us, so that nobody else can read it from its first byte on; what SQLite puts
        // beside it has the same mode.
        private(&path).map_err(|error| WorkspaceError::unwritten(&error))?;
        let db = Connection::open(&path)?;
        db.busy_timeout(PATIENCE)?;
        // What is called done is on the disk; what was taken back is overwritten with zeros; words
        // go to no file elsewhere.
        db.pragma_update(None, "synchronous", "EXTRA")?;
        db.pragma_update(None, "secure_delete", "ON")?;
        db.pragma_update(None, "temp_store", "MEMORY")?;
        db.set_prepared_statement_cache_capacity(64);
        let mut workspace = Self {
            db,
            folder: folder.to_owned(),
            _lock: lock,
        };
        workspace.prepare()?;
        Ok(workspace)
    }

    /// Makes the tables of a new database, adds to an older one what it has not, and refuses one that
    /// is not ours.
    fn prepare(&mut self) -> Result<(), WorkspaceError> {
        let number = |db: &Connection, pragma: &str| {
            db.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0))
        };
        let (application, version) = (
            number(&self.db, "application_id")?,
            number(&self.db, "user_version")?,
        );
        let is_new = application == 0
            && version == 0
            && self
                .db
                .query_row("SELECT count(*) FROM sqlite_schema", [], |row| {
                    row.get::<_, i64>(0)
                })?
                == 0;
        if is_new {
            return self.bring_up(&SCHEMAS);
        }
        match (application, version) {
            (APPLICATION_ID, SCHEMA_VERSION) => Ok(()),
            (APPLICATION_ID, 1) => self.bring_up(&SCHEMAS[1..]),
            (APPLICATION_ID, newer) if newer > SCHEMA_VERSION => Err(WorkspaceError::Newer),
            _ => Err(WorkspaceError::NotAWorkspace(shown(&self.folder))),
        }
    }

    /// Brings the tables to what they are now: all of it, or nothing.
    fn bring_up(&mut self, steps: &[&str]) -> Result<(), WorkspaceError> {
        let change = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        for step in steps {
            change.execute_batch(step)?;
        }
        change.pragma_update(None, "application_id", APPLICATION_ID)?;
        change.pragma_update(None, "user_version", SCHEMA_VERSION)?;
        Ok(change.commit()?)
    }

    /// Where it lies.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The study's pack, if one was named.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn study(&self) -> Result<Option<Study>, WorkspaceError> {
        setting(&self.db, "study")?
            .map(|text| from_json(&text))
            .transpose()
    }

    /// Makes a pack the study's: bundles of other studies are refused, and keys are compared.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn set_study(&mut self, study: &Study, at: &str) -> Result<(), WorkspaceError> {
        let value = json(study)?;
        let detail = serde_json::json!({ "study_id": study.id, "revision": study.revision });
        self.set("study", &value, &detail.to_string(), at)
    }

    /// Whether every side of a fork is merged, and not set aside.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn accepts_forks(&self) -> Result<bool, WorkspaceError> {
        Ok(setting(&self.db, "forks")?.as_deref() == Some("merge"))
    }

    /// Merges every side of a fork from now on, or sets all aside.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn set_accepts_forks(&mut self, accepts: bool, at: &str) -> Result<(), WorkspaceError> {
        let value = if accepts { "merge" } else { "aside" };
        self.set("forks", value, value, at)
    }

    /// A setting that has another value than before is a row of the ledger.
    fn set(
        &mut self,
        name: &str,
        value: &str,
        detail: &str,
        at: &str,
    ) -> Result<(), WorkspaceError> {
        if setting(&self.db, name)?.as_deref() == Some(value) {
            return Ok(());
        }
        let change = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        put_setting(&change, name, value)?;
        put_setting(&change, "merged", "no")?;
        let event = LedgerEvent {
            event: "rule".into(),
            reason: Some(name.into()),
            detail: Some(detail.into()),
            ..LedgerEvent::default()
        };
        ledger::append(&change, event, at)?;
        Ok(change.commit()?)
    }

    /// Whether everything that arrived is merged: false after a run that was cut short.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn is_merged(&self) -> Result<bool, WorkspaceError> {
        Ok(setting(&self.db, "merged")?.as_deref() == Some("yes"))
    }
}

pub(crate) fn setting(db: &Connection, name: &str) -> Result<Option<String>, WorkspaceError> {
    let mut found = db.prepare_cached("SELECT value FROM settings WHERE name = ?1")?;
    Ok(found.query_row([name], |row| row.get(0)).optional()?)
}

pub(crate) fn put_setting(db: &Connection, name: &str, value: &str) -> Result<(), WorkspaceError> {
    db.prepare_cached("INSERT OR REPLACE INTO settings (name, value) VALUES (?1, ?2)")?
        .execute([name, value])?;
    Ok(())
}

fn shown(folder: &Path) -> String {
    desk::printable(&folder.to_string_lossy())
}

fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    #[cfg(unix)]
    {
        // A folder that was there, and empty, gets what a new one has.
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// A file that its owner alone can read, made if it is not there.
fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn lock(path: &Path, at: &str) -> Result<File, WorkspaceError> {
    let mut file = private(path).map_err(|error| WorkspaceError::unwritten(&error))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            let _ = file.take(200).read_to_string(&mut holder);
            let holder = desk::printable(holder.trim());
            return Err(WorkspaceError::Busy(match holder.is_empty() {
                true => String::new(),
                false => format!(" ({holder})"),
            }));
        }
        Err(TryLockError::Error(error)) => return Err(WorkspaceError::Lock(error.to_string())),
    }
    // For people only: the lock itself is the system's, and ends with the process.
    let _ = file.set_len(0);
    let _ = file.rewind();
    let _ = writeln!(file, "process {} since {at}", std::process::id());
    Ok(file)
}

#[cfg(test)]
mod tests {
    use desk::Received;

    use super::*;
    use crate::{Arrival, Enrol};

    const AT: &str = "2026-11-26T01:20:00Z";

    fn unreadable(name: &str, why: String) -> Arrival {
        Arrival::of(Received::unreadable(name, 0, why), &[])
    }

    #[test]
    fn a_full_disk_leaves_what_was_there() {
        let home = tempfile::tempdir().unwrap();
        let mut workspace = Workspace::open_or_make(home.path(), AT).unwrap();
        let small = unreadable("small.age", "no".into());
        workspace.add(std::slice::from_ref(&small), AT).unwrap();
        workspace.merge(AT, None, Enrol::Nobody).unwrap();
        let pages = |pragma: &str| {
            workspace
                .db
                .pragma_query_value(None, pragma, |row| row.get::<_, i64>(0))
                .unwrap()
        };
        // From here on SQLite answers as on a disk without room for more.
        let limit = pages("page_count") + 4;
        workspace
            .db
            .pragma_update_and_check(None, "max_page_count", limit, |row| row.get::<_, i64>(0))
            .unwrap();
        let other = unreadable("other.age", "no".into());
        let large = unreadable("large.age", "because ".repeat(100_000));
        let full = workspace.add(&[other.clone(), large], AT);
        assert!(matches!(full, Err(WorkspaceError::Full)), "{full:?}");
        assert!(workspace.is_merged().unwrap());
        assert_eq!(workspace.verify_ledger(None).unwrap().rows, 2);
        assert_eq!(workspace.add(&[small, other], AT).unwrap().new, 1);
    }
}
