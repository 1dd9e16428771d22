//! What opens the journal: another passphrase, another recovery code, the device itself.

use leptos::prelude::*;

use crate::components::{
    Back, FieldError, Head, NewPassphrase, NewPassphraseFields, OtherSecret, RecoveryCheck,
    SecretChoice, SecretFields, Shell, Submit, icon, on_submit,
};
use crate::state::{NewCode, use_notices, use_session};
use crate::words::{fill, t};

/// Which of the three is being changed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Changing {
    Nothing,
    Passphrase,
    Code,
    Device,
}

/// Three ways in, each changed on its own.
#[component]
pub fn KeysPage() -> impl IntoView {
    let session = use_session();
    session.warm_up();
    let changing = RwSignal::new(Changing::Nothing);
    view! {
        <Shell back=Back::To("/settings", t("place.settings"))>
            {move || match changing.get() {
                Changing::Nothing => view! { <Choose changing=changing/> }.into_any(),
                Changing::Passphrase => view! { <Passphrase changing=changing/> }.into_any(),
                Changing::Code => view! { <Code changing=changing/> }.into_any(),
                Changing::Device => view! { <Device changing=changing/> }.into_any(),
            }}
        </Shell>
    }
}

#[component]
fn Choose(changing: RwSignal<Changing>) -> impl IntoView {
    let session = use_session();
    let notices = use_notices();
    let by_device = RwSignal::new(false);
    let can_device = RwSignal::new(false);
    leptos::task::spawn_local(async move {
        let _ = by_device.try_set(session.device().await.is_some());
        let _ = can_device.try_set(session.has_authenticator().await);
    });
    let remove = Action::new_local(move |(): &()| async move {
        match session.remove_device().await {
            Ok(()) => {
                by_device.set(false);
                notices.say(t("keys.device_removed"));
            }
            Err(error) => notices.warn(t(error.words())),
        }
    });
    let way = move |id: &'static str, to: Changing, name: &'static str, hint: &'static str| {
        view! {
            <li>
                <button class="line" type="button" id=id on:click=move |_| changing.set(to)>
                    {icon("key-round")}
                    <span>{name}<span class="hint">{hint}</span></span>
                    {icon("chevron-right")}
                </button>
            </li>
        }
    };
    view! {
        <Head title=t("keys.title") lead=t("keys.lead")/>
        <ul class="waits">
            {way("to-passphrase", Changing::Passphrase, t("keys.passphrase"), t("keys.passphrase_hint"))}
            {way("to-code", Changing::Code, t("keys.code"), t("keys.code_hint"))}
            {move || (can_device.get() && !by_device.get()).then(|| {
                way("to-device", Changing::Device, t("keys.device"), t("keys.device_hint"))
            })}
        </ul>
        {move || by_device.get().then(|| view! {
            <section class="sheet" aria-labelledby="device">
                <h2 id="device">{t("keys.device_on")}</h2>
                <p class="hint">{t("keys.device_on_hint")}</p>
                <button class="button" type="button" id="remove-device" on:click=move |_| { remove.dispatch(()); }>
                    {t("keys.device_remove")}
                </button>
            </section>
        })}
    }
}

#[component]
fn Passphrase(changing: RwSignal<Changing>) -> impl IntoView {
    let session = use_session();
    let choice = SecretChoice::new();
    let fields = NewPassphrase::default();
    let old_error = RwSignal::new(String::new());
    let error = RwSignal::new(String::new());
    let is_done = RwSignal::new(false);
    let change = Action::new_local(move |(): &()| async move {
        let new = match fields.read() {
            Ok(new) => new,
            Err(words) => return error.set(words.to_owned()),
        };
        old_error.set(String::new());
        match session.change_passphrase(choice.read(), new).await {
            Ok(()) => is_done.set(true),
            Err(reason) => {
                old_error.set(fill("keys.not_changed", &[("reason", t(reason.words()))]));
            }
        }
    });
    let busy = change.pending();
    let invalid = Signal::derive(move || !old_error.get().is_empty());
    let form = move || {
        let submit = on_submit(busy, move || {
            change.dispatch(());
        });
        view! {
            <Head title=t("keys.passphrase") lead=t("keys.passphrase_lead")/>
            <form class="stack" on:submit=submit>
                <SecretFields
                    choice=choice
                    ids=("old-passphrase", "old-code")
                    label=t("keys.old")
                    described_by="old-error"
                    invalid=invalid
                />
                <FieldError id="old-error" text=old_error.into()/>
                <OtherSecret choice=choice error=old_error/>
                <NewPassphraseFields fields=fields error=error/>
                <FieldError id="passphrase-error" text=error.into()/>
                <p class="note">{t("keys.copies")}</p>
                <div class="actions">
                    <Submit id="change-passphrase" label=t("keys.change") busy_label=t("keys.changing") busy=busy/>
                    <Leave changing=changing/>
                </div>
            </form>
        }
    };
    move || {
        if is_done.get() {
            let lead = t("keys.passphrase_done_lead");
            view! { <Done id="passphrase-changed" title=t("keys.passphrase_done") lead=lead changing=changing/> }
                .into_any()
        } else {
            form().into_any()
        }
    }
}

