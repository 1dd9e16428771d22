//! Ids of things that leave the phone: random, so that an id tells nothing about when.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Draws a random id (UUID version 4, RFC 9562).
            ///
            /// # Errors
            /// When the platform has no source of randomness.
            pub fn make() -> Result<Self, MakeIdError> {
                let mut bytes = [0; 16];
                getrandom::fill(&mut bytes).map_err(|_| MakeIdError)?;
                Ok(Self::from_random(bytes))
            }

            /// The id made of 16 bytes that the caller drew.
            pub fn from_random(bytes: [u8; 16]) -> Self {
                Self(uuid::Builder::from_random_bytes(bytes).into_uuid())
            }

            /// The 16 bytes of the id.
            pub fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = ParseIdError;

            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                Uuid::try_parse(text).map(Self).map_err(|_| ParseIdError)
            }
        }
    };
}

id! {
    /// One entry, through all its revisions.
    EntryId
}
id! {
    /// One recording of an entry.
    RecordingId
}
id! {
    /// One bundle.
    BundleId
}

/// The platform gave no randomness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this device gave no random bytes")]
pub struct MakeIdError;

/// The text is no id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id of the form 8-4-4-4-12 hexadecimal digits")]
pub struct ParseIdError;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_and_is_version_4() {
        let id = EntryId::make().unwrap();
        assert_eq!(id.to_string().parse::<EntryId>().unwrap(), id);
        assert_eq!(id.0.get_version_num(), 4);
        assert_ne!(id, EntryId::make().unwrap());
    }

    #[test]
    fn a_word_is_no_id() {
        assert_eq!("yesterday".parse::<EntryId>(), Err(ParseIdError));
    }
}
