//! Files that come in: each is written down once, with what came out of it.

use std::collections::HashSet;

use bundle::{Identity, Opened, link_sha256};
use desk::Received;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use crate::error::WorkspaceError;
use crate::folder::{Workspace, put_setting};
use crate::ledger::{self, LedgerEvent};
use crate::text::{int, json, name};

/// A file that was looked at, and the key that opened it.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// What came out of it.
    pub received: Received,
    /// The recipient (`age1…`) of the key that opened it, and what the bundle calls it.
    pub opened_with: Option<(String, String)>,
}

impl Arrival {
    /// What was received with one of these keys. The first of them that the bundle is sealed to is
    /// the one that opened it.
    pub fn of(received: Received, identities: &[Identity]) -> Self {
        let opened_with = received.outcome.as_ref().ok().and_then(|opened| {
            identities.iter().find_map(|identity| {
                let recipient = identity.recipient();
                let sha256 = recipient.sha256();
                let mut listed = opened.submission.recipients.iter();
                let listed = listed.find(|listed| listed.sha256 == sha256)?;
                Some((recipient.to_string(), listed.label.clone()))
            })
        });
        Self {
            received,
            opened_with,
        }
    }
}

/// What became of some arrivals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Added {
    /// Written down for the first time.
    pub new: usize,
    /// There already, with the same result.
    pub known: usize,
    /// In the place of a file of that name that could not be opened before.
    pub replaced: usize,
}

impl Workspace {
    /// The names and digests of the files that were opened before: they need not be opened again.
    /// What was refused is not among them: another key, or a newer program, may open it.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn opened_before(&self) -> Result<HashSet<(String, String)>, WorkspaceError> {
        let mut rows = self.db.prepare(
            "SELECT name, file_sha256 FROM bundles WHERE refusal IS NULL AND file_sha256 IS NOT NULL",
        )?;
        let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Writes arrivals down: all of them, or none.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn add(&mut self, arrivals: &[Arrival], at: &str) -> Result<Added, WorkspaceError> {
        let change = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut added = Added::default();
        for arrival in arrivals {
            add(&change, arrival, at, &mut added)?;
        }
        if added.new + added.replaced > 0 {
            put_setting(&change, "merged", "no")?;
        }
        change.commit()?;
        Ok(added)
    }
}

/// What is known of a file of that name that could not be opened.
struct Refusal {
    file_id: i64,
    file_sha256: Option<String>,
    code: String,
    sentence: String,
}

fn add(
    db: &Connection,
    arrival: &Arrival,
    at: &str,
    added: &mut Added,
) -> Result<(), WorkspaceError> {
    let received = &arrival.received;
    if is_opened(db, received)? {
        added.known += 1;
        return Ok(());
    }
    if let Some(before) = refusal(db, &received.name)? {
        let is_same = received.outcome.as_ref().is_err_and(|error| {
            before.file_sha256 == received.file_sha256
                && before.code == error.code()
                && before.sentence == error.to_string()
        });
        if is_same {
            added.known += 1;
            return Ok(());
        }
        db.prepare_cached("DELETE FROM bundles WHERE file_id = ?1")?
            .execute([before.file_id])?;
        added.replaced += 1;
    } else {
        added.new += 1;
    }
    let file_id = put(db, arrival, at)?;
    let mut event = LedgerEvent {
        file_id: Some(file_id),
        file: Some(received.name.clone()),
        file_sha256: received.file_sha256.clone(),
        ..LedgerEvent::default()
    };
    match &received.outcome {
        Ok(opened) => {
            let submission = &opened.submission;
            event.event = "opened".into();
            event.participant = Some(submission.participant_id.to_string());
            event.number = Some(int(submission.seq));
            event.device_key = Some(submission.device_key.clone());
            if let Some((recipient, label)) = &arrival.opened_with {
                event.recipient = Some(recipient.clone());
                event.recipient_label = Some(label.clone());
            }
        }
        Err(error) => {
            event.event = "not-opened".into();
            event.reason = Some(error.code().into());
            event.detail = Some(error.to_string());
        }
    }
    ledger::append(db, event, at)
}

