//! Recordings and transcripts as people and scripts meet them, with the real ffmpeg.
#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

use std::fs;
use std::path::Path;
use std::process::Command;

use journal::{Recording, RecordingId, Span};
use serde_json::{Value, json};

#[cfg(unix)]
use room::mode;
use room::{Room, code, err, out};

#[path = "cli/room.rs"]
mod room;

const AUDIO: [&str; 6] = ["audio", "--identity", "key.txt", "in", "--out", "audio"];

/// A tone as a phone records it, made by ffmpeg: its file, and its length in milliseconds.
struct Tone {
    bytes: Vec<u8>,
    mime: &'static str,
    ms: u64,
}

fn tone(room: &Room, hertz: u32, seconds: u32, kind: &str) -> Tone {
    let (name, mime, codec) = match kind {
        "webm" => ("tone.webm", "audio/webm;codecs=opus", "libopus"),
        _ => ("tone.m4a", "audio/mp4;codecs=mp4a.40.2", "aac"),
    };
    let source = format!("sine=frequency={hertz}:duration={seconds}:sample_rate=48000");
    let made = Command::new("ffmpeg")
        .current_dir(room.folder.path())
        .args(["-v", "error", "-y", "-f", "lavfi", "-i", &source])
        .args(["-ac", "1", "-c:a", codec, "-b:a", "32k", name])
        .status()
        .expect("these tests need ffmpeg: apt-get install ffmpeg");
    assert!(made.success());
    Tone {
        bytes: fs::read(room.path(name)).unwrap(),
        mime,
        ms: u64::from(seconds) * 1000,
    }
}

fn recording(number: u8, tone: &Tone) -> Recording {
    room::recording(number, &tone.bytes, tone.mime, tone.ms)
}

fn names(folder: &Path) -> Vec<String> {
    let items = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = items
        .map(|item| item.unwrap().file_name().to_string_lossy().into())
        .collect();
    names.sort();
    names
}

/// How much of a tone is in the samples, from 0 to 1 (Goertzel's algorithm, against the energy of
/// all of it).
fn share(samples: &[f64], hertz: f64) -> f64 {
    let turn = 2.0 * std::f64::consts::PI * hertz / 16_000.0;
    let (mut last, mut before) = (0.0, 0.0);
    for sample in samples {
        (last, before) = (sample + 2.0 * turn.cos() * last - before, last);
    }
    let power = last * last + before * before - 2.0 * turn.cos() * last * before;
    let energy: f64 = samples.iter().map(|sample| sample * sample).sum();
    2.0 * power / (energy * samples.len() as f64)
}

