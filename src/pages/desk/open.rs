//! Choosing: the key, the files, and what else is known.

use leptos::attr::custom::custom_attribute;
use leptos::html::Input;
use leptos::prelude::*;
use zeroize::Zeroizing;

use super::key_file::{Give, KeyFileField};
use crate::components::{FieldError, Head, Submit, icon, on_submit, secret_in};
use crate::jobs::desk::{Knowledge, Known};
use crate::state::{Desk, DeskPlace, HeldFile, use_desk};
use crate::words::{self, count, desk as said, fill, t};

/// The first thing one sees, and where more is added.
#[component]
pub fn OpenPlace() -> impl IntoView {
    let desk = use_desk();
    let is_opening = Memo::new(move |_| desk.opening.with(Option::is_some));
    let idle = move || {
        desk.was_idle.get().then(|| {
            view! { <p class="notice notice-past" id="was-idle">{icon("lock")}<span>{t("desk.was_idle")}</span></p> }
        })
    };
    let offline = move || match desk.is_offline.get() {
        Some(true) => t("desk.offline"),
        Some(false) => t("desk.not_offline"),
        None => "",
    };
    view! {
        <div class="page desk-page desk-open">
            <div class="desk-intro">
                <Head title=t("desk.title") lead=t("desk.lead")/>
                {idle}
                <ol class="desk-steps">
                    <li>{t("desk.step_key")}</li>
                    <li>{t("desk.step_files")}</li>
                    <li>{t("desk.step_read")}</li>
                </ol>
                <p class="note">{t("desk.promise")}</p>
                <p class="note" id="desk-offline">{offline}</p>
            </div>
            {move || match is_opening.get() {
                true => view! { <Progress/> }.into_any(),
                false => view! { <Choosing/> }.into_any(),
            }}
        </div>
    }
}

#[component]
fn Choosing() -> impl IntoView {
    let desk = use_desk();
    let trouble = RwSignal::new(String::new());
    let has_key = move || desk.keys.with(|keys| !keys.is_empty());
    let waits = move || desk.waiting.with(|waiting| !waiting.is_empty());
    let open = move || {
        trouble.set(String::new());
        match (has_key(), waits()) {
            (false, _) => trouble.set(t("desk.key_first").to_owned()),
            (true, false) => trouble.set(t("desk.files_first").to_owned()),
            (true, true) => leptos::task::spawn_local(async move {
                if let Err(failure) = desk.open().await {
                    desk.opening.set(None);
                    let _ = trouble.try_set(said::failure(&failure));
                }
            }),
        }
    };
    let back = move || {
        desk.merged.with(Option::is_some).then(|| {
            view! {
                <button class="button button-quiet" type="button" on:click=move |_| desk.place.set(DeskPlace::Files)>
                    {icon("chevron-left")}{t("desk.back_to_files")}
                </button>
            }
        })
    };
    view! {
        <div class="desk-choose">
            {back}
            <KeySheet/>
            <BundleSheet/>
            <KnownSheet/>
            <form class="desk-go" on:submit=on_submit(false, open)>
                <FieldError id="open-error" text=trouble.into()/>
                <Submit id="open-bundles" label=t("desk.open_now") busy=false/>
            </form>
        </div>
    }
}

