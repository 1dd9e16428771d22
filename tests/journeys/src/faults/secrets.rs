//! Secrets: near ones open nothing, locked ones are nowhere.

use std::{thread, time::Duration};

use serde_json::Value;

use super::{
    Bench, Outcome,
    bench::{FIRST, LEFT},
    doors::{Met, arrive},
    inside::Inside,
    memory, raw,
    saving::{cut_power, on_a_disk},
    tally::ensure,
};
use crate::{Browser, Needle, Options, Person, scan};

/// F52: what is nearly the passphrase, or nothing like it.
pub(super) fn passphrases(bench: &Bench, rounds: u32) -> Outcome {
    let browser = bench.phone("passphrases", Bench::options());
    let right = &bench.person.passphrase;
    let cases: Vec<(&str, String, bool)> = vec![
        ("with blanks around", format!("  {right} \t"), true),
        ("a wrong one", "quite another one".into(), false),
        ("nothing", String::new(), false),
        ("blanks", "   ".into(), false),
        ("a letter more", format!("{right}x"), false),
        ("a letter less", right[..right.len() - 1].into(), false),
        ("in capitals", right.to_uppercase(), false),
        (
            "on another keyboard",
            right.replace('a', "q").replace('z', "w").replace('e', "r"),
            false,
        ),
        (
            "in full width",
            right
                .chars()
                .map(|c| {
                    if c.is_ascii_lowercase() {
                        char::from_u32(c as u32 + 0xfee0).unwrap_or(c)
                    } else {
                        c
                    }
                })
                .collect(),
            false,
        ),
        ("a megabyte", "x".repeat(1_000_000), false),
        ("a zero byte in it", format!("{right}\u{0}"), false),
        ("markup", "<img src=x onerror=pwn=1>".into(), false),
    ];
    let mut said: Vec<String> = Vec::new();
    let cases = cases
        .into_iter()
        .map(|(name, typed, opens)| (name.to_owned(), (typed, opens)));
    Outcome::of_cases(rounds, cases, |(typed, opens)| {
        browser.see("#passphrase");
        browser.fill("#passphrase", &typed);
        browser.tap("form button[type='submit']");
        // Whatever was said before stands there until the answer.
        thread::sleep(Duration::from_millis(50));
        browser.until("there is an answer", || {
            browser.run(
                "return document.querySelector('#unlock')?.getAttribute('aria-busy') !== 'true';",
                &[],
            ) == Value::Bool(true)
        });
        let seen = browser.see_any(&["#lock", "#unlock-error .error"]);
        if seen == "#lock" {
            Person::lock(&browser);
        } else if !typed.trim().is_empty() {
            said.push(browser.text("#unlock-error .error"));
            said.dedup();
        }
        ensure((seen == "#lock") == opens, || format!("one sees {seen}"))?;
        ensure(said.len() <= 1, || {
            format!("wrong ones are told apart: {said:?}")
        })
    })
}

/// Keeps hold of the keys that the page's workers hand over, noted before the app sees them.
const WATCH: &str = "
    (() => {
        window.keys = [];
        const Plain = Worker;
        window.Worker = class extends Plain {
            constructor(...given) {
                super(...given);
                this.addEventListener('message', ({ data }) => {
                    const bytes = data?.[0];
                    if (!(bytes instanceof Uint8Array)) return;
                    const word = JSON.parse(new TextDecoder().decode(bytes));
                    const key = word.Done?.[1]?.Unlocked;
                    if (key) window.keys.push(Array.isArray(key) ? key : Object.values(key).flat());
                });
            }
        };
    })();";

/// How often each of these lies in the page's wasm memory: a list of lists of bytes.
const COUNT: &str = "
    const found = arguments[0].map(() => 0);
    for (const memory of window.memories) {
        const bytes = new Uint8Array(memory.buffer);
        arguments[0].forEach((needle, number) => {
            let at = -1;
            while ((at = bytes.indexOf(needle[0], at + 1)) !== -1) {
                if (needle.every((byte, next) => bytes[at + next] === byte)) found[number] += 1;
            }
        });
    }
    return found;";

