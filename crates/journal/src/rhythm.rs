//! When one is invited to write: the rhythm that a study proposes, or the writer's own.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time, Weekday};
use serde::{Deserialize, Serialize};

use crate::calendar::file;
use crate::{Moment, Study};

/// The most moments that one calendar file has.
const MOST: usize = 500;

/// A rhythm of invitations: `schedule.calendar` of a pack, or what the writer chose instead.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rhythm {
    /// Days from one invitation to the next, from 1 to 366.
    pub every_days: i64,
    /// The day of the week of the first one, `MO` to `SU` as in RFC 5545; `None` for any.
    pub weekday_local: Option<String>,
    /// The time of the day, `HH:MM`, by the clock of wherever one is.
    pub local_time: String,
    /// What they are all called: a calendar shows it on locked screens.
    pub title: String,
    /// How many there are; `None` for as many as there is time for.
    pub max_reminders: Option<i64>,
}

/// A calendar file, and what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitations {
    /// The file, `text/calendar` (RFC 5545).
    pub text: String,
    /// The day and time of each moment, by the clock of wherever one is.
    pub moments: Vec<DateTime>,
    /// The title of all of them.
    pub title: String,
}

impl Rhythm {
    /// The days of the week as RFC 5545 writes them, Monday first.
    pub const WEEKDAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

    /// Everything that is wrong with it, each with the field that it is about.
    pub fn faults(&self) -> Vec<(&'static str, RhythmError)> {
        let mut faults = Vec::new();
        if !(1..=366).contains(&self.every_days) {
            faults.push(("every_days", RhythmError::Days(self.every_days)));
        }
        if let Some(name) = &self.weekday_local
            && weekday(name).is_none()
        {
            faults.push(("weekday_local", RhythmError::Weekday(name.clone())));
        }
        if time(&self.local_time).is_none() {
            faults.push(("local_time", RhythmError::Time(self.local_time.clone())));
        }
        if self.title.trim().is_empty() {
            faults.push(("title", RhythmError::Title));
        }
        if let Some(most) = self.max_reminders
            && !(1..=MOST as i64).contains(&most)
        {
            faults.push(("max_reminders", RhythmError::Count(most)));
        }
        faults
    }

    /// The moments from now on, the first one on the first day that fits. `of` tells this
    /// calendar from others and is not to be read in the file.
    ///
    /// # Errors
    /// The first thing that is wrong with the rhythm.
    pub fn invitations(&self, now: &Moment, of: &[u8]) -> Result<Invitations, RhythmError> {
        let now = local(now).ok_or(RhythmError::Over)?;
        let moments = self.series(now.date(), None)?;
        let most = self.most();
        let coming = moments.filter(|at| *at >= now).take(most).collect();
        self.file(coming, now.date(), of)
    }

    /// Every moment from a day on, to another day or for ever.
    fn series(
        &self,
        from: Date,
        until: Option<Date>,
    ) -> Result<impl Iterator<Item = DateTime> + use<>, RhythmError> {
        if let Some((_, fault)) = self.faults().into_iter().next() {
            return Err(fault);
        }
        let time = time(&self.local_time).ok_or(RhythmError::Over)?;
        let days = match self.weekday_local.as_deref().and_then(weekday) {
            Some(weekday) => i64::from(from.weekday().until(weekday)),
            None => 0,
        };
        let first = from
            .checked_add(days.days())
            .ok()
            .ok_or(RhythmError::Over)?;
        let days = first.series(self.every_days.days());
        let days = days.take_while(move |day| until.is_none_or(|until| *day <= until));
        Ok(days.map(move |day| day.to_datetime(time)))
    }

    fn most(&self) -> usize {
        let most = self
            .max_reminders
            .and_then(|most| usize::try_from(most).ok());
        most.unwrap_or(MOST).min(MOST)
    }

    /// The file of some of its moments, made on a day.
    fn file(
        &self,
        moments: Vec<DateTime>,
        made: Date,
        of: &[u8],
    ) -> Result<Invitations, RhythmError> {
        let first = moments.first().ok_or(RhythmError::Over)?;
        let title = self.title.trim().to_owned();
        let every = u64::try_from(self.every_days).unwrap_or(1);
        Ok(Invitations {
            text: file(&title, *first, every, moments.len(), made, of),
            moments,
            title,
        })
    }
}

