//! What the merged bundles say of each participant as a whole.

use std::collections::BTreeMap;

use journal::ParticipantCode;

use super::Candidate;
use crate::dataset::{Device, KeptOffers, MergedEntry, Participant, WithdrawnEntry};
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

/// What each phone told last of what it asked. Expects the bundles as above.
pub(super) fn offers(candidates: &[Candidate]) -> Vec<KeptOffers> {
    let people = candidates.chunk_by(|a, b| a.participant() == b.participant());
    let kept = people.flat_map(|bundles| {
        let phones = bundles.chunk_by(|a, b| a.key() == b.key());
        (1..).zip(phones).filter_map(|(phone, bundles)| {
            let log = |bundle: &Candidate| {
                let submission = &bundle.opened.submission;
                Some(KeptOffers {
                    participant: bundle.participant().clone(),
                    phone,
                    told_at: submission.created_at.clone(),
                    log: submission.offers.clone()?,
                })
            };
            bundles.iter().rev().find_map(log)
        })
    });
    kept.collect()
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
