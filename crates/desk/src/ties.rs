//! What ties the entries of one participant to each other: which is there, loops, and pairs of a
//! beginning and what answers it.

use std::collections::BTreeMap;

use journal::{Entry, EntryId, Form, Handling, LinkKind, Loop, loops};

use crate::dataset::MergedEntry;

/// The entries of one participant, by id.
#[derive(Debug, Clone)]
pub struct Ties<'a> {
    entries: BTreeMap<EntryId, &'a MergedEntry>,
}

/// Something that was begun, and an entry that answers it. One of the two is there; where nothing
/// answers yet there is no answer, and what was begun need not have been shared.
#[derive(Debug, Clone, Copy)]
pub struct Pair<'a> {
    /// The entry it began with.
    pub id: EntryId,
    /// The same, if it is there.
    pub first: Option<&'a MergedEntry>,
    /// What answers it.
    pub answer: Option<&'a MergedEntry>,
}

impl<'a> Ties<'a> {
    /// The ties among some entries. **They MUST be of one participant**: links never lead to
    /// somebody else's.
    pub fn new(entries: impl IntoIterator<Item = &'a MergedEntry>) -> Self {
        Self {
            entries: entries.into_iter().map(|one| (one.id, one)).collect(),
        }
    }

    /// The entry of that id, if it is there.
    pub fn get(&self, id: EntryId) -> Option<&'a MergedEntry> {
        self.entries.get(&id).copied()
    }

    /// The entries, by id.
    pub fn entries(&self) -> impl Iterator<Item = &'a MergedEntry> {
        self.entries.values().copied()
    }

    /// The loops, by the day they began; of an entry in a conflict the first version counts.
    pub fn loops(&self) -> Vec<Loop> {
        loops(self.newest())
    }

    /// Each letter with what answers it, by the day it was sealed.
    pub fn letters(&self) -> Vec<Pair<'a>> {
        let is_letter = |form: &Form| matches!(form, Form::Letter(_));
        self.pairs(is_letter, LinkKind::AnswersLetter)
    }

    /// Each forecast with what became of it, by the day it was written.
    pub fn forecasts(&self) -> Vec<Pair<'a>> {
        let is_forecast = |form: &Form| matches!(form, Form::Forecast(_));
        self.pairs(is_forecast, LinkKind::OutcomeOf)
    }

    fn newest(&self) -> impl Iterator<Item = &'a Entry> {
        self.entries.values().map(|merged| &merged.newest().entry)
    }

    /// Everything with a form, and everything that is linked to as if it had that form, a pair for
    /// each answer.
    fn pairs(&self, is_first: impl Fn(&Form) -> bool, link: LinkKind) -> Vec<Pair<'a>> {
        let firsts = self
            .newest()
            .filter(|entry| entry.form().is_some_and(&is_first));
        let mut found: BTreeMap<EntryId, Vec<&'a MergedEntry>> =
            firsts.map(|entry| (entry.id, Vec::new())).collect();
        for merged in self.entries.values() {
            for id in merged.newest().entry.linked(link) {
                found.entry(id).or_default().push(merged);
            }
        }
        let mut pairs: Vec<Pair<'a>> = Vec::new();
        for (id, mut answers) in found {
            let first = self.get(id);
            answers.sort_by_key(|merged| (&merged.newest().entry.created_at, merged.id));
            answers.dedup_by_key(|merged| merged.id);
            if answers.is_empty() {
                pairs.push(Pair {
                    id,
                    first,
                    answer: None,
                });
            }
            pairs.extend(answers.into_iter().map(|answer| Pair {
                id,
                first,
                answer: Some(answer),
            }));
        }
        let day = |merged: &'a MergedEntry| &merged.newest().entry.created_at;
        // What did not come stands where it was answered.
        pairs.sort_by_key(|pair| (pair.first.or(pair.answer).map(day), pair.id));
        pairs
    }
}

impl Pair<'_> {
    /// The wishes of both.
    pub fn handling(&self) -> Handling {
        let both = self.first.into_iter().chain(self.answer);
        both.map(MergedEntry::wishes)
            .fold(Handling::default(), Handling::or)
    }
}

impl MergedEntry {
    /// The wishes of its newest revision; in a conflict those of every version.
    pub fn wishes(&self) -> Handling {
        let sides = self.sides().into_iter();
        sides
            .map(|side| side.entry.handling)
            .fold(Handling::default(), Handling::or)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::{id, tied};

    #[test]
    fn letters_and_forecasts_stand_with_what_answers_them() {
        let dataset = tied();
        let ties = Ties::new(&dataset.entries);
        let told = |pairs: Vec<Pair<'_>>| -> Vec<_> {
            let ids = pairs.iter().map(|pair| {
                let answer = pair.answer.map(|answer| answer.id);
                (pair.id, pair.first.is_some(), answer)
            });
            ids.collect()
        };
        assert_eq!(
            told(ties.letters()),
            [
                (id(3), true, Some(id(4))),
                (id(16), true, None),
                (id(99), false, Some(id(13)))
            ]
        );
        assert_eq!(
            told(ties.forecasts()),
            [(id(5), true, Some(id(6))), (id(15), true, None)]
        );
        assert!(ties.letters()[0].handling().ask_first);
    }
}
