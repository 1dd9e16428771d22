//! The study as its pack describes it: who asks, who can read, what is agreed to, what is asked.
//!
//! Every field that may be absent has a default, so that a faulty pack can be read far enough
//! to name all its faults at once; [`Study::from_json`] returns only packs without any.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    CodeRule, Moment, Phase, Prompt, PromptId, Rhythm, StudyError, StudyFault, study_check,
};

/// A study pack, read and found without fault.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[expect(
    missing_docs,
    reason = "the fields are the format; the README describes them"
)]
pub struct Study {
    pub format: String,
    pub format_version: u32,
    #[serde(rename = "pack_id")]
    pub id: String,
    pub revision: u32,
    pub default_language: String,
    pub languages: Vec<String>,
    pub title: Localized,
    #[serde(rename = "plain_purpose")]
    pub purpose: Localized,
    pub institution: Institution,
    pub team: Vec<Member>,
    pub contacts: Vec<Contact>,
    pub recipients: Vec<Recipient>,
    pub min_recipients: Option<usize>,
    pub participants: Participants,
    pub consent: Consent,
    pub waves: Vec<Wave>,
    pub prompts: Vec<Prompt>,
    pub schedule: Schedule,
    pub sessions: Sessions,
    pub entry: EntryRules,
    pub share: Share,
    pub support: Vec<Support>,
    pub reading_promise: Localized,
    pub ethics: Value,
    pub ratings: Value,
    pub export_policy: Value,
    pub withdrawal: Value,
    pub retention: Value,
}

impl Study {
    /// Reads a pack and checks it.
    ///
    /// # Errors
    /// When it is no JSON, no study pack of this version, or has faults: all of them at once.
    pub fn from_json(bytes: &[u8]) -> Result<Self, StudyError> {
        study_check::read(bytes)
    }

    /// The fewest recipients a bundle of this study is sealed to, the writer not counted.
    pub fn min_recipients(&self) -> usize {
        self.min_recipients.unwrap_or(2).max(1)
    }

    /// The team member who holds a recipient's key.
    pub fn member_of(&self, recipient: &Recipient) -> Option<&Member> {
        let wanted = recipient.member.as_deref().unwrap_or(&recipient.name);
        self.team.iter().find(|member| member.name == wanted)
    }

    /// The phase a date (`YYYY-MM-DD`) falls in; `Anytime` outside every wave.
    pub fn phase_on(&self, date: &str) -> Phase {
        self.waves
            .iter()
            .find(|wave| wave.phase.is_some() && *wave.from <= *date && *date <= *wave.to)
            .and_then(|wave| wave.phase)
            .unwrap_or(Phase::Anytime)
    }

    /// The interview that is under way on a day, or begins within two weeks of it, if it is not the
    /// first one: what was written since is then gathered.
    pub fn interview_near(&self, day: &Moment) -> Option<&Wave> {
        let interviews = self
            .waves
            .iter()
            .filter(|wave| wave.kind.as_deref() == Some("interview"));
        let is_near =
            |wave: &&Wave| *wave.from <= *day.days_later(14).date() && *wave.to >= *day.date();
        interviews.skip(1).find(is_near)
    }

    /// The prompt of that id.
    pub fn prompt(&self, id: &PromptId) -> Option<&Prompt> {
        self.prompts.iter().find(|prompt| prompt.id == *id)
    }

    /// Whether entries may be spoken: unless the pack lists the modes and leaves `audio` out.
    pub fn allows_audio(&self) -> bool {
        self.entry
            .modes
            .as_ref()
            .is_none_or(|modes| modes.iter().any(|mode| mode == "audio"))
    }

    /// The faults of the pack, in the order of its parts.
    pub fn faults(&self) -> Vec<StudyFault> {
        study_check::faults(self)
    }
}

/// A text in several languages, by language tag.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Localized(pub BTreeMap<String, String>);

impl Localized {
    /// The text in a language, else in the default one, with the language it really is in.
    pub fn in_language<'a>(&'a self, language: &'a str, default: &'a str) -> (&'a str, &'a str) {
        for wanted in [language, default] {
            if let Some((tag, text)) = self.0.get_key_value(wanted) {
                return (text, tag);
            }
        }
        self.0
            .iter()
            .next()
            .map_or(("", default), |(tag, text)| (text, tag))
    }

    /// The text in that language, if there is one.
    pub fn only_in(&self, language: &str) -> Option<&str> {
        let text = self.0.get(language).map(String::as_str);
        text.filter(|text| !text.trim().is_empty())
    }

    /// Whether there is a text in that language.
    pub fn has(&self, language: &str) -> bool {
        self.only_in(language).is_some()
    }

    /// The languages there are.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Whether there is no text at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The institution that runs the study.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Institution {
    pub name: String,
    pub unit: String,
}

/// Someone of the research team.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Member {
    /// The name a participant reads.
    pub name: String,
    /// The role a participant reads.
    pub role: String,
    /// Whether this person assesses participants. Absent is a fault, not a no.
    pub assesses_participants: Option<bool>,
    /// What this person may read, in words.
    pub can_read: String,
}

/// Whom to ask about the study.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Contact {
    pub role: String,
    pub name: String,
    pub email: String,
    pub phone: String,
}

