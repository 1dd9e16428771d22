//! One tab owns the journal.

use std::time::Duration;

use closing_the_loop::browser::BrowserError;
use closing_the_loop::browser::clock::pause;
use closing_the_loop::browser::tab::Claim;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn a_claim_keeps_others_out_until_it_is_dropped() {
    let claim = Claim::take().await.unwrap();
    assert_eq!(Claim::take().await.err(), Some(BrowserError::OtherTab));
    drop(claim);
    // The browser lets go in a turn of its own.
    pause(Duration::from_millis(100)).await;
    assert!(Claim::take().await.is_ok());
}
