//! `loop-desk memo`, `loop-desk tag`: what the team notes while it reads.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{ErrorKind, Read};
use std::path::Path;

use desk::{About, Dataset, Memo, MemoId, MemoKind, MemoLine, Memos, printable};
use jiff::Timestamp;
use journal::ParticipantCode;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::moment;
use crate::args::{KindArg, MemoAddArgs, MemoCommand, Noting, TagArgs, TagCommand};
use crate::error::RunError;
use crate::files::sentence;
use crate::summary::json_text;
use crate::{Report, folder, say};

/// `loop-desk memo`.
pub(crate) fn memo(command: &MemoCommand) -> Result<Report, RunError> {
    match command {
        MemoCommand::Add(args) => add(args),
        MemoCommand::List {
            memos,
            person,
            all,
            json,
        } => list(memos, person.as_deref(), *all, *json),
        MemoCommand::Merge { memos, others } => merge(memos, others),
    }
}

/// `loop-desk tag`.
pub(crate) fn tag(command: &TagCommand) -> Result<Report, RunError> {
    let text = match command {
        TagCommand::Add(args) => {
            let id = append(args, Memos::tag)?;
            format!("tagged: line {id}\n")
        }
        TagCommand::Remove(args) => {
            let id = append(args, Memos::untag)?;
            format!("taken away: line {id}\n")
        }
        TagCommand::List { memos, json } => return tags(memos, *json),
    };
    Ok(Report { text, code: 0 })
}

type TagAct = fn(
    &mut Memos,
    (&str, &str),
    &journal::ParticipantCode,
    journal::EntryId,
    &str,
) -> Result<MemoLine, desk::MemoError>;

fn append(args: &TagArgs, act: TagAct) -> Result<MemoId, RunError> {
    let participant = participant(&args.person)?;
    let entry = id("id of an entry", &args.entry)?;
    write_down(&args.noting, |memos, by| {
        act(memos, by, &participant, entry, &args.tag)
    })
}

fn add(args: &MemoAddArgs) -> Result<Report, RunError> {
    let mut text = args.text.clone();
    if text == "-" {
        text.clear();
        std::io::stdin()
            .read_to_string(&mut text)
            .map_err(|error| RunError::Read {
                what: "the memo on standard input",
                name: "-".into(),
                why: sentence(&error),
            })?;
    }
    let kind = match args.kind {
        KindArg::Analytic => MemoKind::Analytic,
        KindArg::Reflexive => MemoKind::Reflexive,
        KindArg::Method => MemoKind::Method,
    };
    let mut about = about(args)?;
    let before = read_memos(&args.noting.memos, true)?;
    let follows = args
        .follows
        .as_deref()
        .map(|named| find(&before, named))
        .transpose()?;
    if let Some(follows) = &follows {
        about = follows.about.clone();
    }
    let follows = follows.map(|memo| memo.id);
    let id = write_down(&args.noting, |memos, by| {
        memos.write(by, kind, about, &text, follows)
    })?;
    Ok(Report {
        text: format!("noted: memo {id}\n"),
        code: 0,
    })
}

fn about(args: &MemoAddArgs) -> Result<About, RunError> {
    let Some(person) = &args.person else {
        return Ok(About::Study);
    };
    let participant = participant(person)?;
    Ok(match (&args.entry, &args.recording) {
        (Some(entry), _) => About::Entry {
            participant,
            entry: id("id of an entry", entry)?,
        },
        (None, Some(recording)) => About::Recording {
            participant,
            recording: id("id of a recording", recording)?,
        },
        (None, None) => About::Person { participant },
    })
}

/// A participant's code as it was typed.
pub(super) fn participant(text: &str) -> Result<ParticipantCode, RunError> {
    id("participant's code", text)
}

fn id<T: DeserializeOwned>(what: &'static str, text: &str) -> Result<T, RunError> {
    serde_json::from_value(json!(text)).map_err(|_| RunError::NoId {
        what,
        text: text.to_owned(),
    })
}

/// Adds one line to the file.
fn write_down(
    noting: &Noting,
    make: impl FnOnce(&mut Memos, (&str, &str)) -> Result<MemoLine, desk::MemoError>,
) -> Result<MemoId, RunError> {
    let mut memos = read_memos(&noting.memos, true)?;
    let at = moment(Timestamp::now().as_second());
    let line = make(&mut memos, (&at, &noting.by))?;
    add_lines(&noting.memos, &[&line.line()])?;
    Ok(line.id)
}

