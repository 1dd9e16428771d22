//! What ties an entry to others, as documents tell it: links by the names of the other documents,
//! the time that lies between, and what was shown.

use std::collections::BTreeMap;

use journal::{Entry, EntryId, Form, LinkKind, Moment, Opens, ParticipantCode, Stimulus};

use super::{Fact, lines};
use crate::dataset::MergedEntry;
use crate::export::Side;
use crate::export::index::{Index, form, people, session};
use crate::export::path::Stem;

/// How many characters of another entry stand in a fact.
const HEADING: usize = 60;

/// Something of the writer's own that was on the page.
pub(in crate::export) struct ToldShown<'a> {
    /// What it was, and when.
    pub head: String,
    /// Whether its own writer's wish is that it is not quoted.
    pub is_not_quoted: bool,
    /// The words, a line each; nothing where they are not here.
    pub lines: Vec<&'a str>,
}

impl ToldShown<'_> {
    /// As lines of a text, for a file whose import may make a quotation of all of it: words that are
    /// not to be quoted are not among them.
    pub fn plain(&self) -> String {
        let mut text = format!("{}\n", self.head);
        match self.is_not_quoted {
            true => text.push_str("> [DO NOT QUOTE: the words are in stimuli.csv and not here]\n"),
            false => {
                for line in &self.lines {
                    text.push_str(&format!("> {line}\n"));
                }
            }
        }
        text
    }
}

/// The names of all documents, and what is known of what they lead to.
pub(super) struct Names<'a> {
    pub index: Index<'a>,
    documents: BTreeMap<(&'a ParticipantCode, EntryId), String>,
}

impl<'a> Names<'a> {
    pub fn new(index: Index<'a>, sides: &[Side<'a>], stems: &[Stem]) -> Self {
        let mut documents = BTreeMap::new();
        for (side, stem) in sides.iter().zip(stems) {
            let key = (&side.entry.participant, side.entry.id);
            documents.entry(key).or_insert_with(|| stem.alone());
        }
        Self { index, documents }
    }

    /// The name of the document of an entry; of one that is not here, its id and why.
    pub fn name(&self, code: &ParticipantCode, id: EntryId) -> String {
        match self.documents.get(&(code, id)) {
            Some(name) => name.clone(),
            None if self.index.standing(code, id) == "withdrawn" => format!("{id} (taken back)"),
            None => format!("{id} (not shared)"),
        }
    }

    /// Name, date and heading of an entry, and how long before `later` it was written.
    fn told(&self, code: &ParticipantCode, id: EntryId, later: &Moment) -> String {
        let name = self.name(code, id);
        let Some(target) = self.index.get(code, id) else {
            return name;
        };
        let entry = &target.newest().entry;
        let mut told = format!("{name}, {}", written(&entry.created_at, later, "before"));
        let heading = entry.heading(HEADING);
        if !target.wishes().do_not_quote && !heading.is_empty() {
            told.push_str(&format!(", \u{201c}{heading}\u{201d}"));
        }
        told
    }
}

/// A date, and how many days lie between it and another one.
fn written(day: &Moment, other: &Moment, word: &str) -> String {
    let days = day.days_until(other).abs();
    format!("{} ({} {word})", day.date(), counted(days))
}

