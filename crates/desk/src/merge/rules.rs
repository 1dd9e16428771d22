//! Each rule of merging, by example.

use super::{Rules, first_seen, merge};
use crate::dataset::{Dataset, DatasetVerdict, Verdict, WithdrawnEntry};
use crate::problem::{Problem, Severity, Span};
use crate::received::Received;
use crate::signers::{Signers, words};
use crate::testkit::{Sketch, code, digest, entry, id, key, moment, resealed, sketch, tied_offers};
use journal::{Recipient, Study};

fn with(number: u8, rev: u32, text: &str, sketch: Sketch) -> Sketch {
    Sketch {
        entries: vec![entry(number, rev, text)],
        ..sketch
    }
}

/// The codes of all problems but the one that every run without a registry has.
fn codes(dataset: &Dataset) -> Vec<&'static str> {
    dataset
        .problems
        .iter()
        .map(Problem::code)
        .filter(|code| *code != "unconfirmed-signer")
        .collect()
}

fn merged(files: Vec<Received>) -> Dataset {
    merge(files, &Rules::default())
}

#[test]
fn a_whole_sequence_is_all_good() {
    let first = with(1, 1, "one", sketch("P-1", 1));
    let second = Sketch {
        prev: Some(first.tagmanifest()),
        ..with(1, 2, "two", sketch("P-1", 2))
    };
    let second = Sketch {
        entries: vec![journal::Entry {
            prev_rev_sha256: Some(digest(&first.entries[0])),
            ..second.entries[0].clone()
        }],
        ..second
    };
    let dataset = merged(vec![second.file("b.age"), first.file("a.age")]);
    assert_eq!(codes(&dataset), [""; 0]);
    assert_eq!(dataset.verdict(), DatasetVerdict::AllGood);
    assert_eq!(dataset.entries[0].newest().entry.text, "two");
    assert_eq!(dataset.entries[0].revisions.len(), 2);
    let participant = &dataset.participants[0];
    assert_eq!((participant.bundles, participant.entries), (2, 1));
    assert_eq!(participant.first.as_deref(), Some("2026-01-02"));
}

#[test]
fn copies_are_merged_once() {
    let file = with(1, 1, "one", sketch("P-1", 1)).file("b.age");
    let copy = Received {
        name: "c.age".into(),
        ..file.clone()
    };
    let dataset = merged(vec![copy, resealed(&file, "d.age"), file]);
    assert_eq!(codes(&dataset), ["duplicate", "replay"]);
    assert_eq!(dataset.verdict(), DatasetVerdict::AllGood);
    assert_eq!(dataset.count(Verdict::Merged), 1);
    assert_eq!(dataset.entries[0].newest().sources.len(), 1);
}

#[test]
fn a_fork_is_set_aside_whole_unless_accepted() {
    let a = with(1, 1, "one", sketch("P-1", 1));
    let b = with(2, 1, "two", sketch("P-1", 1));
    let files = || vec![a.file("a.age"), b.file("b.age")];
    let dataset = merged(files());
    assert_eq!(codes(&dataset), ["fork"]);
    assert_eq!(dataset.count(Verdict::Quarantined), 2);
    assert!(dataset.entries.is_empty());
    assert_eq!(dataset.problems[0].files(), ["a.age", "b.age"]);

    let dataset = merge(
        files(),
        &Rules {
            accept_forks: true,
            ..Rules::default()
        },
    );
    assert_eq!(
        (dataset.entries.len(), dataset.count(Verdict::Merged)),
        (2, 2)
    );
    assert_eq!(dataset.verdict(), DatasetVerdict::AllGood);
}

#[test]
fn missing_numbers_are_stretches() {
    let dataset = merged(vec![
        sketch("P-1", 3).file("a"),
        sketch("P-1", u64::MAX).file("b"),
    ]);
    let missing = vec![
        Span { from: 1, to: 2 },
        Span {
            from: 4,
            to: u64::MAX - 1,
        },
    ];
    let gap = dataset.problems.iter().find(|p| p.code() == "gap").unwrap();
    assert!(matches!(gap, Problem::Gap { missing: found, .. } if *found == missing));
    assert_eq!(gap.severity(), Severity::Attention);
    assert!(
        gap.to_string()
            .starts_with("bundles 1–2, 4–18446744073709551614 of P-1 never arrived")
    );
    assert_eq!(dataset.count(Verdict::Merged), 2);
}

#[test]
fn a_broken_chain_is_merged_and_told() {
    let second = Sketch {
        prev: Some("00".into()),
        ..sketch("P-1", 2)
    };
    let dataset = merged(vec![sketch("P-1", 1).file("a"), second.file("b")]);
    assert_eq!(codes(&dataset), ["broken-chain"]);
    assert_eq!(dataset.count(Verdict::Merged), 2);
}

