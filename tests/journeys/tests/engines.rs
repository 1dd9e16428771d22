//! Speaking in other engines than Chromium's, as far as their own microphones for tests allow.

use std::{fs, path::PathBuf};

use journeys::{
    Browser, Engine, Heard, Person, World, at_the_desk, fake_microphone, length,
    record_with_a_pause, share, share_of, share_of_tone, take_turn, wait,
};

/// How long the player says it is. That there is no loudspeaker comes later, in Firefox as an error.
const LENGTH: &str = "
    const audio = document.querySelector('audio');
    return isFinite(audio.duration) ? audio.duration : null;";

/// Records with a pause, opens it in the player, and keeps it; then shares it in the way that is given and
/// has the desk decode it.
#[track_caller]
fn speak(engine: Engine, share: fn(&Browser, &World) -> PathBuf) -> Heard {
    let _turn = take_turn();
    let world = World::new();
    let mut browser = Browser::start(&world.path("phone"), fake_microphone(engine));
    Person::join(&browser, &world);
    record_with_a_pause(&browser);
    wait(3_000);
    browser.tap("#record-stop");
    browser.see("#takes .player");
    assert!(!browser.has("#record-outcome"), "{}", browser.read());
    let recorded = length(&browser);
    assert!((5_500.0..14_000.0).contains(&recorded), "{recorded} ms");
    browser.tap("[data-play]");
    browser.until("it is loaded, as long as was said", || {
        let heard = browser.run(LENGTH, &[]);
        let heard = heard.as_f64().map(|seconds| seconds * 1_000.0);
        heard.is_some_and(|heard| (heard - recorded).abs() < 100.0)
    });
    browser.tap("#done");
    browser.tap("label:has(> #may-share)");
    browser.tap("#keep");
    browser.see("#recordings .player");
    Person::go(&browser, "/share");
    browser.tap("#review");
    let bundle = share(&browser, &world);
    let heard = at_the_desk(&world, &bundle);
    let length = heard.length();
    assert!(
        (length / recorded - 1.0).abs() < 0.02,
        "{length} ms of {recorded} ms"
    );
    browser.close();
    heard
}

#[test]
fn what_is_said_in_firefox_arrives_at_the_desk() {
    let heard = speak(Engine::Firefox, |browser, _| share(browser));
    // Before the pause, which the tone goes on in.
    let tone = share_of_tone(heard.rate, heard.part(500, 2_500));
    assert!(tone > 0.9, "the tone is {tone} of it");
}

/// Keeps hold of the file that is saved.
const HOLD: &str = "
    const make = URL.createObjectURL;
    URL.createObjectURL = file => { window.saved = file; return make.call(URL, file); };";

/// Gives its bytes in hexadecimal digits.
const HAND_OVER: &str = "
    const done = arguments[0];
    window.saved.arrayBuffer().then(bytes => done(Array.from(new Uint8Array(bytes),
        byte => byte.toString(16).padStart(2, '0')).join('')));";

/// WebKitGTK saves where the system's downloads go; so the file is taken out of the page.
fn take_out(browser: &Browser, world: &World) -> PathBuf {
    browser.run(HOLD, &[]);
    browser.tap("#make");
    browser.tap("#save-file");
    browser.see("#handed");
    let bytes = browser.run_async(HAND_OVER, &[]);
    let bundle = world.path("bundle.age");
    fs::write(&bundle, hex::decode(bytes.as_str().unwrap()).unwrap()).unwrap();
    bundle
}

/// WebKit's own microphone hums at 150 Hz, below its beeps.
#[test]
fn what_is_said_in_webkit_arrives_at_the_desk() {
    let heard = speak(Engine::WebKit, take_out);
    let part = heard.part(500, 2_500);
    let share = |hertz: f64| share_of(hertz, heard.rate, part);
    let (hum, beside) = (share(150.0), share(190.0).max(share(110.0)));
    assert!(hum > 20.0 * beside, "{hum} and {beside}");
}
