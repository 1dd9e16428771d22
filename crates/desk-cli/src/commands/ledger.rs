//! `loop-desk ledger`: what was done, and whether the record of it is intact.

use std::fmt::Write as _;

use desk::printable;
use jiff::Timestamp;
use workspace::{LedgerRow, Workspace};

use super::moment;
use crate::Report;
use crate::args::{LedgerArgs, LedgerCommand};
use crate::error::RunError;
use crate::summary::json_text;

/// `loop-desk ledger`.
pub(crate) fn run(args: &LedgerArgs) -> Result<Report, RunError> {
    let at = moment(Timestamp::now().as_second());
    let workspace = Workspace::open(&args.place.workspace, &at)?;
    match &args.command {
        LedgerCommand::Show { file, json } => show(&workspace, file.as_deref(), *json),
        LedgerCommand::Verify { expect } => verify(&workspace, expect.as_deref()),
    }
}

fn show(workspace: &Workspace, file: Option<&str>, json: bool) -> Result<Report, RunError> {
    let mut text = String::new();
    workspace.each_ledger_row::<RunError>(|row| {
        if file.is_some_and(|file| row.what.file.as_deref() != Some(file)) {
            return Ok(());
        }
        if json {
            let value = serde_json::to_value(&row).unwrap_or_default();
            // One document a line.
            text.push_str(&json_text(&value).replace('\n', ""));
        } else {
            text.push_str(&sentence(&row));
        }
        text.push('\n');
        Ok(())
    })?;
    if let Some(file) = file.filter(|_| !json) {
        for (export, at, folder, verdict) in workspace.exports_of(file)? {
            let _ = writeln!(
                text,
                "in export {export} of {at} (\"{}\"): {}",
                printable(&folder),
                printable(&verdict)
            );
        }
    }
    Ok(Report { text, code: 0 })
}

/// `12  2026-11-26T01:20:00Z  opened "a.age" (P-1, number 3) by age1… (ra)`.
fn sentence(row: &LedgerRow) -> String {
    let event = &row.what;
    let name = |text: &Option<String>| printable(text.as_deref().unwrap_or("?"));
    let participant = name(&event.participant);
    let what = match event.event.as_str() {
        "opened" => format!(
            "opened \"{}\" ({participant}, number {}) with {} ({})",
            name(&event.file),
            event.number.unwrap_or_default(),
            name(&event.recipient),
            name(&event.recipient_label)
        ),
        "not-opened" => format!(
            "could not open \"{}\": {}",
            name(&event.file),
            name(&event.detail)
        ),
        "verdict" => {
            let reason = event.reason.as_ref();
            let reason = reason.map(|reason| format!(" ({})", printable(reason)));
            format!(
                "\"{}\" is {}{}",
                name(&event.file),
                name(&event.verdict),
                reason.unwrap_or_default()
            )
        }
        "phone" => format!(
            "{} the phone of {participant}, \"{}\"",
            name(&event.verdict),
            journal::check_words(event.device_key.as_deref().unwrap_or_default()).join(" ")
        ),
        "export" => format!(
            "export {} into \"{}\"",
            event.number.unwrap_or_default(),
            name(&event.file)
        ),
        "transcripts" => format!("took {} transcripts in", event.number.unwrap_or_default()),
        "rule" => format!("set {} to {}", name(&event.reason), name(&event.detail)),
        other => printable(other),
    };
    format!("{}  {}  {what}", row.seq, row.at)
}

fn verify(workspace: &Workspace, expected: Option<&str>) -> Result<Report, RunError> {
    let state = workspace.verify_ledger(expected)?;
    let rows = state.rows;
    Ok(match state.fault {
        None => Report {
            text: format!(
                "intact: {rows} rows\nlast digest: {}\n    note it down elsewhere, and check it later with --expect: then nobody can cut rows off unseen\n",
                state.head
            ),
            code: 0,
        },
        Some(fault) => Report {
            text: format!(
                "NOT INTACT: {fault}\nthe first {rows} rows hold\n    keep the folder as it is, compare it with the last copy, and tell the study's data steward\n"
            ),
            code: 3,
        },
    })
}
