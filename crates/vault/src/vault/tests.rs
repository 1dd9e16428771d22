//! Laws of sealing: it comes back as it went, or not at all.

use std::collections::HashSet;

use proptest::prelude::*;

use super::*;
use crate::record::Store;

const ENTRIES: Store = Store {
    code: 1,
    name: "entries",
};
const DRAFTS: Store = Store {
    code: 2,
    name: "drafts",
};

fn key(byte: u8) -> Key {
    Key::copy_of(&[byte; 32])
}

/// Two epochs, so that an epoch can be swapped for another that exists.
fn vault() -> Vault {
    Vault::from_keys(VaultId([1; 16]), vec![key(2), key(3)], key(4))
}

/// The same vault as it was before its second epoch.
fn older() -> Vault {
    Vault::from_keys(VaultId([1; 16]), vec![key(2)], key(4))
}

fn label(id: u8) -> Label {
    Label::new(ENTRIES, [id; 16])
}

fn refused(vault: &Vault, label: &Label, record: &SealedRecord) -> bool {
    vault.unseal(label, record).is_err()
}

#[test]
fn sealing_takes_the_newest_epoch_and_unsealing_any() {
    let old = older().seal(&label(7), 1, b"old").unwrap();
    let new = vault().seal(&label(7), 2, b"new").unwrap();
    assert_eq!((old.as_bytes()[7], new.as_bytes()[7]), (1, 2));
    assert_eq!(
        &vault().unseal(&label(7), &old).unwrap().plaintext[..],
        b"old"
    );
    assert_eq!(
        &vault().unseal(&label(7), &new).unwrap().plaintext[..],
        b"new"
    );
    let error = older().unseal(&label(7), &new).unwrap_err();
    assert_eq!(error, UnsealError::UnknownEpoch { epoch: 2 });
}

#[test]
fn a_record_opens_in_its_own_place_only() {
    let record = vault().seal(&label(7), 1, b"here").unwrap();
    let same_code = Label::new(
        Store {
            code: 1,
            name: "drafts",
        },
        [7; 16],
    );
    let same_name = Label::new(
        Store {
            code: 2,
            name: "entries",
        },
        [7; 16],
    );
    for other in [label(8), Label::new(DRAFTS, [7; 16]), same_code, same_name] {
        assert!(refused(&vault(), &other, &record), "{other:?}");
    }
    let other_id = Vault::from_keys(VaultId([9; 16]), vec![key(2), key(3)], key(4));
    let other_keys = Vault::from_keys(VaultId([1; 16]), vec![key(5), key(6)], key(4));
    assert!(refused(&other_id, &label(7), &record));
    assert!(refused(&other_keys, &label(7), &record));
}

#[test]
fn two_records_swapped_are_both_refused() {
    for i in 0..100 {
        let (a, b) = (label(i), label(i + 100));
        let record_a = vault().seal(&a, 1, b"a").unwrap();
        let record_b = vault().seal(&b, 1, b"b").unwrap();
        assert!(refused(&vault(), &a, &record_b) && refused(&vault(), &b, &record_a));
    }
}

#[test]
fn every_single_bit_matters() {
    let record = vault().seal(&label(7), 9, b"every bit").unwrap();
    for bit in 0..record.as_bytes().len() * 8 {
        let mut bytes = record.as_bytes().to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        assert!(
            refused(&vault(), &label(7), &SealedRecord::from_bytes(bytes)),
            "bit {bit}"
        );
    }
}

#[test]
fn every_cut_and_every_addition_is_noticed() {
    let record = vault().seal(&label(7), 9, b"whole").unwrap();
    let whole = record.as_bytes();
    for length in 0..whole.len() {
        assert!(refused(
            &vault(),
            &label(7),
            &SealedRecord::from_bytes(whole[..length].to_vec())
        ));
    }
    let longer = [whole, &[0]].concat();
    assert!(refused(
        &vault(),
        &label(7),
        &SealedRecord::from_bytes(longer)
    ));
}

