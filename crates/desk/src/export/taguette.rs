//! Pages and a codebook for Taguette, which takes documents one by one and no project.

use std::collections::BTreeSet;

use journal::{Role, Theme};

use super::csv::file;
use super::tables::Table;
use super::told::{Told, lines, told};
use super::xml::Xml;
use super::{ExportFile, Notice};
use crate::dataset::Dataset;

/// The themes, as they stand in every table.
const THEMES: [Theme; 9] = [
    Theme::GazingBackwards,
    Theme::ImagineFuture,
    Theme::ClosingLoop,
    Theme::PayForward,
    Theme::Opening,
    Theme::AfterSession,
    Theme::InTheMoment,
    Theme::Closing,
    Theme::Free,
];

/// A page per entry, and a codebook of the study's themes and roles.
///
/// Taguette keeps headings, paragraphs, tables and emphasis of a page and nothing else
/// (`taguette/convert.py`, `get_html_body`); its codebook is a CSV with a column `tag` and one
/// `description` (`taguette/import_codebook.py`).
pub(super) fn files(dataset: &Dataset) -> Vec<ExportFile> {
    let mut files: Vec<ExportFile> = told(dataset).iter().map(page).collect();
    files.push(codebook(dataset));
    files
}

fn page(entry: &Told<'_>) -> ExportFile {
    let mut xml = Xml::after(b"<!DOCTYPE html>\n");
    xml.open("html", &[]);
    xml.open("head", &[]);
    xml.leaf("meta", &[("charset", "utf-8")]);
    // Nothing in it runs or is fetched, wherever it is opened.
    let policy = ("content", "default-src 'none'");
    xml.leaf("meta", &[("http-equiv", "Content-Security-Policy"), policy]);
    xml.element("title", &[], &entry.stem.alone());
    xml.close();
    xml.open("body", &[]);
    xml.element("h1", &[], &entry.heading);
    marks(&mut xml, &entry.marks);
    facts(&mut xml, &entry.facts);
    for shown in &entry.shown {
        xml.element("h3", &[], &shown.head);
        if shown.is_not_quoted {
            marks(&mut xml, &["DO NOT QUOTE".to_owned()]);
        }
        for line in &shown.lines {
            xml.open("p", &[]);
            xml.element("em", &[], line);
            xml.close();
        }
    }
    xml.element("h2", &[], entry.question.unwrap_or("Without a question"));
    for line in &entry.lines {
        xml.element("p", &[], line);
    }
    for recording in &entry.recordings {
        xml.element("h3", &[], &recording.merged.name);
        facts(&mut xml, &recording.facts);
        marks(&mut xml, std::slice::from_ref(&recording.status));
        for line in &recording.lines {
            xml.element("p", &[], line);
        }
    }
    marks(&mut xml, &entry.marks);
    let (mut bytes, replaced) = xml.finish();
    bytes.push(b'\n');
    let path = format!("taguette/documents/{}.html", entry.stem.alone());
    let mut file = ExportFile::new(path, bytes);
    file.notices.extend(Notice::replaced(replaced));
    file
}

fn marks(xml: &mut Xml, marks: &[String]) {
    for mark in marks {
        xml.open("p", &[]);
        xml.element("strong", &[], mark);
        xml.close();
    }
}

fn facts(xml: &mut Xml, facts: &[(&str, String)]) {
    xml.open("table", &[]);
    xml.open("tbody", &[]);
    for (name, text) in facts {
        xml.open("tr", &[]);
        xml.element("th", &[], name);
        xml.element("td", &[], &lines(text).join(" "));
        xml.close();
    }
    xml.close();
    xml.close();
}

fn codebook(dataset: &Dataset) -> ExportFile {
    let themes = THEMES.map(|theme| {
        let tag = format!("theme.{}", theme.as_str());
        vec![tag, "a theme of the study's questions".to_owned()]
    });
    let roles = Role::ALL.map(|role| {
        let tag = format!("role.{}", role.as_str());
        vec![tag, "the role an entry was written from".to_owned()]
    });
    let given: BTreeSet<&str> = dataset.tags.iter().map(|tag| tag.tag.as_str()).collect();
    let given = given.into_iter().map(|tag| {
        let what = "a tag that the team gave to entries".to_owned();
        vec![format!("tag.{tag}"), what]
    });
    let rows = themes.into_iter().chain(roles).chain(given);
    let table = Table::new("codebook", &["tag", "description"], rows);
    file("taguette/codebook.csv".into(), &table)
}
