//! The desk: keys and everything that was opened live in its worker, and go with it. Here is what
//! the page shows of it. Nothing of it is ever stored.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use journal::ParticipantCode;
use leptos::prelude::*;
use zeroize::Zeroizing;

mod keys;
mod notebook;
mod opening;
mod study;
mod watch;

pub use keys::{KeyStep, KeyWork};
pub use notebook::Notebook;
pub use opening::Opening;
pub use study::{Authoring, CodesError, StudySection, StudyView, today, use_authoring};

use super::notices::Notices;
use crate::browser::files::{self, HeldFile};
use crate::browser::picked::Picked;
use crate::browser::player::Playable;
use crate::browser::worker::{DESK, Payload, Worker};
use crate::browser::{clock, offline};
use crate::jobs::desk::{
    DeskDone, DeskFailure, DeskJob, DeskWork, Knowledge, Known, MergeRules, Merged, Reading,
    ShownKey, Undecided,
};
use crate::words::{self, desk as said};

/// Where one is at the desk. No address tells it: a history would.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeskPlace {
    /// Choosing keys and files.
    Open,
    /// Making keys and rehearsing with them.
    Keys,
    /// What became of the files.
    Files,
    /// People by weeks.
    People,
    /// One participant, and the entry that is looked for.
    Person(ParticipantCode, Option<journal::EntryId>),
    /// What the team noted.
    Memos,
    /// What looks like a name, and what was decided.
    Names,
    /// Looking for words.
    Search,
    /// Taking everything away.
    Export,
    /// Writing a study pack.
    Study,
}

/// What the files told that are no bundles.
#[derive(Debug, Clone, Default)]
pub struct KnownFiles {
    /// The study pack.
    pub study: Option<Known>,
    /// The registry of phones.
    pub phones: Option<Known>,
    /// The transcripts.
    pub transcripts: Option<Known>,
    /// Memos and tags.
    pub memos: Option<Known>,
    /// The register of names.
    pub register: Option<Known>,
}

/// The desk.
#[derive(Clone, Copy)]
pub struct Desk {
    worker: StoredValue<Option<Rc<Worker<DeskWork>>>, LocalStorage>,
    notices: Notices,
    /// Where one is.
    pub place: RwSignal<DeskPlace>,
    /// The keys that the worker holds, by their public halves.
    pub keys: RwSignal<Vec<ShownKey>>,
    /// What else it knows.
    pub known: RwSignal<KnownFiles>,
    /// Files that were chosen and not opened yet.
    pub waiting: RwSignal<Vec<Picked>, LocalStorage>,
    /// Names that stand in the dataset already.
    names: StoredValue<BTreeSet<String>>,
    /// How far opening is.
    pub opening: RwSignal<Option<Opening>>,
    is_stopped: StoredValue<bool>,
    /// How everything stands.
    pub merged: RwSignal<Option<Arc<Merged>>>,
    /// How is merged.
    pub rules: RwSignal<MergeRules>,
    /// Phones whose words did not agree, by their keys.
    pub refused: RwSignal<BTreeSet<String>>,
    /// Whether phones were confirmed and the registry was not saved since.
    pub is_unsaved: RwSignal<bool>,
    /// What the team noted and decided.
    pub notebook: Notebook,
    /// Whether everything was closed because nobody was there.
    pub was_idle: RwSignal<bool>,
    /// Whether this page opens without a network; nothing while that is not known.
    pub is_offline: RwSignal<Option<bool>>,
    /// How far keys are that are made or rehearsed with.
    pub key_work: KeyWork,
    used_at: StoredValue<f64>,
}

impl Desk {
    /// An empty desk, which is watched for as long as the page lives.
    pub fn provide(notices: Notices) -> Self {
        let desk = Self {
            worker: StoredValue::new_local(None),
            notices,
            place: RwSignal::new(DeskPlace::Open),
            keys: RwSignal::default(),
            known: RwSignal::default(),
            waiting: RwSignal::new_local(Vec::new()),
            names: StoredValue::default(),
            opening: RwSignal::new(None),
            is_stopped: StoredValue::new(false),
            merged: RwSignal::new(None),
            rules: RwSignal::default(),
            refused: RwSignal::default(),
            is_unsaved: RwSignal::new(false),
            notebook: Notebook::default(),
            was_idle: RwSignal::new(false),
            is_offline: RwSignal::new(None),
            key_work: KeyWork::new(),
            used_at: StoredValue::new(clock::milliseconds()),
        };
        provide_context(desk);
        desk.watch();
        leptos::task::spawn_local(async move {
            // A newer release waits until the desk is opened the next time.
            let is_kept = offline::register(|| {}).await && offline::keep_desk().await;
            desk.is_offline.set(Some(is_kept));
        });
        desk
    }

