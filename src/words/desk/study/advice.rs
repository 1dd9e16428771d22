//! What to do about what was found in a pack.

use journal::{Remark, RhythmError, StudyFault};

use crate::words::t;

/// What to do about a finding.
pub fn advice(remark: &Remark) -> &'static str {
    match remark {
        Remark::Unreadable(_) => t("mend.unreadable"),
        Remark::Fault(fault) => of_fault(fault),
        Remark::MinRecipients => t("mend.min_recipients"),
        Remark::OneRecipient => t("mend.one_recipient"),
        Remark::OneHolder { .. } => t("mend.one_holder"),
        Remark::OtherWords(_) => t("mend.other_words"),
        Remark::Teaches(_) => t("mend.teaches"),
        Remark::ConsentNamesNobody => t("mend.consent_names_nobody"),
        Remark::ConsentOmits(_) => t("mend.consent_omits"),
        Remark::NothingRequired => t("mend.nothing_required"),
        Remark::ConsentSilentOnAudio => t("mend.consent_silent_on_audio"),
        Remark::ConsentWithoutAudio => t("mend.consent_without_audio"),
        Remark::LocalTime => t("mend.local_time"),
        Remark::CodeExample(..) => t("mend.code_example"),
        Remark::CodeLooksAlike(_) => t("mend.code_looks_alike"),
        Remark::CodeLowerCase => t("mend.code_lower_case"),
        Remark::CodeSeparator => t("mend.code_separator"),
        Remark::FewCodes { .. } => t("mend.few_codes"),
        Remark::NoContact => t("mend.no_contact"),
        Remark::NoSupport => t("mend.no_support"),
        Remark::Gap { .. } => t("mend.gap"),
        Remark::NoPhases => t("mend.no_phases"),
        Remark::NeverAsked { .. } => t("mend.never_asked"),
        Remark::NothingAsked(_) => t("mend.nothing_asked"),
        Remark::NoDoor { .. } => t("mend.no_door"),
        Remark::Rhythm(error) => of_rhythm(error),
        Remark::SessionCount(_) => t("mend.session_count"),
        Remark::SessionUnasked => t("mend.session_unasked"),
        Remark::Over(_) => t("mend.over"),
        Remark::NotADate(_) => t("mend.date"),
        Remark::EndsBeforeItBegins(_) => t("mend.two_dates"),
        Remark::Expired { .. } => t("mend.expired"),
        Remark::EndsEarly { .. } => t("mend.ends_early"),
        Remark::NoEthics => t("mend.no_ethics"),
        Remark::NoWithdrawal => t("mend.no_withdrawal"),
        Remark::NoRetention => t("mend.no_retention"),
        Remark::DefaultNotListed(_) => t("mend.default_not_listed"),
        Remark::Untranslated { .. } => t("mend.untranslated"),
        Remark::PromptsUntranslated { .. } => t("mend.prompts_untranslated"),
        Remark::NoPromptIn(_) => t("mend.no_prompt_in"),
        Remark::LanguageNotListed { .. } => t("mend.language_not_listed"),
        Remark::PromptVersion(_) => t("mend.prompt_version"),
        Remark::SameQuestion { .. } => t("mend.same_question"),
        Remark::Example(_) => t("mend.example"),
        Remark::Hard(_) => t("mend.hard"),
        Remark::Demanding(_) => t("mend.demanding"),
        Remark::UnknownField { nearest: None, .. } => t("mend.unknown_field"),
        Remark::UnknownField { .. } => t("mend.mistyped_field"),
        Remark::NotActedOn(_) => t("mend.not_acted_on"),
    }
}

fn of_rhythm(error: &RhythmError) -> &'static str {
    match error {
        RhythmError::Days(_) => t("mend.rhythm_days"),
        RhythmError::Count(_) => t("mend.rhythm_count"),
        RhythmError::Time(_) => t("mend.rhythm_time"),
        RhythmError::Weekday(_) => t("mend.rhythm_weekday"),
        RhythmError::Title => t("mend.rhythm_title"),
        RhythmError::None | RhythmError::Waves => t("mend.rhythm_waves"),
        RhythmError::Over => t("mend.rhythm_over"),
    }
}

fn of_fault(fault: &StudyFault) -> &'static str {
    match fault {
        StudyFault::Missing(_) => t("mend.missing"),
        StudyFault::TooFewRecipients { .. } => t("mend.too_few_recipients"),
        StudyFault::RecipientTwice(_)
        | StudyFault::PromptTwice(_)
        | StudyFault::ConsentTwice(_) => t("mend.own_id"),
        StudyFault::KeyTwice(..) => t("mend.key_twice"),
        StudyFault::InvalidKey(_) => t("mend.invalid_key"),
        StudyFault::OtherSuite(..) => t("mend.other_suite"),
        StudyFault::NobodyOfTheTeam(_) => t("mend.nobody_of_the_team"),
        StudyFault::Assesses(_) => t("mend.assesses"),
        StudyFault::AssessesUnsaid(_) => t("mend.assesses_unsaid"),
        StudyFault::NoDefaultText { .. } => t("mend.no_default_text"),
        StudyFault::CodeRule => t("mend.code_rule"),
        StudyFault::WaveDate(..) => t("mend.date"),
        StudyFault::WaveBackwards(_) => t("mend.two_dates"),
        StudyFault::WavesOverlap(..) => t("mend.waves_overlap"),
        StudyFault::ConsentNamesStranger { .. } => t("mend.consent_names_stranger"),
    }
}
