//! Reading a bag from its first byte to its last: text is kept, recordings are summed up.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use zeroize::Zeroizing;

use super::{
    AUDIO, BAGIT, BagError, ENTRIES, JSON_CAP, LISTED, MANIFEST_256, MANIFEST_512, PADDING,
    SIGNATURE, SUBMISSION, Summing, Sums, TAG_CAP, TAGMANIFEST, TEXT_CAP,
};
use crate::zip::{self, Content};

/// What a bag holds, every digest checked.
pub(crate) struct Bag {
    pub folder: String,
    pub submission: Zeroizing<Vec<u8>>,
    /// By file name below `data/entries/`.
    pub entries: BTreeMap<String, Zeroizing<Vec<u8>>>,
    /// By file name below `data/audio/`; the recordings themselves stay where they are.
    pub audio: BTreeMap<String, Stored>,
    pub tagmanifest: Vec<u8>,
    pub signature: Vec<u8>,
}

/// A file that was summed up and not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stored {
    /// Where it begins in the archive.
    pub start: u64,
    /// Its size in bytes.
    pub size: u64,
    /// SHA-256, lower-case hex.
    pub sha256: String,
}

/// What is known of the files while they pass.
#[derive(Default)]
struct Passed {
    folder: Option<String>,
    tags: BTreeMap<String, Vec<u8>>,
    /// Of every file below no tag's name.
    sums: BTreeMap<String, Sums>,
    texts: BTreeMap<String, Zeroizing<Vec<u8>>>,
    audio: BTreeMap<String, Stored>,
    has_padding: bool,
    kept: usize,
}

/// Reads a bag and checks its layout and every digest, but not its signature.
pub(crate) fn read(archive: &mut dyn Read) -> Result<Bag, BagError> {
    let mut passed = Passed::default();
    zip::walk(archive, |content| passed.take(content))?;
    passed.checked()
}

impl Passed {
    fn take(&mut self, content: &mut Content<'_>) -> Result<(), BagError> {
        let layout = BagError::Layout("it has more than one folder at the top");
        let (folder, name) = content.name.split_once('/').ok_or(layout.clone())?;
        let name = name.to_owned();
        if self.folder.get_or_insert_with(|| folder.to_owned()) != folder {
            return Err(layout);
        }
        if name == PADDING {
            self.has_padding = true;
            let mut is_empty = true;
            content.each(|piece| is_empty &= piece.iter().all(|byte| *byte == 0))?;
            return match is_empty {
                true => Ok(()),
                false => Err(BagError::Layout("its padding is not empty")),
            };
        }
        if LISTED.contains(&&*name) || name == TAGMANIFEST || name == SIGNATURE {
            let tag = self.text(content, TAG_CAP, "a tag file is larger than any can be")?;
            self.tags.insert(name, tag);
        } else if name == SUBMISSION || name.starts_with(ENTRIES) {
            let text = self.text(content, JSON_CAP, "an entry is larger than 1 MiB")?;
            self.sums.insert(name.clone(), Sums::of(&text));
            self.texts.insert(name, Zeroizing::new(text));
        } else {
            let mut summing = Summing::default();
            content.each(|piece| summing.update(piece))?;
            let sums = summing.finish();
            if name.starts_with(AUDIO) {
                let stored = Stored {
                    start: content.start,
                    size: content.size,
                    sha256: sums.sha256.clone(),
                };
                self.audio.insert(name.clone(), stored);
            }
            self.sums.insert(name, sums);
        }
        Ok(())
    }

    /// A file that is kept in memory.
    fn text(
        &mut self,
        content: &mut Content<'_>,
        cap: usize,
        over: &'static str,
    ) -> Result<Vec<u8>, BagError> {
        let size = usize::try_from(content.size).unwrap_or(usize::MAX);
        if size > cap {
            return Err(BagError::Layout(over));
        }
        self.kept += size;
        if self.kept > TEXT_CAP {
            return Err(BagError::Layout("it has more text than a bundle may have"));
        }
        let mut text = Vec::with_capacity(size);
        content.each(|piece| text.extend_from_slice(piece))?;
        Ok(text)
    }

    fn checked(mut self) -> Result<Bag, BagError> {
        let folder = self.folder.ok_or(BagError::Layout("it is empty"))?;
        if !self.has_padding {
            return Err(BagError::Missing(PADDING.into()));
        }
        let mut take = |name: &str| {
            self.tags
                .remove(name)
                .ok_or_else(|| BagError::Missing(name.into()))
        };
        let signature = take(SIGNATURE)?;
        let tagmanifest = take(TAGMANIFEST)?;
        let mut tags = BTreeMap::new();
        for name in LISTED {
            tags.insert(name, take(name)?);
        }
        let tag_sums: BTreeMap<String, Sums> = tags
            .iter()
            .map(|(name, bytes)| ((*name).to_owned(), Sums::of(bytes)))
            .collect();
        check(&tagmanifest, TAGMANIFEST, &tag_sums, |sums| &sums.sha512)?;
        if tags["bagit.txt"] != BAGIT.as_bytes() {
            return Err(BagError::Layout("it is no bag of version 1.0"));
        }
        let sums = &self.sums;
        check(&tags[MANIFEST_512], MANIFEST_512, sums, |sums| &sums.sha512)?;
        check(&tags[MANIFEST_256], MANIFEST_256, sums, |sums| &sums.sha256)?;

        let submission = self
            .texts
            .remove(SUBMISSION)
            .ok_or_else(|| BagError::Missing(SUBMISSION.into()))?;
        let is_ours = |name: &String| {
            let below = name.strip_prefix(ENTRIES).or(name.strip_prefix(AUDIO));
            name == SUBMISSION || below.is_some_and(|rest| !rest.contains('/'))
        };
        if let Some(name) = self.sums.keys().find(|name| !is_ours(name)) {
            return Err(BagError::Unlisted(name.clone()));
        }
        Ok(Bag {
            folder,
            submission,
            entries: below(self.texts, ENTRIES),
            audio: below(self.audio, AUDIO),
            tagmanifest,
            signature,
        })
    }
}

/// The same files by their names below a folder.
fn below<T>(files: BTreeMap<String, T>, folder: &str) -> BTreeMap<String, T> {
    let named = files.into_iter().map(|(name, file)| {
        let name = name.strip_prefix(folder).unwrap_or(&name);
        (name.to_owned(), file)
    });
    named.collect()
}

/// Whether a manifest lists exactly these files with their digests.
fn check(
    manifest: &[u8],
    manifest_name: &str,
    files: &BTreeMap<String, Sums>,
    digest: impl Fn(&Sums) -> &String,
) -> Result<(), BagError> {
    let broken = || BagError::Manifest(manifest_name.to_owned());
    let text = std::str::from_utf8(manifest).map_err(|_| broken())?;
    let mut listed = BTreeSet::new();
    for line in text.split_terminator('\n') {
        let (sum, name) = line.split_once("  ").ok_or_else(broken)?;
        let sums = files
            .get(name)
            .ok_or_else(|| BagError::Missing(name.to_owned()))?;
        if digest(sums) != sum {
            return Err(BagError::Digest(name.to_owned()));
        }
        if !listed.insert(name) {
            return Err(broken());
        }
    }
    match files.keys().find(|name| !listed.contains(name.as_str())) {
        Some(name) => Err(BagError::Unlisted(name.clone())),
        None => Ok(()),
    }
}
