//! Laws of the keyring: who opens it, who does not, and what is refused unread.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::cost::CostError;
use crate::random::RandomnessError;
use crate::vault::Vault;

mod device;

const RIGHT: &str = "five words that nobody guesses";

/// One keyring for all tests that do not need their own: every making costs a slow key.
fn shared() -> &'static (Keyring, [u8; 32], String) {
    static SHARED: OnceLock<(Keyring, [u8; 32], String)> = OnceLock::new();
    SHARED.get_or_init(|| {
        let (keyring, key, code) = Keyring::make(&Passphrase::new(RIGHT), Cost::FLOOR).unwrap();
        (keyring, *key.to_bytes(), code.to_string())
    })
}

fn key() -> VaultKey {
    VaultKey::from_bytes(shared().1)
}

fn passphrase(text: &str) -> Secret {
    Secret::Passphrase(Passphrase::new(text))
}

fn recovery_code(text: &str) -> Secret {
    Secret::RecoveryCode(RecoveryCode::parse(text).unwrap())
}

fn opened(keyring: &Keyring, secret: &Secret) -> Result<[u8; 32], UnlockError> {
    keyring.unlock(secret).map(|key| *key.to_bytes())
}

fn altered(alter: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut value: Value = serde_json::from_slice(&shared().0.to_json()).unwrap();
    alter(&mut value);
    serde_json::to_vec(&value).unwrap()
}

#[test]
fn both_secrets_open_one_key_and_wrong_ones_do_not() {
    let (keyring, key, code) = shared();
    assert_eq!(opened(keyring, &passphrase(RIGHT)), Ok(*key));
    assert_eq!(opened(keyring, &recovery_code(code)), Ok(*key));
    for wrong in [
        "",
        "Five words that nobody guesses",
        &"long ".repeat(200_000),
    ] {
        assert_eq!(
            opened(keyring, &passphrase(wrong)),
            Err(UnlockError::WrongSecret)
        );
    }
    let other = RecoveryCode::make().unwrap().to_string();
    assert_eq!(
        opened(keyring, &recovery_code(&other)),
        Err(UnlockError::WrongSecret)
    );
}

#[test]
fn an_empty_passphrase_and_a_cost_out_of_bounds_make_nothing() {
    let make = |text, cost| {
        Keyring::make(&Passphrase::new(text), cost)
            .map(|_| ())
            .unwrap_err()
    };
    assert_eq!(make(" \n", Cost::FLOOR), MakeError::EmptyPassphrase);
    let cheap = Cost {
        memory_kib: 8,
        passes: 1,
        lanes: 1,
    };
    assert_eq!(
        make(RIGHT, cheap),
        MakeError::Cost(CostError::BelowFloor(cheap))
    );
}

#[test]
fn json_comes_back_as_it_went() {
    let keyring = &shared().0;
    assert_eq!(&Keyring::from_json(&keyring.to_json()).unwrap(), keyring);
    assert_eq!(keyring.passphrase_cost(), Some(Cost::FLOOR));
}

#[test]
fn a_new_passphrase_leaves_exactly_one_that_works_and_the_recovery_code() {
    let (old, bytes, code) = shared();
    let new = old
        .replace_passphrase(&key(), &Passphrase::new("another five"), Cost::FLOOR)
        .unwrap();
    let new = Keyring::from_json(&new.to_json()).unwrap();
    assert_eq!(new.vault_id(), old.vault_id());
    assert_eq!(opened(&new, &passphrase("another five")), Ok(*bytes));
    assert_eq!(
        opened(&new, &passphrase(RIGHT)),
        Err(UnlockError::WrongSecret)
    );
    assert_eq!(opened(&new, &recovery_code(code)), Ok(*bytes));
    assert_eq!(new.0.slots.len(), 2);
    // Until the new keyring is stored, the old one opens as before: never neither.
    assert_eq!(opened(old, &passphrase(RIGHT)), Ok(*bytes));
    // What is sealed from now on has a new data key, and what was sealed before still opens.
    assert_eq!((old.0.epochs.len(), new.0.epochs.len()), (1, 2));
    let keys = new.open_epochs(&key()).unwrap();
    assert_eq!(*keys[0], *old.open_epochs(&key()).unwrap()[0]);
    assert_ne!(*keys[0], *keys[1]);
}

