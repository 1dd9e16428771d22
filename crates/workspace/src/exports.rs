//! What left: each export, and what of every file went into it.

use desk::Dataset;
use rusqlite::{Connection, TransactionBehavior, params};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::error::WorkspaceError;
use crate::folder::Workspace;
use crate::ledger::{self, LedgerEvent, LedgerFault};
use crate::merging::numbers;
use crate::text::int;

impl Workspace {
    /// Writes down that a dataset is exported into a folder, before it gets its name: the ledger
    /// may name an export that never came to be, and never misses one. `provenance` is the content
    /// of `provenance.json`, `files` how many files there are.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn record_export(
        &mut self,
        dataset: &Dataset,
        folder: &str,
        files: usize,
        provenance: &[u8],
        at: &str,
    ) -> Result<(), WorkspaceError> {
        let provenance_sha256 = hex::encode(Sha256::digest(provenance));
        let numbers = numbers(&self.db)?;
        let change = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        change.execute(
            "INSERT INTO exports (at, folder, files, entries, provenance_sha256) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                at,
                folder,
                int(files as u64),
                int(dataset.entries.len() as u64),
                provenance_sha256
            ],
        )?;
        let export_id = change.last_insert_rowid();
        let mut row = change.prepare("INSERT INTO export_bundles VALUES (?1, ?2, ?3, ?4)")?;
        for file in &dataset.files {
            let key = (file.name.clone(), file.file_sha256.clone());
            let file_id = numbers.get(&key).copied();
            row.execute(params![
                export_id,
                file_id,
                file.file_sha256,
                file.verdict.as_str()
            ])?;
        }
        drop(row);
        let detail = json!({
            "export_id": export_id,
            "provenance_sha256": provenance_sha256,
            "bundles_sha256": sum(&change, export_id)?,
        });
        let event = LedgerEvent {
            event: "export".into(),
            file: Some(folder.into()),
            number: Some(export_id),
            detail: Some(detail.to_string()),
            ..LedgerEvent::default()
        };
        ledger::append(&change, event, at)?;
        Ok(change.commit()?)
    }

    /// The recipients of the keys that opened what is here, in the order they were first used.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn opened_with(&self) -> Result<Vec<String>, WorkspaceError> {
        let mut rows = self.db.prepare(
            "SELECT recipient FROM bundles WHERE recipient IS NOT NULL GROUP BY recipient ORDER BY min(file_id)",
        )?;
        let rows = rows.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The exports that files of that name went into: number, moment, folder (**foreign text**) and
    /// the verdict it had then.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn exports_of(
        &self,
        file: &str,
    ) -> Result<Vec<(i64, String, String, String)>, WorkspaceError> {
        // A row that was replaced is known by the ledger still.
        let mut rows = self.db.prepare(
            "SELECT e.export_id, e.at, e.folder, b.verdict FROM export_bundles b JOIN exports e USING (export_id) \
             WHERE b.file_id IN (SELECT file_id FROM ledger WHERE file = ?1 AND event IN ('opened', 'not-opened')) \
             ORDER BY e.export_id, b.file_id",
        )?;
        let rows = rows.query_map([file], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Whether every export is what the ledger says of it, and no more are there. `details` are
    /// those of the ledger's rows, in their order.
    pub(crate) fn export_fault(
        &self,
        details: &[String],
    ) -> Result<Option<LedgerFault>, WorkspaceError> {
        let mut told = 0;
        for detail in details {
            let detail: Value = serde_json::from_str(detail)?;
            let export_id = detail["export_id"].as_i64().unwrap_or_default();
            told += 1;
            let provenance: Option<String> = self
                .db
                .prepare_cached("SELECT max(provenance_sha256) FROM exports WHERE export_id = ?1")?
                .query_row([export_id], |row| row.get(0))?;
            if detail["provenance_sha256"].as_str() != provenance.as_deref()
                || detail["bundles_sha256"] != sum(&self.db, export_id)?
            {
                return Ok(Some(LedgerFault::Export(export_id)));
            }
        }
        let more: Option<i64> = self.db.query_row(
            "SELECT min(export_id) FROM (SELECT export_id FROM exports UNION SELECT export_id FROM export_bundles) WHERE export_id > ?1",
            [told],
            |row| row.get(0),
        )?;
        Ok(more.map(LedgerFault::Export))
    }
}

/// SHA-256 over a line `<file_id> <file_sha256> <verdict>` for each file of an export.
fn sum(db: &Connection, export_id: i64) -> Result<String, WorkspaceError> {
    let mut rows = db.prepare_cached(
        "SELECT file_id, ifnull(file_sha256, ''), verdict FROM export_bundles WHERE export_id = ?1 ORDER BY file_id",
    )?;
    let mut rows = rows.query([export_id])?;
    let mut summing = Sha256::new();
    while let Some(row) = rows.next()? {
        let (id, sha256, verdict): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        summing.update(format!("{id} {sha256} {verdict}\n"));
    }
    Ok(hex::encode(summing.finalize()))
}
