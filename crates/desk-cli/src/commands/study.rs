//! `loop-desk study`: what is in a study pack, and what changed in it.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use desk::{printable, printable_whole};
use jiff::civil::Date;
use journal::{
    Comparison, Examination, Finding, FindingSeverity, Reading, ReadingPart, Study, StudyError,
    check_words,
};
use serde_json::{Value, json};

use super::key::{create, day, is_free, now};
use crate::Report;
use crate::error::RunError;
use crate::files::sentence;
use crate::summary::json_text;

/// Everything that is found in a pack, how hard it is to read, and who can open its bundles.
pub(crate) fn check(file: &Path, on: Option<Date>, as_json: bool) -> Result<Report, RunError> {
    let bytes = read(file, "the study pack")?;
    let on = on.map_or_else(|| day(&now()).to_owned(), |date| date.to_string());
    let examination = Examination::of(&bytes, &on);
    let text = if as_json {
        json_text(&document(&examination, &on))
    } else {
        words(&examination, &on)
    };
    let is_fine = examination
        .worst()
        .is_none_or(|worst| worst == FindingSeverity::Note);
    Ok(Report {
        text,
        code: if is_fine { 0 } else { 3 },
    })
}

/// The rhythm of a pack as a calendar file.
pub(crate) fn calendar(file: &Path, out: &Path) -> Result<Report, RunError> {
    is_free(out)?;
    // A pack that is not finished has a rhythm all the same.
    let study: Study = serde_json::from_slice(&read(file, "the study pack")?).map_err(|error| {
        RunError::Study {
            name: file.to_string_lossy().into(),
            error: StudyError::NotJson(error.to_string()),
        }
    })?;
    let made = study.invitations(None)?;
    create(out, made.text.as_bytes())?;
    let mut text = format!(
        "{}: {} moment(s) called \"{}\", by the clock of wherever a phone is:\n",
        printable(&out.to_string_lossy()),
        made.moments.len(),
        printable(&made.title),
    );
    for moment in &made.moments {
        let _ = writeln!(text, "  {}", moment.strftime("%A, %Y-%m-%d at %H:%M"));
    }
    text.push_str("\nSend the file with the invitation. Nothing in it names the study.\n");
    Ok(Report { text, code: 0 })
}

fn read(file: &Path, what: &'static str) -> Result<Vec<u8>, RunError> {
    fs::read(file).map_err(|error| RunError::Read {
        what,
        name: file.to_string_lossy().into(),
        why: sentence(&error),
    })
}

fn words(examination: &Examination, on: &str) -> String {
    let mut text = String::new();
    if let Some(study) = &examination.study {
        let _ = writeln!(
            text,
            "study: {}, revision {}, as of {on}",
            printable(&study.id),
            study.revision
        );
    }
    let groups = [
        (
            FindingSeverity::Refused,
            "refused: the app takes no such pack",
        ),
        (FindingSeverity::ShouldChange, "should be changed"),
        (FindingSeverity::Note, "good to know"),
    ];
    let of = |severity| {
        let findings = examination.findings.iter();
        findings.filter(move |finding: &&Finding| finding.severity() == severity)
    };
    let [refused, change, notes] = groups.map(|(severity, _)| of(severity).count());
    let _ = writeln!(
        text,
        "{refused} refused, {change} should be changed, {notes} good to know"
    );
    for (severity, heading) in groups {
        for (number, finding) in of(severity).enumerate() {
            if number == 0 {
                let _ = writeln!(text, "\n{heading}:");
            }
            let _ = writeln!(
                text,
                "- {}\n    {}\n    at {}",
                printable_whole(&finding.remark.to_string()),
                finding.remark.advice(),
                printable(&finding.at)
            );
        }
    }
    if !examination.reading.is_empty() {
        text.push_str(
            "\nhow hard it is to read (LIX: to 39 easy, 40 to 47 for most, 48 to 55 demanding, from 56 hard):\n",
        );
        for reading in &examination.reading {
            let _ = writeln!(
                text,
                "- {} in {}: {} ({} words)",
                part(reading),
                printable(&reading.language),
                reading.lix,
                reading.words
            );
        }
    }
    if let Some(study) = examination.study.as_ref().filter(|_| refused == 0) {
        text.push_str(&recipients(study));
    }
    text
}

