//! Files that are sealed and opened piece by piece.

use std::cell::RefCell;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::iter;
use std::rc::Rc;

use age::armor::ArmoredReader;
use age::stream::{StreamReader, StreamWriter};
use age::{Decryptor, Encryptor};

use super::{
    EnvelopeError, HEADER_CAP, MAGIC, Passphrase, SIZE_CAP, armour, check_header, unopened,
};
use crate::key::{Identity, Recipient};

/// How much is sealed at a time (c2sp.org/age).
const CHUNK: u64 = 64 * 1024;

/// A file that is being sealed: what goes in comes out sealed, a little later.
pub(crate) struct Sealer {
    writer: StreamWriter<Outbox>,
    outbox: Outbox,
    /// The size of the header, in bytes.
    header: u64,
}

/// What is sealed and was not taken out yet.
#[derive(Clone, Default)]
struct Outbox(Rc<RefCell<Vec<u8>>>);

impl Write for Outbox {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Sealer {
    /// Begins a file for all recipients; `None` without any.
    pub(crate) fn new(recipients: &[&Recipient]) -> Option<Self> {
        let recipients = recipients
            .iter()
            .map(|recipient| &recipient.0 as &dyn age::Recipient);
        Self::begin(recipients)
    }

    /// Begins a file for a passphrase, at a cost of `2^log_n` KiB of memory.
    pub(crate) fn with_passphrase(secret: &str, log_n: u8) -> Option<Self> {
        let recipient = super::passphrase_recipient(secret, log_n);
        Self::begin(iter::once(&recipient as &dyn age::Recipient))
    }

    fn begin<'a>(recipients: impl Iterator<Item = &'a dyn age::Recipient>) -> Option<Self> {
        let outbox = Outbox::default();
        let encryptor = Encryptor::with_recipients(recipients).ok()?;
        let writer = encryptor.wrap_output(outbox.clone()).ok()?;
        let header = outbox.0.borrow().len() as u64;
        Some(Self {
            writer,
            outbox,
            header,
        })
    }

    /// Makes room for so many bytes, and no more: what doubles while it grows is there three
    /// times.
    pub(crate) fn reserve(&mut self, plaintext: u64) {
        let sealed = sealed_size(plaintext + CHUNK);
        let sealed = usize::try_from(sealed).unwrap_or(usize::MAX);
        self.outbox.0.borrow_mut().reserve_exact(sealed);
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) {
        self.writer
            .write_all(bytes)
            .expect("writing to memory does not fail");
    }

    /// What is sealed so far, once.
    pub(crate) fn take(&mut self) -> Vec<u8> {
        self.outbox.0.take()
    }

    /// The last of it.
    pub(crate) fn finish(self) -> Vec<u8> {
        self.writer
            .finish()
            .expect("writing to memory does not fail");
        self.outbox.0.take()
    }

    /// What the file will weigh if so many bytes are sealed in all.
    pub(crate) fn size_of(&self, plaintext: u64) -> u64 {
        self.header + sealed_size(plaintext)
    }
}

/// What so many bytes weigh when they are sealed, the header left out: 16 more for each chunk.
fn sealed_size(plaintext: u64) -> u64 {
    plaintext + plaintext.div_ceil(CHUNK).max(1) * 16
}

/// A sealed file that is read where it lies, from any place on. **A chunk is authenticated when it
/// is read, and that the file has an end only when that was read.**
pub(crate) type Unsealed<R> = StreamReader<Source<R>>;

/// A file as it lies, without its armour.
pub(crate) enum Source<R: Read> {
    Binary(BufReader<R>),
    Armoured(Box<ArmoredReader<BufReader<R>>>),
}

/// Begins to open a sealed file, binary or armoured, under the same checks of its header as
/// [`open_with_passphrase`](super::open_with_passphrase).
pub(crate) fn open_stream<R: Read + Seek>(
    reader: R,
    identities: &[Identity],
) -> Result<Unsealed<R>, EnvelopeError> {
    let identities = identities
        .iter()
        .map(|identity| &identity.0 as &dyn age::Identity);
    header(reader)?.decrypt(identities).map_err(unopened)
}

/// The same for a file that is sealed with a passphrase.
pub(crate) fn open_stream_with_passphrase<R: Read + Seek>(
    reader: R,
    passphrase: &Passphrase,
) -> Result<Unsealed<R>, EnvelopeError> {
    let identities = iter::once(&passphrase.0 as &dyn age::Identity);
    header(reader)?.decrypt(identities).map_err(unopened)
}

/// Reads and checks the header of a file.
fn header<R: Read + Seek>(mut reader: R) -> Result<Decryptor<Source<R>>, EnvelopeError> {
    let unread = |_: io::Error| EnvelopeError::Damaged;
    if reader.seek(SeekFrom::End(0)).map_err(unread)? > SIZE_CAP as u64 {
        return Err(EnvelopeError::TooLarge);
    }
    reader.rewind().map_err(unread)?;
    let start = read_start(&mut reader, HEADER_CAP).map_err(unread)?;
    let mut source = if start.starts_with(MAGIC) {
        Source::Binary(BufReader::with_capacity(CHUNK as usize, reader))
    } else {
        let text = armour(&start).ok_or(EnvelopeError::NotAge)?;
        let before = start.len() - text.len();
        reader
            .seek(SeekFrom::Start(before as u64))
            .map_err(unread)?;
        Source::Armoured(Box::new(ArmoredReader::new(reader)))
    };
    source.rewind().map_err(unread)?;
    let head = read_start(&mut source, HEADER_CAP).map_err(unread)?;
    if !head.starts_with(MAGIC) {
        return Err(EnvelopeError::Header);
    }
    check_header(&head)?;
    source.rewind().map_err(unread)?;
    Decryptor::new_buffered(source).map_err(unopened)
}

/// The first bytes of a file, as far as there are so many.
fn read_start(reader: &mut impl Read, most: usize) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    reader.by_ref().take(most as u64).read_to_end(&mut start)?;
    Ok(start)
}

impl<R: Read> Read for Source<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Binary(reader) => reader.read(buffer),
            Self::Armoured(reader) => reader.read(buffer),
        }
    }
}

impl<R: Read> BufRead for Source<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        match self {
            Self::Binary(reader) => reader.fill_buf(),
            Self::Armoured(reader) => reader.fill_buf(),
        }
    }

    fn consume(&mut self, amount: usize) {
        match self {
            Self::Binary(reader) => reader.consume(amount),
            Self::Armoured(reader) => reader.consume(amount),
        }
    }
}

impl<R: Read + Seek> Seek for Source<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match self {
            Self::Binary(reader) => reader.seek(to),
            Self::Armoured(reader) => reader.seek(to),
        }
    }
}
