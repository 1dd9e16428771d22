//! The exports, read again by other readers.

use std::collections::BTreeMap;

use journal::{Entry, Handling, PromptId, Role, ShownPrompt, Theme};
use proptest::prelude::*;

use super::*;
use crate::merge::{Rules, merge};
use crate::testkit::{Sketch, entry, recording, sketch, transcript_record};
use crate::transcript::{Transcript, TranscriptStatus};
use crate::transcripts::Transcripts;

/// What a spreadsheet must not run, and texts that only look like it.
const HOSTILE: &[&str] = &[
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    " =1",
    "\"=1\"",
    "'=1",
    "''=1",
    "\u{feff}=1",
    "\u{200b}=1",
    "\u{a0}=1",
    "“=1”",
    "=cmd|'/c calc'!A0",
    "%0A=1",
    "|x",
    "\0=1",
    "=HYPERLINK(\"http://example.org\",\"x\")",
];

fn dataset(texts: &[&str]) -> Dataset {
    let entries = texts
        .iter()
        .zip(1..)
        .map(|(text, n)| entry(n, 1, text))
        .collect();
    merge(
        vec![
            Sketch {
                entries,
                ..sketch("P-1", 1)
            }
            .file("a.age"),
        ],
        &Rules::default(),
    )
}

pub(super) fn file(files: &[ExportFile], path: &str) -> String {
    let file = files.iter().find(|file| file.path == path).unwrap();
    String::from_utf8(file.bytes.clone()).unwrap()
}

/// Reads a table as README.txt says it is to be read.
pub(super) fn rows(table: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = ::csv::Reader::from_reader(table.as_bytes());
    let header = reader.headers().unwrap().clone();
    reader
        .records()
        .map(|row| {
            let row = row.unwrap();
            let escaped: Vec<String> = row[row.len() - 1].split(' ').map(str::to_owned).collect();
            let cells = header.iter().zip(row.iter()).map(|(column, cell)| {
                let cell = if escaped.iter().any(|name| name == column) {
                    cell.strip_prefix('\'').unwrap()
                } else {
                    cell
                };
                (column.to_owned(), cell.to_owned())
            });
            cells.collect()
        })
        .collect()
}

fn texts(dataset: &Dataset) -> Vec<String> {
    rows(&file(&export(dataset, Format::Csv), "entries.csv"))
        .into_iter()
        .map(|row| row["text"].clone())
        .collect()
}

#[test]
fn no_cell_begins_as_a_formula() {
    let dataset = dataset(HOSTILE);
    let table = file(&export(&dataset, Format::Csv), "entries.csv");
    let mut reader = ::csv::Reader::from_reader(table.as_bytes());
    let text = reader
        .headers()
        .unwrap()
        .iter()
        .position(|column| column == "text")
        .unwrap();
    for row in reader.records() {
        let row = row.unwrap();
        assert!(row[text].starts_with('\''), "{:?}", &row[text]);
        assert_eq!(&row[row.len() - 1], "text");
    }
    assert_eq!(texts(&dataset), HOSTILE);
}

#[test]
fn harmless_cells_are_untouched() {
    let harmless = [
        "",
        "'tis",
        "a=b",
        "1-2",
        "\"so\" she said",
        "Zoë 👩🏽‍⚕️",
        "שלום",
        "a\r\nb\rc\nd",
        "a,b;c\td",
    ];
    let dataset = dataset(&harmless);
    assert_eq!(texts(&dataset), harmless);
    assert!(
        rows(&file(&export(&dataset, Format::Csv), "entries.csv"))
            .iter()
            .all(|row| row["escaped"].is_empty())
    );
}

