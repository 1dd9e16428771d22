//! Secret bytes that stay in one place, and a stack that is wiped once they were worked with.

use std::fmt;
use std::hint::black_box;
use std::ops::{Deref, DerefMut};

use zeroize::{Zeroize, Zeroizing};

use crate::random::{Draw, RandomnessError};

/// So much of the stack is wiped: more than hashing and sealing take, also where nothing is inlined.
const WIPED_WORDS: usize = 2048;

/// `N` secret bytes, wiped on drop. They are on the heap: when a value moves, what was there stays
/// behind unwiped, and of these only a pointer moves.
pub(crate) struct SecretBytes<const N: usize>(Box<Zeroizing<[u8; N]>>);

impl<const N: usize> SecretBytes<N> {
    /// Zeros, to be filled in place.
    pub fn zeros() -> Self {
        Self(Box::new(Zeroizing::new([0; N])))
    }

    /// Draws `N` bytes, straight to where they stay.
    pub fn make_with(draw: Draw<'_>) -> Result<Self, RandomnessError> {
        let mut bytes = Self::zeros();
        draw(bytes.as_mut_slice())?;
        Ok(bytes)
    }

    /// A copy of `bytes`, which are the caller's to wipe.
    pub fn copy_of(bytes: &[u8; N]) -> Self {
        let mut copy = Self::zeros();
        copy.copy_from_slice(bytes);
        copy
    }

    /// A copy of `bytes`, and zeros in their place: an array that is handed over is a copy too.
    pub fn take(mut bytes: [u8; N]) -> Self {
        let copy = Self::copy_of(&bytes);
        bytes.zeroize();
        copy
    }
}

impl<const N: usize> Deref for SecretBytes<N> {
    type Target = [u8; N];

    fn deref(&self) -> &[u8; N] {
        &self.0
    }
}

impl<const N: usize> DerefMut for SecretBytes<N> {
    fn deref_mut(&mut self) -> &mut [u8; N] {
        &mut self.0
    }
}

impl<const N: usize> fmt::Debug for SecretBytes<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[REDACTED]")
    }
}

/// Does `work`, then writes zeros over the stack that it used: the libraries wipe what they keep,
/// and not every copy that they make on the way (an HMAC's padded key, the output of HKDF).
/// What `work` returns **holds no secret but on the heap**.
pub(crate) fn wiping_stack<T>(work: impl FnOnce() -> T) -> T {
    let result = apart(work);
    wipe_stack();
    result
}

/// Never inlined, so that what `work` leaves behind lies below its caller's frame.
#[inline(never)]
fn apart<T>(work: impl FnOnce() -> T) -> T {
    work()
}

#[inline(never)]
fn wipe_stack() {
    let mut words = [0u64; WIPED_WORDS];
    words.zeroize();
    black_box(&words);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_says_nothing() {
        assert_eq!(format!("{:?}", SecretBytes::copy_of(&[7; 4])), "[REDACTED]");
    }

    #[test]
    fn a_move_leaves_the_bytes_where_they_are() {
        let bytes = SecretBytes::take([7; 32]);
        let before = bytes.as_ptr();
        let moved = [bytes];
        assert_eq!(moved[0].as_ptr(), before);
        assert_eq!(*moved[0], [7; 32]);
    }
}
