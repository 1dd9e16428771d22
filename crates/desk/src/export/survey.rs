//! Sheets that say of each document whose it is: for the import that each program has.

use super::csv::runs;
use super::index::{form, people, session};
use super::path::folder;
use super::tables::Table;
use super::told::{Told, told};
use super::xlsx::{Limits, workbook};
use super::{ExportFile, Notice};
use crate::dataset::{Dataset, Participant};

/// What stands in the place of a text that must not become a quotation.
const NOT_HERE: &str = "[DO NOT QUOTE: the text is in word/ and in the project, and not here]";

/// NVivo's two classification sheets, as text with tabs, which it reads on Windows and on a Mac:
/// the first cell is the classification's name, the first column the names of cases or files
/// (NVivo 11 help, "Using the Import Classification Sheets Wizard"; NVivo 20 help,
/// "Classification sheets").
pub(super) fn nvivo(dataset: &Dataset) -> Vec<ExportFile> {
    let header = ["Participant", "entries", "withdrawn", "first", "last"];
    let people = dataset.participants.iter().map(person);
    let people = std::iter::once(header.map(str::to_owned).to_vec()).chain(people);
    let header = ["Document"].into_iter().chain(DOCUMENT);
    let header: Vec<String> = header.map(str::to_owned).collect();
    let documents = told(dataset).into_iter().map(|entry| document(&entry));
    vec![
        tabbed("nvivo/participants.txt", people),
        tabbed(
            "nvivo/documents.txt",
            std::iter::once(header).chain(documents),
        ),
    ]
}

/// What a sheet says of a document behind its name.
const DOCUMENT: [&str; 12] = [
    "participant",
    "written",
    "role",
    "theme",
    "question",
    "handling",
    "version",
    "tags",
    "form",
    "links",
    "people",
    "session",
];

/// What a survey says of an entry before its answer.
const FACTS: [&str; 10] = [
    "document",
    "participant",
    "month",
    "role",
    "theme",
    "question",
    "handling",
    "form",
    "people",
    "session",
];

/// A table for ATLAS.ti's import of surveys: a document per row. A prefix says what a column is:
/// `!` the document's name, `:` a group of documents by value, none an open answer, which becomes
/// a quotation coded with the column's name (ATLAS.ti 7 manual, "Data preparation"; the prefixes
/// of later versions could not be checked).
pub(super) fn atlasti(dataset: &Dataset) -> Vec<ExportFile> {
    let header = [
        "!document",
        ":participant",
        ":month",
        ":role",
        ":theme",
        ":question",
        ":handling",
        ":form",
        ":people",
        ":session",
    ];
    vec![survey("atlasti/survey.xlsx", dataset, header)]
}

/// A table for QualCoder's import of surveys: a case per row, by the first column; from a column
/// of its type "qualitative" it makes a file per row and codes all of it with the column's name
/// (`src/qualcoder/import_survey.py`). Workbooks are read as they are; tables of text in whatever
/// encoding the computer has, so there is none.
pub(super) fn qualcoder(dataset: &Dataset) -> Vec<ExportFile> {
    vec![survey("qualcoder/survey.xlsx", dataset, FACTS)]
}

/// MAXQDA's document variables, by document group and name as its list of variables has them, and
/// all entries in one file for its preprocessor (MAXQDA 2018 help, "Structured documents"):
/// `#TEXT` with the name behind it begins a document. No `#CODE` is written, so nothing is coded.
pub(super) fn maxqda(dataset: &Dataset) -> Vec<ExportFile> {
    let header = ["Document group", "Document name"].into_iter();
    let header: Vec<&'static str> = header.chain(DOCUMENT).collect();
    let told = told(dataset);
    let rows = told.iter().map(|entry| {
        let mut row = document(entry);
        row.insert(0, entry.stem.folder.clone());
        row
    });
    let table = Table::new("variables", &header, rows);
    let variables = workbook("maxqda/variables.xlsx", &[table], Limits::EXCEL);
    // A byte order mark: on Windows a text without one is taken for the local encoding.
    let mut text = String::from("\u{feff}");
    let mut words = 0;
    for entry in &told {
        text.push_str(&format!("#TEXT{}\n", entry.stem.alone()));
        for mark in &entry.marks {
            text.push_str(&format!("{mark}\n"));
        }
        for (name, fact) in &entry.facts {
            text.push_str(&format!("{name}: {}\n", without_commands(fact, &mut words)));
        }
        for shown in &entry.shown {
            text.push_str(&without_commands(&shown.plain(), &mut words));
        }
        let question = entry.question.unwrap_or("Without a question");
        text.push_str(&format!("\n{}\n\n", without_commands(question, &mut words)));
        text.push_str(&without_commands(&entry.words(), &mut words));
        text.push_str("\n\n");
    }
    let mut structured = ExportFile::new("maxqda/entries.txt".into(), text.into_bytes());
    if words > 0 {
        structured.notices.push(Notice::Commands { words });
    }
    vec![variables, structured]
}