proptest! {
    #[test]
    fn every_text_comes_back_byte_for_byte(text in any::<String>(), title in "[=+'\"a\t]{0,4}") {
        let one = Entry { title: title.clone(), ..entry(1, 1, &text) };
        let dataset = merge(vec![Sketch { entries: vec![one], ..sketch("P-1", 1) }.file("a")], &Rules::default());
        let row = &rows(&file(&export(&dataset, Format::Csv), "entries.csv"))[0];
        prop_assert_eq!((&row["text"], &row["title"]), (&text, &title));

        let line = file(&export(&dataset, Format::JsonLines), "entries.jsonl");
        let object: serde_json::Value = serde_json::from_str(&line).unwrap();
        prop_assert_eq!(object["entry"]["text"].as_str(), Some(text.as_str()));

        let document = String::from_utf8(export(&dataset, Format::Markdown)[0].bytes.clone()).unwrap();
        let (_, body) = document.split_once("<!-- text -->\n").unwrap();
        prop_assert_eq!(body.strip_suffix('\n'), Some(text.as_str()));
    }

    #[test]
    fn exports_are_the_same_in_any_order(order: bool) {
        let mut files = vec![sketch("P-1", 1).file("a"), sketch("P-2", 1).file("b"), sketch("P-2", 2).file("c")];
        let first = merge(files.clone(), &Rules::default());
        if order { files.reverse() } else { files.rotate_left(1) }
        let second = merge(files, &Rules::default());
        for format in Format::ALL {
            prop_assert_eq!(export(&first, format), export(&second, format));
        }
    }
}

fn full() -> Entry {
    Entry {
        prompt: Some(ShownPrompt {
            id: PromptId("GB-01".into()),
            version: 2,
            theme: Theme::GazingBackwards,
            language: "en".into(),
            text: "Who helped you?\nAnd how?".into(),
        }),
        title: "First \"night\"\u{202e}".into(),
        role: Role::Both,
        handling: Handling {
            ask_first: false,
            do_not_quote: true,
            do_not_raise: true,
        },
        ..entry(7, 1, "I was new.\r\n---\nShe, too.")
    }
}

#[test]
fn a_document_shows_the_wishes_first_and_the_text_last() {
    let dataset = merge(
        vec![
            Sketch {
                entries: vec![full()],
                ..sketch("P-1", 1)
            }
            .file("a"),
        ],
        &Rules::default(),
    );
    let files = export(&dataset, Format::Markdown);
    assert_eq!(files[0].path, "entries/P-1/2026-01-08-07070707.md");
    assert_eq!(
        String::from_utf8(files[0].bytes.clone()).unwrap(),
        "---\nstudy_id: \"study\"\nparticipant: \"P-1\"\n\
         entry_id: \"07070707-0707-4707-8707-070707070707\"\nrev: \"1\"\nconflict: \"\"\n\
         created_at: \"2026-01-08\"\nedited_at: \"2026-01-08\"\nrole: \"both\"\n\
         theme: \"gazing_backwards\"\nprompt_id: \"GB-01\"\nprompt_version: \"2\"\n\
         prompt_language: \"en\"\ntitle: \"First \\\"night\\\"\\u202e\"\n\
         tags: \"\"\nhandling: \"DO NOT QUOTE; DO NOT RAISE IN THE INTERVIEW\"\n---\n\n\
         **DO NOT QUOTE**\n\n**DO NOT RAISE IN THE INTERVIEW**\n\n\
         > Who helped you?\n> And how?\n\n<!-- text -->\nI was new.\r\n---\nShe, too.\n"
    );
}

#[test]
fn a_table_has_its_columns_in_their_order() {
    let dataset = merge(
        vec![
            Sketch {
                entries: vec![full()],
                ..sketch("P-1", 1)
            }
            .file("a"),
        ],
        &Rules::default(),
    );
    let bundle = dataset.files[0].bundle.as_ref().unwrap().bundle_id;
    assert_eq!(
        file(&export(&dataset, Format::Csv), "entries.csv"),
        format!(
            "study_id,participant,entry_id,rev,revisions,created_at,edited_at,role,theme,prompt_id,\
             prompt_version,prompt_language,prompt_text,title,text,sharing,ask_first,do_not_quote,\
             do_not_raise,bundle_id,seq,signer,conflict,recordings,transcript_status,transcript,\
             tags,form,links,people,session,escaped\r\n\
             study,P-1,07070707-0707-4707-8707-070707070707,1,1,2026-01-08,2026-01-08,both,\
             gazing_backwards,GB-01,2,en,\"Who helped you?\nAnd how?\",\"First \"\"night\"\"\u{202e}\",\
             \"I was new.\r\n---\nShe, too.\",only_me,no,yes,yes,{bundle},1,unregistered,,,,,,,,,,\r\n"
        )
    );
}

