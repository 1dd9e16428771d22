//! Speaking: recorded, safe while it is recorded, heard again, and never in the clear on the disk.

use std::{fs, thread, time::Duration};

use journeys::{
    Browser, Needle, Options, Person, SPY, World, hear, listening_to, run_desk, samples, scan,
    share_of_tone, take_turn, wav,
};
use serde_json::Value;

/// What stands at the head of every Opus stream with one channel, in WebM and in Ogg. The two last
/// signs tell it from the app's own code, which knows the word.
const MARK: &str = "OpusHead\u{1}\u{1}";

/// A browser whose microphone hears tones of a second, every fourth one silent.
pub fn microphone(world: &World) -> Options {
    let file = world.path("voice.wav");
    fs::write(&file, wav(8, |second| second % 4 != 3)).unwrap();
    listening_to(&file, Options::default())
}

fn wait(milliseconds: u64) {
    thread::sleep(Duration::from_millis(milliseconds));
}

/// How many recordings can be heard again.
fn takes(browser: &Browser) -> u64 {
    browser
        .run(
            "return document.querySelectorAll('#takes > li').length;",
            &[],
        )
        .as_u64()
        .unwrap()
}

/// What is written on the page as the length of the first recording, in milliseconds.
fn length(browser: &Browser) -> f64 {
    let length = browser.run(
        "return document.querySelector('.player').dataset.length;",
        &[],
    );
    length.as_str().unwrap().parse().unwrap()
}

/// Plays the first recording for a while: where it got to and how long it is, in seconds.
fn play(browser: &Browser) -> (f64, f64) {
    browser.tap("[data-play]");
    let playing = "const audio = document.querySelector('audio');
        return audio.error ? audio.error.message : [audio.currentTime, audio.duration];";
    let mut at = Value::Null;
    browser.until("it plays", || {
        at = browser.run(playing, &[]);
        at[0].as_f64().is_some_and(|now| now > 0.8)
    });
    (
        at[0].as_f64().unwrap(),
        at[1].as_f64().unwrap_or(f64::INFINITY),
    )
}

/// How many rows a store of the journal has.
fn rows(browser: &Browser, store: &str) -> usize {
    let all = browser.records();
    all.iter().filter(|(name, _)| name == store).count()
}

