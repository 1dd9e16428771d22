//! Golden bundles: files that state their own expectation. Released files stay for ever.
//!
//! `cargo xtask testkit` writes those that are missing (never over an old one); the test reads
//! them all.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use journal::{
    BundleId, Entry, EntryId, Handling, Moment, PromptId, Role, Sharing, ShownPrompt, Theme, Times,
};

use crate::bag::{self, BagWriter, Sums};
use crate::{
    Consented, DeviceKey, Identity, Mode, OpenError, OpenedEntry, Outgoing, Packed, Recipient,
    Submission, Withdrawn, envelope, open, pack, sign, spoken, tied, zip,
};

pub(crate) struct Kit {
    pub desk: Identity,
    pub own: Identity,
    pub device: DeviceKey,
}

impl Kit {
    pub fn make() -> Self {
        Self {
            desk: Identity::make(),
            own: Identity::make(),
            device: DeviceKey::make(),
        }
    }

    pub fn recipients(&self) -> Vec<(String, String, Recipient)> {
        vec![("desk".into(), "The desk".into(), self.desk.recipient())]
    }

    pub fn pack(&self, outgoing: &Outgoing) -> Packed {
        pack(
            outgoing,
            &self.device,
            &self.recipients(),
            &self.own.recipient(),
        )
        .unwrap()
    }
}

pub(crate) fn entry(number: u8, text: &str) -> Entry {
    let now = Moment::parse("2026-11-23T21:04:00+01:00").unwrap();
    Entry::new(EntryId::from_random([number; 16]), None, text.into(), now)
}

pub(crate) fn outgoing(entries: Vec<Vec<Entry>>) -> Outgoing {
    Outgoing {
        study_id: "golden".into(),
        study_config_version: 1,
        participant_id: serde_json::from_str("\"M7QK4-G\"").unwrap(),
        device_label: String::new(),
        seq: 1,
        prev_bundle_sha512: None,
        mode: Mode::Incremental,
        now: Moment::parse("2026-11-23T21:05:00+01:00").unwrap(),
        times: Times::Date,
        counter: 7,
        app_version: "0.1.0".into(),
        consent: Consented {
            version: "2.1".into(),
            language: "en".into(),
            items: [("take_part".to_owned(), true)].into(),
        },
        entries,
        withdrawn: Vec::new(),
        offers: None,
    }
}

const TEXTS: [&str; 4] = [
    "An ordinary line.",
    "Emoji 🩺👩🏽‍⚕️, עברית و العربية, \u{202e}override, CRLF\r\nand \"quotes\".\n=SUM(A1)\n",
    "",
    "Cafe\u{301} and café: not the same bytes.",
];

fn full() -> Outgoing {
    let mut entries: Vec<_> = TEXTS
        .iter()
        .zip(1..)
        .map(|(text, number)| vec![entry(number, text)])
        .collect();
    let shown = ShownPrompt {
        id: PromptId("GB-01".into()),
        version: 1,
        theme: Theme::GazingBackwards,
        language: "fr".into(),
        text: "Retournez à une journée du début.".into(),
    };
    let first = &mut entries[0][0];
    first.prompt = Some(shown);
    first.title = "First".into();
    first.role = Role::Both;
    first.sharing = Sharing::MayShare;
    first.handling = Handling {
        ask_first: true,
        do_not_quote: true,
        do_not_raise: true,
    };
    let mut second = entries[0][0].amended(Moment::parse("2026-11-24T08:00:00+01:00").unwrap());
    second.text.push_str(" And another.");
    entries[0].push(second);
    Outgoing {
        withdrawn: vec![Withdrawn {
            id: EntryId::from_random([99; 16]),
            at: Moment::parse("2026-11-23T21:00:00+01:00").unwrap(),
        }],
        ..outgoing(entries)
    }
}

/// Seals an archive that was tampered with before sealing, as a hostile writer could.
fn hostile(kit: &Kit, change: impl FnOnce(&mut Vec<(String, Vec<u8>)>)) -> Vec<u8> {
    hostile_of(kit, &kit.pack(&full()).bytes, change)
}

pub(crate) fn hostile_of(
    kit: &Kit,
    bundle: &[u8],
    change: impl FnOnce(&mut Vec<(String, Vec<u8>)>),
) -> Vec<u8> {
    let mut files = members(kit, bundle);
    change(&mut files);
    let members: Vec<_> = files
        .iter()
        .map(|(name, data)| zip::Member { name, data })
        .collect();
    seal(kit, &zip::write(&members).unwrap())
}

