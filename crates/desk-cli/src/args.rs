//! The command line, with examples where people look for them.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// Opens the bundles that participants share, checks them, and makes files for analysis.
#[derive(Debug, Parser)]
#[command(
    name = "loop-desk",
    version,
    about,
    max_term_width = 100,
    after_help = "\
Examples:
  loop-desk key new --out desk-key.txt
  loop-desk study check study.json
  loop-desk open --identity desk-key.txt received/ --out results
  loop-desk verify --identity desk-key.txt received/ --json
  loop-desk audio --identity desk-key.txt received/ --out audio
  loop-desk transcript queue --audio audio

Exit status: 0 all good, 2 it could not run, 3 it ran and something needs a person.
Nothing here uses a network. Bundles are age files: `age -d` opens them as well."
)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Open bundles and write the entries as tables, JSON Lines and documents
    #[command(after_help = "\
Examples:
  loop-desk open --identity desk-key.txt received/ --out results
  loop-desk open --identity desk-key.txt --study study.json --signers phones.txt received/ --out results
  loop-desk open --identity desk-key.txt --signers phones.txt --enrol received/ --out results
  age -d desk-key.txt.age | loop-desk open --identity - *.age --out results

One bad file never stops the others: every file is listed with what became of it.
The folder is written whole or not at all, and only its owner can read it.")]
    Open(OpenArgs),
    /// Check bundles and write nothing
    #[command(after_help = "\
Examples:
  loop-desk verify --identity desk-key.txt received/
  loop-desk verify --identity desk-key.txt --study study.json --signers phones.txt received/ --json")]
    Verify(VerifyArgs),
    /// Write the recordings: untouched originals, and sound that transcription programs read
    #[command(after_help = "\
Examples:
  loop-desk audio --identity desk-key.txt --study study.json --signers phones.txt received/ --out audio
  loop-desk audio --identity desk-key.txt received/ --out audio --originals

original/ has each file byte for byte as it was signed, wav/ the same as 16 kHz mono 16-bit WAV,
recordings.csv the list. Run it again with all bundles when more arrive: what is there is kept.
WAV is made by the program ffmpeg, which has to be installed; originals need no other program.")]
    Audio(AudioArgs),
    /// Take transcripts in, and see what is still to be transcribed
    #[command(subcommand)]
    Transcript(TranscriptCommand),
    /// Make and look at the keys that open bundles
    #[command(subcommand)]
    Key(KeyCommand),
    /// Look at study packs
    #[command(subcommand)]
    Study(StudyCommand),
    /// Print a completion script for a shell
    #[command(after_help = "\
Example:
  loop-desk completions bash > ~/.local/share/bash-completion/completions/loop-desk")]
    Completions {
        /// bash, zsh, fish, elvish or powershell
        shell: clap_complete::Shell,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct Input {
    /// A file with an identity (AGE-SECRET-KEY-1…), or - for standard input; may be repeated
    #[arg(long, value_name = "KEY", required = true)]
    pub identity: Vec<PathBuf>,
    /// The bundles: files, or folders with everything in them
    #[arg(value_name = "BUNDLES", required = true)]
    pub bundles: Vec<PathBuf>,
    /// The study's pack: bundles of other studies are refused, and the keys are compared
    #[arg(long, value_name = "PACK")]
    pub study: Option<PathBuf>,
    /// The registry of confirmed phones (OpenSSH allowed_signers): others are set aside
    #[arg(long, value_name = "FILE")]
    pub signers: Option<PathBuf>,
    /// The transcripts so far, transcripts.jsonl of the folder that `loop-desk audio` wrote
    #[arg(long, value_name = "FILE")]
    pub transcripts: Option<PathBuf>,
    /// Merge bundles that carry the same number instead of setting them aside
    #[arg(long)]
    pub accept_forks: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct OpenArgs {
    #[command(flatten)]
    pub input: Input,
    /// The folder to write; it must not be there, or be empty
    #[arg(long, value_name = "FOLDER")]
    pub out: PathBuf,
    /// Add the first phone of each participant who has none to the registry
    #[arg(long, requires = "signers")]
    pub enrol: bool,
    /// Replace a folder that an earlier run wrote
    #[arg(long)]
    pub force: bool,
    /// Print one JSON document instead of sentences
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct VerifyArgs {
    #[command(flatten)]
    pub input: Input,
    /// Print one JSON document instead of sentences
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct AudioArgs {
    #[command(flatten)]
    pub input: Input,
    /// The folder to write, or to add to; its own transcripts.jsonl is read
    #[arg(long, value_name = "FOLDER")]
    pub out: PathBuf,
    /// Write the originals only: no other program is needed
    #[arg(long)]
    pub originals: bool,
    /// The program that decodes
    #[arg(long, value_name = "PROGRAM", default_value = "ffmpeg")]
    pub ffmpeg: PathBuf,
    /// Print one JSON document instead of sentences
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TranscriptCommand {
    /// Take a transcript in: WebVTT, SRT, text with stamps, JSON of Whisper or whisper.cpp
    #[command(after_help = "\
Examples:
  loop-desk transcript add --audio audio P-1_2026-11-23_audio-3f9a2c71 draft.vtt --status draft
  loop-desk transcript add --audio audio P-1_2026-11-23_audio-3f9a2c71.wav final.txt --status checked --by Ada

Nothing is replaced: a later transcript stands for an earlier one, and a draft never for one that
was checked. All of them stay in transcripts.jsonl.")]
    Add(AddArgs),
    /// List the recordings: those without a transcript, with a draft, with a checked one
    #[command(after_help = "\
Examples:
  loop-desk transcript queue --audio audio
  loop-desk transcript queue --audio audio --json")]
    Queue {
        /// The folder that `loop-desk audio` wrote
        #[arg(long, value_name = "FOLDER", default_value = "audio")]
        audio: PathBuf,
        /// Print one JSON document instead of a table
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct AddArgs {
    /// The folder that `loop-desk audio` wrote
    #[arg(long, value_name = "FOLDER", default_value = "audio")]
    pub audio: PathBuf,
    /// The recording: the name of its file, with or without folder and ending, or its id
    pub recording: String,
    /// The transcript
    pub file: PathBuf,
    /// How far it can be trusted
    #[arg(long, value_name = "STATUS")]
    pub status: StatusArg,
    /// Who made it, or checked it against the audio
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
}

/// A transcript's status as it is typed.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub(crate) enum StatusArg {
    /// A machine's draft
    Draft,
    /// Checked against the audio
    Checked,
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// Draw a new key that opens bundles
    #[command(after_help = "\
Example:
  loop-desk key new --out desk-key.txt

The file is the key: keep it sealed, and never send it. What goes into the study pack is the
recipient (age1…) that is printed.")]
    New {
        /// The file to write; it must not be there
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Print the recipient and the check words of a key, never the key itself
    #[command(after_help = "\
Examples:
  loop-desk key show desk-key.txt
  loop-desk key show age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj")]
    Show {
        /// An identity file, - for standard input, or a recipient (age1…)
        #[arg(value_name = "FILE")]
        key: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum StudyCommand {
    /// Name every fault of a study pack, or its recipients with their check words
    #[command(after_help = "\
Example:
  loop-desk study check study.json

Exit status: 0 no fault, 2 the file cannot be read, 3 faults.")]
    Check {
        /// The study pack
        file: PathBuf,
        /// Print one JSON document instead of sentences
        #[arg(long)]
        json: bool,
    },
}
