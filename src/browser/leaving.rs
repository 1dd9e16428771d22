//! Being asked before a page is left on which something stands that is nowhere else.

use js_sys::Reflect;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::Event;

/// Has the browser ask before the page is left, as long as `is_unsaved` says so. For as long as the
/// page lives.
pub fn ask_before_leaving(is_unsaved: impl Fn() -> bool + 'static) {
    let Some(window) = web_sys::window() else {
        return;
    };
    let ask = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
        if is_unsaved() {
            event.prevent_default();
            // What older browsers wait for.
            let _ = Reflect::set(&event, &"returnValue".into(), &true.into());
        }
    });
    let listener = ask.as_ref().unchecked_ref();
    let _ = window.add_event_listener_with_callback("beforeunload", listener);
    ask.forget();
}
