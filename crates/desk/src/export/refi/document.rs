//! `project.qde`: the project in XML, in the order of the schema.

use super::{Project, ProjectWriter, Source, SourceKind, Words, day};
use crate::dataset::Participant;
use crate::export::Notice;
use crate::export::memos::told_memos;
use crate::export::xml::Xml;

/// The variables of participants: name and type. No name is among those of sources as well:
/// QualCoder takes a variable for either the one or the other.
const OF_CASES: [(&str, &str); 4] = [
    ("person_entries", "Integer"),
    ("person_withdrawn", "Integer"),
    ("person_first_entry", "Date"),
    ("person_last_entry", "Date"),
];
/// The variables of sources.
const OF_SOURCES: [(&str, &str); 13] = [
    ("entry_participant", "Text"),
    ("entry_written", "Date"),
    ("entry_role", "Text"),
    ("entry_theme", "Text"),
    ("entry_question", "Text"),
    ("entry_handling", "Text"),
    ("entry_version", "Text"),
    ("entry_transcript", "Text"),
    ("entry_tags", "Text"),
    ("entry_form", "Text"),
    ("entry_links", "Text"),
    ("entry_people", "Text"),
    ("entry_session", "Text"),
];

impl<'a> ProjectWriter<'a> {
    /// Writes the project down.
    pub fn finish(mut self) -> Project<'a> {
        let note = self.guid("note");
        let text = self.plain(&self.note());
        let note_path = self.put_text(&note, &text);
        let memos = self.memos();
        let user = self.guid("user");
        let last = self.last_day();
        let mut xml = Xml::document();
        let time = format!("{last}T00:00:00Z");
        xml.open(
            "Project",
            &[
                ("xmlns", "urn:QDA-XML:project:1.0"),
                ("name", &self.dataset.study_id),
                ("origin", "Closing the Loop desk"),
                ("creatingUserGUID", &user),
                ("creationDateTime", &time),
                ("modifyingUserGUID", &user),
                ("modifiedDateTime", &time),
            ],
        );
        xml.open("Users", &[]);
        xml.leaf(
            "User",
            &[("guid", &user), ("name", "Research desk"), ("id", "RD")],
        );
        xml.close();
        self.codes(&mut xml);
        self.variables(&mut xml);
        self.cases(&mut xml);
        self.write_sources(&mut xml, &user);
        xml.open("Notes", &[]);
        let mut of = vec![
            ("guid", note.as_str()),
            ("name", "How to handle this material"),
            ("plainTextPath", &note_path),
        ];
        of.extend(made(&user, &time));
        xml.leaf("Note", &of);
        for memo in &memos {
            let mut of = vec![
                ("guid", memo.guid.as_str()),
                ("name", &memo.name),
                ("plainTextPath", &memo.path),
            ];
            of.extend(made(&user, &memo.time));
            xml.leaf("Note", &of);
        }
        xml.close();
        self.links(&mut xml);
        self.sets(&mut xml);
        xml.element(
            "Description",
            &[],
            match self.tags().is_empty() {
                true => "Journal entries of a study; coded, not anonymous. Nothing is coded yet.",
                false => "Journal entries of a study; coded, not anonymous. The codes are the team's tags of whole entries.",
            },
        );
        let (qde, replaced) = xml.finish();
        self.notices
            .extend(Notice::replaced(self.replaced + replaced));
        if !self.sounds.is_empty() && self.silent > 0 {
            self.notices.push(Notice::NoSound {
                recordings: self.silent,
            });
        }
        let mut texts = vec![("project.qde".to_owned(), qde)];
        texts.append(&mut self.texts);
        Project {
            texts,
            sounds: self.sounds,
            notices: self.notices,
        }
    }

    /// The memos that stand, as notes with a text each. Nothing refers to a note: importers were
    /// seen to lose those that something does. What a memo is about stands in its name and text.
    fn memos(&mut self) -> Vec<NoteParts> {
        let told = told_memos(self.dataset);
        let standing = told.iter().filter(|told| told.memo.is_standing);
        let parts = standing.map(|told| {
            let guid = self.guid(&format!("memo/{}", told.memo.id));
            let mut text = String::new();
            for (name, fact) in told.facts() {
                text.push_str(&format!("{name}: {fact}\n"));
            }
            text.push_str(&format!("\n{}\n", told.memo.text));
            let text = self.plain(&text);
            let path = self.put_text(&guid, &text);
            let date: String = told.memo.at.chars().take(10).collect();
            NoteParts {
                name: format!("{} on {}", told.heading(), told.about),
                time: format!("{}T00:00:00Z", day(&date)),
                guid,
                path,
            }
        });
        parts.collect()
    }

    /// The day of the latest bundle: an export has no clock.
    fn last_day(&self) -> String {
        let bundles = self
            .dataset
            .files
            .iter()
            .filter_map(|file| file.bundle.as_ref());
        let days = bundles.map(|bundle| day(bundle.created_at.date()));
        days.max().unwrap_or("1970-01-01").to_owned()
    }

    fn note(&self) -> String {
        let mut text = String::from(
            "This material is coded, not anonymous. Handle it under the study's consent.\n\
             The variable entry_handling and the capitals at the head of a document are the \
             writers' own wishes. Codes, if there are any, are the team's tags of whole entries; do \
             not code or quote what says DO NOT QUOTE.\n",
        );
        let not_quoted = self.sources.iter().filter(|source| source.is_not_quoted);
        for source in not_quoted {
            text.push_str(&format!("DO NOT QUOTE: {}\n", source.name));
        }
        for gone in &self.dataset.withdrawn {
            text.push_str(&format!(
                "Taken back by {}, delete it: {}\n",
                gone.participant, gone.id
            ));
        }
        text
    }

    fn variables(&self, xml: &mut Xml) {
        let has_cases = !self.dataset.participants.is_empty();
        let has_sources = !self.sources.is_empty();
        let cases = OF_CASES.iter().filter(|_| has_cases);
        let sources = OF_SOURCES.iter().filter(|_| has_sources);
        let all: Vec<_> = cases.chain(sources).collect();
        if all.is_empty() {
            return;
        }
        xml.open("Variables", &[]);
        for (name, kind) in all {
            let guid = self.variable(name);
            xml.leaf(
                "Variable",
                &[("guid", &guid), ("name", name), ("typeOfVariable", kind)],
            );
        }
        xml.close();
    }

    fn variable(&self, name: &str) -> String {
        self.guid(&format!("variable/{name}"))
    }

    fn values(&self, xml: &mut Xml, values: &[(&'static str, String)]) {
        for (name, value) in values.iter().filter(|(_, value)| !value.is_empty()) {
            let known = OF_CASES
                .iter()
                .chain(&OF_SOURCES)
                .find(|known| known.0 == *name);
            let element = match known.map_or("Text", |known| known.1) {
                "Integer" => "IntegerValue",
                "Date" => "DateValue",
                _ => "TextValue",
            };
            xml.open("VariableValue", &[]);
            xml.leaf("VariableRef", &[("targetGUID", &self.variable(name))]);
            xml.element(element, &[], value);
            xml.close();
        }
    }

    fn of<'s>(&'s self, participant: &Participant) -> Vec<&'s Source<'a>> {
        let code = participant.code.as_str();
        let own = self
            .sources
            .iter()
            .filter(|source| source.participant == code);
        own.collect()
    }

    fn cases(&self, xml: &mut Xml) {
        if self.dataset.participants.is_empty() {
            return;
        }
        xml.open("Cases", &[]);
        for participant in &self.dataset.participants {
            let code = participant.code.as_str();
            let date = |date: &Option<String>| date.as_deref().map_or("", day).to_owned();
            let values = [
                ("person_entries", participant.entries.to_string()),
                ("person_withdrawn", participant.withdrawn.to_string()),
                ("person_first_entry", date(&participant.first)),
                ("person_last_entry", date(&participant.last)),
            ];
            xml.open(
                "Case",
                &[
                    ("guid", &self.guid(&format!("case/{code}"))),
                    ("name", code),
                ],
            );
            self.values(xml, &values);
            for source in self.of(participant) {
                xml.leaf("SourceRef", &[("targetGUID", &source.guid)]);
            }
            xml.close();
        }
        xml.close();
    }

    fn write_sources(&self, xml: &mut Xml, user: &str) {
        if self.sources.is_empty() {
            return;
        }
        xml.open("Sources", &[]);
        for source in &self.sources {
            let time = format!("{}T00:00:00Z", source.date);
            let made = made(user, &time);
            let mut of = vec![("guid", source.guid.as_str()), ("name", &source.name)];
            match &source.kind {
                SourceKind::Text { path, end } => {
                    of.push(("plainTextPath", path));
                    of.extend(made);
                    xml.open("TextSource", &of);
                    self.codings(xml, source, *end, (user, &time));
                }
                SourceKind::Sound { path, transcript } => {
                    of.push(("path", path));
                    of.extend(made);
                    xml.open("AudioSource", &of);
                    if let Some(words) = transcript {
                        self.transcript(xml, words, &source.name, made);
                    }
                }
            }
            self.values(xml, &source.values);
            xml.close();
        }
        xml.close();
    }

    fn transcript(&self, xml: &mut Xml, words: &Words, name: &str, made: [(&str, &str); 4]) {
        let mut of = vec![
            ("guid", words.guid.as_str()),
            ("name", name),
            ("plainTextPath", &words.path),
        ];
        of.extend(made);
        xml.open("Transcript", &of);
        for (number, (ms, position)) in words.passages.iter().enumerate() {
            let guid = self.guid(&format!("sync/{}/{number}", words.guid));
            let (time, position) = (ms.to_string(), position.to_string());
            xml.leaf(
                "SyncPoint",
                &[
                    ("guid", &guid),
                    ("timeStamp", &time),
                    ("position", &position),
                ],
            );
        }
        xml.close();
    }

    fn sets(&self, xml: &mut Xml) {
        let mut sets: Vec<(String, Vec<&Source<'_>>)> = self
            .dataset
            .participants
            .iter()
            .map(|one| (format!("Documents of {}", one.code), self.of(one)))
            .collect();
        let not_quoted = self.sources.iter().filter(|source| source.is_not_quoted);
        sets.push(("DO NOT QUOTE".into(), not_quoted.collect()));
        sets.retain(|(_, members)| !members.is_empty());
        if sets.is_empty() {
            return;
        }
        xml.open("Sets", &[]);
        for (name, members) in sets {
            xml.open(
                "Set",
                &[
                    ("guid", &self.guid(&format!("set/{name}"))),
                    ("name", &name),
                ],
            );
            for source in members {
                xml.leaf("MemberSource", &[("targetGUID", &source.guid)]);
            }
            xml.close();
        }
        xml.close();
    }
}

/// A note, with its text already among the files.
struct NoteParts {
    guid: String,
    name: String,
    path: String,
    time: String,
}

pub(super) fn made<'a>(user: &'a str, time: &'a str) -> [(&'a str, &'a str); 4] {
    [
        ("creatingUser", user),
        ("creationDateTime", time),
        ("modifyingUser", user),
        ("modifiedDateTime", time),
    ]
}
