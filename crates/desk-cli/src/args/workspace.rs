//! The arguments of the commands that keep a workspace.

use std::path::PathBuf;

use clap::Subcommand;

use super::{ResultsArgs, Sealed};

pub(crate) const RECEIVE_HELP: &str = "\
Examples:
  loop-desk receive --workspace study-x --identity desk-key.age --study study.json received/
  loop-desk receive --workspace study-x --identity desk-key.age received/
  loop-desk phones --workspace study-x
  loop-desk export --workspace study-x --out results

Run it whenever files arrive, with the whole folder or with the new ones: what was opened before is
not opened again. Ctrl-C, or a computer that stops, loses nothing: run it again, and it goes on.
The folder holds the participants' words in clear, readable by you alone: keep it on an encrypted disk.";

pub(crate) const STATUS_HELP: &str = "\
Example:
  loop-desk status --workspace study-x";

pub(crate) const EXPORT_HELP: &str = "\
Examples:
  loop-desk export --workspace study-x --out results
  loop-desk export --workspace study-x --out results --force
  loop-desk export --workspace study-x --out shared --memos memos.jsonl --register register.json

No key is needed. The files are those that `loop-desk open` would write from all bundles at once.";

pub(crate) const PHONES_HELP: &str = "\
Examples:
  loop-desk phones --workspace study-x
  loop-desk phones --workspace study-x confirm MW32W-4 gossip salmon orbit tiger mimic kite --by Ada
  loop-desk phones --workspace study-x refuse MW32W-4 gossip salmon orbit tiger mimic kite
  loop-desk phones --workspace study-x import phones.txt

Call the participant on a number you know; let them read the six words from their phone, and type
what you hear. What an unknown phone signed is set aside until then, and what a refused one signed
is not used.";

pub(crate) const LEDGER_HELP: &str = "\
Examples:
  loop-desk ledger --workspace study-x show
  loop-desk ledger --workspace study-x show --file a.age
  loop-desk ledger --workspace study-x verify
  loop-desk ledger --workspace study-x verify --expect 3f9a2c71…

Exit status of verify: 0 intact, 3 not intact.";

/// The folder of a workspace.
#[derive(Debug, clap::Args)]
pub(crate) struct Place {
    /// The workspace's folder
    #[arg(long, short, value_name = "FOLDER")]
    pub workspace: PathBuf,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ReceiveArgs {
    #[command(flatten)]
    pub place: Place,
    #[command(flatten)]
    pub sealed: Sealed,
    /// The study's pack, kept from now on: bundles of other studies are refused
    #[arg(long, value_name = "PACK")]
    pub study: Option<PathBuf>,
    /// A registry of confirmed phones (OpenSSH allowed_signers) to take over
    #[arg(long, value_name = "FILE")]
    pub signers: Option<PathBuf>,
    /// Confirm the first phone of each participant who has none, without comparing words
    #[arg(long)]
    pub enrol: bool,
    /// Transcripts to take over, transcripts.jsonl of the folder that `loop-desk audio` wrote
    #[arg(long, value_name = "FILE")]
    pub transcripts: Option<PathBuf>,
    /// What becomes of bundles that carry the same number, from now on
    #[arg(long, value_name = "WHAT")]
    pub forks: Option<Forks>,
    /// Print one JSON document instead of sentences
    #[arg(long)]
    pub json: bool,
}

/// What becomes of bundles that carry the same number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Forks {
    /// All of them are set aside
    Aside,
    /// All of them are merged
    Merge,
}

#[derive(Debug, clap::Args)]
pub(crate) struct StatusArgs {
    #[command(flatten)]
    pub place: Place,
    /// Print one JSON document instead of sentences
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ExportArgs {
    #[command(flatten)]
    pub place: Place,
    /// The folder to write; it must not be there, or be empty
    #[arg(long, value_name = "FOLDER")]
    pub out: PathBuf,
    #[command(flatten)]
    pub results: ResultsArgs,
    /// Replace a folder that an earlier run wrote
    #[arg(long)]
    pub force: bool,
    /// Print one JSON document instead of sentences
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct PhonesArgs {
    #[command(flatten)]
    pub place: Place,
    /// Print one JSON document instead of a list
    #[arg(long)]
    pub json: bool,
    #[command(subcommand)]
    pub command: Option<PhonesCommand>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PhonesCommand {
    /// Confirm a phone whose words were compared
    Confirm(PhoneArgs),
    /// Refuse a phone: nothing that it signs is used
    Refuse(PhoneArgs),
    /// Confirm every phone of a registry (OpenSSH allowed_signers) that nobody decided about
    Import {
        /// The registry
        file: PathBuf,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct PhoneArgs {
    /// The participant's code
    pub code: String,
    /// The six check words, as the participant read them
    #[arg(required = true)]
    pub words: Vec<String>,
    /// Who compared them
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct LedgerArgs {
    #[command(flatten)]
    pub place: Place,
    #[command(subcommand)]
    pub command: LedgerCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum LedgerCommand {
    /// Print what was done, oldest first
    Show {
        /// Only what concerns files of that name
        #[arg(long, value_name = "NAME")]
        file: Option<String>,
        /// Print a JSON document a line instead of sentences
        #[arg(long)]
        json: bool,
    },
    /// Check that no row was changed, taken out or put in
    Verify {
        /// A digest that was noted down: checks that nothing before it was cut off
        #[arg(long, value_name = "DIGEST")]
        expect: Option<String>,
    },
}
