//! The microphone: what is said, in slices of a second, for as long as somebody holds it.
//!
//! Whatever ends a recording - a tap, a call, a cable pulled out, a permission taken back - comes
//! out as one [`Heard::End`] after the last slice, and the tracks are let go with the value.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_util::StreamExt;
use futures_util::future::{Either, select};
use gloo_timers::callback::Timeout;
use js_sys::{Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobEvent, Event, EventTarget, MediaRecorder, MediaRecorderOptions, MediaStream,
    MediaStreamConstraints, MediaStreamTrack, MediaStreamTrackState, MediaTrackConstraints,
    RecordingState,
};

mod format;
mod level;
mod listener;

use super::clock;
use format::format;
use level::Level;
use listener::Listener;

/// How long a slice is, in milliseconds: what is lost at most when a phone dies, once more.
const SLICE: i32 = 1_000;
/// How long after its end a recorder may still hand something out.
const LATE: Duration = Duration::from_millis(250);
/// How long a microphone may stay mute after a pause, in milliseconds: WebKit's is until it is asked
/// for again.
const MUTE: u32 = 1_500;
/// How long a recorder may take to say that it has stopped, in milliseconds.
const SILENT: u32 = 3_000;

/// Why there is no microphone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MicrophoneError {
    /// This browser cannot record.
    #[error("this browser cannot record")]
    Unable,
    /// The person or the device said no.
    #[error("the microphone was refused")]
    Denied,
    /// There is none.
    #[error("there is no microphone")]
    Missing,
    /// Something else has it, or it does not start.
    #[error("the microphone cannot be used now")]
    Busy,
}

impl MicrophoneError {
    /// The key of the sentence in the translations.
    pub fn words(self) -> &'static str {
        match self {
            Self::Unable => "record.unable",
            Self::Denied => "record.denied",
            Self::Missing => "record.missing",
            Self::Busy => "record.busy",
        }
    }

    fn from_js(error: &JsValue) -> Self {
        let name = Reflect::get(error, &"name".into())
            .ok()
            .and_then(|name| name.as_string());
        match name.as_deref() {
            Some("NotAllowedError" | "SecurityError") => Self::Denied,
            Some("NotFoundError" | "OverconstrainedError") => Self::Missing,
            Some("NotSupportedError" | "TypeError") => Self::Unable,
            _ => Self::Busy,
        }
    }
}

/// What ended a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// It was told to.
    Asked,
    /// The microphone went away: a call, another app, a permission taken back, a cable.
    Taken,
    /// The recorder failed.
    Failed,
}

/// What comes out, in the order in which it was recorded.
pub enum Heard {
    /// Some more of the recording; never empty.
    Slice(Vec<u8>),
    /// Nothing more is recorded; a slice that comes late is asked for by [`Sound::late`].
    End(End),
}

enum Told {
    Slice(Blob),
    End(End),
}

/// A microphone that records. Dropped, it lets go of the device.
pub struct Microphone {
    stream: MediaStream,
    recorder: MediaRecorder,
    level: Option<Level>,
    /// What keeps the screen on; filled in once the browser has agreed.
    awake: Rc<RefCell<Option<JsValue>>>,
    end: Rc<Cell<End>>,
    sender: UnboundedSender<Told>,
    _listeners: Vec<Listener>,
}

/// The recording as it comes. One slice is read when the one before was stored, so that a slow
/// phone keeps them in order and never has two under way.
pub struct Sound(UnboundedReceiver<Told>);

impl Sound {
    /// What comes next; `None` once the microphone was dropped.
    pub async fn next(&mut self) -> Option<Heard> {
        loop {
            match self.0.next().await? {
                Told::End(end) => return Some(Heard::End(end)),
                Told::Slice(blob) => {
                    // Bytes, not the blob: some phones lose what stands behind a blob.
                    let bytes = JsFuture::from(blob.array_buffer()).await;
                    let bytes =
                        bytes.map_or(Vec::new(), |buffer| Uint8Array::new(&buffer).to_vec());
                    if !bytes.is_empty() {
                        return Some(Heard::Slice(bytes));
                    }
                }
            }
        }
    }

