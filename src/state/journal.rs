//! The open journal: entries, drafts, receipts, and who writes here.

use std::collections::{BTreeMap, BTreeSet};
use std::pin::Pin;
use std::rc::Rc;

use bundle::{Consented, Receipt};
use journal::{
    Entry, EntryId, KnownDay, Loop, Moment, Offers, ParticipantCode, RecordingId, Study,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::asking::DOORS;
use super::backup::{BACKUP_ID, BackupNote};
use super::drafts::{Draft, DraftId, States, group};
use super::findings::{Copies, Findings};
use super::habits::{HABITS_ID, Habits};
use super::kept::Kept;
use super::people::{Known, PEOPLE_ID};
use super::recorder::Recorder;
use super::recordings::Takes;
use super::records::{SaveError, Write};
use super::returning::{KNOWN_DAY_ID, tied};
use super::session::{Beginning, Key, Session};
use super::trouble::Trouble;
use crate::browser::clock;
use crate::browser::database::{DRAFTS, ENTRIES, PROFILE, RECEIPTS, RECORDINGS};
use crate::words;

/// The ids of the records of the profile store; `backup.rs` has one more.
pub(super) const PROFILE_ID: [u8; 16] = [1; 16];
pub(super) const OFFERS_ID: [u8; 16] = [2; 16];

/// Who writes here, for which study, and with which keys.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The record's version.
    pub v: u8,
    /// The study pack, as it came.
    pub study: String,
    /// The pseudonym.
    pub participant: ParticipantCode,
    /// What was agreed to.
    pub consent: Consented,
    /// When.
    pub consented_at: Moment,
    /// The seed of the key that bundles are signed with.
    pub device_seed: Zeroizing<[u8; 32]>,
    /// Its public half, `ssh-ed25519 …`.
    pub device_key: String,
    /// The writer's own age identity.
    pub own_identity: Zeroizing<String>,
}

/// The open journal.
#[derive(Clone, Copy)]
pub struct Journal {
    pub(super) session: Session,
    pub(super) profile: StoredValue<Option<Profile>>,
    pub(super) study: RwSignal<Option<Study>>,
    pub(super) entries: RwSignal<BTreeMap<EntryId, Kept>>,
    /// What was begun and comes back.
    pub(super) loops: Memo<Vec<Loop>>,
    /// Who the people are that entries name by tokens.
    pub(super) people: RwSignal<Vec<Known>>,
    /// The last day that the phone was believed.
    pub(super) known_day: RwSignal<KnownDay>,
    /// Entries that are not deleted, newest first.
    order: Memo<Vec<EntryId>>,
    pub(super) drafts: RwSignal<BTreeMap<DraftId, States>>,
    pub(super) takes: RwSignal<Takes>,
    /// What records, one recording at a time.
    pub recorder: Recorder,
    pub(super) receipts: RwSignal<Vec<([u8; 16], Receipt)>>,
    pub(super) offers: RwSignal<Offers>,
    pub(super) habits: RwSignal<Habits>,
    findings: RwSignal<Findings>,
    damaged: RwSignal<Vec<[u8; 16]>>,
    pub(super) backup: RwSignal<BackupNote>,
    unsaved: StoredValue<Option<SaveBeforeLock>, LocalStorage>,
    /// What is ticked under Share; `None` before anything was.
    pub(super) chosen: RwSignal<Option<BTreeSet<EntryId>>>,
}

/// Journals of many years are sorted once and not with every letter of a search.
fn order(entries: &BTreeMap<EntryId, Kept>) -> Vec<EntryId> {
    let kept = entries.values().filter(|kept| !kept.discarded);
    let mut order: Vec<(&Moment, EntryId)> = kept
        .map(|kept| (&kept.newest().created_at, kept.newest().id))
        .collect();
    order.sort_unstable_by(|a, b| b.cmp(a));
    order.into_iter().map(|(_, id)| id).collect()
}

/// Saves what is being written.
pub type SaveBeforeLock = Rc<dyn Fn() -> Pin<Box<dyn Future<Output = Result<(), SaveError>>>>>;

impl Journal {
    /// Makes the place for an open journal.
    pub fn provide(session: Session) -> Self {
        let entries = RwSignal::new(BTreeMap::new());
        let journal = Self {
            session,
            profile: StoredValue::new(None),
            study: RwSignal::new(None),
            entries,
            loops: Memo::new(move |_| entries.with(tied)),
            people: RwSignal::new(Vec::new()),
            known_day: RwSignal::new(KnownDay::default()),
            order: Memo::new(move |_| entries.with(order)),
            drafts: RwSignal::new(BTreeMap::new()),
            takes: RwSignal::new(Takes::new()),
            recorder: Recorder::new(),
            receipts: RwSignal::new(Vec::new()),
            offers: RwSignal::new(Offers::default()),
            habits: RwSignal::new(Habits::default()),
            findings: RwSignal::new(Findings::default()),
            damaged: RwSignal::new(Vec::new()),
            backup: RwSignal::new(BackupNote::default()),
            unsaved: StoredValue::new_local(None),
            chosen: RwSignal::new(None),
        };
        provide_context(journal);
        journal
    }

