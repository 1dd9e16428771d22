//! A calendar file of invitations to write: the study's rhythm, or the writer's own.

use journal::{Invitations, Moment, Rhythm, RhythmError};
use leptos::prelude::*;

use crate::components::{Back, Chips, FieldError, Head, Shell, Submit, icon, on_submit};
use crate::state::{hand_over_calendar, use_journal, use_notices};
use crate::words::{self, count, fill, t};

/// How many of the moments are shown before the file is made.
const SHOWN: usize = 3;

/// Chooses a rhythm, shows what comes of it, and makes the file.
#[component]
pub fn RemindersPage() -> impl IntoView {
    let journal = use_journal();
    let notices = use_notices();
    let proposed = untrack(|| journal.proposed_rhythm());
    let own = untrack(|| journal.own_rhythm());
    let title = own
        .as_ref()
        .or(proposed.as_ref())
        .map(|one| one.title.clone());
    let title = title.filter(|title| !title.trim().is_empty());
    let title = RwSignal::new(title.unwrap_or_else(|| t("reminders.neutral").to_owned()));
    // What the study proposes can be over; then there is only one's own.
    let is_proposed = untrack(|| journal.proposed_invitations("-").is_ok());
    let is_own = RwSignal::new(own.is_some() || !is_proposed);
    let rhythm = RwSignal::new(own.or(proposed).unwrap_or_else(usual));
    let made = Memo::new(move |_| match is_own.get() {
        true => journal.own_invitations(&Rhythm {
            title: title.get(),
            ..rhythm.get()
        }),
        false => journal.proposed_invitations(&title.get()),
    });
    let error = Signal::derive(move || match made.get() {
        Ok(_) => String::new(),
        Err(error) => said(&error).to_owned(),
    });
    let is_made = RwSignal::new(false);
    let make = on_submit(false, move || {
        let Ok(invitations) = made.get_untracked() else {
            return;
        };
        if let Err(error) = hand_over_calendar(&invitations.text) {
            return notices.warn(t(error.words()));
        }
        is_made.set(true);
        let chosen = is_own.get_untracked().then(|| Rhythm {
            title: invitations.title.clone(),
            ..rhythm.get_untracked()
        });
        leptos::task::spawn_local(async move {
            if let Err(error) = journal.settle_rhythm(chosen).await {
                notices.warn(fill("reminders.not_kept", &[("reason", t(error.words()))]));
            }
        });
    });
    let options = vec![
        ("study", t("reminders.study").to_owned()),
        ("own", t("reminders.own").to_owned()),
    ];
    let chosen = Signal::derive(move || if is_own.get() { "own" } else { "study" }.to_owned());
    let on_choose = Callback::new(move |value: String| is_own.set(value == "own"));
    view! {
        <Shell back=Back::To("/settings", t("place.settings"))>
            <Head title=t("reminders.title") lead=t("reminders.lead")/>
            <form class="stack" on:submit=make>
                {is_proposed.then(|| view! {
                    <Chips legend=t("reminders.rhythm") name="rhythm" options=options chosen=chosen on_choose=on_choose joined=true/>
                })}
                {move || is_own.get().then(|| view! { <OwnRhythm rhythm=rhythm/> })}
                <div class="field">
                    <label class="label" for="calendar-title">{t("reminders.called")}</label>
                    <span class="hint" id="calendar-title-hint">{t("reminders.called_hint")}</span>
                    <input
                        class="input"
                        id="calendar-title"
                        aria-describedby="calendar-title-hint reminders-error"
                        autocomplete="off"
                        dir="auto"
                        prop:value=title.get_untracked()
                        on:input=move |event| title.set(event_target_value(&event))
                    />
                </div>
                <FieldError id="reminders-error" text=error/>
                {move || made.get().ok().map(|made| view! { <Coming made=made/> })}
                <div class="actions">
                    <Submit id="make-calendar" label=t("reminders.make") busy=false/>
                    {move || match is_made.get() {
                        true => view! { <p class="note" role="status" id="calendar-made">{t("reminders.made")}</p> }.into_any(),
                        false => view! { <p class="note">{t("reminders.nothing")}</p> }.into_any(),
                    }}
                </div>
            </form>
        </Shell>
    }
}

