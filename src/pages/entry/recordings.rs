//! The recordings of an entry: to be heard, named, and marked where they are not for the team.

use journal::{Entry, EntryId, Recording, Span};
use leptos::html::Input;
use leptos::prelude::*;

use crate::components::{FieldError, Place, Player, icon, on_submit};
use crate::state::{ShareState, use_journal, use_notices};
use crate::words::{self, count, fill, t};

/// Every recording of the newest revision.
#[component]
pub fn Recordings(
    /// The entry, as it is now.
    entry: Entry,
    /// Asks whether all of it is to be deleted: where it is nothing but one recording.
    deleting: RwSignal<bool>,
) -> impl IntoView {
    let shared = match untrack(|| use_journal().share_state(&entry)) {
        ShareState::Shared(at) | ShareState::ChangedSince(at) => Some(words::day(&at)),
        ShareState::Never => None,
    };
    let is_all = entry.recordings.len() == 1 && entry.text.trim().is_empty();
    let id = entry.id;
    let rows = entry.recordings.into_iter().enumerate().map(|(at, recording)| {
        let gone = Gone { entry: id, at, recording: recording.clone(), is_all, deleting };
        view! { <One entry=id recording=recording number=at + 1 gone=gone shared=shared.clone()/> }
    });
    view! { <div class="takes-kept" id="recordings">{rows.collect_view()}</div> }
}

/// A recording to be thrown away.
#[derive(Clone)]
struct Gone {
    entry: EntryId,
    /// Where it stands among the others.
    at: usize,
    recording: Recording,
    is_all: bool,
    deleting: RwSignal<bool>,
}

impl Gone {
    /// Throws it away, with a way back.
    fn go(self) {
        if self.is_all {
            return self.deleting.set(true);
        }
        let (journal, notices) = (use_journal(), use_notices());
        let Self {
            entry,
            at,
            recording,
            ..
        } = self;
        leptos::task::spawn_local(async move {
            match journal.discard_recording(entry, recording.id).await {
                Err(error) => notices.warn(t(error.words())),
                Ok(false) => notices.say(t("record.thrown")),
                Ok(true) => notices.offer_undo(t("record.thrown"), move || {
                    let recording = recording.clone();
                    leptos::task::spawn_local(async move {
                        let restored = journal.restore_recording(entry, at, recording);
                        if let Err(error) = restored.await {
                            notices.warn(t(error.words()));
                        }
                    });
                }),
            }
        });
    }
}

#[component]
fn One(
    entry: EntryId,
    recording: Recording,
    number: usize,
    gone: Gone,
    shared: Option<String>,
) -> impl IntoView {
    let place = Place::new();
    let withheld = RwSignal::new(recording.withheld.clone());
    let words = recording.words().to_owned();
    let heading = match words.is_empty() {
        true => fill("record.take", &[("n", &number.to_string())]),
        false => words,
    };
    let gist = recording.gist.trim().to_owned();
    let gist = (!gist.is_empty() && gist != heading).then_some(gist);
    let kept_marks = recording.withheld.len();
    let id = recording.id;
    let marks = (kept_marks > 0).then(|| {
        view! {
            <p class="meta"><span>{icon("eye-off")}{count("record.marks_one", "record.marks", kept_marks)}</span></p>
        }
    });
    view! {
        <section class="sheet" data-recording=id.to_string()>
            <div class="row row-spread">
                <h2 dir="auto">{heading}</h2>
                <button class="button button-quiet" type="button" data-throw="" on:click=move |_| gone.clone().go()>
                    {icon("trash-2")}{t("record.throw")}
                </button>
            </div>
            {shared.map(|day| view! { <p class="hint">{fill("record.shared", &[("day", &day)])}</p> })}
            {gist.map(|gist| view! { <p dir="auto">{gist}</p> })}
            {marks}
            <Player id=id place=place withheld=withheld/>
            <details class="disclosure">
                <summary>{icon("chevron-right")}{t("record.describe")}</summary>
                <Describe entry=entry recording=recording place=place withheld=withheld/>
            </details>
        </section>
    }
}

