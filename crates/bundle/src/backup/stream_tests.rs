//! Backups of version 2: what goes in piece by piece comes out row by row, and nothing else is
//! accepted.

use std::fs;
use std::io::Cursor;
use std::path::Path;

use proptest::prelude::*;

use super::*;

const SECRET: &str = "seven calm herons walk by night";
const QUICK: u8 = 2;

fn row(store: &str, id: u8, number: impl Into<Option<u32>>, record: &[u8]) -> BackupRow {
    BackupRow {
        store: store.into(),
        id: [id; 16],
        number: number.into(),
        record: record.into(),
    }
}

fn about() -> BackupAbout {
    BackupAbout {
        vault_id: [0xab; 16],
        made_at: Moment::parse("2026-11-23T21:05:00+01:00").unwrap(),
        app_version: "0.1.0".into(),
        counter: 41,
        keyring: br#"{"v":1,"slots":[]}"#.to_vec(),
    }
}

fn rows() -> Vec<BackupRow> {
    vec![
        row("catalogue", 0, None, b"RJR1 the catalogue"),
        row("entries", 1, None, b"RJR1\x00\xff\n an entry"),
        row("recordings", 9, None, b"RJR1 a recording"),
        row("slices", 9, 0, &[7; 4_096]),
        row("slices", 9, 1, b""),
        row("slices", 9, 10, b"the last"),
    ]
}

fn pack(about: &BackupAbout, rows: &[BackupRow]) -> Result<Vec<u8>, BackupError> {
    let (mut packer, mut file) = BackupPacker::begin_with(about, SECRET, QUICK)?;
    for row in rows {
        file.extend(packer.add(row)?);
    }
    file.extend(packer.finish()?);
    Ok(file)
}

fn opened(file: &[u8]) -> Result<(BackupAbout, Vec<BackupRow>), OpenBackupError> {
    let mut backup = OpenBackup::read(Cursor::new(file), SECRET)?;
    let parts = (0..backup.parts()).map(|number| backup.part(number));
    let rows: Vec<Vec<BackupRow>> = parts.collect::<Result<_, _>>()?;
    Ok((backup.about().clone(), rows.concat()))
}

type Files = Vec<(String, Vec<u8>)>;

/// The sample's archive, as its maker could have made it otherwise.
fn changed(change: impl FnOnce(&mut Files)) -> Result<Vec<BackupRow>, OpenBackupError> {
    let file = pack(&about(), &rows()).unwrap();
    let passphrase = Passphrase::new(SECRET, MAX_LOG_N);
    let archive = envelope::open_with_passphrase(&file, &passphrase).unwrap();
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
    let archive = zip::write(&members).unwrap();
    let file = envelope::seal_with_passphrase(&archive, SECRET, QUICK).unwrap();
    opened(&file).map(|(_, rows)| rows)
}

/// The same with its manifest put right.
fn summed(change: impl FnOnce(&mut Files)) -> Result<Vec<BackupRow>, OpenBackupError> {
    changed(|files| {
        change(files);
        let last = files.len() - 1;
        let sums = files[..last]
            .iter()
            .map(|(name, data)| format!("{}  {name}\n", hex::encode(Sha256::digest(data))));
        files[last].1 = sums.collect::<String>().into_bytes();
    })
}

#[test]
fn what_is_packed_is_what_is_opened() {
    let file = pack(&about(), &rows()).unwrap();
    assert!(is_backup(&file));
    assert_eq!(opened(&file), Ok((about(), rows())));
    assert_eq!(opened(&pack(&about(), &[]).unwrap()), Ok((about(), vec![])));
    // Behind the last part is nothing, and no part is used up.
    let mut backup = OpenBackup::read(Cursor::new(&file), SECRET).unwrap();
    assert_eq!(backup.parts(), 1);
    for (part, expected) in [(1, vec![]), (0, rows()), (0, rows())] {
        assert_eq!(backup.part(part), Ok(expected));
    }
    let text = crate::armoured(&file).replace('\n', "\r\n");
    assert_eq!(opened(text.as_bytes()), Ok((about(), rows())));
}

