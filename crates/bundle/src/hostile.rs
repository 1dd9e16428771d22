//! What a bundle may have met on its way, and what its own writer could have put into it.
//!
//! `LOOP_ROUNDS=10` tries ten times as much.

use sha2::{Digest, Sha256};

use crate::testkit::{Kit, entry, outgoing, resigned_of};
use crate::{Identity, OpenError, open};

/// A tenth of the full count.
fn rounds(few: usize) -> usize {
    let times = std::env::var("LOOP_ROUNDS").map_or(1, |times| times.parse().unwrap());
    few * times
}

/// Numbers that are the same in every run.
struct Draw(u64);

impl Draw {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) as usize % most
    }
}

/// A bundle of some pieces of 64 KiB, where its sealed content begins, and the key to it.
fn long_bundle() -> (Vec<u8>, usize, Identity) {
    let kit = Kit::make();
    let long = "words and words and words. ".repeat(9_000);
    let bytes = kit.pack(&outgoing(vec![vec![entry(1, &long)]])).bytes;
    assert!(bytes.len() > 3 * 65_536);
    let mac = bytes.windows(5).position(|w| w == b"\n--- ").unwrap() + 1;
    let line = bytes[mac..].iter().position(|b| *b == b'\n').unwrap() + 1;
    open(&bytes, std::slice::from_ref(&kit.desk)).unwrap();
    (bytes, mac + line, kit.desk)
}

/// F74: all bits of the header, and 1,000 (10,000) of what is behind it.
#[test]
fn no_flipped_bit_is_accepted() {
    let (bytes, payload, desk) = long_bundle();
    let desk = [desk];
    let mut draw = Draw(0x9e37_79b9_7f4a_7c15);
    let header = (0..payload).flat_map(|at| (0..8).map(move |bit| (at, bit)));
    let behind = (0..rounds(1_000)).map(|_| {
        let at = payload + draw.below(bytes.len() - payload);
        (at, draw.below(8))
    });
    let mut bad = bytes.clone();
    for (at, bit) in header.chain(behind) {
        bad[at] ^= 1 << bit;
        let refused = open(&bad, &desk).err();
        let refused = refused.unwrap_or_else(|| panic!("bit {bit} of byte {at} was accepted"));
        let named = ["not-a-bundle", "header", "wrong-key", "damaged"];
        assert!(named.contains(&refused.code()), "{at}: {refused}");
        bad[at] ^= 1 << bit;
    }
    assert_eq!(bad, bytes);
}

/// F75: cuts at every border of a piece and one byte beside it, and 100 (1,000) others; something
/// behind the end, and another bundle behind the end.
#[test]
fn nothing_shorter_or_longer_is_accepted() {
    let (bytes, payload, desk) = long_bundle();
    let desk = [desk];
    let mut draw = Draw(1);
    let piece = 65_536 + 16;
    let borders = (payload + 16..bytes.len()).step_by(piece);
    let near = borders.flat_map(|at| [at - 1, at, at + 1]);
    let ends = [0, 1, payload, bytes.len() - 16, bytes.len() - 1];
    let others = (0..rounds(100)).map(|_| draw.below(bytes.len()));
    for cut in near.chain(ends).chain(others) {
        assert!(
            open(&bytes[..cut], &desk).is_err(),
            "cut at {cut} was accepted"
        );
    }
    for more in [&b"\n"[..], &[0; 64], &bytes[..payload], &bytes] {
        let longer = [&bytes[..], more].concat();
        assert_eq!(open(&longer, &desk).unwrap_err(), OpenError::Damaged);
    }
}

/// A bundle whose one entry is whatever JSON its writer signed.
fn with_entry(kit: &Kit, json: &[u8]) -> Vec<u8> {
    let bundle = kit.pack(&outgoing(vec![vec![entry(1, "A line.")]])).bytes;
    resigned_of(kit, &bundle, |submission, files| {
        let name = files.keys().find(|name| name.ends_with(".r1.json"));
        let name = name.unwrap().clone();
        submission["entries"][0]["sha256"] = hex::encode(Sha256::digest(json)).into();
        files.insert(name, json.to_vec());
    })
}