#[test]
fn what_was_said_is_recorded_paused_kept_and_heard_again() {
    let _turn = take_turn();
    let world = World::new();
    let mut browser = Browser::start(&world.path("phone"), microphone(&world));
    let person = Person::join(&browser, &world);
    browser.tap("#today-record");
    hear(&browser);
    wait(3_000);
    browser.tap("#record-pause");
    let paused = browser.text("#recorder-time");
    wait(2_500);
    assert_eq!(browser.text("#recorder-time"), paused);
    browser.tap("#record-pause");
    wait(2_000);
    // Text stays beside it.
    browser.enter("#paper", "Words beside the voice.");
    browser.tap("#record-stop");
    browser.see("#takes .player");
    assert!(!browser.has("#record-outcome"), "{}", browser.read());
    let focused = "return document.activeElement.id;";
    assert_eq!(browser.run(focused, &[]), "record");
    let recorded = length(&browser);
    assert!((4_500.0..9_000.0).contains(&recorded), "{recorded} ms");

    let (_, heard) = play(&browser);
    assert!(
        (heard * 1000.0 - recorded).abs() < 60.0,
        "{heard} s of {recorded} ms"
    );
    // To a place by the keyboard's own control, and on from there.
    browser.tap("[data-play]");
    let sought = "const field = document.querySelector('.seek'); field.value = 4000;
        field.dispatchEvent(new Event('input', { bubbles: true }));
        await new Promise(done => setTimeout(done, 700));
        return document.querySelector('audio').currentTime;";
    let sought = format!("const done = arguments[0]; (async () => {{ {sought} }})().then(done);");
    let at = browser.run_async(&sought, &[]).as_f64().unwrap();
    assert!((3.9..4.9).contains(&at), "{at} s");

    browser.tap("#done");
    browser.tap("#keep");
    browser.see("#recordings .player");
    assert_eq!(browser.text("#entry-text"), "Words beside the voice.");
    play(&browser);

    // A part is marked, named, and kept as the next revision.
    browser.tap("#recordings summary");
    seek(&browser, 1_000);
    browser.tap("[data-from]");
    browser.tap("[data-on]");
    browser.tap("[data-to]");
    browser.see("[data-span]");
    browser.enter("[id^='title-']", "The night shift");
    browser.tap("[data-describe]");
    browser.see("#recordings .meta");
    assert_eq!(browser.text("#recordings h2"), "The night shift");

    // All of it outlives the lock; what cannot be shared yet is said.
    Person::lock(&browser);
    person.unlock(&browser);
    Person::go(&browser, "/entries");
    browser.tap(".entry a");
    browser.see("#recordings .player");
    assert_eq!(browser.text("#recordings h2"), "The night shift");
    assert_eq!(length(&browser), recorded);
    play(&browser);
    browser.go(&format!("{}backup", world.url()));
    person.unlock(&browser);
    browser.see("#no-voice");

    // Nothing of it lies in the clear, in a record or a file, though it was just played.
    let needle = [Needle::new("sound", MARK)];
    let all = browser.records();
    assert!(all.iter().filter(|(store, _)| store == "slices").count() >= 6);
    for (store, bytes) in &all {
        let bytes = bytes.as_ref().unwrap();
        assert!(!needle[0].is_in(bytes), "sound in {store}");
    }
    browser.run(
        "localStorage.setItem('control', arguments[0]);",
        &[MARK.into()],
    );
    wait(500);
    browser.close();
    let (finds, files) = scan(&browser.profile(), &needle);
    let elsewhere = finds
        .iter()
        .filter(|find| !find.file.display().to_string().contains("Local Storage"));
    assert_eq!(elsewhere.count(), 0, "{finds:?}");
    assert!(files > 20 && !finds.is_empty(), "{files} files, {finds:?}");
}

#[test]
fn a_killed_recording_is_offered_again_and_plays() {
    let _turn = take_turn();
    let world = World::new();
    let mut browser = Browser::start(&world.path("phone"), microphone(&world));
    let person = Person::join(&browser, &world);
    let mut worst = 0.0_f64;
    for round in 0..3 {
        Person::go(&browser, "/");
        browser.tap("#today-record");
        hear(&browser);
        // Not at the edge of a slice.
        wait(3_000 + 370 * round);
        let shown =
            "const [m, s] = document.querySelector('#recorder-time').textContent.split(':');
            return Number(m) * 60 + Number(s);";
        let shown = browser.run(shown, &[]).as_f64().unwrap();
        browser.kill();
        browser.open();
        browser.go(&world.url());
        person.unlock(&browser);
        browser.see(".unfinished [data-recorded]");
        browser.until("it is offered in words", || {
            browser
                .text(".unfinished [data-recorded]")
                .contains("cut short")
        });
        browser.tap(".unfinished a");
        browser.see("#takes .player");
        let kept = length(&browser) / 1000.0;
        worst = worst.max(shown - kept);
        assert!(shown - kept <= 2.0, "{kept} s of {shown} s are left");
        play(&browser);
        // Continued, and thrown away as a whole: two takes with all that is theirs.
        browser.tap("#record");
        hear(&browser);
        browser.tap("#record-stop");
        browser.until("there are two takes", || takes(&browser) == 2);
        if !browser.sees("#throw") {
            browser.tap("#earlier summary");
        }
        browser.tap("#throw");
        browser.see(".toast");
    }
    eprintln!("the most that was lost: {worst:.2} s");
    // Behind the undo nothing of them is left on the disk.
    browser.until("the slices are gone", || rows(&browser, "slices") == 0);
    assert_eq!(rows(&browser, "recordings"), 0);
    browser.close();
}

/// Puts the first player to a place, in milliseconds.
fn seek(browser: &Browser, place: u32) {
    browser.run(
        "const field = document.querySelector('.seek'); field.value = arguments[0];
         field.dispatchEvent(new Event('input', { bubbles: true }));",
        &[place.into()],
    );
}

