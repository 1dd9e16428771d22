//! A row of the journal's database as a line of a backup of version 2.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::record::{base64_text, hex_id, is_store};
use super::{BackupRecord, OpenBackupError};

/// A row of the journal's database, sealed at rest: a record, or one slice of a recording.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackupRow {
    /// The table it stands in: 1 to 32 small letters and underscores.
    pub store: String,
    /// Its key there, or the part of its key that is an id.
    #[serde(with = "hex_id")]
    pub id: [u8; 16],
    /// The rest of its key, where that has a number; a store has no two rows of one id and number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
    /// The sealed bytes as they are stored, at most 64 MiB; this crate never reads them.
    #[serde(with = "base64_text")]
    pub record: Vec<u8>,
}

/// What rows are ordered by.
pub(super) type Key = (String, [u8; 16], Option<u32>);

impl BackupRow {
    pub(super) fn key(&self) -> Key {
        (self.store.clone(), self.id, self.number)
    }

    /// The row of a line, without its line feed.
    pub(super) fn from_line(line: &[u8]) -> Result<Self, OpenBackupError> {
        let row: Self = serde_json::from_slice(line)
            .map_err(|_| OpenBackupError::Damaged("a record cannot be read"))?;
        if is_store(&row.store) {
            Ok(row)
        } else {
            Err(OpenBackupError::Damaged("a store has a name that is none"))
        }
    }
}

impl From<BackupRecord> for BackupRow {
    fn from(record: BackupRecord) -> Self {
        Self {
            store: record.store,
            id: record.id,
            number: None,
            record: record.record,
        }
    }
}

impl fmt::Debug for BackupRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BackupRow")
            .field("store", &self.store)
            .field("id", &hex::encode(self.id))
            .field("number", &self.number)
            .field("record", &format_args!("[{} bytes]", self.record.len()))
            .finish()
    }
}
