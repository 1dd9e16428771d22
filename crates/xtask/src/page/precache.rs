//! The release as the service worker keeps it: every file that a page may ask for, with its digest.
//!
//! Must be the last step of the build's hook: whatever changes a file afterwards makes every phone
//! refuse it.

use std::{fs, path::Path};

use base64::{Engine, prelude::BASE64_STANDARD as BASE64};
use sha2::{Digest, Sha256};

use super::{PageError, desk, files};
use crate::error::TaskError;

/// The script that keeps a release on a phone.
pub const SERVICE_WORKER: &str = "sw.js";
/// Where the list goes, in that script.
const PLACEHOLDER: &str = "const RELEASE = null;";

/// One release of the app.
#[derive(Debug, PartialEq, Eq)]
pub struct Release {
    /// 16 hexadecimal digits that differ whenever a file or its name does.
    pub id: String,
    /// Addresses with their digests, in the order of the addresses.
    pub files: Vec<(String, String)>,
    /// The same of the desk, which are kept where the desk was opened.
    pub desk: Vec<(String, String)>,
}

impl Release {
    /// Reads a folder that is ready to be published.
    pub fn read(folder: &Path) -> Result<Self, PageError> {
        let (mut listed, mut at_the_desk) = (Vec::new(), Vec::new());
        for file in files(folder)? {
            let name = file.strip_prefix(folder).unwrap_or(&file);
            let name = name.to_string_lossy().replace('\\', "/");
            if !is_asked_by_pages(&name) {
                continue;
            }
            if !name.chars().all(is_plain) {
                return Err(PageError::FileName(name));
            }
            let address = match name.as_str() {
                "index.html" => "/".to_owned(),
                desk::PAGE => "/desk/".to_owned(),
                _ => format!("/{name}"),
            };
            let bytes = fs::read(&file).map_err(TaskError::file(&file))?;
            let digest = format!("sha256-{}", BASE64.encode(Sha256::digest(bytes)));
            match desk::is_at_the_desk(&name) {
                true => at_the_desk.push((address, digest)),
                false => listed.push((address, digest)),
            }
        }
        listed.sort();
        at_the_desk.sort();
        let mut all = Sha256::new();
        for (address, digest) in listed.iter().chain(&at_the_desk) {
            all.update(format!("{address} {digest}\n"));
        }
        let id = hex::encode(all.finalize())[..16].to_owned();
        Ok(Self {
            id,
            files: listed,
            desk: at_the_desk,
        })
    }

    /// Writes it into the folder's service worker.
    pub fn write(&self, folder: &Path) -> Result<(), PageError> {
        let file = folder.join(SERVICE_WORKER);
        let script = fs::read_to_string(&file).map_err(TaskError::file(&file))?;
        if script.matches(PLACEHOLDER).count() != 1 {
            return Err(PageError::Placeholder(PLACEHOLDER));
        }
        let script = script.replace(PLACEHOLDER, &self.as_javascript());
        fs::write(&file, script).map_err(TaskError::file(&file))?;
        Ok(())
    }

    /// One file a line, so that two releases can be compared. Nothing in it needs escaping.
    fn as_javascript(&self) -> String {
        let list = |files: &[(String, String)]| {
            let files: Vec<String> = files
                .iter()
                .map(|(address, digest)| format!("  [\"{address}\", \"{digest}\"]"))
                .collect();
            files.join(",\n")
        };
        format!(
            "const RELEASE = {{ \"id\": \"{}\", \"files\": [\n{}\n], \"desk\": [\n{}\n] }};",
            self.id,
            list(&self.files),
            list(&self.desk)
        )
    }
}

/// Everything but what hosts, installers, people and the service worker itself read. A kind of file
/// that nobody thought of is listed: it costs a download, where leaving it out costs the app when
/// there is no network.
fn is_asked_by_pages(name: &str) -> bool {
    !matches!(name, "_headers" | "study.json" | SERVICE_WORKER)
        && !name.starts_with("screenshots/")
        && !name.ends_with(".txt")
        && !name.split('/').any(|part| part.starts_with('.'))
}

/// Whether an address spells a character as it is. The page's requests are compared letter by
/// letter with the list.
fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-_./~".contains(c)
}

#[cfg(test)]
mod tests {
    use std::{env, path::PathBuf, process};

    use super::*;

    fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
        let folder = env::temp_dir().join(format!("precache-{}-{name}", process::id()));
        let _ = fs::remove_dir_all(&folder);
        for (name, text) in files {
            let file = folder.join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
        folder
    }

