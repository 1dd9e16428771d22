//! The worker that does what would freeze the page: both its ends.

mod file_reader;

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use futures_channel::oneshot;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, DedicatedWorkerGlobalScope, MessageEvent, WorkerOptions, WorkerType};

use super::files::HeldFile;
use super::{BrowserError, buffers};
use crate::jobs::{Journal, Work};

pub use file_reader::FileReader;

/// The loader of the heavy work's wasm.
pub const HEAVY: &str = "/worker_loader.js";
/// The loader of the passphrase estimator's wasm.
pub const ESTIMATOR: &str = "/estimator_loader.js";

/// The loader of the desk's wasm.
pub const DESK: &str = "/desk_worker_loader.js";

type Answer<W> = Result<(<W as Work>::Done, Payload), BrowserError>;
/// Does a job; the bytes beside the answer are its payload.
type AnswerTo<W> = fn(<W as Work>::Job, Payload, OnStep<W>) -> (<W as Work>::Done, Vec<u8>);
/// Hears of the steps of a job, and may outlive it.
pub type OnStep<W = Journal> = Rc<dyn Fn(<W as Work>::Step)>;

/// What is sent along with a job or its answer: bytes, or a file that the browser holds.
pub struct Payload(JsValue);

impl From<&[u8]> for Payload {
    fn from(bytes: &[u8]) -> Self {
        Self(Uint8Array::from(bytes).into())
    }
}

impl From<&HeldFile> for Payload {
    fn from(file: &HeldFile) -> Self {
        Self(file.value().clone())
    }
}

impl Payload {
    /// The bytes; none of a file, and none the next time.
    pub fn bytes(&self) -> Vec<u8> {
        bytes(&self.0)
    }

    /// The same bytes as a file that the browser holds. They do not pass through the page's own
    /// memory, which never shrinks.
    ///
    /// # Errors
    /// When the browser takes no more.
    pub fn held(self, media_type: &str) -> Result<HeldFile, BrowserError> {
        let bytes: &Uint8Array = self.0.unchecked_ref();
        HeldFile::of_bytes(media_type, bytes)
    }

    /// What a message hands over instead of copying it: the buffer of bytes that were made for it.
    fn handed_over(&self) -> Array {
        let bytes = self.0.dyn_ref::<Uint8Array>();
        bytes.map_or_else(Array::new, |bytes| Array::of1(&bytes.buffer()))
    }

    /// The file, to be read in a worker; `None` if bytes were sent.
    pub fn reader(&self) -> Option<FileReader> {
        let blob = self.0.dyn_ref::<Blob>()?;
        FileReader::new(blob.clone()).ok()
    }
}

/// What the worker says back: a number to know the job by, and how it goes.
#[derive(serde::Serialize, serde::Deserialize)]
enum Word<S, D> {
    Ready,
    Step(u32, S),
    Done(u32, D),
}

type WordOf<W> = Word<<W as Work>::Step, <W as Work>::Done>;

/// The page's end. Dropping it ends the worker and, with it, every key in its memory.
pub struct Worker<W: Work = Journal> {
    worker: web_sys::Worker,
    state: Rc<RefCell<State<W>>>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(JsValue)>,
}

struct State<W: Work> {
    ready: bool,
    /// Jobs asked for before the worker could listen.
    waiting: Vec<(Array, Array)>,
    jobs: HashMap<u32, (oneshot::Sender<Answer<W>>, OnStep<W>)>,
    last: u32,
}

impl<W: Work> Worker<W> {
    /// Starts a worker by its loader; it loads while the page goes on.
    ///
    /// # Errors
    /// When the browser starts none.
    pub fn start(loader: &str) -> Result<Self, BrowserError> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = web_sys::Worker::new_with_options(loader, &options)
            .map_err(|_| BrowserError::Worker)?;
        let state: Rc<RefCell<State<W>>> = Rc::new(RefCell::new(State {
            ready: false,
            waiting: Vec::new(),
            jobs: HashMap::new(),
            last: 0,
        }));
        let on_message = Closure::new({
            let (state, worker) = (Rc::clone(&state), worker.clone());
            move |event: MessageEvent| hear(&state, &worker, &event.data())
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        let on_error = Closure::new({
            let state = Rc::clone(&state);
            move |_| {
                for (_, (answer, _)) in state.borrow_mut().jobs.drain() {
                    let _ = answer.send(Err(BrowserError::Worker));
                }
            }
        });
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Self {
            worker,
            state,
            _on_message: on_message,
            _on_error: on_error,
        })
    }

