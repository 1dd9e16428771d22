//! Loops: what was begun and comes back.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::{Entry, EntryId, Form, LinkKind, Moment, Opens, Prompt, Role};

/// An entry with everything that follows on from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loop {
    /// What was begun.
    pub kind: LoopKind,
    /// The entry it began with. At the desk it need not have been shared, on the phone it may be
    /// deleted.
    pub origin: EntryId,
    /// When it was written; `None` where it is not there.
    pub began: Option<Moment>,
    /// What follows, each entry behind those it follows on from; otherwise by date and id.
    pub steps: Vec<EntryId>,
    /// Whether it is closed.
    pub state: LoopState,
}

/// What was begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoopKind {
    /// An entry that was answered later.
    Reply,
    /// A letter to oneself.
    Letter,
    /// A sentence about what will be.
    Forecast,
    /// One event from two sides.
    TwoChairs,
    /// Something received.
    PassingOn,
}

impl LoopKind {
    /// All kinds.
    pub const ALL: [Self; 5] = [
        Self::Reply,
        Self::Letter,
        Self::Forecast,
        Self::TwoChairs,
        Self::PassingOn,
    ];

    /// The name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reply => "reply",
            Self::Letter => "letter",
            Self::Forecast => "forecast",
            Self::TwoChairs => "two_chairs",
            Self::PassingOn => "passing_on",
        }
    }

    /// What closes it.
    fn closing(self) -> LinkKind {
        match self {
            Self::Reply => LinkKind::RepliesTo,
            Self::Letter => LinkKind::AnswersLetter,
            Self::Forecast => LinkKind::OutcomeOf,
            Self::TwoChairs => LinkKind::OtherChairOf,
            Self::PassingOn => LinkKind::PassesOn,
        }
    }

    /// What an entry with that form begins.
    fn of_form(form: &Form) -> Option<Self> {
        match form {
            Form::Letter(_) => Some(Self::Letter),
            Form::Forecast(_) => Some(Self::Forecast),
            Form::Chair => Some(Self::TwoChairs),
            Form::Received => Some(Self::PassingOn),
            Form::Outcome(_) | Form::PassedOn | Form::Changed | Form::Agenda { .. } => None,
        }
    }

    /// What was begun by an entry that is not there, as one that follows on from it says.
    fn of_link(kind: LinkKind) -> Self {
        match kind {
            LinkKind::RepliesTo | LinkKind::Continues => Self::Reply,
            LinkKind::AnswersLetter => Self::Letter,
            LinkKind::OutcomeOf => Self::Forecast,
            LinkKind::OtherChairOf => Self::TwoChairs,
            LinkKind::PassesOn => Self::PassingOn,
        }
    }
}

/// Whether a loop is closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoopState {
    /// Something is still to come.
    Open {
        /// The day on which it comes back by itself; `None` where the writer says when.
        returns: Option<Moment>,
    },
    /// It came back.
    Closed {
        /// When.
        at: Moment,
    },
}

impl Loop {
    /// Whether it is closed.
    pub fn is_closed(&self) -> bool {
        matches!(self.state, LoopState::Closed { .. })
    }

    /// The day it came back or comes back by itself.
    pub fn until(&self) -> Option<&Moment> {
        match &self.state {
            LoopState::Open { returns } => returns.as_ref(),
            LoopState::Closed { at } => Some(at),
        }
    }

    /// Whether it is open and its day has come.
    pub fn is_due(&self, today: &Moment) -> bool {
        match &self.state {
            LoopState::Open { returns } => returns
                .as_ref()
                .is_some_and(|day| day.date() <= today.date()),
            LoopState::Closed { .. } => false,
        }
    }
}

/// The loops in some entries of one writer, by the day they began, then by id. An entry belongs to the loop of the
/// first entry it is linked to; where links run in a circle, which no app makes, its entries belong
/// to no loop.
pub fn loops<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Vec<Loop> {
    let entries: BTreeMap<EntryId, &Entry> =
        entries.into_iter().map(|entry| (entry.id, entry)).collect();
    let mut steps: BTreeMap<EntryId, Vec<(usize, &Entry)>> = BTreeMap::new();
    for entry in entries.values() {
        match root(&entries, entry) {
            Some((root, depth)) if depth > 0 => steps.entry(root).or_default().push((depth, entry)),
            _ => {}
        }
    }
    let begun = entries.values().filter(|entry| {
        entry.links().is_empty() && entry.form().and_then(LoopKind::of_form).is_some()
    });
    let origins: BTreeSet<EntryId> = begun
        .map(|entry| entry.id)
        .chain(steps.keys().copied())
        .collect();
    let mut loops: Vec<Loop> = origins
        .into_iter()
        .filter_map(|origin| {
            let mut steps = steps.remove(&origin).unwrap_or_default();
            steps.sort_by(|(a_depth, a), (b_depth, b)| {
                (a_depth, &a.created_at, a.id).cmp(&(b_depth, &b.created_at, b.id))
            });
            let steps: Vec<&Entry> = steps.into_iter().map(|(_, entry)| entry).collect();
            one(origin, entries.get(&origin).copied(), &steps)
        })
        .collect();
    loops.sort_by(|a, b| (&a.began, a.origin).cmp(&(&b.began, b.origin)));
    loops
}

