//! Drafts: what is not yet an entry. Every save adds a record of its own and never overwrites the
//! only copy; the last few states of a text are kept.

use journal::{Context, EntryId, Moment, RecordingId, Session, ShownPrompt};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::journal::Journal;
use super::records::{SaveError, Write};
use crate::browser::clock;
use crate::browser::database::DRAFTS;

/// The random id of a draft: of the same kind as an entry's, and never the same.
pub type DraftId = EntryId;

/// How many states of a draft are kept.
const STATES: usize = 6;
/// A text shorter than this, in characters, goes when the field is emptied; a longer one may have
/// been emptied by a slip, and stays among the earlier states.
const SLIP: usize = 20;

/// What is being written, as it was last saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// The record's version: 4 where it has a context, else 3 where something was recorded, else 2;
    /// in 1 the record's id was the draft's, and there was one state.
    pub v: u8,
    /// The draft that this is a state of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<DraftId>,
    /// Its place among the draft's states: what was saved later has a higher one, whatever the
    /// clock says.
    #[serde(default)]
    pub seq: u64,
    /// Whether it becomes an entry or a revision of one.
    pub of: DraftOf,
    /// The question on the page.
    pub prompt: Option<ShownPrompt>,
    /// The text so far.
    pub text: String,
    /// What was recorded with it, in the order it was recorded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recordings: Vec<RecordingId>,
    /// What it answers and the part it will play.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<Box<Context>>,
    /// When it was saved.
    pub saved_at: Moment,
}

/// What one writes on: known when a page opens, and the same until it closes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Occasion {
    /// Whether it becomes an entry or a revision of one.
    pub of: DraftOf,
    /// The question.
    pub prompt: Option<ShownPrompt>,
    /// What it answers and the part it will play.
    pub context: Option<Box<Context>>,
}

impl Occasion {
    /// The same, about a session.
    #[must_use]
    pub fn about(self, session: Option<Session>) -> Self {
        let context = self.context.map(|context| *context).unwrap_or_default();
        Self {
            context: Context { session, ..context }.kept(),
            ..self
        }
    }
}

/// What a draft becomes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DraftOf {
    /// A new entry.
    #[default]
    New,
    /// The next revision of an entry.
    Revision(EntryId),
}

/// The states of one draft with the ids of their records, oldest first. Never empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct States(Vec<([u8; 16], Draft)>);

impl Draft {
    /// What it is written on.
    pub fn occasion(&self) -> Occasion {
        Occasion {
            of: self.of,
            prompt: self.prompt.clone(),
            context: self.context.clone(),
        }
    }
}

impl States {
    /// The last state.
    pub fn newest(&self) -> Option<&Draft> {
        self.0.last().map(|(_, draft)| draft)
    }

    /// The states before the last, the latest first.
    pub fn earlier(&self) -> impl Iterator<Item = &Draft> {
        self.0.iter().rev().skip(1).map(|(_, draft)| draft)
    }

    /// The last words that are not nothing, to know the draft by.
    pub fn hint(&self) -> &str {
        let mut texts = self.0.iter().rev().map(|(_, draft)| draft.text.trim());
        texts.find(|text| !text.is_empty()).unwrap_or("")
    }

    /// What was recorded.
    pub fn recordings(&self) -> &[RecordingId] {
        self.newest().map_or(&[], |draft| &draft.recordings)
    }

    /// What removes every state.
    pub(super) fn deletions(&self) -> impl Iterator<Item = Write> {
        self.0.iter().map(|(id, _)| Write::Delete(DRAFTS, *id))
    }

    /// What writes every state once more.
    pub(super) fn copies(&self) -> impl Iterator<Item = Result<Write, SaveError>> {
        self.0
            .iter()
            .map(|(id, draft)| Write::put(DRAFTS, *id, draft))
    }

    /// The state that goes when another is added: one saved within the same minute as the one
    /// before it, else the oldest of too many. The last state itself always stays.
    fn crowded(&self) -> Option<usize> {
        let minute = |at: usize| self.0[at].1.saved_at.as_str().get(..16);
        let older = self.0.len().saturating_sub(1);
        let close = (1..older).rev().find(|at| minute(*at) == minute(at - 1));
        close.or((self.0.len() >= STATES).then_some(0))
    }
}

/// Drafts out of their records.
pub(super) fn group(
    records: Vec<([u8; 16], Draft)>,
) -> std::collections::BTreeMap<DraftId, States> {
    let mut drafts = std::collections::BTreeMap::<DraftId, States>::new();
    for (id, draft) in records {
        let of = draft.draft.unwrap_or_else(|| DraftId::from_random(id));
        drafts.entry(of).or_default().0.push((id, draft));
    }
    for states in drafts.values_mut() {
        states.0.sort_by_key(|(_, draft)| draft.seq);
    }
    drafts
}

