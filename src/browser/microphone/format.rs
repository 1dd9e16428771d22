//! What a recording is coded as and put into.

use web_sys::MediaRecorder;

/// What to record as. Apple's engine makes MP4, which every machine plays; elsewhere its MP4 depends
/// on the device, and WebM with Opus is what has been recorded for years. `None`: the browser's own.
pub(super) fn format() -> Option<&'static str> {
    const MP4: [&str; 2] = ["audio/mp4;codecs=mp4a.40.2", "audio/mp4"];
    const OPUS: [&str; 2] = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus"];
    let agent = web_sys::window().and_then(|window| window.navigator().user_agent().ok());
    let agent = agent.unwrap_or_default();
    let is_apple = agent.contains("AppleWebKit/") && !agent.contains("Chrome/");
    let order = match is_apple {
        true => [MP4, OPUS],
        false => [OPUS, MP4],
    };
    let mut order = order.into_iter().flatten();
    order.find(|format| MediaRecorder::is_type_supported(format))
}
