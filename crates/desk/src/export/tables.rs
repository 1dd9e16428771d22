//! The tables of a dataset: which there are, and what stands in them.

use super::index::{Index, form, links, people, session};
use super::memos::{MEMOS, TAGS, memo, tag, told_memos};
use super::recordings::{RECORDINGS, TRANSCRIPTS, cell, cues, row, status};
use super::{Side, sides, yes_no};
use crate::dataset::{Dataset, FileRecord, Participant};
use crate::printable::printable;
use crate::problem::Problem;

const ENTRIES: &[&str] = &[
    "study_id",
    "participant",
    "entry_id",
    "rev",
    "revisions",
    "created_at",
    "edited_at",
    "role",
    "theme",
    "prompt_id",
    "prompt_version",
    "prompt_language",
    "prompt_text",
    "title",
    "text",
    "sharing",
    "ask_first",
    "do_not_quote",
    "do_not_raise",
    "bundle_id",
    "seq",
    "signer",
    "conflict",
    "recordings",
    "transcript_status",
    "transcript",
    "tags",
    "form",
    "links",
    "people",
    "session",
];
const PARTICIPANTS: &[&str] = &[
    "study_id",
    "participant",
    "bundles",
    "entries",
    "withdrawn",
    "first",
    "last",
    "consent_version",
    "consent_language",
    "consent_items",
    "phones",
    "registered",
];
const WITHDRAWN: &[&str] = &["study_id", "participant", "entry_id", "withdrawn_on"];
const BUNDLES: &[&str] = &[
    "file",
    "verdict",
    "reason",
    "bytes",
    "file_sha256",
    "bundle_id",
    "study_id",
    "participant",
    "seq",
    "created_at",
    "mode",
    "entries",
    "withdrawn",
    "tagmanifest_sha512",
];
const PROBLEMS: &[&str] = &[
    "severity",
    "problem",
    "participant",
    "files",
    "what_happened",
    "what_to_do",
];

/// A table as values: what every format writes of it.
pub(super) struct Table {
    /// Its name, of lower-case letters.
    pub name: &'static str,
    /// The columns.
    pub header: Vec<&'static str>,
    /// As many cells as there are columns.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    pub fn new(
        name: &'static str,
        header: &[&'static str],
        rows: impl Iterator<Item = Vec<String>>,
    ) -> Self {
        Self {
            name,
            header: header.to_vec(),
            rows: rows.collect(),
        }
    }
}

/// The tables of a dataset.
pub(super) fn tables(dataset: &Dataset) -> Vec<Table> {
    let study = &dataset.study_id;
    let recordings = &dataset.recordings;
    let mut tables = vec![
        Table::new(
            "entries",
            ENTRIES,
            sides(dataset).map(|side| entry(dataset, &side)),
        ),
        Table::new(
            "recordings",
            RECORDINGS,
            recordings.iter().map(|merged| row(study, merged)),
        ),
        Table::new(
            "transcripts",
            TRANSCRIPTS,
            recordings.iter().flat_map(|merged| cues(study, merged)),
        ),
        Table::new(
            "memos",
            MEMOS,
            told_memos(dataset).iter().map(|told| memo(study, told)),
        ),
        Table::new("tags", TAGS, dataset.tags.iter().map(|one| tag(study, one))),
        Table::new(
            "participants",
            PARTICIPANTS,
            dataset.participants.iter().map(|p| participant(study, p)),
        ),
        Table::new(
            "withdrawn",
            WITHDRAWN,
            dataset.withdrawn.iter().map(|gone| {
                vec![
                    study.clone(),
                    gone.participant.to_string(),
                    gone.id.to_string(),
                    gone.on.clone(),
                ]
            }),
        ),
        Table::new("bundles", BUNDLES, dataset.files.iter().map(bundle)),
        Table::new("problems", PROBLEMS, dataset.problems.iter().map(problem)),
    ];
    tables.extend(super::tied::tables(dataset, &Index::new(dataset)));
    tables
}