    /// Begins a journal. On error nothing is stored.
    pub async fn begin(
        self,
        beginning: Beginning,
        study: String,
        participant: ParticipantCode,
        consent: Consented,
    ) -> Result<(), SaveError> {
        let parsed = Study::from_json(study.as_bytes()).map_err(|_| SaveError::Seal)?;
        let seed = EntryId::make().map_err(|_| SaveError::Seal)?;
        let mut offers = Offers {
            seed: seed
                .as_bytes()
                .iter()
                .fold(0, |seed, byte| seed << 8 | u64::from(*byte)),
            ..Offers::default()
        };
        let now = clock::now();
        for theme in DOORS {
            let phase = parsed.phase_on(now.date());
            offers.turn(&parsed.prompts, theme, phase, words::language(), &now);
        }
        let profile = Profile {
            v: 1,
            study,
            participant,
            consent,
            consented_at: now.clone(),
            device_seed: beginning.device_seed.clone(),
            device_key: beginning.device_key.clone(),
            own_identity: beginning.own_identity.clone(),
        };
        let first = vec![
            Write::put(PROFILE, PROFILE_ID, &profile)?,
            Write::put(PROFILE, OFFERS_ID, &offers)?,
            Write::put(
                PROFILE,
                KNOWN_DAY_ID,
                &KnownDay::default().after(&now, false),
            )?,
        ];
        self.session.begin(beginning, first).await?;
        self.read(Findings::default()).await
    }

    /// Unlocks and reads everything.
    pub async fn unlock(self, key: Key) -> Result<(), Trouble> {
        let findings = self.session.unlock(key).await?;
        Ok(self.read(findings).await?)
    }

    /// Reads the records into memory and shows the journal.
    pub(super) async fn read(self, mut findings: Findings) -> Result<(), SaveError> {
        let records = self.session.records()?;
        let profile = records.one::<Profile>(PROFILE, PROFILE_ID).await?;
        let offers = records.one(PROFILE, OFFERS_ID).await?;
        let habits = records.one(PROFILE, HABITS_ID).await?;
        let backup = records.one(PROFILE, BACKUP_ID).await?;
        let known_day = records.one(PROFILE, KNOWN_DAY_ID).await?;
        let people = records.one(PROFILE, PEOPLE_ID).await?;
        let (entries, damaged_entries) = records.read::<Kept>(ENTRIES).await?;
        let (drafts, damaged_drafts) = records.read::<Draft>(DRAFTS).await?;
        let (mut receipts, damaged_receipts) = records.read::<Receipt>(RECEIPTS).await?;
        let (takes, damaged_takes) = records.read(RECORDINGS).await?;
        // A journal that was locked meanwhile must not be filled.
        self.session.records()?;
        findings.damaged += damaged_entries.len() + damaged_drafts.len() + damaged_receipts.len();
        findings.damaged += damaged_takes.len();
        receipts.sort_by_key(|(_, receipt)| receipt.seq);

        findings.damaged += usize::from(profile.is_none());
        let study = profile
            .as_ref()
            .and_then(|p| Study::from_json(p.study.as_bytes()).ok());
        self.study.set(study);
        self.profile.set_value(profile);
        self.offers.set(offers.unwrap_or_default());
        self.habits.set(habits.unwrap_or_default());
        self.backup.set(backup.unwrap_or_default());
        self.known_day.set(known_day.unwrap_or_default());
        self.people.set(people.unwrap_or_default());
        let (gone, kept): (Vec<_>, Vec<_>) = entries
            .into_iter()
            .filter(|(_, kept)| !kept.revisions.is_empty())
            .partition(|(_, kept)| kept.discarded);
        self.entries.set(
            kept.into_iter()
                .map(|(_, kept)| (kept.newest().id, kept))
                .collect(),
        );
        self.drafts.set(group(drafts));
        let takes = takes.into_iter();
        self.takes.set(
            takes
                .map(|(id, take)| (RecordingId::from_random(id), take))
                .collect(),
        );
        self.receipts.set(receipts);
        self.damaged.set(damaged_entries);
        self.findings.set(findings);
        self.session.enter();
        self.session.settle(findings);
        if !gone.is_empty() && !records.is_newer() {
            // Deleted before the last lock, and not undone.
            leptos::task::spawn_local(async move {
                let deletions = gone.iter().flat_map(|(id, kept)| {
                    let entry = Write::Delete(ENTRIES, *id);
                    std::iter::once(entry).chain(self.sound_of(kept))
                });
                let ids = gone.iter().map(|(_, kept)| kept.newest().id).collect();
                let _ = self.delete(&ids, deletions.collect()).await;
            });
        }
        self.tidy_takes();
        Ok(())
    }