fn add_lines(path: &Path, lines: &[&str]) -> Result<(), RunError> {
    folder::append(path, lines).map_err(|error| RunError::Write {
        name: path.to_string_lossy().into(),
        why: sentence(&error),
    })
}

/// The memo with that id, or the only one whose id begins so.
fn find(memos: &Memos, named: &str) -> Result<Memo, RunError> {
    let all = memos.memos();
    let mut found = all
        .into_iter()
        .filter(|memo| !named.is_empty() && memo.id.as_str().starts_with(named));
    match (found.next(), found.next()) {
        (Some(memo), None) => Ok(memo),
        _ => Err(RunError::UnknownMemo(named.to_owned())),
    }
}

fn list(path: &Path, person: Option<&str>, all: bool, as_json: bool) -> Result<Report, RunError> {
    let mut memos = read_memos(path, false)?.memos();
    memos.retain(|memo| {
        let is_theirs = person.is_none_or(|person| {
            memo.about
                .participant()
                .is_some_and(|code| code.as_str() == person)
        });
        is_theirs && (all || memo.is_standing)
    });
    let text = if as_json {
        json_text(&json!({ "schema_version": 1, "command": "memo list", "memos": memos }))
    } else {
        memos.iter().map(told).collect()
    };
    Ok(Report { text, code: 0 })
}

fn told(memo: &Memo) -> String {
    let about = match &memo.about {
        About::Study => "the study".to_owned(),
        About::Person { participant } => participant.to_string(),
        About::Entry { participant, entry } => format!("entry {entry} of {participant}"),
        About::Recording {
            participant,
            recording,
        } => format!("recording {recording} of {participant}"),
    };
    let corrected = if memo.is_standing { "" } else { ", corrected" };
    let mut text = format!(
        "{}  {}, {} on {}, {}{corrected}\n",
        &memo.id.as_str()[..8],
        memo.kind.as_str(),
        printable(&memo.author),
        printable(&about),
        printable(&memo.at)
    );
    for line in memo.text.lines() {
        let _ = writeln!(text, "    {}", desk::printable_whole(line));
    }
    text
}

fn merge(path: &Path, others: &[std::path::PathBuf]) -> Result<Report, RunError> {
    let before = read_memos(path, true)?;
    let mut all = before.clone();
    for other in others {
        all.unite(read_memos(other, false)?);
    }
    let known = before.text();
    let known: std::collections::BTreeSet<&str> = known.lines().collect();
    let text = all.text();
    let new: Vec<&str> = text.lines().filter(|line| !known.contains(line)).collect();
    if !new.is_empty() {
        add_lines(path, &new)?;
    }
    Ok(Report {
        text: format!(
            "added: {} lines, {} in all\n",
            new.len(),
            text.lines().count()
        ),
        code: 0,
    })
}

fn tags(path: &Path, as_json: bool) -> Result<Report, RunError> {
    let tags = read_memos(path, false)?.tags();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for tag in &tags {
        *counts.entry(&tag.tag).or_default() += 1;
    }
    let text = if as_json {
        json_text(&json!({
            "schema_version": 1,
            "command": "tag list",
            "counts": counts,
            "tags": tags,
        }))
    } else {
        let rows = counts.iter();
        rows.map(|(tag, count)| format!("{count:>6}  {}\n", printable(tag)))
            .collect()
    };
    Ok(Report { text, code: 0 })
}

/// Takes the memos of a file into a dataset, and gives them back.
pub(super) fn note(dataset: &mut Dataset, path: Option<&Path>) -> Result<Memos, RunError> {
    let memos = match path {
        Some(path) => read_memos(path, false)?,
        None => Memos::default(),
    };
    dataset.note(&memos);
    Ok(memos)
}

/// The lines so far. Those that are not understood are told of and stay where they are.
fn read_memos(path: &Path, may_begin: bool) -> Result<Memos, RunError> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if may_begin && error.kind() == ErrorKind::NotFound => Vec::new(),
        Err(error) => {
            return Err(RunError::Read {
                what: "the file of memos",
                name: path.to_string_lossy().into(),
                why: sentence(&error),
            });
        }
    };
    let (memos, unread) = Memos::parse(&String::from_utf8_lossy(&bytes));
    for line in unread {
        say(&format!("{line}\n  {}", line.advice()));
    }
    Ok(memos)
}
