//! What is read, what is refused, and that what was written is read again.

use proptest::prelude::*;

use super::*;

fn cue(from_ms: u64, to_ms: u64, text: &str) -> Cue {
    Cue {
        from_ms,
        to_ms: Some(to_ms),
        speaker: None,
        text: text.into(),
    }
}

fn said(speaker: &str, cue: Cue) -> Cue {
    Cue {
        speaker: Some(speaker.into()),
        ..cue
    }
}

fn read(text: &str) -> Transcript {
    Transcript::read(text.as_bytes()).unwrap()
}

fn refused(text: &str) -> String {
    let error = Transcript::read(text.as_bytes()).unwrap_err();
    assert!(error.advice().is_some());
    error.to_string()
}

#[test]
fn webvtt_of_whisper_and_of_editors_is_read() {
    let found = read(
        "\u{feff}WEBVTT - made by hand\r\nKind: captions\r\nLanguage: fr\r\n\r\n\
         NOTE checked --> twice\r\nby two\r\n\r\nSTYLE\r\n::cue { color: red }\r\n\r\n\
         first\r\n00:00.000 --> 00:01.500 align:start position:0%\r\n\
         <v.loud Ann>I <i>was</i> new &amp; <00:00:01.000>shy</v>\r\n<v Bo>Oh?\r\n\r\n\
         00:01.500 --> 00:02.000\r\n\r\n\
         0:00:02.000 --> 0:00:03.000\r\n3 < 4, x<y> &unknown; &#233;&#x1F600;\r\nline two\r\n\r\n\r\n\r\n\
         1:00:00.000 --> 1:00:01.000\nlast",
    );
    assert_eq!(found.format, TranscriptFormat::WebVtt);
    assert_eq!(found.language.as_deref(), Some("fr"));
    assert_eq!(
        found.cues,
        [
            said("Ann", cue(0, 1_500, "I was new & shy")),
            said("Bo", cue(0, 1_500, "Oh?")),
            cue(2_000, 3_000, "3 < 4, x<y> &unknown; é😀\nline two"),
            cue(3_600_000, 3_601_000, "last"),
        ]
    );
    assert_eq!(found.end_ms(), 3_601_000);
}

#[test]
fn subrip_is_read_with_its_blank_lines_and_without_its_numbers() {
    let found = read(
        "\n1\n00:00:00,000 --> 00:00:01,000\n<i>One</i> {\\an8} <font color=\"red\">two</font>\n\n\
         A new paragraph <x>\n\n2\n00:00:01.000 --> 00:00:02.50\n12\n\n3\n00:00:03,000 --> 00:00:04,000\n\n",
    );
    assert_eq!(found.format, TranscriptFormat::Srt);
    assert_eq!(
        found.cues,
        [
            cue(0, 1_000, "One {\\an8} two\n\nA new paragraph <x>"),
            cue(1_000, 2_500, "12"),
        ]
    );
    let unnumbered = read("00:00:01,000 --> 00:00:02,000\n7\n00:00:02,000 --> 00:00:03,000\n8");
    assert_eq!(
        unnumbered.cues,
        [cue(1_000, 2_000, "7"), cue(2_000, 3_000, "8")]
    );
}

#[test]
fn stamps_stand_before_or_behind_their_words() {
    let before =
        read("#00:00:01#One #and# two\nmore\n\n[00:00:04.5] Three\n{00:01:00}\nfour [1.25]");
    assert_eq!(before.format, TranscriptFormat::StampedText);
    let last = Cue {
        to_ms: None,
        ..cue(60_000, 0, "four [1.25]")
    };
    assert_eq!(
        before.cues,
        [
            cue(1_000, 4_500, "One #and# two\nmore"),
            cue(4_500, 60_000, "Three"),
            last,
        ]
    );
    // As f4 writes it: each paragraph ends with its stamp.
    let behind = read("I: How was it? #00:00:03-4#\n\nP: Long. #00:01:00-0#\n");
    assert_eq!(
        behind.cues,
        [
            cue(0, 3_400, "I: How was it?"),
            cue(3_400, 60_000, "P: Long."),
        ]
    );
    // Before and behind: what lies between the two holds no words.
    let both = read("#00:00:00-0# a #00:00:02-0#\n#00:00:05-0# b #00:00:07-0#\n");
    assert_eq!(both.cues, [cue(0, 2_000, "a"), cue(5_000, 7_000, "b")]);
    // A heading is kept, as words of the beginning.
    let headed = read("Transcript of M7\n[00:02] Hello\n[00.01.00] you");
    assert_eq!(headed.cues[0], cue(0, 2_000, "Transcript of M7"));
    assert_eq!(headed.cues[2].from_ms, 60_000);
}

