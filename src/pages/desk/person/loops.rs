//! The loops of a participant: which are open and closed, letters beside their answers, and what
//! became of forecasts.

use desk::{MergedEntry, Pair};
use journal::{Entry, Form, Loop, LoopKind, Moment};
use leptos::prelude::*;

use super::ties::{day, way};
use super::{Known, wishes};
use crate::components::Mark;
use crate::words::desk::tied as said;
use crate::words::{self, fill, t};

/// All of it.
pub(super) fn view(known: &Known<'_>) -> impl IntoView + use<> {
    let all = known.ties.loops();
    let none = all
        .is_empty()
        .then(|| view! { <p class="note">{t("tied.no_loops")}</p> });
    let kinds = LoopKind::ALL.map(|kind| {
        let loops: Vec<&Loop> = all.iter().filter(|one| one.kind == kind).collect();
        (!loops.is_empty()).then(|| group(known, kind, &loops))
    });
    let letters = known.ties.letters();
    let letters = (!letters.is_empty()).then(|| {
        let pairs = letters.iter().map(|pair| letter(known, pair));
        let pairs = pairs.collect_view();
        view! {
            <section class="stack" aria-labelledby="letters-head">
                <h2 id="letters-head">{t("tied.letters")}</h2>
                {pairs}
            </section>
        }
    });
    let forecasts = known.ties.forecasts();
    let forecasts = (!forecasts.is_empty()).then(|| forecast_table(known, &forecasts));
    view! {
        <div class="case-loops" id="loops">
            {none}
            <div class="loop-groups">{kinds.into_iter().collect_view()}</div>
            {letters}
            {forecasts}
        </div>
    }
}

/// The loops of a kind, each with its beginning, its end and the time between.
fn group(known: &Known<'_>, kind: LoopKind, loops: &[&Loop]) -> impl IntoView + use<> {
    let closed = loops.iter().filter(|one| one.is_closed()).count();
    let counts = fill(
        "tied.counts",
        &[
            ("closed", &closed.to_string()),
            ("open", &(loops.len() - closed).to_string()),
        ],
    );
    let rows = loops.iter().map(|one| {
        let is_closed = one.is_closed();
        let until = one.until().map(words::date).unwrap_or_default();
        let state = match (is_closed, one.until()) {
            (true, _) => fill("tied.closed_on", &[("day", &until)]),
            (false, Some(_)) => fill("tied.open_until", &[("day", &until)]),
            (false, None) => t("tied.open").to_owned(),
        };
        let ended = one.until().filter(|_| is_closed);
        let days = one
            .began
            .as_ref()
            .zip(ended)
            .map(|(began, ended)| began.days_until(ended))
            .map(|days| view! { <span class="loop-days">{said::days(days)}</span> });
        let steps = one
            .steps
            .iter()
            .map(|step| view! { <li>{way(known, *step)}</li> });
        let steps = steps.collect_view();
        view! {
            <li class="loop" data-loop=kind.as_str() data-closed=is_closed.to_string()>
                <Mark class="loop-mark" closed=is_closed/>
                <div class="loop-body">
                    {way(known, one.origin)}
                    <p class="hint"><span>{state}</span>{days}</p>
                    <ol class="loop-steps">{steps}</ol>
                </div>
            </li>
        }
    });
    let rows = rows.collect_view();
    view! {
        <section class="loop-group">
            <h2>{said::loop_kind(kind)}</h2>
            <p class="hint">{counts}</p>
            <ul>{rows}</ul>
        </section>
    }
}

/// A letter and its answer, side by side, with the time between.
fn letter(known: &Known<'_>, pair: &Pair<'_>) -> impl IntoView + use<> {
    let entry = |merged: Option<&MergedEntry>| merged.map(|merged| merged.newest().entry.clone());
    let (first, answer) = (entry(pair.first), entry(pair.answer));
    let opened = first
        .as_ref()
        .and_then(Entry::letter)
        .and_then(|letter| letter.opened_at.clone());
    let sealed = first.as_ref().map(|first| &first.created_at);
    let times = [
        sealed.map(|day| fill("tied.sealed_on", &[("day", &words::date(day))])),
        opened
            .as_ref()
            .map(|day| after("tied.opened_on", "tied.opened_after", sealed, day)),
        answer.as_ref().map(|answer| {
            let day = &answer.created_at;
            after(
                "tied.answered_on",
                "tied.answered_after",
                opened.as_ref(),
                day,
            )
        }),
    ];
    let times: Vec<String> = times.into_iter().flatten().collect();
    let times = times.join(" · ");
    let is_answered = answer.is_some();
    view! {
        <article class="pair" data-letter=pair.id.to_string()>
            <p class="pair-times"><Mark class="loop-mark" closed=is_answered/><span class="pair-when">{times}</span></p>
            <div class="pair-side pair-past">
                {side(known, pair.first, t("tied.letter_not_shared"))}
            </div>
            <div class="pair-side pair-future">
                {side(known, pair.answer, t("tied.no_answer"))}
            </div>
        </article>
    }
}

