//! What the desk says of a study pack: what was found in it. Every kind of finding has its sentence:
//! the compiler holds this list to be whole, and `tests/tidy.rs` that each is there in three languages.

use desk::printable_whole;
use journal::{
    CodeError, Finding, FindingSeverity, Reading, ReadingPart, Remark, RhythmError, StudyFault,
};

mod advice;
mod changes;
mod place;

pub use advice::advice;
pub use changes::{again, change, not_comparable, unraised};
pub use place::{choice, item, label, place, section};

use super::{fill, phase, t, theme};
use crate::words::count;

/// How much a finding matters, as a heading.
pub fn weight(severity: FindingSeverity) -> &'static str {
    match severity {
        FindingSeverity::Refused => t("pack.refused"),
        FindingSeverity::ShouldChange => t("pack.should_change"),
        FindingSeverity::Note => t("pack.note"),
    }
}

/// What was found.
pub fn finding(finding: &Finding) -> String {
    let at = place(&finding.at);
    let text = |text: &str| printable_whole(text);
    match &finding.remark {
        Remark::Unreadable(error) => fill("flaw.unreadable", &[("reason", &error.to_string())]),
        Remark::Fault(one) => fault(one, &at),
        Remark::MinRecipients => t("flaw.min_recipients").to_owned(),
        Remark::OneRecipient => t("flaw.one_recipient").to_owned(),
        Remark::OneHolder {
            first,
            second,
            member,
        } => fill(
            "flaw.one_holder",
            &[
                ("member", &text(member)),
                ("first", &text(first)),
                ("second", &text(second)),
            ],
        ),
        Remark::OtherWords(name) => fill("flaw.other_words", &[("name", &text(name))]),
        Remark::Teaches(name) => fill("flaw.teaches", &[("name", &text(name))]),
        Remark::ConsentNamesNobody => t("flaw.consent_names_nobody").to_owned(),
        Remark::ConsentOmits(name) => fill("flaw.consent_omits", &[("name", &text(name))]),
        Remark::NothingRequired => t("flaw.nothing_required").to_owned(),
        Remark::ConsentSilentOnAudio => t("flaw.consent_silent_on_audio").to_owned(),
        Remark::ConsentWithoutAudio => t("flaw.consent_without_audio").to_owned(),
        Remark::LocalTime => t("flaw.local_time").to_owned(),
        Remark::CodeExample(example, error) => fill(
            "flaw.code_example",
            &[("example", &text(example)), ("reason", &code_error(*error))],
        ),
        Remark::CodeLooksAlike(pairs) => fill("flaw.code_looks_alike", &[("pairs", pairs)]),
        Remark::CodeLowerCase => t("flaw.code_lower_case").to_owned(),
        Remark::CodeSeparator => t("flaw.code_separator").to_owned(),
        Remark::FewCodes { codes, expected } => fill(
            "flaw.few_codes",
            &[
                ("codes", &codes.to_string()),
                ("expected", &expected.to_string()),
            ],
        ),
        Remark::NoContact => t("flaw.no_contact").to_owned(),
        Remark::NoSupport => t("flaw.no_support").to_owned(),
        Remark::Gap {
            first,
            second,
            days,
        } => fill(
            "flaw.gap",
            &[
                ("first", &text(first)),
                ("second", &text(second)),
                ("days", &days.to_string()),
            ],
        ),
        Remark::NoPhases => t("flaw.no_phases").to_owned(),
        Remark::NeverAsked { phase: of, prompts } => fill(
            "flaw.never_asked",
            &[("phase", phase(*of)), ("prompts", &some(prompts))],
        ),
        Remark::NothingAsked(wave) => fill("flaw.nothing_asked", &[("wave", &text(wave))]),
        Remark::NoDoor { wave, theme: of } => fill(
            "flaw.no_door",
            &[("wave", &text(wave)), ("theme", theme(*of))],
        ),
        Remark::Rhythm(error) => rhythm(error),
        Remark::SessionCount(n) => fill("flaw.session_count", &[("n", &n.to_string())]),
        Remark::SessionUnasked => t("flaw.session_unasked").to_owned(),
        Remark::Over(on) => fill("flaw.over", &[("on", on)]),
        Remark::NotADate(found) => fill("flaw.not_a_date", &[("found", &text(found))]),
        Remark::EndsBeforeItBegins(_) => fill("flaw.ends_before_it_begins", &[("place", &at)]),
        Remark::Expired { on, .. } => fill("flaw.expired", &[("place", &at), ("on", on)]),
        Remark::EndsEarly { on, end, .. } => fill(
            "flaw.ends_early",
            &[("place", &at), ("on", on), ("end", end)],
        ),
        Remark::NoEthics => t("flaw.no_ethics").to_owned(),
        Remark::NoWithdrawal => t("flaw.no_withdrawal").to_owned(),
        Remark::NoRetention => t("flaw.no_retention").to_owned(),
        Remark::DefaultNotListed(language) => {
            fill("flaw.default_not_listed", &[("language", &text(language))])
        }
        Remark::Untranslated { languages, .. } => fill(
            "flaw.untranslated",
            &[("place", &at), ("languages", &text(&languages.join(", ")))],
        ),
        Remark::PromptsUntranslated {
            language,
            prompts,
            of,
        } => fill(
            "flaw.prompts_untranslated",
            &[
                ("n", &prompts.len().to_string()),
                ("of", &of.to_string()),
                ("language", &text(language)),
                ("prompts", &some(prompts)),
            ],
        ),
        Remark::NoPromptIn(language) => fill("flaw.no_prompt_in", &[("language", &text(language))]),
        Remark::LanguageNotListed { language, texts } => fill(
            "flaw.language_not_listed",
            &[("language", &text(language)), ("texts", &texts.to_string())],
        ),
        Remark::PromptVersion(id) => fill("flaw.prompt_version", &[("id", &text(id))]),
        Remark::SameQuestion { first, second } => fill(
            "flaw.same_question",
            &[("first", &text(first)), ("second", &text(second))],
        ),
        Remark::Example(found) => fill("flaw.example", &[("found", &text(found))]),
        Remark::Hard(reading) => fill(
            "flaw.hard",
            &[
                ("part", &read_part(reading)),
                ("lix", &reading.lix.to_string()),
            ],
        ),
        Remark::Demanding(reading) => fill(
            "flaw.demanding",
            &[
                ("part", &read_part(reading)),
                ("lix", &reading.lix.to_string()),
            ],
        ),
        Remark::UnknownField {
            field,
            nearest: None,
        } => fill("flaw.unknown_field", &[("field", &text(field))]),
        Remark::UnknownField {
            field,
            nearest: Some(nearest),
        } => fill(
            "flaw.mistyped_field",
            &[("field", &text(field)), ("nearest", nearest)],
        ),
        Remark::NotActedOn(fields) => fill(
            "flaw.not_acted_on",
            &[("fields", &text(&fields.join(", ")))],
        ),
    }
}

