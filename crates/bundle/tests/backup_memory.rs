//! What a backup with many slices costs in memory: a part of it, and not all.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};

use bundle::{BackupAbout, BackupPacker, BackupRow, OpenBackup};
use journal::Moment;
use peak_alloc::PeakAlloc;

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

const MIB: usize = 1024 * 1024;
/// Some four hours of sound, a second in each: 59 MiB of sealed slices, 79 MiB of lines.
const COUNT: u32 = 15_000;
const SIZE: usize = 4_120;

fn slice(number: u32) -> BackupRow {
    BackupRow {
        store: "slices".into(),
        id: [7; 16],
        number: Some(number),
        record: vec![number as u8; SIZE],
    }
}

/// The most memory that was used at once meanwhile, above what was used before, in bytes.
fn peak_of<T>(work: impl FnOnce() -> T) -> (usize, T) {
    let before = HEAP.current_usage();
    HEAP.reset_peak_usage();
    let done = work();
    (HEAP.peak_usage().saturating_sub(before), done)
}

#[test]
fn many_slices_cost_a_part_of_them() {
    let about = BackupAbout {
        vault_id: [1; 16],
        made_at: Moment::parse("2026-11-23").unwrap(),
        app_version: "0.1.0".into(),
        counter: 1,
        keyring: b"{}".to_vec(),
    };
    let secret = "seven calm herons walk by night";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("backup.age");
    let mut file = BufWriter::new(File::create(&path).unwrap());
    let (mut packer, piece) = BackupPacker::begin(&about, secret).unwrap();
    file.write_all(&piece).unwrap();
    let (packing, ()) = peak_of(|| {
        for number in 0..COUNT {
            file.write_all(&packer.add(&slice(number)).unwrap())
                .unwrap();
        }
        file.write_all(&packer.finish().unwrap()).unwrap();
        file.flush().unwrap();
    });
    let size = std::fs::metadata(&path).unwrap().len() as usize;
    assert!(size > 75 * MIB);

    let (opening, mut backup) = peak_of(|| {
        let file = BufReader::new(File::open(&path).unwrap());
        OpenBackup::read(file, secret).unwrap()
    });
    assert!(*backup.about() == about);
    let [run] = backup.runs() else {
        panic!("{:?}", backup.runs());
    };
    assert_eq!(
        (run.rows, run.bytes),
        (COUNT, u64::from(COUNT) * SIZE as u64)
    );
    let (reading, ()) = peak_of(|| {
        let mut number = 0;
        for part in 0..backup.parts() {
            for row in backup.part(part).unwrap() {
                assert!(row == slice(number));
                number += 1;
            }
        }
        assert_eq!(number, COUNT);
    });
    writeln!(
        io::stderr(),
        "a backup of {} MiB: packing {} KiB, opening {} KiB, reading {} KiB",
        size / MIB,
        packing / 1024,
        opening / 1024,
        reading / 1024
    )
    .unwrap();
    assert!(packing < 12 * MIB, "packing took {packing} bytes");
    // The passphrase alone takes 64 MiB.
    assert!(opening < 68 * MIB, "opening took {opening} bytes");
    assert!(reading < 8 * MIB, "reading took {reading} bytes");
}
