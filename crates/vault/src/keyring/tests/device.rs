//! Laws of the device's slot: it is one more way in, and it never closes another.

use super::*;
use crate::keyring::slot::Slot;
use crate::vault_id::VaultId;

const INPUT: [u8; 32] = [0x1f; 32];

fn secret(byte: u8) -> DeviceSecret {
    DeviceSecret::from_bytes([byte; 32]).unwrap()
}

fn device(byte: u8) -> Secret {
    Secret::Device(secret(byte))
}

/// The shared keyring with a slot for the device whose authenticator gives 0x07, 32 times.
fn with_device() -> Keyring {
    let new = shared()
        .0
        .with_device(&key(), vec![0xc1; 64], INPUT, &secret(7));
    Keyring::from_json(&new.unwrap().to_json()).unwrap()
}

fn device_slot(keyring: &mut Keyring) -> &mut Slot {
    let mut slots = keyring.0.slots.iter_mut();
    slots.find(|slot| slot.kind() == Kind::Device).unwrap()
}

/// A keyring of three slots, the device's last, as JSON that was altered.
fn altered_device(alter: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut value: Value = serde_json::from_slice(&with_device().to_json()).unwrap();
    alter(&mut value);
    serde_json::to_vec(&value).unwrap()
}

#[test]
fn the_device_opens_what_the_other_secrets_open_and_a_wrong_one_does_not() {
    let (old, bytes, code) = shared();
    let new = with_device();
    assert_eq!(opened(&new, &device(7)), Ok(*bytes));
    assert_eq!(opened(&new, &passphrase(RIGHT)), Ok(*bytes));
    assert_eq!(opened(&new, &recovery_code(code)), Ok(*bytes));
    assert_eq!(opened(&new, &device(8)), Err(UnlockError::WrongSecret));
    assert_eq!(opened(old, &device(7)), Err(UnlockError::NoSuchSlot));
    // No epoch begins: nothing that was known before is to be forgotten.
    assert_eq!(new.0.epochs, old.0.epochs);
}

#[test]
fn the_keyring_says_what_to_ask_the_authenticator_for() {
    let expected = DeviceKeyslot {
        credential_id: vec![0xc1; 64],
        prf_input: INPUT,
    };
    assert_eq!(with_device().device(), Some(expected));
    assert_eq!(shared().0.device(), None);
    assert_ne!(DeviceKeyslot::make_input(), DeviceKeyslot::make_input());
}

#[test]
fn an_authenticator_that_gives_zeros_is_refused() {
    assert!(DeviceSecret::from_bytes([0; 32]).is_none());
    let mut one = [0; 32];
    one[31] = 1;
    assert!(DeviceSecret::from_bytes(one).is_some());
}

#[test]
fn a_changed_input_slot_or_vault_opens_nothing() {
    let mut keyring = with_device();
    let slot = device_slot(&mut keyring);
    slot.device.as_mut().unwrap().prf_input[0] ^= 1;
    assert_eq!(opened(&keyring, &device(7)), Err(UnlockError::WrongSecret));

    let mut keyring = with_device();
    device_slot(&mut keyring).id[15] ^= 1;
    assert_eq!(opened(&keyring, &device(7)), Err(UnlockError::WrongSecret));

    let mut keyring = with_device();
    keyring.0.vault_id = VaultId([9; 16]);
    assert_eq!(opened(&keyring, &device(7)), Err(UnlockError::WrongSecret));

    // A slot of the recovery code under the device's name: the kind is bound, and so is its key.
    let mut keyring = with_device();
    let recovery = keyring.slot(Kind::RecoveryCode).unwrap().clone();
    let slot = device_slot(&mut keyring);
    (slot.id, slot.nonce, slot.ct) = (recovery.id, recovery.nonce, recovery.ct);
    assert_eq!(opened(&keyring, &device(7)), Err(UnlockError::WrongSecret));
}

/// The credential id only names whom to ask: who answers rightly, opens.
#[test]
fn the_credential_id_is_not_bound() {
    let mut keyring = with_device();
    let slot = device_slot(&mut keyring);
    slot.device.as_mut().unwrap().credential_id = vec![1];
    assert_eq!(opened(&keyring, &device(7)), Ok(shared().1));
}

#[test]
fn a_new_device_ends_the_old_one() {
    let new = with_device().with_device(&key(), vec![2], [3; 32], &secret(9));
    let new = Keyring::from_json(&new.unwrap().to_json()).unwrap();
    assert_eq!(new.0.slots.len(), 3);
    assert_eq!(opened(&new, &device(9)), Ok(shared().1));
    assert_eq!(opened(&new, &device(7)), Err(UnlockError::WrongSecret));
    assert_eq!(new.device().unwrap().credential_id, [2]);
}

