//! REFI-QDA projects (`.qdpx`, <https://www.qdasoftware.org>, schema `urn:QDA-XML:project:1.0`), by
//! the rules that importers were seen to need: see "The exports" in the README of this crate.

use std::io::{self, Write};

use bundle::StoredZip;
use journal::{EntryId, Link, ParticipantCode};
use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

use super::index::{form, people, session};
use super::told::{Told, lines, told};
use super::xml::can_hold;
use super::{ExportFile, Notice};
use crate::dataset::{Dataset, MergedRecording};

mod codes;
mod document;
mod links;
#[cfg(test)]
mod lint;

/// The largest file that a project may hold, in bytes (REFI-QDA 1.5: less than 2 GiB).
const SOUND_CAP: u64 = (1 << 31) - 1;

/// How a position in a text is counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Offsets {
    /// By Unicode code points, as the standard says.
    #[default]
    CodePoints,
    /// By UTF-16 units, as NVivo was reported to do.
    Utf16,
}

impl Offsets {
    fn of(self, text: &str) -> usize {
        match self {
            Self::CodePoints => text.chars().count(),
            Self::Utf16 => text.encode_utf16().count(),
        }
    }
}

/// A file of sound that is at hand for a recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoundFile {
    /// How its name ends, `wav`.
    pub ending: String,
    /// Its size in bytes.
    pub bytes: u64,
}

/// A project in parts: what it says, its texts, and which sound belongs into it.
pub struct Project<'a> {
    texts: Vec<(String, Vec<u8>)>,
    sounds: Vec<(String, &'a MergedRecording)>,
    notices: Vec<Notice>,
}

impl<'a> Project<'a> {
    /// The project of a dataset. `sound` says which recordings there is a file of; those are
    /// sources of their own with their transcripts, and what was said in the others stands in the
    /// text of their entry.
    pub fn new(
        dataset: &'a Dataset,
        offsets: Offsets,
        sound: &dyn Fn(&MergedRecording) -> Option<SoundFile>,
    ) -> Self {
        let mut writer = ProjectWriter::new(dataset, offsets);
        for entry in told(dataset) {
            writer.add(&entry, sound);
        }
        writer.finish()
    }

    /// What the project could not hold as it was written.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// Writes the archive, with one recording in memory at a time: `read` gives the bytes of a
    /// recording's file. The same dataset and the same sound give the same bytes.
    ///
    /// # Errors
    /// When reading or writing fails, or the archive would be larger than 4 GiB.
    pub fn write(
        &self,
        out: &mut dyn Write,
        read: &mut dyn FnMut(&MergedRecording) -> io::Result<Vec<u8>>,
    ) -> io::Result<()> {
        let mut zip = StoredZip::default();
        let mut put = |name: &str, bytes: &[u8]| {
            out.write_all(&zip.begin(name, bytes).map_err(io::Error::other)?)?;
            out.write_all(bytes)
        };
        for (name, bytes) in &self.texts {
            put(name, bytes)?;
        }
        for (name, merged) in &self.sounds {
            put(name, &read(merged)?)?;
        }
        out.write_all(&zip.finish())
    }
}

/// The project without sound.
pub(super) fn file(dataset: &Dataset) -> ExportFile {
    let project = Project::new(dataset, Offsets::default(), &|_| None);
    let mut bytes = Vec::new();
    let written = project.write(&mut bytes, &mut |_| Err(io::ErrorKind::NotFound.into()));
    let mut file = match written {
        Ok(()) => ExportFile::new("refi-qda/project.qdpx".into(), bytes),
        Err(_) => ExportFile::refused("refi-qda/project.qdpx"),
    };
    file.notices.extend(project.notices);
    file
}

/// Takes the entries in, one after the other.
struct ProjectWriter<'a> {
    dataset: &'a Dataset,
    offsets: Offsets,
    study: Uuid,
    sources: Vec<Source<'a>>,
    texts: Vec<(String, Vec<u8>)>,
    sounds: Vec<(String, &'a MergedRecording)>,
    replaced: usize,
    /// Recordings of which there is no sound.
    silent: usize,
    notices: Vec<Notice>,
}

