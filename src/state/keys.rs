//! What opens the journal, changed: another passphrase, another recovery code, the device itself.
//! Each change is one transaction, so that the old keyring holds or the new one does.

use std::rc::Rc;

use vault::{DeviceKeyslot, DeviceSecret, Keyring, Vault, VaultKey};
use zeroize::Zeroizing;

use super::records::{SaveError, Write};
use super::session::{Key, Session};
use super::trouble::Trouble;
use crate::browser::{BrowserError, authenticator};
use crate::jobs::{Done, Failure, Job};

/// A recovery code that was drawn and does not count before it was noted down.
pub struct NewCode {
    keyring: Keyring,
    key: VaultKey,
    /// To be printed or saved.
    pub code: Zeroizing<String>,
}

impl Session {
    /// Replaces the passphrase. The old one, or the recovery code, is typed once more.
    pub async fn change_passphrase(self, old: Key, new: Zeroizing<String>) -> Result<(), Trouble> {
        let keyring = self.keyring().await?;
        let key = self.open_key(&keyring, old).await?;
        let job = Job::Rekey {
            keyring: text(&keyring)?,
            key: key.to_bytes(),
            passphrase: new,
        };
        let (Done::Rekeyed(json), _) = self.run(&job, |_| {}).await? else {
            return Err(Failure::Other.into());
        };
        let keyring = Keyring::from_json(json.as_bytes()).map_err(|_| Failure::Other)?;
        Ok(self.store_keyring(keyring, key).await?)
    }

    /// Draws another recovery code. It counts once [`Session::keep_code`] has stored it.
    pub async fn make_code(self, secret: Key) -> Result<NewCode, Trouble> {
        let keyring = self.keyring().await?;
        let key = self.open_key(&keyring, secret).await?;
        let (keyring, code) = keyring
            .replace_recovery_code(&key)
            .map_err(|_| Failure::Other)?;
        Ok(NewCode {
            keyring,
            key,
            code: Zeroizing::new(code.to_string()),
        })
    }

    /// From now on the new code opens the journal, and the old one no longer does.
    pub async fn keep_code(self, new: NewCode) -> Result<(), SaveError> {
        self.store_keyring(new.keyring, new.key).await
    }

    /// Whether the device can unlock, as far as it says.
    pub async fn has_authenticator(self) -> bool {
        authenticator::is_there().await
    }

    /// Whether the device unlocks this journal.
    pub async fn device(self) -> Option<DeviceKeyslot> {
        self.keyring().await.ok()?.device()
    }

    /// Lets the device unlock. The passphrase is typed once more, and goes on opening the journal.
    pub async fn add_device(self, secret: Key, name: &str) -> Result<(), Trouble> {
        let keyring = self.keyring().await?;
        let key = self.open_key(&keyring, secret).await?;
        let id = authenticator::make_key(name).await.map_err(refused)?;
        let id = id.ok_or(Failure::NoDevice)?;
        let input = DeviceKeyslot::make_input().map_err(|_| Failure::Other)?;
        let secret = ask_device(&id, &input).await?;
        let keyring = keyring
            .with_device(&key, id, input, &secret)
            .map_err(|_| Failure::Other)?;
        Ok(self.store_keyring(keyring, key).await?)
    }

    /// The device no longer unlocks this journal.
    pub async fn remove_device(self) -> Result<(), Trouble> {
        let keyring = self.keyring().await?.without_device();
        let records = self.records()?;
        let write = Write::Keyring(Box::new(keyring), records.vault());
        Ok(records.change(vec![write]).await?)
    }

    /// What the device gives, to unlock with.
    pub async fn device_key(self) -> Result<Key, Trouble> {
        let slot = self.device().await.ok_or(Failure::NoDevice)?;
        let secret = ask_device(&slot.credential_id, &slot.prf_input).await?;
        Ok(Key::Device(secret))
    }

    async fn store_keyring(self, keyring: Keyring, key: VaultKey) -> Result<(), SaveError> {
        let records = self.records()?;
        let vault = Vault::open(&keyring, key).map_err(|_| SaveError::Seal)?;
        let write = Write::Keyring(Box::new(keyring), Rc::new(vault));
        records.change(vec![write]).await
    }
}

async fn ask_device(id: &[u8], input: &[u8; 32]) -> Result<DeviceSecret, Trouble> {
    let secret = authenticator::secret(id, input).await.map_err(refused)?;
    let secret = secret.and_then(DeviceSecret::from_bytes);
    Ok(secret.ok_or(Failure::NoDevice)?)
}

/// A person who closes the device's own question has not made a mistake.
fn refused(_: BrowserError) -> Failure {
    Failure::DeviceRefused
}

fn text(keyring: &Keyring) -> Result<String, Failure> {
    String::from_utf8(keyring.to_json()).map_err(|_| Failure::Keyring)
}
