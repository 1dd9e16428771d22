//! Bytes on their way between wasm and JavaScript, let go of at once. The collector comes when it
//! likes, and what an hour of sound leaves to it would be a phone's memory.

use js_sys::{Function, Reflect, Uint8Array};
use wasm_bindgen::JsCast;

/// Copies bytes into wasm and frees them in JavaScript. **They are empty afterwards.**
pub(super) fn take(bytes: &Uint8Array) -> Vec<u8> {
    let taken = bytes.to_vec();
    free(bytes);
    taken
}

/// Frees the buffer of bytes that nobody needs any more (ECMAScript 2024,
/// `ArrayBuffer.prototype.transfer`); a browser without it leaves them to its collector.
pub(super) fn free(bytes: &Uint8Array) {
    let buffer = bytes.buffer();
    let transfer = Reflect::get(&buffer, &"transfer".into());
    if let Some(transfer) = transfer.ok().and_then(|it| it.dyn_into::<Function>().ok()) {
        // Refused only for what is gone already.
        let _ = transfer.call1(&buffer, &0.into());
    }
}
