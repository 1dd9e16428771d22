//! What the store refuses: rexie's and IndexedDB's errors, mapped by the exception's name.

use wasm_bindgen::prelude::wasm_bindgen;

use crate::browser::BrowserError;

#[wasm_bindgen(module = "/src/browser/strict.js")]
extern "C" {
    #[wasm_bindgen(js_name = abortReason)]
    fn abort_reason() -> String;
}

/// The reason of the last abort; a full phone says nothing else.
pub(super) fn aborted() -> BrowserError {
    match abort_reason() {
        reason if reason.is_empty() => BrowserError::Aborted("no reason given".into()),
        reason => match BrowserError::from_name(reason) {
            BrowserError::Full => BrowserError::Full,
            other => BrowserError::Aborted(other.to_string()),
        },
    }
}

pub(super) fn map(error: rexie::Error) -> BrowserError {
    use idb::Error as Idb;
    let error = match error {
        rexie::Error::IdbError(error) => error,
        _ => return aborted(),
    };
    match error {
        Idb::DomException(exception) => BrowserError::from_name(exception.name()),
        Idb::IndexedDbNotFound(_) => BrowserError::Blocked("no IndexedDB".into()),
        Idb::IndexedDbOpenFailed(value)
        | Idb::TransactionOpenFailed(value)
        | Idb::ObjectStoreNotFound(value)
        | Idb::GetFailed(value)
        | Idb::GetAllFailed(value)
        | Idb::GetAllKeysFailed(value)
        | Idb::UpdateFailed(value)
        | Idb::DeleteFailed(value) => BrowserError::from_js(&value),
        // The name of the library's case tells which call failed, and holds no data.
        other => BrowserError::Other(format!("{other:?}").chars().take(80).collect()),
    }
}
