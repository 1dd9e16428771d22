//! Names of files: of our own letters only, never of a bundle's words.

use std::collections::BTreeMap;

use journal::ParticipantCode;
use sha2::{Digest, Sha256};

use super::Side;

/// Names that Windows gives to devices, in any folder and with any ending ("Naming Files,
/// Paths, and Namespaces" of its documentation).
const RESERVED: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "COM", "LPT"];

/// The folder of a participant. A code that another one could meet on a disk that does not tell
/// case, or that is a device's name, gets a mark that no code can have.
pub(crate) fn folder(code: &ParticipantCode) -> String {
    let code = code.as_str();
    let plain: String = code
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect();
    let stem = plain.trim_end_matches(|c: char| c.is_ascii_digit());
    let own = plain == code
        && !plain.is_empty()
        && !plain.starts_with('-')
        && !plain.contains(|c: char| c.is_ascii_lowercase())
        && !RESERVED.contains(&stem);
    if own {
        return plain;
    }
    let mark = hex::encode(&Sha256::digest(code.as_bytes())[..4]);
    format!("P{}_{mark}", plain.to_ascii_uppercase())
}

/// What the files of an entry are called, of our own letters.
pub(super) struct Stem {
    /// The participant's folder.
    pub folder: String,
    /// `<date>-<first 8 of the id>`, with the whole id where 8 would not tell entries apart, and
    /// the number of the side in a conflict.
    pub file: String,
}

impl Stem {
    /// A name that no other entry of the study has: `<folder>_<date>-<id>`.
    pub fn alone(&self) -> String {
        format!("{}_{}", self.folder, self.file)
    }
}

/// The names of the entries in the order of `sides`.
pub(super) fn stems(sides: &[Side<'_>]) -> Vec<Stem> {
    let short = |side: &Side<'_>| {
        let date: String = side
            .revision
            .entry
            .created_at
            .date()
            .chars()
            .filter(|c| c.is_ascii_digit() || *c == '-')
            .collect();
        let id = side.entry.id.to_string();
        (
            folder(&side.entry.participant),
            date,
            id[..8].to_owned(),
            id,
        )
    };
    let mut met: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for side in sides {
        let (folder, date, first, id) = short(side);
        let ids = met.entry((folder, date, first)).or_default();
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    sides
        .iter()
        .map(|side| {
            let (folder, date, first, id) = short(side);
            let alone = met[&(folder.clone(), date.clone(), first.clone())].len() == 1;
            let id = if alone { first } else { id };
            let number = if side.of > 1 {
                format!("-{}", side.number)
            } else {
                String::new()
            };
            Stem {
                folder,
                file: format!("{date}-{id}{number}"),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_safe_on_every_disk() {
        let folder = |code: &str| folder(&serde_json::from_value(code.into()).unwrap());
        assert_eq!(folder("M7QK4-G"), "M7QK4-G");
        assert_ne!(
            folder("m7qk4-g").to_uppercase(),
            folder("M7QK4-G").to_uppercase()
        );
        assert_ne!(
            folder("m7qk4-G").to_uppercase(),
            folder("m7qk4-g").to_uppercase()
        );
        for hostile in [
            "CON",
            "COM1",
            "nul",
            "-rf",
            "..",
            "a/b",
            "../../x",
            "",
            "a\nb",
            "\u{202e}x",
        ] {
            let name = folder(hostile);
            assert!(
                name.starts_with('P') && name.contains('_'),
                "{hostile:?} gives {name:?}"
            );
            assert!(
                name.bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
            );
        }
    }
}