fn entry(dataset: &Dataset, side: &Side<'_>) -> Vec<String> {
    let entry = &side.revision.entry;
    let recordings = side.recordings(dataset);
    let names: Vec<&str> = recordings
        .iter()
        .map(|merged| merged.name.as_str())
        .collect();
    let statuses: Vec<&str> = recordings.iter().copied().map(status).collect();
    let source = side.revision.sources.first();
    let prompt = entry.prompt.as_ref();
    vec![
        dataset.study_id.clone(),
        side.entry.participant.to_string(),
        side.entry.id.to_string(),
        entry.rev.to_string(),
        side.entry.revisions.len().to_string(),
        entry.created_at.to_string(),
        entry.edited_at.to_string(),
        entry.role.as_str().to_owned(),
        entry.theme().as_str().to_owned(),
        prompt.map_or_else(String::new, |prompt| prompt.id.to_string()),
        prompt.map_or_else(String::new, |prompt| prompt.version.to_string()),
        prompt.map_or_else(String::new, |prompt| prompt.language.clone()),
        prompt.map_or_else(String::new, |prompt| prompt.text.clone()),
        entry.title.clone(),
        entry.text.clone(),
        super::jsonl::name(&entry.sharing),
        yes_no(entry.handling.ask_first).to_owned(),
        yes_no(entry.handling.do_not_quote).to_owned(),
        yes_no(entry.handling.do_not_raise).to_owned(),
        source.map_or_else(String::new, |source| source.bundle_id.to_string()),
        source.map_or_else(String::new, |source| source.seq.to_string()),
        source
            .map_or("", |s| {
                if s.registered {
                    "registered"
                } else {
                    "unregistered"
                }
            })
            .to_owned(),
        side.conflict(),
        names.join("; "),
        statuses.join("; "),
        cell(&recordings),
        dataset
            .tags_of(&side.entry.participant, side.entry.id)
            .join("; "),
        form(entry).to_owned(),
        links(entry, |target| target.to_string()),
        people(entry),
        session(entry),
    ]
}

fn participant(study: &str, participant: &Participant) -> Vec<String> {
    let consent = participant.consent.as_ref();
    let items = consent.map_or_else(String::new, |consent| {
        let items = consent
            .items
            .iter()
            .map(|(item, yes)| format!("{}={}", printable(item), yes_no(*yes)));
        items.collect::<Vec<_>>().join("; ")
    });
    let phones = participant.devices.iter();
    let phones: Vec<&str> = phones
        .map(|device| device.words.as_str())
        .filter(|words| !words.is_empty())
        .collect();
    vec![
        study.to_owned(),
        participant.code.to_string(),
        participant.bundles.to_string(),
        participant.entries.to_string(),
        participant.withdrawn.to_string(),
        participant.first.clone().unwrap_or_default(),
        participant.last.clone().unwrap_or_default(),
        consent.map_or_else(String::new, |consent| printable(&consent.version)),
        consent.map_or_else(String::new, |consent| printable(&consent.language)),
        items,
        phones.join("; "),
        yes_no(participant.devices.iter().all(|device| device.registered)).to_owned(),
    ]
}

fn bundle(file: &FileRecord) -> Vec<String> {
    let facts = file.bundle.as_ref();
    let fact =
        |of: &dyn Fn(&crate::dataset::BundleFacts) -> String| facts.map_or_else(String::new, of);
    vec![
        printable(&file.name),
        file.verdict.as_str().to_owned(),
        file.reason.unwrap_or_default().to_owned(),
        file.size.to_string(),
        file.file_sha256.clone().unwrap_or_default(),
        fact(&|f| f.bundle_id.to_string()),
        fact(&|f| printable(&f.study_id)),
        fact(&|f| f.participant.to_string()),
        fact(&|f| f.seq.to_string()),
        fact(&|f| f.created_at.to_string()),
        fact(&|f| super::jsonl::name(&f.mode)),
        fact(&|f| f.entries.to_string()),
        fact(&|f| f.withdrawn.to_string()),
        fact(&|f| f.tagmanifest_sha512.clone()),
    ]
}

fn problem(problem: &Problem) -> Vec<String> {
    vec![
        problem.severity().as_str().to_owned(),
        problem.code().to_owned(),
        problem
            .participant()
            .map_or_else(String::new, ToString::to_string),
        problem
            .files()
            .into_iter()
            .map(printable)
            .collect::<Vec<_>>()
            .join("; "),
        problem.to_string(),
        problem.advice().unwrap_or_default(),
    ]
}
