//! The document: title, language, look, focus, visibility.

use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, HtmlElement};

use super::settings::Settings;

const HIDDEN: &str = "visibilitychange";

fn document() -> Option<Document> {
    web_sys::window().and_then(|window| window.document())
}

/// Whether the page says already what this browser lacks (`public/check.js`).
pub fn is_refused() -> bool {
    document()
        .and_then(|document| document.get_element_by_id("boot-problem"))
        .is_some_and(|problem| !problem.has_attribute("hidden"))
}

/// Removes what stood on the page until the app had started.
pub fn remove_boot() {
    if let Some(boot) = document().and_then(|document| document.get_element_by_id("boot")) {
        boot.remove();
    }
}

/// Sets the window's title: the page's name, never anything that was written.
pub fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// Applies language and look to the document's root.
pub fn apply(settings: &Settings, language: &str) {
    let Some(root) = document().and_then(|document| document.document_element()) else {
        return;
    };
    let _ = root.set_attribute("lang", language);
    for (name, value) in [
        ("data-theme", &settings.theme),
        ("data-text", &settings.text),
        ("data-font", &settings.font),
    ] {
        let _ = if value.is_empty() {
            root.remove_attribute(name)
        } else {
            root.set_attribute(name, value)
        };
    }
}

/// Moves the focus to a page's heading, so that a new page is announced, and shows the page
/// from its top.
pub fn focus_heading(heading: &HtmlElement) {
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = heading.focus_with_options(&options);
    if let Ok(Some(scroller)) = heading.closest(".scroller") {
        scroller.set_scroll_top(0);
    }
}

/// Puts the caret into a field, at the end of its text.
pub fn focus_end(area: &web_sys::HtmlTextAreaElement) {
    let _ = area.focus();
    let end = area.value().encode_utf16().count() as u32;
    let _ = area.set_selection_range(end, end);
}

/// Loads the page anew.
pub fn reload() {
    if let Some(window) = web_sys::window() {
        let _ = window.location().reload();
    }
}

/// Opens the print dialogue.
pub fn print() {
    if let Some(window) = web_sys::window() {
        let _ = window.print();
    }
}

/// Copies a text, where the browser allows it.
pub fn copy(text: &str) {
    if let Some(window) = web_sys::window() {
        let _ = window.navigator().clipboard().write_text(text);
    }
}

/// Calls back whenever the page is hidden, the last moment at which a phone lets a page work, as
/// long as this value lives.
pub struct OnHidden(Closure<dyn FnMut()>);

impl OnHidden {
    /// Begins to listen.
    pub fn new(mut then: impl FnMut() + 'static) -> Self {
        let closure = Closure::<dyn FnMut()>::new(move || {
            let state = document().map(|document| document.visibility_state());
            if state == Some(web_sys::VisibilityState::Hidden) {
                then();
            }
        });
        if let Some(document) = document() {
            let listener = closure.as_ref().unchecked_ref();
            let _ = document.add_event_listener_with_callback(HIDDEN, listener);
        }
        Self(closure)
    }
}

impl Drop for OnHidden {
    fn drop(&mut self) {
        if let Some(document) = document() {
            let listener = self.0.as_ref().unchecked_ref();
            let _ = document.remove_event_listener_with_callback(HIDDEN, listener);
        }
    }
}

/// Writes a panic onto the page in plain words; nothing that was written is in it.
pub fn show_stop(title: &str, lead: &str, reload_label: &str, detail: &str) {
    let Some(document) = document() else { return };
    let Some(body) = document.body() else { return };
    body.set_text_content(None);
    let add = |parent: &web_sys::Element, tag: &str, class: &str, text: &str| {
        let element = document.create_element(tag).ok()?;
        element.set_class_name(class);
        if !text.is_empty() {
            element.set_text_content(Some(text));
        }
        parent.append_child(&element).ok()?;
        Some(element)
    };
    let build = || {
        let main = add(&body, "main", "page gate", "")?;
        add(&main, "h1", "", title)?;
        add(&main, "p", "lead", lead)?;
        add(&main, "p", "digest", detail)?;
        let button = add(&main, "button", "button button-primary", reload_label)?;
        let again = Closure::<dyn FnMut()>::new(reload);
        button
            .add_event_listener_with_callback(
                "click",
                again.as_ref().unchecked_ref::<js_sys::Function>(),
            )
            .ok()?;
        again.forget();
        Some(())
    };
    let _ = build();
}

/// The message of a JavaScript value, for details only.
pub fn log(message: &str) {
    let console = js_sys::Reflect::get(&js_sys::global(), &JsValue::from_str("console"));
    if let Ok(console) = console
        && let Ok(error) = js_sys::Reflect::get(&console, &JsValue::from_str("error"))
        && let Ok(error) = error.dyn_into::<js_sys::Function>()
    {
        let _ = error.call1(&console, &JsValue::from_str(message));
    }
}
