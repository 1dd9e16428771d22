//! Whether the browser promises to keep what is stored, and what kind of place this page is in.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Whether the browser has promised to keep this origin's storage; `None` where it cannot say.
pub async fn is_promised() -> Option<bool> {
    ask("persisted").await
}

/// Asks for that promise. **Call it after a person's act**: browsers weigh it.
pub async fn ask_for_promise() -> Option<bool> {
    ask("persist").await
}

/// About how many bytes the browser still lets this origin store; `None` where it cannot say. It can
/// be wrong by gigabytes, so it is shown, and **nothing is decided by it**.
pub async fn room() -> Option<u64> {
    let estimate = storage("estimate").await?.ok()?;
    let bytes = |name: &str| property(&estimate, name)?.as_f64();
    Some((bytes("quota")? - bytes("usage")?).max(0.0) as u64)
}

async fn ask(question: &str) -> Option<bool> {
    storage(question).await?.ok()?.as_bool()
}

/// What the browser's storage answers; `None` where it cannot be asked that.
async fn storage(question: &str) -> Option<Result<JsValue, JsValue>> {
    let storage = property(&web_sys::window()?.navigator(), "storage")?;
    let function: Function = property(&storage, question)?.dyn_into().ok()?;
    let promise: Promise = function.call0(&storage).ok()?.dyn_into().ok()?;
    Some(JsFuture::from(promise).await)
}

/// Whether this is an iPhone or an iPad, whose tabs lose their storage after seven days.
pub fn is_ios() -> bool {
    let Some(navigator) = web_sys::window().map(|window| window.navigator()) else {
        return false;
    };
    let agent = navigator.user_agent().unwrap_or_default();
    let touches = property(&navigator, "maxTouchPoints").and_then(|points| points.as_f64());
    ["iPhone", "iPad", "iPod"].iter().any(|name| agent.contains(name))
        // An iPad says that it is a Mac, and no Mac has a touch screen.
        || agent.contains("Macintosh") && touches.unwrap_or(0.0) > 1.0
}

/// Whether the browser is a Chromium: no other engine tells of itself in this way.
pub fn is_chromium() -> bool {
    let navigator = web_sys::window().map(|window| window.navigator());
    navigator.is_some_and(|navigator| property(&navigator, "userAgentData").is_some())
}

/// Whether the app runs from an icon of its own and not in a tab.
pub fn is_installed() -> bool {
    let Some(window) = web_sys::window() else {
        return false;
    };
    let by_icon = property(&window.navigator(), "standalone").is_some_and(|v| v.is_truthy());
    let by_mode = ["standalone", "fullscreen", "minimal-ui"]
        .iter()
        .any(|mode| {
            let query = window.match_media(&format!("(display-mode: {mode})"));
            query.ok().flatten().is_some_and(|query| query.matches())
        });
    by_icon || by_mode
}

/// Parts that this browser lacks and the journal can do without.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lacks {
    /// A folder for the second copy that can be written from a page.
    pub second_copy: bool,
    /// A way to know that another tab has the journal.
    pub locks: bool,
}

/// What this browser lacks.
pub fn lacks() -> Lacks {
    let Some(window) = web_sys::window() else {
        return Lacks::default();
    };
    let navigator = window.navigator();
    let storage = property(&navigator, "storage");
    let folder = storage.and_then(|storage| property(&storage, "getDirectory"));
    // Old iPhones have the folder and let no page write into it.
    let writes = property(&window, "FileSystemFileHandle")
        .and_then(|handle| property(&handle, "prototype"))
        .and_then(|handle| property(&handle, "createWritable"));
    Lacks {
        second_copy: folder.is_none() || writes.is_none(),
        locks: property(&navigator, "locks").is_none(),
    }
}

/// Whether this looks like a private window, whose storage goes with it. No browser says so: Safari
/// and Firefox refuse the private folder there, and Chromium gives no sign at all.
pub async fn is_private() -> bool {
    storage("getDirectory")
        .await
        .is_some_and(|folder| folder.is_err())
}

fn property(of: &JsValue, name: &str) -> Option<JsValue> {
    let value = Reflect::get(of, &JsValue::from_str(name)).ok()?;
    (!value.is_undefined() && !value.is_null()).then_some(value)
}