#[test]
fn two_versions_of_a_revision_are_both_kept() {
    let first = with(1, 1, "one", sketch("P-1", 1));
    let second = Sketch {
        prev: Some(first.tagmanifest()),
        ..with(1, 1, "other", sketch("P-1", 2))
    };
    let dataset = merged(vec![first.file("a"), second.file("b")]);
    assert_eq!(codes(&dataset), ["conflict"]);
    assert_eq!(dataset.entries[0].sides().len(), 2);
}

#[test]
fn an_id_of_two_participants_is_kept_for_each() {
    let other = Sketch {
        phone: 2,
        ..with(1, 1, "theirs", sketch("P-2", 1))
    };
    let dataset = merged(vec![
        with(1, 1, "mine", sketch("P-1", 1)).file("a"),
        other.file("b"),
    ]);
    assert_eq!(codes(&dataset), ["shared-entry"]);
    assert_eq!(dataset.entries.len(), 2);
}

#[test]
fn a_revision_of_another_predecessor_is_noted() {
    let first = with(1, 1, "one", sketch("P-1", 1));
    let second = Sketch {
        prev: Some(first.tagmanifest()),
        ..with(1, 2, "two", sketch("P-1", 2))
    };
    let dataset = merged(vec![first.file("a"), second.file("b")]);
    assert_eq!(codes(&dataset), ["revision-chain"]);
    assert_eq!(dataset.verdict(), DatasetVerdict::AllGood);
}

#[test]
fn the_registry_decides_who_is_merged() {
    let mut signers = Signers::default();
    signers.add(&code("P-1"), "study", &key(1));
    let rules = Rules {
        signers: Some(signers),
        ..Rules::default()
    };
    let by = |participant, phone| Sketch {
        phone,
        ..sketch(participant, 1)
    };
    let files = vec![
        by("P-1", 1).file("known"),
        by("P-1", 2).file("other-phone"),
        by("P-2", 1).file("others-phone"),
        by("P-3", 3).file("new"),
    ];
    let seen = first_seen(&files, &rules);
    assert_eq!(
        seen.iter()
            .map(|seen| seen.participant.as_str())
            .collect::<Vec<_>>(),
        ["P-3"]
    );
    let dataset = merge(files, &rules);
    assert_eq!(
        codes(&dataset),
        ["changed-signer", "changed-signer", "unknown-signer"]
    );
    assert_eq!(
        (
            dataset.count(Verdict::Merged),
            dataset.count(Verdict::Quarantined)
        ),
        (1, 3)
    );
    assert!(dataset.participants[0].devices[0].registered);
    let unknown = dataset.problems.last().unwrap();
    let advice = unknown.advice().unwrap();
    assert!(advice.contains(&words(&key(3))), "{advice}");
    assert!(
        advice.ends_with(&format!("P-3 namespaces=\"submission@study\" {}", key(3))),
        "{advice}"
    );
}

#[test]
fn without_a_registry_phones_are_noted_and_mixtures_told() {
    let by = |participant, phone| Sketch {
        phone,
        ..sketch(participant, 1)
    };
    let dataset = merged(vec![
        by("P-1", 1).file("a"),
        by("P-1", 2).file("b"),
        by("P-2", 2).file("c"),
    ]);
    assert_eq!(codes(&dataset), ["shared-device", "two-devices"]);
    assert_eq!(dataset.problems.len(), 5);
    assert_eq!(dataset.verdict(), DatasetVerdict::SomeNotUsed);
    assert_eq!(
        first_seen(
            &[by("P-1", 1).file("a"), by("P-1", 2).file("b")],
            &Rules::default()
        ),
        []
    );
}

#[test]
fn the_study_is_the_named_one_or_that_of_most_bundles() {
    let other = |seq| Sketch {
        study: "a-study",
        ..sketch("P-9", seq)
    };
    let ours = sketch("P-1", 1);
    // One bundle each, however many copies: the smallest id wins.
    let copy = Received {
        name: "copy".into(),
        ..ours.file("ours")
    };
    let dataset = merged(vec![ours.file("ours"), copy, other(1).file("x")]);
    assert_eq!(
        (dataset.study_id.as_str(), codes(&dataset)),
        ("a-study", vec!["foreign-study", "duplicate"])
    );
    assert!(dataset.problems[0].advice().unwrap().contains("--study"));

    let study = Study {
        id: "study".into(),
        ..Study::default()
    };
    let rules = Rules {
        study: Some(study),
        ..Rules::default()
    };
    let dataset = merge(
        vec![ours.file("ours"), other(1).file("x"), other(2).file("y")],
        &rules,
    );
    assert_eq!(dataset.count(Verdict::Refused), 2);
    assert_eq!(dataset.participants.len(), 1);
}

