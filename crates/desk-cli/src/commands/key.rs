//! `loop-desk key`: the keys that open bundles.

use std::fmt::Write as _;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use bundle::{Identity, Recipient};
use jiff::Timestamp;
use journal::check_words;
use zeroize::Zeroizing;

use crate::error::RunError;
use crate::files::sentence;
use crate::{Report, folder, identity};

/// Draws an identity and writes it as `age-keygen` does, with its check words as a comment.
pub(crate) fn new(out: &Path) -> Result<Report, RunError> {
    let identity = Identity::make();
    let recipient = identity.recipient().to_string();
    let words = check_words(&recipient).join(" ");
    let created = super::moment(Timestamp::now().as_second());
    let file = Zeroizing::new(format!(
        "# created: {created}\n# public key: {recipient}\n# check words: {words}\n{}\n",
        *identity.to_secret_string()
    ));
    let name = out.to_string_lossy().into_owned();
    let write = || {
        let mut key = folder::create(out)?;
        key.write_all(file.as_bytes())?;
        key.sync_all()
    };
    match write() {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            return Err(RunError::Exists(name));
        }
        Err(error) => {
            return Err(RunError::Write {
                name,
                why: sentence(&error),
            });
        }
    }
    let text = format!(
        "recipient:   {recipient}\ncheck words: {words}\n\n\
         The key is in {}. Whoever has that file can read every bundle sealed to it; if\n\
         it is lost, so is what only it can open.\n\n\
         What to do next:\n\
         1. Copy the file to a place that does not burn with this computer (a stick in a safe).\n\
         2. Ask a second custodian, who does not assess participants, to make a key of their own\n   \
            on their own computer: a study needs at least two.\n\
         3. Put both recipients into the study pack, and read the check words to each other by\n   \
            telephone.\n\
         4. Check the pack: loop-desk study check study.json\n",
        desk::printable(&name)
    );
    Ok(Report { text, code: 0 })
}

/// The recipient and the check words of each identity, or of a recipient.
pub(crate) fn show(key: &Path) -> Result<Report, RunError> {
    let recipients = match key.to_str().filter(|text| text.starts_with("age1")) {
        Some(text) => vec![text.parse::<Recipient>().map_err(|_| RunError::Recipient)?],
        None => identity::read(key)?
            .iter()
            .map(Identity::recipient)
            .collect(),
    };
    let mut text = String::new();
    for recipient in recipients {
        let recipient = recipient.to_string();
        let words = check_words(&recipient).join(" ");
        let _ = writeln!(text, "recipient:   {recipient}\ncheck words: {words}");
    }
    Ok(Report { text, code: 0 })
}
