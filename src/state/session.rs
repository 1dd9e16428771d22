//! Whether there is a journal here and whether it is open.

use std::rc::Rc;

use leptos::prelude::*;
use vault::{DeviceSecret, Keyring, KeyringError, Secret, VaultKey};
use zeroize::Zeroizing;

use super::estimator::Estimator;
use super::findings::Findings;
use super::lost::Loss;
use super::promise::Place;
use super::records::{Records, SaveError, Write};
use super::trouble::Trouble;
use crate::browser::canary::Canary;
use crate::browser::database::{Database, VERSION};
use crate::browser::tab::{self, Claim};
use crate::browser::worker::Worker;
use crate::browser::{BrowserError, persistence};
use crate::jobs::{Done, Failure, Job};

mod work;

/// The name of the database; it tells nothing about the study.
pub(super) const DATABASE: &str = "journal";

/// Where the app stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phase {
    /// The store is being looked at.
    Starting,
    /// The browser lets us store nothing.
    Blocked(BrowserError),
    /// A tab of an iPhone, where a journal would be deleted after a week: the icon comes first.
    Install,
    /// There was a journal here, and the browser lost it.
    Lost(Loss),
    /// There is no journal here.
    New,
    /// There is one, and it is locked.
    Locked,
    /// It is open.
    Unlocked,
}

/// What opens a journal.
pub enum Key {
    /// What is typed every day.
    Passphrase(Zeroizing<String>),
    /// What lies on a sheet of paper.
    RecoveryCode(Zeroizing<String>),
    /// What the device's authenticator gave.
    Device(DeviceSecret),
}

/// The session. The vault lives outside the reactive graph and is wiped when it is dropped.
#[derive(Clone, Copy)]
pub struct Session {
    pub(super) phase: RwSignal<Phase>,
    pub(super) database: StoredValue<Option<Rc<Database>>, LocalStorage>,
    records: StoredValue<Option<Rc<Records>>, LocalStorage>,
    /// This tab owns the journal while this is held.
    claim: StoredValue<Option<Claim>, LocalStorage>,
    worker: StoredValue<Option<Rc<Worker>>, LocalStorage>,
    estimator: Estimator,
    pub(super) place: RwSignal<Place>,
}