impl Journal {
    /// Saves a draft. When this returns without an error, it is on the disk.
    pub async fn save_draft(
        self,
        id: DraftId,
        on: Occasion,
        text: String,
    ) -> Result<Moment, SaveError> {
        self.save_state(id, on, Some(text), |_| {}, Vec::new())
            .await
    }

    /// Saves the next state of a draft: another text, or none for the same; another list of what was
    /// recorded; and what has to be written with it.
    pub(super) async fn save_state(
        self,
        id: DraftId,
        on: Occasion,
        text: Option<String>,
        change: impl FnOnce(&mut Vec<RecordingId>),
        mut writes: Vec<Write>,
    ) -> Result<Moment, SaveError> {
        let records = self.session.records()?;
        let _turn = records.drafting.lock().await;
        let mut states = self
            .drafts
            .with_untracked(|drafts| drafts.get(&id).cloned())
            .unwrap_or_default();
        let now = clock::now();
        let before = states.newest().map_or("", |draft| &draft.text);
        let text = text.unwrap_or_else(|| before.to_owned());
        let mut recordings = states.recordings().to_vec();
        change(&mut recordings);
        if before == text && states.recordings() == recordings && writes.is_empty() {
            return Ok(states.newest().map_or(now, |draft| draft.saved_at.clone()));
        }
        if text.is_empty() && recordings.is_empty() && states.hint().chars().count() < SLIP {
            writes.extend(states.deletions());
            records.change(writes).await?;
            self.if_open(|| self.drafts.update(|drafts| drop(drafts.remove(&id))));
            return Ok(now);
        }
        let draft = Draft {
            v: match (&on.context, recordings.is_empty()) {
                (Some(_), _) => 4,
                (None, false) => 3,
                (None, true) => 2,
            },
            draft: Some(id),
            seq: states.newest().map_or(1, |draft| draft.seq + 1),
            of: on.of,
            prompt: on.prompt,
            text,
            recordings,
            context: on.context,
            saved_at: now.clone(),
        };
        let record = *DraftId::make().map_err(|_| SaveError::Seal)?.as_bytes();
        writes.push(Write::put(DRAFTS, record, &draft)?);
        if let Some(at) = states.crowded() {
            writes.push(Write::Delete(DRAFTS, states.0.remove(at).0));
        }
        records.change(writes).await?;
        states.0.push((record, draft));
        self.if_open(|| self.drafts.update(|drafts| drop(drafts.insert(id, states))));
        Ok(now)
    }

    /// Drafts, the last saved first.
    pub fn drafts(self) -> Vec<(DraftId, States)> {
        let mut drafts: Vec<_> = self.drafts.with(|all| all.clone().into_iter().collect());
        let at = |states: &States| states.newest().map(|draft| draft.saved_at.clone());
        drafts.sort_by_cached_key(|(_, states)| std::cmp::Reverse(at(states)));
        drafts
    }

    /// The states of a draft.
    pub fn draft(self, id: DraftId) -> Option<States> {
        self.drafts.with(|drafts| drafts.get(&id).cloned())
    }

    /// Throws a draft away with what was recorded; gives all its states, so that it can be undone.
    pub async fn discard_draft(self, id: DraftId) -> Result<States, SaveError> {
        let records = self.session.records()?;
        let _turn = records.drafting.lock().await;
        let states = untrack(|| self.draft(id)).unwrap_or_default();
        let mut writes: Vec<Write> = states.deletions().collect();
        let marked = self.marked(states.recordings(), true);
        writes.extend(Self::puts(&marked)?);
        records.change(writes).await?;
        self.if_open(|| {
            self.drafts.update(|drafts| drop(drafts.remove(&id)));
            self.show_takes(marked);
        });
        self.purge_takes_later(states.recordings().to_vec());
        Ok(states)
    }

    /// Undoes that.
    pub async fn restore_draft(self, id: DraftId, states: States) -> Result<(), SaveError> {
        let records = self.session.records()?;
        let _turn = records.drafting.lock().await;
        let mut writes = states.copies().collect::<Result<Vec<_>, _>>()?;
        let marked = self.marked(states.recordings(), false);
        writes.extend(Self::puts(&marked)?);
        records.change(writes).await?;
        self.if_open(|| {
            self.drafts.update(|drafts| drop(drafts.insert(id, states)));
            self.show_takes(marked);
        });
        Ok(())
    }
}
