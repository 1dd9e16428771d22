//! `loop-desk receive`: bundles into a workspace, one after the other and never all at once.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use bundle::Identity;
use desk::{DatasetVerdict, FirstSeen, printable};
use jiff::Timestamp;
use rayon::prelude::*;
use serde_json::json;
use workspace::{Added, Arrival, Enrol, Standing, Workspace, WorkspaceError};

use super::{moment, read_signers, read_study, read_transcripts, today};
use crate::args::{Forks, ReceiveArgs};
use crate::error::RunError;
use crate::files::{Found, digest, find, read};
use crate::progress::Progress;
use crate::summary::{Summary, json_text};
use crate::{Report, identity, say};

/// How many files may wait to be written down.
const WAITING: usize = 64;
/// How many are written down at once at most, and how long the first of them waits for the others.
/// What is not written down yet is opened again after a crash.
const BATCH: usize = 256;
const PATIENCE: Duration = Duration::from_secs(1);
/// What a shell gives a program that was stopped by Ctrl-C.
const INTERRUPTED: u8 = 130;

static STOP: AtomicBool = AtomicBool::new(false);

/// `loop-desk receive`.
pub(crate) fn receive(args: &ReceiveArgs) -> Result<Report, RunError> {
    stop_at_ctrl_c();
    // Everything that can be wrong with the arguments, before anything is written.
    let study = args.study.as_deref().map(read_study).transpose()?;
    let signers = args
        .signers
        .as_deref()
        .map(|path| read_signers(path, false));
    let signers = signers.transpose()?;
    let transcripts = args.transcripts.as_deref().map(read_transcripts);
    let transcripts = transcripts.transpose()?;
    let identities = identity::read_all(
        &args.sealed.identity,
        args.sealed.passphrase_file.as_deref(),
    )?;
    let found = find(&args.sealed.bundles)?;

    let now = Timestamp::now().as_second();
    let at = moment(now);
    let mut workspace = Workspace::open_or_make(&args.place.workspace, &at)?;
    let found = outside(found, workspace.folder());
    if let Some(study) = &study {
        workspace.set_study(study, &at)?;
    }
    if let Some(forks) = args.forks {
        workspace.set_accepts_forks(forks == Forks::Merge, &at)?;
    }
    if let Some(transcripts) = &transcripts {
        workspace.add_transcripts(transcripts, &at)?;
    }
    let taken = take_in(&mut workspace, &found, &identities)?;
    if STOP.load(Ordering::Relaxed) {
        return Ok(stopped(&taken, found.len()));
    }
    if let Some(signers) = &signers {
        let imported = workspace.import_phones(signers, &at);
        if matches!(imported, Err(WorkspaceError::NoStudy)) {
            // The bundles say which study this is.
            workspace.merge(&at, Some(&today(now)), Enrol::Nobody)?;
            workspace.import_phones(signers, &at)?;
        } else {
            imported?;
        }
    }
    let enrol = if args.enrol {
        Enrol::FirstSeen
    } else {
        Enrol::Nobody
    };
    let merged = workspace.merge(&at, Some(&today(now)), enrol)?;
    let phones = workspace.phones()?;
    let waiting = phones
        .iter()
        .filter(|phone| phone.standing == Standing::Unknown)
        .count();
    let summary = Summary {
        command: "receive",
        enrolled: &[],
        out: None,
    };
    let code = match merged.dataset.verdict() {
        DatasetVerdict::AllGood => 0,
        DatasetVerdict::SomeNotUsed => 3,
    };
    let place = printable(&args.place.workspace.to_string_lossy());
    let text = if args.json {
        let enrolled = &merged.enrolled;
        let summary = Summary {
            enrolled,
            ..summary
        };
        let mut document = summary.document(merged.dataset);
        document["workspace"] = json!(place);
        document["new"] = json!(taken.new);
        document["known"] = json!(taken.known);
        document["replaced"] = json!(taken.replaced);
        document["phones_waiting"] = json!(waiting);
        json_text(&document)
    } else {
        let mut text = summary.words(&merged.dataset);
        enrolled(&mut text, &merged.enrolled);
        let _ = writeln!(
            text,
            "\nworkspace: {place} ({} new, {} here before, {} in the place of a file that could not be opened)",
            taken.new, taken.known, taken.replaced
        );
        if waiting > 0 {
            let _ = writeln!(
                text,
                "phones to confirm: {waiting}\n    see them with: loop-desk phones --workspace {place}"
            );
        }
        text
    };
    Ok(Report { text, code })
}

