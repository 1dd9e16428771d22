//! The slip of paper: printed by the command line, photographed, scanned, and followed into the app.

use journeys::{Browser, Options, Person, World, run, run_desk, take_turn, words};

/// What the QR codes say that a camera sees on a page.
pub(crate) fn scanned(browser: &Browser, page: &std::path::Path, name: &str) -> Vec<String> {
    browser.go(&format!("file://{}", page.display()));
    browser.picture(name);
    let folder = xtask::tools::target().join("journeys");
    let picture = format!("{name}.png");
    let read = run("zbarimg", &folder, &["--quiet", "--raw", &picture], None);
    // A machine without a message bus has ZBar complain of it.
    let is_link = |line: &&str| line.starts_with("http");
    read.lines().filter(is_link).map(str::to_owned).collect()
}

#[test]
fn a_slip_brings_its_code_and_only_its_own_keys_are_followed() {
    let _turn = take_turn();
    let world = World::new();
    let address = world.url();
    let arguments = [
        "study",
        "codes",
        "--study",
        "study.json",
        "--count",
        "1",
        "--address",
        address.trim_end_matches('/'),
        "--out",
        "slips.html",
    ];
    let (code, said) = run_desk(&world.path("."), &arguments);
    assert_eq!(code, 0, "{said}");

    let mut browser = Browser::start(&world.path("phone"), Options::default());
    let slips = scanned(&browser, &world.path("slips.html"), "slips");
    let [slip] = &slips[..] else {
        panic!("one slip was printed, and {slips:?} are read");
    };
    browser.go(slip);
    browser.see("#slip-good");
    let place = browser.run("return location.href;", &[]);
    assert_eq!(place, world.url(), "the code has left the address");
    browser.tap("#to-code");
    let code = browser.value("#code");
    assert!(slip.contains(&format!("code={}", code.replace('-', ""))));
    assert_eq!(
        browser.text("main .lead"),
        words("en", "code.from_slip"),
        "it is to be compared"
    );
    browser.tap("#to-consent");
    Person::agree(&browser, &world);
    browser.see("#passphrase");

    // Nobody goes on to a study whose keys are others, or fewer.
    let (before, keys) = slip.split_once("keys=").unwrap();
    let fewer = keys.split('~').next().unwrap();
    for keys in [fewer, "able-baker-cargo-delta-eagle-fable"] {
        browser.go("about:blank");
        browser.go(&format!("{before}keys={keys}"));
        browser.see("#slip-other");
        let is_closed = "return document.querySelector('#to-code').disabled;";
        assert_eq!(browser.run(is_closed, &[]), true);
    }
    browser.picture("slip-other");
    // What cannot be read is told, and the code can be typed.
    browser.go("about:blank");
    browser.go(&format!("{}#join?v=1&code=&keys=", world.url()));
    browser.see("#slip-unreadable");
    browser.tap("#to-code");
    assert_eq!(browser.value("#code"), "");
    browser.close();
}
