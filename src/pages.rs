//! One file per route.

mod blocked;
mod entries;
mod entry;
mod join;
mod settings;
mod share;
mod support;
mod today;
mod unlock;
mod write;

pub use blocked::BlockedPage;
pub use entries::EntriesPage;
pub use entry::EntryPage;
pub use join::JoinPage;
pub use settings::SettingsPage;
pub use share::SharePage;
pub use support::SupportPage;
pub use today::TodayPage;
pub use unlock::UnlockPage;
pub use write::WritePage;
