//! The document: title, language, look, focus, visibility.

use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, HtmlElement};

use super::settings::Settings;

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

/// The app's name as the study's build wrote it into the page, if it did.
pub fn app_name() -> Option<String> {
    let meta = document()?.query_selector("meta[name='apple-mobile-web-app-title']");
    meta.ok()??
        .get_attribute("content")
        .filter(|name| !name.is_empty())
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

/// Scrolls to an element once it is drawn.
pub fn show_element(id: &str) {
    let id = id.to_owned();
    gloo_timers::callback::Timeout::new(0, move || {
        if let Some(element) = document().and_then(|document| document.get_element_by_id(&id)) {
            element.scroll_into_view();
        }
    })
    .forget();
}

/// Moves the focus to the first of these elements that is there once it is drawn, and unfolds what it
/// lies in. A browser brings what has the focus into sight.
pub fn show_first(ids: Vec<String>) {
    gloo_timers::callback::Timeout::new(0, move || {
        let Some(document) = document() else { return };
        let mut found = ids.iter().filter_map(|id| document.get_element_by_id(id));
        let Some(element) = found.next() else { return };
        if let Ok(Some(fold)) = element.closest("details") {
            let _ = fold.set_attribute("open", "");
        }
        if let Some(element) = element.dyn_ref::<HtmlElement>() {
            let _ = element.focus();
        }
    })
    .forget();
}

/// Moves the focus to the element whose id is the prefix and that number, or the next smaller one
/// that there is, once they are drawn.
pub fn focus_numbered(prefix: &'static str, number: usize) {
    gloo_timers::callback::Timeout::new(0, move || {
        let element = |number| document()?.get_element_by_id(&format!("{prefix}{number}"));
        let found = (0..=number).rev().find_map(element);
        if let Some(found) = found.and_then(|one| one.dyn_into::<HtmlElement>().ok()) {
            let _ = found.focus();
        }
    })
    .forget();
}

/// Where in an element something was pressed or pointed at: the shares of its width and height.
pub fn share_within(element: &web_sys::Element, event: &web_sys::MouseEvent) -> (f64, f64) {
    let frame = element.get_bounding_client_rect();
    let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
    let share = |at: f64, from: f64, length: f64| (at - from) / length.max(1.0);
    (
        share(x, frame.left(), frame.width()),
        share(y, frame.top(), frame.height()),
    )
}

/// Where the page comes from: scheme, host and port.
pub fn origin() -> String {
    let origin = web_sys::window().map(|window| window.location().origin());
    origin.and_then(Result::ok).unwrap_or_default()
}

/// Whether something is typed or chosen there: its keys are its own.
pub fn is_field(target: &web_sys::EventTarget) -> bool {
    let element = target.dyn_ref::<web_sys::Element>();
    element.is_some_and(|element| matches!(&*element.tag_name(), "INPUT" | "SELECT" | "TEXTAREA"))
}

/// Puts the caret into a field, at the end of its text.
pub fn focus_end(area: &web_sys::HtmlTextAreaElement) {
    let _ = area.focus();
    let end = area.value().encode_utf16().count() as u32;
    let _ = area.set_selection_range(end, end);
}

/// Lays a veil over the page while nobody looks at it, or takes it away: what an app switcher keeps
/// a picture of.
pub fn veil(is_veiled: bool) {
    if let Some(root) = document().and_then(|document| document.document_element()) {
        let _ = root.toggle_attribute_with_force("data-veiled", is_veiled);
    }
}

/// Whether nobody sees the page.
pub fn is_hidden() -> bool {
    document()
        .is_some_and(|document| document.visibility_state() == web_sys::VisibilityState::Hidden)
}

/// Milliseconds since the page was loaded, by a clock that nobody sets.
pub fn since_start() -> f64 {
    let performance = web_sys::window().and_then(|window| window.performance());
    performance.map_or(0.0, |performance| performance.now())
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

/// What a browser says before a page may stop working: hidden, left, frozen.
const ENDS: [&str; 3] = ["visibilitychange", "pagehide", "freeze"];

/// Calls back at the last moments at which a phone lets a page work, as long as this value lives.
pub struct OnHidden(Closure<dyn FnMut(web_sys::Event)>);

impl OnHidden {
    /// Begins to listen.
    pub fn new(mut then: impl FnMut() + 'static) -> Self {
        let closure = Closure::<dyn FnMut(web_sys::Event)>::new(move |event: web_sys::Event| {
            if is_hidden() || event.type_() != ENDS[0] {
                then();
            }
        });
        let listener = closure.as_ref().unchecked_ref();
        for (target, name) in Self::targets() {
            let _ = target.add_event_listener_with_callback(name, listener);
        }
        Self(closure)
    }

    fn targets() -> impl Iterator<Item = (web_sys::EventTarget, &'static str)> {
        let window = web_sys::window().map(web_sys::EventTarget::from);
        let document = document().map(web_sys::EventTarget::from);
        ENDS.into_iter().filter_map(move |name| {
            let target = if name == "pagehide" {
                &window
            } else {
                &document
            };
            Some((target.clone()?, name))
        })
    }
}

impl Drop for OnHidden {
    fn drop(&mut self) {
        let listener = self.0.as_ref().unchecked_ref();
        for (target, name) in Self::targets() {
            let _ = target.remove_event_listener_with_callback(name, listener);
        }
    }
}

thread_local! { static SAVED: std::cell::RefCell<String> = const { std::cell::RefCell::new(String::new()) } }

/// Remembers the sentence that says when the text on the page was last saved, for the day the page
/// itself can no longer be believed. Empty for a text that was not saved yet.
pub fn note_saved(sentence: &str) {
    SAVED.with(|saved| sentence.clone_into(&mut saved.borrow_mut()));
}

/// What stands on the page where the app has stopped.
pub struct Stop {
    /// What happened.
    pub title: &'static str,
    /// What is safe and what to do.
    pub lead: &'static str,
    /// Over the text that was on the page, if there was one.
    pub text: &'static str,
    /// The button that copies it.
    pub copy: &'static str,
    /// The button that loads the page anew.
    pub reload: &'static str,
    /// For the research team; nothing that was written is in it.
    pub detail: String,
}

/// Replaces the page by plain words, with the text that was being written, read from its field, and
/// the time it was last saved: the app itself may no longer be trusted with anything.
pub fn show_stop(stop: &Stop) {
    let Some(document) = document() else { return };
    let Some(body) = document.body() else { return };
    if document.get_element_by_id("stop").is_some() {
        // The first stop has the text; a second one would find none.
        return;
    }
    let field = document.get_element_by_id("paper");
    let field = field.and_then(|field| field.dyn_into::<web_sys::HtmlTextAreaElement>().ok());
    let text = field.map(|field| field.value()).unwrap_or_default();
    let saved = SAVED.with(|saved| saved.try_borrow().ok().map(|saved| saved.clone()));
    let saved = saved.filter(|saved| !saved.is_empty() && !text.is_empty());
    veil(false);
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
    let button = |parent: &web_sys::Element,
                  class: &str,
                  id: &str,
                  label: &str,
                  act: Closure<dyn FnMut()>| {
        let button = add(parent, "button", class, label)?;
        button.set_id(id);
        let act = act.into_js_value();
        button
            .add_event_listener_with_callback("click", act.unchecked_ref::<js_sys::Function>())
            .ok()
    };
    let build = || {
        let main = add(&body, "main", "page gate stop", "")?;
        main.set_id("stop");
        add(&main, "h1", "", stop.title)?;
        add(&main, "p", "lead", stop.lead)?;
        if let Some(saved) = saved {
            add(&main, "p", "status status-ok", &saved)?.set_id("stop-saved");
        }
        if !text.is_empty() {
            add(&main, "label", "label", stop.text)?
                .set_attribute("for", "stop-text")
                .ok()?;
            let area = add(&main, "textarea", "input stop-text", &text)?;
            area.set_id("stop-text");
            area.set_attribute("readonly", "").ok()?;
            let copied = text.clone();
            button(
                &main,
                "button",
                "stop-copy",
                stop.copy,
                Closure::new(move || copy(&copied)),
            )?;
        }
        add(&main, "p", "digest", &stop.detail)?;
        button(
            &main,
            "button button-primary",
            "stop-reload",
            stop.reload,
            Closure::new(reload),
        )
    };
    let _ = build();
}

/// Calls back with the place of an error that nothing caught, for as long as the page lives: a
/// browser's refusal inside a call that promised none.
pub fn on_uncaught(then: impl Fn(String) + 'static) {
    let Some(window) = web_sys::window() else {
        return;
    };
    let closure = Closure::<dyn FnMut(web_sys::Event)>::new(move |event: web_sys::Event| {
        let get = |of: &JsValue, name: &str| js_sys::Reflect::get(of, &name.into()).ok();
        let text = |of: &JsValue, name: &str| get(of, name).and_then(|text| text.as_string());
        // An extension's slip, or a browser's own remark, is not ours.
        let origin = web_sys::window().and_then(|window| window.location().origin().ok());
        let file = text(&event, "filename").unwrap_or_default();
        if !file.contains("wasm") && origin.is_none_or(|origin| !file.starts_with(&origin)) {
            return;
        }
        let error = get(&event, "error");
        // The kind of an error; its message could quote what was written.
        let name = error
            .and_then(|error| get(&error, "name"))
            .and_then(|name| name.as_string());
        then(name.unwrap_or_else(|| "error".to_owned()));
    });
    let listener = closure.as_ref().unchecked_ref();
    let _ = window.add_event_listener_with_callback("error", listener);
    closure.forget();
}

/// Takes what stands behind the address's `#` out of it, and out of the page's history.
pub fn take_fragment() -> String {
    let take = || {
        let window = web_sys::window()?;
        let location = window.location();
        let fragment = location.hash().ok().filter(|text| !text.is_empty())?;
        let path = location.pathname().ok()? + &location.search().ok()?;
        let history = window.history().ok()?;
        history
            .replace_state_with_url(&JsValue::NULL, "", Some(&path))
            .ok()?;
        Some(fragment)
    };
    take().unwrap_or_default()
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
