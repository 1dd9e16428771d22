//! Things that two pages or more are made of.

mod aside;
mod begin_loops;
mod choice;
mod consent;
mod door;
mod entry;
mod file_choice;
mod hand_over;
mod head;
mod heard;
mod icon;
mod loop_drawing;
mod loop_icon;
mod new_passphrase;
mod passphrase;
mod pick;
mod player;
mod recorder;
mod recovery;
mod secret;
mod seek;
mod shell;
mod study;
mod submit;
mod trouble;
mod wave;
mod working;

pub use aside::{AsideChoices, aside_words};
pub use begin_loops::BeginLoops;
pub use choice::Chips;
pub use consent::RecipientList;
pub use door::DoorFace;
pub use entry::{
    EntryMeta, EntryRow, Question, heading_words, role_words, share_words, theme_words, wish_words,
};
pub use file_choice::FileChoice;
pub use hand_over::HandOver;
pub use head::Head;
pub use heard::HeardRecordings;
pub use icon::{Mark, icon};
pub use loop_drawing::LoopDrawing;
pub use loop_icon::LoopIcon;
pub use new_passphrase::{NewPassphrase, NewPassphraseFields};
pub use passphrase::{PassphraseField, secret_in};
pub use pick::Pick;
pub use player::{Place, Player};
pub use recorder::{RecordButton, RecordOutcome, RecordPanel};
pub use recovery::RecoveryCheck;
pub use secret::{OtherSecret, SecretChoice, SecretFields};
pub use seek::{PlayButton, Seek};
pub use shell::{Back, Shell, Toast};
pub use study::{ConsentQuestion, ConsentTerms, StudyIntro};
pub use submit::{Submit, on_submit};
pub use trouble::FieldError;
pub use working::Working;
