//! Slices open in their own place only; and the golden blob.

use proptest::prelude::*;
use serde::{Deserialize, Serialize};

use super::*;
use crate::cost::Cost;
use crate::keyring::{Keyring, Secret};
use crate::passphrase::Passphrase;

const ID: [u8; 16] = [0xb1; 16];

fn vault_of(id: u8, keys: &[u8]) -> Vault {
    let keys = keys.iter().map(|key| Key::copy_of(&[*key; 32])).collect();
    Vault::from_keys(VaultId([id; 16]), keys, Key::copy_of(&[9; 32]))
}

fn vault() -> Vault {
    vault_of(1, &[1, 2])
}

const DAMAGED: UnsealError = UnsealError::SliceDamaged { number: 3 };

#[test]
fn a_slice_opens_in_the_same_place_after_a_reload() {
    let (key, seed) = vault().new_blob(ID).unwrap();
    let slices: [&[u8]; 3] = [b"one", &[7; 100_000], b""];
    let sealed = slices.map(|slice| key.seal(3, slice.is_empty(), slice).unwrap());
    let json = serde_json::to_string(&seed).unwrap();
    let seed: BlobSeed = serde_json::from_str(&json).unwrap();
    let key = vault().blob(ID, &seed).unwrap();
    for (slice, sealed) in slices.iter().zip(&sealed) {
        let opened = key.unseal(3, slice.is_empty(), sealed).unwrap();
        assert_eq!(&opened[..], *slice);
        assert_eq!(sealed.len(), 24 + padding::padded_size(slice.len()) + 16);
    }
}

#[test]
fn every_bound_field_is_bound() {
    let (key, seed) = vault().new_blob(ID).unwrap();
    let sealed = key.seal(3, false, b"slice").unwrap();
    assert!(key.unseal(3, false, &sealed).is_ok());
    assert_eq!(key.unseal(3, true, &sealed).unwrap_err(), DAMAGED);
    let four = UnsealError::SliceDamaged { number: 4 };
    assert_eq!(key.unseal(4, false, &sealed).unwrap_err(), four);

    let refused = |vault: Vault, id, seed: BlobSeed| {
        let key = vault.blob(id, &seed).unwrap();
        assert_eq!(key.unseal(3, false, &sealed).unwrap_err(), DAMAGED);
    };
    refused(vault_of(8, &[1, 2]), ID, seed);
    refused(vault_of(1, &[1, 8]), ID, seed);
    refused(vault(), [0xb2; 16], seed);
    refused(vault(), ID, BlobSeed { epoch: 1, ..seed });
    let mut salt = seed.salt;
    salt[31] ^= 1;
    refused(vault(), ID, BlobSeed { salt, ..seed });
}

/// The id is bound twice, by the key and by the associated data: each holds without the other.
#[test]
fn the_associated_data_binds_vault_and_blob_under_one_key() {
    let (key, _) = vault().new_blob(ID).unwrap();
    let sealed = key.seal(3, false, b"slice").unwrap();
    let other = |vault, id| BlobKey {
        key: Key::copy_of(&key.key),
        vault,
        id,
    };
    assert!(other(key.vault, ID).unseal(3, false, &sealed).is_ok());
    for changed in [other(VaultId([8; 16]), ID), other(key.vault, [0xb2; 16])] {
        assert_eq!(changed.unseal(3, false, &sealed).unwrap_err(), DAMAGED);
    }
}

#[test]
fn slices_that_changed_places_are_refused() {
    let (key, _) = vault().new_blob(ID).unwrap();
    let [first, second] = [0, 1].map(|number| key.seal(number, false, b"alike").unwrap());
    assert_ne!(first, second);
    assert!(key.unseal(0, false, &first).is_ok());
    assert!(key.unseal(0, false, &second).is_err());
    assert!(key.unseal(1, false, &first).is_err());
}

#[test]
fn an_epoch_that_is_not_there_and_a_slice_too_long_are_said() {
    let (key, seed) = vault().new_blob(ID).unwrap();
    assert_eq!(seed.epoch, 2);
    for epoch in [0, 3, u32::MAX] {
        let error = vault().blob(ID, &BlobSeed { epoch, ..seed }).unwrap_err();
        assert_eq!(error, UnsealError::UnknownEpoch { epoch });
    }
    let length = MAX_SLICE + 1;
    let error = key.seal(0, false, &vec![0; length]).unwrap_err();
    assert_eq!(error, SealError::SliceTooLong { length });
    assert!(key.seal(0, false, &vec![0; MAX_SLICE]).is_ok());
}

#[test]
fn nothing_is_sealed_without_randomness() {
    let mut dry = |_: &mut [u8]| Err(RandomnessError);
    assert!(vault().new_blob_with(&mut dry, ID).is_err());
    let (key, _) = vault().new_blob(ID).unwrap();
    let error = key.seal_with(&mut dry, 0, false, b"slice").unwrap_err();
    assert_eq!(error, SealError::Randomness(RandomnessError));
}