/// What is proposed where the study proposes nothing: every second week in the evening.
fn usual() -> Rhythm {
    Rhythm {
        every_days: 14,
        weekday_local: None,
        local_time: "19:30".into(),
        title: String::new(),
        max_reminders: Some(8),
    }
}

/// Every how many days, on which day, when, how many.
#[component]
fn OwnRhythm(rhythm: RwSignal<Rhythm>) -> impl IntoView {
    let number = |id: &'static str,
                  label: &'static str,
                  most: &'static str,
                  read: fn(&Rhythm) -> Option<i64>,
                  write: fn(&mut Rhythm, i64)| {
        let value = rhythm
            .with_untracked(read)
            .map_or_else(String::new, |n| n.to_string());
        view! {
            <div class="field">
                <label class="label" for=id>{label}</label>
                <input
                    class="input"
                    id=id
                    type="number"
                    inputmode="numeric"
                    min="1"
                    max=most
                    aria-describedby="reminders-error"
                    prop:value=value
                    on:input=move |event| {
                        let typed = event_target_value(&event).trim().parse().unwrap_or(0);
                        rhythm.update(|rhythm| write(rhythm, typed));
                    }
                />
            </div>
        }
    };
    let weekdays = Rhythm::WEEKDAYS.iter().enumerate().map(|(at, name)| {
        let is_it = move || rhythm.with(|rhythm| rhythm.weekday_local.as_deref() == Some(*name));
        view! { <option value=*name prop:selected=is_it>{words::weekday(at)}</option> }
    });
    let is_any = move || rhythm.with(|rhythm| rhythm.weekday_local.is_none());
    let on_weekday = move |event| {
        let chosen = event_target_value(&event);
        rhythm.update(|rhythm| rhythm.weekday_local = Some(chosen).filter(|day| !day.is_empty()));
    };
    view! {
        <div class="beside">
            {number("every-days", t("reminders.every"), "366", |rhythm| Some(rhythm.every_days), |rhythm, days| rhythm.every_days = days)}
            {number("how-many", t("reminders.many"), "500", |rhythm| rhythm.max_reminders, |rhythm, many| rhythm.max_reminders = Some(many))}
            <div class="field">
                <label class="label" for="weekday">{t("reminders.weekday")}</label>
                <div class="select">
                    <select id="weekday" on:change=on_weekday>
                        <option value="" prop:selected=is_any>{t("reminders.any_day")}</option>
                        {weekdays.collect_view()}
                    </select>
                    {icon("chevron-right")}
                </div>
            </div>
            <div class="field">
                <label class="label" for="time">{t("reminders.time")}</label>
                <input
                    class="input"
                    id="time"
                    type="time"
                    aria-describedby="reminders-error"
                    prop:value=rhythm.with_untracked(|rhythm| rhythm.local_time.clone())
                    on:input=move |event| {
                        let time = event_target_value(&event);
                        rhythm.update(|rhythm| rhythm.local_time = time);
                    }
                />
            </div>
        </div>
    }
}

/// The first moments of the file, and how many it has.
#[component]
fn Coming(made: Invitations) -> impl IntoView {
    let all = made.moments.len();
    let coming = made.moments.into_iter().take(SHOWN).filter_map(|at| {
        let day = Moment::parse(&at.date().to_string()).ok()?;
        let at = at.to_string();
        let time = at.get(11..16).unwrap_or_default().to_owned();
        let words = format!("{}, {time}", words::whole_day(&day));
        Some(view! { <li data-at=at>{icon("calendar")}<p>{words}</p></li> })
    });
    view! {
        <section class="sheet" aria-labelledby="coming-title">
            <h2 id="coming-title">{count("reminders.coming_one", "reminders.coming", all)}</h2>
            <ul class="terms" id="coming">{coming.collect_view()}</ul>
        </section>
    }
}

/// What is wrong with a rhythm, and what to do.
fn said(error: &RhythmError) -> &'static str {
    match error {
        RhythmError::Days(_) => t("reminders.bad_days"),
        RhythmError::Count(_) => t("reminders.bad_count"),
        RhythmError::Time(_) => t("reminders.bad_time"),
        RhythmError::Title => t("reminders.no_title"),
        RhythmError::Weekday(_) | RhythmError::Waves | RhythmError::None => t("reminders.bad_pack"),
        RhythmError::Over => t("reminders.over"),
    }
}
