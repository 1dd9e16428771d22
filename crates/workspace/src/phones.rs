//! Which phone is whose: decisions of people, written down in the ledger and nowhere else.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;

use desk::Signers;
use journal::{ParticipantCode, check_words};
use rusqlite::{Connection, TransactionBehavior, params};
use serde::Serialize;

use crate::error::WorkspaceError;
use crate::folder::{PHONES, Workspace, put_setting, setting};
use crate::ledger::{self, LedgerEvent};
use crate::text::from_name;

/// What a person decided about a phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// It is the participant's.
    Confirmed,
    /// Nothing that it signs is to be used.
    Refused,
}

impl Decision {
    /// The name in columns.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Refused => "refused",
        }
    }
}

/// How a phone stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Nobody has decided: its bundles are set aside.
    Unknown,
    /// As [`Decision::Confirmed`].
    Confirmed,
    /// As [`Decision::Refused`].
    Refused,
}

/// A phone that signed a bundle of the study, or that a person decided about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Phone {
    /// As whom it signs.
    pub participant: String,
    /// `ssh-ed25519 AAAA…`.
    pub device_key: String,
    /// Its six check words.
    pub words: String,
    /// How it stands.
    pub standing: Standing,
    /// When that was decided, RFC 3339.
    pub decided_at: Option<String>,
    /// Who decided it, if that was said.
    pub decided_by: Option<String>,
    /// How many bundles it signed.
    pub bundles: i64,
    /// Date of its first bundle.
    pub first: Option<String>,
    /// Date of its last bundle.
    pub last: Option<String>,
}

/// How a decision came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    /// A person compared the words.
    Words,
    /// Nothing spoke against it.
    FirstSight,
    /// It stood in a registry.
    Registry,
}

/// The last decision about each phone of each study.
pub(crate) struct Decided {
    decision: Decision,
    at: String,
    by: Option<String>,
}

type Decisions = BTreeMap<(String, String, String), Decided>;

