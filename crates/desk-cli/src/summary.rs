//! What is said at the end: to people in sentences, to programs in one JSON document. No entry's
//! words are among it: a terminal remembers what it showed.

use std::collections::BTreeMap;
use std::fmt::Write;

use desk::{Dataset, FirstSeen, Problem, Severity, TranscriptStatus, Verdict, printable};
use serde_json::{Value, json};

/// The version of the JSON document.
const SCHEMA_VERSION: u32 = 1;

pub(crate) struct Summary<'a> {
    pub command: &'static str,
    pub enrolled: &'a [FirstSeen],
    /// The folder that was written.
    pub out: Option<&'a str>,
}

impl Summary<'_> {
    /// One JSON document and a line feed.
    pub(crate) fn json(&self, dataset: Dataset) -> String {
        json_text(&self.document(dataset))
    }

    /// The document itself, to which a command adds what it alone knows.
    pub(crate) fn document(&self, mut dataset: Dataset) -> Value {
        let entries = std::mem::take(&mut dataset.entries).len();
        let recordings = json!(states(&dataset));
        let enrolled: Vec<_> = self
            .enrolled
            .iter()
            .map(|seen| json!({ "participant": seen.participant, "key": seen.key, "words": seen.words }))
            .collect();
        let verdicts = Verdict::ALL
            .map(|verdict| (verdict.as_str().to_owned(), json!(dataset.count(verdict))));
        json!({
            "schema_version": SCHEMA_VERSION,
            "command": self.command,
            "program_version": env!("CARGO_PKG_VERSION"),
            "verdict": dataset.verdict(),
            "study_id": dataset.study_id,
            "counts": serde_json::Map::from_iter(verdicts),
            "entries": entries,
            "recordings": recordings,
            "participants": dataset.participants,
            "withdrawn": dataset.withdrawn,
            "files": dataset.files,
            "problems": dataset.told(),
            "enrolled": enrolled,
            "out": self.out,
        })
    }

    /// Sentences and a table.
    pub(crate) fn words(&self, dataset: &Dataset) -> String {
        let mut text = String::new();
        let study = if dataset.study_id.is_empty() {
            "none"
        } else {
            &dataset.study_id
        };
        let counts: Vec<String> = Verdict::ALL
            .iter()
            .map(|verdict| (dataset.count(*verdict), verdict.as_str()))
            .filter(|(count, _)| *count > 0)
            .map(|(count, verdict)| format!("{count} {verdict}"))
            .collect();
        let _ = writeln!(text, "study: {}", printable(study));
        let _ = writeln!(
            text,
            "files: {} ({})",
            dataset.files.len(),
            counts.join(", ")
        );
        if !dataset.recordings.is_empty() {
            let _ = writeln!(text, "recordings: {}", told(&states(dataset)));
        }
        table(&mut text, dataset);
        for seen in self.enrolled {
            let _ = writeln!(
                text,
                "\nenrolled: the phone of {}, \"{}\"\n  compare the six words by telephone; if they differ, delete its line from the registry",
                seen.participant, seen.words
            );
        }
        let titles = [
            (Severity::Refused, "refused"),
            (Severity::Attention, "a person has to look"),
            (Severity::Note, "good to know"),
        ];
        for (severity, title) in titles {
            let problems: Vec<&Problem> = dataset
                .problems
                .iter()
                .filter(|problem| problem.severity() == severity)
                .collect();
            if !problems.is_empty() {
                let _ = writeln!(text, "\n{title}:");
            }
            for problem in problems {
                let _ = writeln!(text, "- {problem}");
                if let Some(advice) = problem.advice() {
                    let _ = writeln!(text, "    {advice}");
                }
            }
        }
        if let Some(out) = self.out {
            let _ = writeln!(
                text,
                "\nwritten: {} (begin with README.txt)",
                printable(out)
            );
        }
        text
    }
}

/// How many recordings there are, and how many of them with which transcript.
fn states(dataset: &Dataset) -> BTreeMap<&'static str, usize> {
    let statuses = dataset.recordings.iter().map(desk::MergedRecording::status);
    counted(statuses)
}

/// How many recordings have which transcript, by the names in files.
pub(crate) fn counted(
    statuses: impl Iterator<Item = Option<TranscriptStatus>>,
) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::from([
        ("all", 0),
        ("none", 0),
        (TranscriptStatus::MachineDraft.as_str(), 0),
        (TranscriptStatus::Checked.as_str(), 0),
    ]);
    for status in statuses {
        let name = status.map_or("none", TranscriptStatus::as_str);
        for name in ["all", name] {
            *counts.entry(name).or_default() += 1;
        }
    }
    counts
}

/// `3 (1 without a transcript, 1 machine draft, 1 checked)`.
pub(crate) fn told(counts: &BTreeMap<&'static str, usize>) -> String {
    let names = [
        ("none", "without a transcript"),
        ("machine_draft", "machine draft"),
        ("checked", "checked"),
    ];
    let parts: Vec<String> = names
        .iter()
        .filter(|(name, _)| counts[name] > 0)
        .map(|(name, words)| format!("{} {words}", counts[name]))
        .collect();
    match parts.is_empty() {
        true => "0".into(),
        false => format!("{} ({})", counts["all"], parts.join(", ")),
    }
}

/// A JSON document in ASCII: no name in it does anything to a terminal.
pub(crate) fn json_text(document: &Value) -> String {
    let mut text = String::new();
    for c in format!("{document:#}\n").chars() {
        if c < '\u{7f}' {
            text.push(c);
        } else {
            // Only strings hold such characters, and there an escape means the same.
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(text, "\\u{unit:04x}");
            }
        }
    }
    text
}

fn table(text: &mut String, dataset: &Dataset) {
    if dataset.participants.is_empty() {
        return;
    }
    let code = |code: &str| code.chars().count();
    let width = dataset
        .participants
        .iter()
        .map(|p| code(p.code.as_str()))
        .max()
        .unwrap_or(0)
        .max(11);
    let _ = writeln!(
        text,
        "\n{:width$}  {:>7}  {:>7}  {:>9}  {:10}  {:10}",
        "participant", "bundles", "entries", "withdrawn", "first", "last"
    );
    for participant in &dataset.participants {
        let _ = writeln!(
            text,
            "{:width$}  {:>7}  {:>7}  {:>9}  {:10}  {:10}",
            participant.code.as_str(),
            participant.bundles,
            participant.entries,
            participant.withdrawn,
            participant.first.as_deref().unwrap_or("-"),
            participant.last.as_deref().unwrap_or("-"),
        );
    }
}
