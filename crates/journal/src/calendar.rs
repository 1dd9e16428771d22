//! A calendar file as RFC 5545 wants it: one event that repeats, and no word of what it is for.
//! Calendars are synchronised, shown on locked screens and shared with families.
//!
//! Written by hand: of the format it needs a dozen lines, and the library that writes the whole of
//! it brings a clock and a generator of random ids. The tests have that library read them.

use jiff::civil::{Date, DateTime};
use sha2::{Digest, Sha256};

/// What is written into the file as its maker (3.7.3); nothing of the study.
const MAKER: &str = "-//journal//calendar//EN";
/// How long the moment is that is kept free, in minutes.
const MINUTES: i64 = 10;
/// The longest line, in bytes without its end (3.1).
const LINE: usize = 75;

/// The file of an event that repeats every so many days, so many times. It is made on a day, and
/// the same event is known again by `of`, which stands in it as a digest.
pub(crate) fn file(
    title: &str,
    first: DateTime,
    every_days: u64,
    count: usize,
    made: Date,
    of: &[u8],
) -> String {
    let id = Sha256::digest(of);
    let id: String = id[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    let lines = [
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        format!("PRODID:{MAKER}"),
        "CALSCALE:GREGORIAN".to_owned(),
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{id}"),
        format!(
            "DTSTAMP:{}Z",
            compact(made.to_datetime(jiff::civil::Time::midnight()))
        ),
        format!("DTSTART:{}", compact(first)),
        format!("DURATION:PT{MINUTES}M"),
        format!("RRULE:{}", rule(every_days, count)),
        format!("SUMMARY:{}", text(title)),
        "CLASS:PRIVATE".to_owned(),
        "TRANSP:TRANSPARENT".to_owned(),
        "END:VEVENT".to_owned(),
        "END:VCALENDAR".to_owned(),
    ];
    lines.iter().map(|line| folded(line)).collect()
}

/// `FREQ=WEEKLY` where the days are whole weeks: some calendars show only that in words.
fn rule(days: u64, count: usize) -> String {
    match days % 7 {
        0 => format!("FREQ=WEEKLY;INTERVAL={};COUNT={count}", days / 7),
        _ => format!("FREQ=DAILY;INTERVAL={days};COUNT={count}"),
    }
}

/// A floating time (3.3.5).
fn compact(at: DateTime) -> String {
    at.strftime("%Y%m%dT%H%M%S").to_string()
}

/// A text value (3.3.11): what would end it is escaped, and control characters, which no line may
/// have, are blanks.
fn text(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

/// A line with its end, cut where it is too long (3.1): what follows begins with a blank. No letter
/// is cut in two.
fn folded(line: &str) -> String {
    let mut folded = String::with_capacity(line.len() + 8);
    let mut room = LINE;
    for c in line.chars() {
        if c.len_utf8() > room {
            folded.push_str("\r\n ");
            room = LINE - 1;
        }
        room -= c.len_utf8();
        folded.push(c);
    }
    folded + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Moment, Rhythm};
    use icalendar::{Calendar, CalendarComponent, Component, parser};
    use proptest::prelude::*;

    fn rhythm() -> impl Strategy<Value = Rhythm> {
        let weekday = prop::option::of(prop::sample::select(Rhythm::WEEKDAYS.to_vec()));
        let title = prop_oneof!["\\PC{1,90}", "[a-z ,;:\\\\\"']{1,200}", "[é—日🦔]{20,60}"];
        (1i64..=366, weekday, 0u8..24, 0u8..60, title, 1i64..=60).prop_map(
            |(every_days, weekday, hour, minute, title, count)| Rhythm {
                every_days,
                weekday_local: weekday.map(str::to_owned),
                local_time: format!("{hour:02}:{minute:02}"),
                title,
                max_reminders: Some(count),
            },
        )
    }

    fn day() -> impl Strategy<Value = Moment> {
        (2020i16..2060, 1i8..=12, 1i8..=28)
            .prop_map(|(y, m, d)| Moment::parse(&format!("{y:04}-{m:02}-{d:02}")).unwrap())
    }

    proptest! {
        /// Whatever the rhythm and its title: a reader that knows nothing of us finds one event,
        /// with the title as it was written, that unfolds into the moments that were told.
        #[test]
        fn what_is_written_is_read_back(rhythm in rhythm(), now in day()) {
            prop_assume!(!rhythm.title.trim().is_empty());
            let made = rhythm.invitations(&now, b"a phone").unwrap();
            for line in made.text.split_terminator("\r\n") {
                prop_assert!(line.len() <= LINE && !line.contains(['\r', '\n']), "{:?}", line);
            }
            let unfolded = parser::unfold(&made.text);
            let parsed = parser::read_calendar(&unfolded).unwrap();
            let calendar = Calendar::from(parsed);
            prop_assert_eq!(calendar.components.len(), 1);
            let CalendarComponent::Event(event) = &calendar.components[0] else {
                return Err(TestCaseError::fail("no event"));
            };
            prop_assert_eq!(event.get_summary(), Some(made.title.as_str()));
            let value = |name: &str| event.property_value(name).unwrap().to_owned();
            let first = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%S", value("DTSTART")).unwrap();
            let rule = value("RRULE");
            let part = |name: &str| rule.split(';').find_map(|part| part.strip_prefix(name)?.strip_prefix('=')).unwrap().to_owned();
            let weeks = if part("FREQ") == "WEEKLY" { 7 } else { 1 };
            let step = jiff::Span::new().days(part("INTERVAL").parse::<i64>().unwrap() * weeks);
            let count: usize = part("COUNT").parse().unwrap();
            let unfolded: Vec<_> = first.series(step).take(count).collect();
            prop_assert_eq!(unfolded, made.moments);
        }
    }

    #[test]
    fn the_lines_are_those_of_the_format() {
        let first = jiff::civil::date(2026, 3, 3).at(19, 30, 0, 0);
        let made = jiff::civil::date(2026, 3, 2);
        let file = file("Tea, mine; or\nyours", first, 21, 5, made, b"x");
        for line in [
            "DTSTART:20260303T193000",
            "DTSTAMP:20260302T000000Z",
            "RRULE:FREQ=WEEKLY;INTERVAL=3;COUNT=5",
            "SUMMARY:Tea\\, mine\\; or yours",
            "CLASS:PRIVATE",
        ] {
            assert!(file.contains(&format!("{line}\r\n")), "{line}\n{file}");
        }
        assert_eq!(rule(10, 2), "FREQ=DAILY;INTERVAL=10;COUNT=2");
    }
}
