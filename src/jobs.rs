//! Heavy work, as values that travel between the page and its worker.

use bundle::{Outgoing, Receipt};
use serde::{Deserialize, Serialize};

pub mod heavy;
pub mod strength;

/// Something to be done off the page's thread.
#[derive(Serialize, Deserialize)]
pub enum Job {
    /// How many guesses a passphrase withstands.
    Estimate { passphrase: String },
    /// Makes a keyring, and the keys of a new journal.
    Begin { passphrase: String },
    /// Opens a keyring.
    Unlock {
        keyring: String,
        secret: String,
        is_recovery_code: bool,
    },
    /// Packs a bundle, opens it again with the writer's own key, and compares.
    Pack {
        outgoing: Box<Outgoing>,
        device_seed: [u8; 32],
        own_identity: String,
        recipients: Vec<(String, String, String)>,
    },
}

/// What came of it.
#[derive(Serialize, Deserialize)]
pub enum Done {
    /// zxcvbn's score, 0 to 4.
    Strength(u8),
    /// A new journal's keys.
    Begun {
        keyring: String,
        key: [u8; 32],
        recovery_code: String,
        device_seed: [u8; 32],
        device_key: String,
        own_identity: String,
    },
    /// The vault's key.
    Unlocked([u8; 32]),
    /// The bundle is the answer's payload.
    Packed(Box<Receipt>),
    /// It did not work: the key of the sentence in the translations.
    Failed(Failure),
}

/// Why a job failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Failure {
    /// The passphrase or the code does not open this journal.
    WrongSecret,
    /// The recovery code is mistyped.
    CodeMistyped,
    /// The phone has too little free memory.
    OutOfMemory,
    /// The keyring is damaged or of a newer version.
    Keyring,
    /// Nothing was chosen.
    Nothing,
    /// More than one bundle can carry.
    TooLarge,
    /// What was opened is not what was packed.
    NotTheSame,
    /// Anything else.
    Other,
}

impl Failure {
    /// The key of the sentence in the translations.
    pub fn words(self) -> &'static str {
        match self {
            Self::WrongSecret => "failure.wrong_secret",
            Self::CodeMistyped => "failure.code_mistyped",
            Self::OutOfMemory => "failure.memory",
            Self::Keyring => "failure.keyring",
            Self::Nothing => "failure.nothing",
            Self::TooLarge => "failure.too_large",
            Self::NotTheSame => "failure.not_the_same",
            Self::Other => "failure.other",
        }
    }
}

/// A step of a longer job, to be shown while it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// Entries are being packed and sealed.
    Sealing,
    /// The bundle is being opened again.
    Checking,
}
