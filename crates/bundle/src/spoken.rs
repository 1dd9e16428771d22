//! Bundles with recordings: golden files of version 2, what must be refused, and what a passage
//! from a phone to the desk keeps.

use std::io::{self, Cursor, Read, Seek, SeekFrom};

use journal::{Entry, EntryKind, Media, Moment, Recording, RecordingId, Span, Times};
use proptest::prelude::*;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::testkit::{Case, Kit, entry, hostile_of, outgoing, resigned_of};
use crate::{
    CleanFile, OpenBundle, OpenError, Outgoing, PackError, Packed, Packer, Submission, armoured,
    link_sha256, open,
};

const SECOND: u64 = 1_000;

fn recording(number: u8, title: &str) -> Recording {
    Recording {
        id: RecordingId::from_random([number; 16]),
        recorded_at: Moment::parse("2026-11-23T20:59:00+01:00").unwrap(),
        media: Media {
            sha256: hex::encode(Sha256::digest([number])),
            bytes: 100_000 + u64::from(number),
            mime: "audio/webm;codecs=opus".into(),
            duration_ms: 60 * SECOND,
        },
        title: title.into(),
        gist: format!("About {number}"),
        withheld: vec![
            Span {
                from_ms: 20 * SECOND,
                to_ms: 30 * SECOND,
            },
            Span {
                from_ms: 10 * SECOND,
                to_ms: 20 * SECOND,
            },
        ],
        lost: Vec::new(),
    }
}

/// What stands for the sound of a recording: a bundle does not listen.
fn sound(number: u8) -> Vec<u8> {
    let line = format!("sound {number} ");
    line.repeat(700 * usize::from(number)).into_bytes()
}

const KINDS: [&str; 3] = [
    "audio/webm;codecs=opus",
    "audio/ogg;codecs=opus",
    "audio/mp4",
];

/// Three recordings in three entries: one with text, one without, and one that names a recording
/// of another.
fn spoken() -> Outgoing {
    let mut written = entry(1, "And I said it, too.");
    written.recordings = vec![recording(1, "In the car")];
    let mut said = entry(2, "");
    said.recordings = vec![recording(2, ""), recording(3, "Second take")];
    said.kind = EntryKind::of(&said.text, &said.recordings);
    let mut again = entry(3, "The same once more.");
    again.recordings = vec![recording(1, "The same file")];
    outgoing(vec![vec![written], vec![said], vec![again]])
}

/// Packs with all files that are wanted; gives the whole bundle.
fn pack(kit: &Kit, outgoing: Outgoing) -> (Vec<u8>, Packed) {
    let own = kit.own.recipient();
    let mut packer = Packer::begin(outgoing, &kit.device, &kit.recipients(), &own).unwrap();
    let mut bundle = Vec::new();
    while let Some(recording) = packer.next_recording().cloned() {
        let number = recording.id.as_bytes()[0];
        bundle.extend(
            packer
                .add(&recording, &clean(number, &sound(number)))
                .unwrap(),
        );
    }
    let packed = packer.finish().unwrap();
    bundle.extend_from_slice(&packed.bytes);
    (bundle, packed)
}

fn clean(number: u8, bytes: &[u8]) -> CleanFile<'_> {
    CleanFile {
        bytes,
        mime: KINDS[usize::from(number - 1) % KINDS.len()],
        duration_ms: 59 * SECOND,
    }
}

fn bundle(kit: &Kit) -> Vec<u8> {
    pack(kit, spoken()).0
}

/// The name of a recording's file below the bag's folder.
fn file(number: u8) -> String {
    let media = media(number);
    format!("data/audio/{}", media.file_name().unwrap())
}

fn media(number: u8) -> Media {
    let bytes = sound(number);
    Media {
        sha256: hex::encode(Sha256::digest(&bytes)),
        bytes: bytes.len() as u64,
        mime: clean(number, &bytes).mime.into(),
        duration_ms: 59 * SECOND,
    }
}

