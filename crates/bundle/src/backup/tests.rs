//! Backups: what goes in comes out, and nothing else is accepted.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;
use crate::testkit::{Kit, entry, outgoing};

const SECRET: &str = "seven calm herons walk by night";
/// Cheap enough for a thousand tries.
const QUICK: u8 = 2;

/// An archive taken apart.
type Files = Vec<(String, Vec<u8>)>;

fn record(store: &str, number: u8, record: &[u8]) -> BackupRecord {
    BackupRecord {
        store: store.into(),
        id: [number; 16],
        record: record.into(),
    }
}

fn sample() -> Backup {
    Backup {
        vault_id: [0xab; 16],
        made_at: Moment::parse("2026-11-23T21:05:00+01:00").unwrap(),
        app_version: "0.1.0".into(),
        counter: 41,
        keyring: br#"{"v":1,"slots":[]}"#.to_vec(),
        records: vec![
            record("catalogue", 0, b"RJR1 the catalogue"),
            record("entries", 1, b"RJR1\x00\xff\n an entry"),
            record("entries", 2, b""),
        ],
    }
}

fn quick(secret: &str) -> Passphrase {
    Passphrase::new(secret, MAX_LOG_N)
}

/// The sample's archive, as its maker could have made it otherwise.
fn changed(change: impl FnOnce(&mut Files)) -> Result<Backup, OpenBackupError> {
    let archive = sample().archive().unwrap();
    let members = zip::read(&archive).unwrap();
    let mut files: Files = members
        .iter()
        .map(|member| (member.name.to_owned(), member.data.to_vec()))
        .collect();
    change(&mut files);
    let members: Vec<_> = files
        .iter()
        .map(|(name, data)| Member { name, data })
        .collect();
    Backup::from_archive(&zip::write(&members).unwrap())
}

/// The sample with another statement, its sums left as they are.
fn restated(change: impl FnOnce(&mut serde_json::Value)) -> Result<Backup, OpenBackupError> {
    changed(|files| {
        let mut json = serde_json::from_slice(&files[0].1).unwrap();
        change(&mut json);
        files[0].1 = serde_json::to_vec(&json).unwrap();
    })
}

/// The sample with other lines of records, their number and sum put right.
fn with_lines(lines: &[u8]) -> Result<Backup, OpenBackupError> {
    changed(|files| {
        let mut json: serde_json::Value = serde_json::from_slice(&files[0].1).unwrap();
        json["records"] = lines.iter().filter(|b| **b == b'\n').count().into();
        json["sha256"][RECORDS] = hex::encode(Sha256::digest(lines)).into();
        files[0].1 = serde_json::to_vec(&json).unwrap();
        files[2].1 = lines.to_vec();
    })
}

fn is_damaged(result: &Result<Backup, OpenBackupError>) -> bool {
    matches!(result, Err(OpenBackupError::Damaged(_)))
}

#[test]
fn what_is_packed_is_what_is_opened() {
    let mut shuffled = sample();
    shuffled.records.reverse();
    let bytes = shuffled.pack_with(SECRET, QUICK).unwrap();
    assert!(is_backup(&bytes));
    assert_eq!(Backup::open(&bytes, SECRET).unwrap(), sample());
    assert_eq!(shuffled.archive(), sample().archive());
    let empty = Backup {
        keyring: vec![],
        records: vec![],
        ..sample()
    };
    let bytes = empty.pack_with(SECRET, QUICK).unwrap();
    assert_eq!(Backup::open(&bytes, SECRET).unwrap(), empty);
}

