//! What each command does: read, ask the desk, write.

use std::fs;
use std::path::Path;

use clap::CommandFactory;
use desk::{
    Dataset, DatasetVerdict, FirstSeen, Received, Rules, Signers, Transcripts, first_seen, merge,
};
use jiff::Timestamp;
use journal::Study;

use crate::args::{Args, Input, MaterialArgs, OpenArgs, Sealed};
use crate::error::RunError;
use crate::files::{find, receive_all, sentence};
use crate::shelf::Shelf;
use crate::summary::Summary;
use crate::{Report, folder, identity};

pub(crate) mod audio;
pub(crate) mod brief;
pub(crate) mod codes;
pub(crate) mod deidentify;
pub(crate) mod key;
pub(crate) mod ledger;
pub(crate) mod memo;
pub(crate) mod phones;
pub(crate) mod receive;
mod results;
pub(crate) mod study;
pub(crate) mod transcript;
pub(crate) mod workspace;

const PROGRAM: &str = concat!("loop-desk ", env!("CARGO_PKG_VERSION"));

/// `loop-desk open`.
pub(crate) fn open(args: &OpenArgs) -> Result<Report, RunError> {
    folder::check(&args.out, args.force)?;
    let mut run = Run::prepare(&args.input, args.enrol)?;
    if let (Some(audio), None) = (&args.results.audio, &args.input.transcripts) {
        run.rules.transcripts = Shelf::open(audio)?.transcripts()?;
    }
    let received = receive_all(&find(&args.input.sealed.bundles)?, &run.identities);
    let enrolled = if args.enrol {
        run.enrol(&args.input, &received)?
    } else {
        Vec::new()
    };
    let mut dataset = merge(received, &run.rules);
    let memos = memo::note(&mut dataset, args.results.memos.as_deref())?;
    let opened_with = run.identities.iter().map(|own| own.recipient().to_string());
    let source = results::Source {
        dataset: &dataset,
        rules: &run.rules,
        memos: &memos,
        opened_with: opened_with.collect(),
        now: run.now,
    };
    results::stage(&source, &args.results, &args.out)?
        .folder
        .place(args.force)?;
    let out = args.out.to_string_lossy().into_owned();
    Ok(report(
        dataset,
        Summary {
            command: "open",
            enrolled: &enrolled,
            out: Some(&out),
        },
        args.json,
    ))
}

/// `loop-desk verify`.
pub(crate) fn verify(input: &Input, json: bool) -> Result<Report, RunError> {
    let run = Run::prepare(input, false)?;
    let received = receive_all(&find(&input.sealed.bundles)?, &run.identities);
    let dataset = merge(received, &run.rules);
    Ok(report(
        dataset,
        Summary {
            command: "verify",
            enrolled: &[],
            out: None,
        },
        json,
    ))
}

/// `loop-desk completions`.
pub(crate) fn completions(shell: clap_complete::Shell) -> Report {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "loop-desk", &mut script);
    Report {
        text: String::from_utf8_lossy(&script).into_owned(),
        code: 0,
    }
}

/// Everything that is to be read: of a workspace, or of bundles.
fn material(args: &MaterialArgs) -> Result<Dataset, RunError> {
    if let Some(folder) = &args.workspace {
        return Ok(workspace::merged(folder)?.1.dataset);
    }
    let input = Input {
        sealed: Sealed {
            identity: args.identity.clone(),
            passphrase_file: args.passphrase_file.clone(),
            bundles: args.bundles.clone(),
        },
        study: args.study.clone(),
        signers: args.signers.clone(),
        transcripts: args.transcripts.clone(),
        accept_forks: false,
    };
    let run = Run::prepare(&input, false)?;
    let received = receive_all(&find(&input.sealed.bundles)?, &run.identities);
    Ok(merge(received, &run.rules))
}

/// What a run knows before it looks at a bundle.
struct Run {
    identities: Vec<bundle::Identity>,
    rules: Rules,
    now: i64,
}

