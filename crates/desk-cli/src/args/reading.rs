//! The arguments of memos, tags and the register of names.

use std::path::PathBuf;

use clap::Subcommand;

use super::setup::PaperLanguage;

#[derive(Debug, Subcommand)]
pub(crate) enum MemoCommand {
    /// Write a memo
    #[command(after_help = "\
Examples:
  loop-desk memo add --memos memos.jsonl --by Ada \"The wards differ more than the people.\"
  loop-desk memo add --memos memos.jsonl --by Ada --kind reflexive --person MW32W-4 \"I was her mentor's student.\"
  loop-desk memo add --memos memos.jsonl --by Ada --follows 1a2b3c4d \"The wards differ, and the people.\"

Lines are only added to the file: a correction is a new memo that names the one before it. The ids
of entries and recordings stand in entries.csv and recordings.csv of an export.")]
    Add(MemoAddArgs),
    /// List the memos that stand
    #[command(after_help = "\
Example:
  loop-desk memo list --memos memos.jsonl --person MW32W-4")]
    List {
        /// The file of memos and tags
        #[arg(long, value_name = "FILE", default_value = "memos.jsonl")]
        memos: PathBuf,
        /// Only those about this participant
        #[arg(long, value_name = "CODE")]
        person: Option<String>,
        /// Those that were corrected as well
        #[arg(long)]
        all: bool,
        /// Print one JSON document instead of a list
        #[arg(long)]
        json: bool,
    },
    /// Add the memos and tags of other files to one
    #[command(after_help = "\
Example:
  loop-desk memo merge --memos memos.jsonl from-bo/memos.jsonl

What is there already is not added again, and nothing is taken away: the order does not matter.")]
    Merge {
        /// The file that the others are added to
        #[arg(long, value_name = "FILE", default_value = "memos.jsonl")]
        memos: PathBuf,
        /// The other files
        #[arg(required = true, value_name = "FILES")]
        others: Vec<PathBuf>,
    },
}

/// Who notes something, and where.
#[derive(Debug, clap::Args)]
pub(crate) struct Noting {
    /// The file of memos and tags; made if it is not there
    #[arg(long, value_name = "FILE", default_value = "memos.jsonl")]
    pub memos: PathBuf,
    /// Who writes
    #[arg(long, value_name = "NAME")]
    pub by: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct MemoAddArgs {
    #[command(flatten)]
    pub noting: Noting,
    /// What kind of thinking it is
    #[arg(long, value_name = "KIND", default_value = "analytic")]
    pub kind: KindArg,
    /// Whom it is about; the study, if nobody is named
    #[arg(long, value_name = "CODE")]
    pub person: Option<String>,
    /// Which entry of theirs, by its id
    #[arg(
        long,
        value_name = "ID",
        requires = "person",
        conflicts_with = "recording"
    )]
    pub entry: Option<String>,
    /// Which recording of theirs, by its id
    #[arg(long, value_name = "ID", requires = "person")]
    pub recording: Option<String>,
    /// The memo that it corrects, by its id or the beginning of it; it stays about the same
    #[arg(long, value_name = "ID", conflicts_with = "person")]
    pub follows: Option<String>,
    /// The words, or - for standard input
    pub text: String,
}

/// A kind of memo as it is typed.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub(crate) enum KindArg {
    /// On what the material says
    Analytic,
    /// On the reader: what it does to them, and what they bring to it
    Reflexive,
    /// On how the study is done
    Method,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TagCommand {
    /// Give an entry a tag
    #[command(after_help = "\
Example:
  loop-desk tag add --memos memos.jsonl --by Ada MW32W-4 6f9619ff-8b86-4d01-b42d-00cf4fc964ff \"first night\"")]
    Add(TagArgs),
    /// Take a tag from an entry
    #[command(after_help = "\
Example:
  loop-desk tag remove --memos memos.jsonl --by Ada MW32W-4 6f9619ff-8b86-4d01-b42d-00cf4fc964ff \"first night\"")]
    Remove(TagArgs),
    /// List the tags, and how many entries have each
    #[command(after_help = "\
