//! The bag: BagIt 1.0 (RFC 8493) in one folder of a stored ZIP.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use sha2::{Digest, Sha256, Sha512};

use crate::zip::{self, Member, ZipError};

const BAGIT: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
const TAGMANIFEST: &str = "tagmanifest-sha512.txt";
const SIGNATURE: &str = "tagmanifest-sha512.txt.sig";
const PADDING: &str = "padding.bin";
const SUBMISSION: &str = "data/submission.json";
const ENTRIES: &str = "data/entries/";
/// The tag files that the tag manifest lists, in the order they are written.
const LISTED: [&str; 4] = [
    "bag-info.txt",
    "bagit.txt",
    "manifest-sha256.txt",
    "manifest-sha512.txt",
];
/// An entry is text; what is larger was not written by hand.
const JSON_CAP: usize = 1024 * 1024;

/// What goes into a bag.
pub(crate) struct Payload {
    /// The one folder at the top.
    pub folder: String,
    /// `Bagging-Date`, `YYYY-MM-DD`.
    pub date: String,
    /// The bytes of `data/submission.json`.
    pub submission: Vec<u8>,
    /// File names below `data/entries/`, and their bytes.
    pub entries: Vec<(String, Vec<u8>)>,
}

/// What a bag holds, every digest checked.
pub(crate) struct Bag<'a> {
    pub folder: &'a str,
    pub submission: &'a [u8],
    /// By file name below `data/entries/`.
    pub entries: BTreeMap<&'a str, &'a [u8]>,
    pub tagmanifest: &'a [u8],
    pub signature: &'a [u8],
}

/// Writes a bag; `sign` makes the signature over the tag manifest, which is returned as well.
pub(crate) fn write(
    payload: &Payload,
    sign: impl FnOnce(&[u8]) -> Vec<u8>,
) -> Result<(Vec<u8>, Vec<u8>), BagError> {
    let mut data: BTreeMap<String, &[u8]> = BTreeMap::new();
    data.insert(SUBMISSION.into(), &payload.submission);
    for (name, bytes) in &payload.entries {
        data.insert(format!("{ENTRIES}{name}"), bytes);
    }
    if let Some((name, _)) = data.iter().find(|(_, bytes)| bytes.len() > JSON_CAP) {
        return Err(BagError::Manifest(name.clone()));
    }
    let octets: usize = data.values().map(|bytes| bytes.len()).sum();
    let info = format!(
        "Bagging-Date: {}\nExternal-Identifier: urn:uuid:{}\nPayload-Oxum: {octets}.{}\n",
        payload.date,
        payload.folder,
        data.len()
    );
    let manifest256 = manifest(
        data.iter()
            .map(|(n, b)| (n.as_str(), hex::encode(Sha256::digest(b)))),
    );
    let manifest512 = manifest(data.iter().map(|(n, b)| (n.as_str(), sha512(b))));
    let listed: [&[u8]; 4] = [
        info.as_bytes(),
        BAGIT.as_bytes(),
        manifest256.as_bytes(),
        manifest512.as_bytes(),
    ];
    let tagmanifest =
        manifest(LISTED.iter().zip(listed).map(|(n, b)| (*n, sha512(b)))).into_bytes();
    let signature = sign(&tagmanifest);

    let mut files: Vec<(String, &[u8])> = Vec::with_capacity(data.len() + 7);
    files.extend(
        LISTED
            .iter()
            .zip(listed)
            .map(|(name, bytes)| ((*name).to_owned(), bytes)),
    );
    files.push((TAGMANIFEST.into(), &tagmanifest));
    files.push((SIGNATURE.into(), &signature));
    files.extend(data);
    for (name, _) in &mut files {
        *name = format!("{}/{name}", payload.folder);
    }
    let mut members: Vec<Member<'_>> = files
        .iter()
        .map(|(name, data)| Member { name, data })
        .collect();
    let padding_name = format!("{}/{PADDING}", payload.folder);
    members.push(Member {
        name: &padding_name,
        data: &[],
    });
    let bare = zip::size(&members);
    let padding = vec![0; padme(bare) - bare];
    if let Some(last) = members.last_mut() {
        last.data = &padding;
    }
    let archive = zip::write(&members).map_err(BagError::Zip)?;
    Ok((archive, tagmanifest))
}

