//! Memos, tags and names in every file that is exported.

use journal::{Addressee, Context, Form, Letter, Opens, PromptId, ShownPrompt, Stimulus, Theme};

use super::refi::lint_of;
use super::*;
use crate::memos::{About, MemoId, MemoKind, Memos};
use crate::merge::{Rules, merge};
use crate::register::{Choice, NameKind, Register, deidentify};
use crate::testkit::{Sketch, code, entry, id, recording, sketch, transcript_record};
use crate::transcript::TranscriptStatus;
use crate::transcripts::Transcripts;

const ADA: (&str, &str) = ("2026-02-01T10:11:12Z", "Ada");

fn about(number: u8) -> About {
    About::Entry {
        participant: code("P-1"),
        entry: id(number),
    }
}

/// Every format, with what goes with them.
fn all(dataset: &Dataset, register: Option<RegisterUse>) -> Vec<ExportFile> {
    let files = Format::ALL.map(|format| export(dataset, format)).concat();
    let origin = Origin {
        program: "test".into(),
        made_at: "2026-02-02T00:00:00Z".into(),
        opened_with: vec!["age1opened".into()],
        options: Vec::new(),
        register,
    };
    crate::archive::results(dataset, files, &origin)
}

fn has(file: &ExportFile, words: &str) -> bool {
    let words = words.as_bytes();
    file.bytes.windows(words.len()).any(|part| part == words)
}

fn with<'f>(files: &'f [ExportFile], words: &str) -> Vec<&'f str> {
    let found = files.iter().filter(|file| has(file, words));
    found.map(|file| file.path.as_str()).collect()
}

fn noted() -> Dataset {
    let mut quiet = entry(2, 1, "quiet words");
    quiet.handling.do_not_quote = true;
    let bundle = Sketch {
        entries: vec![entry(1, 1, "open words"), quiet],
        ..sketch("P-1", 1)
    };
    let mut dataset = merge(vec![bundle.file("a")], &Rules::default());
    let mut memos = Memos::default();
    let write = |memos: &mut Memos, kind, about, text: &str, follows: Option<MemoId>| {
        let later = ("2026-02-01T10:11:13Z", "Ada");
        let by = if follows.is_some() { later } else { ADA };
        memos.write(by, kind, about, text, follows).unwrap().id
    };
    let first = write(
        &mut memos,
        MemoKind::Analytic,
        about(1),
        "=first thought",
        None,
    );
    write(
        &mut memos,
        MemoKind::Analytic,
        about(1),
        "=second thought",
        Some(first),
    );
    write(
        &mut memos,
        MemoKind::Reflexive,
        About::Study,
        "my own story <b>",
        None,
    );
    for number in [1, 2] {
        memos
            .tag(ADA, &code("P-1"), id(number), "first night")
            .unwrap();
    }
    dataset.note(&memos);
    dataset
}

#[test]
fn memos_stand_apart_from_what_was_written_and_no_wording_is_lost() {
    let files = all(&noted(), None);
    let first = with(&files, "first thought");
    assert_eq!(first, ["memos.csv", "memos.jsonl", "tables.xlsx"]);
    let second = with(&files, "second thought");
    let expected = [
        "memos.csv",
        "memos.jsonl",
        "memos/P-1.md",
        "tables.xlsx",
        "word/memos/P-1.docx",
        "refi-qda/project.qdpx",
    ];
    assert_eq!(second, expected);
    let table = files.iter().find(|file| file.path == "memos.csv").unwrap();
    let mut reader = ::csv::Reader::from_reader(table.bytes.as_slice());
    let rows: Vec<::csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let row = rows.iter().find(|row| row[10].contains("first")).unwrap();
    let cells = [4, 5, 9, 10, 12, 13].map(|at| row[at].to_owned());
    assert_eq!(
        cells,
        [
            "analytic",
            "entry",
            "P-1_2026-01-02-01010101",
            "'=first thought",
            "no",
            "text"
        ]
    );
    let standing: Vec<&str> = rows.iter().map(|row| &row[12]).collect();
    assert_eq!(standing.iter().filter(|one| **one == "yes").count(), 2);
    assert!(has(
        files
            .iter()
            .find(|file| file.path == "memos/study.md")
            .unwrap(),
        "## Reflexive memo "
    ));
}

