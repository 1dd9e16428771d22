//! Language, colours, letters, the lock, and what is known of this phone.

use leptos::prelude::*;

use leptos_router::components::A;

mod comes_back;
mod rhythm;

use comes_back::ComesBack;
use rhythm::BeingAsked;

use crate::components::{Chips, Head, Shell, icon};
use crate::state::{
    Kept, Phase, Promise, Settings, use_journal, use_look, use_offline, use_session,
};
use crate::words::{self, fill, t};

/// Small settings, applied at once.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let look = use_look();
    let setting = move |legend: &'static str,
                        name: &'static str,
                        options: Vec<(&'static str, String)>,
                        read: fn(&Settings) -> &String,
                        write: fn(&mut Settings, String)| {
        let chosen = Signal::derive(move || look.settings.with(|settings| read(settings).clone()));
        let on_choose = Callback::new(move |value| look.change(|settings| write(settings, value)));
        view! {
            <Chips legend=legend name=name options=options chosen=chosen on_choose=on_choose class="setting" joined=true/>
        }
    };
    let option = |value: &'static str, label: &'static str| (value, label.to_owned());
    let language = look.language;
    let language_chosen = Signal::derive(move || language.get().to_owned());
    let on_language =
        Callback::new(move |value: String| look.change(|settings| settings.language = value));
    view! {
        <Shell>
            <Head title=t("place.settings")/>
            <form>
                <Chips
                    legend=t("settings.language")
                    name="language"
                    options=vec![option("en", "English"), option("fr", "Français"), option("nl", "Nederlands")]
                    chosen=language_chosen
                    on_choose=on_language
                    class="setting"
                    joined=true
                />
                {setting(
                    t("settings.colours"),
                    "theme",
                    vec![
                        option("", t("settings.as_phone")),
                        option("light", t("settings.day")),
                        option("dark", t("settings.night")),
                    ],
                    |settings| &settings.theme,
                    |settings, value| settings.theme = value,
                )}
                {setting(
                    t("settings.size"),
                    "text",
                    vec![
                        option("", t("settings.normal")),
                        option("large", t("settings.large")),
                        option("larger", t("settings.larger")),
                    ],
                    |settings| &settings.text,
                    |settings, value| settings.text = value,
                )}
                {setting(
                    t("settings.letters"),
                    "font",
                    vec![option("", t("settings.ours")), option("system", t("settings.phones"))],
                    |settings| &settings.font,
                    |settings, value| settings.font = value,
                )}
                {setting(
                    t("settings.lock_hidden"),
                    "lock-hidden",
                    vec![
                        option("0", t("settings.at_once")),
                        option("", t("settings.two_minutes")),
                        option("10", t("settings.ten_minutes")),
                    ],
                    |settings| &settings.lock_hidden,
                    |settings, value| settings.lock_hidden = value,
                )}
                {setting(
                    t("settings.lock_idle"),
                    "lock-idle",
                    vec![
                        option("2", t("settings.two_minutes")),
                        option("", t("settings.ten_minutes")),
                        option("30", t("settings.thirty_minutes")),
                    ],
                    |settings| &settings.lock_idle,
                    |settings, value| settings.lock_idle = value,
                )}
            </form>
            <p class="note">{t("settings.kept")}</p>
            <Ways/>
            <ComesBack/>
            <BeingAsked/>
            <Keeping/>
            <ThisPhone/>
        </Shell>
    }
}

/// The ways on from here, in an open journal.
#[component]
fn Ways() -> impl IntoView {
    let session = use_session();
    let way = |href: &'static str, name: &'static str, label: &'static str, hint: &'static str| {
        view! {
            <li>
                <A href=href>
                    {icon(name)}<span>{label}<span class="hint">{hint}</span></span>{icon("chevron-right")}
                </A>
            </li>
        }
    };
    move || {
        (session.phase() == Phase::Unlocked).then(|| {
            view! {
                <ul class="waits">
                    {way("/backup", "shield-check", t("backup.title"), t("backup.hint"))}
                    {way("/reminders", "calendar", t("reminders.title"), t("reminders.hint"))}
                    {way("/keys", "key-round", t("keys.title"), t("keys.hint"))}
                </ul>
            }
        })
    }
}

