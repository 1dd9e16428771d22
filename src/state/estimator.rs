//! How strong a passphrase is: asked of a worker that is loaded only when one is chosen.

use std::rc::Rc;

use leptos::prelude::*;
use zeroize::Zeroizing;

use crate::browser::worker::{ESTIMATOR, Payload, Worker};
use crate::jobs::{Done, Job};

/// The estimator.
#[derive(Clone, Copy)]
pub struct Estimator(StoredValue<Option<Rc<Worker>>, LocalStorage>);

impl Estimator {
    /// An estimator that is not loaded yet.
    pub fn provide() -> Self {
        let estimator = Self(StoredValue::new_local(None));
        provide_context(estimator);
        estimator
    }

    /// zxcvbn's score of a passphrase, 0 to 4; `None` where there is no estimator.
    pub async fn estimate(self, passphrase: Zeroizing<String>) -> Option<u8> {
        if self.0.with_value(Option::is_none) {
            self.0.set_value(Worker::start(ESTIMATOR).ok().map(Rc::new));
        }
        let estimator = self.0.get_value()?;
        let job = Job::Estimate { passphrase };
        let answer = estimator.run(&job, Payload::from(&[][..]), Rc::new(|_| {}));
        match answer.await {
            Ok((Done::Strength(score), _)) => Some(score),
            _ => None,
        }
    }

    /// Ends it, and what it was asked with it.
    pub fn end(self) {
        self.0.set_value(None);
    }
}

/// The estimator.
pub fn use_estimator() -> Estimator {
    expect_context()
}
