//! Bringing a backup back: open it, see what it would do, do it.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::components::{
    Back, FieldError, FileChoice, Head, Mark, OtherSecret, SecretChoice, SecretFields, Shell,
    Submit, Working, icon, on_submit,
};
use crate::state::{
    HeldFile, OpenedBackup, Plan, Progress, Sounds, Trouble, use_journal, use_session,
};
use crate::words::{self, count, fill, t};

/// Three steps into an empty app or a used one.
#[component]
pub fn RestorePage() -> impl IntoView {
    use_session().warm_up();
    let opened = RwSignal::new_local(None::<Plan>);
    let backup = StoredValue::new_local(None::<OpenedBackup>);
    view! {
        <Shell back=Back::To("/", t("place.today")) places=false>
            {move || match opened.get() {
                None => view! { <Open opened=opened backup=backup/> }.into_any(),
                Some(plan) => view! { <Look plan=plan opened=opened backup=backup/> }.into_any(),
            }}
        </Shell>
    }
}

type Opened = RwSignal<Option<Plan>, LocalStorage>;
type Held = StoredValue<Option<OpenedBackup>, LocalStorage>;

#[component]
fn Open(opened: Opened, backup: Held) -> impl IntoView {
    let journal = use_journal();
    let choice = SecretChoice::new();
    let error = RwSignal::new(String::new());
    let file = RwSignal::new_local(None::<HeldFile>);
    let progress = RwSignal::new(None::<Progress>);
    let open = Action::new_local(move |(): &()| async move {
        error.set(String::new());
        let Some(file) = file.get_untracked() else {
            return error.set(t("restore.no_file").to_owned());
        };
        let tell = move |at| {
            let _ = progress.try_set(Some(at));
        };
        let looked = async {
            let found = journal.open_backup(file, choice.read(), tell).await?;
            let plan = journal.plan(&found).await?;
            Ok::<_, Trouble>((found, plan))
        };
        match looked.await {
            Ok((found, plan)) => {
                choice.clear();
                backup.set_value(Some(found));
                opened.set(Some(plan));
            }
            Err(reason) => error.set(t(reason.words()).to_owned()),
        }
        let _ = progress.try_set(None);
    });
    let busy = open.pending();
    let on_file = Callback::new(move |chosen: HeldFile| {
        error.set(String::new());
        file.set(Some(chosen));
    });
    let submit = on_submit(busy, move || {
        open.dispatch(());
    });
    let invalid = Signal::derive(move || !error.get().is_empty());
    let chosen = move || {
        file.with(|file| file.as_ref().map(HeldFile::size)).map(|size| {
            let words = fill("restore.chosen", &[("size", &words::size(size))]);
            view! { <p class="status status-ok" role="status" id="restore-chosen">{icon("check")}{words}</p> }
        })
    };
    view! {
        <Head title=t("restore.title") lead=t("restore.lead")/>
        <form class="stack" on:submit=submit>
            <FileChoice id="restore-file" label=t("restore.choose") on_file=on_file/>
            {chosen}
            <SecretFields
                choice=choice
                ids=("restore-secret", "restore-code")
                label=t("restore.secret")
                described_by="restore-hint restore-error"
                invalid=invalid
            />
            <p class="hint" id="restore-hint">{t("restore.secret_hint")}</p>
            <FieldError id="restore-error" text=error.into()/>
            <OtherSecret choice=choice error=error/>
            <Working progress=progress/>
            <div class="actions">
                <Submit id="restore-look" label=t("restore.look") busy_label=t("restore.looking") busy=busy/>
                <p class="note">{t("restore.nothing_yet")}</p>
            </div>
        </form>
    }
}