/// F55: after locking, keys and words are neither on the page, nor in its memory where that can
/// be helped, nor in any file.
pub(super) fn after_lock(bench: &Bench, rounds: u32) -> Outcome {
    let mut remembered = String::new();
    let outcome = Outcome::of(rounds, |_| {
        let options = Options {
            scripts: vec![memory::NOTE.into(), WATCH.into()],
            ..Bench::options()
        };
        let mut browser = bench.open_phone("after-lock", options);
        Person::go(&browser, "/entries");
        browser.tap(".entry a");
        browser.see("#entry-text");
        let keys = browser.run("return window.keys;", &[]);
        let key = keys[0].as_array().cloned().unwrap_or_default();
        ensure(key.len() == 32, || format!("the watch saw no key: {keys}"))?;
        let bytes = |text: &str| Value::from(text.as_bytes().to_vec());
        let needles: Value = vec![
            Value::from(key),
            bytes(&bench.person.passphrase),
            bytes("had a green floor, and"),
        ]
        .into();
        let open = browser.run(COUNT, std::slice::from_ref(&needles));
        Person::lock(&browser);
        thread::sleep(Duration::from_millis(500));
        // Locking may begin with a fresh page, and so a fresh memory.
        let locked = browser.run(COUNT, &[needles]);
        remembered = format!("key, passphrase, text in wasm memory: open {open}, locked {locked}");
        let whole = browser.whole();
        let address = browser.run(
            "return [location.href, history.length, document.title];",
            &[],
        );
        let mut left: Vec<String> = Vec::new();
        for word in ["green floor", &bench.person.passphrase, LEFT] {
            if whole.contains(word) || address.to_string().contains(word) {
                left.push(format!("{word:.9} is on the page"));
            }
        }
        if locked[0] != 0 {
            left.push("the key is in the memory".into());
        }
        if locked[1] != 0 {
            left.push("the passphrase is in the memory".into());
        }
        browser.close();
        let needles = [
            Needle::new("a sentence", "I counted my own steps"),
            Needle::new("a title", FIRST.title),
            Needle::new("a draft", LEFT),
            Needle::new("the passphrase", &bench.person.passphrase),
        ];
        let (finds, _) = scan(&browser.profile(), &needles);
        left.extend(
            finds
                .iter()
                .map(|find| format!("{} in {}", find.name, find.file.display())),
        );
        ensure(left.is_empty(), || left.join(", "))
    });
    outcome.told(&remembered)
}

/// F53: the browser is killed while the passphrase is changed: one of both opens.
pub(super) fn killed_while_changing(bench: &Bench, rounds: u32) -> Outcome {
    let browser = bench.open_phone("changing", Bench::options());
    ended_while_changing(bench, rounds, browser, |browser| {
        browser.kill();
        browser.open();
    })
}

/// F53c: the same, and the power is cut.
pub(super) fn cut_while_changing(bench: &Bench, rounds: u32) -> Outcome {
    let (disk, browser) = on_a_disk(bench, "changing-cut", Bench::options());
    ended_while_changing(bench, rounds, browser, |browser| cut_power(browser, &disk))
}

/// At every moment one passphrase opens the journal, and only one.
fn ended_while_changing(
    bench: &Bench,
    rounds: u32,
    mut browser: Browser,
    end: impl Fn(&mut Browser),
) -> Outcome {
    let before = bench
        .inside()
        .look(&browser)
        .expect("it is whole")
        .entries();
    let mut person = bench.person.clone();
    let mut changed = 0;
    let outcome = Outcome::of(rounds, |round| {
        let new = format!("walnut pepper corridor number {round}");
        browser.go(&format!("{}keys", bench.world.url()));
        person.unlock(&browser);
        browser.tap("#to-passphrase");
        browser.replace("#old-passphrase", &person.passphrase);
        browser.see("#passphrase");
        browser.fill("#passphrase", &new);
        browser.fill("#passphrase-again", &new);
        browser.tap("#change-passphrase");
        // Two slow keys are made first; what is written comes at the end of that.
        thread::sleep(Duration::from_millis(fastrand::u64(200..3_500)));
        let is_said = browser.has("#passphrase-changed");
        end(&mut browser);
        let met = arrive(&browser, bench);
        ensure(met == Met::Locked, || format!("one meets {met:?}"))?;
        let rows = raw::read(&browser)?;
        let opens = |passphrase: &str| Inside::open_rows(&rows, passphrase).ok();
        let (old, new_one) = (opens(&person.passphrase), opens(&new));
        ensure(old.is_some() != new_one.is_some(), || {
            format!(
                "old opens: {}, new opens: {}",
                old.is_some(),
                new_one.is_some()
            )
        })?;
        ensure(new_one.is_some() || !is_said, || {
            "it is called changed, and is not".into()
        })?;
        if new_one.is_some() {
            person.passphrase = new;
            changed += 1;
        }
        let inside = old.or(new_one).ok_or("neither opens")?;
        let held = inside.look_at(&rows)?;
        ensure(held.entries() == before, || "the entries are others".into())?;
        person.unlock(&browser);
        Ok(())
    });
    outcome.told(&format!("{changed} were changed before the end"))
}
