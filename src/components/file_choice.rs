//! A file chosen by hand.

use leptos::html::Input;
use leptos::prelude::*;

use super::icon;
use crate::browser::files;
use crate::state::HeldFile;
use crate::words::t;

/// A button that takes one file.
#[component]
pub fn FileChoice(
    /// The field's id.
    id: &'static str,
    /// What the button says.
    label: &'static str,
    /// Called with the file, which is not read yet.
    on_file: Callback<HeldFile>,
) -> impl IntoView {
    let field = NodeRef::<Input>::new();
    let on_change = move |_| {
        let Some(field) = field.get_untracked() else {
            return;
        };
        if let Some(file) = files::chosen(&field) {
            on_file.run(file);
        }
        // The same file can be chosen again after it was mended.
        field.set_value("");
    };
    view! {
        <div class="drop">
            <label class="button file">
                {icon("file-up")}{label}
                <input type="file" id=id node_ref=field aria-describedby=format!("{id}-hint") on:change=on_change/>
            </label>
            <p class="hint" id=format!("{id}-hint")>{t("file.hint")}</p>
        </div>
    }
}
