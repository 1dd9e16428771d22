//! A dataset without names: every word of it held against the register, and what else could lead
//! back to a person taken out.

use std::collections::HashMap;

use journal::{Context, Entry, EntryId, Form, Moment, Opens, ParticipantCode};
use serde::{Deserialize, Serialize};

use super::{Register, Replacer, proposals};
use crate::dataset::Dataset;
use crate::problem::Problem;

/// A dataset as it may be handed on.
#[derive(Debug, Clone)]
pub struct Deidentified {
    /// The same study with tokens in the places of names.
    pub dataset: Dataset,
    /// What was done, for the provenance.
    pub used: RegisterUse,
}

/// How a register was used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterUse {
    /// SHA-256 of the register, lower-case hex. It says which one it was, and nothing of it.
    pub sha256: String,
    /// How many places have a token now.
    pub replaced: usize,
    /// How many proposals nobody decided about: those words stand as they were.
    pub undecided: usize,
}

/// Where a text stands: whose entry it is of, and which.
type At<'a> = Option<(&'a ParticipantCode, EntryId)>;

/// Takes out of a dataset what leads to a person: decided names become tokens in every text; times
/// become days; phones lose their keys and their words, files their names. What nobody decided about
/// stays, and is counted. Participants keep their codes.
pub fn deidentify(dataset: &Dataset, register: &Register) -> Deidentified {
    let undecided = proposals(dataset, register).len();
    let replacer = Replacer::new(register);
    let mut dataset = dataset.clone();
    let mut replaced = 0;
    each_text_mut(&mut dataset, &mut |text, is_copy| {
        let (new, count) = replacer.replace(text);
        if count > 0 {
            *text = new;
            replaced += if is_copy { 0 } else { count };
        }
    });
    // Tags that have become one.
    dataset
        .tags
        .dedup_by(|a, b| (a.entry, &a.tag) == (b.entry, &b.tag) && a.participant == b.participant);
    without_times(&mut dataset);
    without_phones_and_files(&mut dataset, &replacer);
    Deidentified {
        dataset,
        used: RegisterUse {
            sha256: register.sha256(),
            replaced,
            undecided,
        },
    }
}

/// Every text in which somebody may be named. The one below changes the same ones.
pub(super) fn each_text<'a>(dataset: &'a Dataset, visit: &mut dyn FnMut(At<'a>, &'a str)) {
    visit(None, &dataset.study_id);
    for merged in &dataset.entries {
        let at = Some((&merged.participant, merged.id));
        for revision in &merged.revisions {
            let entry = &revision.entry;
            for text in [&entry.title, &entry.text] {
                visit(at, text);
            }
            if let Some(prompt) = &entry.prompt {
                visit(at, &prompt.text);
            }
            for shown in entry.stimuli() {
                visit(at, shown.words.as_deref().unwrap_or_default());
            }
            visit(at, event(entry));
        }
    }
    for merged in &dataset.recordings {
        let at = Some((&merged.participant, merged.entry));
        visit(at, &merged.recording.title);
        visit(at, &merged.recording.gist);
        if let Some(record) = &merged.transcript {
            for cue in &record.transcript.cues {
                visit(at, cue.speaker.as_deref().unwrap_or_default());
                visit(at, &cue.text);
            }
        }
    }
    for memo in &dataset.memos {
        visit(None, &memo.text);
    }
    for tag in &dataset.tags {
        visit(Some((&tag.participant, tag.entry)), &tag.tag);
    }
}

/// What a letter waits for, in its writer's words.
fn event(entry: &Entry) -> &str {
    match entry.letter().map(|letter| &letter.opens) {
        Some(Opens::When(event)) => event,
        _ => "",
    }
}

/// The second argument of `change` says whether the same words stand in another place as well, or
/// are those of somebody of the team.
fn each_text_mut(dataset: &mut Dataset, change: &mut dyn FnMut(&mut String, bool)) {
    change(&mut dataset.study_id, false);
    for revision in dataset
        .entries
        .iter_mut()
        .flat_map(|one| &mut one.revisions)
    {
        let entry = &mut revision.entry;
        change(&mut entry.title, false);
        change(&mut entry.text, false);
        if let Some(prompt) = &mut entry.prompt {
            change(&mut prompt.text, false);
        }
        if let Some(context) = &mut entry.context {
            each_text_of_ties(context, change);
        }
        for recording in &mut entry.recordings {
            change(&mut recording.title, true);
            change(&mut recording.gist, true);
        }
    }
    for merged in &mut dataset.recordings {
        change(&mut merged.recording.title, false);
        change(&mut merged.recording.gist, false);
        let Some(record) = &mut merged.transcript else {
            continue;
        };
        if let Some(by) = &mut record.by {
            change(by, true);
        }
        for cue in &mut record.transcript.cues {
            if let Some(speaker) = &mut cue.speaker {
                change(speaker, false);
            }
            change(&mut cue.text, false);
        }
    }
    for memo in &mut dataset.memos {
        change(&mut memo.author, true);
        change(&mut memo.text, false);
    }
    for tag in &mut dataset.tags {
        change(&mut tag.author, true);
        change(&mut tag.tag, false);
    }
}

