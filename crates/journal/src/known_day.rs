//! Whether the phone's day can be believed.

use serde::{Deserialize, Serialize};

use crate::Moment;

/// How far the calendar may be ahead of the last day the journal knew before it is doubted, in
/// days: who comes back after a year of absence is asked, and nobody who comes back sooner.
const AHEAD: i64 = 366;
/// How far it may be behind: a flight over the date line and back.
const BEHIND: i64 = 2;

/// The last day that the journal was open on and believed. A phone has no clock that can be
/// trusted, and letters come due by it; so a day that jumps is asked about before anything is
/// shown because of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownDay {
    /// The day, `YYYY-MM-DD`; `None` before the first.
    pub day: Option<Moment>,
}

/// What is odd about the phone's day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayDoubt {
    /// It is more than a year later than the last one.
    Ahead,
    /// It is earlier than the last one.
    Behind,
}

impl KnownDay {
    /// What is odd about a day, if anything is.
    pub fn doubt(&self, today: &Moment) -> Option<DayDoubt> {
        let days = self.day.as_ref()?.days_until(today);
        if days > AHEAD {
            Some(DayDoubt::Ahead)
        } else if days < -BEHIND {
            Some(DayDoubt::Behind)
        } else {
            None
        }
    }

    /// What is known after that day, or `None` if nothing changes: a day that is not doubted, or
    /// one that the writer says is right.
    pub fn after(&self, today: &Moment, is_confirmed: bool) -> Option<Self> {
        let known = self.day.as_ref().map(Moment::date);
        let is_later = known.is_none_or(|known| known < today.date());
        let moves = match self.doubt(today) {
            Some(_) => is_confirmed,
            None => is_later,
        };
        moves.then(|| Self {
            day: Some(today.coarsened()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_that_jumps_is_doubted_until_it_is_confirmed() {
        let at = |text| Moment::parse(text).unwrap();
        let known = KnownDay::default();
        assert_eq!(known.doubt(&at("1970-01-01")), None);
        let known = known
            .after(&at("2026-11-26T23:00:00+01:00"), false)
            .unwrap();
        assert_eq!(known.day, Some(at("2026-11-26")));
        for (today, doubt) in [
            ("2026-11-26T08:00:00-11:00", None),
            ("2026-11-24", None),
            ("2026-11-23", Some(DayDoubt::Behind)),
            ("2016-11-26", Some(DayDoubt::Behind)),
            ("1970-01-01", Some(DayDoubt::Behind)),
            ("2027-11-27", None),
            ("2027-11-28", Some(DayDoubt::Ahead)),
            ("2036-11-26", Some(DayDoubt::Ahead)),
        ] {
            assert_eq!(known.doubt(&at(today)), doubt, "{today}");
            if doubt.is_some() {
                assert_eq!(known.after(&at(today), false), None, "{today}");
                let moved = known.after(&at(today), true).unwrap();
                assert_eq!(moved.doubt(&at(today)), None, "{today}");
            }
        }
        // A day that is earlier and not doubted moves nothing back.
        assert_eq!(known.after(&at("2026-11-25"), false), None);
    }
}
