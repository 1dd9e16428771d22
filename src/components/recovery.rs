//! The recovery code: shown once, and proof that it was noted down.

use leptos::html::Input;
use leptos::prelude::*;
use zeroize::Zeroizing;

use super::{FieldError, Submit, icon};
use crate::browser::page;
use crate::state::{can_save, save_text, use_notices};
use crate::words::{fill, t};

/// The groups that are asked back, counted from 1.
const ASKED: [usize; 2] = [3, 7];

/// Shows a code and calls back when two of its groups were typed back.
#[component]
pub fn RecoveryCheck(
    /// The code.
    code: Zeroizing<String>,
    /// What the button does.
    label: &'static str,
    /// Whether it is being done.
    #[prop(into)]
    busy: Signal<bool>,
    /// Called when the copy was proved.
    on_proved: Callback<()>,
) -> impl IntoView {
    let notices = use_notices();
    let groups: Vec<String> = code
        .split('-')
        .skip(1)
        .take(8)
        .map(ToOwned::to_owned)
        .collect();
    let check = code.rsplit('-').next().unwrap_or_default().to_owned();
    let fields = [NodeRef::<Input>::new(), NodeRef::<Input>::new()];
    let error = RwSignal::new(String::new());

    let expected = groups.clone();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let wrong = ASKED.iter().zip(fields).find(|(number, field)| {
            let typed = field
                .get_untracked()
                .map(|field| field.value())
                .unwrap_or_default();
            let typed = typed
                .trim()
                .to_uppercase()
                .replace('O', "0")
                .replace(['I', 'L'], "1");
            expected.get(**number - 1) != Some(&typed)
        });
        match wrong {
            Some((number, _)) => {
                error.set(fill("recovery.wrong", &[("n", &number.to_string())]));
            }
            None if !busy.get_untracked() => {
                error.set(String::new());
                on_proved.run(());
            }
            None => {}
        }
    };
    let saved = code.clone();
    let save = move |_| {
        let text = format!(
            "{}\n\n{}\n\n{}\n",
            t("recovery.sheet"),
            saved.as_str(),
            t("recovery.sheet_text")
        );
        if let Err(error) = save_text("recovery-code.txt", &text) {
            notices.warn(t(error.words()));
        }
    };
    let copied = code.clone();
    let list = move |groups: &[String]| {
        groups
            .iter()
            .enumerate()
            .map(|(at, group)| view! { <li><span>{at + 1}</span>{group.clone()}</li> })
            .collect_view()
    };
    view! {
        <section class="sheet" aria-labelledby="recovery-code">
            <h2 id="recovery-code" class="sr-only">{t("recovery.yours")}</h2>
            <p class="hint">{fill("recovery.begins", &[("check", &check)])}</p>
            <ol class="code-groups" id="groups" data-code=code.to_string()>{list(&groups)}</ol>
            <div class="row">
                <button class="button" type="button" on:click=|_| page::print()>
                    {icon("printer")}{t("recovery.print")}
                </button>
                {can_save().then(|| view! {
                    <button class="button" type="button" id="save-code" on:click=save>
                        {icon("download")}{t("recovery.save")}
                    </button>
                })}
                <button class="button button-quiet" type="button" on:click=move |_| page::copy(&copied)>
                    {icon("copy")}{t("recovery.copy")}
                </button>
            </div>
        </section>
        <div class="notice notice-past">{icon("triangle-alert")}<p>{t("recovery.both_lost")}</p></div>
        <form class="stack" aria-labelledby="test" on:submit=submit>
            <h2 id="test">{t("recovery.check")}</h2>
            <p>{t("recovery.check_lead")}</p>
            <div class="row">
                {ASKED
                    .iter()
                    .zip(fields)
                    .map(|(number, field)| {
                        let id = format!("group-{number}");
                        view! {
                            <div class="field">
                                <label class="label" for=id.clone()>
                                    {fill("recovery.group", &[("n", &number.to_string())])}
                                </label>
                                <input
                                    class="input input-code"
                                    id=id
                                    node_ref=field
                                    size="4"
                                    maxlength="4"
                                    autocomplete="off"
                                    autocapitalize="characters"
                                    spellcheck="false"
                                    aria-describedby="recovery-error"
                                />
                            </div>
                        }
                    })
                    .collect_view()}
            </div>
            <FieldError id="recovery-error" text=error.into()/>
            <div class="actions">
                <Submit id="start" label=label busy=busy/>
            </div>
        </form>
        <section class="print-only">
            <h1>{t("recovery.sheet")}</h1>
            <p>{t("recovery.sheet_text")}</p>
            <p>{code.to_string()}</p>
            <ol class="code-groups">{list(&groups)}</ol>
        </section>
    }
}
