//! The merge: everything that arrived, by the desk's rules, into the tables; all of it or nothing.

use std::collections::HashMap;

use desk::{Dataset, FirstSeen, Rules, TranscriptRecord, Transcripts, first_seen, merge, study_of};
use journal::Entry;
use rusqlite::{Connection, TransactionBehavior, params};

use crate::error::WorkspaceError;
use crate::folder::{Workspace, put_setting, setting};
use crate::ledger::{self, LedgerEvent};
use crate::phones::{self, Decision, How};
use crate::tables;
use crate::text::{from_json, int, json};

/// Who becomes known without a person's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Enrol {
    /// Nobody.
    Nobody,
    /// The first phone of each participant who has none, where nothing speaks against it.
    FirstSeen,
}

/// Everything that arrived, merged.
#[derive(Debug, Clone)]
pub struct Merged {
    /// What [`desk::merge`] gives for all of it at once.
    pub dataset: Dataset,
    /// The phones that became known at first sight.
    pub enrolled: Vec<FirstSeen>,
    /// What it was merged by.
    pub rules: Rules,
}

impl Workspace {
    /// Merges everything that arrived so far, writes the tables anew and what became of each file
    /// into the ledger. `at` is now, RFC 3339; `today` as in [`desk::Rules`].
    ///
    /// In memory are the submissions of all bundles and each text once; no sound.
    ///
    /// # Errors
    /// When the database cannot be read or written. The tables are then those of the merge before.
    pub fn merge(
        &mut self,
        at: &str,
        today: Option<&str>,
        enrol: Enrol,
    ) -> Result<Merged, WorkspaceError> {
        let received = self.load()?;
        let mut rules = self.rules(today)?;
        let study_id = study_of(&received, &rules).unwrap_or_default();
        rules.withdrawn = self.taken_back(&study_id)?;
        let decisions = phones::decisions(&self.db)?;
        let (mut confirmed, refused) = phones::registries(&decisions, &study_id)?;
        rules.refused = refused;
        rules.signers = Some(confirmed.clone());
        let enrolled = match enrol {
            Enrol::Nobody => Vec::new(),
            Enrol::FirstSeen => first_seen(&received, &rules),
        };
        for seen in &enrolled {
            confirmed.add(&seen.participant, &seen.study_id, &seen.key);
        }
        rules.signers = Some(confirmed);
        let mut dataset = merge(received, &rules);
        self.fill(&mut dataset)?;
        // What another day would change is in the tables already.
        let is_written = self.is_merged()? && setting(&self.db, "today")?.as_deref() == today;
        if is_written && enrolled.is_empty() {
            self.write_registry(&study_id)?;
            return Ok(Merged {
                dataset,
                enrolled,
                rules,
            });
        }

        let change = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        for seen in &enrolled {
            phones::write_down(
                &change,
                (seen.participant.as_str(), &seen.key),
                (Decision::Confirmed, How::FirstSight, None),
                &seen.study_id,
                at,
            )?;
        }
        verdicts(&change, &dataset, at)?;
        take_back(&change, &dataset)?;
        tables::write(&change, &dataset)?;
        phones::write_table(&change, &study_id)?;
        put_setting(&change, "study_id", &study_id)?;
        put_setting(&change, "merged", "yes")?;
        match today {
            Some(today) => put_setting(&change, "today", today)?,
            None => drop(change.execute("DELETE FROM settings WHERE name = 'today'", [])?),
        }
        change.commit()?;
        self.write_registry(&study_id)?;
        Ok(Merged {
            dataset,
            enrolled,
            rules,
        })
    }

    /// Takes lines of transcripts in, behind those that are there; returns how many were new.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn add_transcripts(
        &mut self,
        transcripts: &Transcripts,
        at: &str,
    ) -> Result<usize, WorkspaceError> {
        let change = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut new = 0;
        for record in transcripts.records() {
            new += change
                .prepare_cached("INSERT OR IGNORE INTO transcript_lines (json) VALUES (?1)")?
                .execute([TranscriptRecord::line(record)])?;
        }
        if new > 0 {
            put_setting(&change, "merged", "no")?;
            let event = LedgerEvent {
                event: "transcripts".into(),
                number: Some(int(new as u64)),
                ..LedgerEvent::default()
            };
            ledger::append(&change, event, at)?;
        }
        change.commit()?;
        Ok(new)
    }
}

/// The number of each file, by its name and digest.
pub(crate) fn numbers(
    db: &Connection,
) -> Result<HashMap<(String, Option<String>), i64>, WorkspaceError> {
    let mut rows = db.prepare("SELECT name, file_sha256, file_id FROM bundles")?;
    let rows = rows.query_map([], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What became of each file, where that is new.
fn verdicts(db: &Connection, dataset: &Dataset, at: &str) -> Result<(), WorkspaceError> {
    let numbers = numbers(db)?;
    let mut update = db.prepare(
        "UPDATE bundles SET verdict = ?2, reason = ?3 WHERE file_id = ?1 AND (verdict IS NOT ?2 OR reason IS NOT ?3)",
    )?;
    for file in &dataset.files {
        let key = (file.name.clone(), file.file_sha256.clone());
        let file_id = numbers.get(&key).copied();
        let verdict = file.verdict.as_str();
        if update.execute(params![file_id, verdict, file.reason])? == 0 {
            continue;
        }
        let event = LedgerEvent {
            event: "verdict".into(),
            file_id,
            file: Some(file.name.clone()),
            file_sha256: file.file_sha256.clone(),
            verdict: Some(verdict.into()),
            reason: file.reason.map(str::to_owned),
            ..LedgerEvent::default()
        };
        ledger::append(db, event, at)?;
    }
    Ok(())
}

/// Keeps what was taken back away, and wipes its words.
fn take_back(db: &Connection, dataset: &Dataset) -> Result<(), WorkspaceError> {
    let mut keep = db.prepare(
        "INSERT INTO taken_back VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET withdrawn_on = min(withdrawn_on, excluded.withdrawn_on)",
    )?;
    let mut wipe = db.prepare(
        "UPDATE contents SET json = NULL WHERE participant = ?1 AND entry_id = ?2 AND json IS NOT NULL",
    )?;
    // Where its words were shown they go as well.
    let mut shown = db.prepare(
        "SELECT sha256, json FROM contents WHERE participant = ?1 AND NOT is_plain AND instr(json, ?2)",
    )?;
    let mut without =
        db.prepare("UPDATE contents SET json = ?3 WHERE participant = ?1 AND sha256 = ?2")?;
    for gone in &dataset.withdrawn {
        let (participant, id) = (gone.participant.as_str(), gone.id.to_string());
        keep.execute(params![dataset.study_id, participant, id, gone.on])?;
        wipe.execute(params![participant, id])?;
        let found = shown.query_map(params![participant, id], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
        })?;
        for row in found.collect::<Result<Vec<_>, _>>()? {
            let (sha256, before) = row;
            let mut entry: Entry = from_json(&before)?;
            entry.drop_shown_words(|shown| shown == gone.id);
            let after = json(&entry)?;
            if after != before {
                without.execute(params![participant, sha256, after])?;
            }
        }
    }
    Ok(())
}
