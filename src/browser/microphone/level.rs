//! How loud it is, for the eye and for "I hear nothing".

use web_sys::{
    AnalyserNode, AudioContext, AudioContextState, MediaStream, MediaStreamAudioSourceNode,
};

/// How many samples are looked at: 85 ms at 48 kHz.
const WINDOW: u32 = 4_096;

/// Hears what a stream carries; closed with this value.
pub(super) struct Level {
    context: AudioContext,
    analyser: AnalyserNode,
    /// Some browsers collect a source that nobody holds, and its silence would look like a dead
    /// microphone.
    _source: MediaStreamAudioSourceNode,
}

impl Level {
    /// Begins to listen; `None` where the browser cannot.
    pub(super) fn of(stream: &MediaStream) -> Option<Self> {
        let context = AudioContext::new().ok()?;
        let analyser = context.create_analyser().ok()?;
        analyser.set_fft_size(WINDOW);
        let source = context.create_media_stream_source(stream).ok()?;
        source.connect_with_audio_node(&analyser).ok()?;
        // Begun without a tap it would wait for one.
        let _ = context.resume();
        Some(Self {
            context,
            analyser,
            _source: source,
        })
    }

    /// The loudest of the last moment, from 0 to 1; `None` while it does not listen.
    pub(super) fn now(&self) -> Option<f32> {
        if self.context.state() != AudioContextState::Running {
            return None;
        }
        let mut samples = [0.0; WINDOW as usize];
        self.analyser.get_float_time_domain_data(&mut samples);
        let loudest = samples
            .iter()
            .fold(0.0_f32, |most, sample| most.max(sample.abs()));
        Some(loudest.min(1.0))
    }
}

impl Drop for Level {
    fn drop(&mut self) {
        let _ = self.context.close();
    }
}