    /// Forgets the keys and everything that was opened: the worker ends, and its memory with it.
    pub fn close(self) {
        self.is_stopped.set_value(true);
        self.worker.set_value(None);
        self.place.set(DeskPlace::Open);
        self.keys.set(Vec::new());
        self.known.set(KnownFiles::default());
        self.waiting.set(Vec::new());
        self.names.set_value(BTreeSet::new());
        self.opening.set(None);
        self.merged.set(None);
        self.rules.set(MergeRules::default());
        self.refused.set(BTreeSet::new());
        self.is_unsaved.set(false);
        self.key_work.clear();
        self.notebook.forget();
        self.notices.clear();
    }

    /// Whether there is anything to be forgotten.
    pub fn holds_something(self) -> bool {
        self.worker.with_value(Option::is_some)
    }

    async fn run(
        self,
        job: DeskJob,
        payload: Payload,
        on_step: impl Fn(u64) + 'static,
    ) -> Result<(DeskDone, Vec<u8>), DeskFailure> {
        if self.worker.with_value(Option::is_none) {
            self.worker.set_value(Worker::start(DESK).ok().map(Rc::new));
        }
        self.used_at.set_value(clock::milliseconds());
        self.was_idle.set(false);
        // Not held while it works: closing ends it at once.
        let worker = self.worker.get_value().ok_or(DeskFailure::Nothing)?;
        let answer = worker.run(&job, payload, Rc::new(on_step));
        drop(worker);
        match answer.await {
            Ok((DeskDone::Failed(failure), _)) => Err(failure),
            Ok((done, payload)) => Ok((done, payload.bytes())),
            Err(_) => Err(DeskFailure::Nothing),
        }
    }

    async fn ask(self, job: DeskJob) -> Result<DeskDone, DeskFailure> {
        let (done, _) = self.run(job, Payload::from(&[][..]), |_| {}).await?;
        Ok(done)
    }

    /// Takes the keys that were typed or pasted.
    pub async fn take_key(self, text: Zeroizing<String>) -> Result<(), DeskFailure> {
        let passphrase = None;
        self.hold(DeskJob::Keys { text, passphrase }, Payload::from(&[][..]))
            .await
    }

    /// Takes the keys of a file, which the worker reads and, with a passphrase, opens.
    pub async fn take_key_file(
        self,
        file: &HeldFile,
        passphrase: Option<Zeroizing<String>>,
    ) -> Result<(), DeskFailure> {
        let text = Zeroizing::default();
        self.hold(DeskJob::Keys { text, passphrase }, file.into())
            .await
    }

    async fn hold(self, job: DeskJob, payload: Payload) -> Result<(), DeskFailure> {
        let (DeskDone::Keys(keys), _) = self.run(job, payload, |_| {}).await? else {
            return Err(DeskFailure::Nothing);
        };
        self.keys.set(keys);
        Ok(())
    }

    /// Reads a file for what it is to be.
    pub async fn know(self, what: Knowledge, file: &HeldFile) -> Result<(), DeskFailure> {
        // A register takes the place of the one before; memos are added to those before.
        if what == Knowledge::Register && self.notebook.is_decided.get_untracked() {
            return Err(DeskFailure::Unsaved);
        }
        let job = DeskJob::Know(what);
        let (DeskDone::Known(known), _) = self.run(job, file.into(), |_| {}).await? else {
            return Err(DeskFailure::Nothing);
        };
        self.known.update(|all| match what {
            Knowledge::Study => all.study = Some(known),
            Knowledge::Phones => all.phones = Some(known),
            Knowledge::Transcripts => all.transcripts = Some(known),
            Knowledge::Memos => all.memos = Some(known),
            Knowledge::Register => all.register = Some(known),
        });
        if what == Knowledge::Phones {
            self.rules.update(|rules| rules.confirmed_only = true);
        }
        if self.merged.with_untracked(Option::is_some) {
            self.merge().await?;
        }
        Ok(())
    }

    /// Puts together what was opened.
    pub async fn merge(self) -> Result<(), DeskFailure> {
        /// UTC+14, where a day begins first, in milliseconds.
        const FIRST_ZONE: f64 = 14.0 * 3_600_000.0;
        let today = clock::utc(clock::milliseconds() + FIRST_ZONE);
        self.rules
            .update(|rules| rules.today = today.chars().take(10).collect());
        let job = DeskJob::Merge(self.rules.get_untracked());
        let DeskDone::Merged(merged) = self.ask(job).await? else {
            return Err(DeskFailure::Nothing);
        };
        self.merged.set(Some(Arc::new(*merged)));
        self.read_notes().await
    }