#[test]
fn what_was_said_arrives_at_the_desk_without_what_is_not_for_the_team() {
    let _turn = take_turn();
    let world = World::new();
    let file = world.path("tone.wav");
    fs::write(&file, wav(8, |_| true)).unwrap();
    let mut browser = Browser::start(
        &world.path("phone"),
        listening_to(&file, Options::default()),
    );
    Person::join(&browser, &world);
    browser.tap("#today-record");
    hear(&browser);
    wait(7_000);
    browser.tap("#record-stop");
    browser.see("#takes .player");
    let recorded = length(&browser);
    browser.tap("#done");
    browser.see("#keep");
    browser.tap("label:has(> #may-share)");
    browser.tap("#keep");
    browser.see("#recordings .player");
    browser.tap("#recordings summary");
    seek(&browser, 2_000);
    browser.tap("[data-from]");
    seek(&browser, 4_000);
    browser.tap("[data-to]");
    browser.see("[data-span]");
    browser.enter("[id^='gist-']", "The night shift in one line");
    browser.tap("[data-describe]");
    browser.see("#recordings .meta");

    Person::go(&browser, "/share");
    browser.tap("#review");
    let leaves = browser.text("[data-leaves-voice]");
    assert!(
        leaves.contains("0:02 – 0:04") && leaves.contains("The night shift"),
        "{leaves}"
    );
    browser.picture("share-voice");
    browser.tap("#make");
    browser.see("#save-file");
    let bundle = browser.text(".receipt .digest");
    browser.tap("#save-file");
    browser.see("#handed");
    let bundle = browser.downloads().join(bundle);
    browser.until("the file is saved", || {
        fs::metadata(&bundle).is_ok_and(|file| file.len() > 0)
    });
    browser.close();

    let bundle = bundle.display().to_string();
    let desk = ["audio", "--identity", "desk.key", &bundle, "--out", "audio"];
    let (code, said) = run_desk(&world.path(""), &desk);
    assert_eq!(code, 0, "{said}");
    let out = world.path("audio");
    let mut table = csv::Reader::from_path(out.join("recordings.csv")).unwrap();
    let head = table.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = table.records().collect::<Result<_, _>>().unwrap();
    assert_eq!(rows.len(), 1, "{said}");
    let column = |name: &str| {
        let at = head.iter().position(|known| known == name);
        let at = at.unwrap_or_else(|| panic!("there is no column {name} in {head:?}"));
        rows[0][at].to_owned()
    };
    assert_eq!(column("gist"), "The night shift in one line");
    let wavs: Vec<_> = fs::read_dir(out.join("wav"))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(wavs.len(), 1);
    let (rate, heard) = samples(&fs::read(wavs[0].path()).unwrap());
    assert_eq!(rate, 16_000);
    let length = heard.len() as f64 / f64::from(rate) * 1_000.0;
    assert!(
        (length / recorded - 1.0).abs() < 0.02,
        "{length} ms of {recorded} ms"
    );
    let part = |from: usize, to: usize| &heard[from * 16..to * 16];
    assert!(
        share_of_tone(rate, part(500, 1_900)) > 0.9,
        "the tone before the mark"
    );
    assert!(
        share_of_tone(rate, part(4_200, 6_000)) > 0.9,
        "the tone behind the mark"
    );
    let loudest = part(2_050, 3_950)
        .iter()
        .fold(0.0_f64, |most, at| most.max(at.abs()));
    assert!(loudest < 0.001, "between the marks {loudest} is left");
}

