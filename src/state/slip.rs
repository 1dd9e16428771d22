//! What a slip of paper brought along: the code and the words of the keys, behind the address's #.

use journal::{CodeRule, Invitation, InvitationError, Study};
use leptos::prelude::*;

use crate::browser::page;

/// What the app was opened with. The code leaves the address at once, and is kept nowhere.
#[derive(Clone, Copy)]
pub struct Slip(StoredValue<String>);

/// What a slip says about a study.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SlipFound {
    /// The study has the keys that the slip was printed for.
    Good(Invitation),
    /// The study has other keys.
    OtherKeys,
    /// It cannot be read.
    Unreadable(InvitationError),
}

impl Slip {
    /// Takes the slip out of the page's address.
    pub fn provide() {
        provide_context(Self(StoredValue::new(page::take_fragment())));
    }

    /// What the slip says about a study, if the app was opened with one.
    pub fn about(self, study: &Study) -> Option<SlipFound> {
        let rule: &CodeRule = study.participants.code_rule.as_ref()?;
        let read = self.0.with_value(|text| Invitation::parse(text, rule))?;
        Some(match read {
            Ok(invitation) if invitation.is_for(study) => SlipFound::Good(invitation),
            Ok(_) => SlipFound::OtherKeys,
            Err(error) => SlipFound::Unreadable(error),
        })
    }
}

/// The slip the app was opened with.
pub fn use_slip() -> Slip {
    expect_context()
}
