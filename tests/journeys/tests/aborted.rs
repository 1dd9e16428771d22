//! A phone that is full: what is not saved is called so, and stays on the page.

use journeys::{Browser, Door, Options, Person, World, take_turn, words};
use serde_json::json;

/// While it is told to, gives every writing transaction up after its requests have succeeded.
const GIVE_UP: &str = "
    window.giveUp = false;
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (...arguments_) {
        const request = put.apply(this, arguments_);
        const giveUp = window.giveUp;
        request.addEventListener('success', () => { if (giveUp) this.transaction.abort(); });
        return request;
    };";

const FIRST: &str = "The first half is saved.";
const SECOND: &str = " The second half meets a full phone \u{1f4f1}.";
const THIRD: &str = " The third finds room again.";

#[test]
fn what_was_given_up_is_not_called_saved() {
    let _turn = take_turn();
    let world = World::new();
    let options = Options {
        scripts: vec![GIVE_UP.into()],
        ..Options::default()
    };
    let mut browser = Browser::start(&world.path("phone"), options);
    let person = Person::join(&browser, &world);
    browser.tap(Door::Free.selector());
    browser.enter("#paper", FIRST);
    browser.see("#saved");

    browser.run("window.giveUp = true;", &[]);
    let typed = browser.enter("#paper", SECOND);
    browser.see("#not-saved");
    browser.picture("not-saved");
    assert!(!browser.has("#saved"));
    assert_eq!(browser.value("#paper"), typed);
    // The form after writing says so too, and keeps the text.
    browser.tap(".composer-foot .button-primary");
    browser.tap("#keep");
    browser.see("#keep-error .error");
    browser.tap("form .button-quiet[type='button']");
    assert_eq!(browser.value("#paper"), typed);

    browser.run("window.giveUp = false;", &[]);
    let typed = browser.enter("#paper", THIRD);
    browser.see("#saved");
    assert_eq!(typed, format!("{FIRST}{SECOND}{THIRD}"));
    browser.go(&world.url());
    person.unlock(&browser);
    browser.tap(".waits a[href^='/write/draft/']");
    assert_eq!(browser.value("#paper"), typed, "nothing is lost");
    browser.close();
}

#[test]
fn a_full_phone_is_named() {
    let _turn = take_turn();
    let world = World::new();
    let mut browser = Browser::start(&world.path("phone"), Options::default());
    let person = Person::join(&browser, &world);
    browser.tap(Door::Free.selector());
    browser.enter("#paper", FIRST);
    browser.see("#saved");
    let origin = world.url().trim_end_matches('/').to_owned();
    let quota = "Storage.overrideQuotaForOrigin";
    browser.devtools(quota, json!({ "origin": origin, "quotaSize": 1 }));
    // Chromium looks at the quota anew only some seconds after it last did.
    let mut typed = String::new();
    browser.until("the phone is full", || {
        typed = browser.enter("#paper", SECOND);
        browser.until("it is saved or not", || {
            browser.has("#saved") || browser.has("#not-saved")
        });
        browser.has("#not-saved")
    });
    let told = browser.text("#not-saved");
    let reason = words("en", "trouble.full");
    let told_so = words("en", "write.not_saved").replace("{reason}", &reason);
    assert_eq!(told, told_so);
    assert_eq!(browser.value("#paper"), typed);
    browser.devtools(quota, json!({ "origin": origin }));
    let typed = browser.enter("#paper", THIRD);
    browser.see("#saved");
    browser.go(&world.url());
    person.unlock(&browser);
    browser.tap(".waits a[href^='/write/draft/']");
    assert_eq!(browser.value("#paper"), typed, "nothing is lost");
    browser.close();
}