/// The one test that pays the full price, and says what it is with `--nocapture`.
#[test]
fn what_the_app_makes_asks_for_64_mib() {
    let started = Instant::now();
    let bytes = sample().pack(SECRET).unwrap();
    let packed = started.elapsed();
    let head = bytes.split(|byte| *byte == b'\n').nth(1).unwrap();
    assert!(head.starts_with(b"-> scrypt ") && head.ends_with(b" 16"));
    assert_eq!(Backup::open(&bytes, SECRET).unwrap(), sample());
    let opened = started.elapsed() - packed;
    println!("packed in {packed:?}, opened in {opened:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_records_come_back(
        rows in proptest::collection::btree_map(
            ("[a-z_]{1,32}", any::<[u8; 16]>()),
            proptest::collection::vec(any::<u8>(), 0..300),
            0..20,
        ),
        keyring in proptest::collection::vec(any::<u8>(), 0..300),
        app_version in ".{0,20}",
        (vault_id, counter) in any::<([u8; 16], u64)>(),
    ) {
        let rows = rows.into_iter();
        let records = rows.map(|((store, id), record)| BackupRecord { store, id, record }).collect();
        let made_at = sample().made_at;
        let backup = Backup { vault_id, made_at, app_version, counter, keyring, records };
        let archive = backup.archive().unwrap();
        prop_assert_eq!(&Backup::from_archive(&archive).unwrap(), &backup);
        // ... and to the worker and back.
        let json = serde_json::to_vec(&backup).unwrap();
        prop_assert_eq!(serde_json::from_slice::<Backup>(&json).unwrap(), backup);
    }

    #[test]
    fn no_lines_panic(lines in proptest::collection::vec(any::<u8>(), 0..200), text in "\\PC{0,99}") {
        let _ = record::read_lines(&lines);
        let _ = with_lines(format!("{{\"store\":\"entries\",\"id\":\"{text}\n").as_bytes());
        let _ = Statement::from_json(&lines);
    }
}

#[test]
fn a_thousand_flipped_bits_and_every_cut_are_refused() {
    let bytes = sample().pack_with(SECRET, QUICK).unwrap();
    let passphrase = quick(SECRET);
    Backup::open_with(&bytes, &passphrase).unwrap();
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut draw = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) as usize % below
    };
    for round in 0..1_000 {
        let mut bad = bytes.clone();
        // Every second flip falls into the header, which is small.
        let at = if round % 2 == 0 {
            draw(200)
        } else {
            draw(bytes.len())
        };
        bad[at] ^= 1 << draw(8);
        let opened = Backup::open_with(&bad, &passphrase);
        assert!(opened.is_err(), "flip in byte {at} was accepted");
    }
    for cut in 0..bytes.len() {
        let expected = if cut < 32 {
            OpenBackupError::NotABackup
        } else {
            OpenBackupError::Cut
        };
        let opened = Backup::open_with(&bytes[..cut], &passphrase);
        assert_eq!(opened.unwrap_err(), expected, "cut at {cut}");
    }
    let appended = [&bytes[..], b"x"].concat();
    assert!(Backup::open_with(&appended, &passphrase).is_err());
    let twice = [&bytes[..], &bytes].concat();
    assert!(Backup::open_with(&twice, &passphrase).is_err());
}

#[test]
fn a_long_file_says_where_it_is_damaged() {
    let mut long = sample();
    long.records[1].record = vec![7; 200_000];
    let mut bytes = long.pack_with(SECRET, QUICK).unwrap();
    let passphrase = quick(SECRET);
    let open = |bytes: &[u8]| Backup::open_with(bytes, &passphrase);
    // Age seals by chunks of 64 KiB: inside one, and between two.
    let payload = bytes.windows(5).position(|w| w == b"\n--- ").unwrap() + 49 + 16;
    let chunk = 65_536 + 16;
    for cut in [payload, payload + chunk, payload + 2 * chunk, 150_000] {
        assert_eq!(open(&bytes[..cut]).unwrap_err(), OpenBackupError::Cut);
    }
    bytes[1_000] ^= 1;
    assert!(is_damaged(&open(&bytes)));
}

#[test]
fn another_secret_does_not_open() {
    let bytes = sample().pack_with(SECRET, QUICK).unwrap();
    for secret in ["", "Seven calm herons walk by night", &SECRET[1..]] {
        let error = Backup::open(&bytes, secret).unwrap_err();
        assert_eq!(error, OpenBackupError::WrongSecret);
    }
    assert_eq!(sample().pack(""), Err(BackupError::NoSecret));
}

#[test]
fn a_costly_file_is_refused_at_once() {
    let bytes = sample().pack_with(SECRET, QUICK).unwrap();
    let end = bytes.windows(3).position(|three| three == b" 2\n").unwrap();
    for cost in ["19", "30", "63", "64", "255"] {
        let hostile = [&bytes[..=end], cost.as_bytes(), &bytes[end + 2..]].concat();
        let passphrase = quick(SECRET);
        let started = Instant::now();
        let error = Backup::open_with(&hostile, &passphrase).unwrap_err();
        assert_eq!(error, OpenBackupError::TooCostly, "{cost}");
        assert!(started.elapsed() < Duration::from_millis(50), "{cost}");
    }
}