#[test]
fn debug_tells_no_key() {
    let (key, _) = vault().new_blob(ID).unwrap();
    assert_eq!(format!("{key:?}"), "BlobKey([REDACTED])");
}

proptest! {
    #[test]
    fn cut_and_flipped_slices_are_refused(
        content in prop::collection::vec(any::<u8>(), 0..600),
        at: prop::sample::Index,
        bit in 0u8..8,
        kept: prop::sample::Index,
    ) {
        let (key, _) = vault().new_blob(ID).unwrap();
        let sealed = key.seal(3, false, &content).unwrap();
        prop_assert_eq!(&key.unseal(3, false, &sealed).unwrap()[..], &content[..]);
        let mut flipped = sealed.clone();
        flipped[at.index(sealed.len())] ^= 1 << bit;
        prop_assert_eq!(key.unseal(3, false, &flipped).unwrap_err(), DAMAGED);
        let cut = &sealed[..kept.index(sealed.len())];
        prop_assert_eq!(key.unseal(3, false, cut).unwrap_err(), DAMAGED);
        let longer = [&sealed[..], &[0]].concat();
        prop_assert_eq!(key.unseal(3, false, &longer).unwrap_err(), DAMAGED);
    }
}

const GOLDEN: &str = include_str!("../../testdata/golden_blob_v1.json");

/// One blob of three slices, and all that opens it.
#[derive(Serialize, Deserialize, PartialEq, Debug)]
#[serde(deny_unknown_fields)]
struct Golden {
    note: String,
    passphrase: String,
    keyring: serde_json::Value,
    blob_id: String,
    seed: BlobSeed,
    slices: Vec<GoldenSlice>,
}

#[derive(Serialize, Deserialize, PartialEq, Debug)]
#[serde(deny_unknown_fields)]
struct GoldenSlice {
    number: u32,
    last: bool,
    slice: String,
    sealed: String,
}

/// Makes the vector anew, with the n-th draw of randomness being the bytes 16 n, 16 n + 1, ...
fn make() -> Golden {
    let mut draw = random::counting();
    let passphrase = "five slices of bread";
    let made = Keyring::make_with(&mut draw, &Passphrase::new(passphrase), Cost::FLOOR);
    let (keyring, key, _) = made.unwrap();
    let vault = Vault::open(&keyring, key).unwrap();
    let (key, seed) = vault.new_blob_with(&mut draw, ID).unwrap();
    let contents: [&[u8]; 3] = [b"the first slice", &[0xa5; 5000], b""];
    let slices = (0u32..).zip(contents).map(|(number, slice)| {
        let last = number == 2;
        let sealed = key.seal_with(&mut draw, number, last, slice).unwrap();
        GoldenSlice {
            number,
            last,
            slice: hex::encode(slice),
            sealed: hex::encode(sealed),
        }
    });
    Golden {
        note: "a blob of version 1; written once, never changed".to_owned(),
        passphrase: passphrase.to_owned(),
        slices: slices.collect(),
        keyring: serde_json::from_slice(&keyring.to_json()).unwrap(),
        blob_id: hex::encode(ID),
        seed,
    }
}

/// With `VAULT_WRITE_GOLDEN_BLOB=1` the file is written; that is for the day of a new format and a
/// new file.
#[test]
fn what_is_written_today_is_what_was_written_then() {
    let made = make();
    if std::env::var_os("VAULT_WRITE_GOLDEN_BLOB").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/golden_blob_v1.json");
        let json = serde_json::to_string_pretty(&made).unwrap() + "\n";
        std::fs::write(path, json).unwrap();
        return;
    }
    assert_eq!(serde_json::from_str::<Golden>(GOLDEN).unwrap(), made);
}

#[test]
fn what_was_written_then_still_opens() {
    let golden: Golden = serde_json::from_str(GOLDEN).unwrap();
    let keyring = Keyring::from_json(&serde_json::to_vec(&golden.keyring).unwrap()).unwrap();
    let secret = Secret::Passphrase(Passphrase::new(&golden.passphrase));
    let vault = Vault::open(&keyring, keyring.unlock(&secret).unwrap()).unwrap();
    let mut id = [0; 16];
    hex::decode_to_slice(&golden.blob_id, &mut id).unwrap();
    let key = vault.blob(id, &golden.seed).unwrap();
    for expected in &golden.slices {
        let sealed = hex::decode(&expected.sealed).unwrap();
        let slice = key.unseal(expected.number, expected.last, &sealed).unwrap();
        assert_eq!(hex::encode(&slice[..]), expected.slice);
    }
}