    const APP: [(&str, &str); 13] = [
        ("worker_loader.js", "go()"),
        ("app-1.js", "abc"),
        ("app-1_bg.wasm", "\0asm"),
        ("index.html", "<!doctype html>"),
        ("icons/icon-512.png", "png"),
        ("manifest.webmanifest", "{}"),
        // Asked for at the desk only:
        ("desk/index.html", "<!doctype html>"),
        ("desk_bg.wasm", "\0asm"),
        // Not asked for by pages:
        (
            "sw.js",
            "\"use strict\";\nconst RELEASE = null;\nrun(RELEASE);\n",
        ),
        ("_headers", "/*"),
        ("study.json", "{}"),
        ("fonts/LICENSE-literata.txt", "OFL"),
        ("screenshots/today.png", "png"),
    ];

    #[test]
    fn the_list_holds_what_pages_ask_for_in_order() {
        let folder = folder("list", &APP);
        let release = Release::read(&folder).unwrap();
        let addresses: Vec<&str> = release.files.iter().map(|(at, _)| at.as_str()).collect();
        assert_eq!(
            addresses,
            [
                "/",
                "/app-1.js",
                "/app-1_bg.wasm",
                "/icons/icon-512.png",
                "/manifest.webmanifest",
                "/worker_loader.js",
            ]
        );
        // printf abc | openssl dgst -sha256 -binary | base64
        assert_eq!(
            release.files[1].1,
            "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="
        );
        let desk: Vec<&str> = release.desk.iter().map(|(at, _)| at.as_str()).collect();
        assert_eq!(desk, ["/desk/", "/desk_bg.wasm"]);
        assert_eq!(release.id.len(), 16);
        assert!(release.id.chars().all(|c| c.is_ascii_hexdigit()));
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn the_id_changes_with_a_file_and_only_then() {
        let folder = folder("id", &APP);
        let first = Release::read(&folder).unwrap();
        assert_eq!(Release::read(&folder).unwrap(), first);
        fs::write(folder.join("study.json"), "{\"revision\":2}").unwrap();
        fs::write(folder.join("_headers"), "").unwrap();
        assert_eq!(Release::read(&folder).unwrap().id, first.id);

        fs::write(folder.join("app-1_bg.wasm"), "\0asn").unwrap();
        let changed = Release::read(&folder).unwrap();
        assert_ne!(changed.id, first.id);
        fs::rename(folder.join("app-1.js"), folder.join("app-2.js")).unwrap();
        assert_ne!(Release::read(&folder).unwrap().id, changed.id);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn the_list_takes_the_placeholders_place_once() {
        let folder = folder("write", &APP);
        let release = Release::read(&folder).unwrap();
        release.write(&folder).unwrap();
        let script = fs::read_to_string(folder.join("sw.js")).unwrap();
        assert!(script.starts_with(&format!(
            "\"use strict\";\nconst RELEASE = {{ \"id\": \"{}\", \"files\": [\n  [\"/\", \"sha256-",
            release.id
        )));
        assert!(script.ends_with("=\"]\n] };\nrun(RELEASE);\n"));
        // It is JSON, too.
        let list = script.split("const RELEASE = ").nth(1).unwrap();
        let list = list.split(";\n").next().unwrap();
        let list: serde_json::Value = serde_json::from_str(list).unwrap();
        assert_eq!(list["files"].as_array().unwrap().len(), release.files.len());
        assert_eq!(list["desk"].as_array().unwrap().len(), release.desk.len());

        // A script that was finished before, or that has two places, is not guessed at.
        for text in [script, PLACEHOLDER.repeat(2)] {
            fs::write(folder.join("sw.js"), text).unwrap();
            let error = release.write(&folder).unwrap_err();
            assert!(matches!(error, PageError::Placeholder(_)));
        }
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn the_apps_own_script_has_the_place() {
        let script = include_str!("../../../../public/sw.js");
        assert_eq!(script.matches(PLACEHOLDER).count(), 1);
    }

    #[test]
    fn a_name_that_an_address_would_spell_otherwise_is_refused() {
        let folder = folder("name", &[("index.html", ""), ("icons/é 1.svg", "")]);
        let error = Release::read(&folder).unwrap_err();
        assert!(matches!(error, PageError::FileName(name) if name == "icons/é 1.svg"));
        fs::remove_dir_all(folder).unwrap();
    }
}
