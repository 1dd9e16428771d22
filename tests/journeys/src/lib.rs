//! Journeys through the built app in a real browser: what the tests need for them.
//!
//! A journey stands in a [`World`] (a study, its keys, a server), drives a [`Browser`], and does
//! there what a [`Person`] does. Nothing here panics on purpose but to fail the test that asked:
//! every wait that ends in vain says what was on the page.

mod browser;
mod clock;
mod driver;
pub mod faults;
mod heard;
mod made_up;
mod microphone;
mod options;
mod person;
mod process;
mod requests;
mod scan;
mod script;
mod sound;
mod sounds;
mod tool;
mod words;
mod world;

pub use browser::{Browser, PATIENCE};
pub use clock::clock_at;
pub use heard::{Heard, at_the_desk, length, play, record_with_a_pause, save, share, wait};
pub use made_up::{add_entries, made_up_journal};
pub use microphone::{SPY, fake_microphone, hear, listening_to};
pub use options::{Engine, Options};
pub use person::{Door, Note, Person};
pub use requests::{Request, requests};
pub use scan::{Find, Needle, scan};
pub use sound::{samples, share_of, share_of_tone, wav};
pub use sounds::{back_up, downloaded, fill_slices, look_into, slices, thin_slices};
pub use tool::{run, run_desk};
pub use words::words;
pub use world::World;

use std::sync::{Mutex, MutexGuard, PoisonError};

static TURN: Mutex<()> = Mutex::new(());

/// Waits until no other journey is on its way: the machine has two cores, and the slow key of a
/// passphrase wants one of them for itself.
pub fn take_turn() -> MutexGuard<'static, ()> {
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}
