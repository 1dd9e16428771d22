//! The sound of recordings on its way to another phone and into the writer's own copy.

use std::{fs, path::Path};

use journeys::{
    Browser, Door, Note, Options, Person, World, back_up, downloaded, hear, length, listening_to,
    look_into, play, run, samples, share_of_tone, slices, take_turn, thin_slices, wait, wav, words,
};
use serde_json::Value;

use crate::voice::seek;

const OTHER: Note = Note {
    door: Door::Free,
    text: "Begun on the new phone, before the old journal came.",
    title: "",
    role: "mentor",
    wishes: &[],
};

/// A browser whose microphone hears the known tone.
fn phone(world: &World, name: &str) -> Browser {
    let file = world.path("tone.wav");
    if !file.exists() {
        fs::write(&file, wav(8, |_| true)).unwrap();
    }
    Browser::start(&world.path(name), listening_to(&file, Options::default()))
}

fn record(browser: &Browser, milliseconds: u64) {
    browser.tap("#today-record");
    hear(browser);
    wait(milliseconds);
    browser.tap("#record-stop");
    browser.see("#takes .player");
}

/// A journal with a recording of an entry, a part of which is not for the team, and one of a draft;
/// gives their lengths in milliseconds.
fn speak(browser: &Browser) -> [f64; 2] {
    record(browser, 4_000);
    let kept = length(browser);
    browser.tap("#done");
    browser.tap("#keep");
    browser.see("#recordings .player");
    browser.tap("#recordings summary");
    seek(browser, 1_000);
    browser.tap("[data-from]");
    seek(browser, 2_000);
    browser.tap("[data-to]");
    browser.see("[data-span]");
    browser.enter("[id^='title-']", "The night shift");
    browser.tap("[data-describe]");
    browser.see("#recordings .meta");
    Person::go(browser, "/");
    record(browser, 2_500);
    let left = length(browser);
    browser.tap(".bar-start");
    browser.see(".unfinished [data-recorded]");
    [kept, left]
}

/// Opens the entry that was spoken.
fn open_spoken(browser: &Browser) {
    Person::go(browser, "/entries");
    browser.see(".entry");
    browser.run(
        "[...document.querySelectorAll('.entry')]
            .find(entry => entry.textContent.includes('night shift')).querySelector('a').click();",
        &[],
    );
    browser.see("#recordings .player");
}

/// To the page that brings a backup back, in a journal that is in use.
fn to_restore(browser: &Browser, world: &World, person: &Person) {
    browser.go(&format!("{}restore", world.url()));
    person.unlock(browser);
    browser.see("#restore-secret");
}

/// Both recordings can be heard, and are as long as they were.
fn hear_both(browser: &Browser, [kept, left]: [f64; 2]) {
    for (open, expected) in [
        (".entry a", kept),
        (".unfinished:has([data-recorded]) a", left),
    ] {
        if open.starts_with(".entry") {
            open_spoken(browser);
            assert_eq!(browser.text("#recordings h2"), "The night shift");
        } else {
            Person::go(browser, "/");
            browser.tap(open);
            browser.see("#takes .player");
        }
        assert_eq!(length(browser), expected);
        let (_, heard) = play(browser);
        assert!(
            (heard * 1_000.0 - expected).abs() < 60.0,
            "{heard} s of {expected} ms"
        );
        if !open.starts_with(".entry") {
            browser.tap(".bar-start");
        }
    }
}

/// What a backup would do, as the page says it.
fn plan(browser: &Browser, file: &Path, secret: &str) -> String {
    assert_eq!(look_into(browser, file, secret), "#restore-plan");
    browser.text("#restore-plan")
}

fn bring_back(browser: &Browser) {
    browser.tap("#restore-now");
    browser.see("#restored");
    browser.tap("#restored-on");
    browser.see("#lock");
}

fn nothing(plan: &str) -> bool {
    plan.contains(&words("en", "restore.nothing"))
}

/// A phone on which someone spoke, on the page of copies; who it was, and how long each recording is.
fn spoken(world: &World, name: &str) -> (Browser, Person, [f64; 2]) {
    let browser = phone(world, name);
    let person = Person::join(&browser, world);
    let lengths = speak(&browser);
    browser.go(&format!("{}backup", world.url()));
    person.unlock(&browser);
    (browser, person, lengths)
}

#[test]
fn a_backup_brings_the_sound_to_another_phone_byte_for_byte() {
    let _turn = take_turn();
    let world = World::new();
    let (mut old, person, lengths) = spoken(&world, "old");
    let file = back_up(&old, &person);
    let said = old.text("#backup-recordings");
    assert!(said.starts_with("2 recordings"), "{said}");
    let sound = slices(&old);
    assert!(sound.len() >= 8, "{sound:#?}");
    old.close();

    // Into an empty app, as it was.
    let mut new = phone(&world, "new");
    new.go(&format!("{}restore", world.url()));
    let told = plan(&new, &file, &person.passphrase);
    assert!(
        told.contains("The sound of 2 recordings comes back"),
        "{told}"
    );
    new.picture("restore-plan-sound");
    bring_back(&new);
    assert_eq!(slices(&new), sound);
    hear_both(&new, lengths);

    // Once more: there is nothing to do.
    to_restore(&new, &world, &person);
    let told = plan(&new, &file, &person.passphrase);
    assert!(nothing(&told) && !new.has("#restore-now"), "{told}");

    // What was lost of the sound since comes back, and nothing else is touched.
    thin_slices(&new);
    assert!(slices(&new).len() < sound.len());
    to_restore(&new, &world, &person);
    let told = plan(&new, &file, &person.passphrase);
    assert!(
        told.contains("The sound of 2 recordings comes back"),
        "{told}"
    );
    bring_back(&new);
    assert_eq!(slices(&new), sound);
    hear_both(&new, lengths);
    new.close();
}

