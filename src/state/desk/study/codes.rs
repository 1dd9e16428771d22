//! Codes for participants, drawn at the desk: on the list first, and then on slips.

use desk::{CodeList, CodeListError, slips};
use journal::{Address, AddressError, MakeCodesError, ParticipantCode, Study};
use leptos::prelude::*;

use super::super::save;
use super::{Authoring, bytes_of, today};
use crate::browser::files::HeldFile;
use crate::jobs::desk::DeskFailure;

/// The most codes that are drawn at once, as on the command line.
pub const MOST: usize = 5000;

/// The files that codes are saved as: those of the command line. Not written whole, because that is
/// how the key of a sentence is told.
const LIST: &str = concat!("codes", ".csv");
const SLIPS: &str = concat!("slips", ".html");

/// The list of codes, and what was drawn last.
#[derive(Clone, Copy, Default)]
pub struct Codes {
    /// The list that an earlier drawing left, as it stands in its file.
    pub list: RwSignal<Option<KnownList>>,
    /// What was drawn and not yet put away.
    pub drawn: RwSignal<Option<Drawn>>,
}

/// A list of codes that were drawn before.
#[derive(Clone)]
pub struct KnownList {
    text: String,
    list: CodeList,
}

impl KnownList {
    /// How many codes are on it.
    pub fn count(&self) -> usize {
        self.list.codes().len()
    }
}

/// Codes that were just drawn.
#[derive(Clone)]
pub struct Drawn {
    /// The codes.
    pub codes: Vec<ParticipantCode>,
    /// The whole list, with them.
    list: String,
    /// The page of slips.
    slips: String,
    /// Whether the list was saved: only then are there slips.
    pub is_listed: bool,
}

/// Why no codes were drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodesError {
    /// The app refuses the pack.
    Refused,
    /// No number, or one too large.
    Number,
    /// No address of the app.
    Address(AddressError),
    /// The address and the keys are too long for a QR.
    LongAddress,
    /// The file is no list of codes.
    List(CodeListError),
    /// No file that can be read.
    Unreadable,
    /// The rule has not enough codes.
    TooFew,
    /// The rule cannot be used, or there is no randomness.
    NotDrawn,
}

impl Codes {
    /// Forgets everything that was drawn or read.
    pub fn forget(self) {
        self.list.set(None);
        self.drawn.set(None);
    }

    /// Reads the list that an earlier drawing left.
    pub async fn read(self, file: &HeldFile) -> Result<(), CodesError> {
        let bytes = bytes_of(file).await.map_err(|_| CodesError::Unreadable)?;
        let text = String::from_utf8(bytes).map_err(|_| CodesError::Unreadable)?;
        let list = CodeList::parse(&text).map_err(CodesError::List)?;
        self.list.set(Some(KnownList { text, list }));
        self.drawn.set(None);
        Ok(())
    }

    /// Draws codes for a study, none of them on the list.
    pub fn draw(self, authoring: Authoring, count: &str, address: &str) -> Result<(), CodesError> {
        let ready = untrack(move || authoring.ready());
        let study = ready.and_then(|draft| Study::from_json(&draft.to_bytes()).ok());
        let study = study.ok_or(CodesError::Refused)?;
        let count: usize = count.trim().parse().map_err(|_| CodesError::Number)?;
        if !(1..=MOST).contains(&count) {
            return Err(CodesError::Number);
        }
        let address: Address = address.parse().map_err(CodesError::Address)?;
        let known = self.list.get_untracked().unwrap_or_else(|| KnownList {
            text: String::new(),
            list: CodeList::parse("").unwrap_or_default(),
        });
        let rule = study.participants.code_rule.as_ref();
        let rule = rule.ok_or(CodesError::NotDrawn)?;
        let codes = rule
            .make_codes(count, known.list.codes())
            .map_err(|error| match error {
                MakeCodesError::TooFew { .. } => CodesError::TooFew,
                _ => CodesError::NotDrawn,
            })?;
        let slips = slips(&study, &address, &codes).ok_or(CodesError::LongAddress)?;
        let rows = known.list.rows(&codes, &study, &today());
        self.drawn.set(Some(Drawn {
            list: known.text + &rows,
            codes,
            slips,
            is_listed: false,
        }));
        Ok(())
    }

    /// Saves the list with the new codes. From now on it is the list that is known.
    pub fn save_list(self) -> Result<(), DeskFailure> {
        let Some(drawn) = self.drawn.get_untracked() else {
            return Ok(());
        };
        save(LIST, "text/csv", drawn.list.as_bytes())?;
        if let Ok(list) = CodeList::parse(&drawn.list) {
            let text = drawn.list;
            self.list.set(Some(KnownList { text, list }));
        }
        self.drawn.update(|drawn| {
            if let Some(drawn) = drawn {
                drawn.is_listed = true;
            }
        });
        Ok(())
    }

    /// Saves the page of slips.
    pub fn save_slips(self) -> Result<(), DeskFailure> {
        match self.drawn.get_untracked() {
            Some(drawn) => save(SLIPS, "text/html", drawn.slips.as_bytes()),
            None => Ok(()),
        }
    }
}
