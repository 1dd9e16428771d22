//! What a person should decide about: everything that looks as if it told who or where somebody is.

use std::collections::{BTreeMap, BTreeSet};

use journal::{EntryId, ParticipantCode};
use serde::{Deserialize, Serialize};

use super::fold::key;
use super::found::{found, small_words};
use super::words::is_usual;
use super::{NameKind, Register, Replacer, Token};
use crate::dataset::Dataset;

/// How many characters stand before and behind a name.
const AROUND: usize = 60;

/// Words that somebody has to decide about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// The words as they stand where they were found first.
    pub words: String,
    /// What they seem to be.
    pub kind: NameKind,
    /// A token that they may share: that of a name which stands in them.
    pub like: Option<Token>,
    /// How often they stand in the study.
    pub count: usize,
    /// Whose entry it was, where they were found first, and which.
    pub at: Option<(ParticipantCode, EntryId)>,
    /// What stands before them, the words, and what stands behind.
    pub excerpt: (String, String, String),
}

/// Everything that nobody decided about: first what has something in it that was decided, then what
/// stands most often, then by words. Rules find it, so some of it is nothing, and **some names are
/// not among it**: a name in small letters, a nickname that is a usual word, who somebody is by what
/// is told.
pub fn proposals(dataset: &Dataset, register: &Register) -> Vec<Proposal> {
    let mut texts = Vec::new();
    super::apply::each_text(dataset, &mut |at, text| texts.push((at, text)));
    // A question begins as questions do, whatever word that is.
    let questions: BTreeSet<&str> = dataset
        .entries
        .iter()
        .flat_map(|merged| &merged.revisions)
        .filter_map(|revision| Some(revision.entry.prompt.as_ref()?.text.as_str()))
        .collect();
    let small: BTreeSet<String> = texts
        .iter()
        .flat_map(|(_, text)| small_words(text))
        .collect();
    let replacer = Replacer::new(register);
    let mut proposed: BTreeMap<String, Proposal> = BTreeMap::new();
    for (at, text) in &texts {
        let places = replacer.places(text);
        for one in found(text) {
            let words = &text[one.from..one.to];
            let is_decided = places
                .iter()
                .any(|place| place.from <= one.from && one.to <= place.to);
            let is_no_name =
                one.is_weak && (questions.contains(text) || small.contains(&words.to_lowercase()));
            if is_decided || is_no_name {
                continue;
            }
            let inside = places
                .iter()
                .filter(|place| one.from <= place.from && place.to <= one.to);
            let inside: Vec<_> = inside.collect();
            // All of it was decided in parts.
            if is_covered(text, (one.from, one.to), &inside) {
                continue;
            }
            let like = inside.iter().find_map(|place| place.token);
            let proposal = proposed.entry(key(words)).or_insert_with(|| Proposal {
                words: words.to_owned(),
                kind: like.map_or(one.kind, |token| token.kind),
                like,
                count: 0,
                at: (*at).map(|(participant, entry)| (participant.clone(), entry)),
                excerpt: excerpt(text, one.from, one.to),
            });
            proposal.count += 1;
        }
    }
    let mut all: Vec<Proposal> = proposed.into_values().collect();
    all.sort_by(|a, b| {
        (a.like.is_none(), b.count, &a.words).cmp(&(b.like.is_none(), a.count, &b.words))
    });
    all
}

/// Whether nothing is left of a name beside parts that were decided, the ending of a genitive, and
/// usual words.
fn is_covered(text: &str, (from, to): (usize, usize), inside: &[&super::replace::Place]) -> bool {
    let mut left = String::new();
    let mut at = from;
    for place in inside {
        left.push_str(&text[at..place.from]);
        left.push(' ');
        at = place.to;
    }
    left.push_str(&text[at..to]);
    !inside.is_empty()
        && left
            .split(|c: char| !c.is_alphanumeric())
            .all(|word| matches!(word, "" | "s" | "S") || is_usual(&word.to_lowercase()))
}

/// What stands around a name; an ellipsis where that was cut.
fn excerpt(text: &str, from: usize, to: usize) -> (String, String, String) {
    let line = |c: char| if c.is_control() { ' ' } else { c };
    let mut before: Vec<char> = text[..from].chars().rev().take(AROUND).map(line).collect();
    let mut behind: String = text[to..].chars().take(AROUND).map(line).collect();
    if text[..from].chars().nth(AROUND).is_some() {
        before.push('…');
    }
    if text[to..].chars().nth(AROUND).is_some() {
        behind.push('…');
    }
    let words = text[from..to].chars().map(line).collect();
    (before.into_iter().rev().collect(), words, behind)
}