#[test]
fn originals_are_untouched_and_wavs_have_the_length_and_the_tone() {
    let room = Room::new();
    let (low, high) = (tone(&room, 440, 5, "webm"), tone(&room, 1_000, 3, "m4a"));
    let packed = room.pack_spoken(
        "P-1",
        1,
        1,
        &[
            (recording(1, &low), low.bytes.as_slice()),
            (recording(2, &high), &high.bytes),
        ],
    );
    room.write("in/a.age", &packed);
    let output = room.run(&AUDIO);
    assert_eq!(
        (code(&output), err(&output)),
        (0, String::new()),
        "{}",
        out(&output)
    );
    let text = out(&output);
    assert!(
        text.contains("recordings: 2 (2 without a transcript)"),
        "{text}"
    );
    assert!(
        text.contains("originals: 2 (2 new)\nWAV: 2 (ffmpeg version "),
        "{text}"
    );
    assert!(
        !text.contains("ward") && !text.contains("Take"),
        "no words on a terminal"
    );

    let originals = names(&room.path("audio/original"));
    let wavs = names(&room.path("audio/wav"));
    assert_eq!((originals.len(), wavs.len()), (2, 2));
    for (tone, hertz, ending) in [(&low, 440.0, "webm"), (&high, 1_000.0, "m4a")] {
        let name = originals
            .iter()
            .find(|name| name.ends_with(ending))
            .unwrap();
        assert!(name.starts_with("P-1_2026-01-05_audio-"), "{name}");
        assert_eq!(
            fs::read(room.path("audio/original").join(name)).unwrap(),
            tone.bytes
        );
        let wav = name.replace(ending, "wav");
        assert!(wavs.contains(&wav));
        let mut reader = hound::WavReader::open(room.path("audio/wav").join(&wav)).unwrap();
        let spec = reader.spec();
        assert_eq!(
            (spec.sample_rate, spec.channels, spec.bits_per_sample),
            (16_000, 1, 16)
        );
        let samples: Vec<f64> = reader
            .samples::<i16>()
            .map(|s| f64::from(s.unwrap()))
            .collect();
        let ms = samples.len() as u64 / 16;
        assert!(
            ms.abs_diff(tone.ms) * 50 <= tone.ms,
            "{ms} ms for {} ms",
            tone.ms
        );
        // A second in the middle: the ends fade.
        let middle = &samples[16_000..32_000];
        assert!(share(middle, hertz) > 0.9, "{}", share(middle, hertz));
        assert!(share(middle, hertz * 1.5) < 0.01);
    }
    let mut table = csv::Reader::from_path(room.path("audio/recordings.csv")).unwrap();
    let header = table.headers().unwrap().clone();
    let column = |name: &str| header.iter().position(|column| column == name).unwrap();
    let rows: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 2);
    for row in &rows {
        assert!(originals.contains(&row[column("file")].to_owned()));
        assert_eq!(&row[column("gist")], "'=the ward");
        assert_eq!(&row[column("transcript_status")], "none");
    }
    #[cfg(unix)]
    {
        assert_eq!(mode(&room.path("audio/original")), 0o700);
        assert_eq!(mode(&room.path("audio/wav").join(&wavs[0])), 0o600);
        assert_eq!(
            mode(&room.path("audio/original").join(&originals[0])),
            0o600
        );
        assert_eq!(mode(&room.path("audio/recordings.csv")), 0o600);
    }

    // Once more: nothing is new, and what was damaged meanwhile is mended.
    let original = room.path("audio/original").join(&originals[0]);
    let before = fs::read(&original).unwrap();
    fs::write(&original, &before[..before.len() - 1]).unwrap();
    let again = room.run(&AUDIO);
    assert_eq!(code(&again), 0);
    assert!(
        out(&again).contains("originals: 2 (1 new)"),
        "{}",
        out(&again)
    );
    assert_eq!(fs::read(&original).unwrap(), before);
    let (code, document) = room.json(&[&AUDIO[..], &["--json"]].concat());
    assert_eq!((code, &document["recordings"]["all"]), (0, &json!(2)));
    assert_eq!(document["audio"][0]["new"], false);
    assert!(!document.to_string().contains("ward"));
}

#[test]
fn what_is_not_as_long_as_its_bundle_says_or_cannot_be_decoded_is_told_and_stops_nothing() {
    let room = Room::new();
    let good = tone(&room, 440, 2, "webm");
    let long = Tone {
        ms: 3_000,
        ..tone(&room, 500, 2, "webm")
    };
    let playlist = Tone {
        bytes: format!(
            "#EXTM3U\n#EXTINF:1,\n{}\n#EXT-X-ENDLIST\n",
            room.path("tone.webm").display()
        )
        .into(),
        mime: "audio/webm;codecs=opus",
        ms: 1_000,
    };
    let recordings = [
        (recording(1, &good), &good.bytes),
        (recording(2, &long), &long.bytes),
        (recording(3, &playlist), &playlist.bytes),
    ]
    .map(|(recording, bytes)| (recording, bytes.as_slice()));
    room.write("in/a.age", &room.pack_spoken("P-1", 1, 1, &recordings));
    let (code, document) = room.json(&[&AUDIO[..], &["--json"]].concat());
    assert_eq!(code, 3);
    let troubles: Vec<String> = document["audio"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["trouble"].as_str().unwrap_or("none").to_owned())
        .collect();
    let has = |part: &str| troubles.iter().any(|trouble| trouble.contains(part));
    assert!(
        has("none") && has("but its bundle says 3000 ms") && has("ffmpeg cannot decode it: "),
        "{troubles:?}"
    );
    assert_eq!(
        names(&room.path("audio/original")).len(),
        3,
        "every original is there"
    );
    assert_eq!(
        names(&room.path("audio/wav")).len(),
        2,
        "no playlist is followed, nothing half is left"
    );
}

