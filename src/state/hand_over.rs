//! Handing a bundle over: the sheet where the platform takes the file, else a download.

use super::share::Ready;
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
    /// The form of the bundle that this platform hands over.
    pub fn new(ready: &Ready) -> Self {
        let name = &ready.receipt.file_name;
        let file = match files::sharing() {
            Sharing::None => None,
            Sharing::Binary => Some((name.clone(), BINARY, ready.bytes.clone())),
            Sharing::TextOnly => {
                let text = bundle::armoured(&ready.bytes).into_bytes();
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

/// Saves the bundle as a download.
pub fn save(ready: &Ready) -> Result<(), BrowserError> {
    files::save(&ready.receipt.file_name, BINARY, &ready.bytes)
}

/// Saves a text as a download.
pub fn save_text(name: &str, text: &str) -> Result<(), BrowserError> {
    files::save(name, "text/plain;charset=utf-8", text.as_bytes())
}
