//! A file as it arrived, and what came out of it.

use std::io::{self, Read, Seek};

use bundle::{Identity, OpenBundle, OpenError, Opened};
use sha2::{Digest, Sha256};

/// A file that somebody handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// Where it lay, for people to find it again. **Foreign text**: print it through
    /// [`printable`](crate::printable), never use it as a path.
    pub name: String,
    /// SHA-256 of its bytes, lower-case hex; `None` if they could not be read.
    pub file_sha256: Option<String>,
    /// Its size in bytes.
    pub size: u64,
    /// The bundle in it, or why there is none.
    pub outcome: Result<Opened, ReceiveError>,
}

impl Received {
    /// A file whose bytes could not be had; `why` is a sentence without a full stop.
    pub fn unreadable(name: impl Into<String>, size: u64, why: impl Into<String>) -> Self {
        let outcome = Err(ReceiveError::Unreadable(why.into()));
        Self {
            name: name.into(),
            file_sha256: None,
            size,
            outcome,
        }
    }

    /// A file that is larger than a bundle may be, and was therefore not read.
    pub fn too_large(name: impl Into<String>, size: u64) -> Self {
        let outcome = Err(OpenError::TooLarge.into());
        Self {
            name: name.into(),
            file_sha256: None,
            size,
            outcome,
        }
    }
}

/// Opens one file. Never fails as a whole: a file that gives no bundle is a result as well.
pub fn receive(name: impl Into<String>, bytes: &[u8], identities: &[Identity]) -> Received {
    Received {
        name: name.into(),
        file_sha256: Some(hex::encode(Sha256::digest(bytes))),
        size: bytes.len() as u64,
        outcome: bundle::open(bytes, identities).map_err(ReceiveError::Open),
    }
}

/// Opens one file of `size` bytes where it lies, without holding it in memory. Never fails as a
/// whole, as [`receive`].
pub fn receive_from(
    name: impl Into<String>,
    size: u64,
    mut reader: impl Read + Seek,
    identities: &[Identity],
) -> Received {
    let opened = OpenBundle::read(&mut reader, identities).map(OpenBundle::into_opened);
    let file_sha256 = match &opened {
        Ok(opened) => Some(opened.file_sha256.clone()),
        Err(_) => digest(&mut reader).ok(),
    };
    Received {
        name: name.into(),
        file_sha256,
        size,
        outcome: opened.map_err(ReceiveError::Open),
    }
}

/// SHA-256 of a whole file, lower-case hex.
fn digest(reader: &mut (impl Read + Seek)) -> io::Result<String> {
    let mut summing = Sha256::new();
    reader.rewind()?;
    io::copy(reader, &mut summing)?;
    Ok(hex::encode(summing.finalize()))
}

/// Why a file gives no bundle.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReceiveError {
    /// Its bytes could not be had.
    #[error("the file could not be read: {0}")]
    Unreadable(String),
    /// Its bytes are no bundle that can be opened and found whole.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// What an earlier run found, of which the sentence was kept: see [`ReceiveError::earlier`].
    #[error("{sentence}")]
    Earlier {
        /// As [`code`](Self::code) gave it.
        code: &'static str,
        /// The sentence it was told in.
        sentence: String,
        /// As [`advice`](Self::advice) gave it.
        advice: Option<&'static str>,
    },
}

impl ReceiveError {
    /// What an earlier run found, from the code and the sentence that were kept of it. `None` if no
    /// reader of this version has that code.
    pub fn earlier(code: &str, sentence: String) -> Option<Self> {
        let nothing = String::new;
        let all = [
            OpenError::NotABundle,
            OpenError::TooLarge,
            OpenError::Header,
            OpenError::NotForThisKey,
            OpenError::Damaged,
            OpenError::Archive(nothing()),
            OpenError::Missing(nothing()),
            OpenError::Digest(nothing()),
            OpenError::Signature(bundle::VerifyError::Key),
            OpenError::Forwarded,
            OpenError::Read(io::ErrorKind::Other),
            OpenError::NewerFormat,
            OpenError::Submission(nothing()),
            OpenError::Contradiction(""),
        ];
        let known = all.iter().find(|error| error.code() == code)?;
        Some(Self::Earlier {
            code: known.code(),
            sentence,
            advice: known.advice(),
        })
    }

    /// A stable name for tables and programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "unreadable-file",
            Self::Open(error) => error.code(),
            Self::Earlier { code, .. } => code,
        }
    }

    /// What to do about it.
    pub fn advice(&self) -> Option<&'static str> {
        match self {
            Self::Unreadable(_) => Some(
                "check that the file is there, is a plain file and may be read, then run again",
            ),
            Self::Open(error) => error.advice(),
            Self::Earlier { advice, .. } => *advice,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_no_bundle_is_a_result() {
        let received = receive("holiday.jpg", b"\xff\xd8\xff", &[Identity::make()]);
        assert_eq!(
            received.outcome,
            Err(ReceiveError::Open(OpenError::NotABundle))
        );
        assert_eq!(received.size, 3);
        assert_eq!(received.outcome.unwrap_err().code(), "not-a-bundle");
    }

    #[test]
    fn a_file_is_received_where_it_lies_as_it_is_in_memory() {
        let identities = [Identity::make()];
        let bytes = b"\xff\xd8\xff";
        let there = receive_from("holiday.jpg", 3, io::Cursor::new(bytes), &identities);
        assert_eq!(there, receive("holiday.jpg", bytes, &identities));
        assert!(there.file_sha256.is_some());
    }

    #[test]
    fn what_was_kept_of_an_error_says_the_same() {
        for error in [
            ReceiveError::Unreadable("permission denied".into()),
            OpenError::Entry("a".into(), "b".into()).into(),
            OpenError::Signature(bundle::VerifyError::DoesNotFit).into(),
            OpenError::Contradiction("two and two").into(),
            OpenError::NewerFormat.into(),
        ] {
            let kept = ReceiveError::earlier(error.code(), error.to_string()).unwrap();
            assert_eq!(kept.code(), error.code());
            assert_eq!(kept.to_string(), error.to_string());
            assert_eq!(kept.advice(), error.advice());
        }
        assert_eq!(ReceiveError::earlier("of-tomorrow", "x".into()), None);
    }

    #[test]
    fn a_file_that_cannot_be_read_has_no_digest() {
        let received = Received::unreadable("x.age", 0, "permission denied");
        assert_eq!(received.file_sha256, None);
        assert!(received.outcome.unwrap_err().advice().is_some());
    }
}
