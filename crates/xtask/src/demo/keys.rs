//! The demo's research keys: age identity files, as `age-keygen` writes them.

use std::{fs, path::Path};

use age::{secrecy::ExposeSecret, x25519};
use jiff::civil::Date;

use super::write_private;
use crate::error::TaskError;

const CREATED: &str = "# created: ";

/// What of a key the study needs to know; the key itself stays in its file.
pub struct DeskKey {
    /// The public half, `age1…`.
    pub recipient: String,
    /// The day it was drawn.
    pub created: Date,
}

impl DeskKey {
    /// Reads an identity file, or draws a key and writes one with mode 0600.
    pub fn read_or_make(file: &Path, holder: &str, today: Date) -> Result<Self, TaskError> {
        if !file.exists() {
            return Self::make(file, holder, today);
        }
        let text = fs::read_to_string(file).map_err(TaskError::file(file))?;
        let spoilt = |what: &str| TaskError::Content {
            path: file.to_path_buf(),
            what: what.into(),
        };
        let created = text.lines().find_map(|line| line.strip_prefix(CREATED));
        let created = created.and_then(|day| day.trim().parse().ok());
        let identity = text.lines().find(|line| !line.starts_with('#'));
        let identity: Option<x25519::Identity> = identity.and_then(|line| line.parse().ok());
        Ok(Self {
            recipient: identity
                .ok_or_else(|| spoilt("holds no age identity; --fresh draws another"))?
                .to_public()
                .to_string(),
            created: created
                .ok_or_else(|| spoilt("does not say when it was made; --fresh draws another"))?,
        })
    }

    fn make(file: &Path, holder: &str, today: Date) -> Result<Self, TaskError> {
        let identity = x25519::Identity::generate();
        let recipient = identity.to_public().to_string();
        let text = format!(
            "# demo key: {holder}\n{CREATED}{today}\n# public key: {recipient}\n{}\n",
            identity.to_string().expose_secret()
        );
        write_private(file, &text)?;
        Ok(Self {
            recipient,
            created: today,
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_key_is_read_back_and_private() {
        let file = std::env::temp_dir().join(format!("key-{}", std::process::id()));
        let _ = fs::remove_file(&file);
        let today = date(2026, 11, 23);
        let made = DeskKey::read_or_make(&file, "desk", today).unwrap();
        let read = DeskKey::read_or_make(&file, "desk", date(2027, 1, 1)).unwrap();
        assert_eq!(read.recipient, made.recipient);
        assert_eq!(read.created, today);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(&file).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        fs::write(&file, "# nothing\n").unwrap();
        assert!(DeskKey::read_or_make(&file, "desk", today).is_err());
        fs::remove_file(file).unwrap();
    }
}
