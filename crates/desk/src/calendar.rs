//! A calendar of invitations to write, from the rhythm that a study's pack proposes.
//!
//! iCalendar (RFC 5545), without a word of what it is for: calendars are synchronised, shown on
//! locked screens and shared with families.

use icalendar::{Calendar, Class, Component, Event};
use jiff::ToSpan;
use jiff::civil::{Date, Time, Weekday};
use serde::Deserialize;
use sha2::{Digest, Sha256};

/// What is written into the file as its maker (RFC 5545, 3.7.3); nothing of the study.
const MAKER: &str = "-//journal//calendar//EN";
/// How long the moment is that is kept free, in minutes.
const MINUTES: i64 = 10;
/// The most moments that one file has.
const MOST: u32 = 500;

/// The part of a pack that says when one is invited to write.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Pack {
    pack_id: String,
    revision: u32,
    waves: Vec<Wave>,
    schedule: Schedule,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wave {
    phase: Option<String>,
    from: String,
    to: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Schedule {
    calendar: Option<Rhythm>,
}

/// `schedule.calendar` of a pack.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Rhythm {
    every_days: u32,
    weekday_local: Option<String>,
    local_time: String,
    title: String,
    max_reminders: Option<u32>,
}

/// A calendar file, and what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitations {
    /// The file, `text/calendar`.
    pub text: String,
    /// The day and time of each moment, by the clock of wherever one is.
    pub moments: Vec<jiff::civil::DateTime>,
    /// The title of all of them.
    pub title: String,
}

/// The moments that a pack proposes, from the first day on which it asks questions to the last.
/// The times are floating (RFC 5545, 3.3.5): 19:30 is 19:30 wherever a phone is, and across the
/// change of clocks. The same pack gives the same bytes.
///
/// # Errors
/// When the pack has no rhythm, or none that a calendar can follow.
pub fn calendar(pack: &[u8]) -> Result<Invitations, CalendarError> {
    let pack: Pack = serde_json::from_slice(pack).map_err(|_| CalendarError::NoPack)?;
    let rhythm = pack.schedule.calendar.ok_or(CalendarError::None)?;
    let title = rhythm.title.trim().to_owned();
    if title.is_empty() {
        return Err(CalendarError::Title);
    }
    if !(1..=366).contains(&rhythm.every_days) {
        return Err(CalendarError::Days(rhythm.every_days));
    }
    let time = time(&rhythm.local_time)?;
    let asked = pack.waves.iter().filter(|wave| wave.phase.is_some());
    let day = |text: &str| text.parse::<Date>().map_err(|_| CalendarError::Waves);
    let days = asked
        .map(|wave| Ok((day(&wave.from)?, day(&wave.to)?)))
        .collect::<Result<Vec<_>, CalendarError>>()?;
    let first = days.iter().map(|(from, _)| *from).min();
    let last = days.iter().map(|(_, to)| *to).max();
    let (first, last) = first.zip(last).ok_or(CalendarError::Waves)?;
    let first = match rhythm.weekday_local.as_deref() {
        Some(name) => on(first, weekday(name)?)?,
        None => first,
    };
    let most = rhythm.max_reminders.unwrap_or(MOST).min(MOST) as usize;
    let series = first.series(i64::from(rhythm.every_days).days());
    let moments = series.take_while(|day| *day <= last).take(most);
    let moments: Vec<_> = moments.map(|day| day.to_datetime(time)).collect();
    let begins = moments.first().ok_or(CalendarError::Short)?;

    let mut uid = Sha256::digest(format!("{}\n{}", pack.pack_id, pack.revision)).to_vec();
    uid.truncate(16);
    // The day a calendar's entry was made has to stand in it; the first moment says nothing new.
    let made = first.to_datetime(Time::midnight());
    let event = Event::new()
        .uid(&hex::encode(uid))
        .summary(&title)
        .class(Class::Private)
        .add_property("DTSTAMP", format!("{}Z", compact(made)))
        .add_property("DTSTART", compact(*begins))
        .add_property("DURATION", format!("PT{MINUTES}M"))
        .add_property("RRULE", rule(rhythm.every_days, moments.len()))
        .add_property("TRANSP", "TRANSPARENT")
        .done();
    let mut file = Calendar::empty();
    file.append_property(("VERSION", "2.0"))
        .append_property(("PRODID", MAKER))
        .append_property(("CALSCALE", "GREGORIAN"));
    file.push(event);
    Ok(Invitations {
        text: file.to_string(),
        moments,
        title,
    })
}

/// `FREQ=WEEKLY` where the days are whole weeks: some calendars show only that in words.
fn rule(days: u32, count: usize) -> String {
    match days % 7 {
        0 => format!("FREQ=WEEKLY;INTERVAL={};COUNT={count}", days / 7),
        _ => format!("FREQ=DAILY;INTERVAL={days};COUNT={count}"),
    }
}

fn compact(at: jiff::civil::DateTime) -> String {
    at.strftime("%Y%m%dT%H%M%S").to_string()
}

fn time(text: &str) -> Result<Time, CalendarError> {
    let read = Time::strptime("%H:%M", text.trim());
    read.map_err(|_| CalendarError::Time(text.to_owned()))
}

/// The first such day of the week from a day on.
fn on(from: Date, weekday: Weekday) -> Result<Date, CalendarError> {
    let days = from.weekday().until(weekday);
    from.checked_add(i64::from(days).days())
        .map_err(|_| CalendarError::Waves)
}

