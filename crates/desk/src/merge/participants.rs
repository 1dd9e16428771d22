//! What the merged bundles say of each participant as a whole.

use std::collections::BTreeMap;

use journal::ParticipantCode;

use super::Candidate;
use crate::dataset::{Device, MergedEntry, Participant, WithdrawnEntry};
use crate::signers::words;

/// One line per participant who has a merged bundle or a withdrawal. Expects the bundles sorted
/// by participant, key and number.
pub(super) fn of(
    candidates: &[Candidate],
    entries: &[MergedEntry],
    withdrawn: &[WithdrawnEntry],
) -> Vec<Participant> {
    let mut participants: BTreeMap<ParticipantCode, Participant> = BTreeMap::new();
    for bundles in candidates.chunk_by(|a, b| a.participant() == b.participant()) {
        let participant = entry(&mut participants, bundles[0].participant());
        participant.bundles = bundles.len();
        // On one phone the number tells what is latest, between phones only the date can.
        let mut latest: Vec<&Candidate> = Vec::new();
        for phone in bundles.chunk_by(|a, b| a.key() == b.key()) {
            latest.extend(phone.last());
            participant.devices.push(Device {
                key: phone[0].key().to_owned(),
                words: words(phone[0].key()),
                registered: phone[0].registered,
            });
        }
        participant.consent = latest
            .into_iter()
            .max_by_key(|bundle| (bundle.date(), bundle.tagmanifest()))
            .map(|bundle| bundle.opened.submission.consent.clone());
    }
    for gone in withdrawn {
        entry(&mut participants, &gone.participant).withdrawn += 1;
    }
    for merged in entries {
        let participant = entry(&mut participants, &merged.participant);
        let date = merged.newest().entry.created_at.date().to_owned();
        participant.entries += 1;
        // Entries come sorted by date.
        participant.first.get_or_insert_with(|| date.clone());
        participant.last = Some(date);
    }
    participants.into_values().collect()
}

fn entry<'a>(
    participants: &'a mut BTreeMap<ParticipantCode, Participant>,
    code: &ParticipantCode,
) -> &'a mut Participant {
    participants
        .entry(code.clone())
        .or_insert_with(|| Participant {
            code: code.clone(),
            devices: Vec::new(),
            bundles: 0,
            entries: 0,
            withdrawn: 0,
            first: None,
            last: None,
            consent: None,
        })
}
