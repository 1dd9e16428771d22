//! The arrows between the rooms, and the stores that must stay.

use std::collections::BTreeSet;

use super::source::{code, dependencies, files, manifests, none, read};

/// Stores that exist on people's phones: a store that is not named is deleted by the next version.
const RELEASED_STORES: [(u8, &str); 6] = [
    (1, "profile"),
    (2, "entries"),
    (3, "drafts"),
    (4, "receipts"),
    (5, "catalogue"),
    (6, "recordings"),
];

#[test]
fn crates_import_downwards_only() {
    let ours = ["journal", "vault", "sound", "bundle", "desk", "workspace"];
    let refused = |room: &str| -> &[&str] {
        match room {
            "journal" | "sound" => &ours,
            "vault" => &["journal", "sound", "bundle", "desk", "workspace"],
            "bundle" => &["vault", "sound", "desk", "workspace"],
            "desk" => &["vault", "workspace"],
            "workspace" | "desk-cli" => &["vault"],
            _ => &[],
        }
    };
    let browser = ["web-sys", "js-sys", "wasm-bindgen", "leptos", "rexie"];
    let mut wrong = Vec::new();
    for file in manifests().iter().filter(|f| f.starts_with("crates/")) {
        let room = file.split('/').nth(1).unwrap_or_default();
        for (number, line) in dependencies(file) {
            let name = line.split(['.', ' ', '=']).next().unwrap_or_default();
            // A dependency can be renamed.
            let real = line.split("package = \"").nth(1);
            let real = real.and_then(|rest| rest.split('"').next()).unwrap_or(name);
            if browser.iter().any(|b| real.starts_with(b)) || real.starts_with("gloo") {
                wrong.push(format!(
                    "{file}:{number}: {real} is for the browser: it belongs to src/browser"
                ));
            }
            if refused(room).contains(&real) && real != room {
                wrong.push(format!(
                    "{file}:{number}: {room} must not know {real}: see ARCHITECTURE.md, Arrows"
                ));
            }
        }
    }
    none(&wrong);
}

#[test]
fn rooms_of_the_app_import_downwards_only() {
    let mut wrong = Vec::new();
    for file in files("src", "rs") {
        let is_in = |room: &str| {
            file == format!("src/{room}.rs") || file.starts_with(&format!("src/{room}/"))
        };
        let mut refused: Vec<(&str, &str)> = Vec::new();
        if is_in("browser") {
            refused.extend(
                [
                    "leptos",
                    "crate::state",
                    "crate::pages",
                    "crate::components",
                    "journal::Entry",
                ]
                .map(|path| (path, "the browser knows no views, no state and no entries")),
            );
            if file != "src/browser/worker.rs" {
                refused.push(("crate::jobs", "only worker.rs carries jobs"));
            }
        } else {
            refused.extend(
                ["web_sys", "js_sys", "rexie", "idb", "wasm_bindgen"]
                    .map(|path| (path, "only src/browser says this: add a function there")),
            );
        }
        if is_in("pages") || is_in("components") {
            refused.extend(
                ["vault", "bundle"]
                    .map(|path| (path, "go through src/state: what is sealed stays there")),
            );
        }
        if is_in("state") {
            refused.extend(
                ["crate::pages", "crate::components"]
                    .map(|path| (path, "state is drawn, and draws nothing")),
            );
        }
        let devices: Option<&[&str]> = match () {
            () if is_in("pages") => Some(&["page", "BrowserError"]),
            () if is_in("components") => Some(&["page", "clock", "files", "BrowserError"]),
            () => None,
        };
        for (number, path) in paths(&file) {
            // Leptos hands on what it is made of.
            let plain = path.strip_prefix("leptos::").filter(|_| !is_in("browser"));
            let plain = plain.unwrap_or(&path);
            for (name, why) in &refused {
                // A name of one word alone can be anything; `wasm_bindgen_futures` is its kin.
                let is_it = match plain.strip_prefix(name) {
                    Some("") => name.contains(['_', ':']),
                    Some(rest) => {
                        rest.starts_with("::") || *name == "wasm_bindgen" && rest.starts_with('_')
                    }
                    None => false,
                };
                if is_it {
                    wrong.push(format!("{file}:{number}: says {path}: {why}"));
                }
            }
            let device = path.strip_prefix("crate::browser").unwrap_or("::page");
            let device = device.split("::").nth(1).unwrap_or_default();
            if let Some(allowed) = devices.filter(|allowed| !allowed.contains(&device)) {
                wrong.push(format!(
                    "{file}:{number}: says {path}: of the browser only {allowed:?} here; else through src/state"
                ));
            }
        }
    }
    none(&wrong);
}

#[test]
fn stores_only_grow() {
    let file = "src/browser/database.rs";
    let text = read(file);
    let after = |start: &str| text.split(start).nth(1).unwrap_or_default();
    let list = after("pub const STORES")
        .split(" = [")
        .nth(1)
        .unwrap_or_default();
    let list = list.split(']').next().unwrap_or_default();
    let stores: Vec<(u8, String)> = list
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(|name| {
            let body = after(&format!("pub const {name}: Store"));
            let code = body
                .split("code: ")
                .nth(1)
                .and_then(|rest| rest.split(',').next());
            let name = body
                .split("name: \"")
                .nth(1)
                .and_then(|rest| rest.split('"').next());
            (
                code.and_then(|code| code.parse().ok()).unwrap_or(0),
                name.unwrap_or_default().to_owned(),
            )
        })
        .collect();
    let released = RELEASED_STORES.map(|(code, name)| (code, name.to_owned()));
    let number = 1 + text
        .lines()
        .position(|l| l.contains("pub const STORES"))
        .unwrap_or(0);
    assert!(
        stores.starts_with(&released),
        "{file}:{number}: {stores:?} must begin with {released:?}: add stores at the end, remove none"
    );
}

/// Every path in the code of a file, braces spelled out.
fn paths(file: &str) -> Vec<(usize, String)> {
    let mut text = String::new();
    let mut last = 0;
    for (number, line) in code(file) {
        text.push_str(&"\n".repeat(number - last));
        text.push_str(&line);
        last = number;
    }
    let mut found = BTreeSet::new();
    let mut rest = text.as_str();
    while let Some(start) = rest.find(|c: char| c.is_alphanumeric() || c == '_') {
        rest = spell(&rest[start..], "", &mut |path, rest| {
            let number = text[..text.len() - rest.len()].matches('\n').count();
            found.insert((number, path));
        });
    }
    found.into_iter().collect()
}

/// Reads one path, or a tree of them, and returns what follows.
fn spell<'a>(text: &'a str, before: &str, tell: &mut dyn FnMut(String, &str)) -> &'a str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_');
    let (name, rest) = text.split_at(end.unwrap_or(text.len()));
    let path = format!("{before}{name}");
    let Some(more) = rest.strip_prefix("::") else {
        tell(path, rest);
        return rest;
    };
    let before = format!("{path}::");
    if let Some(mut tree) = more.strip_prefix('{') {
        loop {
            tree = tree.trim_start_matches([',', ' ', '\n']);
            if let Some(rest) = tree.strip_prefix('}') {
                return rest;
            }
            let left = spell(tree, &before, tell);
            // What is no path (`as`, a star) is passed over.
            let next = left.find([',', '}']).unwrap_or(left.len());
            tree = &left[next..];
            if tree.is_empty() {
                return tree;
            }
        }
    }
    if more.starts_with(|c: char| c.is_alphabetic() || c == '_') {
        return spell(more, &before, tell);
    }
    tell(path, rest);
    more
}
