//! The age test vectors (C2SP CCTV) against our envelope.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::envelope::{self, EnvelopeError, Passphrase};
use crate::key::Identity;

struct Vector<'a> {
    fields: BTreeMap<&'a str, Vec<&'a str>>,
    stored: &'a [u8],
}

impl<'a> Vector<'a> {
    fn parse(bytes: &'a [u8]) -> Self {
        let end = bytes
            .windows(2)
            .position(|two| two == b"\n\n")
            .expect("a header ends");
        let header = std::str::from_utf8(&bytes[..end]).expect("a header is text");
        let mut fields: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for line in header.lines() {
            let (key, value) = line.split_once(": ").expect("a header line is key: value");
            fields.entry(key).or_default().push(value);
        }
        Self {
            fields,
            stored: &bytes[end + 2..],
        }
    }

    /// The age file; some are stored compressed.
    fn file(&self) -> Vec<u8> {
        let Some(_) = self.first("compressed") else {
            return self.stored.to_vec();
        };
        let mut file = Vec::new();
        flate2::read::ZlibDecoder::new(self.stored)
            .read_to_end(&mut file)
            .unwrap();
        file
    }

    fn first(&self, key: &str) -> Option<&'a str> {
        self.fields
            .get(key)
            .and_then(|values| values.first().copied())
    }
}

/// Why a vector is none of ours.
fn skipped(name: &str) -> Option<&'static str> {
    if name.contains("hybrid") {
        return Some("post-quantum recipients are not in this version");
    }
    None
}

#[test]
fn the_age_vectors_hold() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/cctv");
    let (mut checked, mut passed_over) = (0, BTreeMap::<_, usize>::new());
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name == "README.md" {
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        let vector = Vector::parse(&bytes);
        if let Some(reason) = skipped(&name) {
            *passed_over.entry(reason).or_default() += 1;
            continue;
        }
        let identities: Vec<Identity> = vector.fields.get("identity").map_or_else(
            || vec![Identity::make()],
            |all| all.iter().map(|text| text.parse().unwrap()).collect(),
        );
        let result = match vector.first("passphrase") {
            Some(secret) => {
                let passphrase = Passphrase::new(secret, 18);
                envelope::open_with_passphrase(&vector.file(), &passphrase)
            }
            None => envelope::open(&vector.file(), &identities),
        };
        match vector.first("expect").unwrap() {
            "success" => {
                let plaintext = result.unwrap_or_else(|error| panic!("{name}: {error:?}"));
                let sum = hex::encode(Sha256::digest(&**plaintext));
                assert_eq!(Some(sum.as_str()), vector.first("payload"), "{name}");
            }
            "no match" => assert_eq!(result.unwrap_err(), EnvelopeError::NoMatch, "{name}"),
            // What is released before a payload fails is nobody's: we release nothing.
            _ => assert!(result.is_err(), "{name} was accepted"),
        }
        checked += 1;
    }
    assert_eq!(checked + passed_over.values().sum::<usize>(), 143);
    assert_eq!(checked, CHECKED, "{passed_over:?}");
}

/// Vectors of the set that concern bundles and backups; a change means that the set or a rule changed.
const CHECKED: usize = 124;
