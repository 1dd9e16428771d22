//! Entries of P-1 that are tied to each other in every way there is.

use journal::{
    Addressee, Context, Decline, DeclineReason, Entry, Forecast, Form, Letter, Link, LinkKind,
    OfferLog, Opens, Outcome, Person, PersonKind, PromptId, Response, Returned, Role, Session,
    Shown, Stimulus,
};

use super::{Sketch, entry, id, moment, sketch};
use crate::dataset::Dataset;
use crate::merge::{Rules, merge};

/// An entry of a day, with a form and links; its text is unlike every other.
fn one(number: u8, day: &str, form: Option<Form>, links: &[(LinkKind, u8)]) -> Entry {
    let mut entry = entry(number, 1, &format!("words of {number}"));
    entry.created_at = moment(day);
    entry.edited_at = moment(day);
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

/// Every form and every kind of link. 1 is not to be quoted, 3 is to be asked about, 11 is not to be
/// raised; 98 and 99 were never shared.
pub(crate) fn tied_entries() -> Vec<Entry> {
    let letter = |to, opens, opened_at: Option<&str>| {
        Some(Form::Letter(Letter {
            to,
            opens,
            opened_at: opened_at.map(moment),
        }))
    };
    let forecast = |horizon, sure| {
        Some(Form::Forecast(Forecast {
            horizon: moment(horizon),
            sure,
        }))
    };
    let mut first = one(1, "2026-01-05", None, &[]);
    first.handling.do_not_quote = true;
    let mut reply = one(2, "2026-03-01", None, &[(LinkKind::RepliesTo, 1)]);
    let shown_at = moment("2026-03-01T20:50:00+01:00");
    let unshared = Stimulus {
        words: None,
        ..Stimulus::of(&one(98, "2026-01-04", None, &[]), shown_at.clone())
    };
    if let Some(context) = &mut reply.context {
        context.stimuli = vec![Stimulus::of(&first, shown_at), unshared];
        context.people = [(PersonKind::Mentee, 1), (PersonKind::Mentor, 2)]
            .map(|(kind, n)| Person { kind, n })
            .into();
        context.session = Some(Session::Number(3));
    }
    let mut sealed = one(
        3,
        "2026-01-06",
        letter(
            Addressee::EndOfYear,
            Opens::On(moment("2026-06-01")),
            Some("2026-06-03"),
        ),
        &[],
    );
    sealed.handling.ask_first = true;
    sealed.title = "To me in June".into();
    let when = Opens::When("the exam in Ghent".into());
    let mut chair = one(7, "2026-01-10", Some(Form::Chair), &[]);
    chair.role = Role::Student;
    let mut changed = one(
        11,
        "2026-03-12",
        Some(Form::Changed),
        &[(LinkKind::Continues, 10)],
    );
    changed.handling.do_not_raise = true;
    vec![
        first,
        reply,
        sealed,
        one(4, "2026-06-04", None, &[(LinkKind::AnswersLetter, 3)]),
        one(5, "2026-01-08", forecast("2026-05-01", 70), &[]),
        one(
            6,
            "2026-05-02",
            Some(Form::Outcome(Outcome::Otherwise)),
            &[(LinkKind::OutcomeOf, 5)],
        ),
        chair,
        one(
            8,
            "2026-01-11",
            Some(Form::Chair),
            &[(LinkKind::OtherChairOf, 7)],
        ),
        one(9, "2026-01-12", Some(Form::Received), &[]),
        one(
            10,
            "2026-02-12",
            Some(Form::PassedOn),
            &[(LinkKind::PassesOn, 9)],
        ),
        changed,
        one(
            12,
            "2026-06-10",
            Some(Form::Agenda {
                entries: vec![id(9), id(1), id(11), id(98)],
            }),
            &[],
        ),
        one(13, "2026-06-11", None, &[(LinkKind::AnswersLetter, 99)]),
        one(
            14,
            "2026-06-12",
            None,
            &[(LinkKind::RepliesTo, 8), (LinkKind::RepliesTo, 7)],
        ),
        one(15, "2026-02-01", forecast("2026-12-01", 5), &[]),
        one(
            16,
            "2026-02-02",
            letter(Addressee::FirstMentee, when, None),
            &[],
        ),
    ]
}

/// What P-1 was asked.
pub(crate) fn tied_offers() -> OfferLog {
    OfferLog {
        seed: "00000000000000ff".into(),
        shown: [("GB-01", 1), ("IF-02", 3)]
            .map(|(prompt, version)| Shown {
                prompt: PromptId(prompt.into()),
                version: Some(version),
                at: Some(moment("2026-01-05T08:00:00+01:00")),
            })
            .into(),
        declined: vec![Decline {
            prompt: PromptId("GB-01".into()),
            version: 1,
            why: DeclineReason::TooClose,
            at: moment("2026-01-05T08:01:00+01:00"),
            again: Some(moment("2026-04-02T08:00:00+01:00")),
        }],
        returned: vec![Returned {
            entry: id(1),
            rev: 1,
            at: moment("2026-03-01T20:50:00+01:00"),
            response: Response::Answered,
        }],
    }
}

/// All of it, merged.
pub(crate) fn tied() -> Dataset {
    let bundle = Sketch {
        date: "2026-06-20".into(),
        entries: tied_entries(),
        offers: Some(tied_offers()),
        consent: [("interview2".to_owned(), true)].into(),
        ..sketch("P-1", 1)
    };
    merge(vec![bundle.file("a.age")], &Rules::default())
}
