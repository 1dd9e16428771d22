//! From the tables back to what was received, without the words: those are in memory once, when
//! everything is merged, however many bundles carry them.

use std::collections::HashMap;

use bundle::{Opened, OpenedEntry, Submission};
use desk::{ReceiveError, Received, Rules, Transcripts, WithdrawnEntry};
use journal::{Entry, Moment};
use rusqlite::{Row, params};

use crate::error::WorkspaceError;
use crate::folder::Workspace;
use crate::text::{from_json, from_name};

/// A row of `bundles`, as far as it is needed to merge.
struct Kept {
    name: String,
    size: i64,
    file_sha256: Option<String>,
    refusal: Option<String>,
    sentence: Option<String>,
    tagmanifest_sha512: Option<String>,
    submission: Option<String>,
}

impl Kept {
    const COLUMNS: &str =
        "name, size, file_sha256, refusal, sentence, tagmanifest_sha512, submission";

    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            name: row.get(0)?,
            size: row.get(1)?,
            file_sha256: row.get(2)?,
            refusal: row.get(3)?,
            sentence: row.get(4)?,
            tagmanifest_sha512: row.get(5)?,
            submission: row.get(6)?,
        })
    }
}

impl Workspace {
    /// Everything that was received. Entries that tell nothing more by their words than by their
    /// digest come without words.
    pub(crate) fn load(&self) -> Result<Vec<Received>, WorkspaceError> {
        let sql = format!("SELECT {} FROM bundles", Kept::COLUMNS);
        let mut rows = self.db.prepare(&sql)?;
        let rows = rows.query_map([], Kept::of)?;
        let mut frames = HashMap::new();
        let mut received = Vec::new();
        for kept in rows {
            received.push(self.received(kept?, &mut frames)?);
        }
        Ok(received)
    }

    fn received(
        &self,
        kept: Kept,
        frames: &mut HashMap<(String, String), Entry>,
    ) -> Result<Received, WorkspaceError> {
        let outcome = match (kept.refusal, kept.submission) {
            (Some(code), _) => {
                let sentence = kept.sentence.unwrap_or_default();
                Err(ReceiveError::earlier(&code, sentence.clone())
                    .unwrap_or(ReceiveError::Unreadable(sentence)))
            }
            (None, Some(submission)) => {
                let submission: Submission = from_json(&submission)?;
                Ok(Opened {
                    entries: self.entries(&submission, frames)?,
                    tagmanifest_sha512: kept.tagmanifest_sha512.unwrap_or_default(),
                    file_sha256: kept.file_sha256.clone().unwrap_or_default(),
                    submission,
                })
            }
            (None, None) => {
                return Err(WorkspaceError::Damaged("a bundle has no submission".into()));
            }
        };
        Ok(Received {
            name: kept.name,
            file_sha256: kept.file_sha256,
            size: u64::try_from(kept.size).unwrap_or_default(),
            outcome,
        })
    }

    fn entries(
        &self,
        submission: &Submission,
        frames: &mut HashMap<(String, String), Entry>,
    ) -> Result<Vec<OpenedEntry>, WorkspaceError> {
        let participant = submission.participant_id.as_str();
        let mut entries = Vec::with_capacity(submission.entries.len());
        for listed in &submission.entries {
            let key = (participant.to_owned(), listed.sha256.clone());
            let entry = match frames.get(&key) {
                Some(entry) => entry.clone(),
                None => {
                    let (json, is_plain) = self.content(participant, &listed.sha256)?;
                    let mut entry = match json {
                        Some(json) => from_json(&json)?,
                        // It was taken back: a place without words, which no merge brings out.
                        None => {
                            let at = submission.created_at.clone();
                            blank(listed.id, listed.rev, at)
                        }
                    };
                    if is_plain {
                        without_words(&mut entry);
                    }
                    frames.insert(key, entry.clone());
                    entry
                }
            };
            entries.push(OpenedEntry {
                entry,
                sha256: listed.sha256.clone(),
            });
        }
        Ok(entries)
    }

    /// The entry as it was signed, and whether its digest tells as much as its content.
    pub(crate) fn content(
        &self,
        participant: &str,
        sha256: &str,
    ) -> Result<(Option<String>, bool), WorkspaceError> {
        let mut found = self.db.prepare_cached(
            "SELECT json, is_plain FROM contents WHERE participant = ?1 AND sha256 = ?2",
        )?;
        Ok(found.query_row(params![participant, sha256], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?)
    }

    /// What the merge goes by, without the phones. `today` as in [`Rules`].
    pub(crate) fn rules(&self, today: Option<&str>) -> Result<Rules, WorkspaceError> {
        Ok(Rules {
            study: self.study()?,
            accept_forks: self.accepts_forks()?,
            today: today.map(str::to_owned),
            transcripts: self.transcripts()?,
            ..Rules::default()
        })
    }

    fn transcripts(&self) -> Result<Transcripts, WorkspaceError> {
        let mut rows = self
            .db
            .prepare("SELECT json FROM transcript_lines ORDER BY line_id")?;
        let mut transcripts = Transcripts::default();
        for line in rows.query_map([], |row| row.get::<_, String>(0))? {
            transcripts.add(from_json(&line?)?);
        }
        Ok(transcripts)
    }

    /// What was taken back in a study so far.
    pub(crate) fn taken_back(&self, study_id: &str) -> Result<Vec<WithdrawnEntry>, WorkspaceError> {
        let mut rows = self.db.prepare(
            "SELECT participant, entry_id, withdrawn_on FROM taken_back WHERE study_id = ?1",
        )?;
        let rows = rows.query_map([study_id], |row| {
            Ok((
                row.get::<_, String>(0)?,
                row.get::<_, String>(1)?,
                row.get(2)?,
            ))
        })?;
        let mut gone = Vec::new();
        for row in rows {
            let (participant, id, on) = row?;
            gone.push(WithdrawnEntry {
                participant: from_name(participant)?,
                id: from_name(id)?,
                on,
            });
        }
        Ok(gone)
    }
}

fn blank(id: journal::EntryId, rev: u32, at: Moment) -> Entry {
    let mut entry = Entry::new(id, None, String::new(), at);
    entry.rev = rev;
    entry
}

fn without_words(entry: &mut Entry) {
    entry.text = String::new();
    entry.title = String::new();
    if let Some(prompt) = &mut entry.prompt {
        prompt.text = String::new();
    }
}
