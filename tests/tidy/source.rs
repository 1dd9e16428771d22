//! What the rules are read from: files, and lines of them.

use std::fs;
use std::path::Path;

/// Fails with every complaint.
#[track_caller]
pub fn none(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

/// The folder of the whole house.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The text of a file, by its path from the root.
pub fn read(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// Files of a kind below a folder, as paths from the root.
pub fn files(folder: &str, kind: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders: Vec<_> = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
        for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == kind) {
                found.push(from_root(&path));
            }
        }
    }
    found.sort();
    found
}

fn from_root(path: &Path) -> String {
    let path = path.strip_prefix(root()).unwrap_or(path);
    path.to_string_lossy().replace('\\', "/")
}

/// Every Rust file.
pub fn rust() -> Vec<String> {
    ["src", "crates", "tests", "benches"]
        .map(|folder| files(folder, "rs"))
        .concat()
}

/// Every manifest.
pub fn manifests() -> Vec<String> {
    let mut found = [files("crates", "toml"), files("tests", "toml")].concat();
    found.retain(|file| file.ends_with("/Cargo.toml"));
    found.push("Cargo.toml".to_owned());
    found
}

/// The numbered lines of a file that are no comments.
pub fn code(file: &str) -> Vec<(usize, String)> {
    let text = read(file);
    let lines = (1..).zip(text.lines());
    let lines = lines.filter(|(_, line)| !line.trim_start().starts_with("//"));
    lines
        .map(|(number, line)| (number, line.to_owned()))
        .collect()
}

/// The numbered lines of a manifest that name a dependency, of whatever kind and target.
pub fn dependencies(file: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut is_listed = false;
    let mut depth = 0;
    for (number, line) in (1..).zip(read(file).lines()) {
        let is_inside = depth > 0;
        if !is_inside && line.starts_with('[') {
            is_listed = line.ends_with("dependencies]");
            continue;
        }
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        depth += line.matches(['[', '{']).count();
        depth -= line.matches([']', '}']).count();
        if is_listed && !is_inside {
            found.push((number, line.to_owned()));
        }
    }
    found
}
