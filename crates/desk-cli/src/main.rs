//! `loop-desk`: opens bundles on the research team's own computer, with no network at all.

use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

use clap::Parser;

use crate::args::{Args, Command, KeyCommand, StudyCommand, TranscriptCommand};
use crate::error::RunError;

mod args;
mod commands;
mod decoder;
mod error;
mod files;
mod folder;
mod identity;
mod passphrase;
mod progress;
mod shelf;
mod summary;

/// What a command has to say, and how it went.
struct Report {
    text: String,
    /// 0: all good. 3: it ran, and something asks for a person.
    code: u8,
}

fn main() -> ExitCode {
    // A bundle must not be able to crash the desk. Should it happen all the same, one line says
    // where, without the message, which could hold a participant's words.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        say(&format!(
            "loop-desk: a fault in the program itself, at {place}; please report it"
        ));
        std::process::exit(70);
    }));
    match run(Args::parse()).and_then(print) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            say(&format!("loop-desk: {error}"));
            if let Some(advice) = error.advice() {
                say(&format!("  {advice}"));
            }
            ExitCode::from(2)
        }
    }
}

fn run(args: Args) -> Result<Report, RunError> {
    match args.command {
        Command::Open(open) => commands::open(&open),
        Command::Verify(verify) => commands::verify(&verify.input, verify.json),
        Command::Receive(receive) => commands::receive::receive(&receive),
        Command::Status(status) => commands::workspace::status(&status),
        Command::Export(export) => commands::workspace::export(&export),
        Command::Phones(phones) => commands::phones::run(&phones),
        Command::Ledger(ledger) => commands::ledger::run(&ledger),
        Command::Audio(audio) => commands::audio::audio(&audio),
        Command::Transcript(TranscriptCommand::Add(add)) => commands::transcript::add(&add),
        Command::Transcript(TranscriptCommand::Queue { audio, json }) => {
            commands::transcript::queue(&audio, json)
        }
        Command::Memo(memo) => commands::memo::memo(&memo),
        Command::Tag(tag) => commands::memo::tag(&tag),
        Command::Deidentify(command) => commands::deidentify::run(&command),
        Command::Brief(brief) => commands::brief::brief(&brief),
        Command::Key(command) => key(command),
        Command::Study(StudyCommand::Check { file, on, json }) => {
            commands::study::check(&file, on, json)
        }
        Command::Study(StudyCommand::Codes(codes)) => commands::codes::codes(&codes),
        Command::Study(StudyCommand::Calendar { file, out }) => {
            commands::study::calendar(&file, &out)
        }
        Command::Study(StudyCommand::Compare { old, new, json }) => {
            commands::study::compare(&old, &new, json)
        }
        Command::Completions { shell } => Ok(commands::completions(shell)),
    }
}

fn key(command: KeyCommand) -> Result<Report, RunError> {
    use commands::key;
    match command {
        KeyCommand::New(new) => key::new(&new),
        KeyCommand::Restore(restore) => key::restore(&restore),
        KeyCommand::Paper(paper) => key::paper(&paper),
        KeyCommand::Rehearse {
            identity,
            study,
            passphrase_file,
        } => key::rehearse(&identity, &study, passphrase_file.as_deref()),
        KeyCommand::Show {
            key,
            passphrase_file,
        } => commands::key::show(&key, passphrase_file.as_deref()),
    }
}

/// Data goes to standard output. A reader that has seen enough (`| head`) is no fault.
fn print(report: Report) -> Result<u8, RunError> {
    let mut stdout = io::stdout().lock();
    match stdout
        .write_all(report.text.as_bytes())
        .and_then(|()| stdout.flush())
    {
        Ok(()) => Ok(report.code),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(report.code),
        Err(error) => Err(RunError::Output(files::sentence(&error))),
    }
}

/// Progress, warnings and errors go to standard error; if that is closed there is nobody to tell.
fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}
