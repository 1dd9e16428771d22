//! What is written for programs of analysis: wishes, limits, and nothing that tells on a phone.

use std::collections::BTreeMap;

use journal::{PromptId, ShownPrompt, Theme};

use super::*;
use crate::merge::{Rules, merge};
use crate::testkit::{Sketch, entry, key, recording, sketch, transcript_record};
use crate::transcript::TranscriptStatus;
use crate::transcripts::Transcripts;

/// What the programs get.
const PROGRAMS: [Format; 8] = [
    Format::Word,
    Format::RefiQda,
    Format::NVivo,
    Format::AtlasTi,
    Format::Maxqda,
    Format::QualCoder,
    Format::Taguette,
    Format::Graph,
];

/// Two entries, one of them not to be quoted, with a recording each.
fn two(quiet: &str, open: &str) -> Dataset {
    let entries = [(7, quiet, true), (8, open, false)].map(|(number, text, do_not_quote)| {
        let mut one = entry(number, 1, text);
        one.handling.do_not_quote = do_not_quote;
        one.recordings = vec![recording(number, number)];
        one.prompt = Some(ShownPrompt {
            id: PromptId("GB-01".into()),
            version: 1,
            theme: Theme::GazingBackwards,
            language: "en".into(),
            text: "Who helped you?".into(),
        });
        one
    });
    let lines: String = [(7, "murmured"), (8, "declared")]
        .map(|(number, words)| {
            let sha256 = format!("{number:x}").repeat(64);
            let record = transcript_record(number, &sha256, TranscriptStatus::Checked, words);
            format!("{}\n", record.line())
        })
        .concat();
    let rules = Rules {
        transcripts: Transcripts::parse(&lines).unwrap(),
        ..Rules::default()
    };
    let bundle = Sketch {
        entries: entries.to_vec(),
        ..sketch("P-1", 1)
    };
    merge(vec![bundle.file("a.age")], &rules)
}

/// Members are stored, so the words of an archive are among its bytes.
fn has(file: &ExportFile, words: &str) -> bool {
    file.bytes
        .windows(words.len())
        .any(|found| found == words.as_bytes())
}

fn all(dataset: &Dataset) -> Vec<ExportFile> {
    let formats = Format::ALL.iter();
    formats
        .flat_map(|format| export(dataset, *format))
        .collect()
}

#[test]
fn what_must_not_be_quoted_says_so_in_every_file_that_has_it() {
    let dataset = two("whispered", "shouted");
    let mut with_words = 0;
    for file in all(&dataset) {
        // Tables and lines for programs have the wish as a field of the row.
        let is_field = ["csv", "jsonl"].iter().any(|end| file.path.ends_with(end))
            || file.path == "tables.xlsx";
        if has(&file, "whispered") || has(&file, "murmured") {
            let wish = if is_field {
                "do_not_quote"
            } else {
                "DO NOT QUOTE"
            };
            assert!(has(&file, wish), "{}", file.path);
            with_words += 1;
        }
    }
    // Tables, lines, workbook, document, five transcripts, two for Word, project, MAXQDA, page.
    assert_eq!(with_words, 15);
}

#[test]
fn what_must_not_be_quoted_is_in_no_import_that_makes_quotations() {
    let dataset = two("whispered", "shouted");
    for (format, path) in [
        (Format::AtlasTi, "atlasti/survey.xlsx"),
        (Format::QualCoder, "qualcoder/survey.xlsx"),
    ] {
        let files = export(&dataset, format);
        let survey = files.iter().find(|file| file.path == path).unwrap();
        assert!(has(survey, "shouted") && has(survey, "declared"));
        assert!(!has(survey, "whispered") && !has(survey, "murmured"));
        assert!(has(survey, "DO NOT QUOTE"));
        assert_eq!(survey.notices, [Notice::NotQuoted { texts: 1 }]);
    }
    let structured = &export(&dataset, Format::Maxqda)[1];
    assert!(structured.path.ends_with("entries.txt") && !has(structured, "#CODE"));
}

#[test]
fn files_for_programs_tell_nothing_of_phones_and_keys() {
    let bundle = Sketch {
        entries: vec![entry(1, 1, "text")],
        ..sketch("P-1", 1)
    };
    let dataset = merge(
        vec![bundle.file("Ada\u{2019}s phone.age")],
        &Rules::default(),
    );
    let facts = dataset.files[0].bundle.as_ref().unwrap();
    let secrets = [
        key(1),
        dataset.participants[0].devices[0].words.clone(),
        facts.bundle_id.to_string(),
        facts.tagmanifest_sha512.clone(),
        dataset.files[0].file_sha256.clone().unwrap(),
        "Ada".into(),
        "AGE-SECRET-KEY".into(),
        "age1".into(),
    ];
    for format in PROGRAMS {
        for file in export(&dataset, format) {
            for secret in &secrets {
                assert!(!has(&file, secret), "{} has {secret}", file.path);
            }
        }
    }
}

