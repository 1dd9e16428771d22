//! The store: strict, whole or not at all, and honest about both.

use closing_the_loop::browser::BrowserError;
use closing_the_loop::browser::database::{Change, Database, ENTRIES, RECEIPTS};
use js_sys::Uint8Array;
use vault::SealedRecord;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen(module = "/tests/web/spy.js")]
extern "C" {
    fn watch();
    fn durabilities() -> String;
    #[wasm_bindgen(js_name = abortTheNextPut)]
    fn abort_the_next_put();
    #[wasm_bindgen(js_name = refuseThePut)]
    fn refuse_the_put(number: u32);
    #[wasm_bindgen(js_name = closeUnderneath)]
    fn close_underneath();
    #[wasm_bindgen(js_name = rawValue)]
    async fn raw_value(name: &str, store: &str) -> JsValue;
    #[wasm_bindgen(js_name = makesWay)]
    async fn makes_way(name: &str) -> JsValue;
}

/// A database of its own for each test, with the spy between it and the browser.
async fn database(name: &str) -> Database {
    thread_local! { static WATCHED: std::cell::Cell<bool> = const { std::cell::Cell::new(false) } }
    let database = Database::open(name).await.unwrap();
    if !WATCHED.replace(true) {
        watch();
    }
    database
}

fn record(byte: u8) -> SealedRecord {
    SealedRecord::from_bytes(vec![byte; 100])
}

#[wasm_bindgen_test]
async fn what_is_put_is_listed_and_what_is_deleted_is_not() {
    let database = database("test-put").await;
    let both = vec![
        Change::Put(ENTRIES, [1; 16], record(1)),
        Change::Put(ENTRIES, [2; 16], record(2)),
    ];
    database.change(both).await.unwrap();
    assert_eq!(database.list(ENTRIES).await.unwrap().0.len(), 2);
    assert!(database.list(RECEIPTS).await.unwrap().0.is_empty());
    database
        .change(vec![Change::Delete(ENTRIES, [1; 16])])
        .await
        .unwrap();
    let (rows, strange) = database.list(ENTRIES).await.unwrap();
    assert_eq!((rows, strange), (vec![([2; 16], record(2))], 0));
}

#[wasm_bindgen_test]
async fn the_keyring_is_there_once_it_was_written() {
    let database = database("test-keyring").await;
    assert_eq!(database.keyring().await.unwrap(), None);
    database
        .change(vec![Change::Keyring(b"{}".to_vec())])
        .await
        .unwrap();
    assert_eq!(database.keyring().await.unwrap(), Some(b"{}".to_vec()));
    assert_eq!(
        Database::open("test-keyring")
            .await
            .unwrap()
            .keyring()
            .await
            .unwrap(),
        Some(b"{}".to_vec())
    );
}

#[wasm_bindgen_test]
async fn every_read_write_transaction_is_strict() {
    let database = database("test-strict").await;
    for byte in 0..5 {
        database
            .change(vec![Change::Put(ENTRIES, [byte; 16], record(byte))])
            .await
            .unwrap();
    }
    let seen = durabilities();
    assert!(
        seen.split(',').count() >= 5 && seen.split(',').all(|one| one == "strict"),
        "{seen}"
    );
}

#[wasm_bindgen_test]
async fn an_aborted_change_is_an_error_and_changes_nothing() {
    let database = database("test-abort").await;
    database
        .change(vec![Change::Put(ENTRIES, [1; 16], record(1))])
        .await
        .unwrap();
    abort_the_next_put();
    let torn = vec![
        Change::Put(ENTRIES, [1; 16], record(9)),
        Change::Put(RECEIPTS, [2; 16], record(2)),
    ];
    let result = database.change(torn).await;
    assert!(
        matches!(result, Err(BrowserError::Aborted(_))),
        "{result:?}"
    );
    assert_eq!(
        database.list(ENTRIES).await.unwrap().0,
        vec![([1; 16], record(1))]
    );
    assert!(database.list(RECEIPTS).await.unwrap().0.is_empty());
    database
        .change(vec![Change::Put(RECEIPTS, [2; 16], record(2))])
        .await
        .unwrap();
}

/// What is refused outright leaves the transaction open, and a browser commits an open one.
#[wasm_bindgen_test]
async fn a_refusal_in_the_middle_changes_nothing() {
    let database = database("test-refused").await;
    for number in 1..=3 {
        refuse_the_put(number);
        let torn = (1..=3).map(|byte| Change::Put(ENTRIES, [byte; 16], record(byte)));
        let refused = database.change(torn.collect::<Vec<_>>()).await;
        assert_eq!(refused, Err(BrowserError::Full), "at {number}");
        assert!(
            database.list(ENTRIES).await.unwrap().0.is_empty(),
            "at {number}"
        );
    }
}

