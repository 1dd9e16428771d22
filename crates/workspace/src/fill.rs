//! The words, put into the merged entries: each text once.

use desk::Dataset;

use crate::error::WorkspaceError;
use crate::folder::Workspace;
use crate::text::from_json;

impl Workspace {
    /// Every revision of a merged entry as it was signed.
    pub(crate) fn fill(&self, dataset: &mut Dataset) -> Result<(), WorkspaceError> {
        for merged in &mut dataset.entries {
            for revision in &mut merged.revisions {
                let participant = merged.participant.as_str();
                let (json, is_plain) = self.content(participant, &revision.sha256)?;
                if let Some(json) = json.filter(|_| is_plain) {
                    revision.entry = from_json(&json)?;
                }
            }
        }
        Ok(())
    }
}