#[test]
fn other_files_are_no_backups() {
    let kit = Kit::make();
    let bundle = kit.pack(&outgoing(vec![vec![entry(1, "text")]])).bytes;
    let armoured = crate::armoured(&bundle).into_bytes();
    let old = b"-----BEGIN AGE ENCRYPTED FILE-----\n".to_vec();
    for file in [bundle, armoured, old, b"PK\x03\x04".to_vec(), vec![]] {
        assert!(!is_backup(&file));
        let error = Backup::open_with(&file, &quick(SECRET)).unwrap_err();
        assert_eq!(error, OpenBackupError::NotABackup);
    }
    let large = vec![0; BACKUP_SIZE_CAP + 1];
    let error = Backup::open_with(&large, &quick(SECRET)).unwrap_err();
    assert_eq!(error, OpenBackupError::TooLarge);
    // A passphrase file of somebody else's is sealed rightly, and holds something else.
    let other = envelope::seal_with_passphrase(b"a letter", SECRET, QUICK).unwrap();
    assert!(is_damaged(&Backup::open_with(&other, &quick(SECRET))));
}

#[test]
fn armour_survives_a_mail_program() {
    let text = crate::armoured(&sample().pack_with(SECRET, QUICK).unwrap());
    let mailed = format!("\u{feff}\r\n  {}\r\n\r\n", text.replace('\n', "\r\n"));
    assert!(is_backup(mailed.as_bytes()) && is_backup(&mailed.as_bytes()[..200]));
    let passphrase = quick(SECRET);
    let open = |text: &str| Backup::open_with(text.as_bytes(), &passphrase);
    assert_eq!(open(&mailed), Ok(sample()));
    assert_eq!(open(&text[..text.len() / 2]), Err(OpenBackupError::Cut));
    assert!(is_damaged(&open(&text.replace("-----END", "*\n-----END"))));
}

#[test]
fn a_newer_backup_is_called_newer() {
    let newer = Err(OpenBackupError::Newer { found: 2 });
    let result = restated(|json| {
        json["v"] = 2.into();
        json["extra"] = 1.into();
        json.as_object_mut().unwrap().remove("sha256");
    });
    assert_eq!(result, newer);
    let result = changed(|files| {
        files[0].1 = br#"{"v":2}"#.to_vec();
        files.push(("photos.jsonl".into(), vec![]));
    });
    assert_eq!(result, newer);
    assert!(is_damaged(&restated(|json| json["v"] = 0.into())));
}

#[test]
fn a_statement_says_neither_more_nor_less() {
    assert_eq!(restated(|_| ()), Ok(sample()));
    let changes: [fn(&mut serde_json::Value); 9] = [
        |json| json["extra"] = 1.into(),
        |json| json["sha256"]["extra"] = "".into(),
        |json| json["sha256"][KEYRING] = "00".repeat(32).into(),
        |json| json["records"] = 2.into(),
        |json| json["vault_id"] = "AB".repeat(16).into(),
        |json| json["vault_id"] = "ab".repeat(15).into(),
        |json| json["made_at"] = "yesterday".into(),
        |json| json["counter"] = (-1).into(),
        |json| *json = 1.into(),
    ];
    for (number, change) in changes.iter().enumerate() {
        assert!(is_damaged(&restated(change)), "change {number}");
    }
}

#[test]
fn foreign_members_are_refused() {
    let changes: [fn(&mut Files); 9] = [
        |files| files.clear(),
        |files| files.truncate(2),
        |files| files.push(("extra.json".into(), vec![])),
        |files| files.swap(0, 1),
        |files| files.swap(1, 2),
        |files| files[1].0 = "data/keyring.json".into(),
        |files| files[1].0 = "../keyring.json".into(),
        |files| files[1].1.push(b' '),
        |files| files[2].1.push(b'\n'),
    ];
    for (number, change) in changes.iter().enumerate() {
        assert!(is_damaged(&changed(change)), "change {number}");
    }
}

