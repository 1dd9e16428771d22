//! The tables of what ties entries to each other: links, what was shown, agendas, loops, letters,
//! forecasts, and what was asked.

mod asked;

use journal::{Entry, EntryId, Form, Handling, LoopState, Moment, Opens, ParticipantCode};

use super::index::Index;
use super::tables::Table;
use super::told::words;
use super::{Side, sides, yes_no};
use crate::dataset::{Dataset, MergedEntry};
use asked::{OFFERS, offers};

use crate::ties::Pair;

const LINKS: &[&str] = &[
    "study_id",
    "participant",
    "entry_id",
    "conflict",
    "written_at",
    "type",
    "target_id",
    "target",
    "target_written_at",
    "days",
];
const STIMULI: &[&str] = &[
    "study_id",
    "participant",
    "entry_id",
    "conflict",
    "shown_id",
    "shown_rev",
    "shown",
    "shown_at",
    "words",
    "ask_first",
    "do_not_quote",
    "do_not_raise",
];
const AGENDAS: &[&str] = &[
    "study_id",
    "participant",
    "entry_id",
    "conflict",
    "number",
    "target_id",
    "target",
];
const LOOPS: &[&str] = &[
    "study_id",
    "participant",
    "kind",
    "origin_id",
    "origin",
    "state",
    "began",
    "until",
    "days",
    "steps",
];
const LETTERS: &[&str] = &[
    "study_id",
    "participant",
    "letter_id",
    "letter",
    "letter_to",
    "opens",
    "sealed_on",
    "opened_on",
    "days_sealed",
    "letter_text",
    "answer_id",
    "answered_on",
    "days_to_answer",
    "answer_text",
    "conflict",
    "ask_first",
    "do_not_quote",
    "do_not_raise",
];
const FORECASTS: &[&str] = &[
    "study_id",
    "participant",
    "forecast_id",
    "forecast",
    "said_on",
    "statement",
    "sure",
    "horizon",
    "days_to_horizon",
    "outcome_id",
    "outcome",
    "outcome_on",
    "days_to_outcome",
    "what_surprised",
    "conflict",
    "ask_first",
    "do_not_quote",
    "do_not_raise",
];
/// The tables.
pub(super) fn tables(dataset: &Dataset, index: &Index<'_>) -> Vec<Table> {
    let study = &dataset.study_id;
    let by_side = |rows: fn(&str, &Index<'_>, &Side<'_>) -> Vec<Row>| {
        sides(dataset).flat_map(move |side| rows(study, index, &side))
    };
    let people = || index.people();
    let letters = people().flat_map(|(code, ties)| {
        let pairs = ties.letters().into_iter();
        pairs.map(move |pair| letter(dataset, index, code, &pair))
    });
    let forecasts = people().flat_map(|(code, ties)| {
        let pairs = ties.forecasts().into_iter();
        pairs.map(move |pair| forecast(dataset, index, code, &pair))
    });
    let logs = dataset.offers.iter();
    vec![
        Table::new("links", LINKS, by_side(links)),
        Table::new("stimuli", STIMULI, by_side(stimuli)),
        Table::new("agendas", AGENDAS, by_side(agendas)),
        Table::new("loops", LOOPS, loops(study, index)),
        Table::new("letters", LETTERS, letters),
        Table::new("forecasts", FORECASTS, forecasts),
        Table::new("offers", OFFERS, logs.flat_map(|kept| offers(study, kept))),
    ]
}

type Row = Vec<String>;

/// What every row of an entry begins with.
fn beginning(study: &str, side: &Side<'_>) -> Row {
    vec![
        study.to_owned(),
        side.entry.participant.to_string(),
        side.entry.id.to_string(),
        side.conflict(),
    ]
}

/// Two days and what lies between them; each empty where it is not known.
fn days(from: Option<&Moment>, to: Option<&Moment>) -> String {
    let days = from.zip(to).map(|(from, to)| from.days_until(to));
    days.map(|days| days.to_string()).unwrap_or_default()
}

fn told(moment: Option<&Moment>) -> String {
    moment.map(ToString::to_string).unwrap_or_default()
}

fn wishes(handling: Handling) -> [String; 3] {
    [
        handling.ask_first,
        handling.do_not_quote,
        handling.do_not_raise,
    ]
    .map(|wish| yes_no(wish).to_owned())
}

fn links(study: &str, index: &Index<'_>, side: &Side<'_>) -> Vec<Row> {
    let entry = &side.revision.entry;
    let code = &side.entry.participant;
    let row = |link: &journal::Link| {
        let target = index.get(code, link.entry);
        let written = target.map(|target| &target.newest().entry.created_at);
        let rest = vec![
            entry.created_at.to_string(),
            link.kind.as_str().to_owned(),
            link.entry.to_string(),
            index.standing(code, link.entry).to_owned(),
            told(written),
            days(written, Some(&entry.created_at)),
        ];
        [beginning(study, side), rest].concat()
    };
    entry.links().iter().map(row).collect()
}

