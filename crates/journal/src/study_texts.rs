//! Every text of a pack that a participant reads, with its place: what is checked for languages,
//! ease and leftovers of an example.

use crate::{Localized, Study};

/// A text of a pack with its place.
pub(crate) struct TextPlace<'a> {
    /// A JSON path.
    pub at: String,
    /// In words.
    pub name: String,
    pub text: &'a Localized,
    /// Whether it may not be left out.
    pub must: bool,
    pub kind: TextKind,
}

/// What a text of a pack is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextKind {
    /// What a participant agrees to.
    Agreed,
    /// What a participant is told.
    Told,
    /// A question.
    Asked,
}

impl Study {
    /// Every text of the pack that a participant reads, in the order of its parts.
    pub(crate) fn texts(&self) -> Vec<TextPlace<'_>> {
        let mut places = Vec::new();
        let mut add = |at: String, name: String, text, must, kind| {
            places.push(TextPlace {
                at,
                name,
                text,
                must,
                kind,
            });
        };
        let told = TextKind::Told;
        add(
            "$.title".into(),
            "the title".into(),
            &self.title,
            true,
            told,
        );
        let purpose = "the purpose".into();
        let agreed = TextKind::Agreed;
        add(
            "$.plain_purpose".into(),
            purpose,
            &self.purpose,
            true,
            agreed,
        );
        for (at, section) in self.consent.sections.iter().enumerate() {
            let name = format!("consent section \"{}\"", section.id);
            let at = format!("$.consent.sections[{at}].text");
            add(at, name, &section.text, true, agreed);
        }
        for (at, item) in self.consent.items.iter().enumerate() {
            let name = format!("consent item \"{}\"", item.id);
            let at = format!("$.consent.items[{at}].text");
            add(at, name, &item.text, true, agreed);
        }
        for (at, prompt) in self.prompts.iter().enumerate() {
            let name = format!("prompt \"{}\"", prompt.id);
            let at = format!("$.prompts[{at}].text");
            add(at, name, &prompt.text, true, TextKind::Asked);
        }
        for (at, support) in self.support.iter().enumerate() {
            let name = format!("support contact {}", at + 1);
            add(
                format!("$.support[{at}].name"),
                name,
                &support.name,
                true,
                told,
            );
            let name = format!("the occasion of support contact {}", at + 1);
            add(
                format!("$.support[{at}].when"),
                name,
                &support.when,
                false,
                told,
            );
        }
        let hint = &self.schedule.length_hint;
        let length = "how long an entry may be".into();
        add("$.schedule.length_hint".into(), length, hint, false, told);
        let label = &self.sessions.label;
        let asked = "the question about sessions".into();
        add("$.sessions.label".into(), asked, label, false, told);
        let promise = "the reading promise".into();
        let text = &self.reading_promise;
        add("$.reading_promise".into(), promise, text, false, told);
        places
    }
}