#[test]
fn json_of_both_whispers_is_read() {
    let found = read(
        r#"{"text": " Hi. Bye", "segments": [
            {"id": 0, "seek": 0, "start": 0.0, "end": 2.4599999999999995, "text": " Hi.", "tokens": [1], "temperature": 0.0},
            {"id": 1, "start": 2.46, "end": 3, "text": " Bye", "speaker": "SPEAKER_01"},
            {"id": 2, "start": 3, "end": 3, "text": ""}], "language": "en"}"#,
    );
    assert_eq!(found.format, TranscriptFormat::WhisperJson);
    assert_eq!(found.language.as_deref(), Some("en"));
    assert_eq!(
        found.cues,
        [
            cue(0, 2_460, "Hi."),
            said("SPEAKER_01", cue(2_460, 3_000, "Bye"))
        ]
    );
    let found = read(
        r#"{"systeminfo": "AVX = 1", "model": {"type": "base"}, "params": {"language": "auto"},
            "result": {"language": "nl"}, "transcription": [
            {"timestamps": {"from": "00:00:00,000", "to": "00:00:01,230"}, "offsets": {"from": 0, "to": 1230},
             "text": " Dag \"zuster\"", "tokens": [{"text": "x", "offsets": {"from": 0, "to": 1}}], "speaker": "0"}]}"#,
    );
    assert_eq!(found.format, TranscriptFormat::WhisperCppJson);
    assert_eq!(found.language.as_deref(), Some("nl"));
    assert_eq!(found.cues, [said("0", cue(0, 1_230, "Dag \"zuster\""))]);
}

#[test]
fn what_is_wrong_is_said_with_its_line() {
    let cases = [
        ("", "there is no time stamp in it"),
        ("Just words\n", "there is no time stamp in it"),
        ("#00:00:01#\n\n#00:00:02#", "there are no words in it"),
        ("WEBVTT\n\n", "there are no words in it"),
        (
            "#00:00:01# a\nb\n#00:61:00# c",
            "line 3: this time does not exist: minutes and seconds go up to 59",
        ),
        (
            "#00:00:05# a\n#00:00:04# b",
            "line 2: the time 00:00:04.000 is before 00:00:05.000, which stands above it",
        ),
        (
            "WEBVTT\n\n1\n00:02.000 --> 00:01.000\nx",
            "line 4: the end 00:00:01.000 is before the beginning 00:00:02.000",
        ),
        (
            "WEBVTT\n\n00:01 --> soon\nx",
            "line 3: this is not of the form 00:00:01.000 --> 00:00:02.000",
        ),
        (
            "WEBVTT\n\nwords\n\n00:01.000 --> 00:02.000\nx",
            "line 3: words stand here before any time",
        ),
        (
            "1\n00:00:01,000 --> 00:00:61,000\nx",
            "line 2: this time does not exist: minutes and seconds go up to 59",
        ),
        (
            "1\n00:00:01,000 -->\nx",
            "line 2: this is not of the form 00:00:01.000 --> 00:00:02.000",
        ),
        (
            "{\"segments\": [\n{",
            "line 2: the JSON is damaged or cut short there",
        ),
        (
            "{}",
            "it is JSON, but not of Whisper: it has neither \"segments\" nor \"transcription\"",
        ),
        (
            "{\"segments\": [{\"text\": \"x\"}]}",
            "segment 1 of the JSON: it has no beginning and end",
        ),
        (
            "{\"segments\": [{\"start\": 0, \"end\": 1}]}",
            "segment 1 of the JSON: it has no text",
        ),
        (
            "{\"segments\": [{\"start\": 0, \"end\": 1, \"text\": \"\"}, {\"start\": -1, \"end\": 1, \"text\": \"x\"}]}",
            "segment 2 of the JSON: this time does not exist: minutes and seconds go up to 59",
        ),
        (
            "{\"transcription\": [{\"offsets\": {\"from\": 9, \"to\": 8}, \"text\": \"x\"}]}",
            "segment 1 of the JSON: the end 00:00:00.008 is before the beginning 00:00:00.009",
        ),
    ];
    for (text, sentence) in cases {
        assert_eq!(refused(text), sentence, "{text:?}");
    }
    let error = |bytes: &[u8]| Transcript::read(bytes).unwrap_err().to_string();
    assert_eq!(
        error(b"#00:00:01# a\nb\xff"),
        "line 2: it is not text in UTF-8"
    );
    assert_eq!(error(b"\xff\xfea"), "it is not text in UTF-8");
    assert_eq!(
        error(b"PK\x03\x04\xc0\xff"),
        "line 1: it is not text in UTF-8"
    );
    assert_eq!(
        error(&vec![b' '; SIZE_CAP + 1]),
        "it is larger than 16 MB, which no transcript is"
    );
    let utf16: Vec<u8> = "\u{feff}#00:00:01# é"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(Transcript::read(&utf16).unwrap().cues[0].text, "é");
}

