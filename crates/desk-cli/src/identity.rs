//! Key files: read, never printed, and never taken from arguments.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};

use bundle::Identity;
use desk::printable;
use zeroize::Zeroizing;

use crate::error::RunError;
use crate::files::sentence;
use crate::say;

/// No identity file is larger.
const CAP: u64 = 1024 * 1024;

/// Every identity of the key files; `-` is standard input.
pub(crate) fn read_all(keys: &[PathBuf]) -> Result<Vec<Identity>, RunError> {
    if keys.iter().filter(|key| is_stdin(key)).count() > 1 {
        return Err(RunError::StdinTwice);
    }
    let mut identities = Vec::new();
    for key in keys {
        identities.extend(read(key)?);
    }
    Ok(identities)
}

/// The identities of one key file.
pub(crate) fn read(key: &Path) -> Result<Vec<Identity>, RunError> {
    if key
        .to_string_lossy()
        .to_ascii_uppercase()
        .starts_with("AGE-SECRET-KEY-")
    {
        return Err(RunError::SecretInArguments);
    }
    let name = key.to_string_lossy().into_owned();
    let text = text_of(key).map_err(|error| RunError::Read {
        what: "the key file",
        name: name.clone(),
        why: sentence(&error),
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    if text.starts_with("age-encryption.org/") || text.starts_with("-----BEGIN AGE") {
        return Err(RunError::SealedKey(name));
    }
    Identity::parse_file(text).map_err(|error| RunError::Key { name, error })
}

fn is_stdin(key: &Path) -> bool {
    key.as_os_str() == "-"
}

fn text_of(key: &Path) -> io::Result<Zeroizing<String>> {
    let mut text = Zeroizing::new(Vec::new());
    if is_stdin(key) {
        let stdin = io::stdin().lock();
        if stdin.is_terminal() {
            say("paste the key, then press Enter and Ctrl-D");
        }
        stdin.take(CAP).read_to_end(&mut text)?;
    } else {
        let file = File::open(key)?;
        warn_if_shared(&file, key);
        file.take(CAP).read_to_end(&mut text)?;
    }
    // A sealed key file is not text: what matters of it is how it begins.
    Ok(Zeroizing::new(String::from_utf8_lossy(&text).into_owned()))
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
