//! Where memos and tags stand in a dataset.

use std::collections::{BTreeMap, BTreeSet};

use journal::{EntryId, ParticipantCode};
use serde::{Deserialize, Serialize};

use super::{About, MemoId, MemoKind, MemoLine, Memos, Noted};
use crate::dataset::Dataset;
use crate::problem::Problem;

/// A memo as it stands now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memo {
    /// What its line is called.
    pub id: MemoId,
    /// When it was written, RFC 3339.
    pub at: String,
    /// Who wrote it.
    pub author: String,
    /// What kind of thinking it is.
    pub kind: MemoKind,
    /// What it is about.
    pub about: About,
    /// Its words.
    pub text: String,
    /// The memo that it corrects.
    pub follows: Option<MemoId>,
    /// Whether no later wording takes its place. Of two wordings of one memo both stand.
    pub is_standing: bool,
}

/// A tag that an entry has.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EntryTag {
    /// Whose entry.
    pub participant: ParticipantCode,
    /// The entry.
    pub entry: EntryId,
    /// The words.
    pub tag: String,
    /// When it was given first, RFC 3339.
    pub at: String,
    /// Who gave it first.
    pub author: String,
}

impl Memos {
    /// All memos by moment, with those that were corrected.
    pub fn memos(&self) -> Vec<Memo> {
        let followed: BTreeSet<&MemoId> = self
            .lines
            .values()
            .filter_map(|line| match &line.noted {
                Noted::Memo { follows, .. } => follows.as_ref(),
                _ => None,
            })
            .collect();
        let memo = |line: &MemoLine| match &line.noted {
            Noted::Memo {
                kind,
                about,
                text,
                follows,
            } => Some(Memo {
                id: line.id.clone(),
                at: line.at.clone(),
                author: line.author.clone(),
                kind: *kind,
                about: about.clone(),
                text: text.clone(),
                follows: follows.clone(),
                is_standing: !followed.contains(&line.id),
            }),
            _ => None,
        };
        self.lines.values().filter_map(memo).collect()
    }

    /// The tags that entries have, by participant, entry and words. A tag that two people gave is
    /// one; it goes when each of the lines that gave it was taken away.
    pub fn tags(&self) -> Vec<EntryTag> {
        let mut tags: BTreeMap<(ParticipantCode, EntryId, String), EntryTag> = BTreeMap::new();
        for (_, given) in self.given() {
            let key = (given.participant.clone(), given.entry, given.tag.clone());
            // The first line of a tag comes first.
            tags.entry(key).or_insert(given);
        }
        tags.into_values().collect()
    }

    /// Every line that gives a tag and was not taken away, by moment.
    pub(super) fn given(&self) -> Vec<(&MemoId, EntryTag)> {
        let mut gone: BTreeSet<&MemoId> = BTreeSet::new();
        for line in self.lines.values() {
            if let Noted::Untag { lines } = &line.noted {
                gone.extend(lines);
            }
        }
        let given = |line: &MemoLine| match &line.noted {
            Noted::Tag {
                participant,
                entry,
                tag,
            } => Some(EntryTag {
                participant: participant.clone(),
                entry: *entry,
                tag: tag.clone(),
                at: line.at.clone(),
                author: line.author.clone(),
            }),
            _ => None,
        };
        let standing = self.lines.values().filter(|line| !gone.contains(&line.id));
        standing
            .filter_map(|line| Some((&line.id, given(line)?)))
            .collect()
    }
}

impl Dataset {
    /// Takes memos and tags in, in the place of those that it has. What is about something that is
    /// not here, or was taken back by its writer, is left out, and a problem counts it: a memo may
    /// quote.
    pub fn note(&mut self, memos: &Memos) {
        let (mut here, mut tags) = (memos.memos(), memos.tags());
        let all = (here.len(), tags.len());
        here.retain(|memo| self.has(&memo.about));
        tags.retain(|tag| {
            let entry = tag.entry;
            let participant = tag.participant.clone();
            self.has(&About::Entry { participant, entry })
        });
        let (memos, without) = (all.0 - here.len(), all.1 - tags.len());
        self.problems
            .retain(|problem| !matches!(problem, Problem::StrayMemos { .. }));
        if memos + without > 0 {
            self.problems.push(Problem::StrayMemos {
                memos,
                tags: without,
            });
            self.sort_problems();
        }
        (self.memos, self.tags) = (here, tags);
    }

    fn has(&self, about: &About) -> bool {
        match about {
            About::Study => true,
            About::Person { participant } => {
                self.participants.iter().any(|one| one.code == *participant)
            }
            About::Entry { participant, entry } => self
                .entries
                .iter()
                .any(|one| one.participant == *participant && one.id == *entry),
            About::Recording {
                participant,
                recording,
            } => self
                .recordings
                .iter()
                .any(|one| one.participant == *participant && one.recording.id == *recording),
        }
    }

    /// The tags of an entry.
    pub fn tags_of(&self, participant: &ParticipantCode, entry: EntryId) -> Vec<&str> {
        self.tags
            .iter()
            .filter(|tag| tag.participant == *participant && tag.entry == entry)
            .map(|tag| tag.tag.as_str())
            .collect()
    }
}
