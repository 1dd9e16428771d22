//! What only a real browser can show: IndexedDB, its strictness, its aborts, the phone's clock.
#![cfg(target_arch = "wasm32")]
#![allow(
    clippy::unwrap_used,
    reason = "a test that fails should stop where it is"
)]

mod web {
    mod clock;
    mod database;
    mod golden;
    mod mirror;
    mod tab;
}

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
