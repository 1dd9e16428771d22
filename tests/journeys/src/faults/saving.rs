//! The end comes while one writes: of the browser, of the power, of the page, of the room.

use std::{
    thread,
    time::{Duration, Instant},
};

use super::{
    Bench, Outcome,
    deeds::finish,
    disk::Disk,
    doors::{Met, arrive, unlock},
    inside::Inside,
    tally::ensure,
    typist::{self, Noted, Pace},
};
use crate::{Browser, Engine, Options, Person};

/// A draft that is longer begins anew: the rounds shall not become slower.
const LONG: usize = 2_000;
/// A profile and what a browser writes beside it.
const DISK_MEGABYTES: u64 = 400;
/// How old what was typed and not saved may be when the power goes.
const OLDEST: Duration = Duration::from_secs(2);

/// F01: the browser is killed.
pub(super) fn killed(bench: &Bench, rounds: u32) -> Outcome {
    let mut browser = bench.open_phone("killed", Bench::options());
    let mut writer = Writer::new(bench, &bench.person);
    Outcome::of(rounds, |round| {
        writer.round(&mut browser, round, |browser| {
            browser.kill();
            browser.open();
        })
    })
}

/// F02: the power is cut.
pub(super) fn cut(bench: &Bench, rounds: u32) -> Outcome {
    cut_with(bench, rounds, Bench::options())
}

/// The same with a browser that keeps no promise to write through: it has to lose something, or
/// the cut is none.
pub(super) fn cut_in_vain(bench: &Bench, rounds: u32) -> Outcome {
    let options = Options {
        scripts: vec![RELAXED.into()],
        ..Bench::options()
    };
    // Whether a system happens to write what it was not asked for is a matter of chance: the first
    // loss is enough.
    let tried = (1..=rounds).find(|_| cut_with(bench, 1, options.clone()).lost > 0);
    let told = match tried {
        Some(tried) => format!("lost in cut {tried}, as it should be"),
        None => "nothing was lost: the cut is none".to_owned(),
    };
    Outcome {
        rounds,
        lost: u32::from(tried.is_none()),
        detail: told,
        ..Outcome::default()
    }
}

/// Every cut meets a disk that was whole: what comes after one is told by [`written_on`].
fn cut_with(bench: &Bench, rounds: u32, options: Options) -> Outcome {
    Outcome::of(rounds, |round| {
        let (disk, mut browser) = on_a_disk(bench, "cut", options.clone());
        let mut writer = Writer::new(bench, &bench.person);
        let cut = |browser: &mut Browser| cut_power(browser, &disk);
        let result = writer.round(&mut browser, round, cut);
        // The browser lets go of the disk before it is unmounted.
        drop(browser);
        result
    })
}

/// F02w: after a power cut one writes on, and closes the browser in order. On ext4 the end of a
/// log may then hold zeros, and Chromium does not read past them the next time.
pub(super) fn written_on(bench: &Bench, rounds: u32) -> Outcome {
    Outcome::of(rounds, |round| {
        let (disk, mut browser) = on_a_disk(bench, "written-on", Bench::options());
        browser.tap("a[href='/write/free']");
        typist::start(&browser, &format!("before-{round}"), Pace::Steadily);
        watch(&browser, fastrand::u64(1_500..3_000));
        cut_power(&mut browser, &disk);
        let met = arrive(&browser, bench);
        ensure(met == Met::Locked, || format!("after the cut: {met:?}"))?;
        unlock(&browser, &bench.person);
        browser.tap("a[href='/write/free']");
        let text = browser.enter("#paper", &format!("After the cut, {round}."));
        browser.see("#saved");
        browser.close();
        browser.open();
        let met = arrive(&browser, bench);
        ensure(met == Met::Locked, || format!("afterwards: {met:?}"))?;
        let is_told = unlock(&browser, &bench.person);
        let is_there = bench.inside().look(&browser)?.has(&text);
        drop(browser);
        ensure(is_there && !is_told, || {
            format!(
                "what was written after the cut is there: {is_there}, a loss is told: {is_told}"
            )
        })
    })
}

