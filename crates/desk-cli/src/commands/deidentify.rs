//! `loop-desk deidentify`: names are proposed, a person decides, and tokens lead back.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use desk::{Choice, NameKind, Proposal, Register, Replacer, printable, printable_whole, proposals};
use jiff::Timestamp;
use serde_json::json;

use super::results::read_register;
use super::{material, memo, moment};
use crate::Report;
use crate::args::{DecideArgs, DeidentifyCommand, NameArg, ProposeArgs};
use crate::error::RunError;
use crate::files::sentence;
use crate::shelf::settle;
use crate::summary::json_text;

/// `loop-desk deidentify`.
pub(crate) fn run(command: &DeidentifyCommand) -> Result<Report, RunError> {
    match command {
        DeidentifyCommand::Propose(args) => propose(args),
        DeidentifyCommand::Decide(args) => decide(args),
        DeidentifyCommand::List { register, json } => list(register, *json),
        DeidentifyCommand::Restore { register, file } => restore(register, file),
    }
}

fn propose(args: &ProposeArgs) -> Result<Report, RunError> {
    let register = read_register(&args.register, true)?;
    let mut dataset = material(&args.material)?;
    memo::note(&mut dataset, args.memos.as_deref())?;
    let proposed = proposals(&dataset, &register);
    let text = if args.json {
        json_text(&json!({
            "schema_version": 1,
            "command": "deidentify propose",
            "decided": register.standing().len(),
            "proposals": proposed,
        }))
    } else {
        told(&proposed, register.standing().len())
    };
    Ok(Report {
        text,
        code: if proposed.is_empty() { 0 } else { 3 },
    })
}

fn told(proposed: &[Proposal], decided: usize) -> String {
    let mut text = format!("decided: {decided}\nundecided: {}\n", proposed.len());
    for one in proposed {
        let like = one
            .like
            .map_or_else(String::new, |token| format!(", like {token}"));
        let _ = writeln!(
            text,
            "\n{}  ({}{like}, {} times)",
            printable_whole(&one.words),
            one.kind.as_str(),
            one.count
        );
        let (before, words, behind) = &one.excerpt;
        let whose = one
            .at
            .as_ref()
            .map_or_else(String::new, |(code, _)| format!("{code}: "));
        let sentence = format!("{whose}{before}»{words}«{behind}");
        let _ = writeln!(text, "    {}", printable_whole(&sentence));
    }
    text
}

fn decide(args: &DecideArgs) -> Result<Report, RunError> {
    let mut register = read_register(&args.register, true)?;
    let at = moment(Timestamp::now().as_second());
    let choice = match (args.choice.kind, &args.choice.same) {
        (Some(kind), _) => Choice::New(kind.into()),
        (None, Some(token)) => Choice::Same(token.parse().map_err(RunError::Decision)?),
        (None, None) => Choice::Keep,
    };
    let mut text = String::new();
    for name in &args.names {
        let decision = register
            .decide(name, choice, (&at, &args.by))
            .map_err(RunError::Decision)?;
        let becomes = decision
            .token
            .map_or_else(|| "stays".to_owned(), |token| token.to_string());
        let _ = writeln!(text, "{}: {becomes}", printable(name));
    }
    write(&args.register, &register)?;
    Ok(Report { text, code: 0 })
}

impl From<NameArg> for NameKind {
    fn from(kind: NameArg) -> Self {
        match kind {
            NameArg::Person => Self::Person,
            NameArg::Place => Self::Place,
            NameArg::Organisation => Self::Organisation,
            NameArg::Date => Self::Date,
            NameArg::Address => Self::Address,
            NameArg::Email => Self::Email,
            NameArg::Phone => Self::Phone,
            NameArg::Handle => Self::Handle,
            NameArg::Other => Self::Other,
        }
    }
}

fn list(path: &Path, as_json: bool) -> Result<Report, RunError> {
    let register = read_register(path, false)?;
    let mut standing = register.standing();
    standing.sort_by_key(|decision| (decision.token.is_none(), decision.token));
    let text = if as_json {
        json_text(&json!({
            "schema_version": 1,
            "command": "deidentify list",
            "sha256": register.sha256(),
            "decisions": standing,
        }))
    } else {
        let mut text = String::new();
        for decision in standing {
            let token = decision
                .token
                .map_or_else(|| "stays".to_owned(), |token| token.to_string());
            let words = printable(&decision.words);
            let by = printable(&decision.by);
            let _ = writeln!(
                text,
                "{token:18}  {words}  ({by}, {})",
                printable(&decision.at)
            );
        }
        text
    };
    Ok(Report { text, code: 0 })
}

fn restore(register: &Path, file: &Path) -> Result<Report, RunError> {
    let register = read_register(register, false)?;
    let text = fs::read_to_string(file).map_err(|error| RunError::Read {
        what: "the text",
        name: file.to_string_lossy().into(),
        why: sentence(&error),
    })?;
    let (text, _) = Replacer::new(&register).restore(&text);
    Ok(Report { text, code: 0 })
}

/// The file is the old one or the new one, never half of either, and its owner's alone.
fn write(path: &Path, register: &Register) -> Result<(), RunError> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let put = || {
        let mut file = tempfile::Builder::new()
            .prefix(".part-")
            .tempfile_in(folder.unwrap_or(Path::new(".")))?;
        file.write_all(register.text().as_bytes())?;
        settle(file, path)
    };
    put().map_err(|error: std::io::Error| RunError::Write {
        name: path.to_string_lossy().into(),
        why: sentence(&error),
    })
}
