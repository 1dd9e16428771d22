//! Looking for words in files that should hold none of them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use walkdir::WalkDir;

/// Words that must not be found.
#[derive(Debug, Clone)]
pub struct Needle {
    /// What they are, for whoever reads that they were found.
    pub name: String,
    /// The words.
    pub text: String,
}

impl Needle {
    /// Words with a name.
    pub fn new(name: &str, text: &str) -> Self {
        assert!(text.len() >= 6, "{name} is too short to be looked for");
        Self {
            name: name.to_owned(),
            text: text.to_owned(),
        }
    }

    /// Whether the bytes hold the words, in either of the ways in which a browser writes text.
    pub fn is_in(&self, bytes: &[u8]) -> bool {
        let wide: Vec<u8> = self
            .text
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        holds(bytes, self.text.as_bytes()) || holds(bytes, &wide)
    }
}

/// Words that were found in a file.
#[derive(Debug)]
pub struct Find {
    /// What was found.
    pub name: String,
    /// Where.
    pub file: PathBuf,
}

/// Reads every file of a folder and gives what was found, and how many files were read.
pub fn scan(folder: &Path, needles: &[Needle]) -> (Vec<Find>, usize) {
    let mut finds = Vec::new();
    let mut files = 0;
    for item in WalkDir::new(folder) {
        let item = item.expect("the folder can be read");
        if !item.file_type().is_file() {
            continue;
        }
        files += 1;
        let bytes = fs::read(item.path()).expect("the file can be read");
        let found = needles.iter().filter(|needle| needle.is_in(&bytes));
        finds.extend(found.map(|needle| Find {
            name: needle.name.clone(),
            file: item.path().to_path_buf(),
        }));
    }
    (finds, files)
}

fn holds(bytes: &[u8], words: &[u8]) -> bool {
    let first = words[0];
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| *byte == first) {
        if rest[at..].starts_with(words) {
            return true;
        }
        rest = &rest[at + 1..];
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_is_found_in_both_ways_of_writing() {
        let folder = tempfile::tempdir().unwrap();
        let needle = Needle::new("marker", "Überraschung \u{1f469}");
        let wide: Vec<u8> = needle
            .text
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        fs::create_dir(folder.path().join("deep")).unwrap();
        fs::write(
            folder.path().join("deep/narrow"),
            format!("\0x{}y", needle.text),
        )
        .unwrap();
        fs::write(folder.path().join("wide"), [&[0, 1, 2][..], &wide].concat()).unwrap();
        fs::write(folder.path().join("other"), "Überraschung").unwrap();
        let (finds, files) = scan(folder.path(), &[needle]);
        assert_eq!((finds.len(), files), (2, 3));
    }
}
