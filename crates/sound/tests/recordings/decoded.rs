//! Clean files sound like what was recorded, but where they are to be silent.

use sound::{Codec, Container, Piece, Sound, SoundError};

use super::tools::{
    RECORDINGS, audible, decode, difference, ms, part, peak, probe, read, read_clean, recording,
    stereo_mp4,
};

/// Quieter than the last bit of 16.
const SILENT: f32 = 1.0 / 65_536.0;

/// How many samples FFmpeg leaves out at the beginning, as the recording's head asks it to: what the
/// encoder was late by, or a constant.
fn skipped(name: &str) -> usize {
    match name {
        "firefox.webm" | "firefox.ogg" => 312,
        "chromium.mp4" => 3840,
        _ => 0,
    }
}

#[test]
fn every_recording_is_understood() {
    for (name, about_ms) in RECORDINGS {
        let sound = read(name);
        assert!(sound.is_whole(), "{name}");
        assert!(
            sound.duration_ms().abs_diff(about_ms) < 60,
            "{name}: {sound:?}"
        );
        let decoded = ms(decode(&audible(name)).len() + skipped(name));
        assert!(
            sound.duration_ms().abs_diff(decoded) <= 30,
            "{name}: {sound:?}, {decoded}"
        );
        let container = match name.rsplit('.').next() {
            Some("webm") => Container::WebM,
            Some("ogg") => Container::Ogg,
            _ => Container::Mp4,
        };
        assert_eq!(sound.container(), container);
        let is_aac = matches!(sound.codec(), Codec::Aac { rate: 44_100 });
        assert_eq!(is_aac, name == "webkit.mp4");
        assert_eq!(
            sound.channels(),
            if name.starts_with("chromium") { 2 } else { 1 }
        );
    }
}

#[test]
fn a_clean_file_sounds_the_same_and_says_how_long_it_is() {
    for (name, _) in RECORDINGS {
        let sound = read(name);
        let clean = sound.clean(&[]);
        let (before, after) = (decode(&audible(name)), decode(&clean.bytes));
        assert!(ms(after.len()).abs_diff(clean.duration_ms) <= 1, "{name}");
        let said = probe(&clean.bytes);
        let duration = said
            .lines()
            .find_map(|line| line.strip_prefix("format.duration="));
        let duration: f64 = duration.unwrap().trim_matches('"').parse().unwrap();
        assert!(
            (duration * 1000.0 - clean.duration_ms as f64).abs() < 1.0,
            "{name}: {said}"
        );
        let after = &after[skipped(name)..];
        // After the run-in of AAC, which is silent now; and before an end that may be trimmed.
        let compared = 100..clean.duration_ms - 40;
        let (before, after) = (part(&before, compared.clone()), part(after, compared));
        assert!(peak(before) > 0.05, "{name} is not silent itself");
        assert!(
            difference(before, after) < 1e-4,
            "{name}: {}",
            difference(before, after)
        );
    }
}

#[test]
fn a_silenced_span_is_silent_and_its_neighbours_are_whole() {
    for (name, _) in RECORDINGS {
        let sound = read(name);
        let whole = decode(&sound.clean(&[]).bytes);
        let end = sound.duration_ms();
        for span in [
            3000..4500,
            1234..1235,
            0..700,
            end - 800..end + 5000,
            0..end,
        ] {
            let clean = sound.clean(std::slice::from_ref(&span));
            assert_eq!(clean.duration_ms, end);
            let decoded = decode(&clean.bytes);
            assert_eq!(decoded.len(), whole.len(), "{name} {span:?}");
            let inside = peak(part(&decoded, span.clone()));
            assert!(inside < SILENT, "{name} {span:?}: {inside}");

            let [silenced] = &clean.silenced[..] else {
                panic!("{name} {span:?}: {:?}", clean.silenced);
            };
            assert!(silenced.start <= span.start && silenced.end >= span.end.min(end));
            let widened = span.start - silenced.start + silenced.end.saturating_sub(span.end);
            assert!(widened <= 220, "{name} {span:?}: {silenced:?}");
            // Before it nothing changes; after it the decoder comes back in a few packets, and
            // without a bang: where a frame of AAC has no partner, it is 1.21 times as loud at most.
            let before = 0..silenced.start.saturating_sub(25);
            let after = silenced.end + 250..end;
            for side in [before, after] {
                let two = (part(&whole, side.clone()), part(&decoded, side.clone()));
                assert!(difference(two.0, two.1) < 0.003, "{name} {span:?} {side:?}");
            }
            assert!(peak(&decoded) <= peak(&whole) * 1.25, "{name} {span:?}");
        }
    }
}