/// Every decision, by study, participant and key.
pub(crate) fn decisions(db: &Connection) -> Result<Decisions, WorkspaceError> {
    let mut rows = db.prepare(
        "SELECT detail ->> 'study_id', participant, device_key, verdict, at, detail ->> 'by' \
         FROM ledger WHERE event = 'phone' ORDER BY seq",
    )?;
    let rows = rows.query_map([], |row| {
        let decision = match row.get::<_, String>(3)?.as_str() {
            "confirmed" => Decision::Confirmed,
            _ => Decision::Refused,
        };
        let decided = Decided {
            decision,
            at: row.get(4)?,
            by: row.get(5)?,
        };
        Ok(((row.get(0)?, row.get(1)?, row.get(2)?), decided))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The phones of a study that were confirmed, and those that were refused.
pub(crate) fn registries(
    decisions: &Decisions,
    study_id: &str,
) -> Result<(Signers, Signers), WorkspaceError> {
    let (mut confirmed, mut refused) = (Signers::default(), Signers::default());
    for ((study, participant, key), decided) in decisions {
        if study != study_id {
            continue;
        }
        let participant: ParticipantCode = from_name(participant.clone())?;
        match decided.decision {
            Decision::Confirmed => confirmed.add(&participant, study_id, key),
            Decision::Refused => refused.add(&participant, study_id, key),
        }
    }
    Ok((confirmed, refused))
}

/// Writes a decision into the ledger.
pub(crate) fn write_down(
    db: &Connection,
    (participant, key): (&str, &str),
    (decision, how, by): (Decision, How, Option<&str>),
    study_id: &str,
    at: &str,
) -> Result<(), WorkspaceError> {
    let how = match how {
        How::Words => "words",
        How::FirstSight => "first sight",
        How::Registry => "registry",
    };
    let detail = serde_json::json!({ "study_id": study_id, "how": how, "by": by });
    let event = LedgerEvent {
        event: "phone".into(),
        participant: Some(participant.into()),
        device_key: Some(key.into()),
        verdict: Some(decision.as_str().into()),
        detail: Some(detail.to_string()),
        ..LedgerEvent::default()
    };
    ledger::append(db, event, at)
}

/// How many bundles a phone signed, and the dates of the first and the last.
type Signed = (i64, Option<String>, Option<String>);

/// Writes the table of phones anew.
pub(crate) fn write_table(db: &Connection, study_id: &str) -> Result<(), WorkspaceError> {
    let mut phones: BTreeMap<(String, String), Signed> = BTreeMap::new();
    let mut rows = db.prepare(
        "SELECT participant, device_key, count(*), min(substr(created_at, 1, 10)), \
         max(substr(created_at, 1, 10)) FROM bundles \
         WHERE refusal IS NULL AND study_id = ?1 GROUP BY participant, device_key",
    )?;
    for row in rows.query_map([study_id], |row| {
        let phone = (row.get(0)?, row.get(1)?);
        Ok((phone, (row.get(2)?, row.get(3)?, row.get(4)?)))
    })? {
        let (phone, facts) = row?;
        phones.insert(phone, facts);
    }
    let mut decisions = decisions(db)?;
    for (study, participant, key) in decisions.keys() {
        if study == study_id {
            phones
                .entry((participant.clone(), key.clone()))
                .or_default();
        }
    }
    db.execute("DELETE FROM phones", [])?;
    let mut insert =
        db.prepare_cached("INSERT INTO phones VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")?;
    for ((participant, key), (bundles, first, last)) in phones {
        let decided = decisions.remove(&(study_id.to_owned(), participant.clone(), key.clone()));
        let standing = decided
            .as_ref()
            .map_or("unknown", |decided| decided.decision.as_str());
        let (at, by) = decided.map(|decided| (decided.at, decided.by)).unzip();
        insert.execute(params![
            participant,
            key,
            check_words(&key).join(" "),
            standing,
            at,
            by.flatten(),
            bundles,
            first,
            last
        ])?;
    }
    Ok(())
}

impl Workspace {
    /// Every phone of the study, those that wait for a person first. As of the last merge.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn phones(&self) -> Result<Vec<Phone>, WorkspaceError> {
        let mut rows = self.db.prepare(
            "SELECT participant, device_key, words, standing, decided_at, decided_by, bundles, first, last \
             FROM phones ORDER BY participant, device_key",
        )?;
        let rows = rows.query_map([], |row| {
            Ok(Phone {
                participant: row.get(0)?,
                device_key: row.get(1)?,
                words: row.get(2)?,
                standing: match row.get::<_, String>(3)?.as_str() {
                    "confirmed" => Standing::Confirmed,
                    "refused" => Standing::Refused,
                    _ => Standing::Unknown,
                },
                decided_at: row.get(4)?,
                decided_by: row.get(5)?,
                bundles: row.get(6)?,
                first: row.get(7)?,
                last: row.get(8)?,
            })
        })?;
        let mut phones: Vec<Phone> = rows.collect::<Result<_, _>>()?;
        phones.sort_by_key(|phone| phone.standing);
        Ok(phones)
    }

    /// Decides about the phone of a participant that has these check words, whatever was decided
    /// before. Merge again afterwards.
    ///
    /// # Errors
    /// When no phone of the participant has them.
    pub fn decide(
        &mut self,
        participant: &str,
        words: &[String],
        decision: Decision,
        by: Option<&str>,
        at: &str,
    ) -> Result<Phone, WorkspaceError> {
        let typed: Vec<String> = words
            .iter()
            .flat_map(|words| words.split_whitespace())
            .map(str::to_lowercase)
            .collect();
        if typed.len() != 6 {
            return Err(WorkspaceError::NotSixWords(typed.len()));
        }
        let typed = typed.join(" ");
        let phone = self
            .phones()?
            .into_iter()
            .find(|phone| phone.participant == participant && phone.words == typed)
            .ok_or_else(|| WorkspaceError::UnknownPhone(desk::printable(participant)))?;
        let study_id = self.study_id()?;
        let change = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        write_down(
            &change,
            (participant, &phone.device_key),
            (decision, How::Words, by),
            &study_id,
            at,
        )?;
        put_setting(&change, "merged", "no")?;
        change.commit()?;
        Ok(phone)
    }

    /// Confirms every phone of a registry that nobody has decided about; returns how many. Merge
    /// again afterwards.
    ///
    /// # Errors
    /// When it is not known which study this is, or the database cannot be written.
    pub fn import_phones(&mut self, registry: &Signers, at: &str) -> Result<usize, WorkspaceError> {
        let study_id = self.study_id()?;
        let decided = decisions(&self.db)?;
        let change = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut new = 0;
        for (participant, key) in registry.known(&study_id) {
            let phone = (study_id.clone(), participant.to_owned(), key.to_owned());
            if decided.contains_key(&phone) {
                continue;
            }
            let how = (Decision::Confirmed, How::Registry, None);
            write_down(&change, (participant, key), how, &study_id, at)?;
            new += 1;
        }
        if new > 0 {
            put_setting(&change, "merged", "no")?;
        }
        change.commit()?;
        Ok(new)
    }

    fn study_id(&self) -> Result<String, WorkspaceError> {
        if let Some(study) = self.study()? {
            return Ok(study.id);
        }
        setting(&self.db, "study_id")?
            .filter(|id| !id.is_empty())
            .ok_or(WorkspaceError::NoStudy)
    }

    /// The confirmed phones as a file that OpenSSH and `--signers` read, where it is not there yet.
    pub(crate) fn write_registry(&self, study_id: &str) -> Result<(), WorkspaceError> {
        let mut text = String::from(
            "# Written by loop-desk from what was confirmed; changes made here are not read.\n",
        );
        for ((study, participant, key), decided) in decisions(&self.db)? {
            if study != study_id || decided.decision != Decision::Confirmed {
                continue;
            }
            let participant: ParticipantCode = from_name(participant)?;
            if let Some(line) = Signers::line(&participant, study_id, &key) {
                text.push_str(&line);
                text.push('\n');
            }
        }
        let path = self.folder.join(PHONES);
        if fs::read_to_string(&path).is_ok_and(|there| there == text) {
            return Ok(());
        }
        let write = || {
            // Its mode is 0600 from the first byte on.
            let mut file = tempfile::Builder::new()
                .prefix(".phones-")
                .tempfile_in(&self.folder)?;
            file.write_all(text.as_bytes())?;
            file.as_file().sync_all()?;
            file.persist(path).map_err(|error| error.error)
        };
        write().map_err(|error| WorkspaceError::unwritten(&error))?;
        Ok(())
    }
}
