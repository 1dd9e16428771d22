//! The commands that set a study up: its keys, its pack, its codes.

use std::path::PathBuf;

use clap::Subcommand;
use desk::PrintLanguage;
use journal::Address;

#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// Draw a new key that opens bundles, sealed with a passphrase
    #[command(after_help = "\
Examples:
  loop-desk key new --out desk-key.age
  loop-desk key new --out desk-key.age --paper desk-key-paper.html --holder \"Ada Example\"

The passphrase is asked for, and six words are drawn if you press Enter. The file is an age file:
`age -d -i desk-key.age bundle.age` opens bundles without this program. What goes into the study
pack is the recipient (age1…) that is printed. The page of --paper is the key itself, not sealed:
print it where nobody else sees it, and delete the file.")]
    New(NewKeyArgs),
    /// Bring a key back from its paper copy: from its words, or from its text
    #[command(after_help = "\
Examples:
  loop-desk key restore --out desk-key.age
  loop-desk key restore --from typed.txt --out desk-key.age

Type the 24 words and the six check words behind them, and an empty line at the end. A mistake is
named by its place.")]
    Restore(RestoreArgs),
    /// Write the page to print a paper copy of a key from
    #[command(after_help = "\
Example:
  loop-desk key paper --identity desk-key.age --out desk-key-paper.html --language fr

The page is the key itself, not sealed: print it where nobody else sees it, and delete the file.")]
    Paper(PaperArgs),
    /// See whether a custodian's key opens bundles of a study
    #[command(after_help = "\
Example:
  loop-desk key rehearse --identity steward-key.age --study study.json

A canary bundle is made in memory for every recipient of the study, and opened with the key that
is given. Do it with each custodian, on their own computer, before the first participant joins,
and every three months.")]
    Rehearse {
        /// The key file of a custodian; may be repeated
        #[arg(long, value_name = "KEY", required = true)]
        identity: Vec<PathBuf>,
        /// The study's pack
        #[arg(long, value_name = "PACK")]
        study: PathBuf,
        /// A file with the passphrase; otherwise it is asked for
        #[arg(long, value_name = "FILE")]
        passphrase_file: Option<PathBuf>,
    },
    /// Print the recipient and the check words of a key, never the key itself
    #[command(after_help = "\
Examples:
  loop-desk key show desk-key.age
  loop-desk key show age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj")]
    Show {
        /// A key file, - for standard input, or a recipient (age1…)
        #[arg(value_name = "FILE")]
        key: PathBuf,
        /// A file with the passphrase; otherwise it is asked for
        #[arg(long, value_name = "FILE")]
        passphrase_file: Option<PathBuf>,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct NewKeyArgs {
    /// The file to write; it must not be there
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// Write a page to print a paper copy from; it must not be there
    #[arg(long, value_name = "FILE")]
    pub paper: Option<PathBuf>,
    /// Who keeps the key, as it stands on the paper
    #[arg(long, value_name = "NAME", default_value = "", requires = "paper")]
    pub holder: String,
    /// The language of the paper
    #[arg(long, default_value = "en", requires = "paper")]
    pub language: PaperLanguage,
    /// A file with the passphrase; otherwise it is asked for
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct RestoreArgs {
    /// A file with what was typed, or - for standard input; otherwise it is asked for
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,
    /// The file to write; it must not be there
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// A file with the new passphrase; otherwise it is asked for
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct PaperArgs {
    /// The key file, with one key in it
    #[arg(long, value_name = "KEY")]
    pub identity: PathBuf,
    /// The page to write; it must not be there
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// Who keeps the key, as it stands on the paper
    #[arg(long, value_name = "NAME", default_value = "")]
    pub holder: String,
    /// The language of the paper
    #[arg(long, default_value = "en")]
    pub language: PaperLanguage,
    /// A file with the passphrase; otherwise it is asked for
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
}

/// A language of the paper as it is typed.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub(crate) enum PaperLanguage {
    /// English
    En,
    /// French
    Fr,
    /// Dutch
    Nl,
}

impl From<PaperLanguage> for PrintLanguage {
    fn from(language: PaperLanguage) -> Self {
        match language {
            PaperLanguage::En => Self::En,
            PaperLanguage::Fr => Self::Fr,
            PaperLanguage::Nl => Self::Nl,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum StudyCommand {
    /// Name everything in a study pack that is refused, should be changed, or is good to know
    #[command(after_help = "\
Examples:
  loop-desk study check study.json
  loop-desk study check study.json --on 2027-01-01

Exit status: 0 nothing but notes, 2 the file cannot be read, 3 something is refused or should be
changed.")]
    Check {
        /// The study pack
        file: PathBuf,
        /// The day as of which to look, as 2026-11-23; today if absent
        #[arg(long, value_name = "DATE")]
        on: Option<jiff::civil::Date>,
        /// Print one JSON document instead of sentences
        #[arg(long)]
        json: bool,
    },
    /// Draw participant codes and write slips to print and cut
    #[command(after_help = "\
Example:
  loop-desk study codes --study study.json --count 40 --address https://pages.example.org --out slips.html

Every code that was ever drawn stays in the list (codes.csv beside the slips), and none is drawn
twice: use the same list each time. Who got which code is nobody's business here: keep that apart.")]
    Codes(CodesArgs),
    /// Compare two revisions of a pack: what changed, and whether participants must be asked again
    #[command(after_help = "\
Example:
  loop-desk study compare study-3.json study-4.json

Exit status: 0 nobody has to be asked again, 2 they cannot be compared, 3 participants have to be
asked again, or a version should have been raised.")]
    Compare {
        /// The pack that participants joined with
        old: PathBuf,
        /// The new one
        new: PathBuf,
        /// Print one JSON document instead of sentences
        #[arg(long)]
        json: bool,
    },
    /// Write the pack's rhythm as a calendar file (.ics) to send to participants
    #[command(after_help = "\
Example:
  loop-desk study calendar study.json --out journal.ics

The file says nothing of the study. Send it with the invitation: opened on a phone, it puts the
moments into the calendar there. The app itself cannot remind anyone.")]
    Calendar {
        /// The study pack
        file: PathBuf,
        /// The calendar file; it must not be there
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct CodesArgs {
    /// The study's pack
    #[arg(long, value_name = "PACK")]
    pub study: PathBuf,
    /// How many codes to draw
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=5000))]
    pub count: u16,
    /// The address of the app, as https://pages.example.org
    #[arg(long, value_name = "ADDRESS")]
    pub address: Address,
    /// The page with the slips; it must not be there
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// The list of codes that were drawn; codes.csv beside the slips if absent
    #[arg(long, value_name = "FILE")]
    pub list: Option<PathBuf>,
}
