//! What was answered, once.

use serde::{Deserialize, Serialize};

use crate::{
    Context, EntryId, Form, Letter, Link, LinkKind, Moment, Prompt, PromptId, Recording, Stimulus,
    Theme,
};

/// One revision of one entry. The same struct stands in the composer, in the vault, in the
/// bundle and at the desk; its JSON is part of the bundle format and is pinned by a test there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The same through all revisions.
    #[serde(rename = "entry_id")]
    pub id: EntryId,
    /// 1, 2, 3…
    pub rev: u32,
    /// SHA-256 of the previous revision's file as it would stand in a bundle, lower-case hex.
    pub prev_rev_sha256: Option<String>,
    /// How it was made.
    pub kind: EntryKind,
    /// When the first revision was written.
    pub created_at: Moment,
    /// When this revision was written.
    pub edited_at: Moment,
    /// The question that was answered, with the words that were shown; `None` for no question.
    pub prompt: Option<ShownPrompt>,
    /// The writer's own heading; may be empty.
    pub title: String,
    /// The text, byte for byte as the writer's text field gave it.
    pub text: String,
    /// What was recorded with it, in the order it was recorded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recordings: Vec<Recording>,
    /// The role the writer spoke from; asked after writing.
    pub role: Role,
    /// Whether it may be shared at all.
    pub sharing: Sharing,
    /// How it is to be handled by those it is shared with.
    pub handling: Handling,
    /// What it answers and the part it plays; `None` for an entry that stands by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<Box<Context>>,
}

impl Entry {
    /// A first revision.
    pub fn new(id: EntryId, prompt: Option<ShownPrompt>, text: String, now: Moment) -> Self {
        Self {
            id,
            rev: 1,
            prev_rev_sha256: None,
            kind: EntryKind::Text,
            created_at: now.clone(),
            edited_at: now,
            prompt,
            title: String::new(),
            text,
            recordings: Vec::new(),
            role: Role::NotSaid,
            sharing: Sharing::OnlyMe,
            handling: Handling::default(),
            context: None,
        }
    }

    /// The entries it follows on from.
    pub fn links(&self) -> &[Link] {
        self.context.as_ref().map_or(&[], |context| &context.links)
    }

    /// The entries it is that to.
    pub fn linked(&self, kind: LinkKind) -> impl Iterator<Item = EntryId> {
        let links = self.links().iter();
        links
            .filter(move |link| link.kind == kind)
            .map(|link| link.entry)
    }

    /// The part it plays in a loop.
    pub fn form(&self) -> Option<&Form> {
        self.context.as_ref()?.form.as_ref()
    }

    /// The letter that it is.
    pub fn letter(&self) -> Option<&Letter> {
        match self.form()? {
            Form::Letter(letter) => Some(letter),
            _ => None,
        }
    }

    /// Whether it is a letter that was not opened yet: shown to nobody, and not to be shared.
    pub fn is_sealed(&self) -> bool {
        self.letter()
            .is_some_and(|letter| letter.opened_at.is_none())
    }

    /// Whether it may be shared now: its writer lets it, and it is no letter that is still sealed.
    pub fn may_leave(&self) -> bool {
        self.sharing == Sharing::MayShare && !self.is_sealed()
    }

    /// What an agenda concerns, in the writer's order; nothing for what is none.
    pub fn agenda(&self) -> &[EntryId] {
        self.form().map_or(&[], Form::agenda)
    }

    /// What of the writer's own was on the page when it was written.
    pub fn stimuli(&self) -> &[Stimulus] {
        self.context
            .as_ref()
            .map_or(&[], |context| &context.stimuli)
    }

    /// Takes the words out of what was shown of some entries; the rest of it stays.
    pub fn drop_shown_words(&mut self, mut of: impl FnMut(EntryId) -> bool) {
        let stimuli = self.context.iter_mut().flat_map(|c| &mut c.stimuli);
        for stimulus in stimuli.filter(|stimulus| of(stimulus.entry)) {
            stimulus.words = None;
        }
    }

    /// The next revision with the same words; the caller changes what is to change.
    #[must_use]
    pub fn amended(&self, now: Moment) -> Self {
        Self {
            rev: self.rev + 1,
            prev_rev_sha256: None,
            edited_at: now,
            ..self.clone()
        }
    }

    /// The theme it stands under: its prompt's, or free.
    pub fn theme(&self) -> Theme {
        self.prompt
            .as_ref()
            .map_or(Theme::Free, |prompt| prompt.theme)
    }

    /// The title, or the beginning of the text, or what a recording is called or about; at most
    /// `most` characters.
    pub fn heading(&self, most: usize) -> String {
        let line = [self.title.trim()]
            .into_iter()
            .chain(self.text.lines().map(str::trim))
            .chain(self.recordings.iter().map(Recording::words))
            .find(|line| !line.is_empty())
            .unwrap_or_default();
        if line.chars().count() <= most {
            return line.to_owned();
        }
        let cut: String = line.chars().take(most.saturating_sub(1)).collect();
        format!("{}…", cut.trim_end())
    }

