//! XChaCha20-Poly1305 in place, with the tag apart.
//!
//! Source: draft-irtf-cfrg-xchacha-03 over RFC 8439.

use chacha20poly1305::aead::inout::InOutBuf;
use chacha20poly1305::{AeadInOut, KeyInit, XChaCha20Poly1305};

use crate::secret_bytes::wiping_stack;

pub(crate) const KEY_BYTES: usize = 32;
pub(crate) const NONCE_BYTES: usize = 24;
pub(crate) const TAG_BYTES: usize = 16;

/// Encrypts `buffer` in place and returns the tag. **The nonce is used once.**
pub(crate) fn encrypt(
    key: &[u8; KEY_BYTES],
    nonce: &[u8; NONCE_BYTES],
    aad: &[u8],
    buffer: &mut [u8],
) -> [u8; TAG_BYTES] {
    wiping_stack(|| {
        XChaCha20Poly1305::new(key.into())
            .encrypt_inout_detached(nonce.into(), aad, InOutBuf::from(buffer))
            .expect("a buffer of the vault is shorter than the cipher's 256 GiB")
            .into()
    })
}

/// Decrypts `buffer` in place; when the tag does not fit, `buffer` is left as it was.
pub(crate) fn decrypt(
    key: &[u8; KEY_BYTES],
    nonce: &[u8; NONCE_BYTES],
    aad: &[u8],
    buffer: &mut [u8],
    tag: &[u8; TAG_BYTES],
) -> Result<(), Forged> {
    wiping_stack(|| {
        XChaCha20Poly1305::new(key.into())
            .decrypt_inout_detached(nonce.into(), aad, InOutBuf::from(buffer), tag.into())
            .map_err(|_| Forged)
    })
}

/// The tag does not fit: another key, another place, or other bytes. Which one, nobody can tell.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Forged;
