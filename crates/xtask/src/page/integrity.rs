//! Digests in the page itself: a browser starts no script of it whose bytes are others.
//!
//! The service worker compares every file of a release; the very first visit has no service worker.
//! The page's own bytes have no digest anywhere: whoever serves another page serves other digests.

use std::{fs, path::Path};

use base64::{Engine, prelude::BASE64_STANDARD as BASE64};
use sha2::{Digest, Sha256};

use super::{PageError, desk, files};
use crate::error::TaskError;

/// How Trunk has a page load the modules of its scripts early.
const PRELOAD: &str = "<link rel=\"modulepreload\" ";

/// Writes the digests of scripts and wasm into a folder whose files are final.
pub fn write(folder: &Path) -> Result<(), PageError> {
    pin_wasm(folder)?;
    pin_desk(folder)?;
    for page in ["index.html", desk::PAGE] {
        let file = folder.join(page);
        if page == desk::PAGE && !file.exists() {
            continue;
        }
        let page = fs::read_to_string(&file).map_err(TaskError::file(&file))?;
        let page = without_preload(&page);
        let page = pin(&page, "<script ", "src", folder)?;
        let page = pin(&page, PRELOAD, "href", folder)?;
        let page = in_order(&page);
        fs::write(&file, page).map_err(TaskError::file(&file))?;
    }
    Ok(())
}

/// The same of the desk's loader, which Trunk writes for a worker and which a page loads as well.
fn pin_desk(folder: &Path) -> Result<(), PageError> {
    let file = folder.join(desk::LOADER);
    if !file.exists() {
        return Ok(());
    }
    let code = fs::read_to_string(&file).map_err(TaskError::file(&file))?;
    let digest = digest(&folder.join("desk_bg.wasm"))?;
    let pinned = format!(
        "await init({{ module_or_path: fetch('/desk_bg.wasm', {{ integrity: '{digest}' }}) }});"
    );
    let code = code.replacen("await init();", &pinned, 1);
    fs::write(&file, code).map_err(TaskError::file(&file))?;
    Ok(())
}

/// Has the loader fetch the wasm by its digest.
fn pin_wasm(folder: &Path) -> Result<(), PageError> {
    let is_loader = |file: &Path| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("boot-") && name.ends_with(".js")
    };
    for file in files(folder)?.into_iter().filter(|file| is_loader(file)) {
        let code = fs::read_to_string(&file).map_err(TaskError::file(&file))?;
        let Some((before, rest)) = code.split_once("module_or_path: '/") else {
            continue;
        };
        let Some((wasm, after)) = rest.split_once('\'') else {
            continue;
        };
        let digest = digest(&folder.join(wasm))?;
        let code =
            format!("{before}module_or_path: fetch('/{wasm}', {{ integrity: '{digest}' }}){after}");
        fs::write(&file, code).map_err(TaskError::file(&file))?;
    }
    Ok(())
}

/// Without Trunk's preload of the wasm: a fetch with a digest does not take it over, and the wasm
/// would be loaded twice.
fn without_preload(page: &str) -> String {
    let Some((before, rest)) = page.split_once("<link rel=\"preload\" href=\"/closing-the-loop")
    else {
        return page.to_owned();
    };
    let after = rest.split_once('>').map_or("", |(_, after)| after);
    format!("{before}{after}")
}

/// The preloads in the order of their names: Trunk writes them in the order in which a folder was
/// read, so that two builds of the same source differed.
fn in_order(page: &str) -> String {
    let mut pieces = page.split(PRELOAD);
    let mut ordered = pieces.next().unwrap_or_default().to_owned();
    let ended = |piece| str::split_once(piece, '>').unwrap_or((piece, ""));
    let (mut tags, between): (Vec<_>, Vec<_>) = pieces.map(ended).unzip();
    tags.sort_unstable();
    for (tag, after) in tags.into_iter().zip(between) {
        ordered.extend([PRELOAD, tag, ">", after]);
    }
    ordered
}

