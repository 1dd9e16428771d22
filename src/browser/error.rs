//! What a browser refuses, mapped once from its exceptions.

use wasm_bindgen::{JsCast, JsValue};

/// Something the browser would not do. The text in it is the exception's name, for the details
/// that a person can copy; it never holds anything that was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BrowserError {
    /// No room is left for this site.
    #[error("the device is full")]
    Full,
    /// The browser lets this page store nothing.
    #[error("the browser does not let this page store anything ({0})")]
    Blocked(String),
    /// The store was written by a newer version of the app.
    #[error("the store on this device is newer than this version of the app")]
    Newer,
    /// The connection to the store was lost, as phones do to pages in the background.
    #[error("the connection to the store was lost ({0})")]
    Lost(String),
    /// The change was given up as a whole; the old state stands.
    #[error("the change was given up by the browser ({0})")]
    Aborted(String),
    /// The journal is open in another tab.
    #[error("the journal is open in another tab")]
    OtherTab,
    /// The store does not answer. What was asked for may still happen.
    #[error("the store does not answer")]
    Slow,
    /// The worker could not be started or stopped answering.
    #[error("the background worker stopped")]
    Worker,
    /// Anything else.
    #[error("the browser refused ({0})")]
    Other(String),
}

impl BrowserError {
    /// Maps an exception by its name.
    pub fn from_js(error: &JsValue) -> Self {
        let name = error.dyn_ref::<web_sys::DomException>().map_or_else(
            || {
                error
                    .dyn_ref::<js_sys::Error>()
                    .map_or_else(|| "unknown".to_owned(), |error| String::from(error.name()))
            },
            web_sys::DomException::name,
        );
        Self::from_name(name)
    }

    /// Maps an exception's name.
    pub fn from_name(name: String) -> Self {
        match name.as_str() {
            "QuotaExceededError" => Self::Full,
            "SecurityError" | "NotAllowedError" => Self::Blocked(name),
            "VersionError" => Self::Newer,
            "InvalidStateError" | "UnknownError" => Self::Lost(name),
            "AbortError" => Self::Aborted(name),
            _ => Self::Other(name),
        }
    }

    /// Whether the browser did not say why: its store may be there, and may be gone.
    pub fn is_unclear(&self) -> bool {
        matches!(self, Self::Aborted(_) | Self::Other(_) | Self::Lost(_))
    }

    /// The key of the sentence for people, in the translations.
    pub fn words(&self) -> &'static str {
        match self {
            Self::Full => "trouble.full",
            Self::Blocked(_) => "trouble.blocked",
            Self::Newer => "trouble.newer",
            Self::Lost(_) => "trouble.lost",
            Self::Slow => "trouble.slow",
            Self::OtherTab => "trouble.other_tab",
            Self::Worker => "trouble.worker",
            Self::Aborted(_) | Self::Other(_) => "trouble.other",
        }
    }
}
