//! Entries not yet finished.

use journal::{EntryId, Moment, ShownPrompt};
use serde::{Deserialize, Serialize};

/// The random id of a draft: of the same kind as an entry's, and never the same.
pub type DraftId = EntryId;

/// What is being written, as it was last saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// The record's version.
    pub v: u8,
    /// Whether it becomes an entry or a revision of one.
    pub of: DraftOf,
    /// The question on the page.
    pub prompt: Option<ShownPrompt>,
    /// The text so far.
    pub text: String,
    /// When it was last saved.
    pub saved_at: Moment,
}

/// What a draft becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DraftOf {
    /// A new entry.
    New,
    /// The next revision of an entry.
    Revision(EntryId),
}
