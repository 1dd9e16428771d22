//! The writer's own readable copy of everything they wrote: one HTML file, or Markdown.
//!
//! Nothing here is sealed. Whoever makes a copy says so to the writer before, and the copy says
//! it again to whoever opens it ([`CopyWords::note`]).

mod html;
mod markdown;

use crate::{Entry, RecordingId, Sharing, ShownPrompt};

pub use html::CopyPiece;

pub use html::html_text;

/// Everything a writer wrote, with the words around it already in their language.
#[derive(Debug, Clone)]
pub struct OwnCopy<'a> {
    /// The sentences of the copy that are not the writer's.
    pub words: CopyWords,
    /// The language of `words` and of every date, as a tag: `en`, `fr`, `nl`.
    pub language: &'a str,
    /// What the copy is called.
    pub title: String,
    /// When it was made, as it is spoken.
    pub made: String,
    /// The entries in the order they are to be read in.
    pub entries: Vec<CopyEntry>,
    /// What is not yet an entry.
    pub drafts: Vec<CopyDraft>,
}

/// The sentences of a copy, translated by the caller.
#[derive(Debug, Clone)]
pub struct CopyWords {
    /// What stands over a question: "Question".
    pub question: String,
    /// What stands there if none was asked: "Without a question".
    pub without_question: String,
    /// What earlier revisions are called: "Earlier versions".
    pub earlier: String,
    /// What an entry is that may not leave: "For me only".
    pub for_me_only: String,
    /// What the table of contents is called: "Contents".
    pub contents: String,
    /// What drafts are called: "Drafts".
    pub drafts: String,
    /// One sentence: this file is not sealed; whoever has it can read it.
    pub note: String,
    /// Where the sound of a recording is that a text only names, as a sentence.
    pub sound: String,
}

/// One entry with all its revisions.
#[derive(Debug, Clone)]
pub struct CopyEntry {
    /// Its revisions, oldest first, never empty.
    pub revisions: Vec<Entry>,
    /// The date it was written, as it is spoken.
    pub written: String,
    /// The heading of its month. Neighbours with the same one stand under it together.
    pub month: String,
    /// That it was shared, as a sentence: "Shared 14 June".
    pub shared: Option<String>,
    /// The spoken times of the revisions before the newest, in their order.
    pub earlier: Vec<String>,
    /// The role it was written from, translated; may be empty.
    pub role: String,
    /// What was recorded with it.
    pub recordings: Vec<CopyRecording>,
}

/// A recording that belongs to an entry or a draft.
#[derive(Debug, Clone)]
pub struct CopyRecording {
    /// Which it is: its sound is asked for when its place in the page has come.
    pub id: RecordingId,
    /// The writer's own heading, or what it is called without one: "Recording 2".
    pub heading: String,
    /// What it is about in one line, by the writer; may be empty.
    pub gist: String,
    /// How long it is, as it is spoken.
    pub length: String,
    /// What else is to be said of it, each a sentence: what is not for the team, what was lost.
    pub remarks: Vec<String>,
}

/// A text that is not yet an entry.
#[derive(Debug, Clone)]
pub struct CopyDraft {
    /// When it was saved, as it is spoken.
    pub saved: String,
    /// The question it answers, if any.
    pub prompt: Option<ShownPrompt>,
    /// The text as far as it got.
    pub text: String,
    /// What was recorded with it.
    pub recordings: Vec<CopyRecording>,
}

impl OwnCopy<'_> {
    /// The copy as one HTML file that runs nothing and asks nothing of any network, in pieces: sound
    /// is larger than memory, so where a player stands, whoever writes the file is told which.
    ///
    /// Every character of a text is there, but for the control characters that HTML forbids:
    /// those are shown as U+FFFD.
    pub fn html_pieces(&self) -> Vec<CopyPiece<'_>> {
        html::pieces(self)
    }

    /// The copy as Markdown. Recordings are named; it says where their sound is
    /// ([`CopyWords::sound`]).
    ///
    /// A text stands between the lines `<!-- text -->` and `<!-- /text -->`, each with a blank
    /// line to it. It is had back exactly by taking the blanks off the end of every line, and
    /// then resolving backslashes and character references.
    pub fn to_markdown(&self) -> String {
        markdown::file(self)
    }

    /// The entries by month: neighbours under one heading, with their numbers from 1.
    fn months(&self) -> Vec<(&str, Vec<(usize, &CopyEntry)>)> {
        let mut months: Vec<(&str, Vec<(usize, &CopyEntry)>)> = Vec::new();
        for (number, entry) in (1..).zip(&self.entries) {
            match months.last_mut() {
                Some((month, entries)) if *month == entry.month => entries.push((number, entry)),
                _ => months.push((&entry.month, vec![(number, entry)])),
            }
        }
        months
    }
}

impl CopyEntry {
    /// The newest revision. An entry without any has nothing to show but what surrounds it,
    /// which is no reason to lose the rest of the copy.
    fn newest(&self) -> Option<&Entry> {
        self.revisions.last()
    }

    /// The writer's own heading, if there is one that can be seen.
    fn title(&self) -> Option<&str> {
        self.newest()
            .map(|entry| entry.title.as_str())
            .filter(|title| !title.trim().is_empty())
    }

    /// The revisions before the newest, each with the time it was written: as it is spoken or,
    /// if the caller gave too few, as it is kept.
    fn before(&self) -> impl Iterator<Item = (&str, &Entry)> {
        let count = self.revisions.len().saturating_sub(1);
        let before = self.revisions.iter().take(count);
        before.enumerate().map(|(place, entry)| {
            let kept = entry.edited_at.as_str();
            (self.earlier.get(place).map_or(kept, String::as_str), entry)
        })
    }

    /// What is said about it in one line: the date unless it is the heading, the role, whether
    /// it left.
    fn facts<'a>(&'a self, words: &'a CopyWords) -> Vec<&'a str> {
        let is_private = self
            .newest()
            .is_some_and(|entry| entry.sharing == Sharing::OnlyMe);
        [
            self.title().map(|_| self.written.as_str()),
            Some(self.role.as_str()),
            self.shared.as_deref(),
            is_private.then_some(words.for_me_only.as_str()),
        ]
        .into_iter()
        .flatten()
        .filter(|fact| !fact.is_empty())
        .collect()
    }
}

#[cfg(test)]
mod sound_tests;
#[cfg(test)]
mod tests;