#[test]
fn a_new_recovery_code_ends_the_old_one_and_leaves_the_passphrase() {
    let (old, bytes, code) = shared();
    let (new, new_code) = old.replace_recovery_code(&key()).unwrap();
    assert_eq!(
        opened(&new, &recovery_code(&new_code.to_string())),
        Ok(*bytes)
    );
    assert_eq!(
        opened(&new, &recovery_code(code)),
        Err(UnlockError::WrongSecret)
    );
    assert_eq!(opened(&new, &passphrase(RIGHT)), Ok(*bytes));
}

#[test]
fn another_vault_s_key_changes_nothing_and_opens_nothing() {
    let keyring = &shared().0;
    let foreign = || VaultKey::from_bytes([9; 32]);
    let error = keyring.replace_passphrase(&foreign(), &Passphrase::new("x"), Cost::FLOOR);
    assert_eq!(error.unwrap_err(), MakeError::WrongKey);
    assert_eq!(
        keyring.replace_recovery_code(&foreign()).unwrap_err(),
        MakeError::WrongKey
    );
    assert_eq!(
        Vault::open(keyring, foreign()).unwrap_err(),
        UnlockError::Damaged
    );
}

#[test]
fn at_the_last_epoch_a_new_passphrase_is_still_to_be_had() {
    let mut draw = crate::random::counting();
    let mut form = shared().0.0.clone();
    for epoch in 2..=MAX_EPOCHS as u32 {
        form.epochs
            .push(Epoch::make(&mut draw, form.vault_id, &key(), epoch).unwrap());
    }
    let new = Keyring(form)
        .replace_passphrase(&key(), &Passphrase::new("y"), Cost::FLOOR)
        .unwrap();
    assert_eq!(
        Keyring::from_json(&new.to_json()).unwrap().0.epochs.len(),
        MAX_EPOCHS
    );
}

#[test]
fn a_keyring_that_would_cost_too_much_or_too_little_is_refused_at_once() {
    let slow = |name: &'static str, value: Value| {
        altered(|keyring| keyring["slots"][0]["argon2id"][name] = value)
    };
    let refused = [
        slow("memory_kib", json!(4 * 1024 * 1024)),
        slow("memory_kib", json!(8)),
        slow("memory_kib", json!(0)),
        slow("memory_kib", json!(u32::MAX)),
        slow("memory_kib", json!(1u64 << 32)),
        slow("memory_kib", json!(-1)),
        slow("passes", json!(u32::MAX)),
        slow("passes", json!(0)),
        slow("passes", json!(3)),
        slow("lanes", json!(0)),
        slow("lanes", json!(5)),
        slow("salt", json!("")),
        slow("salt", json!("00")),
        slow("salt", json!("zz".repeat(16))),
        slow("extra", json!(1)),
        altered(|k| k["v"] = json!(2)),
        altered(|k| k["slots"][0]["v"] = json!(2)),
        altered(|k| k["epochs"][0]["v"] = json!(0)),
        altered(|k| k["slots"] = json!([])),
        altered(|k| k["epochs"] = json!([])),
        altered(|k| k["epochs"][0]["epoch"] = json!(2)),
        altered(|k| k["slots"][1] = k["slots"][0].clone()),
        altered(|k| k["slots"][1]["argon2id"] = k["slots"][0]["argon2id"].clone()),
        altered(|k| k["slots"][0]["argon2id"] = Value::Null),
        altered(|k| k["slots"][0]["kind"] = json!("pin")),
        altered(|k| k["vault_id"] = json!("11")),
        altered(|k| k["more"] = json!(1)),
        b"".to_vec(),
        b"null".to_vec(),
        b"\xff\xfe".to_vec(),
        "[".repeat(200_000).into_bytes(),
        vec![b' '; 50 * 1024 * 1024],
    ];
    for json in refused {
        let start = Instant::now();
        let result = Keyring::from_json(&json);
        assert!(start.elapsed() < Duration::from_millis(50));
        let shown = String::from_utf8_lossy(&json[..json.len().min(600)]).into_owned();
        assert!(result.is_err(), "{shown}");
    }
}

