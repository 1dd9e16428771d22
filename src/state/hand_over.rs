//! Handing a sealed file over: the sheet where the platform takes the file, else a download.

use crate::browser::BrowserError;
use crate::browser::files::{self, Sharing};

pub use crate::browser::files::{HeldFile, Shared, can_save};

/// What an age file is saved as.
pub(super) const BINARY: &str = "application/octet-stream";
/// Exactly this: Chromium on Android compares the string.
const TEXT: &str = "text/plain";
/// A sheet that takes text takes at most 50 MB of it, which is this in bytes.
const TEXT_CAP: u64 = 37_000_000;

/// What the share sheet gets, prepared before the tap.
pub struct Offer {
    name: String,
    file: HeldFile,
}

impl Offer {
    /// The form of an age file that this platform hands over; `None` where there is no sheet that
    /// would take it.
    pub async fn prepare(name: String, file: HeldFile) -> Option<Self> {
        match files::sharing() {
            Sharing::None => None,
            Sharing::Binary => Some(Self { name, file }),
            Sharing::TextOnly if file.size() > TEXT_CAP => None,
            Sharing::TextOnly => {
                let text = bundle::armoured(&file.bytes().await.ok()?);
                let file = HeldFile::new(TEXT, text.as_bytes()).ok()?;
                let name = name.replace(".age", ".txt");
                Some(Self { name, file })
            }
        }
    }

    /// Opens the sheet. **Must be called directly in a tap.**
    pub fn share(&self) -> impl Future<Output = Shared> + use<> {
        files::share(&self.name, &self.file)
    }
}

/// Saves a sealed file as a download.
pub fn save_sealed(name: &str, file: &HeldFile) -> Result<(), BrowserError> {
    files::save(name, file)
}

/// Saves a readable file as a download, or opens the sheet where a download leads nowhere. **Must
/// be called directly in a tap.**
pub(super) fn hand_over_readable(name: &str, file: &HeldFile) -> Result<(), BrowserError> {
    if files::can_save() {
        return files::save(name, file);
    }
    let shared = files::share(name, file);
    // Whether it was kept is its writer's business: nothing here depends on it.
    leptos::task::spawn_local(async move { drop(shared.await) });
    Ok(())
}

/// Saves a text as a download.
pub fn save_text(name: &str, text: &str) -> Result<(), BrowserError> {
    files::save(
        name,
        &HeldFile::new("text/plain;charset=utf-8", text.as_bytes())?,
    )
}