/// The facts that an entry without a context does not have.
pub(super) fn facts(names: &Names<'_>, side: &Side<'_>) -> Vec<Fact> {
    let entry = &side.revision.entry;
    let code = &side.entry.participant;
    let mut facts: Vec<Fact> = Vec::new();
    if !form(entry).is_empty() {
        facts.push(("Form", form(entry).to_owned()));
    }
    match entry.form() {
        Some(Form::Letter(letter)) => {
            facts.push(("Letter to", letter.to.as_str().to_owned()));
            facts.push((
                "Opens",
                match &letter.opens {
                    Opens::On(day) => format!("on {}", day.date()),
                    Opens::When(event) => format!("when this has happened: {event}"),
                },
            ));
            facts.push(("Sealed and opened", elapsed(entry)));
        }
        Some(Form::Forecast(forecast)) => {
            let horizon = written(&forecast.horizon, &entry.created_at, "later");
            facts.push(("Sure", format!("{} %", forecast.sure)));
            facts.push(("Horizon", horizon));
        }
        Some(Form::Outcome(outcome)) => facts.push(("Came", outcome.as_str().to_owned())),
        _ => {}
    }
    for link in entry.links() {
        let target = names.index.get(code, link.entry).map(MergedEntry::newest);
        let mut told = names.told(code, link.entry, &entry.created_at);
        match (link.kind, target.map(|target| &target.entry)) {
            (LinkKind::AnswersLetter, Some(letter)) => {
                told.push_str(&format!("; {}{}", elapsed(letter), answered(letter, entry)));
            }
            (LinkKind::OutcomeOf, Some(forecast)) => told.push_str(&said(forecast)),
            _ => {}
        }
        facts.push((label(link.kind), told));
    }
    for id in entry.agenda() {
        let told = names.told(code, *id, &entry.created_at);
        facts.push(("Wants to talk about", told));
    }
    for (name, told) in [("People", people(entry)), ("Session", session(entry))] {
        if !told.is_empty() {
            facts.push((name, told));
        }
    }
    facts
}

fn counted(days: i64) -> String {
    match days {
        1 => "1 day".into(),
        days => format!("{days} days"),
    }
}

fn label(kind: LinkKind) -> &'static str {
    match kind {
        LinkKind::RepliesTo => "Replies to",
        LinkKind::AnswersLetter => "Answers letter",
        LinkKind::OutcomeOf => "Outcome of",
        LinkKind::OtherChairOf => "Other chair of",
        LinkKind::PassesOn => "Passes on",
        LinkKind::Continues => "Continues",
    }
}

/// How long a letter was sealed.
fn elapsed(letter: &Entry) -> String {
    let sealed = &letter.created_at;
    match letter.letter().and_then(|one| one.opened_at.as_ref()) {
        Some(opened) => format!(
            "sealed on {}, opened on {}",
            sealed.date(),
            written(opened, sealed, "later")
        ),
        None => format!("sealed on {}, not opened", sealed.date()),
    }
}

/// How long after the opening it was answered.
fn answered(letter: &Entry, answer: &Entry) -> String {
    let opened = letter.letter().and_then(|one| one.opened_at.as_ref());
    let days = opened.map(|opened| opened.days_until(&answer.created_at));
    days.map(|days| format!(", answered {} after that", counted(days)))
        .unwrap_or_default()
}

/// What a forecast was sure of, and until when.
fn said(entry: &Entry) -> String {
    match entry.form() {
        Some(Form::Forecast(forecast)) => format!(
            "; {} % sure, horizon {}",
            forecast.sure,
            forecast.horizon.date()
        ),
        _ => String::new(),
    }
}

/// What was on the page when an entry was written.
pub(super) fn shown<'a>(names: &Names<'a>, side: &Side<'a>) -> Vec<ToldShown<'a>> {
    let code = &side.entry.participant;
    let shown = |stimulus: &'a Stimulus| {
        let from = names.index.get(code, stimulus.entry);
        let name = names.name(code, stimulus.entry);
        let (day, rev) = (stimulus.shown_at.date(), stimulus.rev);
        let words = stimulus.words.as_deref();
        let rest = if words.is_none() {
            ", without its words"
        } else {
            ""
        };
        ToldShown {
            head: format!("Shown on {day}: {name}, revision {rev}{rest}"),
            is_not_quoted: from.is_some_and(|from| from.wishes().do_not_quote),
            lines: words.map(lines).unwrap_or_default(),
        }
    };
    side.revision.entry.stimuli().iter().map(shown).collect()
}