impl Run {
    fn prepare(input: &Input, may_begin_registry: bool) -> Result<Self, RunError> {
        let now = Timestamp::now().as_second();
        let signers = input
            .signers
            .as_deref()
            .map(|path| read_signers(path, may_begin_registry));
        Ok(Self {
            rules: Rules {
                study: input.study.as_deref().map(read_study).transpose()?,
                signers: signers.transpose()?,
                accept_forks: input.accept_forks,
                transcripts: match &input.transcripts {
                    Some(path) => read_transcripts(path)?,
                    None => Transcripts::default(),
                },
                today: Some(today(now)),
                ..Rules::default()
            },
            identities: identity::read_all(
                &input.sealed.identity,
                input.sealed.passphrase_file.as_deref(),
            )?,
            now,
        })
    }

    /// Adds phones at first sight to the registry, on disk first.
    fn enrol(&mut self, input: &Input, received: &[Received]) -> Result<Vec<FirstSeen>, RunError> {
        let seen = first_seen(received, &self.rules);
        let (Some(path), Some(signers)) = (&input.signers, &mut self.rules.signers) else {
            return Ok(Vec::new());
        };
        let lines: Vec<&str> = seen.iter().map(|seen| seen.line.as_str()).collect();
        if !lines.is_empty() {
            folder::append(path, &lines).map_err(|error| RunError::Write {
                name: path.to_string_lossy().into(),
                why: sentence(&error),
            })?;
        }
        for seen in &seen {
            signers.add(&seen.participant, &seen.study_id, &seen.key);
        }
        Ok(seen)
    }
}

fn report(dataset: Dataset, summary: Summary<'_>, json: bool) -> Report {
    let code = match dataset.verdict() {
        DatasetVerdict::AllGood => 0,
        DatasetVerdict::SomeNotUsed => 3,
    };
    let text = if json {
        summary.json(dataset)
    } else {
        summary.words(&dataset)
    };
    Report { text, code }
}

/// The last date that is not in the future anywhere on earth.
fn today(now: i64) -> String {
    /// UTC+14, where a day begins first.
    const FIRST_ZONE: i64 = 14 * 3600;
    moment(now + FIRST_ZONE).chars().take(10).collect()
}

/// The moment in RFC 3339, UTC, whole seconds.
fn moment(second: i64) -> String {
    Timestamp::from_second(second)
        .map(|moment| moment.to_string())
        .unwrap_or_default()
}

fn read_study(path: &Path) -> Result<Study, RunError> {
    let name = path.to_string_lossy().into_owned();
    match fs::read(path) {
        Ok(bytes) => Study::from_json(&bytes).map_err(|error| RunError::Study { name, error }),
        Err(error) => Err(RunError::Read {
            what: "the study pack",
            name,
            why: sentence(&error),
        }),
    }
}

/// The transcripts that were taken in so far.
fn read_transcripts(path: &Path) -> Result<Transcripts, RunError> {
    let name = path.to_string_lossy().into_owned();
    match fs::read_to_string(path) {
        Ok(text) => {
            Transcripts::parse(&text).map_err(|error| RunError::Transcripts { name, error })
        }
        Err(error) => Err(RunError::Read {
            what: "the file of transcripts",
            name,
            why: sentence(&error),
        }),
    }
}

fn read_signers(path: &Path, may_begin: bool) -> Result<Signers, RunError> {
    let name = path.to_string_lossy().into_owned();
    match fs::read_to_string(path) {
        Ok(text) => Signers::parse(&text).map_err(|error| RunError::Signers { name, error }),
        Err(error) if may_begin && error.kind() == std::io::ErrorKind::NotFound => {
            Ok(Signers::default())
        }
        Err(error) => Err(RunError::Read {
            what: "the registry",
            name,
            why: sentence(&error),
        }),
    }
}