fn resigned(
    kit: &Kit,
    change: impl FnOnce(&mut serde_json::Value, &mut std::collections::BTreeMap<String, Vec<u8>>),
) -> Vec<u8> {
    resigned_of(kit, &bundle(kit), change)
}

/// Every golden file with recordings.
pub(crate) fn cases() -> Vec<Case> {
    vec![
        ("spoken", "success", bundle),
        ("spoken-armoured", "success", |k| {
            armoured(&bundle(k)).into_bytes()
        }),
        ("spoken-cut-short", "damaged", |k| {
            let bundle = bundle(k);
            bundle[..bundle.len() / 2].to_vec()
        }),
        ("recording-edited", "digest", |k| {
            hostile_of(k, &bundle(k), |f| f[0].1[9] ^= 1)
        }),
        ("recording-missing", "missing-file", |k| {
            hostile_of(k, &bundle(k), |f| {
                f.remove(0);
            })
        }),
        ("recording-in-no-manifest", "archive", |k| {
            hostile_of(k, &bundle(k), |f| {
                let name = f[0].0.replace(".webm", ".ogg");
                f.push((name, b"la".to_vec()));
            })
        }),
        ("recording-under-a-folder", "archive", |k| {
            resigned(k, |_, f| {
                f.insert("data/audio/more/la.webm".into(), b"la".to_vec());
            })
        }),
        ("recording-unlisted", "contradiction", |k| {
            resigned(k, |_, f| {
                f.insert(format!("data/audio/{}.webm", "ab".repeat(32)), vec![1]);
            })
        }),
        ("recording-not-there", "missing-file", |k| {
            resigned(k, |_, f| {
                f.remove(&file(1));
            })
        }),
        ("recording-under-another-name", "digest", |k| {
            resigned(k, |_, f| {
                f.insert(file(2), sound(3));
            })
        }),
        ("recording-under-another-ending", "missing-file", |k| {
            resigned(k, |_, f| {
                let sound = f.remove(&file(1)).unwrap();
                f.insert(file(1).replace(".webm", ".ogg"), sound);
            })
        }),
        ("recording-of-another-size", "contradiction", |k| {
            resigned(k, |s, _| s["recordings"][0]["bytes"] = 7.into())
        }),
        ("recording-of-another-kind", "contradiction", |k| {
            resigned(k, |s, _| s["recordings"][0]["mime"] = "text/html".into())
        }),
        ("recording-with-a-path", "contradiction", |k| {
            resigned(k, |s, _| s["recordings"][0]["sha256"] = "../../x".into())
        }),
        ("recording-twice", "contradiction", |k| {
            resigned(k, |s, _| s["recordings"][1] = s["recordings"][0].clone())
        }),
        ("recording-of-no-entry", "contradiction", |k| {
            resigned(k, |s, f| {
                let sound = b"of nobody".to_vec();
                let sha256 = hex::encode(Sha256::digest(&sound));
                f.insert(format!("data/audio/{sha256}.webm"), sound);
                let list = s["recordings"].as_array_mut().unwrap();
                list.push(json!({"sha256": sha256, "bytes": 9, "mime": "audio/webm",
                    "duration_ms": 1}));
                list.sort_by_key(|media| media["sha256"].as_str().unwrap().to_owned());
            })
        }),
        ("recording-longer-in-its-entry", "contradiction", |k| {
            resigned(k, |s, _| s["recordings"][0]["duration_ms"] = 1.into())
        }),
        ("spoken-as-version-1", "contradiction", |k| {
            resigned(k, |s, _| s["version"] = 1.into())
        }),
        ("recordings-none-in-version-2", "contradiction", |k| {
            let text = k.pack(&outgoing(vec![vec![entry(1, "text")]])).bytes;
            resigned_of(k, &text, |s, _| {
                s["version"] = 2.into();
                s["recordings"] = json!([]);
            })
        }),
        ("newer-than-recordings", "newer-format", |k| {
            resigned(k, |s, _| s["version"] = 3.into())
        }),
        ("silences-out-of-order", "contradiction", |k| {
            resigned(k, |s, f| {
                let id = s["entries"][0]["id"].as_str().unwrap().to_owned();
                let name = format!("data/entries/{id}.r1.json");
                let text = String::from_utf8(f[&name].clone()).unwrap();
                let text = text.replace("\"from_ms\": 10000", "\"from_ms\": 90000");
                s["entries"][0]["sha256"] = hex::encode(Sha256::digest(&text)).into();
                f.insert(name, text.into_bytes());
            })
        }),
    ]
}

