//! The loops as a drawing that can be walked through: one stop of the tab key, arrow keys from loop
//! to loop, and a line of words below it for the one that is chosen or pointed at.

use journal::{Arc, LoopShape, Moment, Side};
use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::prelude::*;
use leptos::svg::{G, Svg};

use super::icon;
use crate::browser::page;
use crate::words::{self, t};

/// How near a finger has to come to a loop, in units of the drawing.
const NEAR: f64 = 22.0;
/// From so many loops, or entries, on strokes are finer.
const MANY: usize = 24;
const MANY_MARKS: usize = 100;

/// The drawing, and the line below it.
#[component]
pub fn LoopDrawing(
    /// Where everything stands.
    drawing: journal::LoopDrawing,
    /// Every loop in words, in the drawing's order.
    told: Vec<String>,
    /// The day it was drawn for.
    today: Moment,
    /// The loop that closed today, whose closing is drawn.
    closed_today: Option<usize>,
    /// Called with the loop that is to be opened.
    on_open: Callback<usize>,
) -> impl IntoView {
    let last = drawing.shapes.len().saturating_sub(1);
    let stop = RwSignal::new(last);
    let chosen = RwSignal::new(None::<usize>);
    let pointed = RwSignal::new(None::<usize>);
    let shown = Memo::new(move |_| pointed.get().or(chosen.get()));
    let paper = NodeRef::<Svg>::new();
    let groups: Vec<NodeRef<G>> = drawing.shapes.iter().map(|_| NodeRef::new()).collect();
    let groups = StoredValue::new(groups);

    let choose = move |index: usize| {
        stop.set(index);
        chosen.set(Some(index));
        let group = groups.with_value(|groups| groups.get(index).and_then(NodeRef::get_untracked));
        if let Some(group) = group {
            // The words stand below it whether it takes the focus or not.
            let _ = group.focus();
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let at = stop.get_untracked();
        let to = match event.key().as_str() {
            "ArrowUp" | "ArrowRight" => (at + 1).min(last),
            "ArrowDown" | "ArrowLeft" => at.saturating_sub(1),
            "Home" => 0,
            "End" => last,
            "Enter" | " " => {
                event.prevent_default();
                return on_open.run(at);
            }
            "Escape" => return chosen.set(None),
            _ => return,
        };
        event.prevent_default();
        choose(to);
    };
    let many = drawing.shapes.len() > MANY;
    let many_marks = drawing.marks.len() > MANY_MARKS;
    let view_box = format!("0 0 {} {:.0}", journal::LoopDrawing::WIDTH, drawing.height);
    let behind = behind(&drawing);
    let before = before(&drawing, &today);
    let loops = drawing.shapes.iter().zip(&told).enumerate();
    let loops = loops.map(|(index, (shape, told))| {
        let node = groups.with_value(|groups| groups[index]);
        view! {
            <g
                class="loop"
                class:loop-closing=closed_today == Some(index)
                role="link"
                id=format!("loop-{index}")
                node_ref=node
                tabindex=move || if stop.get() == index { "0" } else { "-1" }
                aria-label=told.clone()
                data-chosen=move || (shown.get() == Some(index)).then_some("")
                on:focus=move |_| { stop.set(index); chosen.set(Some(index)); }
            >
                {strokes(shape)}
            </g>
        }
    });
    let loops = loops.collect_view();
    let drawing = StoredValue::new(drawing);
    let near = move |event: &MouseEvent| {
        let (x, y) = page::share_within(&paper.get_untracked()?.into(), event);
        drawing.with_value(|drawing| {
            drawing.nearest(x * journal::LoopDrawing::WIDTH, y * drawing.height, NEAR)
        })
    };
    let on_click = move |event: MouseEvent| match near(&event) {
        Some(index) if chosen.get_untracked() == Some(index) => on_open.run(index),
        Some(index) => choose(index),
        None => chosen.set(None),
    };
    let line = move || match shown.get() {
        Some(index) => {
            let words = told.get(index).cloned().unwrap_or_default();
            view! {
                <p class="loop-told">{words}</p>
                <button class="button button-quiet" type="button" id="open-loop" on:click=move |_| on_open.run(index)>
                    {t("loops.show")}{icon("chevron-right")}
                </button>
            }
            .into_any()
        }
        None => view! { <p class="loop-told note">{t("loops.choose")}</p> }.into_any(),
    };
    view! {
        <figure class="loops">
            <svg
                class="loops-paper"
                class:loops-many=many
                class:loops-beads=many_marks
                id="loops"
                viewBox=view_box
                role="group"
                aria-label=t("loops.drawing")
                aria-describedby="loops-keys"
                node_ref=paper
                data-chosen=move || shown.get().is_some().then_some("")
                on:keydown=on_key
                on:click=on_click
                on:pointermove=move |event| if event.pointer_type() == "mouse" { pointed.set(near(&event)) }
                on:pointerleave=move |_| pointed.set(None)
            >
                {behind}
                {loops}
                {before}
            </svg>
            <p class="sr-only" id="loops-keys">{t("loops.keys")}</p>
            <figcaption class="loops-line" id="loops-line">{line}</figcaption>
        </figure>
    }
}

/// The class of a side.
fn side_class(side: Side) -> &'static str {
    match side {
        Side::Past => "loop-past",
        Side::Future => "loop-future",
    }
}