#[test]
fn without_ffmpeg_a_sentence_says_what_to_install_and_originals_come_all_the_same() {
    let room = Room::new();
    let tone = tone(&room, 440, 1, "webm");
    room.write(
        "in/a.age",
        &room.pack_spoken("P-1", 1, 1, &[(recording(1, &tone), &tone.bytes)]),
    );
    let missing = room.run(&[&AUDIO[..], &["--ffmpeg", "no-such-ffmpeg"]].concat());
    assert_eq!(code(&missing), 2);
    assert!(
        err(&missing).contains("the program \"no-such-ffmpeg\" cannot be run: it is not there"),
        "{}",
        err(&missing)
    );
    assert!(err(&missing).contains("apt install ffmpeg") && err(&missing).contains("--originals"));
    assert!(!room.path("audio").exists(), "nothing was written");
    let other = room.run(&[&AUDIO[..], &["--ffmpeg", "/bin/true"]].concat());
    assert_eq!(code(&other), 2);
    assert!(err(&other).contains("it does not answer as ffmpeg does"));
    let alone = room.run(&[&AUDIO[..], &["--ffmpeg", "no-such-ffmpeg", "--originals"]].concat());
    assert_eq!(code(&alone), 0, "{}", err(&alone));
    assert!(out(&alone).contains("WAV: 0 (not asked for)"));
    assert_eq!(names(&room.path("audio/original")).len(), 1);
}

#[test]
fn a_folder_of_something_else_is_not_written_to() {
    let room = Room::new();
    let tone = tone(&room, 440, 1, "webm");
    room.write(
        "in/a.age",
        &room.pack_spoken("P-1", 1, 1, &[(recording(1, &tone), &tone.bytes)]),
    );
    fs::create_dir(room.path("audio")).unwrap();
    room.write("audio/thesis.txt", b"mine");
    let output = room.run(&AUDIO);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("is not a folder that `loop-desk audio` wrote"));
    assert_eq!(names(&room.path("audio")), ["thesis.txt"]);
    let queue = room.run(&["transcript", "queue", "--audio", "audio"]);
    assert_eq!(code(&queue), 2);
}

#[cfg(unix)]
#[test]
fn what_cannot_be_written_is_told() {
    let room = Room::new();
    let tone = tone(&room, 440, 1, "webm");
    room.write(
        "in/a.age",
        &room.pack_spoken("P-1", 1, 1, &[(recording(1, &tone), &tone.bytes)]),
    );
    assert_eq!(code(&room.run(&AUDIO)), 0);
    let wav = room
        .path("audio/wav")
        .join(&names(&room.path("audio/wav"))[0]);
    fs::remove_file(&wav).unwrap();
    fs::create_dir(&wav).unwrap();
    fs::write(wav.join("x"), b"x").unwrap();
    let output = room.run(&AUDIO);
    assert_eq!(code(&output), 3, "{}", out(&output));
    assert!(
        out(&output).contains("the WAV cannot be written"),
        "{}",
        out(&output)
    );
}

/// A room where `loop-desk audio` ran, and the name of its one recording of 5 seconds.
fn with_one() -> (Room, String) {
    let room = Room::new();
    let tone = tone(&room, 440, 5, "webm");
    room.write(
        "in/a.age",
        &room.pack_spoken("P-1", 1, 1, &[(recording(1, &tone), &tone.bytes)]),
    );
    assert_eq!(code(&room.run(&AUDIO)), 0);
    let name = names(&room.path("audio/original"))[0].replace(".webm", "");
    (room, name)
}

