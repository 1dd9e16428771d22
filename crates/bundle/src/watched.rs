//! A reader that remembers what it ran into: further up every failure looks like damage.

use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

/// A reader that is watched.
pub(crate) struct Watched<R> {
    inner: R,
    seen: Arc<Seen>,
}

/// What was seen of a reader.
#[derive(Default)]
pub(crate) struct Seen {
    failure: OnceLock<ErrorKind>,
    has_ended: AtomicBool,
}

impl Seen {
    /// Its first failure.
    pub fn failure(&self) -> Option<ErrorKind> {
        self.failure.get().copied()
    }

    /// Whether it was read to its end since this was asked last.
    pub fn has_ended(&self) -> bool {
        self.has_ended.swap(false, Ordering::Relaxed)
    }
}

impl<R> Watched<R> {
    pub fn new(inner: R) -> (Self, Arc<Seen>) {
        let seen = Arc::<Seen>::default();
        let watched = Self {
            inner,
            seen: Arc::clone(&seen),
        };
        (watched, seen)
    }

    fn note<T>(&self, result: io::Result<T>) -> io::Result<T> {
        if let Err(error) = &result
            && error.kind() != ErrorKind::Interrupted
        {
            // Only the first counts.
            let _ = self.seen.failure.set(error.kind());
        }
        result
    }
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let result = self.inner.read(buffer);
        if matches!(result, Ok(0)) && !buffer.is_empty() {
            self.seen.has_ended.store(true, Ordering::Relaxed);
        }
        self.note(result)
    }
}

impl<R: Seek> Seek for Watched<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let result = self.inner.seek(to);
        self.note(result)
    }
}
