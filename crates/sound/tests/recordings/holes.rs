//! A slice that was damaged or lost: the rest is played, in its time, and the hole is told.

use sound::{Piece, Sound, SoundError};

use super::tools::{RECORDINGS, decode, part, peak, read, recording};

/// About a second of a recording.
const SLICE: usize = 4250;

/// So long is one look at the pitch.
const WINDOW_MS: u64 = 50;

/// How often the sign changes in each window: 44 times at 440 Hz, 100 times at 1000.
fn pitches(samples: &[f32]) -> Vec<usize> {
    let windows = samples.chunks(WINDOW_MS as usize * 48);
    let changes = |window: &[f32]| {
        let signs = window
            .windows(2)
            .filter(|two| (two[0] < 0.0) != (two[1] < 0.0));
        signs.count()
    };
    windows.map(changes).collect()
}

/// The pieces of a recording, one of them lost.
fn without(bytes: &[u8], lost: usize, slice: usize) -> Vec<Piece<'_>> {
    let pieces = bytes.chunks(slice).enumerate().map(|(number, bytes)| {
        if number == lost {
            Piece::Lost { about_ms: 1000 }
        } else {
            Piece::Bytes(bytes)
        }
    });
    pieces.collect()
}

#[test]
fn pieces_without_a_hole_are_the_recording() {
    for (name, _) in RECORDINGS {
        let bytes = recording(name);
        let pieces = without(&bytes, usize::MAX, 100);
        let sound = Sound::read(&pieces).unwrap();
        assert!(sound.is_whole());
        assert_eq!(sound.clean(&[]).bytes, read(name).clean(&[]).bytes);
    }
}

#[test]
fn one_lost_slice_leaves_the_rest_in_its_time() {
    let mut cases = 0;
    for (name, _) in RECORDINGS {
        let bytes = recording(name);
        let whole = read(name);
        let heard = decode(&whole.clean(&[]).bytes);
        let slices = bytes.len().div_ceil(SLICE);
        for lost in 0..slices {
            let sound = match Sound::read(&without(&bytes, lost, SLICE)) {
                Ok(sound) => sound,
                // In an MP4 the packets say nothing of themselves.
                Err(SoundError::HeadLost) if lost == 0 && name.ends_with(".mp4") => continue,
                Err(error) => panic!("{name} without {lost}: {error}"),
            };
            assert!(!sound.is_whole(), "{name} without {lost}");
            let clean = sound.clean(&[]);
            let [hole] = &clean.lost[..] else {
                panic!("{name} without {lost}: {:?}", clean.lost);
            };
            // A page or a fragment that is cut is lost to its end, and two can be cut.
            let length = hole.end - hole.start;
            assert!(
                (500..3200).contains(&length),
                "{name} without {lost}: {hole:?}"
            );
            let about = lost as u64 * whole.duration_ms() / slices as u64;
            assert!(
                hole.start.abs_diff(about) < 1300,
                "{name} without {lost}: {hole:?}"
            );
            // Without a cluster, a page or a fragment behind it only the length that was told counts.
            let is_near_end = lost + 2 >= slices;
            let off = if is_near_end { 1300 } else { 30 };
            let duration = sound.duration_ms();
            assert!(
                duration.abs_diff(whole.duration_ms()) < off,
                "{name} without {lost}"
            );

            let decoded = decode(&clean.bytes);
            let silence = part(&decoded, hole.start + 60..hole.end - 60);
            assert!(
                peak(silence) < 0.01,
                "{name} without {lost}: {}",
                peak(silence)
            );
            // The same tones at the same time, on both sides of the hole.
            let tones = (pitches(&heard), pitches(&decoded));
            let is_far = |at: usize| {
                let at = at as u64 * WINDOW_MS;
                at + 2 * WINDOW_MS < hole.start || at > hole.end + 300 && at + 150 < duration
            };
            let both = tones.0.iter().zip(&tones.1).enumerate();
            let compared = both.filter(|(at, _)| is_far(*at));
            let wrong = compared.filter(|(_, (one, other))| one.abs_diff(**other) > 6);
            let wrong: Vec<_> = wrong.collect();
            assert!(
                is_near_end || wrong.len() <= 2,
                "{name} without {lost}: {hole:?} {wrong:?}"
            );
            cases += 1;
        }
    }
    assert!(cases >= 50, "{cases}");
}

#[test]
fn holes_of_every_size_and_place_are_told_or_refused() {
    for (name, _) in RECORDINGS {
        let bytes = recording(name);
        let whole = read(name).duration_ms();
        for slice in [700, 1999, 13_000] {
            for lost in 0..bytes.len().div_ceil(slice) {
                match Sound::read(&without(&bytes, lost, slice)) {
                    Ok(sound) => {
                        assert!(!sound.is_whole(), "{name} {slice} {lost}");
                        assert!(sound.duration_ms() < whole + 1100, "{name} {slice} {lost}");
                    }
                    Err(error) => {
                        assert_eq!(error, SoundError::HeadLost, "{name} {slice} {lost}");
                        let is_mp4 = name.ends_with(".mp4");
                        assert!(is_mp4 && lost * slice < 829, "{name} {slice} {lost}");
                    }
                }
            }
        }
    }
}

#[test]
fn a_lost_end_is_silence_of_about_its_length() {
    for (name, _) in RECORDINGS {
        let bytes = recording(name);
        let pieces = [Piece::Bytes(&bytes), Piece::Lost { about_ms: 2000 }];
        let sound = Sound::read(&pieces).unwrap();
        assert!(!sound.is_whole());
        let longer = sound.duration_ms() - read(name).duration_ms();
        assert!(longer.abs_diff(2000) < 30, "{name}: {longer}");
    }
}

/// The head of an MP4 that was kept once more makes readable what has lost its first slice.
#[test]
fn a_head_that_was_kept_twice_brings_the_rest_back() {
    for name in ["chromium.mp4", "webkit.mp4"] {
        let bytes = recording(name);
        let whole = read(name);
        let head = whole.head().unwrap();
        assert!(head.len() < 4_000, "{name}: {}", head.len());
        let mut pieces = without(&bytes, 0, SLICE);
        assert_eq!(Sound::read(&pieces).unwrap_err(), SoundError::HeadLost);
        pieces.insert(0, Piece::Bytes(head));
        let sound = Sound::read(&pieces).unwrap();
        assert_eq!(sound.head(), Some(head));
        let [hole] = &sound.lost()[..] else {
            panic!("{name}: {:?}", sound.lost());
        };
        assert!(
            hole.start < 60 && (500..3200).contains(&hole.end),
            "{name}: {hole:?}"
        );
        let off = sound.duration_ms().abs_diff(whole.duration_ms());
        assert!(off < 60, "{name}: {sound:?}, {whole:?}");
        let (heard, again) = (
            decode(&whole.clean(&[]).bytes),
            decode(&sound.clean(&[]).bytes),
        );
        let behind = hole.end + 250..whole.duration_ms() - 60;
        let (heard, again) = (part(&heard, behind.clone()), part(&again, behind));
        assert!((peak(heard) - peak(again)).abs() < 0.01, "{name}");
        assert!(peak(again) > 0.05, "{name}");
    }
    for name in ["chromium.webm", "firefox.ogg"] {
        assert_eq!(read(name).head(), None);
    }
}
