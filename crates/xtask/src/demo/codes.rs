//! Participant codes for the demo, by the rule that stands in the study pack.

use std::{collections::BTreeSet, fs, path::Path};

use journal::CodeRule;

use super::write_private;
use crate::error::TaskError;

/// Reads the codes of an earlier run, or draws new ones.
pub fn read_or_make(file: &Path, rule: &CodeRule, count: usize) -> Result<Vec<String>, TaskError> {
    if !file.exists() {
        let codes = rule
            .make_codes(count, &BTreeSet::new())
            .map_err(TaskError::Codes)?;
        let lines: String = codes.iter().map(|code| format!("{code}\n")).collect();
        write_private(file, &lines)?;
    }
    let text = fs::read_to_string(file).map_err(TaskError::file(file))?;
    Ok(text.lines().map(str::to_owned).collect())
}
