//! Copies: the sealed backup for another phone, and the writer's own readable copy.

use leptos::prelude::*;
use leptos_router::components::A;

use crate::components::{
    Back, FieldError, HandOver, Head, OtherSecret, SecretChoice, SecretFields, Shell, Submit,
    Working, icon, on_submit,
};
use crate::state::{
    BackupFile, Progress, Readable, ReadableFile, use_journal, use_notices, use_session,
};
use crate::words::{self, count, fill, t};

/// Makes a backup, or a copy to read.
#[component]
pub fn BackupPage() -> impl IntoView {
    use_session().warm_up();
    let made = RwSignal::new_local(None::<BackupFile>);
    view! {
        <Shell back=Back::To("/settings", t("place.settings"))>
            {move || match made.get() {
                None => view! { <Make made=made/> }.into_any(),
                Some(file) => view! { <Made file=file made=made/> }.into_any(),
            }}
        </Shell>
    }
}

#[component]
fn Make(made: RwSignal<Option<BackupFile>, LocalStorage>) -> impl IntoView {
    let journal = use_journal();
    let choice = SecretChoice::new();
    let error = RwSignal::new(String::new());
    let progress = RwSignal::new(None::<Progress>);
    let make = Action::new_local(move |(): &()| async move {
        error.set(String::new());
        let tell = move |at| {
            let _ = progress.try_set(Some(at));
        };
        match journal.make_backup(choice.read(), tell).await {
            Ok(file) => {
                choice.clear();
                made.set(Some(file));
            }
            Err(reason) => error.set(t(reason.words()).to_owned()),
        }
        let _ = progress.try_set(None);
    });
    let busy = make.pending();
    let submit = on_submit(busy, move || {
        make.dispatch(());
    });
    let invalid = Signal::derive(move || !error.get().is_empty());
    let last = move || match journal.last_backup() {
        Some(at) => fill("backup.last", &[("day", &words::date(&at))]),
        None => t("backup.none").to_owned(),
    };
    view! {
        <Head title=t("backup.title") lead=t("backup.lead")/>
        <p class="note" id="last-backup">{last}</p>
        <form class="stack" on:submit=submit>
            <SecretFields
                choice=choice
                ids=("backup-secret", "backup-code")
                label=t("backup.secret")
                described_by="backup-hint backup-error"
                invalid=invalid
            />
            <p class="hint" id="backup-hint">{t("backup.secret_hint")}</p>
            <FieldError id="backup-error" text=error.into()/>
            <OtherSecret choice=choice error=error/>
            <Working progress=progress/>
            <Submit id="make-backup" label=t("backup.make") busy_label=t("backup.making") busy=busy/>
        </form>
        <OwnCopy/>
        <p class="note"><A href="/restore">{t("backup.restore")}</A></p>
    }
}

#[component]
fn Made(file: BackupFile, made: RwSignal<Option<BackupFile>, LocalStorage>) -> impl IntoView {
    let journal = use_journal();
    let notices = use_notices();
    let handed = RwSignal::new(false);
    let records = count("backup.holds_one", "backup.holds", file.records);
    let (recordings, length) = file.recordings;
    let recordings = (recordings > 0).then(|| {
        let words = count("backup.recordings_one", "backup.recordings", recordings);
        let words = words.replace("{length}", &words::length(length));
        view! { <dd id="backup-recordings">{words}</dd> }
    });
    let size = words::size(file.file.size());
    let (name, sealed) = (file.name.clone(), file.file.clone());
    let file = StoredValue::new_local(file);
    let before = StoredValue::new(untrack(|| journal.backup_note()));
    let on_handed = Callback::new(move |is_handed: bool| {
        leptos::task::spawn_local(async move {
            let note = match is_handed {
                true => file.with_value(BackupFile::note),
                false => before.get_value(),
            };
            match journal.note_backup(note).await {
                Ok(()) => handed.set(is_handed),
                Err(error) => {
                    notices.warn(fill("backup.not_noted", &[("reason", t(error.words()))]))
                }
            }
        });
    });
    view! {
        <div class="stack" id="backup-done">
            <Head title=t("backup.done") lead=t("backup.done_lead")/>
            <dl class="facts">
                <dt>{t("receipt.file")}</dt><dd>{name.clone()}</dd>
                <dt>{t("receipt.size")}</dt><dd>{size}</dd>
                <dt>{t("receipt.holds")}</dt><dd>{records}</dd>{recordings}
            </dl>
            {move || if handed.get() {
                view! {
                    <div class="notice notice-ok" role="status" id="backup-handed">{icon("check")}<p>{t("backup.handed")}</p></div>
                }
                .into_any()
            } else {
                view! { <div class="notice">{icon("info")}<p>{t("backup.where")}</p></div> }.into_any()
            }}
        </div>
        <div class="actions">
            <HandOver
                name=name
                file=sealed
                id="save-backup"
                share_id="share-backup"
                label=t("backup.save")
                on_handed=on_handed
            />
            <button class="button button-quiet" type="button" on:click=move |_| made.set(None)>
                {t("join.back")}
            </button>
        </div>
    }
}

