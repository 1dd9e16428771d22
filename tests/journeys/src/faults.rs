//! Faults, each brought about for real in a real browser: the catalogue's table as a program.
//!
//! A fault has rounds. A round is lost when something that the app promised does not hold in it:
//! text that was called saved is gone, what was damaged is taken for good, a new user is greeted
//! where a journal lies. What the promises are stands in `SECURITY.md`; which fault shows which,
//! in the table below.

mod bench;
mod calls;
mod copies;
mod damage;
mod deeds;
mod disk;
mod doors;
mod hours;
pub(crate) mod inside;
mod kept;
mod keyrings;
mod locking;
mod many;
mod memory;
mod page;
pub(crate) mod raw;
mod records;
mod saving;
mod secrets;
mod sharing;
mod slices;
mod sounds;
mod stopping;
mod storage;
mod surroundings;
mod tabs;
mod tally;
mod text;
mod typing;
mod typist;
mod updates;
mod voice;

pub use bench::Bench;
pub use tally::{Outcome, Verdict, attempt};

/// One fault of the catalogue.
pub struct Fault {
    /// Its number in the catalogue.
    pub id: &'static str,
    /// What happens.
    pub name: &'static str,
    /// How many rounds are enough for every change.
    pub small: u32,
    /// How many rounds a release takes.
    pub full: u32,
    /// Brings it about so many times.
    pub run: fn(&Bench, u32) -> Outcome,
}

const fn fault(
    id: &'static str,
    name: &'static str,
    small: u32,
    full: u32,
    run: fn(&Bench, u32) -> Outcome,
) -> Fault {
    Fault {
        id,
        name,
        small,
        full,
        run,
    }
}

