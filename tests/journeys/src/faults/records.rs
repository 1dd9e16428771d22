//! Rows of the database are changed past the app: damaged, swapped, deleted, made strange.

use std::collections::BTreeMap;

use super::{
    Bench, Outcome,
    doors::{go_on, unlock},
    inside::{CATALOGUE, DRAFTS, ENTRIES},
    raw::{self, Place, Rows},
    tally::ensure,
};
use crate::{Browser, Person};

/// So many are damaged before one looks, and as many are left whole.
const AT_ONCE: u32 = 50;
const WHOLE: usize = 5;

/// A journal of many entries that is changed past the app again and again.
struct Ward<'a> {
    bench: &'a Bench,
    browser: Browser,
    /// What is put back before each change.
    rows: Rows,
    /// The texts of its many entries, by place.
    texts: BTreeMap<Place, String>,
}

impl<'a> Ward<'a> {
    #[track_caller]
    fn open(bench: &'a Bench, name: &str, count: u32) -> Self {
        let browser = bench.phone(name, Bench::options());
        bench.aside(&browser);
        let mut rows = raw::read(&browser).expect("the rows can be read");
        let text = |at: usize| format!("entry-number-{at:03}: nobody may change this.");
        let texts = bench.inside().multiply(&mut rows, count as usize, text);
        let texts = texts
            .into_iter()
            .map(|(id, text)| ((ENTRIES.to_owned(), id.replace('-', "")), text))
            .collect();
        raw::put_back(&browser, &rows);
        Self {
            bench,
            browser,
            rows,
            texts,
        }
    }

    /// Changes rows, opens the journal, and gives whether it was told there; then all its entries
    /// are on the page.
    #[track_caller]
    fn change(&self, changes: &BTreeMap<Place, Option<Vec<u8>>>) -> bool {
        self.bench.aside(&self.browser);
        raw::put_back(&self.browser, &self.rows);
        raw::write(&self.browser, changes);
        self.look()
    }

    #[track_caller]
    fn look(&self) -> bool {
        let Self { browser, bench, .. } = self;
        browser.go(&bench.world.url());
        browser.see_any(&["#passphrase", "#stop", "#lost"]);
        let is_told = unlock(browser, &bench.person);
        go_on(browser);
        Person::go(browser, "/entries");
        browser.see_any(&[".entry", ".entry-damaged", ".empty"]);
        is_told || super::doors::is_told(browser)
    }

    /// What is wrong, where these entries should be shown as damaged and the others as they are:
    /// one complaint for each.
    #[track_caller]
    fn complaints(&self, damaged: &[Place], is_told: bool) -> Vec<String> {
        let whole = self.browser.whole();
        let mut complaints = Vec::new();
        for (place, text) in &self.texts {
            let marker = text.split(':').next().unwrap_or_default();
            if damaged.contains(place) == whole.contains(marker) {
                complaints.push(if damaged.contains(place) {
                    format!("{marker} was changed, and is shown")
                } else {
                    format!("{marker} is whole, and is not shown")
                });
            }
        }
        if !is_told {
            complaints.push("nothing is said".into());
        }
        let marked = self.browser.texts(".entry-damaged").len();
        if marked != damaged.len() {
            let all = damaged.len();
            complaints.push(format!("{marked} of {all} are marked as damaged"));
        }
        complaints
    }
}

/// F17: single bits of sealed records are others.
pub(super) fn flipped(bench: &Bench, rounds: u32) -> Outcome {
    let at_once = rounds.min(AT_ONCE);
    let ward = Ward::open(bench, "flipped", at_once + WHOLE as u32);
    let chosen: Vec<Place> = ward.texts.keys().skip(WHOLE).cloned().collect();
    let mut outcome = Outcome::default();
    while outcome.rounds < rounds {
        let changes = chosen.iter().map(|place| {
            let mut bytes = ward.rows[place].clone();
            let at = fastrand::usize(0..bytes.len());
            bytes[at] ^= 1 << fastrand::u32(0..8);
            (place.clone(), Some(bytes))
        });
        let is_told = ward.change(&changes.collect());
        count(
            &mut outcome,
            chosen.len(),
            &ward.complaints(&chosen, is_told),
        );
    }
    outcome
}

/// F18: records lie in each other's places.
pub(super) fn swapped(bench: &Bench, rounds: u32) -> Outcome {
    let pairs = rounds.min(AT_ONCE / 2);
    let ward = Ward::open(bench, "swapped", 2 * pairs + WHOLE as u32);
    let chosen: Vec<Place> = ward.texts.keys().skip(WHOLE).cloned().collect();
    let mut outcome = Outcome::default();
    while outcome.rounds < rounds {
        let mut changes = BTreeMap::new();
        let mut places = chosen.clone();
        fastrand::shuffle(&mut places);
        for pair in places.chunks_exact(2) {
            changes.insert(pair[0].clone(), Some(ward.rows[&pair[1]].clone()));
            changes.insert(pair[1].clone(), Some(ward.rows[&pair[0]].clone()));
        }
        let is_told = ward.change(&changes);
        count(
            &mut outcome,
            pairs as usize,
            &ward.complaints(&chosen, is_told),
        );
    }
    outcome
}

