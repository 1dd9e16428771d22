//! The programs a build needs, installed into `target/tools` where a second run finds them.

use std::{
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::error::TaskError;

/// 0.22 needs a newer compiler than ours.
const TRUNK: &str = "0.21.14";
/// Used where there is no lock file yet; otherwise the lock file decides.
const WASM_BINDGEN: &str = "0.2.129";
/// wasm-opt, as the npm package of its makers. Debian's is years behind rustc.
const BINARYEN: &str = "132.0.0";
/// Readers of what we write: the packaging format inside a bundle, a workspace (DuckDB with its
/// reader of SQLite's files), exports of the desk, and calendars.
const READERS: [(&str, &str); 8] = [
    ("bagit", "1.9.0"),
    ("duckdb", "1.4.4"),
    ("duckdb-ext-sqlite", "1.4.4.20260205"),
    ("taguette", "1.5.2"),
    ("networkx", "3.4.2"),
    ("roc-validator", "0.13.0"),
    ("icalendar", "7.3.2"),
    ("recurring-ical-events", "3.8.2"),
];
/// The schema of the exchange between programs for analysis, and an importer of it. It wants another
/// SQLAlchemy than Taguette.
const IMPORTER: (&str, &str) = ("qualitative-coding", "1.7.8");
/// What the importer imports. A language model that it wants besides (spaCy, 250 MB) is for
/// commands that no test calls.
const UNDER_IMPORTER: [&str; 11] = [
    "click<9",
    "more-itertools<11",
    "numpy<3",
    "pyyaml<7",
    "rich<14",
    "semver<4",
    "sqlalchemy<2.1",
    "structlog<26",
    "tabulate<0.10",
    "webvtt-py<0.6",
    "xmlschema<4",
];
/// What drives Firefox.
const GECKODRIVER: &str = "0.37.1";
/// What finds barriers in a page.
const AXE: &str = "4.14.1";

const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// Programs of the operating system that the tests call, each with its Debian package.
const TEST_PROGRAMS: [(&str, &str); 15] = [
    ("chromium", "chromium"),
    ("chromedriver", "chromium-driver"),
    ("age", "age"),
    ("ssh-keygen", "openssh-client"),
    ("unzip", "unzip"),
    ("npm", "npm"),
    ("firefox-esr", "firefox-esr"),
    // Safari's engine, which wants a screen
    ("WebKitWebDriver", "webkit2gtk-driver"),
    ("Xvfb", "xvfb"),
    ("ffmpeg", "ffmpeg"),
    ("localc", "libreoffice-calc"),
    ("lowriter", "libreoffice-writer"),
    ("xmllint", "libxml2-utils"),
    ("rsvg-convert", "librsvg2-bin"),
    ("zbarimg", "zbar-tools"),
];

/// Where npm stands in that list.
const NPM: std::ops::Range<usize> = 5..6;

/// The checkout.
pub fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest
        .ancestors()
        .nth(2)
        .unwrap_or(manifest)
        .to_path_buf()
}

/// Where Cargo builds.
pub fn target() -> PathBuf {
    root().join(env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}

/// Installs whatever a build lacks: the wasm target, Trunk, wasm-bindgen and wasm-opt.
pub fn install_for_build() -> Result<(), TaskError> {
    install_wasm_target()?;
    install_crate("trunk", "trunk", TRUNK, &["--no-default-features"])?;
    let wasm_bindgen = wasm_bindgen_version()?;
    install_crate("wasm-bindgen-cli", "wasm-bindgen", &wasm_bindgen, &[])?;
    // What the two leave behind is 1 GB, and nothing reads it again.
    let _ = fs::remove_dir_all(tools().join("build"));
    install_wasm_opt();
    Ok(())
}

/// Installs whatever the tests need beyond a build: browsers, drivers and readers of what we write.
pub fn install_for_tests() -> Result<(), TaskError> {
    let missing = install_programs(&TEST_PROGRAMS)?;
    if !missing.is_empty() {
        return Err(TaskError::MissingPrograms(missing));
    }
    install_crate("geckodriver", "geckodriver", GECKODRIVER, &[])?;
    let _ = fs::remove_dir_all(tools().join("build"));
    let readers = READERS.map(|(name, version)| format!("{name}=={version}"));
    install_python(&python(), &READERS, &[&readers])?;
    let (name, version) = IMPORTER;
    let importer = ["--no-deps".to_owned(), format!("{name}=={version}")];
    let under = UNDER_IMPORTER.map(str::to_owned);
    install_python(&importer_python(), &[IMPORTER], &[&under, &importer])?;
    install_npm("axe-core", AXE)
}

/// Installs the Debian packages of programs that are not there, where that can be done, and
/// returns the programs that are missing still.
fn install_programs(
    programs: &'static [(&'static str, &'static str)],
) -> Result<Vec<&'static str>, TaskError> {
    let missing = || {
        programs
            .iter()
            .filter(|(program, _)| which(program).is_none())
    };
    let packages: Vec<&str> = missing().map(|(_, package)| *package).collect();
    if !packages.is_empty() && which("apt-get").is_some() && is_root() {
        run(command("apt-get").args(["update", "--quiet"]))?;
        run(command("apt-get")
            .args(["install", "--yes", "--no-install-recommends"])
            .args(packages)
            .env("DEBIAN_FRONTEND", "noninteractive"))?;
    }
    Ok(missing().map(|(program, _)| *program).collect())
}

