//! Sound as browsers record it: what it holds, how long it is, and a clean file of it.
#![doc = include_str!("../README.md")]

mod aac;
mod bytes;
mod error;
mod found;
mod mp4;
mod ogg;
mod opus;
mod piece;
mod sound;
mod timeline;
mod webm;

pub use error::SoundError;
pub use piece::{Container, MAX_BYTES, Piece, Recorded};
pub use sound::{Clean, Codec, Packet, Sound};