/// The JSON of an honest entry, with one piece of it replaced.
fn honest(from: &str, to: &str) -> Vec<u8> {
    let kit = Kit::make();
    let opened = open(
        &kit.pack(&outgoing(vec![vec![entry(1, "A line.")]])).bytes,
        &[kit.desk],
    );
    let json = serde_json::to_string(&opened.unwrap().entries[0].entry).unwrap();
    assert!(json.contains(from), "{json}");
    json.replacen(from, to, 1).into_bytes()
}

/// F83: signed and sealed by its own writer, and no entry.
#[test]
fn a_signed_entry_of_hostile_structure_is_an_error_and_no_more() {
    let kit = Kit::make();
    let desk = std::slice::from_ref(&kit.desk);
    let text = "\"text\":\"A line.\"";
    open(
        &with_entry(&kit, &honest(text, "\"text\":\"Another.\"")),
        desk,
    )
    .unwrap();
    let tags = format!("{text},\"tags\":[{}0]", "0,".repeat(500_000));
    // As deep as the 1 MiB goes that an entry may have.
    let deep = |open: &str, close: &str| {
        let times = 1_000_000 / (open.len() + close.len());
        format!("\"text\":{}1{}", open.repeat(times), close.repeat(times))
    };
    let hostile = [
        ("lists in each other", deep("[", "]")),
        ("objects in each other", deep("{\"a\":", "}")),
        ("lists that are never closed", deep("[", "")),
        ("a field twice", format!("{text},{text}")),
        ("a field of tomorrow", format!("{text},\"mood\":1")),
        ("half a million tags", tags),
        ("no text", "\"text\":null".into()),
        ("text that is a number", "\"text\":1e400".into()),
        ("NaN", "\"text\":NaN".into()),
        ("half a pair", "\"text\":\"\\ud800\"".into()),
        ("a control sign", "\"text\":\"a\u{1}b\"".into()),
    ];
    let mut files: Vec<(&str, Vec<u8>)> = hostile
        .iter()
        .map(|(what, to)| (*what, honest(text, to)))
        .collect();
    files.extend([
        ("a negative revision", honest("\"rev\":1", "\"rev\":-1")),
        (
            "a revision of 10^20",
            honest("\"rev\":1", "\"rev\":100000000000000000000"),
        ),
        ("a broken revision", honest("\"rev\":1", "\"rev\":1.5")),
        (
            "the year 10^12",
            honest("\"created_at\":\"2026", "\"created_at\":\"1000000000000"),
        ),
        (
            "the 99th month",
            honest("\"created_at\":\"2026-11", "\"created_at\":\"2026-99"),
        ),
        (
            "an id of a path",
            honest("\"entry_id\":\"", "\"entry_id\":\"../"),
        ),
        ("no JSON", b"\xff\xfe\x00".to_vec()),
        ("nothing", b" ".to_vec()),
        (
            "a second document behind it",
            [honest(text, text), b"{}".to_vec()].concat(),
        ),
        ("bytes that are no text", {
            let mut json = honest(text, text);
            let at = json.windows(6).position(|w| w == b"A line").unwrap();
            json[at] = 0xff;
            json
        }),
    ]);
    for (what, json) in files {
        let refused = open(&with_entry(&kit, &json), desk);
        let refused = refused
            .err()
            .unwrap_or_else(|| panic!("{what} was accepted"));
        assert_eq!(refused.code(), "unreadable", "{what}: {refused}");
        // Said in a line, however long what was sent is.
        assert!(refused.to_string().len() < 400, "{what}: {refused}");
    }
}

proptest::proptest! {
    /// F83, at random: some bytes of an honest entry are others. `PROPTEST_CASES` for more.
    #[test]
    fn no_signed_entry_panics(at: proptest::sample::Index, bytes: Vec<u8>) {
        let kit = Kit::make();
        let mut json = honest("A line.", "A line.");
        let from = at.index(json.len());
        let to = json.len().min(from + bytes.len());
        json.splice(from..to, bytes);
        if let Err(refused) = open(&with_entry(&kit, &json), &[kit.desk]) {
            proptest::prop_assert!(["unreadable", "contradiction"].contains(&refused.code()));
        }
    }
}
