//! The estimator's work: how many guesses a passphrase withstands. A worker of its own, because
//! its dictionaries weigh more than everything else and are needed once.

use super::{Done, Failure, Job, Journal};
use crate::browser::worker::{self, OnStep, Payload};

/// Answers jobs until the page ends the worker.
pub fn serve() {
    worker::serve::<Journal>(run);
}

fn run(job: Job, _: Payload, _: OnStep) -> (Done, Vec<u8>) {
    let done = match job {
        Job::Estimate { passphrase } => {
            Done::Strength(zxcvbn::zxcvbn(&passphrase, &[]).score().into())
        }
        _ => Done::Failed(Failure::Other),
    };
    (done, Vec::new())
}