    /// Merges by other rules; where that fails, the notice says so.
    pub fn change_rules(self, change: impl FnOnce(&mut MergeRules)) {
        self.rules.update(change);
        leptos::task::spawn_local(async move { self.told(self.merge().await) });
    }

    /// Adds a phone to the registry: a person has compared its words.
    pub fn confirm(self, participant: ParticipantCode, key: String) {
        leptos::task::spawn_local(async move {
            self.refused.update(|refused| {
                refused.remove(&key);
            });
            let job = DeskJob::Confirm { participant, key };
            let confirmed = self.ask(job).await.map(|_| self.is_unsaved.set(true));
            self.told(confirmed);
            self.told(self.merge().await);
        });
    }

    /// Marks a phone whose words did not agree. From then on only confirmed phones are used.
    pub fn refuse(self, key: String) {
        self.refused.update(|refused| {
            refused.insert(key);
        });
        self.change_rules(|rules| rules.confirmed_only = true);
    }

    /// Saves the registry as a file.
    pub fn save_registry(self) {
        leptos::task::spawn_local(async move {
            let made = self
                .run(DeskJob::Registry, Payload::from(&[][..]), |_| {})
                .await;
            let saved = made.and_then(|(_, text)| save("phones.txt", "text/plain", &text));
            self.told(saved.map(|()| self.is_unsaved.set(false)));
        });
    }

    /// Everything of one participant.
    pub async fn read(self, participant: ParticipantCode) -> Result<Reading, DeskFailure> {
        match self.ask(DeskJob::Read { participant }).await? {
            DeskDone::Read(reading) => Ok(*reading),
            _ => Err(DeskFailure::Nothing),
        }
    }

    /// Makes a page for the interviewer in the language that is spoken, and saves it.
    pub fn save_brief(self, participant: ParticipantCode) {
        leptos::task::spawn_local(async move {
            let name = format!("brief-{participant}.html");
            let language = words::language().to_owned();
            let job = DeskJob::Brief {
                participant,
                language,
            };
            let made = self.run(job, Payload::from(&[][..]), |_| {}).await;
            let saved = made.and_then(|(_, page)| save(&name, "text/html", &page));
            match saved {
                Ok(()) => self.notices.say(words::t("tied.brief_made")),
                Err(failure) => self.told(Err(failure)),
            }
        });
    }

    /// Where words stand, and in how many entries.
    pub async fn search(self, words: String) -> Result<(Vec<desk::Hit>, usize), DeskFailure> {
        match self.ask(DeskJob::Search { words }).await? {
            DeskDone::Found(hits, count) => Ok((hits, count)),
            _ => Err(DeskFailure::Nothing),
        }
    }

    /// The sound of a recording, ready to be played.
    pub async fn listen(self, sha256: String) -> Result<Playable, DeskFailure> {
        let job = DeskJob::Listen { sha256 };
        match self.run(job, Payload::from(&[][..]), |_| {}).await? {
            (DeskDone::Sound(mime), sound) => {
                Playable::new(&sound, &mime).map_err(|_| DeskFailure::NoSound)
            }
            _ => Err(DeskFailure::Nothing),
        }
    }

    /// Makes a ZIP of these formats and saves it; gives its files with their sizes.
    pub async fn export(
        self,
        formats: Vec<String>,
        names: Option<Undecided>,
    ) -> Result<Vec<(String, u64)>, DeskFailure> {
        let made_at = clock::utc(clock::milliseconds());
        let name = format!("desk-export-{}.zip", &made_at[..10]);
        let job = DeskJob::Export {
            formats,
            made_at,
            names,
        };
        match self.run(job, Payload::from(&[][..]), |_| {}).await? {
            (DeskDone::Exported(files), zip) => {
                save(&name, "application/zip", &zip)?;
                Ok(files)
            }
            _ => Err(DeskFailure::Nothing),
        }
    }

    /// Says what went wrong, if something did.
    pub fn told(self, result: Result<(), DeskFailure>) {
        if let Err(failure) = result {
            self.notices.warn(said::failure(&failure));
        }
    }
}

fn save(name: &str, media_type: &str, bytes: &[u8]) -> Result<(), DeskFailure> {
    HeldFile::new(media_type, bytes)
        .and_then(|file| files::save(name, &file))
        .map_err(|_| DeskFailure::TooLarge)
}

/// The desk.
pub fn use_desk() -> Desk {
    expect_context()
}