/// What every good golden bundle of this kind holds.
pub(crate) fn check(bytes: &[u8], identity: &crate::Identity) {
    let identities = std::slice::from_ref(identity);
    let mut bundle = OpenBundle::read(Cursor::new(bytes), identities).unwrap();
    assert_eq!(bundle.opened().submission.version, 2);
    let named: Vec<Vec<Media>> = bundle
        .opened()
        .entries
        .iter()
        .map(|e| e.entry.recordings.iter().map(|r| r.media.clone()).collect())
        .collect();
    assert_eq!(
        named,
        [vec![media(1)], vec![media(2), media(3)], vec![media(1)]]
    );
    let first = bundle.opened().entries[0].entry.recordings[0].clone();
    assert_eq!(first.recorded_at.as_str(), "2026-11-23");
    assert_eq!(
        (first.title.as_str(), first.gist.as_str()),
        ("In the car", "About 1")
    );
    assert_eq!(
        first.withheld,
        [Span {
            from_ms: 10 * SECOND,
            to_ms: 30 * SECOND
        }]
    );
    assert_eq!(bundle.recordings().len(), 3);
    // In no order, and one twice.
    for number in [3, 1, 2, 1] {
        assert_eq!(heard(&mut bundle, number), sound(number));
    }
    let unknown = bundle.recording(&"ab".repeat(32)).map(|_| ());
    assert_eq!(unknown.unwrap_err().kind(), io::ErrorKind::NotFound);
}

fn heard<R: Read + Seek>(bundle: &mut OpenBundle<R>, number: u8) -> Vec<u8> {
    let mut heard = Vec::new();
    let mut reader = bundle.recording(&media(number).sha256).unwrap();
    reader.read_to_end(&mut heard).unwrap();
    heard
}

/// The JSON of a spoken entry and of a submission with recordings is the format: a change here is
/// a new version.
#[test]
fn the_json_is_pinned() {
    let kit = Kit::make();
    let (bytes, _) = pack(
        &kit,
        Outgoing {
            times: Times::LocalTime,
            ..spoken()
        },
    );
    let opened = open(&bytes, std::slice::from_ref(&kit.desk)).unwrap();
    let json = |value: &Entry| String::from_utf8(crate::pack::entry_bytes(value)).unwrap();
    assert_eq!(
        json(&opened.entries[0].entry),
        include_str!("../testdata/entry-spoken.json")
    );
    let pinned = include_str!("../testdata/submission-spoken.json");
    let submission: Submission = serde_json::from_str(pinned).unwrap();
    let again = serde_json::to_string_pretty(&submission).unwrap() + "\n";
    assert_eq!(again, pinned);
    assert_eq!(submission.recordings, opened.submission.recordings);
}

#[test]
fn what_was_packed_is_what_the_writer_opens() {
    let kit = Kit::make();
    let (bytes, packed) = pack(&kit, spoken());
    check(&bytes, &kit.own);
    let opened = open(&bytes, std::slice::from_ref(&kit.own)).unwrap();
    let entries: Vec<Entry> = opened.entries.into_iter().map(|e| e.entry).collect();
    assert_eq!(entries, packed.entries);
    let receipt = packed.receipt;
    assert_eq!(opened.tagmanifest_sha512, receipt.tagmanifest_sha512);
    assert_eq!(opened.file_sha256, receipt.file_sha256);
    assert_eq!(opened.submission.recordings, receipt.recordings);
    assert_eq!(receipt.size, bytes.len() as u64);
    let json = serde_json::to_string(&receipt).unwrap();
    assert_eq!(
        serde_json::from_str::<crate::Receipt>(&json).unwrap(),
        receipt
    );
}