fn enrolled(text: &mut String, enrolled: &[FirstSeen]) {
    for seen in enrolled {
        let _ = writeln!(
            text,
            "\nenrolled: the phone of {}, \"{}\"\n  compare the six words by telephone; if they differ, refuse it with `loop-desk phones refuse`",
            seen.participant, seen.words
        );
    }
}

/// A workspace may lie in the folder that is received: it is no bundle.
fn outside(found: Vec<Found>, workspace: &Path) -> Vec<Found> {
    let Ok(workspace) = fs::canonicalize(workspace) else {
        return found;
    };
    let is_inside = |file: &Found| {
        let folder = file.path.parent().map(fs::canonicalize);
        folder.is_some_and(|folder| folder.is_ok_and(|folder| folder.starts_with(&workspace)))
    };
    found.into_iter().filter(|file| !is_inside(file)).collect()
}

/// The first Ctrl-C ends the run behind the files that are being opened, the second at once.
fn stop_at_ctrl_c() {
    let stop = || {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(INTERRUPTED.into());
        }
        say("\nstopping: what was opened is being written down");
    };
    // Where that cannot be had, Ctrl-C ends the program at once, and nothing is lost either.
    let _ = ctrlc::set_handler(stop);
}

fn stopped(taken: &Added, all: usize) -> Report {
    let done = taken.new + taken.known + taken.replaced;
    Report {
        text: format!(
            "stopped: {done} of {all} files are in the workspace\n    run the same command again to go on\n"
        ),
        code: INTERRUPTED,
    }
}

/// Opens the files on all cores and writes them down as they come.
fn take_in(
    workspace: &mut Workspace,
    found: &[Found],
    identities: &[Identity],
) -> Result<Added, RunError> {
    let mut before: HashMap<String, HashSet<String>> = HashMap::new();
    for (name, sha256) in workspace.opened_before()? {
        before.entry(name).or_default().insert(sha256);
    }
    let progress = Progress::of(found.len());
    let (send, take) = sync_channel(WAITING);
    thread::scope(|scope| {
        scope.spawn(|| open_all(found, identities, &before, &progress, send));
        let mut added = Added::default();
        let mut batch = Vec::new();
        let mut begun = Instant::now();
        // A file that is here already comes as `None`. When writing fails, `take` is dropped with
        // this closure, and what is being opened has nowhere to go and ends.
        for arrival in take {
            match arrival {
                Some(arrival) => batch.push(arrival),
                None => added.known += 1,
            }
            if batch.len() >= BATCH || begun.elapsed() > PATIENCE {
                write_down(workspace, &mut batch, &mut added)?;
                begun = Instant::now();
            }
        }
        write_down(workspace, &mut batch, &mut added)?;
        Ok(added)
    })
}

fn open_all(
    found: &[Found],
    identities: &[Identity],
    before: &HashMap<String, HashSet<String>>,
    progress: &Progress,
    send: SyncSender<Option<Arrival>>,
) {
    let all = found.par_iter().with_max_len(1);
    // An error is only the word that nobody wants more.
    let _ = all.try_for_each_with(send, |send, file| {
        if STOP.load(Ordering::Relaxed) {
            return Err(());
        }
        let is_known = before
            .get(&file.name)
            .is_some_and(|known| digest(file).is_some_and(|sha256| known.contains(&sha256)));
        let arrival = (!is_known).then(|| Arrival::of(read(file, identities), identities));
        progress.step();
        send.send(arrival).map_err(|_| ())
    });
}

fn write_down(
    workspace: &mut Workspace,
    batch: &mut Vec<Arrival>,
    added: &mut Added,
) -> Result<(), RunError> {
    if batch.is_empty() {
        return Ok(());
    }
    let more = workspace.add(batch, &moment(Timestamp::now().as_second()))?;
    batch.clear();
    added.new += more.new;
    added.known += more.known;
    added.replaced += more.replaced;
    Ok(())
}
