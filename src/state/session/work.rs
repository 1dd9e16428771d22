//! What the session has its workers do.

use std::rc::Rc;

use leptos::prelude::*;

use super::Session;
use crate::browser::worker::{HEAVY, Payload, Worker};
use crate::jobs::{Done, Failure, Job, Step};

impl Session {
    /// Has the worker do something.
    pub async fn run(
        self,
        job: &Job,
        on_step: impl Fn(Step) + 'static,
    ) -> Result<(Done, Vec<u8>), Failure> {
        self.run_on(job, &[][..], on_step).await
    }

    /// The same, with a payload.
    pub async fn run_on(
        self,
        job: &Job,
        payload: impl Into<Payload>,
        on_step: impl Fn(Step) + 'static,
    ) -> Result<(Done, Vec<u8>), Failure> {
        let (done, payload) = self.run_for(job, payload, on_step).await?;
        Ok((done, payload.bytes()))
    }

    /// The same, with the bytes beside the answer where the browser has them.
    pub async fn run_for(
        self,
        job: &Job,
        payload: impl Into<Payload>,
        on_step: impl Fn(Step) + 'static,
    ) -> Result<(Done, Payload), Failure> {
        self.warm_up();
        let worker = self.worker.get_value().ok_or(Failure::Other)?;
        match worker.run(job, payload.into(), Rc::new(on_step)).await {
            Ok((Done::Failed(failure), _)) => Err(failure),
            Ok(done) => Ok(done),
            Err(_) => {
                // A worker that stopped is not asked again.
                self.worker.set_value(None);
                Err(Failure::Other)
            }
        }
    }

    /// Starts the worker, so that it is there when it is needed.
    pub fn warm_up(self) {
        if self.worker.with_value(Option::is_none) {
            self.worker
                .set_value(Worker::start(HEAVY).ok().map(Rc::new));
        }
    }
}
