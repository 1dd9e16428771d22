//! What a slip of paper carries into the app: the address, the code, and the words that its keys
//! must have.
//!
//! `https://host/#join?v=1&code=M7QK4G&keys=…~…`: behind the `#`, because a browser sends nothing
//! from there to any server.

use std::fmt;
use std::str::FromStr;

use crate::{CodeError, CodeRule, ParticipantCode, Study, check_words};

const MARK: &str = "join?";
const VERSION: &str = "1";

/// Where the app is: an origin, as `https://pages.example.org`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address(String);

impl Address {
    /// Without a slash behind it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Without `https://`, as one types it.
    pub fn host(&self) -> &str {
        self.0.split_once("://").map_or(&self.0, |(_, host)| host)
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let (scheme, host) = text.trim().split_once("://").ok_or(AddressError::Scheme)?;
        let host = host.strip_suffix('/').unwrap_or(host);
        let name = host.split(':').next().unwrap_or_default();
        // A phone has no service worker and no cryptography elsewhere.
        let is_local = name == "localhost" || name == "127.0.0.1";
        match scheme.to_ascii_lowercase().as_str() {
            "https" => {}
            "http" if is_local => {}
            _ => return Err(AddressError::Scheme),
        }
        if host.contains(['/', '?', '#']) {
            return Err(AddressError::MoreThanTheHost);
        }
        let port = host.strip_prefix(name).unwrap_or_default();
        let is_port = |port: &str| port.parse::<u16>().is_ok();
        let is_name = !name.is_empty()
            && name
                .split('.')
                .all(|part| !part.is_empty() && !part.starts_with('-') && !part.ends_with('-'))
            && name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
        if !is_name || !(port.is_empty() || port.strip_prefix(':').is_some_and(is_port)) {
            return Err(AddressError::Host);
        }
        Ok(Self(format!("{scheme}://{host}").to_ascii_lowercase()))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a text is no address of the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// No `https://`.
    #[error("the address does not begin with https://")]
    Scheme,
    /// A path, a question or a fragment.
    #[error("the address has something behind its host")]
    MoreThanTheHost,
    /// No name of a computer.
    #[error("the address has no host, or one that cannot be typed everywhere")]
    Host,
}

impl AddressError {
    /// What to do about it.
    pub fn advice(&self) -> Option<&'static str> {
        Some("give the address alone, as https://pages.example.org")
    }
}

/// A participant's way into a study.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Their code.
    pub code: ParticipantCode,
    /// The check words of every recipient, in the order of the words.
    keys: Vec<String>,
}

impl Invitation {
    /// An invitation to a study, for the keys that its pack has now.
    pub fn new(study: &Study, code: ParticipantCode) -> Self {
        Self {
            code,
            keys: keys_of(study),
        }
    }

    /// What a QR on a slip says.
    pub fn url(&self, address: &Address) -> String {
        format!(
            "{address}/#{MARK}v={VERSION}&code={}&keys={}",
            self.code.characters(),
            self.keys.join("~")
        )
    }

    /// Reads the fragment of an address, with its `#` or without. `None` if it is no invitation.
    ///
    /// # Errors
    /// When it is one and cannot be used.
    pub fn parse(fragment: &str, rule: &CodeRule) -> Option<Result<Self, InvitationError>> {
        let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
        let query = fragment.strip_prefix(MARK)?;
        let field = |name: &str| {
            let mut fields = query.split('&').filter_map(|field| field.split_once('='));
            fields.find(|(key, _)| *key == name).map(|(_, value)| value)
        };
        if field("v") != Some(VERSION) {
            return Some(Err(InvitationError::OtherVersion));
        }
        let keys: Vec<String> = field("keys")
            .unwrap_or_default()
            .split('~')
            .map(str::to_owned)
            .collect();
        let is_words = |words: &String| {
            words.split('-').count() == 6
                && words.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
        };
        if !keys.iter().all(is_words) {
            return Some(Err(InvitationError::Keys));
        }
        let code = ParticipantCode::parse(field("code").unwrap_or_default(), rule);
        Some(
            code.map(|code| Self { code, keys })
                .map_err(InvitationError::Code),
        )
    }

    /// Whether the study's keys are the ones the slip was printed for: no other, none more, none
    /// fewer.
    pub fn is_for(&self, study: &Study) -> bool {
        self.keys == keys_of(study)
    }
}

/// The check words of every recipient, joined by dashes, sorted.
fn keys_of(study: &Study) -> Vec<String> {
    let mut keys: Vec<String> = study
        .recipients
        .iter()
        .map(|recipient| check_words(&recipient.public_key).join("-"))
        .collect();
    keys.sort();
    keys
}

