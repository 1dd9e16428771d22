//! The study pack: from this origin, or from a file chosen by hand.

use journal::{Study, StudyError};

use crate::browser::{BrowserError, fetch};

/// Where a study's pack lies beside the app.
const PACK: &str = "/study.json";

/// Why there is no study.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StudyTrouble {
    /// No pack lies beside the app, or it cannot be reached.
    None,
    /// There is one, and it cannot be used.
    Faulty(StudyError),
}

/// The pack of this origin, with its own bytes.
///
/// # Errors
/// When there is none, or it cannot be used.
pub async fn fetch_study() -> Result<(Study, String), StudyTrouble> {
    let bytes: Result<_, BrowserError> = fetch::get(PACK).await;
    match bytes {
        Ok(Some(bytes)) => read_study(&bytes),
        Ok(None) | Err(_) => Err(StudyTrouble::None),
    }
}

/// A pack out of bytes.
///
/// # Errors
/// When it cannot be used.
pub fn read_study(bytes: &[u8]) -> Result<(Study, String), StudyTrouble> {
    let study = Study::from_json(bytes).map_err(StudyTrouble::Faulty)?;
    // Valid JSON is valid UTF-8.
    Ok((study, String::from_utf8_lossy(bytes).into_owned()))
}