#[test]
fn padding_that_is_not_zeros_is_refused_though_it_is_sealed() {
    let vault = vault();
    let header = Header {
        epoch: 2,
        revision: 1,
        nonce: [8; 24],
    };
    let seal = |mut content: Vec<u8>| {
        let aad = label(7).associated_data(vault.id, 2, 1);
        let store_key = vault.derive_store_key(&key(3), &label(7));
        let tag = cipher::encrypt(&store_key, &header.nonce, &aad, &mut content);
        SealedRecord::from_parts(&header, &content, &tag)
    };
    assert_eq!(
        &vault
            .unseal(&label(7), &seal(vec![0, 0, 0, 1, b'x', 0]))
            .unwrap()
            .plaintext[..],
        b"x"
    );
    for content in [
        vec![0, 0, 0, 1, b'x', 1],
        vec![0, 0, 0, 9, b'x', 0],
        vec![0, 0, 0],
        vec![],
    ] {
        let error = vault.unseal(&label(7), &seal(content)).unwrap_err();
        assert_eq!(error, UnsealError::Damaged);
    }
}

#[test]
fn foreign_bytes_of_any_size_are_refused() {
    for bytes in [
        vec![],
        vec![0; 40],
        vec![b'x'; 50_000_000],
        b"RJR1".repeat(30),
    ] {
        assert!(refused(
            &vault(),
            &label(7),
            &SealedRecord::from_bytes(bytes)
        ));
    }
}

#[test]
fn what_is_too_long_is_not_sealed() {
    let error = vault()
        .seal(&label(7), 1, &vec![0; MAX_PLAINTEXT + 1])
        .unwrap_err();
    assert_eq!(
        error,
        SealError::TooLong {
            length: MAX_PLAINTEXT + 1
        }
    );
}

#[test]
fn without_randomness_nothing_is_sealed() {
    let mut none = |_: &mut [u8]| Err(RandomnessError);
    let error = vault()
        .seal_with(&mut none, &label(7), 1, b"x")
        .unwrap_err();
    assert_eq!(error, SealError::Randomness(RandomnessError));
}

#[test]
fn nonces_do_not_repeat_and_equal_plaintexts_do_not_look_equal() {
    let vault = vault();
    let sealed: HashSet<Vec<u8>> = (0..2000)
        .map(|_| vault.seal(&label(7), 1, b"same").unwrap().as_bytes()[16..40].to_vec())
        .collect();
    assert_eq!(sealed.len(), 2000);
}

#[test]
fn debug_shows_no_secret() {
    let record = vault().seal(&label(7), 3, b"secret").unwrap();
    let unsealed = vault().unseal(&label(7), &record).unwrap();
    assert_eq!(format!("{unsealed:?}"), "Unsealed(revision 3, [REDACTED])");
    assert_eq!(
        format!("{:?}", vault()),
        format!("Vault({}, [REDACTED])", "01".repeat(16))
    );
    assert_eq!(format!("{record:?}"), "SealedRecord(312 bytes)");
}

proptest! {
    #[test]
    fn unseal_inverts_seal(
        plaintext in prop::collection::vec(any::<u8>(), 0..10_000),
        id: [u8; 16],
        revision: u64,
    ) {
        let label = Label::new(DRAFTS, id);
        let record = vault().seal(&label, revision, &plaintext).unwrap();
        prop_assert_eq!(record.revision(), Ok(revision));
        prop_assert_eq!(record.as_bytes().len(), 56 + padding::padded_size(plaintext.len()));
        let unsealed = vault().unseal(&label, &record).unwrap();
        prop_assert_eq!(unsealed.revision, revision);
        prop_assert_eq!(&unsealed.plaintext[..], &plaintext[..]);
    }

    #[test]
    fn another_revision_or_epoch_in_the_header_is_refused(revision: u64, claimed: u64, epoch: u32) {
        let record = vault().seal(&label(7), revision, b"x").unwrap();
        let mut bytes = record.as_bytes().to_vec();
        bytes[8..16].copy_from_slice(&claimed.to_be_bytes());
        let put_back = SealedRecord::from_bytes(bytes);
        prop_assert_eq!(refused(&vault(), &label(7), &put_back), revision != claimed);
        for epoch in [epoch, 0, 1, u32::MAX] {
            let mut bytes = record.as_bytes().to_vec();
            bytes[4..8].copy_from_slice(&epoch.to_be_bytes());
            let moved = SealedRecord::from_bytes(bytes);
            prop_assert_eq!(refused(&vault(), &label(7), &moved), epoch != 2);
        }
    }

    #[test]
    fn no_bytes_panic(mut bytes: Vec<u8>, genuine: bool) {
        if genuine {
            bytes.splice(..0, *b"RJR1\0\0\0\x01");
        }
        prop_assert!(refused(&vault(), &label(7), &SealedRecord::from_bytes(bytes)));
    }
}
