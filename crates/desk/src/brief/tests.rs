//! What stands in a brief, and above all what does not.

use super::*;
use crate::merge::{Rules, merge};
use crate::testkit::{Sketch, code, entry, id, sketch, tied, tied_entries};

fn english(dataset: &Dataset) -> Brief {
    brief(dataset, &code("P-1"), PrintLanguage::En).unwrap()
}

fn of(entries: Vec<Entry>) -> Dataset {
    let bundle = Sketch {
        entries,
        consent: [(CONSENT_ITEM.to_owned(), true)].into(),
        ..sketch("P-1", 1)
    };
    merge(vec![bundle.file("a")], &Rules::default())
}

#[test]
fn it_has_agenda_forecasts_and_loops() {
    let text = english(&tied()).to_markdown();
    let expected = "\
# Second interview: P-1

For the interviewer only; destroy it after the interview. What the writer wishes not to be raised is not in here: do not ask why something is missing.

## What the participant wants to talk about

- Written on 2026-06-10 \u{201c}words of 12\u{201d}
  - 2026-01-12, received \u{201c}words of 9\u{201d}
  - 2026-01-05 **do not quote**

## Forecasts, and what became of them

- 2026-01-08, 70 %, until 2026-05-01 \u{201c}words of 5\u{201d}
  - 2026-05-02: it came otherwise \u{201c}words of 6\u{201d}
- 2026-02-01, 5 %, until 2026-12-01 \u{201c}words of 15\u{201d}

## Loops

- Earlier entries answered later: 1 closed, 0 open
  - 2026-01-05 – 2026-03-01 (55 days) **do not quote**
- Letters: 2 closed, 1 open
  - not shared – 2026-06-11
  - 2026-01-06 – 2026-06-03 (148 days) **ask first** \u{201c}To me in June\u{201d}
  - 2026-02-02, open \u{201c}words of 16\u{201d}
- Forecasts: 1 closed, 1 open
- One event from two sides: 1 closed, 0 open
  - 2026-01-10 – 2026-01-11 (1 day) \u{201c}words of 7\u{201d}
";
    assert_eq!(text, expected);
}

/// Whatever is marked, in whatever role it stands.
#[test]
fn nothing_that_is_not_to_be_raised_is_in_it_and_nothing_unquotable_is_quoted() {
    for number in 1..=16 {
        for is_raise in [true, false] {
            let mut entries = tied_entries();
            for one in &mut entries {
                one.handling = Handling::default();
                if one.id == id(number) {
                    one.text = "hidden words".into();
                    one.title = "hidden title".into();
                    one.handling.do_not_raise = is_raise;
                    one.handling.do_not_quote = !is_raise;
                }
            }
            let own = entries.iter().find(|one| one.id == id(number)).unwrap();
            let day = own.created_at.date().to_owned();
            let brief = english(&of(entries));
            for text in [brief.to_markdown(), brief.to_html()] {
                assert!(!text.contains("hidden"), "{number}: {text}");
                assert!(!is_raise || !text.contains(&day), "{number}: {text}");
            }
        }
    }
}

#[test]
fn one_side_of_a_conflict_is_enough_to_be_silent() {
    let mut quiet = entry(1, 1, "another wording");
    quiet.handling.do_not_raise = true;
    let mut agenda = tied_entries().remove(11);
    agenda.context.as_mut().unwrap().form = Some(Form::Agenda {
        entries: vec![id(1)],
    });
    let first = Sketch {
        entries: vec![entry(1, 1, "one wording"), agenda],
        consent: [(CONSENT_ITEM.to_owned(), true)].into(),
        ..sketch("P-1", 1)
    };
    let second = Sketch {
        entries: vec![quiet],
        consent: first.consent.clone(),
        ..sketch("P-1", 2)
    };
    let dataset = merge(vec![first.file("a"), second.file("b")], &Rules::default());
    assert!(!english(&dataset).to_markdown().contains("wording"));
}

#[test]
fn without_a_yes_in_the_latest_bundle_there_is_none() {
    let agreed = |answer: Option<bool>, seq| Sketch {
        entries: vec![entry(1, 1, "text")],
        consent: answer
            .map(|answer| (CONSENT_ITEM.to_owned(), answer))
            .into_iter()
            .collect(),
        ..sketch("P-1", seq)
    };
    let made = |answers: &[Option<bool>]| {
        let files = answers.iter().zip(1..);
        let files = files.map(|(answer, seq)| agreed(*answer, seq).file(&format!("{seq}")));
        let dataset = merge(files.collect(), &Rules::default());
        brief(&dataset, &code("P-1"), PrintLanguage::Nl).map(|_| ())
    };
    let refused = Err(BriefError::NoConsent(code("P-1")));
    assert_eq!(made(&[Some(true)]), Ok(()));
    assert_eq!(made(&[Some(false), Some(true)]), Ok(()));
    assert_eq!(made(&[Some(true), Some(false)]), refused);
    assert_eq!(made(&[Some(true), None]), refused);
    assert_eq!(made(&[]), Err(BriefError::Nobody(code("P-1"))));
}

#[test]
fn what_does_not_fit_is_counted() {
    let mut entries = tied_entries();
    let long = "A long sentence about the ward and everybody on it, again and again. ";
    for number in 20..60 {
        let mut one = entries[8].clone();
        one.id = id(number);
        one.text = long.repeat(2);
        entries.push(one);
    }
    let chosen: Vec<EntryId> = (20..60).map(id).collect();
    entries[11].context.as_mut().unwrap().form = Some(Form::Agenda { entries: chosen });
    entries[11].text = long.repeat(40);
    let brief = english(&of(entries));
    let lines: usize = brief.sections.iter().map(|one| one.lines.len()).sum();
    assert!(
        brief.left_out > 40 && lines > 15,
        "{lines}, {}",
        brief.left_out
    );
    let told = format!("Left out, for want of room: {}.", brief.left_out);
    assert!(brief.to_markdown().contains(&told) && brief.to_html().contains(&told));
}

#[test]
fn words_of_the_participant_are_never_markup() {
    let mut entries = tied_entries();
    entries[11].text = "<script>alert(1)</script> **b** [x](y)".into();
    let brief = english(&of(entries));
    assert!(!brief.to_html().contains("<script"));
    let expected = r"\<script\>alert(1)\</script\> \*\*b\*\* \[x\](y)";
    assert!(brief.to_markdown().contains(expected));
}