/// Every fault that is brought about here, in the catalogue's order.
#[rustfmt::skip]
pub const FAULTS: &[Fault] = &[
    fault("F01", "kill -9 while writing", 5, 200, saving::killed),
    fault("F02", "power cut while writing", 2, 50, saving::cut),
    fault("F02f", "power cut while writing, Firefox", 1, 20, saving::cut_in_firefox),
    fault("F02c", "the same, not strict: a control", 12, 20, saving::cut_in_vain),
    fault("F02w", "written on after a power cut", 1, 20, saving::written_on),
    fault("F03", "power cut while typing on", 1, 20, saving::cut_without_rest),
    fault("F04", "page crashes while writing", 2, 20, saving::page_crashed),
    fault("F06", "given up after success", 7, 70, storage::given_up),
    fault("F07", "N-th storage call fails", 8, 1_000, storage::one_fails),
    fault("F08", "storage never answers", 1, 6, storage::hangs),
    fault("F09", "connection closed under the app", 5, 50, storage::closed_under),
    fault("F10", "no room left", 1, 3, storage::no_room),
    fault("F11", "disk full", 1, 10, storage::disk_full),
    fault("F11z", "disk full to the last byte", 1, 5, storage::disk_full_to_the_last),
    fault("F13", "one bit of the store's files flipped", 3, 36, damage::flipped),
    fault("F14", "a table of the store cut", 1, 10, damage::table_cut),
    fault("F14b", "the log of the store cut", 1, 10, damage::log_cut),
    fault("F15", "the store gone", 2, 10, damage::gone),
    fault("F16", "all of the origin gone", 1, 5, damage::evicted),
    fault("F17", "sealed records flipped", 20, 1_000, records::flipped),
    fault("F18", "sealed records swapped", 10, 100, records::swapped),
    fault("F19", "records deleted or rolled back", 3, 100, records::rolled_back),
    fault("F21", "rows of strange kinds", 12, 36, records::strange),
    fault("F22", "hostile keyrings (and F23)", 22, 22, keyrings::hostile),
    fault("F24", "two copies that differ", 3, 12, copies::copies_differ),
    fault("F25", "two tabs at one text", 2, 50, copies::two_tabs),
    fault("F25t", "taken over while one types", 2, 50, tabs::taken_while_typing),
    fault("F25l", "taken by a locked tab, taken back", 1, 3, tabs::taken_back),
    fault("F26", "the tab that has the journal is gone", 3, 20, tabs::holder_gone),
    fault("F27", "changed under an open tab (and F28)", 2, 20, tabs::changed_under),
    fault("F29", "an old app, a newer store", 1, 3, tabs::newer_store),
    fault("F33", "a release comes while one writes", 1, 20, updates::waits_for_writer),
    fault("F34", "the server has no files any more", 1, 3, updates::server_emptied),
    fault("F35", "a release comes damaged", 1, 4, updates::release_damaged),
    fault("F36", "the kept release is gone", 1, 5, updates::release_gone),
    fault("F37", "frozen, or back after hours", 3, 10, locking::revived),
    fault("F38", "storage cannot be touched", 2, 4, surroundings::storage_throws),
    fault("F39", "private window", 1, 3, surroundings::private_window),
    fault("F40", "the browser promises nothing", 1, 3, kept::promise_refused),
    fault("F41", "a tab of an iPhone", 1, 3, kept::iphone_tab),
    fault("F42", "wrong clocks and zones", 2, 12, surroundings::wrong_clocks),
    fault("F43", "parts of the browser missing", 3, 13, surroundings::parts_missing),
    fault("F43h", "served by plain http", 1, 1, surroundings::plain_http),
    fault("F44", "a phone six times slower", 1, 3, surroundings::slow_phone),
    fault("F45", "many entries", 1_000, 100_000, many::many_entries),
    fault("F46", "texts of 1 MB and 5 MB", 1, 2, text::long_texts),
    fault("F47", "the browser breaks under the app", 2, 6, stopping::panicked),
    fault("F48", "signs of every kind", 24, 61, text::unicode),
    fault("F49", "text that would be code", 50, 500, text::injected),
    fault("F50", "composed, pasted, undone", 6, 30, typing::composed),
    fault("F51", "typed and locked while it saves", 2, 1_000, typing::raced),
    fault("F52", "nearly the passphrase", 4, 12, secrets::passphrases),
    fault("F53", "kill -9 while the passphrase changes", 1, 100, secrets::killed_while_changing),
    fault("F53c", "power cut while it changes", 1, 20, secrets::cut_while_changing),
    fault("F55", "secrets after locking", 1, 5, secrets::after_lock),
    fault("F56", "it locks itself in the middle", 2, 20, locking::locks_itself),
    fault("F57", "kill -9 while recording", 2, 50, voice::killed),
    fault("F58", "power cut while recording", 1, 20, voice::cut),
    fault("F59", "the microphone is taken or refused", 4, 8, voice::taken),
    fault("F61", "slices empty, huge, late", 4, 20, voice::strange_slices),
    fault("F62", "minutes of a long take", 1, 60, hours::long_take),
    fault("F63", "no room left while recording", 2, 20, voice::no_room),
    fault("F64", "one slice damaged or gone", 2, 20, slices::slice_damaged),
    fault("F65", "two recordings at once", 2, 6, voice::two_at_once),
    fault("F67", "kill -9 while a bundle is saved", 1, 50, sharing::killed_while_saving),
    fault("F68", "share sheet closed or broken", 2, 4, sharing::sheet_closed),
    fault("F69", "handed over, never arrived", 1, 3, sharing::stays_after_sharing),
    fault("F70", "studies that are none", 15, 15, sharing::studies_refused),
    fault("F71", "an entry left out", 1, 20, sharing::left_out),
    fault("F72", "backups brought back", 4, 9, sharing::brought_back),
    fault("F72k", "kill -9 while sound comes back", 2, 50, sounds::killed_while_bringing_back),
    fault("F72r", "no room left while sound comes back", 2, 20, sounds::no_room_to_bring_back),
    fault("F72m", "a backup of so many MB of sound", 20, 300, sounds::much_sound),
    fault("F73", "hours of sound in one bundle", 2, 140, hours::large_bundle),
    fault("F100", "no network after the first load", 1, 3, page::without_network),
    fault("F101", "the policy of the page", 7, 7, page::policy_stands),
    fault("F102", "code injected into the page", 16, 16, page::probes_refused),
    fault("F103", "framed by another site", 1, 1, page::framed),
    fault("F105", "a file of the app changed", 2, 4, page::tampered),
];

/// A fault by its number.
pub fn find(id: &str) -> Option<&'static Fault> {
    FAULTS.iter().find(|fault| fault.id == id)
}
