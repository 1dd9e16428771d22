//! The rules of the house as tests: each complaint says where, and what to do.
#![cfg(not(target_arch = "wasm32"))]

mod tidy {
    mod rooms;
    mod shape;
    mod source;
    mod words;
}