    /// Whether the words are in the title, the text, the question, or the title or gist of a
    /// recording, whatever their case. `needle` must be lower case already.
    pub fn contains(&self, needle: &str) -> bool {
        let question = self
            .prompt
            .as_ref()
            .map_or("", |prompt| prompt.text.as_str());
        [self.title.as_str(), self.text.as_str(), question]
            .into_iter()
            .chain(
                self.recordings
                    .iter()
                    .flat_map(|recording| [recording.title.as_str(), recording.gist.as_str()]),
            )
            .any(|text| text.to_lowercase().contains(needle))
    }
}

/// How an entry was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// Written text, with or without recordings.
    Text,
    /// Spoken: at least one recording and no text.
    Audio,
}

impl EntryKind {
    /// The kind of an entry of that content.
    pub fn of(text: &str, recordings: &[Recording]) -> Self {
        if text.trim().is_empty() && !recordings.is_empty() {
            Self::Audio
        } else {
            Self::Text
        }
    }
}

/// The role an entry is written from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Role {
    Student,
    Mentor,
    Both,
    Neither,
    #[serde(rename = "prefer_not")]
    NotSaid,
}

impl Role {
    /// All roles in the order they are asked in.
    pub const ALL: [Self; 5] = [
        Self::Student,
        Self::Mentor,
        Self::Both,
        Self::Neither,
        Self::NotSaid,
    ];

    /// The name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Student => "student",
            Self::Mentor => "mentor",
            Self::Both => "both",
            Self::Neither => "neither",
            Self::NotSaid => "prefer_not",
        }
    }
}

/// Who an entry is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sharing {
    /// For the writer only: the default.
    OnlyMe,
    /// May be chosen for a bundle.
    MayShare,
}

/// Wishes that travel with an entry into every export.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Handling {
    /// "Ask me first" before anything of it is quoted.
    pub ask_first: bool,
    /// "Do not quote."
    pub do_not_quote: bool,
    /// "Do not raise it in the interview."
    pub do_not_raise: bool,
}

impl Handling {
    /// What is wished by either.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            ask_first: self.ask_first || other.ask_first,
            do_not_quote: self.do_not_quote || other.do_not_quote,
            do_not_raise: self.do_not_raise || other.do_not_raise,
        }
    }
}

/// A question with the exact words that stood on the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShownPrompt {
    /// The prompt's id in the study.
    pub id: PromptId,
    /// The version of its wording.
    pub version: u32,
    /// What it is about, for analysts.
    pub theme: Theme,
    /// The language it was shown in.
    pub language: String,
    /// The words that were shown.
    pub text: String,
}

impl ShownPrompt {
    /// The prompt as a reader of `language` sees it.
    pub fn new(prompt: &Prompt, language: &str, default_language: &str) -> Self {
        let (text, language) = prompt.text.in_language(language, default_language);
        Self {
            id: prompt.id.clone(),
            version: prompt.version,
            theme: prompt.theme,
            language: language.to_owned(),
            text: text.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Media, RecordingId};

    fn entry(text: &str) -> Entry {
        let now = Moment::parse("2026-11-23T21:04:00+01:00").unwrap();
        Entry::new(EntryId::from_random([7; 16]), None, text.into(), now)
    }

    #[test]
    fn an_entry_is_for_its_writer_only_until_said_otherwise() {
        assert_eq!(entry("x").sharing, Sharing::OnlyMe);
    }

    #[test]
    fn the_heading_is_the_title_or_the_first_line_with_words() {
        let mut entry = entry("\n  \n  On the ward, for the first time alone  \nmore");
        assert_eq!(entry.heading(80), "On the ward, for the first time alone");
        assert_eq!(entry.heading(12), "On the ward…");
        entry.title = " First night ".into();
        assert_eq!(entry.heading(80), "First night");
    }

    #[test]
    fn what_was_spoken_has_a_heading_and_is_found() {
        let mut entry = entry("\n ");
        entry.recordings = [("", " Alone on the ward "), ("Second take", "")]
            .map(|(title, gist)| Recording {
                id: RecordingId::from_random([1; 16]),
                recorded_at: Moment::parse("2026-11-23").unwrap(),
                media: Media {
                    sha256: String::new(),
                    bytes: 0,
                    mime: "audio/webm".into(),
                    duration_ms: 0,
                },
                title: title.into(),
                gist: gist.into(),
                withheld: Vec::new(),
                lost: Vec::new(),
            })
            .into();
        assert_eq!(entry.heading(80), "Alone on the ward");
        assert!(entry.contains("ward") && entry.contains("second take"));
        assert_eq!(
            EntryKind::of(&entry.text, &entry.recordings),
            EntryKind::Audio
        );
        assert_eq!(EntryKind::of("x", &entry.recordings), EntryKind::Text);
        assert_eq!(EntryKind::of("", &[]), EntryKind::Text);
    }

    #[test]
    fn search_ignores_case_in_every_script() {
        assert!(entry("Première ÉCOUTE").contains("écoute"));
        assert!(!entry("Première").contains("seconde"));
    }
}
