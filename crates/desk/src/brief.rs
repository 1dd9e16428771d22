//! The interviewer's brief: one page on what a participant wants to talk about in the second
//! interview, made only where the participant agreed to one.

use journal::{Entry, EntryId, Form, Handling, LoopKind, Moment, ParticipantCode};

use crate::dataset::{Dataset, MergedEntry};
use crate::print::PrintLanguage;
use crate::ties::{Pair, Ties};

mod page;
#[cfg(test)]
mod tests;
mod words;

use words::BriefWords;

/// The item of the consent that asks for a second interview.
const CONSENT_ITEM: &str = "interview2";
/// How many characters of an agenda stand in the brief, and of any other text.
const AGENDA: usize = 900;
const BEGINNING: usize = 90;

/// A page for the interviewer. What its writer wishes not to be raised is nowhere in it; of what is
/// not to be quoted there are date and kind, and no word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brief {
    words: &'static BriefWords,
    language: PrintLanguage,
    participant: ParticipantCode,
    sections: Vec<Section>,
    /// What there was no room for.
    left_out: usize,
}

/// A part of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Section {
    heading: &'static str,
    lines: Vec<Line>,
}

/// One thing to talk about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Line {
    /// What it is, in our words.
    lead: String,
    /// Its writer's words, if they may be quoted.
    quote: String,
    /// The wishes that go with it.
    marks: Vec<&'static str>,
    /// Whether it belongs to the line before.
    is_inner: bool,
}

/// Why there is no brief.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BriefError {
    /// Nothing of that code is here.
    #[error("nothing of {0} is here")]
    Nobody(ParticipantCode),
    /// The latest bundle does not say that a second interview is agreed to.
    #[error("{0} did not agree to a second interview (item {CONSENT_ITEM} of the consent)")]
    NoConsent(ParticipantCode),
}

impl BriefError {
    /// What to do about it.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Nobody(_) => "check the code, and that all bundles were opened",
            Self::NoConsent(_) => {
                "do not prepare an interview from this material; only a later bundle, with a consent that says yes, changes that"
            }
        }
    }
}

/// The brief on a participant.
///
/// # Errors
/// When nothing of the participant is here, or no second interview was agreed to in the latest
/// bundle: the item `interview2` of its consent has to be there and to say yes.
pub fn brief(
    dataset: &Dataset,
    participant: &ParticipantCode,
    language: PrintLanguage,
) -> Result<Brief, BriefError> {
    let known = dataset
        .participants
        .iter()
        .find(|known| known.code == *participant)
        .ok_or_else(|| BriefError::Nobody(participant.clone()))?;
    let consent = known.consent.as_ref();
    let agreed = consent.and_then(|consent| consent.items.get(CONSENT_ITEM));
    if agreed != Some(&true) {
        return Err(BriefError::NoConsent(participant.clone()));
    }
    let own = dataset.entries.iter();
    let material = Material {
        ties: Ties::new(own.filter(|one| one.participant == *participant)),
        words: words::of(language),
    };
    let (sections, left_out) = page::fit(vec![
        material.agenda(),
        material.forecasts(),
        material.loops(),
    ]);
    Ok(Brief {
        words: material.words,
        language,
        participant: participant.clone(),
        sections,
        left_out,
    })
}

/// What a brief is made from.
struct Material<'a> {
    ties: Ties<'a>,
    words: &'static BriefWords,
}

