//! Keys that are made or rehearsed with: the worker holds them, and they are forgotten when the
//! place is left. Here is how far it is, which a change of the language does not undo.

use desk::{Paper, Rehearsal};
use leptos::prelude::*;
use zeroize::Zeroizing;

use super::{Desk, DeskPlace};
use crate::browser::clock;
use crate::browser::files::{self, HeldFile};
use crate::browser::picked::Picked;
use crate::browser::worker::Payload;
use crate::jobs::desk::{
    DeskDone, DeskFailure, DeskJob, GivenKeys, KeyDone, KeyJob, PackKeys, ShownKey, Tried,
};
use crate::words;

/// What an age file is saved as.
const BINARY: &str = "application/octet-stream";

/// Where one is among the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum KeyStep {
    /// What there is to do.
    #[default]
    Choose,
    /// Who keeps the new key.
    Holder,
    /// The words of a paper, from which a key file is made anew.
    Words,
    /// What seals the key file.
    Passphrase,
    /// Saving the key file.
    File,
    /// Printing the paper.
    Paper,
    /// Opening the key file again.
    Proof,
    /// What goes into the pack, and what is next.
    Done,
    /// Seeing who can open.
    Rehearse,
}

/// A key that was sealed.
#[derive(Clone)]
pub struct MadeKey {
    /// Its public half.
    pub key: ShownKey,
    /// What its file is called: by the first of its check words, which are no secret.
    pub name: String,
    /// The sealed file.
    pub file: HeldFile,
}

/// How far it is.
#[derive(Clone, Copy)]
pub struct KeyWork {
    /// Where one is.
    pub step: RwSignal<KeyStep>,
    /// Who keeps the key, as it stands on the paper.
    pub holder: RwSignal<String>,
    /// Whether the key comes from a paper.
    pub is_restored: RwSignal<bool>,
    /// The key that was sealed.
    pub made: RwSignal<Option<MadeKey>, LocalStorage>,
    /// Whether its file was saved.
    pub is_saved: RwSignal<bool>,
    /// Whether there is a paper of it.
    pub has_paper: RwSignal<bool>,
    /// Whether it proved itself.
    pub is_proved: RwSignal<bool>,
    /// The pack to rehearse for.
    pub pack: RwSignal<Option<PackKeys>>,
    /// The keys to rehearse with.
    pub given: RwSignal<Option<GivenKeys>>,
    /// Who opened the test bundle.
    pub rehearsed: RwSignal<Option<Rehearsal>>,
    /// What became of a bundle.
    pub tried: RwSignal<Option<Tried>>,
    /// How often the place was left: what comes back from before is not shown.
    left: StoredValue<u32>,
}

impl KeyWork {
    pub(super) fn new() -> Self {
        Self {
            step: RwSignal::default(),
            holder: RwSignal::default(),
            is_restored: RwSignal::new(false),
            made: RwSignal::new_local(None),
            is_saved: RwSignal::new(false),
            has_paper: RwSignal::new(false),
            is_proved: RwSignal::new(false),
            pack: RwSignal::default(),
            given: RwSignal::default(),
            rehearsed: RwSignal::default(),
            tried: RwSignal::default(),
            left: StoredValue::new(0),
        }
    }

    /// Whether there is a key to be forgotten.
    pub fn holds_something(self) -> bool {
        self.made.with(Option::is_some) || self.given.with(Option::is_some)
    }

    /// Keys to rehearse with are given anew: what was found with others is gone.
    pub fn await_keys(self) {
        self.given.set(None);
        self.rehearsed.set(None);
        self.tried.set(None);
    }

    pub(super) fn clear(self) {
        self.left.update_value(|left| *left += 1);
        self.step.set(KeyStep::Choose);
        self.holder.set(String::new());
        self.is_restored.set(false);
        self.made.set(None);
        self.is_saved.set(false);
        self.has_paper.set(false);
        self.is_proved.set(false);
        self.pack.set(None);
        self.await_keys();
    }
}

impl Desk {
    /// Goes to a place. Keys that were made or rehearsed with are forgotten when theirs is left.
    pub fn go(self, to: DeskPlace) {
        if self.place.get_untracked() == DeskPlace::Keys && to != DeskPlace::Keys {
            self.forget_keys();
        }
        self.place.set(to);
    }

    /// Forgets the keys that were made or rehearsed with, and begins anew. Where the worker has
    /// nothing else it ends, and its memory with it.
    pub fn forget_keys(self) {
        self.key_work.clear();
        if !self.holds_something() {
            return;
        }
        let known = self.known.with_untracked(|known| {
            known.study.is_some() || known.phones.is_some() || known.transcripts.is_some()
        });
        let is_used = known
            || self.opening.with_untracked(Option::is_some)
            || self.merged.with_untracked(Option::is_some)
            || self.keys.with_untracked(|keys| !keys.is_empty());
        if !is_used {
            self.worker.set_value(None);
            return;
        }
        leptos::task::spawn_local(async move {
            let forgotten = self.ask(DeskJob::Key(KeyJob::Forget)).await;
            self.told(forgotten.map(|_| ()));
        });
    }

