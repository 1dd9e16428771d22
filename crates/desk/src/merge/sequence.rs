//! The numbers, chains and clocks of each phone's bundles.

use std::collections::BTreeSet;

use super::{Candidate, Ledger, Rules};
use crate::dataset::Verdict;
use crate::problem::{Problem, Span};
use crate::signers::words;

/// Checks every phone's sequence. Sides of forks are taken out of `candidates` and returned,
/// unless the rules accept them. Expects and keeps the order by participant, key and number.
pub(super) fn check(
    candidates: &mut Vec<Candidate>,
    rules: &Rules,
    ledger: &mut Ledger,
) -> Vec<Candidate> {
    let mut forked = BTreeSet::new();
    let same_phone =
        |a: &Candidate, b: &Candidate| a.participant() == b.participant() && a.key() == b.key();
    for phone in candidates.chunk_by(same_phone) {
        let numbers: Vec<&[Candidate]> = phone.chunk_by(|a, b| a.seq() == b.seq()).collect();
        for sides in numbers.iter().filter(|sides| sides.len() > 1) {
            fork(sides, rules.accept_forks, ledger);
            forked.extend(sides.iter().map(|side| side.at));
        }
        gaps(&numbers, ledger);
        for pair in numbers.windows(2) {
            chain(pair[0], pair[1], ledger);
        }
        for candidate in phone {
            ahead(candidate, rules, ledger);
        }
    }
    if rules.accept_forks {
        return Vec::new();
    }
    let (sides, kept) = std::mem::take(candidates)
        .into_iter()
        .partition(|candidate| forked.contains(&candidate.at));
    *candidates = kept;
    sides
}

fn fork(sides: &[Candidate], accepted: bool, ledger: &mut Ledger) {
    let mut files: Vec<String> = sides.iter().map(|side| side.file.clone()).collect();
    files.sort();
    if !accepted {
        for side in sides {
            ledger.decide(side.at, Verdict::Quarantined, "fork");
        }
    }
    let first = &sides[0];
    ledger.problems.push(Problem::Fork {
        participant: first.participant().clone(),
        words: words(first.key()),
        seq: first.seq(),
        accepted,
        files,
    });
}

/// Numbers from 1 to the largest that nothing arrived with.
fn gaps(numbers: &[&[Candidate]], ledger: &mut Ledger) {
    let mut missing = Vec::new();
    let mut next = 1;
    for seq in numbers.iter().map(|sides| sides[0].seq()) {
        if seq > next {
            missing.push(Span {
                from: next,
                to: seq - 1,
            });
        }
        next = next.max(seq.saturating_add(1));
    }
    if let Some(first) = numbers.first().filter(|_| !missing.is_empty()) {
        ledger.problems.push(Problem::Gap {
            participant: first[0].participant().clone(),
            words: words(first[0].key()),
            missing,
        });
    }
}

/// Whether what follows names what is before it, and is not dated earlier.
fn chain(before: &[Candidate], after: &[Candidate], ledger: &mut Ledger) {
    for candidate in after {
        let named = candidate.opened.submission.prev_bundle_sha512.as_deref();
        let adjacent = before[0].seq().checked_add(1) == Some(candidate.seq());
        if adjacent
            && before
                .iter()
                .all(|known| Some(known.tagmanifest()) != named)
        {
            ledger.problems.push(Problem::BrokenChain {
                participant: candidate.participant().clone(),
                seq: candidate.seq(),
                file: candidate.file.clone(),
            });
        }
        let earliest = before.iter().map(Candidate::date).min().unwrap_or_default();
        if candidate.date() < earliest {
            ledger.problems.push(Problem::ClockBack {
                participant: candidate.participant().clone(),
                seq: candidate.seq(),
                file: candidate.file.clone(),
                date: candidate.date().to_owned(),
                before: earliest.to_owned(),
            });
        }
    }
}

fn ahead(candidate: &Candidate, rules: &Rules, ledger: &mut Ledger) {
    if rules
        .today
        .as_deref()
        .is_some_and(|today| candidate.date() > today)
    {
        ledger.problems.push(Problem::ClockAhead {
            participant: candidate.participant().clone(),
            seq: candidate.seq(),
            file: candidate.file.clone(),
            date: candidate.date().to_owned(),
        });
    }
}