/// The script that finds barriers in a page, once it is installed.
pub fn axe() -> PathBuf {
    npm().join("node_modules/axe-core/axe.min.js")
}

/// A program to be run in the checkout, with our tools first on its PATH.
pub fn command(program: impl AsRef<Path>) -> Command {
    let mut command = Command::new(program.as_ref());
    command.current_dir(root()).env("PATH", path());
    command
}

/// Runs a program to its end, after showing what is run.
pub fn run(command: &mut Command) -> Result<(), TaskError> {
    let line = line(command);
    eprintln!("$ {line}");
    let status = command.status().map_err(|source| TaskError::Start {
        program: command.get_program().to_string_lossy().into_owned(),
        source,
    })?;
    if status.success() {
        Ok(())
    } else {
        Err(TaskError::Failed {
            command: line,
            status: status.to_string(),
        })
    }
}

/// A command as one would type it, its program without the folder.
pub fn line(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let program = program.file_name().unwrap_or(program.as_os_str());
    std::iter::once(program)
        .chain(command.get_args())
        .map(|part| part.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The first program of that name on our PATH.
pub fn which(program: &str) -> Option<PathBuf> {
    env::split_paths(&path())
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}

/// wasm-opt in the version we trust, if it is installed.
pub fn wasm_opt() -> Option<PathBuf> {
    let package = npm().join("node_modules/binaryen/package.json");
    let text = fs::read_to_string(package).ok()?;
    let package: serde_json::Value = serde_json::from_str(&text).ok()?;
    let file = npm().join("node_modules/.bin/wasm-opt");
    (package["version"] == BINARYEN && file.exists()).then_some(file)
}

fn install_wasm_target() -> Result<(), TaskError> {
    let libraries =
        output(command("rustc").args(["--print", "target-libdir", "--target", WASM_TARGET]));
    if libraries.is_some_and(|folder| Path::new(folder.trim()).is_dir()) {
        return Ok(());
    }
    run(command("rustup").args(["target", "add", WASM_TARGET]))
}

/// Installs a program from crates.io into a folder of its own, named by its version.
fn install_crate(name: &str, program: &str, version: &str, more: &[&str]) -> Result<(), TaskError> {
    let folder = crate_folder(name, version);
    let file = folder.join("bin").join(program);
    let works = output(Command::new(file).arg("--version"))
        .is_some_and(|text| text.split_whitespace().any(|word| word == version));
    if works {
        return Ok(());
    }
    run(command("cargo")
        .args(["install", name, "--version", version, "--locked", "--force"])
        .args(more)
        .arg("--root")
        .arg(folder)
        // Their own profiles are for releases: a quarter of an hour for what runs for a second.
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_TARGET_DIR", tools().join("build")))
}

/// Without npm the app is 5 to 15 % larger, and as good: never a reason to stop.
fn install_wasm_opt() {
    if wasm_opt().is_some() {
        return;
    }
    let installed =
        install_programs(&TEST_PROGRAMS[NPM]).and_then(|_| install_npm("binaryen", BINARYEN));
    if let Err(error) = installed {
        eprintln!("wasm-opt is not installed, the app will be a little larger: {error}");
    }
}

/// Debian keeps what `python3 -m venv` needs in a package of its own.
fn install_python_venv() -> Result<(), TaskError> {
    let works = output(Command::new("python3").args(["-c", "import ensurepip"])).is_some();
    if works || which("apt-get").is_none() || !is_root() {
        return Ok(());
    }
    run(command("apt-get").args(["update", "--quiet"]))?;
    run(command("apt-get")
        .args([
            "install",
            "--yes",
            "--no-install-recommends",
            "python3",
            "python3-venv",
        ])
        .env("DEBIAN_FRONTEND", "noninteractive"))
}

/// Installs an npm package beside the others, unless that version is there.
fn install_npm(package: &str, version: &str) -> Result<(), TaskError> {
    let manifest = npm()
        .join("node_modules")
        .join(package)
        .join("package.json");
    let known = fs::read_to_string(manifest)
        .ok()
        .and_then(|text| serde_json::from_str::<serde_json::Value>(&text).ok());
    if known.is_some_and(|known| known["version"] == version) {
        return Ok(());
    }
    fs::create_dir_all(npm()).map_err(TaskError::file(npm()))?;
    run(command("npm")
        .args(["install", "--no-audit", "--no-fund", "--ignore-scripts"])
        .arg("--prefix")
        .arg(npm())
        .arg(format!("{package}@{version}")))
}

/// Installs Python packages into a folder of their own, unless those versions are there. Each of
/// `calls` is what pip is given at once.
fn install_python(
    folder: &Path,
    wanted: &[(&str, &str)],
    calls: &[&[String]],
) -> Result<(), TaskError> {
    let python = folder.join("bin/python3");
    let names: Vec<&str> = wanted.iter().map(|(name, _)| *name).collect();
    let versions: Vec<&str> = wanted.iter().map(|(_, version)| *version).collect();
    let ask =
        "import sys, importlib.metadata as m\nfor name in sys.argv[1:]: print(m.version(name))";
    let works = output(Command::new(&python).args(["-c", ask]).args(names))
        .is_some_and(|found| found.lines().eq(versions.iter().copied()));
    if works {
        return Ok(());
    }
    if !python.is_file() {
        install_python_venv()?;
        run(command("python3").args(["-m", "venv"]).arg(folder))?;
    }
    for packages in calls {
        run(command(&python)
            .args(["-m", "pip", "install", "--quiet"])
            .args(*packages))?;
    }
    Ok(())
}

/// wasm-bindgen's two halves must agree to the last digit: the lock file names the other one.
fn wasm_bindgen_version() -> Result<String, TaskError> {
    let file = root().join("Cargo.lock");
    if !file.exists() {
        return Ok(WASM_BINDGEN.into());
    }
    let lock = fs::read_to_string(&file).map_err(TaskError::file(&file))?;
    Ok(locked_version(&lock, "wasm-bindgen").unwrap_or_else(|| WASM_BINDGEN.into()))
}

fn locked_version(lock: &str, name: &str) -> Option<String> {
    let name = format!("name = \"{name}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name).skip(1);
    let version = lines.next()?.strip_prefix("version = \"")?;
    version.strip_suffix('"').map(str::to_owned)
}

fn output(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then_some(text)
}

fn is_root() -> bool {
    output(command("id").arg("-u")).is_some_and(|id| id.trim() == "0")
}

fn path() -> OsString {
    let version = wasm_bindgen_version().unwrap_or_else(|_| WASM_BINDGEN.into());
    let ours = [
        crate_folder("trunk", TRUNK).join("bin"),
        crate_folder("wasm-bindgen-cli", &version).join("bin"),
        crate_folder("geckodriver", GECKODRIVER).join("bin"),
        npm().join("node_modules/.bin"),
        python().join("bin"),
        importer_python().join("bin"),
    ];
    let theirs = env::var_os("PATH").unwrap_or_default();
    let all = ours.into_iter().chain(env::split_paths(&theirs));
    // Fails only where a folder's name holds the separator; then the tools are not found, and say so.
    env::join_paths(all).unwrap_or(theirs)
}

fn tools() -> PathBuf {
    target().join("tools")
}

fn crate_folder(name: &str, version: &str) -> PathBuf {
    tools().join(format!("{name}-{version}"))
}

fn npm() -> PathBuf {
    tools().join("npm")
}

fn python() -> PathBuf {
    tools().join("python")
}

fn importer_python() -> PathBuf {
    tools().join("python-importer")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_file_names_the_version() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"9\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.129\"\n";
        assert_eq!(
            locked_version(lock, "wasm-bindgen").as_deref(),
            Some("0.2.129")
        );
        assert_eq!(locked_version(lock, "age"), None);
    }

    #[test]
    fn a_command_is_shown_as_typed() {
        let mut command = Command::new("/some/folder/trunk");
        command.args(["build", "--release"]);
        assert_eq!(line(&command), "trunk build --release");
    }

    #[test]
    fn the_checkout_is_found() {
        assert!(root().join("crates/xtask/Cargo.toml").is_file());
    }
}
