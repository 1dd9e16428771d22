//! What is heard goes to the disk, slice after slice.

use vault::{BlobKey, MAX_SLICE};

use super::Live;
use crate::browser::microphone::{End, Heard, Sound};
use crate::state::records::{Records, SaveError};

/// Stores what is heard until it ends, slice after slice.
pub(super) async fn store(
    records: &Records,
    live: &Live,
    key: &BlobKey,
    id: [u8; 16],
    mut sound: Sound,
) -> Result<End, SaveError> {
    let mut number = 0;
    let mut end = None;
    loop {
        let slice = match end {
            None => match sound.next().await {
                Some(Heard::Slice(slice)) => slice,
                Some(Heard::End(ended)) => {
                    end = Some(ended);
                    continue;
                }
                None => return Ok(End::Taken),
            },
            Some(end) => match sound.late().await {
                Some(slice) => slice,
                None => return Ok(end),
            },
        };
        for part in slice.chunks(MAX_SLICE) {
            if let Err(error) = records.put_slice(key, id, number, part).await {
                live.microphone.stop();
                return Err(error);
            }
            number += 1;
        }
    }
}