#[test]
fn a_tag_is_a_code_of_what_may_be_quoted_and_a_value_of_everything() {
    let dataset = noted();
    let files = all(&dataset, None);
    let project = &export(&dataset, Format::RefiQda);
    let project = project
        .iter()
        .find(|file| file.path.ends_with("qdpx"))
        .unwrap();
    let qde = String::from_utf8_lossy(&project.bytes);
    assert_eq!(qde.matches("<CodeRef ").count(), 1);
    assert_eq!(qde.matches("<TextValue>first night</TextValue>").count(), 2);
    assert_eq!(lint_of(&dataset), Vec::<String>::new());
    for path in [
        "entries.csv",
        "tags.csv",
        "taguette/codebook.csv",
        "graph/edges.csv",
    ] {
        assert!(with(&files, "first night").contains(&path), "{path}");
    }
}

/// Everything that may hold a name, each with one of its own.
fn named() -> Dataset {
    let mut one = entry(
        1,
        1,
        "I met Anna & Bo in <Ghent>.\r\nANNA’s ward, zoe\u{308} too, anna2.",
    );
    one.created_at = crate::testkit::moment("2026-01-02T21:04:59+01:00");
    one.title = "With Annas friend".into();
    one.prompt = Some(ShownPrompt {
        id: PromptId("p".into()),
        version: 1,
        theme: Theme::Free,
        language: "en".into(),
        text: "What did Zoë say?".into(),
    });
    let mut sound = recording(1, 0xa);
    sound.title = "Anna at\u{a0}Ghent".into();
    sound.gist = "about A\u{200b}nna".into();
    one.recordings = vec![sound];
    let mut shown = Stimulus::of(&entry(9, 1, "Anna was shown"), one.created_at.clone());
    shown.shown_at = crate::testkit::moment("2026-01-02T21:04:59+01:00");
    one.context = Context {
        stimuli: vec![shown],
        form: Some(Form::Letter(Letter {
            to: Addressee::ThatDay,
            opens: Opens::When("once Zoë is back in Ghent".into()),
            opened_at: Some(crate::testkit::moment("2026-01-02T21:04:59+01:00")),
        })),
        ..Context::default()
    }
    .kept();
    let mut earlier = one.clone();
    earlier.text = "Zoë, earlier".into();
    one.rev = 2;
    let bundle = Sketch {
        study: "ghent-2026",
        offers: Some(crate::testkit::tied_offers()),
        entries: vec![earlier, one],
        ..sketch("P-1", 1)
    };
    let sha256 = "a".repeat(64);
    let mut record = transcript_record(1, &sha256, TranscriptStatus::Checked, "Anna\nand Zoë said");
    record.transcript.cues[0].speaker = Some("Zoë".into());
    record.by = Some("Anna".into());
    record.file = "anna.vtt".into();
    let rules = Rules {
        transcripts: Transcripts::parse(&record.line()).unwrap(),
        ..Rules::default()
    };
    let files = vec![
        bundle.file("anna-diary.age"),
        bundle.file("copy of Zoë.age"),
    ];
    let mut dataset = merge(files, &rules);
    let mut memos = Memos::default();
    memos
        .write(ADA, MemoKind::Analytic, about(1), "Is Anna=Zoë?", None)
        .unwrap();
    memos
        .tag(
            ("2026-02-03T10:11:12Z", "Zoë"),
            &code("P-1"),
            id(1),
            "Anna again",
        )
        .unwrap();
    dataset.note(&memos);
    dataset
}

fn register() -> Register {
    let mut register = Register::default();
    for (words, kind) in [
        ("Anna", NameKind::Person),
        ("Zoë", NameKind::Person),
        ("Ghent", NameKind::Place),
    ] {
        register.decide(words, Choice::New(kind), ADA).unwrap();
    }
    register
}

