//! Loops in words.

use journal::{Entry, Loop, LoopKind, LoopState, Moment, Opens};

use super::{count, date, day, fill, t};

/// What loops of a kind are called.
pub fn kind(kind: LoopKind) -> &'static str {
    match kind {
        LoopKind::Reply => t("loops.kind_reply"),
        LoopKind::Letter => t("loops.kind_letter"),
        LoopKind::Forecast => t("loops.kind_forecast"),
        LoopKind::TwoChairs => t("loops.kind_two_chairs"),
        LoopKind::PassingOn => t("loops.kind_passing_on"),
    }
}

/// A day with its year only where that is another one.
pub fn near(moment: &Moment, today: &Moment) -> String {
    match moment.date()[..4] == today.date()[..4] {
        true => day(moment),
        false => date(moment),
    }
}

/// A loop in one line: what began it and when, and how it stands.
pub fn told(one: &Loop, first: Option<&Entry>, today: &Moment) -> String {
    format!("{}, {}", begun(one, today), state(one, first, today))
}

fn begun(one: &Loop, today: &Moment) -> String {
    let Some(began) = &one.began else {
        return t("loops.begun_gone").to_owned();
    };
    let key = match one.kind {
        LoopKind::Reply => "loops.entry_of",
        LoopKind::Letter => "loops.letter_of",
        LoopKind::Forecast => "loops.forecast_of",
        LoopKind::TwoChairs => "loops.chairs_of",
        LoopKind::PassingOn => "loops.received_on",
    };
    fill(key, &[("day", &near(began, today))])
}

/// What is still to come, or what closed it and after how long.
fn state(one: &Loop, first: Option<&Entry>, today: &Moment) -> String {
    let at = match &one.state {
        LoopState::Closed { at } => at,
        LoopState::Open { returns } => return open(one, returns.as_ref(), first, today),
    };
    let after = after(one.began.as_ref(), at, today);
    let key = match one.kind {
        LoopKind::Reply | LoopKind::Forecast => "loops.answered",
        LoopKind::Letter => "loops.opened",
        LoopKind::TwoChairs => "loops.both_told",
        LoopKind::PassingOn => "loops.passed_on",
    };
    fill(key, &[("after", &after)])
}

fn open(one: &Loop, returns: Option<&Moment>, first: Option<&Entry>, today: &Moment) -> String {
    let day = returns.filter(|_| !one.is_due(today));
    if let Some(day) = day {
        return fill("loops.comes_back", &[("day", &near(day, today))]);
    }
    let waits = t(match one.kind {
        LoopKind::Letter => "loops.to_open",
        LoopKind::Reply | LoopKind::Forecast => "loops.to_answer",
        LoopKind::TwoChairs => "loops.to_tell",
        LoopKind::PassingOn => "loops.to_pass_on",
    });
    match first.and_then(Entry::letter).map(|letter| &letter.opens) {
        Some(Opens::When(event)) => fill("loops.when", &[("event", event)]),
        _ => waits.to_owned(),
    }
}

/// How long it took, or the day where nobody knows when it began.
fn after(began: Option<&Moment>, at: &Moment, today: &Moment) -> String {
    match began.map(|began| began.days_until(at)) {
        Some(0) => t("loops.same_day").to_owned(),
        Some(days) if days > 0 => count("loops.after_day", "loops.after_days", days as usize),
        _ => fill("loops.on_day", &[("day", &near(at, today))]),
    }
}
