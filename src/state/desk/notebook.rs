//! What the team notes and decides: memos, tags, the register of names. The worker has it; the
//! page shows it, and a person saves it as files.

use std::sync::Arc;

use desk::Choice;
use leptos::prelude::*;

use super::{Desk, save};
use crate::browser::clock;
use crate::browser::worker::Payload;
use crate::jobs::desk::{By, DeskDone, DeskFailure, DeskJob, Names, Note, Notes};

/// What the page shows of it.
#[derive(Clone, Copy, Default)]
pub struct Notebook {
    /// Who writes and decides; for as long as the page is open.
    pub author: RwSignal<String>,
    /// Memos and tags.
    pub notes: RwSignal<Arc<Notes>>,
    /// Whether something was noted that no file has.
    pub is_noted: RwSignal<bool>,
    /// Names; nothing while they were not looked for.
    pub names: RwSignal<Option<Arc<Names>>>,
    /// Whether something was decided that no file has.
    pub is_decided: RwSignal<bool>,
}

impl Notebook {
    /// Whether it is known who writes and decides.
    pub fn has_author(self) -> bool {
        self.author
            .with_untracked(|author| !author.trim().is_empty())
    }

    pub(super) fn forget(self) {
        self.author.set(String::new());
        self.notes.set(Arc::default());
        self.is_noted.set(false);
        self.names.set(None);
        self.is_decided.set(false);
    }
}

impl Desk {
    /// Whether leaving would lose what was noted, decided or confirmed.
    pub fn has_unsaved(self) -> bool {
        let Notebook {
            is_noted,
            is_decided,
            ..
        } = self.notebook;
        [is_noted, is_decided, self.is_unsaved]
            .into_iter()
            .any(|is_so| is_so.get_untracked())
    }

    fn by(self) -> By {
        By {
            at: clock::utc(clock::milliseconds()),
            author: self.notebook.author.get_untracked(),
        }
    }

    /// Asks for all memos and tags, after what stands in the dataset has changed.
    pub(super) async fn read_notes(self) -> Result<(), DeskFailure> {
        let DeskDone::Notes(notes) = self.ask(DeskJob::Notes).await? else {
            return Err(DeskFailure::Nothing);
        };
        self.notebook.notes.set(Arc::new(notes));
        // What looks like a name may be another by now.
        self.notebook.names.set(None);
        Ok(())
    }

    /// Notes something.
    pub async fn note(self, note: Note) -> Result<(), DeskFailure> {
        let by = self.by();
        self.ask(DeskJob::Note { by, note }).await?;
        self.notebook.is_noted.set(true);
        self.read_notes().await
    }

    /// Asks for what looks like a name and for what was decided.
    pub async fn read_names(self) -> Result<(), DeskFailure> {
        let DeskDone::Names(names) = self.ask(DeskJob::Names).await? else {
            return Err(DeskFailure::Nothing);
        };
        self.notebook.names.set(Some(Arc::new(names)));
        Ok(())
    }

    /// Decides about a name.
    pub async fn decide(self, words: String, choice: Choice) -> Result<(), DeskFailure> {
        let by = self.by();
        self.ask(DeskJob::Decide { by, words, choice }).await?;
        self.notebook.is_decided.set(true);
        self.read_names().await
    }

    /// Saves memos and tags as a file.
    pub fn save_memos(self) {
        self.save_file(
            DeskJob::MemoFile,
            ("memos", "jsonl"),
            self.notebook.is_noted,
        );
    }

    /// Saves the register of names as a file.
    pub fn save_register(self) {
        self.save_file(
            DeskJob::Register,
            ("register", "json"),
            self.notebook.is_decided,
        );
    }

    fn save_file(
        self,
        job: DeskJob,
        (stem, ending): (&'static str, &'static str),
        is_unsaved: RwSignal<bool>,
    ) {
        leptos::task::spawn_local(async move {
            let made = self.run(job, Payload::from(&[][..]), |_| {}).await;
            let name = format!("{stem}.{ending}");
            let saved = made.and_then(|(_, text)| save(&name, "application/json", &text));
            self.told(saved.map(|()| is_unsaved.set(false)));
        });
    }
}