impl Study {
    /// The moments that the pack proposes, from the first day on which it asks questions to the
    /// last; with `now`, those of them that are still to come. The times are floating (RFC 5545,
    /// 3.3.5): 19:30 is 19:30 wherever a phone is, and across the change of clocks. The same pack
    /// gives the same bytes.
    ///
    /// # Errors
    /// When the pack has no rhythm, none that a calendar can follow, or none that is still to come.
    pub fn invitations(&self, now: Option<(&Moment, &[u8])>) -> Result<Invitations, RhythmError> {
        let rhythm = self.schedule.calendar.as_ref().ok_or(RhythmError::None)?;
        let asked = self.waves.iter().filter(|wave| wave.phase.is_some());
        let day = |text: &str| text.parse::<Date>().map_err(|_| RhythmError::Waves);
        let days = asked
            .map(|wave| Ok((day(&wave.from)?, day(&wave.to)?)))
            .collect::<Result<Vec<_>, RhythmError>>()?;
        let first = days.iter().map(|(from, _)| *from).min();
        let last = days.iter().map(|(_, to)| *to).max();
        let (first, last) = first.zip(last).ok_or(RhythmError::Waves)?;
        let moments = rhythm.series(first, Some(last))?.take(rhythm.most());
        match now.map(|(now, of)| (local(now), of)) {
            None => {
                let moments: Vec<_> = moments.collect();
                // The day a calendar's entry was made has to stand in it; the first moment says
                // nothing new.
                let made = moments.first().map_or(first, |first| first.date());
                let of = format!("{}\n{}", self.id, self.revision);
                rhythm.file(moments, made, of.as_bytes())
            }
            Some((now, of)) => {
                let now = now.ok_or(RhythmError::Over)?;
                let coming = moments.filter(|at| *at >= now).collect();
                rhythm.file(coming, now.date(), of)
            }
        }
    }
}

/// A moment as the clock on the wall shows it; midnight where only its day is known.
fn local(moment: &Moment) -> Option<DateTime> {
    let date: Date = moment.date().parse().ok()?;
    let clock = moment.time().map_or(Some(Time::midnight()), time);
    clock.map(|clock| date.to_datetime(clock))
}

fn time(text: &str) -> Option<Time> {
    Time::strptime("%H:%M", text.trim()).ok()
}

fn weekday(name: &str) -> Option<Weekday> {
    let at = Rhythm::WEEKDAYS.iter().position(|known| *known == name)?;
    Weekday::from_monday_zero_offset(i8::try_from(at).ok()?).ok()
}

/// Why a rhythm gives no calendar.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RhythmError {
    /// The pack proposes no rhythm.
    #[error("the pack has no schedule.calendar")]
    None,
    /// Entries without a title.
    #[error("the calendar has no title")]
    Title,
    /// Not from 1 to 366.
    #[error("a calendar cannot repeat every {0} days")]
    Days(i64),
    /// Not from 1 to 500.
    #[error("a calendar cannot have {0} reminders")]
    Count(i64),
    /// Not as 19:30.
    #[error("{0:?} is no time of the day")]
    Time(String),
    /// Not MO to SU.
    #[error("{0:?} is no day of the week")]
    Weekday(String),
    /// No phase, or one without dates.
    #[error("the pack has no phase with questions and dates")]
    Waves,
    /// Nothing is still to come.
    #[error("the phases are over before the first moment")]
    Over,
}

