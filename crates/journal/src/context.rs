//! What an entry stands in: the earlier entries it answers, what was shown when it was written,
//! the part it plays in a loop, the people it is about and the session.

use serde::{Deserialize, Serialize};

use crate::{Entry, EntryId, Moment};

/// Everything of an entry that a plain one does not have. An entry without any of it has no
/// context at all, and its JSON is what it was before there were loops.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Context {
    /// The entries it follows on from, each of them earlier than it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// The part it plays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<Form>,
    /// What of the writer's own was on the page when it was written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stimuli: Vec<Stimulus>,
    /// The people it is about, by tokens.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<Person>,
    /// Which session it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session: Option<Session>,
}

impl Context {
    /// The context in the form an entry keeps it in: `None` where there is nothing.
    pub fn kept(self) -> Option<Box<Self>> {
        (self != Self::default()).then(|| Box::new(self))
    }

    /// The same with everything but the dates left out of its moments.
    #[must_use]
    pub fn coarsened(mut self) -> Self {
        for stimulus in &mut self.stimuli {
            stimulus.shown_at = stimulus.shown_at.coarsened();
        }
        if let Some(Form::Letter(letter)) = &mut self.form {
            letter.opened_at = letter.opened_at.as_ref().map(Moment::coarsened);
        }
        self
    }
}

/// An arrow from an entry to an earlier one of the same writer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// What the later entry is to the earlier.
    #[serde(rename = "type")]
    pub kind: LinkKind,
    /// The earlier entry. It need not have been shared.
    pub entry: EntryId,
}

/// What a later entry is to an earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkKind {
    /// An answer to an entry that the journal brought back, or to both sides of an event.
    RepliesTo,
    /// An answer to a letter that was opened.
    AnswersLetter,
    /// What became of what a forecast said.
    OutcomeOf,
    /// The same event from the other role.
    OtherChairOf,
    /// How what was received was passed on.
    PassesOn,
    /// The same thread, taken up again.
    Continues,
}

impl LinkKind {
    /// All kinds.
    pub const ALL: [Self; 6] = [
        Self::RepliesTo,
        Self::AnswersLetter,
        Self::OutcomeOf,
        Self::OtherChairOf,
        Self::PassesOn,
        Self::Continues,
    ];

    /// The name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RepliesTo => "replies-to",
            Self::AnswersLetter => "answers-letter",
            Self::OutcomeOf => "outcome-of",
            Self::OtherChairOf => "other-chair-of",
            Self::PassesOn => "passes-on",
            Self::Continues => "continues",
        }
    }
}

/// The part an entry plays in a loop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// A letter to oneself.
    Letter(Letter),
    /// A sentence about what will be.
    Forecast(Forecast),
    /// What became of a forecast.
    Outcome(Outcome),
    /// One of two sides of an event; the side is the entry's role.
    Chair,
    /// "I received this."
    Received,
    /// "I passed it on."
    PassedOn,
    /// "What changed on the way."
    Changed,
    /// What the writer wants to talk about in an interview, with the entries it concerns.
    Agenda {
        /// The entries, in the writer's order.
        entries: Vec<EntryId>,
    },
}

impl Form {
    /// The name in files.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Letter(_) => "letter",
            Self::Forecast(_) => "forecast",
            Self::Outcome(_) => "outcome",
            Self::Chair => "chair",
            Self::Received => "received",
            Self::PassedOn => "passed_on",
            Self::Changed => "changed",
            Self::Agenda { .. } => "agenda",
        }
    }

    /// What an agenda concerns, in the writer's order; nothing for what is none.
    pub fn agenda(&self) -> &[EntryId] {
        match self {
            Self::Agenda { entries } => entries,
            _ => &[],
        }
    }
}

/// A letter to oneself. Until it is opened the journal shows it to nobody, and it is not shared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letter {
    /// Whom it is written to.
    pub to: Addressee,
    /// When it may be opened.
    pub opens: Opens,
    /// When it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened_at: Option<Moment>,
}

/// Whom a letter is written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Addressee {
    /// The self who has finished the year.
    EndOfYear,
    /// The self who meets the first mentee.
    FirstMentee,
    /// The self of that day.
    ThatDay,
}

impl Addressee {
    /// All of them, in the order they are offered in.
    pub const ALL: [Self; 3] = [Self::EndOfYear, Self::FirstMentee, Self::ThatDay];

    /// The name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::EndOfYear => "end_of_year",
            Self::FirstMentee => "first_mentee",
            Self::ThatDay => "that_day",
        }
    }
}

/// When a letter may be opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Opens {
    /// From that day on, wherever one is then.
    On(Moment),
    /// Once the writer says that this has happened, in the writer's words.
    When(String),
}

/// A sentence about what will be; the text of its entry says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Forecast {
    /// The day on which it comes back.
    pub horizon: Moment,
    /// How sure one is, in percent, 0 to 100.
    pub sure: u8,
}

/// What became of a forecast; the text of its entry says what surprised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It came as it was said.
    AsSaid,
    /// Some of it did.
    Partly,
    /// It came otherwise.
    Otherwise,
    /// That cannot be told.
    CannotTell,
}

impl Outcome {
    /// All of them, in the order they are asked in.
    pub const ALL: [Self; 4] = [
        Self::AsSaid,
        Self::Partly,
        Self::Otherwise,
        Self::CannotTell,
    ];

