//! Any bytes at all: an answer, and never a panic or more memory than they are worth.

use proptest::prelude::*;
use sound::{Piece, Sound, SoundError};

use super::tools::{RECORDINGS, recording};

/// Reads, and goes the whole way when it is read.
fn survive(pieces: &[Piece<'_>]) {
    if let Ok(sound) = Sound::read(pieces) {
        assert!(sound.duration_ms() <= 24 * 60 * 60 * 1000);
        // A clock that was altered may make a day of silence: 4 million packets, and no more.
        if sound.duration_ms() < 60_000 {
            let clean = sound.clean(&[100..200, 7..7]);
            assert_eq!(clean.duration_ms, sound.duration_ms());
            let again = Sound::read(&[Piece::Bytes(&clean.bytes)]).unwrap();
            assert_eq!(again.duration_ms(), clean.duration_ms);
        }
    }
}

#[test]
fn what_is_no_recording_is_said_to_be_none() {
    let read = |bytes: &[u8]| Sound::read(&[Piece::Bytes(bytes)]).unwrap_err();
    assert_eq!(read(b""), SoundError::Silent);
    assert_eq!(read(b"RIFF\0\0\0\0WAVEfmt "), SoundError::UnknownContainer);
    assert_eq!(read(&recording("chromium.webm")[..150]), SoundError::Silent);
    assert_eq!(read(&recording("webkit.mp4")[..829]), SoundError::Silent);
    assert_eq!(read(&recording("webkit.mp4")[..700]), SoundError::HeadLost);
    assert_eq!(Sound::read(&[]).unwrap_err(), SoundError::Silent);
    let lost = [Piece::Lost { about_ms: 1 }, Piece::Bytes(b"nothing known")];
    assert_eq!(Sound::read(&lost).unwrap_err(), SoundError::HeadLost);
    let vorbis = {
        let mut bytes = recording("firefox.webm");
        let at = bytes
            .windows(6)
            .position(|window| window == b"A_OPUS")
            .unwrap();
        bytes[at..at + 6].copy_from_slice(b"A_FLAC");
        read(&bytes)
    };
    assert!(matches!(
        vorbis,
        SoundError::UnknownCodec {
            container: "WebM",
            ..
        }
    ));
    for error in [SoundError::TooLong, SoundError::HeadLost, vorbis] {
        assert!(error.advice().is_some() && !error.to_string().is_empty());
    }
}

#[test]
fn too_much_is_refused_before_it_is_laid_out() {
    let bytes = recording("chromium.webm");
    let day = 24 * 60 * 60 * 1000;
    let pieces = [Piece::Bytes(&bytes), Piece::Lost { about_ms: day }];
    assert_eq!(Sound::read(&pieces).unwrap_err(), SoundError::TooLong);
    let pieces = [Piece::Bytes(&bytes), Piece::Lost { about_ms: u64::MAX }];
    assert_eq!(Sound::read(&pieces).unwrap_err(), SoundError::TooLong);
}

/// Every byte of the heads, and every size in them, set to each extreme.
#[test]
fn no_altered_head_does_harm() {
    for (name, _) in RECORDINGS {
        let bytes = recording(name);
        // The head, two fragments or clusters; more would be the same again.
        for at in 0..900 {
            for value in [0, 0x7f, 0xff] {
                let mut altered = bytes[..5000].to_vec();
                altered[at] = value;
                survive(&[Piece::Bytes(&altered)]);
                if at % 4 == 0 {
                    altered[at..at + 4].fill(value);
                    survive(&[Piece::Bytes(&altered)]);
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 400,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_flips_cuts_and_holes_do_harm(
        which in 0..RECORDINGS.len(),
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
        cuts in prop::collection::vec((any::<prop::sample::Index>(), any::<Option<u64>>()), 0..5),
    ) {
        let mut bytes = recording(RECORDINGS[which].0);
        for (at, value) in &flips {
            let at = at.index(bytes.len());
            bytes[at] = *value;
        }
        let mut cuts: Vec<_> = cuts.iter().map(|(at, lost)| (at.index(bytes.len()), *lost)).collect();
        cuts.sort_unstable();
        let (mut pieces, mut begin) = (Vec::new(), 0);
        for (at, lost) in cuts {
            pieces.push(Piece::Bytes(&bytes[begin.min(at)..at]));
            pieces.extend(lost.map(|about_ms| Piece::Lost { about_ms: about_ms % 10_000 }));
            // Where something is lost, some of it really is.
            begin = begin.max(at + 300 * usize::from(lost.is_some())).min(bytes.len());
        }
        pieces.push(Piece::Bytes(&bytes[begin..]));
        survive(&pieces);
    }

    #[test]
    fn no_noise_does_harm(which in 0..4usize, noise: Vec<u8>) {
        let begin: [&[u8]; 4] = [b"\x1a\x45\xdf\xa3", b"OggS\0\x02", b"\0\0\0\x08ftyp\0\0", b""];
        let bytes = [begin[which], &noise].concat();
        survive(&[Piece::Bytes(&bytes)]);
        survive(&[Piece::Lost { about_ms: 5 }, Piece::Bytes(&bytes)]);
    }
}

/// Pages of Ogg whose sums are wrong, as many as fit: each would be summed over 64 KiB.
#[test]
fn wrong_sums_do_not_cost_the_day() {
    let head = &recording("firefox.ogg")[..130];
    let mut wrong = b"OggS".to_vec();
    wrong.resize(27, 0);
    wrong[26] = 255;
    let bytes = [head, &wrong.repeat(300_000), &[255; 70_000]].concat();
    let began = std::time::Instant::now();
    assert_eq!(
        Sound::read(&[Piece::Bytes(&bytes)]).unwrap_err(),
        SoundError::Silent
    );
    assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
}
