//! Entries by id and revision; what was taken back stays away.

use std::collections::{BTreeMap, BTreeSet};

use bundle::{OpenedEntry, link_sha256};
use journal::{Entry, EntryId, ParticipantCode};

use super::{Candidate, Ledger};
use crate::dataset::{MergedEntry, Revision, Source, WithdrawnEntry};
use crate::problem::Problem;

/// Every entry that its writer took back. A withdrawal in a side of a fork counts as well: the
/// phone is known, and to hide too much can be mended. So does what was known `before`.
pub(super) fn withdrawn<'a>(
    candidates: impl Iterator<Item = &'a Candidate>,
    before: &'a [WithdrawnEntry],
    ledger: &mut Ledger,
) -> Vec<WithdrawnEntry> {
    let mut dates: BTreeMap<(&ParticipantCode, EntryId), &str> = before
        .iter()
        .map(|gone| ((&gone.participant, gone.id), gone.on.as_str()))
        .collect();
    for candidate in candidates {
        for gone in &candidate.opened.submission.withdrawn {
            let on = dates
                .entry((candidate.participant(), gone.id))
                .or_insert(gone.at.date());
            *on = (*on).min(gone.at.date());
        }
    }
    dates
        .into_iter()
        .map(|((participant, id), on)| {
            let (participant, on) = (participant.clone(), on.to_owned());
            ledger.problems.push(Problem::Withdrawn {
                participant: participant.clone(),
                entry: id,
                on: on.clone(),
            });
            WithdrawnEntry {
                participant,
                id,
                on,
            }
        })
        .collect()
}

/// Which of two copies of a version stands: the one with more of what was shown (what was shared is
/// not taken back by sharing less later), then the one with the smallest digest.
fn rank<'a>(entry: &Entry, sha256: &'a str) -> (usize, &'a str) {
    let stimuli = entry.stimuli().iter();
    let wordless = stimuli.filter(|stimulus| stimulus.words.is_none());
    (wordless.count(), sha256)
}

type Revisions = BTreeMap<(u32, String), Revision>;

/// What tells versions of a revision apart. The sound of a recording is made clean anew for each
/// bundle, by a later app perhaps in other bytes, and the words of what was shown leave only as long
/// as the entry they are from may be shared: what differs in nothing else is one version.
fn version(opened: &OpenedEntry) -> String {
    if opened.entry.recordings.is_empty() && opened.entry.stimuli().is_empty() {
        opened.sha256.clone()
    } else {
        link_sha256(&opened.entry)
    }
}

pub(super) fn merge(
    candidates: &[Candidate],
    withdrawn: &[WithdrawnEntry],
    ledger: &mut Ledger,
) -> Vec<MergedEntry> {
    let gone: BTreeSet<_> = withdrawn
        .iter()
        .map(|gone| (&gone.participant, gone.id))
        .collect();
    let mut found: BTreeMap<(&ParticipantCode, EntryId), Revisions> = BTreeMap::new();
    for candidate in candidates {
        let source = Source {
            seq: candidate.seq(),
            bundle_id: candidate.opened.submission.bundle_id,
            registered: candidate.registered,
        };
        for opened in &candidate.opened.entries {
            let key = (candidate.participant(), opened.entry.id);
            if gone.contains(&key) {
                continue;
            }
            let mut entry = opened.entry.clone();
            entry.drop_shown_words(|shown| gone.contains(&(key.0, shown)));
            let revision = (opened.entry.rev, version(opened));
            let revision = found
                .entry(key)
                .or_default()
                .entry(revision)
                .or_insert_with(|| Revision {
                    entry: entry.clone(),
                    sha256: opened.sha256.clone(),
                    sources: Vec::new(),
                });
            revision.sources.push(source.clone());
            if rank(&entry, &opened.sha256) < rank(&revision.entry, &revision.sha256) {
                revision.entry = entry;
                revision.sha256.clone_from(&opened.sha256);
            }
        }
    }
    claimed_twice(found.keys().copied(), ledger);
    let mut entries: Vec<MergedEntry> = found
        .into_iter()
        .map(|((participant, id), revisions)| {
            let mut revisions: Vec<Revision> = revisions.into_values().collect();
            revisions.sort_by(|a, b| (a.entry.rev, &a.sha256).cmp(&(b.entry.rev, &b.sha256)));
            for revision in &mut revisions {
                revision.sources.sort();
            }
            let entry = MergedEntry {
                participant: participant.clone(),
                id,
                revisions,
            };
            check(&entry, ledger);
            entry
        })
        .collect();
    entries.sort_by(|a, b| {
        let key = |entry: &MergedEntry| {
            (
                entry.participant.clone(),
                entry.newest().entry.created_at.clone(),
                entry.id,
            )
        };
        key(a).cmp(&key(b))
    });
    entries
}

/// Ids are drawn at random: two participants with one id is no accident.
fn claimed_twice<'a>(
    keys: impl Iterator<Item = (&'a ParticipantCode, EntryId)>,
    ledger: &mut Ledger,
) {
    let mut owners: BTreeMap<EntryId, Vec<ParticipantCode>> = BTreeMap::new();
    for (participant, id) in keys {
        owners.entry(id).or_default().push(participant.clone());
    }
    for (entry, participants) in owners {
        if participants.len() > 1 {
            ledger.problems.push(Problem::SharedEntry {
                entry,
                participants,
            });
        }
    }
}

fn check(entry: &MergedEntry, ledger: &mut Ledger) {
    let numbers: Vec<&[Revision]> = entry
        .revisions
        .chunk_by(|a, b| a.entry.rev == b.entry.rev)
        .collect();
    for versions in numbers.iter().filter(|versions| versions.len() > 1) {
        ledger.problems.push(Problem::Conflict {
            participant: entry.participant.clone(),
            entry: entry.id,
            rev: versions[0].entry.rev,
            versions: versions.len(),
        });
    }
    for pair in numbers.windows(2) {
        let [before, after] = [pair[0], pair[1]];
        let adjacent = before[0].entry.rev.checked_add(1) == Some(after[0].entry.rev);
        let follows = |revision: &Revision| {
            let named = revision.entry.prev_rev_sha256.as_ref();
            named.is_some_and(|named| {
                before
                    .iter()
                    .any(|known| known.sha256 == *named || link_sha256(&known.entry) == *named)
            })
        };
        if adjacent && !after.iter().all(follows) {
            ledger.problems.push(Problem::RevisionChain {
                participant: entry.participant.clone(),
                entry: entry.id,
                rev: after[0].entry.rev,
            });
        }
    }
}
