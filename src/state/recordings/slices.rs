//! The slices of a recording, read back one after another.

use journal::{RecordingId, Span};
use sound::{Piece, Recorded, Sound};
use vault::BlobKey;

use super::Take;
use crate::state::records::{Records, SaveError, Slice};

/// About how long a slice is, in milliseconds, where nothing better is known.
pub(super) const SLICE: u64 = 1_000;

/// The slices of a recording, joined as they were read.
pub(super) struct Slices {
    recorded: Recorded,
    /// How many there should be.
    count: u32,
    /// The numbers of those that are gone or damaged.
    gone: Vec<u32>,
}

impl Slices {
    /// Reads them one by one.
    pub(super) async fn read(
        records: &Records,
        key: &BlobKey,
        id: RecordingId,
        take: &Take,
    ) -> Result<Self, SaveError> {
        let raw = *id.as_bytes();
        let (least, bytes) = take
            .finished
            .as_ref()
            .map_or((0, 0), |done| (done.slices, done.bytes as usize));
        let mut slices = Self {
            recorded: Recorded::with_capacity(bytes),
            count: 0,
            gone: Vec::new(),
        };
        for number in records.database().slice_numbers(raw).await? {
            let slice = match records.slice(key, raw, number).await? {
                Slice::Sound(sound) => Some(sound),
                Slice::Gone => None,
                Slice::End => break,
            };
            if slices.count == 0 && (number > 0 || slice.is_none()) {
                // What the rest cannot be read without was kept once more.
                slices.recorded.add(Piece::Bytes(&take.head()));
            }
            slices.lose_until(number);
            match slice {
                Some(sound) => slices.recorded.add(Piece::Bytes(&sound)),
                None => slices.lose_until(number + 1),
            }
            slices.count = number + 1;
        }
        slices.lose_until(least);
        Ok(slices)
    }

    fn lose_until(&mut self, number: u32) {
        for gone in self.count..number {
            self.gone.push(gone);
            self.recorded.add(Piece::Lost { about_ms: SLICE });
        }
        self.count = self.count.max(number);
    }

    pub(super) fn count(&self) -> u32 {
        self.count
    }

    /// What is there, one behind the other.
    pub(super) fn bytes(&self) -> &[u8] {
        self.recorded.bytes()
    }

    /// What they hold; given back as they are where that is not understood.
    pub(super) fn sound(self) -> Result<Sound, Self> {
        let Self {
            recorded,
            count,
            gone,
        } = self;
        Sound::of(recorded).map_err(|(_, recorded)| Self {
            recorded,
            count,
            gone,
        })
    }

    /// Where slices are gone or damaged, where nothing better is known: a slice is as long as its
    /// share of the whole.
    pub(super) fn lost(&self, duration_ms: u64) -> Vec<Span> {
        let at = |number: u32| duration_ms * u64::from(number) / u64::from(self.count.max(1));
        Span::union(self.gone.iter().map(|number| Span {
            from_ms: at(*number),
            to_ms: at(number + 1),
        }))
    }
}
