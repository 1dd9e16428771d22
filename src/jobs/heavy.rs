//! The worker's work: stretching passphrases, packing bundles.

mod pack;

use bundle::{Backup, BackupRecord, DeviceKey, Identity, OpenBackupError};
use vault::{Cost, Keyring, MakeError, Passphrase, RecoveryCode, Secret, UnlockError, VaultKey};
use zeroize::Zeroizing;

use super::{AboutBackup, Done, Failure, Job, Step, carry, uncarry};
use crate::browser::clock;
use crate::browser::worker::{self, Payload};

/// A passphrase that takes longer than this on the standard cost gets a cheaper one, in
/// milliseconds.
const PATIENCE: f64 = 3_000.0;

/// Answers jobs until the page ends the worker.
pub fn serve() {
    worker::serve(run);
}

fn run(job: Job, payload: Payload, step: &dyn Fn(Step)) -> (Done, Vec<u8>) {
    let result = match job {
        Job::Begin { passphrase } => begin(&passphrase, clock::milliseconds).map(bare),
        Job::Unlock {
            keyring,
            secret,
            is_recovery_code,
        } => unlock(&keyring, &secret, is_recovery_code).map(bare),
        Job::Pack {
            outgoing,
            device_seed,
            own_identity,
            recipients,
        } => pack::begin(*outgoing, &device_seed, &own_identity, &recipients, step),
        Job::PackRecording { mime, duration_ms } => pack::add(&payload.bytes(), &mime, duration_ms),
        Job::CheckPacked => pack::check(&payload, step).map(bare),
        Job::Rekey {
            keyring,
            key,
            passphrase,
        } => rekey(&keyring, VaultKey::from_bytes(*key), &passphrase).map(bare),
        Job::SealBackup {
            about,
            secret,
            is_recovery_code,
        } => secret_text(&secret, is_recovery_code)
            .and_then(|secret| seal_backup(about, &payload.bytes(), &secret, step)),
        Job::OpenBackup {
            secret,
            is_recovery_code,
        } => secret_text(&secret, is_recovery_code)
            .and_then(|secret| open_backup(&payload.bytes(), &secret)),
        Job::Estimate { .. } => Err(Failure::Other),
    };
    result.unwrap_or_else(|failure| bare(Done::Failed(failure)))
}

/// An answer without a payload.
fn bare(done: Done) -> (Done, Vec<u8>) {
    (done, Vec::new())
}

fn begin(passphrase: &str, now: impl Fn() -> f64) -> Result<Done, Failure> {
    let passphrase = Passphrase::new(passphrase);
    let (keyring, key, recovery_code) = climb(now, |cost| {
        Keyring::make(&passphrase, cost).map_err(make_failure)
    })?;
    let device = DeviceKey::make();
    Ok(Done::Begun {
        keyring: String::from_utf8(keyring.to_json()).map_err(|_| Failure::Other)?,
        key: key.to_bytes(),
        recovery_code: Zeroizing::new(recovery_code.to_string()),
        device_seed: Zeroizing::new(*device.seed()),
        device_key: device.public(),
        own_identity: Zeroizing::new(Identity::make().to_secret_string().to_string()),
    })
}

/// Makes something at the first cost of the ladder that this phone has the memory and the patience
/// for.
fn climb<T>(
    now: impl Fn() -> f64,
    make: impl Fn(Cost) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let mut made = Err(Failure::OutOfMemory);
    for cost in Cost::LADDER {
        let started = now();
        made = make(cost);
        match made {
            Ok(_) if now() - started <= PATIENCE => break,
            Err(failure) if failure != Failure::OutOfMemory => break,
            _ => {}
        }
    }
    made
}

fn rekey(keyring: &str, key: VaultKey, passphrase: &str) -> Result<Done, Failure> {
    let keyring = Keyring::from_json(keyring.as_bytes()).map_err(|_| Failure::Keyring)?;
    let passphrase = Passphrase::new(passphrase);
    let keyring = climb(clock::milliseconds, |cost| {
        let made = keyring.replace_passphrase(&key, &passphrase, cost);
        made.map_err(make_failure)
    })?;
    let json = String::from_utf8(keyring.to_json()).map_err(|_| Failure::Other)?;
    Ok(Done::Rekeyed(json))
}

