//! The service worker as the page sees it: is this release kept here, and does a newer one wait?

use serde::Deserialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::{Closure, wasm_bindgen};

#[wasm_bindgen(module = "/src/browser/offline.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = register)]
    async fn js_register(on_waiting: &Closure<dyn FnMut()>) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = ask)]
    async fn js_ask(question: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_name = lookForUpdate)]
    fn js_look_for_update();
    #[wasm_bindgen(js_name = restart)]
    fn js_restart();
}

/// What the service worker found when it read every file of its release and compared digests.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Checked {
    /// The release's short name: a digest of all its files.
    pub id: String,
    /// How many files it has.
    pub files: u32,
    /// Their size in bytes.
    pub bytes: u64,
    /// Files that are not kept here.
    pub missing: Vec<String>,
    /// Files that are kept and are not what they should be.
    pub wrong: Vec<String>,
}

impl Checked {
    /// Whether the app starts and works without a network.
    pub fn is_whole(&self) -> bool {
        self.missing.is_empty() && self.wrong.is_empty()
    }
}

/// Registers the service worker and calls back whenever a newer release is ready and waits.
/// Returns whether this browser has service workers and took it.
pub async fn register(on_waiting: impl FnMut() + 'static) -> bool {
    let on_waiting = Closure::<dyn FnMut()>::new(on_waiting);
    let taken = js_register(&on_waiting).await;
    // It lives as long as the page does.
    on_waiting.forget();
    taken.is_ok_and(|taken| taken.is_truthy())
}

/// Has the service worker read back what it keeps; `None` where it does not answer.
pub async fn check() -> Option<Checked> {
    ask("check").await
}

/// Has it fetch again what is missing or wrong, and look once more.
pub async fn repair() -> Option<Checked> {
    ask("repair").await
}

/// Looks for a newer release.
pub fn look_for_update() {
    js_look_for_update();
}

/// Starts the release that waits: the page is loaded anew.
pub fn restart() {
    js_restart();
}

/// Has it keep the desk's files as well; whether all of them are kept, with all others.
pub async fn keep_desk() -> bool {
    #[derive(Deserialize)]
    struct Kept {
        kept: u32,
        of: u32,
    }
    let answer: Option<Kept> = ask("keep-desk").await;
    let is_kept = answer.is_some_and(|answer| answer.of > 0 && answer.kept == answer.of);
    is_kept && check().await.is_some_and(|checked| checked.is_whole())
}

async fn ask<T: serde::de::DeserializeOwned>(question: &str) -> Option<T> {
    let answer = js_ask(question).await.ok()?.as_string()?;
    serde_json::from_str(&answer).ok()
}
