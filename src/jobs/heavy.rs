//! The worker's work: stretching passphrases, packing bundles.

use bundle::{DeviceKey, Identity, Outgoing, Recipient};
use journal::Entry;
use vault::{Cost, Keyring, MakeError, Passphrase, RecoveryCode, Secret, UnlockError};

use super::{Done, Failure, Job, Step};
use crate::browser::{clock, worker};

/// A passphrase that takes longer than this on the standard cost gets a cheaper one, in
/// milliseconds.
const PATIENCE: f64 = 3_000.0;

/// Answers jobs until the page ends the worker.
pub fn serve() {
    worker::serve(run);
}

fn run(job: Job, step: &dyn Fn(Step)) -> (Done, Vec<u8>) {
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
        } => pack(&outgoing, &device_seed, &own_identity, &recipients, step),
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
    let mut made = Err(Failure::OutOfMemory);
    for cost in Cost::LADDER {
        let started = now();
        made = Keyring::make(&passphrase, cost).map_err(make_failure);
        match made {
            Ok(_) if now() - started <= PATIENCE => break,
            Err(failure) if failure != Failure::OutOfMemory => break,
            _ => {}
        }
    }
    let (keyring, key, recovery_code) = made?;
    let device = DeviceKey::make();
    Ok(Done::Begun {
        keyring: String::from_utf8(keyring.to_json()).map_err(|_| Failure::Other)?,
        key: *key.to_bytes(),
        recovery_code: recovery_code.to_string(),
        device_seed: *device.seed(),
        device_key: device.public(),
        own_identity: Identity::make().to_secret_string().to_string(),
    })
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
    Ok(Done::Unlocked(*key.to_bytes()))
}

fn make_failure(error: MakeError) -> Failure {
    match error {
        MakeError::OutOfMemory { .. } => Failure::OutOfMemory,
        _ => Failure::Other,
    }
}

fn pack(
    outgoing: &Outgoing,
    device_seed: &[u8; 32],
    own_identity: &str,
    recipients: &[(String, String, String)],
    step: impl Fn(Step),
) -> Result<(Done, Vec<u8>), Failure> {
    step(Step::Sealing);
    let own: Identity = own_identity.parse().map_err(|_| Failure::Other)?;
    let recipients = recipients
        .iter()
        .map(|(id, name, key)| Ok((id.clone(), name.clone(), key.parse::<Recipient>()?)))
        .collect::<Result<Vec<_>, bundle::ParseKeyError>>()
        .map_err(|_| Failure::Other)?;
    let device = DeviceKey::from_seed(device_seed);
    let packed = bundle::pack(outgoing, &device, &recipients, &own.recipient());
    let packed = packed.map_err(|error| match error {
        bundle::PackError::Nothing => Failure::Nothing,
        bundle::PackError::TooLarge => Failure::TooLarge,
        _ => Failure::Other,
    })?;
    step(Step::Checking);
    let opened = bundle::open(&packed.bytes, &[own]).map_err(|_| Failure::NotTheSame)?;
    let found: Vec<Entry> = opened
        .entries
        .into_iter()
        .map(|opened| opened.entry)
        .collect();
    if found != packed.entries || opened.tagmanifest_sha512 != packed.receipt.tagmanifest_sha512 {
        return Err(Failure::NotTheSame);
    }
    Ok((Done::Packed(Box::new(packed.receipt)), packed.bytes))
}
