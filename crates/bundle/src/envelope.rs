//! The age envelope. This file and the one below it are the only ones that speak to the `age`
//! crate, and they match that crate's errors without ever formatting them: formatting links a
//! localisation library of half a megabyte.

mod stream;

use std::io::{Read, Write};
use std::iter;

use age::armor::{ArmoredReader, ArmoredWriter, Format};
use age::secrecy::SecretString;
use age::{Decryptor, Encryptor};
use rand::RngCore;
use zeroize::Zeroizing;

#[cfg(test)]
use crate::key::{Identity, Recipient};

pub(crate) use stream::{Sealer, Unsealed, open_stream, open_stream_with_passphrase};

/// The largest age header that is parsed, in bytes: the parser's cost grows with the square of
/// the number of stanzas, and 16 KiB hold some 160 recipients.
pub const HEADER_CAP: usize = 16 * 1024;

/// The largest file that is opened or made, in bytes.
pub const SIZE_CAP: usize = 2 * 1024 * 1024 * 1024;

const MAGIC: &[u8] = b"age-encryption.org/v1\n";
const ARMOUR: &[u8] = b"-----BEGIN AGE ENCRYPTED FILE-----";
const ARMOUR_END: &[u8] = b"-----END AGE ENCRYPTED FILE-----";
/// How every file begins that is sealed with a passphrase: age allows such a stanza only alone.
const PASSPHRASE_START: &[u8] = b"age-encryption.org/v1\n-> scrypt ";

/// A passphrase, and the most work that a file may ask for before it is tried.
pub(crate) struct Passphrase(age::scrypt::Identity);

impl Passphrase {
    /// scrypt asks for `2^max_log_n` KiB of memory at the most.
    pub(crate) fn new(secret: &str, max_log_n: u8) -> Self {
        let mut identity = age::scrypt::Identity::new(SecretString::from(secret.to_owned()));
        identity.set_max_work_factor(max_log_n);
        Self(identity)
    }
}

/// Seals bytes to all recipients. `None` if the result would be over [`SIZE_CAP`].
#[cfg(test)]
pub(crate) fn seal(plaintext: &[u8], recipients: &[&Recipient]) -> Option<Vec<u8>> {
    let recipients = recipients
        .iter()
        .map(|recipient| &recipient.0 as &dyn age::Recipient);
    seal_to(plaintext, recipients)
}

/// The recipient that a passphrase is, at a cost of `2^log_n` KiB of memory.
fn passphrase_recipient(secret: &str, log_n: u8) -> age::scrypt::Recipient {
    let mut recipient = age::scrypt::Recipient::new(SecretString::from(secret.to_owned()));
    recipient.set_work_factor(log_n);
    recipient
}

/// Seals bytes with a passphrase, at a cost of `2^log_n` KiB of memory. `None` if the result
/// would be over [`SIZE_CAP`].
pub(crate) fn seal_with_passphrase(plaintext: &[u8], secret: &str, log_n: u8) -> Option<Vec<u8>> {
    let recipient = passphrase_recipient(secret, log_n);
    seal_to(plaintext, iter::once(&recipient as &dyn age::Recipient))
}

fn seal_to<'a>(
    plaintext: &[u8],
    recipients: impl Iterator<Item = &'a dyn age::Recipient>,
) -> Option<Vec<u8>> {
    if plaintext.len() > SIZE_CAP - SIZE_CAP / 1024 {
        return None;
    }
    let encryptor = Encryptor::with_recipients(recipients).ok()?;
    let mut sealed = Vec::with_capacity(plaintext.len() + plaintext.len() / 4096 + 1024);
    let mut writer = encryptor.wrap_output(&mut sealed).ok()?;
    writer.write_all(plaintext).ok()?;
    writer.finish().ok()?;
    Some(sealed)
}

/// Opens a sealed file whole.
#[cfg(test)]
pub(crate) fn open(
    bytes: &[u8],
    identities: &[Identity],
) -> Result<Zeroizing<Vec<u8>>, EnvelopeError> {
    let mut plaintext = Zeroizing::new(Vec::new());
    open_stream(std::io::Cursor::new(bytes), identities)?
        .read_to_end(&mut plaintext)
        .map_err(|_| EnvelopeError::Damaged)?;
    Ok(plaintext)
}

/// Why a header does not open.
fn unopened(error: age::DecryptError) -> EnvelopeError {
    match error {
        age::DecryptError::Io(_) => EnvelopeError::HeaderCut,
        // A key that does not fit is passed over; a passphrase that does not fit fails.
        age::DecryptError::NoMatchingKeys | age::DecryptError::DecryptionFailed => {
            EnvelopeError::NoMatch
        }
        age::DecryptError::ExcessiveWork { .. } => EnvelopeError::TooCostly,
        _ => EnvelopeError::Header,
    }
}

