//! What records: one recording at a time, each slice sealed and on the disk before the next is
//! looked at. Whatever ends it, what was stored is kept and finished.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use futures_util::future::select;
use futures_util::lock::Mutex;
use journal::Study;
use leptos::prelude::*;

use super::drafts::{DraftId, Occasion};
use super::journal::Journal;
use crate::browser::microphone::{End, Microphone};
use crate::browser::{clock, microphone, page, persistence};

mod outcome;
mod store;

use outcome::Fault;
pub use outcome::Outcome;
use store::store;

/// How often the level is looked at.
const TICK: Duration = Duration::from_millis(100);
/// How long nothing may be heard before that is said, in milliseconds.
const SILENCE: f64 = 5_000.0;
/// Quieter than this is nothing: the noise of a room is louder.
const NOTHING: f32 = 0.004;
/// How many of the last levels are shown.
const SHOWN: usize = 60;
/// What a byte of sound takes on the disk, sealed, padded and in the store's own files: half as much
/// again.
const SEALED: (u64, u64) = (3, 2);
/// How long a lock waits for a recording to be finished.
const PATIENCE: Duration = Duration::from_secs(10);

/// Where a recording stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Nothing is recorded.
    Idle,
    /// The microphone is being asked for.
    Asking,
    /// What is said is kept.
    Recording,
    /// What is said is not kept.
    Paused,
    /// The last of it is stored and read back.
    Finishing,
}

/// What a take is begun in.
#[derive(Clone)]
pub struct Begun {
    /// The draft.
    pub draft: DraftId,
    /// What is written on.
    pub on: Occasion,
    /// The text on the page.
    pub text: String,
}

/// What records.
#[derive(Clone, Copy)]
pub struct Recorder {
    /// Where it stands.
    pub stage: RwSignal<Stage>,
    /// How much was recorded, in milliseconds.
    pub elapsed: RwSignal<u64>,
    /// How much more than that there is room for on this phone, from the beginning, in milliseconds.
    pub room: RwSignal<Option<u64>>,
    /// How loud it was lately, the newest last.
    pub levels: RwSignal<Vec<u8>>,
    /// Whether nothing has been heard for a while.
    pub is_silent: RwSignal<bool>,
    /// How the last recording ended.
    pub outcome: RwSignal<Option<Outcome>>,
    live: StoredValue<Option<Rc<Live>>, LocalStorage>,
    turn: StoredValue<Rc<Mutex<()>>, LocalStorage>,
    /// A recording was asked for on a page that leads to the composer.
    wanted: StoredValue<bool>,
    /// The page was left while the microphone was asked for.
    is_cancelled: StoredValue<bool>,
}

/// A recording under way.
struct Live {
    microphone: Microphone,
    peaks: RefCell<Vec<u8>>,
    /// What was recorded before the last pause, in milliseconds.
    before: Cell<f64>,
    /// Since when it has been running; nothing while it is paused.
    since: Cell<Option<f64>>,
    /// Why it was stopped, if not by a tap.
    stopped: RefCell<Option<Outcome>>,
}

impl Live {
    fn elapsed(&self) -> u64 {
        let running = self
            .since
            .get()
            .map_or(0.0, |since| page::since_start() - since);
        (self.before.get() + running).max(0.0) as u64
    }

    fn pause(&self) {
        self.before.set(self.elapsed() as f64);
        self.since.set(None);
    }
}

impl Recorder {
    pub(super) fn new() -> Self {
        Self {
            stage: RwSignal::new(Stage::Idle),
            elapsed: RwSignal::new(0),
            room: RwSignal::new(None),
            levels: RwSignal::new(Vec::new()),
            is_silent: RwSignal::new(false),
            outcome: RwSignal::new(None),
            live: StoredValue::new_local(None),
            turn: StoredValue::new_local(Rc::new(Mutex::new(()))),
            wanted: StoredValue::new(false),
            is_cancelled: StoredValue::new(false),
        }
    }

    /// Whether this browser can record at all.
    pub fn is_able(self) -> bool {
        microphone::is_able()
    }

    /// Whether something is recorded, or about to be.
    pub fn is_busy(self) -> bool {
        self.stage.get_untracked() != Stage::Idle
    }

