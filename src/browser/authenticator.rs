//! The device's own authenticator (fingerprint, face, screen lock), as a source of one secret.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::BrowserError;

#[wasm_bindgen(module = "/src/browser/authenticator.js")]
extern "C" {
    #[wasm_bindgen(js_name = canPrf)]
    async fn js_can_prf() -> JsValue;
    #[wasm_bindgen(catch, js_name = create)]
    async fn js_create(name: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = secret)]
    async fn js_secret(id: Uint8Array, input: Uint8Array) -> Result<JsValue, JsValue>;
}

/// Whether this device can unlock by its own authenticator, as far as it says.
pub async fn is_there() -> bool {
    js_can_prf().await.is_truthy()
}

/// Makes a key on this device; its id. `None` where the device makes keys that give no secret.
///
/// # Errors
/// When the person or the device refuses.
pub async fn make_key(name: &str) -> Result<Option<Vec<u8>>, BrowserError> {
    let made = js_create(name).await;
    let made = made.map_err(|error| BrowserError::from_js(&error))?;
    Ok(made.dyn_into::<Uint8Array>().ok().map(|id| id.to_vec()))
}

/// The secret of a key for an input: the same bytes each time. The array is wiped behind it.
///
/// # Errors
/// When the person or the device refuses.
pub async fn secret(id: &[u8], input: &[u8; 32]) -> Result<Option<[u8; 32]>, BrowserError> {
    let given = js_secret(Uint8Array::from(id), Uint8Array::from(&input[..])).await;
    let given = given.map_err(|error| BrowserError::from_js(&error))?;
    let Ok(array) = given.dyn_into::<Uint8Array>() else {
        return Ok(None);
    };
    let mut secret = [0; 32];
    let fits = array.length() == 32;
    if fits {
        array.copy_to(&mut secret);
    }
    array.fill(0, 0, array.length());
    Ok(fits.then_some(secret))
}
