//! What changed between two revisions of a pack, and why participants have to be asked again.

use desk::printable_whole;
use journal::{
    ChangeKind, CompareError, ReconsentReason as R, StudyChange, StudyError, StudyPart as P,
    Unraised,
};

use super::{fill, t};

/// A part, and how it changed.
pub fn change(change: &StudyChange) -> String {
    let part = part(&change.part);
    match change.kind {
        ChangeKind::Added => fill("change.added", &[("part", &part)]),
        ChangeKind::Removed => fill("change.removed", &[("part", &part)]),
        ChangeKind::Changed => fill("change.changed", &[("part", &part)]),
    }
}

fn part(part: &P) -> String {
    let words = match part {
        P::DefaultLanguage => t("label.default_language"),
        P::Languages => t("label.languages"),
        P::Title => t("label.title"),
        P::Purpose => t("label.purpose"),
        P::Institution => t("label.institution"),
        P::Ethics => t("change.ethics"),
        P::RecipientsNeeded => t("label.min_recipients"),
        P::CodeRule => t("label.code_rule"),
        P::ConsentVersion => t("label.consent_version"),
        P::Schedule => t("pack.schedule"),
        P::Sessions => t("label.sessions"),
        P::Modes => t("label.modes"),
        P::Audio => t("label.audio_rules"),
        P::Share => t("label.share"),
        P::ReadingPromise => t("label.reading_promise"),
        P::Ratings => t("label.ratings"),
        P::ExportPolicy => t("label.export_policy"),
        P::Withdrawal => t("label.withdrawal"),
        P::Retention => t("label.retention"),
        P::Member(name) => return named("change.member", name),
        P::Contact(name) => return named("change.contact", name),
        P::Recipient(name) => return named("change.recipient", name),
        P::RecipientKey(name) => return named("change.recipient_key", name),
        P::Section(name) => return named("change.section", name),
        P::Item(name) => return named("change.item", name),
        P::Wave(name) => return named("change.wave", name),
        P::Prompt(name) => return named("change.prompt", name),
        P::PromptWording(name) => return named("change.prompt_wording", name),
        P::PromptTranslations(name) => return named("change.prompt_translations", name),
        P::PromptPlace(name) => return named("change.prompt_place", name),
        P::Support(name) => return named("change.support", name),
    };
    words.to_owned()
}

fn named(key: &'static str, name: &str) -> String {
    fill(key, &[("name", &printable_whole(name))])
}

/// Why somebody who agreed has to be asked again.
pub fn again(reason: &R) -> String {
    let words = match reason {
        R::NewReader(name) => return named("again.new_reader", name),
        R::OtherReading(name) => return named("again.other_reading", name),
        R::SectionAdded(name) => return named("again.section_added", name),
        R::SectionRemoved(name) => return named("again.section_removed", name),
        R::SectionChanged(name) => return named("again.section_changed", name),
        R::ItemAdded(name) => return named("again.item_added", name),
        R::ItemRemoved(name) => return named("again.item_removed", name),
        R::ItemChanged(name) => return named("again.item_changed", name),
        R::ItemRequired(name) => return named("again.item_required", name),
        R::Rating(name) => return named("again.rating", name),
        R::Longer(name) => return named("again.longer", name),
        R::Institution => t("again.institution"),
        R::Purpose => t("again.purpose"),
        R::Audio => t("again.audio"),
        R::LocalTime => t("again.local_time"),
        R::Detail => t("again.detail"),
        R::Retention => t("again.retention"),
        R::Withdrawal => t("again.withdrawal"),
    };
    words.to_owned()
}

/// What should have risen.
pub fn unraised(what: &Unraised) -> String {
    match what {
        Unraised::Consent(version) => named("change.unraised_consent", version),
        Unraised::Prompt(id) => named("change.unraised_prompt", id),
    }
}

/// Why two packs cannot be compared.
pub fn not_comparable(error: &CompareError) -> String {
    match error {
        CompareError::Old(StudyError::Faults(_)) => t("change.old_faulty").to_owned(),
        CompareError::New(StudyError::Faults(_)) => t("change.new_faulty").to_owned(),
        CompareError::Old(_) | CompareError::New(_) => t("change.no_pack").to_owned(),
        CompareError::OtherStudy { old, new } => fill(
            "change.other_study",
            &[
                ("old", &printable_whole(old)),
                ("new", &printable_whole(new)),
            ],
        ),
        CompareError::NotLater { old, new } => fill(
            "change.not_later",
            &[("old", &old.to_string()), ("new", &new.to_string())],
        ),
    }
}