#[wasm_bindgen_test]
async fn a_connection_closed_underneath_is_opened_anew() {
    let database = database("test-closed").await;
    for byte in 0..3 {
        database
            .change(vec![Change::Put(ENTRIES, [byte; 16], record(byte))])
            .await
            .unwrap();
        close_underneath();
    }
    assert_eq!(database.list(ENTRIES).await.unwrap().0.len(), 3);
}

#[wasm_bindgen_test]
async fn a_record_is_stored_as_its_own_bytes_and_not_as_the_memory_around_it() {
    let database = database("test-bytes").await;
    database
        .change(vec![Change::Put(ENTRIES, [1; 16], record(7))])
        .await
        .unwrap();
    let raw = raw_value("test-bytes", ENTRIES.name).await;
    let raw: Uint8Array = raw.dyn_into().unwrap();
    assert_eq!(raw.to_vec(), vec![7; 100]);
    assert_eq!(raw.buffer().byte_length(), 100);
}

#[wasm_bindgen_test]
async fn slices_lie_by_recording_and_in_order_and_go_together() {
    let database = database("test-slices").await;
    // Written in another order, and past ten and past one page of keys.
    let numbers = [11, 2, 10, 1_200, 0];
    for number in numbers {
        for id in [[1; 16], [2; 16]] {
            let slice = vec![id[0], number as u8];
            let change = Change::PutSlice(id, number, slice);
            database.change(vec![change]).await.unwrap();
        }
    }
    assert_eq!(
        database.slice_numbers([1; 16]).await.unwrap(),
        [0, 2, 10, 11, 1_200]
    );
    assert_eq!(
        database.slice([1; 16], 11).await.unwrap(),
        Some(vec![1, 11])
    );
    assert_eq!(database.slice([1; 16], 1).await.unwrap(), None);
    let change = Change::DeleteSlices([1; 16]);
    database.change(vec![change]).await.unwrap();
    assert!(database.slice_numbers([1; 16]).await.unwrap().is_empty());
    assert_eq!(database.slice_numbers([2; 16]).await.unwrap().len(), 5);
    // Without a record they are nobody's.
    assert!(database.is_empty().await.unwrap());
    assert_eq!(database.count_rows().await.unwrap(), 5);
    database.change(vec![Change::ClearSlices]).await.unwrap();
    assert_eq!(database.count_rows().await.unwrap(), 0);
}

#[wasm_bindgen_test]
async fn more_slices_than_a_page_of_keys_are_all_found() {
    let database = database("test-many-slices").await;
    let all: Vec<Change> = (0..2_500)
        .map(|number| Change::PutSlice([3; 16], number, vec![7]))
        .collect();
    database.change(all).await.unwrap();
    let numbers = database.slice_numbers([3; 16]).await.unwrap();
    assert_eq!(numbers, (0..2_500).collect::<Vec<_>>());
}

#[wasm_bindgen_test]
async fn a_store_is_read_in_pages_and_in_order() {
    let database = database("test-pages").await;
    let id = |number: u16| {
        let mut id = [0; 16];
        id[..2].copy_from_slice(&number.to_be_bytes());
        id
    };
    // Written in another order than they are read in.
    let all: Vec<Change> = (0..250)
        .rev()
        .map(|number| Change::Put(ENTRIES, id(number), record(number as u8)))
        .chain((0..200).map(|number| Change::PutSlice([4; 16], number * 3, vec![number as u8])))
        .chain([Change::PutSlice([5; 16], 0, vec![9])])
        .collect();
    database.change(all).await.unwrap();
    assert_eq!(database.count_rows().await.unwrap(), 451);
    let (mut found, mut after, mut pages) = (Vec::new(), None, 0);
    loop {
        let page = database.record_page(ENTRIES, after).await.unwrap();
        found.extend(page.rows.into_iter().map(|(id, _)| id));
        after = page.next;
        pages += 1;
        if after.is_none() {
            break;
        }
    }
    assert_eq!((found, pages), ((0..250).map(id).collect(), 3));
    let (mut numbers, mut from) = (Vec::new(), 0);
    loop {
        let page = database.slice_page([4; 16], from).await.unwrap();
        let Some((last, _)) = page.last() else { break };
        from = last + 1;
        numbers.extend(page.iter().map(|(number, bytes)| (*number, bytes.clone())));
    }
    let expected = (0..200).map(|number| (number * 3, vec![number as u8]));
    assert_eq!(numbers, expected.collect::<Vec<_>>());
    assert!(database.recording_ids().await.unwrap().is_empty());
}

#[wasm_bindgen_test]
async fn a_store_that_is_closed_while_it_is_written_makes_way() {
    let database = database("test-close").await;
    let writing = database.change(vec![Change::Put(ENTRIES, [1; 16], record(1))]);
    // Polled once, so that the change holds the connection when the store is closed.
    let (written, ()) = futures_util::join!(writing, async { database.close() });
    written.unwrap();
    assert_eq!(makes_way("test-close").await, JsValue::TRUE);
}