fn is_opened(db: &Connection, received: &Received) -> Result<bool, WorkspaceError> {
    let mut found = db.prepare_cached(
        "SELECT 1 FROM bundles WHERE name = ?1 AND ifnull(file_sha256, '') = ifnull(?2, '') AND refusal IS NULL",
    )?;
    Ok(found.exists(params![received.name, received.file_sha256])?)
}

fn refusal(db: &Connection, name: &str) -> Result<Option<Refusal>, WorkspaceError> {
    let mut found = db.prepare_cached(
        "SELECT file_id, file_sha256, refusal, sentence FROM bundles WHERE name = ?1 AND refusal IS NOT NULL",
    )?;
    let found = found.query_row([name], |row| {
        Ok(Refusal {
            file_id: row.get(0)?,
            file_sha256: row.get(1)?,
            code: row.get(2)?,
            sentence: row.get(3)?,
        })
    });
    Ok(found.optional()?)
}

fn put(db: &Connection, arrival: &Arrival, at: &str) -> Result<i64, WorkspaceError> {
    let received = &arrival.received;
    let opened = received.outcome.as_ref().ok();
    let error = received.outcome.as_ref().err();
    // Numbers of files are never given twice, not even that of a row that was replaced.
    let mut next = db.prepare_cached(
        "SELECT 1 + max(ifnull((SELECT max(file_id) FROM bundles), 0), ifnull((SELECT max(file_id) FROM ledger), 0))",
    )?;
    let file_id: i64 = next.query_row([], |row| row.get(0))?;
    let (recipient, label) = arrival.opened_with.clone().unzip();
    let submission = opened.map(|opened| &opened.submission);
    db.prepare_cached(
        "INSERT INTO bundles (file_id, name, size, file_sha256, received_at, recipient, recipient_label, \
         refusal, sentence, bundle_id, study_id, participant, device_key, seq, created_at, mode, entries, \
         withdrawn, tagmanifest_sha512, submission) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, \
         ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)",
    )?
    .execute(params![
        file_id,
        received.name,
        int(received.size),
        received.file_sha256,
        at,
        recipient,
        label,
        error.map(|error| error.code()),
        error.map(ToString::to_string),
        submission.map(|s| s.bundle_id.to_string()),
        submission.map(|s| &s.study_id),
        submission.map(|s| s.participant_id.as_str()),
        submission.map(|s| &s.device_key),
        submission.map(|s| int(s.seq)),
        submission.map(|s| s.created_at.as_str()),
        submission.map(|s| name(&s.mode)),
        opened.map(|opened| int(opened.entries.len() as u64)),
        submission.map(|s| int(s.withdrawn.len() as u64)),
        opened.map(|opened| &opened.tagmanifest_sha512),
        submission.map(json).transpose()?,
    ])?;
    if let Some(opened) = opened {
        put_contents(db, opened)?;
    }
    Ok(file_id)
}

fn put_contents(db: &Connection, opened: &Opened) -> Result<(), WorkspaceError> {
    let mut insert =
        db.prepare_cached("INSERT OR IGNORE INTO contents VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    // What was taken back before is taken in without its words.
    let mut gone = db.prepare_cached(
        "SELECT 1 FROM taken_back WHERE study_id = ?1 AND participant = ?2 AND entry_id = ?3",
    )?;
    let study = &opened.submission.study_id;
    let participant = opened.submission.participant_id.as_str();
    for one in &opened.entries {
        let entry_id = one.entry.id.to_string();
        let json = match gone.exists(params![study, participant, entry_id])? {
            true => None,
            false => {
                let mut entry = one.entry.clone();
                for shown in one.entry.stimuli() {
                    if gone.exists(params![study, participant, shown.entry.to_string()])? {
                        entry.drop_shown_words(|of| of == shown.entry);
                    }
                }
                Some(json(&entry)?)
            }
        };
        // Only what has a recording, shows something earlier, or was written by another program,
        // tells more by its content than by its digest.
        let is_plain = one.entry.recordings.is_empty()
            && one.entry.stimuli().is_empty()
            && link_sha256(&one.entry) == one.sha256;
        insert.execute(params![
            participant,
            one.sha256,
            entry_id,
            one.entry.rev,
            is_plain,
            json
        ])?;
    }
    Ok(())
}
