//! The rehearsal: can the second custodian open it? With the pack, a key, and perhaps a bundle.

use leptos::html::Input;
use leptos::prelude::*;

use super::super::key_file::{Give, KeyFileField};
use super::StepBack;
use super::words::PaperWords;
use crate::components::{Chips, FieldError, Head, Submit, icon, on_submit};
use crate::jobs::desk::{GivenKeys, PackKeys, ShownKey, Tried};
use crate::state::{Desk, HeldFile, KeyStep, use_desk};
use crate::words::{self, desk as said, fill, t};

/// The rehearsal.
#[component]
pub(super) fn RehearseStep() -> impl IntoView {
    let desk = use_desk();
    let work = desk.key_work;
    let is_busy = RwSignal::new(false);
    // Said of what was given then: with another pack or key it is no longer true.
    let trouble = RwSignal::new(None::<(String, Option<PackKeys>, Option<GivenKeys>)>);
    let complain = move |sentence: String| {
        let (pack, given) = (work.pack.get_untracked(), work.given.get_untracked());
        let _ = trouble.try_set(Some((sentence, pack, given)));
    };
    let complaint = Signal::derive(move || {
        let said = trouble.get();
        let still = said.filter(|(_, pack, given)| {
            work.pack.with(|now| now == pack) && work.given.with(|now| now == given)
        });
        still.map(|(sentence, ..)| sentence).unwrap_or_default()
    });
    let rehearse = move || {
        trouble.set(None);
        if work.pack.with_untracked(Option::is_none) {
            return complain(t("rehearse.pack_first").to_owned());
        }
        if work.given.with_untracked(Option::is_none) {
            return complain(t("rehearse.key_first").to_owned());
        }
        is_busy.set(true);
        leptos::task::spawn_local(async move {
            let rehearsed = desk.rehearse().await;
            let _ = is_busy.try_set(false);
            if let Err(failure) = rehearsed {
                work.rehearsed.set(None);
                complain(said::failure(&failure));
            }
        });
    };
    view! {
        <div class="desk-intro">
            <Head title=t("rehearse.title") lead=t("rehearse.lead")/>
            <ol class="desk-steps">
                <li>{t("rehearse.step_pack")}</li>
                <li>{t("rehearse.step_key")}</li>
                <li>{t("rehearse.step_see")}</li>
            </ol>
            <p class="note">{t("rehearse.when")}</p>
        </div>
        <div class="desk-choose">
            <StepBack to=KeyStep::Choose/>
            <PackSheet/>
            <GivenSheet/>
            <section class="desk-sheet" aria-labelledby="rehearse-head">
                <h2 id="rehearse-head">{icon("shield-check")}{t("rehearse.test")}</h2>
                <form class="stack" on:submit=on_submit(is_busy, rehearse)>
                    <p class="hint">{t("rehearse.test_hint")}</p>
                    <FieldError id="rehearse-error" text=complaint/>
                    <div><Submit id="rehearse-now" label=t("rehearse.now") busy_label=t("rehearse.busy") busy=is_busy/></div>
                </form>
                <div role="status"><Outcome/></div>
            </section>
            <BundleSheet/>
        </div>
    }
}

/// The pack, and whom its bundles are sealed to.
#[component]
fn PackSheet() -> impl IntoView {
    let desk = use_desk();
    let work = desk.key_work;
    let field = NodeRef::<Input>::new();
    let trouble = RwSignal::new(String::new());
    let take = move |_| {
        let Some(file) = field.get_untracked().and_then(|field| Desk::chosen(&field)) else {
            return;
        };
        trouble.set(String::new());
        leptos::task::spawn_local(async move {
            if let Err(failure) = desk.rehearse_for(&file).await {
                let _ = trouble.try_set(said::failure(&failure));
            }
        });
    };
    let known = move || work.pack.get().map(|pack| recipients(&pack));
    view! {
        <section class="desk-sheet" aria-labelledby="pack-head">
            <h2 id="pack-head">{icon("book-open")}{t("desk.study")}</h2>
            <label class="button file">
                {icon("file-up")}{t("rehearse.pack")}
                <input type="file" id="rehearse-pack" node_ref=field aria-describedby="rehearse-pack-error" on:change=take/>
            </label>
            <FieldError id="rehearse-pack-error" text=trouble.into()/>
            {known}
        </section>
    }
}

/// Everybody who can open the bundles of the pack.
fn recipients(pack: &PackKeys) -> impl IntoView + use<> {
    let (title, _) = pack
        .title
        .in_language(words::language(), &pack.default_language);
    let revision = pack.revision.to_string();
    let title = fill(
        "desk.study_known",
        &[("title", title), ("revision", &revision)],
    );
    let rows = pack.recipients.iter().map(|(name, key)| {
        view! {
            <li class="desk-key">
                <span class="label"><bdi>{name.clone()}</bdi></span>
                <span class="desk-words" lang="en">{key.words.clone()}</span>
            </li>
        }
    });
    view! {
        <p class="status status-ok">{icon("check")}{title}</p>
        <ul class="desk-keys" id="pack-keys">{rows.collect_view()}</ul>
    }
}

