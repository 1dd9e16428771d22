//! Looking for words in everything that was written, asked, or written down from a recording.

use journal::{EntryId, ParticipantCode};
use serde::{Deserialize, Serialize};

use crate::dataset::{Dataset, MergedEntry};

/// How many characters stand before and behind what was found.
const AROUND: usize = 60;

/// A place where the words stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// Whose entry it is.
    pub participant: ParticipantCode,
    /// The entry.
    pub entry: EntryId,
    /// The day it was written, `YYYY-MM-DD`.
    pub date: String,
    /// In which part of it.
    pub part: HitPart,
    /// What stands before the words, the words as they stand there, and what stands behind.
    pub excerpt: (String, String, String),
}

/// A part of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum HitPart {
    Title,
    Text,
    Prompt,
    Recording,
    Transcript,
}

/// The first place of each entry where the words stand as they were typed, whatever their case:
/// by participant and date, at most `most`. And how many entries have them.
pub fn search(dataset: &Dataset, words: &str, most: usize) -> (Vec<Hit>, usize) {
    let needle: Vec<char> = lower(words.trim().chars()).map(|(c, _)| c).collect();
    if needle.is_empty() {
        return (Vec::new(), 0);
    }
    let mut hits = Vec::new();
    let mut count = 0;
    for merged in &dataset.entries {
        let found = parts(merged, dataset)
            .into_iter()
            .find_map(|(part, text)| Some((part, find(text, &needle)?)));
        let Some((part, excerpt)) = found else {
            continue;
        };
        count += 1;
        if hits.len() < most {
            hits.push(Hit {
                participant: merged.participant.clone(),
                entry: merged.id,
                date: merged.newest().entry.created_at.date().to_owned(),
                part,
                excerpt,
            });
        }
    }
    (hits, count)
}

fn parts<'a>(merged: &'a MergedEntry, dataset: &'a Dataset) -> Vec<(HitPart, &'a str)> {
    let mut parts = Vec::new();
    for revision in merged.sides() {
        let entry = &revision.entry;
        parts.push((HitPart::Title, entry.title.as_str()));
        parts.push((HitPart::Text, entry.text.as_str()));
        for recording in &entry.recordings {
            parts.push((HitPart::Recording, recording.title.as_str()));
            parts.push((HitPart::Recording, recording.gist.as_str()));
        }
        if let Some(prompt) = &entry.prompt {
            parts.push((HitPart::Prompt, prompt.text.as_str()));
        }
    }
    let theirs = dataset
        .recordings
        .iter()
        .filter(|one| one.participant == merged.participant && one.entry == merged.id);
    for record in theirs.filter_map(|one| one.transcript.as_ref()) {
        let cues = record.transcript.cues.iter();
        parts.extend(cues.map(|cue| (HitPart::Transcript, cue.text.as_str())));
    }
    parts
}

/// Each character in small letters, with the number of the character that it was.
fn lower(text: impl Iterator<Item = char>) -> impl Iterator<Item = (char, usize)> {
    text.enumerate()
        .flat_map(|(at, c)| c.to_lowercase().map(move |small| (small, at)))
}

fn find(text: &str, needle: &[char]) -> Option<(String, String, String)> {
    let small: Vec<(char, usize)> = lower(text.chars()).collect();
    let start = small
        .windows(needle.len())
        .position(|window| window.iter().map(|(c, _)| c).eq(needle))?;
    let (from, to) = (small[start].1, small[start + needle.len() - 1].1 + 1);
    let part = |from: usize, to: usize| -> String {
        let some = text.chars().skip(from).take(to - from);
        // A line end in the middle of a line of results would only be a gap.
        some.map(|c| if c.is_control() { ' ' } else { c }).collect()
    };
    let all = text.chars().count();
    let begin = from.saturating_sub(AROUND);
    let end = all.min(to + AROUND);
    let mut before = part(begin, from);
    let mut behind = part(to, end);
    if begin > 0 {
        before.insert(0, '…');
    }
    if end < all {
        behind.push('…');
    }
    Some((before, part(from, to), behind))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merge::{Rules, merge};
    use crate::testkit::{entry, sketch};

    fn dataset() -> Dataset {
        let mut one = sketch("P-1", 1);
        let long = format!("{}\nPremière ÉCOUTE{}", "a".repeat(90), "b".repeat(90));
        one.entries = vec![entry(1, 1, &long), entry(2, 1, "İstanbul, then İzmir")];
        merge(vec![one.file("a")], &Rules::default())
    }

    #[test]
    fn words_are_found_whatever_their_case_with_what_stands_around() {
        let (hits, count) = search(&dataset(), " première écoute ", 10);
        assert_eq!((hits.len(), count), (1, 1));
        let (before, found, behind) = &hits[0].excerpt;
        assert_eq!(found, "Première ÉCOUTE");
        assert!(
            before.starts_with('…') && before.ends_with("a "),
            "{before}"
        );
        assert_eq!(behind.chars().count(), AROUND + 1);
        assert_eq!(hits[0].part, HitPart::Text);
    }

    #[test]
    fn a_letter_that_grows_in_small_letters_shifts_nothing() {
        let (hits, _) = search(&dataset(), "izmir", 10);
        assert!(hits.is_empty(), "a dotted capital is another letter");
        let (hits, _) = search(&dataset(), "İzmir", 10);
        assert_eq!(hits[0].excerpt.1, "İzmir");
    }

    #[test]
    fn nothing_is_found_for_nothing_and_the_rest_is_counted() {
        assert_eq!(search(&dataset(), "  ", 10), (Vec::new(), 0));
        let (hits, count) = search(&dataset(), "a", 1);
        assert_eq!((hits.len(), count), (1, 2));
    }
}
