//! Copies: the sealed backup for another phone, and the writer's own readable copy.

use leptos::prelude::*;
use leptos_router::components::A;

use crate::components::{
    Back, FieldError, HandOver, Head, OtherSecret, SecretChoice, SecretFields, Shell, Submit, icon,
    on_submit,
};
use crate::state::{BackupFile, Readable, use_journal, use_notices, use_session};
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
    let progress = RwSignal::new("");
    let make = Action::new_local(move |(): &()| async move {
        error.set(String::new());
        progress.set(t("backup.reading"));
        let on_step = move |step| {
            let _ = progress.try_set(words::step(step));
        };
        match journal.make_backup(choice.read(), on_step).await {
            Ok(file) => {
                choice.clear();
                made.set(Some(file));
            }
            Err(reason) => error.set(t(reason.words()).to_owned()),
        }
        let _ = progress.try_set("");
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
        {move || journal.has_recordings().then(|| view! {
            <div class="notice notice-past" id="no-voice">{icon("mic")}<p>{t("backup.no_voice")}</p></div>
        })}
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
            {move || busy.get().then(|| view! { <p class="busy" role="status">{progress}</p> })}
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
    let lead = count("backup.holds_one", "backup.holds", file.records);
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
                <dt>{t("receipt.holds")}</dt><dd>{lead}</dd>
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
    let save = move |how| {
        move |_| {
            if let Err(error) = journal.save_readable(how) {
                notices.warn(t(error.words()));
            }
        }
    };
    view! {
        <section class="sheet" aria-labelledby="own-copy">
            <h2 id="own-copy">{t("copy.title")}</h2>
            <p>{t("copy.lead")}</p>
            <p class="hint">{t("copy.note")}</p>
            {move || journal.has_recordings().then(|| view! {
                <p class="hint" id="copy-no-voice">{t("copy.no_voice")}</p>
            })}
            <div class="row">
                <button class="button" type="button" id="copy-html" on:click=save(Readable::Html)>
                    {icon("book-open")}{t("copy.page")}
                </button>
                <button class="button" type="button" id="copy-markdown" on:click=save(Readable::Markdown)>
                    {icon("download")}{t("copy.markdown")}
                </button>
            </div>
        </section>
    }
}
