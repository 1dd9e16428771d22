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
    browser.tap("#to-people");
    browser.see("#timeline");
    look.at("44-desk-people");
    browser.tap("[data-person] button, [data-person] a");
    browser.see(".case");
    look.at("45-desk-person");
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