#[component]
fn Look(plan: Plan, opened: Opened, backup: Held) -> impl IntoView {
    let journal = use_journal();
    let navigate = use_navigate();
    let error = RwSignal::new(String::new());
    let is_done = RwSignal::new(false);
    let progress = RwSignal::new(None::<Progress>);
    let bring = Action::new_local(move |(): &()| async move {
        let Some(found) = backup.try_update_value(Option::take).flatten() else {
            return;
        };
        let tell = move |at| {
            let _ = progress.try_set(Some(at));
        };
        match journal.bring_backup_back(found, tell).await {
            Ok(()) => is_done.set(true),
            Err(reason) => {
                let reason = t(reason.words());
                let _ = error.try_set(fill("restore.failed", &[("reason", reason)]));
            }
        }
        let _ = progress.try_set(None);
    });
    let busy = bring.pending();
    let made = plan.made_at.as_ref().map(words::date).unwrap_or_default();
    let mut lines = Vec::new();
    if plan.is_whole {
        lines.push(count("restore.whole_one", "restore.whole", plan.entries));
    } else {
        for (n, one, other) in [
            (plan.missing.len(), "restore.missing_one", "restore.missing"),
            (plan.later, "restore.later_one", "restore.later"),
            (plan.stay, "restore.stay_one", "restore.stay"),
            (plan.drafts, "restore.drafts_one", "restore.drafts"),
        ] {
            if n > 0 {
                lines.push(count(one, other, n));
            }
        }
    }
    lines.extend(sound_words(plan.sounds));
    if plan.silent > 0 {
        lines.push(count("restore.silent_one", "restore.silent", plan.silent));
    }
    if plan.damaged > 0 {
        lines.push(count(
            "restore.damaged_one",
            "restore.damaged",
            plan.damaged,
        ));
    }
    let nothing = plan.is_nothing();
    // In an empty app everything is missing, and a list of it all would only be in the way.
    let firsts = match plan.is_whole {
        true => Vec::new(),
        false => plan.missing,
    };
    let home = StoredValue::new_local(navigate);
    let go_home = move |_| {
        let options = NavigateOptions {
            replace: true,
            ..Default::default()
        };
        home.with_value(|navigate| navigate("/", options));
    };
    let looked = StoredValue::new((lines, firsts, made));
    move || {
        if is_done.get() {
            return view! {
                <div class="stack" id="restored">
                    <Mark class="ring-done" closed=true/>
                    <Head title=t("restore.done") lead=t("restore.done_lead")/>
                </div>
                <div class="actions">
                    <button class="button button-primary" type="button" id="restored-on" on:click=go_home>
                        {t("restore.on")}
                    </button>
                </div>
            }
            .into_any();
        }
        let (lines, firsts, made) = looked.get_value();
        let lines = lines
            .into_iter()
            .map(|line| view! { <li>{icon("dot")}<p>{line}</p></li> });
        let firsts = firsts
            .into_iter()
            .map(|first| view! { <li><p class="quote" dir="auto">{first}</p></li> })
            .collect_view();
        view! {
            <div class="stack" id="restore-plan">
                <Head title=t("restore.plan") lead=fill("restore.made", &[("day", &made)])/>
                <ul class="terms sheet">{lines.collect_view()}</ul>
                <ul class="stack-tight">{firsts}</ul>
                <p class="note">{if nothing { t("restore.nothing") } else { t("restore.never_over") }}</p>
                <FieldError id="bring-error" text=error.into()/>
                <Working progress=progress/>
            </div>
            <div class="actions">
                {(!nothing).then(|| view! {
                    <button
                        class="button button-primary"
                        type="button"
                        id="restore-now"
                        aria-busy=move || busy.get().to_string()
                        on:click=move |_| { bring.dispatch(()); }
                    >
                        {t("restore.now")}
                    </button>
                })}
                {move || (!busy.get()).then(|| view! {
                    <button class="button button-quiet" type="button" id="restore-back" on:click=move |_| opened.set(None)>
                        {t("join.back")}
                    </button>
                })}
            </div>
        }
        .into_any()
    }
}

/// The sound that comes back, and the room it takes.
fn sound_words(sounds: Sounds) -> Option<String> {
    if sounds.count == 0 {
        return None;
    }
    let words = count("restore.sound_one", "restore.sound", sounds.count);
    let words = words.replace("{length}", &words::length(sounds.length_ms));
    Some(words.replace("{size}", &words::size(sounds.bytes)))
}
