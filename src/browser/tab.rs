//! Which tab owns the journal: two that write would each overwrite what the other knows.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::BrowserError;

#[wasm_bindgen(module = "/src/browser/tab.js")]
extern "C" {
    #[wasm_bindgen(js_name = claim)]
    async fn js_claim() -> JsValue;
    #[wasm_bindgen(js_name = letGo)]
    fn js_let_go();
}

/// The journal, as long as this value lives, belongs to this tab.
pub struct Claim(());

impl Claim {
    /// Claims the journal for this tab.
    ///
    /// # Errors
    /// When another tab has it open.
    pub async fn take() -> Result<Self, BrowserError> {
        if js_claim().await.is_truthy() {
            Ok(Self(()))
        } else {
            Err(BrowserError::OtherTab)
        }
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        js_let_go();
    }
}
