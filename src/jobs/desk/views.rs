//! What the page is shown of a dataset.

use std::collections::BTreeMap;

use bundle::OpenError;
use desk::{Dataset, DatasetVerdict, Format, Problem, ReceiveError, Signers, overview, printable};
use journal::{Entry, ParticipantCode, Study, StudyError, check_words};
use serde_json::Value;

use super::{BundleRow, FileRow, Merged, Phone, Reading, Told};

/// What an entry takes beside its words, in bytes.
const ENTRY_COST: usize = 2048;

/// How much an entry takes in memory, its words and those that were shown with it.
pub(super) fn size_of(entry: &Entry) -> usize {
    let shown = entry.stimuli().iter();
    let shown = shown.map(|shown| shown.words.as_deref().map_or(0, str::len));
    entry.text.len() + shown.sum::<usize>() + ENTRY_COST
}

pub(super) fn merged(dataset: &Dataset, signers: &Signers, study: Option<&Study>) -> Merged {
    let recordings = dataset.recordings.iter();
    Merged {
        study_id: printable(&dataset.study_id),
        is_good: dataset.verdict() == DatasetVerdict::AllGood,
        files: files(dataset),
        problems: problems(dataset),
        phones: phones(dataset, signers),
        overview: overview(dataset),
        phases: study.map(phases).unwrap_or_default(),
        recordings: dataset.recordings.len(),
        transcribed: recordings.filter(|one| one.transcript.is_some()).count(),
        formats: Format::ALL.into_iter().map(format_name).collect(),
        left_out: 0,
    }
}

/// The name by which page and worker speak of a format.
pub(super) fn format_name(format: Format) -> String {
    format!("{format:?}")
}

pub(super) fn reasons(error: &StudyError) -> Vec<String> {
    match error {
        StudyError::Faults(faults) => faults.iter().map(ToString::to_string).collect(),
        other => vec![other.to_string()],
    }
}

pub(super) fn files(dataset: &Dataset) -> Vec<FileRow> {
    let row = |file: &desk::FileRecord| FileRow {
        name: printable(&file.name),
        size: file.size,
        verdict: file.verdict,
        reason: file.reason.map(str::to_owned),
        bundle: file.bundle.as_ref().map(|bundle| BundleRow {
            participant: bundle.participant.clone(),
            seq: bundle.seq,
            date: bundle.created_at.date().to_owned(),
            entries: bundle.entries,
            recordings: bundle.recordings.len(),
        }),
    };
    dataset.files.iter().map(row).collect()
}

/// Each problem with its values, and of a damaged bundle the part that is.
pub(super) fn problems(dataset: &Dataset) -> Vec<Told> {
    let told = dataset.told();
    let told = told
        .iter()
        .zip(&dataset.problems)
        .filter_map(|(told, problem)| {
            let value = serde_json::to_value(told).ok()?;
            let mut told: Told = serde_json::from_value(value).ok()?;
            if let Some(part) = part_of(problem) {
                let part = Value::String(printable(&part));
                told.values.insert("part".into(), part);
            }
            Some(told)
        });
    told.collect()
}

fn part_of(problem: &Problem) -> Option<String> {
    let Problem::Refused { error, .. } = problem else {
        return None;
    };
    Some(match error {
        ReceiveError::Open(error) => match error {
            OpenError::Missing(part)
            | OpenError::Digest(part)
            | OpenError::Archive(part)
            | OpenError::Submission(part) => part.clone(),
            OpenError::Entry(entry, _) => entry.clone(),
            OpenError::Contradiction(what) => (*what).to_owned(),
            OpenError::Signature(why) => why.to_string(),
            _ => return None,
        },
        ReceiveError::Unreadable(why) => why.clone(),
        // A workspace has those; nothing comes from one here.
        ReceiveError::Earlier { .. } => return None,
    })
}

/// Every phone that signed a bundle of the study.
fn phones(dataset: &Dataset, signers: &Signers) -> Vec<Phone> {
    let mut phones: BTreeMap<(ParticipantCode, String), usize> = BTreeMap::new();
    let bundles = dataset.files.iter().filter_map(|file| file.bundle.as_ref());
    for bundle in bundles.filter(|bundle| bundle.study_id == dataset.study_id) {
        let who = (bundle.participant.clone(), bundle.device_key.clone());
        *phones.entry(who).or_default() += 1;
    }
    let changed = |participant: &ParticipantCode, key: &str| {
        dataset.problems.iter().any(|problem| {
            matches!(problem, Problem::ChangedSigner { participant: of, key: found, .. }
                if of == participant && found == key)
        })
    };
    let phones = phones.into_iter().map(|((participant, key), files)| Phone {
        words: check_words(&key).join(" "),
        is_confirmed: signers.knows(&participant, &dataset.study_id, &key),
        is_changed: changed(&participant, &key),
        files,
        participant,
        key,
    });
    phones.collect()
}

fn phases(study: &Study) -> Vec<(journal::Phase, String, String)> {
    let waves = study.waves.iter();
    let phases = waves.filter_map(|wave| Some((wave.phase?, wave.from.clone(), wave.to.clone())));
    phases.collect()
}

pub(super) fn reading(dataset: &Dataset, participant: &ParticipantCode) -> Reading {
    Reading {
        entries: of(&dataset.entries, |one| one.participant == *participant),
        recordings: of(&dataset.recordings, |one| one.participant == *participant),
        withdrawn: of(&dataset.withdrawn, |one| one.participant == *participant),
    }
}

fn of<T: Clone>(all: &[T], is_theirs: impl Fn(&T) -> bool) -> Vec<T> {
    all.iter().filter(|one| is_theirs(one)).cloned().collect()
}
