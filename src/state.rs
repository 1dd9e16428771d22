//! What the app knows while it runs: handles that are `Copy`, fetched by `use_*()`.

mod drafts;
mod hand_over;
mod journal;
mod look;
mod notices;
mod records;
mod session;
mod share;
mod study;
mod trouble;
mod writing;

pub use drafts::{DraftId, DraftOf};
pub use hand_over::{Offer, Shared, can_save, save as save_bundle, save_text};
pub use journal::{Journal, SaveBeforeLock, use_journal};
pub use look::{Look, use_look};
pub use notices::{Notices, use_notices};
pub use session::{Beginning, Phase, Session, use_session};
pub use share::{Ready, ShareState};
pub use study::{StudyTrouble, fetch_study, read_study};
pub use writing::Written;

pub use crate::browser::settings::Settings;
pub use bundle::{Consented, Receipt};
