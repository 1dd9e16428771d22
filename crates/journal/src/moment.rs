//! When something was written: a local date, or a local date and time with its offset.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A moment as the writer's clock showed it: `2026-11-23` or `2026-11-23T21:04:00+01:00`
/// (RFC 3339, whole seconds). The text is kept, not an instant: what matters to the reader is
/// the writer's evening, not UTC.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Moment(String);

impl Moment {
    /// Reads and checks a moment.
    ///
    /// # Errors
    /// When the text is neither a date nor a date, time and offset.
    pub fn parse(text: &str) -> Result<Self, MomentError> {
        let refuse = || MomentError(text.chars().take(40).collect());
        if !text.is_ascii() || text.len() < 10 {
            return Err(refuse());
        }
        let (date, rest) = text.split_at(10);
        date.parse::<jiff::civil::Date>().map_err(|_| refuse())?;
        if !rest.is_empty() {
            let rest = rest.strip_prefix('T').ok_or_else(refuse)?;
            let (time, offset) = rest.split_at_checked(8).ok_or_else(refuse)?;
            time.parse::<jiff::civil::Time>().map_err(|_| refuse())?;
            if !is_offset(offset) {
                return Err(refuse());
            }
        }
        Ok(Self(text.to_owned()))
    }

    /// The date alone, `YYYY-MM-DD`.
    pub fn date(&self) -> &str {
        &self.0[..10]
    }

    /// The month, `YYYY-MM`.
    pub fn month(&self) -> &str {
        &self.0[..7]
    }

    /// The time of day `HH:MM`, if it is known.
    pub fn time(&self) -> Option<&str> {
        self.0.get(11..16)
    }

    /// The same moment with everything but the date left out.
    pub fn coarsened(&self) -> Self {
        Self(self.date().to_owned())
    }

    /// The Monday of its week (ISO 8601), `YYYY-MM-DD`; its own day where the calendar begins before
    /// that Monday.
    pub fn monday(&self) -> String {
        let Ok(date) = self.date().parse::<jiff::civil::Date>() else {
            return self.date().to_owned();
        };
        let past = i64::from(date.weekday().to_monday_zero_offset());
        let monday = date.checked_sub(jiff::Span::new().days(past));
        monday.unwrap_or(date).to_string()
    }

    /// The date seven days later; `None` where the calendar ends.
    pub fn week_later(&self) -> Option<String> {
        let date = self.date().parse::<jiff::civil::Date>().ok()?;
        let later = date.checked_add(jiff::Span::new().days(7));
        later.ok().map(|date| date.to_string())
    }

    /// The date so many days later; its own where the calendar ends.
    #[must_use]
    pub fn days_later(&self, days: i32) -> Self {
        let date = self.date().parse::<jiff::civil::Date>().ok();
        let later = date.and_then(|date| date.checked_add(jiff::Span::new().days(days)).ok());
        later.map_or_else(|| self.coarsened(), |date| Self(date.to_string()))
    }

    /// How many days later another one is; negative if it is earlier.
    pub fn days_until(&self, other: &Self) -> i64 {
        other.day_number() - self.day_number()
    }

    /// The days since the first of January of the year 0.
    pub(crate) fn day_number(&self) -> i64 {
        let date = self.date().parse::<jiff::civil::Date>();
        let days = date.map(|date| date.duration_since(jiff::civil::date(0, 1, 1)).as_hours() / 24);
        // A moment has a date: it was read.
        days.unwrap_or_default()
    }

    /// The text as it is written in files.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_offset(text: &str) -> bool {
    if text == "Z" {
        return true;
    }
    let bytes = text.as_bytes();
    let [b'+' | b'-', h1, h2, b':', m1, m2] = bytes else {
        return false;
    };
    let number = |a: &u8, b: &u8| {
        (a.is_ascii_digit() && b.is_ascii_digit()).then(|| (a - b'0') * 10 + (b - b'0'))
    };
    number(h1, h2).is_some_and(|h| h < 24) && number(m1, m2).is_some_and(|m| m < 60)
}

impl TryFrom<String> for Moment {
    type Error = MomentError;

    fn try_from(text: String) -> Result<Self, MomentError> {
        Self::parse(&text)
    }
}

impl From<Moment> for String {
    fn from(moment: Moment) -> Self {
        moment.0
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text is no moment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is neither a date (2026-11-23) nor a date, time and offset (2026-11-23T21:04:00+01:00)"
)]
pub struct MomentError(String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_read() {
        let full = Moment::parse("2026-11-23T21:04:59-05:00").unwrap();
        assert_eq!(
            (full.date(), full.month(), full.time()),
            ("2026-11-23", "2026-11", Some("21:04"))
        );
        assert_eq!(full.coarsened().as_str(), "2026-11-23");
        assert_eq!(full.coarsened().time(), None);
    }

    #[test]
    fn weeks_begin_on_mondays() {
        let moment = |text| Moment::parse(text).unwrap();
        assert_eq!(moment("2026-11-22").monday(), "2026-11-16");
        assert_eq!(moment("2026-11-23T00:00:00+14:00").monday(), "2026-11-23");
        assert_eq!(moment("2027-01-01").monday(), "2026-12-28");
        assert_eq!(
            moment("2026-12-28").week_later().as_deref(),
            Some("2027-01-04")
        );
        assert_eq!(moment("9999-12-31").week_later(), None);
    }

    #[test]
    fn days_are_counted_by_the_calendar() {
        let days = |from: &str, to: &str| {
            let moment = |text| Moment::parse(text).unwrap();
            moment(from).days_until(&moment(to))
        };
        assert_eq!(
            days("2026-11-23T23:59:00+01:00", "2026-11-24T00:01:00+01:00"),
            1
        );
        assert_eq!(days("2028-03-01", "2028-02-28"), -2);
        assert_eq!(days("0000-01-01", "9999-12-31"), 3_652_424);
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for text in [
            "",
            "today",
            "2026-02-30",
            "2026-11-23T25:00:00Z",
            "2026-11-23 21:04:00Z",
            "2026-11-23T21:04:00",
            "2026-11-23T21:04:00+1:00",
            "2026-11-23T21:04:00+0é:00",
            "２０２６-11-23",
        ] {
            assert!(Moment::parse(text).is_err(), "{text}");
        }
    }
}
