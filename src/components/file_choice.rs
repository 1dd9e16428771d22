//! A file chosen by hand.

use leptos::html::Input;
use leptos::prelude::*;

use super::icon;
use crate::browser::{BrowserError, files};
use crate::words::t;

/// A button that reads one file.
#[component]
pub fn FileChoice(
    /// The field's id.
    id: &'static str,
    /// What the button says.
    label: &'static str,
    /// Called with the file's bytes, or with why it could not be read.
    on_file: Callback<Result<Vec<u8>, BrowserError>>,
) -> impl IntoView {
    let field = NodeRef::<Input>::new();
    let on_change = move |_| {
        let Some(field) = field.get_untracked() else {
            return;
        };
        leptos::task::spawn_local(async move {
            match files::chosen(&field).await {
                Ok(Some((_, bytes))) => on_file.run(Ok(bytes)),
                Ok(None) => {}
                Err(error) => on_file.run(Err(error)),
            }
            // The same file can be chosen again after it was mended.
            field.set_value("");
        });
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