/// Adds the digest to every element of a kind that names a file and has none yet.
fn pin(page: &str, element: &str, attribute: &str, folder: &Path) -> Result<String, PageError> {
    let start = format!("{attribute}=\"/");
    let mut pinned = String::with_capacity(page.len());
    let mut rest = page;
    while let Some(at) = rest.find(element) {
        let end = rest[at..].find('>').map_or(rest.len(), |end| at + end);
        let tag = &rest[at..end];
        let name = tag.split_once(&start);
        let name = name.and_then(|(_, name)| name.split_once('"'));
        pinned.push_str(&rest[..end]);
        if let Some((name, _)) = name.filter(|_| !tag.contains("integrity=")) {
            let digest = digest(&folder.join(name))?;
            pinned.push_str(&format!(" integrity=\"{digest}\""));
        }
        rest = &rest[end..];
    }
    pinned.push_str(rest);
    Ok(pinned)
}

fn digest(file: &Path) -> Result<String, PageError> {
    let bytes = fs::read(file).map_err(TaskError::file(file))?;
    Ok(format!("sha256-{}", BASE64.encode(Sha256::digest(bytes))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn preloads_stand_in_the_order_of_their_names() {
        let link = |name: &str| format!("{PRELOAD}href=\"/{name}.js\" crossorigin=\"anonymous\">");
        let page = |[a, b, c]: [&str; 3]| format!("<p>{}{} and {}<b>", link(a), link(b), link(c));
        let ordered = page(["a", "b", "c"]);
        for names in [["c", "a", "b"], ["b", "c", "a"], ["a", "b", "c"]] {
            assert_eq!(in_order(&page(names)), ordered);
        }
        assert_eq!(in_order("<p>none"), "<p>none");
    }

    #[test]
    fn scripts_and_wasm_are_pinned_once() {
        let folder = std::env::temp_dir().join(format!("integrity-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let page = "<script src=\"/check.js\" defer></script>\
                    <script type=\"module\" src=\"/boot-1.js\"></script>\
                    <link rel=\"modulepreload\" href=\"/app.js\" crossorigin=\"anonymous\">\
                    <link rel=\"preload\" href=\"/closing-the-loop-1_bg.wasm\" as=\"fetch\"><p>on";
        for (name, text) in [
            ("index.html", page),
            ("check.js", "abc"),
            (
                "boot-1.js",
                "await init({ module_or_path: '/closing-the-loop-1_bg.wasm' });",
            ),
            ("app.js", "abc"),
            ("closing-the-loop-1_bg.wasm", "abc"),
            (
                "desk_loader.js",
                "import init from './desk.js';await init();",
            ),
            ("desk_bg.wasm", "abc"),
        ] {
            fs::write(folder.join(name), text).unwrap();
        }
        write(&folder).unwrap();
        // FIPS 180-2, the digest of "abc".
        let abc = "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";
        let boot = fs::read_to_string(folder.join("boot-1.js")).unwrap();
        assert_eq!(
            boot,
            format!(
                "await init({{ module_or_path: fetch('/closing-the-loop-1_bg.wasm', \
                 {{ integrity: '{abc}' }}) }});"
            )
        );
        let written = fs::read_to_string(folder.join("index.html")).unwrap();
        let boot = digest(&folder.join("boot-1.js")).unwrap();
        assert_eq!(
            written,
            format!(
                "<script src=\"/check.js\" defer integrity=\"{abc}\"></script>\
                 <script type=\"module\" src=\"/boot-1.js\" integrity=\"{boot}\"></script>\
                 <link rel=\"modulepreload\" href=\"/app.js\" crossorigin=\"anonymous\" \
                 integrity=\"{abc}\"><p>on"
            )
        );
        let desk = fs::read_to_string(folder.join("desk_loader.js")).unwrap();
        assert!(desk.contains(&format!("fetch('/desk_bg.wasm', {{ integrity: '{abc}' }})")));
        write(&folder).unwrap();
        assert_eq!(
            fs::read_to_string(folder.join("index.html")).unwrap(),
            written
        );
        fs::remove_dir_all(folder).unwrap();
    }
}