/// Whether the file is sealed with a passphrase and not to keys. Only its first bytes are read,
/// so that the first kilobyte of a file answers for the whole.
pub(crate) fn is_for_passphrase(bytes: &[u8]) -> bool {
    if bytes.starts_with(MAGIC) {
        return bytes.starts_with(PASSPHRASE_START);
    }
    let mut start = [0; PASSPHRASE_START.len()];
    armour(bytes).is_some_and(|text| {
        ArmoredReader::new(text).read_exact(&mut start).is_ok() && start == PASSPHRASE_START
    })
}

/// Opens a file that is sealed with a passphrase, binary or armoured, whole: nothing is returned
/// before the last chunk was authenticated.
pub(crate) fn open_with_passphrase(
    bytes: &[u8],
    passphrase: &Passphrase,
) -> Result<Zeroizing<Vec<u8>>, EnvelopeError> {
    if bytes.len() > SIZE_CAP {
        return Err(EnvelopeError::TooLarge);
    }
    let bytes = dearmoured(bytes)?;
    check_header(&bytes)?;
    let mut rest = &bytes[..];
    let decryptor = Decryptor::new_buffered(&mut rest).map_err(unopened)?;
    let identities = iter::once(&passphrase.0 as &dyn age::Identity);
    let mut reader = decryptor.decrypt(identities).map_err(unopened)?;
    let mut plaintext = Zeroizing::new(Vec::with_capacity(bytes.len()));
    let is_whole = reader.read_to_end(&mut plaintext).is_ok();
    drop(reader);
    match is_whole {
        true => Ok(plaintext),
        // Nobody can tell a last chunk that was changed from one that is not the last.
        false if rest.is_empty() => Err(EnvelopeError::Cut),
        false => Err(EnvelopeError::Damaged),
    }
}

/// The file as ASCII armour, for phones that share text files only.
pub fn armoured(bytes: &[u8]) -> String {
    let mut text = Vec::with_capacity(bytes.len() * 4 / 3 + bytes.len() / 48 + 128);
    let mut writer = ArmoredWriter::wrap_output(&mut text, Format::AsciiArmor)
        .expect("writing to memory does not fail");
    writer
        .write_all(bytes)
        .expect("writing to memory does not fail");
    writer.finish().expect("writing to memory does not fail");
    String::from_utf8(text).expect("armour is ASCII")
}

/// A neutral file name: 10 characters of Crockford base32 (50 random bits), no participant, no
/// date.
pub(crate) fn make_name() -> String {
    const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let mut bytes = [0; 10];
    rand::rngs::OsRng.fill_bytes(&mut bytes);
    bytes
        .iter()
        .map(|byte| char::from(LETTERS[usize::from(byte % 32)]))
        .collect()
}

/// The armoured text, if it is one.
fn armour(bytes: &[u8]) -> Option<&[u8]> {
    // Mail programs put a byte order mark or blank lines before a text.
    let start = bytes
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(bytes)
        .trim_ascii_start();
    start.starts_with(ARMOUR).then_some(start)
}

/// The binary file inside the armour, or the file itself.
fn dearmoured(bytes: &[u8]) -> Result<std::borrow::Cow<'_, [u8]>, EnvelopeError> {
    if bytes.starts_with(MAGIC) {
        return Ok(bytes.into());
    }
    let text = armour(bytes).ok_or(EnvelopeError::NotAge)?;
    let mut binary = Vec::with_capacity(text.len() / 4 * 3);
    if ArmoredReader::new(text).read_to_end(&mut binary).is_err() {
        let has_end = text.trim_ascii_end().ends_with(ARMOUR_END);
        return Err(if has_end {
            EnvelopeError::Damaged
        } else {
            EnvelopeError::Cut
        });
    }
    if binary.starts_with(MAGIC) {
        Ok(binary.into())
    } else {
        Err(EnvelopeError::Header)
    }
}

/// Looks for the header's last line, `--- `, within [`HEADER_CAP`], and demands that each stanza
/// ends in a line shorter than 64 characters: the `age` crate still reads stanzas of its beta
/// format, which the specification refuses.
fn check_header(bytes: &[u8]) -> Result<(), EnvelopeError> {
    let head = &bytes[..bytes.len().min(HEADER_CAP)];
    let mut in_body = false;
    let mut lines = head.split(|byte| *byte == b'\n').skip(1).peekable();
    while let Some(line) = lines.next() {
        if line.starts_with(b"--- ") && !in_body {
            return Ok(());
        } else if lines.peek().is_none() && bytes.len() < HEADER_CAP {
            return Err(EnvelopeError::HeaderCut);
        } else if line.starts_with(b"-> ") && !in_body {
            in_body = true;
        } else if in_body && !line.starts_with(b"-") {
            in_body = line.len() == 64;
        } else {
            break;
        }
    }
    Err(EnvelopeError::Header)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EnvelopeError {
    NotAge,
    TooLarge,
    /// A rule of the header is broken, or its sum does not fit.
    Header,
    /// The file ends inside its header.
    HeaderCut,
    NoMatch,
    /// A passphrase file asks for more work than is allowed.
    TooCostly,
    /// A chunk before the last was changed.
    Damaged,
    /// The end is not there, or was changed.
    Cut,
}
