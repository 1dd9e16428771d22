//! Two revisions of a pack: what changed, and whom that obliges to ask again.

mod list;
#[cfg(test)]
mod tests;

use serde_json::Value;

use crate::study_check::parse_date;
use crate::{ConsentItem, ConsentSection, Localized, Member, Study, StudyError, Times};

pub use list::{ChangeKind, StudyChange, StudyPart};
use list::{changes, named};

/// Two revisions of one study, compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// What changed, in the order of the pack's parts.
    pub changes: Vec<StudyChange>,
    /// The parts of the pack in which fields differ that this version does not act on.
    pub further: Vec<String>,
    /// Why participants have to be asked again; empty if they need not be.
    pub reasons: Vec<ReconsentReason>,
    /// What the new pack should have raised and did not.
    pub unraised: Vec<Unraised>,
}

/// Compares a pack with a later revision of itself.
///
/// # Errors
/// When one of them is faulty, they are of different studies, or the second is not later.
pub fn compare(old: &[u8], new: &[u8]) -> Result<Comparison, CompareError> {
    let read = |bytes: &[u8]| {
        let study = Study::from_json(bytes)?;
        let raw = serde_json::from_slice::<Value>(bytes);
        let raw = raw.map_err(|error| StudyError::NotJson(error.to_string()))?;
        Ok((study, raw))
    };
    let (old, old_raw) = read(old).map_err(CompareError::Old)?;
    let (new, new_raw) = read(new).map_err(CompareError::New)?;
    let mut comparison = compare_studies(&old, &new)?;
    comparison.further = list::further((&old, &old_raw), (&new, &new_raw));
    Ok(comparison)
}

fn compare_studies(old: &Study, new: &Study) -> Result<Comparison, CompareError> {
    if old.id != new.id {
        return Err(CompareError::OtherStudy {
            old: old.id.clone(),
            new: new.id.clone(),
        });
    }
    if new.revision <= old.revision {
        return Err(CompareError::NotLater {
            old: old.revision,
            new: new.revision,
        });
    }
    let reasons = reconsent(old, new);
    Ok(Comparison {
        changes: changes(old, new),
        further: Vec::new(),
        unraised: unraised(old, new, &reasons),
        reasons,
    })
}

/// Why two packs cannot be compared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CompareError {
    /// The old pack cannot be used.
    #[error("the old pack cannot be used: {0}")]
    Old(StudyError),
    /// The new pack cannot be used.
    #[error("the new pack cannot be used: {0}")]
    New(StudyError),
    /// Different studies.
    #[error("these are packs of different studies: \"{old}\" and \"{new}\"")]
    OtherStudy {
        /// The first pack's id.
        old: String,
        /// The second pack's id.
        new: String,
    },
    /// Not a later revision.
    #[error("the new pack is revision {new}, and the old one is {old}")]
    NotLater {
        /// The first pack's revision.
        old: u32,
        /// The second pack's revision.
        new: u32,
    },
}

impl CompareError {
    /// What to do about it.
    pub fn advice(&self) -> Option<&'static str> {
        Some(match self {
            Self::Old(_) | Self::New(_) => "run `loop-desk study check` on it",
            Self::OtherStudy { .. } => "name two packs with the same pack_id, the old one first",
            Self::NotLater { .. } => {
                "raise `revision` in the new pack: no pack may stand for a later one"
            }
        })
    }
}

/// Something that participants agreed to and that is no longer so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the sentences say it")]
pub enum ReconsentReason {
    #[error("\"{0}\" could not read what is shared, and now can")]
    NewReader(String),
    #[error("what \"{0}\" of the team may read, or whether they assess, is said otherwise")]
    OtherReading(String),
    #[error("the institution is another")]
    Institution,
    #[error("the purpose is told in other words")]
    Purpose,
    #[error("the consent section \"{0}\" was added")]
    SectionAdded(String),
    #[error("the consent section \"{0}\" was removed")]
    SectionRemoved(String),
    #[error("the consent section \"{0}\" has other words")]
    SectionChanged(String),
    #[error("the consent item \"{0}\" was added")]
    ItemAdded(String),
    #[error("the consent item \"{0}\" was removed")]
    ItemRemoved(String),
    #[error("the consent item \"{0}\" has other words")]
    ItemChanged(String),
    #[error("the consent item \"{0}\" is now required")]
    ItemRequired(String),
    #[error("entries may now be spoken: voices are collected")]
    Audio,
    #[error("the local time of entries is now collected")]
    LocalTime,
    #[error("the rating \"{0}\" is now asked")]
    Rating(String),
    #[error("how exact dates and other details are when they leave is said otherwise")]
    Detail,
    #[error("how long what was shared is kept is said otherwise")]
    Retention,
    #[error("how and until when it can be taken back is said otherwise")]
    Withdrawal,
    #[error("the study now lasts until {0}")]
    Longer(String),
}

/// A number that must rise with what it counts, and did not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the sentences say it")]
pub enum Unraised {
    #[error("what is agreed to changed, and the consent version is still {0}")]
    Consent(String),
    #[error("the wording of prompt \"{0}\" changed, and its version did not rise")]
    Prompt(String),
}

