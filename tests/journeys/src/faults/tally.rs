//! What came of a fault's rounds.

use std::{
    fmt,
    panic::{self, AssertUnwindSafe},
};

use super::{Bench, Fault};

/// How many reasons are told; the others are like them.
const TOLD: usize = 3;

/// What came of a fault.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// How many rounds were made.
    pub rounds: u32,
    /// Whether there are no more cases than were made, however many were asked for.
    pub are_all: bool,
    /// In how many of them a promise did not hold.
    pub lost: u32,
    /// Why, or what was measured.
    pub detail: String,
}

/// Whether the app's promise held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// In every round, and all rounds were made.
    Held,
    /// Not.
    Broken,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Held => "held",
            Self::Broken => "BROKEN",
        })
    }
}

impl Outcome {
    /// Makes rounds one after another, each with its number; a round that breaks a promise says
    /// which.
    pub(crate) fn of(rounds: u32, mut round: impl FnMut(u32) -> Result<(), String>) -> Self {
        let mut outcome = Self::default();
        for number in 0..rounds {
            outcome.add(round(number));
        }
        outcome
    }

    /// Makes a round of every case, so many as are asked for, and says which case broke.
    pub(crate) fn of_cases<T>(
        rounds: u32,
        cases: impl IntoIterator<Item = (String, T)>,
        mut round: impl FnMut(T) -> Result<(), String>,
    ) -> Self {
        let mut outcome = Self::default();
        let mut cases = cases.into_iter();
        for (name, case) in cases.by_ref().take(rounds as usize) {
            outcome.add(round(case).map_err(|reason| format!("{name}: {reason}")));
        }
        outcome.are_all = cases.next().is_none();
        outcome
    }

    /// Counts a round.
    pub(crate) fn add(&mut self, round: Result<(), String>) {
        self.rounds += 1;
        if let Err(reason) = round {
            self.lost += 1;
            if self.lost as usize <= TOLD {
                self.tell(&reason);
            }
        }
    }

    /// Adds something to be told.
    pub(crate) fn tell(&mut self, what: &str) {
        if !self.detail.is_empty() {
            self.detail.push_str("; ");
        }
        self.detail.push_str(what);
    }

    /// The same with something told.
    pub(crate) fn told(mut self, what: &str) -> Self {
        self.tell(what);
        self
    }

    /// Whether the promise held in as many rounds as were asked for.
    pub fn verdict(&self, asked: u32) -> Verdict {
        if self.lost == 0 && self.rounds > 0 && (self.are_all || self.rounds >= asked) {
            Verdict::Held
        } else {
            Verdict::Broken
        }
    }
}

/// Brings a fault about; a wait in vain is a round that was lost.
pub fn attempt(fault: &Fault, bench: &Bench, rounds: u32) -> Outcome {
    let ran = panic::catch_unwind(AssertUnwindSafe(|| (fault.run)(bench, rounds)));
    ran.unwrap_or_else(|thrown| {
        let said = thrown
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| thrown.downcast_ref::<&str>().copied());
        Outcome {
            lost: 1,
            detail: format!("stopped: {}", said.unwrap_or("without a word")),
            ..Outcome::default()
        }
    })
}

/// Breaks the round, with a reason, unless something is so.
pub(crate) fn ensure(is_so: bool, reason: impl FnOnce() -> String) -> Result<(), String> {
    if is_so { Ok(()) } else { Err(reason()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lost_round_breaks_the_promise() {
        let all = Outcome::of(3, |_| Ok(()));
        assert_eq!(all.verdict(3), Verdict::Held);
        assert_eq!(all.verdict(4), Verdict::Broken, "a round was not made");
        let one = Outcome::of(3, |round| ensure(round != 1, || "torn".into()));
        assert_eq!((one.rounds, one.lost, one.detail.as_str()), (3, 1, "torn"));
        assert_eq!(one.verdict(3), Verdict::Broken);
    }
}
