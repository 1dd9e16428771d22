//! A study to try the house with: the example pack, laid around today, for keys drawn here.
//!
//! Everything lies in `target/demo/`, never in the repository. The keys and codes stay from one run
//! to the next, so that a bundle made yesterday still opens; the study file is made anew each time
//! from them, the template and the prompt bank.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use journal::{Study, StudyError};
use serde_json::Value;

use crate::{
    error::TaskError,
    tools::{root, target},
};

mod codes;
mod keys;

use keys::DeskKey;

/// How many participant codes are handed out.
const CODES: usize = 10;
/// The day of the template that becomes the day the keys were drawn: two weeks into the phase
/// "start", which has four more to run.
const TEMPLATE_TODAY: Date = jiff::civil::date(2023, 4, 24);
/// After so many days the study is laid anew, so that today stays inside that phase.
const DAYS_IN_PHASE: i64 = 28;

/// A demo study, ready to be served.
#[derive(Debug)]
pub struct Demo {
    /// The study file that participants open.
    pub study: PathBuf,
    /// The identity file that opens what they share.
    pub desk_key: PathBuf,
    /// Codes that the study accepts.
    pub codes: Vec<String>,
}

impl Demo {
    /// Makes the demo study, keeping what an earlier run drew unless all of it shall be fresh.
    pub fn make(fresh: bool) -> Result<Self, TaskError> {
        let today = Timestamp::now().to_zoned_datetime(TimeZone::UTC).date();
        Self::make_in(&target().join("demo"), today, fresh)
    }

    /// The command that opens what participants of this demo have shared.
    pub fn open_command(&self) -> String {
        let [key, study] = [&self.desk_key, &self.study].map(|file| {
            file.strip_prefix(root())
                .unwrap_or(file)
                .display()
                .to_string()
        });
        format!(
            "cargo run --release --package desk-cli -- open --identity {key} --study {study} \
             --out opened <the saved files>"
        )
    }

    fn make_in(folder: &Path, today: Date, fresh: bool) -> Result<Self, TaskError> {
        if fresh && folder.exists() {
            fs::remove_dir_all(folder).map_err(TaskError::file(folder))?;
        }
        fs::create_dir_all(folder).map_err(TaskError::file(folder))?;
        let desk_key = folder.join("desk.key");
        let desk = DeskKey::read_or_make(&desk_key, "research desk", today)?;
        let steward = folder.join("steward.key");
        let steward = DeskKey::read_or_make(&steward, "data steward, sealed backup", today)?;

        let mut pack = read_json(&root().join("crates/journal/data/study_template.json"))?;
        let bank = read_json(&root().join("crates/journal/data/prompt_bank.json"))?;
        pack["prompts"] = bank["prompts"].clone();
        pack["recipients"][0]["public_key"] = desk.recipient.into();
        pack["recipients"][1]["public_key"] = steward.recipient.into();
        lay_around(&mut pack, desk.created, today);

        let file = folder.join("study.json");
        let text = format!("{pack:#}\n");
        let study = checked(text.as_bytes(), &file)?;
        fs::write(&file, text).map_err(TaskError::file(&file))?;
        let codes = match &study.participants.code_rule {
            Some(rule) => codes::read_or_make(&folder.join("codes.txt"), rule, CODES)?,
            None => Vec::new(),
        };
        Ok(Self {
            study: file,
            desk_key,
            codes,
        })
    }
}

/// Moves every day of the pack so that today falls into its first phase. Each time the study has
/// to be laid anew, the pack is a new revision of itself.
fn lay_around(pack: &mut Value, created: Date, today: Date) {
    let age = i64::from(days_between(created, today)).max(0);
    let rounds = age / DAYS_IN_PHASE;
    let shift = i64::from(days_between(TEMPLATE_TODAY, created)) + rounds * DAYS_IN_PHASE;
    journal::shift_dates(pack, shift);
    for key in ["revision", "supersedes_revision"] {
        if let Some(revision) = pack[key].as_i64() {
            pack[key] = (revision + rounds).into();
        }
    }
}

/// Days from one date to a later one; negative where it is earlier.
fn days_between(from: Date, to: Date) -> i32 {
    // Civil days have 24 hours, and a calendar's whole span fits an i32.
    i32::try_from(to.duration_since(from).as_hours() / 24).unwrap_or(0)
}