fn one(origin: EntryId, first: Option<&Entry>, steps: &[&Entry]) -> Option<Loop> {
    let by_form = first.and_then(Entry::form).and_then(LoopKind::of_form);
    let by_link = || {
        let link = steps.first()?.links().first()?;
        // What is there and has no form was simply answered.
        Some(match first {
            Some(_) => LoopKind::Reply,
            None => LoopKind::of_link(link.kind),
        })
    };
    let kind = by_form.or_else(by_link)?;
    let closes = |entry: &&&Entry| {
        let is_reply = kind == LoopKind::Reply;
        is_reply || entry.linked(kind.closing()).any(|to| to == origin)
    };
    let closed = steps.iter().find(closes).map(|entry| &entry.created_at);
    let letter = first.and_then(Entry::letter);
    let opened = letter.and_then(|letter| letter.opened_at.as_ref());
    let state = match opened.or(closed) {
        Some(at) => LoopState::Closed { at: at.clone() },
        None => LoopState::Open {
            returns: match first.and_then(Entry::form) {
                Some(Form::Letter(letter)) => match &letter.opens {
                    Opens::On(day) => Some(day.clone()),
                    Opens::When(_) => None,
                },
                Some(Form::Forecast(forecast)) => Some(forecast.horizon.clone()),
                _ => None,
            },
        },
    };
    Some(Loop {
        kind,
        origin,
        began: first.map(|entry| entry.created_at.clone()),
        steps: steps.iter().map(|entry| entry.id).collect(),
        state,
    })
}

/// The entry that the chain of first links begins with, and how many links lie between. `None`
/// where they run in a circle.
fn root(entries: &BTreeMap<EntryId, &Entry>, entry: &Entry) -> Option<(EntryId, usize)> {
    let mut seen = BTreeSet::from([entry.id]);
    let mut at = entry;
    loop {
        let Some(link) = at.links().first() else {
            return Some((at.id, seen.len() - 1));
        };
        if !seen.insert(link.entry) {
            return None;
        }
        match entries.get(&link.entry) {
            Some(earlier) => at = earlier,
            None => return Some((link.entry, seen.len() - 1)),
        }
    }
}

/// A question that belongs to a loop and not to a study. Its words are the app's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoopQuestion {
    /// Asked of an entry that was brought back, by the role it was written from and the times it
    /// came back before.
    LookBack(Role, usize),
    /// Above a letter that is being written.
    Letter,
    /// Asked when a letter was opened.
    LetterOpened,
    /// Above a forecast that is being written.
    Forecast,
    /// Asked at the horizon.
    ForecastReturned,
    /// The event as a student.
    StudentChair,
    /// The event as a mentor.
    MentorChair,
    /// Asked of both sides.
    BothChairs,
    /// "I received this."
    Received,
    /// "I passed it on."
    PassedOn,
    /// "What changed on the way."
    Changed,
    /// What the writer wants to talk about.
    Agenda,
}

