//! What the team notes beside what it reads: tags of entries, and memos.

use std::collections::BTreeSet;

use desk::{About, MemoKind};
use journal::{EntryId, Moment, ParticipantCode};
use leptos::prelude::*;

use crate::components::{Chips, FieldError, icon, on_submit};
use crate::jobs::desk::Note;
use crate::state::use_desk;
use crate::words::{self, desk as said, fill, t};

/// Who writes and decides. The page keeps it as long as it is open.
#[component]
pub fn AuthorField() -> impl IntoView {
    let author = use_desk().notebook.author;
    view! {
        <div class="field notes-author">
            <label class="label" for="author">{t("notes.author")}</label>
            <input class="input" id="author" type="text" autocomplete="off" spellcheck="false" aria-describedby="author-hint"
                prop:value=move || author.get() on:input=move |event| author.set(event_target_value(&event))/>
            <p class="hint" id="author-hint">{t("notes.author_hint")}</p>
        </div>
    }
}

/// That something was noted and no file has it.
#[component]
pub fn Unsaved() -> impl IntoView {
    let desk = use_desk();
    move || {
        desk.notebook.is_noted.get().then(|| {
            view! {
                <div class="notice notice-past" id="memos-unsaved">
                    {icon("info")}
                    <p>{t("notes.unsaved")}</p>
                    <button class="button" type="button" id="save-memos" on:click=move |_| desk.save_memos()>
                        {icon("download")}{t("notes.save")}
                    </button>
                </div>
            }
        })
    }
}

/// The tags that there are, for the fields in which one is typed.
#[component]
pub fn KnownTags() -> impl IntoView {
    let notes = use_desk().notebook.notes;
    let options = move || {
        let tags: BTreeSet<String> =
            notes.with(|notes| notes.tags.iter().map(|tag| tag.tag.clone()).collect());
        let options = tags
            .into_iter()
            .map(|tag| view! { <option value=tag></option> });
        options.collect_view()
    };
    view! { <datalist id="known-tags">{options}</datalist> }
}

/// Notes it, and says what was wrong.
fn note_down(note: Note, trouble: RwSignal<String>, then: impl FnOnce() + 'static) {
    let desk = use_desk();
    trouble.set(String::new());
    if !desk.notebook.has_author() {
        trouble.set(t("notes.author_first").to_owned());
        return;
    }
    leptos::task::spawn_local(async move {
        match desk.note(note).await {
            Ok(()) => then(),
            Err(failure) => drop(trouble.try_set(said::failure(&failure))),
        }
    });
}

/// Tags and memos of an entry.
#[component]
pub fn EntryNotes(
    /// Whose entry.
    participant: ParticipantCode,
    /// The entry.
    entry: EntryId,
) -> impl IntoView {
    let desk = use_desk();
    let trouble = RwSignal::new(String::new());
    let typed = RwSignal::new(String::new());
    let code = StoredValue::new(participant.clone());
    let tags = Memo::new(move |_| {
        let is_here = |tag: &&desk::EntryTag| {
            tag.entry == entry && code.with_value(|code| tag.participant == *code)
        };
        let tags = desk.notebook.notes;
        tags.with(|notes| {
            let tags = notes.tags.iter().filter(is_here);
            tags.map(|tag| tag.tag.clone()).collect::<Vec<String>>()
        })
    });
    let of = move |tag: String| (code.get_value(), entry, tag);
    let take_away = move |tag: String| {
        let (participant, entry, tag) = of(tag);
        let note = Note::Untag {
            participant,
            entry,
            tag,
        };
        note_down(note, trouble, || {});
    };
    let give = move || {
        let (participant, entry, tag) = of(typed.get_untracked());
        let note = Note::Tag {
            participant,
            entry,
            tag,
        };
        note_down(note, trouble, move || drop(typed.try_set(String::new())));
    };
    let shown = move || {
        let rows = tags.get().into_iter().map(|tag| {
            let gone = tag.clone();
            let label = fill("notes.untag", &[("tag", &tag)]);
            view! {
                <li class="tag">
                    <span dir="auto">{tag}</span>
                    <button class="tag-away" type="button" aria-label=label on:click=move |_| take_away(gone.clone())>{icon("x")}</button>
                </li>
            }
        });
        rows.collect_view()
    };
    let id = format!("tag-{entry}");
    let error = format!("notes-error-{entry}");
    view! {
        <div class="notes" role="group" aria-label=t("notes.on_entry")>
            <div class="tags">
                <ul class="tag-list">{shown}</ul>
                <form class="tag-form" on:submit=on_submit(false, give)>
                    <label class="sr-only" for=id.clone()>{t("notes.tag")}</label>
                    <input class="input" id=id type="text" list="known-tags" autocomplete="off" maxlength="60"
                        placeholder=t("notes.tag") aria-describedby=error.clone()
                        prop:value=move || typed.get() on:input=move |event| typed.set(event_target_value(&event))/>
                    <button class="button button-quiet" type="submit" data-tag="">{t("notes.tag_give")}</button>
                </form>
            </div>
            <FieldError id=error text=trouble.into()/>
            <Memos about=About::Entry { participant, entry }/>
        </div>
    }
}

