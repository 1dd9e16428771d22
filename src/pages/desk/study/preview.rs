//! What a participant sees on a day: the app's own parts, chosen by the app's own rules.

use journal::{Moment, Offers, ShownPrompt, Study, Theme};
use leptos::prelude::*;

use crate::components::{ConsentQuestion, ConsentTerms, DoorFace, Mark, StudyIntro, icon};
use crate::state::{today, use_authoring};
use crate::words::{self, desk as said, fill, t};

/// Which page of the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Screen {
    Study,
    Consent,
    Today,
}

/// The app in a frame, and what it is shown for.
#[component]
pub(super) fn Preview() -> impl IntoView {
    let authoring = use_authoring();
    let screen = RwSignal::new(Screen::Study);
    let day = RwSignal::new(today());
    let language = RwSignal::new(authoring.text("$.default_language"));
    // How often other questions were asked for: as in the app, by the same rule.
    let turns = RwSignal::new(1_usize);
    let study = Memo::new(move |_| {
        let examined = authoring.examined.get();
        examined
            .and_then(|one| one.study.clone())
            .unwrap_or_default()
    });
    let phase = move || study.with(|study| study.phase_on(&day.get()));
    let shown = move || {
        let (study, language) = (study.get(), language.get());
        words::aloud_in(&language, || match screen.get() {
            Screen::Study => study_screen(&study, &language),
            Screen::Consent => consent_screen(&study, &language),
            Screen::Today => Moment::parse(&day.get())
                .ok()
                .map(|day| today_screen(&study, &language, &day, turns.get()))
                .into_any(),
        })
    };
    let told = move || match screen.get() {
        Screen::Today => fill("preview.phase", &[("phase", said::phase(phase()))]),
        _ => String::new(),
    };
    let screens = [
        (Screen::Study, "preview-study", t("preview.study")),
        (Screen::Consent, "preview-consent", t("preview.consent")),
        (Screen::Today, "preview-today", t("preview.today")),
    ]
    .map(|(to, id, label)| {
        view! {
            <label class="chip">
                <input type="radio" name="screen" id=id prop:checked=move || screen.get() == to on:change=move |_| screen.set(to)/>
                {label}
            </label>
        }
    });
    let languages = move || {
        let languages = authoring.languages().into_iter().map(|one| {
            let (value, is_it) = (one.clone(), one.clone());
            view! { <option value=value prop:selected=move || language.get() == is_it>{one}</option> }
        });
        languages.collect_view()
    };
    view! {
        <div class="study-preview">
            <div class="stack">
                <h2>{t("preview.title")}</h2>
                <p class="note">{t("preview.lead")}</p>
                <fieldset>
                    <legend class="label">{t("preview.page")}</legend>
                    <div class="chips">{screens}</div>
                </fieldset>
                <div class="field">
                    <label class="label" for="preview-language">{t("preview.language")}</label>
                    <select class="input" id="preview-language" on:change=move |event| language.set(event_target_value(&event))>{languages}</select>
                </div>
                <div class="field">
                    <label class="label" for="preview-day">{t("preview.day")}</label>
                    <input class="input" type="date" id="preview-day" prop:value=move || day.get() on:input=move |event| day.set(event_target_value(&event)) aria-describedby="preview-day-hint"/>
                    <p class="hint" id="preview-day-hint">{t("preview.day_hint")}</p>
                </div>
                <p role="status" id="preview-phase">{told}</p>
                {move || (screen.get() == Screen::Today).then(|| view! {
                    <p><button class="button" type="button" id="preview-turn" on:click=move |_| turns.update(|turns| *turns += 1)>
                        {icon("refresh-cw")}{t("preview.turn")}
                    </button></p>
                })}
            </div>
            <div class="phone-frame" role="group" aria-label=t("preview.frame") lang=move || language.get() id="phone">
                {shown}
            </div>
        </div>
    }
}

fn heading(study: &Study, language: &str) -> impl IntoView + use<> {
    let (title, title_language) = study.title.in_language(language, &study.default_language);
    view! { <p class="phone-title" lang=title_language.to_owned()>{title.to_owned()}</p> }
}

fn study_screen(study: &Study, language: &str) -> AnyView {
    view! {
        {heading(study, language)}
        <StudyIntro study=study.clone() language=language.to_owned()/>
    }
    .into_any()
}

fn consent_screen(study: &Study, language: &str) -> AnyView {
    let answers = RwSignal::default();
    let questions = study.consent.items.iter().map(|item| {
        view! {
            <ConsentQuestion
                item=item.clone()
                language=language.to_owned()
                default=study.default_language.clone()
                answers=answers
            />
        }
    });
    view! {
        <p class="phone-title">{t("consent.title")}</p>
        <p class="lead">{t("consent.lead")}</p>
        <ConsentTerms study=study.clone() language=language.to_owned()/>
        {questions.collect_view()}
        <p class="note">{fill("consent.version", &[("version", &study.consent.version)])}</p>
    }
    .into_any()
}

fn today_screen(study: &Study, language: &str, day: &Moment, turns: usize) -> AnyView {
    let phase = study.phase_on(day.date());
    let themes = [
        (Theme::GazingBackwards, "door door-past", t("theme.past")),
        (Theme::ImagineFuture, "door door-future", t("theme.future")),
    ];
    let mut offers = Offers::default();
    for _ in 0..turns {
        for (theme, ..) in &themes {
            offers.turn(&study.prompts, *theme, phase, language, day);
        }
    }
    let doors = themes.map(|(theme, class, name)| {
        let prompt = offers.current(theme).and_then(|id| study.prompt(id));
        prompt.map(|prompt| {
            let shown = ShownPrompt::new(prompt, language, &study.default_language);
            view! { <div class=class data-prompt=prompt.id.to_string()><DoorFace name=name prompt=shown/></div> }
        })
    });
    view! {
        <div class="doors">
            {doors}
            <Mark class="doors-ring"/>
        </div>
        {study.allows_audio().then(|| view! { <p class="button today-record">{icon("mic")}{t("today.record")}</p> })}
    }
    .into_any()
}
