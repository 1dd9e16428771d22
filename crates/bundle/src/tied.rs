//! Bundles whose entries are tied to each other, and that say what was asked: golden files of
//! version 3, and what must be refused.

use journal::{
    Addressee, Context, Decline, DeclineReason, Entry, EntryId, Forecast, Form, Letter, Link,
    LinkKind, Moment, OfferLog, Opens, Outcome, Person, PersonKind, PromptId, Response, Returned,
    Session, Shown, Stimulus, Times,
};

use crate::testkit::{Case, Kit, entry, outgoing, resigned_of};
use crate::{Holds, Opened, Outgoing, Submission, bundle_form, link_sha256};

fn at(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

fn tied_entry(number: u8, text: &str, context: Context) -> Vec<Entry> {
    let mut entry = entry(number, text);
    entry.context = context.kept();
    vec![entry]
}

fn link(kind: LinkKind, to: u8) -> Link {
    Link {
        kind,
        entry: EntryId::from_random([to; 16]),
    }
}

/// One entry of every form, with every kind of link.
fn entries() -> Vec<Vec<Entry>> {
    let shown_at = at("2026-11-23T20:50:00+01:00");
    let first = entry(1, "An ordinary line.");
    let formed = |form| Context {
        form: Some(form),
        ..Context::default()
    };
    let linked = |form, links: &[Link]| Context {
        form,
        links: links.to_vec(),
        ..Context::default()
    };
    vec![
        vec![first.clone()],
        tied_entry(
            2,
            "To that I answer this.",
            Context {
                links: vec![link(LinkKind::RepliesTo, 1)],
                stimuli: vec![Stimulus::of(&first, shown_at.clone())],
                people: vec![
                    Person {
                        kind: PersonKind::Mentee,
                        n: 1,
                    },
                    Person {
                        kind: PersonKind::Mentor,
                        n: 2,
                    },
                ],
                session: Some(Session::Number(3)),
                ..Context::default()
            },
        ),
        tied_entry(
            3,
            "Dear me,",
            formed(Form::Letter(Letter {
                to: Addressee::EndOfYear,
                opens: Opens::On(at("2026-11-20")),
                opened_at: Some(shown_at),
            })),
        ),
        tied_entry(
            4,
            "Dear past,",
            linked(None, &[link(LinkKind::AnswersLetter, 3)]),
        ),
        tied_entry(
            5,
            "I will have a group of my own.",
            formed(Form::Forecast(Forecast {
                horizon: at("2027-06-01"),
                sure: 70,
            })),
        ),
        tied_entry(
            6,
            "I have two.",
            linked(
                Some(Form::Outcome(Outcome::Otherwise)),
                &[link(LinkKind::OutcomeOf, 5)],
            ),
        ),
        tied_entry(7, "As a student.", formed(Form::Chair)),
        tied_entry(
            8,
            "As a mentor.",
            linked(Some(Form::Chair), &[link(LinkKind::OtherChairOf, 7)]),
        ),
        tied_entry(9, "Patience.", formed(Form::Received)),
        tied_entry(
            10,
            "I waited.",
            linked(Some(Form::PassedOn), &[link(LinkKind::PassesOn, 9)]),
        ),
        tied_entry(
            11,
            "It became silence.",
            linked(Some(Form::Changed), &[link(LinkKind::Continues, 10)]),
        ),
        tied_entry(
            12,
            "About waiting.",
            formed(Form::Agenda {
                entries: vec![EntryId::from_random([9; 16])],
            }),
        ),
    ]
}

fn offers() -> OfferLog {
    let moment = at("2026-11-22T08:00:00+01:00");
    OfferLog {
        seed: "00000000000000ff".into(),
        shown: vec![Shown {
            prompt: PromptId("GB-01".into()),
            version: Some(1),
            at: Some(moment.clone()),
        }],
        declined: vec![Decline {
            prompt: PromptId("GB-01".into()),
            version: 1,
            why: DeclineReason::TooClose,
            at: moment.clone(),
            again: Some(moment.clone()),
        }],
        returned: vec![Returned {
            entry: EntryId::from_random([1; 16]),
            rev: 1,
            at: moment,
            response: Response::Answered,
        }],
    }
}

fn tied() -> Outgoing {
    Outgoing {
        offers: Some(offers()),
        ..outgoing(entries())
    }
}

/// Every golden file of this kind.
pub(crate) fn cases() -> Vec<Case> {
    vec![
        ("tied", "success", |k| k.pack(&tied()).bytes),
        ("tied-offers-alone", "success", |k| {
            let entries = vec![vec![entry(1, "An ordinary line.")]];
            k.pack(&Outgoing { entries, ..tied() }).bytes
        }),
        ("newer-than-ties", "newer-format", |k| {
            resigned_tied(k, |s| s["version"] = 4.into())
        }),
        ("ties-as-version-2", "newer-format", |k| {
            resigned_tied(k, |s| s["version"] = 2.into())
        }),
        ("ties-as-version-1", "contradiction", |k| {
            resigned_tied(k, |s| {
                s["version"] = 1.into();
                s.as_object_mut().unwrap().remove("holds");
            })
        }),
        ("ties-not-told", "contradiction", |k| {
            resigned_tied(k, |s| s["holds"] = serde_json::json!(["offers"]))
        }),
        ("offers-told-and-not-there", "contradiction", |k| {
            resigned_tied(k, |s| {
                s.as_object_mut().unwrap().remove("offers");
            })
        }),
        ("holds-what-nobody-knows", "unreadable", |k| {
            resigned_tied(k, |s| s["holds"] = serde_json::json!(["context", "scent"]))
        }),
    ]
}

fn resigned_tied(kit: &Kit, change: fn(&mut serde_json::Value)) -> Vec<u8> {
    resigned_of(kit, &kit.pack(&tied()).bytes, |submission, _| {
        change(submission)
    })
}

/// What every good golden bundle of this kind holds.
pub(crate) fn check(name: &str, opened: &Opened) {
    assert_eq!(opened.submission.version, 3);
    assert_eq!(opened.submission.offers, Some(offers().coarsened()));
    if name == "tied-offers-alone" {
        assert_eq!(opened.submission.holds, [Holds::Offers]);
        return assert_eq!(opened.entries[0].entry.context, None);
    }
    assert_eq!(opened.submission.holds, [Holds::Context, Holds::Offers]);
    let expected: Vec<_> = entries()
        .iter()
        .map(|revisions| bundle_form(revisions, Times::Date).unwrap())
        .collect();
    let found: Vec<_> = opened.entries.iter().map(|one| one.entry.clone()).collect();
    assert_eq!(found, expected);
    let shown = &found[1].stimuli()[0];
    assert_eq!(shown.words.as_deref(), Some("An ordinary line."));
    assert_eq!(shown.shown_at.as_str(), "2026-11-23");
}

/// The JSON of a tied entry and of what was asked is the format: a change here is a new version.
#[test]
fn the_json_is_pinned() {
    let all: Vec<Entry> = entries()
        .iter()
        .map(|revisions| bundle_form(revisions, Times::LocalTime).unwrap())
        .collect();
    let json = String::from_utf8(crate::pack::json_bytes(&all)).unwrap();
    assert_eq!(json, include_str!("../testdata/entries-tied.json"));
    let json = String::from_utf8(crate::pack::json_bytes(&offers())).unwrap();
    assert_eq!(json, include_str!("../testdata/offers.json"));
}

/// Whether the words of a stimulus leave depends on another entry, and changes no chain.
#[test]
fn words_that_stay_behind_break_no_chain() {
    let reply = &entries()[1][0];
    let mut without = reply.clone();
    without.drop_shown_words(|_| true);
    assert_ne!(&without, reply);
    assert_eq!(link_sha256(&without), link_sha256(reply));
}

#[test]
fn entries_that_stand_by_themselves_are_version_1_still() {
    let plain = [entry(1, "An ordinary line.")];
    assert_eq!(Submission::holds_of(&plain, None, false), (vec![], 1));
    assert_eq!(Submission::holds_of(&plain, None, true), (vec![], 2));
}