/// Takes from every transaction what makes it strict.
const RELAXED: &str = "
    const plain = IDBDatabase.prototype.transaction;
    IDBDatabase.prototype.transaction = function (stores, mode) {
        return plain.call(this, stores, mode, { durability: 'relaxed' });
    };";

/// The unlocked journal of the bench on a disk of its own.
#[track_caller]
pub(super) fn on_a_disk(bench: &Bench, name: &str, options: Options) -> (Disk, Browser) {
    let folder = bench.folder(name);
    let disk = Disk::make(&folder, DISK_MEGABYTES);
    bench.copy_seed_to(disk.mounted());
    let browser = Browser::start(&folder, options);
    bench.return_to(&browser);
    disk.sync();
    (disk, browser)
}

/// F02: the same with Firefox, in a journal that was begun there.
pub(super) fn cut_in_firefox(bench: &Bench, rounds: u32) -> Outcome {
    let folder = bench.folder("cut-firefox");
    let disk = Disk::make(&folder, DISK_MEGABYTES);
    let options = Options {
        engine: Engine::Firefox,
        ..Bench::options()
    };
    let mut browser = Browser::start(&folder, options);
    let person = Person::join(&browser, &bench.world);
    disk.sync();
    let mut writer = Writer::new(bench, &person);
    writer.inside = Some(Inside::open(&browser, &person));
    let outcome = Outcome::of(rounds, |round| {
        writer.round(&mut browser, round, |browser| cut_power(browser, &disk))
    });
    drop(browser);
    outcome
}

/// F03: the power is cut while somebody types without a rest.
pub(super) fn cut_without_rest(bench: &Bench, rounds: u32) -> Outcome {
    let mut oldest = Duration::ZERO;
    let outcome = Outcome::of(rounds, |round| {
        let (disk, mut browser) = on_a_disk(bench, "cut-draft", Bench::options());
        let marker = format!("steady-{round}");
        browser.tap("a[href='/write/free']");
        typist::start(&browser, &marker, Pace::Steadily);
        let mut looks = Vec::new();
        let end = Instant::now() + Duration::from_millis(fastrand::u64(3_000..6_000));
        while Instant::now() < end {
            looks.push((Instant::now(), typist::look(&browser).typed.len()));
            thread::sleep(Duration::from_millis(20));
        }
        let at = Instant::now();
        cut_power(&mut browser, &disk);
        ensure(arrive(&browser, bench) == Met::Locked, || {
            "no locked journal".into()
        })?;
        let held = bench.inside().look(&browser)?;
        let drafts = held.drafts();
        let kept = drafts.values().find(|text| text.starts_with(&marker));
        let kept = kept.map_or(0, String::len);
        drop(browser);
        let first_lost = looks.iter().find(|(_, length)| *length > kept);
        let age = first_lost.map_or(Duration::ZERO, |(typed, _)| at.duration_since(*typed));
        oldest = oldest.max(age);
        ensure(age <= OLDEST, || {
            format!("{} ms of typing were lost", age.as_millis())
        })
    });
    outcome.told(&format!("at most {} ms lost", oldest.as_millis()))
}

/// F04: the page's process ends.
pub(super) fn page_crashed(bench: &Bench, rounds: u32) -> Outcome {
    let mut browser = bench.open_phone("crashed", Bench::options());
    let mut writer = Writer::new(bench, &bench.person);
    Outcome::of(rounds, |round| {
        writer.round(&mut browser, round, |browser| {
            if !browser.crash_page() {
                browser.open();
            }
        })
    })
}

/// Cuts the power and switches it on again: the browser goes on from what lay on the disk.
#[track_caller]
pub(super) fn cut_power(browser: &mut Browser, disk: &Disk) {
    browser.freeze();
    disk.keep_cut();
    browser.kill();
    disk.go_on_from_cut();
    browser.open();
}

