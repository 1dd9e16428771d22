//! Sound out of memory, and the element that plays it.

use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlAudioElement, Url};

use super::BrowserError;
use super::files::HeldFile;

/// Sound under an address of its own that no other page can open; gone with this value.
pub struct Playable {
    url: String,
}

impl Playable {
    /// Makes a file of a media type playable.
    ///
    /// # Errors
    /// When the browser refuses.
    pub fn new(file: &[u8], mime: &str) -> Result<Self, BrowserError> {
        let url = HeldFile::new(mime, file)?.url()?;
        Ok(Self { url })
    }

    /// The address.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Playable {
    fn drop(&mut self) {
        let _ = Url::revoke_object_url(&self.url);
    }
}

/// Opens an address in a player that does not have it open yet.
pub fn open(player: &HtmlAudioElement, url: &str) {
    if player.src() != url {
        player.set_src(url);
    }
}

/// Plays; false where the browser cannot or may not.
pub async fn play(player: &HtmlAudioElement) -> bool {
    match player.play() {
        Ok(playing) => JsFuture::from(playing).await.is_ok(),
        Err(_) => false,
    }
}

/// Pauses.
pub fn pause(player: &HtmlAudioElement) {
    let _ = player.pause();
}

/// Goes to a place, in seconds.
pub fn seek(player: &HtmlAudioElement, to: f64) {
    player.set_current_time(to);
}

/// Where it is, in seconds.
pub fn position(player: &HtmlAudioElement) -> f64 {
    player.current_time()
}

/// How fast it plays; 1 is as it was spoken.
pub fn set_speed(player: &HtmlAudioElement, speed: f64) {
    // A new source begins at the default.
    player.set_default_playback_rate(speed);
    player.set_playback_rate(speed);
}
