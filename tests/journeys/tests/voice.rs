//! Speaking: recorded, safe while it is recorded, heard again, and never in the clear on the disk.

use std::fs;

use journeys::{
    Browser, Needle, Options, Person, SPY, World, at_the_desk, hear, length, listening_to, play,
    record_with_a_pause, scan, share, share_of_tone, take_turn, wait, wav,
};

/// What stands at the head of every Opus stream with one channel, in WebM and in Ogg. The two last
/// signs tell it from the app's own code, which knows the word.
const MARK: &str = "OpusHead\u{1}\u{1}";

/// A browser whose microphone hears tones of a second, every fourth one silent.
pub fn microphone(world: &World) -> Options {
    let file = world.path("voice.wav");
    fs::write(&file, wav(8, |second| second % 4 != 3)).unwrap();
    listening_to(&file, Options::default())
}

/// The same, with what can happen to a microphone at hand, and who joined there.
fn start_with_spy(world: &World) -> (Browser, Person) {
    let options = Options {
        scripts: vec![SPY.into()],
        ..microphone(world)
    };
    let browser = Browser::start(&world.path("phone"), options);
    let person = Person::join(&browser, world);
    (browser, person)
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
    record_with_a_pause(&browser);
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

    // All of it outlives the lock.
    Person::lock(&browser);
    person.unlock(&browser);
    Person::go(&browser, "/entries");
    browser.tap(".entry a");
    browser.see("#recordings .player");
    assert_eq!(browser.text("#recordings h2"), "The night shift");
    assert_eq!(length(&browser), recorded);
    play(&browser);

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
pub fn seek(browser: &Browser, place: u32) {
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
    let bundle = share(&browser);
    browser.close();

    let heard = at_the_desk(&world, &bundle);
    assert_eq!(heard.column("gist"), "The night shift in one line");
    assert_eq!(heard.rate, 16_000);
    let length = heard.length();
    assert!(
        (length / recorded - 1.0).abs() < 0.02,
        "{length} ms of {recorded} ms"
    );
    for (place, from, to) in [("before", 500, 1_900), ("behind", 4_200, 6_000)] {
        let tone = share_of_tone(heard.rate, heard.part(from, to));
        assert!(tone > 0.9, "the tone {place} the mark: {tone}");
    }
    let between = heard.part(2_050, 3_950).iter();
    let loudest = between.fold(0.0_f64, |most, at| most.max(at.abs()));
    assert!(loudest < 0.001, "between the marks {loudest} is left");
}

#[test]
fn whatever_ends_a_recording_keeps_what_was_said() {
    let _turn = take_turn();
    let world = World::new();
    let (mut browser, person) = start_with_spy(&world);
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

/// Two recordings in one entry, one of them thrown away again.
#[test]
fn a_recording_of_an_entry_is_thrown_away_with_a_way_back() {
    let _turn = take_turn();
    let world = World::new();
    let (mut browser, person) = start_with_spy(&world);
    // As much room as three minutes of it take.
    let room = "navigator.storage.estimate = async () => ({ usage: 1e9, quota: 1e9 + 1.06e6 });";
    browser.run(room, &[]);
    browser.tap("#today-record");
    hear(&browser);
    browser.until("it is said how much there is room for", || {
        browser.text("#recorder-left") == "3 min left"
    });
    wait(1_000);
    browser.tap("#record-stop");
    browser.until("there is one take", || takes(&browser) == 1);
    browser.tap("#record");
    hear(&browser);
    wait(2_500);
    browser.tap("#record-stop");
    browser.until("there are two takes", || takes(&browser) == 2);
    browser.tap("#done");
    browser.tap("#keep");
    let kept = |count: u64| {
        let found = "return document.querySelectorAll('#recordings .player').length;";
        browser.until(&format!("{count} recordings are there"), || {
            browser.run(found, &[]) == count
        });
    };
    kept(2);
    let short = length(&browser);
    let slices = rows(&browser, "slices");

    browser.tap("#recordings [data-throw]");
    kept(1);
    assert!(length(&browser) > short + 500.0);
    browser.tap(".toast button");
    kept(2);
    assert_eq!(length(&browser), short, "it is back in its place");
    wait(11_000);
    assert_eq!(
        rows(&browser, "slices"),
        slices,
        "an undo's time has passed"
    );

    browser.tap("#recordings [data-throw]");
    kept(1);
    browser.until("its slices are gone", || {
        rows(&browser, "slices") < slices && rows(&browser, "recordings") == 1
    });
    play(&browser);
    Person::lock(&browser);
    person.unlock(&browser);
    assert!(!browser.has("#findings"), "nothing is missed");
    Person::go(&browser, "/entries");
    browser.tap(".entry a");
    kept(1);
    // What is nothing but this recording goes as an entry.
    browser.tap("#recordings [data-throw]");
    browser.see("#delete-now");
    browser.close();
}

/// What a kill left has no wave; it is drawn when it is first played, and kept.
#[test]
fn a_recovered_recording_is_drawn_once() {
    let _turn = take_turn();
    let world = World::new();
    let mut browser = Browser::start(&world.path("phone"), microphone(&world));
    let person = Person::join(&browser, &world);
    browser.tap("#today-record");
    hear(&browser);
    wait(6_000);
    browser.kill();
    browser.open();
    browser.go(&world.url());
    person.unlock(&browser);
    browser.tap(".unfinished a");
    browser.see("#takes .player");
    assert!(!browser.has("#takes .wave"));
    play(&browser);
    browser.see("#takes .wave");
    // Tones of a second, every fourth one silent: bars that are high, and some that are not.
    let heights = "const paths = [...document.querySelectorAll('.wave path')];
        const bars = paths.flatMap(path => path.getAttribute('d').match(/M[^M]+/g) ?? []);
        return bars.map(bar => { const [, from, to] = bar.match(/ ([\\d.]+)V([\\d.]+)/); return to - from; });";
    let drawn = browser.run(heights, &[]);
    let heights: Vec<f64> = drawn
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|h| h.as_f64())
        .collect();
    assert!(heights.len() >= 25, "{drawn}");
    let high = heights.iter().filter(|height| **height > 15.0).count();
    let low = heights.iter().filter(|height| **height < 6.0).count();
    assert!(high >= 12 && low >= 3, "{high} high, {low} low: {drawn}");
    Person::lock(&browser);
    person.unlock(&browser);
    browser.tap(".unfinished a");
    browser.see("#takes .wave");
    browser.close();
}

/// What the browser itself cannot play is said right after the stop, and kept.
#[test]
fn what_cannot_be_played_is_told_at_once() {
    let _turn = take_turn();
    let world = World::new();
    let mut browser = Browser::start(&world.path("phone"), microphone(&world));
    Person::join(&browser, &world);
    let deaf = "BaseAudioContext.prototype.decodeAudioData = async () => {
        throw new DOMException('no', 'EncodingError');
    };";
    browser.run(deaf, &[]);
    browser.tap("#today-record");
    hear(&browser);
    wait(1_500);
    browser.tap("#record-stop");
    browser.see("#record-outcome");
    let said = browser.text("#record-outcome");
    assert!(
        said.contains("cannot play") && said.contains("are kept"),
        "{said}"
    );
    assert_eq!(takes(&browser), 1);
    browser.close();
}
