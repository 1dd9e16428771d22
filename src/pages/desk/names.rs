//! Names: what looks like one with its sentence, and a person who decides, by keyboard if they like.

use std::collections::BTreeSet;

use desk::{Choice, Decision, NameKind, Proposal, Token};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::figure;
use super::notes::AuthorField;
use crate::browser::page;
use crate::components::{Chips, FieldError, Head, icon};
use crate::jobs::desk::Names;
use crate::state::{Desk, DeskPlace, use_desk};
use crate::words::{count, desk as said, fill, t};

/// How many proposals stand in the list at once.
const MOST: usize = 100;
/// The ids of the buttons that decide as it stands there begin so.
const REPLACE: &str = "name-replace-";

/// The names.
#[component]
pub fn NamesPlace() -> impl IntoView {
    let desk = use_desk();
    let trouble = RwSignal::new(String::new());
    let kind = RwSignal::new(String::new());
    // Memos may have been written meanwhile, and bundles opened.
    Effect::new(move |_| {
        if desk.notebook.names.with(Option::is_none) {
            leptos::task::spawn_local(async move { desk.told(desk.read_names().await) });
        }
    });
    let names = move || desk.notebook.names.get();
    let list = move || {
        names().map(|names| {
            view! {
                <dl class="figures">
                    {figure(names.proposals.len(), t("name.undecided"), "figure-past")}
                    {figure(names.decisions.len(), t("name.decided"), "")}
                </dl>
                <Filter names=names.proposals.iter().map(|one| one.kind).collect() kind=kind/>
                {proposals(&names, &kind.get(), trouble)}
                <Decided names=names trouble=trouble/>
            }
        })
    };
    let unsaved = move || {
        desk.notebook.is_decided.get().then(|| {
            view! {
                <div class="notice notice-past" id="register-unsaved">
                    {icon("info")}
                    <p>{t("name.unsaved")}</p>
                    <button class="button" type="button" id="save-register" on:click=move |_| desk.save_register()>
                        {icon("download")}{t("name.save")}
                    </button>
                </div>
            }
        })
    };
    view! {
        <div class="page desk-page desk-narrow">
            <Head title=t("desk.names") lead=t("name.lead")/>
            <p class="note">{t("name.limits")}</p>
            <AuthorField/>
            {unsaved}
            <FieldError id="name-error" text=trouble.into()/>
            {list}
        </div>
    }
}

/// The kinds that there are.
#[component]
fn Filter(
    /// The kinds.
    names: BTreeSet<NameKind>,
    /// Which one is looked at; empty for all.
    kind: RwSignal<String>,
) -> impl IntoView {
    let kinds = names
        .into_iter()
        .map(|kind| (kind.as_str(), said::name_kind(kind).to_owned()));
    let options = [("", t("desk.all_files").to_owned())]
        .into_iter()
        .chain(kinds);
    let choose = Callback::new(move |chosen| kind.set(chosen));
    view! {
        <div class="desk-filters">
            <Chips legend=t("desk.show") name="name-kind" options=options.collect() chosen=kind.into() on_choose=choose/>
        </div>
    }
}

fn proposals(names: &Names, kind: &str, trouble: RwSignal<String>) -> impl IntoView + use<> {
    let shown = names.proposals.iter();
    let shown = shown.filter(|one| kind.is_empty() || one.kind.as_str() == kind);
    let shown: Vec<Proposal> = shown.cloned().collect();
    if shown.is_empty() {
        return view! { <p class="status status-ok" id="names-none">{icon("check")}{t("name.none")}</p> }
            .into_any();
    }
    let more = shown.len().saturating_sub(MOST);
    let known = known_tokens(&names.decisions);
    let rows = shown.into_iter().take(MOST).enumerate().map(|(at, one)| {
        let known = known.clone();
        view! { <Row at=at one=one known=known trouble=trouble/> }
    });
    view! {
        <p class="hint" id="name-keys">{t("name.keys")}</p>
        <ul class="names" id="names" aria-describedby="name-keys">{rows.collect_view()}</ul>
        {(more > 0).then(|| view! { <p class="hint">{count("desk.more_one", "desk.more_many", more)}</p> })}
    }
    .into_any()
}

