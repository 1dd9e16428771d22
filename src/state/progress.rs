//! How far something longer is, to be shown while it runs.

use std::rc::Rc;

use crate::jobs::Step;

/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    /// A secret is stretched, or the worker starts: nobody knows how long that takes here.
    Beginning,
    /// Rows are read and sealed.
    Sealing,
    /// What was sealed is opened again.
    Checking,
    /// A backup is opened.
    Opening,
    /// What is in a backup is compared with what is here.
    Comparing,
    /// Sound is written to the store.
    Writing,
    /// Recordings are put into the readable copy.
    Copying,
}

impl Doing {
    /// The key of the sentence in the translations.
    pub fn words(self) -> &'static str {
        match self {
            Self::Beginning => "progress.beginning",
            Self::Sealing => "progress.sealing",
            Self::Checking => "progress.checking",
            Self::Opening => "progress.opening",
            Self::Comparing => "progress.comparing",
            Self::Writing => "progress.writing",
            Self::Copying => "progress.copying",
        }
    }
}

/// What is being done, and how much of it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What.
    pub doing: Doing,
    /// How much, in percent; `None` where nobody knows.
    pub percent: Option<u8>,
}

/// Hears of progress.
#[derive(Clone)]
pub(super) struct Told(Rc<dyn Fn(Progress)>);

impl Told {
    pub(super) fn new(tell: impl Fn(Progress) + 'static) -> Self {
        Self(Rc::new(tell))
    }

    pub(super) fn begin(&self, doing: Doing) {
        (self.0)(Progress {
            doing,
            percent: None,
        });
    }

    /// So many of so many are done.
    pub(super) fn at(&self, doing: Doing, done: u64, all: u64) {
        let percent = (done * 100 / all.max(1)).min(100) as u8;
        (self.0)(Progress {
            doing,
            percent: Some(percent),
        });
    }

    /// What the worker says of a job, in words of ours.
    pub(super) fn of_worker(&self, doing: Doing) -> impl Fn(Step) + use<> {
        let told = self.clone();
        move |step| {
            if let Step::Percent(percent) = step {
                told.at(doing, percent.into(), 100);
            }
        }
    }
}
