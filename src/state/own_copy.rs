//! The writer's own readable copy, in the words of the language that is spoken.

use journal::{CopyDraft, CopyEntry, CopyWords, OwnCopy, Role, Sharing};
use leptos::prelude::*;

use super::hand_over::hand_over_text;
use super::journal::{Journal, Kept};
use super::share::ShareState;
use crate::browser::{BrowserError, clock};
use crate::words::{self, fill, t};

/// How a readable copy is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readable {
    /// One page that opens in any browser.
    Html,
    /// Plain text with marks.
    Markdown,
}

impl Journal {
    /// Saves everything that was written as one file that anyone can read. **Must be called directly
    /// in a tap.**
    pub fn save_readable(self, how: Readable) -> Result<(), BrowserError> {
        let now = clock::now();
        let copy = untrack(|| self.own_copy(words::date(&now)));
        let (kind, ending, text) = match how {
            Readable::Html => ("text/html", "html", copy.to_html()),
            Readable::Markdown => ("text/markdown", "md", copy.to_markdown()),
        };
        let name = format!("my-journal-{}.{ending}", now.date());
        hand_over_text(&name, kind, text.as_bytes())
    }

    fn own_copy(self, made: String) -> OwnCopy<'static> {
        let mut kept: Vec<Kept> = self.entries.with(|entries| {
            let there = entries.values().filter(|kept| !kept.discarded);
            there.cloned().collect()
        });
        kept.sort_by(|a, b| a.newest().created_at.cmp(&b.newest().created_at));
        let drafts = self.drafts().into_iter().filter_map(|(_, states)| {
            let draft = states.newest()?;
            Some(CopyDraft {
                saved: words::when(&draft.saved_at),
                prompt: draft.prompt.clone(),
                text: draft.text.clone(),
            })
        });
        OwnCopy {
            words: CopyWords {
                question: t("copy.question").into(),
                without_question: t("theme.free").into(),
                earlier: t("copy.earlier").into(),
                for_me_only: t("share.state_never").into(),
                contents: t("copy.contents").into(),
                drafts: t("copy.drafts").into(),
                note: t("copy.note").into(),
            },
            language: words::language(),
            title: t("copy.title").into(),
            made: fill("copy.made", &[("day", &made)]),
            entries: kept.into_iter().map(|kept| self.copied(kept)).collect(),
            drafts: drafts.collect(),
        }
    }

    fn copied(self, kept: Kept) -> CopyEntry {
        let newest = kept.newest().clone();
        let shared = match self.share_state(&newest) {
            ShareState::Never => None,
            ShareState::Shared(at) | ShareState::ChangedSince(at) => {
                Some(fill("share.state_shared", &[("day", &words::day(&at))]))
            }
        };
        let shared = shared.or_else(|| {
            (newest.sharing == Sharing::MayShare).then(|| t("share.state_may").to_owned())
        });
        let earlier = kept.revisions.iter().rev().skip(1).rev();
        CopyEntry {
            written: words::date(&newest.created_at),
            month: words::month(newest.created_at.month()),
            shared,
            earlier: earlier.map(|entry| words::when(&entry.edited_at)).collect(),
            role: match newest.role {
                Role::NotSaid => String::new(),
                role => words::role(role).to_owned(),
            },
            revisions: kept.revisions,
            recordings: Vec::new(),
        }
    }
}