/// F19: a record is gone, or is what it once was.
pub(super) fn rolled_back(bench: &Bench, rounds: u32) -> Outcome {
    let mut ward = Ward::open(bench, "rolled-back", 3);
    let first = ward.rows.clone();
    // A later state of everything: each entry and the draft saved once more.
    let held = bench.inside().look_at(&first).expect("it is whole");
    for (place, value) in &held.values {
        bench.inside().put(&mut ward.rows, place.clone(), value, 9);
    }
    bench.inside().write_catalogue(&mut ward.rows);
    let of = |store: &str| {
        let all: Vec<Place> = first
            .keys()
            .filter(|(name, _)| name == store)
            .cloned()
            .collect();
        fastrand::choice(all).expect("there is one")
    };
    Outcome::of(rounds, |round| {
        let (name, place, bytes) = match round % 5 {
            0 => ("an entry is gone", of(ENTRIES), None),
            1 => ("an entry is older", of(ENTRIES), Some(&first)),
            2 => ("a draft is gone", of(DRAFTS), None),
            3 => ("a draft is older", of(DRAFTS), Some(&first)),
            _ => ("the catalogue is gone", of(CATALOGUE), None),
        };
        let bytes = bytes.map(|rows| rows[&place].clone());
        let is_told = ward.change(&BTreeMap::from([(place, bytes)]));
        ensure(is_told, || format!("{name}, and nothing is said"))
    })
}

/// Values that no version of the app ever wrote, as JavaScript.
const SHAPES: [&str; 36] = [
    "null",
    "undefined",
    "true",
    "0",
    "-1",
    "NaN",
    "Infinity",
    "''",
    "'a text'",
    "'x'.repeat(50_000_000)",
    "{}",
    "{ length: 40, 0: 82 }",
    "[]",
    "[1, 2, 3]",
    "new Date(0)",
    "new Date(NaN)",
    "/x/",
    "new Blob(['a blob'])",
    "new File(['a file'], 'a.txt')",
    "new ArrayBuffer(64)",
    "new Uint8Array(0)",
    "new Uint8Array(3)",
    "new Uint8Array(64)",
    "new Uint8Array([82, 74, 82, 49])",
    "new Uint8Array([82, 74, 82, 57, ...new Array(80).fill(0)])",
    "new Uint8Array(50_000_000)",
    "new Uint16Array(40)",
    "new Float64Array([NaN])",
    "new DataView(new ArrayBuffer(64))",
    "new Map([[1, 2]])",
    "new Set([1])",
    "(() => { const round = {}; round.round = round; return round; })()",
    "(() => { let deep = 0; for (let n = 0; n < 500; n += 1) deep = [deep]; return deep; })()",
    "1n",
    "new Error('an error')",
    "new ImageData(2, 2)",
];

/// Keys that no version of the app ever wrote.
const KEYS: &str = "[1, -0.5, '', 'zz', 'f'.repeat(31), 'f'.repeat(33), 'F'.repeat(32), '\\u{1f319}'.repeat(8),
    new Date(0), [1, 'a'], new Uint8Array(16), 'e\\u0301'.repeat(16), '+f'.repeat(16), ' '.repeat(32)]";

/// F21: rows are of kinds and under keys that nobody expects.
pub(super) fn strange(bench: &Bench, rounds: u32) -> Outcome {
    let ward = Ward::open(bench, "strange", 3);
    let mut outcome = Outcome::default();
    let cases: Vec<&str> = SHAPES.into_iter().take(rounds as usize).collect();
    for shapes in cases.chunks(6) {
        bench.aside(&ward.browser);
        raw::put_back(&ward.browser, &ward.rows);
        let rows: Vec<String> = shapes
            .iter()
            .zip([
                "entries",
                "drafts",
                "receipts",
                "profile",
                "entries",
                "catalogue",
            ])
            .map(|(shape, store)| {
                let key = format!("{:032x}", fastrand::u128(..));
                format!("['{store}', '{key}', {shape}]")
            })
            .collect();
        let script = format!(
            "[{}, ...{KEYS}.map(key => ['entries', key, new Uint8Array(64)])]",
            rows.join(", ")
        );
        let put = raw::put_shapes(&ward.browser, &script);
        assert_eq!(put, "written", "{shapes:?}");
        let is_told = ward.look();
        let listed = ward.browser.read();
        let missing = ward.texts.values().filter(|text| {
            let marker = text.split(':').next().unwrap_or_default();
            !listed.contains(marker)
        });
        let missing = missing.count();
        let mut complaints = Vec::new();
        if missing > 0 {
            complaints.push(format!("{shapes:?}: {missing} whole entries are not shown"));
        }
        if !is_told {
            complaints.push(format!("{shapes:?}: nothing is said"));
        }
        count(&mut outcome, shapes.len(), &complaints);
    }
    outcome.are_all = cases.len() == SHAPES.len();
    outcome
}

/// Counts so many rounds, lost as far as there are complaints.
fn count(outcome: &mut Outcome, rounds: usize, complaints: &[String]) {
    for round in 0..rounds {
        outcome.add(match complaints.get(round) {
            Some(complaint) => Err(complaint.clone()),
            None => Ok(()),
        });
    }
}