    /// Whether somebody speaks, as far as is known.
    pub fn is_recording(self) -> bool {
        self.stage.get_untracked() == Stage::Recording
    }

    /// Has the composer that opens next begin to record: called in the tap that leads there.
    pub fn want(self) {
        self.wanted.set_value(true);
    }

    /// Whether that was asked for; once.
    pub fn is_wanted(self) -> bool {
        let wanted = self.wanted.get_value();
        self.wanted.set_value(false);
        wanted
    }

    /// Waits until told to go on.
    pub fn pause(self) {
        if let (Some(live), Stage::Recording) = (self.live.get_value(), self.stage.get_untracked())
        {
            live.microphone.pause();
            live.pause();
            self.stage.set(Stage::Paused);
        }
    }

    /// Goes on.
    pub fn resume(self) {
        if let (Some(live), Stage::Paused) = (self.live.get_value(), self.stage.get_untracked()) {
            live.microphone.resume();
            live.since.set(Some(page::since_start()));
            self.stage.set(Stage::Recording);
        }
    }

    /// Stops; what was recorded is finished in the background.
    pub fn stop(self) {
        self.stop_for(None);
    }

    fn stop_for(self, why: Option<Outcome>) {
        if self.stage.get_untracked() == Stage::Asking {
            self.is_cancelled.set_value(true);
        }
        let Some(live) = self.live.get_value() else {
            return;
        };
        if matches!(self.stage.get_untracked(), Stage::Recording | Stage::Paused) {
            live.pause();
            *live.stopped.borrow_mut() = why;
            self.stage.set(Stage::Finishing);
            live.microphone.stop();
        }
    }

    /// Lets go of the microphone: another tab has taken the journal. What is stored is finished by
    /// that one.
    pub(super) fn abandon(self) {
        self.is_cancelled.set_value(true);
        if let Some(live) = self.live.get_value() {
            live.microphone.stop();
        }
    }
}

impl Journal {
    /// Whether entries may be spoken in this study.
    pub fn allows_audio(self) -> bool {
        self.with_study(Study::allows_audio).unwrap_or_default()
    }

    /// Begins to record, if nothing is being recorded: called in a tap. A second tap does nothing.
    pub fn start_recording(self, begun: Begun) {
        let recorder = self.recorder;
        if recorder.is_busy() {
            return;
        }
        recorder.stage.set(Stage::Asking);
        recorder.outcome.set(None);
        recorder.elapsed.set(0);
        recorder.room.set(None);
        recorder.levels.set(Vec::new());
        recorder.is_silent.set(false);
        recorder.is_cancelled.set_value(false);
        let turn = recorder.turn.get_value();
        leptos::task::spawn_local(async move {
            let _turn = turn.lock().await;
            let outcome = self.record(begun).await;
            recorder.live.set_value(None);
            recorder.stage.set(Stage::Idle);
            recorder
                .outcome
                .set(outcome.unwrap_or_else(|error| Some(error.into())));
        });
    }

    /// Stops and waits until what was recorded is stored and finished, before a lock or a page that
    /// goes. Without a recording it is done at once.
    pub async fn finish_recording(self) {
        if !self.recorder.is_busy() {
            return;
        }
        let is_asking = self.recorder.stage.get_untracked() == Stage::Asking;
        self.recorder.stop();
        if is_asking {
            // The browser's own question may stand there for ever, and nothing was said yet.
            return;
        }
        let turn = self.recorder.turn.get_value();
        // A phone that hangs does not hold the lock up for ever: what is stored is finished at the
        // next unlocking.
        select(turn.lock(), Box::pin(clock::pause(PATIENCE))).await;
    }

