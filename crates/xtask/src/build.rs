//! The release build, what a study may change in it, and how large it came out.

use std::{
    error::Error,
    ffi::OsString,
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use flate2::{Compression, write::GzEncoder};

use crate::{
    demo,
    error::TaskError,
    page::{self, precache::SERVICE_WORKER},
    tools::{self, command, root, run},
};

/// Where the built app lies.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// What one study wants in its copy of the app.
#[derive(Debug, Default)]
pub struct Wishes {
    /// The name below the icon, instead of the app's own.
    pub name: Option<String>,
    /// The study pack that lies beside the app.
    pub study: Option<PathBuf>,
}

/// Builds the app into [`dist`], installing what is missing first.
pub fn build(wishes: &Wishes) -> Result<(), Box<dyn Error>> {
    // A build takes minutes: what is wrong with the wishes is said before.
    if let Some(name) = &wishes.name {
        page::name::check(name)?;
    }
    let study = wishes.study.as_deref().map(demo::read_study).transpose()?;
    tools::install_for_build()?;
    build_with_trunk(wishes.name.as_deref())?;
    if let Some(bytes) = study {
        let file = dist().join("study.json");
        fs::write(&file, bytes).map_err(TaskError::file(file))?;
    }
    Ok(())
}

/// Builds the app with the tools that are there.
pub fn build_with_trunk(name: Option<&str>) -> Result<(), TaskError> {
    // Everything is fetched by Cargo; Trunk, told to stay offline, then takes wasm-bindgen from our
    // PATH and downloads nothing.
    run(command("cargo").args(["fetch", "--locked"]))?;
    let mut trunk = command("trunk");
    trunk
        .args(["build", "--release", "--offline"])
        // Trunk 0.21 takes the variable's usual value, 1, for a mistake.
        .env_remove("NO_COLOR");
    if let Some(name) = name {
        trunk.env(page::name::VARIABLE, name);
    }
    run(&mut trunk)
}

/// Builds the app and brings faults about in real browsers; the harness prints its table.
pub fn faults(arguments: &[OsString]) -> Result<(), Box<dyn Error>> {
    build(&Wishes::default())?;
    tools::install_for_tests()?;
    Ok(run(command("cargo")
        .args([
            "run",
            "--quiet",
            "--package",
            "journeys",
            "--bin",
            "faults",
            "--",
        ])
        .args(arguments))?)
}

/// Writes the golden bundles of `crates/bundle` that are missing, then checks them all.
pub fn testkit() -> Result<(), TaskError> {
    run(command("cargo")
        .args(["test", "--package", "bundle", "golden_bundles"])
        .env("LOOP_WRITE_TESTKIT", "1"))
}

/// Runs the benchmarks, then says how much a phone loads.
pub fn bench() -> Result<(), TaskError> {
    run(command("cargo").args(["bench", "--package", "closing-the-loop", "--bench", "cost"]))?;
    run(command("cargo").args(["bench", "--package", "desk-cli", "--bench", "scale"]))?;
    if !dist().is_dir() {
        println!("no sizes: nothing is built yet (cargo xtask build)");
        return Ok(());
    }
    tools::install_for_tests()?;
    run(command("cargo").args([
        "run",
        "--quiet",
        "--package",
        "journeys",
        "--example",
        "cost",
    ]))?;
    println!("what a phone loads, in bytes after gzip -9");
    let (mut first, mut all) = (0, 0);
    for file in page::files(&dist())? {
        let name = file
            .strip_prefix(dist())
            .unwrap_or(&file)
            .display()
            .to_string();
        let Some(when) = needed(&name) else { continue };
        let size = gzipped(&file)?;
        all += size;
        if when == "first page" {
            first += size;
        }
        println!("{size:>9}  {name} ({when})");
    }
    println!("{first:>9}  until the first page is usable");
    println!("{all:>9}  in all");
    Ok(())
}

/// When a browser asks for a file of dist/; `None` for what only servers and installers read.
fn needed(name: &str) -> Option<&'static str> {
    match name {
        "_headers" | "study.json" => None,
        SERVICE_WORKER => Some("after the first page, with all the rest, to be kept offline"),
        "manifest.webmanifest" | "icons/icon-mono.svg" => Some("when the app is installed"),
        _ if page::desk::is_at_the_desk(name) => Some("at the research desk only"),
        _ if name.ends_with(".txt") || name.ends_with(".png") => None,
        _ if name.starts_with("worker") => Some("when the journal is opened or shared"),
        _ if name.starts_with("estimator") => Some("when a passphrase is chosen"),
        _ if name.contains("italic") => Some("where a text is set in italics"),
        _ => Some("first page"),
    }
}

fn gzipped(file: &Path) -> Result<u64, TaskError> {
    let bytes = fs::read(file).map_err(TaskError::file(file))?;
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder
        .write_all(&bytes)
        .and_then(|()| encoder.finish())
        .map_err(TaskError::file(file))
        .map(|packed| packed.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_page_needs_no_offline_files() {
        for name in ["index.html", "check.js", "app-1f_bg.wasm", "icons/icon.svg"] {
            assert_eq!(needed(name), Some("first page"), "{name}");
        }
        for name in [
            "sw.js",
            "manifest.webmanifest",
            "worker_loader.js",
            "desk/index.html",
            "desk_bg.wasm",
        ] {
            assert!(
                needed(name).is_some_and(|when| when != "first page"),
                "{name}"
            );
        }
        for name in ["_headers", "study.json", "screenshots/today.png"] {
            assert_eq!(needed(name), None, "{name}");
        }
    }
}