#[test]
fn keys_are_compared_with_the_pack() {
    let key = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";
    let sha256 = key.parse::<bundle::Recipient>().unwrap().sha256();
    let recipient = Recipient {
        name: "Assistant".into(),
        public_key: key.into(),
        ..Recipient::default()
    };
    let study = Study {
        id: "study".into(),
        revision: 1,
        recipients: vec![recipient],
        ..Study::default()
    };
    let rules = Rules {
        study: Some(study),
        ..Rules::default()
    };
    let check = |recipients: Vec<(&'static str, String)>| {
        let dataset = merge(
            vec![
                Sketch {
                    recipients,
                    ..sketch("P-1", 1)
                }
                .file("a"),
            ],
            &rules,
        );
        dataset
            .problems
            .iter()
            .find(|p| p.code() == "recipients-differ")
            .map(Problem::severity)
    };
    assert_eq!(
        check(vec![("ra", sha256.clone()), ("self", "00".into())]),
        None
    );
    assert_eq!(check(vec![("self", "00".into())]), Some(Severity::Note));
    assert_eq!(
        check(vec![
            ("ra", sha256),
            ("self", "00".into()),
            ("self", "01".into())
        ]),
        Some(Severity::Attention)
    );
}

#[test]
fn clocks_are_noted() {
    let first = Sketch {
        date: "2026-05-02".into(),
        ..sketch("P-1", 1)
    };
    let second = Sketch {
        date: "2026-05-01".into(),
        prev: Some(first.tagmanifest()),
        ..sketch("P-1", 2)
    };
    let rules = Rules {
        today: Some("2026-05-01".into()),
        ..Rules::default()
    };
    let dataset = merge(vec![first.file("a"), second.file("b")], &rules);
    assert_eq!(codes(&dataset), ["clock-ahead", "clock-back"]);
    assert_eq!(dataset.verdict(), DatasetVerdict::AllGood);
}

#[test]
fn what_was_taken_back_stays_away_even_out_of_a_fork() {
    let gone = entry(1, 1, "").id;
    let taken = Sketch {
        withdrawn: vec![gone],
        ..sketch("P-1", 2)
    };
    let fork = with(2, 1, "x", sketch("P-1", 2));
    let later = with(1, 7, "again", sketch("P-1", 3));
    let others = Sketch {
        phone: 2,
        ..with(1, 1, "not theirs to take", sketch("P-2", 1))
    };
    let first = with(1, 1, "one", sketch("P-1", 1));
    let files = vec![
        later.file("d"),
        fork.file("c"),
        taken.file("b"),
        first.file("a"),
        others.file("e"),
    ];
    let dataset = merged(files);
    assert_eq!(dataset.entries.len(), 1);
    assert_eq!(dataset.entries[0].participant, code("P-2"));
    assert_eq!(
        (dataset.withdrawn.len(), dataset.withdrawn[0].on.as_str()),
        (1, "2026-01-03")
    );
    assert!(codes(&dataset).contains(&"withdrawn"));
    assert_eq!(dataset.participants[0].withdrawn, 1);
}

#[test]
fn names_of_files_are_printed_escaped() {
    let dataset = merged(vec![Received::unreadable(
        "a\n\u{1b}[2Jb",
        0,
        "no\u{202e}pe",
    )]);
    let sentence = dataset.problems[0].to_string();
    assert_eq!(
        sentence,
        "\"a\\u{a}\\u{1b}[2Jb\": the file could not be read: no\\u{202e}pe"
    );
    assert_eq!(dataset.verdict(), DatasetVerdict::SomeNotUsed);
    let json = serde_json::to_value(&dataset).unwrap();
    assert_eq!(json["problems"][0]["code"], "unreadable-file");
    assert_eq!(json["problems"][0]["severity"], "refused");
}

#[test]
fn nothing_received_is_an_empty_dataset() {
    let dataset = merged(Vec::new());
    assert_eq!(dataset.verdict(), DatasetVerdict::AllGood);
    assert!(dataset.study_id.is_empty());
}

#[test]
fn a_refused_phone_is_not_used_with_a_registry_or_without() {
    let mut refused = Signers::default();
    refused.add(&code("P-1"), "study", &key(1));
    for signers in [None, Some(refused.clone())] {
        let rules = Rules {
            refused: refused.clone(),
            signers,
            ..Rules::default()
        };
        let files = || vec![with(1, 1, "x", sketch("P-1", 1)).file("a")];
        assert_eq!(first_seen(&files(), &rules), Vec::new());
        let dataset = merge(files(), &rules);
        assert_eq!(dataset.count(Verdict::Refused), 1);
        assert_eq!(codes(&dataset), ["refused-signer"]);
        assert!(dataset.entries.is_empty());
    }
}