/// A journal that is about to begin: nothing of it is stored yet.
pub struct Beginning {
    keyring: Keyring,
    key: VaultKey,
    /// To be printed or saved by the participant.
    pub recovery_code: Zeroizing<String>,
    /// The seed of the key that bundles are signed with.
    pub device_seed: Zeroizing<[u8; 32]>,
    /// Its public half.
    pub device_key: String,
    /// The writer's own age identity.
    pub own_identity: Zeroizing<String>,
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
            estimator: Estimator::provide(),
            place: RwSignal::new(Place::default()),
        };
        provide_context(session);
        session.look_at_place();
        leptos::task::spawn_local(session.start());
        session
    }

    /// Looks whether there is a journal. A person has joined a tab of an iPhone only once the app
    /// has its own icon; what was begun before stays open to its writer.
    pub(super) async fn start(self) {
        let phase = self.look().await.unwrap_or_else(Phase::Blocked);
        let needs_icon = persistence::is_ios() && !persistence::is_installed();
        self.phase.set(match phase {
            Phase::New if needs_icon => Phase::Install,
            phase => phase,
        });
    }

    async fn look(self) -> Result<Phase, BrowserError> {
        let canary = Canary::load();
        let name = canary.as_ref().map_or(DATABASE, |canary| &canary.database);
        tab::make_way(name, VERSION).await;
        let opened = Database::open(name).await;
        let database = match opened {
            Ok(database) => Rc::new(database),
            Err(error) => return self.lost_or(Phase::Blocked(error), Loss::Unreadable).await,
        };
        let keyring = database.keyring().await;
        self.database.set_value(Some(database));
        match keyring {
            Ok(Some(bytes)) => match Keyring::from_json(&bytes) {
                Ok(_) => Ok(Phase::Locked),
                Err(KeyringError::UnknownVersion { .. }) => Err(BrowserError::Newer),
                Err(_) => self.lost_or(Phase::Locked, Loss::Keyring).await,
            },
            Ok(None) => self.lost_or(Phase::New, Loss::Empty).await,
            Err(error) => self.lost_or(Phase::Blocked(error), Loss::Unreadable).await,
        }
    }

    /// The browser found damage in its store: what is there now is looked at anew, and what is
    /// lost is said. Gives the store where it is still there.
    async fn look_again(self) -> Result<Rc<Database>, SaveError> {
        self.close_store();
        let phase = self.look().await?;
        if phase != Phase::Locked {
            self.phase.set(phase);
            return Err(SaveError::Locked);
        }
        self.database.get_value().ok_or(SaveError::Locked)
    }

    /// Where the app stands.
    pub fn phase(self) -> Phase {
        self.phase.get()
    }

    /// The open records.
    pub fn records(self) -> Result<Rc<Records>, SaveError> {
        self.records.get_value().ok_or(SaveError::Locked)
    }

    /// Whether every write into the second copy worked since unlocking; `None` before there was one.
    pub fn second_copy_works(self) -> Option<bool> {
        self.records().ok()?.mirror().works()
    }

    /// Draws the keys of a new journal. Slow: the worker stretches the passphrase.
    pub async fn prepare(self, passphrase: Zeroizing<String>) -> Result<Beginning, Failure> {
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
        Ok(Beginning {
            keyring,
            key: VaultKey::from_bytes(*key),
            recovery_code,
            device_seed,
            device_key,
            own_identity,
        })
    }

    /// Stores a new journal, keyring and first records in one transaction, and opens it.
    pub async fn begin(self, beginning: Beginning, mut first: Vec<Write>) -> Result<(), SaveError> {
        let database = self.database.get_value().ok_or(SaveError::Locked)?;
        let claim = Claim::take().await?;
        if database.keyring().await?.is_some() {
            // Begun in another tab meanwhile: never overwrite it.
            self.phase.set(Phase::Locked);
            return Err(BrowserError::OtherTab.into());
        }
        let Beginning { keyring, key, .. } = beginning;
        let (records, _) = Records::open(database, &keyring, key).await?;
        first.push(Write::Keyring(Box::new(keyring), records.vault()));
        records.change(first).await?;
        self.claim.set_value(Some(claim));
        self.records.set_value(Some(Rc::new(records)));
        self.estimator.end();
        Ok(())
    }

    /// The keyring, as it lies on the disk.
    pub async fn keyring(self) -> Result<Keyring, Trouble> {
        let database = self.database.get_value().ok_or(SaveError::Locked)?;
        let bytes = database.keyring().await.map_err(SaveError::from)?;
        let bytes = bytes.ok_or(SaveError::Locked)?;
        Ok(Keyring::from_json(&bytes).map_err(|_| Failure::Keyring)?)
    }

    /// The vault's key, opened with what a person knows or has. Slow for a passphrase.
    pub async fn open_key(self, keyring: &Keyring, key: Key) -> Result<VaultKey, Trouble> {
        let (secret, is_recovery_code) = match key {
            Key::Passphrase(secret) => (secret, false),
            Key::RecoveryCode(secret) => (secret, true),
            Key::Device(secret) => {
                let key = keyring.unlock(&Secret::Device(secret));
                return Ok(key.map_err(|_| Failure::WrongSecret)?);
            }
        };
        let json = String::from_utf8(keyring.to_json()).map_err(|_| Failure::Keyring)?;
        let job = Job::Unlock {
            keyring: json,
            secret,
            is_recovery_code,
        };
        match self.run(&job, |_| {}).await? {
            (Done::Unlocked(key), _) => Ok(VaultKey::from_bytes(*key)),
            _ => Err(Failure::Other.into()),
        }
    }

    /// Opens the journal.
    pub async fn unlock(self, key: Key) -> Result<Findings, Trouble> {
        let keyring = self.keyring().await?;
        let key = self.open_key(&keyring, key).await?;
        Ok(self.open_records(&keyring, key).await?)
    }

    /// Opens the records with the vault's key.
    pub(super) async fn open_records(
        self,
        keyring: &Keyring,
        key: VaultKey,
    ) -> Result<Findings, SaveError> {
        let database = self.database.get_value().ok_or(SaveError::Locked)?;
        if self.claim.with_value(Option::is_none) {
            self.claim.set_value(Some(Claim::take().await?));
        }
        let begun = database.begin_log().await;
        let key_again = VaultKey::from_bytes(*key.to_bytes());
        let opened = match begun {
            Ok(()) => Records::open(database, keyring, key).await,
            Err(error) => Err(error.into()),
        };
        // Writing is what makes LevelDB read its old files, and damage then ends the connection.
        let opened = match opened {
            Err(SaveError::Browser(error)) if error.is_unclear() => {
                Records::open(self.look_again().await?, keyring, key_again).await
            }
            opened => opened,
        };
        if let Err(SaveError::Browser(BrowserError::Lost(_))) = &opened {
            // The store opens and cannot be read: what can be had is the second copy.
            let phase = self.lost_or(Phase::Locked, Loss::Unreadable).await?;
            self.phase.set(phase);
        }
        let (records, findings) = opened?;
        self.records.set_value(Some(Rc::new(records)));
        Ok(findings)
    }

    /// After unlocking: where everything is there, the second copy is made the same.
    pub(super) fn settle(self, findings: Findings) {
        let Ok(records) = self.records() else { return };
        if !findings.is_whole() || records.is_newer() {
            return;
        }
        records.leave_sign();
        leptos::task::spawn_local(async move {
            if let Ok(keyring) = self.keyring().await {
                let same = Rc::downgrade(&records);
                let is_open = || {
                    let now = self.records.get_value();
                    now.is_some_and(|now| same.ptr_eq(&Rc::downgrade(&now)))
                };
                // A copy that cannot be read now is looked at after the next unlocking.
                let _ = records.sync_mirror(&keyring.to_json(), is_open).await;
            }
        });
    }

    /// The writer goes on without what is lost here; the second copy keeps it.
    pub(super) fn set_aside(self) {
        if let Ok(records) = self.records() {
            records.set_aside(true);
        }
    }

    /// Takes the journal from another tab, which saves first if it can.
    pub async fn take_over(self) -> Result<(), BrowserError> {
        let claim = Claim::take_over().await?;
        self.claim.set_value(Some(claim));
        Ok(())
    }

    /// Leaves the journal to another tab.
    pub(super) fn let_go(self) {
        self.claim.set_value(None);
    }

    /// Whether another tab has the journal open.
    pub async fn is_taken(self) -> bool {
        self.claim.with_value(Option::is_none) && tab::is_taken().await
    }

    /// Closes the store, so that a newer app can change it.
    pub fn close_store(self) {
        if let Some(database) = self.database.get_value() {
            database.close();
        }
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
        self.estimator.end();
        self.phase.set(Phase::Locked);
    }
}

/// The session.
pub fn use_session() -> Session {
    expect_context()
}
