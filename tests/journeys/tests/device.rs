//! Unlocking by the device itself: a virtual authenticator with WebAuthn's PRF extension.

use journeys::{Browser, Options, Person, World, take_turn};
use serde_json::json;

use crate::notes::PLAIN;

#[test]
fn the_device_unlocks_and_the_passphrase_still_does() {
    let _turn = take_turn();
    let world = World::new();
    let mut browser = Browser::start(&world.path("phone"), Options::default());
    let authenticator = json!({ "options": {
        "protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": "internal",
        "hasResidentKey": true, "hasUserVerification": true, "hasPrf": true,
        "isUserVerified": true, "automaticPresenceSimulation": true,
    } });
    browser.devtools("WebAuthn.enable", json!({}));
    let made = browser.devtools("WebAuthn.addVirtualAuthenticator", authenticator);
    // An address of digits has no passkeys.
    let url = world.url().replace("127.0.0.1", "localhost");
    browser.go(&url);
    let person = Person::join_from_the_study(&browser, &world);
    let (id, text) = Person::write(&browser, &PLAIN);

    browser.go(&format!("{url}keys"));
    person.unlock(&browser);
    browser.tap("#to-device");
    browser.replace("#old-passphrase", "not the passphrase");
    browser.tap("#add-device");
    browser.see("#old-error .error");
    browser.replace("#old-passphrase", &person.passphrase);
    browser.tap("#add-device");
    browser.see("#device-added");

    Person::lock(&browser);
    browser.tap("#unlock-device");
    browser.see("#lock");
    browser.go(&format!("{url}entries/{id}"));
    browser.tap("#unlock-device");
    assert_eq!(browser.text("#entry-text"), text);

    // A finger that is not the writer's.
    Person::lock(&browser);
    let authenticator = made["authenticatorId"].clone();
    let verified = json!({ "authenticatorId": authenticator, "isUserVerified": false });
    browser.devtools("WebAuthn.setUserVerified", verified);
    browser.tap("#unlock-device");
    browser.see("#unlock-error .error");
    person.unlock(&browser);

    browser.go(&format!("{url}keys"));
    person.unlock(&browser);
    browser.tap("#remove-device");
    browser.see_gone("#remove-device");
    Person::lock(&browser);
    assert!(!browser.has("#unlock-device"));
    person.unlock(&browser);
    browser.close();
}