#[test]
fn new_secrets_leave_the_device_as_it_is() {
    let keyring = with_device();
    let new = keyring
        .replace_passphrase(&key(), &Passphrase::new("another five"), Cost::FLOOR)
        .unwrap();
    let (new, _) = new.replace_recovery_code(&key()).unwrap();
    let new = Keyring::from_json(&new.to_json()).unwrap();
    assert_eq!(new.device(), keyring.device());
    assert_eq!(opened(&new, &device(7)), Ok(shared().1));
}

#[test]
fn without_the_device_everything_is_as_before() {
    let old = &shared().0;
    assert_eq!(&with_device().without_device(), old);
    assert_eq!(&old.without_device(), old);
}

#[test]
fn another_vault_s_key_and_a_credential_id_out_of_bounds_make_nothing() {
    let keyring = &shared().0;
    let foreign = VaultKey::from_bytes([9; 32]);
    let error = keyring.with_device(&foreign, vec![1], INPUT, &secret(7));
    assert_eq!(error.unwrap_err(), MakeError::WrongKey);
    for (length, is_good) in [(0, false), (1, true), (1023, true), (1024, false)] {
        let made = keyring.with_device(&key(), vec![1; length], INPUT, &secret(7));
        let expected = (!is_good).then_some(MakeError::BadCredentialId { length });
        assert_eq!(made.err(), expected);
    }
}

#[test]
fn without_randomness_no_slot_is_made() {
    for good in 0..3 {
        let mut draws = 0;
        let mut failing = |buffer: &mut [u8]| {
            draws += 1;
            if draws > good {
                Err(RandomnessError)
            } else {
                crate::random::system(buffer)
            }
        };
        let asked = with_device().device().unwrap();
        let made = shared()
            .0
            .with_device_with(&mut failing, &key(), asked, &secret(7));
        assert_eq!(made.is_ok(), good >= 2, "after {good} draws");
    }
}

#[test]
fn a_device_slot_that_does_not_fit_is_refused() {
    let asked = |name: &'static str, value: Value| {
        altered_device(|keyring| keyring["slots"][2]["device"][name] = value)
    };
    let refused = [
        asked("credential_id", json!("")),
        asked("credential_id", json!("c")),
        asked("credential_id", json!("zz")),
        asked("credential_id", json!("c1".repeat(1024))),
        asked("prf_input", json!("")),
        asked("prf_input", json!("1f".repeat(31))),
        asked("prf_input", json!("1f".repeat(33))),
        asked("extra", json!(1)),
        altered_device(|k| k["slots"][2]["device"] = Value::Null),
        altered_device(|k| k["slots"][2]["device"] = json!({})),
        altered_device(|k| k["slots"][2]["v"] = json!(2)),
        altered_device(|k| k["slots"][2]["kind"] = json!("recovery_code")),
        altered_device(|k| k["slots"][0]["device"] = k["slots"][2]["device"].clone()),
        altered_device(|k| k["slots"][1]["device"] = k["slots"][2]["device"].clone()),
        altered_device(|k| k["slots"][2]["argon2id"] = k["slots"][0]["argon2id"].clone()),
        altered_device(|k| k["slots"][1] = k["slots"][2].clone()),
        altered_device(|k| k["slots"] = json!([k["slots"][2]])),
    ];
    for json in refused {
        let shown = String::from_utf8_lossy(&json[..json.len().min(900)]).into_owned();
        assert!(Keyring::from_json(&json).is_err(), "{shown}");
    }
    let longest = asked("credential_id", json!("c1".repeat(1023)));
    assert!(Keyring::from_json(&longest).is_ok());
}

#[test]
fn one_of_the_other_secrets_is_enough_beside_the_device() {
    for other in 0..2 {
        let json = altered_device(|k| k["slots"] = json!([k["slots"][other], k["slots"][2]]));
        let keyring = Keyring::from_json(&json).unwrap();
        assert_eq!(opened(&keyring, &device(7)), Ok(shared().1));
        assert_eq!(keyring.without_device().0.slots.len(), 1);
    }
}

#[test]
fn debug_shows_nothing_of_the_device_s_secret() {
    assert_eq!(format!("{:?}", device(7)), "Device([REDACTED])");
}

#[test]
fn the_longest_keyring_is_read_again() {
    let mut draw = crate::random::counting();
    let made = shared()
        .0
        .with_device(&key(), vec![1; 1023], INPUT, &secret(7));
    let mut form = made.unwrap().0;
    for epoch in 2..=MAX_EPOCHS as u32 {
        let made = Epoch::make(&mut draw, form.vault_id, &key(), epoch);
        form.epochs.push(made.unwrap());
    }
    assert!(Keyring::from_json(&Keyring(form).to_json()).is_ok());
}
