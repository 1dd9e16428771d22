//! The small ring of a loop's kind, in the strokes of the drawing.

use journal::LoopKind;
use leptos::prelude::*;

const LEFT: &str = "M12 20.5A8.5 8.5 0 0 1 12 3.5";
const RIGHT: &str = "M12 20.5A8.5 8.5 0 0 0 12 3.5";
/// Within the ring of a forecast: what was said, and around it how it will be.
const SAID: &str = "M12 15.75A3.75 3.75 0 0 0 12 8.25";
/// Two small ones, one after the other.
const RECEIVED: &str = "M12 22A5 5 0 0 1 12 12";
const PASSED_ON: &str = "M12 12A5 5 0 0 0 12 2";

/// The ring of a kind, with a gap as long as the loop is open; words always stand beside it.
#[component]
pub fn LoopIcon(
    /// The kind.
    kind: LoopKind,
    /// Whether the loop is closed.
    is_closed: bool,
) -> impl IntoView {
    let (past, future) = match kind {
        LoopKind::Reply => (Some(LEFT), None),
        LoopKind::Letter | LoopKind::Forecast => (None, Some(RIGHT)),
        LoopKind::TwoChairs => (Some(LEFT), Some(RIGHT).filter(|_| is_closed)),
        LoopKind::PassingOn => (Some(RECEIVED), Some(PASSED_ON).filter(|_| is_closed)),
    };
    let trace = match kind {
        LoopKind::PassingOn => format!("{RECEIVED}{PASSED_ON}"),
        _ => format!("{LEFT}{RIGHT}"),
    };
    // Of what has two halves the other half is the gap.
    let has_gap = !is_closed
        && matches!(
            kind,
            LoopKind::Reply | LoopKind::Letter | LoopKind::Forecast
        );
    let line = move |side: &'static str, path: Option<&'static str>| {
        path.map(|path| {
            view! { <path class=format!("loop-line {side}") class:loop-gap=has_gap d=path pathLength="10"></path> }
        })
    };
    view! {
        <svg class="loop-icon" viewBox="0 0 24 24" aria-hidden="true">
            <path class="loop-trace" d=trace></path>
            {line("loop-past", past)}
            {line("loop-future", future)}
            {(kind == LoopKind::Forecast).then(|| view! { <path class="loop-line loop-future" d=SAID></path> })}
        </svg>
    }
}
