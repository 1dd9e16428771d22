//! What an entry names: whether it is here, and what it is called.

use std::collections::{BTreeMap, BTreeSet};

use journal::{Entry, EntryId, Form, ParticipantCode};

use crate::dataset::{Dataset, MergedEntry};
use crate::ties::Ties;

/// The entries of a dataset by participant.
pub(super) struct Index<'a> {
    people: BTreeMap<&'a ParticipantCode, Ties<'a>>,
    withdrawn: BTreeSet<(&'a ParticipantCode, EntryId)>,
}

impl<'a> Index<'a> {
    pub fn new(dataset: &'a Dataset) -> Self {
        // Entries come sorted by participant.
        let people = dataset
            .entries
            .chunk_by(|a, b| a.participant == b.participant);
        let withdrawn = dataset.withdrawn.iter();
        Self {
            people: people
                .map(|own| (&own[0].participant, Ties::new(own)))
                .collect(),
            withdrawn: withdrawn.map(|gone| (&gone.participant, gone.id)).collect(),
        }
    }

    /// By code.
    pub fn people(&self) -> impl Iterator<Item = (&'a ParticipantCode, &Ties<'a>)> {
        self.people.iter().map(|(code, ties)| (*code, ties))
    }

    /// An entry of a participant.
    pub fn get(&self, code: &ParticipantCode, id: EntryId) -> Option<&'a MergedEntry> {
        self.people.get(code)?.get(id)
    }

    /// `shared`, `withdrawn` or `not_shared`.
    pub fn standing(&self, code: &ParticipantCode, id: EntryId) -> &'static str {
        match self.get(code, id) {
            Some(_) => "shared",
            None if self.withdrawn.contains(&(code, id)) => "withdrawn",
            None => "not_shared",
        }
    }
}

/// The name of its form; empty without one.
pub(super) fn form(entry: &Entry) -> &'static str {
    entry.form().map_or("", Form::as_str)
}

/// Whom it is about, as `Mentee A; Mentor 2`.
pub(super) fn people(entry: &Entry) -> String {
    let people = entry.context.iter().flat_map(|context| &context.people);
    let tokens: Vec<String> = people.map(|person| person.token()).collect();
    tokens.join("; ")
}

/// Which session it is about; empty where that was not said.
pub(super) fn session(entry: &Entry) -> String {
    let session = entry.context.as_ref().and_then(|context| context.session);
    session.map(journal::Session::name).unwrap_or_default()
}

/// What it follows on from, as `replies-to <name>; continues <name>`.
pub(super) fn links(entry: &Entry, name: impl Fn(EntryId) -> String) -> String {
    let links = entry.links().iter();
    let links: Vec<String> = links
        .map(|link| format!("{} {}", link.kind.as_str(), name(link.entry)))
        .collect();
    links.join("; ")
}
