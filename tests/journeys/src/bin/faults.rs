//! `faults [--full] [--rounds 20] [--only F01,F02]`: brings faults about and says what was lost.

#![allow(clippy::print_stdout, reason = "a program prints what it found")]

use std::{process::ExitCode, time::Instant};

use journeys::faults::{Bench, FAULTS, Fault, Verdict, attempt, find};

fn main() -> ExitCode {
    let mut is_full = false;
    let mut rounds = None;
    let mut only: Option<Vec<&Fault>> = None;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--full" => is_full = true,
            "--rounds" => match arguments.next().unwrap_or_default().parse::<u32>() {
                Ok(number) if number > 0 => rounds = Some(number),
                _ => return usage("--rounds wants a number"),
            },
            "--only" => match named(&arguments.next().unwrap_or_default()) {
                Ok(faults) => only = Some(faults),
                Err(id) => return usage(&format!("there is no fault {id:?}")),
            },
            other => return usage(&format!("{other:?} is not understood")),
        }
    }
    let chosen = only.unwrap_or_else(|| FAULTS.iter().collect());
    let bench = Bench::new();
    println!(
        "{:5} {:38} {:>6} {:>5} {:7} {:>5}  detail",
        "fault", "what happens", "rounds", "lost", "verdict", "s"
    );
    let mut broken = 0;
    for fault in &chosen {
        let asked = rounds.unwrap_or(if is_full { fault.full } else { fault.small });
        let started = Instant::now();
        let outcome = attempt(fault, &bench, asked);
        let verdict = outcome.verdict(asked);
        broken += usize::from(verdict == Verdict::Broken);
        let detail: String = outcome
            .detail
            .replace('\n', " | ")
            .chars()
            .take(400)
            .collect();
        println!(
            "{:5} {:38} {:>6} {:>5} {verdict:7} {:>5}  {detail}",
            fault.id,
            fault.name,
            outcome.rounds,
            outcome.lost,
            started.elapsed().as_secs(),
        );
    }
    println!("{} faults, {broken} broken", chosen.len());
    ExitCode::from(u8::from(broken > 0))
}

fn named(list: &str) -> Result<Vec<&'static Fault>, String> {
    list.split(',')
        .map(|id| find(id.trim()).ok_or_else(|| id.to_owned()))
        .collect()
}

fn usage(what: &str) -> ExitCode {
    println!("{what}\nfaults [--full] [--rounds 20] [--only F01,F02]");
    ExitCode::from(2)
}
