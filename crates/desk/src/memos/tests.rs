//! Lines that are written, corrected, taken away and not understood.

use super::*;
use crate::merge::{Rules, merge};
use crate::problem::Problem;
use crate::testkit::{Sketch, code, entry, sketch};

pub(super) fn about(number: u8) -> About {
    About::Entry {
        participant: code("P-1"),
        entry: EntryId::from_random([number; 16]),
    }
}

pub(super) fn tagged(
    memos: &mut Memos,
    by: (&str, &str),
    number: u8,
    tag: &str,
) -> Result<MemoLine, MemoError> {
    memos.tag(by, &code("P-1"), EntryId::from_random([number; 16]), tag)
}

const ADA: (&str, &str) = ("2026-02-01T10:00:00Z", "Ada");
const BO: (&str, &str) = ("2026-02-02T10:00:00Z", "Bo");

#[test]
fn a_line_has_the_form_that_the_readme_gives() {
    let mut memos = Memos::default();
    let line = memos
        .write(
            ADA,
            MemoKind::Reflexive,
            about(1),
            " It is my own story. ",
            None,
        )
        .unwrap();
    assert_eq!(
        line.line(),
        "{\"version\":1,\"id\":\"bbeac97bf376b341682061ef148bde0e\",\"at\":\"2026-02-01T10:00:00Z\",\
         \"author\":\"Ada\",\"noted\":{\"memo\":{\"kind\":\"reflexive\",\"about\":{\"entry\":\
         {\"participant\":\"P-1\",\"entry\":\"01010101-0101-4101-8101-010101010101\"}},\
         \"text\":\"It is my own story.\",\"follows\":null}}}"
    );
}

#[test]
fn a_correction_names_the_memo_before_and_both_stay() {
    let mut memos = Memos::default();
    let first = memos
        .write(ADA, MemoKind::Analytic, About::Study, "one", None)
        .unwrap();
    let again = memos.write(
        BO,
        MemoKind::Analytic,
        About::Study,
        "two",
        Some(first.id.clone()),
    );
    assert!(again.is_ok());
    let standing: Vec<(String, bool)> = memos
        .memos()
        .into_iter()
        .map(|memo| (memo.text, memo.is_standing))
        .collect();
    assert_eq!(standing, [("one".into(), false), ("two".into(), true)]);
    let late = memos.write(
        BO,
        MemoKind::Analytic,
        About::Study,
        "three",
        Some(first.id),
    );
    assert_eq!(late, Err(MemoError::NotStanding));
}

#[test]
fn a_tag_that_was_given_again_elsewhere_outlives_its_removal() {
    let mut mine = Memos::default();
    tagged(&mut mine, ADA, 1, " first   night ").unwrap();
    assert_eq!(
        tagged(&mut mine, BO, 1, "first night"),
        Err(MemoError::TaggedAlready)
    );
    let mut theirs = Memos::default();
    tagged(&mut theirs, BO, 1, "first night").unwrap();
    mine.untag(
        BO,
        &code("P-1"),
        EntryId::from_random([1; 16]),
        "first night",
    )
    .unwrap();
    assert!(mine.tags().is_empty());
    // Nobody took that line away.
    mine.unite(theirs);
    assert_eq!(mine.tags()[0].author, "Bo");
    let gone = mine.untag(
        BO,
        &code("P-1"),
        EntryId::from_random([1; 16]),
        "first night",
    );
    assert!(gone.is_ok() && mine.tags().is_empty());
}

#[test]
fn what_is_not_understood_is_named_and_kept() {
    let mut memos = Memos::default();
    let line = memos
        .write(ADA, MemoKind::Method, About::Study, "one", None)
        .unwrap()
        .line();
    let changed = line.replace("one", "two");
    let newer = line.replace("\"version\":1", "\"version\":2");
    let text = format!("{line}\n\n{changed}\nbroken\n{newer}\n{}", &line[..40]);
    let (read, unread) = Memos::parse(&text);
    let why: Vec<(usize, UnreadReason)> = unread.iter().map(|one| (one.line, one.why)).collect();
    assert_eq!(
        why,
        [
            (3, UnreadReason::Changed),
            (4, UnreadReason::NotALine),
            (5, UnreadReason::Newer),
            (6, UnreadReason::NotALine),
        ]
    );
    assert_eq!(read.count(), 1);
    for kept in [changed.as_str(), "broken", &newer, &line[..40]] {
        assert!(read.text().lines().any(|line| line == kept), "{kept}");
    }
    assert_eq!(
        unread[0].to_string(),
        "line 3 of the memos was changed by hand"
    );
}

#[test]
fn nothing_empty_or_endless_is_noted() {
    let mut memos = Memos::default();
    let write = |memos: &mut Memos, by, text: &str| {
        memos
            .write(by, MemoKind::Method, About::Study, text, None)
            .unwrap_err()
    };
    assert_eq!(write(&mut memos, (ADA.0, "  "), "x"), MemoError::NoAuthor);
    assert_eq!(write(&mut memos, ADA, " \n "), MemoError::NoText);
    assert_eq!(
        write(&mut memos, ADA, &"x".repeat(100_001)),
        MemoError::LongText
    );
    assert_eq!(tagged(&mut memos, ADA, 1, " - "), Err(MemoError::NoTag));
    assert_eq!(
        tagged(&mut memos, ADA, 1, &"x".repeat(61)),
        Err(MemoError::LongTag)
    );
    assert!(memos.is_empty());
}

#[test]
fn what_is_about_nothing_here_is_counted_and_left_out() {
    let bundle = Sketch {
        entries: vec![entry(1, 1, "one"), entry(2, 1, "two")],
        ..sketch("P-1", 1)
    };
    let gone = Sketch {
        withdrawn: vec![EntryId::from_random([2; 16])],
        ..sketch("P-1", 2)
    };
    let mut dataset = merge(vec![bundle.file("a"), gone.file("b")], &Rules::default());
    let problems = dataset.problems.len();
    let mut memos = Memos::default();
    for number in [1, 2, 3] {
        memos
            .write(ADA, MemoKind::Analytic, about(number), "quoted", None)
            .unwrap();
    }
    tagged(&mut memos, ADA, 2, "gone").unwrap();
    tagged(&mut memos, ADA, 1, "here").unwrap();
    dataset.note(&memos);
    assert_eq!((dataset.memos.len(), dataset.tags.len()), (1, 1));
    assert_eq!(
        dataset.tags_of(&code("P-1"), EntryId::from_random([1; 16])),
        ["here"]
    );
    assert!(
        dataset
            .problems
            .contains(&Problem::StrayMemos { memos: 2, tags: 1 })
    );
    dataset.note(&Memos::default());
    assert_eq!(dataset.problems.len(), problems);
}
