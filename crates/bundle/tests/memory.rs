//! What packing and opening many recordings costs in memory: one of them, and not all.

#![expect(clippy::unwrap_used, reason = "a test may stop anywhere")]

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};

use bundle::{CleanFile, Consented, DeviceKey, Identity, Mode, OpenBundle, Outgoing, Packer};
use journal::{Entry, EntryId, Media, Moment, Recording, RecordingId, Times};
use peak_alloc::PeakAlloc;

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

const MIB: usize = 1024 * 1024;
/// Twenty recordings of 45 minutes at 32 kbit/s, 200 MiB in all.
const COUNT: u8 = 20;
const SIZE: usize = 10 * MIB;

fn recording(number: u8) -> Recording {
    Recording {
        id: RecordingId::from_random([number; 16]),
        recorded_at: Moment::parse("2026-11-23").unwrap(),
        media: Media {
            sha256: String::new(),
            bytes: SIZE as u64,
            mime: "audio/mp4".into(),
            duration_ms: 45 * 60 * 1_000,
        },
        title: String::new(),
        gist: String::new(),
        withheld: Vec::new(),
        lost: Vec::new(),
    }
}

fn outgoing() -> Outgoing {
    let now = Moment::parse("2026-11-23").unwrap();
    let mut entry = Entry::new(
        EntryId::from_random([1; 16]),
        None,
        "text".into(),
        now.clone(),
    );
    entry.recordings = (1..=COUNT).map(recording).collect();
    Outgoing {
        study_id: "memory".into(),
        study_config_version: 1,
        participant_id: serde_json::from_str("\"M7QK4-G\"").unwrap(),
        device_label: String::new(),
        seq: 1,
        prev_bundle_sha512: None,
        mode: Mode::Full,
        now,
        times: Times::Date,
        counter: 1,
        app_version: "0.1.0".into(),
        consent: Consented {
            version: "1".into(),
            language: "en".into(),
            items: [].into(),
        },
        entries: vec![vec![entry]],
        withdrawn: Vec::new(),
        offers: None,
    }
}

/// Bytes that no compression would make smaller.
fn fill(sound: &mut [u8], number: u8) {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64 ^ u64::from(number);
    for eight in sound.chunks_exact_mut(8) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        eight.copy_from_slice(&state.to_le_bytes());
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
fn two_hundred_megabytes_of_recordings_cost_one_of_them() {
    let (desk, own, device) = (Identity::make(), Identity::make(), DeviceKey::make());
    let recipients = [("desk".into(), "The desk".into(), desk.recipient())];
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bundle.age");

    let (packing, receipt) = peak_of(|| {
        let mut file = BufWriter::new(File::create(&path).unwrap());
        let own = own.recipient();
        let mut packer = Packer::begin(outgoing(), &device, &recipients, &own).unwrap();
        let mut sound = vec![0; SIZE];
        while let Some(recording) = packer.next_recording().cloned() {
            fill(&mut sound, recording.id.as_bytes()[0]);
            let clean = CleanFile {
                bytes: &sound,
                mime: "audio/mp4",
                duration_ms: 45 * 60 * 1_000,
            };
            file.write_all(&packer.add(&recording, &clean).unwrap())
                .unwrap();
        }
        let packed = packer.finish().unwrap();
        file.write_all(&packed.bytes).unwrap();
        file.flush().unwrap();
        packed.receipt
    });
    let size = std::fs::metadata(&path).unwrap().len() as usize;
    assert_eq!(receipt.size as usize, size);
    assert!(size > 200 * MIB);

    let (opening, mut bundle) = peak_of(|| {
        let file = BufReader::new(File::open(&path).unwrap());
        OpenBundle::read(file, std::slice::from_ref(&desk)).unwrap()
    });
    assert_eq!(bundle.opened().file_sha256, receipt.file_sha256);
    let listed = bundle.opened().entries[0].entry.recordings.clone();
    let mut expected = vec![0; SIZE];
    let (hearing, ()) = peak_of(|| {
        for recording in &listed {
            fill(&mut expected, recording.id.as_bytes()[0]);
            let mut heard = bundle.recording(&recording.media.sha256).unwrap();
            let mut piece = vec![0; 64 * 1024];
            let mut left = &expected[..];
            loop {
                let read = heard.read(&mut piece).unwrap();
                let (now, rest) = left.split_at(read);
                assert!(now == &piece[..read]);
                left = rest;
                if read == 0 {
                    break;
                }
            }
            assert!(left.is_empty());
        }
    });
    writeln!(
        io::stderr(),
        "a bundle of {} MiB: packing {} KiB, opening {} KiB, hearing {} KiB",
        size / MIB,
        packing / 1024,
        opening / 1024,
        hearing / 1024
    )
    .unwrap();
    // One recording, the same sealed, and the padding of at most 4 MiB.
    assert!(packing < 3 * SIZE, "packing took {packing} bytes");
    assert!(opening < 2 * MIB, "opening took {opening} bytes");
    assert!(hearing < 2 * MIB, "hearing took {hearing} bytes");
}
