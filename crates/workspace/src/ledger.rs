//! What was done, for ever: rows that are only added, each with the digest of the row before it.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::error::WorkspaceError;
use crate::folder::Workspace;

/// The triggers that make the tables append-only, by name.
const GUARDS: [&str; 7] = [
    "export_bundles_are_never_changed",
    "export_bundles_are_never_cut",
    "exports_are_never_changed",
    "exports_are_never_cut",
    "ledger_goes_on",
    "ledger_is_never_changed",
    "ledger_is_never_cut",
];

const COLUMNS: &str = "seq, at, event, file_id, file, file_sha256, participant, number, device_key, \
     recipient, recipient_label, verdict, reason, detail, previous, digest";

/// What was done: the columns of a row without its place in the chain. The crate's README tells
/// them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the README tells the columns")]
pub struct LedgerEvent {
    pub event: String,
    pub file_id: Option<i64>,
    /// **Foreign text.**
    pub file: Option<String>,
    pub file_sha256: Option<String>,
    pub participant: Option<String>,
    pub number: Option<i64>,
    pub device_key: Option<String>,
    pub recipient: Option<String>,
    pub recipient_label: Option<String>,
    pub verdict: Option<String>,
    pub reason: Option<String>,
    /// **Foreign text.**
    pub detail: Option<String>,
}

/// A row of the ledger. The columns are told in the crate's README.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the README tells the columns")]
pub struct LedgerRow {
    pub seq: i64,
    pub at: String,
    #[serde(flatten)]
    pub what: LedgerEvent,
    pub previous: String,
    pub digest: String,
}

impl LedgerRow {
    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            seq: row.get(0)?,
            at: row.get(1)?,
            what: LedgerEvent {
                event: row.get(2)?,
                file_id: row.get(3)?,
                file: row.get(4)?,
                file_sha256: row.get(5)?,
                participant: row.get(6)?,
                number: row.get(7)?,
                device_key: row.get(8)?,
                recipient: row.get(9)?,
                recipient_label: row.get(10)?,
                verdict: row.get(11)?,
                reason: row.get(12)?,
                detail: row.get(13)?,
            },
            previous: row.get(14)?,
            digest: row.get(15)?,
        })
    }

    /// SHA-256 over the row as a JSON array of its columns but the last, without blanks.
    fn sum(&self) -> Result<String, WorkspaceError> {
        let what = &self.what;
        let columns = json!([
            self.seq,
            self.at,
            what.event,
            what.file_id,
            what.file,
            what.file_sha256,
            what.participant,
            what.number,
            what.device_key,
            what.recipient,
            what.recipient_label,
            what.verdict,
            what.reason,
            what.detail,
            self.previous,
        ]);
        Ok(hex::encode(Sha256::digest(serde_json::to_vec(&columns)?)))
    }
}

/// Writes one row behind the last.
pub(crate) fn append(db: &Connection, event: LedgerEvent, at: &str) -> Result<(), WorkspaceError> {
    let last: Option<(i64, String)> = db
        .prepare_cached("SELECT seq, digest FROM ledger ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (seq, previous) = last.unwrap_or_default();
    let mut row = LedgerRow {
        seq: seq + 1,
        at: at.into(),
        what: event,
        previous,
        digest: String::new(),
    };
    row.digest = row.sum()?;
    let what = &row.what;
    db.prepare_cached(
        "INSERT INTO ledger VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
    )?
    .execute(params![
        row.seq,
        row.at,
        what.event,
        what.file_id,
        what.file,
        what.file_sha256,
        what.participant,
        what.number,
        what.device_key,
        what.recipient,
        what.recipient_label,
        what.verdict,
        what.reason,
        what.detail,
        row.previous,
        row.digest
    ])?;
    Ok(())
}

/// Whether the ledger is what it was when it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerState {
    /// How many rows hold, from the first.
    pub rows: i64,
    /// The digest of the last row that holds; empty without any. Whoever keeps it elsewhere can
    /// tell later that nothing before it was changed or cut off.
    pub head: String,
    /// The first thing that does not hold.
    pub fault: Option<LedgerFault>,
}

/// What does not hold in a ledger.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the sentences say it")]
pub enum LedgerFault {
    #[error("row {0} is missing")]
    Missing(i64),
    #[error("row {0} was changed after it was written")]
    Changed(i64),
    #[error("row {0} does not follow the row before it")]
    Unchained(i64),
    #[error("the list of what went into export {0} was changed")]
    Export(i64),
    #[error("the guard \"{0}\", which keeps rows from being changed, was taken away")]
    Guard(&'static str),
    #[error(
        "no row has the digest that was to be found: rows were cut off, or it is another workspace's"
    )]
    HeadNotFound,
}

impl Workspace {
    /// Reads the ledger from its first row to its last, one at a time.
    ///
    /// # Errors
    /// When the database cannot be read, or what `each` returns.
    pub fn each_ledger_row<E: From<WorkspaceError>>(
        &self,
        mut each: impl FnMut(LedgerRow) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = format!("SELECT {COLUMNS} FROM ledger ORDER BY seq");
        let mut rows = self.db.prepare(&sql).map_err(WorkspaceError::from)?;
        let mut rows = rows.query([]).map_err(WorkspaceError::from)?;
        while let Some(row) = rows.next().map_err(WorkspaceError::from)? {
            each(LedgerRow::of(row).map_err(WorkspaceError::from)?)?;
        }
        Ok(())
    }

    /// Checks every row against its digest and the row before it, and every export against its
    /// row. With `expected`, a digest that was noted down, also that a row has it.
    ///
    /// # Errors
    /// When the database cannot be read at all.
    pub fn verify_ledger(&self, expected: Option<&str>) -> Result<LedgerState, WorkspaceError> {
        let mut state = LedgerState {
            rows: 0,
            head: String::new(),
            fault: None,
        };
        let mut is_found = expected.is_none();
        let mut exports = Vec::new();
        self.each_ledger_row::<WorkspaceError>(|row| {
            if state.fault.is_some() {
                return Ok(());
            }
            let seq = state.rows + 1;
            if row.seq != seq {
                state.fault = Some(LedgerFault::Missing(seq));
            } else if row.sum()? != row.digest {
                state.fault = Some(LedgerFault::Changed(seq));
            } else if row.previous != state.head {
                state.fault = Some(LedgerFault::Unchained(seq));
            } else {
                is_found |= expected == Some(row.digest.as_str());
                state.rows = seq;
                state.head = row.digest;
                if row.what.event == "export" {
                    exports.push(row.what.detail.unwrap_or_default());
                }
            }
            Ok(())
        })?;
        if state.fault.is_none() && !is_found {
            state.fault = Some(LedgerFault::HeadNotFound);
        }
        if state.fault.is_none() {
            state.fault = self.export_fault(&exports)?;
        }
        if state.fault.is_none() {
            state.fault = self.guard_fault()?;
        }
        Ok(state)
    }

    fn guard_fault(&self) -> Result<Option<LedgerFault>, WorkspaceError> {
        let mut names = self
            .db
            .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")?;
        let names: Vec<String> = names
            .query_map([], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        let gone = GUARDS
            .into_iter()
            .find(|guard| names.iter().all(|name| name != guard));
        Ok(gone.map(LedgerFault::Guard))
    }
}
