//! Which of the writer's own entries is brought back.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::offer::mix;
use crate::{Entry, EntryId, Form, LinkKind, Moment, Role, Theme};

/// An entry is not brought back before it is so many days old.
const YOUNGEST: i64 = 14;
/// An entry that was brought back rests for so many days.
const REST: i64 = 28;
/// Where one distance in time ends and the next begins, in days: weeks, a season, half a year.
const BANDS: [i64; 3] = [42, 98, 196];

/// What was brought back so far, and what the writer wishes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LookBack {
    /// Whether nothing is to be brought back unasked.
    pub is_off: bool,
    /// What is never to be brought back.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub never: BTreeSet<EntryId>,
    /// What was brought back, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub returned: Vec<Returned>,
}

/// An entry that was brought back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Returned {
    /// The entry.
    pub entry: EntryId,
    /// The revision that was shown.
    pub rev: u32,
    /// When.
    pub at: Moment,
    /// What came of it.
    pub response: Response,
}

/// What a writer did with an entry that was brought back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Response {
    /// It was looked at, or passed over.
    Shown,
    /// It was answered.
    Answered,
    /// "Not today."
    NotToday,
    /// "Never bring this back."
    Never,
}

impl Response {
    /// The name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Shown => "shown",
            Self::Answered => "answered",
            Self::NotToday => "not_today",
            Self::Never => "never",
        }
    }
}

impl LookBack {
    /// Whether an entry is offered unasked on that day.
    pub fn is_offered(&self, today: &Moment) -> bool {
        let rests = self.returned.iter().rev().any(|returned| {
            matches!(returned.response, Response::NotToday | Response::Answered)
                && returned.at.date() == today.date()
        });
        !self.is_off && !rests
    }

    /// Remembers that an entry was brought back.
    pub fn note(&mut self, entry: &Entry, now: &Moment) {
        self.returned.push(Returned {
            entry: entry.id,
            rev: entry.rev,
            at: now.clone(),
            response: Response::Shown,
        });
    }

    /// Remembers what came of the last time that an entry was brought back.
    pub fn respond(&mut self, entry: EntryId, response: Response) {
        let mut last = self.returned.iter_mut().rev();
        if let Some(last) = last.find(|returned| returned.entry == entry) {
            last.response = response;
        }
        if response == Response::Never {
            self.never.insert(entry);
        }
    }
}

/// The entry that is brought back next: one at least 14 days old that was not brought back within
/// 28 days, is not the one that was last brought back, and is not excluded. Among those comes one
/// that was brought back least often; then one from a distance in time that was visited least
/// often (weeks, a season, half a year, longer); then one of another theme than the last, then
/// of another role; what is still equal is ordered by the seed. Letters that are sealed, a side of
/// an event that is still covered, and what was gathered for an interview never come.
pub fn choose_earlier<'a>(
    entries: impl IntoIterator<Item = &'a Entry>,
    look_back: &LookBack,
    today: &Moment,
    seed: u64,
) -> Option<&'a Entry> {
    let entries: Vec<&Entry> = entries.into_iter().collect();
    let told: BTreeSet<EntryId> = entries
        .iter()
        .flat_map(|entry| entry.linked(LinkKind::OtherChairOf))
        .collect();
    // How often each came back, and whether it still rests; few ever did.
    let mut times: BTreeMap<EntryId, (usize, bool)> = BTreeMap::new();
    for returned in &look_back.returned {
        let (count, rests) = times.entry(returned.entry).or_default();
        *count += 1;
        *rests |= returned.at.days_until(today) < REST;
    }
    let known: BTreeMap<EntryId, &Entry> = entries
        .iter()
        .filter(|entry| times.contains_key(&entry.id))
        .map(|entry| (entry.id, *entry))
        .collect();
    let mut visits = [0_usize; BANDS.len() + 1];
    for returned in &look_back.returned {
        let entry = known.get(&returned.entry);
        let distance = entry.map(|entry| entry.created_at.days_until(&returned.at));
        if let Some(distance) = distance {
            visits[band(distance)] += 1;
        }
    }
    let last = look_back.returned.last().map(|returned| returned.entry);
    let before: Option<(Theme, Role)> = last
        .and_then(|last| known.get(&last))
        .map(|entry| (entry.theme(), entry.role));
    let is_told = |entry: &Entry| match entry.form() {
        Some(Form::Chair) => told.contains(&entry.id) || !entry.links().is_empty(),
        Some(Form::Agenda { .. }) => false,
        Some(Form::Letter(letter)) => letter.opened_at.is_some(),
        _ => true,
    };
    let candidates = entries.into_iter().filter_map(|entry| {
        let distance = entry.created_at.days_until(today);
        let (count, rests) = times.get(&entry.id).copied().unwrap_or_default();
        let is_open = distance >= YOUNGEST
            && !rests
            && last != Some(entry.id)
            && !look_back.never.contains(&entry.id)
            && is_told(entry);
        let key = (
            count,
            visits[band(distance)],
            before.is_some_and(|(theme, _)| theme == entry.theme()),
            before.is_some_and(|(_, role)| role == entry.role),
            mix(seed, entry.id.as_bytes()),
            entry.id,
        );
        is_open.then_some((key, entry))
    });
    let first = candidates.min_by_key(|(key, _)| *key);
    first.map(|(_, entry)| entry)
}