/// The key that opens.
#[component]
fn KeySheet() -> impl IntoView {
    let desk = use_desk();
    let field = NodeRef::<Input>::new();
    let trouble = RwSignal::new(String::new());
    let take = move || {
        let typed: Zeroizing<String> = secret_in(field);
        // Out of the page before anything else is done with it.
        if let Some(field) = field.get_untracked() {
            field.set_value("");
        }
        trouble.set(String::new());
        leptos::task::spawn_local(async move {
            if let Err(failure) = desk.take_key(typed).await {
                let _ = trouble.try_set(said::failure(&failure));
            }
        });
    };
    let give: Give = Callback::new(move |(file, passphrase): (HeldFile, _)| {
        Box::pin(async move { desk.take_key_file(&file, passphrase).await }) as _
    });
    let keys = move || {
        let keys = desk.keys.get();
        (!keys.is_empty()).then(|| {
            let rows = keys.into_iter().map(|key| {
                view! {
                    <li class="desk-key">
                        <span class="status status-ok">{icon("check")}{t("desk.key_here")}</span>
                        <span class="desk-words">{key.words}</span>
                        <span class="digest">{key.recipient}</span>
                    </li>
                }
            });
            view! { <ul class="desk-keys" id="keys-held">{rows.collect_view()}</ul> }
        })
    };
    view! {
        <section class="desk-sheet" aria-labelledby="sheet-key">
            <h2 id="sheet-key">{icon("key-round")}{t("desk.key")}</h2>
            {keys}
            <form on:submit=on_submit(false, take)>
                <div class="field">
                    <label class="label" for="identity">{t("desk.key_paste")}</label>
                    <div class="desk-line">
                        // Hidden as a passphrase is, and of a kind that no browser offers to keep.
                        <input
                            class="input desk-secret"
                            type="text"
                            id="identity"
                            node_ref=field
                            autocomplete="off"
                            autocapitalize="none"
                            spellcheck="false"
                            aria-describedby="identity-hint identity-error"
                            aria-invalid=move || (!trouble.get().is_empty()).then_some("true")
                        />
                        <button class="button" type="submit" id="take-key">{t("desk.key_take")}</button>
                    </div>
                    <p class="hint" id="identity-hint">{t("desk.key_hint")}</p>
                    <FieldError id="identity-error" text=trouble.into()/>
                </div>
            </form>
            <KeyFileField id="identity-file" label=t("desk.key_file") give=give/>
            <button class="button button-quiet" type="button" id="to-keys" on:click=move |_| desk.go(DeskPlace::Keys)>
                {icon("key-round")}{t("ceremony.enter")}
            </button>
        </section>
    }
}

/// The bundles.
#[component]
fn BundleSheet() -> impl IntoView {
    let desk = use_desk();
    let files = NodeRef::<Input>::new();
    let folder = NodeRef::<Input>::new();
    let is_over = RwSignal::new(false);
    let add = move |field: NodeRef<Input>| {
        if let Some(field) = field.get_untracked() {
            desk.add_chosen(&field);
        }
    };
    let waiting = move || {
        let (number, bytes) = desk.waiting.with(|waiting| {
            let bytes: u64 = waiting.iter().map(|one| one.file.size()).sum();
            (waiting.len(), bytes)
        });
        (number > 0).then(|| {
            let text = fill(
                "desk.waiting",
                &[
                    ("files", &count("desk.file_one", "desk.file_many", number)),
                    ("size", &words::size(bytes)),
                ],
            );
            view! {
                <div class="row row-spread" id="waiting">
                    <p class="status status-ok">{icon("check")}{text}</p>
                    <button class="button button-quiet" type="button" on:click=move |_| desk.waiting.set(Vec::new())>
                        {icon("x")}{t("desk.none_of_them")}
                    </button>
                </div>
            }
        })
    };
    view! {
        <section class="desk-sheet" aria-labelledby="sheet-files">
            <h2 id="sheet-files">{icon("send")}{t("desk.bundles")}</h2>
            <div
                class="drop"
                data-over=move || is_over.get().to_string()
                on:dragover=move |event| {
                    event.prevent_default();
                    is_over.set(true);
                }
                on:dragleave=move |_| is_over.set(false)
                on:drop=move |event| {
                    event.prevent_default();
                    is_over.set(false);
                    desk.add_dropped(&event);
                }
            >
                <p>{t("desk.drop")}</p>
                <div class="row desk-middle">
                    <label class="button file">
                        {icon("file-up")}{t("desk.choose_files")}
                        <input type="file" id="bundles" multiple=true node_ref=files on:change=move |_| add(files)/>
                    </label>
                    <label class="button file">
                        {icon("book-open")}{t("desk.choose_folder")}
                        <input type="file" id="bundle-folder" node_ref=folder on:change=move |_| add(folder) {..custom_attribute("webkitdirectory", "")}/>
                    </label>
                </div>
            </div>
            {waiting}
        </section>
    }
}

