//! What the desk says: problems by their codes, with their values filled in.

mod keys;
pub mod study;
pub mod tied;

use desk::{HitPart, MemoKind, NameKind, Severity, Verdict, printable};
use journal::{Phase, Theme};
use serde_json::Value;

use super::{count, fill, t};
use crate::jobs::desk::{DeskFailure, FileRow, Told};

/// What happened. A code without a sentence here speaks English.
pub fn sentence(told: &Told) -> String {
    match key_of(told) {
        Some(key) => filled(t(key), told),
        None => told.sentence.clone(),
    }
}

/// What to do about it.
pub fn advice(told: &Told) -> Option<String> {
    match advice_of(told) {
        Some(key) => Some(filled(t(key), told)),
        None if key_of(told).is_some() => None,
        None => told.advice.clone(),
    }
}

fn has(told: &Told, name: &str) -> bool {
    match told.values.get(name) {
        Some(Value::Array(values)) => !values.is_empty(),
        Some(Value::Bool(is_so)) => *is_so,
        Some(Value::Null) | None => false,
        Some(_) => true,
    }
}

fn key_of(told: &Told) -> Option<&'static str> {
    Some(match told.code.as_str() {
        "not-a-bundle" => "problem.not_a_bundle",
        "too-large" => "problem.too_large",
        "wrong-key" => "problem.wrong_key",
        "header" | "damaged" => "problem.damaged",
        "archive" | "missing-file" | "digest" | "unreadable" | "contradiction" => {
            "problem.damaged_at"
        }
        "signature" => "problem.signature",
        "forwarded" => "problem.forwarded",
        "unreadable-file" => "problem.unreadable_file",
        "newer-format" => "problem.newer_format",
        "foreign-study" => "problem.foreign_study",
        "unknown-signer" => "problem.unknown_signer",
        "changed-signer" if has(told, "registered_for") => "problem.changed_other",
        "changed-signer" => "problem.changed_signer",
        "unconfirmed-signer" => "problem.unconfirmed",
        "two-devices" => "problem.two_devices",
        "shared-device" => "problem.shared_device",
        "fork" if has(told, "accepted") => "problem.fork_accepted",
        "fork" => "problem.fork",
        "gap" => "problem.gap",
        "broken-chain" => "problem.broken_chain",
        "conflict" => "problem.conflict",
        "shared-entry" => "problem.shared_entry",
        "revision-chain" => "problem.revision_chain",
        "recipients-differ" if has(told, "strangers") => "problem.recipients_strangers",
        "recipients-differ" => "problem.recipients_missing",
        "clock-back" => "problem.clock_back",
        "clock-ahead" => "problem.clock_ahead",
        "withdrawn" => "problem.withdrawn",
        "earlier-transcript" => "problem.earlier_transcript",
        "stray-transcript" => "problem.stray_transcript",
        "stray-memos" => "problem.stray_memos",
        "duplicate" => "problem.duplicate",
        "replay" => "problem.replay",
        _ => return None,
    })
}

fn advice_of(told: &Told) -> Option<&'static str> {
    Some(match told.code.as_str() {
        "not-a-bundle" => "advice.look_for_file",
        "too-large" => "advice.fewer_entries",
        "wrong-key" => "advice.other_key",
        "header" | "damaged" | "archive" | "missing-file" | "digest" | "unreadable"
        | "contradiction" => "advice.send_again",
        "signature" => "advice.signature",
        "forwarded" => "advice.forwarded",
        "unreadable-file" => "advice.unreadable_file",
        "newer-format" => "advice.newer_format",
        "foreign-study" if has(told, "named") => "advice.own_study",
        "foreign-study" => "advice.which_study",
        "unknown-signer" => "advice.compare_words",
        "changed-signer" if has(told, "registered_for") => "advice.changed_other",
        "changed-signer" => "advice.changed_signer",
        "unconfirmed-signer" => "advice.unconfirmed",
        "two-devices" => "advice.two_devices",
        "shared-device" => "advice.shared_device",
        "fork" if has(told, "accepted") => "advice.fork_accepted",
        "fork" => "advice.fork",
        "gap" => "advice.gap",
        "broken-chain" => "advice.broken_chain",
        "conflict" => "advice.conflict",
        "shared-entry" => "advice.shared_entry",
        "revision-chain" => "advice.revision_chain",
        "recipients-differ" if has(told, "strangers") => "advice.recipients_strangers",
        "recipients-differ" => "advice.recipients_missing",
        "clock-back" | "clock-ahead" => "advice.clock",
        "withdrawn" => "advice.withdrawn",
        "earlier-transcript" => "advice.earlier_transcript",
        "stray-transcript" => "advice.stray_transcript",
        "stray-memos" => "advice.stray_memos",
        _ => return None,
    })
}

