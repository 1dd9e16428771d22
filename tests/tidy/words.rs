//! Every sentence: in three languages, used, filled, and well set.

use std::collections::{BTreeMap, BTreeSet};

use super::source::{code, files, none, read};

type Table = BTreeMap<String, String>;

const LANGUAGES: [&str; 3] = ["en", "fr", "nl"];
/// What stands before and inside French punctuation.
const NARROW: char = '\u{202f}';

#[test]
fn the_languages_say_the_same_things() {
    let tables = LANGUAGES.map(table);
    let keys: BTreeSet<&String> = tables.iter().flat_map(BTreeMap::keys).collect();
    let mut wrong = Vec::new();
    for (language, table) in LANGUAGES.iter().zip(&tables) {
        let [file, desk] = files_of(language);
        let lines = |file: &str| read(file).lines().filter(|l| l.contains("\": ")).count();
        if lines(&file) + lines(&desk) != table.len() {
            wrong.push(format!(
                "{file}:1: a key stands twice, or two on a line: one each"
            ));
        }
        for key in &keys {
            let Some(text) = table.get(*key) else {
                wrong.push(format!("{file}:1: `{key}` is missing: add it, translated"));
                continue;
            };
            let at = format!("{file}:{}: `{key}`", line_of_key(&file, key));
            if text.trim().is_empty() || text.trim() != text {
                wrong.push(format!(
                    "{at} is empty or has blanks around it: write a sentence"
                ));
            }
            let english = tables[0].get(*key).map(|text| placeholders(text));
            if english.is_some_and(|english| english != placeholders(text)) {
                wrong.push(format!(
                    "{at} has other placeholders than in English: make them the same"
                ));
            }
            if text.contains('!') {
                wrong.push(format!("{at} has an exclamation mark: say it calmly"));
            }
            if text.contains(['\'', '"']) {
                wrong.push(format!("{at} has a straight quote: use the curly one"));
            }
            let lower = text.to_lowercase();
            if lower.contains("anonym") || lower.contains("anoniem") {
                wrong.push(format!("{at} says anonymous: what is shared is coded"));
            }
            if *language == "fr" && !is_french(text) {
                wrong.push(format!("{at} needs U+202F before ; : ? » and after «"));
            }
        }
    }
    none(&wrong);
}

#[test]
fn every_key_has_a_sentence_and_every_sentence_a_use() {
    let table = table("en");
    let mut wrong = Vec::new();
    let mut used = BTreeSet::new();
    for file in files("src", "rs") {
        for (number, line) in code(&file) {
            for literal in line.split('"').skip(1).step_by(2) {
                if !is_key(literal) {
                    continue;
                }
                used.insert(literal.to_owned());
                if !table.contains_key(literal) {
                    wrong.push(format!(
                        "{file}:{number}: `{literal}` has no sentence: add it to locales/*.json"
                    ));
                }
            }
        }
    }
    for key in table.keys().filter(|key| !used.contains(*key)) {
        let number = line_of_key("locales/en.json", key);
        wrong.push(format!(
            "locales/en.json:{number}: `{key}` is not used: remove it from locales/*.json"
        ));
    }
    none(&wrong);
}

#[test]
fn every_placeholder_is_filled() {
    let table = table("en");
    let mut wrong = Vec::new();
    for file in files("src", "rs") {
        let lines: Vec<String> = code(&file).into_iter().map(|(_, line)| line).collect();
        let text = lines.join("\n");
        for call in text.split("fill(").skip(1) {
            let Some((key, rest)) = literal(call) else {
                continue;
            };
            let values = rest.split(']').next().unwrap_or_default();
            let given: BTreeSet<&str> = values
                .split('(')
                .filter_map(|value| Some(literal(value)?.0))
                .filter(|name| is_name(name))
                .collect();
            let wanted = table.get(key).map(|text| placeholders(text));
            if wanted.is_some_and(|wanted| wanted != given) {
                let number = line_of_key("locales/en.json", key);
                wrong.push(format!(
                    "locales/en.json:{number}: `{key}`: {file} fills {given:?}: name the same"
                ));
            }
        }
    }
    none(&wrong);
}

fn table(language: &str) -> Table {
    let tables = files_of(language).map(|file| {
        serde_json::from_str::<Table>(&read(&file))
            .unwrap_or_else(|error| panic!("{file}: {error}"))
    });
    tables.into_iter().flatten().collect()
}

/// The app's sentences, and those that only the desk loads.
fn files_of(language: &str) -> [String; 2] {
    ["locales", "locales/desk"].map(|folder| format!("{folder}/{language}.json"))
}

fn line_of_key(file: &str, key: &str) -> usize {
    let start = format!("\"{key}\":");
    let text = read(file);
    let at = text
        .lines()
        .position(|line| line.trim_start().starts_with(&start));
    at.map_or(1, |at| at + 1)
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    let names = text.split('{').skip(1);
    names.filter_map(|rest| rest.split('}').next()).collect()
}

/// Whether a literal of the source is the key of a sentence, and not the name of a file.
fn is_key(literal: &str) -> bool {
    match literal.split_once('.') {
        Some((_, "txt" | "json" | "age" | "js" | "ini" | "ics")) => false,
        Some((page, sentence)) => is_name(page) && is_name(sentence),
        None => literal == "step",
    }
}

fn is_name(part: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c == '_';
    !part.is_empty() && part.chars().all(fits)
}

fn is_french(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    chars.iter().enumerate().all(|(at, c)| match c {
        ';' | ':' | '?' | '»' => at > 0 && chars[at - 1] == NARROW,
        '«' => chars.get(at + 1) == Some(&NARROW),
        _ => true,
    })
}

/// The literal that a text begins with, and what follows it.
fn literal(text: &str) -> Option<(&str, &str)> {
    text.trim_start().strip_prefix('"')?.split_once('"')
}