#[test]
fn both_sides_of_a_conflict_are_exported() {
    let first = Sketch {
        entries: vec![entry(1, 1, "one")],
        ..sketch("P-1", 1)
    };
    let second = Sketch {
        entries: vec![entry(1, 1, "two")],
        ..sketch("P-1", 2)
    };
    let dataset = merge(vec![first.file("a"), second.file("b")], &Rules::default());
    let mut found = texts(&dataset);
    found.sort();
    assert_eq!(found, ["one", "two"]);
    let paths: Vec<String> = export(&dataset, Format::Markdown)
        .into_iter()
        .map(|file| file.path)
        .collect();
    assert_eq!(
        paths,
        [
            "entries/P-1/2026-01-02-01010101-1.md",
            "entries/P-1/2026-01-02-01010101-2.md"
        ]
    );
}

#[test]
fn no_path_holds_anything_but_our_own_letters() {
    let bad = crate::Received::unreadable("../\u{1b}x\n", 0, "gone");
    let entries = vec![entry(1, 1, "a"), entry(2, 1, "b")];
    let files = vec![
        Sketch {
            entries,
            ..sketch("-con", 1)
        }
        .file("b\n"),
        bad,
    ];
    let dataset = merge(files, &Rules::default());
    let files: Vec<ExportFile> = Format::ALL
        .iter()
        .flat_map(|format| export(&dataset, *format))
        .collect();
    for file in files {
        let fine = |b: u8| b.is_ascii_alphanumeric() || b"-_./".contains(&b);
        assert!(
            file.path.bytes().all(fine) && !file.path.contains(".."),
            "{}",
            file.path
        );
    }
}

#[test]
fn provenance_names_every_file_and_every_bundle() {
    let dataset = dataset(&["text"]);
    let origin = Origin {
        program: "p 1".into(),
        made_at: "2026-01-01T00:00:00Z".into(),
        opened_with: vec!["age1".into()],
        options: vec!["for=nvivo".into()],
        register: None,
    };
    let files: Vec<Listed> = export(&dataset, Format::Csv)
        .iter()
        .map(Listed::from)
        .collect();
    let document: serde_json::Value =
        serde_json::from_slice(&provenance(&dataset, &origin, &files).bytes).unwrap();
    assert_eq!(document["files"].as_array().unwrap().len(), files.len());
    assert_eq!(document["bundles"][0]["verdict"], "merged");
    assert_eq!(document["made_at"], "2026-01-01T00:00:00Z");
    assert!(!document.to_string().contains("text of"));
}

fn recorded_silence() -> Vec<journal::Span> {
    vec![journal::Span {
        from_ms: 1_000,
        to_ms: 2_500,
    }]
}

/// An entry with two recordings, of which the first has a transcript.
fn spoken(words: &str, status: TranscriptStatus) -> Dataset {
    let recorded = journal::Recording {
        title: "=First".into(),
        gist: "the ward\n<!-- text -->\n".into(),
        withheld: recorded_silence(),
        ..recording(1, 0xa)
    };
    let one = Entry {
        recordings: vec![recorded, recording(2, 0xb)],
        ..full()
    };
    let mut transcripts = Transcripts::default();
    transcripts.add(crate::transcripts::TranscriptRecord {
        silent: recorded_silence(),
        ..transcript_record(1, &"a".repeat(64), status, words)
    });
    let sketch = Sketch {
        entries: vec![one],
        ..sketch("P-1", 1)
    };
    merge(
        vec![sketch.file("a")],
        &Rules {
            transcripts,
            ..Rules::default()
        },
    )
}

const NAMES: [&str; 2] = [
    "P-1_2026-01-03_audio-bbefa7cb",
    "P-1_2026-01-03_audio-bf8b9eea",
];

