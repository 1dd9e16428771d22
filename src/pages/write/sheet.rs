//! What is on the page, known when it opens.

use journal::EntryId;
use leptos::prelude::*;

use crate::state::{DraftId, DraftOf, Occasion, Step, theme_at, use_journal};

/// What is on the page: known when it opens, and the same until it closes.
#[derive(Clone)]
pub struct Sheet {
    /// The draft it is saved as.
    pub draft: DraftId,
    /// What it is written on.
    pub on: Occasion,
    /// The text.
    pub text: RwSignal<String>,
}

impl Sheet {
    /// A new one.
    fn new(on: Occasion) -> Option<Self> {
        Some(Self {
            draft: EntryId::make().ok()?,
            on,
            text: RwSignal::new(String::new()),
        })
    }

    /// What an address asks for: `/write/<what>/<id>`.
    pub fn open(what: &str, id: Option<EntryId>) -> Option<Self> {
        let journal = use_journal();
        let ask = |prompt| {
            Self::new(Occasion {
                prompt,
                ..Occasion::default()
            })
        };
        if let Some(theme) = theme_at(what) {
            return ask(untrack(|| journal.offered(theme)));
        }
        untrack(|| match (what, id) {
            ("draft", Some(id)) => {
                let draft = journal.draft(id)?.newest()?.clone();
                Some(Self {
                    draft: id,
                    on: draft.occasion(),
                    text: RwSignal::new(draft.text),
                })
            }
            ("entry", Some(id)) => Self::revise(id),
            _ => match Step::of(what, id) {
                Some(step) => Self::new(journal.occasion(step)?),
                None => ask(None),
            },
        })
    }

    /// A revision of an entry; one that was begun before goes on where it was left.
    fn revise(id: EntryId) -> Option<Self> {
        let journal = use_journal();
        let kept = journal.entry(id)?;
        let newest = kept.newest();
        if journal.is_hidden(newest) {
            return None;
        }
        let begun = journal.drafts().into_iter().find_map(|(draft_id, states)| {
            let draft = states.newest()?;
            (draft.of == DraftOf::Revision(id)).then(|| (draft_id, draft.text.clone()))
        });
        let (draft, text) = match begun {
            Some(begun) => begun,
            None => (EntryId::make().ok()?, newest.text.clone()),
        };
        Some(Self {
            draft,
            on: Occasion {
                of: DraftOf::Revision(id),
                prompt: newest.prompt.clone(),
                context: newest.context.clone(),
            },
            text: RwSignal::new(text),
        })
    }
}