/// Why an invitation cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvitationError {
    /// Made by a later program.
    #[error("this invitation is of another version")]
    OtherVersion,
    /// The words are not there, or are no words.
    #[error("the words of the keys are not in this invitation")]
    Keys,
    /// The code is none of the study's.
    #[error("the code of this invitation cannot be used: {0}")]
    Code(CodeError),
}

impl InvitationError {
    /// What to do about it.
    pub fn advice(&self) -> Option<&'static str> {
        Some(match self {
            Self::OtherVersion => "open the app's newest version, or type the code by hand",
            Self::Keys | Self::Code(_) => "scan the slip again, or type the code by hand",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Recipient;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn study() -> Study {
        let key = |public_key: &str| Recipient {
            public_key: public_key.into(),
            ..Recipient::default()
        };
        Study {
            recipients: vec![key("age1b"), key("age1a")],
            ..Study::default()
        }
    }

    fn rule(separator: &str) -> CodeRule {
        CodeRule {
            alphabet: "23456789ABCDEFGHJKMNPQRSTVWXYZ".into(),
            length: 5,
            separator: separator.into(),
            check: "luhn-mod-n".into(),
        }
    }

    fn fragment(url: &str) -> &str {
        url.split_once('#').unwrap().1
    }

    #[test]
    fn an_address_is_an_origin_and_nothing_else() {
        let parse = |text: &str| text.parse::<Address>().map(|address| address.0);
        for (text, read) in [
            ("https://pages.example.org", "https://pages.example.org"),
            (
                " HTTPS://Pages.example.org:8443/ ",
                "https://pages.example.org:8443",
            ),
            ("http://localhost:8080", "http://localhost:8080"),
        ] {
            assert_eq!(parse(text).as_deref(), Ok(read), "{text}");
        }
        for (text, error) in [
            ("pages.example.org", AddressError::Scheme),
            ("http://pages.example.org", AddressError::Scheme),
            ("javascript://x", AddressError::Scheme),
            ("https://a.org/app", AddressError::MoreThanTheHost),
            ("https://a.org#x", AddressError::MoreThanTheHost),
            ("https://a.org:x", AddressError::Host),
            ("https://a..org", AddressError::Host),
            ("https://", AddressError::Host),
            ("https://me@a.org", AddressError::Host),
            ("https://a.org\"><b>", AddressError::Host),
        ] {
            assert_eq!(parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn only_the_keys_of_the_slip_are_accepted() {
        let rule = rule("-");
        let code = rule.make_codes(1, &BTreeSet::new()).unwrap().remove(0);
        let invitation = Invitation::new(&study(), code);
        assert!(invitation.is_for(&study()));
        let mut other = study();
        other.recipients.reverse();
        assert!(invitation.is_for(&other), "order does not matter");
        other.recipients[0].public_key = "age1x".into();
        assert!(!invitation.is_for(&other));
        other = study();
        other.recipients.push(Recipient::default());
        assert!(!invitation.is_for(&other), "nobody comes in unseen");
        other.recipients.truncate(1);
        assert!(!invitation.is_for(&other));
    }

    #[test]
    fn what_is_no_invitation_or_a_bad_one_is_told_apart() {
        let rule = rule("-");
        assert_eq!(Invitation::parse("#settings", &rule), None);
        assert_eq!(Invitation::parse("", &rule), None);
        let read = |text: &str| Invitation::parse(text, &rule).unwrap().unwrap_err();
        assert_eq!(read("#join?v=2"), InvitationError::OtherVersion);
        assert_eq!(read("#join?v=1&code=x"), InvitationError::Keys);
        assert_eq!(
            read("#join?v=1&code=M7QK4&keys=a-b-c-d-e-f"),
            InvitationError::Code(CodeError::Length {
                expected: 6,
                found: 5
            })
        );
    }

    proptest! {
        #[test]
        fn what_a_slip_says_is_read_again(separator in "[-. ~#&=]{0,2}") {
            let rule = rule(&separator);
            let address: Address = "https://pages.example.org".parse().unwrap();
            let code = rule.make_codes(1, &BTreeSet::new()).unwrap().remove(0);
            let invitation = Invitation::new(&study(), code);
            let url = invitation.url(&address);
            prop_assert!(url.starts_with("https://pages.example.org/#join?v=1&code="));
            prop_assert!(url.bytes().all(|b| b.is_ascii_alphanumeric() || b":/.#?=&~-".contains(&b)));
            prop_assert_eq!(Invitation::parse(fragment(&url), &rule), Some(Ok(invitation)));
        }
    }
}
