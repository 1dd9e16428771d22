//! What the team noted: in tables and lines of JSON, and as a document per participant, apart from
//! what the participants wrote.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::json;

use super::path::{folder, stems};
use super::{ExportFile, Side, sides, yes_no};
use crate::dataset::Dataset;
use crate::memos::{About, EntryTag, Memo};

/// A memo as documents tell it.
pub(super) struct ToldMemo<'a> {
    pub memo: &'a Memo,
    /// Which document or recording it is about, by its name; or whom, or that it is the study.
    pub about: String,
}

impl ToldMemo<'_> {
    /// `Reflexive memo 1a2b3c4d`.
    pub fn heading(&self) -> String {
        let kind = self.memo.kind.as_str();
        let (first, rest) = kind.split_at(1);
        format!("{}{rest} memo {}", first.to_uppercase(), self.short())
    }

    /// The first 8 digits of its id.
    pub fn short(&self) -> &str {
        let id = self.memo.id.as_str();
        id.get(..8).unwrap_or(id)
    }

    pub fn facts(&self) -> [(&'static str, String); 3] {
        [
            ("About", self.about.clone()),
            ("Written", self.memo.at.clone()),
            ("By", self.memo.author.clone()),
        ]
    }
}

/// The memos of a dataset by moment, with those that were corrected.
pub(super) fn told_memos(dataset: &Dataset) -> Vec<ToldMemo<'_>> {
    let sides: Vec<Side<'_>> = sides(dataset).collect();
    let mut documents = BTreeMap::new();
    for (side, stem) in sides.iter().zip(stems(&sides)) {
        let key = (&side.entry.participant, side.entry.id);
        documents.entry(key).or_insert_with(|| stem.alone());
    }
    let recording = |memo: &Memo| {
        let mut all = dataset.recordings.iter();
        let About::Recording {
            participant,
            recording,
        } = &memo.about
        else {
            return None;
        };
        let found =
            all.find(|one| one.participant == *participant && one.recording.id == *recording);
        found.map(|one| one.name.clone())
    };
    let about = |memo: &Memo| match &memo.about {
        About::Study => Some("the study".into()),
        About::Person { participant } => Some(participant.to_string()),
        About::Entry { participant, entry } => documents.get(&(participant, *entry)).cloned(),
        About::Recording { .. } => recording(memo),
    };
    let memos = dataset.memos.iter();
    memos
        .map(|memo| ToldMemo {
            memo,
            about: about(memo).unwrap_or_default(),
        })
        .collect()
}

/// The memos that stand: for each participant, and of the study under `study`.
pub(super) fn by_person<'a>(dataset: &'a Dataset) -> BTreeMap<String, Vec<ToldMemo<'a>>> {
    let mut people: BTreeMap<String, Vec<ToldMemo<'a>>> = BTreeMap::new();
    for told in told_memos(dataset) {
        if told.memo.is_standing {
            // No folder of a participant has small letters alone.
            let of = told.memo.about.participant().map(folder);
            people
                .entry(of.unwrap_or_else(|| "study".into()))
                .or_default()
                .push(told);
        }
    }
    people
}

/// `memos/<code>.md` and `memos/study.md`: the memos that stand.
pub(super) fn markdown(dataset: &Dataset) -> Vec<ExportFile> {
    let people = by_person(dataset).into_iter();
    people
        .map(|(name, memos)| {
            let mut text = format!("# Memos: {name}\n\nWritten by the research team.\n");
            for told in memos {
                let _ = write!(text, "\n## {}\n\n", told.heading());
                for (name, fact) in told.facts() {
                    let _ = writeln!(text, "- {name}: {}", fact.replace(['\n', '\r'], " "));
                }
                let _ = write!(text, "\n{}\n", told.memo.text);
            }
            ExportFile::new(format!("memos/{name}.md"), text.into_bytes())
        })
        .collect()
}

/// `memos.jsonl`: a memo a line, and a tag a line; nothing if there is none.
pub(super) fn lines(dataset: &Dataset) -> Option<ExportFile> {
    let memos = told_memos(dataset).into_iter().map(
        |told| json!({ "study_id": dataset.study_id, "memo": told.memo, "document": told.about }),
    );
    let tags = dataset.tags.iter();
    let tags = tags.map(|tag| json!({ "study_id": dataset.study_id, "tag": tag }));
    let lines: String = memos.chain(tags).map(|line| format!("{line}\n")).collect();
    (!lines.is_empty()).then(|| ExportFile::new("memos.jsonl".into(), lines.into_bytes()))
}

pub(super) const MEMOS: &[&str] = &[
    "study_id",
    "memo_id",
    "written_at",
    "author",
    "kind",
    "about",
    "participant",
    "entry_id",
    "recording_id",
    "document",
    "text",
    "follows",
    "standing",
];

/// A row of `memos.csv`.
pub(super) fn memo(study: &str, told: &ToldMemo<'_>) -> Vec<String> {
    let memo = told.memo;
    let (about, entry, recording) = match &memo.about {
        About::Study => ("study", String::new(), String::new()),
        About::Person { .. } => ("person", String::new(), String::new()),
        About::Entry { entry, .. } => ("entry", entry.to_string(), String::new()),
        About::Recording { recording, .. } => ("recording", String::new(), recording.to_string()),
    };
    vec![
        study.to_owned(),
        memo.id.to_string(),
        memo.at.clone(),
        memo.author.clone(),
        memo.kind.as_str().to_owned(),
        about.to_owned(),
        memo.about
            .participant()
            .map_or_else(String::new, ToString::to_string),
        entry,
        recording,
        told.about.clone(),
        memo.text.clone(),
        memo.follows
            .as_ref()
            .map_or_else(String::new, ToString::to_string),
        yes_no(memo.is_standing).to_owned(),
    ]
}

pub(super) const TAGS: &[&str] = &[
    "study_id",
    "participant",
    "entry_id",
    "tag",
    "given_at",
    "author",
];

/// A row of `tags.csv`.
pub(super) fn tag(study: &str, tag: &EntryTag) -> Vec<String> {
    vec![
        study.to_owned(),
        tag.participant.to_string(),
        tag.entry.to_string(),
        tag.tag.clone(),
        tag.at.clone(),
        tag.author.clone(),
    ]
}
