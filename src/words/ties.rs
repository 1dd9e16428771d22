//! What ties entries to each other, in words.

use journal::{Addressee, Entry, Form, LinkKind, Opens, Outcome, Person, PersonKind, Session};

use super::{date, fill, t};

/// What a letter that is sealed is called: nothing of its words.
pub fn sealed(entry: &Entry) -> Option<String> {
    let letter = entry.letter().filter(|_| entry.is_sealed())?;
    Some(match &letter.opens {
        Opens::On(day) => fill("letter.sealed_until", &[("day", &date(day))]),
        Opens::When(event) => fill("letter.sealed_when", &[("event", event)]),
    })
}

/// Whom a letter is written to.
pub fn addressee(to: Addressee) -> &'static str {
    match to {
        Addressee::EndOfYear => t("addressee.end_of_year"),
        Addressee::FirstMentee => t("addressee.first_mentee"),
        Addressee::ThatDay => t("addressee.that_day"),
    }
}

/// What became of a forecast.
pub fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::AsSaid => t("outcome.as_said"),
        Outcome::Partly => t("outcome.partly"),
        Outcome::Otherwise => t("outcome.otherwise"),
        Outcome::CannotTell => t("outcome.cannot_tell"),
    }
}

/// What somebody is to the writer.
pub fn person_kind(kind: PersonKind) -> &'static str {
    match kind {
        PersonKind::Mentee => t("person.mentee"),
        PersonKind::Mentor => t("person.mentor"),
        PersonKind::Peer => t("person.peer"),
        PersonKind::Teacher => t("person.teacher"),
        PersonKind::Other => t("person.other"),
    }
}

/// Somebody as a token: `Mentee A`.
pub fn person(person: Person) -> String {
    format!("{} {}", person_kind(person.kind), person.mark())
}

/// The same with the name that stays on this phone, if there is one.
pub fn known(who: Person, name: Option<&str>) -> String {
    match name {
        Some(name) => fill("person.known", &[("token", &person(who)), ("name", name)]),
        None => person(who),
    }
}

/// What is said of the part an entry plays, each a sentence.
pub fn form(form: &Form) -> Vec<String> {
    match form {
        Form::Letter(letter) => {
            let sealed = match &letter.opens {
                Opens::On(day) => fill("letter.was_until", &[("day", &date(day))]),
                Opens::When(event) => fill("letter.was_when", &[("event", event)]),
            };
            let to = fill("letter.was_to", &[("to", addressee(letter.to))]);
            let opened = letter.opened_at.as_ref();
            let opened = opened.map(|at| fill("letter.opened", &[("day", &date(at))]));
            [sealed, to].into_iter().chain(opened).collect()
        }
        Form::Forecast(forecast) => vec![fill(
            "forecast.fact",
            &[
                ("day", &date(&forecast.horizon)),
                ("n", &forecast.sure.to_string()),
            ],
        )],
        Form::Outcome(became) => vec![outcome(*became).to_owned()],
        Form::Chair => vec![t("form.chair").to_owned()],
        Form::Received => vec![t("form.received").to_owned()],
        Form::PassedOn => vec![t("form.passed_on").to_owned()],
        Form::Changed => vec![t("form.changed").to_owned()],
        Form::Agenda { .. } => vec![t("form.agenda").to_owned()],
    }
}

/// Which session an entry is about.
pub fn session(session: Session) -> String {
    match session {
        Session::BeforeAny => t("session.before_any").to_owned(),
        Session::Number(number) => fill("session.number", &[("n", &number.to_string())]),
        Session::None => t("session.none").to_owned(),
    }
}

/// What this entry is to the earlier one.
pub fn link(kind: LinkKind) -> &'static str {
    match kind {
        LinkKind::RepliesTo => t("link.replies_to"),
        LinkKind::AnswersLetter => t("link.answers_letter"),
        LinkKind::OutcomeOf => t("link.outcome_of"),
        LinkKind::OtherChairOf => t("link.other_chair_of"),
        LinkKind::PassesOn => t("link.passes_on"),
        LinkKind::Continues => t("link.continues"),
    }
}

/// What a later one is to this.
pub fn followed(kind: LinkKind) -> &'static str {
    match kind {
        LinkKind::RepliesTo | LinkKind::AnswersLetter => t("link.answered"),
        LinkKind::OutcomeOf => t("link.outcome"),
        LinkKind::OtherChairOf => t("link.other_chair_of"),
        LinkKind::PassesOn => t("link.passed_on"),
        LinkKind::Continues => t("link.continued"),
    }
}