#[test]
fn a_bundle_of_text_is_of_version_1_and_says_nothing_of_recordings() {
    let kit = Kit::make();
    let (bytes, packed) = pack(&kit, outgoing(vec![vec![entry(1, "text")]]));
    let opened = open(&bytes, std::slice::from_ref(&kit.desk)).unwrap();
    assert_eq!(opened.submission.version, 1);
    let json = serde_json::to_string(&(&opened.submission, &packed.receipt, &packed.entries));
    assert!(!json.unwrap().contains("recordings"));
}

#[test]
fn the_packer_takes_what_it_needs_and_nothing_else() {
    let kit = Kit::make();
    let begin = || {
        let own = kit.own.recipient();
        Packer::begin(spoken(), &kit.device, &kit.recipients(), &own).unwrap()
    };
    let mut packer = begin();
    let wanted: Vec<Recording> = packer.recordings().cloned().collect();
    assert_eq!(wanted.len(), 3);
    let bytes = sound(1);
    let add = |packer: &mut Packer, recording: &Recording, file: &CleanFile<'_>| {
        packer.add(recording, file).map(|piece| piece.len())
    };
    let unknown = add(&mut packer, &recording(9, ""), &clean(1, &bytes));
    assert_eq!(unknown, Err(PackError::UnknownRecording));
    // Silent elsewhere: it would be another file.
    let mut other = wanted[0].clone();
    other.withheld.clear();
    let unknown = add(&mut packer, &other, &clean(1, &bytes));
    assert_eq!(unknown, Err(PackError::UnknownRecording));
    let kind = CleanFile {
        mime: "video/mp4",
        ..clean(1, &bytes)
    };
    assert_eq!(
        add(&mut packer, &wanted[0], &kind),
        Err(PackError::MediaType)
    );
    assert!(add(&mut packer, &wanted[0], &clean(1, &bytes)).unwrap() > 0);
    let other = sound(2);
    assert_eq!(add(&mut packer, &wanted[0], &clean(1, &other)), Ok(0));
    assert_eq!(packer.recordings().count(), 2);
    // The same bytes for another recording, and once more for the same: no second file.
    assert_eq!(add(&mut packer, &wanted[1], &clean(1, &bytes)), Ok(0));
    assert_eq!(add(&mut packer, &wanted[0], &clean(1, &bytes)), Ok(0));
    assert_eq!(packer.recordings().count(), 1);
    assert_eq!(packer.finish().unwrap_err(), PackError::MissingRecording);
    assert_eq!(begin().finish().unwrap_err(), PackError::MissingRecording);
    let own = kit.own.recipient();
    let without = crate::pack(&spoken(), &kit.device, &kit.recipients(), &own);
    assert_eq!(without.unwrap_err(), PackError::MissingRecording);
}

/// What a next revision calls this one does not depend on how its sound was made clean.
#[test]
fn revisions_are_linked_by_everything_but_the_files() {
    let kit = Kit::make();
    let first = spoken().entries[0].clone();
    let now = Moment::parse("2026-11-25T08:00:00+01:00").unwrap();
    let mut second = first[0].amended(now);
    second.text.push_str(" Later.");
    second.recordings[0].withheld.clear();
    let revisions = vec![first[0].clone(), second];
    let (_, one) = pack(&kit, outgoing(vec![first]));
    let (_, two) = pack(&kit, outgoing(vec![revisions]));
    let named = two.entries[0].prev_rev_sha256.as_deref();
    assert_eq!(named, Some(link_sha256(&one.entries[0]).as_str()));
    assert_ne!(
        link_sha256(&one.entries[0]),
        hex::encode(Sha256::digest(crate::pack::entry_bytes(&one.entries[0])))
    );
    let mut other = one.entries[0].clone();
    other.recordings[0].gist.push('!');
    assert_ne!(link_sha256(&other), link_sha256(&one.entries[0]));
}