fn each_text_of_ties(context: &mut Context, change: &mut dyn FnMut(&mut String, bool)) {
    let words = context.stimuli.iter_mut();
    for words in words.filter_map(|shown| shown.words.as_mut()) {
        change(words, false);
    }
    if let Some(Form::Letter(letter)) = &mut context.form
        && let Opens::When(event) = &mut letter.opens
    {
        change(event, false);
    }
}

/// Moments become days.
fn without_times(dataset: &mut Dataset) {
    let cut = |moment: &mut Moment| *moment = moment.coarsened();
    let day = |text: &mut String| text.truncate(text.find('T').unwrap_or(text.len()));
    for revision in dataset
        .entries
        .iter_mut()
        .flat_map(|one| &mut one.revisions)
    {
        cut(&mut revision.entry.created_at);
        cut(&mut revision.entry.edited_at);
        for recording in &mut revision.entry.recordings {
            cut(&mut recording.recorded_at);
        }
        let context = revision.entry.context.take();
        revision.entry.context = context.map(|context| Box::new(Context::coarsened(*context)));
    }
    for kept in &mut dataset.offers {
        cut(&mut kept.told_at);
        kept.log = kept.log.clone().coarsened();
    }
    for merged in &mut dataset.recordings {
        cut(&mut merged.recording.recorded_at);
        if let Some(record) = &mut merged.transcript {
            day(&mut record.added_at);
        }
    }
    for bundle in dataset
        .files
        .iter_mut()
        .filter_map(|file| file.bundle.as_mut())
    {
        cut(&mut bundle.created_at);
    }
    for memo in &mut dataset.memos {
        day(&mut memo.at);
    }
    for tag in &mut dataset.tags {
        day(&mut tag.at);
    }
}

/// Keys, check words and the names that people gave to files go; a file is called by its digest.
fn without_phones_and_files(dataset: &mut Dataset, replacer: &Replacer) {
    let mut names = HashMap::new();
    for file in &mut dataset.files {
        let digest = file.file_sha256.as_deref().unwrap_or("unread");
        let name = format!("file {}", digest.get(..12).unwrap_or(digest));
        names
            .entry(file.name.clone())
            .or_insert_with(|| name.clone());
        file.name = name;
        if let Some(bundle) = &mut file.bundle {
            bundle.device_key.clear();
            bundle.study_id = replacer.replace(&bundle.study_id).0;
        }
    }
    for participant in &mut dataset.participants {
        for device in &mut participant.devices {
            device.key.clear();
            device.words.clear();
        }
    }
    for merged in &mut dataset.recordings {
        if let Some(record) = &mut merged.transcript {
            record.file.clear();
        }
    }
    for problem in &mut dataset.problems {
        forget(problem, &names, replacer);
    }
}

/// What a problem says of keys, words and files, in words that tell nothing.
fn forget(problem: &mut Problem, names: &HashMap<String, String>, replacer: &Replacer) {
    const UNTOLD: &str = "not told here";
    let untold = |text: &mut String| *text = UNTOLD.into();
    let rename = |file: &mut String| {
        *file = names.get(file).cloned().unwrap_or_else(|| UNTOLD.into());
    };
    match problem {
        Problem::Refused { file, .. }
        | Problem::BrokenChain { file, .. }
        | Problem::ClockBack { file, .. }
        | Problem::ClockAhead { file, .. } => rename(file),
        Problem::ForeignStudy {
            file,
            found,
            expected,
            ..
        } => {
            rename(file);
            for study in [found, expected] {
                *study = replacer.replace(study).0;
            }
        }
        Problem::UnknownSigner {
            key,
            words,
            line,
            files,
            ..
        }
        | Problem::ChangedSigner {
            key,
            words,
            line,
            files,
            ..
        } => {
            untold(key);
            untold(words);
            *line = None;
            files.iter_mut().for_each(rename);
        }
        Problem::RefusedSigner {
            key, words, files, ..
        } => {
            untold(key);
            untold(words);
            files.iter_mut().for_each(rename);
        }
        Problem::UnconfirmedSigner { key, words, .. } => {
            untold(key);
            untold(words);
        }
        Problem::TwoDevices { words, .. } => words.iter_mut().for_each(untold),
        Problem::SharedDevice { words, .. } | Problem::Gap { words, .. } => untold(words),
        Problem::Fork { words, files, .. } => {
            untold(words);
            files.iter_mut().for_each(rename);
        }
        Problem::RecipientsDiffer {
            file,
            missing,
            strangers,
            ..
        } => {
            rename(file);
            missing.iter_mut().chain(strangers).for_each(untold);
        }
        Problem::Duplicate { file, of } | Problem::Replay { file, of } => {
            rename(file);
            rename(of);
        }
        Problem::Conflict { .. }
        | Problem::SharedEntry { .. }
        | Problem::RevisionChain { .. }
        | Problem::Withdrawn { .. }
        | Problem::EarlierTranscript { .. }
        | Problem::StrayTranscript { .. }
        | Problem::StrayMemos { .. } => {}
    }
}
