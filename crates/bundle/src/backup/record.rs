//! `records.jsonl`: one record a line, in one order.

use std::borrow::Cow;
use std::fmt;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{BACKUP_SIZE_CAP, BackupError, OpenBackupError};

/// The largest record, in bytes.
pub(super) const RECORD_CAP: usize = 64 * 1024 * 1024;
const STORE_CAP: usize = 32;

/// A row of the journal's database, sealed at rest. As JSON it is a line of `records.jsonl`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackupRecord {
    /// The table it stands in: 1 to 32 small letters and underscores.
    pub store: String,
    /// Its key there; a store has no two records of one id.
    #[serde(with = "hex_id")]
    pub id: [u8; 16],
    /// The sealed bytes as they are stored, at most 64 MiB; this crate never reads them.
    #[serde(with = "base64_text")]
    pub record: Vec<u8>,
}

impl BackupRecord {
    fn key(&self) -> (&str, &[u8; 16]) {
        (&self.store, &self.id)
    }
}

impl fmt::Debug for BackupRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BackupRecord")
            .field("store", &self.store)
            .field("id", &hex::encode(self.id))
            .field("record", &format_args!("[{} bytes]", self.record.len()))
            .finish()
    }
}

/// The lines of all records, in the order of store and id.
pub(super) fn write_lines(records: &[BackupRecord]) -> Result<Vec<u8>, BackupError> {
    let mut sorted: Vec<&BackupRecord> = records.iter().collect();
    sorted.sort_by_key(|record| record.key());
    if sorted.windows(2).any(|two| two[0].key() == two[1].key()) {
        return Err(BackupError::RecordTwice);
    }
    let mut lines = Vec::new();
    for record in sorted {
        if !is_store(&record.store) {
            return Err(BackupError::StoreName);
        }
        // Before a line is made of it: what is refused should not cost memory first.
        let size = record.record.len();
        if size > RECORD_CAP || lines.len() + size / 3 * 4 > BACKUP_SIZE_CAP {
            return Err(BackupError::TooLarge);
        }
        serde_json::to_writer(&mut lines, record)
            .expect("two strings and bytes as text are always JSON");
        lines.push(b'\n');
    }
    Ok(lines)
}

/// The records of the lines, each checked, none twice and none out of order.
pub(super) fn read_lines(bytes: &[u8]) -> Result<Vec<BackupRecord>, OpenBackupError> {
    if bytes.is_empty() {
        return Ok(Vec::new());
    }
    let lines = bytes
        .strip_suffix(b"\n")
        .ok_or(OpenBackupError::Damaged("its last record has no end"))?;
    let mut records: Vec<BackupRecord> = Vec::new();
    for line in lines.split(|byte| *byte == b'\n') {
        let record: BackupRecord = serde_json::from_slice(line)
            .map_err(|_| OpenBackupError::Damaged("a record cannot be read"))?;
        if !is_store(&record.store) {
            return Err(OpenBackupError::Damaged("a store has a name that is none"));
        }
        if record.record.len() > RECORD_CAP {
            return Err(OpenBackupError::TooLarge);
        }
        if records
            .last()
            .is_some_and(|last| last.key() >= record.key())
        {
            return Err(OpenBackupError::Damaged(
                "a record stands twice or out of order",
            ));
        }
        records.push(record);
    }
    Ok(records)
}

pub(super) fn is_store(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
    (1..=STORE_CAP).contains(&name.len()) && name.bytes().all(fits)
}

/// A text that is read in place where JSON allows it: records are large.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

/// 16 bytes as 32 lower-case hex digits.
pub(super) mod hex_id {
    use super::{Deserialize, Deserializer, Serializer, Text};
    use serde::de::Error;

    pub fn serialize<S: Serializer>(id: &[u8; 16], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex::encode(id))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[u8; 16], D::Error> {
        let Text(text) = Text::deserialize(deserializer)?;
        let mut id = [0; 16];
        // One id has one spelling, or it could stand twice.
        let is_lower = !text.bytes().any(|byte| byte.is_ascii_uppercase());
        match hex::decode_to_slice(text.as_bytes(), &mut id) {
            Ok(()) if is_lower => Ok(id),
            _ => Err(D::Error::custom("not 32 lower-case hex digits")),
        }
    }
}

/// Bytes as standard base64 with padding (RFC 4648, section 4), of which there is one spelling.
pub(super) mod base64_text {
    use super::{BASE64_STANDARD, Deserialize, Deserializer, Engine, Serializer, Text};
    use serde::de::Error;

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64_STANDARD.encode(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let Text(text) = Text::deserialize(deserializer)?;
        BASE64_STANDARD
            .decode(text.as_bytes())
            .map_err(|_| D::Error::custom("not base64"))
    }
}