impl Material<'_> {
    /// Whether anything of an entry may be raised.
    fn is_raised(&self, merged: &MergedEntry) -> bool {
        !merged.wishes().do_not_raise
    }

    /// What the writer gathered, the latest first.
    fn agenda(&self) -> Section {
        let mut agendas: Vec<&MergedEntry> = self
            .ties
            .entries()
            .filter(|merged| matches!(merged.newest().entry.form(), Some(Form::Agenda { .. })))
            .filter(|merged| self.is_raised(merged))
            .collect();
        agendas.sort_by(|a, b| {
            let day = |merged: &MergedEntry| merged.newest().entry.created_at.clone();
            (day(b), b.id).cmp(&(day(a), a.id))
        });
        let mut lines = Vec::new();
        for merged in agendas {
            let entry = &merged.newest().entry;
            lines.push(Line {
                lead: format!("{} {}", self.words.written_on, entry.created_at.date()),
                ..self.quoting(merged, &entry.text, AGENDA)
            });
            let Some(Form::Agenda { entries }) = entry.form() else {
                continue;
            };
            lines.extend(entries.iter().filter_map(|id| self.chosen(*id)));
        }
        self.section(self.words.agenda, lines)
    }

    /// An entry that the writer chose.
    fn chosen(&self, id: EntryId) -> Option<Line> {
        let Some(merged) = self.ties.get(id) else {
            // What was taken back is nowhere; of what was never shared there is nothing to say but
            // that it was chosen.
            return None;
        };
        if !self.is_raised(merged) {
            return None;
        }
        let entry = &merged.newest().entry;
        Some(Line {
            lead: self.dated(entry),
            is_inner: true,
            ..self.beginning(merged)
        })
    }

    fn forecasts(&self) -> Section {
        let pairs = self.ties.forecasts().into_iter();
        let pairs = pairs.filter(|pair| self.may_raise(pair));
        let mut lines = Vec::new();
        for pair in pairs {
            if let Some(merged) = pair.first {
                let entry = &merged.newest().entry;
                let Some(Form::Forecast(forecast)) = entry.form() else {
                    continue;
                };
                lines.push(Line {
                    lead: format!(
                        "{}, {} %, {} {}",
                        entry.created_at.date(),
                        forecast.sure,
                        self.words.until,
                        forecast.horizon.date()
                    ),
                    ..self.beginning(merged)
                });
            }
            let Some(merged) = pair.answer else { continue };
            let entry = &merged.newest().entry;
            let came = match entry.form() {
                Some(Form::Outcome(outcome)) => self.words.outcome(*outcome),
                _ => self.words.answered,
            };
            lines.push(Line {
                lead: format!("{}{}{came}", entry.created_at.date(), self.words.colon),
                is_inner: pair.first.is_some(),
                ..self.beginning(merged)
            });
        }
        self.section(self.words.forecasts, lines)
    }

    /// Whether both of a pair may be raised.
    fn may_raise(&self, pair: &Pair<'_>) -> bool {
        !pair.handling().do_not_raise
    }

    /// The loops by kind: how many are closed and open, and each. Forecasts stand above.
    fn loops(&self) -> Section {
        let all = self.ties.loops();
        let mut lines = Vec::new();
        for kind in LoopKind::ALL {
            let of_kind = all.iter().filter(|one| one.kind == kind);
            let raised: Vec<_> = of_kind
                .filter(|one| {
                    let entries = [one.origin].into_iter().chain(one.steps.iter().copied());
                    let mut here = entries.filter_map(|id| self.ties.get(id));
                    here.all(|merged| self.is_raised(merged))
                })
                .collect();
            if raised.is_empty() {
                continue;
            }
            let closed = raised.iter().filter(|one| one.is_closed()).count();
            let open = raised.len() - closed;
            let words = self.words;
            let counts = format!("{closed} {}, {open} {}", words.closed, words.open);
            lines.push(Line {
                lead: format!("{}{}{counts}", words.kind(kind), words.colon),
                ..Line::default()
            });
            if kind == LoopKind::Forecast {
                continue;
            }
            lines.extend(raised.into_iter().map(|one| {
                let origin = self.ties.get(one.origin);
                let began = one.began.as_ref().map_or(words.not_here, Moment::date);
                let ended = match (one.is_closed(), one.until()) {
                    (true, Some(at)) => {
                        let days =
                            one.began
                                .as_ref()
                                .map(|began| began.days_until(at))
                                .map(|days| match days {
                                    1 => format!(" (1 {})", words.day),
                                    days => format!(" ({days} {})", words.days),
                                });
                        format!(" – {}{}", at.date(), days.unwrap_or_default())
                    }
                    (_, Some(day)) => format!(", {}, {} {}", words.open, words.until, day.date()),
                    (_, None) => format!(", {}", words.open),
                };
                let told = origin.map(|merged| self.beginning(merged));
                Line {
                    lead: format!("{began}{ended}"),
                    is_inner: true,
                    ..told.unwrap_or_default()
                }
            }));
        }
        self.section(self.words.loops, lines)
    }

    fn section(&self, heading: &'static str, mut lines: Vec<Line>) -> Section {
        if lines.is_empty() {
            lines.push(Line {
                lead: self.words.nothing.to_owned(),
                ..Line::default()
            });
        }
        Section { heading, lines }
    }

    fn dated(&self, entry: &Entry) -> String {
        let form = entry.form().map(|form| self.words.form(form));
        match form {
            Some(form) => format!("{}, {form}", entry.created_at.date()),
            None => entry.created_at.date().to_owned(),
        }
    }

    /// The heading of an entry, or the beginning of its text, with its wishes.
    fn beginning(&self, merged: &MergedEntry) -> Line {
        let heading = merged.newest().entry.heading(BEGINNING);
        self.quoting(merged, &heading, BEGINNING)
    }

    fn quoting(&self, merged: &MergedEntry, text: &str, most: usize) -> Line {
        let wishes = merged.wishes();
        Line {
            quote: match wishes.do_not_quote {
                true => String::new(),
                false => cut(text, most),
            },
            marks: self.marks(wishes),
            ..Line::default()
        }
    }

    fn marks(&self, wishes: Handling) -> Vec<&'static str> {
        let marks = [
            (wishes.do_not_quote, self.words.do_not_quote),
            (wishes.ask_first, self.words.ask_first),
        ];
        let marks = marks.into_iter().filter(|(wished, _)| *wished);
        marks.map(|(_, words)| words).collect()
    }
}

/// A text in one line, cut with an ellipsis.
fn cut(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}