/// Reads a bag and checks its layout and every digest, but not its signature.
pub(crate) fn read(archive: &[u8]) -> Result<Bag<'_>, BagError> {
    let members = zip::read(archive).map_err(BagError::Zip)?;
    let folder = members
        .first()
        .and_then(|member| member.name.split_once('/'))
        .map(|(folder, _)| folder)
        .ok_or(BagError::Layout("it is empty"))?;
    let mut files: BTreeMap<&str, &[u8]> = BTreeMap::new();
    for member in &members {
        let name = member
            .name
            .strip_prefix(folder)
            .and_then(|rest| rest.strip_prefix('/'))
            .ok_or(BagError::Layout("it has more than one folder at the top"))?;
        files.insert(name, member.data);
    }
    let padding = files
        .remove(PADDING)
        .ok_or_else(|| BagError::Missing(PADDING.into()))?;
    if padding.iter().any(|byte| *byte != 0) {
        return Err(BagError::Layout("its padding is not empty"));
    }
    let mut take = |name: &str| {
        files
            .remove(name)
            .ok_or_else(|| BagError::Missing(name.into()))
    };
    let signature = take(SIGNATURE)?;
    let tagmanifest = take(TAGMANIFEST)?;
    let mut tags: BTreeMap<&str, &[u8]> = BTreeMap::new();
    for name in LISTED {
        tags.insert(name, take(name)?);
    }
    check(tagmanifest, TAGMANIFEST, &tags, sha512)?;
    if tags["bagit.txt"] != BAGIT.as_bytes() {
        return Err(BagError::Layout("it is no bag of version 1.0"));
    }
    check(
        tags["manifest-sha512.txt"],
        "manifest-sha512.txt",
        &files,
        sha512,
    )?;
    check(
        tags["manifest-sha256.txt"],
        "manifest-sha256.txt",
        &files,
        |bytes| hex::encode(Sha256::digest(bytes)),
    )?;

    let submission = files
        .remove(SUBMISSION)
        .ok_or_else(|| BagError::Missing(SUBMISSION.into()))?;
    let mut entries = BTreeMap::new();
    for (name, bytes) in files {
        let entry = name
            .strip_prefix(ENTRIES)
            .filter(|rest| !rest.contains('/'));
        let entry = entry.ok_or_else(|| BagError::Unlisted(name.to_owned()))?;
        if bytes.len() > JSON_CAP {
            return Err(BagError::Layout("an entry is larger than 1 MiB"));
        }
        entries.insert(entry, bytes);
    }
    Ok(Bag {
        folder,
        submission,
        entries,
        tagmanifest,
        signature,
    })
}

/// Whether a manifest lists exactly these files with their digests.
fn check(
    manifest: &[u8],
    manifest_name: &str,
    files: &BTreeMap<&str, &[u8]>,
    digest: impl Fn(&[u8]) -> String,
) -> Result<(), BagError> {
    let broken = || BagError::Manifest(manifest_name.to_owned());
    let text = std::str::from_utf8(manifest).map_err(|_| broken())?;
    let mut listed = BTreeSet::new();
    for line in text.split_terminator('\n') {
        let (sum, name) = line.split_once("  ").ok_or_else(broken)?;
        let bytes = files
            .get(name)
            .ok_or_else(|| BagError::Missing(name.to_owned()))?;
        if digest(bytes) != sum {
            return Err(BagError::Digest(name.to_owned()));
        }
        if !listed.insert(name) {
            return Err(broken());
        }
    }
    match files.keys().find(|name| !listed.contains(*name)) {
        Some(name) => Err(BagError::Unlisted((*name).to_owned())),
        None => Ok(()),
    }
}

fn manifest<'a>(lines: impl Iterator<Item = (&'a str, String)>) -> String {
    lines.fold(String::new(), |mut text, (name, sum)| {
        let _ = writeln!(text, "{sum}  {name}");
        text
    })
}

fn sha512(bytes: &[u8]) -> String {
    hex::encode(Sha512::digest(bytes))
}