#[test]
fn a_transcript_longer_than_its_recording_belongs_to_another() {
    let found = read("WEBVTT\n\n00:00.000 --> 00:10.000\nx");
    assert_eq!(found.fits(8_000), Ok(()));
    assert_eq!(
        found.fits(7_999).unwrap_err().to_string(),
        "it goes on until 00:00:10.000, but the recording ends at 00:00:07.999"
    );
}

#[test]
fn hostile_files_take_no_longer_than_they_are_long() {
    let most = 1 << 17;
    for part in [
        "<", "<v ", "&", "#", "[", "[00:00:0", "\n\n", "a\n\n", "-->", "<v a>", "{", "[[",
    ] {
        let body = part.repeat(most / part.len());
        for head in [
            "",
            "WEBVTT\n\n00:00.000 --> 00:01.000\n",
            "1\n00:00:00,000 --> 00:00:01,000\n",
            "#00:00:01# ",
        ] {
            let begun = std::time::Instant::now();
            let read = Transcript::read(format!("{head}{body}").as_bytes());
            if let Ok(read) = read {
                for form in StampForm::ALL {
                    read.written(form, TranscriptStatus::Checked, &[]);
                }
            }
            assert!(begun.elapsed().as_secs() < 5, "{part:?} behind {head:?}");
        }
    }
}

#[test]
fn each_program_gets_its_form() {
    let transcript = Transcript {
        format: TranscriptFormat::WebVtt,
        language: None,
        cues: vec![
            said("P\t7", cue(1_299, 2_500, "I was\nnew [00:01] & <shy>")),
            Cue {
                to_ms: None,
                ..cue(3_723_456, 0, "End")
            },
        ],
    };
    let written = |form| transcript.written(form, TranscriptStatus::MachineDraft, &[]);
    assert_eq!(
        written(StampForm::NVivo),
        "Timespan\tContent\tSpeaker\tStatus\n\
         00:00:01.2-00:00:02.5\tI was new [00:01] & <shy>\tP 7\tmachine draft, not checked against the audio\n\
         01:02:03.4-01:02:03.4\tEnd\t\tmachine draft, not checked against the audio\n"
    );
    let f4 = "(machine draft, not checked against the audio)\n\n\
              #00:00:01-2# P 7: I was new [ 00:01] & <shy>\n#01:02:03-4# End\n";
    assert_eq!(written(StampForm::AtlasTi), f4);
    assert_eq!(written(StampForm::Maxqda), f4);
    assert_eq!(
        written(StampForm::QualCoder),
        "(machine draft, not checked against the audio)\n\n\
         #00:00:01.299# P 7: I was new [ 00:01] & <shy>\n#01:02:03.456# End\n"
    );
    assert_eq!(
        written(StampForm::WebVtt),
        "WEBVTT\n\nNOTE machine draft, not checked against the audio\n\n\
         00:00:01.299 --> 00:00:02.500\n<v P 7>I was\nnew [00:01] &amp; &lt;shy&gt;\n\n\
         01:02:03.456 --> 01:02:04.456\nEnd\n"
    );
    let wished = transcript.written(
        StampForm::Maxqda,
        TranscriptStatus::Checked,
        &["DO NOT QUOTE", "ASK ME FIRST"],
    );
    assert!(wished.starts_with("(DO NOT QUOTE; ASK ME FIRST; checked against the audio)\n\n#00"));
}

