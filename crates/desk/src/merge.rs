//! From many files to one dataset. Whatever order they come in and however often each is there,
//! the dataset is the same.

use std::collections::{BTreeMap, HashMap};

use bundle::Opened;
use journal::{ParticipantCode, Study};

use crate::dataset::{BundleFacts, Dataset, FileRecord, Verdict, WithdrawnEntry};
use crate::problem::Problem;
use crate::received::Received;
use crate::signers::Signers;
use crate::transcripts::Transcripts;

mod entries;
mod participants;
mod recordings;
mod sequence;
mod trust;

pub use trust::{FirstSeen, first_seen};

#[cfg(test)]
mod laws;
#[cfg(test)]
mod recording_rules;
#[cfg(test)]
mod rules;

/// What the desk knows beforehand. The default knows nothing and accepts every signer.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// The study's pack. Without it the study of most bundles is the study.
    pub study: Option<Study>,
    /// The registry of phones. With it only known phones are merged.
    pub signers: Option<Signers>,
    /// The phones that a person refused: nothing that they sign is used, registered or not.
    pub refused: Signers,
    /// What was taken back in earlier runs, and stays away whatever becomes of the bundles that
    /// said so.
    pub withdrawn: Vec<WithdrawnEntry>,
    /// Merge every side of a fork instead of setting all of them aside.
    pub accept_forks: bool,
    /// The last date (`YYYY-MM-DD`) that is not in the future anywhere on earth.
    pub today: Option<String>,
    /// What was written down from recordings so far.
    pub transcripts: Transcripts,
}

impl Rules {
    /// What was given, as [`Origin::options`](crate::Origin::options) tell it: by its kind, and
    /// never by what a person typed.
    pub fn given(&self) -> Vec<String> {
        let given = [
            ("study", self.study.is_some()),
            ("signers", self.signers.is_some()),
            ("transcripts", !self.transcripts.records().is_empty()),
            ("accept-forks", self.accept_forks),
        ];
        let given = given.into_iter().filter(|(_, is_given)| *is_given);
        given.map(|(name, _)| format!("{name}=given")).collect()
    }
}

/// A bundle that was opened, once per signed content.
struct Candidate {
    /// Where its record stands in the dataset's files.
    at: usize,
    file: String,
    opened: Opened,
    registered: bool,
}

impl Candidate {
    fn participant(&self) -> &ParticipantCode {
        &self.opened.submission.participant_id
    }

    fn key(&self) -> &str {
        &self.opened.submission.device_key
    }

    fn seq(&self) -> u64 {
        self.opened.submission.seq
    }

    fn date(&self) -> &str {
        self.opened.submission.created_at.date()
    }

    fn tagmanifest(&self) -> &str {
        &self.opened.tagmanifest_sha512
    }
}

/// A merge under way: the verdicts so far, and the problems.
struct Ledger {
    files: Vec<FileRecord>,
    problems: Vec<Problem>,
}

impl Ledger {
    fn decide(&mut self, at: usize, verdict: Verdict, reason: &'static str) {
        self.files[at].verdict = verdict;
        self.files[at].reason = Some(reason);
    }
}

/// Merges what was received, by the rules that the crate's README states.
pub fn merge(received: Vec<Received>, rules: &Rules) -> Dataset {
    let study_id = study_of(&received, rules).unwrap_or_default();
    let mut ledger = Ledger {
        files: Vec::with_capacity(received.len()),
        problems: Vec::new(),
    };
    let mut candidates = sort_out(received, &mut ledger);
    candidates = of_study(candidates, &study_id, rules, &mut ledger);
    candidates = trust::known(candidates, &study_id, rules, &mut ledger);
    recipients(&candidates, rules, &mut ledger);
    let forked = sequence::check(&mut candidates, rules, &mut ledger);
    let candidates_and_forked = candidates.iter().chain(&forked);
    let withdrawn = entries::withdrawn(candidates_and_forked, &rules.withdrawn, &mut ledger);
    let entries = entries::merge(&candidates, &withdrawn, &mut ledger);
    let recordings = recordings::of(&entries, &rules.transcripts, &mut ledger);
    let participants = participants::of(&candidates, &entries, &withdrawn);
    let offers = participants::offers(&candidates);

    let Ledger {
        mut files,
        problems,
    } = ledger;
    files.sort_by(|a, b| {
        (&a.name, &a.file_sha256, a.verdict).cmp(&(&b.name, &b.file_sha256, b.verdict))
    });
    let mut dataset = Dataset {
        study_id,
        participants,
        entries,
        recordings,
        withdrawn,
        offers,
        files,
        problems,
        memos: Vec::new(),
        tags: Vec::new(),
    };
    dataset.sort_problems();
    dataset
}

