//! Each rule about recordings and transcripts, by example.

use journal::{Entry, Handling, Recording, Span};

use super::{Rules, merge};
use crate::dataset::Dataset;
use crate::problem::{Problem, Severity};
use crate::testkit::{Sketch, digest, entry, recording, sketch, transcript_record};
use crate::transcript::TranscriptStatus;
use crate::transcripts::{TranscriptRecord, Transcripts};

/// The name of the first recording.
const NAME: &str = "P-1_2026-01-03_audio-e9c031db";

fn spoken(number: u8, rev: u32, recordings: Vec<Recording>) -> Entry {
    Entry {
        recordings,
        ..entry(number, rev, "")
    }
}

fn with(participant: &'static str, seq: u64, entries: Vec<Entry>) -> Sketch {
    Sketch {
        entries,
        ..sketch(participant, seq)
    }
}

fn rules(records: &[TranscriptRecord]) -> Rules {
    let mut transcripts = Transcripts::default();
    for record in records {
        transcripts.add(record.clone());
    }
    Rules {
        transcripts,
        ..Rules::default()
    }
}

fn codes(dataset: &Dataset) -> Vec<&'static str> {
    let codes = dataset.problems.iter().map(Problem::code);
    codes.filter(|code| *code != "unconfirmed-signer").collect()
}

fn names(dataset: &Dataset) -> Vec<&str> {
    dataset
        .recordings
        .iter()
        .map(|one| one.name.as_str())
        .collect()
}

#[test]
fn names_say_whose_when_and_which_file_and_stay_when_more_arrives() {
    let late = with("P-1", 1, vec![spoken(1, 1, vec![recording(1, 0xa)])]);
    let first = merge(vec![late.file("a")], &Rules::default());
    assert_eq!(names(&first), [NAME]);
    assert_eq!(first.recordings[0].file(), format!("{NAME}.webm"));
    let more = with(
        "P-1",
        2,
        vec![spoken(2, 1, vec![recording(2, 0xb), recording(3, 0xc)])],
    );
    let other = with("p/1", 1, vec![spoken(3, 1, vec![recording(4, 0xd)])]);
    let both = merge(
        vec![other.file("c"), more.file("b"), late.file("a")],
        &Rules::default(),
    );
    assert_eq!(names(&both).len(), 4);
    assert!(names(&both).contains(&NAME));
    let fine = |b: u8| b.is_ascii_alphanumeric() || b"-_".contains(&b);
    assert!(names(&both).iter().all(|name| name.bytes().all(fine)));
}

#[test]
fn the_same_sound_made_clean_in_other_bytes_is_one_version_with_one_name() {
    let first = with("P-1", 1, vec![spoken(1, 1, vec![recording(1, 0xb)])]);
    let again = Sketch {
        prev: Some(first.tagmanifest()),
        ..with("P-1", 2, vec![spoken(1, 1, vec![recording(1, 0xa)])])
    };
    let files = vec![first.file("a"), again.file("b")];
    let reversed = files.iter().rev().cloned().collect();
    let record = transcript_record(1, &"b".repeat(64), TranscriptStatus::Checked, "words");
    let dataset = merge(files, &rules(&[record]));
    assert_eq!(codes(&dataset), [""; 0], "no conflict");
    assert_eq!(dataset.entries[0].revisions.len(), 1);
    assert_eq!(dataset.entries[0].newest().sources.len(), 2);
    assert_eq!(names(&dataset), [NAME]);
    assert!(dataset.recordings[0].transcript.is_some());
    let other = merge(reversed, &Rules::default());
    assert_eq!(
        other.recordings[0].recording,
        dataset.recordings[0].recording
    );
    let carried = dataset.files.iter().filter_map(|file| file.bundle.as_ref());
    let carried: Vec<&str> = carried.map(|facts| &facts.recordings[0][..1]).collect();
    assert_eq!(carried, ["b", "a"]);
}

#[test]
fn two_files_that_claim_to_be_one_sound_have_two_names() {
    let twice = vec![recording(1, 0xa), recording(1, 0xb)];
    let file = with("P-1", 1, vec![spoken(1, 1, twice)]).file("a");
    let dataset = merge(vec![file], &Rules::default());
    let expected = ["a", "b"].map(|digit| format!("{NAME}-{}", digit.repeat(64)));
    assert_eq!(names(&dataset), expected);
}