#[component]
fn Describe(
    entry: EntryId,
    recording: Recording,
    place: Place,
    withheld: RwSignal<Vec<Span>>,
) -> impl IntoView {
    let journal = use_journal();
    let notices = use_notices();
    let (title, gist) = (NodeRef::<Input>::new(), NodeRef::<Input>::new());
    let from = RwSignal::new(None::<u64>);
    let error = RwSignal::new(String::new());
    let whole = recording.media.whole();
    let names = (recording.title.clone(), recording.gist.clone());
    let ids = ["title", "gist", "error"].map(|name| format!("{name}-{}", recording.id));
    let [title_id, gist_id, error_id] = ids;
    let here = move || place.at.get_untracked() as u64;
    let to_here = move |_| {
        let Some(begun) = from.get_untracked() else {
            return;
        };
        if let Some(span) = Span::between(begun, here()).and_then(|span| span.within(whole)) {
            withheld.update(|spans| *spans = Span::union(spans.iter().copied().chain([span])));
            from.set(None);
        }
    };
    let save = Action::new_local(move |(): &()| {
        let value = |field: NodeRef<Input>| {
            field
                .get_untracked()
                .map(|field| field.value())
                .unwrap_or_default()
        };
        let described = Recording {
            title: value(title).trim().to_owned(),
            gist: value(gist).trim().to_owned(),
            withheld: withheld.get_untracked(),
            ..recording.clone()
        };
        async move {
            match journal.describe_recording(entry, described).await {
                Ok(()) => notices.say(t("record.described")),
                Err(reason) => {
                    error.set(fill("write.not_saved", &[("reason", t(reason.words()))]));
                }
            }
        }
    });
    let busy = save.pending();
    let submit = on_submit(busy, move || {
        save.dispatch(());
    });
    let spans = move || {
        let rows = withheld.get().into_iter().map(|span| {
            let words = words::span(span);
            let label = fill("record.unmark", &[("span", &words)]);
            view! {
                <li class="row row-spread" data-span="">
                    <span>{icon("eye-off")}" "{words}</span>
                    <button
                        class="button button-quiet"
                        type="button"
                        aria-label=label
                        on:click=move |_| withheld.update(|spans| spans.retain(|known| *known != span))
                    >
                        {icon("x")}{t("record.unmark_short")}
                    </button>
                </li>
            }
        });
        rows.collect_view()
    };
    view! {
        <form class="stack" on:submit=submit>
            <div class="field">
                <label class="label" for=title_id.clone()>{t("keep.heading")}</label>
                <input class="input" id=title_id node_ref=title autocomplete="off" spellcheck="false" dir="auto" prop:value=names.0/>
            </div>
            <div class="field">
                <label class="label" for=gist_id.clone()>{t("record.gist")}</label>
                <input class="input" id=gist_id node_ref=gist autocomplete="off" spellcheck="false" dir="auto" prop:value=names.1/>
            </div>
            <fieldset class="stack-tight">
                <legend class="label">{t("record.withhold")}</legend>
                <p class="hint">{t("record.withhold_hint")}</p>
                <ul class="stack-tight">{spans}</ul>
                <div class="row">
                    <button class="button" type="button" data-from="" on:click=move |_| from.set(Some(here()))>
                        {t("record.from_here")}
                    </button>
                    <button class="button" type="button" data-to="" disabled=move || from.get().is_none() on:click=to_here>
                        {t("record.to_here")}
                    </button>
                </div>
                <p class="hint" role="status">
                    {move || from.get().map(|at| fill("record.marking", &[("time", &words::length(at))]))}
                </p>
            </fieldset>
            <FieldError id=error_id text=error.into()/>
            <button class="button" type="submit" data-describe="" aria-busy=move || busy.get().to_string()>
                {icon("check")}{t("record.save")}
            </button>
        </form>
    }
}
