//! The slices of a recording, read back one after another.

use journal::{RecordingId, Span};
use sound::Piece;
use vault::BlobKey;
use zeroize::Zeroizing;

use crate::state::records::{Records, SaveError, Slice};

/// About how long a slice is, in milliseconds, where nothing better is known.
pub(super) const SLICE: u64 = 1_000;

/// The slices of a recording, read one after another.
pub(super) struct Slices {
    /// Each, or nothing where it is gone or damaged.
    all: Vec<Option<Zeroizing<Vec<u8>>>>,
}

impl Slices {
    /// Reads them one by one, at least so many.
    pub(super) async fn read(
        records: &Records,
        key: &BlobKey,
        id: RecordingId,
        least: u32,
    ) -> Result<Self, SaveError> {
        let raw = *id.as_bytes();
        let mut all = Vec::new();
        for number in records.database().slice_numbers(raw).await? {
            let slice = match records.slice(key, raw, number).await? {
                Slice::Sound(sound) => Some(sound),
                Slice::Gone => None,
                Slice::End => break,
            };
            all.resize_with(number as usize, || None);
            all.push(slice);
        }
        let least = all.len().max(least as usize);
        all.resize_with(least, || None);
        Ok(Self { all })
    }

    pub(super) fn count(&self) -> u32 {
        self.all.len() as u32
    }

    pub(super) fn there(&self) -> impl Iterator<Item = &[u8]> {
        self.all.iter().flatten().map(|slice| slice.as_slice())
    }

    /// What they hold, if it is understood.
    pub(super) fn sound(&self) -> Option<sound::Sound> {
        let pieces = self.all.iter().map(|slice| match slice {
            Some(bytes) => Piece::Bytes(bytes),
            None => Piece::Lost { about_ms: SLICE },
        });
        sound::Sound::read(&pieces.collect::<Vec<_>>()).ok()
    }

    /// Where slices are gone or damaged, where nothing better is known: a slice is as long as its
    /// share of the whole.
    pub(super) fn lost(&self, duration_ms: u64) -> Vec<Span> {
        let at = |number: usize| duration_ms * number as u64 / u64::from(self.count().max(1));
        let lost = self
            .all
            .iter()
            .enumerate()
            .filter(|(_, slice)| slice.is_none());
        Span::union(lost.map(|(number, _)| Span {
            from_ms: at(number),
            to_ms: at(number + 1),
        }))
    }
}
