//! What leaves goes wrong: the browser ends, the sheet is closed, the study is not one.

use std::{collections::BTreeSet, fs, path::PathBuf, thread, time::Duration};

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{
    Bench, Outcome,
    bench::{FIRST, SECOND},
    doors::{Met, arrive, unlock},
    inside::Held,
    tally::ensure,
};
use crate::{Browser, Person, back_up, look_into, run, save, share};

/// Up to the file that can be handed over.
#[track_caller]
fn make(browser: &Browser) {
    Person::go(browser, "/share");
    browser.see(".pick");
    // What left already is chosen once more by hand.
    if browser.has("#review:disabled") {
        browser.tap(".pick input");
    }
    browser.tap("#review");
    browser.tap("#make");
    browser.see(".receipt");
}

fn receipts(held: &Held) -> Vec<Value> {
    let all = held.values.iter();
    let all = all.filter(|((store, _), _)| store == "receipts");
    all.map(|(_, value)| value.clone()).collect()
}

/// F67: the browser is killed while the file is saved.
pub(super) fn killed_while_saving(bench: &Bench, rounds: u32) -> Outcome {
    let mut browser = bench.open_phone("killed-saving", Bench::options());
    let before = bench
        .inside()
        .look(&browser)
        .expect("it is whole")
        .entries();
    Outcome::of(rounds, |_| {
        for old in fs::read_dir(browser.downloads())
            .into_iter()
            .flatten()
            .flatten()
        {
            fs::remove_file(old.path()).map_err(|error| error.to_string())?;
        }
        make(&browser);
        let digests: BTreeSet<String> = receipts(&bench.inside().look(&browser)?)
            .iter()
            .filter_map(|receipt| receipt["file_sha256"].as_str().map(str::to_owned))
            .collect();
        browser.run("document.querySelector('#save-file').click();", &[]);
        thread::sleep(Duration::from_millis(fastrand::u64(0..150)));
        browser.kill();
        browser.open();
        let met = arrive(&browser, bench);
        ensure(met == Met::Locked, || format!("one meets {met:?}"))?;
        let held = bench.inside().look(&browser)?;
        ensure(held.entries() == before, || "the entries are others".into())?;
        ensure(!unlock(&browser, &bench.person), || {
            "the app misses something".into()
        })?;
        for file in fs::read_dir(browser.downloads())
            .into_iter()
            .flatten()
            .flatten()
        {
            if file.path().extension().is_some_and(|end| end == "age") {
                let bytes = fs::read(file.path()).map_err(|error| error.to_string())?;
                let digest = hex::encode(Sha256::digest(&bytes));
                ensure(digests.contains(&digest), || {
                    format!(
                        "{} bytes under the final name are not the file",
                        bytes.len()
                    )
                })?;
            }
        }
        Ok(())
    })
}

/// Share sheets that do not take the file.
const SHEETS: [(&str, &str); 4] = [
    (
        "closed",
        "Promise.reject(new DOMException('made to fail', 'AbortError'))",
    ),
    (
        "refused",
        "Promise.reject(new DOMException('made to fail', 'NotAllowedError'))",
    ),
    (
        "broken",
        "(() => { throw new DOMException('made to fail', 'DataError'); })()",
    ),
    ("of a strange answer", "Promise.reject(null)"),
];

/// F68: the sheet does not take the file: it is not called handed over.
pub(super) fn sheet_closed(bench: &Bench, rounds: u32) -> Outcome {
    let browser = bench.phone("sheet", Bench::options());
    let cases = SHEETS.map(|(name, answer)| (name.to_owned(), answer));
    Outcome::of_cases(rounds, cases, |answer| {
        let script = format!(
            "Navigator.prototype.canShare = () => true;
             Navigator.prototype.share = () => {answer};"
        );
        let added = browser.add_script(&script);
        bench.return_to(&browser);
        make(&browser);
        browser.tap("#share-file");
        // It is noted before the sheet answers, and taken back then.
        thread::sleep(Duration::from_millis(300));
        browser.see_gone("#handed");
        let held = bench.inside().look(&browser)?;
        browser.remove_script(added);
        let handed = receipts(&held)
            .iter()
            .filter(|receipt| !receipt["handed_over_at"].is_null())
            .count();
        ensure(handed == 0, || format!("{handed} are called handed over"))
    })
}

