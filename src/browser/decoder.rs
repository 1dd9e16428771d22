//! Decoding sound, a part at a time: to see that it can be heard, and how loud it is.

use js_sys::Uint8Array;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AudioBuffer, OfflineAudioContext};

/// Samples a second: what every browser has to offer at least, and enough for the eye.
pub const RATE: u32 = 8_000;

/// The browser's own decoder. It plays nothing and needs no tap.
pub struct Decoder(OfflineAudioContext);

impl Decoder {
    /// `None` where the browser has none.
    pub fn new() -> Option<Self> {
        let made = OfflineAudioContext::new_with_number_of_channels_and_length_and_sample_rate(
            1,
            1,
            RATE as f32,
        );
        made.ok().map(Self)
    }

    /// The samples of a file, its first channel at [`RATE`]; `None` where it cannot be decoded.
    /// They take four bytes each: **a minute of sound at once and not an hour.**
    pub async fn samples(&self, file: &[u8]) -> Option<Vec<f32>> {
        let bytes = Uint8Array::from(file);
        let decoding = self.0.decode_audio_data(&bytes.buffer()).ok()?;
        let decoded: AudioBuffer = JsFuture::from(decoding).await.ok()?.unchecked_into();
        decoded.get_channel_data(0).ok()
    }
}
