//! The laws of merging: order and repetition change nothing.

use proptest::prelude::*;

use super::{Rules, merge};
use crate::dataset::{Dataset, Verdict};
use crate::problem::Problem;
use crate::received::Received;
use crate::signers::Signers;
use crate::testkit::{
    Sketch, code, entry, key, moment, recording, sketch, tied_offers, transcript_record,
};
use crate::transcript::TranscriptStatus;
use crate::transcripts::Transcripts;
use bundle::{OpenError, link_sha256};
use journal::{Context, Stimulus};

/// Few participants, phones, numbers, entries and texts, so that they meet: forks, conflicts,
/// gaps, revisions and withdrawals all occur.
fn sketches() -> impl Strategy<Value = Vec<Sketch>> {
    let recordings = proptest::collection::vec((0u8..4, 0xau8..0xd), 0..3);
    let shown = proptest::option::of((0u8..5, proptest::option::of("[cd]")));
    let entries = proptest::collection::vec((0u8..5, 1u32..4, "[ab]", recordings, shown), 0..4);
    let one = (
        prop_oneof![Just("P-1"), Just("P-2")],
        prop_oneof![4 => Just("study"), 1 => Just("other")],
        1u8..3,
        1u64..6,
        1u8..20,
        entries,
        proptest::collection::vec(0u8..5, 0..2),
    );
    let one = one.prop_map(
        |(participant, study, phone, seq, day, entries, gone)| Sketch {
            study,
            phone,
            date: format!("2026-01-{day:02}"),
            entries: entries
                .iter()
                .map(|(n, rev, text, recordings, shown)| journal::Entry {
                    context: shown.as_ref().and_then(|(of, words)| context(*of, words)),
                    recordings: recordings
                        .iter()
                        .map(|(n, file)| recording(*n, *file))
                        .collect(),
                    ..entry(*n, *rev, text)
                })
                .collect(),
            offers: (day % 3 == 0).then(tied_offers),
            withdrawn: gone.iter().map(|n| entry(*n, 1, "").id).collect(),
            ..sketch(participant, seq)
        },
    );
    proptest::collection::vec(one, 0..9)
}

/// That entry `of` was shown, with its words or without.
fn context(of: u8, words: &Option<String>) -> Option<Box<Context>> {
    let shown = Stimulus {
        words: words.clone(),
        ..Stimulus::of(&entry(of, 1, ""), moment("2026-01-20"))
    };
    Context {
        stimuli: vec![shown],
        ..Context::default()
    }
    .kept()
}

fn files(sketches: &[Sketch]) -> Vec<Received> {
    let mut files: Vec<Received> = sketches
        .iter()
        .enumerate()
        .map(|(n, sketch)| sketch.file(&format!("{n:02}.age")))
        .collect();
    files.push(Received {
        outcome: Err(OpenError::Damaged.into()),
        file_sha256: Some("00".into()),
        ..files
            .first()
            .cloned()
            .unwrap_or_else(|| sketch("P-1", 1).file("bad"))
    });
    files.push(Received::unreadable("locked.age", 0, "permission denied"));
    files
}

fn rules(registry: bool, accept_forks: bool) -> Rules {
    let mut signers = Signers::default();
    signers.add(&code("P-1"), "study", &key(1));
    signers.add(&code("P-2"), "study", &key(2));
    let mut transcripts = Transcripts::default();
    for (number, status) in [
        (0, TranscriptStatus::Checked),
        (1, TranscriptStatus::MachineDraft),
        (9, TranscriptStatus::Checked),
    ] {
        transcripts.add(transcript_record(number, &"a".repeat(64), status, "words"));
    }
    Rules {
        transcripts,
        signers: registry.then_some(signers),
        accept_forks,
        ..Rules::default()
    }
}

/// The dataset without the copies, which are the only trace of repetition.
fn without_copies(mut dataset: Dataset) -> Dataset {
    let copy = |verdict| matches!(verdict, Verdict::Duplicate | Verdict::Replay);
    dataset.files.retain(|file| !copy(file.verdict));
    dataset
        .problems
        .retain(|p| !matches!(p, Problem::Duplicate { .. } | Problem::Replay { .. }));
    dataset
}

/// How many datasets are tried; `LOOP_ROUNDS=25` for the full count of 10,000.
fn cases() -> u32 {
    400 * std::env::var("LOOP_ROUNDS").map_or(1, |times| times.parse::<u32>().unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    #[test]
    fn order_and_repetition_change_nothing(
        sketches in sketches(),
        registry: bool,
        forks: bool,
        copies in proptest::collection::vec(any::<prop::sample::Index>(), 0..6),
        order in any::<u64>(),
    ) {
        let once = files(&sketches);
        let mut again = once.clone();
        for (n, copy) in copies.iter().enumerate() {
            let mut file = copy.get(&once).clone();
            if file.file_sha256.is_some() {
                file.name = format!("z{n}-{}", file.name);
                again.push(file);
            }
        }
        // A shuffle that shrinks well: sort by a hash of the position.
        let mut keyed: Vec<_> = again.into_iter().enumerate().collect();
        keyed.sort_by_key(|(at, _)| (*at as u64 + 1).wrapping_mul(order | 1).rotate_left(17));
        let again: Vec<Received> = keyed.into_iter().map(|(_, file)| file).collect();

        let rules = rules(registry, forks);
        let expected = merge(once, &rules);
        let found = merge(again, &rules);
        prop_assert_eq!(without_copies(expected), without_copies(found));
    }

    #[test]
    fn every_file_has_a_verdict_and_every_unused_one_a_problem(sketches in sketches(), registry: bool) {
        let files = files(&sketches);
        let dataset = merge(files.clone(), &rules(registry, false));
        prop_assert_eq!(dataset.files.len(), files.len());
        for file in &dataset.files {
            let told = dataset.problems.iter().any(|p| p.files().contains(&file.name.as_str()));
            prop_assert!(file.verdict == Verdict::Merged || told, "{} is passed over", file.name);
        }
    }

    #[test]
    fn no_withdrawn_entry_comes_back(sketches in sketches()) {
        let dataset = merge(files(&sketches), &rules(false, true));
        for gone in &dataset.withdrawn {
            let back = dataset.entries.iter().any(|e| e.participant == gone.participant && e.id == gone.id);
            prop_assert!(!back);
            let theirs = dataset.entries.iter().filter(|e| e.participant == gone.participant);
            let revisions = theirs.flat_map(|e| &e.revisions);
            let mut shown = revisions.flat_map(|r| r.entry.stimuli()).filter(|s| s.entry == gone.id);
            prop_assert!(shown.all(|s| s.words.is_none()));
        }
    }

    #[test]
    fn nothing_that_was_merged_is_lost(sketches in sketches()) {
        let files = files(&sketches);
        let dataset = merge(files.clone(), &rules(false, true));
        for opened in files.iter().filter_map(|file| file.outcome.as_ref().ok()) {
            if opened.submission.study_id != dataset.study_id {
                continue;
            }
            let participant = &opened.submission.participant_id;
            for entry in &opened.entries {
                let id = entry.entry.id;
                let gone = dataset.withdrawn.iter().any(|g| g.participant == *participant && g.id == id);
                let kept = dataset
                    .entries
                    .iter()
                    .filter(|e| e.participant == *participant && e.id == id)
                    .flat_map(|e| &e.revisions)
                    .any(|r| link_sha256(&r.entry) == link_sha256(&entry.entry) && r.sources.iter().any(|s| s.bundle_id == opened.submission.bundle_id));
                prop_assert!(gone || kept);
            }
        }
    }
}