/// F69: what was handed over stays with its writer.
pub(super) fn stays_after_sharing(bench: &Bench, rounds: u32) -> Outcome {
    Outcome::of(rounds, |_| {
        let browser = bench.open_phone("stays", Bench::options());
        let before = bench.inside().look(&browser)?;
        save_bundle(&browser);
        bench.return_to(&browser);
        let after = bench.inside().look(&browser)?;
        ensure(after.entries() == before.entries(), || {
            "the entries are others".into()
        })?;
        Person::go(&browser, "/entries");
        browser.until("they are listed", || browser.texts(".entry").len() == 2);
        Ok(())
    })
}

/// Makes a bundle, saves it, and gives the whole file.
#[track_caller]
fn save_bundle(browser: &Browser) -> PathBuf {
    make(browser);
    save(browser)
}

type Spoil = fn(&mut Value);

/// What a study must not be.
const PACKS: [(&str, Spoil); 15] = [
    ("no recipients", |pack| {
        pack["recipients"] = Value::Array(vec![])
    }),
    ("one recipient", |pack| {
        let first = pack["recipients"][0].clone();
        pack["recipients"] = Value::Array(vec![first]);
    }),
    ("twice the same recipient", |pack| {
        pack["recipients"][1]["public_key"] = pack["recipients"][0]["public_key"].clone();
    }),
    ("a key that is none", |pack| {
        pack["recipients"][0]["public_key"] = "age1nothing".into()
    }),
    ("a key of another kind", |pack| {
        pack["recipients"][0]["public_key"] = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAA".into();
    }),
    ("a secret key", |pack| {
        pack["recipients"][0]["public_key"] =
            "AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ".into();
    }),
    ("no key", |pack| {
        pack["recipients"][0]["public_key"] = Value::Null
    }),
    ("a reader who assesses", |pack| {
        pack["team"][1]["assesses_participants"] = true.into()
    }),
    ("a newer format", |pack| {
        pack["format"] = "study-pack/99".into()
    }),
    ("no questions", |pack| {
        pack["prompts"] = Value::Array(vec![])
    }),
    ("no consent", |pack| pack["consent"] = Value::Null),
    ("no title", |pack| pack["title"] = Value::Null),
    ("no id", |pack| pack["pack_id"] = Value::Null),
    ("a number for a date", |pack| {
        pack["waves"][1]["from"] = 7.into();
    }),
    ("a key that is cut", |pack| {
        let key = pack["recipients"][0]["public_key"].as_str();
        let cut = key
            .and_then(|key| key.get(..key.len() - 1))
            .map(str::to_owned);
        pack["recipients"][0]["public_key"] = cut.into();
    }),
];

/// F70: a study that is none, or whose keys are none, is refused with its reason.
pub(super) fn studies_refused(bench: &Bench, rounds: u32) -> Outcome {
    let browser = Browser::start(&bench.folder("packs"), Bench::options());
    let good: Value = serde_json::from_str(&bench.world.pack).expect("the study is JSON");
    let file = bench.world.path("study.json");
    let outcome = Outcome::of_cases(
        rounds,
        PACKS.map(|(name, spoil)| (name.to_owned(), spoil)),
        |spoil| {
            let mut pack = good.clone();
            spoil(&mut pack);
            fs::write(&file, pack.to_string()).map_err(|error| error.to_string())?;
            browser.go(&bench.world.url());
            // The field for another study's file stands on both pages; the way on stands on one.
            browser.see_any(&["#pack-faults li", "#study-file", "#to-code"]);
            ensure(!browser.has("#to-code"), || "one can join".into())
        },
    );
    fs::write(&file, &bench.world.pack).expect("the study can be written");
    outcome
}

