//! What the desk calls what ties entries to each other.

use journal::{Addressee, Form, LinkKind, LoopKind, Outcome, Session};

use crate::words::{count, fill, t};

/// What an entry is to the earlier one that it is linked to.
pub fn link(kind: LinkKind) -> &'static str {
    match kind {
        LinkKind::RepliesTo => t("tied.replies_to"),
        LinkKind::AnswersLetter => t("tied.answers_letter"),
        LinkKind::OutcomeOf => t("tied.outcome_of"),
        LinkKind::OtherChairOf => t("tied.other_chair_of"),
        LinkKind::PassesOn => t("tied.passes_on"),
        LinkKind::Continues => t("tied.continues"),
    }
}

/// The part an entry plays.
pub fn form(form: &Form) -> &'static str {
    match form {
        Form::Letter(_) => t("tied.letter"),
        Form::Forecast(_) => t("tied.forecast"),
        Form::Outcome(_) => t("tied.outcome"),
        Form::Chair => t("tied.chair"),
        Form::Received => t("tied.received"),
        Form::PassedOn => t("tied.passed_on"),
        Form::Changed => t("tied.changed"),
        Form::Agenda { .. } => t("tied.agenda"),
    }
}

/// What was begun.
pub fn loop_kind(kind: LoopKind) -> &'static str {
    match kind {
        LoopKind::Reply => t("tied.loop_reply"),
        LoopKind::Letter => t("tied.letter"),
        LoopKind::Forecast => t("tied.forecast"),
        LoopKind::TwoChairs => t("tied.loop_two_chairs"),
        LoopKind::PassingOn => t("tied.loop_passing_on"),
    }
}

/// What became of a forecast.
pub fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::AsSaid => t("tied.as_said"),
        Outcome::Partly => t("tied.partly"),
        Outcome::Otherwise => t("tied.otherwise"),
        Outcome::CannotTell => t("tied.cannot_tell"),
    }
}

/// Whom a letter is written to.
pub fn addressee(to: Addressee) -> &'static str {
    match to {
        Addressee::EndOfYear => t("tied.to_end_of_year"),
        Addressee::FirstMentee => t("tied.to_first_mentee"),
        Addressee::ThatDay => t("tied.to_that_day"),
    }
}

/// Which session an entry is about.
pub fn session(session: Session) -> String {
    match session {
        Session::BeforeAny => t("tied.session_before").to_owned(),
        Session::Number(number) => number.to_string(),
        Session::None => t("tied.session_none").to_owned(),
    }
}

/// A number of days; a clock that went back makes it less than none.
pub fn days(days: i64) -> String {
    match usize::try_from(days) {
        Ok(days) => count("tied.day_one", "tied.day_many", days),
        Err(_) => fill("tied.day_many", &[("n", &days.to_string())]),
    }
}
