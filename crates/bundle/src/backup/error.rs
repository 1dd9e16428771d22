//! Why there is no backup, each in a sentence.

use std::io::ErrorKind;

use crate::envelope::EnvelopeError;

/// Why nothing was packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BackupError {
    /// An empty secret would seal nothing.
    #[error("there is no passphrase to seal the backup with")]
    NoSecret,
    /// A store's name is not 1 to 32 small letters and underscores.
    #[error("a record is of a store whose name no backup can carry")]
    StoreName,
    /// Two records of one store, one id and one number.
    #[error("a record stands twice")]
    RecordTwice,
    /// Records came in another order than by store, id and number.
    #[error("the records did not come in their order")]
    RecordOrder,
    /// Over the cap of a backup, of its keyring or of a record.
    #[error("this is more than one backup can carry")]
    TooLarge,
}

impl BackupError {
    /// What to do about it.
    pub fn advice(&self) -> Option<&'static str> {
        Some(match self {
            Self::NoSecret => "give the passphrase or the recovery code",
            Self::StoreName | Self::RecordTwice | Self::RecordOrder => {
                "make the backup again; if this comes back, tell the study team, and keep the phone as it is"
            }
            Self::TooLarge => "keep the journal on the phone, and share what matters as bundles",
        })
    }
}

/// Why a file gives no backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenBackupError {
    /// No age file that a passphrase opens, binary or armoured.
    #[error("this is not a backup: it does not begin as a file sealed with a passphrase does")]
    NotABackup,
    /// The secret does not fit. A header damaged in the right place looks the same.
    #[error("the backup does not open with this passphrase or recovery code")]
    WrongSecret,
    /// Changed after it was made, or never a backup; the text says which rule is broken.
    #[error("the backup is damaged: {0}")]
    Damaged(&'static str),
    /// The end is not there. In a file below 64 KiB any damage to its content looks the same,
    /// and so does a byte too many.
    #[error("the backup is cut short, or damaged at its end")]
    Cut,
    /// A later version of the format.
    #[error("the backup is of version {found}, which is newer than what can be read here")]
    Newer {
        /// The version found.
        found: u32,
    },
    /// The file could not be read where it lies.
    #[error("the file could not be read: {0}")]
    Read(ErrorKind),
    /// Larger than [`BACKUP_SIZE_CAP`](crate::BACKUP_SIZE_CAP), or a part of it larger than its own
    /// cap.
    #[error("the file is larger than a backup may be")]
    TooLarge,
    /// The file asks for more memory than a phone can give.
    #[error("the file was made to be costly to open")]
    TooCostly,
}

impl OpenBackupError {
    /// What to do about it.
    pub fn advice(&self) -> Option<&'static str> {
        Some(match self {
            Self::NotABackup => {
                "look for the file that the app made as a backup; a bundle for the researchers is another"
            }
            Self::WrongSecret => {
                "type it again: a backup opens with the secret of the day it was made, not with a later one"
            }
            Self::Damaged(_) => "keep the file, and use another copy of it or an older backup",
            Self::Cut => "fetch the file again from where it is kept, and wait until it is whole",
            Self::Newer { .. } => "update the app and open it again",
            Self::Read(_) => "check that the file is still there, and choose it again",
            Self::TooLarge => "look whether this is the right file",
            Self::TooCostly => {
                "no backup of this app asks for so much: look where the file comes from"
            }
        })
    }
}

impl From<EnvelopeError> for OpenBackupError {
    fn from(error: EnvelopeError) -> Self {
        match error {
            EnvelopeError::NotAge => Self::NotABackup,
            EnvelopeError::TooLarge => Self::TooLarge,
            EnvelopeError::Header => Self::Damaged("its header breaks a rule"),
            EnvelopeError::NoMatch => Self::WrongSecret,
            EnvelopeError::TooCostly => Self::TooCostly,
            EnvelopeError::Damaged => Self::Damaged("a part of it was changed"),
            EnvelopeError::HeaderCut | EnvelopeError::Cut => Self::Cut,
        }
    }
}
