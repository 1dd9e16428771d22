//! The one door to randomness; tests come in through the same door with known bytes.

/// Something that fills a buffer with random bytes, or says that it cannot.
pub(crate) type Draw<'a> = &'a mut dyn FnMut(&mut [u8]) -> Result<(), RandomnessError>;

/// Fills `buffer` from the operating system or the browser.
pub(crate) fn system(buffer: &mut [u8]) -> Result<(), RandomnessError> {
    getrandom::fill(buffer).map_err(|_| RandomnessError)
}

/// Draws an array of `N` bytes.
pub(crate) fn make_bytes<const N: usize>(draw: Draw<'_>) -> Result<[u8; N], RandomnessError> {
    let mut bytes = [0; N];
    draw(&mut bytes)?;
    Ok(bytes)
}

/// No random numbers were to be had, so nothing was sealed: a guessable nonce is worse than none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this device gave no random numbers")]
pub struct RandomnessError;

impl RandomnessError {
    /// What to do about it.
    pub fn advice(&self) -> Option<&'static str> {
        Some("close the app, open it again, and try once more")
    }
}

/// Known "randomness" for tests: the n-th draw is n, n+1, n+2 and so on.
#[cfg(test)]
pub(crate) fn counting() -> impl FnMut(&mut [u8]) -> Result<(), RandomnessError> {
    let mut draws = 0u8;
    move |buffer| {
        draws = draws.wrapping_add(0x10);
        for (i, byte) in buffer.iter_mut().enumerate() {
            *byte = draws.wrapping_add(i as u8);
        }
        Ok(())
    }
}
