//! From the sealed file back to a submission: nothing is handed out before everything is
//! checked.

mod check;
mod error;

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read, Seek, SeekFrom};

use journal::{Entry, Media};
use sha2::{Digest, Sha256, Sha512};

use crate::bag::{self, Stored};
use crate::envelope::{self, Unsealed};
use crate::key::Identity;
use crate::sign;
use crate::submission::Submission;
use crate::watched::Watched;

pub use error::OpenError;

/// A bundle that was opened and found whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// What it says about itself.
    pub submission: Submission,
    /// Its entries, in the order of their ids and revisions.
    pub entries: Vec<OpenedEntry>,
    /// SHA-512 of its `tagmanifest-sha512.txt`, lower-case hex: the bundle's identity.
    pub tagmanifest_sha512: String,
    /// SHA-256 of the age file, lower-case hex.
    pub file_sha256: String,
}

/// An entry with the digest of the file it stood in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedEntry {
    /// The entry.
    pub entry: Entry,
    /// SHA-256 of its file, lower-case hex.
    pub sha256: String,
}

/// Opens a bundle that is in memory: [`OpenBundle::read`], without the way to its recordings.
/// The signature is checked against the key that the bundle itself names: **the caller MUST
/// decide whether it knows that key.**
///
/// # Errors
/// One of [`OpenError`]; no part of the content is handed out then.
pub fn open(bytes: &[u8], identities: &[Identity]) -> Result<Opened, OpenError> {
    OpenBundle::read(Cursor::new(bytes), identities).map(OpenBundle::into_opened)
}

/// A bundle that was found whole, and its recordings where they lie.
pub struct OpenBundle<R: Read> {
    opened: Opened,
    archive: Unsealed<Watched<R>>,
    /// Where the recordings are, by their digests.
    places: BTreeMap<String, Stored>,
}

impl<R: Read + Seek> OpenBundle<R> {
    /// Opens a bundle where it lies, binary or armoured. Reads the file twice, once as it is and
    /// once decrypted; in memory are its text and, of its recordings, one chunk at a time.
    ///
    /// Checks that the file is whole, that it is sealed to exactly the keys it names and to one of
    /// `identities`, its signature, every digest, and that what is signed is what is there. The
    /// signature is checked against the key that the bundle itself names: **the caller MUST decide
    /// whether it knows that key.**
    ///
    /// # Errors
    /// One of [`OpenError`]; no part of the content is handed out then.
    pub fn read(reader: R, identities: &[Identity]) -> Result<Self, OpenError> {
        let (mut reader, seen) = Watched::new(reader);
        // What the reader itself ran into is the reason, whatever came of it further up.
        let explain = |error: OpenError| seen.failure().map_or(error, OpenError::Read);
        let file_sha256 = digest_of(&mut reader).map_err(|error| OpenError::Read(error.kind()))?;
        let mut archive =
            envelope::open_stream(reader, identities).map_err(|error| explain(error.into()))?;
        let bag = bag::read(&mut archive).map_err(|error| explain(error.into()))?;
        let submission = check::submission(&bag)?;
        sign::verify(
            &submission.device_key,
            &submission.study_id,
            &bag.tagmanifest,
            &bag.signature,
        )?;
        check::sealed_to_us(&submission.recipients, identities)?;
        let entries = check::entries(&submission, &bag.entries)?;
        check::recordings(&submission, &entries, &bag.audio)?;
        let places = bag.audio.into_values();
        Ok(Self {
            opened: Opened {
                entries,
                tagmanifest_sha512: hex::encode(Sha512::digest(&bag.tagmanifest)),
                file_sha256,
                submission,
            },
            archive,
            places: places
                .map(|stored| (stored.sha256.clone(), stored))
                .collect(),
        })
    }

    /// The submission and its entries.
    pub fn opened(&self) -> &Opened {
        &self.opened
    }

    /// The submission and its entries, without the recordings.
    pub fn into_opened(self) -> Opened {
        self.opened
    }

    /// The recordings of the bundle, each once.
    pub fn recordings(&self) -> &[Media] {
        &self.opened.submission.recordings
    }

    /// The file of a recording, by its digest: from its first byte to its last, decrypted while
    /// it is read. In an armoured bundle everything before it is read first.
    ///
    /// # Errors
    /// When the bundle has no such recording or cannot be read where it lies. Reading fails with
    /// [`io::ErrorKind::InvalidData`] at the latest behind the last byte if the file of the bundle
    /// was changed since it was checked: **what was read is then to be thrown away.**
    pub fn recording(&mut self, sha256: &str) -> io::Result<RecordingReader<'_>> {
        let stored = self
            .places
            .get(sha256)
            .ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
        self.archive.seek(SeekFrom::Start(stored.start))?;
        Ok(RecordingReader {
            archive: &mut self.archive,
            left: stored.size,
            summed: Sha256::new(),
            sha256: stored.sha256.clone(),
        })
    }
}

/// The bytes of a recording, checked once more while they are read.
pub struct RecordingReader<'b> {
    archive: &'b mut dyn Read,
    left: u64,
    summed: Sha256,
    sha256: String,
}

impl Read for RecordingReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        if self.left == 0 {
            let sum = hex::encode(self.summed.clone().finalize());
            return match sum == self.sha256 {
                true => Ok(0),
                false => Err(io::Error::from(io::ErrorKind::InvalidData)),
            };
        }
        let most = usize::try_from(self.left).map_or(buffer.len(), |left| left.min(buffer.len()));
        let read = self.archive.read(&mut buffer[..most])?;
        if read == 0 {
            return Err(io::Error::from(io::ErrorKind::InvalidData));
        }
        self.summed.update(&buffer[..read]);
        self.left -= read as u64;
        Ok(read)
    }
}

/// SHA-256 of a whole file, lower-case hex.
fn digest_of(reader: &mut (impl Read + Seek)) -> io::Result<String> {
    // What is too large is refused by the envelope, and read to no end before.
    let most = envelope::SIZE_CAP as u64 + 1;
    reader.rewind()?;
    let mut summing = Sha256::new();
    let mut piece = vec![0; 64 * 1024];
    let mut reader = reader.take(most);
    loop {
        match reader.read(&mut piece) {
            Ok(0) => return Ok(hex::encode(summing.finalize())),
            Ok(read) => summing.update(&piece[..read]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