/// The memos about something, and a place to write one.
#[component]
pub fn Memos(
    /// What they are about.
    about: About,
) -> impl IntoView {
    let desk = use_desk();
    let of = about.clone();
    let memos = Memo::new(move |_| {
        desk.notebook.notes.with(|notes| {
            let here = notes.memos.iter();
            let here = here.filter(|memo| memo.is_standing && memo.about == of);
            here.cloned().collect::<Vec<desk::Memo>>()
        })
    });
    let rows = move || {
        let rows = memos.get().into_iter();
        rows.map(|memo| view! { <MemoRow memo=memo/> })
            .collect_view()
    };
    let is_open = RwSignal::new(false);
    view! {
        <ul class="memos">{rows}</ul>
        <details class="disclosure" prop:open=move || is_open.get()>
            <summary data-memo="" on:click=move |event| {
                event.prevent_default();
                is_open.update(|is_open| *is_open = !*is_open);
            }>{icon("pencil")}{t("memo.write")}</summary>
            {move || is_open.get().then(|| view! {
                <MemoForm about=about.clone() done=Callback::new(move |()| is_open.set(false))/>
            })}
        </details>
    }
}

/// A memo with a way to word it anew.
#[component]
pub fn MemoRow(
    /// The memo.
    memo: desk::Memo,
) -> impl IntoView {
    let is_open = RwSignal::new(false);
    let at = Moment::parse(&memo.at).map_or_else(|_| memo.at.clone(), |at| words::date(&at));
    let by = fill("memo.by", &[("author", &memo.author), ("day", &at)]);
    let class = format!("memo memo-{}", memo.kind.as_str());
    let form = {
        let memo = memo.clone();
        move || {
            let memo = memo.clone();
            is_open.get().then(move || view! {
                <MemoForm about=memo.about.clone() before=memo done=Callback::new(move |()| is_open.set(false))/>
            })
        }
    };
    view! {
        <li class=class data-kind=memo.kind.as_str()>
            <p class="memo-head"><b>{said::memo_kind(memo.kind)}</b><span class="hint">{by}</span></p>
            <p class="prose memo-text" dir="auto">{memo.text}</p>
            {form}
            <button class="button button-quiet" type="button" data-correct="" aria-expanded=move || is_open.get().to_string()
                on:click=move |_| is_open.update(|is_open| *is_open = !*is_open)>{icon("pencil")}{t("memo.correct")}</button>
        </li>
    }
}

/// A place to write a memo, or to word one anew.
#[component]
fn MemoForm(
    /// What it is about.
    about: About,
    /// The wording before.
    #[prop(optional)]
    before: Option<desk::Memo>,
    /// Called when it is noted.
    done: Callback<()>,
) -> impl IntoView {
    let trouble = RwSignal::new(String::new());
    let kind = RwSignal::new(before.as_ref().map_or(MemoKind::Analytic, |memo| memo.kind));
    let text = RwSignal::new(
        before
            .as_ref()
            .map(|memo| memo.text.clone())
            .unwrap_or_default(),
    );
    let name = match (&before, &about) {
        (Some(memo), _) => format!("again-{}", memo.id),
        (None, About::Study) => "memo-study".into(),
        (None, About::Person { participant }) => format!("memo-{participant}"),
        (None, About::Entry { entry, .. }) => format!("memo-{entry}"),
        (None, About::Recording { recording, .. }) => format!("memo-{recording}"),
    };
    let follows = before.map(|memo| memo.id);
    let write = move || {
        let note = Note::Memo {
            kind: kind.get_untracked(),
            about: about.clone(),
            text: text.get_untracked(),
            follows: follows.clone(),
        };
        if text.with_untracked(|text| text.trim().is_empty()) {
            trouble.set(t("memo.empty").to_owned());
            return;
        }
        note_down(note, trouble, move || done.run(()));
    };
    let kinds = MemoKind::ALL.map(|kind| (kind.as_str(), said::memo_kind(kind).to_owned()));
    let choose = Callback::new(move |chosen: String| {
        let found = MemoKind::ALL
            .into_iter()
            .find(|kind| kind.as_str() == chosen);
        kind.set(found.unwrap_or(MemoKind::Analytic));
    });
    let chosen = Signal::derive(move || kind.get().as_str().to_owned());
    let error = format!("{name}-error");
    let field = format!("{name}-text");
    view! {
        <form class="memo-form" on:submit=on_submit(false, write)>
            <Chips legend=t("memo.kind") name=name options=kinds.to_vec() chosen=chosen on_choose=choose/>
            <div class="field">
                <label class="label" for=field.clone()>{t("memo.text")}</label>
                <textarea class="input" id=field rows="4" dir="auto" aria-describedby=error.clone()
                    prop:value=move || text.get() on:input=move |event| text.set(event_target_value(&event))></textarea>
                <FieldError id=error text=trouble.into()/>
            </div>
            <div><button class="button button-primary" type="submit" data-keep="">{t("memo.keep")}</button></div>
        </form>
    }
}
