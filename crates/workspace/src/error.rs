//! Why a workspace cannot be used, each in a sentence.

use std::io;

use rusqlite::ErrorCode;

/// Why nothing was done. What was in the workspace before is in it still.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the sentences say it")]
pub enum WorkspaceError {
    #[error("the folder \"{0}\" is not a workspace")]
    NotAWorkspace(String),
    #[error("there is no workspace \"{0}\"")]
    NotThere(String),
    #[error("the workspace was made by a newer loop-desk than this one")]
    Newer,
    #[error("another loop-desk is working in this workspace{0}")]
    Busy(String),
    #[error("another program holds the workspace's database open")]
    Held,
    #[error("the workspace cannot be locked: {0}")]
    Lock(String),
    #[error("the workspace cannot be written: there is no room left")]
    Full,
    #[error("the workspace cannot be written: {0}")]
    Unwritten(String),
    #[error("the workspace's database is damaged: {0}")]
    Damaged(String),
    #[error("the workspace's database does not answer: {0}")]
    Database(String),
    #[error("it is not known yet which study this workspace is for")]
    NoStudy,
    #[error("no phone of {0} has these six words: nothing was decided")]
    UnknownPhone(String),
    #[error("check words are six words, and these are {0}: nothing was decided")]
    NotSixWords(usize),
}

impl WorkspaceError {
    /// What to do about it.
    pub fn advice(&self) -> Option<&'static str> {
        Some(match self {
            Self::NotAWorkspace(_) => {
                "name the folder that `loop-desk receive` made; a new one must not be there, or be empty"
            }
            Self::NotThere(_) => "begin it with: loop-desk receive --workspace FOLDER …",
            Self::Newer => "install the newest loop-desk",
            Self::Busy(_) => {
                "wait until it is done, then run again; what is here already is not done twice"
            }
            Self::Held => "close the workspace in R, Python or DuckDB, then run again",
            Self::Lock(_) => {
                "put the workspace on this computer's own disk: network folders cannot promise that one desk works at a time"
            }
            Self::Full => "make room, then run again: what is here already is not done twice",
            Self::Unwritten(_) => "check that you may write there and that there is room",
            Self::Damaged(_) => {
                "take the last copy of the folder; without one, begin a new workspace, receive all bundles again, and keep the damaged one: its ledger may still be read"
            }
            Self::Database(_) => "run again; if it stays, keep the folder and tell the engineer",
            Self::NoStudy => "receive bundles first, or name the pack with --study",
            Self::UnknownPhone(_) => {
                "`loop-desk phones` lists every phone with its words; if the participant reads others, do not use its bundles, and tell the study's data steward"
            }
            Self::NotSixWords(_) => "type all six, with blanks between them",
        })
    }

    pub(crate) fn unwritten(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Self::Unwritten("it may not be written by you".into())
            }
            io::ErrorKind::NotFound => Self::Unwritten("its folder is not there".into()),
            _ => Self::Unwritten(error.to_string()),
        }
    }
}

impl From<rusqlite::Error> for WorkspaceError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                Self::Unwritten("it may not be written by you".into())
            }
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Held,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Damaged(error.to_string())
            }
            Some(ErrorCode::SystemIoFailure) => Self::Unwritten(error.to_string()),
            _ => Self::Database(error.to_string()),
        }
    }
}

impl From<serde_json::Error> for WorkspaceError {
    fn from(_: serde_json::Error) -> Self {
        Self::Damaged("a row of it cannot be read".into())
    }
}
