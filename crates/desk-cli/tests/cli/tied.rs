//! Entries with every kind of link, to entries that are there, that were taken back and that were
//! never shared.
#![allow(dead_code, reason = "each of the tests takes what it needs")]

use bundle::{Outgoing, Withdrawn};
use journal::{
    Addressee, Context, Entry, EntryId, Forecast, Form, Letter, Link, LinkKind, Moment, Opens,
    Outcome, Person, PersonKind, Session, Stimulus,
};

pub fn id(number: u8) -> EntryId {
    EntryId::from_random([number; 16])
}

fn day(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

fn entry(number: u8, form: Option<Form>, links: &[(LinkKind, u8)]) -> Entry {
    let text = format!("What number {number} says, 1 < 2 & \"more\".");
    let written = day(&format!("2026-02-{number:02}"));
    let mut entry = Entry::new(id(number), None, text, written);
    let links = links.iter().map(|(kind, to)| Link {
        kind: *kind,
        entry: id(*to),
    });
    entry.context = Context {
        form,
        links: links.collect(),
        ..Context::default()
    }
    .kept();
    entry
}

/// 20 is taken back, 21 was never shared; 9 is not to be raised, 1 not to be quoted.
pub fn entries() -> Vec<Entry> {
    let letter = Form::Letter(Letter {
        to: Addressee::EndOfYear,
        opens: Opens::On(day("2026-02-20")),
        opened_at: Some(day("2026-02-20")),
    });
    let forecast = Form::Forecast(Forecast {
        horizon: day("2026-02-28"),
        sure: 70,
    });
    let mut first = entry(1, None, &[]);
    first.handling.do_not_quote = true;
    let mut reply = entry(
        2,
        None,
        &[
            (LinkKind::RepliesTo, 1),
            (LinkKind::RepliesTo, 20),
            (LinkKind::Continues, 21),
        ],
    );
    if let Some(context) = &mut reply.context {
        context.stimuli = [&first, &entry(20, None, &[])]
            .map(|shown| Stimulus::of(shown, day("2026-02-02")))
            .into();
        context.people = vec![Person {
            kind: PersonKind::Mentee,
            n: 1,
        }];
        context.session = Some(Session::Number(3));
    }
    let mut received = entry(9, Some(Form::Received), &[]);
    received.handling.do_not_raise = true;
    vec![
        first,
        reply,
        entry(3, Some(letter), &[]),
        entry(22, None, &[(LinkKind::AnswersLetter, 3)]),
        entry(5, Some(forecast), &[]),
        entry(
            24,
            Some(Form::Outcome(Outcome::Partly)),
            &[(LinkKind::OutcomeOf, 5)],
        ),
        entry(7, Some(Form::Chair), &[]),
        entry(8, Some(Form::Chair), &[(LinkKind::OtherChairOf, 7)]),
        received,
        entry(10, Some(Form::PassedOn), &[(LinkKind::PassesOn, 9)]),
        entry(11, Some(Form::Changed), &[(LinkKind::Continues, 10)]),
        entry(20, None, &[]),
        entry(
            25,
            Some(Form::Agenda {
                entries: vec![id(8), id(1), id(9)],
            }),
            &[],
        ),
    ]
}

/// Two bundles: the entries, and then that 20 is taken back.
pub fn outgoing(participant: &str, agreed: bool) -> [Outgoing; 2] {
    let consent = bundle::Consented {
        version: "1".into(),
        language: "en".into(),
        items: [("interview2".to_owned(), agreed)].into(),
    };
    let gone = Withdrawn {
        id: id(20),
        at: day("2026-03-01"),
    };
    [(1, entries(), vec![]), (2, vec![], vec![gone])].map(|(seq, entries, withdrawn)| Outgoing {
        withdrawn,
        consent: consent.clone(),
        ..crate::room::outgoing("study", participant, seq, entries)
    })
}