/// A text or a sound of the project.
struct Source<'a> {
    guid: String,
    name: String,
    participant: String,
    date: String,
    is_not_quoted: bool,
    values: Vec<(&'static str, String)>,
    /// Of a text: whose entry it is of, and which.
    of: Option<(&'a ParticipantCode, EntryId)>,
    /// What its entry follows on from.
    links: Vec<Link>,
    /// The tags of its entry, as codes of the whole text: not where that would make a quotation of
    /// what must not be quoted.
    tags: Vec<String>,
    kind: SourceKind,
}

enum SourceKind {
    Text {
        path: String,
        /// Where the text ends.
        end: usize,
    },
    Sound {
        path: String,
        transcript: Option<Words>,
    },
}

/// A transcript: its file, and for each passage its time and where it begins.
struct Words {
    guid: String,
    path: String,
    passages: Vec<(u64, usize)>,
}

impl<'a> ProjectWriter<'a> {
    fn new(dataset: &'a Dataset, offsets: Offsets) -> Self {
        let study = format!("urn:closing-the-loop:study:{}", dataset.study_id);
        Self {
            dataset,
            offsets,
            study: Uuid::new_v5(&Uuid::NAMESPACE_URL, study.as_bytes()),
            sources: Vec::new(),
            texts: Vec::new(),
            sounds: Vec::new(),
            replaced: 0,
            silent: 0,
            notices: Vec::new(),
        }
    }

    /// An id that is the same in every export of the study, in capitals: ATLAS.ti and MAXQDA are
    /// reported to refuse others.
    fn guid(&self, what: &str) -> String {
        let id = Uuid::new_v5(&self.study, what.as_bytes());
        id.hyphenated().to_string().to_uppercase()
    }

    /// A text as every importer reads it: one form of each letter, LF, and nothing that XML
    /// could not hold.
    fn plain(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for c in lines(text).join("\n").nfc() {
            let is_mark = c == '\u{feff}' && out.is_empty();
            if can_hold(c) && !is_mark {
                out.push(c);
            } else {
                out.push('\u{fffd}');
                self.replaced += 1;
            }
        }
        out
    }

    fn put_text(&mut self, guid: &str, text: &str) -> String {
        self.texts
            .push((format!("sources/{guid}.txt"), text.as_bytes().to_vec()));
        format!("internal://{guid}.txt")
    }

    fn add(&mut self, entry: &Told<'a>, sound: &dyn Fn(&MergedRecording) -> Option<SoundFile>) {
        let side = &entry.side;
        let written = &side.revision.entry;
        let participant = side.entry.participant.to_string();
        let key = format!("{participant}/{}/{}", side.entry.id, side.number);
        let values = |transcript: &str| {
            let prompt = written.prompt.as_ref();
            vec![
                ("entry_participant", participant.clone()),
                ("entry_written", day(written.created_at.date()).to_owned()),
                ("entry_role", written.role.as_str().to_owned()),
                ("entry_theme", written.theme().as_str().to_owned()),
                (
                    "entry_question",
                    prompt.map_or_else(|| "none".into(), |p| p.id.to_string()),
                ),
                ("entry_handling", entry.handling()),
                ("entry_version", side.conflict()),
                ("entry_transcript", transcript.to_owned()),
                ("entry_tags", entry.tags.join("; ")),
                ("entry_form", form(written).to_owned()),
                ("entry_links", entry.links.clone()),
                ("entry_people", people(written)),
                ("entry_session", session(written)),
            ]
        };
        let mut text = entry
            .marks
            .iter()
            .map(|mark| format!("{mark}\n"))
            .collect::<String>();
        for (name, fact) in entry.ties() {
            text.push_str(&format!("{name}: {fact}\n"));
        }
        for shown in &entry.shown {
            text.push_str(&shown.plain());
        }
        text.push_str(&format!(
            "{}\n\n{}",
            entry.question.unwrap_or("Without a question"),
            written.text
        ));
        let mut inside = Vec::new();
        for recording in &entry.recordings {
            let merged = recording.merged;
            let file = sound(merged).filter(|file| file.bytes <= SOUND_CAP);
            if let Some(file) = file {
                let values = values(super::recordings::status(merged));
                self.add_sound(entry, merged, &file, values);
                continue;
            }
            self.silent += 1;
            inside.push(super::recordings::status(merged));
            text.push_str(&format!("\n\n{}\n{}\n", merged.name, recording.status));
            for line in &recording.lines {
                text.push_str(&format!("{line}\n"));
            }
        }
        let guid = self.guid(&format!("entry/{key}"));
        let text = self.plain(&text);
        let path = self.put_text(&guid, &text);
        self.sources.push(Source {
            guid,
            name: marked(entry, entry.stem.alone()),
            participant: participant.clone(),
            date: day(written.created_at.date()).to_owned(),
            is_not_quoted: entry.is_not_quoted(),
            values: values(&inside.join("; ")),
            of: Some((&side.entry.participant, side.entry.id)),
            links: written.links().to_vec(),
            tags: match entry.is_not_quoted() {
                true => Vec::new(),
                false => entry.tags.iter().map(|tag| (*tag).to_owned()).collect(),
            },
            kind: SourceKind::Text {
                path,
                end: self.offsets.of(&text),
            },
        });
    }

    fn add_sound(
        &mut self,
        entry: &Told<'a>,
        merged: &'a MergedRecording,
        file: &SoundFile,
        values: Vec<(&'static str, String)>,
    ) {
        let key = format!("{}/{}", entry.side.entry.participant, merged.name);
        let guid = self.guid(&format!("sound/{key}"));
        let name = format!("{}.{}", marked(entry, merged.name.clone()), file.ending);
        // One sound in two versions is one source, with the wishes of both.
        if let Some(source) = self.sources.iter_mut().find(|source| source.guid == guid) {
            if entry.is_not_quoted() {
                (source.name, source.is_not_quoted, source.values) = (name, true, values);
            }
            return;
        }
        let transcript = merged.transcript.as_ref().map(|record| {
            let guid = self.guid(&format!("transcript/{key}"));
            let mut text = format!("({})\n", super::recordings::heading(record.status));
            if entry.is_not_quoted() {
                text.push_str("DO NOT QUOTE\n");
            }
            let mut passages = Vec::new();
            let lines = record.transcript.lines();
            for (line, cue) in lines.lines().zip(&record.transcript.cues) {
                passages.push((cue.from_ms, self.offsets.of(&text)));
                text.push_str(&self.plain(line));
                text.push('\n');
            }
            let path = self.put_text(&guid, &text);
            Words {
                guid,
                path,
                passages,
            }
        });
        let member = format!("{guid}.{}", file.ending);
        self.sounds.push((format!("sources/{member}"), merged));
        self.sources.push(Source {
            name,
            participant: merged.participant.to_string(),
            date: day(merged.recording.recorded_at.date()).to_owned(),
            is_not_quoted: entry.is_not_quoted(),
            values,
            of: None,
            links: Vec::new(),
            tags: Vec::new(),
            kind: SourceKind::Sound {
                path: format!("internal://{member}"),
                transcript,
            },
            guid,
        });
    }
}

/// The name of a source, with the wish that every list of sources should show.
fn marked(entry: &Told<'_>, name: String) -> String {
    match entry.is_not_quoted() {
        true => format!("{name} DO NOT QUOTE"),
        false => name,
    }
}

/// The date, or the first one that a schema knows: it has no year 0.
fn day(date: &str) -> &str {
    match date.starts_with("0000") {
        true => "0001-01-01",
        false => date,
    }
}

/// Every rule of importers that the project of a dataset breaks.
#[cfg(test)]
pub(super) fn lint_of(dataset: &Dataset) -> Vec<String> {
    let offsets = [Offsets::CodePoints, Offsets::Utf16];
    let of = |offsets| lint::lint(&Project::new(dataset, offsets, &|_| None), offsets);
    offsets.map(of).concat()
}
