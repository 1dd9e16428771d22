//! The second copy: what was noted is in it, what was removed is not, and the last change wins.

use std::time::Duration;

use closing_the_loop::browser::clock::pause;
use closing_the_loop::browser::database::{CATALOGUE, Change, ENTRIES};
use closing_the_loop::browser::mirror::{Mirror, Mirrored};
use vault::SealedRecord;
use wasm_bindgen_test::wasm_bindgen_test;

/// Reads until the mirror has so many records: it is written behind the commit.
async fn settled(vault: &str, records: usize) -> Mirrored {
    let mut mirrored = Mirrored::default();
    for _ in 0..100 {
        mirrored = Mirror::read(vault).await.unwrap();
        if mirrored.records.len() == records && mirrored.keyring.is_some() {
            break;
        }
        pause(Duration::from_millis(50)).await;
    }
    mirrored
}

fn record(byte: u8) -> SealedRecord {
    SealedRecord::from_bytes(vec![byte; 100])
}

#[wasm_bindgen_test]
async fn the_mirror_holds_what_was_noted_last() {
    let vault = "aa".repeat(16);
    let mirror = Mirror::new(&vault);
    mirror.note(&[
        Change::Keyring(b"{}".to_vec()),
        Change::Put(ENTRIES, [1; 16], record(1)),
        Change::Put(ENTRIES, [2; 16], record(2)),
        Change::Put(CATALOGUE, [0; 16], record(3)),
    ]);
    mirror.note(&[
        Change::Put(ENTRIES, [1; 16], record(4)),
        Change::Delete(ENTRIES, [2; 16]),
        Change::Put(CATALOGUE, [0; 16], record(5)),
    ]);
    let mut mirrored = settled(&vault, 2).await;
    mirrored.records.sort_by_key(|(store, ..)| store.code);
    assert_eq!(
        mirrored.records,
        vec![
            (ENTRIES, [1; 16], record(4)),
            (CATALOGUE, [0; 16], record(5))
        ]
    );
    assert_eq!(mirrored.keyring.as_deref(), Some(&b"{}"[..]));
    assert!(Mirror::vaults().await.contains(&vault));
    assert_eq!(mirror.works(), Some(true));
}

#[wasm_bindgen_test]
async fn a_vault_without_a_mirror_has_none() {
    let mirrored = Mirror::read(&"bb".repeat(16)).await.unwrap();
    assert!(mirrored.records.is_empty() && mirrored.keyring.is_none());
}