#[test]
fn many_rows_stand_in_many_parts() {
    let rows: Vec<BackupRow> = (0..2_000)
        .map(|number| {
            let id = if number < 1_990 { 1 } else { 2 };
            row("slices", id, number, &[number as u8; 4_120])
        })
        .collect();
    let file = pack(&about(), &rows).unwrap();
    assert!(file.len() > 10 * 1024 * 1024);
    let (_, found) = opened(&file).unwrap();
    assert!(found == rows);
    // Any part is found without those before it, and what there is of a thing is known unread.
    let mut backup = OpenBackup::read(Cursor::new(&file), SECRET).unwrap();
    let last = backup.part(backup.parts() - 1).unwrap();
    assert!(!last.is_empty() && rows.ends_with(&last));
    let run = |id, rows, first_part| BackupRun {
        store: "slices".into(),
        id: [id; 16],
        rows,
        bytes: u64::from(rows) * 4_120,
        first_part,
    };
    assert_eq!(
        backup.runs(),
        [run(1, 1_990, 0), run(2, 10, backup.parts() - 1)]
    );
    for cut in [70_000, 5_000_000, file.len() - 1] {
        assert_eq!(opened(&file[..cut]).unwrap_err(), OpenBackupError::Cut);
    }
    let mut bad = file.clone();
    bad[5_000_000] ^= 1;
    assert!(matches!(opened(&bad), Err(OpenBackupError::Damaged(_))));
}

#[test]
fn a_file_that_changes_under_the_reader_is_noticed() {
    /// A file that another program writes to.
    struct Shared(Cursor<std::rc::Rc<std::cell::RefCell<Vec<u8>>>>);
    impl std::io::Read for Shared {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let at = self.0.position() as usize;
            let bytes = self.0.get_ref().borrow();
            let rest = bytes.get(at..).unwrap_or_default();
            let count = rest.len().min(buffer.len());
            buffer[..count].copy_from_slice(&rest[..count]);
            drop(bytes);
            self.0.set_position((at + count) as u64);
            Ok(count)
        }
    }
    impl std::io::Seek for Shared {
        fn seek(&mut self, to: std::io::SeekFrom) -> std::io::Result<u64> {
            let size = self.0.get_ref().borrow().len() as i64;
            let at = match to {
                std::io::SeekFrom::Start(at) => at as i64,
                std::io::SeekFrom::End(by) => size + by,
                std::io::SeekFrom::Current(by) => self.0.position() as i64 + by,
            };
            self.0.set_position(at as u64);
            Ok(at as u64)
        }
    }
    let rows: Vec<BackupRow> = (0..1_000)
        .map(|number| row("slices", 1, number, &[number as u8; 4_120]))
        .collect();
    let file = std::rc::Rc::new(std::cell::RefCell::new(pack(&about(), &rows).unwrap()));
    let mut backup = OpenBackup::read(Shared(Cursor::new(file.clone())), SECRET).unwrap();
    file.borrow_mut()[3_000_000] ^= 1;
    assert!(backup.part(0).is_ok());
    assert!(matches!(backup.part(1), Err(OpenBackupError::Damaged(_))));
    file.borrow_mut().truncate(2_500_000);
    assert!(backup.part(1).is_err());
}

#[test]
fn version_1_opens_in_the_same_way() {
    let file = fs::read(folder().join("v1.age")).unwrap();
    let backup = Backup::open(&file, SECRET).unwrap();
    let (about, rows) = opened(&file).unwrap();
    assert_eq!(about.keyring, backup.keyring);
    assert_eq!(about.counter, backup.counter);
    let records: Vec<BackupRow> = backup.records.into_iter().map(BackupRow::from).collect();
    assert_eq!(rows, records);
    // Who reads version 1 alone says so, and does not call the other damaged.
    let newer = Backup::open(&pack(&super::stream_tests::about(), &rows).unwrap(), SECRET);
    assert_eq!(newer, Err(OpenBackupError::Newer { found: 2 }));
}

#[test]
fn a_thousand_flipped_bits_and_every_cut_are_refused() {
    let file = pack(&about(), &rows()).unwrap();
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut draw = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) as usize % below
    };
    for _ in 0..1_000 {
        let mut bad = file.clone();
        let at = draw(file.len());
        bad[at] ^= 1 << draw(8);
        assert!(opened(&bad).is_err(), "flip in byte {at} was accepted");
    }
    for cut in (32..file.len()).step_by(7) {
        assert!(opened(&file[..cut]).is_err(), "cut at {cut}");
    }
    assert!(opened(&[&file[..], b"x"].concat()).is_err());
}

