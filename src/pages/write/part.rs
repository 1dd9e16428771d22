//! What is asked of an entry by the part it plays: when a letter opens, how sure a forecast is,
//! what became of it, and what one wants to talk about.

use journal::{Addressee, Context, Entry, EntryId, Forecast, Form, Letter, Moment, Opens, Outcome};
use leptos::prelude::*;

use crate::components::{Chips, Pick};
use crate::state::{this_day, use_journal};
use crate::words::{self, count, fill, t};

/// How many entries can be chosen from for an interview before one asks for more.
const MOST: usize = 40;

/// The fields of the part; nothing for an entry that plays none that has any.
#[component]
pub fn PartFields(
    /// What the entry stands in; changed here.
    context: RwSignal<Context>,
) -> impl IntoView {
    match context.with_untracked(|context| context.form.clone()) {
        Some(Form::Letter(letter)) => {
            view! { <LetterFields letter=letter context=context/> }.into_any()
        }
        Some(Form::Forecast(forecast)) => {
            view! { <ForecastFields forecast=forecast context=context/> }.into_any()
        }
        Some(Form::Outcome(outcome)) => {
            view! { <OutcomeField outcome=outcome context=context/> }.into_any()
        }
        Some(Form::Agenda { entries }) => {
            view! { <AgendaField entries=entries context=context/> }.into_any()
        }
        _ => ().into_any(),
    }
}

/// Why a part cannot be kept as it is; nothing if it can.
pub fn trouble_with(context: &Context) -> Option<&'static str> {
    let is_past = |day: &Moment| day.date() <= this_day().date();
    match context.form.as_ref()? {
        Form::Letter(letter) if letter.opened_at.is_none() => match &letter.opens {
            Opens::On(day) => is_past(day).then(|| t("letter.past_day")),
            Opens::When(event) => event.trim().is_empty().then(|| t("letter.no_event")),
        },
        Form::Forecast(forecast) => is_past(&forecast.horizon).then(|| t("forecast.past_day")),
        _ => None,
    }
}

#[component]
fn LetterFields(letter: Letter, context: RwSignal<Context>) -> impl IntoView {
    let (day, event) = match &letter.opens {
        Opens::On(day) => (day.clone(), String::new()),
        Opens::When(event) => (this_day().days_later(182), event.clone()),
    };
    let to = RwSignal::new(letter.to);
    let by_event = RwSignal::new(matches!(letter.opens, Opens::When(_)));
    let (day, event) = (RwSignal::new(day.date().to_owned()), RwSignal::new(event));
    let update = move || {
        let opens = match (
            by_event.get_untracked(),
            Moment::parse(&day.get_untracked()),
        ) {
            (true, _) => Opens::When(event.get_untracked()),
            (false, Ok(day)) => Opens::On(day.coarsened()),
            // A field that is being emptied names no day: none that can be kept.
            (false, Err(_)) => Opens::When(String::new()),
        };
        let letter = Letter {
            to: to.get_untracked(),
            opens,
            opened_at: None,
        };
        context.update(|context| context.form = Some(Form::Letter(letter)));
    };
    let options = Addressee::ALL
        .map(|to| (to.as_str(), words::addressee(to).to_owned()))
        .to_vec();
    let chosen = Signal::derive(move || to.get().as_str().to_owned());
    let choose = Callback::new(move |value: String| {
        if let Some(found) = Addressee::ALL.into_iter().find(|to| to.as_str() == value) {
            to.set(found);
            update();
        }
    });
    let when = move |value: bool, id: &'static str, label: &'static str| {
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="opens"
                    id=id
                    prop:checked=move || by_event.get() == value
                    on:change=move |_| { by_event.set(value); update(); }
                />
                <span>{label}</span>
            </label>
        }
    };
    view! {
        <Chips legend=t("letter.to") name="addressee" options=options chosen=chosen on_choose=choose/>
        <fieldset class="part">
            <legend class="label">{t("letter.opens")}</legend>
            {when(false, "opens-on", t("letter.on_day"))}
            {move || (!by_event.get()).then(|| view! {
                <input
                    class="input"
                    type="date"
                    id="opens-day"
                    autocomplete="off"
                    aria-label=t("letter.day")
                    min=tomorrow()
                    prop:value=move || day.get()
                    on:input=move |input| { day.set(event_target_value(&input)); update(); }
                />
            })}
            {when(true, "opens-when", t("letter.on_event"))}
            {move || by_event.get().then(|| view! {
                <input
                    class="input"
                    id="opens-event"
                    aria-label=t("letter.event")
                    placeholder=t("letter.event_hint")
                    autocomplete="off"
                    spellcheck="false"
                    dir="auto"
                    prop:value=move || event.get()
                    on:input=move |input| { event.set(event_target_value(&input)); update(); }
                />
            })}
        </fieldset>
        <p class="note">{t("letter.honest")}</p>
    }
}

