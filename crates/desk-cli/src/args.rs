//! The command line, with examples where people look for them.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

mod reading;
mod setup;
mod workspace;

pub(crate) use reading::{
    BriefArgs, DecideArgs, DeidentifyCommand, KindArg, MaterialArgs, MemoAddArgs, MemoCommand,
    NameArg, Noting, ProposeArgs, TagArgs, TagCommand,
};
pub(crate) use setup::{CodesArgs, KeyCommand, NewKeyArgs, PaperArgs, RestoreArgs, StudyCommand};
pub(crate) use workspace::{
    ExportArgs, Forks, LedgerArgs, LedgerCommand, PhoneArgs, PhonesArgs, PhonesCommand,
    ReceiveArgs, StatusArgs,
};

/// Opens the bundles that participants share, checks them, and makes files for analysis.
#[derive(Debug, Parser)]
#[command(
    name = "loop-desk",
    version,
    about,
    max_term_width = 100,
    after_help = "\
Examples:
  loop-desk key new --out desk-key.age --paper desk-key-paper.html
  loop-desk study check study.json
  loop-desk study codes --study study.json --count 40 --address https://pages.example.org --out slips.html
  loop-desk open --identity desk-key.age received/ --out results
  loop-desk verify --identity desk-key.age received/ --json
  loop-desk receive --workspace study-x --identity desk-key.age received/
  loop-desk audio --identity desk-key.age received/ --out audio
  loop-desk transcript queue --audio audio
  loop-desk memo add --memos memos.jsonl --by Ada --person MW32W-4 \"She answers herself.\"
  loop-desk deidentify propose --workspace study-x --register register.json

Exit status: 0 all good, 2 it could not run, 3 it ran and something needs a person.
Nothing here uses a network. Bundles are age files: `age -d` opens them as well."
)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Open bundles and write the entries as tables, documents and projects for analysis
    #[command(after_help = "\
Examples:
  loop-desk open --identity desk-key.age received/ --out results
  loop-desk open --identity desk-key.age --study study.json --signers phones.txt received/ --out results
  loop-desk open --identity desk-key.age --signers phones.txt --enrol received/ --out results
  loop-desk open --identity desk-key.age received/ --out results --for nvivo,taguette
  loop-desk open --identity desk-key.age received/ --out results --audio audio
  loop-desk open --identity desk-key.age received/ --out results --memos memos.jsonl --register register.json

One bad file never stops the others: every file is listed with what became of it.
The folder is written whole or not at all, and only its owner can read it.")]
    Open(OpenArgs),
    /// Check bundles and write nothing
    #[command(after_help = "\
Examples:
  loop-desk verify --identity desk-key.age received/
  loop-desk verify --identity desk-key.age --study study.json --signers phones.txt received/ --json")]
    Verify(VerifyArgs),
    /// Take bundles in, into a workspace that is kept from run to run
    #[command(after_help = workspace::RECEIVE_HELP)]
    Receive(ReceiveArgs),
    /// Say what is in a workspace
    #[command(after_help = workspace::STATUS_HELP)]
    Status(StatusArgs),
    /// Write everything in a workspace as tables, JSON Lines and documents
    #[command(after_help = workspace::EXPORT_HELP)]
    Export(ExportArgs),
    /// See the phones that signed, confirm them by their six check words, or refuse them
    #[command(after_help = workspace::PHONES_HELP)]
    Phones(PhonesArgs),
    /// See what was done in a workspace, and whether that record is intact
    #[command(after_help = workspace::LEDGER_HELP)]
    Ledger(LedgerArgs),
    /// Write the recordings: untouched originals, and sound that transcription programs read
    #[command(after_help = "\
Examples:
  loop-desk audio --identity desk-key.age --study study.json --signers phones.txt received/ --out audio
  loop-desk audio --identity desk-key.age received/ --out audio --originals

original/ has each file byte for byte as it was signed, wav/ the same as 16 kHz mono 16-bit WAV,
recordings.csv the list. Run it again with all bundles when more arrive: what is there is kept.
WAV is made by the program ffmpeg, which has to be installed; originals need no other program.")]
    Audio(AudioArgs),
    /// Write memos on what was read, and put those of several people together
    #[command(subcommand)]
    Memo(MemoCommand),
    /// Give entries tags of a word or two
    #[command(subcommand)]
    Tag(TagCommand),
    /// Find names, decide what stands in their place, and lead tokens back to names
    #[command(subcommand)]
    Deidentify(DeidentifyCommand),
    /// Write one page for the interviewer: what a participant wants to talk about
    #[command(after_help = reading::BRIEF_HELP)]
    Brief(BriefArgs),
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

/// What is opened, and with which keys.
#[derive(Debug, clap::Args)]
pub(crate) struct Sealed {
    /// A key file, sealed with a passphrase or not, or - for standard input; may be repeated
    #[arg(long, value_name = "KEY", required = true)]
    pub identity: Vec<PathBuf>,
    /// A file with the passphrase of a sealed key, one a line; otherwise it is asked for
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// The bundles: files, or folders with everything in them
    #[arg(value_name = "BUNDLES", required = true)]
    pub bundles: Vec<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Input {
    #[command(flatten)]
    pub sealed: Sealed,
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
    #[command(flatten)]
    pub results: ResultsArgs,
    /// Replace a folder that an earlier run wrote
    #[arg(long)]
    pub force: bool,
    /// Print one JSON document instead of sentences
    #[arg(long)]
    pub json: bool,
}

/// Which results are written.
#[derive(Debug, clap::Args)]
pub(crate) struct ResultsArgs {
    /// The programs the folder is for; all of them if it is not said
    #[arg(long = "for", value_name = "PROGRAM", value_delimiter = ',')]
    pub programs: Vec<Program>,
    /// The folder that `loop-desk audio` wrote: its sound goes into a project of its own, and `open`
    /// takes its transcripts as well
    #[arg(long, value_name = "FOLDER")]
    pub audio: Option<PathBuf>,
    /// How times in that project point into transcripts
    #[arg(
        long,
        value_name = "COUNT",
        default_value = "code-points",
        requires = "audio"
    )]
    pub offsets: OffsetsArg,
    /// Memos and tags, as `loop-desk memo` and `loop-desk tag` write them
    #[arg(long, value_name = "FILE")]
    pub memos: Option<PathBuf>,
    /// De-identify by this register of names; refused while a proposal is undecided
    #[arg(long, value_name = "FILE")]
    pub register: Option<PathBuf>,
    /// Let undecided proposals stand as they are; provenance.json counts them
    #[arg(long, requires = "register")]
    pub leave_undecided: bool,
    /// Put the sound in although a voice tells who speaks
    #[arg(long, requires_all = ["register", "audio"])]
    pub with_sound: bool,
}

/// A program that the folder of results is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub(crate) enum Program {
    /// Documents for Word and everything that reads them
    Word,
    /// NVivo
    Nvivo,
    /// ATLAS.ti
    Atlasti,
    /// MAXQDA
    Maxqda,
    /// QualCoder
    Qualcoder,
    /// Taguette
    Taguette,
    /// GraphML for Gephi, igraph and networkx
    Graph,
}

/// How positions in a text are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum OffsetsArg {
    /// As the standard says
    CodePoints,
    /// As NVivo was reported to do
    Utf16,
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