/// What lies under the loops: months, what closed loops enclose, and the line of time.
fn behind(drawing: &journal::LoopDrawing) -> impl IntoView + use<> {
    let axis = journal::LoopDrawing::AXIS;
    let now = drawing.now;
    let first = drawing.marks.first().map_or(now, |mark| mark.y);
    let months = drawing.months.iter().enumerate().map(|(number, mark)| {
        let year = (number == 0 || mark.month.ends_with("-01")).then(|| {
            let year = mark.month[..4].to_owned();
            view! { <text x="0" y=mark.y + 14.0>{year}</text> }
        });
        view! {
            <path class="loops-rule" d=format!("M0 {:.1}H360", mark.y)></path>
            <text x="0" y=mark.y - 5.0>{words::short_month(&mark.month)}</text>
            {year}
        }
    });
    let closed = drawing
        .painting()
        .into_iter()
        .map(|index| &drawing.shapes[index]);
    let arcs = closed
        .filter(|shape| !shape.is_open)
        .flat_map(|shape| &shape.arcs);
    let areas = arcs.map(|arc| {
        view! { <path class=format!("loop-area {}", side_class(arc.side)) d=arc.area()></path> }
    });
    view! {
        <g aria-hidden="true">
            {months.collect_view()}
            <path class="loops-now" d=format!("M0 {now:.1}H360")></path>
            <text class="loops-today" x="360" y=now - 6.0 text-anchor="end">{t("place.today")}</text>
            {areas.collect_view()}
            <path class="loop-time" d=format!("M{axis} {first:.1}V{now:.1}")></path>
            <path class="loop-time loop-ahead" d=format!("M{axis} {now:.1}V8")></path>
        </g>
    }
}

/// What lies on the loops: entries, the days on which something comes back, and today.
fn before(drawing: &journal::LoopDrawing, today: &Moment) -> impl IntoView + use<> {
    let axis = journal::LoopDrawing::AXIS;
    let returns = drawing.returns.iter().map(|mark| {
        let day = mark.is_told.then(|| words::loops::near(&mark.day, today));
        view! {
            <circle class="loops-return" cx=axis cy=mark.y r="3"></circle>
            {day.map(|day| view! { <text class="loops-day" x=axis - 11.0 y=mark.y + 4.5 text-anchor="end">{day}</text> })}
        }
    });
    view! {
        <g aria-hidden="true">
            <path class="loops-beads-line" d=dots(drawing.marks.iter().map(|mark| mark.y))></path>
            {returns.collect_view()}
            <circle class="loops-present" cx=axis cy=drawing.now r="5.5"></circle>
        </g>
    }
}

/// The strokes of a loop: a halo for the focus, what was lived, what is still to come, and where it
/// touches the line of time.
fn strokes(shape: &LoopShape) -> impl IntoView + use<> {
    let stroke = |arc: &Arc| {
        let side = side_class(arc.side);
        let ahead = arc.ahead().map(|path| {
            view! { <path class=format!("loop-line loop-ahead {side}") d=path></path> }
        });
        view! {
            <path class="loop-halo" d=arc.line()></path>
            <path class=format!("loop-line {side}") d=arc.line() pathLength="10"></path>
            {ahead}
        }
    };
    let arcs = shape.arcs.iter().map(stroke).collect_view();
    view! {
        {arcs}
        <path class="loop-points" d=dots(shape.points.iter().copied())></path>
    }
}

/// Points of the line of time, as strokes without length.
fn dots(heights: impl Iterator<Item = f64>) -> String {
    let axis = journal::LoopDrawing::AXIS;
    heights.map(|y| format!("M{axis} {y:.1}h0")).collect()
}