impl RhythmError {
    /// Its name for programs.
    pub fn code(&self) -> &'static str {
        self.about().0
    }

    /// What to do about it.
    pub fn advice(&self) -> &'static str {
        self.about().1
    }

    fn about(&self) -> (&'static str, &'static str) {
        match self {
            Self::None => (
                "no-rhythm",
                "add it to the pack: every_days, weekday_local, local_time, title, max_reminders",
            ),
            Self::Title => (
                "rhythm-title",
                "give it a title that tells nobody what it is for, as \"Journal\"",
            ),
            Self::Days(_) => ("rhythm-days", "give every_days from 1 to 366"),
            Self::Count(_) => (
                "rhythm-count",
                "give max_reminders from 1 to 500, or leave it out",
            ),
            Self::Time(_) => ("rhythm-time", "write it as 19:30"),
            Self::Weekday(_) => ("rhythm-weekday", "write MO, TU, WE, TH, FR, SA or SU"),
            Self::Waves => (
                "rhythm-waves",
                "give each wave with a phase its from and to, as 2026-11-23",
            ),
            Self::Over => (
                "rhythm-over",
                "let the phases last until after the first such day",
            ),
        }
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

    fn study(pack: &Value) -> Study {
        serde_json::from_value(pack.clone()).unwrap()
    }

    fn made(pack: &Value) -> Result<Invitations, RhythmError> {
        study(pack).invitations(None)
    }

    fn days(made: &Invitations) -> Vec<String> {
        made.moments.iter().map(ToString::to_string).collect()
    }

    fn at(text: &str) -> Moment {
        Moment::parse(text).unwrap()
    }

    #[test]
    fn the_moments_lie_in_the_phases_and_on_their_day() {
        let made = made(&pack()).unwrap();
        // Every third Tuesday; the clocks change between the second and the third.
        let expected = ["03-03", "03-24", "04-14", "05-05", "05-26"];
        assert_eq!(
            days(&made),
            expected.map(|day| format!("2026-{day}T19:30:00"))
        );
    }

    #[test]
    fn what_is_over_is_not_proposed_any_more() {
        let study = study(&pack());
        let from = |now: &str| study.invitations(Some((&at(now), b"this phone")));
        // An hour before a moment, and an hour after it.
        let before = from("2026-04-14T18:30:00+02:00").unwrap();
        assert_eq!(days(&before)[0], "2026-04-14T19:30:00");
        let after = from("2026-04-14T20:30:00+02:00").unwrap();
        let expected = ["05-05", "05-26"].map(|day| format!("2026-{day}T19:30:00"));
        assert_eq!(days(&after), expected);
        assert_eq!(from("2026-05-27"), Err(RhythmError::Over));
    }

    #[test]
    fn the_writers_own_begins_today_and_has_as_many_as_were_asked_for() {
        let own = Rhythm {
            every_days: 10,
            weekday_local: None,
            local_time: "07:05".into(),
            title: " Tea ".into(),
            max_reminders: Some(3),
        };
        let made = |now: &str| own.invitations(&at(now), b"this phone").unwrap();
        let early = made("2027-12-20T07:04:00+01:00");
        let expected = ["2027-12-20", "2027-12-30", "2028-01-09"];
        assert_eq!(days(&early), expected.map(|day| format!("{day}T07:05:00")));
        assert_eq!(early.title, "Tea");
        let late = made("2027-12-20T21:00:00+01:00");
        assert_eq!(days(&late)[0], "2027-12-30T07:05:00");
        assert_eq!(late.moments.len(), 3);
        let on_fridays = Rhythm {
            every_days: 14,
            weekday_local: Some("FR".into()),
            ..own.clone()
        };
        let friday = on_fridays.invitations(&at("2026-11-26"), b"x").unwrap();
        assert_eq!(
            days(&friday)[..2],
            ["2026-11-27T07:05:00", "2026-12-11T07:05:00"]
        );
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
        assert_eq!(days(&made), ["2026-03-02T19:30:00", "2026-03-12T19:30:00"]);
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
        assert_eq!(with(of, Value::Null), RhythmError::None);
        assert_eq!(calendar("title", " ".into()), RhythmError::Title);
        assert_eq!(calendar("every_days", 0.into()), RhythmError::Days(0));
        assert_eq!(calendar("every_days", 367.into()), RhythmError::Days(367));
        let time = RhythmError::Time("25:00".into());
        assert_eq!(calendar("local_time", "25:00".into()), time);
        let weekday = RhythmError::Weekday("DI".into());
        assert_eq!(calendar("weekday_local", "DI".into()), weekday);
        assert_eq!(calendar("max_reminders", 0.into()), RhythmError::Count(0));
        assert_eq!(with("/waves", json!([])), RhythmError::Waves);
        assert_eq!(with("/waves/1/from", "soon".into()), RhythmError::Waves);
        // The first Tuesday lies behind the last day.
        let mut short = pack();
        short["waves"] =
            json!([{ "id": "A", "phase": "start", "from": "2026-03-04", "to": "2026-03-09" }]);
        assert_eq!(made(&short), Err(RhythmError::Over));
    }
}
