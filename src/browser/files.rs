//! Files: read what a person chose, hand over what was made.

use js_sys::{Array, Function, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, File, FilePropertyBag, HtmlAnchorElement, HtmlInputElement, ShareData,
    Url,
};

use super::BrowserError;

/// The name and the bytes of the one file chosen in an input; `None` if none was.
///
/// # Errors
/// When the browser cannot read it.
pub async fn chosen(input: &HtmlInputElement) -> Result<Option<(String, Vec<u8>)>, BrowserError> {
    let Some(file) = input.files().and_then(|files| files.get(0)) else {
        return Ok(None);
    };
    let buffer = JsFuture::from(file.array_buffer()).await;
    let buffer = buffer.map_err(|error| BrowserError::from_js(&error))?;
    Ok(Some((file.name(), Uint8Array::new(&buffer).to_vec())))
}

/// Saves bytes as a download.
///
/// # Errors
/// When the browser refuses.
pub fn save(name: &str, media_type: &str, bytes: &[u8]) -> Result<(), BrowserError> {
    let js = |error| BrowserError::from_js(&error);
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let parts = Array::of1(&Uint8Array::from(bytes));
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options).map_err(js)?;
    let url = Url::create_object_url_with_blob(&blob).map_err(js)?;
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
    let Ok(probe) = share_data("probe.txt", "text/plain", b"x") else {
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
pub fn share(name: &str, media_type: &str, bytes: &[u8]) -> impl Future<Output = Shared> + use<> {
    // Listened to at once: a refusal that nobody waits for yet would be reported as an error.
    let answer = share_data(name, media_type, bytes)
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

fn share_data(name: &str, media_type: &str, bytes: &[u8]) -> Result<ShareData, JsValue> {
    let options = FilePropertyBag::new();
    options.set_type(media_type);
    let parts = Array::of1(&Uint8Array::from(bytes));
    let file = File::new_with_u8_array_sequence_and_options(&parts, name, &options)?;
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