#[test]
fn no_decided_name_is_in_any_byte_of_any_format() {
    let dataset = named();
    let before = all(&dataset, None);
    let done = deidentify(&dataset, &register());
    let files = all(&done.dataset, Some(done.used.clone()));
    assert_eq!(files.len(), before.len());
    let names = ["anna", "zoë", "zoe\u{308}", "ghent", "a\u{200b}nna"];
    let mut met = 0;
    for file in before {
        let text = String::from_utf8_lossy(&file.bytes).to_lowercase();
        met += usize::from(names.iter().any(|name| text.contains(name)));
    }
    assert!(met > 20, "the names were in {met} files");
    for file in &files {
        assert!(
            !names
                .iter()
                .any(|name| file.path.to_lowercase().contains(name))
        );
        // Archives hold their members as they are.
        let text = String::from_utf8_lossy(&file.bytes).to_lowercase();
        // It is another, longer word.
        let text = text.replace("anna2", "");
        for name in names {
            let at = text.find(name).map(|at| {
                text[at.saturating_sub(40)..]
                    .chars()
                    .take(90)
                    .collect::<String>()
            });
            assert_eq!(at, None, "{name} in {}", file.path);
        }
    }
    // Nor what leads to a phone, to a moment, or to whoever opened it.
    let phone = crate::testkit::key(1);
    let words = journal::check_words(&phone).join(" ");
    for trace in [
        phone.as_str(),
        &words,
        "age1opened",
        "21:04",
        "20:50",
        "10:11:12",
    ] {
        assert_eq!(with(&files, trace), Vec::<&str>::new(), "{trace}");
    }
    assert_eq!(lint_of(&done.dataset), Vec::<String>::new());
    let provenance = files.last().unwrap();
    assert!(has(provenance, &register().sha256()) && has(provenance, "\"deidentified\""));
}

#[test]
fn the_same_name_has_the_same_token_in_all_of_them() {
    let dataset = named();
    let done = deidentify(&dataset, &register());
    let files = all(&done.dataset, Some(done.used));
    let texts =
        "I met [person 1] & Bo in <[place 1]>.\r\n[person 1]’s ward, [person 2] too, anna2.";
    assert_eq!(done.dataset.entries[0].newest().entry.text, texts);
    assert!(
        with(&files, "[person 2]: [person 1] and [person 2] said").contains(&"maxqda/entries.txt")
    );
    assert!(with(&files, "I met [person 1] &amp; Bo in &lt;[place 1]&gt;").len() >= 4);
    assert!(with(&files, "[person 1] was shown").contains(&"stimuli.csv"));
    assert!(with(&files, "once [person 2] is back in [place 1]").contains(&"letters.csv"));
    assert_eq!(done.dataset.study_id, "[place 1]-2026");
    // Twice gives the same.
    let again = deidentify(&done.dataset, &register());
    assert_eq!(again.dataset.entries, done.dataset.entries);
}

#[test]
fn what_nobody_decided_about_is_proposed_with_its_sentence() {
    let dataset = named();
    let mut register = Register::default();
    let proposed = |register: &Register| -> Vec<(String, usize)> {
        let all = crate::register::proposals(&dataset, register);
        all.into_iter().map(|one| (one.words, one.count)).collect()
    };
    let all = proposed(&register);
    let words: Vec<&str> = all.iter().map(|(words, _)| words.as_str()).collect();
    for name in ["Anna", "Zoë", "Ghent", "Bo"] {
        assert!(words.contains(&name), "{name} in {words:?}");
    }
    register
        .decide("Anna", Choice::New(NameKind::Person), ADA)
        .unwrap();
    let all = crate::register::proposals(&dataset, &register);
    assert!(all.iter().all(|one| one.words != "Anna"));
    let undecided = all.len();
    assert_eq!(deidentify(&dataset, &register).used.undecided, undecided);
    let ghent = all.iter().find(|one| one.words == "Ghent").unwrap();
    assert_eq!(ghent.kind, NameKind::Place);
    assert_eq!(ghent.at, Some((code("P-1"), id(1))));
    assert!(
        [" Bo in <", "at\u{a0}", "is back in "]
            .iter()
            .any(|before| ghent.excerpt.0.ends_with(before)),
        "{ghent:?}"
    );
}