#[test]
fn transcripts_come_back_and_go_into_every_export() {
    let (room, name) = with_one();
    let queue = ["transcript", "queue", "--audio", "audio"];
    assert!(
        out(&room.run(&queue)).contains(&format!("{name}   0:00:05  none")),
        "{}",
        out(&room.run(&queue))
    );
    let id = RecordingId::from_random([1; 16]).to_string();
    room.write("draft.json", br#"{"text":"","segments":[{"start":0.5,"end":2.0,"text":" I was knew."}],"language":"en"}"#);
    room.write(
        "final.txt",
        "#00:00:00-5# I was new.\n#00:00:02-0# =Yes.\n".as_bytes(),
    );
    let add = |what: &str, file: &str, more: &[&str]| {
        room.run(
            &[
                &["transcript", "add", "--audio", "audio", what, file][..],
                more,
            ]
            .concat(),
        )
    };
    let draft = add(
        &format!("somewhere/{name}.wav"),
        "draft.json",
        &["--status", "draft"],
    );
    assert_eq!((code(&draft), err(&draft)), (0, String::new()));
    assert_eq!(
        out(&draft),
        format!(
            "{name}: taken in as machine draft, not checked against the audio, 1 passage, JSON of Whisper\n"
        )
    );
    let again = add(&name, "draft.json", &["--status", "draft"]);
    assert!(out(&again).contains("is there already"));
    let checked = add(
        &id,
        "final.txt",
        &["--status", "checked", "--by", "Ada \u{1b}[31m"],
    );
    assert_eq!(code(&checked), 0, "{}", err(&checked));
    let late = add(&name, "draft.json", &["--status", "draft"]);
    assert!(
        out(&late).contains("the one that was checked against the audio stays in use"),
        "{}",
        out(&late)
    );
    let ledger = fs::read_to_string(room.path("audio/transcripts.jsonl")).unwrap();
    assert_eq!(ledger.lines().count(), 3, "all of them are kept");
    #[cfg(unix)]
    assert_eq!(mode(&room.path("audio/transcripts.jsonl")), 0o600);
    let listed = out(&room.run(&queue));
    assert!(listed.contains("recordings: 1 (1 checked)"), "{listed}");
    assert!(
        listed.contains("checked against the audio (Ada \\u{1b}[31m)"),
        "{listed}"
    );
    let (_, document) = room.json(&[&queue[..], &["--json"]].concat());
    assert_eq!(
        document["counts"],
        json!({"all": 1, "none": 0, "machine_draft": 0, "checked": 1})
    );

    let open = [
        "open",
        "--identity",
        "key.txt",
        "in",
        "--out",
        "results",
        "--transcripts",
        "audio/transcripts.jsonl",
    ];
    let opened = room.run(&open);
    assert_eq!(code(&opened), 0, "{}", err(&opened));
    assert!(out(&opened).contains("recordings: 1 (1 checked)"));
    let read = |path: String| fs::read_to_string(room.path("results").join(path)).unwrap();
    assert_eq!(
        read(format!("transcripts/maxqda/{name}.txt")),
        "(checked against the audio)\n\n#00:00:00-5# I was new.\n#00:00:02-0# =Yes.\n"
    );
    assert!(
        read("transcripts.csv".into())
            .contains("checked,no,no,no,2,00:00:02.000,,2000,,,'=Yes.,text"),
        "{}",
        read("transcripts.csv".into())
    );
    assert!(read("entries.csv".into()).contains("#00:00:00-5# I was new."));
    let line: Value = serde_json::from_str(&read("entries.jsonl".into())).unwrap();
    assert_eq!(line["recordings"][0]["transcript"]["status"], "checked");
    let folder = room.path("results/entries/P-1");
    let document = fs::read_to_string(folder.join(&names(&folder)[0])).unwrap();
    assert!(
        document.contains("**CHECKED AGAINST THE AUDIO**\n\n#00:00:00-5# I was new.\n"),
        "{document}"
    );
    // The same again gives the same bytes.
    let first = read("transcripts.csv".into()) + &read("entries.jsonl".into());
    assert_eq!(code(&room.run(&[&open[..], &["--force"]].concat())), 0);
    let second = read("transcripts.csv".into()) + &read("entries.jsonl".into());
    assert_eq!(second, first);

    // Another program reads what was written, and what it writes is read again.
    let vtt = format!("results/transcripts/webvtt/{name}.vtt");
    let made = Command::new("ffmpeg")
        .current_dir(room.folder.path())
        .args(["-v", "error", "-i", &vtt, "theirs.srt"])
        .status()
        .unwrap();
    assert!(made.success());
    let theirs = add(&name, "theirs.srt", &["--status", "checked"]);
    let said = out(&theirs) + &err(&theirs);
    assert!(said.ends_with("2 passages, SubRip (SRT)\n"), "{said}");
    let ledger = fs::read_to_string(room.path("audio/transcripts.jsonl")).unwrap();
    let cues = |line: Option<&str>| {
        let record: Value = serde_json::from_str(line.unwrap()).unwrap();
        let cues = record["transcript"]["cues"].as_array().unwrap().clone();
        let cues = cues.iter();
        cues.map(|cue| (cue["from_ms"].clone(), cue["text"].clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(cues(ledger.lines().last()), cues(ledger.lines().nth(1)));
}

#[test]
fn a_transcript_that_does_not_fit_is_refused_with_a_sentence() {
    let (room, name) = with_one();
    room.write("long.vtt", b"WEBVTT\n\n00:00.000 --> 00:07.001\nx\n");
    room.write("fits.vtt", b"WEBVTT\n\n00:00.000 --> 00:07.000\nx\n");
    room.write("bad.srt", b"1\n00:00:01,000 --> 00:00:00,000\nx\n");
    room.write("words.docx", b"PK\x03\x04\xff\xfe");
    room.write("plain.txt", b"Only words\n");
    let cases = [
        (
            name.as_str(),
            "long.vtt",
            "it goes on until 00:00:07.001, but the recording ends at 00:00:05.000",
        ),
        (
            &name,
            "bad.srt",
            "line 2: the end 00:00:00.000 is before the beginning 00:00:01.000",
        ),
        (&name, "words.docx", "it is not text in UTF-8"),
        (&name, "plain.txt", "there is no time stamp in it"),
        (
            &name,
            "none.vtt",
            "the transcript \"none.vtt\" cannot be read: it is not there",
        ),
        (&name, "in", "it is not a plain file"),
        (
            "P-1_2026-01-05_audio-00000000",
            "fits.vtt",
            "no recording here is called",
        ),
        (
            "01020304-0101-4101-8101-010101010101",
            "fits.vtt",
            "no recording here is called",
        ),
    ];
    for (recording, file, sentence) in cases {
        let output = room.run(&[
            "transcript",
            "add",
            "--audio",
            "audio",
            recording,
            file,
            "--status",
            "draft",
        ]);
        assert_eq!(code(&output), 2, "{file}");
        assert!(
            err(&output).contains(sentence),
            "{sentence}: {}",
            err(&output)
        );
        assert!(
            err(&output).lines().count() == 2,
            "a sentence and an advice: {}",
            err(&output)
        );
    }
    assert!(!room.path("audio/transcripts.jsonl").exists());
    let fits = room.run(&[
        "transcript",
        "add",
        "--audio",
        "audio",
        &name,
        "fits.vtt",
        "--status",
        "draft",
    ]);
    assert_eq!(
        code(&fits),
        0,
        "two seconds are not too much: {}",
        err(&fits)
    );
    fs::write(room.path("audio/transcripts.jsonl"), b"{\"version\":1,\n").unwrap();
    let torn = room.run(&["transcript", "queue", "--audio", "audio"]);
    assert_eq!(code(&torn), 2);
    assert!(
        err(&torn).contains("line 1 of the file of transcripts is not understood"),
        "{}",
        err(&torn)
    );
    assert_eq!(
        code(&room.run(&["transcript", "add", "--audio", "audio", &name, "fits.vtt"])),
        2,
        "a status must be named"
    );
}

#[test]
fn what_is_withheld_later_takes_its_words_and_its_name_away() {
    let (room, name) = with_one();
    room.write("draft.vtt", b"WEBVTT\n\n00:01.000 --> 00:02.000\nsecret\n");
    let add = [
        "transcript",
        "add",
        "--audio",
        "audio",
        &name,
        "draft.vtt",
        "--status",
        "draft",
    ];
    assert_eq!(code(&room.run(&add)), 0);
    let tone = tone(&room, 700, 5, "webm");
    let withheld = Recording {
        withheld: vec![Span {
            from_ms: 1_000,
            to_ms: 2_000,
        }],
        ..recording(1, &tone)
    };
    room.write(
        "in/b.age",
        &room.pack_spoken("P-1", 1, 2, &[(withheld, &tone.bytes)]),
    );
    let again = room.run(&AUDIO);
    assert_eq!(code(&again), 3);
    let text = out(&again);
    assert!(
        text.contains("was made before more of it was withheld"),
        "{text}"
    );
    for stray in [format!("original/{name}.webm"), format!("wav/{name}.wav")] {
        assert!(
            text.contains(&format!("- {stray}: it belongs to no recording any more")),
            "{text}"
        );
        fs::remove_file(room.path("audio").join(stray)).unwrap();
    }
    let refused = room.run(&add);
    assert_eq!(code(&refused), 2);
    assert!(err(&refused).contains("no recording here is called"));
    let open = [
        "open",
        "--identity",
        "key.txt",
        "in",
        "--out",
        "results",
        "--transcripts",
        "audio/transcripts.jsonl",
    ];
    assert_eq!(code(&room.run(&open)), 3);
    for file in [
        "entries.csv",
        "transcripts.csv",
        "entries.jsonl",
        "recordings.csv",
    ] {
        assert!(
            !fs::read_to_string(room.path("results").join(file))
                .unwrap()
                .contains("secret"),
            "{file}"
        );
    }
    assert!(!room.path("results/transcripts").exists());
}

#[test]
fn a_gap_in_the_sound_is_silence_of_the_same_length() {
    let room = Room::new();
    // Two seconds, three of nothing, two seconds: the times of the file leave a hole.
    let made = Command::new("ffmpeg")
        .current_dir(room.folder.path())
        .args([
            "-v",
            "error",
            "-y",
            "-f",
            "lavfi",
            "-i",
            "sine=frequency=440:duration=7:sample_rate=48000",
        ])
        .args([
            "-af",
            "aselect='lt(t,2)+gt(t,5)'",
            "-c:a",
            "libopus",
            "-b:a",
            "32k",
            "gap.webm",
        ])
        .status()
        .unwrap();
    assert!(made.success());
    let tone = Tone {
        bytes: fs::read(room.path("gap.webm")).unwrap(),
        mime: "audio/webm;codecs=opus",
        ms: 7_000,
    };
    room.write(
        "in/a.age",
        &room.pack_spoken("P-1", 1, 1, &[(recording(1, &tone), &tone.bytes)]),
    );
    let output = room.run(&AUDIO);
    assert_eq!(code(&output), 0, "{}", out(&output));
    let wav = room
        .path("audio/wav")
        .join(&names(&room.path("audio/wav"))[0]);
    let mut reader = hound::WavReader::open(wav).unwrap();
    let samples: Vec<f64> = reader
        .samples::<i16>()
        .map(|s| f64::from(s.unwrap()))
        .collect();
    let loud = |from: usize| {
        samples[from * 16_000..(from + 1) * 16_000]
            .iter()
            .any(|s| s.abs() > 500.0)
    };
    assert_eq!([loud(0), loud(3), loud(6 - 1)], [true, false, true]);
}

#[test]
fn help_teaches() {
    let room = Room::new();
    for arguments in [
        &["audio", "--help"][..],
        &["transcript", "add", "--help"],
        &["transcript", "queue", "--help"],
    ] {
        let output = room.run(arguments);
        assert_eq!(code(&output), 0);
        assert!(out(&output).contains("Example"), "{arguments:?}");
    }
}