/// Every token with the first name it was given to.
fn known_tokens(decisions: &[Decision]) -> Vec<(Token, String)> {
    let mut known: Vec<(Token, String)> = decisions
        .iter()
        .filter_map(|one| Some((one.token?, one.words.clone())))
        .collect();
    known.sort();
    known.dedup_by_key(|(token, _)| *token);
    known
}

/// Decides, and goes on with the row that stands there then.
fn decide(desk: Desk, words: String, choice: Choice, at: usize, trouble: RwSignal<String>) {
    trouble.set(String::new());
    if !desk.notebook.has_author() {
        trouble.set(t("notes.author_first").to_owned());
        return;
    }
    leptos::task::spawn_local(async move {
        match desk.decide(words, choice).await {
            Ok(()) => page::focus_numbered(REPLACE, at),
            Err(failure) => drop(trouble.try_set(said::failure(&failure))),
        }
    });
}

/// What a value of the field "as what" means.
fn choice_of(value: &str) -> Choice {
    if let Ok(token) = value.parse() {
        return Choice::Same(token);
    }
    let kind = NameKind::ALL
        .into_iter()
        .find(|kind| kind.as_str() == value);
    Choice::New(kind.unwrap_or(NameKind::Other))
}

#[component]
fn Row(
    /// Which one in the list.
    at: usize,
    /// The proposal.
    one: Proposal,
    /// Tokens that there are.
    known: Vec<(Token, String)>,
    /// What went wrong.
    trouble: RwSignal<String>,
) -> impl IntoView {
    let desk = use_desk();
    let words = StoredValue::new(one.words.clone());
    let first = one
        .like
        .map_or_else(|| one.kind.as_str().to_owned(), |token| token.to_string());
    let chosen = RwSignal::new(first);
    let decide = move |choice| decide(desk, words.get_value(), choice, at, trouble);
    let by_key = move |event: KeyboardEvent| {
        let key = event.key();
        let is_choosing = event.target().is_some_and(|target| page::is_field(&target));
        if is_choosing || event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let kind = key
            .parse::<usize>()
            .ok()
            .and_then(|digit| NameKind::ALL.get(digit.checked_sub(1)?));
        match (key.as_str(), kind) {
            (_, Some(kind)) => decide(Choice::New(*kind)),
            ("k" | "K" | "0", _) => decide(Choice::Keep),
            ("ArrowDown", _) => page::focus_numbered(REPLACE, at + 1),
            ("ArrowUp", _) => page::focus_numbered(REPLACE, at.saturating_sub(1)),
            _ => return,
        }
        event.prevent_default();
    };
    let (before, found, behind) = one.excerpt;
    let times = count("name.time_one", "name.time_many", one.count);
    let go = one.at.map(|(code, entry)| {
        let label = code.to_string();
        view! {
            <button class="memo-go" type="button" on:click=move |_| desk.place.set(DeskPlace::Person(code.clone(), Some(entry)))>
                {label}{icon("chevron-right")}
            </button>
        }
    });
    view! {
        <li class="name" data-name=one.words.clone() on:keydown=by_key>
            <div class="name-head"><b dir="auto">{one.words.clone()}</b><span class="hint">{times}</span>{go}</div>
            <p class="hit-words" dir="auto">{before}<mark class="found">{found}</mark>{behind}</p>
            <div class="name-choose">
                <As chosen=chosen known=known words=one.words.clone()/>
                <button class="button" type="button" data-replace="" id=format!("{REPLACE}{at}") on:click=move |_| decide(choice_of(&chosen.get_untracked()))>{t("name.replace")}</button>
                <button class="button button-quiet" type="button" data-keep="" on:click=move |_| decide(Choice::Keep)>{t("name.keep")}</button>
            </div>
        </li>
    }
}

