//! Words: in every language, understood by those who agree to them, and no longer an example's.

use std::collections::BTreeMap;

use crate::reading::{Reading, ReadingPart, lix};
use crate::study_texts::TextKind;

use super::{Findings, Looked, Remark};

/// What an example says where a real study says something of its own.
const PLACEHOLDERS: [&str; 8] = [
    "fictional",
    "fictif",
    "fictive",
    "fictief",
    "placeholder",
    "replace with",
    "lorem ipsum",
    "example.org",
];

pub(super) fn look(looked: &Looked<'_>, findings: &mut Findings) -> Vec<Reading> {
    languages(looked, findings);
    prompts(looked, findings);
    placeholders(looked, findings);
    reading(looked, findings)
}

fn languages(looked: &Looked<'_>, findings: &mut Findings) {
    let study = looked.study;
    let default = &study.default_language;
    if !study.languages.is_empty() && !study.languages.contains(default) {
        findings.add("$.languages", Remark::DefaultNotListed(default.clone()));
    }
    let mut unlisted: BTreeMap<String, (String, usize)> = BTreeMap::new();
    let mut unasked: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for place in study.texts() {
        // What must be there in the default language is a fault without; what need not be there
        // may be left out altogether.
        let lacks: Vec<String> = study
            .languages
            .iter()
            .filter(|language| !place.text.has(language))
            .filter(|language| !place.must || *language != default)
            .cloned()
            .collect();
        let is_there = !place.text.is_empty() && (!place.must || place.text.has(default));
        if place.kind == TextKind::Asked {
            let id = || place.name.replace("prompt ", "").replace('"', "");
            for language in lacks {
                unasked.entry(language).or_default().push(id());
            }
        } else if is_there && !lacks.is_empty() {
            findings.add(
                place.at.clone(),
                Remark::Untranslated {
                    place: place.name,
                    languages: lacks,
                },
            );
        }
        for language in place.text.languages() {
            if !study.languages.is_empty() && !study.languages.iter().any(|l| l == language) {
                unlisted
                    .entry(language.to_owned())
                    .or_insert_with(|| (place.at.clone(), 0))
                    .1 += 1;
            }
        }
    }
    for (language, prompts) in unasked {
        let of = study.prompts.len();
        findings.add(
            "$.prompts",
            if prompts.len() == of {
                Remark::NoPromptIn(language)
            } else {
                Remark::PromptsUntranslated {
                    language,
                    prompts,
                    of,
                }
            },
        );
    }
    for (language, (at, texts)) in unlisted {
        findings.add(at, Remark::LanguageNotListed { language, texts });
    }
}

fn prompts(looked: &Looked<'_>, findings: &mut Findings) {
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    for (at, prompt) in looked.study.prompts.iter().enumerate() {
        if prompt.version == 0 {
            findings.add(
                format!("$.prompts[{at}].version"),
                Remark::PromptVersion(prompt.id.to_string()),
            );
        }
        let text = prompt.text.0.get(&looked.study.default_language);
        let Some(text) = text.filter(|text| !text.trim().is_empty()) else {
            continue;
        };
        if let Some(first) = seen.insert(text.trim(), &prompt.id.0) {
            findings.add(
                format!("$.prompts[{at}].text"),
                Remark::SameQuestion {
                    first: first.to_owned(),
                    second: prompt.id.to_string(),
                },
            );
        }
    }
}

fn placeholders(looked: &Looked<'_>, findings: &mut Findings) {
    let study = looked.study;
    let is_example = |text: &str| {
        let text = text.to_lowercase();
        PLACEHOLDERS.iter().any(|example| text.contains(example))
    };
    let mut found = |at: &str, text: &str| {
        if is_example(text) {
            findings.add(at, Remark::Example(text.to_owned()));
        }
    };
    found("$.institution.name", &study.institution.name);
    found("$.institution.unit", &study.institution.unit);
    for (at, contact) in study.contacts.iter().enumerate() {
        found(&format!("$.contacts[{at}].name"), &contact.name);
        found(&format!("$.contacts[{at}].email"), &contact.email);
    }
    for place in study.texts() {
        if let Some(text) = place.text.0.values().find(|text| is_example(text)) {
            found(&place.at, text);
        }
    }
}

fn reading(looked: &Looked<'_>, findings: &mut Findings) -> Vec<Reading> {
    let study = looked.study;
    let default = &study.default_language;
    let others = study.languages.iter().filter(|other| *other != default);
    let languages: Vec<&String> = [default].into_iter().chain(others).collect();
    let places = study.texts();
    let mut all = Vec::new();
    for (part, kind, at) in [
        (ReadingPart::Consent, TextKind::Agreed, "$.consent"),
        (ReadingPart::Questions, TextKind::Asked, "$.prompts"),
    ] {
        for language in languages.iter().copied() {
            let texts = places
                .iter()
                .filter(|place| place.kind == kind)
                .filter_map(|place| place.text.0.get(language))
                .map(String::as_str);
            let Some((lix, words)) = lix(texts, language) else {
                continue;
            };
            let reading = Reading {
                language: language.clone(),
                part,
                lix,
                words,
            };
            if let Some(remark) = Remark::of_reading(&reading) {
                findings.add(at, remark);
            }
            all.push(reading);
        }
    }
    all
}