/// F71: what was left out is not in the file.
pub(super) fn left_out(bench: &Bench, rounds: u32) -> Outcome {
    let browser = bench.open_phone("left-out", Bench::options());
    Outcome::of(rounds, |round| {
        let (out, stays) = if round % 2 == 0 {
            (&FIRST, &SECOND)
        } else {
            (&SECOND, &FIRST)
        };
        bench.return_to(&browser);
        Person::go(&browser, "/share");
        browser.see(".pick");
        // Both are chosen, whether they were shared before or not.
        for pick in 1..=browser.texts("ul.picks.entries .pick").len() {
            let wanted = browser
                .texts(&format!("ul.picks.entries .pick:nth-child({pick})"))
                .concat();
            let is_out = wanted.contains(if out.title.is_empty() {
                "Tea in the"
            } else {
                out.title
            });
            let chosen = format!("ul.picks.entries .pick:nth-child({pick}) input:checked");
            if browser.has(&chosen) == is_out {
                browser.tap(&format!("ul.picks.entries .pick:nth-child({pick}) .choice"));
            }
        }
        browser.tap("#review");
        let file = share(&browser);
        let zip = bench.world.path("left-out.zip");
        let arguments = [
            "-d",
            "-i",
            "desk.key",
            "-o",
            "left-out.zip",
            &file.display().to_string(),
        ];
        run("age", &bench.world.path(""), &arguments, None);
        let opened = fs::read(&zip).map_err(|error| error.to_string())?;
        let opened = String::from_utf8_lossy(&opened);
        let sentence = |note: &crate::Note| note.text.lines().next().unwrap_or_default().to_owned();
        ensure(opened.contains(&sentence(stays)), || {
            "what is shared is not there".into()
        })?;
        ensure(!opened.contains(&sentence(out)), || {
            "what was left out is there".into()
        })
    })
}

/// A file, the secret that is typed, and whether it opens.
type Given = (Vec<u8>, String, bool);

/// F72: a backup comes back exactly, again, or not at all; it never goes over what is newer.
pub(super) fn brought_back(bench: &Bench, rounds: u32) -> Outcome {
    let browser = bench.open_phone("backup", Bench::options());
    let before = bench.inside().look(&browser).expect("it is whole");
    browser.go(&format!("{}backup", bench.world.url()));
    bench.person.unlock(&browser);
    let file = back_up(&browser, &bench.person);
    let good = fs::read(&file).expect("the backup can be read");
    let half = good[..good.len() / 2].to_vec();
    let mut flipped = good.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 1;
    let right = bench.person.passphrase.clone();
    let cases: Vec<(&str, Given)> = vec![
        ("whole", (good.clone(), right.clone(), true)),
        ("again", (good.clone(), right.clone(), true)),
        (
            "by the recovery code of another",
            (good.clone(), "quite another one".into(), false),
        ),
        ("cut", (half, right.clone(), false)),
        ("flipped", (flipped, right.clone(), false)),
        (
            "with more behind it",
            (
                [good.clone(), b"more".to_vec()].concat(),
                right.clone(),
                false,
            ),
        ),
        (
            "a bundle's header only",
            (b"age-encryption.org/v1\n".to_vec(), right.clone(), false),
        ),
        ("nothing", (Vec::new(), right.clone(), false)),
        ("something else", (b"a letter".to_vec(), right, false)),
    ];
    let phone = Browser::start(&bench.folder("restored"), Bench::options());
    let cases = cases
        .into_iter()
        .map(|(name, case)| (name.to_owned(), case));
    Outcome::of_cases(rounds, cases, |(bytes, secret, opens)| {
        let given = bench.world.path("given.backup");
        fs::write(&given, bytes).map_err(|error| error.to_string())?;
        phone.go(&format!("{}restore", bench.world.url()));
        let seen = phone.see_any(&["#restore-secret", "#passphrase"]);
        if seen == "#passphrase" {
            bench.person.unlock(&phone);
            phone.see("#restore-secret");
        }
        let seen = look_into(&phone, &given, &secret);
        ensure((seen == "#restore-plan") == opens, || {
            format!("one sees {seen}")
        })?;
        // Where all of it is here already, there is nothing to bring back.
        if opens && phone.sees("#restore-now") {
            phone.tap("#restore-now");
            phone.see("#restored");
        }
        phone.go(&bench.world.url());
        let seen = phone.see_any(&["#passphrase", "#to-code", "#lost"]);
        ensure(seen == "#passphrase", || {
            format!("coming back one sees {seen}")
        })?;
        let held = super::inside::Inside::open(&phone, &bench.person).look(&phone)?;
        ensure(
            held.entries() == before.entries() && held.drafts() == before.drafts(),
            || "what came back is something else".into(),
        )
    })
}
