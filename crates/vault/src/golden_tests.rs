//! Pins the format of today: `testdata/golden_v1.json` is written once and stays for ever.

use serde::{Deserialize, Serialize};

use crate::cost::Cost;
use crate::keyring::{Keyring, Secret};
use crate::passphrase::Passphrase;
use crate::random;
use crate::record::{Label, SealedRecord, Store};
use crate::recovery_code::RecoveryCode;
use crate::vault::Vault;
use crate::{Catalogue, VaultKey};

const ENTRIES: Store = Store {
    code: 1,
    name: "entries",
};
const GOLDEN: &str = include_str!("../testdata/golden_v1.json");

/// Two epochs, one new passphrase, two records, and the catalogue of both.
#[derive(Serialize, Deserialize, PartialEq, Debug)]
#[serde(deny_unknown_fields)]
struct Golden {
    note: String,
    first_passphrase: String,
    first_keyring: serde_json::Value,
    second_passphrase: String,
    second_keyring: serde_json::Value,
    recovery_code: String,
    vault_key: String,
    store_code: u8,
    store_name: String,
    records: Vec<GoldenRecord>,
    catalogue: serde_json::Value,
}

#[derive(Serialize, Deserialize, PartialEq, Debug)]
#[serde(deny_unknown_fields)]
struct GoldenRecord {
    id: String,
    revision: u64,
    plaintext: String,
    sealed: String,
}

/// Makes the vector anew, with the n-th draw of randomness being the bytes 16 n, 16 n + 1, ...
fn make() -> Golden {
    let mut draw = random::counting();
    let (first, second) = ("cafe\u{301} au lait, twice", "  another one  ");
    let made = Keyring::make_with(&mut draw, &Passphrase::new(first), Cost::FLOOR);
    let (first_keyring, key, code) = made.unwrap();
    let old = Vault::open(&first_keyring, VaultKey::from_bytes(*key.to_bytes())).unwrap();
    let replaced = first_keyring.replace_passphrase_with(
        &mut draw,
        &key,
        &Passphrase::new(second),
        Cost {
            memory_kib: 48 * 1024,
            passes: 3,
            lanes: 2,
        },
    );
    let second_keyring = replaced.unwrap();
    let vault_key = hex::encode(key.to_bytes().as_slice());
    let vault = Vault::open(&second_keyring, key).unwrap();
    let mut catalogue = Catalogue::new();
    let long = "a longer one, in Padmé's part of the classes. ".repeat(100);
    let contents = [
        (&old, 0xa1, 1, "{\"text\":\"\"}".to_owned()),
        (&vault, 0xb2, u64::MAX, long),
    ];
    let records = contents.map(|(vault, id, revision, plaintext)| {
        let label = Label::new(ENTRIES, [id; 16]);
        let record = vault
            .seal_with(&mut draw, &label, revision, plaintext.as_bytes())
            .unwrap();
        catalogue.add(vault, &label, record.trace());
        let sealed = hex::encode(record.as_bytes());
        GoldenRecord {
            id: hex::encode(label.id),
            revision,
            plaintext,
            sealed,
        }
    });
    let value = |json: Vec<u8>| serde_json::from_slice(&json).unwrap();
    Golden {
        note: "format of version 1; written once, never changed".to_owned(),
        first_passphrase: first.to_owned(),
        first_keyring: value(first_keyring.to_json()),
        second_passphrase: second.to_owned(),
        second_keyring: value(second_keyring.to_json()),
        recovery_code: code.to_string(),
        vault_key,
        store_code: ENTRIES.code,
        store_name: ENTRIES.name.to_owned(),
        records: records.into(),
        catalogue: value(catalogue.to_json()),
    }
}

/// With `VAULT_WRITE_GOLDEN=1` the file is written; that is for the day of a new format and a new file.
#[test]
fn what_is_written_today_is_what_was_written_then() {
    let made = make();
    if std::env::var_os("VAULT_WRITE_GOLDEN").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/golden_v1.json");
        let json = serde_json::to_string_pretty(&made).unwrap() + "\n";
        std::fs::write(path, json).unwrap();
        return;
    }
    assert_eq!(serde_json::from_str::<Golden>(GOLDEN).unwrap(), made);
}

#[test]
fn what_was_written_then_still_opens() {
    let golden: Golden = serde_json::from_str(GOLDEN).unwrap();
    let keyring = |value: &serde_json::Value| {
        Keyring::from_json(&serde_json::to_vec(value).unwrap()).unwrap()
    };
    let (first, second) = (
        keyring(&golden.first_keyring),
        keyring(&golden.second_keyring),
    );
    let code = || Secret::RecoveryCode(RecoveryCode::parse(&golden.recovery_code).unwrap());
    let openings = [
        (
            &first,
            Secret::Passphrase(Passphrase::new(&golden.first_passphrase)),
        ),
        (
            &second,
            Secret::Passphrase(Passphrase::new(&golden.second_passphrase)),
        ),
        (&first, code()),
        (&second, code()),
    ];
    for (keyring, secret) in openings {
        let key = keyring.unlock(&secret).unwrap();
        assert_eq!(hex::encode(key.to_bytes().as_slice()), golden.vault_key);
    }
    let vault = Vault::open(&second, second.unlock(&code()).unwrap()).unwrap();
    let mut found = Catalogue::new();
    for expected in &golden.records {
        let mut id = [0; 16];
        hex::decode_to_slice(&expected.id, &mut id).unwrap();
        let label = Label::new(ENTRIES, id);
        let record = SealedRecord::from_bytes(hex::decode(&expected.sealed).unwrap());
        let unsealed = vault.unseal(&label, &record).unwrap();
        assert_eq!(unsealed.revision, expected.revision);
        assert_eq!(&unsealed.plaintext[..], expected.plaintext.as_bytes());
        found.add(&vault, &label, record.trace());
    }
    let json = serde_json::to_vec(&golden.catalogue).unwrap();
    assert_eq!(
        Catalogue::from_json(&json).unwrap().agrees_with(&found),
        Ok(())
    );
}