Example:
  loop-desk tag list --memos memos.jsonl --json")]
    List {
        /// The file of memos and tags
        #[arg(long, value_name = "FILE", default_value = "memos.jsonl")]
        memos: PathBuf,
        /// Print one JSON document instead of a list
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct TagArgs {
    #[command(flatten)]
    pub noting: Noting,
    /// Whose entry
    pub person: String,
    /// The entry, by its id
    pub entry: String,
    /// A word or two
    pub tag: String,
}

#[derive(Debug, Subcommand)]
pub(crate) enum DeidentifyCommand {
    /// List what looks like a name and was not decided about, each with its sentence
    #[command(after_help = "\
Examples:
  loop-desk deidentify propose --workspace study-x --register register.json
  loop-desk deidentify propose --identity desk-key.age received/ --register register.json --json

It prints words of the entries: clear the terminal afterwards. Rules find the proposals: some are no
names, and some names are not among them. Read the entries as well.
Exit status: 0 nothing is undecided, 3 something is.")]
    Propose(ProposeArgs),
    /// Decide what stands in the place of names
    #[command(after_help = "\
Examples:
  loop-desk deidentify decide --register register.json --by Ada --as person Anna Bo
  loop-desk deidentify decide --register register.json --by Ada --same \"person 1\" \"Anna Smith\"
  loop-desk deidentify decide --register register.json --by Ada --keep Monday

Each name gets a token of its own with --as, and the one that is named with --same. The last decision
about a name counts; no token is given twice.")]
    Decide(DecideArgs),
    /// List the tokens and the names that they stand for
    #[command(after_help = "\
Example:
  loop-desk deidentify list --register register.json")]
    List {
        /// The register
        #[arg(long, value_name = "FILE", default_value = "register.json")]
        register: PathBuf,
        /// Print one JSON document instead of a list
        #[arg(long)]
        json: bool,
    },
    /// Print a text with names in the places of tokens
    #[command(after_help = "\
Example:
  loop-desk deidentify restore --register register.json results/entries/MW32W-4/2026-01-05-6f9619ff.md

A token that stands for several names becomes the first of them; the exact words are in the bundles.")]
    Restore {
        /// The register
        #[arg(long, value_name = "FILE", default_value = "register.json")]
        register: PathBuf,
        /// A text: a table, a document, JSON
        file: PathBuf,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct ProposeArgs {
    /// The register so far; it need not be there yet
    #[arg(long, value_name = "FILE", default_value = "register.json")]
    pub register: PathBuf,
    /// Memos and tags, in which names may stand as well
    #[arg(long, value_name = "FILE")]
    pub memos: Option<PathBuf>,
    #[command(flatten)]
    pub material: MaterialArgs,
    /// Print one JSON document instead of a list
    #[arg(long)]
    pub json: bool,
}

/// What is read: a workspace, or bundles.
#[derive(Debug, clap::Args)]
pub(crate) struct MaterialArgs {
    /// A workspace, instead of bundles
    #[arg(long, short, value_name = "FOLDER", conflicts_with_all = ["identity", "bundles"])]
    pub workspace: Option<PathBuf>,
    /// A key file that opens the bundles
    #[arg(long, value_name = "KEY", required_unless_present = "workspace")]
    pub identity: Vec<PathBuf>,
    /// A file with the passphrase of a sealed key
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// The study's pack
    #[arg(long, value_name = "PACK")]
    pub study: Option<PathBuf>,
    /// The registry of confirmed phones
    #[arg(long, value_name = "FILE")]
    pub signers: Option<PathBuf>,
    /// The transcripts so far
    #[arg(long, value_name = "FILE")]
    pub transcripts: Option<PathBuf>,
    /// The bundles: files, or folders with everything in them
    #[arg(value_name = "BUNDLES", required_unless_present = "workspace")]
    pub bundles: Vec<PathBuf>,
}

pub(super) const BRIEF_HELP: &str = "\
Examples:
  loop-desk brief --workspace study-x --participant MW32W-4 --out brief.html
  loop-desk brief --identity desk-key.age received/ --participant MW32W-4 --language fr --out brief.md

It is made only if the item interview2 of the participant's latest consent says yes. Nothing is in it
of entries whose writer wishes them not to be raised, and no word of those that are not to be quoted.
A file that ends in .md is Markdown, any other an HTML page to print. Destroy it after the interview.";

#[derive(Debug, clap::Args)]
pub(crate) struct BriefArgs {
    /// Whom the interview is with
    #[arg(long, value_name = "CODE")]
    pub participant: String,
    /// The file to write; it must not be there
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// The language of the page
    #[arg(long, default_value = "en")]
    pub language: PaperLanguage,
    #[command(flatten)]
    pub material: MaterialArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct DecideArgs {
    /// The register; made if it is not there
    #[arg(long, value_name = "FILE", default_value = "register.json")]
    pub register: PathBuf,
    /// Who decides
    #[arg(long, value_name = "NAME")]
    pub by: String,
    #[command(flatten)]
    pub choice: ChoiceArgs,
    /// The names, as they stand in the texts
    #[arg(required = true, value_name = "NAMES")]
    pub names: Vec<String>,
}

/// What is to become of them: one of three.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
pub(crate) struct ChoiceArgs {
    /// A token of its own, of this kind
    #[arg(long = "as", value_name = "KIND")]
    pub kind: Option<NameArg>,
    /// The token of something that has one: another name of the same
    #[arg(long, value_name = "TOKEN")]
    pub same: Option<String>,
    /// The words stay as they are
    #[arg(long)]
    pub keep: bool,
}

/// A kind of name as it is typed.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub(crate) enum NameArg {
    Person,
    Place,
    Organisation,
    Date,
    Address,
    Email,
    Phone,
    Handle,
    Other,
}