/// What can be read without the app.
#[component]
fn OwnCopy() -> impl IntoView {
    let journal = use_journal();
    let notices = use_notices();
    let made = RwSignal::new_local(None::<ReadableFile>);
    let progress = RwSignal::new(None::<Progress>);
    let make = Action::new_local(move |(): &()| async move {
        made.set(None);
        let tell = move |at| {
            let _ = progress.try_set(Some(at));
        };
        match journal.make_page(tell).await {
            Ok(file) => drop(made.try_set(Some(file))),
            Err(reason) => notices.warn(t(reason.words())),
        }
        let _ = progress.try_set(None);
    });
    let busy = make.pending();
    // Sound takes its time, and a sheet opens in a tap only: the page is made first, then saved.
    let has_sound = move || journal.has_recordings() && journal.page_is_too_large().is_none();
    let save = move |how| {
        if let Err(error) = journal.save_readable(how) {
            notices.warn(t(error.words()));
        }
    };
    let on_page = move |_| match untrack(has_sound) {
        true if busy.get_untracked() => {}
        true => drop(make.dispatch(())),
        false => save(Readable::Html),
    };
    let sound = move || {
        journal.has_recordings().then(|| {
            let size = words::size(journal.page_size());
            let words = match journal.page_is_too_large() {
                None => fill("copy.sound", &[("size", &size)]),
                Some(cap) => {
                    let most = words::size(cap);
                    fill("copy.too_large", &[("size", &size), ("most", &most)])
                }
            };
            view! { <p class="hint" id="copy-sound">{words}</p> }
        })
    };
    let ready = move || {
        made.get().map(|file| {
            let words = fill("copy.ready", &[("size", &words::size(file.file.size()))]);
            let on_save = move |_| {
                if let Err(error) = file.hand_over() {
                    notices.warn(t(error.words()));
                }
            };
            view! {
                <div class="notice notice-ok" role="status" id="copy-ready">
                    {icon("check")}<p>{words}</p>
                    <button class="button button-quiet" type="button" id="copy-save" on:click=on_save>
                        {icon("download")}{t("copy.save")}
                    </button>
                </div>
            }
        })
    };
    view! {
        <section class="sheet" aria-labelledby="own-copy">
            <h2 id="own-copy">{t("copy.title")}</h2>
            <p>{t("copy.lead")}</p>
            <p class="hint">{t("copy.note")}</p>
            {sound}
            <div class="row">
                <button
                    class="button"
                    type="button"
                    id="copy-html"
                    aria-busy=move || busy.get().to_string()
                    on:click=on_page
                >
                    {icon("book-open")}{t("copy.page")}
                </button>
                <button class="button" type="button" id="copy-markdown" on:click=move |_| save(Readable::Markdown)>
                    {icon("download")}{t("copy.markdown")}
                </button>
            </div>
            <Working progress=progress/>
            {ready}
        </section>
    }
}