/// The members of a bundle for the desk.
fn members(kit: &Kit, bundle: &[u8]) -> Vec<(String, Vec<u8>)> {
    let archive = envelope::open(bundle, std::slice::from_ref(&kit.desk)).unwrap();
    zip::read(&archive)
        .unwrap()
        .iter()
        .map(|member| (member.name.to_owned(), member.data.to_vec()))
        .collect()
}

fn seal(kit: &Kit, archive: &[u8]) -> Vec<u8> {
    envelope::seal(archive, &[&kit.desk.recipient()]).unwrap()
}

/// A bag whose submission was changed and then signed again, as its own writer could.
fn resigned(kit: &Kit, change: impl FnOnce(&mut serde_json::Value)) -> Vec<u8> {
    resigned_of(kit, &kit.pack(&full()).bytes, |submission, _| {
        change(submission)
    })
}

/// The same, with every other file of the payload by its name below the bag's folder.
pub(crate) fn resigned_of(
    kit: &Kit,
    bundle: &[u8],
    change: impl FnOnce(&mut serde_json::Value, &mut BTreeMap<String, Vec<u8>>),
) -> Vec<u8> {
    let members = members(kit, bundle);
    let (folder, _) = members[0].0.split_once('/').unwrap();
    let payload = members.iter().filter_map(|(name, data)| {
        let (_, name) = name.split_once('/')?;
        name.starts_with("data/")
            .then(|| (name.to_owned(), data.clone()))
    });
    let mut payload: BTreeMap<String, Vec<u8>> = payload.collect();
    let mut submission = serde_json::from_slice(&payload.remove(bag::SUBMISSION).unwrap()).unwrap();
    change(&mut submission, &mut payload);
    payload.insert(
        bag::SUBMISSION.into(),
        serde_json::to_vec(&submission).unwrap(),
    );

    let mut writer = BagWriter::new(folder.to_owned());
    let mut archive = Vec::new();
    payload.retain(|name, data| {
        let Some(name) = name.strip_prefix(bag::AUDIO) else {
            return true;
        };
        archive.extend(writer.add(name, data, Sums::of(data)).unwrap());
        archive.extend_from_slice(data);
        false
    });
    let study = submission["study_id"].as_str().unwrap_or_default();
    let sign = |bytes: &[u8]| sign::sign(&kit.device, study, bytes);
    let closing = writer.close("2026-11-23", payload, sign).unwrap();
    closing.each(|piece| archive.extend_from_slice(piece));
    seal(kit, &archive)
}

fn member<'a>(files: &'a mut [(String, Vec<u8>)], end: &str) -> &'a mut (String, Vec<u8>) {
    files
        .iter_mut()
        .find(|(name, _)| name.ends_with(end))
        .unwrap()
}

/// The name of a golden file, what opening it gives, and how it is made.
pub(crate) type Case = (&'static str, &'static str, fn(&Kit) -> Vec<u8>);

