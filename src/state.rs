//! What the app knows while it runs: handles that are `Copy`, fetched by `use_*()`.

mod attention;
mod backup;
mod drafts;
mod findings;
mod hand_over;
mod journal;
mod keys;
mod look;
mod lost;
mod notices;
mod offline;
mod own_copy;
mod promise;
mod records;
mod restore;
mod session;
mod share;
mod study;
mod tabs;
mod trouble;
mod writing;

pub use attention::watch;
pub use backup::BackupFile;
pub use drafts::{DraftId, DraftOf};
pub use hand_over::{Offer, Shared, can_save, save_sealed, save_text};
pub use journal::{Journal, SaveBeforeLock, use_journal};
pub use keys::NewCode;
pub use look::{Look, use_look};
pub use lost::{Left, Loss};
pub use notices::{Notices, use_notices};
pub use offline::{Kept, Offline, use_offline};
pub use own_copy::Readable;
pub use promise::Promise;
pub use restore::{OpenedBackup, Plan};
pub use session::{Beginning, Key, Phase, Session, use_session};
pub use share::{Ready, ShareState};
pub use study::{StudyTrouble, fetch_study, read_study};
pub use tabs::share_with_tabs;
pub use writing::Written;

pub use crate::browser::settings::Settings;
pub use bundle::{Consented, Receipt};
