//! Whether somebody is looking: hidden, shown again, touched. What the lock is timed by.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Event, EventTarget, PageTransitionEvent, VisibilityState};

/// What happened to the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attention {
    /// Nobody sees the page any more.
    Hidden,
    /// It is seen again.
    Shown,
    /// It comes back from a browser's memory of pages, perhaps after hours.
    Revived,
    /// It is left, and may be kept in a browser's memory of pages.
    Left,
    /// Somebody touched or typed.
    Used,
}

/// Calls back for as long as the page lives.
pub fn watch(then: impl Fn(Attention) + 'static) {
    let Some(window) = web_sys::window() else {
        return;
    };
    let Some(document) = window.document() else {
        return;
    };
    let then = Rc::new(then);
    let seen = document.clone();
    listen(&document, "visibilitychange", &then, move |_| {
        Some(match seen.visibility_state() {
            VisibilityState::Hidden => Attention::Hidden,
            _ => Attention::Shown,
        })
    });
    listen(&window, "pageshow", &then, |event| {
        let event: &PageTransitionEvent = event.dyn_ref()?;
        event.persisted().then_some(Attention::Revived)
    });
    listen(&window, "pagehide", &then, |_| Some(Attention::Left));
    for name in ["pointerdown", "keydown", "input", "touchstart"] {
        listen(&document, name, &then, |_| Some(Attention::Used));
    }
}

/// Has the browser ask before the page is left, as often as `is_unsaved` says that something would be
/// lost; for as long as the page lives. The question is the browser's own.
pub fn ask_before_leaving(is_unsaved: impl Fn() -> bool + 'static) {
    let Some(window) = web_sys::window() else {
        return;
    };
    let closure = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
        if is_unsaved() {
            event.prevent_default();
            // Older browsers go by this alone.
            let _ = js_sys::Reflect::set(&event, &"returnValue".into(), &true.into());
        }
    });
    let _ =
        window.add_event_listener_with_callback("beforeunload", closure.as_ref().unchecked_ref());
    closure.forget();
}

fn listen<T: Fn(Attention) + 'static>(
    target: &EventTarget,
    name: &str,
    then: &Rc<T>,
    tell: impl Fn(&Event) -> Option<Attention> + 'static,
) {
    let then = Rc::clone(then);
    let closure = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
        if let Some(attention) = tell(&event) {
            then(attention);
        }
    });
    let _ = target.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
    // It lives as long as the page does.
    closure.forget();
}