    /// The name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AsSaid => "as_said",
            Self::Partly => "partly",
            Self::Otherwise => "otherwise",
            Self::CannotTell => "cannot_tell",
        }
    }
}

/// An earlier entry as it was shown to its own writer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stimulus {
    /// The entry.
    pub entry: EntryId,
    /// The revision that was shown.
    pub rev: u32,
    /// When.
    pub shown_at: Moment,
    /// Exactly the words that stood on the page, as [`shown_words`] makes them. Absent in a bundle
    /// where the entry they are from may not be shared, and where that was deleted since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

impl Stimulus {
    /// What is recorded when an entry is shown.
    pub fn of(entry: &Entry, now: Moment) -> Self {
        Self {
            entry: entry.id,
            rev: entry.rev,
            shown_at: now,
            words: Some(shown_words(entry)),
        }
    }
}

/// The words of an entry as they are shown whole: title, text, and title and gist of each
/// recording, those that are empty left out, with an empty line between two of them.
pub fn shown_words(entry: &Entry) -> String {
    let recordings = entry.recordings.iter();
    let recordings = recordings.flat_map(|r| [r.title.as_str(), r.gist.as_str()]);
    let parts = [entry.title.as_str(), entry.text.as_str()];
    let parts = parts.into_iter().chain(recordings);
    let parts: Vec<&str> = parts.filter(|part| !part.trim().is_empty()).collect();
    parts.join("\n\n")
}

/// Somebody an entry is about, as a token: who that is stands in a list that never leaves the
/// phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// What they are to the writer.
    #[serde(rename = "as")]
    pub kind: PersonKind,
    /// 1, 2, 3… among those of the same kind.
    pub n: u32,
}

/// What somebody is to the writer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum PersonKind {
    Mentee,
    Mentor,
    Peer,
    Teacher,
    Other,
}

impl PersonKind {
    /// All kinds, in the order they are offered in.
    pub const ALL: [Self; 5] = [
        Self::Mentee,
        Self::Mentor,
        Self::Peer,
        Self::Teacher,
        Self::Other,
    ];

    /// The name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mentee => "mentee",
            Self::Mentor => "mentor",
            Self::Peer => "peer",
            Self::Teacher => "teacher",
            Self::Other => "other",
        }
    }
}

impl Person {
    /// The number as it is written: letters for mentees (A, B, … Z, AA), figures for the others.
    pub fn mark(self) -> String {
        if self.kind != PersonKind::Mentee {
            return self.n.to_string();
        }
        let (mut rest, mut letters) = (self.n, Vec::new());
        while rest > 0 {
            rest -= 1;
            letters.insert(0, char::from(b'A' + (rest % 26) as u8));
            rest /= 26;
        }
        letters.into_iter().collect()
    }

    /// The token in files: `Mentee A`, `Mentor 2`.
    pub fn token(self) -> String {
        let kind = match self.kind {
            PersonKind::Mentee => "Mentee",
            PersonKind::Mentor => "Mentor",
            PersonKind::Peer => "Peer",
            PersonKind::Teacher => "Teacher",
            PersonKind::Other => "Other",
        };
        format!("{kind} {}", self.mark())
    }
}

/// Which session of the course an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Session {
    /// It was written before any.
    BeforeAny,
    /// The session of that number, from 1 on.
    Number(u32),
    /// It is about none.
    None,
}

impl Session {
    /// The name in files: `before_any`, `1`, `2`…, `none`.
    pub fn name(self) -> String {
        match self {
            Self::BeforeAny => "before_any".into(),
            Self::Number(number) => number.to_string(),
            Self::None => "none".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_without_context_has_none() {
        assert_eq!(Context::default().kept(), None);
        let context = Context {
            session: Some(Session::Number(3)),
            ..Context::default()
        };
        let json = serde_json::to_string(&context).unwrap();
        assert_eq!(json, r#"{"session":{"number":3}}"#);
        assert_eq!(serde_json::from_str::<Context>(&json).unwrap(), context);
        assert!(serde_json::from_str::<Context>(r#"{"session":null,"x":1}"#).is_err());
    }

    #[test]
    fn people_are_tokens() {
        let person = |kind, n| Person { kind, n }.token();
        assert_eq!(person(PersonKind::Mentee, 1), "Mentee A");
        assert_eq!(person(PersonKind::Mentee, 26), "Mentee Z");
        assert_eq!(person(PersonKind::Mentee, 27), "Mentee AA");
        assert_eq!(person(PersonKind::Mentee, 703), "Mentee AAA");
        assert_eq!(person(PersonKind::Mentor, 2), "Mentor 2");
    }

    #[test]
    fn names_in_files_are_those_of_the_json() {
        for kind in LinkKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
        for outcome in Outcome::ALL {
            assert_eq!(serde_json::to_value(outcome).unwrap(), outcome.as_str());
        }
        for addressee in Addressee::ALL {
            assert_eq!(serde_json::to_value(addressee).unwrap(), addressee.as_str());
        }
        for kind in PersonKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
        let form = serde_json::to_value(Form::PassedOn).unwrap();
        assert_eq!(form, Form::PassedOn.as_str());
    }
}
