//! Sizes, names and reasons; and nothing from elsewhere.

use std::collections::BTreeMap;

use super::source::{code, dependencies, files, manifests, none, read, root, rust};

/// The longest file without its tests.
const LONGEST: usize = 400;

#[test]
fn every_file_says_what_it_is_and_fits_a_sitting() {
    let mut wrong = Vec::new();
    for file in rust() {
        let text = read(&file);
        // A crate may be told by its README.
        if !text.starts_with("//!") && !text.starts_with("#![doc = include_str!(") {
            wrong.push(format!(
                "{file}:1: open with a `//!` sentence that says what it is"
            ));
        }
        if file.ends_with("/mod.rs") {
            wrong.push(format!(
                "{file}:1: rename to the folder's name, beside the folder"
            ));
        }
        let lines: Vec<&str> = text.lines().collect();
        let tests = lines.windows(2).position(|two| {
            two[0] == "#[cfg(test)]" && two[1].starts_with("mod ") && two[1].ends_with('{')
        });
        let length = tests.unwrap_or(lines.len());
        if length > LONGEST && !is_all_tests(&file) {
            wrong.push(format!(
                "{file}:{LONGEST}: {length} lines without its tests: take a part out"
            ));
        }
    }
    none(&wrong);
}

/// Whether a file is compiled for tests only.
fn is_all_tests(file: &str) -> bool {
    let (folder, name) = file.rsplit_once('/').unwrap_or_default();
    if folder.ends_with("/tests") || folder == "tests" {
        return true;
    }
    let declared = format!("#[cfg(test)]\nmod {};", name.trim_end_matches(".rs"));
    let parents = [
        format!("{folder}.rs"),
        format!("{folder}/lib.rs"),
        format!("{folder}/main.rs"),
    ];
    let mut parents = parents.iter().filter(|file| root().join(file).exists());
    parents.any(|parent| read(parent).contains(&declared))
}

#[test]
fn names_say_what_a_thing_is() {
    let mut wrong = Vec::new();
    for file in files("src", "rs").into_iter().chain(files("crates", "rs")) {
        for (number, line) in code(&file) {
            for name in line.split(|c: char| !c.is_alphanumeric() && c != '_') {
                let vague = ["Manager", "Helper", "Util", "Utils", "Service"];
                if vague.iter().any(|end| name.ends_with(end)) {
                    wrong.push(format!("{file}:{number}: {name}: name what it does"));
                }
            }
        }
    }
    none(&wrong);
}

#[test]
fn every_dependency_has_its_reason() {
    let mut wrong = Vec::new();
    for file in manifests() {
        let known: BTreeMap<usize, String> = dependencies(&file).into_iter().collect();
        let mut has_reason = false;
        for (number, line) in (1..).zip(read(&file).lines()) {
            if line.starts_with('#') {
                has_reason = true;
            } else if line.is_empty() || line.starts_with('[') {
                has_reason = false;
            }
            let is_shared = line.contains("workspace = true");
            if known.contains_key(&number) && !is_shared && !has_reason {
                wrong.push(format!(
                    "{file}:{number}: no reason: write one line above it"
                ));
            }
        }
    }
    none(&wrong);
}

#[test]
fn nothing_comes_from_elsewhere_or_from_a_string() {
    let mut shown = vec!["index.html".to_owned()];
    for (folder, kind) in [
        ("public", "js"),
        ("public", "svg"),
        ("style", "css"),
        ("src", "rs"),
        ("src", "js"),
    ] {
        shown.extend(files(folder, kind));
    }
    let mut wrong = Vec::new();
    for file in shown {
        for (number, line) in (1..).zip(read(&file).lines()) {
            let remote = line.matches("://").count() - line.matches("://www.w3.org/").count();
            if remote > 0 && (line.contains("http://") || line.contains("https://")) {
                wrong.push(format!(
                    "{file}:{number}: an address elsewhere: bring the thing here"
                ));
            }
        }
        if !file.ends_with(".rs") {
            continue;
        }
        for (number, line) in code(&file) {
            for (text, advice) in [
                ("inner_html", "text that becomes markup: build elements"),
                (
                    " style=",
                    "an inline style, which the policy refuses: use a class",
                ),
                (
                    ":style=",
                    "an inline style, which the policy refuses: use a class",
                ),
                (
                    "\"estimate\"",
                    "browsers are wrong by gigabytes about free space: decide nothing by it \
                     (what is left to speak is for the eye, and has its place in persistence.rs)",
                ),
                (
                    "autocomplete=\"on\"",
                    "the browser would remember what is typed: say off",
                ),
            ] {
                let is_for_the_eye = text == "\"estimate\"" && file == "src/browser/persistence.rs";
                if line.contains(text) && !is_for_the_eye {
                    wrong.push(format!("{file}:{number}: {advice}"));
                }
            }
        }
    }
    none(&wrong);
}

#[test]
fn the_map_names_what_exists() {
    let file = "ARCHITECTURE.md";
    if !root().join(file).exists() {
        return;
    }
    let mut wrong = Vec::new();
    let mut is_drawing = false;
    for (number, line) in (1..).zip(read(file).lines()) {
        if line.starts_with("```") {
            is_drawing = !is_drawing;
        }
        if is_drawing {
            continue;
        }
        for name in line.split('`').skip(1).step_by(2) {
            let is_path = name.contains('/')
                || [".rs", ".md", ".toml"]
                    .iter()
                    .any(|end| name.ends_with(end));
            // `/study.json` is an address, `<id>` a pattern, and what has a blank is a command.
            if is_path
                && !name.starts_with('/')
                && !name.contains(['<', '*', ' '])
                && !root().join(name).exists()
            {
                wrong.push(format!(
                    "{file}:{number}: `{name}` does not exist: mend the map"
                ));
            }
        }
    }
    none(&wrong);
}