/// Not hidden: gone. The packets of the span are nowhere in the file.
#[test]
fn nothing_of_a_silenced_span_is_in_the_file() {
    for (name, _) in RECORDINGS {
        let sound = read(name);
        let span = 2000..5000;
        let clean = sound.clean(std::slice::from_ref(&span));
        let rate = match sound.codec() {
            Codec::Opus => 48_000,
            Codec::Aac { rate } => u64::from(rate),
        };
        let (mut inside, mut outside, mut now) = (Vec::new(), Vec::new(), 0u64);
        for packet in sound.packets() {
            let (begins, ends) = (
                now * 1000 / rate,
                (now + u64::from(packet.ticks)) * 1000 / rate,
            );
            let is_inside = begins < span.end && ends > span.start;
            if is_inside { &mut inside } else { &mut outside }.push(packet.bytes);
            now += u64::from(packet.ticks);
        }
        assert!(inside.len() >= 50, "{name}");
        // A steady tone gives the same packet again and again.
        inside.retain(|packet| !outside.contains(packet) && packet.len() > 16);
        assert!(inside.len() >= 4, "{name}: {}", inside.len());
        let has = |packet: &[u8]| {
            clean
                .bytes
                .windows(packet.len())
                .any(|window| window == packet)
        };
        assert!(!inside.iter().any(|packet| has(packet)), "{name}");
        // The search finds what is there, or it would prove nothing.
        assert!(has(outside[outside.len() / 2]), "{name}");
    }
}

#[test]
fn the_same_recording_gives_the_same_bytes_and_cleaning_twice_changes_nothing() {
    for (name, _) in RECORDINGS {
        for spans in [vec![], vec![1000..2000, 5000..5500, 7..7]] {
            let clean = read(name).clean(&spans);
            assert_eq!(clean.bytes, read(name).clean(&spans).bytes, "{name}");
            let again = read_clean(&clean);
            assert!(again.is_whole());
            assert_eq!(again.duration_ms(), clean.duration_ms, "{name}");
            assert_eq!(again.clean(&[]).bytes, clean.bytes, "{name}");
            assert_eq!(clean.silenced.len(), spans.len().saturating_sub(1));
        }
    }
}

#[test]
fn parts_of_a_recording_are_the_recording() {
    for (name, _) in RECORDINGS {
        let sound = read(name);
        let whole = decode(&sound.clean(&[]).bytes);
        let mut heard = 0;
        for from in (0..sound.duration_ms()).step_by(2_000) {
            let file = sound.part(from..from + 2_000);
            assert!(
                file.duration_ms.abs_diff(2_000) <= 60 || from >= 8_000,
                "{name}"
            );
            let decoded = decode(&file.bytes);
            // Behind a beginning that a decoder needs to find its way.
            let (span, place) = (200..1_800, heard + 200..heard + 1_800);
            heard += file.duration_ms;
            if heard < sound.duration_ms() {
                let (loud, should) = (peak(part(&decoded, span)), peak(part(&whole, place)));
                assert!(
                    (loud / should - 1.0).abs() < 0.02,
                    "{name} {from}: {loud}, {should}"
                );
            }
        }
        // Each is rounded for itself.
        assert!(heard.abs_diff(sound.duration_ms()) <= 5, "{name}: {heard}");
        assert!(sound.part(500_000..600_000).duration_ms == 0);
    }
}

/// Stops at any byte: what is whole until there is played.
#[test]
fn a_torn_end_is_left_out() {
    for (name, _) in RECORDINGS {
        let bytes = recording(name);
        let mut longest = 0;
        for cut in (1000..bytes.len()).step_by(397) {
            let sound = match Sound::read(&[Piece::Bytes(&bytes[..cut])]) {
                Ok(sound) => sound,
                // A page of Ogg is all or nothing, and lasts a second.
                Err(SoundError::Silent) if cut < 4400 => continue,
                Err(error) => panic!("{name} to {cut}: {error}"),
            };
            assert!(sound.duration_ms() >= longest, "{name} to {cut}");
            longest = sound.duration_ms();
            if cut % 7 == 0 {
                let clean = sound.clean(&[]);
                assert!(
                    ms(decode(&clean.bytes).len()).abs_diff(longest) <= 1,
                    "{name} to {cut}"
                );
            }
        }
        let torn = Sound::read(&[Piece::Bytes(&bytes[..bytes.len() - 1])]).unwrap();
        assert!(!torn.is_whole(), "{name}");
        assert!(longest + 1200 > read(name).duration_ms(), "{name}");
    }
}

/// Of two channels, in fragments and plain, by another writer, with its name inside the sound.
#[test]
fn stereo_of_another_writer_is_silenced_and_loses_its_writer_s_name() {
    for flags in [
        "frag_keyframe+empty_moov+default_base_moof",
        "faststart",
        "disable_chpl",
    ] {
        let bytes = stereo_mp4(flags);
        let has = |bytes: &[u8], name: &[u8]| bytes.windows(4).any(|window| window == name);
        assert!(has(&bytes, b"Lavc") && has(&bytes, b"Lavf"), "{flags}");
        let sound = Sound::read(&[Piece::Bytes(&bytes)]).unwrap();
        assert_eq!(
            (sound.channels(), sound.codec()),
            (2, Codec::Aac { rate: 48_000 })
        );
        assert!(
            sound.is_whole() && sound.duration_ms().abs_diff(4000) < 50,
            "{flags} {sound:?}"
        );
        let clean = sound.clean(&[1000..2000, 3000..3100]);
        assert!(
            !has(&clean.bytes, b"Lavc") && !has(&clean.bytes, b"Lavf"),
            "{flags}"
        );
        let decoded = decode(&clean.bytes);
        assert_eq!(ms(decoded.len()), clean.duration_ms);
        for span in [1000..2000, 3000..3100] {
            assert!(peak(part(&decoded, span)) < SILENT, "{flags}");
        }
        assert!(peak(part(&decoded, 2300..2800)) > 0.05, "{flags}");
    }
}