/// What makes the check stricter and the reading richer.
#[component]
fn KnownSheet() -> impl IntoView {
    let desk = use_desk();
    let trouble = RwSignal::new(String::new());
    let study = move || {
        desk.known
            .with(|known| known.study.as_ref().map(known_words))
    };
    let phones = move || {
        desk.known
            .with(|known| known.phones.as_ref().map(known_words))
    };
    let transcripts = move || {
        desk.known
            .with(|known| known.transcripts.as_ref().map(known_words))
    };
    let memos = move || {
        desk.known
            .with(|known| known.memos.as_ref().map(known_words))
    };
    let register = move || {
        desk.known
            .with(|known| known.register.as_ref().map(known_words))
    };
    let row = move |what: Knowledge,
                    id: &'static str,
                    label: &'static str,
                    hint: &'static str,
                    known: Signal<Option<String>>| {
        let field = NodeRef::<Input>::new();
        let take = move |_| {
            let Some(file) = field.get_untracked().and_then(|field| Desk::chosen(&field)) else {
                return;
            };
            trouble.set(String::new());
            leptos::task::spawn_local(async move {
                if let Err(failure) = desk.know(what, &file).await {
                    let _ = trouble.try_set(said::failure(&failure));
                }
            });
        };
        view! {
            <li class="desk-known">
                <div>
                    <span class="label">{label}</span>
                    <p class="hint">{hint}</p>
                    {move || known.get().map(|known| view! { <p class="status status-ok" data-known=id>{icon("check")}{known}</p> })}
                </div>
                <label class="button file">
                    {icon("file-up")}{t("desk.choose")}<span class="sr-only">{label}</span>
                    <input type="file" id=id node_ref=field on:change=take/>
                </label>
            </li>
        }
    };
    view! {
        <section class="desk-sheet" aria-labelledby="sheet-known">
            <h2 id="sheet-known">{icon("info")}{t("desk.known")}</h2>
            <ul class="desk-knowns">
                {row(Knowledge::Study, "study-file", t("desk.study"), t("desk.study_hint"), Signal::derive(study))}
                {row(Knowledge::Phones, "phones-file", t("desk.registry"), t("desk.registry_hint"), Signal::derive(phones))}
                {row(Knowledge::Transcripts, "transcripts-file", t("desk.transcripts"), t("desk.transcripts_hint"), Signal::derive(transcripts))}
                {row(Knowledge::Memos, "memos-file", t("desk.memo_file"), t("desk.memo_file_hint"), Signal::derive(memos))}
                {row(Knowledge::Register, "register-file", t("desk.register"), t("desk.register_hint"), Signal::derive(register))}
            </ul>
            <FieldError id="known-error" text=trouble.into()/>
        </section>
    }
}

fn known_words(known: &Known) -> String {
    match known {
        Known::Study {
            title,
            default_language,
            revision,
        } => {
            let (title, _) = title.in_language(words::language(), default_language);
            fill(
                "desk.study_known",
                &[("title", title), ("revision", &revision.to_string())],
            )
        }
        Known::Phones(number) => count("desk.phone_one", "desk.phone_many", *number),
        Known::Transcripts(number) => count("desk.transcript_one", "desk.transcript_many", *number),
        Known::Memos(lines, 0) => count("desk.line_one", "desk.line_many", *lines),
        Known::Memos(lines, unread) => fill(
            "desk.lines_unread",
            &[
                ("lines", &count("desk.line_one", "desk.line_many", *lines)),
                ("n", &unread.to_string()),
            ],
        ),
        Known::Register(number) => count("desk.decision_one", "desk.decision_many", *number),
    }
}

/// How far opening is.
#[component]
fn Progress() -> impl IntoView {
    let desk = use_desk();
    let percent = move || {
        desk.opening
            .with(|one| one.as_ref().map_or(0, |one| one.percent()))
    };
    let line = move || {
        desk.opening.with(|one| {
            one.as_ref().map(|one| {
                fill(
                    "desk.opened_of",
                    &[("done", &one.done.to_string()), ("of", &one.of.to_string())],
                )
            })
        })
    };
    let left = move || {
        desk.opening.with(|one| match one.as_ref()? {
            one if one.is_stopping => Some(t("desk.stopping").to_owned()),
            one => one.seconds_left().map(|seconds| {
                let left = words::length(seconds * 1000);
                fill("desk.time_left", &[("left", &left)])
            }),
        })
    };
    view! {
        <section class="desk-sheet desk-progress" aria-labelledby="sheet-progress">
            <h2 id="sheet-progress">{t("desk.opening")}</h2>
            <progress id="opening" max="100" value=move || percent().to_string() aria-label=t("desk.opening")></progress>
            <p role="status">{line}</p>
            <p class="note">{left}</p>
            <button class="button" type="button" id="stop-opening" on:click=move |_| desk.stop()>{t("desk.stop")}</button>
        </section>
    }
}
