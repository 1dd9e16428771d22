//! Documents for Word and for every program that takes them (ECMA-376, WordprocessingML).

use super::memos::by_person;
use super::package::{self, package, relations};
use super::path::folder;
use super::told::{Told, ToldRecording, lines, told};
use super::xml::Xml;
use super::{ExportFile, Notice};
use crate::dataset::Dataset;

const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// A paragraph style: id, name, size in half points, colour, whether bold, level of an outline.
type Style = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    bool,
    Option<&'static str>,
);

/// The paragraph styles; by the levels of their outline programs code headings.
const STYLES: [Style; 7] = [
    ("Normal", "Normal", "22", "000000", false, None),
    ("Heading1", "heading 1", "32", "1F3864", true, Some("0")),
    ("Heading2", "heading 2", "26", "1F3864", true, Some("1")),
    ("Heading3", "heading 3", "24", "1F3864", true, Some("2")),
    ("Mark", "Mark", "24", "C00000", true, None),
    ("Fact", "Fact", "18", "595959", false, None),
    ("Shown", "Shown", "20", "595959", false, None),
];

/// A document per entry, one per participant, and one of the memos about each.
pub(super) fn files(dataset: &Dataset) -> Vec<ExportFile> {
    let told = told(dataset);
    let mut files: Vec<ExportFile> = told
        .iter()
        .map(|entry| {
            let path = format!(
                "word/entries/{}/{}.docx",
                entry.stem.folder,
                entry.stem.alone()
            );
            document(&path, |xml| write(xml, entry))
        })
        .collect();
    for participant in &dataset.participants {
        let path = format!("word/people/{}.docx", folder(&participant.code));
        let own = told
            .iter()
            .filter(|entry| entry.side.entry.participant == participant.code);
        files.push(document(&path, |xml| {
            paragraph(xml, "Fact", participant.code.as_str());
            own.clone().for_each(|entry| write(xml, entry));
        }));
    }
    for (name, memos) in by_person(dataset) {
        let path = format!("word/memos/{name}.docx");
        files.push(document(&path, |xml| {
            paragraph(xml, "Fact", "Written by the research team");
            for told in &memos {
                paragraph(xml, "Heading1", &told.heading());
                facts(xml, &told.facts());
                for line in lines(&told.memo.text) {
                    paragraph(xml, "Normal", line);
                }
            }
        }));
    }
    files
}

fn document(path: &str, write: impl Fn(&mut Xml)) -> ExportFile {
    let mut xml = Xml::document();
    xml.open("w:document", &[("xmlns:w", MAIN)]);
    xml.open("w:body", &[]);
    write(&mut xml);
    let (body, replaced) = xml.finish();
    let parts = [
        ("[Content_Types].xml", content_types()),
        (
            "_rels/.rels",
            relations(&[("officeDocument", "word/document.xml")]),
        ),
        (
            "word/_rels/document.xml.rels",
            relations(&[("styles", "styles.xml")]),
        ),
        ("word/document.xml", body),
        ("word/styles.xml", styles()),
    ];
    let parts = parts.map(|(name, data)| (name.to_owned(), data));
    let mut file = ExportFile::packed(path, package(parts));
    file.notices.extend(Notice::replaced(replaced));
    file
}

fn write(xml: &mut Xml, entry: &Told<'_>) {
    paragraph(xml, "Heading1", &entry.heading);
    for mark in &entry.marks {
        paragraph(xml, "Mark", mark);
    }
    facts(xml, &entry.facts);
    for shown in &entry.shown {
        paragraph(xml, "Fact", &shown.head);
        if shown.is_not_quoted {
            paragraph(xml, "Mark", "DO NOT QUOTE");
        }
        for line in &shown.lines {
            paragraph(xml, "Shown", line);
        }
    }
    paragraph(
        xml,
        "Heading2",
        entry.question.unwrap_or("Without a question"),
    );
    for line in &entry.lines {
        paragraph(xml, "Normal", line);
    }
    for recording in &entry.recordings {
        write_recording(xml, recording);
    }
    // Whoever turns to the end of a long entry sees it as well.
    for mark in &entry.marks {
        paragraph(xml, "Mark", mark);
    }
}

fn write_recording(xml: &mut Xml, recording: &ToldRecording<'_>) {
    paragraph(xml, "Heading3", &recording.merged.name);
    facts(xml, &recording.facts);
    paragraph(xml, "Mark", &recording.status);
    for line in &recording.lines {
        paragraph(xml, "Normal", line);
    }
}

fn facts(xml: &mut Xml, facts: &[(&str, String)]) {
    for (name, text) in facts {
        paragraph(xml, "Fact", &format!("{name}: {text}"));
    }
}

/// A paragraph; line ends inside it are breaks, tabs are tabs.
fn paragraph(xml: &mut Xml, style: &str, text: &str) {
    xml.open("w:p", &[]);
    xml.open("w:pPr", &[]);
    xml.leaf("w:pStyle", &[("w:val", style)]);
    xml.close();
    for (number, line) in lines(text).into_iter().enumerate() {
        for (place, piece) in line.split('\t').enumerate() {
            xml.open("w:r", &[]);
            match (number, place) {
                (_, 1..) => xml.leaf("w:tab", &[]),
                (1.., 0) => xml.leaf("w:br", &[]),
                (0, 0) => {}
            }
            xml.element("w:t", &[("xml:space", "preserve")], piece);
            xml.close();
        }
    }
    xml.close();
}

fn content_types() -> Vec<u8> {
    let parts = [
        ("/word/document.xml".to_owned(), "document.main"),
        ("/word/styles.xml".to_owned(), "styles"),
    ];
    package::content_types("wordprocessingml", &parts)
}

fn styles() -> Vec<u8> {
    let mut xml = Xml::document();
    xml.open("w:styles", &[("xmlns:w", MAIN)]);
    for (id, name, size, colour, is_bold, level) in STYLES {
        let mut of = vec![("w:type", "paragraph"), ("w:styleId", id)];
        if id == "Normal" {
            of.push(("w:default", "1"));
        }
        xml.open("w:style", &of);
        xml.leaf("w:name", &[("w:val", name)]);
        if id != "Normal" {
            xml.leaf("w:basedOn", &[("w:val", "Normal")]);
        }
        xml.leaf("w:qFormat", &[]);
        xml.open("w:pPr", &[]);
        if level.is_some() {
            xml.leaf("w:keepNext", &[]);
        }
        let before = if level.is_some() { "240" } else { "0" };
        xml.leaf("w:spacing", &[("w:before", before), ("w:after", "80")]);
        if let Some(level) = level {
            xml.leaf("w:outlineLvl", &[("w:val", level)]);
        }
        xml.close();
        xml.open("w:rPr", &[]);
        if is_bold {
            xml.leaf("w:b", &[]);
        }
        xml.leaf("w:color", &[("w:val", colour)]);
        xml.leaf("w:sz", &[("w:val", size)]);
        xml.close();
        xml.close();
    }
    xml.finish().0
}
