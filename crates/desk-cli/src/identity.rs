//! Key files: read, never printed, and never taken from arguments.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};

use bundle::{Identity, OpenKeyError};
use desk::{KeyFile, printable};
use zeroize::Zeroizing;

use crate::error::RunError;
use crate::files::sentence;
use crate::{passphrase, say};

/// No identity file is larger.
const CAP: u64 = 1024 * 1024;

/// Every identity of the key files; `-` is standard input. Sealed ones are opened with a passphrase
/// of the file, or with one that is asked for.
pub(crate) fn read_all(
    keys: &[PathBuf],
    passphrases: Option<&Path>,
) -> Result<Vec<Identity>, RunError> {
    if keys.iter().filter(|key| is_stdin(key)).count() > 1 {
        return Err(RunError::StdinTwice);
    }
    let mut identities = Vec::new();
    for key in keys {
        identities.extend(read(key, passphrases)?);
    }
    Ok(identities)
}

/// The identities of one key file.
pub(crate) fn read(key: &Path, passphrases: Option<&Path>) -> Result<Vec<Identity>, RunError> {
    if key
        .to_string_lossy()
        .to_ascii_uppercase()
        .starts_with("AGE-SECRET-KEY-")
    {
        return Err(RunError::SecretInArguments);
    }
    let name = key.to_string_lossy().into_owned();
    let bytes = bytes_of(key).map_err(|error| RunError::Read {
        what: "the key file",
        name: name.clone(),
        why: sentence(&error),
    })?;
    match KeyFile::read(&bytes) {
        Ok(KeyFile::Sealed) => open_sealed(&bytes, passphrases, &name),
        Ok(KeyFile::Plain(identities)) => Ok(identities),
        Err(error) => Err(RunError::Key { name, error }),
    }
}

/// A sealed key file is opened; a file of passphrases may hold those of several keys.
fn open_sealed(
    bytes: &[u8],
    passphrases: Option<&Path>,
    name: &str,
) -> Result<Vec<Identity>, RunError> {
    let sealed = |error| RunError::Sealed {
        name: name.to_owned(),
        error,
    };
    let known = match passphrases {
        Some(file) => passphrase::of_file(file)?,
        None => vec![passphrase::ask(name)?],
    };
    for passphrase in known {
        match Identity::open_sealed(bytes, &passphrase) {
            Err(OpenKeyError::WrongPassphrase) => {}
            other => return other.map_err(sealed),
        }
    }
    Err(sealed(OpenKeyError::WrongPassphrase))
}

fn is_stdin(key: &Path) -> bool {
    key.as_os_str() == "-"
}

fn bytes_of(key: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::new());
    if is_stdin(key) {
        let stdin = io::stdin().lock();
        if stdin.is_terminal() {
            say("paste the key, then press Enter and Ctrl-D");
        }
        stdin.take(CAP).read_to_end(&mut bytes)?;
    } else {
        let file = File::open(key)?;
        warn_if_shared(&file, key);
        file.take(CAP).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

#[cfg(unix)]
fn warn_if_shared(file: &File, key: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let shared = file
        .metadata()
        .is_ok_and(|about| about.permissions().mode() & 0o077 != 0);
    if shared {
        let name = printable(&key.to_string_lossy());
        say(&format!(
            "warning: others on this computer can read the key file \"{name}\"; chmod 600 mends it"
        ));
    }
}

#[cfg(not(unix))]
fn warn_if_shared(_: &File, _: &Path) {}