/// As what a name is replaced: a token of a kind of its own, or one that is there.
#[component]
fn As(
    /// What is chosen.
    chosen: RwSignal<String>,
    /// Tokens that there are.
    known: Vec<(Token, String)>,
    /// The name.
    words: String,
) -> impl IntoView {
    let kinds = NameKind::ALL.into_iter().zip(1..).map(|(kind, digit)| {
        let label = format!("{digit} · {}", said::name_kind(kind));
        view! { <option value=kind.as_str() selected=move || chosen.get() == kind.as_str()>{label}</option> }
    });
    let same = known.into_iter().map(|(token, name)| {
        let value = token.to_string();
        let label = format!("{value} {name}");
        let is_chosen = value.clone();
        view! { <option value=value selected=move || chosen.get() == is_chosen>{label}</option> }
    });
    let same = same.collect::<Vec<_>>();
    let has_known = !same.is_empty();
    view! {
        <select class="input" aria-label=fill("name.as", &[("name", &words)])
            on:change=move |event| chosen.set(event_target_value(&event))>
            <optgroup label=t("name.new")>{kinds.collect_view()}</optgroup>
            {has_known.then(|| view! { <optgroup label=t("name.same")>{same}</optgroup> })}
        </select>
    }
}

/// What was decided, to be looked at and decided anew.
#[component]
fn Decided(
    /// The names.
    names: std::sync::Arc<Names>,
    /// What went wrong.
    trouble: RwSignal<String>,
) -> impl IntoView {
    let desk = use_desk();
    let known = known_tokens(&names.decisions);
    let mut decisions = names.decisions.clone();
    decisions.sort_by_key(|one| (one.token.is_none(), one.token));
    let rows = decisions.into_iter().map(|one| {
        let token = one.token.map_or_else(|| t("name.stays").to_owned(), |token| token.to_string());
        let is_open = RwSignal::new(false);
        let (words, known) = (one.words.clone(), known.clone());
        let again = move || {
            let (words, known) = (words.clone(), known.clone());
            is_open.get().then(move || {
                let chosen = RwSignal::new(NameKind::Person.as_str().to_owned());
                let (replaced, kept) = (words.clone(), words.clone());
                view! {
                    <div class="name-choose">
                        <As chosen=chosen known=known words=words/>
                        <button class="button" type="button" data-again-replace=""
                            on:click=move |_| decide(desk, replaced.clone(), choice_of(&chosen.get_untracked()), 0, trouble)>{t("name.replace")}</button>
                        <button class="button button-quiet" type="button" data-again-keep=""
                            on:click=move |_| decide(desk, kept.clone(), Choice::Keep, 0, trouble)>{t("name.keep")}</button>
                    </div>
                }
            })
        };
        view! {
            <tr data-decided=one.words.clone()>
                <td><span class="token">{token}</span></td>
                <th scope="row" dir="auto">{one.words.clone()}</th>
                <td>{one.by}</td>
                <td>
                    <button class="sort" type="button" data-again="" aria-expanded=move || is_open.get().to_string()
                        on:click=move |_| is_open.update(|is_open| *is_open = !*is_open)>{t("name.again")}</button>
                    {again}
                </td>
            </tr>
        }
    });
    let rows = rows.collect::<Vec<_>>();
    (!rows.is_empty()).then(|| {
        view! {
            <div class="stack">
                <h2 id="decided-head">{t("name.decided")}</h2>
                <div class="table-scroll desk-table" role="region" tabindex="0" aria-labelledby="decided-head">
                    <table class="table" id="decided">
                        <thead><tr>
                            <th scope="col">{t("name.token")}</th><th scope="col">{t("name.name")}</th>
                            <th scope="col">{t("name.who")}</th><th scope="col">{t("name.change")}</th>
                        </tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </div>
        }
    })
}
