//! Sharing: what leaves, to whom, and the receipt that stays.

use std::collections::BTreeSet;
use std::rc::Rc;

use bundle::{Mode, Outgoing, Receipt, bundle_form};
use journal::{Entry, EntryId, Moment, Offers, RecordingId, Span, Study};
use leptos::prelude::*;

use super::hand_over::{BINARY, HeldFile};
use super::journal::Journal;
use super::kept::Kept;
use super::records::{SaveError, Write};
use super::trouble::Trouble;
use crate::browser::database::RECEIPTS;
use crate::browser::worker::Payload;
use crate::browser::{BrowserError, clock};
use crate::jobs::{Done, Failure, Job, Step};

/// Whether and when an entry was shared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShareState {
    /// It never left.
    Never,
    /// It left as it is now.
    Shared(Moment),
    /// It left, and was changed since.
    ChangedSince(Moment),
}

/// A bundle that was made, opened again and found the same.
#[derive(Clone)]
pub struct Ready {
    /// What is kept of it.
    pub receipt: Receipt,
    /// The age file.
    pub file: HeldFile,
    id: [u8; 16],
}

/// What came of packing.
enum Made {
    /// The bundle, opened again and found the same.
    Whole(Receipt, HeldFile),
    /// Parts of a recording are gone that its entry does not name.
    Lost(RecordingId, Vec<Span>),
}

impl Journal {
    /// Whether and when an entry left.
    pub fn share_state(self, entry: &Entry) -> ShareState {
        self.receipts.with(|receipts| {
            let left = receipts
                .iter()
                .rev()
                .filter(|(_, r)| r.handed_over_at.is_some());
            let found = left
                .filter_map(|(_, receipt)| {
                    let shared = receipt
                        .entries
                        .iter()
                        .find(|shared| shared.id == entry.id)?;
                    Some((shared.rev, receipt.handed_over_at.clone()?))
                })
                .next();
            match found {
                None => ShareState::Never,
                Some((rev, at)) if rev == entry.rev => ShareState::Shared(at),
                Some((_, at)) => ShareState::ChangedSince(at),
            }
        })
    }

    /// Receipts of what was handed over, the last first.
    pub fn receipts(self) -> Vec<Receipt> {
        self.receipts.with(|all| {
            let left = all
                .iter()
                .rev()
                .filter(|(_, receipt)| receipt.handed_over_at.is_some());
            left.map(|(_, receipt)| receipt.clone()).collect()
        })
    }

    /// What may be shared and has not left as it is now.
    pub fn unshared(self) -> BTreeSet<EntryId> {
        let unshared = self.pick(|entry| {
            let is_waiting =
                entry.may_leave() && !matches!(self.share_state(entry), ShareState::Shared(_));
            is_waiting.then_some(entry.id)
        });
        unshared.into_iter().collect()
    }

    /// What is chosen to be shared: at first all that is unshared.
    pub fn chosen(self) -> BTreeSet<EntryId> {
        self.chosen.get().unwrap_or_else(|| self.unshared())
    }

    /// Adds an entry to what is chosen, or takes it out.
    pub fn choose(self, id: EntryId, add: bool) {
        let mut chosen = untrack(|| self.chosen());
        let _ = if add {
            chosen.insert(id)
        } else {
            chosen.remove(&id)
        };
        self.chosen.set(Some(chosen));
    }

    /// The six words of the key this phone signs with, to be compared by telephone.
    pub fn phone_words(self) -> Option<[&'static str; 6]> {
        let words = |p: &super::journal::Profile| journal::check_words(&p.device_key);
        self.profile
            .with_value(|profile| profile.as_ref().map(words))
    }

    /// What would leave of an entry: its newest revision, as it would stand in the bundle.
    pub fn leaving(self, id: EntryId) -> Option<Entry> {
        let times = self
            .with_study(|study| study.share.times)
            .unwrap_or_default();
        let chosen = self.chosen();
        self.entry(id)
            .and_then(|kept| bundle_form(&self.with_words_of(kept.revisions, &chosen), times))
    }

    /// Revisions as they may leave: what was shown of other entries goes along only if those go
    /// along as well, or may.
    fn with_words_of(self, mut revisions: Vec<Entry>, chosen: &BTreeSet<EntryId>) -> Vec<Entry> {
        for revision in &mut revisions {
            revision.drop_shown_words(|shown| {
                let may_leave = |kept: Kept| kept.newest().may_leave();
                !chosen.contains(&shown) && !self.entry(shown).is_some_and(may_leave)
            });
        }
        revisions
    }