/// Every golden file of text. Those of a "newer" format were made when version 1 was the newest:
/// they call themselves 2, and are no version 2 that ever was.
fn cases() -> Vec<Case> {
    vec![
        ("full", "success", |k| k.pack(&full()).bytes),
        ("armoured", "success", |k| {
            crate::armoured(&k.pack(&full()).bytes).into_bytes()
        }),
        ("withdrawal-only", "success", |k| {
            k.pack(&Outgoing {
                entries: vec![],
                ..full()
            })
            .bytes
        }),
        ("wrong-key", "wrong-key", |k| {
            Kit {
                desk: Identity::make(),
                own: k.own.clone(),
                device: k.device.clone(),
            }
            .pack(&full())
            .bytes
        }),
        ("cut-short", "damaged", |k| {
            let bytes = k.pack(&full()).bytes;
            bytes[..bytes.len() - 1].to_vec()
        }),
        ("appended", "damaged", |k| {
            [&k.pack(&full()).bytes[..], b"x"].concat()
        }),
        ("not-a-bundle", "not-a-bundle", |_| {
            b"PK\x03\x04 just a file".to_vec()
        }),
        ("header-bomb", "header", |_| {
            let stanza = format!("-> X25519 {}\n{}\n", "A".repeat(43), "B".repeat(43));
            [b"age-encryption.org/v1\n", stanza.repeat(20_000).as_bytes()].concat()
        }),
        ("header-line-bomb", "header", |_| {
            [b"age-encryption.org/v1\n-> ", &b"A".repeat(64 * 1024)[..]].concat()
        }),
        ("not-a-zip", "archive", |k| seal(k, b"hello")),
        ("zip-slip", "archive", |k| {
            hostile(k, |f| f[7].0 = "../escape.json".into())
        }),
        ("zip-twice", "archive", |k| {
            hostile(k, |f| {
                let first = (f[0].0.clone(), vec![]);
                f.push(first);
            })
        }),
        ("fetch-txt", "archive", |k| {
            hostile(k, |f| {
                let name = f[0].0.replace("bag-info", "fetch");
                f.push((name, b"https://example.org/x 1 data/x\n".to_vec()));
            })
        }),
        ("entry-edited", "digest", |k| {
            hostile(k, |f| member(f, ".r2.json").1.push(b' '))
        }),
        ("entry-missing", "missing-file", |k| {
            hostile(k, |f| f.retain(|(n, _)| !n.ends_with(".r2.json")))
        }),
        ("manifest-edited", "digest", |k| {
            hostile(k, |f| member(f, "manifest-sha256.txt").1.clear())
        }),
        ("signature-edited", "signature", |k| {
            hostile(k, |f| member(f, ".sig").1[120] ^= 1)
        }),
        ("signature-of-another", "signature", |k| {
            hostile(k, |f| {
                let tagmanifest = member(f, "tagmanifest-sha512.txt").1.clone();
                member(f, ".sig").1 = sign::sign(&DeviceKey::make(), "golden", &tagmanifest);
            })
        }),
        ("signature-for-another-study", "signature", |k| {
            hostile(k, |f| {
                let tagmanifest = member(f, "tagmanifest-sha512.txt").1.clone();
                member(f, ".sig").1 = sign::sign(&k.device, "another", &tagmanifest);
            })
        }),
        ("forwarded", "forwarded", |k| {
            let elsewhere = Kit {
                desk: Identity::make(),
                own: k.own.clone(),
                device: k.device.clone(),
            };
            let sent = elsewhere.pack(&full()).bytes;
            seal(k, &envelope::open(&sent, &[elsewhere.desk]).unwrap())
        }),
        ("newer-format", "newer-format", |k| {
            resigned(k, |s| s["version"] = 2.into())
        }),
        ("newer-format-with-new-field", "newer-format", |k| {
            resigned(k, |s| {
                s["version"] = 2.into();
                s["extra"] = 1.into();
            })
        }),
        ("unknown-field", "unreadable", |k| {
            resigned(k, |s| s["extra"] = 1.into())
        }),
        ("hostile-participant", "unreadable", |k| {
            resigned(k, |s| s["participant_id"] = "../../x".into())
        }),
        ("other-folder", "contradiction", |k| {
            let other = BundleId::from_random([1; 16]).to_string();
            resigned(k, |s| s["bundle_id"] = other.into())
        }),
        ("entry-unlisted", "contradiction", |k| {
            resigned(k, |s| {
                s["entries"].as_array_mut().unwrap().pop();
            })
        }),
    ]
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/testkit")
}

fn all_cases() -> impl Iterator<Item = Case> {
    let tied = tied::cases();
    cases().into_iter().chain(spoken::cases()).chain(tied)
}

fn write_missing() {
    for (name, expect, make) in all_cases() {
        let path = folder().join(name);
        if path.exists() {
            continue;
        }
        let kit = Kit::make();
        let mut file = String::new();
        writeln!(file, "expect: {expect}").unwrap();
        writeln!(file, "identity: {}\n", *kit.desk.to_secret_string()).unwrap();
        fs::write(path, [file.as_bytes(), &make(&kit)].concat()).unwrap();
    }
}

#[test]
fn golden_bundles_give_what_they_say() {
    if std::env::var_os("LOOP_WRITE_TESTKIT").is_some() {
        write_missing();
    }
    for (name, expect, _) in all_cases() {
        let bytes = fs::read(folder().join(name))
            .unwrap_or_else(|_| panic!("{name} is missing: run `cargo xtask testkit`"));
        let end = bytes.windows(2).position(|two| two == b"\n\n").unwrap();
        let header = std::str::from_utf8(&bytes[..end]).unwrap();
        let field = |key: &str| {
            header
                .lines()
                .find_map(|line| line.strip_prefix(key))
                .unwrap()
        };
        assert_eq!(field("expect: "), expect, "{name}");
        let identity: Identity = field("identity: ").parse().unwrap();
        let started = std::time::Instant::now();
        let bytes = &bytes[end + 2..];
        let result = open(bytes, std::slice::from_ref(&identity));
        if name.contains("bomb") {
            assert!(
                started.elapsed().as_millis() < 50,
                "{name} took {:?}",
                started.elapsed()
            );
        }
        match result {
            Err(error) => assert_eq!(error.code(), expect, "{name}: {error}"),
            Ok(opened) => {
                assert_eq!(expect, "success", "{name} was accepted");
                if name.starts_with("tied") {
                    tied::check(name, &opened);
                } else if name.starts_with("spoken") {
                    spoken::check(bytes, &identity);
                } else {
                    check_full(name, &opened);
                }
            }
        }
    }
}

