//! One file per route.

mod backup;
mod blocked;
mod desk;
mod entries;
mod entry;
mod findings;
mod install;
mod join;
mod keys;
mod lost;
mod restore;
mod settings;
mod share;
mod support;
mod today;
mod unlock;
mod write;

pub use backup::BackupPage;
pub use blocked::BlockedPage;
pub use desk::DeskPage;
pub use entries::EntriesPage;
pub use entry::EntryPage;
pub use findings::FindingsPage;
pub use install::InstallPage;
pub use join::JoinPage;
pub use keys::KeysPage;
pub use lost::LostPage;
pub use restore::RestorePage;
pub use settings::SettingsPage;
pub use share::SharePage;
pub use support::SupportPage;
pub use today::TodayPage;
pub use unlock::UnlockPage;
pub use write::WritePage;