fn part(reading: &Reading) -> &'static str {
    match reading.part {
        ReadingPart::Consent => "consent",
        ReadingPart::Questions => "questions",
    }
}

fn recipients(study: &Study) -> String {
    let mut text = String::from("\nwho can open its bundles:\n");
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

fn document(examination: &Examination, on: &str) -> Value {
    let findings: Vec<Value> = examination
        .findings
        .iter()
        .map(|finding| {
            json!({
                "severity": finding.severity().as_str(),
                "code": finding.remark.code(),
                "at": finding.at,
                "what": finding.remark.to_string(),
                "advice": finding.remark.advice(),
            })
        })
        .collect();
    let refused = |finding: &&Finding| finding.severity() == FindingSeverity::Refused;
    let faults: Vec<String> = examination
        .findings
        .iter()
        .filter(refused)
        .map(|finding| finding.remark.to_string())
        .collect();
    let reading: Vec<Value> = examination
        .reading
        .iter()
        .map(|reading| {
            json!({
                "part": part(reading),
                "language": reading.language,
                "lix": reading.lix,
                "words": reading.words,
            })
        })
        .collect();
    let study = examination.study.as_ref();
    let usable = study.filter(|_| faults.is_empty());
    let recipients: Vec<Value> = usable
        .map_or(&[][..], |study| &study.recipients)
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
        "schema_version": 1,
        "ok": faults.is_empty(),
        "on": on,
        "study_id": study.map(|study| &study.id),
        "revision": study.map(|study| study.revision),
        "faults": faults,
        "findings": findings,
        "reading": reading,
        "recipients": recipients,
    })
}

/// What changed between two packs, and whom that obliges to ask again.
pub(crate) fn compare(old: &Path, new: &Path, as_json: bool) -> Result<Report, RunError> {
    let old = read(old, "the old pack")?;
    let new = read(new, "the new pack")?;
    let comparison = journal::compare(&old, &new)?;
    let text = if as_json {
        json_text(&compared_document(&comparison))
    } else {
        compared(&comparison)
    };
    let is_fine = comparison.reasons.is_empty() && comparison.unraised.is_empty();
    Ok(Report {
        text,
        code: if is_fine { 0 } else { 3 },
    })
}

fn compared(comparison: &Comparison) -> String {
    let mut text = String::new();
    let mut list = |heading: &str, lines: Vec<String>, behind: &str| {
        if !lines.is_empty() {
            let _ = writeln!(text, "{heading}:");
            for line in lines {
                let _ = writeln!(text, "- {}", printable(&line));
            }
            let _ = writeln!(text, "{behind}");
        }
    };
    let Sentences {
        changes,
        reasons,
        unraised,
    } = Sentences::of(comparison);
    let is_same = changes.is_empty() && comparison.further.is_empty();
    let needs_nobody = reasons.is_empty();
    list("what changed", changes, "");
    list(
        "fields that this version does not act on differ in",
        comparison.further.clone(),
        "",
    );
    list(
        "participants have to be asked again, because",
        reasons,
        "    Whoever joined with the old pack agreed to something else. Ask them before anything of\n    \
         the new one holds for them, and keep both packs.\n",
    );
    list(
        "to be mended in the new pack",
        unraised,
        "    Raise that version: every answer says which one it was given to.\n",
    );
    if is_same {
        text.push_str("Nothing changed but the revision.\n");
    }
    if needs_nobody {
        text.push_str("Nobody has to be asked again.\n");
    }
    text
}

struct Sentences {
    changes: Vec<String>,
    reasons: Vec<String>,
    unraised: Vec<String>,
}

impl Sentences {
    fn of(comparison: &Comparison) -> Self {
        Self {
            changes: comparison.changes.iter().map(ToString::to_string).collect(),
            reasons: comparison.reasons.iter().map(ToString::to_string).collect(),
            unraised: comparison
                .unraised
                .iter()
                .map(ToString::to_string)
                .collect(),
        }
    }
}

fn compared_document(comparison: &Comparison) -> Value {
    let sentences = Sentences::of(comparison);
    json!({
        "schema_version": 1,
        "reconsent": !sentences.reasons.is_empty(),
        "changes": sentences.changes,
        "further": comparison.further,
        "reasons": sentences.reasons,
        "unraised": sentences.unraised,
    })
}