    /// A slice that comes after the end; `None` when none came for a moment.
    pub async fn late(&mut self) -> Option<Vec<u8>> {
        loop {
            let wait = Box::pin(clock::pause(LATE));
            match select(Box::pin(self.next()), wait).await {
                Either::Left((Some(Heard::Slice(bytes)), _)) => return Some(bytes),
                Either::Left((Some(Heard::End(_)), _)) => {}
                Either::Left((None, _)) | Either::Right(_) => return None,
            }
        }
    }
}

impl Microphone {
    /// Asks for the microphone, **only after a person asked to record**: the browser asks the
    /// person. `bits` is how much a second of sound may take.
    ///
    /// # Errors
    /// When this browser cannot record, or there is no microphone for it.
    pub async fn open(bits: u32) -> Result<(Self, Sound), MicrophoneError> {
        let window = web_sys::window().ok_or(MicrophoneError::Unable)?;
        if !Reflect::has(&window, &"MediaRecorder".into()).unwrap_or(false) {
            return Err(MicrophoneError::Unable);
        }
        let devices = window.navigator().media_devices();
        // Undefined where the page is not secure.
        let devices = devices.ok().filter(|devices| !devices.is_undefined());
        let devices = devices.ok_or(MicrophoneError::Unable)?;
        let audio = MediaTrackConstraints::new();
        audio.set_channel_count(&1.into());
        audio.set_echo_cancellation_bool(true);
        audio.set_noise_suppression_bool(true);
        audio.set_auto_gain_control_bool(true);
        let constraints = MediaStreamConstraints::new();
        constraints.set_audio_media_track_constraints(&audio);
        let refused = |error: JsValue| MicrophoneError::from_js(&error);
        let asked = devices.get_user_media_with_constraints(&constraints);
        let stream = JsFuture::from(asked.map_err(refused)?).await;
        let stream: MediaStream = stream.map_err(refused)?.unchecked_into();

        let options = MediaRecorderOptions::new();
        options.set_audio_bits_per_second(bits);
        if let Some(format) = format() {
            options.set_mime_type(format);
        }
        let recorder =
            MediaRecorder::new_with_media_stream_and_media_recorder_options(&stream, &options);
        let recorder = recorder.map_err(|error| {
            let_go(&stream);
            refused(error)
        })?;
        let (sender, receiver) = unbounded();
        let microphone = Self {
            level: Level::of(&stream),
            awake: stay_awake(),
            end: Rc::new(Cell::new(End::Taken)),
            _listeners: Vec::new(),
            stream,
            recorder,
            sender,
        };
        Ok((microphone.listening(), Sound(receiver)))
    }

    /// What it records as, as the browser says: `audio/webm;codecs=opus`. Known once it has begun.
    pub fn mime(&self) -> String {
        self.recorder.mime_type()
    }

    /// Begins.
    ///
    /// # Errors
    /// When the recorder refuses.
    pub fn start(&self) -> Result<(), MicrophoneError> {
        let started = self.recorder.start_with_time_slice(SLICE);
        started.map_err(|error| MicrophoneError::from_js(&error))
    }

    /// Waits.
    pub fn pause(&self) {
        // Refused only where it is not recording.
        let _ = self.recorder.pause();
    }

    /// Goes on.
    pub fn resume(&self) {
        let _ = self.recorder.resume();
        let mut tracks = tracks(&self.stream);
        let (of, told) = (self.recorder.clone(), self.sender.clone());
        // What took it away during the pause was not heard of.
        Timeout::new(MUTE, move || {
            let is_mute = tracks.any(|track| track.muted());
            if is_mute && of.state() == RecordingState::Recording {
                stop(&of, &told, End::Taken);
            }
        })
        .forget();
    }

    /// Stops. [`Heard::End`] comes after the last slice.
    pub fn stop(&self) {
        self.end.set(End::Asked);
        stop(&self.recorder, &self.sender, End::Asked);
    }

    /// How loud it is now, from 0 to 1; `None` where that is not known.
    pub fn level(&self) -> Option<f32> {
        self.level.as_ref().and_then(Level::now)
    }