    /// Has a job done on a payload; `on_step` hears of its steps.
    ///
    /// # Errors
    /// When the worker stops.
    pub fn run(
        &self,
        job: &W::Job,
        payload: Payload,
        on_step: OnStep<W>,
    ) -> impl Future<Output = Answer<W>> + use<W> {
        let (answer, result) = oneshot::channel();
        let message = {
            let mut state = self.state.borrow_mut();
            state.last += 1;
            let number = state.last;
            state.jobs.insert(number, (answer, on_step));
            let handed_over = payload.handed_over();
            let message = Array::of3(&JsValue::from(number), &json(job), &payload.0);
            (message, handed_over)
        };
        let ready = self.state.borrow().ready;
        if ready {
            post(&self.worker, &message);
        } else {
            self.state.borrow_mut().waiting.push(message);
        }
        async move { result.await.unwrap_or(Err(BrowserError::Worker)) }
    }
}

impl<W: Work> Drop for Worker<W> {
    fn drop(&mut self) {
        self.worker.terminate();
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
    }
}

fn post(worker: &web_sys::Worker, (message, handed_over): &(Array, Array)) {
    let _ = worker.post_message_with_transfer(message, handed_over);
}

fn hear<W: Work>(state: &Rc<RefCell<State<W>>>, worker: &web_sys::Worker, data: &JsValue) {
    let parts: Array = data.clone().unchecked_into();
    let Some(word) = unjson::<WordOf<W>>(&parts.get(0)) else {
        return;
    };
    match word {
        Word::Ready => {
            let waiting = {
                let mut state = state.borrow_mut();
                state.ready = true;
                std::mem::take(&mut state.waiting)
            };
            for message in &waiting {
                post(worker, message);
            }
        }
        Word::Step(number, step) => {
            let on_step = state
                .borrow()
                .jobs
                .get(&number)
                .map(|(_, on_step)| Rc::clone(on_step));
            if let Some(on_step) = on_step {
                on_step(step);
            }
        }
        Word::Done(number, done) => {
            let job = state.borrow_mut().jobs.remove(&number);
            if let Some((answer, _)) = job {
                let _ = answer.send(Ok((done, Payload(parts.get(1)))));
            }
        }
    }
}

/// The worker's end: answers jobs until the page ends it.
pub fn serve<W: Work>(answer: AnswerTo<W>) {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new({
        let scope = scope.clone();
        move |event: MessageEvent| {
            let parts: Array = event.data().unchecked_into();
            let Some(number) = parts.get(0).as_f64().map(|number| number as u32) else {
                return;
            };
            let Some(job) = unjson::<W::Job>(&parts.get(1)) else {
                return;
            };
            let step: OnStep<W> = Rc::new({
                let scope = scope.clone();
                move |step| say::<W>(&scope, &Word::Step(number, step), None)
            });
            let (done, payload) = answer(job, Payload(parts.get(2)), step);
            say::<W>(&scope, &Word::Done(number, done), Some(&payload));
        }
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // Lives as long as the worker does.
    on_message.forget();
    say::<W>(&scope, &Word::Ready, None);
}

fn say<W: Work>(scope: &DedicatedWorkerGlobalScope, word: &WordOf<W>, payload: Option<&[u8]>) {
    let message = Array::of1(&json(word));
    let payload = payload.map(Payload::from);
    let handed_over = payload.as_ref().map_or_else(Array::new, |payload| {
        message.push(&payload.0);
        payload.handed_over()
    });
    let _ = scope.post_message_with_transfer(&message, &handed_over);
}

/// Values cross as bytes of JSON: a string could not be dropped by hand on either side. What is
/// secret in them is small, and a buffer that never grows leaves no copy behind.
fn json(value: &impl serde::Serialize) -> JsValue {
    let mut text = zeroize::Zeroizing::new(Vec::with_capacity(64 * 1024));
    // Values of our own, with text for keys, are always JSON.
    let _ = serde_json::to_writer(&mut *text, value);
    Uint8Array::from(&text[..]).into()
}

fn unjson<T: serde::de::DeserializeOwned>(value: &JsValue) -> Option<T> {
    let array = value.dyn_ref::<Uint8Array>()?;
    let bytes = zeroize::Zeroizing::new(array.to_vec());
    array.fill(0, 0, array.length());
    serde_json::from_slice(&bytes).ok()
}

fn bytes(value: &JsValue) -> Vec<u8> {
    value
        .dyn_ref::<Uint8Array>()
        .map(buffers::take)
        .unwrap_or_default()
}