/// The bytes of a study pack, which the app would accept.
pub fn read_study(file: &Path) -> Result<Vec<u8>, TaskError> {
    let bytes = fs::read(file).map_err(TaskError::file(file))?;
    checked(&bytes, file)?;
    Ok(bytes)
}

/// What the app would refuse is refused here, with the same reasons.
fn checked(bytes: &[u8], file: &Path) -> Result<Study, TaskError> {
    Study::from_json(bytes).map_err(|error| TaskError::Content {
        path: file.to_path_buf(),
        what: reasons(&error),
    })
}

fn reasons(error: &StudyError) -> String {
    let mut reasons = error.to_string();
    if let StudyError::Faults(faults) = error {
        for fault in faults {
            reasons.push_str(&format!("\n  {fault}"));
        }
    }
    reasons
}

fn read_json(file: &Path) -> Result<Value, TaskError> {
    let text = fs::read_to_string(file).map_err(TaskError::file(file))?;
    serde_json::from_str(&text).map_err(|error| TaskError::Content {
        path: file.to_path_buf(),
        what: error.to_string(),
    })
}

/// Writes a file that only its owner may read.
fn write_private(file: &Path, text: &str) -> Result<(), TaskError> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut open = options.open(file).map_err(TaskError::file(file))?;
    open.write_all(text.as_bytes())
        .map_err(TaskError::file(file))
}

#[cfg(test)]
mod tests {
    use jiff::{ToSpan, civil::date};

    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("demo-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        folder
    }

    fn day(value: &Value) -> Date {
        value.as_str().unwrap().parse().unwrap()
    }

    #[test]
    fn today_lies_in_the_first_phase_whenever_it_is() {
        let folder = folder("phase");
        let drawn = date(2024, 2, 20);
        for days in [0, 1, 27, 28, 400] {
            let today = drawn + days.days();
            let demo = Demo::make_in(&folder, today, false).unwrap();
            let pack = read_json(&demo.study).unwrap();
            let start = &pack["waves"][1];
            assert_eq!(start["phase"], "start");
            assert!(
                day(&start["from"]) <= today && today <= day(&start["to"]),
                "{days}"
            );
            let ethics = &pack["ethics"];
            assert!(day(&ethics["approved_on"]) <= today && today <= day(&ethics["expires_on"]));
            for recipient in pack["recipients"].as_array().unwrap() {
                assert!(day(&recipient["valid_from"]) <= today);
                assert!(today <= day(&recipient["valid_to"]));
            }
            assert_eq!(pack["revision"], 3 + days / 28);
        }
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn the_pack_is_complete() {
        let folder = folder("complete");
        let demo = Demo::make_in(&folder, date(2026, 11, 23), false).unwrap();
        let text = fs::read_to_string(&demo.study).unwrap();
        for gone in ["signature", "fingerprint_words", "SET-BY", "PLACEHOLDER"] {
            assert!(!text.contains(gone), "{gone}");
        }
        let pack = read_json(&demo.study).unwrap();
        let bank = read_json(&root().join("crates/journal/data/prompt_bank.json")).unwrap();
        assert_eq!(pack["prompts"], bank["prompts"]);
        let team = pack["team"].as_array().unwrap();
        for recipient in pack["recipients"].as_array().unwrap() {
            assert!(
                recipient["public_key"]
                    .as_str()
                    .unwrap()
                    .starts_with("age1")
            );
            assert_eq!(recipient["key_alg"], "x25519");
            let member = team
                .iter()
                .find(|member| member["name"] == recipient["member"]);
            assert_eq!(member.unwrap()["assesses_participants"], false);
        }
        assert_eq!(demo.codes.len(), CODES);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn keys_and_codes_stay_until_fresh_ones_are_asked_for() {
        let folder = folder("stay");
        let today = date(2026, 11, 23);
        let make = |fresh| {
            let demo = Demo::make_in(&folder, today, fresh).unwrap();
            let key = fs::read_to_string(&demo.desk_key).unwrap();
            let study = fs::read_to_string(&demo.study).unwrap();
            (key, study, demo.codes)
        };
        let first = make(false);
        assert_eq!(make(false), first);
        let fresh = make(true);
        assert_ne!(fresh.0, first.0);
        assert_ne!(fresh.2, first.2);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn days_are_counted_over_leap_years() {
        assert_eq!(days_between(date(2024, 2, 28), date(2024, 3, 1)), 2);
        assert_eq!(days_between(date(2024, 3, 1), date(2024, 2, 28)), -2);
    }
}
