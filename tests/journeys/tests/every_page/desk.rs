//! The pages of the research desk, at the size of a phone: what fits there fits everywhere.

use std::{fs, path::Path};

use journeys::World;

use super::Look;

/// Opens a bundle that was shared before, and one that was spoilt on its way.
pub(super) fn walk(look: &mut Look, world: &World, bundle: &Path) {
    let browser = look.browser;
    browser.go(&format!("{}desk/", world.url()));
    browser.see("#identity");
    look.at("40-desk");
    browser.replace("#identity", "opensesame");
    browser.tap("#take-key");
    browser.see("#identity-error .error");
    look.at("40-desk-key-refused");
    keys(look);
    study(look);
    browser.give("#identity-file", &world.path("desk.key"));
    browser.see("#keys-held");
    browser.give("#study-file", &world.path("study.json"));
    browser.see("[data-known='study-file']");
    let spoilt = world.path("spoilt.age");
    let mut bytes = fs::read(bundle).expect("the shared file is there");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&spoilt, bytes).expect("a file can be written");
    browser.give("#bundles", bundle);
    browser.give("#bundles", &spoilt);
    browser.see("#waiting");
    look.at("41-desk-chosen");
    browser.tap("#open-bundles");
    browser.see("#files");
    look.at("42-desk-files");
    browser.tap("[data-confirm]");
    browser.see("#phones .status-ok");
    look.at("43-desk-phones");
    // What no file has holds the page back.
    browser.tap("#save-registry");
    browser.tap("#to-people");
    browser.see("#timeline");
    look.at("44-desk-people");
    browser.tap("[data-person] button, [data-person] a");
    browser.see(".case");
    look.at("45-desk-person");
    browser.tap("#to-memos");
    browser.see_gone(".case");
    look.at("45-desk-memos");
    browser.tap("#to-names");
    browser.see("#decided, #names, #names-none");
    look.at("45-desk-names");
    browser.tap("#to-search");
    browser.see("#desk-words");
    look.at("46-desk-search");
    browser.tap("#to-export");
    browser.see("#make-export");
    look.at("47-desk-export");
    browser.tap("#make-export");
    browser.see("#export-made");
    look.at("48-desk-exported");
}

/// The ceremony, without the proof, and the rehearsal.
fn keys(look: &mut Look) {
    let browser = look.browser;
    browser.tap("#to-keys");
    browser.see("#make-key");
    look.at("50-keys");
    browser.tap("#make-key");
    browser.see("#key-holder");
    look.at("51-keys-holder");
    browser.tap("#to-key-passphrase");
    browser.tap("#use-words");
    look.at("52-keys-passphrase");
    browser.tap("#seal-key");
    browser.see("#save-key");
    look.at("53-keys-file");
    browser.tap("#save-key");
    browser.see("#key-saved");
    browser.tap("#after-file");
    browser.tap("#show-paper");
    browser.see(".paper-words");
    look.at("54-keys-paper");
    browser.tap("#has-paper");
    browser.see("#prove-key");
    look.at("55-keys-proof");
    browser.tap("#without-proof summary");
    browser.tap("#skip-proof");
    browser.see("#key-unproved");
    look.at("56-keys-unproved");
    browser.tap("#finish-key");
    browser.tap("#rehearse-key");
    browser.see("#rehearse-pack");
    look.at("57-keys-rehearse");
    browser.tap("#step-back");
    browser.tap("#leave-keys");
}

/// A study that was begun, part by part, and what is made of it.
fn study(look: &mut Look) {
    let browser = look.browser;
    browser.tap("#to-study");
    browser.see("#begin-study");
    look.at("60-study");
    browser.tap("#begin-study");
    browser.see("#at-title-en");
    look.at("61-study-basics");
    for part in [
        "people",
        "recipients",
        "consent",
        "phases",
        "prompts",
        "entries",
    ] {
        browser.tap(&format!("#part-{part}"));
        browser.see(&format!("#part-{part}[aria-current]"));
        look.at(&format!("61-study-{part}"));
    }
    browser.tap("#study-preview");
    browser.see("#phone");
    look.at("62-study-preview");
    browser.tap("#study-save");
    browser.see("#study-save[aria-current]");
    look.at("63-study-save");
    browser.tap("#study-codes");
    browser.see("#study-codes[aria-current]");
    look.at("64-study-codes");
    browser.tap("#close-study");
    browser.tap("#to-open");
}