#[test]
fn a_revision_names_the_one_before_by_its_link() {
    let before = spoken(1, 1, vec![recording(1, 0xa)]);
    let after = |prev_rev_sha256| Entry {
        prev_rev_sha256: Some(prev_rev_sha256),
        ..spoken(1, 2, vec![recording(1, 0xa)])
    };
    let merged = |after: Entry| {
        let first = with("P-1", 1, vec![before.clone()]);
        let second = Sketch {
            prev: Some(first.tagmanifest()),
            ..with("P-1", 2, vec![after])
        };
        codes(&merge(
            vec![first.file("a"), second.file("b")],
            &Rules::default(),
        ))
    };
    assert_eq!(merged(after(bundle::link_sha256(&before))), [""; 0]);
    assert_eq!(merged(after("00".repeat(32))), ["revision-chain"]);
}

#[test]
fn only_the_newest_revision_is_listened_to() {
    let before = spoken(1, 1, vec![recording(1, 0xa)]);
    let withheld = Recording {
        withheld: vec![Span {
            from_ms: 0,
            to_ms: 9,
        }],
        ..recording(1, 0xb)
    };
    let after = Entry {
        prev_rev_sha256: Some(digest(&before)),
        ..spoken(1, 2, vec![withheld.clone()])
    };
    let first = with("P-1", 1, vec![before]);
    let second = Sketch {
        prev: Some(first.tagmanifest()),
        ..with("P-1", 2, vec![after])
    };
    let files = || vec![first.file("a"), second.file("b")];
    let dataset = merge(files(), &Rules::default());
    assert_eq!(dataset.recordings.len(), 1);
    assert_eq!(dataset.recordings[0].recording, withheld);

    // The words of the earlier file may be those that are withheld now.
    let old = transcript_record(1, &"a".repeat(64), TranscriptStatus::Checked, "secret");
    let dataset = merge(files(), &rules(std::slice::from_ref(&old)));
    assert_eq!(dataset.recordings[0].transcript, None);
    assert_eq!(codes(&dataset), ["earlier-transcript"]);
    assert_eq!(dataset.problems[0].severity(), Severity::Attention);
    let new = TranscriptRecord {
        silent: dataset.recordings[0].recording.silences(),
        ..transcript_record(1, &"b".repeat(64), TranscriptStatus::MachineDraft, "open")
    };
    let dataset = merge(files(), &rules(&[old, new.clone()]));
    assert_eq!(dataset.recordings[0].transcript, Some(new));
    assert_eq!(codes(&dataset), [""; 0]);
}

#[test]
fn both_sides_of_a_conflict_are_there_each_file_once_with_every_wish() {
    let quiet = Entry {
        handling: Handling {
            do_not_quote: true,
            ..Handling::default()
        },
        ..spoken(1, 1, vec![recording(1, 0xa)])
    };
    let loud = spoken(1, 1, vec![recording(1, 0xa), recording(2, 0xb)]);
    let files = vec![
        with("P-1", 1, vec![quiet]).file("a"),
        with("P-1", 2, vec![loud]).file("b"),
    ];
    let dataset = merge(files, &Rules::default());
    let wishes: Vec<bool> = dataset
        .recordings
        .iter()
        .map(|one| one.handling.do_not_quote)
        .collect();
    assert_eq!(wishes, [true, false]);
}

#[test]
fn what_was_taken_back_leaves_no_recording_and_no_words() {
    let first = with("P-1", 1, vec![spoken(1, 1, vec![recording(1, 0xa)])]);
    let second = Sketch {
        prev: Some(first.tagmanifest()),
        withdrawn: vec![entry(1, 1, "").id],
        ..sketch("P-1", 2)
    };
    let record = transcript_record(1, &"a".repeat(64), TranscriptStatus::Checked, "secret");
    let dataset = merge(vec![first.file("a"), second.file("b")], &rules(&[record]));
    assert!(dataset.recordings.is_empty());
    assert_eq!(codes(&dataset), ["stray-transcript", "withdrawn"]);
    assert!(!serde_json::to_string(&dataset).unwrap().contains("secret"));
}
