//! `loop-desk study`: what is in a study pack.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use desk::printable;
use journal::{Study, StudyError, check_words};
use serde_json::{Value, json};

use crate::Report;
use crate::error::RunError;
use crate::files::sentence;
use crate::summary::json_text;

/// Every fault of a pack, or who can open its bundles.
pub(crate) fn check(file: &Path, as_json: bool) -> Result<Report, RunError> {
    let bytes = fs::read(file).map_err(|error| RunError::Read {
        what: "the study pack",
        name: file.to_string_lossy().into(),
        why: sentence(&error),
    })?;
    let read = Study::from_json(&bytes);
    let text = match (&read, as_json) {
        (Ok(study), false) => recipients(study),
        (Err(error), false) => faults(error),
        (read, true) => json_text(&document(read.as_ref())),
    };
    Ok(Report {
        text,
        code: if read.is_ok() { 0 } else { 3 },
    })
}

fn recipients(study: &Study) -> String {
    let mut text = format!(
        "study: {}, revision {}\nno fault was found\n\nwho can open its bundles:\n",
        printable(&study.id),
        study.revision
    );
    for recipient in &study.recipients {
        let _ = writeln!(
            text,
            "- {}\n    recipient:   {}\n    check words: {}",
            printable(&recipient.name),
            recipient.public_key,
            check_words(&recipient.public_key).join(" ")
        );
    }
    text.push_str(
        "\nRead the check words to each custodian by telephone before the pack is handed out.\n",
    );
    text
}

fn faults(error: &StudyError) -> String {
    let mut text = format!("{}\n", printable(&error.to_string()));
    for fault in sentences(error) {
        let _ = writeln!(text, "- {}", printable(&fault));
    }
    if let Some(advice) = error.advice() {
        let _ = writeln!(text, "    {advice}");
    }
    text
}

fn sentences(error: &StudyError) -> Vec<String> {
    match error {
        StudyError::Faults(faults) => faults.iter().map(ToString::to_string).collect(),
        StudyError::NotJson(_) | StudyError::OtherFormat => Vec::new(),
    }
}

fn document(read: Result<&Study, &StudyError>) -> Value {
    match read {
        Ok(study) => {
            let recipients: Vec<Value> = study
                .recipients
                .iter()
                .map(|recipient| {
                    json!({
                        "id": recipient.id,
                        "name": recipient.name,
                        "public_key": recipient.public_key,
                        "check_words": check_words(&recipient.public_key).join(" "),
                    })
                })
                .collect();
            json!({
                "schema_version": 1, "ok": true, "study_id": study.id, "revision": study.revision,
                "faults": [], "recipients": recipients,
            })
        }
        Err(error) => {
            let mut faults = sentences(error);
            if faults.is_empty() {
                faults.push(error.to_string());
            }
            json!({ "schema_version": 1, "ok": false, "faults": faults, "recipients": [] })
        }
    }
}
