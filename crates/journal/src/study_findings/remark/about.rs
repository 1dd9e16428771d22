//! Of each remark how much it matters, its name for programs, and what to do: one table.

use super::Remark;
use crate::FindingSeverity;
use FindingSeverity::{Note, Refused, ShouldChange};

impl Remark {
    pub(super) fn about(&self) -> (FindingSeverity, &'static str, &'static str) {
        match self {
            Self::Unreadable(error) => (
                Refused,
                "unreadable",
                error.advice().unwrap_or("mend the file at that place"),
            ),
            Self::Fault(fault) => (Refused, fault.code(), fault.advice()),
            Self::MinRecipients => (
                ShouldChange,
                "min-recipients",
                "leave min_recipients out, or set it to 2 or more",
            ),
            Self::OneRecipient => (
                ShouldChange,
                "one-recipient",
                "find a second custodian, who does not assess, and add their key",
            ),
            Self::OneHolder { .. } => (
                ShouldChange,
                "one-holder",
                "give the second key to somebody else: a study must outlive one person's absence",
            ),
            Self::OtherWords(_) => (
                ShouldChange,
                "other-words",
                "compare the key with its holder by telephone; then take the words that `loop-desk key show` prints, or leave them out",
            ),
            Self::Teaches(_) => (
                ShouldChange,
                "teaches",
                "give the key to somebody who does not teach the participants",
            ),
            Self::ConsentNamesNobody => (
                Note,
                "consent-names-nobody",
                "list their ids as `recipients` of the section that says who can read: then the two are compared",
            ),
            Self::ConsentOmits(_) => (
                ShouldChange,
                "consent-omits",
                "say in the consent text that this person can read, and add their id to that section; or take the key out",
            ),
            Self::NothingRequired => (
                Note,
                "nothing-required",
                "mark the item that means taking part as required",
            ),
            Self::ConsentSilentOnAudio => (
                ShouldChange,
                "consent-silent-on-audio",
                "add an item about recordings, or leave `audio` out of entry.modes",
            ),
            Self::ConsentWithoutAudio => (
                ShouldChange,
                "consent-without-audio",
                "add `audio` to entry.modes, or take the item out",
            ),
            Self::LocalTime => (
                Note,
                "local-time",
                "see to it that the consent text says so, or set share.times to \"date\"",
            ),
            Self::CodeExample(..) => (
                ShouldChange,
                "code-example",
                "take a code that `loop-desk study codes` drew and that nobody gets, or leave it out",
            ),
            Self::CodeLooksAlike(_) => (
                ShouldChange,
                "code-looks-alike",
                "leave both characters of such a pair out, and keep the number of characters even",
            ),
            Self::CodeLowerCase => (
                ShouldChange,
                "code-lower-case",
                "use capitals and digits only: no code with a small letter can be typed",
            ),
            Self::CodeSeparator => (
                ShouldChange,
                "code-separator",
                "take a dash: blanks, dashes and dots are dropped from a typed code, and nothing else",
            ),
            Self::FewCodes { .. } => (ShouldChange, "few-codes", "make the codes longer"),
            Self::NoContact => (
                ShouldChange,
                "no-contact",
                "name one person with a telephone number or an address",
            ),
            Self::NoSupport => (
                ShouldChange,
                "no-support",
                "name help that is there for participants: nobody reads along",
            ),
            Self::Gap { .. } => (
                Note,
                "gap",
                "on these days only questions of any time are asked; if that is not meant, let one begin the day after the other",
            ),
            Self::NoPhases => (
                Note,
                "no-phases",
                "give the waves that ask questions a phase: start, middle or end",
            ),
            Self::NeverAsked { .. } => (
                ShouldChange,
                "never-asked",
                "add a wave with that phase, or make them questions of any time",
            ),
            Self::NothingAsked(_) => (
                ShouldChange,
                "nothing-asked",
                "add questions of that phase or of any time",
            ),
            Self::NoDoor { .. } => (Note, "no-door", "add one of that phase or of any time"),
            Self::Rhythm(error) => (ShouldChange, error.code(), error.advice()),
            Self::SessionCount(_) => (
                ShouldChange,
                "session-count",
                "give sessions.max from 1 to 60; until then the nearest of these holds",
            ),
            Self::SessionUnasked => (
                Note,
                "session-unasked",
                "add a question of the theme after_session, or leave sessions.ask out",
            ),
            Self::Over(_) => (
                ShouldChange,
                "over",
                "set the dates of the coming study; after it, nothing needs to be done",
            ),
            Self::NotADate(_) => (ShouldChange, "not-a-date", "write it as 2026-11-23"),
            Self::EndsBeforeItBegins(_) => (
                ShouldChange,
                "ends-before-it-begins",
                "exchange the two dates, or mend one",
            ),
            Self::Expired { .. } => (
                ShouldChange,
                "expired",
                "have it renewed before anything more is collected, and set the new date",
            ),
            Self::EndsEarly { .. } => (
                ShouldChange,
                "ends-early",
                "have it prolonged beyond the last day, or let the study end before it",
            ),
            Self::NoEthics => (
                ShouldChange,
                "no-ethics",
                "put the board, the number and the dates under `ethics`",
            ),
            Self::NoWithdrawal => (
                ShouldChange,
                "no-withdrawal",
                "put the last day under `withdrawal.until`",
            ),
            Self::NoRetention => (
                ShouldChange,
                "no-retention",
                "say under `retention` how long recordings, texts and the list of codes are kept",
            ),
            Self::DefaultNotListed(_) => (ShouldChange, "default-not-listed", "add it"),
            Self::Untranslated { .. } => (
                ShouldChange,
                "untranslated",
                "have it translated, or take the language out: readers of it get the default language here",
            ),
            Self::PromptsUntranslated { .. } => (
                Note,
                "prompts-untranslated",
                "the app offers questions in the reader's language first, then these in the default language",
            ),
            Self::NoPromptIn(_) => (
                ShouldChange,
                "no-prompt-in",
                "have questions translated, or take the language out",
            ),
            Self::LanguageNotListed { .. } => (
                Note,
                "language-not-listed",
                "add the language to `languages`, or take the texts out",
            ),
            Self::PromptVersion(_) => (
                ShouldChange,
                "prompt-version",
                "begin with 1, and raise it whenever the wording changes",
            ),
            Self::SameQuestion { .. } => (Note, "same-question", "take one of them out"),
            Self::Example(_) => (
                Note,
                "example",
                "put your own in its place before the pack is handed out",
            ),
            Self::Hard(_) => (
                ShouldChange,
                "hard-to-read",
                "shorten the sentences and the words; 56 and more is read with ease by those who studied, 40 to 47 by most",
            ),
            Self::Demanding(_) => (
                Note,
                "demanding",
                "48 to 55 asks for eleven or twelve years of school; 40 to 47 is read with ease by most",
            ),
            Self::UnknownField { nearest: None, .. } => (
                Note,
                "unknown-field",
                "it is kept and nothing comes of it; take it out if something should",
            ),
            Self::UnknownField { .. } => (
                ShouldChange,
                "mistyped-field",
                "mend the name: as it stands, nothing comes of it",
            ),
            Self::NotActedOn(_) => (Note, "not-acted-on", "leave them, and do not count on them"),
        }
    }
}