    async fn record(self, begun: Begun) -> Result<Option<Outcome>, Fault> {
        let recorder = self.recorder;
        let records = self.session.records()?;
        let rules = untrack(|| self.with_study(|study| study.entry.audio.clone()));
        let rules = rules.unwrap_or_default();
        let (microphone, sound) = Microphone::open(rules.bitrate()).await?;
        if recorder.is_cancelled.get_value() {
            return Ok(None);
        }
        microphone.start()?;
        let (id, key) = self.begin_take(&records, begun, microphone.mime()).await?;
        let live = Rc::new(Live {
            microphone,
            peaks: RefCell::default(),
            before: Cell::new(0.0),
            since: Cell::new(Some(page::since_start())),
            stopped: RefCell::default(),
        });
        recorder.live.set_value(Some(Rc::clone(&live)));
        recorder.stage.set(Stage::Recording);
        if recorder.is_cancelled.get_value() {
            recorder.stop();
        }
        let _hidden = page::OnHidden::new(move || {
            let at = recorder.elapsed.get_untracked();
            recorder.stop_for(Some(Outcome::Hidden(at)));
        });
        self.watch(
            &live,
            u64::from(rules.max_minutes()) * 60_000,
            rules.bitrate(),
        );
        let stored = store(&records, &live, &key, *id.as_bytes(), sound).await;
        live.pause();
        let at = live.elapsed();
        recorder.elapsed.set(at);
        recorder.stage.set(Stage::Finishing);
        let outcome = match stored {
            Ok(End::Asked) => live.stopped.borrow_mut().take().unwrap_or(Outcome::Kept),
            Ok(End::Taken | End::Failed) => Outcome::Interrupted(at),
            Err(error) => Outcome::NotSaved(at, error.words()),
        };
        live.microphone.stop();
        // Locked meanwhile, or taken by another tab: the next unlocking finishes it.
        if self.session.records().is_err() {
            return Ok(None);
        }
        let peaks = live.peaks.take();
        // Five a second are kept, each the louder of two.
        let peaks: Vec<u8> = peaks
            .chunks(2)
            .map(|two| two.iter().copied().max().unwrap_or(0))
            .collect();
        let interrupted = outcome != Outcome::Kept;
        let finished = self.finish_take(&records, id, interrupted, Some((at, peaks)));
        Ok(Some(match (finished.await, outcome) {
            // A phone that is full for the note was full for the slice, or is now.
            (Err(error), Outcome::Kept) => Outcome::NotSaved(at, error.words()),
            (Ok(false), _) => Outcome::Unplayable(at),
            (_, outcome) => outcome,
        }))
    }

    /// Looks at the clock and the level for as long as the recording lives.
    fn watch(self, live: &Rc<Live>, longest: u64, bits: u32) {
        let (recorder, live) = (self.recorder, Rc::downgrade(live));
        leptos::task::spawn_local(async move {
            recorder.room.set(room(bits).await);
            let mut heard_at = page::since_start();
            loop {
                clock::pause(TICK).await;
                let Some(live) = live.upgrade() else { return };
                if live.since.get().is_none() {
                    heard_at = page::since_start();
                    recorder.is_silent.set(false);
                    continue;
                }
                let elapsed = live.elapsed();
                recorder.elapsed.set(elapsed);
                let level = live.microphone.level();
                if level.is_none_or(|level| level > NOTHING) {
                    heard_at = page::since_start();
                }
                let is_silent = page::since_start() - heard_at >= SILENCE;
                if is_silent != recorder.is_silent.get_untracked() {
                    recorder.is_silent.set(is_silent);
                }
                let peak = loudness(level.unwrap_or(0.0));
                live.peaks.borrow_mut().push(peak);
                recorder.levels.update(|levels| {
                    levels.push(peak);
                    let surplus = levels.len().saturating_sub(SHOWN);
                    levels.drain(..surplus);
                });
                if elapsed >= longest {
                    recorder.stop_for(Some(Outcome::Longest(elapsed)));
                }
            }
        });
    }
}

/// How loud something is as it is drawn. The ear hears ratios, so that a quiet voice is seen, too.
pub(super) fn loudness(peak: f32) -> u8 {
    (peak.min(1.0).sqrt() * 255.0) as u8
}

/// How many milliseconds of so many bits a second this phone has room for, about.
async fn room(bits: u32) -> Option<u64> {
    let (sealed, plain) = SEALED;
    let bytes = persistence::room().await?;
    Some(bytes.saturating_mul(8_000) / u64::from(bits.max(1)) * plain / sealed)
}
