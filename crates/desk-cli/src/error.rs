//! Why a run did not take place at all.

use bundle::ParseKeyError;
use desk::{SignersError, TranscriptError, TranscriptsError, printable};
use journal::StudyError;

/// Why nothing was done. Names are the user's own arguments.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RunError {
    #[error("{what} \"{}\" cannot be read: {why}", printable(name))]
    Read {
        what: &'static str,
        name: String,
        why: String,
    },
    #[error("\"{}\" cannot be written: {why}", printable(name))]
    Write { name: String, why: String },
    #[error("standard output cannot be written: {0}")]
    Output(String),
    #[error("the key file \"{}\" cannot be used: {error}", printable(name))]
    Key { name: String, error: ParseKeyError },
    #[error("the key file \"{}\" is itself sealed", printable(.0))]
    SealedKey(String),
    #[error("a secret key was given as an argument")]
    SecretInArguments,
    #[error("standard input can give one key file only")]
    StdinTwice,
    #[error("this is not an age recipient (age1…)")]
    Recipient,
    #[error(
        "the study pack \"{}\" cannot be used: {error}{}",
        printable(name),
        faults(error)
    )]
    Study { name: String, error: StudyError },
    #[error("the registry \"{}\" cannot be used: {error}", printable(name))]
    Signers { name: String, error: SignersError },
    #[error("the transcripts \"{}\" cannot be used: {error}", printable(name))]
    Transcripts {
        name: String,
        error: TranscriptsError,
    },
    #[error("the transcript \"{}\" was not taken: {error}", printable(name))]
    Transcript {
        name: String,
        error: TranscriptError,
    },
    #[error("no recording here is called \"{}\"", printable(.0))]
    UnknownRecording(String),
    #[error("several files here are of the recording \"{}\"", printable(.0))]
    SeveralFiles(String),
    #[error("\"{}\" is not a folder that `loop-desk audio` wrote", printable(.0))]
    NotAudio(String),
    #[error("the list of recordings \"{}\" is damaged", printable(.0))]
    Index(String),
    #[error("the program \"{}\" cannot be run: {why}", printable(name))]
    Decoder { name: String, why: String },
    #[error("there is no file in what was named")]
    NoFiles,
    #[error("the folder \"{}\" is not empty", printable(.0))]
    NotEmpty(String),
    #[error("the folder \"{}\" holds something other than an earlier export", printable(.0))]
    NotOurs(String),
    #[error("\"{}\" is there already", printable(.0))]
    Exists(String),
}

impl RunError {
    /// What to do about it.
    pub(crate) fn advice(&self) -> Option<&'static str> {
        match self {
            Self::Read { .. } => Some("check the name and that you may read it"),
            Self::Write { .. } => {
                Some("check that the folder around it is there, may be written and has room")
            }
            Self::Output(_) => Some("check where the output goes and that there is room"),
            Self::Key {
                error: ParseKeyError::PublicInsteadOfSecret,
                ..
            } => Some("give the file that `loop-desk key new` wrote"),
            Self::Key { .. } => {
                Some("an identity file has a line AGE-SECRET-KEY-1…; lines with # are comments")
            }
            Self::SealedKey(_) => Some("open it on the way: age -d KEY | loop-desk … --identity -"),
            Self::SecretInArguments => Some(
                "other users and the shell's history can see arguments: put the key in a file, or give it on standard input with -",
            ),
            Self::StdinTwice => Some("put all keys into one file, one a line"),
            Self::Recipient => Some("copy it whole, from age1 to its last letter"),
            Self::Study { error, .. } => error.advice(),
            Self::Signers { error, .. } => error.advice(),
            Self::Transcripts { error, .. } => error.advice(),
            Self::Transcript { error, .. } => error.advice(),
            Self::UnknownRecording(_) => Some(
                "take a name from recordings.csv; if the file was replaced by one from which more is withheld, the new file has to be transcribed",
            ),
            Self::SeveralFiles(_) => Some("name the file instead of the recording's id"),
            Self::NotAudio(_) => Some(
                "name the folder that was given to `loop-desk audio --out`; a new one must not be there, or be empty",
            ),
            Self::Index(_) => {
                Some("run `loop-desk audio` again with all bundles: it writes it anew")
            }
            Self::Decoder { .. } => Some(
                "install ffmpeg (Debian, Ubuntu: apt install ffmpeg; macOS: brew install ffmpeg; Windows: winget install ffmpeg), name it with --ffmpeg, or write the originals alone with --originals",
            ),
            Self::NoFiles => Some("name the bundles, or the folder they are in"),
            Self::NotEmpty(_) => {
                Some("name another folder, or --force to replace an earlier export")
            }
            Self::NotOurs(_) => Some("name another folder: nothing but an export is ever replaced"),
            Self::Exists(_) => Some("name another file: a key is never overwritten"),
        }
    }
}

/// Every fault of a pack, one a line.
fn faults(error: &StudyError) -> String {
    match error {
        StudyError::Faults(faults) => faults
            .iter()
            .map(|fault| format!("\n  - {}", printable(&fault.to_string())))
            .collect(),
        _ => String::new(),
    }
}
