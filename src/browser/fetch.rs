//! The one request the app makes: the study pack of its own origin.

use js_sys::Uint8Array;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use super::BrowserError;

/// The bytes of a file of this origin; `None` if there is none.
///
/// # Errors
/// When the network or the browser refuses.
pub async fn get(path: &str) -> Result<Option<Vec<u8>>, BrowserError> {
    let window = web_sys::window().ok_or_else(|| BrowserError::Other("no window".into()))?;
    let js = |error| BrowserError::from_js(&error);
    let response = JsFuture::from(window.fetch_with_str(path))
        .await
        .map_err(js)?;
    let response: web_sys::Response = response.unchecked_into();
    if !response.ok() {
        return Ok(None);
    }
    let buffer = JsFuture::from(response.array_buffer().map_err(js)?)
        .await
        .map_err(js)?;
    Ok(Some(Uint8Array::new(&buffer).to_vec()))
}
