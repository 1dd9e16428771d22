//! Many files at once: chosen one by one, as a folder, or dropped on the page.

use js_sys::{Array, Promise, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, HtmlInputElement};

use super::files::HeldFile;

#[wasm_bindgen(module = "/src/browser/desk_drop.js")]
extern "C" {
    fn dropped(event: &web_sys::Event) -> Promise;
}

/// A file with its path inside what was chosen: `received/a.age`.
#[derive(Clone)]
pub struct Picked {
    /// The path. **Foreign text.**
    pub path: String,
    /// The file, which stays where it is.
    pub file: HeldFile,
}

/// A field that files are chosen in.
pub type Field = HtmlInputElement;

/// The files chosen in an input; the input is empty afterwards.
pub fn chosen(input: &Field) -> Vec<Picked> {
    let mut picked = Vec::new();
    if let Some(files) = input.files() {
        picked.extend((0..files.length()).filter_map(|at| {
            let file = files.get(at)?;
            let path = Reflect::get(&file, &"webkitRelativePath".into());
            let path = path.ok().and_then(|path| path.as_string());
            let path = path.filter(|path| !path.is_empty());
            Some(Picked {
                path: path.unwrap_or_else(|| file.name()),
                file: file.into(),
            })
        }));
    }
    input.set_value("");
    picked
}

/// The files that an event of dropping brings, folders with everything in them. **Must be called
/// directly in the event**: afterwards the browser has forgotten what was dropped.
pub fn from_drop(event: &web_sys::Event) -> impl Future<Output = Vec<Picked>> + use<> {
    let found = JsFuture::from(dropped(event));
    async move {
        let found: Array = match found.await {
            Ok(found) => found.unchecked_into(),
            Err(_) => Array::new(),
        };
        found.iter().filter_map(|pair| picked(&pair)).collect()
    }
}

fn picked(pair: &JsValue) -> Option<Picked> {
    let pair: &Array = pair.dyn_ref()?;
    let file: File = pair.get(1).dyn_into().ok()?;
    Some(Picked {
        path: pair.get(0).as_string()?,
        file: file.into(),
    })
}