/// The study the rules name, else the one of most bundles, ties to the smallest id.
pub fn study_of(received: &[Received], rules: &Rules) -> Option<String> {
    if let Some(study) = &rules.study {
        return Some(study.id.clone());
    }
    let opened = received
        .iter()
        .filter_map(|file| file.outcome.as_ref().ok());
    let distinct: BTreeMap<&str, &str> = opened
        .map(|opened| {
            (
                opened.tagmanifest_sha512.as_str(),
                opened.submission.study_id.as_str(),
            )
        })
        .collect();
    let mut votes: BTreeMap<&str, usize> = BTreeMap::new();
    for study in distinct.values() {
        *votes.entry(study).or_default() += 1;
    }
    // `max_by_key` gives the last of equals, so the smallest id must come last.
    votes
        .into_iter()
        .rev()
        .max_by_key(|(_, votes)| *votes)
        .map(|(study, _)| study.to_owned())
}

/// One candidate per signed content; the same bytes and the same content again are recorded.
fn sort_out(mut received: Vec<Received>, ledger: &mut Ledger) -> Vec<Candidate> {
    // A file that could be opened comes before the same bytes that could not.
    received.sort_by(|a, b| {
        (&a.file_sha256, a.outcome.is_err(), &a.name).cmp(&(
            &b.file_sha256,
            b.outcome.is_err(),
            &b.name,
        ))
    });
    let mut by_bytes: HashMap<String, String> = HashMap::new();
    let mut by_content: HashMap<String, String> = HashMap::new();
    let mut candidates = Vec::new();
    for file in received {
        let at = ledger.files.len();
        ledger.files.push(FileRecord {
            name: file.name.clone(),
            size: file.size,
            file_sha256: file.file_sha256.clone(),
            verdict: Verdict::Merged,
            reason: None,
            bundle: file.outcome.as_ref().ok().map(BundleFacts::of),
        });
        let before = file
            .file_sha256
            .as_ref()
            .and_then(|sha256| by_bytes.get(sha256));
        if let Some(of) = before.cloned() {
            ledger.decide(at, Verdict::Duplicate, "duplicate");
            ledger.problems.push(Problem::Duplicate {
                file: file.name,
                of,
            });
            continue;
        }
        if let Some(sha256) = file.file_sha256 {
            by_bytes.insert(sha256, file.name.clone());
        }
        match file.outcome {
            Err(error) => {
                ledger.decide(at, Verdict::Refused, error.code());
                ledger.problems.push(Problem::Refused {
                    file: file.name,
                    error,
                });
            }
            Ok(opened) => match by_content.get(&opened.tagmanifest_sha512) {
                Some(of) => {
                    ledger.decide(at, Verdict::Replay, "replay");
                    ledger.problems.push(Problem::Replay {
                        file: file.name,
                        of: of.clone(),
                    });
                }
                None => {
                    by_content.insert(opened.tagmanifest_sha512.clone(), file.name.clone());
                    candidates.push(Candidate {
                        at,
                        file: file.name,
                        opened,
                        registered: false,
                    });
                }
            },
        }
    }
    // From here on, what order there is comes from what was signed.
    candidates.sort_by(|a, b| {
        (a.participant(), a.key(), a.seq(), a.tagmanifest()).cmp(&(
            b.participant(),
            b.key(),
            b.seq(),
            b.tagmanifest(),
        ))
    });
    candidates
}

fn of_study(
    candidates: Vec<Candidate>,
    study_id: &str,
    rules: &Rules,
    ledger: &mut Ledger,
) -> Vec<Candidate> {
    let (ours, foreign): (Vec<_>, Vec<_>) = candidates
        .into_iter()
        .partition(|c| c.opened.submission.study_id == study_id);
    for candidate in foreign {
        ledger.decide(candidate.at, Verdict::Refused, "foreign-study");
        ledger.problems.push(Problem::ForeignStudy {
            file: candidate.file,
            found: candidate.opened.submission.study_id,
            expected: study_id.to_owned(),
            named: rules.study.is_some(),
        });
    }
    ours
}

/// Whether each bundle is sealed to the keys that the pack of the same revision names.
fn recipients(candidates: &[Candidate], rules: &Rules, ledger: &mut Ledger) {
    let Some(study) = &rules.study else { return };
    let keys: Vec<(&str, String)> = study
        .recipients
        .iter()
        .filter_map(|recipient| {
            let key: bundle::Recipient = recipient.public_key.parse().ok()?;
            Some((recipient.name.as_str(), key.sha256()))
        })
        .collect();
    for candidate in candidates {
        let submission = &candidate.opened.submission;
        if submission.study_config_version != study.revision {
            continue;
        }
        let listed = &submission.recipients;
        let missing: Vec<String> = keys
            .iter()
            .filter(|(_, sha256)| listed.iter().all(|found| found.sha256 != *sha256))
            .map(|(name, _)| (*name).to_owned())
            .collect();
        // The writer's own key is in no pack; there is one of it.
        let own = listed
            .iter()
            .position(|found| found.label == bundle::Submission::SELF_LABEL);
        let strangers: Vec<String> = listed
            .iter()
            .enumerate()
            .filter(|(at, found)| {
                Some(*at) != own && keys.iter().all(|(_, sha256)| found.sha256 != *sha256)
            })
            .map(|(_, found)| found.label.clone())
            .collect();
        if !missing.is_empty() || !strangers.is_empty() {
            ledger.problems.push(Problem::RecipientsDiffer {
                participant: candidate.participant().clone(),
                file: candidate.file.clone(),
                missing,
                strangers,
            });
        }
    }
}
