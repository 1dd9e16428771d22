//! What a bag is, and every way in which it is none.

use super::*;
use crate::zip::{self, Member};

fn sample() -> (Vec<u8>, Vec<u8>) {
    let mut writer = BagWriter::new("bag".into());
    let mut archive = Vec::new();
    for (name, sound) in [("y.webm", &b"la"[..]), ("x.webm", b"do re mi")] {
        archive.extend(writer.add(name, sound, Sums::of(sound)).unwrap());
        archive.extend_from_slice(sound);
    }
    let payload = [
        ("data/submission.json", "{}\n"),
        ("data/entries/b.r1.json", "two"),
        ("data/entries/a.r1.json", "one"),
    ];
    let payload = payload.map(|(name, text)| (name.to_owned(), text.into()));
    let closing = writer
        .close("2026-11-23", payload.into(), |_| b"sig".to_vec())
        .unwrap();
    closing.each(|piece| archive.extend_from_slice(piece));
    (archive, closing.tagmanifest)
}

/// The members of a good archive, to be changed and written again.
fn changed(change: impl FnOnce(&mut Vec<(String, Vec<u8>)>)) -> Vec<u8> {
    let (archive, _) = sample();
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
    read(&mut &changed(change)[..])
        .err()
        .expect("the change must be noticed")
}

#[test]
fn reading_inverts_writing() {
    let (archive, tagmanifest) = sample();
    let bag = read(&mut &archive[..]).unwrap();
    assert_eq!(
        (bag.folder.as_str(), &bag.submission[..]),
        ("bag", &b"{}\n"[..])
    );
    assert_eq!(
        bag.entries.keys().collect::<Vec<_>>(),
        ["a.r1.json", "b.r1.json"]
    );
    assert_eq!(
        (bag.tagmanifest, &bag.signature[..]),
        (tagmanifest, &b"sig"[..])
    );
    for (name, sound) in [("x.webm", &b"do re mi"[..]), ("y.webm", b"la")] {
        let stored = &bag.audio[name];
        let (start, size) = (stored.start as usize, stored.size as usize);
        assert_eq!(&archive[start..start + size], sound);
        assert_eq!(stored.sha256, Sums::of(sound).sha256);
    }
    assert_eq!(padme(archive.len() as u64), archive.len() as u64);
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
        error_of(|f| {
            let i = at(f, "data/audio/x.webm");
            f[i].1[0] ^= 1;
        }),
        BagError::Digest("data/audio/x.webm".into())
    );
    assert_eq!(
        error_of(|f| {
            let i = at(f, "data/audio/x.webm");
            f.remove(i);
        }),
        BagError::Missing("data/audio/x.webm".into())
    );
    assert_eq!(
        error_of(|f| f.push(("bag/data/audio/z.webm".into(), vec![]))),
        BagError::Unlisted("data/audio/z.webm".into())
    );
    assert_eq!(
        error_of(|f| {
            let i = at(f, PADDING);
            f.remove(i);
        }),
        BagError::Missing(PADDING.into())
    );
    assert_eq!(
        error_of(|f| {
            let i = at(f, "data/entries/a.r1.json");
            f[i].1 = vec![b' '; JSON_CAP + 1];
        }),
        BagError::Layout("an entry is larger than 1 MiB")
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
