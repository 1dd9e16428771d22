#![doc = include_str!("../README.md")]

mod backup;
mod bag;
mod envelope;
mod key;
mod open;
mod pack;
mod receipt;
mod sign;
mod stored;
mod submission;
mod watched;
mod zip;

#[cfg(test)]
mod cctv;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod spoken;
#[cfg(test)]
mod testkit;
#[cfg(test)]
mod tied;

pub use backup::{
    BACKUP_SIZE_CAP, Backup, BackupAbout, BackupError, BackupPacker, BackupRecord, BackupRow,
    BackupRun, OpenBackup, OpenBackupError, is_backup,
};
pub use envelope::{HEADER_CAP, SIZE_CAP, armoured};
pub use key::{
    DeviceKey, IDENTITY_WORDS, Identity, OpenKeyError, PASSPHRASE_MIN, ParseKeyError, Recipient,
    SealKeyError, TypedKey, TypedKeyError, UnknownWord,
};
pub use open::{OpenBundle, OpenError, Opened, OpenedEntry, RecordingReader, open};
pub use pack::{CleanFile, Outgoing, PackError, Packed, Packer, bundle_form, link_sha256, pack};
pub use receipt::{Receipt, SharedEntry};
pub use sign::{VerifyError, namespace};
pub use stored::{StoredZip, StoredZipError};
pub use submission::{Consented, EntryRef, Holds, Mode, RecipientDigest, Submission, Withdrawn};
