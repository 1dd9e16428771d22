//! Handing a sealed file over: the sheet where the platform takes the file, else a download.

use crate::browser::BrowserError;
use crate::browser::files::{self, Sharing};

pub use crate::browser::files::{Shared, can_save};

const BINARY: &str = "application/octet-stream";
/// Exactly this: Chromium on Android compares the string.
const TEXT: &str = "text/plain";

/// What the share sheet gets, prepared before the tap.
pub struct Offer {
    file: Option<(String, &'static str, Vec<u8>)>,
}

impl Offer {
    /// The form of an age file that this platform hands over.
    pub fn new(name: &str, bytes: &[u8]) -> Self {
        let file = match files::sharing() {
            Sharing::None => None,
            Sharing::Binary => Some((name.to_owned(), BINARY, bytes.to_vec())),
            Sharing::TextOnly => {
                let text = bundle::armoured(bytes).into_bytes();
                Some((name.replace(".age", ".txt"), TEXT, text))
            }
        };
        Self { file }
    }

    /// Whether there is a sheet at all.
    pub fn can_share(&self) -> bool {
        self.file.is_some()
    }

    /// Opens the sheet. **Must be called directly in a tap.**
    pub fn share(&self) -> impl Future<Output = Shared> + use<> {
        let started = self
            .file
            .as_ref()
            .map(|(name, kind, bytes)| files::share(name, kind, bytes));
        async move {
            match started {
                Some(shared) => shared.await,
                None => Shared::Refused(BrowserError::Other("no share sheet".into())),
            }
        }
    }
}

/// Saves an age file as a download.
pub fn save_sealed(name: &str, bytes: &[u8]) -> Result<(), BrowserError> {
    files::save(name, BINARY, bytes)
}

/// Saves a readable file as a download, or opens the sheet where a download leads nowhere. **Must
/// be called directly in a tap.**
pub fn hand_over_text(name: &str, kind: &str, bytes: &[u8]) -> Result<(), BrowserError> {
    if files::can_save() {
        return files::save(name, kind, bytes);
    }
    let shared = files::share(name, kind, bytes);
    // Whether it was kept is its writer's business: nothing here depends on it.
    leptos::task::spawn_local(async move { drop(shared.await) });
    Ok(())
}

/// Saves a text as a download.
pub fn save_text(name: &str, text: &str) -> Result<(), BrowserError> {
    files::save(name, "text/plain;charset=utf-8", text.as_bytes())
}
