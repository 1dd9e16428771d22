//! The release build, and how large it came out.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use flate2::{Compression, write::GzEncoder};

use crate::{
    error::TaskError,
    page,
    tools::{self, command, root, run},
};

/// Where the built app lies.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// Builds the app into [`dist`], installing what is missing first.
pub fn build() -> Result<(), TaskError> {
    tools::install_for_build()?;
    build_with_trunk()
}

/// Builds the app with the tools that are there.
pub fn build_with_trunk() -> Result<(), TaskError> {
    // Everything is fetched by Cargo; Trunk, told to stay offline, then takes wasm-bindgen from our
    // PATH and downloads nothing.
    run(command("cargo").args(["fetch", "--locked"]))?;
    run(command("trunk")
        .args(["build", "--release", "--offline"])
        // Trunk 0.21 takes the variable's usual value, 1, for a mistake.
        .env_remove("NO_COLOR"))
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
        "_headers" => None,
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
