//! Published vectors and the vector of another implementation: `testdata/vault_vector.json`.

use serde_json::Value;

use crate::cipher;
use crate::cost::Cost;
use crate::derive::{self, Key};
use crate::key::VaultKey;
use crate::keyring::Secret;
use crate::keyring::epoch::Epoch;
use crate::keyring::slot::{Kind, Slot, Slow};
use crate::padding;
use crate::passphrase::Passphrase;
use crate::record::{Label, Store};
use crate::vault::Vault;
use crate::vault_id::VaultId;

// The inputs of the vector; the file itself holds only what came out of them.
const PASSPHRASE: &str = "correct horse battery staple";
const VAULT: VaultId = VaultId([0x11; 16]);
const PLAINTEXT: &str = "{\"text\":\"naïve 😀\"}";
const LABEL: Label = Label {
    store: Store {
        code: 1,
        name: "entries",
    },
    id: [0x77; 16],
};

fn vector(name: &str) -> String {
    let file: Value = serde_json::from_str(include_str!("../testdata/vault_vector.json")).unwrap();
    file[name].as_str().unwrap().to_owned()
}

fn slot() -> Slot {
    Slot {
        v: 1,
        id: [0x22; 16],
        kind: Kind::Passphrase,
        argon2id: Some(Slow {
            memory_kib: 64 * 1024,
            passes: 3,
            lanes: 1,
            salt: [0x33; 16],
        }),
        device: None,
        nonce: [0x66; 24],
        ct: [0; 48],
    }
}

/// draft-irtf-cfrg-xchacha-03, appendix A.3.1.
#[test]
fn the_cipher_is_the_draft_s() {
    let mut buffer = *b"Ladies and Gentlemen of the class of '99: If I could offer you only one \
tip for the future, sunscreen would be it.";
    let key: [u8; 32] = std::array::from_fn(|i| 0x80 + i as u8);
    let nonce: [u8; 24] = std::array::from_fn(|i| 0x40 + i as u8);
    let aad = hex::decode("50515253c0c1c2c3c4c5c6c7").unwrap();
    let tag = cipher::encrypt(&key, &nonce, &aad, &mut buffer);
    assert_eq!(
        hex::encode(buffer),
        "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb\
         731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452\
         2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9\
         21f9664c97637da9768812f615c68b13b52e"
    );
    assert_eq!(hex::encode(tag), "c0875924c1c7987947deafd8780acf49");
    assert_eq!(
        cipher::decrypt(&key, &nonce, &aad, &mut buffer, &tag),
        Ok(())
    );
    assert!(buffer.starts_with(b"Ladies and Gentlemen"));
}

#[test]
fn the_slow_key_and_the_wrapping_key_are_the_vector_s() {
    let passphrase = Passphrase::new(PASSPHRASE);
    let slow = derive::derive_slow(&passphrase, &[0x33; 16], Cost::STANDARD).unwrap();
    assert_eq!(hex::encode(slow.as_slice()), vector("argon2"));
    let wrapping = slot()
        .argon2id
        .unwrap()
        .derive_wrapping(VAULT, &passphrase)
        .unwrap();
    assert_eq!(hex::encode(wrapping.as_slice()), vector("kek"));
}

#[test]
fn the_slot_is_the_vector_s() {
    let mut slot = slot();
    assert_eq!(hex::encode(slot.associated_data(VAULT)), vector("slot_aad"));
    let mut wrapping = Key::zeros();
    hex::decode_to_slice(vector("kek"), wrapping.as_mut_slice()).unwrap();
    slot.wrap(VAULT, &wrapping, &VaultKey::from_bytes([0x44; 32]));
    assert_eq!(hex::encode(slot.ct), vector("slot_ct"));
    let secret = Secret::Passphrase(Passphrase::new(PASSPHRASE));
    assert_eq!(*slot.open(VAULT, &secret).unwrap().to_bytes(), [0x44; 32]);
}

#[test]
fn the_epoch_is_the_vector_s() {
    let key = VaultKey::from_bytes([0x44; 32]);
    let epoch = Epoch::wrap(VAULT, &key, 1, &Key::copy_of(&[0x55; 32]), [0x67; 24]);
    assert_eq!(hex::encode(epoch.ct), vector("epoch_ct"));
    assert_eq!(*epoch.open(VAULT, &key).unwrap(), [0x55; 32]);
}

#[test]
fn the_record_is_the_vector_s() {
    assert_eq!(
        hex::encode(LABEL.associated_data(VAULT, 1, 9)),
        vector("rec_aad")
    );
    let vault = Vault::from_keys(VAULT, vec![Key::copy_of(&[0x55; 32])], Key::zeros());
    let mut nonce = |buffer: &mut [u8]| {
        buffer.fill(0x68);
        Ok(())
    };
    let record = vault
        .seal_with(&mut nonce, &LABEL, 9, PLAINTEXT.as_bytes())
        .unwrap();
    let (header, sealed) = record.as_bytes().split_at(40);
    assert_eq!(
        header,
        [b"RJR1\0\0\0\x01\0\0\0\0\0\0\0\x09".as_slice(), &[0x68; 24]].concat()
    );
    assert_eq!(hex::encode(sealed), vector("rec_ct"));
    assert_eq!(sealed.len(), padding::padded_size(PLAINTEXT.len()) + 16);
    let unsealed = vault.unseal(&LABEL, &record).unwrap();
    assert_eq!(
        (unsealed.revision, &unsealed.plaintext[..]),
        (9, PLAINTEXT.as_bytes())
    );
}