#[test]
fn what_was_taken_back_before_stays_away() {
    let entry = entry(1, 1, "x");
    let rules = Rules {
        withdrawn: vec![WithdrawnEntry {
            participant: code("P-1"),
            id: entry.id,
            on: "2026-01-01".into(),
        }],
        ..Rules::default()
    };
    let later = Sketch {
        withdrawn: vec![entry.id],
        ..with(1, 1, "x", sketch("P-1", 1))
    };
    for sketch in [with(1, 1, "x", sketch("P-1", 1)), later] {
        let dataset = merge(vec![sketch.file("a")], &rules);
        assert!(dataset.entries.is_empty());
        assert_eq!(dataset.withdrawn, rules.withdrawn);
    }
}

/// A reply to entry 1 that was shown with it, in revision `rev`.
fn reply(rev: u32, words: Option<&str>) -> journal::Entry {
    let mut reply = entry(2, rev, "what I think of it now");
    let shown = journal::Stimulus {
        words: words.map(str::to_owned),
        ..journal::Stimulus::of(&entry(1, 1, ""), moment("2026-01-20"))
    };
    reply.context = journal::Context {
        links: vec![journal::Link {
            kind: journal::LinkKind::RepliesTo,
            entry: id(1),
        }],
        stimuli: vec![shown],
        ..journal::Context::default()
    }
    .kept();
    reply
}

#[test]
fn what_was_taken_back_is_taken_out_of_what_was_shown() {
    let first = Sketch {
        entries: vec![entry(1, 1, "secret words"), reply(1, Some("secret words"))],
        ..sketch("P-1", 1)
    };
    let second = Sketch {
        entries: vec![reply(2, Some("secret words"))],
        withdrawn: vec![id(1)],
        ..sketch("P-1", 2)
    };
    // Another participant's entry of the same id is another entry.
    let other = Sketch {
        entries: vec![entry(1, 1, "other words"), reply(1, Some("other words"))],
        ..sketch("P-2", 1)
    };
    let later = Sketch {
        entries: vec![reply(3, Some("secret words"))],
        ..sketch("P-1", 3)
    };
    let mut files = vec![
        first.file("a"),
        second.file("b"),
        other.file("c"),
        later.file("d"),
    ];
    for _ in 0..files.len() {
        files.rotate_left(1);
        let dataset = merged(files.clone());
        let text = serde_json::to_string(&dataset).unwrap();
        assert!(!text.contains("secret words") && text.contains("other words"));
        let merged = &dataset.entries[0];
        assert_eq!((merged.id, merged.revisions.len()), (id(2), 3));
        for revision in &merged.revisions {
            // The link stays, and that something was shown.
            assert_eq!(revision.entry.links()[0].entry, id(1));
            assert_eq!(revision.entry.stimuli()[0].words, None);
        }
    }
}

#[test]
fn what_leaves_with_and_without_its_words_is_one_version() {
    let first = Sketch {
        entries: vec![reply(1, Some("shown"))],
        ..sketch("P-1", 1)
    };
    let second = Sketch {
        entries: vec![reply(1, None)],
        ..sketch("P-1", 2)
    };
    for files in [
        vec![first.file("a"), second.file("b")],
        vec![second.file("b"), first.file("a")],
    ] {
        let dataset = merged(files);
        assert!(
            !codes(&dataset).contains(&"conflict"),
            "{:?}",
            codes(&dataset)
        );
        let revision = dataset.entries[0].newest();
        assert_eq!(revision.sources.len(), 2);
        assert_eq!(revision.entry.stimuli()[0].words.as_deref(), Some("shown"));
        assert_eq!(revision.sha256, digest(&first.entries[0]));
    }
}

#[test]
fn what_was_asked_is_what_each_phone_told_last() {
    let told = |phone: u8, seq: u64, seed: Option<&str>| Sketch {
        phone,
        offers: seed.map(|seed| journal::OfferLog {
            seed: seed.into(),
            ..tied_offers()
        }),
        ..sketch("P-1", seq)
    };
    let mut files = vec![
        told(1, 1, Some("one")).file("a"),
        told(1, 2, Some("two")).file("b"),
        // The writer did not want it to leave again.
        told(1, 3, None).file("c"),
        told(2, 1, Some("three")).file("d"),
    ];
    for _ in 0..files.len() {
        files.rotate_left(1);
        let dataset = merged(files.clone());
        let devices = &dataset.participants[0].devices;
        let mut found: Vec<_> = dataset
            .offers
            .iter()
            .map(|kept| (devices[kept.phone - 1].key.clone(), kept.log.seed.as_str()))
            .collect();
        found.sort_by_key(|(phone, _)| *phone != key(1));
        assert_eq!(found, [(key(1), "two"), (key(2), "three")]);
    }
}