/// Why those who agreed to the old pack have to be asked again before the new one holds for them.
/// The rule is in the README of this crate: who can read, what for, what is collected, what is
/// agreed to, how long it is kept and how it is taken back. A translation that was not there, other
/// punctuation or capitals, questions, dates of phases, contacts and a key that the same person
/// exchanged are none of these.
pub fn reconsent(old: &Study, new: &Study) -> Vec<ReconsentReason> {
    use ReconsentReason as R;
    let mut reasons = Vec::new();
    readers(old, new, &mut reasons);
    if words(&old.institution.name) != words(&new.institution.name) {
        reasons.push(R::Institution);
    }
    if has_other_words(&old.purpose, &new.purpose) {
        reasons.push(R::Purpose);
    }
    consent(old, new, &mut reasons);
    if new.allows_audio() && !old.allows_audio() {
        reasons.push(R::Audio);
    }
    if new.share.times == Times::LocalTime && old.share.times != Times::LocalTime {
        reasons.push(R::LocalTime);
    }
    let ratings = |study: &Study| -> Vec<String> {
        let ratings = study.ratings.as_array().into_iter().flatten();
        ratings
            .map(|rating| rating["id"].as_str().unwrap_or_default().to_owned())
            .collect()
    };
    let before = ratings(old);
    let asked = ratings(new).into_iter().filter(|id| !before.contains(id));
    reasons.extend(asked.map(R::Rating));
    if old.export_policy != new.export_policy {
        reasons.push(R::Detail);
    }
    if old.retention != new.retention {
        reasons.push(R::Retention);
    }
    if !is_as_generous(&old.withdrawal, &new.withdrawal) {
        reasons.push(R::Withdrawal);
    }
    if let (Some(before), Some(after)) = (last_day(old), last_day(new))
        && before < after
    {
        reasons.push(R::Longer(after));
    }
    reasons
}

fn readers(old: &Study, new: &Study, reasons: &mut Vec<ReconsentReason>) {
    let holds = |study: &Study, member: &Member| {
        let holder = |recipient| study.member_of(recipient).map(|m| m.name.as_str());
        study
            .recipients
            .iter()
            .any(|recipient| holder(recipient) == Some(&member.name))
    };
    for member in &new.team {
        let before = old.team.iter().find(|before| before.name == member.name);
        let reads_now = holds(new, member) && !before.is_some_and(|before| holds(old, before));
        let reads_otherwise = match before {
            Some(before) => {
                before.assesses_participants != member.assesses_participants
                    || words(&before.can_read) != words(&member.can_read)
            }
            None => !member.can_read.trim().is_empty(),
        };
        if reads_now {
            reasons.push(ReconsentReason::NewReader(member.name.clone()));
        } else if reads_otherwise {
            reasons.push(ReconsentReason::OtherReading(member.name.clone()));
        }
    }
}

fn consent(old: &Study, new: &Study, reasons: &mut Vec<ReconsentReason>) {
    use ReconsentReason as R;
    let id = |section: &ConsentSection| section.id.clone();
    let sections = named(&old.consent.sections, &new.consent.sections, id);
    reasons.extend(sections.removed.into_iter().map(R::SectionRemoved));
    reasons.extend(sections.added.into_iter().map(R::SectionAdded));
    for (before, after) in sections.both {
        // Of whom a section speaks is part of what it says.
        if has_other_words(&before.text, &after.text) || before.recipients != after.recipients {
            reasons.push(R::SectionChanged(after.id.clone()));
        }
    }
    let id = |item: &ConsentItem| item.id.clone();
    let items = named(&old.consent.items, &new.consent.items, id);
    reasons.extend(items.removed.into_iter().map(R::ItemRemoved));
    reasons.extend(items.added.into_iter().map(R::ItemAdded));
    for (before, after) in items.both {
        if has_other_words(&before.text, &after.text) {
            reasons.push(R::ItemChanged(after.id.clone()));
        }
        if after.required && !before.required {
            reasons.push(R::ItemRequired(after.id.clone()));
        }
    }
}

/// Whether a language that was there says something else now, or is gone.
fn has_other_words(old: &Localized, new: &Localized) -> bool {
    let said = |text: &Localized, language: &str| text.0.get(language).map(|text| words(text));
    old.languages()
        .any(|language| said(old, language) != said(new, language))
}

/// The words of a text: no punctuation, no blanks, no capitals.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// Whether the terms of taking back are the same but for a later last day.
fn is_as_generous(old: &Value, new: &Value) -> bool {
    let day = |terms: &Value| terms["until"].as_str().and_then(parse_date);
    let rest = |terms: &Value| {
        let mut rest = terms.clone();
        if let Some(fields) = rest.as_object_mut() {
            fields.remove("until");
        }
        rest
    };
    let is_not_earlier = match (day(old), day(new)) {
        (Some(old), Some(new)) => old <= new,
        _ => old["until"] == new["until"],
    };
    is_not_earlier && rest(old) == rest(new)
}

/// The last day of the study: dates in this form sort as text.
fn last_day(study: &Study) -> Option<String> {
    study.waves.iter().map(|wave| wave.to.clone()).max()
}

fn unraised(old: &Study, new: &Study, reasons: &[ReconsentReason]) -> Vec<Unraised> {
    let mut unraised = Vec::new();
    if !reasons.is_empty() && old.consent.version == new.consent.version {
        unraised.push(Unraised::Consent(new.consent.version.clone()));
    }
    for prompt in &new.prompts {
        if let Some(before) = old.prompt(&prompt.id)
            && has_other_words(&before.text, &prompt.text)
            && prompt.version <= before.version
        {
            unraised.push(Unraised::Prompt(prompt.id.to_string()));
        }
    }
    unraised
}
