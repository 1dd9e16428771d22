//! Nothing is ever asked of another origin, and nothing in the page asks for it inline.

use std::fs;

use journeys::{Browser, Options, Person, World, requests, take_turn};
use serde_json::json;
use xtask::tools::root;

use crate::notes::FORMULA;

#[test]
fn no_other_origin_is_asked() {
    let _turn = take_turn();
    let world = World::new();
    let mut browser = Browser::start(&world.path("phone"), Options::default());
    let person = Person::join(&browser, &world);
    Person::write(&browser, &FORMULA);
    Person::go(&browser, "/share");
    browser.tap("#review");
    browser.tap("#make");
    browser.tap("#save-file");
    browser.see("#handed");
    Person::go(&browser, "/");
    for place in ["/settings", "/support"] {
        browser.tap(&format!("a.tool[href='{place}']"));
        browser.see("h1");
    }
    Person::go(&browser, "/");
    Person::lock(&browser);
    browser.reload();
    person.unlock(&browser);
    // A broken policy would have been complained of: closing looks at the console.
    browser.close();

    // What the browser asks for itself has no origin behind it, and is not ours to judge.
    let asked = requests(&browser.network_log());
    let origin = world.url();
    let origin = origin.trim_end_matches('/');
    let (ours, others): (Vec<_>, Vec<_>) = asked
        .into_iter()
        .filter(|request| request.initiator.as_deref() == Some(origin))
        .partition(|request| request.url.starts_with(origin));
    for part in [
        "study.json",
        "_bg.wasm",
        "worker_bg.wasm",
        ".css",
        ".woff2",
        "sprite.svg",
    ] {
        let is_there = ours.iter().any(|request| request.url.contains(part));
        assert!(is_there, "{part} is in the log: {ours:#?}");
    }
    assert!(others.is_empty(), "{others:#?}");
}

#[test]
fn another_origin_is_refused_and_that_is_seen() {
    let _turn = take_turn();
    let world = World::new();
    let elsewhere = World::new();
    let options = Options {
        may_complain: true,
        ..Options::default()
    };
    let mut browser = Browser::start(&world.path("phone"), options);
    browser.go(&world.url());
    browser.see("#to-code");
    assert!(browser.complaints().is_empty());
    let ask = "const done = arguments[1];
        fetch(arguments[0], { mode: 'no-cors' }).then(() => done('answered'), () => done('refused'));";
    let answer = browser.run_async(ask, &[elsewhere.url().into()]);
    assert_eq!(answer, "refused");
    let complaints = browser.complaints();
    assert!(
        complaints
            .iter()
            .any(|text| text.contains("Content Security Policy")),
        "{complaints:?}"
    );
    // Without the policy it would be asked, and the log tells.
    browser.devtools("Page.setBypassCSP", json!({ "enabled": true }));
    browser.reload();
    browser.see("#to-code");
    // The other side's own headers refuse the answer all the same.
    browser.run_async(ask, &[elsewhere.url().into()]);
    browser.close();
    let asked = requests(&browser.network_log());
    let told = asked
        .iter()
        .any(|request| request.url.starts_with(&elsewhere.url()) && request.initiator.is_some());
    assert!(told, "{asked:#?}");
}

#[test]
fn the_page_has_no_inline_script() {
    let page = fs::read_to_string(root().join("dist/index.html")).expect("the app is built");
    let mut scripts = 0;
    for script in page.split("<script").skip(1) {
        let (attributes, rest) = script.split_once('>').expect("a tag ends");
        assert!(attributes.contains(" src="), "inline: <script{attributes}>");
        assert!(
            rest.trim_start().starts_with("</script>"),
            "inline: {rest:.80}"
        );
        scripts += 1;
    }
    assert!(scripts >= 1);
    assert!(!page.contains("<style"), "a style stands in the page");
    for word in [
        " onload=",
        " onclick=",
        " onerror=",
        " style=",
        "javascript:",
    ] {
        assert!(!page.contains(word), "{word} stands in the page");
    }
}