/// A sentence with the values of a problem in its places.
fn filled(sentence: &str, told: &Told) -> String {
    let mut text = String::new();
    let mut rest = sentence;
    while let Some((before, inside)) = rest.split_once('{') {
        text.push_str(before);
        let (name, after) = inside.split_once('}').unwrap_or((inside, ""));
        text.push_str(&spoken(name, told.values.get(name)));
        rest = after;
    }
    text.push_str(rest);
    text
}

/// A value as it is read. Names of files are foreign text: they stand in quotes, and what acts in
/// them is written out.
fn spoken(name: &str, value: Option<&Value>) -> String {
    let is_name = matches!(
        name,
        "file" | "files" | "of" | "found" | "expected" | "part"
    );
    match value {
        Some(Value::Array(values)) => {
            let all: Vec<String> = values.iter().map(|one| spoken(name, Some(one))).collect();
            all.join(", ")
        }
        Some(Value::String(text)) if is_name => fill("desk.quoted", &[("text", &printable(text))]),
        Some(Value::String(text)) => printable(text),
        Some(Value::Object(span)) => match (span.get("from"), span.get("to")) {
            (Some(from), Some(to)) if from == to => from.to_string(),
            (Some(from), Some(to)) => format!("{from}–{to}"),
            _ => String::new(),
        },
        Some(Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    }
}

/// What became of a file, in a word or two; and how that is drawn.
pub fn verdict(file: &FileRow) -> (&'static str, &'static str, &'static str) {
    let words = match file.reason.as_deref() {
        Some("duplicate") => t("verdict.duplicate"),
        Some("replay") => t("verdict.replay"),
        Some("wrong-key") => t("verdict.wrong_key"),
        Some("not-a-bundle") => t("verdict.not_a_bundle"),
        Some("newer-format") => t("verdict.newer_format"),
        Some("foreign-study") => t("verdict.foreign_study"),
        Some("unknown-signer") => t("verdict.unknown_signer"),
        Some("changed-signer") => t("verdict.changed_signer"),
        Some("fork") => t("verdict.fork"),
        Some("forwarded") => t("verdict.forwarded"),
        Some("too-large") => t("verdict.too_large"),
        Some("unreadable-file") => t("verdict.unreadable_file"),
        _ => match file.verdict {
            Verdict::Merged => t("verdict.whole"),
            Verdict::Quarantined => t("verdict.set_aside"),
            _ => t("verdict.damaged"),
        },
    };
    match file.verdict {
        Verdict::Merged => ("check", "verdict verdict-ok", words),
        Verdict::Duplicate | Verdict::Replay => ("copy", "verdict", words),
        Verdict::Quarantined => ("shield-check", "verdict verdict-past", words),
        Verdict::Refused => ("triangle-alert", "verdict verdict-bad", words),
    }
}

/// The kind of a verdict, as it is counted.
pub fn verdict_kind(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Merged => t("count.merged"),
        Verdict::Duplicate => t("count.duplicate"),
        Verdict::Replay => t("count.replay"),
        Verdict::Quarantined => t("count.set_aside"),
        Verdict::Refused => t("count.refused"),
    }
}

/// How much a problem asks.
pub fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Refused => t("severity.refused"),
        Severity::Attention => t("severity.attention"),
        Severity::Note => t("severity.note"),
    }
}

/// What analysts call a theme.
pub fn theme(theme: Theme) -> &'static str {
    match theme {
        Theme::GazingBackwards => t("analyst.gazing_backwards"),
        Theme::ImagineFuture => t("analyst.imagine_future"),
        Theme::ClosingLoop => t("analyst.closing_loop"),
        Theme::PayForward => t("analyst.pay_forward"),
        Theme::Opening => t("analyst.opening"),
        Theme::AfterSession => t("analyst.after_session"),
        Theme::InTheMoment => t("analyst.in_the_moment"),
        Theme::Closing => t("analyst.closing"),
        Theme::Free => t("theme.free"),
    }
}

