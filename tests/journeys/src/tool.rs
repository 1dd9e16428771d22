//! Programs beside the browser: the desk, and the readers that know nothing of us.

use std::{path::Path, process::Command};

use xtask::tools::{command, line};

/// Runs a program to its end, with our tools first on its PATH; it has to succeed.
#[track_caller]
pub fn run(program: &str, folder: &Path, arguments: &[&str], input: Option<&Path>) -> String {
    let found = xtask::tools::which(program);
    let mut command = command(found.unwrap_or_else(|| panic!("{program} is not installed")));
    command.current_dir(folder).args(arguments);
    if let Some(input) = input {
        let file = std::fs::File::open(input).expect("the input can be read");
        command.stdin(file);
    }
    let (status, text) = outcome(&mut command);
    assert_eq!(status, 0, "{} said:\n{text}", line(&command));
    text
}

/// Runs `loop-desk`, built if need be, and gives its exit code and what it said.
pub fn run_desk(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let manifest = xtask::tools::root().join("Cargo.toml");
    let mut command = command(env!("CARGO"));
    command
        .current_dir(folder)
        .args(["run", "--quiet", "--package", "desk-cli", "--manifest-path"])
        .arg(manifest)
        .arg("--")
        .args(arguments);
    outcome(&mut command)
}

fn outcome(command: &mut Command) -> (i32, String) {
    let shown = line(command);
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{shown} could not be started: {error}"));
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8_lossy(&text).into_owned();
    (output.status.code().unwrap_or(-1), text)
}