#[test]
fn whatever_ends_a_recording_keeps_what_was_said() {
    let _turn = take_turn();
    let world = World::new();
    let options = Options {
        scripts: vec![SPY.into()],
        ..microphone(&world)
    };
    let mut browser = Browser::start(&world.path("phone"), options);
    let person = Person::join(&browser, &world);
    // Two taps at once are one recording.
    browser.run(
        "document.querySelector(\"a[href='/write/free']\").click();",
        &[],
    );
    browser.see("#record");
    browser.run(
        "const tap = document.querySelector('#record'); tap.click(); tap.click();",
        &[],
    );
    hear(&browser);
    assert_eq!(browser.run("return window.asked;", &[]), 1);
    browser.tap("#record-stop");
    browser.until("there is one take", || takes(&browser) == 1);

    let ends = [
        (
            "the microphone is pulled out",
            "const [track] = stream.getTracks(); track.stop(); track.dispatchEvent(new Event('ended'));",
        ),
        (
            "a call takes it",
            "stream.getTracks()[0].dispatchEvent(new Event('mute'));",
        ),
        (
            "the recorder fails",
            "recorder.dispatchEvent(new Event('error'));",
        ),
        ("the recorder just stops", "recorder.stop();"),
        (
            "a slice is empty and one is late",
            "tell();
             recorder.addEventListener('stop', () => setTimeout(() => tell('late'), 100));
             stream.getTracks()[0].stop();
             recorder.stop();",
        ),
        (
            "the page is hidden",
            "document.dispatchEvent(new Event('freeze'));",
        ),
        ("the phone is full", "window.room = 0;"),
    ];
    for (at, (name, end)) in ends.into_iter().enumerate() {
        browser.tap("#record");
        hear(&browser);
        wait(2_300);
        browser.run(end, &[]);
        browser.see("#record-outcome");
        browser.run("window.room = Infinity;", &[]);
        browser.until(name, || takes(&browser) == at as u64 + 2);
        let said = browser.text("#record-outcome");
        assert!(said.contains("is saved"), "{name}: {said}");
        // The device is let go.
        let live = "return stream.getTracks().filter(track => track.readyState === 'live').length;";
        assert_eq!(browser.run(live, &[]), 0, "{name}");
    }
    // A lock ends it, too; and what the full phone could not note is noted now.
    browser.tap("#record");
    hear(&browser);
    wait(1_500);
    Person::lock(&browser);
    person.unlock(&browser);
    browser.tap(".unfinished a");
    browser.until("all are there", || takes(&browser) == ends.len() as u64 + 2);
    let silent = "return [...document.querySelectorAll('.player')]
        .filter(player => !(Number(player.dataset.length) > 900)).length;";
    assert_eq!(browser.run(silent, &[]), 0);
    for place in 0..ends.len() + 2 {
        let play = "const done = arguments[1];
            const player = document.querySelectorAll('.player')[arguments[0]];
            player.querySelector('[data-play]').click();
            const audio = player.querySelector('audio');
            const from = Date.now();
            const look = setInterval(() => {
                if (audio.currentTime > 0.3 || Date.now() - from > 9000) {
                    clearInterval(look);
                    audio.pause();
                    done([audio.currentTime, audio.duration, audio.error?.message ?? '']);
                }
            }, 50);";
        let played = browser.run_async(play, &[place.into()]);
        assert!(
            played[0].as_f64().is_some_and(|at| at > 0.3),
            "take {place}: {played}"
        );
        assert!(played[1].as_f64().is_some(), "take {place}: {played}");
    }

    // Where there is no microphone, the page says so and one writes.
    for (refusal, words) in [
        ("NotAllowedError", "may not use the microphone"),
        ("NotFoundError", "no microphone"),
        ("NotReadableError", "cannot be used now"),
    ] {
        browser.run("window.refusal = arguments[0];", &[refusal.into()]);
        browser.tap("#record");
        browser.until(words, || browser.text("#record-outcome").contains(words));
        browser.enter("#paper", ".");
        browser.see("#saved");
    }
    browser.close();
}

#[test]
fn a_microphone_that_hears_nothing_is_told() {
    let _turn = take_turn();
    let world = World::new();
    let file = world.path("silence.wav");
    fs::write(&file, wav(4, |_| false)).unwrap();
    let mut browser = Browser::start(
        &world.path("phone"),
        listening_to(&file, Options::default()),
    );
    Person::join(&browser, &world);
    browser.tap("#today-record");
    hear(&browser);
    assert!(!browser.text("#recorder-state").contains("hear nothing"));
    browser.until("it is told", || {
        browser.text("#recorder-state").contains("hear nothing")
    });
    browser.tap("#record-stop");
    browser.see("#takes");
    browser.close();
}