/// A bundle that is over the cap is refused before the recording goes in, and the packer goes on.
#[test]
fn what_does_not_fit_is_refused_and_the_rest_still_leaves() {
    let kit = Kit::make();
    let mut said = entry(1, "");
    said.recordings = (1..=3).map(|number| recording(number, "")).collect();
    let own = kit.own.recipient();
    let outgoing = outgoing(vec![vec![said]]);
    let mut packer = Packer::begin(outgoing, &kit.device, &kit.recipients(), &own).unwrap();
    let wanted: Vec<Recording> = packer.recordings().cloned().collect();
    packer.cap = 400_000;
    let mut large = vec![0; 150_000];
    for recording in &wanted[..2] {
        large[0] += 1;
        packer.add(recording, &clean(1, &large)).unwrap();
    }
    large[0] += 1;
    let refused = packer.add(&wanted[2], &clean(1, &large)).map(|_| ());
    assert_eq!(refused, Err(PackError::TooLarge));
    packer.add(&wanted[2], &clean(3, &sound(3))).unwrap();
    let packed = packer.finish().unwrap();
    assert_eq!(packed.receipt.recordings.len(), 3);
    assert!(packed.receipt.size <= 400_000);
}

#[test]
fn a_thousand_flipped_bits_and_every_cut_are_refused() {
    let kit = Kit::make();
    let mut long = entry(1, &"words and words. ".repeat(9_000));
    long.recordings = (1..=3).map(|number| recording(number * 8, "")).collect();
    let (bytes, _) = pack(&kit, outgoing(vec![vec![long]]));
    assert!(bytes.len() > 5 * 65_536);
    let desk = [kit.desk];
    let open = |bytes: &[u8]| OpenBundle::read(Cursor::new(bytes), &desk).map(|_| ());
    open(&bytes).unwrap();
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut draw = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) as usize % below
    };
    for _ in 0..1_000 {
        let mut bad = bytes.clone();
        let at = draw(bytes.len());
        bad[at] ^= 1 << draw(8);
        assert!(open(&bad).is_err(), "flip in byte {at} was accepted");
    }
    for _ in 0..200 {
        let cut = draw(bytes.len());
        assert!(open(&bytes[..cut]).is_err(), "cut at {cut} was accepted");
    }
    for end in [1, 16, 17, 65_536, 65_552] {
        assert!(open(&bytes[..bytes.len() - end]).is_err());
    }
}

/// A file on a disk that fails, and one that is changed after it was checked.
struct Disk {
    bytes: std::rc::Rc<std::cell::RefCell<Vec<u8>>>,
    at: u64,
    fails_at: Option<u64>,
}

impl Read for Disk {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.fails_at.is_some_and(|fails| self.at >= fails) {
            return Err(io::Error::from(io::ErrorKind::PermissionDenied));
        }
        let bytes = self.bytes.borrow();
        let mut rest = &bytes[bytes.len().min(self.at as usize)..];
        let read = rest.read(buffer)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Disk {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let end = self.bytes.borrow().len() as i64;
        self.at = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::End(by) => (end + by) as u64,
            SeekFrom::Current(by) => (self.at as i64 + by) as u64,
        };
        Ok(self.at)
    }
}

#[test]
fn a_disk_that_fails_is_no_damaged_bundle() {
    let kit = Kit::make();
    let bytes = std::rc::Rc::new(std::cell::RefCell::new(bundle(&kit)));
    for fails_at in [0, 100, 20_000] {
        let disk = Disk {
            bytes: bytes.clone(),
            at: 0,
            fails_at: Some(fails_at),
        };
        let error = OpenBundle::read(disk, std::slice::from_ref(&kit.desk)).err();
        let denied = OpenError::Read(io::ErrorKind::PermissionDenied);
        assert_eq!(error, Some(denied), "at {fails_at}");
    }
}

