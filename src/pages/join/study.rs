//! Step 1: the study, and who can read what is shared.

use journal::StudyError;
use leptos::prelude::*;
use leptos_router::components::A;

use super::{FoundStudy, Joining, Step, step_words};
use crate::browser::BrowserError;
use crate::components::{FileChoice, Head, StudyIntro, icon};
use crate::state::{HeldFile, SlipFound, StudyTrouble, read_study, use_slip};
use crate::words::{self, t};

/// Title, purpose and readers.
#[component]
pub(super) fn StudyStep(joining: Joining, on_study: Callback<FoundStudy>) -> impl IntoView {
    let study = joining.study();
    let (language, default) = (words::language(), study.default_language.clone());
    let (title, title_language) = study.title.in_language(language, &default);
    let slip = use_slip().about(&study);
    let is_other = slip == Some(SlipFound::OtherKeys);
    view! {
        <div lang=title_language.to_owned()>
            <Head title=title window=t("join.window") step=step_words(1)/>
        </div>
        {slip.map(|found| slip_notice(&found))}
        <StudyIntro study=study.clone() language=language.to_owned()/>
        <p class="row"><A href="/restore" attr:class="button" attr:id="to-restore">{icon("file-up")}{t("join.restore")}</A></p>
        <details class="disclosure">
            <summary>{icon("chevron-right")}{t("join.another_study")}</summary>
            <StudyFile on_study=on_study/>
        </details>
        <div class="actions">
            <button class="button button-primary" type="button" id="to-code" disabled=is_other on:click=move |_| joining.step.set(Step::Code)>
                {t("join.continue")}
            </button>
            <p class="note">{t("join.minutes")}</p>
        </div>
    }
}

/// What the slip says about this study. Other keys would read what is shared: nobody goes on then.
fn slip_notice(found: &SlipFound) -> AnyView {
    match found {
        SlipFound::Good(_) => view! {
            <div class="notice notice-good" id="slip-good">{icon("check")}<p>{t("join.slip_good")}</p></div>
        }
        .into_any(),
        SlipFound::OtherKeys => view! {
            <div class="notice notice-bad" role="alert" id="slip-other">{icon("triangle-alert")}<p>{t("join.slip_other")}</p></div>
        }
        .into_any(),
        SlipFound::Unreadable(_) => view! {
            <div class="notice" role="status" id="slip-unreadable">{icon("info")}<p>{t("join.slip_unreadable")}</p></div>
        }
        .into_any(),
    }
}

/// There is no study here, or one that cannot be used.
#[component]
pub(super) fn NoStudy(
    trouble: StudyTrouble,
    on_retry: Callback<()>,
    on_study: Callback<FoundStudy>,
) -> impl IntoView {
    let explanation = match trouble {
        StudyTrouble::None => view! {
            <div class="notice">{icon("info")}<p>{t("join.no_pack")}</p></div>
        }
        .into_any(),
        StudyTrouble::Faulty(error) => faults(&error).into_any(),
    };
    view! {
        <Head title=t("join.open_file") lead=t("join.open_file_lead")/>
        {explanation}
        <StudyFile on_study=on_study/>
        <p class="row"><A href="/restore" attr:class="button" attr:id="to-restore">{icon("file-up")}{t("join.restore")}</A></p>
        <p class="note">{t("join.no_file")}</p>
        <div class="actions">
            <button class="button button-primary" type="button" on:click=move |_| on_retry.run(())>
                {icon("refresh-cw")}{t("blocked.again")}
            </button>
        </div>
    }
}

/// A pack chosen by hand.
#[component]
fn StudyFile(on_study: Callback<FoundStudy>) -> impl IntoView {
    let unreadable = RwSignal::new(None::<BrowserError>);
    let on_file = Callback::new(move |file: HeldFile| {
        leptos::task::spawn_local(async move {
            match file.bytes().await {
                Ok(bytes) => on_study.run(read_study(&bytes)),
                Err(error) => unreadable.set(Some(error)),
            }
        });
    });
    view! {
        {move || unreadable.get().map(|error| view! {
            <div class="notice notice-bad" role="alert">{icon("triangle-alert")}<p>{t(error.words())}</p></div>
        })}
        <FileChoice id="study-file" label=t("join.choose_file") on_file=on_file/>
    }
}

/// Every fault of a pack. The list is for the study team, in the language of its files.
fn faults(error: &StudyError) -> impl IntoView + use<> {
    let list: Vec<String> = match error {
        StudyError::Faults(faults) => faults.iter().map(ToString::to_string).collect(),
        other => vec![other.to_string()],
    };
    view! {
        <div class="notice notice-bad" role="alert" id="pack-faults">
            {icon("triangle-alert")}
            <div>
                <p>{t("join.faulty")}</p>
                <ul lang="en">{list.into_iter().map(|fault| view! { <li>{fault}</li> }).collect_view()}</ul>
            </div>
        </div>
    }
}
