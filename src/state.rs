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

pub use drafts::{DraftId, DraftOf};
pub use hand_over::{Offer, Shared, save as save_bundle, save_text};
pub use journal::{Journal, ShareState, Written, use_journal};
pub use look::{Look, use_look};
pub use notices::{Notices, UNDO, use_notices};
pub use session::{Beginning, Phase, Session, use_session};
pub use share::Ready;
pub use study::{StudyTrouble, fetch_study, read_study};

pub use bundle::{Consented, Receipt};
