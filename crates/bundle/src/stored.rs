//! Archives for other people's programs, written as a bundle's own archive is.

use crate::zip::{Directory, Header};

/// A ZIP whose members are stored: the same names and contents give the same bytes on every day.
/// At most 65,535 members and 4 GiB. It is made piece by piece, with one member in memory.
///
/// ```
/// let mut zip = bundle::StoredZip::default();
/// let mut bytes = zip.begin("a.txt", b"text")?;
/// bytes.extend_from_slice(b"text");
/// bytes.extend(zip.finish());
/// # Ok::<(), bundle::StoredZipError>(())
/// ```
pub struct StoredZip(Directory);

impl Default for StoredZip {
    fn default() -> Self {
        Self(Directory::with_room(usize::from(u16::MAX)))
    }
}

impl StoredZip {
    /// The bytes that stand before a member's content; the content itself has to follow them.
    /// `name` is ASCII, with `/`.
    ///
    /// # Errors
    /// When the format has no room for it.
    pub fn begin(&mut self, name: &str, data: &[u8]) -> Result<Vec<u8>, StoredZipError> {
        let header = Header::of(name, data).map_err(|_| StoredZipError)?;
        self.0.begin(header).map_err(|_| StoredZipError)
    }

    /// The bytes behind the last member's content.
    pub fn finish(self) -> Vec<u8> {
        self.0.finish()
    }
}

/// The archive would have more than 65,535 members or 4 GiB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an archive can hold 65 535 files and 4 GiB, and this one would be larger")]
pub struct StoredZipError;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_holds_as_much_as_the_format_does_and_no_more() {
        let mut zip = StoredZip::default();
        for number in 0..u16::MAX {
            zip.begin(&number.to_string(), b"").unwrap();
        }
        assert_eq!(zip.begin("more", b""), Err(StoredZipError));
        let end = zip.finish();
        let count = &end[end.len() - 12..end.len() - 10];
        assert_eq!(count, u16::MAX.to_le_bytes());
    }
}