/// A key that bundles are sealed to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Recipient {
    /// Unique within the study.
    pub id: String,
    /// Who holds the key, in words.
    pub name: String,
    /// The team member who holds it, if `name` is not that member's name exactly.
    pub member: Option<String>,
    /// `x25519`.
    pub key_alg: String,
    /// The age recipient string, `age1…`.
    pub public_key: String,
}

/// How participants are named.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Participants {
    /// The rule of their codes.
    pub code_rule: Option<CodeRule>,
}

/// What a participant agrees to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Consent {
    pub version: String,
    pub sections: Vec<ConsentSection>,
    pub items: Vec<ConsentItem>,
}

/// A paragraph of the consent text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ConsentSection {
    /// Unique within the consent text.
    pub id: String,
    /// The paragraph.
    pub text: Localized,
    /// Ids of the recipients this paragraph speaks of; each must exist.
    pub recipients: Vec<String>,
}

/// Something a participant says yes or no to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ConsentItem {
    /// Unique within the consent text.
    pub id: String,
    /// Whether nobody can take part without a yes.
    pub required: bool,
    /// The sentence.
    pub text: Localized,
}

/// A stretch of the study.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Wave {
    /// Unique within the study.
    pub id: String,
    /// Which prompts it asks; `None` for a wave without prompts, such as an interview.
    pub phase: Option<Phase>,
    /// `interview` for the time of one.
    pub kind: Option<String>,
    /// First day, `YYYY-MM-DD`.
    pub from: String,
    /// Last day, `YYYY-MM-DD`.
    pub to: String,
}

/// When one is invited to write.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Schedule {
    /// The rhythm that is proposed; nobody is held to it.
    pub calendar: Option<Rhythm>,
    /// How long an entry may be, in words; the app's own where there is none.
    pub length_hint: Localized,
}

/// The sessions that entries may be about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sessions {
    /// Whether one is asked which session an entry is about.
    pub ask: bool,
    /// How many sessions there are, from 1 to 60; see [`Sessions::count`].
    pub max: Option<i64>,
    /// The question; the app's own where there is none.
    pub label: Localized,
}

impl Sessions {
    /// The most sessions there can be.
    pub const MOST: i64 = 60;

    /// How many sessions can be chosen from: 12 unless the pack says otherwise, from 1 to 60.
    pub fn count(&self) -> u32 {
        let count = self.max.unwrap_or(12).clamp(1, Self::MOST);
        u32::try_from(count).unwrap_or(1)
    }
}

/// How entries are made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EntryRules {
    /// `text`, `audio`; absent for both.
    pub modes: Option<Vec<String>>,
    /// How recordings are made.
    pub audio: AudioRules,
}

/// How recordings are made; what the pack leaves out is for the app to say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AudioRules {
    /// The longest recording, in minutes.
    pub max_minutes: Option<u32>,
    /// Media types in the order they are to be tried.
    pub preferred: Vec<String>,
    /// Bits a second that are asked of the recorder; see [`AudioRules::bitrate`].
    pub bitrate: Option<u32>,
}

impl AudioRules {
    /// Bits a second, 32 000 unless the pack says otherwise, and never less than speech needs
    /// (16 000) or more than it can use (128 000).
    pub fn bitrate(&self) -> u32 {
        self.bitrate.unwrap_or(32_000).clamp(16_000, 128_000)
    }

    /// The longest recording in minutes, 60 unless the pack says otherwise, from 1 to 180.
    pub fn max_minutes(&self) -> u32 {
        self.max_minutes.unwrap_or(60).clamp(1, 180)
    }
}

/// What is said and kept when something is shared.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Share {
    /// What to look for before sharing, by language: names, places, dates.
    pub third_party_check: BTreeMap<String, Vec<String>>,
    /// How much of a moment leaves the phone.
    pub times: Times,
}

/// How much of a moment leaves the phone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Times {
    /// The date only: the default.
    #[default]
    Date,
    /// Local time and offset, because the study asks for it and says so in its consent text.
    LocalTime,
}

/// Help that is one tap away on every page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Support {
    pub name: Localized,
    pub phone: String,
    pub hours: String,
    pub when: Localized,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_interview_is_near_from_two_weeks_before_it() {
        let wave = |id: &str, kind: Option<&str>, from: &str, to: &str| Wave {
            id: id.into(),
            kind: kind.map(str::to_owned),
            from: from.into(),
            to: to.into(),
            ..Wave::default()
        };
        let study = Study {
            waves: vec![
                wave("W0", Some("interview"), "2026-04-10", "2026-05-07"),
                wave("W1", None, "2026-04-10", "2026-10-31"),
                wave("W4", Some("interview"), "2026-10-02", "2026-10-31"),
            ],
            ..Study::default()
        };
        let near = |day| {
            let day = Moment::parse(day).unwrap();
            study.interview_near(&day).map(|wave| wave.id.clone())
        };
        assert_eq!(near("2026-04-20"), None);
        assert_eq!(near("2026-09-17"), None);
        for day in ["2026-09-18", "2026-10-02T23:59:59-11:00", "2026-10-31"] {
            assert_eq!(near(day).as_deref(), Some("W4"), "{day}");
        }
        assert_eq!(near("2026-11-01"), None);
    }
}