#[test]
fn what_is_changed_after_it_was_checked_is_not_handed_out_as_whole() {
    let kit = Kit::make();
    let mut said = entry(1, "");
    said.recordings = (1..=3).map(|number| recording(number * 20, "")).collect();
    let (whole, _) = pack(&kit, outgoing(vec![vec![said]]));
    let bytes = std::rc::Rc::new(std::cell::RefCell::new(whole.clone()));
    let disk = Disk {
        bytes: bytes.clone(),
        at: 0,
        fails_at: None,
    };
    let mut bundle = OpenBundle::read(disk, std::slice::from_ref(&kit.desk)).unwrap();
    let hear = |bundle: &mut OpenBundle<Disk>| {
        let mut heard = Vec::new();
        let mut reader = bundle.recording(&media(60).sha256)?;
        reader.read_to_end(&mut heard).map(|_| heard)
    };
    assert_eq!(hear(&mut bundle).unwrap(), sound(60));
    for at in 0..whole.len() / 60_000 {
        let mut bad = whole.clone();
        bad[at * 60_000 + 5_000] ^= 1;
        *bytes.borrow_mut() = bad;
        // Elsewhere in the file it does not matter; here it is noticed.
        if let Ok(heard) = hear(&mut bundle) {
            assert_eq!(heard, sound(60));
        }
    }
    // The middle of the third recording: sound(20), sound(40), sound(60) follow one another.
    let mut bad = whole.clone();
    let at = sound(20).len() + sound(40).len() + sound(60).len() / 2;
    bad[at] ^= 1;
    *bytes.borrow_mut() = bad;
    assert!(hear(&mut bundle).is_err());
    *bytes.borrow_mut() = whole[..at].to_vec();
    assert!(hear(&mut bundle).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    /// Any number of recordings of any size, around the borders of age's chunks too, come out as
    /// they went in, in any order, from a binary and from an armoured bundle.
    #[test]
    fn every_recording_comes_back(
        sizes in proptest::collection::vec(
            prop_oneof![0_usize..300, 65_200_usize..65_700, 131_000_usize..131_100], 1..6),
        is_armoured in any::<bool>(),
        turn in 0_usize..6,
    ) {
        let kit = Kit::make();
        let sounds: Vec<Vec<u8>> = (1_u8..).zip(&sizes).map(|(n, size)| vec![n; *size]).collect();
        let mut said = entry(1, "");
        said.recordings = (1..=sizes.len()).map(|n| recording(n as u8, "")).collect();
        let own = kit.own.recipient();
        let outgoing = outgoing(vec![vec![said]]);
        let mut packer = Packer::begin(outgoing, &kit.device, &kit.recipients(), &own).unwrap();
        let mut bytes = Vec::new();
        while let Some(wanted) = packer.next_recording().cloned() {
            let number = wanted.id.as_bytes()[0];
            let sound = &sounds[usize::from(number) - 1];
            bytes.extend(packer.add(&wanted, &clean(1, sound)).unwrap());
        }
        bytes.extend(packer.finish().unwrap().bytes);
        if is_armoured {
            // As a mail program would hand it on.
            let text = armoured(&bytes).replace('\n', "\r\n");
            bytes = format!("\u{feff} \r\n{text}\r\n").into_bytes();
        }
        let identities = std::slice::from_ref(&kit.desk);
        let mut bundle = OpenBundle::read(Cursor::new(&bytes), identities).unwrap();
        for step in 0..sounds.len() {
            let sound = &sounds[(step + turn) % sounds.len()];
            let mut heard = Vec::new();
            let sha256 = hex::encode(Sha256::digest(sound));
            bundle.recording(&sha256).unwrap().read_to_end(&mut heard).unwrap();
            prop_assert!(heard == *sound);
        }
    }
}
