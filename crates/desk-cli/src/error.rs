//! Why a run did not take place at all.

use bundle::{OpenKeyError, SealKeyError, TypedKeyError};
use desk::{
    BriefError, CeremonyError, CodeListError, KeyFileError, MemoError, RegisterError, SignersError,
    TranscriptError, TranscriptsError, printable,
};
use journal::{CompareError, MakeCodesError, RhythmError, StudyError};

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
    #[error(transparent)]
    Workspace(#[from] workspace::WorkspaceError),
    #[error("standard output cannot be written: {0}")]
    Output(String),
    #[error("the key file \"{}\" cannot be used: {error}", printable(name))]
    Key { name: String, error: KeyFileError },
    #[error("the key file \"{}\" cannot be used: {error}", printable(name))]
    Sealed { name: String, error: OpenKeyError },
    #[error("there is no passphrase in \"{}\"", printable(.0))]
    NoPassphrase(String),
    #[error("a passphrase is needed, and there is no terminal to ask for it")]
    NoTerminal,
    #[error("the two passphrases are not the same")]
    PassphrasesDiffer,
    #[error("no random words could be drawn")]
    NoRandomness,
    #[error("the key was not made: {0}")]
    NotSealed(#[from] SealKeyError),
    #[error("the key was not restored: {0}")]
    Typed(#[from] TypedKeyError),
    #[error("{0}")]
    Ceremony(#[from] CeremonyError),
    #[error("the key file \"{}\" holds several keys", printable(.0))]
    SeveralKeys(String),
    #[error("no codes were drawn: {0}")]
    Codes(#[from] MakeCodesError),
    #[error("the list of codes \"{}\" cannot be used: {error}", printable(name))]
    CodeList { name: String, error: CodeListError },
    #[error("no calendar was written: {0}")]
    Calendar(#[from] RhythmError),
    #[error("the address is too long for a QR code")]
    LongAddress,
    #[error("{0}{faults}", faults = compared_faults(.0))]
    Compare(#[from] CompareError),
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
    #[error("nothing was noted: {0}")]
    Memo(#[from] MemoError),
    #[error("no memo here has the id \"{}\", or several have", printable(.0))]
    UnknownMemo(String),
    #[error("this is no {what}: \"{}\"", printable(text))]
    NoId { what: &'static str, text: String },
    #[error("the register \"{}\" cannot be used: {error}", printable(name))]
    Register { name: String, error: RegisterError },
    #[error("nothing was decided: {0}")]
    Decision(RegisterError),
    #[error("nothing was written: {0} words that look like names are undecided")]
    Undecided(usize),
    #[error("no brief was written: {0}")]
    Brief(#[from] BriefError),
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
            Self::Workspace(error) => error.advice(),
            Self::Output(_) => Some("check where the output goes and that there is room"),
            Self::Key { error, .. } => error.advice(),
            Self::Sealed { error, .. } => error.advice(),
            Self::NoPassphrase(_) => Some("put it on the first line, and nothing else"),
            Self::NoTerminal => Some("run it in a terminal, or give a file with --passphrase-file"),
            Self::PassphrasesDiffer => Some("nothing was written: run it again"),
            Self::NoRandomness => Some("restart the computer and try again"),
            Self::NotSealed(error) => error.advice(),
            Self::Typed(error) => error.advice(),
            Self::Ceremony(error) => error.advice(),
            Self::SeveralKeys(_) => Some("put each into a file of its own: a paper has one"),
            Self::Codes(error) => error.advice(),
            Self::Calendar(error) => Some(error.advice()),
            Self::Brief(error) => Some(error.advice()),
            Self::CodeList { error, .. } => error.advice(),
            Self::LongAddress => Some("take a shorter name for the app's address"),
            Self::Compare(error) => error.advice(),
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
            Self::Memo(error) => error.advice(),
            Self::UnknownMemo(_) => Some("list the memos to see their ids, and type more of it"),
            Self::NoId { .. } => Some("copy it from a table of an export, whole"),
            Self::Register { error, .. } | Self::Decision(error) => Some(error.advice()),
            Self::Undecided(_) => Some(
                "decide about them with `loop-desk deidentify propose` and `decide`, or let them stand as they are with --leave-undecided",
            ),
            Self::NoFiles => Some("name the bundles, or the folder they are in"),
            Self::NotEmpty(_) => {
                Some("name another folder, or --force to replace an earlier export")
            }
            Self::NotOurs(_) => Some("name another folder: nothing but an export is ever replaced"),
            Self::Exists(_) => Some("name another file: nothing is ever overwritten"),
        }
    }
}

fn compared_faults(error: &CompareError) -> String {
    match error {
        CompareError::Old(error) | CompareError::New(error) => faults(error),
        CompareError::OtherStudy { .. } | CompareError::NotLater { .. } => String::new(),
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