/// That something was on a day, and how long after another.
fn after(
    plain: &'static str,
    with_days: &'static str,
    from: Option<&Moment>,
    day: &Moment,
) -> String {
    let spoken = words::date(day);
    match from.map(|from| from.days_until(day)) {
        Some(days) => {
            let days = said::days(days);
            fill(with_days, &[("day", &spoken), ("days", &days)])
        }
        None => fill(plain, &[("day", &spoken)]),
    }
}

/// One of two, whole; or that it is not here.
fn side(known: &Known<'_>, merged: Option<&MergedEntry>, missing: &'static str) -> AnyView {
    let Some(merged) = merged else {
        return view! { <p class="hint">{missing}</p> }.into_any();
    };
    view! {
        <h3>{day(known, merged.id)}</h3>
        {wishes(merged.wishes())}
        <p class="prose" dir="auto">{text_of(&merged.newest().entry)}</p>
    }
    .into_any()
}

/// What was written, or that it was spoken.
fn text_of(entry: &Entry) -> String {
    match entry.text.trim().is_empty() {
        true => t("entry.spoken").to_owned(),
        false => entry.text.clone(),
    }
}

fn forecast_table(known: &Known<'_>, pairs: &[Pair<'_>]) -> impl IntoView + use<> {
    let rows = pairs.iter().map(|pair| {
        let first = pair.first.map(|merged| &merged.newest().entry);
        let forecast = match first.and_then(Entry::form) {
            Some(Form::Forecast(forecast)) => Some(forecast),
            _ => None,
        };
        let statement = pair.first.map(|merged| {
            let text = text_of(&merged.newest().entry);
            view! { {wishes(merged.wishes())}<p class="prose" dir="auto">{text}</p> }
        });
        let surprised = pair.answer.map(|merged| {
            let text = text_of(&merged.newest().entry);
            let to = day(known, merged.id);
            view! { <p>{to}</p>{wishes(merged.wishes())}<p class="prose" dir="auto">{text}</p> }
        });
        let outcome = match pair.answer.map(|merged| merged.newest().entry.form()) {
            Some(Some(Form::Outcome(outcome))) => said::outcome(*outcome),
            Some(_) => t("tied.answered"),
            None => t("tied.open"),
        };
        let written = first.map(|entry| &entry.created_at);
        let answered = pair.answer.map(|merged| &merged.newest().entry.created_at);
        let days = written
            .zip(answered)
            .map(|(from, to)| from.days_until(to))
            .map(|days| days.to_string());
        let sure = forecast.map(|forecast| format!("{}\u{a0}%", forecast.sure));
        let horizon = forecast.map(|forecast| words::date(&forecast.horizon));
        view! {
            <tr data-forecast=pair.id.to_string()>
                <th scope="row" class="forecast-words">{day(known, pair.id)}{statement}</th>
                <td class="num">{sure}</td>
                <td>{horizon}</td>
                <td>{outcome}</td>
                <td class="num">{days}</td>
                <td class="forecast-words">{surprised}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <section class="stack">
            <h2 id="forecasts-head">{t("tied.forecasts")}</h2>
            <div class="table-scroll forecast-table" role="region" tabindex="0" aria-labelledby="forecasts-head">
                <table class="table" id="forecasts">
                    <thead>
                        <tr>
                            <th scope="col">{t("tied.statement")}</th>
                            <th scope="col" class="num">{t("tied.sure")}</th>
                            <th scope="col">{t("tied.horizon")}</th>
                            <th scope="col">{t("tied.came")}</th>
                            <th scope="col" class="num">{t("tied.days")}</th>
                            <th scope="col">{t("tied.surprised")}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
}