/// The key: from its file, or from its paper.
#[component]
fn GivenSheet() -> impl IntoView {
    let desk = use_desk();
    let work = desk.key_work;
    let way = RwSignal::new("file".to_owned());
    let give: Give = Callback::new(move |(file, passphrase): (HeldFile, _)| {
        Box::pin(async move { desk.give_key_file(&file, passphrase).await }) as _
    });
    let fields = move || match way.get().as_str() {
        "paper" => view! { <PaperWords/> }.into_any(),
        _ => view! { <KeyFileField id="rehearse-key-file" label=t("desk.key_file") give=give/> }
            .into_any(),
    };
    let held = move || {
        let given = work.given.get()?;
        match given.is_typed {
            true => Some(view! { <Anew/> }.into_any()),
            false => Some(
                view! { <ul class="desk-keys" id="given-keys">{rows(&given.keys)}</ul> }.into_any(),
            ),
        }
    };
    view! {
        <section class="desk-sheet" aria-labelledby="given-head">
            <h2 id="given-head">{icon("key-round")}{t("rehearse.key")}</h2>
            <Chips
                legend=t("rehearse.from")
                name="key-from"
                options=vec![
                    ("file", t("rehearse.from_file").to_owned()),
                    ("paper", t("rehearse.from_paper").to_owned()),
                ]
                chosen=way.into()
                on_choose=Callback::new(move |chosen| {
                    work.await_keys();
                    way.set(chosen);
                })
                joined=true
            />
            {fields}
            <div role="status">{held}</div>
        </section>
    }
}

fn rows(keys: &[ShownKey]) -> impl IntoView + use<> {
    let rows = keys.iter().map(|key| {
        view! {
            <li class="desk-key">
                <span class="status status-ok">{icon("check")}{t("desk.key_here")}</span>
                <span class="desk-words" lang="en">{key.words.clone()}</span>
                <span class="digest">{key.recipient.clone()}</span>
            </li>
        }
    });
    rows.collect_view()
}

/// From the words of a paper the key file can be made anew.
#[component]
fn Anew() -> impl IntoView {
    let work = use_desk().key_work;
    let go = move |_| {
        work.is_restored.set(true);
        work.step.set(KeyStep::Passphrase);
    };
    view! {
        <button class="button button-quiet" type="button" id="make-anew" on:click=go>
            {icon("file-up")}{t("rehearse.anew")}
        </button>
    }
}

/// Who opened the test bundle, and who was not tried.
#[component]
fn Outcome() -> impl IntoView {
    let work = use_desk().key_work;
    move || {
        work.rehearsed.get().map(|rehearsal| {
            let opened = rehearsal.opened.into_iter().map(|name| {
                view! { <li class="status status-ok">{icon("check")}<bdi>{name}</bdi></li> }
            });
            let is_complete = rehearsal.others.is_empty();
            let others = rehearsal
                .others
                .into_iter()
                .map(|name| view! { <li><bdi>{name}</bdi></li> });
            let others = match is_complete {
                true => view! { <p class="hint">{t("rehearse.everyone")}</p> }.into_any(),
                false => view! {
                    <h3>{t("rehearse.others")}</h3>
                    <ul class="key-notes" id="not-tried">{others.collect_view()}</ul>
                    <p class="hint">{t("rehearse.others_hint")}</p>
                }
                .into_any(),
            };
            view! {
                <div class="stack-tight" id="rehearsed">
                    <h3>{t("rehearse.opened")}</h3>
                    <ul class="stack-tight opened-by" id="opened-by">{opened.collect_view()}</ul>
                    {others}
                </div>
            }
        })
    }
}

/// A bundle that was received, tried with the same key.
#[component]
fn BundleSheet() -> impl IntoView {
    let desk = use_desk();
    let work = desk.key_work;
    let field = NodeRef::<Input>::new();
    let trouble = RwSignal::new(String::new());
    let take = move |_| {
        let Some(picked) = field.get_untracked().and_then(|field| Desk::picked(&field)) else {
            return;
        };
        work.tried.set(None);
        if work.given.with_untracked(Option::is_none) {
            return trouble.set(t("rehearse.key_first").to_owned());
        }
        trouble.set(String::new());
        leptos::task::spawn_local(async move {
            if let Err(failure) = desk.try_bundle(picked).await {
                let _ = trouble.try_set(said::failure(&failure));
            }
        });
    };
    view! {
        <section class="desk-sheet" aria-labelledby="try-head">
            <h2 id="try-head">{icon("send")}{t("rehearse.bundle")}</h2>
            <p class="hint">{t("rehearse.bundle_hint")}</p>
            <label class="button file">
                {icon("file-up")}{t("rehearse.bundle_choose")}
                <input type="file" id="try-bundle" node_ref=field aria-describedby="try-error" on:change=take/>
            </label>
            <FieldError id="try-error" text=trouble.into()/>
            <div role="status">{move || work.tried.get().map(|tried| tried_words(&tried))}</div>
        </section>
    }
}

fn tried_words(tried: &Tried) -> impl IntoView + use<> {
    if let Some(told) = &tried.problem {
        let (what, advice) = (said::sentence(told), said::advice(told));
        return view! {
            <div class="problem problem-refused" id="tried" data-tried="refused">
                <p class="problem-what">{what}</p>
                {advice.map(|advice| view! { <p class="hint">{advice}</p> })}
            </div>
        }
        .into_any();
    }
    let bundle = tried.file.bundle.as_ref();
    let text = bundle.map(|bundle| {
        let (participant, number) = (bundle.participant.to_string(), bundle.seq.to_string());
        fill(
            "rehearse.bundle_opened",
            &[
                ("n", &number),
                ("participant", &participant),
                ("date", &bundle.date),
            ],
        )
    });
    view! { <p class="status status-ok" id="tried" data-tried="opened">{icon("check")}<span>{text}</span></p> }
        .into_any()
}
