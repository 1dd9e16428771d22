//! The age envelope. This is the one file that speaks to the `age` crate, and it matches that
//! crate's errors without ever formatting them: formatting links a localisation library of half
//! a megabyte.

use std::io::{Read, Write};

use age::armor::{ArmoredReader, ArmoredWriter, Format};
use age::{Decryptor, Encryptor};
use rand::RngCore;
use zeroize::Zeroizing;

use crate::key::{Identity, Recipient};

/// The largest age header that is parsed, in bytes: the parser's cost grows with the square of
/// the number of stanzas, and 16 KiB hold some 160 recipients.
pub const HEADER_CAP: usize = 16 * 1024;

/// The largest file that is opened or made, in bytes.
pub const SIZE_CAP: usize = 2 * 1024 * 1024 * 1024;

const MAGIC: &[u8] = b"age-encryption.org/v1\n";
const ARMOUR: &[u8] = b"-----BEGIN AGE ENCRYPTED FILE-----";

/// Seals bytes to all recipients. `None` if the result would be over [`SIZE_CAP`].
pub(crate) fn seal(plaintext: &[u8], recipients: &[&Recipient]) -> Option<Vec<u8>> {
    if plaintext.len() > SIZE_CAP - SIZE_CAP / 1024 {
        return None;
    }
    let recipients = recipients
        .iter()
        .map(|recipient| &recipient.0 as &dyn age::Recipient);
    let encryptor = Encryptor::with_recipients(recipients).ok()?;
    let mut sealed = Vec::with_capacity(plaintext.len() + plaintext.len() / 4096 + 1024);
    let mut writer = encryptor.wrap_output(&mut sealed).ok()?;
    writer.write_all(plaintext).ok()?;
    writer.finish().ok()?;
    Some(sealed)
}

/// Opens a sealed file, binary or armoured, whole: nothing is returned before the last chunk
/// was authenticated.
pub(crate) fn open(
    bytes: &[u8],
    identities: &[Identity],
) -> Result<Zeroizing<Vec<u8>>, EnvelopeError> {
    if bytes.len() > SIZE_CAP {
        return Err(EnvelopeError::TooLarge);
    }
    let bytes = dearmoured(bytes)?;
    check_header(&bytes)?;
    let decryptor = Decryptor::new_buffered(&bytes[..]).map_err(|_| EnvelopeError::Header)?;
    let identities = identities
        .iter()
        .map(|identity| &identity.0 as &dyn age::Identity);
    let mut reader = decryptor.decrypt(identities).map_err(|error| match error {
        age::DecryptError::NoMatchingKeys => EnvelopeError::NoMatch,
        _ => EnvelopeError::Header,
    })?;
    let mut plaintext = Zeroizing::new(Vec::with_capacity(bytes.len()));
    match reader.read_to_end(&mut plaintext) {
        Ok(_) => Ok(plaintext),
        Err(_) => Err(EnvelopeError::Damaged),
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

/// The binary file inside the armour, or the file itself.
fn dearmoured(bytes: &[u8]) -> Result<std::borrow::Cow<'_, [u8]>, EnvelopeError> {
    if bytes.starts_with(MAGIC) {
        return Ok(bytes.into());
    }
    // Mail programs put a byte order mark or blank lines before a text.
    let start = bytes
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(bytes)
        .trim_ascii_start();
    if !start.starts_with(ARMOUR) {
        return Err(EnvelopeError::NotAge);
    }
    let mut binary = Vec::with_capacity(start.len() / 4 * 3);
    ArmoredReader::new(start)
        .read_to_end(&mut binary)
        .map_err(|_| EnvelopeError::Damaged)?;
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
    for line in head.split(|byte| *byte == b'\n').skip(1) {
        if line.starts_with(b"-> ") && !in_body {
            in_body = true;
        } else if line.starts_with(b"--- ") && !in_body {
            return Ok(());
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
    Header,
    NoMatch,
    Damaged,
}
