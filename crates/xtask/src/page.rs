//! Trunk's `post_build` hook: the last look at what will be published, before it is.
//!
//! It moves Trunk's inline loader into a file, shrinks the wasm, writes `_headers`, refuses a page
//! that the Content-Security-Policy would break or that asks another origin for anything, and at
//! last tells the service worker what the release consists of.

use std::{
    env, fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use crate::{
    error::TaskError,
    policy::{headers_file, meta_policy},
    tools,
};

pub mod desk;
mod html;
pub mod integrity;
pub mod name;
pub mod precache;

use html::InlineScript;
use precache::Release;

/// What rustc 1.95 and wasm-bindgen emit and every browser since Safari 16.4 runs. Not
/// `--all-features`: wasm-opt would then be free to write what phones cannot read.
const WASM_FEATURES: [&str; 8] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-call-indirect-overlong",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Finishes the page in the folder that Trunk names in `TRUNK_STAGING_DIR`.
pub fn finish_staged() -> Result<(), PageError> {
    let folder = env::var_os("TRUNK_STAGING_DIR").ok_or(PageError::NotInTrunk)?;
    let folder = PathBuf::from(folder);
    if let Some(name) = env::var_os(name::VARIABLE) {
        name::write(&name.to_string_lossy(), &folder)?;
    }
    finish(&folder)?;
    if env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "release") {
        shrink(&folder)?;
    }
    integrity::write(&folder)?;
    // Last: a file that changes after it is refused by every phone.
    let release = Release::read(&folder)?;
    release.write(&folder)?;
    say(&format!(
        "release {} of {} files",
        release.id,
        release.files.len() + release.desk.len()
    ));
    Ok(())
}

/// Rewrites and checks the page in one folder; leaves the wasm alone.
pub fn finish(folder: &Path) -> Result<(), PageError> {
    let index = folder.join("index.html");
    let page = fs::read_to_string(&index).map_err(TaskError::file(&index))?;
    let mut page = move_scripts(&page, folder)?;
    if let Some((participants, desk)) = desk::split(&page) {
        page = participants;
        check_page(&desk)?;
        let file = folder.join(desk::PAGE);
        let made = file.parent().map_or(Ok(()), fs::create_dir_all);
        made.and_then(|()| fs::write(&file, desk))
            .map_err(TaskError::file(&file))?;
    }
    check_page(&page)?;
    fs::write(&index, page).map_err(TaskError::file(&index))?;
    let headers = folder.join("_headers");
    fs::write(&headers, headers_file()).map_err(TaskError::file(headers))?;
    check_addresses(folder)
}

/// Why a page must not be published.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// The hook was called by hand.
    #[error("TRUNK_STAGING_DIR is not set")]
    NotInTrunk,
    /// A script that the policy would refuse, and that cannot be moved into a file.
    #[error("index.html still holds an inline script: {0}")]
    InlineScript(String),
    /// An attribute that the policy would refuse.
    #[error("index.html holds an inline {0}, which the policy refuses")]
    InlineAttribute(String),
    /// The page's own policy differs from the one the headers carry.
    #[error("index.html does not carry the policy of policy.rs in its meta tag")]
    Policy,
    /// Something would be asked from another origin.
    #[error("{file} names another origin: {address}")]
    RemoteAddress {
        /// The file, relative to the published folder.
        file: String,
        /// The address, shortened.
        address: String,
    },
    /// A file that the service worker would list under another address than pages ask for.
    #[error("{0}: the name needs escaping in an address")]
    FileName(String),
    /// The service worker has no place for the release, or more than one.
    #[error("sw.js must hold `{0}` exactly once")]
    Placeholder(&'static str),
    /// A name that no icon could carry.
    #[error("{0:?} cannot be the app's name")]
    AppName(String),
    /// A file or a program failed.
    #[error(transparent)]
    Task(#[from] TaskError),
}

impl PageError {
    /// What to do about it.
    pub fn advice(&self) -> Option<&'static str> {
        match self {
            Self::NotInTrunk => Some("this is Trunk's hook: run `cargo xtask build`"),
            Self::InlineScript(_) | Self::InlineAttribute(_) => {
                Some("move it into a file of public/ or style/")
            }
            Self::Policy => Some("copy the policy into index.html, without frame-ancestors"),
            Self::RemoteAddress { .. } => Some("put a copy of it into public/"),
            Self::FileName(_) => Some("use letters, digits, dots and hyphens"),
            Self::Placeholder(_) => Some("compare it with public/sw.js, and build anew"),
            Self::AppName(_) => Some("take one line of 1 to 40 characters"),
            Self::Task(error) => error.advice(),
        }
    }
}

/// Puts each inline script into a file of its own, named by its content.
fn move_scripts(page: &str, folder: &Path) -> Result<String, PageError> {
    let mut rest = page;
    let mut moved = String::with_capacity(page.len());
    while let Some(InlineScript {
        range,
        attributes,
        code,
    }) = html::first_inline_script(rest)
    {
        let code = code.trim();
        let digest = hex::encode(Sha256::digest(code));
        let name = format!("boot-{}.js", &digest[..16]);
        let file = folder.join(&name);
        fs::write(&file, format!("{code}\n")).map_err(TaskError::file(file))?;
        moved.push_str(&rest[..range.start]);
        moved.push_str(&format!("<script{attributes} src=\"/{name}\"></script>"));
        rest = &rest[range.end..];
    }
    moved.push_str(rest);
    Ok(moved)
}

