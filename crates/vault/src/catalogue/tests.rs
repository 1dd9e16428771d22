//! Laws of the catalogue: order does not matter, and nothing goes or comes unnoticed.

use proptest::prelude::*;

use super::*;
use crate::derive::Key;
use crate::record::SealedRecord;
use crate::vault_id::VaultId;

const ENTRIES: Store = Store {
    code: 1,
    name: "entries",
};
const DRAFTS: Store = Store {
    code: 2,
    name: "drafts",
};

fn vault() -> Vault {
    vault_with_index_key(4)
}

fn vault_with_index_key(byte: u8) -> Vault {
    let key = |byte| Key::copy_of(&[byte; 32]);
    Vault::from_keys(VaultId([1; 16]), vec![key(2)], key(byte))
}

fn entry(vault: &Vault, id: u8, revision: u64) -> (Label, SealedRecord) {
    let label = Label::new(ENTRIES, [id; 16]);
    let record = vault.seal(&label, revision, b"content").unwrap();
    (label, record)
}

fn catalogue_of<'a>(
    vault: &Vault,
    records: impl IntoIterator<Item = &'a (Label, SealedRecord)>,
) -> Catalogue {
    let mut catalogue = Catalogue::new();
    for (label, record) in records {
        catalogue.add(vault, label, record.trace());
    }
    catalogue
}

fn mismatch(written: &Catalogue, found: &Catalogue) -> (u64, u64, String) {
    let error = written.agrees_with(found).unwrap_err();
    (error.missing, error.unexpected, error.to_string())
}

#[test]
fn removal_addition_and_rollback_are_noticed() {
    let vault = vault();
    let records: Vec<_> = (0..5).map(|id| entry(&vault, id, 2)).collect();
    let written = catalogue_of(&vault, &records);
    assert_eq!(
        written.agrees_with(&catalogue_of(&vault, records.iter().rev())),
        Ok(())
    );

    let found = catalogue_of(&vault, &records[2..]);
    assert_eq!(
        mismatch(&written, &found),
        (2, 0, "2 records are missing".to_owned())
    );
    let found = catalogue_of(&vault, &records[1..]);
    assert_eq!(mismatch(&written, &found).2, "1 record is missing");

    let extra = entry(&vault, 9, 1);
    let found = catalogue_of(&vault, records.iter().chain([&extra]));
    let sentence = "1 record is there that the catalogue does not have".to_owned();
    assert_eq!(mismatch(&written, &found), (0, 1, sentence));

    let older = entry(&vault, 0, 1);
    let found = catalogue_of(&vault, records[1..].iter().chain([&older]));
    let sentence = "records were changed or put back to an older state".to_owned();
    assert_eq!(mismatch(&written, &found), (0, 0, sentence));
}

#[test]
fn a_record_twice_in_place_of_another_is_noticed() {
    let vault = vault();
    let (a, b) = (entry(&vault, 1, 1), entry(&vault, 2, 1));
    let written = catalogue_of(&vault, [&a, &b]);
    assert!(
        written
            .agrees_with(&catalogue_of(&vault, [&a, &a]))
            .is_err()
    );
}

#[test]
fn stores_are_counted_apart() {
    let vault = vault();
    let (label, record) = entry(&vault, 1, 1);
    let moved = Label::new(DRAFTS, label.id);
    let mut written = Catalogue::new();
    written.add(&vault, &label, record.trace());
    assert_eq!((written.count(ENTRIES), written.count(DRAFTS)), (1, 0));
    let mut found = Catalogue::new();
    found.add(&vault, &moved, record.trace());
    let (missing, unexpected, sentence) = mismatch(&written, &found);
    assert_eq!((missing, unexpected), (1, 1));
    assert_eq!(
        sentence,
        "1 record is missing, and 1 record is there that the catalogue does not have"
    );
}

#[test]
fn bytes_that_are_no_record_are_noticed_too() {
    let vault = vault();
    let (label, record) = entry(&vault, 1, 1);
    let written = catalogue_of(&vault, [&(label, record.clone())]);
    for bytes in [vec![], vec![1, 2, 3], record.as_bytes()[..200].to_vec()] {
        let found = catalogue_of(&vault, [&(label, SealedRecord::from_bytes(bytes))]);
        assert_eq!(written.agrees_with(&found).map_err(|e| e.missing), Err(0));
    }
}

#[test]
fn the_sum_cannot_be_made_without_the_key() {
    let record = entry(&vault(), 1, 1);
    let written = catalogue_of(&vault(), [&record]);
    assert!(
        written
            .agrees_with(&catalogue_of(&vault_with_index_key(5), [&record]))
            .is_err()
    );
}

#[test]
fn the_counter_tells_which_copy_is_newer() {
    let vault = vault();
    let (label, first) = entry(&vault, 1, 1);
    let (_, second) = entry(&vault, 1, 2);
    let mut catalogue = Catalogue::new();
    catalogue.add(&vault, &label, first.trace());
    let earlier = catalogue.clone();
    catalogue.remove(&vault, &label, first.trace());
    catalogue.add(&vault, &label, second.trace());
    assert_eq!((earlier.counter(), catalogue.counter()), (1, 3));
    assert_eq!(
        catalogue.agrees_with(&catalogue_of(&vault, [&(label, second)])),
        Ok(())
    );
}

#[test]
fn removing_what_was_never_there_does_not_panic_and_is_noticed() {
    let vault = vault();
    let (label, record) = entry(&vault, 1, 1);
    let mut catalogue = Catalogue::new();
    catalogue.remove(&vault, &label, record.trace());
    assert!(catalogue.agrees_with(&Catalogue::new()).is_err());
}

#[test]
fn other_json_is_refused() {
    let read = |json: &str| Catalogue::from_json(json.as_bytes()).unwrap_err();
    assert_eq!(
        read("{\"v\":2,\"more\":1}"),
        CatalogueError::UnknownVersion { found: 2 }
    );
    assert_eq!(read("{\"v\":1}"), CatalogueError::Malformed);
    assert_eq!(read(""), CatalogueError::Malformed);
}

#[test]
fn the_sum_wraps_around() {
    let (mut one, mut top) = ([0; 32], [0xff; 32]);
    one[31] = 1;
    assert_eq!(plus(top, one), [0; 32]);
    assert_eq!(negative(one), top);
    assert_eq!(negative([0; 32]), [0; 32]);
    top[31] = 0xfe;
    assert_eq!(plus(top, one), [0xff; 32]);
}

proptest! {
    #[test]
    fn adding_and_removing_in_any_order_is_as_if_it_never_was(
        kept in prop::collection::vec((any::<u8>(), any::<u64>()), 0..6),
        gone in prop::collection::vec((any::<u8>(), any::<u64>()), 0..6),
    ) {
        let vault = vault();
        let seal = |list: &[(u8, u64)]| -> Vec<_> {
            list.iter().map(|(id, revision)| entry(&vault, *id, *revision)).collect()
        };
        let (kept, gone) = (seal(&kept), seal(&gone));
        let mut catalogue = catalogue_of(&vault, gone.iter().chain(&kept));
        for (label, record) in gone.iter().rev() {
            catalogue.remove(&vault, label, record.trace());
        }
        prop_assert_eq!(catalogue.agrees_with(&catalogue_of(&vault, &kept)), Ok(()));
        prop_assert_eq!(catalogue.count(ENTRIES), kept.len() as u64);
        let json = catalogue.to_json();
        prop_assert_eq!(Catalogue::from_json(&json), Ok(catalogue));
    }
}