/// What this phone promises: the app without a network, and the journal for good.
#[component]
fn Keeping() -> impl IntoView {
    let session = use_session();
    let journal = use_journal();
    let offline = use_offline();
    let app = move || {
        let (state, name, words) = match offline.kept.get() {
            Kept::Looking => ("looking", "circle", t("offline.looking").to_owned()),
            Kept::Never => ("never", "info", t("offline.never").to_owned()),
            Kept::NotYet => ("not-yet", "info", t("offline.not_yet").to_owned()),
            Kept::Safe(checked) => {
                let size = words::size(checked.bytes);
                let files = checked.files.to_string();
                let words = fill("offline.safe", &[("files", &files), ("size", &size)]);
                ("safe", "shield-check", words)
            }
        };
        view! { <li id="offline-state" data-state=state>{icon(name)}<p>{words}</p></li> }
    };
    let release = move || match offline.kept.get() {
        Kept::Safe(checked) => Some(checked.id),
        _ => None,
    };
    let storage = move || {
        let place = session.place();
        let (state, words) = match place.promise {
            _ if place.is_private => ("private", t("promise.private")),
            Promise::Unknown => ("unknown", t("promise.unknown")),
            Promise::Given => ("given", t("promise.given")),
            Promise::Refused => ("refused", t("promise.refused")),
        };
        let name = if state == "given" {
            "shield-check"
        } else {
            "info"
        };
        view! { <li id="promise-state" data-state=state>{icon(name)}<p>{words}</p></li> }
    };
    let second_copy = move || {
        let (name, words) = match session.second_copy_works() {
            _ if session.place().lacks.second_copy => ("info", t("lacks.second_copy")),
            Some(false) => ("info", t("lacks.second_copy_failed")),
            _ => ("shield-check", t("lacks.nothing")),
        };
        view! { <li id="second-copy">{icon(name)}<p>{words}</p></li> }
    };
    let locks = move || {
        let lacks = session.place().lacks.locks;
        lacks.then(|| view! { <li id="no-locks">{icon("info")}<p>{t("lacks.locks")}</p></li> })
    };
    let aside = move || {
        let aside = session.phase() == Phase::Unlocked && journal.is_aside();
        aside.then(|| view! {
            <div class="notice notice-past" id="set-aside">
                {icon("info")}
                <p>{t("findings.aside")}</p>
                <A href="/" attr:class="button" on:click=move |_| journal.look_aside()>{t("findings.look")}</A>
            </div>
        })
    };
    view! {
        <section class="sheet" aria-labelledby="keeping">
            <h2 id="keeping">{t("settings.keeping")}</h2>
            <ul class="terms">{app}{storage}{second_copy}{locks}</ul>
            {aside}
            {move || release().map(|id| view! {
                <p class="hint">
                    {fill("offline.release", &[("version", env!("CARGO_PKG_VERSION"))])}" "<span class="digest">{id}</span>
                </p>
            })}
            <button class="button button-quiet" type="button" id="look-again"
                on:click=move |_| leptos::task::spawn_local(offline.look())>
                {icon("refresh-cw")}{t("offline.again")}
            </button>
        </section>
    }
}

/// The six words by which the research team knows this phone.
#[component]
fn ThisPhone() -> impl IntoView {
    let session = use_session();
    let journal = use_journal();
    move || {
        let open = session.phase() == Phase::Unlocked;
        open.then(|| journal.phone_words()).flatten().map(|words| {
            view! {
                <section class="sheet" aria-labelledby="phone" id="phone-words">
                    <h2 id="phone">{t("settings.phone")}</h2>
                    <ol class="words" lang="en">
                        {words.into_iter().map(|word| view! { <li>{word}</li> }).collect_view()}
                    </ol>
                    <p class="hint">{t("settings.phone_hint")}</p>
                </section>
            }
        })
    }
}
