//! The study pack that is being written at the desk. It lives in this page and in the files that are
//! saved, nowhere else. It holds no secret, so closing the desk leaves it.

use std::sync::Arc;
use std::time::Duration;

use journal::{
    CompareError, Comparison, Examination, Finding, FindingSeverity, StudyDraft, StudyError,
    Unraised, check_words, compare, recipient_in,
};
use leptos::prelude::*;
use serde_json::Value;

mod codes;
mod section;

pub use codes::{Codes, CodesError};
pub use section::StudySection;

use super::{Notices, save};
use crate::browser::clock;
use crate::browser::files::HeldFile;
use crate::browser::leaving;
use crate::jobs::desk::DeskFailure;
use crate::words::t;

/// The pack is looked through when nothing was typed for so long.
const REST: Duration = Duration::from_millis(200);

/// What of the study one looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StudyView {
    /// Its parts, to be written.
    #[default]
    Write,
    /// What a participant sees.
    Preview,
    /// Codes for participants.
    Codes,
    /// What changed, and saving.
    Save,
}

/// The study pack that is being written.
#[derive(Clone, Copy)]
pub struct Authoring {
    notices: Notices,
    draft: RwSignal<Option<StudyDraft>>,
    /// Rises when a list of the pack got other items, or the pack is another one.
    shape: RwSignal<u32>,
    changes: StoredValue<u32>,
    /// What was opened or saved last.
    kept: RwSignal<Option<StudyDraft>>,
    /// The pack that participants have, if they have one.
    published: RwSignal<Option<StudyDraft>>,
    /// What was found in the pack.
    pub examined: RwSignal<Option<Arc<Examination>>>,
    /// What one looks at.
    pub view: RwSignal<StudyView>,
    /// Which part is written.
    pub section: RwSignal<StudySection>,
    /// Codes for participants.
    pub codes: Codes,
}

impl Authoring {
    /// No study yet. Whoever leaves the page with something unsaved is asked.
    pub fn provide(notices: Notices) -> Self {
        let authoring = Self {
            notices,
            draft: RwSignal::new(None),
            shape: RwSignal::new(0),
            changes: StoredValue::new(0),
            kept: RwSignal::new(None),
            published: RwSignal::new(None),
            examined: RwSignal::new(None),
            view: RwSignal::default(),
            section: RwSignal::default(),
            codes: Codes::default(),
        };
        provide_context(authoring);
        leaving::ask_before_leaving(move || authoring.is_unsaved_now());
        authoring
    }

    /// Begins from the worked example.
    pub fn begin(self) {
        self.lay(StudyDraft::begin(&today()), None);
    }

    /// Goes on with a pack in a file. It counts as one that participants have until somebody says
    /// otherwise: a revision too many harms nobody.
    ///
    /// # Errors
    /// When the file is no pack, or cannot be read.
    pub async fn open(self, file: &HeldFile) -> Result<(), StudyError> {
        let draft = StudyDraft::read(&bytes_of(file).await?)?;
        self.lay(draft.clone(), Some(draft));
        Ok(())
    }

    fn lay(self, draft: StudyDraft, published: Option<StudyDraft>) {
        self.kept.set(published.clone());
        self.published.set(published);
        self.examined.set(Some(Arc::new(examine(&draft))));
        self.draft.set(Some(draft));
        self.view.set(StudyView::Write);
        self.section.set(StudySection::Basics);
        self.codes.forget();
        self.reshape();
    }

    /// Puts the study away. What was not saved can be had back for ten seconds.
    pub fn close(self) {
        let (draft, published) = (self.draft.get_untracked(), self.published.get_untracked());
        let kept = self.kept.get_untracked();
        let was_unsaved = self.is_unsaved_now();
        self.draft.set(None);
        self.kept.set(None);
        self.published.set(None);
        self.examined.set(None);
        self.codes.forget();
        self.reshape();
        if let Some(draft) = draft.filter(|_| was_unsaved) {
            self.notices.offer_undo(t("pack.closed_unsaved"), move || {
                self.lay(draft.clone(), published.clone());
                self.kept.set(kept.clone());
            });
        }
    }

    /// Whether a study is open.
    pub fn is_open(self) -> bool {
        self.draft.with(Option::is_some)
    }

    /// Whether something stands here that is in no file.
    pub fn is_unsaved(self) -> bool {
        self.draft
            .with(|draft| draft.is_some() && self.kept.with(|kept| kept != draft))
    }

    fn is_unsaved_now(self) -> bool {
        untrack(move || self.is_unsaved())
    }

    /// Reads something out of the pack.
    pub fn read<T: Default>(self, read: impl FnOnce(&StudyDraft) -> T) -> T {
        self.draft
            .with(|draft| draft.as_ref().map(read).unwrap_or_default())
    }

    /// The text at a place; a number or a yes as it is written.
    pub fn text(self, at: &str) -> String {
        self.read(|draft| match draft.get(at) {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Bool(is_so) => is_so.to_string(),
            _ => String::new(),
        })
    }

    /// How many items a list has; told again when that may have changed.
    pub fn count(self, list: &str) -> usize {
        self.shape.track();
        untrack(|| self.read(|draft| draft.count(list)))
    }

    /// The languages of the pack, the default one first; told again when they may have changed.
    pub fn languages(self) -> Vec<String> {
        self.shape.track();
        untrack(|| {
            self.read(|draft| {
                let mut languages = vec![draft.text("$.default_language")];
                let listed = draft.get("$.languages").as_array();
                let listed = listed.into_iter().flatten().filter_map(Value::as_str);
                languages.extend(listed.map(str::to_owned));
                let mut seen = std::collections::BTreeSet::new();
                languages.retain(|one| !one.is_empty() && seen.insert(one.clone()));
                languages
            })
        })
    }

