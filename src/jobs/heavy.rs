//! The worker's work: stretching passphrases, packing bundles.

mod backup;
mod pack;

use bundle::{DeviceKey, Identity};
use vault::{Cost, Keyring, MakeError, Passphrase, RecoveryCode, Secret, UnlockError, VaultKey};
use zeroize::Zeroizing;

use super::{Done, Failure, Job, Journal};
use crate::browser::clock;
use crate::browser::worker::{self, OnStep, Payload};

/// A passphrase that takes longer than this on the standard cost gets a cheaper one, in
/// milliseconds.
const PATIENCE: f64 = 3_000.0;

/// Answers jobs until the page ends the worker.
pub fn serve() {
    worker::serve::<Journal>(run);
}

fn run(job: Job, payload: Payload, step: OnStep) -> (Done, Vec<u8>) {
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
        } => pack::begin(*outgoing, &device_seed, &own_identity, &recipients, &*step),
        Job::PackRecording { mime, duration_ms } => pack::add(&payload.bytes(), &mime, duration_ms),
        Job::CheckPacked => pack::check(&payload, &*step).map(bare),
        Job::Rekey {
            keyring,
            key,
            passphrase,
        } => rekey(&keyring, VaultKey::from_bytes(*key), &passphrase).map(bare),
        Job::BeginBackup {
            about,
            secret,
            is_recovery_code,
        } => secret_text(&secret, is_recovery_code).and_then(|secret| backup::begin(about, secret)),
        Job::SealRows => backup::add(&payload.bytes()),
        Job::EndBackup => backup::end(),
        Job::CheckBackup => backup::check(&payload, step).map(bare),
        Job::OpenBackup {
            secret,
            is_recovery_code,
        } => secret_text(&secret, is_recovery_code)
            .and_then(|secret| backup::open(&payload, &secret, step))
            .map(bare),
        Job::BackupPart { number } => backup::part(number),
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
