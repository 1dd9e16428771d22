//! People by weeks: who wrote when, how, and as what.

use std::collections::BTreeMap;

use journal::{Moment, ParticipantCode, Role, Theme};
use serde::{Deserialize, Serialize};

use crate::dataset::{Dataset, MergedEntry, Participant};
use crate::problem::{Problem, Span};
use crate::ties::Ties;

/// Weeks are listed one after another up to so many; beyond, a wrong date would make the list
/// endless, and only weeks stand there in which something was written.
const MOST_WEEKS: usize = 260;

/// Who wrote in which week.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// The Mondays of the weeks, `YYYY-MM-DD`, from the first entry to the last.
    pub weeks: Vec<String>,
    /// By code.
    pub people: Vec<Person>,
}

/// One participant at a glance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The pseudonym.
    pub code: ParticipantCode,
    /// Merged bundles.
    pub bundles: usize,
    /// Entries, withdrawn ones not counted.
    pub entries: usize,
    /// Entries that were taken back.
    pub withdrawn: usize,
    /// Entries with a handling wish.
    pub wishes: usize,
    /// Date of the first entry, `YYYY-MM-DD`.
    pub first: Option<String>,
    /// Date of the last entry.
    pub last: Option<String>,
    /// Numbers of bundles that never arrived.
    pub missing: Vec<Span>,
    /// Recordings, and how many of them have a transcript.
    pub recordings: usize,
    /// Recordings with a transcript.
    pub transcribed: usize,
    /// How long all recordings are together, in milliseconds.
    pub voice_ms: u64,
    /// Loops that are closed.
    pub loops_closed: usize,
    /// Loops that are open.
    pub loops_open: usize,
    /// Entries by the role they were written from.
    pub roles: BTreeMap<Role, usize>,
    /// Entries by theme.
    pub themes: BTreeMap<Theme, usize>,
    /// The weeks with something in them, in their order.
    pub weeks: Vec<Week>,
}

/// What one participant wrote and recorded in one week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Week {
    /// Which of [`Overview::weeks`].
    pub at: usize,
    /// Entries with text.
    pub text: usize,
    /// Entries with a recording.
    pub voice: usize,
}

/// Counts a dataset by people and weeks. An entry stands in the week in which it was first written;
/// of a conflict, its first side counts.
pub fn overview(dataset: &Dataset) -> Overview {
    let mondays = dataset
        .entries
        .iter()
        .map(|entry| entry.newest().entry.created_at.monday());
    let weeks = weeks(mondays.collect());
    let people = dataset
        .participants
        .iter()
        .map(|participant| person(participant, dataset, &weeks))
        .collect();
    Overview { weeks, people }
}

fn weeks(mut mondays: Vec<String>) -> Vec<String> {
    mondays.sort();
    mondays.dedup();
    let (Some(first), Some(last)) = (mondays.first(), mondays.last()) else {
        return mondays;
    };
    let mut all = vec![first.clone()];
    while all.len() <= MOST_WEEKS {
        let next = all
            .last()
            .and_then(|week| Moment::parse(week).ok()?.week_later());
        match next {
            Some(next) if next <= *last => all.push(next),
            _ => return all,
        }
    }
    mondays
}

