//! After writing: role, title, for whom, and how it is to be handled.

use journal::{Handling, Role, Sharing};
use leptos::html::Input;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::part::{PartFields, trouble_with};
use super::people::PeopleField;
use super::session::SessionField;
use super::sheet::Sheet;
use crate::components::{Back, Chips, FieldError, Head, Shell, Submit, on_submit, role_words};
use crate::state::{DraftOf, Occasion, Written, use_journal, use_notices};
use crate::words::{fill, t};

/// What is asked once the words are there; everything can stay as it is.
#[component]
pub fn KeepForm(
    /// What was written.
    sheet: Sheet,
    /// Back to the text by setting it to false.
    finishing: RwSignal<bool>,
) -> impl IntoView {
    let journal = use_journal();
    let notices = use_notices();
    let navigate = use_navigate();
    let before = match sheet.on.of {
        DraftOf::Revision(id) => untrack(|| journal.entry(id)).map(|kept| kept.newest().clone()),
        DraftOf::New => None,
    };
    let side = sheet.on.role();
    let role = RwSignal::new(match (&before, side) {
        (Some(entry), _) => entry.role,
        (None, side) => side.unwrap_or(Role::NotSaid),
    });
    let sharing = RwSignal::new(
        before
            .as_ref()
            .map_or(Sharing::OnlyMe, |entry| entry.sharing),
    );
    let handling = RwSignal::new(before.as_ref().map_or_else(
        || untrack(|| journal.wishes_of_shown(&sheet.on)),
        |entry| entry.handling,
    ));
    let context = RwSignal::new(sheet.on.context.as_deref().cloned().unwrap_or_default());
    let is_new = before.is_none();
    let session = RwSignal::new(context.with_untracked(|context| context.session));
    let asks_session = untrack(|| journal.asks_session(sheet.on.prompt.as_ref()));
    let title = before.map(|entry| entry.title).unwrap_or_default();
    let title_field = NodeRef::<Input>::new();
    let error = RwSignal::new(String::new());

    let text = sheet.text;
    let keep = Action::new_local(move |(): &()| {
        let on = Occasion {
            context: context.get_untracked().kept(),
            ..sheet.on.clone()
        };
        let written = Written {
            on: on.about(session.get_untracked()),
            text: text.get_untracked(),
            title: title_field
                .get_untracked()
                .map(|field| field.value())
                .unwrap_or_default(),
            role: role.get_untracked(),
            sharing: sharing.get_untracked(),
            handling: handling.get_untracked(),
        };
        let (draft, navigate) = (sheet.draft, navigate.clone());
        async move {
            match journal.write(draft, written).await {
                Ok(id) => {
                    notices.say(t("keep.kept"));
                    let options = NavigateOptions {
                        replace: true,
                        ..Default::default()
                    };
                    navigate(&format!("/entries/{id}"), options);
                }
                Err(reason) => error.set(fill("write.not_saved", &[("reason", t(reason.words()))])),
            }
        }
    });
    let busy = keep.pending();

    let roles = Role::ALL
        .map(|role| (role.as_str(), role_words(role).to_owned()))
        .to_vec();
    let chosen = Signal::derive(move || role.get().as_str().to_owned());
    let choose = Callback::new(move |value: String| {
        if let Some(chosen) = Role::ALL.into_iter().find(|role| role.as_str() == value) {
            role.set(chosen);
        }
    });
    let audience =
        move |value: Sharing, id: &'static str, label: &'static str, hint: &'static str| {
            view! {
                <label class="choice">
                    <input
                        type="radio"
                        name="sharing"
                        id=id
                        prop:checked=move || sharing.get() == value
                        on:change=move |_| sharing.set(value)
                    />
                    <span>{label}<span class="hint">{hint}</span></span>
                </label>
            }
        };
    let wish =
        move |label: &'static str, id: &'static str, wish: fn(&mut Handling) -> &mut bool| {
            view! {
                <label class="choice">
                    <input
                        type="checkbox"
                        id=id
                        prop:checked=move || handling.with(|now| *wish(&mut now.clone()))
                        on:change=move |event| {
                            let checked = event_target_checked(&event);
                            handling.update(|now| *wish(now) = checked);
                        }
                    />
                    <span>{label}</span>
                </label>
            }
        };
    let submit = on_submit(busy, move || {
        match context.with_untracked(trouble_with).filter(|_| is_new) {
            Some(trouble) => error.set(trouble.to_owned()),
            None => {
                keep.dispatch(());
            }
        }
    });
    view! {
        <Shell back=Back::To("/", t("place.today")) places=false>
            <Head title=t("keep.title") lead=t("keep.lead")/>
            <form class="stack" on:submit=submit>
                {is_new.then(|| view! { <PartFields context=context/> })}
                {asks_session.then(|| view! { <SessionField session=session/> })}
                {side.is_none().then(|| view! {
                    <Chips legend=t("keep.role") name="role" options=roles chosen=chosen on_choose=choose/>
                })}
                <PeopleField context=context text=text/>
                <div class="field">
                    <label class="label" for="title">{t("keep.heading")}</label>
                    <span class="hint" id="title-hint">{t("keep.heading_hint")}</span>
                    <input
                        class="input"
                        id="title"
                        node_ref=title_field
                        aria-describedby="title-hint"
                        autocapitalize="sentences"
                        autocomplete="off"
                        spellcheck="false"
                        dir="auto"
                        prop:value=title
                    />
                </div>
                <fieldset>
                    <legend class="label">{t("keep.for")}</legend>
                    {audience(Sharing::OnlyMe, "only-me", t("keep.only_me"), t("keep.only_me_hint"))}
                    {audience(Sharing::MayShare, "may-share", t("keep.may_share"), t("keep.may_share_hint"))}
                </fieldset>
                <fieldset>
                    <legend class="label">{t("keep.handling")}</legend>
                    {wish(t("handling.ask_first"), "ask-first", |now| &mut now.ask_first)}
                    {wish(t("handling.do_not_quote"), "do-not-quote", |now| &mut now.do_not_quote)}
                    {wish(t("handling.do_not_raise"), "do-not-raise", |now| &mut now.do_not_raise)}
                </fieldset>
                <FieldError id="keep-error" text=error.into()/>
                <div class="actions">
                    <Submit id="keep" label=t("keep.keep") busy=busy/>
                    <button
                        class="button button-quiet"
                        type="button"
                        on:click=move |_| finishing.set(false)
                    >
                        {t("keep.back")}
                    </button>
                </div>
            </form>
        </Shell>
    }
}
