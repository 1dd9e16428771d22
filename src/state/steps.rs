//! The steps of loops: what is begun, what goes on from an earlier entry, and what that is written
//! on.

use journal::{
    Addressee, Context, Entry, EntryId, Forecast, Form, Letter, Link, LinkKind, LoopQuestion,
    Opens, Outcome, Role, ShownPrompt, Stimulus,
};

use super::drafts::Occasion;
use super::journal::Journal;
use crate::browser::clock;
use crate::words;

/// What one begins or goes on with from a loop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A letter to oneself.
    Letter,
    /// A sentence about what will be.
    Forecast,
    /// One side of an event, as a student or as a mentor.
    Chair(Role),
    /// Something received.
    Received,
    /// What one wants to talk about in an interview.
    Agenda,
    /// An answer to an entry that was brought back.
    Reply(EntryId),
    /// An answer to a letter that was opened.
    Answer(EntryId),
    /// What became of a forecast.
    Outcome(EntryId),
    /// The other side of an event.
    OtherChair(EntryId),
    /// An answer to both sides of an event; the entry is the second.
    BothChairs(EntryId),
    /// How what was received was passed on.
    PassedOn(EntryId),
    /// What changed on the way.
    Changed(EntryId),
}

impl Step {
    /// The step of an address `/write/<what>/<entry>`.
    pub fn of(what: &str, id: Option<EntryId>) -> Option<Self> {
        Some(match (what, id) {
            ("letter", None) => Self::Letter,
            ("forecast", None) => Self::Forecast,
            ("student-chair", None) => Self::Chair(Role::Student),
            ("mentor-chair", None) => Self::Chair(Role::Mentor),
            ("received", None) => Self::Received,
            ("agenda", None) => Self::Agenda,
            ("reply", Some(id)) => Self::Reply(id),
            ("answer", Some(id)) => Self::Answer(id),
            ("outcome", Some(id)) => Self::Outcome(id),
            ("chair", Some(id)) => Self::OtherChair(id),
            ("both", Some(id)) => Self::BothChairs(id),
            ("passed", Some(id)) => Self::PassedOn(id),
            ("changed", Some(id)) => Self::Changed(id),
            _ => return None,
        })
    }

    /// Its address.
    pub fn address(self) -> String {
        match self {
            Self::Letter => "/write/letter".into(),
            Self::Forecast => "/write/forecast".into(),
            Self::Chair(Role::Mentor) => "/write/mentor-chair".into(),
            Self::Chair(_) => "/write/student-chair".into(),
            Self::Received => "/write/received".into(),
            Self::Agenda => "/write/agenda".into(),
            Self::Reply(id) => format!("/write/reply/{id}"),
            Self::Answer(id) => format!("/write/answer/{id}"),
            Self::Outcome(id) => format!("/write/outcome/{id}"),
            Self::OtherChair(id) => format!("/write/chair/{id}"),
            Self::BothChairs(id) => format!("/write/both/{id}"),
            Self::PassedOn(id) => format!("/write/passed/{id}"),
            Self::Changed(id) => format!("/write/changed/{id}"),
        }
    }
}

