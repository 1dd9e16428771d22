//! Which tab owns the journal: two that write would each overwrite what the other knows.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::{Closure, wasm_bindgen};

use super::BrowserError;

#[wasm_bindgen(module = "/src/browser/tab.js")]
extern "C" {
    #[wasm_bindgen(js_name = claim)]
    async fn js_claim() -> JsValue;
    #[wasm_bindgen(js_name = takeOver)]
    async fn js_take_over() -> JsValue;
    #[wasm_bindgen(js_name = letGo)]
    fn js_let_go();
    #[wasm_bindgen(js_name = isTaken)]
    async fn js_is_taken() -> JsValue;
    #[wasm_bindgen(js_name = listen)]
    fn js_listen(
        asked: &Closure<dyn FnMut()>,
        lost: &Closure<dyn FnMut()>,
        close: &Closure<dyn FnMut()>,
    );
    #[wasm_bindgen(js_name = makeWay)]
    async fn js_make_way(database: &str, version: u32);
}

/// The journal, as long as this value lives, belongs to this tab.
pub struct Claim(());

impl Claim {
    /// Claims the journal for this tab.
    ///
    /// # Errors
    /// When another tab has it open.
    pub async fn take() -> Result<Self, BrowserError> {
        Self::given(js_claim().await)
    }

    /// Claims the journal although another tab has it: that one saves and lets go, and loses it
    /// after three seconds if it does not answer.
    ///
    /// # Errors
    /// When the browser gives it to neither.
    pub async fn take_over() -> Result<Self, BrowserError> {
        Self::given(js_take_over().await)
    }

    fn given(answer: JsValue) -> Result<Self, BrowserError> {
        if answer.is_truthy() {
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

/// Whether some tab has the journal open.
pub async fn is_taken() -> bool {
    js_is_taken().await.is_truthy()
}

/// Calls back, for as long as the page lives: when another tab asks for the journal, when it took
/// it without an answer, and when a newer app is about to change the store.
pub fn listen(
    asked: impl FnMut() + 'static,
    lost: impl FnMut() + 'static,
    close: impl FnMut() + 'static,
) {
    let asked = Closure::<dyn FnMut()>::new(asked);
    let lost = Closure::<dyn FnMut()>::new(lost);
    let close = Closure::<dyn FnMut()>::new(close);
    js_listen(&asked, &lost, &close);
    // They live as long as the page does.
    asked.forget();
    lost.forget();
    close.forget();
}

/// Has the other tabs save and close the store, where this app is about to change its schema.
pub async fn make_way(database: &str, version: u32) {
    js_make_way(database, version).await;
}