#[component]
fn Code(changing: RwSignal<Changing>) -> impl IntoView {
    let session = use_session();
    let choice = SecretChoice::new();
    let error = RwSignal::new(String::new());
    let is_done = RwSignal::new(false);
    let drawn = StoredValue::new_local(None::<NewCode>);
    let has_drawn = RwSignal::new(false);
    let draw = Action::new_local(move |(): &()| async move {
        error.set(String::new());
        match session.make_code(choice.read()).await {
            Ok(code) => {
                drawn.set_value(Some(code));
                has_drawn.set(true);
            }
            Err(reason) => error.set(t(reason.words()).to_owned()),
        }
    });
    let keep = Action::new_local(move |(): &()| async move {
        let Some(code) = drawn.try_update_value(Option::take).flatten() else {
            return;
        };
        match session.keep_code(code).await {
            Ok(()) => is_done.set(true),
            Err(reason) => {
                // The code that was shown does not count: another one is drawn.
                has_drawn.set(false);
                error.set(fill("keys.not_changed", &[("reason", t(reason.words()))]));
            }
        }
    });
    move || {
        if is_done.get() {
            let lead = t("keys.code_done_lead");
            view! { <Done id="code-changed" title=t("keys.code_done") lead=lead changing=changing/> }
                .into_any()
        } else if has_drawn.get() {
            let code = drawn.with_value(|drawn| drawn.as_ref().map(|drawn| drawn.code.clone()));
            view! {
                <Head title=t("keys.code") lead=t("recovery.lead")/>
                <RecoveryCheck
                    code=code.unwrap_or_default()
                    label=t("keys.code_keep")
                    busy=keep.pending()
                    on_proved=Callback::new(move |()| { keep.dispatch(()); })
                />
            }
            .into_any()
        } else {
            view! {
                <Head title=t("keys.code") lead=t("keys.code_lead")/>
                <Ask choice=choice error=error busy=draw.pending() id="draw-code" label=t("keys.code_draw")
                    on_send=Callback::new(move |()| { draw.dispatch(()); }) changing=changing/>
            }
            .into_any()
        }
    }
}

#[component]
fn Device(changing: RwSignal<Changing>) -> impl IntoView {
    let session = use_session();
    let choice = SecretChoice::new();
    let error = RwSignal::new(String::new());
    let is_done = RwSignal::new(false);
    let add = Action::new_local(move |(): &()| async move {
        error.set(String::new());
        match session
            .add_device(choice.read(), t("keys.device_name"))
            .await
        {
            Ok(()) => is_done.set(true),
            Err(reason) => error.set(t(reason.words()).to_owned()),
        }
    });
    move || {
        if is_done.get() {
            let lead = t("keys.device_on_hint");
            view! { <Done id="device-added" title=t("keys.device_on") lead=lead changing=changing/> }
                .into_any()
        } else {
            view! {
                <Head title=t("keys.device") lead=t("keys.device_lead")/>
                <Ask choice=choice error=error busy=add.pending() id="add-device" label=t("keys.device_add")
                    on_send=Callback::new(move |()| { add.dispatch(()); }) changing=changing/>
            }
            .into_any()
        }
    }
}

/// Asks for a secret once more before something is changed.
#[component]
fn Ask(
    choice: SecretChoice,
    error: RwSignal<String>,
    #[prop(into)] busy: Signal<bool>,
    id: &'static str,
    label: &'static str,
    on_send: Callback<()>,
    changing: RwSignal<Changing>,
) -> impl IntoView {
    let submit = on_submit(busy, move || {
        on_send.run(());
    });
    let invalid = Signal::derive(move || !error.get().is_empty());
    view! {
        <form class="stack" on:submit=submit>
            <SecretFields
                choice=choice
                ids=("old-passphrase", "old-code")
                described_by="old-error"
                invalid=invalid
            />
            <FieldError id="old-error" text=error.into()/>
            <OtherSecret choice=choice error=error/>
            <div class="actions">
                <Submit id=id label=label busy_label=t("keys.changing") busy=busy/>
                <Leave changing=changing/>
            </div>
        </form>
    }
}

#[component]
fn Leave(changing: RwSignal<Changing>) -> impl IntoView {
    view! {
        <button class="button button-quiet" type="button" on:click=move |_| changing.set(Changing::Nothing)>
            {t("join.back")}
        </button>
    }
}

#[component]
fn Done(
    id: &'static str,
    title: &'static str,
    lead: &'static str,
    changing: RwSignal<Changing>,
) -> impl IntoView {
    view! {
        <div class="stack" id=id>
            <Head title=title lead=lead/>
        </div>
        <div class="actions">
            <button class="button button-primary" type="button" on:click=move |_| changing.set(Changing::Nothing)>
                {t("keys.back")}
            </button>
        </div>
    }
}
