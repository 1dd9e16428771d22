//! Pins the device's slot: `testdata/golden_device_v1.json` is written once and stays for ever.

use serde::{Deserialize, Serialize};

use crate::cost::Cost;
use crate::keyring::{DeviceKeyslot, DeviceSecret, Keyring, Secret};
use crate::passphrase::Passphrase;
use crate::random;
use crate::recovery_code::RecoveryCode;

const GOLDEN: &str = include_str!("../testdata/golden_device_v1.json");

/// One keyring with a slot of every kind, and the three secrets that open it.
#[derive(Serialize, Deserialize, PartialEq, Debug)]
#[serde(deny_unknown_fields)]
struct Golden {
    note: String,
    passphrase: String,
    recovery_code: String,
    device_secret: String,
    keyring: serde_json::Value,
    vault_key: String,
}

/// The bytes first, first + 1, first + 2 ...
fn bytes_from<const N: usize>(first: u8) -> [u8; N] {
    std::array::from_fn(|i| first.wrapping_add(i as u8))
}

/// Makes the vector anew, with the n-th draw of randomness being the bytes 16 n, 16 n + 1, ...
fn make() -> Golden {
    let mut draw = random::counting();
    let passphrase = "three ways in";
    let made = Keyring::make_with(&mut draw, &Passphrase::new(passphrase), Cost::FLOOR);
    let (keyring, key, code) = made.unwrap();
    let device = DeviceKeyslot {
        credential_id: bytes_from::<48>(0xc0).to_vec(),
        prf_input: bytes_from(0x05),
    };
    let secret: [u8; 32] = bytes_from(0xe1);
    let device_secret = hex::encode(secret);
    let secret = DeviceSecret::from_bytes(secret).unwrap();
    let keyring = keyring.with_device_with(&mut draw, &key, device, &secret);
    Golden {
        note: "the device's slot of version 1; written once, never changed".to_owned(),
        passphrase: passphrase.to_owned(),
        recovery_code: code.to_string(),
        device_secret,
        keyring: serde_json::from_slice(&keyring.unwrap().to_json()).unwrap(),
        vault_key: hex::encode(key.to_bytes().as_slice()),
    }
}

/// With `VAULT_WRITE_GOLDEN_DEVICE=1` the file is written; that is for the day of a new format and a
/// new file.
#[test]
fn what_is_written_today_is_what_was_written_then() {
    let made = make();
    if std::env::var_os("VAULT_WRITE_GOLDEN_DEVICE").is_some() {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/testdata/golden_device_v1.json"
        );
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
    let mut secret = [0; 32];
    hex::decode_to_slice(&golden.device_secret, &mut secret).unwrap();
    let secrets = [
        Secret::Device(DeviceSecret::from_bytes(secret).unwrap()),
        Secret::Passphrase(Passphrase::new(&golden.passphrase)),
        Secret::RecoveryCode(RecoveryCode::parse(&golden.recovery_code).unwrap()),
    ];
    for secret in secrets {
        let key = keyring.unlock(&secret).unwrap();
        assert_eq!(hex::encode(key.to_bytes().as_slice()), golden.vault_key);
    }
}
