//! The desk: what the research team opens in a browser. A program and sentences of its own, so that
//! participants load none of it.

use leptos::prelude::*;

use crate::app;
use crate::pages::DeskPage;
use crate::state::{Authoring, Desk, Estimator, Look, Notices};
use crate::words;

const SENTENCES: [&str; 3] = [
    include_str!("../locales/desk/en.json"),
    include_str!("../locales/desk/fr.json"),
    include_str!("../locales/desk/nl.json"),
];

/// Starts the desk in its page.
pub fn start() {
    words::also_know(SENTENCES);
    app::show(App);
}

#[component]
fn App() -> impl IntoView {
    let look = Look::provide();
    let notices = Notices::provide();
    Estimator::provide();
    Desk::provide(notices);
    Authoring::provide(notices);
    // Drawn anew when the language changes, as the app is.
    move || {
        look.language.get();
        view! { <DeskPage/> }
    }
}