fn rhythm(error: &RhythmError) -> String {
    match error {
        RhythmError::Days(n) => fill("flaw.rhythm_days", &[("n", &n.to_string())]),
        RhythmError::Count(n) => fill("flaw.rhythm_count", &[("n", &n.to_string())]),
        RhythmError::Time(found) => fill("flaw.rhythm_time", &[("found", &printable_whole(found))]),
        RhythmError::Weekday(found) => {
            fill("flaw.rhythm_weekday", &[("found", &printable_whole(found))])
        }
        RhythmError::Title => t("flaw.rhythm_title").to_owned(),
        RhythmError::None | RhythmError::Waves => t("flaw.rhythm_waves").to_owned(),
        RhythmError::Over => t("flaw.rhythm_over").to_owned(),
    }
}

/// What a pack is refused for.
fn fault(fault: &StudyFault, at: &str) -> String {
    let text = |text: &str| printable_whole(text);
    match fault {
        StudyFault::Missing(_) => fill("flaw.missing", &[("place", at)]),
        StudyFault::TooFewRecipients { found, needed } => fill(
            "flaw.too_few_recipients",
            &[
                ("found", &found.to_string()),
                ("needed", &needed.to_string()),
            ],
        ),
        StudyFault::RecipientTwice(id) => fill("flaw.recipient_twice", &[("id", &text(id))]),
        StudyFault::KeyTwice(one, other) => fill(
            "flaw.key_twice",
            &[("first", &text(one)), ("second", &text(other))],
        ),
        StudyFault::InvalidKey(name) => fill("flaw.invalid_key", &[("name", &text(name))]),
        StudyFault::OtherSuite(name, kind) => fill(
            "flaw.other_suite",
            &[("name", &text(name)), ("kind", &text(kind))],
        ),
        StudyFault::NobodyOfTheTeam(name) => {
            fill("flaw.nobody_of_the_team", &[("name", &text(name))])
        }
        StudyFault::Assesses(name) => fill("flaw.assesses", &[("name", &text(name))]),
        StudyFault::AssessesUnsaid(name) => fill("flaw.assesses_unsaid", &[("name", &text(name))]),
        StudyFault::NoDefaultText { language, .. } => fill(
            "flaw.no_default_text",
            &[("place", at), ("language", &text(language))],
        ),
        StudyFault::CodeRule => t("flaw.code_rule").to_owned(),
        StudyFault::WaveDate(wave, found) => fill(
            "flaw.wave_date",
            &[("wave", &text(wave)), ("found", &text(found))],
        ),
        StudyFault::WaveBackwards(wave) => fill("flaw.wave_backwards", &[("wave", &text(wave))]),
        StudyFault::WavesOverlap(one, other) => fill(
            "flaw.waves_overlap",
            &[("first", &text(one)), ("second", &text(other))],
        ),
        StudyFault::PromptTwice(id) => fill("flaw.prompt_twice", &[("id", &text(id))]),
        StudyFault::ConsentNamesStranger { recipient, .. } => fill(
            "flaw.consent_names_stranger",
            &[("place", at), ("recipient", &text(recipient))],
        ),
        StudyFault::ConsentTwice(id) => fill("flaw.consent_twice", &[("id", &text(id))]),
    }
}

/// Which texts were measured: in their language.
pub fn read_part(reading: &Reading) -> String {
    let language = printable_whole(&reading.language);
    match reading.part {
        ReadingPart::Consent => fill("pack.read_consent", &[("language", &language)]),
        ReadingPart::Questions => fill("pack.read_questions", &[("language", &language)]),
    }
}

fn code_error(error: CodeError) -> String {
    match error {
        CodeError::Empty => t("flaw.code_empty").to_owned(),
        CodeError::Stranger(character) => fill(
            "flaw.code_stranger",
            &[("character", &character.to_string())],
        ),
        CodeError::Length { expected, found } => fill(
            "flaw.code_length",
            &[
                ("expected", &expected.to_string()),
                ("found", &found.to_string()),
            ],
        ),
        CodeError::Check => t("flaw.code_check").to_owned(),
    }
}

/// The first few of a list, and how many more there are.
fn some(ids: &[String]) -> String {
    const MOST: usize = 6;
    let shown = printable_whole(&ids[..ids.len().min(MOST)].join(", "));
    match ids.len().checked_sub(MOST) {
        Some(more @ 1..) => format!("{shown}, {}", count("pack.more_one", "pack.more", more)),
        _ => shown,
    }
}
