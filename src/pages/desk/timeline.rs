//! People by weeks as a drawing: a disc for what was written, a ring for what was spoken, the
//! study's phases behind them. The table below it says the same in figures.

use std::sync::Arc;

use desk::{Person, Week};
use journal::{Moment, Phase};
use leptos::prelude::*;

use crate::components::icon;
use crate::jobs::desk::Merged;
use crate::state::{DeskPlace, use_desk};
use crate::words::{self, count, desk as said, fill, t};

/// Where the weeks begin, and how high a row and the head are, in sixteenths of a letter.
const LEFT: f64 = 120.0;
const ROW: f64 = 44.0;
const HEAD: f64 = 56.0;
/// What there is for the weeks, and how narrow and wide one may be.
const WIDTH: f64 = 1080.0;
const NARROWEST: f64 = 26.0;
const WIDEST: f64 = 96.0;

/// The drawing.
#[component]
pub fn Timeline(
    /// How everything stands.
    merged: Arc<Merged>,
) -> impl IntoView {
    let weeks = &merged.overview.weeks;
    let people = &merged.overview.people;
    let cell = (WIDTH / weeks.len().max(1) as f64).clamp(NARROWEST, WIDEST);
    // Few weeks still have rows as wide as the page.
    let width = LEFT + (cell * weeks.len() as f64).max(WIDTH) + 16.0;
    let height = HEAD + ROW * people.len() as f64 + 8.0;
    let middle = move |at: usize| LEFT + cell * (at as f64 + 0.5);
    let phases = merged.phases.iter().filter_map(|(phase, from, to)| {
        let is_in = |week: &&String| **week >= monday(from) && **week <= *to;
        let first = weeks.iter().position(|week| is_in(&week))?;
        let number = weeks.iter().filter(is_in).count();
        let class = match phase {
            Phase::Start => "phase phase-past",
            Phase::End => "phase phase-future",
            _ => "phase",
        };
        let (x, wide) = (LEFT + cell * first as f64, cell * number as f64);
        Some(view! {
            <g>
                <rect class=class x=x y="0" width=wide height=height></rect>
                <text class="phase-name" x=x + 8.0 y="18">{said::phase(*phase)}</text>
            </g>
        })
    });
    // Dates stand where there is room for them.
    let every = (72.0 / cell).ceil().max(1.0) as usize;
    let dates = weeks.iter().enumerate().map(|(at, week)| {
        let label = (at % every == 0).then(|| {
            let spoken = Moment::parse(week).map(|week| words::day(&week)).unwrap_or_default();
            view! { <text class="week" x=middle(at) y=HEAD - 12.0 text-anchor="middle">{spoken}</text> }
        });
        view! {
            <g>
                <line class="week-line" x1=middle(at) x2=middle(at) y1=HEAD - 4.0 y2=height></line>
                {label}
            </g>
        }
    });
    let rows = people.iter().enumerate().map(|(number, person)| {
        let y = HEAD + ROW * (number as f64 + 0.5);
        view! { <Row person=person.clone() y=y width=width middle=Callback::new(middle)/> }
    });
    let (phases, dates, rows) = (
        phases.collect_view(),
        dates.collect_view(),
        rows.collect_view(),
    );
    view! {
        <figure class="timeline">
            <figcaption class="legend">
                <span class="legend-mark">
                    <svg viewBox="0 0 24 24" aria-hidden="true"><circle class="mark-text" cx="12" cy="12" r="6"></circle></svg>
                    {t("people.mark_text")}
                </span>
                <span class="legend-mark">
                    <svg viewBox="0 0 24 24" aria-hidden="true"><circle class="mark-voice" cx="12" cy="12" r="9"></circle></svg>
                    {t("people.mark_voice")}
                </span>
                <span class="legend-mark">{icon("triangle-alert")}{t("people.mark_missing")}</span>
                <span class="hint">{t("people.mark_size")}</span>
            </figcaption>
            <div class="timeline-scroll" role="region" tabindex="0" aria-label=t("people.drawing")>
                <svg
                    id="timeline"
                    role="group"
                    aria-label=t("people.drawing")
                    width=format!("{}rem", width / 16.0)
                    height=format!("{}rem", height / 16.0)
                    viewBox=format!("0 0 {width} {height}")
                >
                    <g aria-hidden="true">{phases}{dates}</g>
                    {rows}
                </svg>
            </div>
        </figure>
    }
}

/// One participant: a row that leads to what they wrote.
#[component]
fn Row(
    /// Who.
    person: Person,
    /// The middle of the row.
    y: f64,
    /// How wide the drawing is.
    width: f64,
    /// The middle of a week.
    middle: Callback<usize, f64>,
) -> impl IntoView {
    let desk = use_desk();
    let spoken = fill(
        "people.row",
        &[
            ("person", &person.code.to_string()),
            (
                "entries",
                &count("people.entry_one", "people.entry_many", person.entries),
            ),
            (
                "weeks",
                &count("people.week_one", "people.week_many", person.weeks.len()),
            ),
            ("last", person.last.as_deref().unwrap_or("–")),
        ],
    );
    let to = StoredValue::new(person.code.clone());
    let go = move || desk.place.set(DeskPlace::Person(to.get_value(), None));
    let marks = person
        .weeks
        .iter()
        .map(|week| marks(week, middle.run(week.at), y));
    let missing = (!person.missing.is_empty()).then(|| {
        // A small triangle behind the code, as the one of the legend.
        let (x, top) = (LEFT - 24.0, y - 7.0);
        let path = format!("M{x} {}l7 -12l7 12z", top + 13.0);
        view! { <path class="mark-missing" d=path></path> }
    });
    view! {
        <g
            class="person-row"
            role="button"
            tabindex="0"
            aria-label=spoken
            data-row=person.code.to_string()
            on:click=move |_| go()
            on:keydown=move |event| {
                if matches!(event.key().as_str(), "Enter" | " ") {
                    event.prevent_default();
                    go();
                }
            }
        >
            <rect class="row-back" x="1" y=y - ROW / 2.0 + 1.0 width=width - 2.0 height=ROW - 2.0 rx="8"></rect>
            <text class="row-name" x="12" y=y + 5.0>{person.code.to_string()}</text>
            {missing}
            <line class="row-line" x1=LEFT x2=width - 12.0 y1=y y2=y></line>
            {marks.collect_view()}
        </g>
    }
}

fn marks(week: &Week, x: f64, y: f64) -> impl IntoView + use<> {
    // The area tells the number.
    let radius = |number: usize| (3.0 + 2.5 * (number as f64).sqrt()).min(11.0);
    let (text, voice) = (week.text, week.voice);
    let disc =
        (text > 0).then(|| view! { <circle class="mark-text" cx=x cy=y r=radius(text)></circle> });
    let outer = radius(voice)
        .max(if text > 0 { radius(text) + 4.0 } else { 0.0 })
        .min(16.0);
    let ring =
        (voice > 0).then(|| view! { <circle class="mark-voice" cx=x cy=y r=outer></circle> });
    view! { {disc}{ring} }
}

fn monday(date: &str) -> String {
    Moment::parse(date)
        .map(|date| date.monday())
        .unwrap_or_default()
}
