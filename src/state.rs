//! What the app knows while it runs: handles that are `Copy`, fetched by `use_*()`.

mod asking;
mod attention;
mod backup;
mod desk;
mod drafts;
mod estimator;
mod findings;
mod habits;
mod hand_over;
mod journal;
mod kept;
mod keys;
mod look;
mod lost;
mod notices;
mod offline;
mod own_copy;
mod people;
mod progress;
mod promise;
mod recorder;
mod recordings;
mod records;
mod restore;
mod returning;
mod session;
mod share;
mod slip;
mod steps;
mod study;
mod tabs;
mod trouble;
mod writing;

pub use asking::{DOORS, Silence, address_of, theme_at};
pub use attention::watch;
pub use backup::BackupFile;
pub use desk::{
    Authoring, CodesError, Desk, DeskPlace, KeyStep, StudySection, StudyView, today, use_authoring,
    use_desk,
};
pub use drafts::{DraftId, DraftOf, Occasion};
pub use estimator::{Estimator, use_estimator};
pub use habits::hand_over_calendar;
pub use hand_over::{HeldFile, Offer, Shared, can_save, save_sealed, save_text};
pub use journal::{Journal, SaveBeforeLock, use_journal};
pub use keys::NewCode;
pub use look::{Look, use_look};
pub use lost::{Left, Loss};
pub use notices::{Notices, use_notices};
pub use offline::{Kept, Offline, use_offline};
pub use own_copy::{Readable, ReadableFile};
pub use people::Known;
pub use progress::Progress;
pub use promise::Promise;
pub use recorder::{Begun, Outcome, Stage};
pub use recordings::Sound;
pub use restore::{OpenedBackup, Plan, Sounds};
pub use returning::this_day;
pub use session::{Beginning, Key, Phase, Session, use_session};
pub use share::{Ready, ShareState};
pub use slip::{Slip, SlipFound, use_slip};
pub use steps::Step;
pub use study::{StudyTrouble, fetch_study, read_study};
pub use tabs::share_with_tabs;
pub use trouble::Trouble;
pub use writing::Written;

pub use crate::browser::picked::Picked;
pub use crate::browser::player;
pub use crate::browser::settings::Settings;
pub use bundle::{Consented, Receipt};
