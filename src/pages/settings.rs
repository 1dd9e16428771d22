//! Language, colours, letters.

use leptos::prelude::*;

use crate::components::{Chips, Head, Shell};
use crate::state::{Phase, Settings, use_journal, use_look, use_session};
use crate::words::t;

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
            </form>
            <p class="note">{t("settings.kept")}</p>
            <ThisPhone/>
        </Shell>
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