    fn listening(mut self) -> Self {
        let (sender, recorder) = (self.sender.clone(), self.recorder.clone());
        let slices = sender.clone();
        let on_slice = move |event: Event| {
            let blob = event.unchecked_into::<BlobEvent>().data();
            // Nobody listens any more only after the end.
            let _ = blob.map(|blob| slices.unbounded_send(Told::Slice(blob)));
        };
        let (told, end) = (sender.clone(), Rc::clone(&self.end));
        let on_stop = move |_| {
            let _ = told.unbounded_send(Told::End(end.get()));
        };
        let (told, end, of) = (sender.clone(), Rc::clone(&self.end), recorder.clone());
        let on_error = move |_| {
            end.set(End::Failed);
            stop(&of, &told, End::Failed);
        };
        let target = EventTarget::from(recorder.clone());
        self._listeners = vec![
            Listener::new(&target, "dataavailable", on_slice),
            Listener::new(&target, "stop", on_stop),
            Listener::new(&target, "error", on_error),
        ];
        for track in tracks(&self.stream) {
            for name in ["ended", "mute"] {
                let (told, of) = (sender.clone(), recorder.clone());
                let taken = move |_| {
                    // WebKit mutes a track itself while its recorder is paused.
                    if name == "ended" || of.state() != RecordingState::Paused {
                        stop(&of, &told, End::Taken);
                    }
                };
                self._listeners.push(Listener::new(&track, name, taken));
            }
            // A device that was pulled out, where the track itself does not say so.
            if let Some(devices) =
                web_sys::window().and_then(|w| w.navigator().media_devices().ok())
            {
                let (told, of, track) = (sender.clone(), recorder.clone(), track.clone());
                let looked = move |_| {
                    if track.ready_state() == MediaStreamTrackState::Ended {
                        stop(&of, &told, End::Taken);
                    }
                };
                self._listeners
                    .push(Listener::new(&devices, "devicechange", looked));
            }
        }
        self
    }
}

impl Drop for Microphone {
    fn drop(&mut self) {
        if self.recorder.state() != RecordingState::Inactive {
            let _ = self.recorder.stop();
        }
        let_go(&self.stream);
        if let Some(lock) = self.awake.borrow_mut().take() {
            let _ = call(&lock, "release", &[]);
        }
    }
}

/// Whether this browser has what recording needs; a microphone is another matter.
pub fn is_able() -> bool {
    web_sys::window().is_some_and(|window| {
        Reflect::has(&window, &"MediaRecorder".into()).unwrap_or(false)
            && window
                .navigator()
                .media_devices()
                .is_ok_and(|devices| !devices.is_undefined())
    })
}

/// Has the recorder stop; one that never says so is said to have.
fn stop(recorder: &MediaRecorder, sender: &UnboundedSender<Told>, end: End) {
    let sender = sender.clone();
    let wait = match recorder.state() {
        RecordingState::Inactive => 0,
        _ => {
            let _ = recorder.stop();
            SILENT
        }
    };
    Timeout::new(wait, move || {
        let _ = sender.unbounded_send(Told::End(end));
    })
    .forget();
}

fn let_go(stream: &MediaStream) {
    for track in tracks(stream) {
        track.stop();
    }
}

fn tracks(stream: &MediaStream) -> impl Iterator<Item = MediaStreamTrack> + use<> {
    stream
        .get_tracks()
        .to_vec()
        .into_iter()
        .map(JsCast::unchecked_into)
}

/// Asks for the screen to stay on. A phone that refuses, as one that saves its battery, records all
/// the same until it goes dark.
fn stay_awake() -> Rc<RefCell<Option<JsValue>>> {
    let awake = Rc::new(RefCell::new(None));
    let lock = web_sys::window()
        .and_then(|window| Reflect::get(&window.navigator(), &"wakeLock".into()).ok())
        .filter(|lock| !lock.is_undefined());
    let asked = lock.and_then(|lock| call(&lock, "request", &["screen".into()]));
    if let Some(asked) = asked.and_then(|asked| asked.dyn_into::<Promise>().ok()) {
        let held = Rc::downgrade(&awake);
        wasm_bindgen_futures::spawn_local(async move {
            let Ok(lock) = JsFuture::from(asked).await else {
                return;
            };
            match held.upgrade() {
                Some(held) => *held.borrow_mut() = Some(lock),
                // Over before it was granted.
                None => drop(call(&lock, "release", &[])),
            }
        });
    }
    awake
}

fn call(of: &JsValue, name: &str, arguments: &[JsValue]) -> Option<JsValue> {
    let function: Function = Reflect::get(of, &name.into()).ok()?.dyn_into().ok()?;
    function.apply(of, &arguments.iter().collect()).ok()
}