/// Who writes on through all ends.
struct Writer<'a> {
    bench: &'a Bench,
    person: &'a Person,
    /// Nothing for the journal of the bench.
    inside: Option<Inside>,
    /// The draft that is gone on with.
    draft: Option<String>,
}

impl<'a> Writer<'a> {
    fn new(bench: &'a Bench, person: &'a Person) -> Self {
        Self {
            bench,
            person,
            inside: None,
            draft: None,
        }
    }

    /// Writes in the unlocked journal until the end comes, at a moment that nobody chose; then
    /// comes back and compares. Every fourth text is kept as an entry at that moment.
    #[track_caller]
    fn round(
        &mut self,
        browser: &mut Browser,
        round: u32,
        end: impl FnOnce(&mut Browser),
    ) -> Result<(), String> {
        if !browser.sees(".doors") {
            // The round before ended on the way.
            let met = arrive(browser, self.bench);
            ensure(met == Met::Locked, || format!("once more: {met:?}"))?;
            unlock(browser, self.person);
        }
        match self.draft.take() {
            Some(key) => browser.tap(&format!(".waits a[href='/write/draft/{}']", key)),
            None => browser.tap("a[href='/write/free']"),
        }
        typist::start(browser, &format!("round-{round}"), Pace::InBursts);
        let noted = watch(browser, fastrand::u64(300..2_600));
        let keeps = round % 4 == 3;
        let is_kept = keeps && keep(browser);
        end(browser);

        let met = arrive(browser, self.bench);
        ensure(met == Met::Locked, || format!("after the end: {met:?}"))?;
        let inside = self.inside.as_ref().unwrap_or(self.bench.inside());
        let held = inside.look(browser)?;
        let marker = noted.typed.split(' ').next().unwrap_or_default();
        let is_it = |text: &&String| text.split(' ').next() == Some(marker);
        let entries = held.entries();
        let entry = entries.values().find(is_it);
        let drafts = held.drafts();
        let draft = drafts.iter().find(|(_, text)| is_it(text));
        ensure(entry.is_some() || !is_kept, || {
            "an entry that was shown is gone".into()
        })?;
        // Nothing may be there only where nothing was called saved.
        let found = entry.or(draft.map(|(_, text)| text));
        let nothing = String::new();
        let found = found.unwrap_or(&nothing);
        ensure(noted.allows(found), || {
            format!(
                "called saved: {:?}, found: {found:?}, typed: {:?}",
                noted.saved, noted.typed
            )
        })?;
        let is_told = unlock(browser, self.person);
        ensure(!is_told, || "the app misses something".into())?;
        if let (None, Some((key, text))) = (entry, draft) {
            browser.tap(&format!(".waits a[href='/write/draft/{}']", key));
            let shown = browser.value("#paper");
            ensure(shown == *text, || {
                format!("the draft is shown as {shown:?}")
            })?;
            browser.tap(".bar-start");
            browser.see(".doors");
            if text.len() < LONG && !keeps {
                self.draft = Some(key.clone());
            }
        }
        Ok(())
    }
}

/// Watches the typist for some milliseconds; gives what was seen last.
#[track_caller]
fn watch(browser: &Browser, milliseconds: u64) -> Noted {
    let end = Instant::now() + Duration::from_millis(milliseconds);
    loop {
        let noted = typist::look(browser);
        if Instant::now() > end {
            return noted;
        }
        thread::sleep(Duration::from_millis(10));
    }
}

/// Keeps what is on the page as an entry, and waits for a moment that may be too short; gives
/// whether the entry was shown.
#[track_caller]
fn keep(browser: &Browser) -> bool {
    typist::stop(browser);
    finish(browser);
    browser.run("document.querySelector('#keep').click();", &[]);
    thread::sleep(Duration::from_millis(fastrand::u64(0..120)));
    browser.has("#entry-text")
}
