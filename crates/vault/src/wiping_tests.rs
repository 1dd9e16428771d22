//! After the lock no key is found in memory: this process reads all of its own and looks.
#![cfg(target_os = "linux")]

use std::fs::{self, File};
use std::hint::black_box;
use std::io::{Read, Seek, SeekFrom};

use crate::cost::Cost;
use crate::derive::{Key, derive_key};
use crate::keyring::{DeviceKeyslot, DeviceSecret, Keyring, Secret};
use crate::passphrase::Passphrase;
use crate::record::{Label, Store};
use crate::recovery_code::RecoveryCode;
use crate::vault::Vault;
use crate::{Catalogue, VaultKey};

const ENTRIES: Store = Store {
    code: 1,
    name: "entries",
};
/// What is looked for is kept under a mask, or the search would find itself.
const MASK: u8 = 0xa5;

type Masked = (&'static str, Vec<u8>);

fn masked(name: &'static str, key: &[u8]) -> Masked {
    (name, key.iter().map(|byte| byte ^ MASK).collect())
}

/// Everything that a journal does between its beginning and the lock, with every kind of secret.
#[inline(never)]
fn session() -> Vec<Masked> {
    let passphrase = || Passphrase::new("five words that nobody guesses");
    let (keyring, key, code) = Keyring::make(&passphrase(), Cost::FLOOR).unwrap();
    let device = DeviceKeyslot {
        credential_id: vec![1],
        prf_input: DeviceKeyslot::make_input().unwrap(),
    };
    // What the authenticator gives is at the moment nowhere but in this key.
    let given = Key::make_with(&mut crate::random::system).unwrap();
    let secret = || DeviceSecret::from_bytes(*given).unwrap();
    let mut draw = crate::random::system;
    let keyring = keyring.with_device_with(&mut draw, &key, device, &secret());
    let keyring = keyring.unwrap();
    let keyring = keyring
        .replace_passphrase(&key, &passphrase(), Cost::FLOOR)
        .unwrap();
    let secrets = [
        Secret::Passphrase(passphrase()),
        Secret::RecoveryCode(RecoveryCode::parse(&code.to_string()).unwrap()),
        Secret::Device(secret()),
    ];
    let mut seeds = Vec::new();
    for secret in secrets {
        let key = keyring.unlock(&secret).unwrap();
        let vault = Vault::open(&keyring, key).unwrap();
        let label = Label::new(ENTRIES, Label::make_id().unwrap());
        let record = vault.seal(&label, 1, b"dear diary").unwrap();
        vault.unseal(&label, &record).unwrap();
        Catalogue::new().add(&vault, &label, record.trace());
        let (blob, seed) = vault.new_blob(label.id).unwrap();
        let slice = blob.seal(0, true, b"dear diary").unwrap();
        blob.unseal(0, true, &slice).unwrap();
        seeds.push((label.id, seed.salt));
    }
    let epochs = keyring.open_epochs(&key).unwrap();
    let id = keyring.vault_id();
    let derived = |info| derive_key(key.as_bytes(), &[id.as_bytes()], &[info]);
    let store_key = derive_key(
        epochs[1].as_slice(),
        &[id.as_bytes()],
        &[b"rj/rec/v1/entries"],
    );
    let (blob_id, salt) = seeds[0];
    let info = [b"rj/blob/v1".as_slice(), &blob_id];
    let blob_key = derive_key(epochs[1].as_slice(), &[&salt], &info);
    vec![
        masked("the vault key", key.as_bytes()),
        masked("the data key of epoch 1", epochs[0].as_slice()),
        masked("the data key of epoch 2", epochs[1].as_slice()),
        masked(
            "the key that wraps data keys",
            derived(b"rj/wrap/v1").as_slice(),
        ),
        masked("the index key", derived(b"rj/idx/v1").as_slice()),
        masked("the record key", store_key.as_slice()),
        masked("the key of a blob", blob_key.as_slice()),
        masked("the device's secret", given.as_slice()),
        masked("the recovery code", code.as_bytes()),
    ]
}

/// How often each key lies in the memory that this process may write to.
fn find(keys: &[Masked]) -> Vec<(&'static str, usize)> {
    let mut found: Vec<_> = keys.iter().map(|(name, _)| (*name, 0)).collect();
    let mut memory = File::open("/proc/self/mem").unwrap();
    for line in fs::read_to_string("/proc/self/maps").unwrap().lines() {
        let (range, rest) = line.split_once(' ').unwrap();
        let (start, end) = range.split_once('-').unwrap();
        let [start, end] = [start, end].map(|hex| u64::from_str_radix(hex, 16).unwrap());
        if !rest.starts_with("rw") {
            continue;
        }
        let mut bytes = vec![0; (end - start) as usize];
        // A region may be gone by now, or not be one to read.
        let read =
            memory.seek(SeekFrom::Start(start)).is_ok() && memory.read_exact(&mut bytes).is_ok();
        if !read {
            continue;
        }
        for ((_, key), (_, count)) in keys.iter().zip(&mut found) {
            let is_key = |window: &[u8]| window.iter().zip(key).all(|(a, b)| a ^ MASK == *b);
            *count += bytes
                .windows(key.len())
                .filter(|window| is_key(window))
                .count();
        }
    }
    found
}

#[test]
fn after_the_lock_no_key_is_left() {
    let keys = session();
    for (name, count) in find(&keys) {
        assert_eq!(count, 0, "{name}");
    }
}

/// The search finds what is there, or it would prove nothing.
#[test]
fn before_the_lock_the_key_is_found() {
    let key = VaultKey::make_with(&mut crate::random::system).unwrap();
    let keys = [masked("the vault key", key.as_bytes())];
    // More than once, maybe: what was read of this memory is memory too.
    assert!(find(&keys)[0].1 > 0);
    black_box(&key);
}
