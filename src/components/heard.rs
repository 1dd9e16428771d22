//! Recordings of an entry, to be heard and nothing else.

use journal::Entry;
use leptos::prelude::*;

use super::{Place, Player};
use crate::words::fill;

/// The recordings of an entry, each with the name it has or its number.
#[component]
pub fn HeardRecordings(
    /// The entry.
    entry: Entry,
) -> impl IntoView {
    let rows = entry
        .recordings
        .into_iter()
        .zip(1..)
        .map(|(recording, number)| {
            let label = match recording.words() {
                "" => fill("record.take", &[("n", &number.to_string())]),
                words => words.to_owned(),
            };
            view! {
                <div>
                    <p class="label" dir="auto">{label}</p>
                    <Player id=recording.id place=Place::new() withheld=Vec::new()/>
                </div>
            }
        });
    let rows: Vec<_> = rows.collect();
    (!rows.is_empty()).then(|| view! { <div class="takes-kept">{rows}</div> })
}