fn stimuli(study: &str, index: &Index<'_>, side: &Side<'_>) -> Vec<Row> {
    let entry = &side.revision.entry;
    let code = &side.entry.participant;
    let row = |shown: &journal::Stimulus| {
        let from = index.get(code, shown.entry);
        let rest = vec![
            shown.entry.to_string(),
            shown.rev.to_string(),
            index.standing(code, shown.entry).to_owned(),
            shown.shown_at.to_string(),
            shown.words.clone().unwrap_or_default(),
        ];
        // The words are those of the entry that was shown.
        let handling = from.map_or(entry.handling, |from| entry.handling.or(from.wishes()));
        [beginning(study, side), rest, wishes(handling).to_vec()].concat()
    };
    entry.stimuli().iter().map(row).collect()
}

fn agendas(study: &str, index: &Index<'_>, side: &Side<'_>) -> Vec<Row> {
    let code = &side.entry.participant;
    let row = |(number, target): (usize, &EntryId)| {
        let rest = vec![
            number.to_string(),
            target.to_string(),
            index.standing(code, *target).to_owned(),
        ];
        [beginning(study, side), rest].concat()
    };
    (1..).zip(side.revision.entry.agenda()).map(row).collect()
}

fn loops<'i>(study: &'i str, index: &'i Index<'_>) -> impl Iterator<Item = Row> + use<'i> {
    let all = index.people().flat_map(|(code, ties)| {
        let loops = ties.loops().into_iter();
        loops.map(move |one| (code, one))
    });
    all.map(move |(code, one)| {
        let (state, ended) = match &one.state {
            LoopState::Open { .. } => ("open", None),
            LoopState::Closed { at } => ("closed", Some(at)),
        };
        let steps: Vec<String> = one.steps.iter().map(ToString::to_string).collect();
        vec![
            study.to_owned(),
            code.to_string(),
            one.kind.as_str().to_owned(),
            one.origin.to_string(),
            index.standing(code, one.origin).to_owned(),
            state.to_owned(),
            told(one.began.as_ref()),
            told(one.until()),
            days(one.began.as_ref(), ended),
            steps.join("; "),
        ]
    })
}

/// An entry of a pair: its newest revision, and in a conflict the first of its versions.
fn entry_of(merged: Option<&MergedEntry>) -> Option<&Entry> {
    merged.map(|merged| &merged.newest().entry)
}

fn written(entry: Option<&Entry>) -> Option<&Moment> {
    entry.map(|entry| &entry.created_at)
}

fn id_of(entry: Option<&Entry>) -> String {
    entry.map(|entry| entry.id.to_string()).unwrap_or_default()
}

/// What was written and said in an entry of a pair.
fn words_of(dataset: &Dataset, merged: Option<&MergedEntry>) -> String {
    let side = merged.map(|entry| Side {
        entry,
        revision: entry.newest(),
        number: 1,
        of: entry.sides().len(),
    });
    side.map(|side| words(dataset, &side)).unwrap_or_default()
}

/// Whether a pair has another version beside the one that is told, and the wishes.
fn end(pair: &Pair<'_>) -> Row {
    let mut both = pair.first.iter().chain(&pair.answer);
    let is_conflict = both.any(|merged| merged.sides().len() > 1);
    let conflict = yes_no(is_conflict).to_owned();
    [vec![conflict], wishes(pair.handling()).to_vec()].concat()
}

fn letter(dataset: &Dataset, index: &Index<'_>, code: &ParticipantCode, pair: &Pair<'_>) -> Row {
    let (first, answer) = (entry_of(pair.first), entry_of(pair.answer));
    let letter = first.and_then(Entry::letter);
    let opened = letter.and_then(|letter| letter.opened_at.as_ref());
    let opens = letter.map(|letter| match &letter.opens {
        Opens::On(day) => day.date().to_owned(),
        Opens::When(event) => event.clone(),
    });
    let to = letter.map_or("", |letter| letter.to.as_str());
    let row = vec![
        dataset.study_id.clone(),
        code.to_string(),
        pair.id.to_string(),
        index.standing(code, pair.id).to_owned(),
        to.to_owned(),
        opens.unwrap_or_default(),
        told(written(first)),
        told(opened),
        days(written(first), opened),
        words_of(dataset, pair.first),
        id_of(answer),
        told(written(answer)),
        days(opened, written(answer)),
        words_of(dataset, pair.answer),
    ];
    [row, end(pair)].concat()
}

fn forecast(dataset: &Dataset, index: &Index<'_>, code: &ParticipantCode, pair: &Pair<'_>) -> Row {
    let (first, answer) = (entry_of(pair.first), entry_of(pair.answer));
    let forecast = match first.and_then(Entry::form) {
        Some(Form::Forecast(forecast)) => Some(forecast),
        _ => None,
    };
    let outcome = match answer.and_then(Entry::form) {
        Some(Form::Outcome(outcome)) => outcome.as_str(),
        _ => "",
    };
    let sure = forecast.map(|forecast| forecast.sure.to_string());
    let horizon = forecast.map(|forecast| &forecast.horizon);
    let row = vec![
        dataset.study_id.clone(),
        code.to_string(),
        pair.id.to_string(),
        index.standing(code, pair.id).to_owned(),
        told(written(first)),
        words_of(dataset, pair.first),
        sure.unwrap_or_default(),
        told(horizon),
        days(written(first), horizon),
        id_of(answer),
        outcome.to_owned(),
        told(written(answer)),
        days(written(first), written(answer)),
        words_of(dataset, pair.answer),
    ];
    [row, end(pair)].concat()
}
