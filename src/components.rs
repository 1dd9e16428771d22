//! Things that two pages or more are made of.

mod choice;
mod consent;
mod entry_row;
mod file_choice;
mod head;
mod icon;
mod passphrase;
mod shell;
mod trouble;

pub use choice::Chips;
pub use consent::RecipientList;
pub use entry_row::{EntryMeta, EntryRow, role_words, theme_words};
pub use file_choice::FileChoice;
pub use head::Head;
pub use icon::{Mark, icon};
pub use passphrase::PassphraseField;
pub use shell::{Back, Shell};
pub use trouble::FieldError;
