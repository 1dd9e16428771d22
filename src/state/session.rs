//! Whether there is a journal here and whether it is open.

use std::rc::Rc;

use leptos::prelude::*;
use vault::{Keyring, VaultKey};

use super::records::{Findings, Records, SaveError, Write};
use super::trouble::Trouble;
use crate::browser::BrowserError;
use crate::browser::database::Database;
use crate::browser::tab::Claim;
use crate::browser::worker::{ESTIMATOR, HEAVY, Worker};
use crate::jobs::{Done, Failure, Job, Step};

/// The name of the database; it tells nothing about the study.
const DATABASE: &str = "journal";

/// Where the app stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phase {
    /// The store is being looked at.
    Starting,
    /// The browser lets us store nothing.
    Blocked(BrowserError),
    /// There is no journal here.
    New,
    /// There is one, and it is locked.
    Locked,
    /// It is open.
    Unlocked,
}

/// The session. The vault lives outside the reactive graph and is wiped when it is dropped.
#[derive(Clone, Copy)]
pub struct Session {
    phase: RwSignal<Phase>,
    database: StoredValue<Option<Rc<Database>>, LocalStorage>,
    records: StoredValue<Option<Rc<Records>>, LocalStorage>,
    /// This tab owns the journal while this is held.
    claim: StoredValue<Option<Claim>, LocalStorage>,
    worker: StoredValue<Option<Rc<Worker>>, LocalStorage>,
    estimator: StoredValue<Option<Rc<Worker>>, LocalStorage>,
}

/// A journal that is about to begin: nothing of it is stored yet.
pub struct Beginning {
    keyring: Keyring,
    key: VaultKey,
    /// To be printed or saved by the participant.
    pub recovery_code: String,
    /// The seed of the key that bundles are signed with.
    pub device_seed: [u8; 32],
    /// Its public half.
    pub device_key: String,
    /// The writer's own age identity.
    pub own_identity: String,
}

impl Session {
    /// Makes the session and looks whether there is a journal.
    pub fn provide() -> Self {
        let session = Self {
            phase: RwSignal::new(Phase::Starting),
            database: StoredValue::new_local(None),
            records: StoredValue::new_local(None),
            claim: StoredValue::new_local(None),
            worker: StoredValue::new_local(None),
            estimator: StoredValue::new_local(None),
        };
        provide_context(session);
        leptos::task::spawn_local(async move {
            let phase = session.look().await.unwrap_or_else(Phase::Blocked);
            session.phase.set(phase);
        });
        session
    }

    async fn look(self) -> Result<Phase, BrowserError> {
        let database = Rc::new(Database::open(DATABASE).await?);
        let phase = if database.keyring().await?.is_some() {
            Phase::Locked
        } else {
            Phase::New
        };
        self.database.set_value(Some(database));
        Ok(phase)
    }

    /// Where the app stands.
    pub fn phase(self) -> Phase {
        self.phase.get()
    }

    /// The open records.
    pub fn records(self) -> Result<Rc<Records>, SaveError> {
        self.records.get_value().ok_or(SaveError::Locked)
    }

    /// Has the worker do something.
    pub async fn run(
        self,
        job: &Job,
        on_step: impl Fn(Step) + 'static,
    ) -> Result<(Done, Vec<u8>), Failure> {
        self.warm_up();
        let worker = self.worker.get_value().ok_or(Failure::Other)?;
        match worker.run(job, Rc::new(on_step)).await {
            Ok((Done::Failed(failure), _)) => Err(failure),
            Ok(done) => Ok(done),
            Err(_) => {
                // A worker that stopped is not asked again.
                self.worker.set_value(None);
                Err(Failure::Other)
            }
        }
    }

    /// Starts the worker, so that it is there when it is needed.
    pub fn warm_up(self) {
        if self.worker.with_value(Option::is_none) {
            self.worker
                .set_value(Worker::start(HEAVY).ok().map(Rc::new));
        }
    }

    /// zxcvbn's score of a passphrase, 0 to 4; `None` where there is no estimator.
    pub async fn estimate(self, passphrase: String) -> Option<u8> {
        if self.estimator.with_value(Option::is_none) {
            self.estimator
                .set_value(Worker::start(ESTIMATOR).ok().map(Rc::new));
        }
        let estimator = self.estimator.get_value()?;
        match estimator
            .run(&Job::Estimate { passphrase }, Rc::new(|_| {}))
            .await
        {
            Ok((Done::Strength(score), _)) => Some(score),
            _ => None,
        }
    }

    /// Draws the keys of a new journal. Slow: the worker stretches the passphrase.
    pub async fn prepare(self, passphrase: String) -> Result<Beginning, Failure> {
        let (done, _) = self.run(&Job::Begin { passphrase }, |_| {}).await?;
        let Done::Begun {
            keyring,
            key,
            recovery_code,
            device_seed,
            device_key,
            own_identity,
        } = done
        else {
            return Err(Failure::Other);
        };
        let keyring = Keyring::from_json(keyring.as_bytes()).map_err(|_| Failure::Other)?;
        let key = VaultKey::from_bytes(key);
        Ok(Beginning {
            keyring,
            key,
            recovery_code,
            device_seed,
            device_key,
            own_identity,
        })
    }

    /// Stores a new journal, keyring and first records in one transaction, and opens it.
    pub async fn begin(self, beginning: Beginning, first: Vec<Write>) -> Result<(), SaveError> {
        let database = self.database.get_value().ok_or(SaveError::Locked)?;
        let claim = Claim::take().await?;
        if database.keyring().await?.is_some() {
            // Begun in another tab meanwhile: never overwrite it.
            self.phase.set(Phase::Locked);
            return Err(BrowserError::OtherTab.into());
        }
        let Beginning { keyring, key, .. } = beginning;
        let (records, _) = Records::open(database, &keyring, key).await?;
        records.change_with(first, Some(keyring.to_json())).await?;
        self.claim.set_value(Some(claim));
        self.records.set_value(Some(Rc::new(records)));
        self.estimator.set_value(None);
        Ok(())
    }

    /// Opens the journal with a passphrase or the recovery code.
    pub async fn unlock(self, secret: String, is_recovery_code: bool) -> Result<Findings, Trouble> {
        let database = self.database.get_value().ok_or(SaveError::Locked)?;
        let bytes = database.keyring().await.map_err(SaveError::from)?;
        let bytes = bytes.ok_or(SaveError::Locked)?;
        let keyring = Keyring::from_json(&bytes).map_err(|_| Failure::Keyring)?;
        let json = String::from_utf8(bytes).map_err(|_| Failure::Keyring)?;
        let job = Job::Unlock {
            keyring: json,
            secret,
            is_recovery_code,
        };
        let (Done::Unlocked(key), _) = self.run(&job, |_| {}).await? else {
            return Err(Failure::Other.into());
        };
        let claim = Claim::take().await.map_err(SaveError::from)?;
        let (records, findings) =
            Records::open(database, &keyring, VaultKey::from_bytes(key)).await?;
        self.claim.set_value(Some(claim));
        self.records.set_value(Some(Rc::new(records)));
        Ok(findings)
    }

    /// Everything is read: show it.
    pub fn enter(self) {
        self.phase.set(Phase::Unlocked);
    }

    /// Drops the keys and the worker with all it had in memory. A save in flight keeps its
    /// vault until it ends.
    pub fn lock(self) {
        self.records.set_value(None);
        self.claim.set_value(None);
        self.worker.set_value(None);
        self.phase.set(Phase::Locked);
    }
}

/// The session.
pub fn use_session() -> Session {
    expect_context()
}