    /// Makes the bundle of some entries and stores its receipt, so that its number is never
    /// given twice once it may have left.
    pub async fn make_bundle(
        self,
        chosen: &BTreeSet<EntryId>,
        on_step: impl Fn(Step) + 'static,
    ) -> Result<Ready, Trouble> {
        let records = self.session.records()?;
        let profile = self.profile.get_value().ok_or(SaveError::Locked)?;
        let study = untrack(|| self.with_study(Study::clone)).ok_or(SaveError::Locked)?;
        // A bundle that never left the app gives its number back.
        let (unsent, sent): (Vec<_>, Vec<_>) = self
            .receipts
            .get_untracked()
            .into_iter()
            .partition(|(_, receipt)| receipt.handed_over_at.is_none());
        let last = sent.last().map(|(_, receipt)| receipt);
        let shareable = self.pick(|entry| entry.may_leave().then_some(entry.id));
        let shareable: BTreeSet<EntryId> = shareable.into_iter().collect();
        let outgoing = Outgoing {
            study_id: study.id.clone(),
            study_config_version: study.revision,
            participant_id: profile.participant.clone(),
            device_label: String::new(),
            seq: last.map_or(1, |receipt| receipt.seq + 1),
            prev_bundle_sha512: last.map(|receipt| receipt.tagmanifest_sha512.clone()),
            mode: if shareable.is_subset(chosen) {
                Mode::Full
            } else {
                Mode::Incremental
            },
            now: clock::now(),
            times: study.share.times,
            counter: records.counter(),
            app_version: env!("CARGO_PKG_VERSION").into(),
            consent: profile.consent.clone(),
            entries: chosen
                .iter()
                .filter_map(|id| self.entry(*id))
                .map(|kept| self.with_words_of(kept.revisions, chosen))
                .collect(),
            withdrawn: Vec::new(),
            offers: self
                .habits
                .with_untracked(|habits| habits.tells_offers)
                .then(|| self.offers.with_untracked(Offers::log)),
        };
        let recipients = study.recipients.iter();
        let recipients = recipients.map(|r| (r.id.clone(), r.name.clone(), r.public_key.clone()));
        let recipients: Vec<_> = recipients.collect();
        let on_step: Rc<dyn Fn(Step)> = Rc::new(on_step);
        let mut outgoing = outgoing;
        let (receipt, file) = loop {
            let job = Job::Pack {
                outgoing: Box::new(outgoing.clone()),
                device_seed: profile.device_seed.clone(),
                own_identity: profile.own_identity.clone(),
                recipients: recipients.clone(),
            };
            match self.packed(job, &on_step).await? {
                Made::Whole(receipt, file) => break (receipt, file),
                // Slices were lost since it was recorded: the bundle has to say so.
                Made::Lost(id, lost) => note_lost(&mut outgoing, id, &lost),
            }
        };
        let ready = Ready {
            id: *receipt.bundle_id.as_bytes(),
            receipt,
            file,
        };
        let mut writes = vec![Write::put(RECEIPTS, ready.id, &ready.receipt)?];
        writes.extend(unsent.iter().map(|(id, _)| Write::Delete(RECEIPTS, *id)));
        match records.change(writes).await {
            // A full phone can still hand over what it holds. Its number may then be given twice
            // after a restart, which the desk notices; words that cannot leave are the greater harm.
            Ok(()) | Err(SaveError::Browser(BrowserError::Full)) => {}
            Err(error) => return Err(error.into()),
        }
        self.if_open(|| {
            let mut receipts = sent;
            receipts.push((ready.id, ready.receipt.clone()));
            self.receipts.set(receipts);
        });
        Ok(ready)
    }

    /// Has the worker pack, gives it the recordings it asks for, one at a time, and has it open
    /// what came of it. Neither side ever holds more than one recording; the browser holds the
    /// pieces of the bundle.
    async fn packed(self, job: Job, on_step: &Rc<dyn Fn(Step)>) -> Result<Made, Trouble> {
        let heard = || {
            let on_step = Rc::clone(on_step);
            move |step| on_step(step)
        };
        let (mut job, mut clean) = (job, Payload::from(&[][..]));
        let mut pieces = Vec::new();
        let receipt = loop {
            let (done, piece) = self.session.run_for(&job, clean, heard()).await?;
            pieces.push(piece.held(BINARY).map_err(SaveError::from)?);
            match done {
                Done::Packed(receipt) => break *receipt,
                Done::Wants(recording) => {
                    let file = self.clean_file(&recording).await?;
                    if Span::union(recording.lost.iter().chain(&file.lost).copied())
                        != Span::union(recording.lost.iter().copied())
                    {
                        return Ok(Made::Lost(recording.id, file.lost));
                    }
                    job = Job::PackRecording {
                        mime: file.mime,
                        duration_ms: file.duration_ms,
                    };
                    clean = Payload::from(&file.bytes[..]);
                }
                _ => return Err(Failure::Other.into()),
            }
        };
        let file = HeldFile::join(BINARY, &pieces).map_err(SaveError::from)?;
        match self
            .session
            .run_on(&Job::CheckPacked, &file, heard())
            .await?
        {
            (Done::Checked, _) => Ok(Made::Whole(receipt, file)),
            _ => Err(Failure::Other.into()),
        }
    }

    /// Remembers that a bundle was handed over, or that it was not after all.
    pub async fn note_handed(self, ready: &Ready, handed: bool) -> Result<(), SaveError> {
        let mut receipt = ready.receipt.clone();
        receipt.handed_over_at = handed.then(clock::now);
        let write = Write::put(RECEIPTS, ready.id, &receipt)?;
        self.session.records()?.change(vec![write]).await?;
        self.if_open(|| {
            self.receipts.update(|receipts| {
                if let Some((_, known)) = receipts.iter_mut().find(|(id, _)| *id == ready.id) {
                    *known = receipt;
                }
            });
            self.chosen.set(None);
        });
        Ok(())
    }
}

fn note_lost(outgoing: &mut Outgoing, id: RecordingId, lost: &[Span]) {
    let entries = outgoing.entries.iter_mut().flatten();
    let recordings = entries.flat_map(|entry| &mut entry.recordings);
    for recording in recordings.filter(|recording| recording.id == id) {
        recording.lost = Span::union(recording.lost.iter().chain(lost).copied());
    }
}