/// The text that a backup is sealed with: a passphrase as the vault takes it, or the recovery code
/// as it is printed, so that the published program opens it with what the writer has on paper.
fn secret_text(secret: &str, is_recovery_code: bool) -> Result<Zeroizing<String>, Failure> {
    if is_recovery_code {
        let code = RecoveryCode::parse(secret).map_err(|_| Failure::CodeMistyped)?;
        return Ok(Zeroizing::new(code.to_string()));
    }
    let passphrase = Passphrase::new(secret);
    Ok(Zeroizing::new(passphrase.as_str().to_owned()))
}

fn seal_backup(
    about: AboutBackup,
    payload: &[u8],
    secret: &str,
    step: &dyn Fn(Step),
) -> Result<(Done, Vec<u8>), Failure> {
    step(Step::Sealing);
    let records = uncarry(payload).ok_or(Failure::Other)?;
    let mut backup = Backup {
        vault_id: about.vault_id,
        made_at: about.made_at,
        app_version: env!("CARGO_PKG_VERSION").into(),
        counter: about.counter,
        keyring: about.keyring.into_bytes(),
        records: records
            .into_iter()
            .map(|(store, id, record)| BackupRecord { store, id, record })
            .collect(),
    };
    // As the file has them, so that the two can be compared.
    backup
        .records
        .sort_by(|a, b| (&a.store, a.id).cmp(&(&b.store, b.id)));
    let bytes = backup.pack(secret).map_err(|_| Failure::TooLarge)?;
    step(Step::Checking);
    let again = Backup::open(&bytes, secret).map_err(|_| Failure::NotTheSame)?;
    if again != backup {
        return Err(Failure::NotTheSame);
    }
    Ok((Done::BackupSealed, bytes))
}

fn open_backup(file: &[u8], secret: &str) -> Result<(Done, Vec<u8>), Failure> {
    let backup = Backup::open(file, secret).map_err(|error| match error {
        OpenBackupError::NotABackup => Failure::NotABackup,
        OpenBackupError::WrongSecret => Failure::WrongForBackup,
        OpenBackupError::Newer { .. } => Failure::BackupNewer,
        OpenBackupError::TooLarge => Failure::TooLarge,
        _ => Failure::BackupDamaged,
    })?;
    let about = AboutBackup {
        vault_id: backup.vault_id,
        made_at: backup.made_at,
        counter: backup.counter,
        keyring: String::from_utf8(backup.keyring).map_err(|_| Failure::BackupDamaged)?,
    };
    let records: Vec<_> = backup
        .records
        .into_iter()
        .map(|record| (record.store, record.id, record.record))
        .collect();
    Ok((Done::BackupOpened(about), carry(&records)))
}

fn unlock(keyring: &str, secret: &str, is_recovery_code: bool) -> Result<Done, Failure> {
    let keyring = Keyring::from_json(keyring.as_bytes()).map_err(|_| Failure::Keyring)?;
    let secret = if is_recovery_code {
        Secret::RecoveryCode(RecoveryCode::parse(secret).map_err(|_| Failure::CodeMistyped)?)
    } else {
        Secret::Passphrase(Passphrase::new(secret))
    };
    let key = keyring.unlock(&secret).map_err(|error| match error {
        UnlockError::WrongSecret | UnlockError::NoSuchSlot => Failure::WrongSecret,
        UnlockError::OutOfMemory { .. } => Failure::OutOfMemory,
        UnlockError::TooCostly(_) | UnlockError::Damaged => Failure::Keyring,
    })?;
    Ok(Done::Unlocked(key.to_bytes()))
}

fn make_failure(error: MakeError) -> Failure {
    match error {
        MakeError::OutOfMemory { .. } => Failure::OutOfMemory,
        _ => Failure::Other,
    }
}