#[test]
fn every_broken_rule_is_noticed() {
    assert_eq!(summed(|_| ()), Ok(rows()));
    let changes: [fn(&mut Files); 16] = [
        |files| files.truncate(1),
        |files| files.truncate(2),
        |files| files.truncate(3),
        |files| files.swap(0, 1),
        |files| files.swap(2, 3),
        |files| files[2].0 = "records-00002.jsonl".into(),
        |files| files[2].0 = "records-1.jsonl".into(),
        |files| files.push(("records-00002.jsonl".into(), b"".to_vec())),
        |files| files[0].1 = br#"{"v":0}"#.to_vec(),
        |files| files[0].1 = br#"{"v":2}"#.to_vec(),
        |files| files[2].1.clear(),
        |files| files[2].1.truncate(100),
        |files| files[2].1.push(b'\n'),
        |files| {
            let twice = files[2].1.repeat(2);
            files[2].1 = twice;
        },
        |files| {
            let part = files[2].1.clone();
            files.insert(3, ("records-00002.jsonl".into(), part));
        },
        |files| {
            let text = String::from_utf8(files[2].1.clone()).unwrap();
            files[2].1 = text.replace("\"number\":0", "\"number\":-1").into_bytes();
        },
    ];
    for (number, change) in changes.into_iter().enumerate() {
        let result = summed(change);
        assert!(
            matches!(result, Err(OpenBackupError::Damaged(_))),
            "change {number}: {result:?}"
        );
    }
    let unsummed: [fn(&mut Files); 3] = [
        |files| files[1].1.push(b' '),
        |files| files[3].1.push(b'\n'),
        |files| files[3].1[0] ^= 1,
    ];
    for change in unsummed {
        assert!(matches!(changed(change), Err(OpenBackupError::Damaged(_))));
    }
    let newer = summed(|files| files[0].1 = br#"{"v":3,"more":1}"#.to_vec());
    assert_eq!(newer, Err(OpenBackupError::Newer { found: 3 }));
    let large = summed(|files| files[1].1 = vec![b' '; KEYRING_CAP + 1]);
    assert_eq!(large, Err(OpenBackupError::TooLarge));
}

#[test]
fn what_would_not_open_is_not_packed() {
    let of = |rows: &[BackupRow]| pack(&about(), rows).map(|_| ()).unwrap_err();
    let (one, two) = (row("slices", 1, 1, b""), row("slices", 1, 2, b""));
    assert_eq!(of(&[one.clone(), one.clone()]), BackupError::RecordTwice);
    assert_eq!(of(&[two, one.clone()]), BackupError::RecordOrder);
    let without = row("slices", 1, None, b"");
    assert_eq!(of(&[one, without]), BackupError::RecordOrder);
    assert_eq!(of(&[row("Slices", 1, 1, b"")]), BackupError::StoreName);
    let large = BackupAbout {
        keyring: vec![0; KEYRING_CAP + 1],
        ..about()
    };
    assert_eq!(pack(&large, &[]), Err(BackupError::TooLarge));
    assert!(matches!(
        BackupPacker::begin(&about(), ""),
        Err(BackupError::NoSecret)
    ));
}

#[test]
fn another_secret_and_another_file_do_not_open() {
    let file = pack(&about(), &rows()).unwrap();
    let error = |file: &[u8], secret| OpenBackup::read(Cursor::new(file), secret).err();
    assert_eq!(error(&file, "another"), Some(OpenBackupError::WrongSecret));
    assert_eq!(error(b"PK", SECRET), Some(OpenBackupError::NotABackup));
    let letter = envelope::seal_with_passphrase(b"a letter", SECRET, QUICK).unwrap();
    assert!(matches!(
        error(&letter, SECRET),
        Some(OpenBackupError::Damaged(_))
    ));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn any_rows_come_back(
        rows in proptest::collection::btree_map(
            ("[a-z_]{1,32}", any::<[u8; 16]>(), any::<Option<u32>>()),
            proptest::collection::vec(any::<u8>(), 0..300),
            0..20,
        ),
    ) {
        let rows: Vec<BackupRow> = rows
            .into_iter()
            .map(|((store, id, number), record)| BackupRow { store, id, number, record })
            .collect();
        let (_, found) = opened(&pack(&about(), &rows).unwrap()).unwrap();
        prop_assert_eq!(found, rows);
    }
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/backup")
}

/// The released file stays for ever. `LOOP_WRITE_TESTKIT` writes it where it is missing.
#[test]
fn the_golden_backup_opens() {
    let file = folder().join("v2.age");
    if std::env::var_os("LOOP_WRITE_TESTKIT").is_some() && !file.exists() {
        fs::write(&file, pack(&about(), &rows()).unwrap()).unwrap();
    }
    let file = fs::read(file).unwrap();
    assert_eq!(opened(&file), Ok((about(), rows())));
    // Its members are still written in the same bytes.
    let passphrase = Passphrase::new(SECRET, MAX_LOG_N);
    let archive = |file: &[u8]| envelope::open_with_passphrase(file, &passphrase).unwrap();
    assert_eq!(archive(&pack(&about(), &rows()).unwrap()), archive(&file));
}
