#![doc = include_str!("../README.md")]

mod backup;
mod bag;
mod envelope;
mod key;
mod open;
mod pack;
mod receipt;
mod sign;
mod submission;
mod zip;

#[cfg(test)]
mod cctv;
#[cfg(test)]
mod testkit;

pub use backup::{BACKUP_SIZE_CAP, Backup, BackupError, BackupRecord, OpenBackupError, is_backup};
pub use envelope::{HEADER_CAP, SIZE_CAP, armoured};
pub use key::{DeviceKey, Identity, ParseKeyError, Recipient};
pub use open::{OpenError, Opened, OpenedEntry, open};
pub use pack::{Outgoing, PackError, Packed, bundle_form, pack};
pub use receipt::{Receipt, SharedEntry};
pub use sign::{VerifyError, namespace};
pub use submission::{Consented, EntryRef, Mode, RecipientDigest, Submission, Withdrawn};