#[component]
fn ForecastFields(forecast: Forecast, context: RwSignal<Context>) -> impl IntoView {
    let day = RwSignal::new(forecast.horizon.date().to_owned());
    let sure = RwSignal::new(forecast.sure);
    let update = move || {
        let horizon = Moment::parse(&day.get_untracked()).map_or_else(
            |_| forecast.horizon.days_later(-100_000),
            |day| day.coarsened(),
        );
        let sure = sure.get_untracked();
        context.update(|context| context.form = Some(Form::Forecast(Forecast { horizon, sure })));
    };
    let update = StoredValue::new(update);
    view! {
        <div class="field">
            <label class="label" for="horizon">{t("forecast.horizon")}</label>
            <input
                class="input"
                type="date"
                id="horizon"
                autocomplete="off"
                min=tomorrow()
                prop:value=move || day.get()
                on:input=move |input| { day.set(event_target_value(&input)); update.with_value(|update| update()); }
            />
        </div>
        <div class="field">
            <label class="label" for="sure">{t("forecast.sure")}</label>
            <input
                class="seek"
                type="range"
                id="sure"
                autocomplete="off"
                min="0"
                max="100"
                step="5"
                aria-valuetext=move || sure_words(sure.get())
                prop:value=sure.get_untracked().to_string()
                on:input=move |input| {
                    sure.set(event_target_value(&input).parse().unwrap_or(50));
                    update.with_value(|update| update());
                }
            />
            <output class="hint" for="sure">{move || sure_words(sure.get())}</output>
        </div>
    }
}

fn sure_words(sure: u8) -> String {
    fill("forecast.percent", &[("n", &sure.to_string())])
}

#[component]
fn OutcomeField(outcome: Outcome, context: RwSignal<Context>) -> impl IntoView {
    let outcome = RwSignal::new(outcome);
    let options = Outcome::ALL
        .map(|outcome| (outcome.as_str(), words::outcome(outcome).to_owned()))
        .to_vec();
    let chosen = Signal::derive(move || outcome.get().as_str().to_owned());
    let choose = Callback::new(move |value: String| {
        let mut all = Outcome::ALL.into_iter();
        if let Some(found) = all.find(|outcome| outcome.as_str() == value) {
            outcome.set(found);
            context.update(|context| context.form = Some(Form::Outcome(found)));
        }
    });
    view! { <Chips legend=t("outcome.legend") name="outcome" options=options chosen=chosen on_choose=choose/> }
}

#[component]
fn AgendaField(entries: Vec<EntryId>, context: RwSignal<Context>) -> impl IntoView {
    let journal = use_journal();
    let chosen = RwSignal::new(entries);
    let shown = RwSignal::new(MOST);
    let all: Vec<Entry> = untrack(|| {
        journal.pick(|entry| {
            let is_one =
                !journal.is_hidden(entry) && !matches!(entry.form(), Some(Form::Agenda { .. }));
            is_one.then(|| entry.clone())
        })
    });
    let total = all.len();
    let all = StoredValue::new(all);
    let change = move |id: EntryId, add: bool| {
        chosen.update(|chosen| {
            chosen.retain(|known| *known != id);
            if add {
                chosen.push(id);
            }
        });
        let entries = chosen.get_untracked();
        context.update(|context| context.form = Some(Form::Agenda { entries }));
    };
    let rows = move || {
        let first: Vec<Entry> =
            all.with_value(|all| all.iter().take(shown.get()).cloned().collect());
        let rows = first.into_iter().map(|entry| {
            let id = entry.id;
            let ticked = Signal::derive(move || chosen.with(|chosen| chosen.contains(&id)));
            let on_tick = Callback::new(move |add| change(id, add));
            view! { <Pick entry=entry ticked=ticked on_tick=on_tick/> }
        });
        rows.collect_view()
    };
    view! {
        <fieldset class="part">
            <legend class="label">{t("agenda.which")}</legend>
            <p class="hint">{t("agenda.hint")}</p>
            <ul class="picks" id="agenda">{rows}</ul>
            {move || {
                let more = total.saturating_sub(shown.get());
                (more > 0).then(|| view! {
                    <button class="button" type="button" on:click=move |_| shown.update(|shown| *shown += MOST)>
                        {count("entries.more_one", "entries.more", more)}
                    </button>
                })
            }}
        </fieldset>
    }
}

fn tomorrow() -> String {
    this_day().days_later(1).to_string()
}
