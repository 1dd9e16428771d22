//! Why a recording cannot be read.

/// Why a recording cannot be read, or not cleaned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SoundError {
    /// Not one of the containers that browsers record.
    #[error("this is no recording of a browser: neither WebM, Ogg nor MP4")]
    UnknownContainer,
    /// The container holds another kind of sound.
    #[error("the recording is in {container}, but its sound is not {expected}")]
    UnknownCodec {
        /// The container that was understood.
        container: &'static str,
        /// The kind of sound that was looked for.
        expected: &'static str,
    },
    /// What says how the rest is to be played is missing.
    #[error("the beginning of the recording is lost, and the rest cannot be played without it")]
    HeadLost,
    /// There is a head, and no sound after it.
    #[error("the recording holds no sound")]
    Silent,
    /// More bytes or more time than one recording may have.
    #[error("the recording is longer than 24 hours or larger than 512 MiB")]
    TooLong,
}

impl SoundError {
    /// What to do about it.
    pub fn advice(&self) -> Option<&'static str> {
        Some(match self {
            Self::UnknownContainer | Self::UnknownCodec { .. } => {
                "keep the file as it is and try another player"
            }
            Self::HeadLost => "bring the recording back from the second copy or a backup",
            Self::Silent => "check the microphone and record again",
            Self::TooLong => "divide it into several recordings",
        })
    }
}