#[test]
fn lines_are_read_strictly() {
    let line = |store: &str, id: &str, record: &str| {
        format!(r#"{{"store":"{store}","id":"{id}","record":"{record}"}}"#) + "\n"
    };
    let (one, two) = ("01".repeat(16), "02".repeat(16));
    let fine = line("drafts", &two, "AA==") + &line("entries", &one, "");
    assert_eq!(with_lines(fine.as_bytes()).unwrap().records.len(), 2);
    let good = line("entries", &one, "AA==");
    for bad in [
        good.repeat(2),
        line("entries", &one, "AA==") + &line("entries", &one, "AQ=="),
        line("entries", &two, "") + &line("entries", &one, ""),
        line("entries", &one, "") + &line("drafts", &two, ""),
        good.trim_end().to_owned(),
        format!("{good}\n"),
        format!("\n{good}"),
        good.replace('\n', " x\n"),
        good.replace("}\n", ",\"extra\":1}\n"),
        good.replace(",\"record\":\"AA==\"", ""),
        line("Entries", &one, ""),
        line("", &one, ""),
        line(&"e".repeat(33), &one, ""),
        line("../x", &one, ""),
        line("entries", &one.replace('0', "A"), ""),
        line("entries", &one[1..], ""),
        line("entries", &one, "AA"),
        line("entries", &one, "AB=="),
        line("entries", &one, "A_=="),
        line("entries", &one, "AA==\\n"),
    ] {
        assert!(is_damaged(&with_lines(bad.as_bytes())), "{bad}");
    }
}

#[test]
fn what_would_not_open_is_not_packed() {
    let pack = |change: fn(&mut Backup)| {
        let mut backup = sample();
        change(&mut backup);
        backup.pack_with(SECRET, QUICK).map(|_| ()).unwrap_err()
    };
    let again = |backup: &mut Backup| backup.records.push(record("entries", 1, b"other"));
    assert_eq!(pack(again), BackupError::RecordTwice);
    let named = |backup: &mut Backup| backup.records[0].store = "Entries".into();
    assert_eq!(pack(named), BackupError::StoreName);
    for large in [
        (|backup| backup.keyring = vec![0; KEYRING_CAP + 1]) as fn(&mut Backup),
        |backup| backup.records[0].record = vec![0; 64 * 1024 * 1024 + 1],
        |backup| backup.app_version = "1".repeat(STATEMENT_CAP),
    ] {
        assert_eq!(pack(large), BackupError::TooLarge);
    }
}

#[test]
fn bytes_are_not_printed() {
    let backup = Backup {
        keyring: b"keyring".to_vec(),
        ..sample()
    };
    let printed = format!("{backup:?}");
    assert!(printed.contains("[7 bytes]") && printed.contains("[18 bytes]"));
    // 107, 101 and 121: how a list of bytes would spell "key".
    assert!(!printed.contains("107") && !printed.contains("RJR1"));
}

/// The released file stays for ever. `LOOP_WRITE_TESTKIT` writes it where it is missing.
#[test]
fn the_golden_backup_opens() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/backup");
    let (file, json) = (folder.join("v1.age"), folder.join("v1.json"));
    if std::env::var_os("LOOP_WRITE_TESTKIT").is_some() && !file.exists() {
        fs::write(&file, sample().pack_with(SECRET, QUICK).unwrap()).unwrap();
        let expected = serde_json::json!({ "secret": SECRET, "backup": sample() });
        fs::write(&json, json_bytes(&expected)).unwrap();
    }
    let mut expected: serde_json::Value = serde_json::from_slice(&fs::read(json).unwrap()).unwrap();
    let backup: Backup = serde_json::from_value(expected["backup"].take()).unwrap();
    let opened = Backup::open(
        &fs::read(file).unwrap(),
        expected["secret"].as_str().unwrap(),
    );
    assert_eq!(opened, Ok(backup.clone()));
    // The members as `age -d` and `unzip` gave them, which is how they are still made.
    let archive = backup.archive().unwrap();
    for made in zip::read(&archive).unwrap() {
        let stored = fs::read(folder.join("v1").join(made.name)).unwrap();
        assert_eq!(made.data, stored, "{}", made.name);
    }
}