#[test]
fn a_backup_of_another_journal_brings_its_sound_under_the_keys_of_this_one() {
    let _turn = take_turn();
    let world = World::new();
    let (mut old, person, lengths) = spoken(&world, "old");
    let file = back_up(&old, &person);
    let sound = slices(&old);
    old.close();

    let mut new = phone(&world, "new");
    let other = Person::join(&new, &world);
    Person::write(&new, &OTHER);
    Person::go(&new, "/");
    record(&new, 1_500);
    new.tap(".bar-start");
    let own = slices(&new);
    to_restore(&new, &world, &other);
    let told = plan(&new, &file, &person.passphrase);
    assert!(
        told.contains("One entry is not here")
            && told.contains("One draft is not here")
            && told.contains("The sound of 2 recordings comes back"),
        "{told}"
    );
    bring_back(&new);
    // All of it, sealed anew; what was here is as it was.
    let merged = slices(&new);
    assert_eq!(merged.len(), sound.len() + own.len());
    assert!(own.iter().all(|row| merged.contains(row)));
    assert!(!sound.iter().any(|row| merged.contains(row)));
    Person::go(&new, "/entries");
    new.until("both entries are there", || new.texts(".entry").len() == 2);
    Person::go(&new, "/");
    let drafts = new.texts(".unfinished [data-recorded]");
    assert_eq!(drafts.len(), 2, "{drafts:?}");
    open_spoken(&new);
    assert_eq!(length(&new), lengths[0]);
    play(&new);

    to_restore(&new, &world, &other);
    let told = plan(&new, &file, &person.passphrase);
    assert!(nothing(&told), "{told}");
    // It outlives the lock: nothing is found missing.
    new.go(&world.url());
    other.unlock(&new);
    assert!(!new.has("#findings"));
    new.close();
}

#[test]
fn the_own_copy_speaks() {
    let _turn = take_turn();
    let world = World::new();
    let (mut browser, _, lengths) = spoken(&world, "phone");
    browser.see("#copy-sound");
    browser.tap("#copy-html");
    browser.see("#copy-ready");
    browser.picture("copy-ready");
    browser.tap("#copy-save");
    let page = downloaded(&browser, ".html");
    browser.tap("#copy-markdown");
    let markdown = fs::read_to_string(downloaded(&browser, ".md")).unwrap();
    let elsewhere = words("en", "copy.sound_elsewhere");
    assert_eq!(markdown.matches(&elsewhere).count(), 2, "{markdown}");
    assert!(
        markdown.contains("#### The night shift · 0:0"),
        "{markdown}"
    );

    // Any browser plays it, without asking anybody.
    browser.go(&format!("file://{}", page.display()));
    browser.until("the players know how long it is", || {
        let known =
            "return [...document.querySelectorAll('audio')].filter(a => a.duration > 0).length;";
        browser.run(known, &[]) == 2
    });
    browser.picture("own-copy-sound");
    let text = browser.read();
    assert!(
        text.contains("The night shift") && text.contains("Recording 1"),
        "{text}"
    );
    assert!(
        text.contains("not for the team and can be heard here: 0:01 – 0:02"),
        "{text}"
    );
    let asked = "return performance.getEntriesByType('resource')
        .map(({ name }) => name).filter(name => !name.startsWith('data:'));";
    assert_eq!(browser.run(asked, &[]), Value::Array(Vec::new()));
    let sources = "return [...document.querySelectorAll('audio')].map(audio => audio.src);";
    let sources = browser.run(sources, &[]);
    browser.close();

    // And a program that is none says the same: the tone from the beginning to the end.
    for (at, expected) in lengths.into_iter().enumerate() {
        let source = sources[at].as_str().unwrap();
        let (head, base64) = source.split_once(";base64,").unwrap();
        assert_eq!(head, "data:audio/ogg;codecs=opus");
        let name = format!("own-{at}");
        fs::write(world.path(&format!("{name}.base64")), base64).unwrap();
        let decode = format!("base64 -d {name}.base64 > {name}.ogg");
        run("sh", &world.path(""), &["-c", &decode], None);
        let (from, to) = (format!("{name}.ogg"), format!("{name}.wav"));
        let mut ffmpeg = vec![
            "-v",
            "error",
            "-i",
            from.as_str(),
            "-ac",
            "1",
            "-ar",
            "16000",
        ];
        ffmpeg.extend(["-bitexact", "-c:a", "pcm_s16le", to.as_str()]);
        run("ffmpeg", &world.path(""), &ffmpeg, None);
        let (rate, heard) = samples(&fs::read(world.path(&to)).unwrap());
        let length = heard.len() as f64 / f64::from(rate) * 1_000.0;
        assert!(
            (length / expected - 1.0).abs() < 0.02,
            "{length} ms of {expected} ms"
        );
        // In parts: the fake device skips a little now and then, and a tone that goes on elsewhere
        // is another one to who looks at all of it.
        let middle = &heard[heard.len() / 8..heard.len() * 7 / 8];
        let shares = middle
            .chunks_exact(4_000)
            .map(|part| share_of_tone(rate, part));
        let shares: Vec<f64> = shares.collect();
        let with_tone = shares.iter().filter(|share| **share > 0.9).count();
        assert!(
            shares.len() >= 6 && with_tone + 2 >= shares.len(),
            "of recording {at} the tone is {shares:?}"
        );
    }
}