impl LoopQuestion {
    /// The id of its prompt; no study's prompt has one that begins with `LQ-`.
    fn id(self) -> &'static str {
        match self {
            Self::LookBack(Role::Student, times) if times % 2 == 0 => "LQ-01",
            Self::LookBack(Role::Mentor, times) if times % 2 == 0 => "LQ-02",
            Self::LookBack(_, times) if times % 2 == 0 => "LQ-03",
            Self::LookBack(..) => "LQ-04",
            Self::Letter => "LQ-05",
            Self::LetterOpened => "LQ-06",
            Self::Forecast => "LQ-07",
            Self::ForecastReturned => "LQ-08",
            Self::StudentChair => "LQ-09",
            Self::MentorChair => "LQ-10",
            Self::BothChairs => "LQ-11",
            Self::Received => "LQ-12",
            Self::PassedOn => "LQ-13",
            Self::Changed => "LQ-14",
            Self::Agenda => "LQ-15",
        }
    }

    /// The prompt.
    ///
    /// # Panics
    /// Never: the questions are part of the program and a test reads them.
    #[expect(clippy::expect_used, reason = "the questions are part of the program")]
    pub fn prompt(self) -> &'static Prompt {
        static ALL: OnceLock<Vec<Prompt>> = OnceLock::new();
        let all = ALL.get_or_init(|| {
            serde_json::from_str(include_str!("../data/loop_questions.json"))
                .expect("a test reads the questions")
        });
        let found = all.iter().find(|prompt| prompt.id.0 == self.id());
        found.expect("a test asks for every question")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Addressee, Context, Forecast, Letter, Link};

    fn at(day: u8) -> Moment {
        Moment::parse(&format!("2026-03-{day:02}")).unwrap()
    }

    fn id(number: u8) -> EntryId {
        EntryId::from_random([number; 16])
    }

    fn entry(number: u8, form: Option<Form>, links: &[(LinkKind, u8)]) -> Entry {
        let mut entry = Entry::new(id(number), None, format!("{number}"), at(number));
        let links = links.iter().map(|(kind, to)| Link {
            kind: *kind,
            entry: id(*to),
        });
        entry.context = Context {
            form,
            links: links.collect(),
            ..Context::default()
        }
        .kept();
        entry
    }

    fn letter(opens: Opens, opened_at: Option<Moment>) -> Option<Form> {
        Some(Form::Letter(Letter {
            to: Addressee::EndOfYear,
            opens,
            opened_at,
        }))
    }

    #[test]
    fn loops_open_and_close() {
        let forecast = Form::Forecast(Forecast {
            horizon: at(20),
            sure: 70,
        });
        let entries = [
            entry(1, None, &[]),
            entry(2, letter(Opens::On(at(15)), None), &[]),
            entry(3, letter(Opens::When("exam".into()), Some(at(9))), &[]),
            entry(4, Some(forecast), &[]),
            entry(5, Some(Form::Chair), &[]),
            entry(6, Some(Form::Chair), &[(LinkKind::OtherChairOf, 5)]),
            entry(
                7,
                None,
                &[(LinkKind::RepliesTo, 6), (LinkKind::RepliesTo, 5)],
            ),
            entry(8, Some(Form::Received), &[]),
            entry(9, None, &[(LinkKind::AnswersLetter, 3)]),
            entry(10, Some(Form::PassedOn), &[(LinkKind::PassesOn, 8)]),
            entry(11, Some(Form::Changed), &[(LinkKind::Continues, 10)]),
            entry(12, None, &[(LinkKind::RepliesTo, 1)]),
            entry(13, None, &[(LinkKind::OutcomeOf, 99)]),
        ];
        let found = loops(entries.iter().rev());
        let told: Vec<_> = found
            .iter()
            .map(|one| {
                (
                    one.kind,
                    one.origin,
                    one.steps.clone(),
                    one.until().cloned(),
                )
            })
            .collect();
        let one = |kind, origin, steps: &[u8], until: Option<u8>| {
            let steps = steps.iter().map(|step| id(*step)).collect::<Vec<_>>();
            (kind, id(origin), steps, until.map(at))
        };
        assert_eq!(
            told,
            [
                one(LoopKind::Forecast, 99, &[13], Some(13)),
                one(LoopKind::Reply, 1, &[12], Some(12)),
                one(LoopKind::Letter, 2, &[], Some(15)),
                one(LoopKind::Letter, 3, &[9], Some(9)),
                one(LoopKind::Forecast, 4, &[], Some(20)),
                one(LoopKind::TwoChairs, 5, &[6, 7], Some(6)),
                one(LoopKind::PassingOn, 8, &[10, 11], Some(10)),
            ]
        );
        let open: Vec<_> = found.iter().filter(|l| !l.is_closed()).collect();
        assert_eq!(open.len(), 2);
        assert!(!open[0].is_due(&at(14)) && open[0].is_due(&at(15)));
        assert_eq!(found[0].began, None);
    }

    #[test]
    fn a_circle_is_no_loop_and_no_end() {
        let entries = [
            entry(1, None, &[(LinkKind::RepliesTo, 2)]),
            entry(2, None, &[(LinkKind::RepliesTo, 1)]),
            entry(3, None, &[(LinkKind::RepliesTo, 3)]),
        ];
        assert_eq!(loops(&entries), []);
    }

    #[test]
    fn every_question_is_there_in_three_languages() {
        let mut all = vec![
            LoopQuestion::Letter,
            LoopQuestion::LetterOpened,
            LoopQuestion::Forecast,
            LoopQuestion::ForecastReturned,
            LoopQuestion::StudentChair,
            LoopQuestion::MentorChair,
            LoopQuestion::BothChairs,
            LoopQuestion::Received,
            LoopQuestion::PassedOn,
            LoopQuestion::Changed,
            LoopQuestion::Agenda,
        ];
        all.extend(Role::ALL.map(|role| LoopQuestion::LookBack(role, 0)));
        all.push(LoopQuestion::LookBack(Role::Both, 1));
        let ids: BTreeSet<_> = all.iter().map(|question| &question.prompt().id).collect();
        assert_eq!(ids.len(), 15);
        for question in all {
            let text = &question.prompt().text;
            assert!(["en", "fr", "nl"].iter().all(|language| text.has(language)));
        }
    }
}
