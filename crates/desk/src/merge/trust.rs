//! Whose phone signed it: what the registry of signers says, or that there is none.

use std::collections::{BTreeMap, BTreeSet};

use journal::ParticipantCode;

use super::{Candidate, Ledger, Rules, study_of};
use crate::dataset::Verdict;
use crate::problem::Problem;
use crate::received::Received;
use crate::signers::{Signers, Standing, words};

/// The bundles whose signer is known, or all of them without a registry. Expects them sorted by
/// participant and key.
pub(super) fn known(
    candidates: Vec<Candidate>,
    study_id: &str,
    rules: &Rules,
    ledger: &mut Ledger,
) -> Vec<Candidate> {
    let candidates = not_refused(candidates, study_id, &rules.refused, ledger);
    match &rules.signers {
        Some(signers) => registered(candidates, study_id, signers, ledger),
        None => {
            unconfirmed(&candidates, ledger);
            candidates
        }
    }
}

/// Takes out what a phone signed that a person refused, whatever else is known of it.
fn not_refused(
    candidates: Vec<Candidate>,
    study_id: &str,
    refused: &Signers,
    ledger: &mut Ledger,
) -> Vec<Candidate> {
    let (stopped, others): (Vec<_>, Vec<_>) = candidates.into_iter().partition(|candidate| {
        refused.standing(candidate.participant(), study_id, candidate.key()) == Standing::Known
    });
    let mut phones: BTreeMap<(ParticipantCode, String), Vec<String>> = BTreeMap::new();
    for candidate in stopped {
        ledger.decide(candidate.at, Verdict::Refused, "refused-signer");
        let phone = (candidate.participant().clone(), candidate.key().to_owned());
        phones.entry(phone).or_default().push(candidate.file);
    }
    for ((participant, key), mut files) in phones {
        files.sort();
        ledger.problems.push(Problem::RefusedSigner {
            participant,
            words: words(&key),
            key,
            files,
        });
    }
    others
}

fn registered(
    candidates: Vec<Candidate>,
    study_id: &str,
    signers: &Signers,
    ledger: &mut Ledger,
) -> Vec<Candidate> {
    let mut known = Vec::with_capacity(candidates.len());
    let mut stopped: BTreeMap<(ParticipantCode, String), (Standing, Vec<String>)> = BTreeMap::new();
    for mut candidate in candidates {
        let standing = signers.standing(candidate.participant(), study_id, candidate.key());
        let reason = match standing {
            Standing::Known => {
                candidate.registered = true;
                known.push(candidate);
                continue;
            }
            Standing::Unknown => "unknown-signer",
            Standing::OtherKey | Standing::OtherParticipant(_) => "changed-signer",
        };
        ledger.decide(candidate.at, Verdict::Quarantined, reason);
        let who = (candidate.participant().clone(), candidate.key().to_owned());
        stopped
            .entry(who)
            .or_insert_with(|| (standing, Vec::new()))
            .1
            .push(candidate.file);
    }
    for ((participant, key), (standing, mut files)) in stopped {
        files.sort();
        let words = words(&key);
        let line = Signers::line(&participant, study_id, &key);
        ledger.problems.push(match standing {
            Standing::OtherParticipant(other) => Problem::ChangedSigner {
                participant,
                key,
                words,
                registered_for: Some(other),
                line: None,
                files,
            },
            Standing::OtherKey => Problem::ChangedSigner {
                participant,
                key,
                words,
                registered_for: None,
                line,
                files,
            },
            Standing::Known | Standing::Unknown => Problem::UnknownSigner {
                participant,
                key,
                words,
                line,
                files,
            },
        });
    }
    known
}

fn unconfirmed(candidates: &[Candidate], ledger: &mut Ledger) {
    let (keys, participants) = claims(
        candidates
            .iter()
            .map(|candidate| (candidate.participant(), candidate.key())),
    );
    for (participant, keys) in &keys {
        for key in keys {
            ledger.problems.push(Problem::UnconfirmedSigner {
                participant: (*participant).clone(),
                key: (*key).to_owned(),
                words: words(key),
            });
        }
        if keys.len() > 1 {
            let mut words: Vec<String> = keys.iter().map(|key| words(key)).collect();
            words.sort();
            ledger.problems.push(Problem::TwoDevices {
                participant: (*participant).clone(),
                words,
            });
        }
    }
    for (key, claimed) in participants {
        if claimed.len() > 1 {
            let participants = claimed.into_iter().cloned().collect();
            ledger.problems.push(Problem::SharedDevice {
                participants,
                words: words(key),
            });
        }
    }
}

type KeysOf<'a> = BTreeMap<&'a ParticipantCode, BTreeSet<&'a str>>;
type ParticipantsOf<'a> = BTreeMap<&'a str, BTreeSet<&'a ParticipantCode>>;

fn claims<'a>(
    claims: impl Iterator<Item = (&'a ParticipantCode, &'a str)>,
) -> (KeysOf<'a>, ParticipantsOf<'a>) {
    let (mut keys, mut participants) = (KeysOf::new(), ParticipantsOf::new());
    for (participant, key) in claims {
        keys.entry(participant).or_default().insert(key);
        participants.entry(key).or_default().insert(participant);
    }
    (keys, participants)
}

/// A phone that nobody confirmed, of a participant who has none in the registry yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstSeen {
    /// In which study.
    pub study_id: String,
    /// As whom it signs.
    pub participant: ParticipantCode,
    /// `ssh-ed25519 AAAA…`.
    pub key: String,
    /// Its six check words.
    pub words: String,
    /// The line that makes it known, without a line end.
    pub line: String,
}

/// The phones that may be enrolled at first sight: each the only one that signs as its
/// participant in this run, signing as nobody else, and in the registry neither the phone nor
/// the participant. What is ambiguous is left to a person.
pub fn first_seen(received: &[Received], rules: &Rules) -> Vec<FirstSeen> {
    let Some(study_id) = study_of(received, rules) else {
        return Vec::new();
    };
    let none = Signers::default();
    let signers = rules.signers.as_ref().unwrap_or(&none);
    let submissions = received
        .iter()
        .filter_map(|file| file.outcome.as_ref().ok())
        .map(|opened| &opened.submission)
        .filter(|submission| submission.study_id == study_id);
    let (keys, participants) =
        claims(submissions.map(|s| (&s.participant_id, s.device_key.as_str())));
    let mut seen = Vec::new();
    for (participant, keys) in keys {
        let Some(key) = keys.first().filter(|_| keys.len() == 1) else {
            continue;
        };
        let alone = participants
            .get(key)
            .is_some_and(|claimed| claimed.len() == 1);
        let is_refused = rules.refused.standing(participant, &study_id, key) == Standing::Known;
        let unknown =
            !is_refused && signers.standing(participant, &study_id, key) == Standing::Unknown;
        if let Some(line) = Signers::line(participant, &study_id, key).filter(|_| alone && unknown)
        {
            seen.push(FirstSeen {
                study_id: study_id.clone(),
                participant: participant.clone(),
                key: (*key).to_owned(),
                words: words(key),
                line,
            });
        }
    }
    seen
}