#[test]
fn every_export_has_the_recordings_and_their_words_with_status_and_stamps() {
    let dataset = spoken("=Hello\nyou", TranscriptStatus::MachineDraft);
    let tables = export(&dataset, Format::Csv);
    let recordings = rows(&file(&tables, "recordings.csv"));
    assert_eq!(recordings.len(), 2);
    let first = &recordings[0];
    for (column, value) in [
        ("name", NAMES[0]),
        ("file", "P-1_2026-01-03_audio-bbefa7cb.webm"),
        ("length", "00:01:00.000"),
        ("length_ms", "60000"),
        ("withheld", "00:00:01.000-00:00:02.500"),
        ("lost", ""),
        ("title", "=First"),
        ("do_not_quote", "yes"),
        ("transcript_status", "machine_draft"),
        ("transcript_file", "words.vtt"),
    ] {
        assert_eq!(first[column], value, "{column}");
    }
    assert_eq!(recordings[1]["transcript_status"], "none");
    let cues = rows(&file(&tables, "transcripts.csv"));
    assert_eq!(cues.len(), 1);
    assert_eq!(
        (&*cues[0]["text"], &*cues[0]["from"], &*cues[0]["to_ms"]),
        ("=Hello\nyou", "00:00:01.250", "2000")
    );
    assert_eq!(
        (&*cues[0]["transcript_status"], &*cues[0]["do_not_raise"]),
        ("machine_draft", "yes")
    );
    let entry = &rows(&file(&tables, "entries.csv"))[0];
    assert_eq!(entry["recordings"], NAMES.join("; "));
    assert_eq!(entry["transcript_status"], "machine_draft; none");
    assert_eq!(
        entry["transcript"],
        format!(
            "{} (machine draft, not checked against the audio)\n#00:00:01-2# =Hello you",
            NAMES[0]
        )
    );

    let line = file(&export(&dataset, Format::JsonLines), "entries.jsonl");
    let object: serde_json::Value = serde_json::from_str(&line).unwrap();
    let told = &object["recordings"];
    assert_eq!(
        (&told[0]["name"], &told[1]["transcript"]),
        (&NAMES[0].into(), &serde_json::Value::Null)
    );
    assert_eq!(told[0]["transcript"]["status"], "machine_draft");
    assert_eq!(told[0]["transcript"]["cues"][0]["text"], "=Hello\nyou");
    assert_eq!(
        object["entry"]["recordings"][0]["media"]["duration_ms"],
        60_000
    );

    let files = export(&dataset, Format::Transcripts);
    let paths: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(
        paths,
        ["atlasti", "maxqda", "nvivo", "qualcoder", "webvtt"].map(|folder| {
            let ending = if folder == "webvtt" { "vtt" } else { "txt" };
            format!("transcripts/{folder}/{}.{ending}", NAMES[0])
        })
    );
    for file in &files {
        let text = String::from_utf8(file.bytes.clone()).unwrap();
        assert!(
            text.contains(
                "DO NOT QUOTE; DO NOT RAISE IN THE INTERVIEW; machine draft, not checked"
            )
        );
    }
    let read = Transcript::read(&files[4].bytes).unwrap();
    assert_eq!(
        read,
        dataset.recordings[0]
            .transcript
            .as_ref()
            .unwrap()
            .transcript
    );
}

#[test]
fn a_document_tells_of_its_recordings_before_the_text() {
    let dataset = spoken("<!-- text -->\nHello", TranscriptStatus::Checked);
    let document = String::from_utf8(export(&dataset, Format::Markdown)[0].bytes.clone()).unwrap();
    let (head, body) = document.split_once("\n<!-- text -->\n").unwrap();
    assert_eq!(body, "I was new.\r\n---\nShe, too.\n");
    let told = format!(
        "## {}\n\n- recording_id: \"01010101-0101-4101-8101-010101010101\"\n- recorded_at: \"2026-01-03\"\n\
         - length: \"00:01:00.000\"\n- title: \"=First\"\n- gist: \"the ward\\n<!-- text -->\\n\"\n\
         - withheld: \"00:00:01.000-00:00:02.500\"\n- lost: \"\"\n\n\
         **CHECKED AGAINST THE AUDIO**\n\n#00:00:01-2# &lt;!-- text --> Hello\n\n\
         ## {}\n",
        NAMES[0], NAMES[1]
    );
    assert!(head.contains(&told), "{head}");
    assert!(head.ends_with("**NO TRANSCRIPT**\n"));
}
