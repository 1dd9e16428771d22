//! A question asked. A prompt is an offer: nothing is ever blocked by one.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Localized;

/// The id a prompt has in its study, as `GB-01`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Debug)]
#[serde(transparent)]
pub struct PromptId(pub String);

impl fmt::Display for PromptId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The study's themes, and the kinds of question around them. For analysts: never a heading
/// that a participant reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the study's own")]
pub enum Theme {
    GazingBackwards,
    ImagineFuture,
    ClosingLoop,
    PayForward,
    Opening,
    AfterSession,
    InTheMoment,
    Closing,
    Free,
}

impl Theme {
    /// The name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::GazingBackwards => "gazing_backwards",
            Self::ImagineFuture => "imagine_future",
            Self::ClosingLoop => "closing_loop",
            Self::PayForward => "pay_forward",
            Self::Opening => "opening",
            Self::AfterSession => "after_session",
            Self::InTheMoment => "in_the_moment",
            Self::Closing => "closing",
            Self::Free => "free",
        }
    }
}

/// The time of the study in which a prompt is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Phase {
    Start,
    Middle,
    End,
    Anytime,
}

/// The role a prompt speaks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Lens {
    Student,
    Mentor,
    Both,
}

/// A question of the study, in its languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prompt {
    /// Unique within the study.
    pub id: PromptId,
    /// Raised whenever the wording changes.
    pub version: u32,
    /// What it is about, for analysts.
    #[serde(rename = "theme_internal")]
    pub theme: Theme,
    /// The role it speaks to.
    pub lens: Lens,
    /// When it is asked.
    pub phase: Phase,
    /// The question.
    pub text: Localized,
}

impl Prompt {
    /// Whether it is a question of a theme that is asked in a phase.
    pub fn is_of(&self, theme: Theme, phase: Phase) -> bool {
        self.theme == theme && (self.phase == phase || self.phase == Phase::Anytime)
    }
}

/// The prompt bank that comes with the project: 66 questions, 28 of them in three languages.
///
/// # Panics
/// Never: the bank is part of the program and a test reads it.
#[cfg(test)]
pub(crate) fn bank() -> Vec<Prompt> {
    #[derive(Deserialize)]
    struct Bank {
        prompts: Vec<Prompt>,
    }
    serde_json::from_str::<Bank>(include_str!("../data/prompt_bank.json"))
        .unwrap()
        .prompts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bank_is_whole() {
        let bank = bank();
        assert_eq!(bank.len(), 66);
        assert_eq!(
            bank.iter()
                .filter(|p| p.text.languages().count() == 3)
                .count(),
            28
        );
        let name = serde_json::to_value(Theme::PayForward).unwrap();
        assert_eq!(name, Theme::PayForward.as_str());
    }
}
