//! Something longer under way: what is being done, and how much of it is done.

use leptos::prelude::*;

use crate::state::Progress;
use crate::words::{fill, t};

/// Words with a bar below; nothing while nothing is under way. Only the words are read aloud: a
/// number that runs is seen.
#[component]
pub fn Working(
    /// How far it is.
    progress: RwSignal<Option<Progress>>,
) -> impl IntoView {
    let doing = Memo::new(move |_| progress.get().map(|progress| progress.doing));
    let percent = move || progress.get().and_then(|progress| progress.percent);
    let number =
        move || percent().map(|percent| fill("progress.percent", &[("n", &percent.to_string())]));
    move || {
        doing.get().map(|doing| {
            let words = t(doing.words());
            view! {
                <div class="working">
                    <p class="busy"><span role="status">{words}</span><span aria-hidden="true">{number}</span></p>
                    <progress max="100" value=percent aria-label=words></progress>
                </div>
            }
        })
    }
}