/// `MO` to `SU`, as in RFC 5545.
fn weekday(name: &str) -> Result<Weekday, CalendarError> {
    Ok(match name {
        "MO" => Weekday::Monday,
        "TU" => Weekday::Tuesday,
        "WE" => Weekday::Wednesday,
        "TH" => Weekday::Thursday,
        "FR" => Weekday::Friday,
        "SA" => Weekday::Saturday,
        "SU" => Weekday::Sunday,
        other => return Err(CalendarError::Weekday(other.to_owned())),
    })
}

/// Why a pack gives no calendar.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// No JSON, or of another shape.
    #[error("this is no study pack, or its schedule is of another form")]
    NoPack,
    /// The pack proposes no rhythm.
    #[error("the pack has no schedule.calendar")]
    None,
    /// Entries without a title.
    #[error("the calendar has no title")]
    Title,
    /// Not from 1 to 366.
    #[error("a calendar cannot repeat every {0} days")]
    Days(u32),
    /// Not as 19:30.
    #[error("{0:?} is no time of the day")]
    Time(String),
    /// Not MO to SU.
    #[error("{0:?} is no day of the week")]
    Weekday(String),
    /// No phase, or one without dates.
    #[error("the pack has no phase with questions and dates")]
    Waves,
    /// The first such day is behind the last day.
    #[error("the phases are over before the first moment")]
    Short,
}

impl CalendarError {
    /// What to do about it.
    pub fn advice(&self) -> Option<&'static str> {
        Some(match self {
            Self::NoPack => "check the pack with `loop-desk study check`",
            Self::None => {
                "add it to the pack: every_days, weekday_local, local_time, title, max_reminders"
            }
            Self::Title => "give it a title that tells nobody what it is for, as \"Journal\"",
            Self::Days(_) => "give every_days from 1 to 366",
            Self::Time(_) => "write it as 19:30",
            Self::Weekday(_) => "write MO, TU, WE, TH, FR, SA or SU",
            Self::Waves => "give each wave with a phase its from and to, as 2026-11-23",
            Self::Short => "let the phases last until after the first such day",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn pack() -> Value {
        json!({
            "pack_id": "two-roles", "revision": 3,
            "title": { "en": "A study of mentors" },
            "waves": [
                { "id": "I", "from": "2026-01-01", "to": "2026-12-31", "kind": "interview" },
                { "id": "A", "phase": "start", "from": "2026-03-02", "to": "2026-04-12" },
                { "id": "B", "phase": "end", "from": "2026-04-13", "to": "2026-05-31" },
            ],
            "schedule": { "calendar": {
                "every_days": 21, "weekday_local": "TU", "local_time": "19:30",
                "title": "Journal", "max_reminders": 9,
            } },
        })
    }

    fn made(pack: &Value) -> Result<Invitations, CalendarError> {
        calendar(pack.to_string().as_bytes())
    }

    #[test]
    fn the_moments_lie_in_the_phases_and_on_their_day() {
        let made = made(&pack()).unwrap();
        let days: Vec<String> = made.moments.iter().map(ToString::to_string).collect();
        // Every third Tuesday; the clocks change between the second and the third.
        let expected = ["03-03", "03-24", "04-14", "05-05", "05-26"];
        assert_eq!(days, expected.map(|day| format!("2026-{day}T19:30:00")));
        for line in [
            "DTSTART:20260303T193000",
            "RRULE:FREQ=WEEKLY;INTERVAL=3;COUNT=5",
            "SUMMARY:Journal",
            "CLASS:PRIVATE",
        ] {
            assert!(
                made.text.contains(&format!("{line}\r\n")),
                "{line}\n{}",
                made.text
            );
        }
    }

    #[test]
    fn it_says_nothing_of_the_study_and_is_the_same_each_time() {
        let first = made(&pack()).unwrap();
        assert_eq!(first, made(&pack()).unwrap());
        for word in ["mentor", "two-roles", "study", "loop"] {
            assert!(
                !first.text.to_lowercase().contains(word),
                "{word}\n{}",
                first.text
            );
        }
    }

    #[test]
    fn the_pack_may_say_less_or_other_days() {
        let mut pack = pack();
        let calendar = &mut pack["schedule"]["calendar"];
        calendar["every_days"] = 10.into();
        calendar["max_reminders"] = 2.into();
        calendar["weekday_local"] = Value::Null;
        let made = made(&pack).unwrap();
        let days: Vec<String> = made
            .moments
            .iter()
            .map(|at| at.date().to_string())
            .collect();
        assert_eq!(days, ["2026-03-02", "2026-03-12"]);
        assert!(made.text.contains("FREQ=DAILY;INTERVAL=10;COUNT=2"));
    }

    #[test]
    fn what_no_calendar_can_follow_is_told() {
        let with = |path: &str, value: Value| {
            let mut pack = pack();
            *pack.pointer_mut(path).unwrap() = value;
            made(&pack).unwrap_err()
        };
        let of = "/schedule/calendar";
        let calendar = |field: &str, value: Value| with(&format!("{of}/{field}"), value);
        assert_eq!(with(of, Value::Null), CalendarError::None);
        assert_eq!(calendar("title", " ".into()), CalendarError::Title);
        assert_eq!(calendar("every_days", 0.into()), CalendarError::Days(0));
        assert_eq!(
            calendar("local_time", "25:00".into()),
            CalendarError::Time("25:00".into())
        );
        assert_eq!(
            calendar("weekday_local", "DI".into()),
            CalendarError::Weekday("DI".into())
        );
        assert_eq!(calendar("max_reminders", 0.into()), CalendarError::Short);
        assert_eq!(with("/waves", json!([])), CalendarError::Waves);
        assert_eq!(with("/waves/1/from", "soon".into()), CalendarError::Waves);
        assert_eq!(with("/schedule", 1.into()), CalendarError::NoPack);
    }
}