    /// Changes the pack at one place.
    pub fn change(self, change: impl FnOnce(&mut StudyDraft)) {
        self.draft.update(|draft| {
            if let Some(draft) = draft {
                change(draft);
            }
        });
        self.changes.update_value(|number| *number += 1);
        let number = self.changes.get_value();
        leptos::task::spawn_local(async move {
            clock::pause(REST).await;
            if self.changes.get_value() == number {
                self.examine();
            }
        });
    }

    /// Changes the pack so that its lists or languages are others: they are drawn anew.
    pub fn change_shape(self, change: impl FnOnce(&mut StudyDraft)) {
        self.change(change);
        self.reshape();
    }

    fn reshape(self) {
        self.shape.update(|number| *number += 1);
    }

    fn examine(self) {
        let examined = self
            .draft
            .with_untracked(|draft| draft.as_ref().map(|draft| Arc::new(examine(draft))));
        self.examined.set(examined);
    }

    /// Takes an item out of a list, with a way back.
    pub fn remove(self, list: &'static str, number: usize, name: String) {
        let mut taken = None;
        self.change_shape(|draft| taken = draft.remove(list, number));
        let Some(taken) = taken else { return };
        self.notices.offer_undo(name, move || {
            self.change_shape(|draft| {
                draft.insert(list, number, taken.clone());
            });
        });
    }

    /// Enters a key: the one recipient that stands in a text, or else the text, which is then found
    /// to be none. The check words of the pack follow it.
    pub fn enter_key(self, recipient: usize, text: &str) {
        let at = format!("$.recipients[{recipient}]");
        let key = recipient_in(text).unwrap_or_else(|| text.trim().to_owned());
        self.change(|draft| {
            draft.set(&format!("{at}.key_alg"), "x25519".into());
            let words = format!("{at}.fingerprint_words");
            if !draft.get(&words).is_null() {
                draft.set(&words, check_words(&key).join(" ").into());
            }
            draft.set(&format!("{at}.public_key"), key.into());
        });
    }

    /// What needs somebody at one place.
    pub fn wrong_at(self, at: &str) -> Vec<Finding> {
        self.findings(|one| one.at == at && one.severity() < FindingSeverity::Note)
    }

    /// Those findings that one looks for.
    pub fn findings(self, is_it: impl Fn(&Finding) -> bool) -> Vec<Finding> {
        self.examined.with(|examined| {
            let findings = examined.iter().flat_map(|one| &one.findings);
            findings.filter(|one| is_it(one)).cloned().collect()
        })
    }

    /// The revision that participants have, if they have one.
    pub fn published_revision(self) -> Option<u32> {
        self.published
            .with(|published| published.as_ref().map(StudyDraft::revision))
    }

    /// Says that nobody has this pack yet.
    pub fn publish_nothing(self) {
        self.published.set(None);
    }

    /// Says that participants have the pack in a file.
    ///
    /// # Errors
    /// When it is no pack, or cannot be read.
    pub async fn publish(self, file: &HeldFile) -> Result<(), StudyError> {
        let published = StudyDraft::read(&bytes_of(file).await?)?;
        self.published.set(Some(published));
        Ok(())
    }

    /// The pack as it would be saved: with the next revision if participants have an earlier one
    /// that says something else.
    pub fn ready(self) -> Option<StudyDraft> {
        let draft = self.draft.get()?;
        Some(self.published.with(|published| match published {
            Some(published) if !draft.says_what(published) => {
                draft.following(published, &clock::utc(clock::milliseconds()))
            }
            _ => draft,
        }))
    }

    /// What participants have against what would be saved; `None` where nobody has one, or nothing
    /// changed.
    pub fn comparison(self) -> Option<Result<Comparison, CompareError>> {
        let ready = self.ready()?;
        self.published.with(|published| {
            let published = published.as_ref()?;
            let is_same =
                ready.says_what(published) && ready.get("$.pack_id") == published.get("$.pack_id");
            (!is_same).then(|| compare(&published.to_bytes(), &ready.to_bytes()))
        })
    }

    /// Raises a version that should have risen.
    pub fn raise(self, what: &Unraised) {
        self.change_shape(|draft| draft.raise(what));
    }

    /// Saves the pack as a file.
    ///
    /// # Errors
    /// When the browser takes no file.
    pub fn save(self) -> Result<(), DeskFailure> {
        let Some(ready) = untrack(move || self.ready()) else {
            return Ok(());
        };
        save("study.json", "application/json", &ready.to_bytes())?;
        self.kept.set(Some(ready.clone()));
        self.draft.set(Some(ready));
        self.reshape();
        self.examine();
        self.notices.say(t("pack.saved"));
        Ok(())
    }
}

fn examine(draft: &StudyDraft) -> Examination {
    Examination::of(&draft.to_bytes(), &today())
}

/// Today's date here.
pub fn today() -> String {
    clock::now().date().to_owned()
}

async fn bytes_of(file: &HeldFile) -> Result<Vec<u8>, StudyError> {
    /// A pack with thousands of questions is a tenth of this.
    const LARGEST: u64 = 16 * 1024 * 1024;
    if file.size() > LARGEST {
        return Err(StudyError::OtherFormat);
    }
    let bytes = file.bytes().await;
    bytes.map_err(|error| StudyError::NotJson(error.to_string()))
}

/// The study that is being written.
pub fn use_authoring() -> Authoring {
    expect_context()
}