fn person(participant: &Participant) -> Vec<String> {
    vec![
        folder(&participant.code),
        participant.entries.to_string(),
        participant.withdrawn.to_string(),
        participant.first.clone().unwrap_or_default(),
        participant.last.clone().unwrap_or_default(),
    ]
}

fn document(entry: &Told<'_>) -> Vec<String> {
    let written = &entry.side.revision.entry;
    vec![
        entry.stem.alone(),
        entry.side.entry.participant.to_string(),
        written.created_at.to_string(),
        written.role.as_str().to_owned(),
        written.theme().as_str().to_owned(),
        question(entry),
        entry.handling(),
        entry.side.conflict(),
        entry.tags.join("; "),
        form(written).to_owned(),
        entry.links.clone(),
        people(written),
        session(written),
    ]
}

/// A row per entry with what was written and said, and how many were refused as a quotation.
fn answers(dataset: &Dataset) -> (Vec<Vec<String>>, usize) {
    let told = told(dataset);
    let left_out = told.iter().filter(|entry| entry.is_not_quoted()).count();
    let rows = told.iter().map(|entry| {
        let written = &entry.side.revision.entry;
        vec![
            entry.stem.alone(),
            entry.side.entry.participant.to_string(),
            written.created_at.month().to_owned(),
            written.role.as_str().to_owned(),
            written.theme().as_str().to_owned(),
            question(entry),
            entry.handling(),
            form(written).to_owned(),
            people(written),
            session(written),
            match entry.is_not_quoted() {
                true => NOT_HERE.to_owned(),
                false => entry.words(),
            },
        ]
    });
    (rows.collect(), left_out)
}

/// The id of the question, or `none`.
fn question(entry: &Told<'_>) -> String {
    let prompt = entry.side.revision.entry.prompt.as_ref();
    prompt.map_or_else(|| "none".into(), |prompt| prompt.id.to_string())
}

/// A workbook with a row per entry: its facts under `header`, and its words in `answer`.
fn survey(path: &str, dataset: &Dataset, header: [&'static str; 10]) -> ExportFile {
    let (rows, left_out) = answers(dataset);
    let header: Vec<&'static str> = header.into_iter().chain(["answer"]).collect();
    let table = Table::new("survey", &header, rows.into_iter());
    let mut file = workbook(path, &[table], Limits::EXCEL);
    if left_out > 0 {
        file.notices.push(Notice::NotQuoted { texts: left_out });
    }
    file
}

/// Rows of cells with tabs between them; no cell has a tab or a line end, and none is a formula.
fn tabbed(path: &str, rows: impl Iterator<Item = Vec<String>>) -> ExportFile {
    let mut text = String::new();
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| flat(cell)).collect();
        text.push_str(&cells.join("\t"));
        text.push_str("\r\n");
    }
    ExportFile::new(path.into(), text.into_bytes())
}

fn flat(cell: &str) -> String {
    let flat = cell.replace(|c: char| c.is_control() || c == '"', " ");
    match runs(&flat) {
        true => format!("'{flat}"),
        false => flat,
    }
}

/// The text with a blank after each `#` that begins a command of MAXQDA's preprocessor.
fn without_commands(text: &str, words: &mut usize) -> String {
    let mut out = text.to_owned();
    for command in ["TEXT", "CODE", "ENDCODE", "ENDTEXT", "COMMENT", "CODEDEF"] {
        let found = format!("#{command}");
        *words += out.matches(&found).count();
        out = out.replace(&found, &format!("# {command}"));
    }
    out
}
