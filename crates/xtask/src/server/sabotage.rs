//! Answers that go wrong on purpose, so that tests can see what the app makes of them.

use std::{io, time::Duration};

use axum::body::Body;
use futures_util::{StreamExt, stream};
use tokio::time;

/// How the answer to one address goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sabotage {
    /// The file is gone: 404.
    Missing,
    /// A page of someone else's with status 200, even where there is no file: a hotel's network, a
    /// host that answers everything.
    Html,
    /// Half of the bytes, then the connection ends.
    Cut,
    /// One bit in the middle is another.
    Flip,
    /// No answer before [`Server::mend`](super::Server::mend); then the right one.
    Hang,
}

/// What a network that wants a login answers to everything.
pub(super) const LOGIN_PAGE: &str = "<!doctype html><title>Welcome</title><p>Please log in.</p>";

/// Another bit in the byte in the middle.
pub(super) fn flip(bytes: &mut [u8]) {
    let middle = bytes.len() / 2;
    if let Some(byte) = bytes.get_mut(middle) {
        *byte ^= 1;
    }
}

/// Half of the bytes, then a failure. Without the pause between, not even the first half would
/// leave the server.
pub(super) fn half(bytes: &[u8]) -> Body {
    let half = bytes[..bytes.len() / 2].to_vec();
    let parts = stream::once(async { Ok(half) }).chain(stream::once(async {
        time::sleep(Duration::from_millis(50)).await;
        Err(io::Error::other("cut on purpose"))
    }));
    Body::from_stream(parts)
}