    /// Saves what is being written, then locks. Where that cannot be saved, the first call says
    /// so and leaves the journal open; the second locks all the same.
    pub async fn lock(self) -> Result<(), SaveError> {
        self.finish_recording().await;
        let save = self.unsaved.try_update_value(Option::take).flatten();
        if let Some(save) = save {
            save().await?;
        }
        self.forget();
        Ok(())
    }

    /// Saves what is being written or recorded; it stays open.
    pub async fn save_now(self) -> Result<(), SaveError> {
        self.finish_recording().await;
        match self.unsaved.get_value() {
            Some(save) => save().await,
            None => Ok(()),
        }
    }

    /// Locks without saving: another tab has taken the journal, and this one must not write.
    pub fn forget(self) {
        self.recorder.abandon();
        self.profile.set_value(None);
        self.session.lock();
        self.study.set(None);
        self.entries.set(BTreeMap::new());
        self.drafts.set(BTreeMap::new());
        self.takes.set(Takes::new());
        self.receipts.set(Vec::new());
        self.offers.set(Offers::default());
        self.habits.set(Habits::default());
        self.backup.set(BackupNote::default());
        self.known_day.set(KnownDay::default());
        self.people.set(Vec::new());
        self.damaged.set(Vec::new());
        self.findings.set(Findings::default());
        self.chosen.set(None);
    }

    /// Locks if what is being written could be saved, and leaves the journal open if not: nobody
    /// is there to be asked, and the text is worth more than the lock.
    pub async fn lock_if_saved(self) -> Result<(), SaveError> {
        self.save_now().await?;
        self.lock().await
    }

    /// What has to be saved before the journal may be locked.
    pub fn save_before_lock(self, save: Option<SaveBeforeLock>) {
        self.unsaved.set_value(save);
    }

    /// What was found at unlocking that is not as it should be.
    pub fn findings(self) -> Findings {
        self.findings.get()
    }

    /// Goes on with what is there.
    pub fn accept_findings(self) {
        self.findings.set(Findings::default());
        self.session.set_aside();
    }

    /// Puts records of the second copy back and reads everything anew. What still does not open is
    /// found again.
    pub async fn bring_back(self, copies: Copies) -> Result<(), SaveError> {
        self.session.records()?.bring_back(copies).await?;
        self.read(Findings::default()).await
    }

    /// Whether the second copy still holds what is lost here.
    pub fn is_aside(self) -> bool {
        self.session
            .records()
            .is_ok_and(|records| records.is_set_aside())
    }

    /// Looks at that once more.
    pub fn look_aside(self) {
        self.findings.update(|findings| findings.is_aside = true);
    }

    /// How many entries are there and do not open.
    pub fn damaged_entries(self) -> usize {
        self.damaged.with(Vec::len)
    }

    /// The study.
    pub fn with_study<T>(self, read: impl FnOnce(&Study) -> T) -> Option<T> {
        self.study.with(|study| study.as_ref().map(read))
    }

    /// The participant's code.
    pub fn participant(self) -> String {
        self.profile.with_value(|p| {
            p.as_ref()
                .map_or_else(String::new, |p| p.participant.to_string())
        })
    }

    /// What is picked of the entries that are not deleted, newest first.
    pub fn pick<T>(self, mut pick: impl FnMut(&Entry) -> Option<T>) -> Vec<T> {
        self.order.with(|order| {
            self.entries.with(|entries| {
                let kept = order.iter().filter_map(|id| entries.get(id));
                kept.filter_map(|kept| pick(kept.newest())).collect()
            })
        })
    }

    /// What is made of all entries that are not deleted, in no order.
    pub fn with_entries<T>(self, make: impl FnOnce(&[&Entry]) -> T) -> T {
        self.entries.with(|entries| {
            let kept = entries.values().filter(|kept| !kept.discarded);
            make(&kept.map(Kept::newest).collect::<Vec<_>>())
        })
    }

    /// Whether there is no entry, or only deleted ones.
    pub fn is_empty(self) -> bool {
        self.order.with(Vec::is_empty)
    }

    /// An entry with its revisions.
    pub fn entry(self, id: EntryId) -> Option<Kept> {
        self.entries
            .with(|entries| entries.get(&id).filter(|kept| !kept.discarded).cloned())
    }

    /// A journal that was locked while something was saved must not be refilled.
    pub(super) fn if_open(self, show: impl FnOnce()) {
        if self.session.records().is_ok() {
            show();
        }
    }
}

/// The open journal.
pub fn use_journal() -> Journal {
    expect_context()
}
