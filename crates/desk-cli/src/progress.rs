//! How far a long run is, on standard error.

use std::io::{self, IsTerminal, Write};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Counts files, and says how many there are and how long it will take.
pub(crate) struct Progress {
    all: usize,
    begun: Instant,
    /// How many are done, and when that was last said.
    state: Mutex<(usize, Instant)>,
    is_terminal: bool,
}

impl Progress {
    pub(crate) fn of(all: usize) -> Self {
        let begun = Instant::now();
        Self {
            all,
            begun,
            state: Mutex::new((0, begun)),
            is_terminal: io::stderr().is_terminal(),
        }
    }

    /// One more is done.
    pub(crate) fn step(&self) {
        let Ok(mut state) = self.state.lock() else {
            return;
        };
        let (done, said) = &mut *state;
        *done += 1;
        // A terminal shows one line that changes; a log gets a line now and then.
        let pause = match self.is_terminal {
            true => Duration::from_millis(100),
            false => Duration::from_secs(10),
        };
        let is_last = *done == self.all;
        if said.elapsed() < pause && !(is_last && self.is_terminal) {
            return;
        }
        *said = Instant::now();
        let line = told(*done, self.all, self.begun.elapsed());
        let mut stderr = io::stderr();
        // Nobody to tell is no fault.
        let _ = match (self.is_terminal, is_last) {
            (true, false) => write!(stderr, "\r{line:<60}"),
            (true, true) => writeln!(stderr, "\r{line:<60}"),
            (false, _) => writeln!(stderr, "{line}"),
        };
    }
}

/// `opened 1234 of 10000, about 2 min left`.
fn told(done: usize, all: usize, took: Duration) -> String {
    let mut line = format!("opened {done} of {all}");
    if done > 0 && done < all && took > Duration::from_secs(2) {
        let left = took.as_secs_f64() / done as f64 * (all - done) as f64;
        let left = match left {
            left if left < 60.0 => format!("{:.0} s", left.max(1.0)),
            left => format!("{:.0} min", left / 60.0),
        };
        line.push_str(&format!(", about {left} left"));
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_follows_from_the_time_taken() {
        let told = |done, seconds| told(done, 100, Duration::from_secs(seconds));
        assert_eq!(told(1, 1), "opened 1 of 100", "too early to know");
        assert_eq!(told(50, 30), "opened 50 of 100, about 30 s left");
        assert_eq!(told(10, 60), "opened 10 of 100, about 9 min left");
        assert_eq!(told(100, 60), "opened 100 of 100");
    }
}