/// Transcripts that a machine could have made: one after the other, or overlapping.
fn transcripts(speakers: bool) -> impl Strategy<Value = Transcript> {
    let words = prop_oneof![
        4 => "[a-zé<>&;#:\\[\\]{}0-9 /v.\n-]{1,20}",
        1 => "(<v A>|&amp;|-->|\\[00:00:01\\]|#00:00:02-3#|NOTE|WEBVTT|</i>|12\n){1,3}x",
        1 => any::<String>(),
    ];
    let one = (
        0u64..4_000,
        0u64..5_000,
        words,
        proptest::option::of("[A-Zé&<> ]{1,6}"),
    );
    proptest::collection::vec(one, 1..8).prop_filter_map("without words", move |parts| {
        let mut from_ms = 0;
        let cues = parts.into_iter().map(|(wait, length, text, speaker)| {
            from_ms += wait;
            let text = text.replace("\r\n", "\n").replace('\r', "\n");
            Cue {
                from_ms,
                to_ms: Some(from_ms + length),
                speaker: speaker
                    .map(|name| name.trim().to_owned())
                    .filter(|name| speakers && !name.is_empty()),
                text: text.trim().to_owned(),
            }
        });
        let cues: Vec<Cue> = cues.filter(|cue| !cue.text.is_empty()).collect();
        (!cues.is_empty()).then_some(Transcript {
            format: TranscriptFormat::WebVtt,
            language: None,
            cues,
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn webvtt_that_was_written_is_read_again(transcript in transcripts(true)) {
        let written = transcript.written(StampForm::WebVtt, TranscriptStatus::Checked, &["DO NOT QUOTE"]);
        let mut expected = transcript;
        for cue in &mut expected.cues {
            // A blank line ends a cue, and cannot stand in one.
            let lines: Vec<&str> = cue.text.lines().filter(|line| !line.is_empty()).collect();
            cue.text = lines.join("\n");
        }
        prop_assert_eq!(Transcript::read(written.as_bytes()).unwrap(), expected);
    }

    #[test]
    fn stamps_that_were_written_are_read_again(transcript in transcripts(false)) {
        for (form, grain) in [(StampForm::Maxqda, 100), (StampForm::AtlasTi, 100), (StampForm::QualCoder, 1)] {
            let written = transcript.written(form, TranscriptStatus::MachineDraft, &["DO NOT QUOTE"]);
            let found = Transcript::read(written.as_bytes()).unwrap();
            let found: Vec<u64> = found.cues.iter().skip(1).map(|cue| cue.from_ms).collect();
            let expected: Vec<u64> = transcript.cues.iter().map(|cue| cue.from_ms / grain * grain).collect();
            prop_assert_eq!(found, expected, "{}", written);
        }
    }

    #[test]
    fn a_table_has_as_many_tabs_in_every_line(transcript in transcripts(true)) {
        let written = transcript.written(StampForm::NVivo, TranscriptStatus::Checked, &[]);
        prop_assert_eq!(written.lines().count(), transcript.cues.len() + 1);
        prop_assert!(written.lines().all(|line| line.matches('\t').count() == 3));
    }

    #[test]
    fn subrip_is_read_as_it_is_written(transcript in transcripts(false)) {
        let mut expected = transcript;
        let mut written = String::new();
        for (number, cue) in (1..).zip(&mut expected.cues) {
            let times = [cue.from_ms, cue.to_ms.unwrap()].map(|ms| clock(ms).replace('.', ","));
            // Neither a tag nor an arrow can stand in SubRip's words.
            cue.text = cue.text.replace(['<', '>'], "");
            if cue.text.trim() != cue.text || cue.text.is_empty() {
                cue.text = "x".into();
            }
            written += &format!("{number}\n{} --> {}\n{}\n\n", times[0], times[1], cue.text);
        }
        expected.format = TranscriptFormat::Srt;
        prop_assert_eq!(Transcript::read(written.as_bytes()).unwrap(), expected);
    }

    #[test]
    fn no_bytes_stop_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..200), text in "(WEBVTT\n\n|[#\\[{]|[0-9]{1,2}|:|-->|\n|<v |>|&|;|\\{\"segments\":|x){0,40}") {
        let _ = Transcript::read(&bytes);
        if let Ok(found) = Transcript::read(text.as_bytes()) {
            prop_assert!(found.cues.iter().all(|cue| cue.to_ms.is_none_or(|to| to >= cue.from_ms)));
            prop_assert!(found.cues.windows(2).all(|two| two[0].from_ms <= two[1].from_ms));
            prop_assert!(found.cues.iter().all(|cue| !cue.text.is_empty()));
        }
    }
}
