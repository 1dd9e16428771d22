//! An entry as documents tell it: the same in Word, in a page and in a project.

use super::index::Index;
use super::path::{Stem, stems};
use super::recordings::{heading, spans};
use super::{Side, index, sides, wishes};
use crate::dataset::{Dataset, MergedRecording};
use crate::transcript::clock;

mod ties;

use ties::Names;
pub(super) use ties::ToldShown;

/// Something that is known, with its name.
pub(super) type Fact = (&'static str, String);

/// An entry, or one version of it in a conflict.
pub(super) struct Told<'a> {
    pub side: Side<'a>,
    /// The names of its files.
    pub stem: Stem,
    /// Its id, with `version 2 of 3` behind it in a conflict.
    pub heading: String,
    /// The writer's wishes and what else must not be overlooked, in capitals.
    pub marks: Vec<String>,
    /// What is known of it.
    pub facts: Vec<Fact>,
    /// How many of the last of them tell what ties it to others.
    ties: usize,
    /// What it follows on from, by the names of the other documents.
    pub links: String,
    /// What of the writer's own was on the page.
    pub shown: Vec<ToldShown<'a>>,
    /// The words of the question.
    pub question: Option<&'a str>,
    /// The lines of the text.
    pub lines: Vec<&'a str>,
    pub recordings: Vec<ToldRecording<'a>>,
    /// The tags that the team gave it.
    pub tags: Vec<&'a str>,
}

/// A recording of an entry.
pub(super) struct ToldRecording<'a> {
    pub merged: &'a MergedRecording,
    pub facts: Vec<Fact>,
    /// How far its transcript can be trusted, in capitals.
    pub status: String,
    /// What was said, a line with a stamp for each passage.
    pub lines: Vec<String>,
}

impl Told<'_> {
    /// Whether its words must not be made a quotation.
    pub fn is_not_quoted(&self) -> bool {
        self.side.revision.entry.handling.do_not_quote
    }

    /// The marks in one line, or `none`.
    pub fn handling(&self) -> String {
        let wishes = wishes(self.side.revision.entry.handling);
        match wishes.is_empty() {
            true => "none".into(),
            false => wishes.join("; "),
        }
    }

    /// What ties it to others.
    pub fn ties(&self) -> &[Fact] {
        &self.facts[self.facts.len() - self.ties..]
    }

    /// What was written and what was said, without heading and facts: for a cell.
    pub fn words(&self) -> String {
        together(&self.side.revision.entry.text, &self.recordings)
    }
}

/// What was written and what was said in a version of an entry.
pub(super) fn words(dataset: &Dataset, side: &Side<'_>) -> String {
    let recordings = side.recordings(dataset).into_iter();
    let recordings: Vec<ToldRecording<'_>> = recordings.map(tell_recording).collect();
    together(&side.revision.entry.text, &recordings)
}

fn together(text: &str, recordings: &[ToldRecording<'_>]) -> String {
    let mut words = text.to_owned();
    for recording in recordings.iter().filter(|one| !one.lines.is_empty()) {
        if !words.is_empty() {
            words.push_str("\n\n");
        }
        words.push_str(&format!(
            "{} ({})\n{}",
            recording.merged.name,
            recording.status,
            recording.lines.join("\n")
        ));
    }
    words
}

/// The entries of a dataset.
pub(super) fn told(dataset: &Dataset) -> Vec<Told<'_>> {
    let sides: Vec<Side<'_>> = sides(dataset).collect();
    let stems = stems(&sides);
    let names = Names::new(Index::new(dataset), &sides, &stems);
    sides
        .into_iter()
        .zip(stems)
        .map(|(side, stem)| tell(dataset, &names, side, stem))
        .collect()
}

fn tell<'a>(dataset: &'a Dataset, names: &Names<'a>, side: Side<'a>, stem: Stem) -> Told<'a> {
    let entry = &side.revision.entry;
    let mut heading = side.entry.id.to_string();
    let mut marks: Vec<String> = wishes(entry.handling)
        .into_iter()
        .map(str::to_owned)
        .collect();
    if side.of > 1 {
        let version = format!("version {} of {}", side.number, side.of);
        marks.push(format!("{}: the versions differ", version.to_uppercase()));
        heading = format!("{heading} {version}");
    }
    let prompt = entry.prompt.as_ref();
    let mut facts = vec![
        ("Participant", side.entry.participant.to_string()),
        ("Written", entry.created_at.to_string()),
        ("Role", entry.role.as_str().to_owned()),
        ("Theme", entry.theme().as_str().to_owned()),
    ];
    if let Some(prompt) = prompt {
        facts.push((
            "Question",
            format!(
                "{}, version {}, {}",
                prompt.id, prompt.version, prompt.language
            ),
        ));
    }
    if !entry.title.is_empty() {
        facts.push(("Title", entry.title.clone()));
    }
    let tags = dataset.tags_of(&side.entry.participant, side.entry.id);
    if !tags.is_empty() {
        facts.push(("Tags of the team", tags.join("; ")));
    }
    let tied = ties::facts(names, &side);
    let code = &side.entry.participant;
    let recordings = side
        .recordings(dataset)
        .into_iter()
        .map(tell_recording)
        .collect();
    Told {
        stem,
        heading,
        marks,
        ties: tied.len(),
        facts: [facts, tied].concat(),
        links: index::links(entry, |target| names.name(code, target)),
        shown: ties::shown(names, &side),
        question: prompt.map(|prompt| prompt.text.as_str()),
        lines: lines(&entry.text),
        recordings,
        tags,
        side,
    }
}

fn tell_recording(merged: &MergedRecording) -> ToldRecording<'_> {
    let recording = &merged.recording;
    let mut facts = vec![
        ("Recorded", recording.recorded_at.to_string()),
        ("Length", clock(recording.media.duration_ms)),
    ];
    for (name, text) in [
        ("Title", recording.title.clone()),
        ("About", recording.gist.clone()),
        ("Withheld", spans(&recording.withheld)),
        ("Lost", spans(&recording.lost)),
    ] {
        if !text.is_empty() {
            facts.push((name, text));
        }
    }
    let transcript = merged.transcript.as_ref();
    ToldRecording {
        merged,
        facts,
        status: transcript.map_or_else(|| "NO TRANSCRIPT".into(), |record| heading(record.status)),
        lines: transcript.map_or_else(Vec::new, |record| {
            let lines = record.transcript.lines();
            lines.lines().map(str::to_owned).collect()
        }),
    }
}

/// The lines of a text, whichever of LF, CR LF and CR ends them.
pub(super) fn lines(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    for line in text.split('\n') {
        let line = line.strip_suffix('\r').unwrap_or(line);
        lines.extend(line.split('\r'));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_end_ends_a_line() {
        assert_eq!(lines("a\r\nb\rc\nd\n"), ["a", "b", "c", "d", ""]);
        assert_eq!(lines(""), [""]);
    }
}
