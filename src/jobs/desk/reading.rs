//! What the team notes and decides, and what it takes to an interview, in the worker's room.

use desk::{
    BriefError, Choice, Dataset, Deidentified, Memos, PrintLanguage, Register, deidentify,
    proposals,
};
use journal::ParticipantCode;

use super::{By, DeskFailure, Names, Note, Notes, Undecided};

pub(super) fn notes(dataset: &Dataset) -> Notes {
    Notes {
        memos: dataset.memos.clone(),
        tags: dataset.tags.clone(),
    }
}

pub(super) fn note(memos: &mut Memos, by: &By, note: Note) -> Result<(), DeskFailure> {
    let who = (by.at.as_str(), by.author.as_str());
    let noted = match note {
        Note::Memo {
            kind,
            about,
            text,
            follows,
        } => memos.write(who, kind, about, &text, follows),
        Note::Tag {
            participant,
            entry,
            tag,
        } => memos.tag(who, &participant, entry, &tag),
        Note::Untag {
            participant,
            entry,
            tag,
        } => memos.untag(who, &participant, entry, &tag),
    };
    noted
        .map(|_| ())
        .map_err(|error| DeskFailure::NotNoted(error.to_string()))
}

pub(super) fn names(dataset: &Dataset, register: &Register) -> Names {
    Names {
        proposals: proposals(dataset, register),
        decisions: register.standing().into_iter().cloned().collect(),
    }
}

pub(super) fn decide(
    register: &mut Register,
    by: &By,
    words: &str,
    choice: Choice,
) -> Result<(), DeskFailure> {
    let decided = register.decide(words, choice, (&by.at, &by.author));
    decided
        .map(|_| ())
        .map_err(|error| DeskFailure::NotNoted(error.to_string()))
}

pub(super) fn deidentified(
    dataset: &Dataset,
    register: &Register,
    undecided: Undecided,
) -> Result<Deidentified, DeskFailure> {
    let done = deidentify(dataset, register);
    match (done.used.undecided, undecided) {
        (0, _) | (_, Undecided::Leave) => Ok(done),
        (number, Undecided::Refuse) => Err(DeskFailure::Undecided(number)),
    }
}

/// A page for the interviewer.
pub(super) fn brief(
    dataset: &Dataset,
    participant: &ParticipantCode,
    language: &str,
) -> Result<Vec<u8>, DeskFailure> {
    let language = PrintLanguage::of(language).unwrap_or(PrintLanguage::En);
    match desk::brief(dataset, participant, language) {
        Ok(page) => Ok(page.to_html().into_bytes()),
        Err(BriefError::NoConsent(_)) => Err(DeskFailure::NoBrief),
        Err(BriefError::Nobody(_)) => Err(DeskFailure::Nothing),
    }
}