fn person(participant: &Participant, dataset: &Dataset, weeks: &[String]) -> Person {
    let code = &participant.code;
    let mut person = Person {
        code: code.clone(),
        bundles: participant.bundles,
        entries: participant.entries,
        withdrawn: participant.withdrawn,
        wishes: 0,
        first: participant.first.clone(),
        last: participant.last.clone(),
        missing: missing(code, &dataset.problems),
        recordings: 0,
        transcribed: 0,
        voice_ms: 0,
        loops_closed: 0,
        loops_open: 0,
        roles: BTreeMap::new(),
        themes: BTreeMap::new(),
        weeks: Vec::new(),
    };
    let mut by_week: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    let theirs = |entry: &&MergedEntry| entry.participant == *code;
    for one in Ties::new(dataset.entries.iter().filter(theirs)).loops() {
        match one.is_closed() {
            true => person.loops_closed += 1,
            false => person.loops_open += 1,
        }
    }
    for entry in dataset.entries.iter().filter(theirs) {
        let entry = &entry.newest().entry;
        let handling = entry.handling;
        person.wishes +=
            usize::from(handling.ask_first || handling.do_not_quote || handling.do_not_raise);
        *person.roles.entry(entry.role).or_default() += 1;
        *person.themes.entry(entry.theme()).or_default() += 1;
        if let Ok(at) = weeks.binary_search(&entry.created_at.monday()) {
            let (text, voice) = by_week.entry(at).or_default();
            *text += usize::from(!entry.text.trim().is_empty());
            *voice += usize::from(!entry.recordings.is_empty());
        }
    }
    for merged in dataset
        .recordings
        .iter()
        .filter(|one| one.participant == *code)
    {
        person.recordings += 1;
        person.transcribed += usize::from(merged.transcript.is_some());
        person.voice_ms += merged.recording.media.duration_ms;
    }
    let counted = by_week.into_iter();
    person.weeks = counted
        .map(|(at, (text, voice))| Week { at, text, voice })
        .collect();
    person
}

fn missing(code: &ParticipantCode, problems: &[Problem]) -> Vec<Span> {
    let gaps = problems.iter().filter_map(|problem| match problem {
        Problem::Gap {
            participant,
            missing,
            ..
        } if participant == code => Some(missing.iter().copied()),
        _ => None,
    });
    gaps.flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merge::{Rules, merge};
    use crate::testkit::{moment, sketch};
    use journal::Entry;

    fn entry(number: u8, date: &str, text: &str) -> Entry {
        let mut entry = crate::testkit::entry(number, 1, text);
        entry.created_at = moment(date);
        entry
    }

    #[test]
    fn people_are_counted_by_weeks() {
        let mut first = sketch("P-1", 1);
        // A Sunday, the Monday behind it, and two weeks later.
        first.entries = vec![
            entry(1, "2026-11-22", "one"),
            entry(2, "2026-11-23", "two"),
            entry(3, "2026-12-09", " "),
        ];
        first.entries[1].handling.do_not_quote = true;
        first.entries[1].role = Role::Mentor;
        let mut third = sketch("P-1", 3);
        third.entries = vec![entry(4, "2026-11-24", "four")];
        let dataset = merge(vec![first.file("a"), third.file("c")], &Rules::default());
        let overview = overview(&dataset);
        assert_eq!(
            overview.weeks,
            ["2026-11-16", "2026-11-23", "2026-11-30", "2026-12-07"]
        );
        let person = &overview.people[0];
        let week = |at, text| Week { at, text, voice: 0 };
        assert_eq!(person.weeks, [week(0, 1), week(1, 2), week(3, 0)]);
        assert_eq!((person.entries, person.wishes), (4, 1));
        assert_eq!(person.roles[&Role::Mentor], 1);
        assert_eq!(person.missing, [Span { from: 2, to: 2 }]);
    }

    #[test]
    fn a_wrong_date_does_not_make_the_weeks_endless() {
        let mut far = sketch("P-1", 1);
        far.entries = vec![
            entry(1, "0001-01-01", "one"),
            entry(2, "2026-11-23", "two"),
            entry(3, "9999-12-31", "three"),
        ];
        let dataset = merge(vec![far.file("a")], &Rules::default());
        let overview = overview(&dataset);
        assert_eq!(overview.weeks.len(), 3);
        assert_eq!(overview.people[0].weeks.len(), 3);
    }

    #[test]
    fn loops_are_counted() {
        let person = &overview(&crate::testkit::tied()).people[0];
        assert_eq!((person.loops_closed, person.loops_open), (6, 2));
    }
}