#[test]
fn a_refusal_says_why() {
    let read = |json: Vec<u8>| Keyring::from_json(&json).unwrap_err();
    let newer = read(altered(|k| {
        k["v"] = json!(7);
        k["a field of tomorrow"] = json!(true);
    }));
    assert_eq!(newer, KeyringError::UnknownVersion { found: 7 });
    assert_eq!(newer.advice(), Some("update the app"));
    let dear = read(altered(|k| {
        k["slots"][0]["argon2id"]["memory_kib"] = json!(4 * 1024 * 1024)
    }));
    assert_eq!(
        dear.to_string(),
        "the passphrase cost is above the ceiling (4194304 KiB, 4 passes, 1 lanes)"
    );
}

#[test]
fn a_cost_within_bounds_but_changed_opens_nothing() {
    let json = altered(|k| k["slots"][0]["argon2id"]["passes"] = json!(5));
    let keyring = Keyring::from_json(&json).unwrap();
    assert_eq!(
        opened(&keyring, &passphrase(RIGHT)),
        Err(UnlockError::WrongSecret)
    );
}

#[test]
fn without_randomness_nothing_is_made() {
    let mut none = |_: &mut [u8]| Err(RandomnessError);
    let made = Keyring::make_with(&mut none, &Passphrase::new(RIGHT), Cost::FLOOR);
    assert_eq!(
        made.map(|_| ()).unwrap_err(),
        MakeError::Randomness(RandomnessError)
    );
    // And the same when it fails at any later draw.
    for good in 0..9 {
        let mut draws = 0;
        let mut failing = |buffer: &mut [u8]| {
            draws += 1;
            if draws > good {
                Err(RandomnessError)
            } else {
                crate::random::system(buffer)
            }
        };
        let new = Passphrase::new("z");
        let made = shared()
            .0
            .replace_passphrase_with(&mut failing, &key(), &new, Cost::FLOOR);
        assert_eq!(made.is_ok(), good >= 5, "after {good} draws");
    }
}

#[test]
fn debug_shows_no_secret() {
    let (_, bytes, code) = shared();
    let secret = recovery_code(code);
    assert_eq!(format!("{secret:?}"), "RecoveryCode([REDACTED])");
    assert_eq!(format!("{:?}", VaultKey::from_bytes(*bytes)), "[REDACTED]");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Opened by its recovery code, which is fast, so that thousands of damages can be tried.
    #[test]
    fn a_changed_digit_opens_nothing(at in any::<prop::sample::Index>(), digit in 0u8..16) {
        let (keyring, bytes, code) = shared();
        let mut json = keyring.to_json();
        let places: Vec<usize> = (0..json.len()).filter(|i| json[*i].is_ascii_hexdigit()).collect();
        let place = places[at.index(places.len())];
        json[place] = b"0123456789abcdef"[usize::from(digit)];
        if json == keyring.to_json() {
            return Ok(());
        }
        let Ok(read) = Keyring::from_json(&json) else { return Ok(()) };
        // The slot of the passphrase is not asked; everything else is bound.
        if read.0.slots[0] == keyring.0.slots[0] {
            prop_assert!(opened(&read, &recovery_code(code)).is_err());
        } else {
            prop_assert_eq!(opened(&read, &recovery_code(code)), Ok(*bytes));
        }
    }

    #[test]
    fn no_bytes_panic(bytes: Vec<u8>) {
        let _ = Keyring::from_json(&bytes);
    }
}
