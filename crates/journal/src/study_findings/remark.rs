//! What can be remarked of a pack: a sentence, how much it matters, and what to do.

mod about;

use crate::reading::{Reading, ReadingPart};
use crate::{CodeError, Phase, RhythmError, StudyError, StudyFault, Theme};

use super::FindingSeverity;

/// From this index on a text is for those who studied: Anderson's grade 12 ends at 55
/// (J. Anderson, "Lix and Rix: Variations on a little-known readability index", *Journal of
/// Reading* 26(6), 1983, pp. 490–496).
const HARD: u32 = 56;
/// From this index on it asks for eleven years of school, by the same table.
const DEMANDING: u32 = 48;

/// What was found, as a sentence.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the sentences say it")]
pub enum Remark {
    #[error("{0}")]
    Unreadable(StudyError),
    #[error("{0}")]
    Fault(StudyFault),
    #[error("it allows fewer than two recipients")]
    MinRecipients,
    #[error("there is one recipient: if that key is lost, nobody can open what was shared")]
    OneRecipient,
    #[error("\"{member}\" holds both keys, \"{first}\" and \"{second}\"")]
    OneHolder {
        first: String,
        second: String,
        member: String,
    },
    #[error("the fingerprint words of \"{0}\" are not those of the key")]
    OtherWords(String),
    #[error("\"{0}\", who holds a key, teaches in the course")]
    Teaches(String),
    #[error("no section of the consent text says which recipients it speaks of")]
    ConsentNamesNobody,
    #[error("the consent text names recipients and leaves out \"{0}\"")]
    ConsentOmits(String),
    #[error("no item of the consent is required: one can take part without agreeing to it")]
    NothingRequired,
    #[error("entries may be spoken, and the consent says nothing of recordings")]
    ConsentSilentOnAudio,
    #[error("the consent asks about recordings, and entries cannot be spoken")]
    ConsentWithoutAudio,
    #[error("the local time of every entry leaves the phone")]
    LocalTime,
    #[error("the example \"{0}\" is no code of this rule: {1}")]
    CodeExample(String, CodeError),
    #[error("codes may hold characters that look alike: {0}")]
    CodeLooksAlike(String),
    #[error("codes may hold small letters, and a typed code is turned into capitals")]
    CodeLowerCase,
    #[error("the separator of codes is none that may be typed")]
    CodeSeparator,
    #[error("there are {codes} codes for {expected} participants: one can be hit by guessing")]
    FewCodes { codes: u128, expected: u64 },
    #[error("there is nobody to ask about the study")]
    NoContact,
    #[error("there is no support contact")]
    NoSupport,
    #[error("between phases \"{first}\" and \"{second}\" lie {days} day(s) of neither")]
    Gap {
        first: String,
        second: String,
        days: i32,
    },
    #[error("there are no phases: only questions of any time are asked")]
    NoPhases,
    #[error(
        "no phase asks the questions of the phase {}: {}",
        phase_name(phase),
        some(prompts)
    )]
    NeverAsked { phase: Phase, prompts: Vec<String> },
    #[error("phase \"{0}\" has no question at all")]
    NothingAsked(String),
    #[error("phase \"{wave}\" has no question of the theme {}: that door of the first page stays empty", theme.as_str())]
    NoDoor { wave: String, theme: Theme },
    #[error("{0}")]
    Rhythm(RhythmError),
    #[error("there cannot be {0} sessions to choose from")]
    SessionCount(i64),
    #[error("it asks for the session, and no question is asked after one")]
    SessionUnasked,
    #[error("the last day of the study was {0}")]
    Over(String),
    #[error("\"{0}\" is not a date")]
    NotADate(String),
    #[error("{0} ends before it begins")]
    EndsBeforeItBegins(String),
    #[error("{what} ended on {on}")]
    Expired { what: String, on: String },
    #[error("{what} ends on {on}, before the last day of the study, {end}")]
    EndsEarly {
        what: String,
        on: String,
        end: String,
    },
    #[error("it names no approval of an ethics board")]
    NoEthics,
    #[error("it does not say until when one may take back what was shared")]
    NoWithdrawal,
    #[error("it does not say how long what was shared is kept")]
    NoRetention,
    #[error("the default language ({0}) is not in the list of languages")]
    DefaultNotListed(String),
    #[error("{place} has no text in {}", languages.join(" and "))]
    Untranslated {
        place: String,
        languages: Vec<String>,
    },
    #[error("{} of {of} questions have no text in {language}: {}", prompts.len(), some(prompts))]
    PromptsUntranslated {
        language: String,
        prompts: Vec<String>,
        of: usize,
    },
    #[error("no question has a text in {0}")]
    NoPromptIn(String),
    #[error("{texts} text(s) are in {language}, which is not in the list of languages")]
    LanguageNotListed { language: String, texts: usize },
    #[error("the prompt \"{0}\" has no version")]
    PromptVersion(String),
    #[error("the prompts \"{first}\" and \"{second}\" ask the same")]
    SameQuestion { first: String, second: String },
    #[error("this looks like an example: \"{0}\"")]
    Example(String),
    #[error("{} hard to read: LIX {}", part_name(.0), .0.lix)]
    Hard(Reading),
    #[error("{} demanding: LIX {}", part_name(.0), .0.lix)]
    Demanding(Reading),
    #[error("no field is called \"{field}\"{}", perhaps(nearest))]
    UnknownField {
        field: String,
        nearest: Option<String>,
    },
    #[error("kept, and not acted on by the app of this version: {}", .0.join(", "))]
    NotActedOn(Vec<String>),
}

impl Remark {
    /// What an index of readability is worth remarking.
    pub(super) fn of_reading(reading: &Reading) -> Option<Self> {
        match reading.lix {
            HARD.. => Some(Self::Hard(reading.clone())),
            DEMANDING.. => Some(Self::Demanding(reading.clone())),
            _ => None,
        }
    }

    /// How much it matters.
    pub fn severity(&self) -> FindingSeverity {
        self.about().0
    }

    /// Its name for programs.
    pub fn code(&self) -> &'static str {
        self.about().1
    }

    /// What to do about it.
    pub fn advice(&self) -> &'static str {
        self.about().2
    }
}

fn part_name(reading: &Reading) -> String {
    let (part, is) = match reading.part {
        ReadingPart::Consent => ("the consent text", "is"),
        ReadingPart::Questions => ("the questions", "are"),
    };
    format!("{part} in {} {is}", reading.language)
}

fn phase_name(phase: &Phase) -> &'static str {
    match phase {
        Phase::Start => "start",
        Phase::Middle => "middle",
        Phase::End => "end",
        Phase::Anytime => "anytime",
    }
}

/// The first few of a list, and how many more there are.
fn some(ids: &[String]) -> String {
    const MOST: usize = 6;
    match ids.len().checked_sub(MOST) {
        Some(more @ 1..) => format!("{} and {more} more", ids[..MOST].join(", ")),
        _ => ids.join(", "),
    }
}

fn perhaps(nearest: &Option<String>) -> String {
    match nearest {
        Some(name) => format!("; perhaps \"{name}\" is meant"),
        None => String::new(),
    }
}
