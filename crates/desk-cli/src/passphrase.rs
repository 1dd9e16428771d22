//! Passphrases: typed unseen, or read from a file; never taken from arguments.

use std::fs;
use std::path::Path;

use bundle::PASSPHRASE_MIN;
use zeroize::Zeroizing;

use crate::error::RunError;
use crate::files::sentence;
use crate::say;

/// Every passphrase of a file, one a line.
pub(crate) fn of_file(file: &Path) -> Result<Vec<Zeroizing<String>>, RunError> {
    let name = || file.to_string_lossy().into_owned();
    let text = fs::read_to_string(file).map_err(|error| RunError::Read {
        what: "the file with the passphrase",
        name: name(),
        why: sentence(&error),
    })?;
    let text = Zeroizing::new(text);
    let lines: Vec<_> = text
        .lines()
        .filter(|line| !line.is_empty())
        .map(|line| Zeroizing::new(line.to_owned()))
        .collect();
    if lines.is_empty() {
        return Err(RunError::NoPassphrase(name()));
    }
    Ok(lines)
}

/// The passphrase of a key that is there.
pub(crate) fn ask(name: &str) -> Result<Zeroizing<String>, RunError> {
    prompt(&format!("Passphrase of \"{}\": ", desk::printable(name)))
}

/// The passphrase of a new key: from the file, or chosen, or drawn.
pub(crate) fn choose(file: Option<&Path>) -> Result<Zeroizing<String>, RunError> {
    if let Some(file) = file {
        let first = of_file(file)?.into_iter().next();
        return first.ok_or_else(|| RunError::NoPassphrase(file.to_string_lossy().into()));
    }
    let chosen = prompt(&format!(
        "New passphrase ({PASSPHRASE_MIN} characters or more; just Enter draws six words): "
    ))?;
    let chosen = if chosen.is_empty() {
        let words = journal::make_random_words().map_err(|_| RunError::NoRandomness)?;
        let words = Zeroizing::new(words.join(" "));
        // Not on standard output, which may be a file.
        say(&format!("Write these down now: {}", *words));
        words
    } else {
        chosen
    };
    let again = prompt("The same once more: ")?;
    if *again != *chosen {
        return Err(RunError::PassphrasesDiffer);
    }
    Ok(chosen)
}

/// Reads a line from the terminal itself, unseen: standard input may carry a key.
fn prompt(question: &str) -> Result<Zeroizing<String>, RunError> {
    rpassword::prompt_password(question)
        .map(Zeroizing::new)
        .map_err(|_| RunError::NoTerminal)
}