    /// Has the worker do something with keys. What comes back after the place was left is dropped.
    async fn key(self, job: KeyJob, payload: Payload) -> Result<(KeyDone, Vec<u8>), DeskFailure> {
        let before = self.key_work.left.get_value();
        let answer = self.run(DeskJob::Key(job), payload, |_| {}).await;
        if self.key_work.left.get_value() != before {
            return Err(DeskFailure::Nothing);
        }
        match answer? {
            (DeskDone::Key(done), payload) => Ok((done, payload)),
            _ => Err(DeskFailure::Nothing),
        }
    }

    /// Draws a key and seals it with a passphrase; or seals the one that was typed.
    pub async fn seal_key(self, passphrase: Zeroizing<String>) -> Result<(), DeskFailure> {
        let work = self.key_work;
        let job = KeyJob::Seal {
            is_new: !work.is_restored.get_untracked(),
            passphrase,
            made_at: clock::utc(clock::milliseconds()),
        };
        let (KeyDone::Sealed(key), sealed) = self.key(job, nothing()).await? else {
            return Err(DeskFailure::Nothing);
        };
        let mut words = key.words.split(' ');
        let [first, second] = [words.next(), words.next()].map(Option::unwrap_or_default);
        let name = format!("key-{first}-{second}.age");
        let file = HeldFile::new(BINARY, &sealed).map_err(|_| DeskFailure::TooLarge)?;
        work.made.set(Some(MadeKey { key, name, file }));
        Ok(())
    }

    /// Saves the key file.
    pub fn save_key(self) {
        let work = self.key_work;
        let saved = work.made.with_untracked(|made| {
            let made = made.as_ref().ok_or(DeskFailure::Nothing)?;
            files::save(&made.name, &made.file).map_err(|_| DeskFailure::TooLarge)
        });
        if saved.is_ok() {
            work.is_saved.set(true);
        }
        self.told(saved);
    }

    /// The paper of the key, in the language that is spoken. **It is the key**: it goes from the
    /// page with the step that shows it.
    pub async fn paper(self) -> Result<Paper, DeskFailure> {
        let job = KeyJob::Paper {
            holder: self.key_work.holder.get_untracked(),
            language: words::language().to_owned(),
        };
        match self.key(job, nothing()).await? {
            (KeyDone::Paper(paper), _) => Ok(*paper),
            _ => Err(DeskFailure::Nothing),
        }
    }

    /// Has the key prove itself from its file.
    pub async fn prove_key(
        self,
        file: &HeldFile,
        passphrase: Zeroizing<String>,
    ) -> Result<(), DeskFailure> {
        let today = today();
        let job = KeyJob::Prove { passphrase, today };
        self.key(job, file.into()).await?;
        self.key_work.is_proved.set(true);
        Ok(())
    }

    /// Opens bundles with the key that was made.
    pub async fn take_made_key(self) -> Result<(), DeskFailure> {
        self.hold(DeskJob::TakeMade, nothing()).await
    }

    /// Reads the pack to rehearse for.
    pub async fn rehearse_for(self, pack: &HeldFile) -> Result<(), DeskFailure> {
        let (KeyDone::Pack(pack), _) = self.key(KeyJob::Pack, pack.into()).await? else {
            return Err(DeskFailure::Nothing);
        };
        self.key_work.rehearsed.set(None);
        self.key_work.pack.set(Some(pack));
        Ok(())
    }

    /// Reads the words that were typed from a paper.
    pub async fn give_words(self, typed: Zeroizing<String>) -> Result<(), DeskFailure> {
        self.give(Some(typed), None, nothing()).await
    }

    /// Reads a key file to rehearse with.
    pub async fn give_key_file(
        self,
        file: &HeldFile,
        passphrase: Option<Zeroizing<String>>,
    ) -> Result<(), DeskFailure> {
        self.give(None, passphrase, file.into()).await
    }

    async fn give(
        self,
        typed: Option<Zeroizing<String>>,
        passphrase: Option<Zeroizing<String>>,
        payload: Payload,
    ) -> Result<(), DeskFailure> {
        self.key_work.await_keys();
        let job = KeyJob::Give { typed, passphrase };
        let (KeyDone::Given(given), _) = self.key(job, payload).await? else {
            return Err(DeskFailure::Nothing);
        };
        self.key_work.given.set(Some(given));
        Ok(())
    }

    /// Sees whether the keys open what is sealed to the recipients of the pack.
    pub async fn rehearse(self) -> Result<(), DeskFailure> {
        let today = today();
        let job = KeyJob::Rehearse { today };
        let (KeyDone::Rehearsed(rehearsal), _) = self.key(job, nothing()).await? else {
            return Err(DeskFailure::Nothing);
        };
        self.key_work.rehearsed.set(Some(rehearsal));
        Ok(())
    }

    /// Sees whether the keys open a bundle that was received.
    pub async fn try_bundle(self, picked: Picked) -> Result<(), DeskFailure> {
        let Picked { path: name, file } = picked;
        let (KeyDone::Tried(tried), _) = self.key(KeyJob::Try { name }, (&file).into()).await?
        else {
            return Err(DeskFailure::Nothing);
        };
        self.key_work.tried.set(Some(*tried));
        Ok(())
    }
}

fn nothing() -> Payload {
    Payload::from(&[][..])
}

/// The day, as far as a test bundle needs one.
fn today() -> String {
    clock::utc(clock::milliseconds()).chars().take(10).collect()
}
