//! Values as they stand in columns.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::WorkspaceError;

/// A number as SQLite holds it. A bundle may claim any number: the largest stands for all beyond.
pub(crate) fn int(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The name a value has in JSON, as `may_share`.
pub(crate) fn name(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => text,
        other => other.unwrap_or_default().to_string(),
    }
}

pub(crate) fn json(value: &impl Serialize) -> Result<String, WorkspaceError> {
    Ok(serde_json::to_string(value)?)
}

pub(crate) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, WorkspaceError> {
    Ok(serde_json::from_str(text)?)
}

/// A value from the text it is in JSON.
pub(crate) fn from_name<T: DeserializeOwned>(text: String) -> Result<T, WorkspaceError> {
    Ok(serde_json::from_value(text.into())?)
}