/// The size a length is padded to: Padmé (Nikitin et al., "Reducing Metadata Leakage from
/// Encrypted Files and Communication with PURBs", 2019). At most 12 % more, and the length
/// tells O(log log n) bits.
fn padme(length: usize) -> usize {
    if length < 2 {
        return length;
    }
    let exponent = length.ilog2();
    let kept = exponent.ilog2() + 1;
    let mask = (1usize << exponent.saturating_sub(kept)) - 1;
    (length + mask) & !mask
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum BagError {
    Zip(ZipError),
    Missing(String),
    Digest(String),
    Unlisted(String),
    Manifest(String),
    Layout(&'static str),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payload() -> Payload {
        Payload {
            folder: "bag".into(),
            date: "2026-11-23".into(),
            submission: b"{}\n".to_vec(),
            entries: vec![
                ("b.r1.json".into(), b"two".to_vec()),
                ("a.r1.json".into(), b"one".to_vec()),
            ],
        }
    }

    /// The members of a good archive, to be changed and written again.
    fn changed(change: impl FnOnce(&mut Vec<(String, Vec<u8>)>)) -> Vec<u8> {
        let (archive, _) = write(&payload(), |_| b"sig".to_vec()).unwrap();
        let mut files: Vec<(String, Vec<u8>)> = zip::read(&archive)
            .unwrap()
            .iter()
            .map(|m| (m.name.to_owned(), m.data.to_vec()))
            .collect();
        change(&mut files);
        let members: Vec<_> = files
            .iter()
            .map(|(name, data)| Member { name, data })
            .collect();
        zip::write(&members).unwrap()
    }

    fn error_of(change: impl FnOnce(&mut Vec<(String, Vec<u8>)>)) -> BagError {
        read(&changed(change))
            .err()
            .expect("the change must be noticed")
    }

    #[test]
    fn reading_inverts_writing() {
        let (archive, tagmanifest) = write(&payload(), |_| b"sig".to_vec()).unwrap();
        let bag = read(&archive).unwrap();
        assert_eq!((bag.folder, bag.submission), ("bag", &b"{}\n"[..]));
        assert_eq!(
            bag.entries.keys().collect::<Vec<_>>(),
            [&"a.r1.json", &"b.r1.json"]
        );
        assert_eq!(
            (bag.tagmanifest, bag.signature),
            (&tagmanifest[..], &b"sig"[..])
        );
        assert_eq!(padme(archive.len()), archive.len());
    }

    #[test]
    fn every_broken_rule_is_named() {
        type Files = Vec<(String, Vec<u8>)>;
        let at = |files: &Files, name: &str| {
            files
                .iter()
                .position(|(known, _)| known == &format!("bag/{name}"))
                .unwrap()
        };
        assert_eq!(
            error_of(|f| {
                let i = at(f, "data/entries/a.r1.json");
                f[i].1 = b"oNe".to_vec();
            }),
            BagError::Digest("data/entries/a.r1.json".into())
        );
        assert_eq!(
            error_of(|f| {
                let i = at(f, "bag-info.txt");
                f[i].1.push(b'\n');
            }),
            BagError::Digest("bag-info.txt".into())
        );
        assert_eq!(
            error_of(|f| {
                let i = at(f, "data/submission.json");
                f.remove(i);
            }),
            BagError::Missing("data/submission.json".into())
        );
        assert_eq!(
            error_of(|f| f.push(("bag/data/entries/c.r1.json".into(), vec![]))),
            BagError::Unlisted("data/entries/c.r1.json".into())
        );
        assert_eq!(
            error_of(|f| f.push(("bag/fetch.txt".into(), vec![]))),
            BagError::Unlisted("fetch.txt".into())
        );
        assert_eq!(
            error_of(|f| f.push(("other/x".into(), vec![]))),
            BagError::Layout("it has more than one folder at the top")
        );
        assert_eq!(
            error_of(|f| {
                let i = at(f, PADDING);
                f[i].1.push(1);
            }),
            BagError::Layout("its padding is not empty")
        );
        assert_eq!(error_of(|f| f.clear()), BagError::Layout("it is empty"));
    }

    #[test]
    fn padme_adds_at_most_12_percent() {
        // Values of the paper's definition: 9 has exponent 3, keeps 2 bits, clears the last 1.
        assert_eq!((padme(8), padme(9), padme(1_000_000)), (8, 10, 1_015_808));
        for length in 2..100_000 {
            assert!(padme(length) >= length && padme(length) * 100 <= length * 112 + 100);
        }
    }
}