fn check_full(name: &str, opened: &crate::Opened) {
    assert_eq!(opened.submission.withdrawn.len(), 1);
    let texts: Vec<&str> = opened
        .entries
        .iter()
        .map(|e| e.entry.text.as_str())
        .collect();
    if name == "withdrawal-only" {
        return assert!(texts.is_empty());
    }
    assert_eq!(texts[0], "An ordinary line. And another.");
    assert_eq!(texts[1..], TEXTS[1..]);
    assert!(opened.entries[0].entry.prev_rev_sha256.is_some());
    assert_eq!(opened.entries[0].entry.edited_at.as_str(), "2026-11-24");
}

/// The JSON of entries and submissions is the format: a change here is a new version.
#[test]
fn the_json_is_pinned() {
    let entry = crate::pack::bundle_form(&full().entries[0], Times::LocalTime).unwrap();
    let json = String::from_utf8(crate::pack::entry_bytes(&entry)).unwrap();
    assert_eq!(json, include_str!("../testdata/entry.json"));
    let submission: Submission =
        serde_json::from_str(include_str!("../testdata/submission.json")).unwrap();
    let again = serde_json::to_string_pretty(&submission).unwrap() + "\n";
    assert_eq!(again, include_str!("../testdata/submission.json"));
}

/// The archive of a golden bundle, written again from its files, is the very same: what is written
/// for text has not changed since version 1.
#[test]
fn what_is_written_for_text_is_what_was_written_in_version_1() {
    let golden = fs::read(folder().join("full")).unwrap();
    let end = golden.windows(2).position(|two| two == b"\n\n").unwrap();
    let header = std::str::from_utf8(&golden[..end]).unwrap();
    let (_, identity) = header.split_once("identity: ").unwrap();
    let identities = [identity.parse::<Identity>().unwrap()];
    let archive = envelope::open(&golden[end + 2..], &identities).unwrap();
    let members = zip::read(&archive).unwrap();
    let (folder, _) = members[0].name.split_once('/').unwrap();
    let find = |end: &str| members.iter().find(|m| m.name.ends_with(end)).unwrap().data;
    let payload = members.iter().filter_map(|member| {
        let (_, name) = member.name.split_once('/')?;
        name.starts_with("data/")
            .then(|| (name.to_owned(), member.data.to_vec()))
    });
    let closing = BagWriter::new(folder.to_owned())
        .close("2026-11-23", payload.collect(), |tagmanifest| {
            assert_eq!(tagmanifest, find("tagmanifest-sha512.txt"));
            find(".sig").to_vec()
        })
        .unwrap();
    let mut again = Vec::new();
    closing.each(|piece| again.extend_from_slice(piece));
    assert!(again == archive[..]);
    assert_eq!(closing.size, again.len() as u64);
    // And its JSON is what these structs give.
    let opened = open(&golden[end + 2..], &identities).unwrap();
    let submission = crate::pack::json_bytes(&opened.submission);
    assert_eq!(submission, find("submission.json"));
    for OpenedEntry { entry, .. } in &opened.entries {
        let file = format!("{}.r{}.json", entry.id, entry.rev);
        assert_eq!(crate::pack::entry_bytes(entry), find(&file));
    }
}

#[test]
fn what_was_packed_is_what_the_writer_opens() {
    let kit = Kit::make();
    let packed = kit.pack(&full());
    let opened = open(&packed.bytes, std::slice::from_ref(&kit.own)).unwrap();
    let entries: Vec<Entry> = opened
        .entries
        .into_iter()
        .map(|opened| opened.entry)
        .collect();
    assert_eq!(entries, packed.entries);
    assert_eq!(opened.tagmanifest_sha512, packed.receipt.tagmanifest_sha512);
    assert_eq!(opened.file_sha256, packed.receipt.file_sha256);
    assert!(packed.receipt.file_name.ends_with(".age") && packed.receipt.file_name.len() == 14);
}

#[test]
fn armour_survives_a_mail_program() {
    let kit = Kit::make();
    let text = crate::armoured(&kit.pack(&full()).bytes);
    let mailed = format!("\u{feff}\r\n  {}\r\n\r\n", text.replace('\n', "\r\n"));
    open(mailed.as_bytes(), std::slice::from_ref(&kit.desk)).unwrap();
    let torn = &text[..text.len() / 2];
    assert_eq!(
        open(torn.as_bytes(), &[kit.desk]).unwrap_err(),
        OpenError::Damaged
    );
}