/// What a phase is called.
pub fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Start => t("phase.start"),
        Phase::Middle => t("phase.middle"),
        Phase::End => t("phase.end"),
        Phase::Anytime => t("phase.anytime"),
    }
}

/// A format of the export: its name and what it is for. One that is not told of here shows its own
/// name.
pub fn format(name: &str) -> (String, &'static str) {
    let (label, hint) = match name {
        "Csv" => (t("format.csv"), t("format.csv_hint")),
        "JsonLines" => (t("format.jsonl"), t("format.jsonl_hint")),
        "Markdown" => (t("format.markdown"), t("format.markdown_hint")),
        "Transcripts" => (t("format.transcripts"), t("format.transcripts_hint")),
        "Xlsx" => (t("format.xlsx"), t("format.xlsx_hint")),
        "Word" => (t("format.word"), t("format.word_hint")),
        "RefiQda" => (t("format.refi"), t("format.refi_hint")),
        "NVivo" => (t("format.nvivo"), t("format.nvivo_hint")),
        "AtlasTi" => (t("format.atlasti"), t("format.atlasti_hint")),
        "Maxqda" => (t("format.maxqda"), t("format.maxqda_hint")),
        "QualCoder" => (t("format.qualcoder"), t("format.qualcoder_hint")),
        "Taguette" => (t("format.taguette"), t("format.taguette_hint")),
        "Graph" => (t("format.graph"), t("format.graph_hint")),
        _ => return (name.to_owned(), ""),
    };
    (label.to_owned(), hint)
}

/// In which part of an entry words were found.
pub fn hit_part(part: HitPart) -> &'static str {
    match part {
        HitPart::Title => t("found.title"),
        HitPart::Text => t("found.text"),
        HitPart::Prompt => t("found.prompt"),
        HitPart::Recording => t("found.recording"),
        HitPart::Transcript => t("found.transcript"),
    }
}

/// What kind of thinking a memo is.
pub fn memo_kind(kind: MemoKind) -> &'static str {
    match kind {
        MemoKind::Analytic => t("memo.analytic"),
        MemoKind::Reflexive => t("memo.reflexive"),
        MemoKind::Method => t("memo.method"),
    }
}

/// What a name names.
pub fn name_kind(kind: NameKind) -> &'static str {
    match kind {
        NameKind::Person => t("name.person"),
        NameKind::Place => t("name.place"),
        NameKind::Organisation => t("name.organisation"),
        NameKind::Date => t("name.date"),
        NameKind::Address => t("name.address"),
        NameKind::Email => t("name.email"),
        NameKind::Phone => t("name.phone"),
        NameKind::Handle => t("name.handle"),
        NameKind::Other => t("name.other"),
    }
}

/// Why something did not work, and what to do.
pub fn failure(failure: &DeskFailure) -> String {
    match failure {
        DeskFailure::NoKey => t("refusal.no_key").to_owned(),
        DeskFailure::PublicKey => t("refusal.public_key").to_owned(),
        DeskFailure::Key(failure) => keys::failure(failure),
        DeskFailure::Unreadable => t("refusal.unreadable").to_owned(),
        DeskFailure::NotThat(reasons) => {
            fill("refusal.not_that", &[("reasons", &reasons.join(" · "))])
        }
        DeskFailure::NoLine => t("refusal.no_line").to_owned(),
        DeskFailure::NoSound => t("refusal.no_sound").to_owned(),
        DeskFailure::NoBrief => t("refusal.no_brief").to_owned(),
        DeskFailure::TooLarge => t("refusal.too_large").to_owned(),
        DeskFailure::NotNoted(reason) => fill("refusal.not_noted", &[("reason", reason)]),
        DeskFailure::Undecided(number) => {
            count("refusal.undecided_one", "refusal.undecided_many", *number)
        }
        DeskFailure::Unsaved => t("refusal.unsaved").to_owned(),
        DeskFailure::Nothing => t("refusal.nothing").to_owned(),
    }
}