impl Journal {
    /// What is written on at a step of a loop. `None` where the entry it goes on from is not there,
    /// or not at that point.
    pub fn occasion(self, step: Step) -> Option<Occasion> {
        let there = |id| Some(self.entry(id)?.newest().clone());
        Some(match step {
            Step::Letter => begin(LoopQuestion::Letter, letter()),
            Step::Forecast => begin(LoopQuestion::Forecast, forecast()),
            Step::Chair(Role::Mentor) => begin(LoopQuestion::MentorChair, Form::Chair),
            Step::Chair(_) => begin(LoopQuestion::StudentChair, Form::Chair),
            Step::Received => begin(LoopQuestion::Received, Form::Received),
            Step::Agenda => begin(
                LoopQuestion::Agenda,
                Form::Agenda {
                    entries: Vec::new(),
                },
            ),
            Step::Reply(id) => {
                let entry = there(id).filter(|entry| !self.is_hidden(entry))?;
                let question = self.look_back_question(&entry);
                follow(LinkKind::RepliesTo, &[&entry], question, None)
            }
            Step::Answer(id) => {
                let is_open = |entry: &Entry| entry.letter().is_some() && !entry.is_sealed();
                let entry = there(id).filter(is_open)?;
                let question = asked(LoopQuestion::LetterOpened);
                follow(LinkKind::AnswersLetter, &[&entry], question, None)
            }
            Step::Outcome(id) => {
                let is_one = |entry: &Entry| matches!(entry.form(), Some(Form::Forecast(_)));
                let entry = there(id).filter(is_one)?;
                let form = Form::Outcome(Outcome::CannotTell);
                let question = asked(LoopQuestion::ForecastReturned);
                follow(LinkKind::OutcomeOf, &[&entry], question, Some(form))
            }
            Step::OtherChair(id) => {
                let first = there(id).filter(|entry| self.is_covered(entry))?;
                let question = match first.role {
                    Role::Mentor => LoopQuestion::StudentChair,
                    _ => LoopQuestion::MentorChair,
                };
                let form = Some(Form::Chair);
                follow(LinkKind::OtherChairOf, &[&first], asked(question), form)
            }
            Step::BothChairs(id) => {
                let (first, second) = self.both_chairs(id)?;
                let question = asked(LoopQuestion::BothChairs);
                follow(LinkKind::RepliesTo, &[&second, &first], question, None)
            }
            Step::PassedOn(id) => {
                let is_one = |entry: &Entry| entry.form() == Some(&Form::Received);
                let entry = there(id).filter(is_one)?;
                let question = asked(LoopQuestion::PassedOn);
                follow(
                    LinkKind::PassesOn,
                    &[&entry],
                    question,
                    Some(Form::PassedOn),
                )
            }
            Step::Changed(id) => {
                let is_one = |entry: &Entry| entry.form() == Some(&Form::PassedOn);
                let entry = there(id).filter(is_one)?;
                let question = asked(LoopQuestion::Changed);
                follow(
                    LinkKind::Continues,
                    &[&entry],
                    question,
                    Some(Form::Changed),
                )
            }
        })
    }
}

impl Occasion {
    /// The role that is written from, where the step says so: the side of an event.
    pub fn role(&self) -> Option<Role> {
        let form = self.context.as_ref()?.form.as_ref()?;
        let mentor = &LoopQuestion::MentorChair.prompt().id;
        let is_mentor = self
            .prompt
            .as_ref()
            .is_some_and(|prompt| prompt.id == *mentor);
        (*form == Form::Chair).then_some(match is_mentor {
            true => Role::Mentor,
            false => Role::Student,
        })
    }
}

fn begin(question: LoopQuestion, form: Form) -> Occasion {
    let context = Context {
        form: Some(form),
        ..Context::default()
    };
    Occasion {
        prompt: Some(asked(question)),
        context: context.kept(),
        ..Occasion::default()
    }
}

/// What goes on from earlier entries, which are shown; but for the first side of an event, which
/// is covered while the second is written.
fn follow(kind: LinkKind, from: &[&Entry], question: ShownPrompt, form: Option<Form>) -> Occasion {
    let now = clock::now();
    let is_shown = kind != LinkKind::OtherChairOf;
    let shown = from.iter().filter(|_| is_shown);
    let context = Context {
        links: from
            .iter()
            .map(|entry| Link {
                kind,
                entry: entry.id,
            })
            .collect(),
        form,
        stimuli: shown
            .map(|entry| Stimulus::of(entry, now.clone()))
            .collect(),
        ..Context::default()
    };
    Occasion {
        prompt: Some(question),
        context: context.kept(),
        ..Occasion::default()
    }
}

/// Half a year on, until the writer says otherwise.
fn letter() -> Form {
    Form::Letter(Letter {
        to: Addressee::EndOfYear,
        opens: Opens::On(clock::now().days_later(182)),
        opened_at: None,
    })
}

/// A month on, and as sure as not, until the writer says otherwise.
fn forecast() -> Form {
    Form::Forecast(Forecast {
        horizon: clock::now().days_later(30),
        sure: 50,
    })
}

/// A question of a loop in the language that is spoken.
pub(super) fn asked(question: LoopQuestion) -> ShownPrompt {
    ShownPrompt::new(question.prompt(), words::language(), "en")
}
