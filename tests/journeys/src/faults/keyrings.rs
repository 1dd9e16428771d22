//! Keyrings that somebody else wrote.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Bench, Outcome, doors::is_told, inside::KEYRING, raw, tally::ensure};

/// A keyring that is refused before a key is derived is refused at once; deriving one at the costs
/// that are asked for here would take minutes.
const AT_ONCE_MS: f64 = 2_000.0;

/// Taps, and takes the time until the page answers.
const TRY: &str = "
    const done = arguments[0];
    const error = () => !!document.querySelector('#unlock-error .error');
    const started = performance.now();
    // What was said the time before stands there still.
    let is_fresh = !error();
    const watch = new MutationObserver(() => {
        is_fresh ||= !error();
        const answer = { error: error(), lock: !!document.querySelector('#lock'),
            stop: !!document.querySelector('#stop'), took: performance.now() - started };
        if (!(is_fresh && answer.error) && !answer.lock && !answer.stop) return;
        watch.disconnect();
        done(answer);
    });
    watch.observe(document.body, { childList: true, subtree: true });
    document.querySelector('#unlock').click();";

/// What somebody could have made of a keyring, and whether it is refused without a key.
fn keyrings(keyring: &Value) -> Vec<(&'static str, Vec<u8>, bool)> {
    let slot = |change: fn(&mut Value)| {
        let mut changed = keyring.clone();
        let slots = changed["slots"].as_array_mut().expect("there are slots");
        let slot = slots.iter_mut().find(|slot| slot["kind"] == "passphrase");
        change(slot.expect("there is a passphrase"));
        changed.to_string().into_bytes()
    };
    let all = |change: fn(&mut Value)| {
        let mut changed = keyring.clone();
        change(&mut changed);
        changed.to_string().into_bytes()
    };
    vec![
        (
            "4 GiB of memory",
            slot(|s| s["argon2id"]["memory_kib"] = json!(4_194_304)),
            true,
        ),
        (
            "more memory than a number",
            slot(|s| s["argon2id"]["memory_kib"] = json!(u64::MAX)),
            true,
        ),
        (
            "8 KiB of memory",
            slot(|s| s["argon2id"]["memory_kib"] = json!(8)),
            true,
        ),
        (
            "no memory",
            slot(|s| s["argon2id"]["memory_kib"] = json!(0)),
            true,
        ),
        (
            "2^32 - 1 passes",
            slot(|s| s["argon2id"]["passes"] = json!(u32::MAX)),
            true,
        ),
        (
            "no pass",
            slot(|s| s["argon2id"]["passes"] = json!(0)),
            true,
        ),
        (
            "half a pass",
            slot(|s| s["argon2id"]["passes"] = json!(0.5)),
            true,
        ),
        ("no lane", slot(|s| s["argon2id"]["lanes"] = json!(0)), true),
        (
            "255 lanes",
            slot(|s| s["argon2id"]["lanes"] = json!(255)),
            true,
        ),
        ("no salt", slot(|s| s["argon2id"]["salt"] = json!("")), true),
        (
            "a salt of a megabyte",
            slot(|s| s["argon2id"]["salt"] = "00".repeat(1_000_000).into()),
            true,
        ),
        ("another kind", slot(|s| s["kind"] = json!("none")), true),
        ("a newer slot", slot(|s| s["v"] = json!(2)), true),
        ("no nonce", slot(|s| s["nonce"] = json!("")), true),
        ("a newer keyring", all(|k| k["v"] = json!(2)), true),
        ("no slot", all(|k| k["slots"] = json!([])), true),
        ("no epoch", all(|k| k["epochs"] = json!([])), true),
        ("nothing", Vec::new(), true),
        ("no JSON", b"\xff\xfe{".to_vec(), true),
        ("deep", "[".repeat(100_000).into_bytes(), true),
        (
            "another salt",
            slot(|s| s["argon2id"]["salt"] = "00".repeat(16).into()),
            false,
        ),
        (
            "48 MiB and one pass more",
            slot(|s| {
                s["argon2id"]["memory_kib"] = json!(49_152);
                s["argon2id"]["passes"] = json!(4);
            }),
            false,
        ),
    ]
}

/// F22 and F23: the keyring asks for what would stop the phone, or for too little.
pub(super) fn hostile(bench: &Bench, rounds: u32) -> Outcome {
    let browser = bench.phone("keyrings", Bench::options());
    let before = raw::read(&browser).expect("the rows can be read");
    let place = (KEYRING.to_owned(), KEYRING.to_owned());
    let keyring = serde_json::from_slice(&before[&place]).expect("the keyring is JSON");
    let cases = keyrings(&keyring).into_iter();
    let cases = cases.map(|(name, bytes, at_once)| (name.to_owned(), (bytes, at_once)));
    let outcome = Outcome::of_cases(rounds, cases, |(bytes, at_once)| {
        raw::write(&browser, &BTreeMap::from([(place.clone(), Some(bytes))]));
        browser.replace("#passphrase", &bench.person.passphrase);
        let answer = browser.run_async(TRY, &[]);
        let took = answer["took"].as_f64().unwrap_or(f64::MAX);
        ensure(answer["error"] == true, || {
            format!("it is answered {answer}")
        })?;
        ensure(!at_once || took < AT_ONCE_MS, || {
            format!("refused after {took:.0} ms")
        })
    });
    // The right one opens again.
    raw::write(
        &browser,
        &BTreeMap::from([(place.clone(), Some(before[&place].clone()))]),
    );
    bench.person.unlock(&browser);
    assert!(!is_told(&browser));
    outcome
}