fn band(distance: i64) -> usize {
    BANDS.iter().filter(|border| distance >= **border).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Context, Letter, Link, Opens, PromptId, ShownPrompt};

    const FIRST: jiff::civil::Date = jiff::civil::date(2026, 1, 5);

    fn at(day: i64) -> Moment {
        let date = FIRST.checked_add(jiff::Span::new().days(day)).unwrap();
        Moment::parse(&date.to_string()).unwrap()
    }

    fn entry(number: u8, day: i64, theme: Theme, role: Role) -> Entry {
        let prompt = ShownPrompt {
            id: PromptId("X".into()),
            version: 1,
            theme,
            language: "en".into(),
            text: "?".into(),
        };
        let id = EntryId::from_random([number; 16]);
        let mut entry = Entry::new(id, Some(prompt), format!("entry {number}"), at(day));
        entry.role = role;
        entry
    }

    fn journal(plan: &[(i64, usize, usize)]) -> Vec<Entry> {
        const THEMES: [Theme; 3] = [Theme::GazingBackwards, Theme::ImagineFuture, Theme::Free];
        let all = plan.iter().zip(1..);
        all.map(|((day, theme, role), number)| {
            entry(number, *day, THEMES[theme % 3], Role::ALL[role % 5])
        })
        .collect()
    }

    proptest! {
        /// A year of asking, now and then with "never bring this back": nothing too young, nothing
        /// too soon, never twice in a row, never what was excluded; and once more the same.
        #[test]
        fn nothing_comes_too_soon_or_against_a_wish(
            seed: u64,
            plan in prop::collection::vec((0i64..300, 0usize..3, 0usize..5), 1..60),
            says in prop::collection::vec(0usize..6, 60),
        ) {
            let entries = journal(&plan);
            let run = || {
                let mut look_back = LookBack::default();
                for (says, day) in says.iter().zip((0..360).step_by(6)) {
                    let today = at(day);
                    let Some(chosen) = choose_earlier(&entries, &look_back, &today, seed) else {
                        continue;
                    };
                    look_back.note(chosen, &today);
                    let response = [Response::Answered, Response::NotToday, Response::Never];
                    if let Some(response) = response.get(*says) {
                        look_back.respond(chosen.id, *response);
                    }
                }
                look_back
            };
            let look_back = run();
            prop_assert_eq!(&look_back, &run());
            let mut excluded = BTreeSet::new();
            let mut last: BTreeMap<EntryId, Moment> = BTreeMap::new();
            let mut before = None;
            for returned in &look_back.returned {
                let entry = entries.iter().find(|entry| entry.id == returned.entry).unwrap();
                prop_assert!(entry.created_at.days_until(&returned.at) >= YOUNGEST);
                prop_assert!(!excluded.contains(&entry.id));
                prop_assert_ne!(before, Some(entry.id));
                if let Some(last) = last.insert(entry.id, returned.at.clone()) {
                    prop_assert!(last.days_until(&returned.at) >= REST);
                }
                if returned.response == Response::Never {
                    excluded.insert(entry.id);
                }
                before = Some(entry.id);
            }
            prop_assert_eq!(&excluded, &look_back.never);
        }

        /// Nobody is forgotten: with enough entries each comes before any comes a second time.
        #[test]
        fn everything_comes_once_before_anything_comes_twice(seed: u64, count in 2usize..30) {
            let plan: Vec<_> = (0..count).map(|n| (n as i64, n, n / 2)).collect();
            let entries = journal(&plan);
            let mut look_back = LookBack::default();
            for step in 0..count as i64 {
                let today = at(100 + 30 * step);
                let chosen = choose_earlier(&entries, &look_back, &today, seed).unwrap();
                look_back.note(chosen, &today);
            }
            let distinct: BTreeSet<_> = look_back.returned.iter().map(|r| r.entry).collect();
            prop_assert_eq!(distinct.len(), count);
        }
    }

    #[test]
    fn theme_role_and_distance_change() {
        let look = |entries: &[Entry], before: u8| {
            let mut look_back = LookBack::default();
            let last = entries.iter().find(|e| e.text == format!("entry {before}"));
            look_back.note(last.unwrap(), &at(300));
            choose_earlier(entries, &look_back, &at(301), 7)
                .unwrap()
                .text
                .clone()
        };
        let past = Theme::GazingBackwards;
        // Of the same distance, theme before role.
        let entries = [
            entry(1, 1, past, Role::Student),
            entry(2, 2, past, Role::Mentor),
            entry(3, 3, Theme::ImagineFuture, Role::Student),
        ];
        assert_eq!(look(&entries, 1), "entry 3");
        assert_eq!(look(&entries[..2], 1), "entry 2");
        // A distance that was not visited comes before both.
        let entries = [
            entry(1, 1, past, Role::Student),
            entry(2, 2, Theme::ImagineFuture, Role::Mentor),
            entry(3, 250, past, Role::Student),
        ];
        assert_eq!(look(&entries, 1), "entry 3");
    }

    #[test]
    fn what_is_sealed_or_covered_never_comes() {
        let sealed = |opened_at| {
            let mut letter = entry(1, 1, Theme::ImagineFuture, Role::Student);
            letter.context = Context {
                form: Some(Form::Letter(Letter {
                    to: crate::Addressee::EndOfYear,
                    opens: Opens::On(at(400)),
                    opened_at,
                })),
                ..Context::default()
            }
            .kept();
            letter
        };
        let look = |entries: &[Entry]| {
            choose_earlier(entries, &LookBack::default(), &at(300), 7).map(|entry| entry.id)
        };
        assert_eq!(look(&[sealed(None)]), None);
        assert!(look(&[sealed(Some(at(299)))]).is_some());
        let chair = |number, links: Vec<Link>| {
            let mut chair = entry(number, 1, Theme::ClosingLoop, Role::Student);
            chair.context = Context {
                form: Some(Form::Chair),
                links,
                ..Context::default()
            }
            .kept();
            chair
        };
        let first = chair(2, Vec::new());
        assert_eq!(look(std::slice::from_ref(&first)), None);
        let kind = LinkKind::OtherChairOf;
        let second = chair(
            3,
            vec![Link {
                kind,
                entry: first.id,
            }],
        );
        assert!(look(&[first, second]).is_some());
        // And nothing from a day that has not been yet.
        assert_eq!(look(&[entry(4, 320, Theme::Free, Role::Mentor)]), None);
    }

    #[test]
    fn not_today_and_off_are_heard() {
        let mut look_back = LookBack::default();
        let one = entry(1, 1, Theme::Free, Role::Mentor);
        assert!(look_back.is_offered(&at(100)));
        look_back.note(&one, &at(100));
        look_back.respond(one.id, Response::NotToday);
        assert!(!look_back.is_offered(&at(100)) && look_back.is_offered(&at(101)));
        look_back.is_off = true;
        assert!(!look_back.is_offered(&at(101)));
    }
}