fn check_page(page: &str) -> Result<(), PageError> {
    if let Some(script) = html::first_inline_script(page) {
        let start: String = script.code.trim().chars().take(60).collect();
        return Err(PageError::InlineScript(start));
    }
    if let Some(attribute) = html::first_inline_attribute(page) {
        return Err(PageError::InlineAttribute(attribute));
    }
    if !page.contains(&format!("content=\"{}\"", meta_policy())) {
        return Err(PageError::Policy);
    }
    Ok(())
}

/// Reads every text file that a browser acts upon.
fn check_addresses(folder: &Path) -> Result<(), PageError> {
    for file in files(folder)? {
        let kind = file.extension().and_then(|extension| extension.to_str());
        if !matches!(kind, Some("html" | "css" | "js" | "svg" | "webmanifest")) {
            continue;
        }
        let text = fs::read_to_string(&file).map_err(TaskError::file(&file))?;
        if let Some(address) = html::first_remote_address(&text) {
            let name = file.strip_prefix(folder).unwrap_or(&file);
            return Err(PageError::RemoteAddress {
                file: name.display().to_string(),
                address: address.chars().take(80).collect(),
            });
        }
    }
    Ok(())
}

/// Runs wasm-opt over every wasm file, where `cargo xtask setup` has installed it.
fn shrink(folder: &Path) -> Result<(), PageError> {
    let Some(wasm_opt) = tools::wasm_opt() else {
        say("wasm-opt is not installed: the wasm stays as it is (cargo xtask setup installs it)");
        return Ok(());
    };
    for file in files(folder)? {
        if file.extension().is_none_or(|extension| extension != "wasm") {
            continue;
        }
        let before = size(&file)?;
        // Beside the original first: a broken run must not leave half a file under its name.
        let smaller = file.with_extension("wasm.smaller");
        let mut command = tools::command(&wasm_opt);
        command.arg("-Oz").args(WASM_FEATURES);
        command.arg(&file).arg("-o").arg(&smaller);
        tools::run(&mut command)?;
        fs::rename(&smaller, &file).map_err(TaskError::file(&file))?;
        say(&format!(
            "{}: {} KB, {} KB before wasm-opt",
            file.file_name().unwrap_or_default().to_string_lossy(),
            size(&file)?.div_ceil(1000),
            before.div_ceil(1000),
        ));
    }
    Ok(())
}

fn size(file: &Path) -> Result<u64, TaskError> {
    Ok(fs::metadata(file).map_err(TaskError::file(file))?.len())
}

/// Every file below a folder, in the order of their names.
pub(crate) fn files(folder: &Path) -> Result<Vec<PathBuf>, TaskError> {
    let list = |folder: &Path| -> io::Result<Vec<PathBuf>> {
        let mut found = Vec::new();
        let mut open = vec![folder.to_path_buf()];
        while let Some(next) = open.pop() {
            for entry in fs::read_dir(next)? {
                let path = entry?.path();
                if path.is_dir() {
                    open.push(path);
                } else {
                    found.push(path);
                }
            }
        }
        found.sort();
        Ok(found)
    };
    list(folder).map_err(TaskError::file(folder))
}

fn say(sentence: &str) {
    // Inside Trunk's hook; a closed terminal is no reason to stop a build.
    let _ = writeln!(io::stderr(), "page: {sentence}");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(body: &str) -> String {
        format!(
            "<!doctype html><meta http-equiv=\"Content-Security-Policy\" content=\"{}\">{body}",
            meta_policy()
        )
    }

    fn folder(name: &str) -> PathBuf {
        let folder = env::temp_dir().join(format!("page-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn the_loader_moves_into_a_file_and_headers_are_written() {
        let folder = folder("moves");
        let inline =
            "<script type=\"module\">\nimport init from '/a.js';\nawait init();\n</script>";
        fs::write(folder.join("index.html"), page(inline)).unwrap();
        finish(&folder).unwrap();

        let after = fs::read_to_string(folder.join("index.html")).unwrap();
        let start = after.find("src=\"/boot-").unwrap() + "src=\"/".len();
        let name = &after[start..start + after[start..].find('"').unwrap()];
        assert!(after.contains(&format!(
            "<script type=\"module\" src=\"/{name}\"></script>"
        )));
        assert_eq!(
            fs::read_to_string(folder.join(name)).unwrap(),
            "import init from '/a.js';\nawait init();\n"
        );
        let headers = fs::read_to_string(folder.join("_headers")).unwrap();
        assert!(headers.contains("frame-ancestors 'none'"));

        // A second run finds nothing left to move.
        finish(&folder).unwrap();
        assert_eq!(
            fs::read_to_string(folder.join("index.html")).unwrap(),
            after
        );
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_page_that_the_policy_would_break_is_refused() {
        let refuse = |body: &str| {
            let folder = folder("refused");
            fs::write(folder.join("index.html"), body).unwrap();
            let error = finish(&folder).unwrap_err();
            fs::remove_dir_all(folder).unwrap();
            error
        };
        assert!(matches!(
            refuse(&page("<p style=\"color:red\">")),
            PageError::InlineAttribute(name) if name == "style"
        ));
        assert!(matches!(
            refuse(&page("<img onerror=alert(1)>")),
            PageError::InlineAttribute(name) if name == "onerror"
        ));
        assert!(matches!(
            refuse(&page("<link href=\"https://fonts.example/a.css\">")),
            PageError::RemoteAddress { file, .. } if file == "index.html"
        ));
        assert!(matches!(refuse("<!doctype html>"), PageError::Policy));
    }
}
