//! The parts in which a pack is written.

/// A part of the pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StudySection {
    /// What the study is, and its languages.
    #[default]
    Basics,
    /// The team, and whom to ask.
    People,
    /// The keys.
    Recipients,
    /// What is agreed to.
    Consent,
    /// Ethics, taking back, keeping.
    Terms,
    /// When what is asked.
    Phases,
    /// The questions.
    Prompts,
    /// How entries are made, ratings, rhythm.
    Entries,
    /// Help.
    Support,
    /// How codes are made.
    Codes,
}

impl StudySection {
    /// In the order in which a study is thought through.
    pub const ALL: [Self; 10] = [
        Self::Basics,
        Self::People,
        Self::Recipients,
        Self::Consent,
        Self::Terms,
        Self::Phases,
        Self::Prompts,
        Self::Entries,
        Self::Support,
        Self::Codes,
    ];

    /// The part in which a place of the pack is written.
    pub fn of(at: &str) -> Self {
        let field = at.strip_prefix("$.").unwrap_or_default();
        match field.split(['.', '[']).next().unwrap_or_default() {
            "team" | "contacts" => Self::People,
            "recipients" | "min_recipients" => Self::Recipients,
            "consent" => Self::Consent,
            "ethics" | "withdrawal" | "retention" | "export_policy" => Self::Terms,
            "waves" => Self::Phases,
            "prompts" => Self::Prompts,
            "entry" | "ratings" | "schedule" | "share" | "sessions" => Self::Entries,
            "support" | "reading_promise" => Self::Support,
            "participants" => Self::Codes,
            _ => Self::Basics,
        }
    }

    /// Its name on the page, where it can be found by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Basics => "basics",
            Self::People => "people",
            Self::Recipients => "recipients",
            Self::Consent => "consent",
            Self::Terms => "terms",
            Self::Phases => "phases",
            Self::Prompts => "prompts",
            Self::Entries => "entries",
            Self::Support => "support",
            Self::Codes => "codes",
        }
    }
}
