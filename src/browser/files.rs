//! Files: read what a person chose, hand over what was made.

use js_sys::{Array, Function, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, File, FilePropertyBag, HtmlAnchorElement, HtmlInputElement, ShareData,
    Url,
};

use super::{BrowserError, buffers};

/// The one file chosen in an input, where it lies; `None` if none was.
pub fn chosen(input: &HtmlInputElement) -> Option<HeldFile> {
    let file = input.files().and_then(|files| files.get(0))?;
    Some(HeldFile(file.into()))
}

/// A file that the browser holds, on its disk if it is large, and not the page's memory.
#[derive(Clone)]
pub struct HeldFile(Blob);

impl From<File> for HeldFile {
    fn from(file: File) -> Self {
        Self(file.into())
    }
}

impl HeldFile {
    /// Hands bytes over to the browser.
    ///
    /// # Errors
    /// When it takes no more.
    pub fn new(media_type: &str, bytes: &[u8]) -> Result<Self, BrowserError> {
        Self::of_bytes(media_type, &Uint8Array::from(bytes))
    }

    /// The same of bytes that JavaScript has. **They are empty afterwards.**
    pub(super) fn of_bytes(media_type: &str, bytes: &Uint8Array) -> Result<Self, BrowserError> {
        let held = Self::of(media_type, &Array::of1(bytes));
        buffers::free(bytes);
        held
    }

    /// A file of such pieces, in their order.
    ///
    /// # Errors
    /// When the browser takes no more.
    pub fn join(media_type: &str, pieces: &[Self]) -> Result<Self, BrowserError> {
        Self::of(media_type, &pieces.iter().map(|piece| &piece.0).collect())
    }

    fn of(media_type: &str, parts: &Array) -> Result<Self, BrowserError> {
        let options = BlobPropertyBag::new();
        options.set_type(media_type);
        let blob = Blob::new_with_blob_sequence_and_options(parts, &options);
        blob.map(Self)
            .map_err(|error| BrowserError::from_js(&error))
    }

    /// Its size in bytes.
    pub fn size(&self) -> u64 {
        self.0.size() as u64
    }

    /// All of it.
    ///
    /// # Errors
    /// When the browser cannot read what it holds.
    pub async fn bytes(&self) -> Result<Vec<u8>, BrowserError> {
        let buffer = JsFuture::from(self.0.array_buffer()).await;
        let buffer = buffer.map_err(|error| BrowserError::from_js(&error))?;
        Ok(buffers::take(&Uint8Array::new(&buffer)))
    }

    /// An address of its own, which no other page can open. **It has to be revoked.**
    ///
    /// # Errors
    /// When the browser gives none.
    pub(super) fn url(&self) -> Result<String, BrowserError> {
        Url::create_object_url_with_blob(&self.0).map_err(|error| BrowserError::from_js(&error))
    }

    /// As a value that can be sent to a worker.
    pub(super) fn value(&self) -> &JsValue {
        &self.0
    }
}

/// Saves a file as a download.
///
/// # Errors
/// When the browser refuses.
pub fn save(name: &str, file: &HeldFile) -> Result<(), BrowserError> {
    let url = file.url()?;
    let document = web_sys::window().and_then(|window| window.document());
    let link = document.and_then(|document| document.create_element("a").ok());
    let link = link.ok_or_else(|| BrowserError::Other("no document".into()))?;
    let link: HtmlAnchorElement = link.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The browser reads the address after the click; a minute is ample for that.
    gloo_timers::callback::Timeout::new(60_000, move || {
        let _ = Url::revoke_object_url(&url);
    })
    .forget();
    Ok(())
}

/// Whether a download leads back: on an iPhone's Home Screen it opens a preview over the app that
/// has no way out, and there only the share sheet will do.
pub fn can_save() -> bool {
    let standalone = web_sys::window()
        .and_then(|window| Reflect::get(&window.navigator(), &"standalone".into()).ok());
    !standalone.is_some_and(|standalone| standalone.is_truthy())
}

/// How a file can be handed to another app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sharing {
    /// Any file.
    Binary,
    /// Listed types only: the same content as armoured text.
    TextOnly,
    /// Not at all: there is only the download.
    None,
}

/// What this browser can hand over. Chromium's `canShare` does not look at the type and its
/// `share` then refuses, so the engine decides.
pub fn sharing() -> Sharing {
    let Some(window) = web_sys::window() else {
        return Sharing::None;
    };
    let navigator = window.navigator();
    let has = |name: &str| {
        Reflect::get(&navigator, &JsValue::from_str(name)).is_ok_and(|value| value.is_function())
    };
    if !has("share") || !has("canShare") {
        return Sharing::None;
    }
    let probe = HeldFile::new("text/plain", b"x").ok();
    let Some(probe) = probe.and_then(|probe| share_data("probe.txt", &probe).ok()) else {
        return Sharing::None;
    };
    if !can_share(&navigator, &probe) {
        return Sharing::None;
    }
    let chromium = Reflect::has(&window, &JsValue::from_str("chrome")).unwrap_or(false)
        || navigator
            .user_agent()
            .is_ok_and(|agent| agent.contains("Chrome/"));
    if chromium {
        Sharing::TextOnly
    } else {
        Sharing::Binary
    }
}

/// How a share ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shared {
    /// A target was chosen. That is not "delivered".
    HandedOver,
    /// The person closed the sheet.
    Closed,
    /// The browser refused.
    Refused(BrowserError),
}

/// Opens the share sheet. **Must be called directly in a click**, with nothing awaited before.
pub fn share(name: &str, file: &HeldFile) -> impl Future<Output = Shared> + use<> {
    // Listened to at once: a refusal that nobody waits for yet would be reported as an error.
    let answer = share_data(name, file)
        .and_then(|data| {
            let window = web_sys::window().ok_or(JsValue::NULL)?;
            Ok(JsFuture::from(window.navigator().share_with_data(&data)))
        })
        .map_err(|error| BrowserError::from_js(&error));
    async move {
        match answer {
            Err(error) => Shared::Refused(error),
            Ok(answer) => match answer.await {
                Ok(_) => Shared::HandedOver,
                Err(error) => match BrowserError::from_js(&error) {
                    BrowserError::Aborted(_) => Shared::Closed,
                    other => Shared::Refused(other),
                },
            },
        }
    }
}

fn share_data(name: &str, file: &HeldFile) -> Result<ShareData, JsValue> {
    let options = FilePropertyBag::new();
    options.set_type(&file.0.type_());
    let file = File::new_with_blob_sequence_and_options(&Array::of1(&file.0), name, &options)?;
    let data: ShareData = Object::new().unchecked_into();
    Reflect::set(&data, &JsValue::from_str("files"), &Array::of1(&file))?;
    Ok(data)
}

fn can_share(navigator: &web_sys::Navigator, data: &ShareData) -> bool {
    Reflect::get(navigator, &JsValue::from_str("canShare"))
        .ok()
        .and_then(|function| function.dyn_into::<Function>().ok())
        .and_then(|function| function.call1(navigator, data).ok())
        .is_some_and(|answer| answer.is_truthy())
}
