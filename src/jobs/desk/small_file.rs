//! Files that are read whole: studies, registries, keys.

use std::io::Read;

use zeroize::Zeroizing;

use super::DeskFailure;
use crate::browser::worker::Payload;

/// The largest file of study, phones or transcripts that is read, in bytes.
pub(super) const SMALL_FILE: u64 = 64 * 1024 * 1024;

/// The same as text.
pub(super) fn text_of(payload: &Payload, most: u64) -> Result<String, DeskFailure> {
    // What a file that is no text holds does not matter: it is refused by whoever reads it.
    Ok(String::from_utf8_lossy(&bytes_of(payload, most)?).into_owned())
}

/// The whole file that is the payload. Wiped afterwards: it may be a key.
pub(super) fn bytes_of(payload: &Payload, most: u64) -> Result<Zeroizing<Vec<u8>>, DeskFailure> {
    let reader = payload.reader().ok_or(DeskFailure::Unreadable)?;
    if reader.size() > most {
        return Err(DeskFailure::Unreadable);
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(reader.size() as usize));
    let read = reader.take(most).read_to_end(&mut bytes);
    read.map_err(|_| DeskFailure::Unreadable)?;
    Ok(bytes)
}