#[test]
fn a_workbook_has_no_formula_and_an_archive_no_date() {
    let dataset = two("=1+1", "=HYPERLINK(\"x\")");
    let mut archives = 0;
    for file in all(&dataset) {
        if !file.bytes.starts_with(b"PK") {
            continue;
        }
        archives += 1;
        assert!(!has(&file, "<f>") && !has(&file, "<f "), "{}", file.path);
        // MS-DOS time 0 and date 1980-01-01.
        assert_eq!(file.bytes[10..14], [0, 0, 0x21, 0], "{}", file.path);
    }
    assert_eq!(archives, 8);
    let tables = &export(&dataset, Format::Xlsx)[0];
    assert!(has(tables, "preserve\">=1+1</t>") && tables.notices.is_empty());
}

#[test]
fn what_cannot_be_held_is_told_in_a_notice() {
    let dataset = two("a\0b\u{fffe}c", &"x".repeat(40_000));
    let files = all(&dataset);
    let notices: BTreeMap<&str, &[Notice]> = files
        .iter()
        .filter(|file| !file.notices.is_empty())
        .map(|file| (file.path.as_str(), file.notices.as_slice()))
        .collect();
    let replaced = Notice::Replaced { characters: 2 };
    let long = |table| Notice::LongCells {
        table,
        column: if table == "entries" { "text" } else { "answer" },
        cells: 1,
    };
    let quiet = Notice::NotQuoted { texts: 1 };
    let expected: BTreeMap<&str, Vec<Notice>> = BTreeMap::from([
        ("tables.xlsx", vec![long("entries")]),
        (
            "word/entries/P-1/P-1_2026-01-08-07070707.docx",
            vec![replaced.clone()],
        ),
        ("word/people/P-1.docx", vec![replaced.clone()]),
        ("refi-qda/project.qdpx", vec![replaced.clone()]),
        ("atlasti/survey.xlsx", vec![long("survey"), quiet.clone()]),
        ("qualcoder/survey.xlsx", vec![long("survey"), quiet]),
        (
            "taguette/documents/P-1_2026-01-08-07070707.html",
            vec![replaced],
        ),
    ]);
    let expected: BTreeMap<&str, &[Notice]> = expected
        .iter()
        .map(|(path, of)| (*path, of.as_slice()))
        .collect();
    assert_eq!(notices, expected);

    let listed: Vec<Listed> = files.iter().map(Listed::from).collect();
    let told = String::from_utf8(super::notices(&listed).unwrap().bytes).unwrap();
    assert!(
        told.contains(
            "tables.xlsx: cells of entries that are too long for a sheet, column text: 1;"
        )
    );
    assert!(super::notices(&[]).is_none());
}

#[test]
fn words_of_a_text_are_no_commands_for_maxqda() {
    let dataset = two("#TEXTother\n#CODE x", "plain");
    let structured = &export(&dataset, Format::Maxqda)[1];
    let text = std::str::from_utf8(&structured.bytes).unwrap();
    assert_eq!(text.matches("#TEXT").count(), 2, "one for each entry");
    assert!(text.contains("# TEXTother\n# CODE x"));
    assert_eq!(structured.notices, [Notice::Commands { words: 2 }]);
}

#[test]
fn a_sheet_for_nvivo_has_as_many_cells_in_each_row() {
    let mut one = entry(1, 1, "text");
    one.prompt = Some(ShownPrompt {
        id: PromptId("=a\tb\r\n\"c".into()),
        version: 1,
        theme: Theme::Free,
        language: "en".into(),
        text: String::new(),
    });
    let bundle = Sketch {
        entries: vec![one],
        ..sketch("P-1", 1)
    };
    let dataset = merge(vec![bundle.file("a")], &Rules::default());
    let files = export(&dataset, Format::NVivo);
    let sheet = files
        .iter()
        .find(|file| file.path == "nvivo/documents.txt")
        .unwrap();
    let text = std::str::from_utf8(&sheet.bytes).unwrap();
    let rows: Vec<Vec<&str>> = text
        .lines()
        .map(|line| line.split('\t').collect())
        .collect();
    assert_eq!(rows[0][0], "Document");
    assert_eq!(rows[1][5], "'=a b   c");
    assert!(rows.len() == 2 && rows.iter().all(|row| row.len() == 13));
}

#[test]
fn the_graph_says_who_wrote_what_in_answer_to_what() {
    let dataset = two("a", "b");
    let files = export(&dataset, Format::Graph);
    let edges = files
        .iter()
        .find(|file| file.path == "graph/edges.csv")
        .unwrap();
    let rows = std::str::from_utf8(&edges.bytes).unwrap().lines().count();
    // Twice wrote, answers, holds; and the header.
    assert_eq!(rows, 7);
    assert!(
        files
            .iter()
            .all(|file| !has(file, "declared") && !has(file, "murmured"))
    );
}
