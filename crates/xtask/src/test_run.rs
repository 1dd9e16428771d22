//! Every check of the project, in order, counted.

use std::{
    fmt,
    io::{BufRead, BufReader},
    ops::AddAssign,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use crate::{
    build,
    error::TaskError,
    tools::{self, command, line},
};

/// How long one browser test may take, in seconds; a phone-strength key derivation needs several.
const BROWSER_TEST_SECONDS: &str = "120";

/// Runs all checks, says how each went, and stops at the first that fails.
pub fn test() -> Report {
    let mut count = Count::default();
    let result = run_steps(&mut count);
    Report { count, result }
}

/// What came of the checks.
#[derive(Debug)]
pub struct Report {
    /// The tests that ran, up to the end or the failure.
    pub count: Count,
    /// Why they stopped early.
    pub result: Result<(), TaskError>,
}

/// Tests that passed and failed.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// Tests that held.
    pub passed: u64,
    /// Tests that did not, and checks without tests of their own that failed.
    pub failed: u64,
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl Count {
    /// Reads a summary as libtest and wasm-bindgen-test print it:
    /// `test result: ok. 5 passed; 0 failed; …`. Other lines count nothing.
    fn from_line(line: &str) -> Self {
        let Some((_, summary)) = line.split_once("test result: ") else {
            return Self::default();
        };
        let number_before = |word: &str| {
            let words: Vec<&str> = summary.split([' ', ';', ',']).collect();
            let at = words.iter().position(|found| *found == word)?;
            words.get(at.checked_sub(1)?)?.parse().ok()
        };
        Self {
            passed: number_before("passed").unwrap_or(0),
            failed: number_before("failed").unwrap_or(0),
        }
    }
}

/// One check: what it is called, and what it does.
struct Step {
    name: &'static str,
    action: Action,
}

enum Action {
    Install,
    Cargo(&'static [&'static str]),
    Build,
}

const STEPS: [Step; 9] = [
    Step {
        name: "tools",
        action: Action::Install,
    },
    Step {
        name: "formatting",
        action: Action::Cargo(&["fmt", "--all", "--check"]),
    },
    Step {
        name: "clippy, native",
        action: Action::Cargo(&[
            "clippy",
            "--workspace",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ]),
    },
    Step {
        name: "tests, native",
        action: Action::Cargo(&[
            "test",
            "--workspace",
            "--exclude",
            "journeys",
            "--no-fail-fast",
        ]),
    },
    Step {
        name: "files of ours, by other people's programs",
        action: Action::Cargo(&[
            "test",
            "--package",
            "bundle",
            "--package",
            "workspace",
            "--package",
            "desk-cli",
            "--test",
            "without_us",
            "--test",
            "keys_without_us",
            "--test",
            "calendar_without_us",
            "--test",
            "disk_full",
            "--",
            "--ignored",
        ]),
    },
    Step {
        name: "clippy, browser",
        action: Action::Cargo(&[
            "clippy",
            "--package",
            "closing-the-loop",
            "--target",
            "wasm32-unknown-unknown",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ]),
    },
    Step {
        name: "tests, in headless Chromium",
        action: Action::Cargo(&[
            "test",
            "--package",
            "closing-the-loop",
            "--target",
            "wasm32-unknown-unknown",
            "--no-fail-fast",
        ]),
    },
    Step {
        name: "release build",
        action: Action::Build,
    },
    Step {
        name: "journeys through the built app",
        action: Action::Cargo(&["test", "--package", "journeys", "--no-fail-fast"]),
    },
];

fn run_steps(count: &mut Count) -> Result<(), TaskError> {
    let start = Instant::now();
    for (number, step) in STEPS.iter().enumerate() {
        println!("== {}/{}: {}", number + 1, STEPS.len(), step.name);
        let start = Instant::now();
        let before = count.failed;
        let result = match step.action {
            Action::Cargo(arguments) => run_counted(command("cargo").args(arguments), count),
            Action::Install => tools::install_for_build().and_then(|()| tools::install_for_tests()),
            Action::Build => build::build_with_trunk(None),
        };
        let time = minutes(start.elapsed());
        if let Err(error) = result {
            // A step without tests of its own is then the one that failed.
            if count.failed == before {
                count.failed += 1;
            }
            println!("== stopped: \"{}\" failed after {time}", step.name);
            return Err(error);
        }
        println!("== {} done in {time}", step.name);
    }
    println!("== everything done in {}", minutes(start.elapsed()));
    Ok(())
}

/// Runs a command, passing its output on line by line while counting the tests in it.
fn run_counted(command: &mut Command, count: &mut Count) -> Result<(), TaskError> {
    let shown = line(command);
    eprintln!("$ {shown}");
    if let Some(driver) = tools::which("chromedriver") {
        // The runner otherwise takes the first driver of any browser that it finds.
        command.env("CHROMEDRIVER", driver);
    }
    let start_error = |source| TaskError::Start {
        program: "cargo".into(),
        source,
    };
    let mut child = command
        .env("WASM_BINDGEN_TEST_TIMEOUT", BROWSER_TEST_SECONDS)
        .stdout(Stdio::piped())
        .spawn()
        .map_err(start_error)?;
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).split(b'\n') {
            let line = line.map_err(start_error)?;
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            *count += Count::from_line(&line);
        }
    }
    let status = child.wait().map_err(start_error)?;
    if status.success() {
        Ok(())
    } else {
        Err(TaskError::Failed {
            command: shown,
            status: status.to_string(),
        })
    }
}

fn minutes(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds / 60 {
        0 => format!("{:.1} s", time.as_secs_f32()),
        minutes => format!("{minutes} min {} s", seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summaries_are_counted() {
        for (line, passed, failed) in [
            (
                "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured",
                12,
                0,
            ),
            ("test result: FAILED. 3 passed; 2 failed; 0 ignored", 3, 2),
            (
                "test result: \u{1b}[32mok\u{1b}[m. 7 passed; 0 failed;",
                7,
                0,
            ),
            ("test summaries_are_counted ... ok", 0, 0),
            ("test result: nothing that counts", 0, 0),
        ] {
            assert_eq!(Count::from_line(line), Count { passed, failed }, "{line}");
        }
    }

    #[test]
    fn times_are_read_aloud_easily() {
        assert_eq!(minutes(Duration::from_millis(1500)), "1.5 s");
        assert_eq!(minutes(Duration::from_secs(125)), "2 min 5 s");
    }
}
