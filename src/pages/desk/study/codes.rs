//! Codes for participants: drawn, put on the list, and printed on slips.

use leptos::html::Input;
use leptos::prelude::*;

use crate::browser::page;
use crate::components::{FieldError, Submit, icon, on_submit};
use crate::state::{CodesError, Desk, use_authoring, use_desk};
use crate::words::{count, fill, t};

/// Drawing codes.
#[component]
pub(super) fn CodesView() -> impl IntoView {
    let authoring = use_authoring();
    let codes = authoring.codes;
    let (number, address, file) = (
        NodeRef::<Input>::new(),
        NodeRef::<Input>::new(),
        NodeRef::<Input>::new(),
    );
    let trouble = RwSignal::new(String::new());
    let tell = move |result: Result<(), CodesError>| {
        let _ = trouble.try_set(
            result
                .err()
                .map(|error| undrawn(&error))
                .unwrap_or_default(),
        );
    };
    let read = move |_| {
        let Some(chosen) = file.get_untracked().and_then(|field| Desk::chosen(&field)) else {
            return;
        };
        leptos::task::spawn_local(async move { tell(codes.read(&chosen).await) });
    };
    let value = |field: NodeRef<Input>| {
        field
            .get_untracked()
            .map(|field| field.value())
            .unwrap_or_default()
    };
    let draw = move || tell(codes.draw(authoring, &value(number), &value(address)));
    let known = move || {
        codes.list.get().map(|list| {
            let known = count("codes.known_one", "codes.known", list.count());
            view! { <p class="status status-ok" id="codes-known">{icon("check")}{known}</p> }
        })
    };
    view! {
        <form class="study-narrow" on:submit=on_submit(false, draw)>
            <h2>{t("codes.title")}</h2>
            <p class="note">{t("codes.lead")}</p>
            <div class="study-pair">
                <div class="field">
                    <label class="label" for="codes-number">{t("codes.number")}</label>
                    <input class="input" type="number" id="codes-number" min="1" max="5000" value="20" node_ref=number autocomplete="off"/>
                </div>
                <div class="field">
                    <label class="label" for="codes-address">{t("codes.address")}</label>
                    <input class="input" type="text" id="codes-address" value=page::origin() node_ref=address autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="codes-address-hint"/>
                    <p class="hint" id="codes-address-hint">{t("codes.address_hint")}</p>
                </div>
            </div>
            <div class="desk-known">
                <div>
                    <span class="label">{t("codes.list")}</span>
                    <p class="hint">{t("codes.list_hint")}</p>
                    {known}
                </div>
                <label class="button file">
                    {icon("file-up")}{t("codes.choose")}
                    <input type="file" id="codes-list" node_ref=file on:change=read/>
                </label>
            </div>
            <FieldError id="codes-error" text=trouble.into()/>
            <p><Submit id="draw-codes" label=t("codes.draw") busy=false/></p>
            <Drawn/>
        </form>
    }
}

/// What was drawn: the list first, and then the slips.
#[component]
fn Drawn() -> impl IntoView {
    let desk = use_desk();
    let codes = use_authoring().codes;
    move || {
        let drawn = codes.drawn.get()?;
        let told = count("codes.drawn_one", "codes.drawn", drawn.codes.len());
        let is_listed = drawn.is_listed;
        let pages = drawn.codes.len().div_ceil(8);
        let few = drawn.codes.iter().take(3).map(ToString::to_string);
        let few = few.collect::<Vec<_>>().join(" · ");
        Some(view! {
            <section class="stack" aria-labelledby="codes-drawn">
                <h3 id="codes-drawn">{told}</h3>
                <p class="digest" id="codes-few">{few}{(drawn.codes.len() > 3).then_some(" …")}</p>
                <ol class="desk-steps study-steps">
                    <li>
                        <div class="stack-tight">
                            <p>{t("codes.save_list_first")}</p>
                            <p><button class="button" type="button" id="save-list" on:click=move |_| desk.told(codes.save_list())>{icon("download")}{t("codes.save_list")}</button></p>
                        </div>
                    </li>
                    <li>
                        <div class="stack-tight">
                            <p>{fill("codes.slips_then", &[("pages", &pages.to_string())])}</p>
                            <p><button class="button" type="button" id="save-slips" disabled=!is_listed on:click=move |_| desk.told(codes.save_slips())>{icon("printer")}{t("codes.save_slips")}</button></p>
                        </div>
                    </li>
                    <li><p>{t("codes.hand_out")}</p></li>
                </ol>
            </section>
        })
    }
}

/// Why no codes were drawn, and what to do.
fn undrawn(error: &CodesError) -> String {
    match error {
        CodesError::Refused => t("codes.refused"),
        CodesError::Number => t("codes.no_number"),
        CodesError::Address(_) => t("codes.no_address"),
        CodesError::LongAddress => t("codes.long_address"),
        CodesError::List(_) => t("codes.no_list"),
        CodesError::Unreadable => t("codes.unreadable"),
        CodesError::TooFew => t("codes.too_few"),
        CodesError::NotDrawn => t("codes.not_drawn"),
    }
    .to_owned()
}
