//! Writing a study at the desk: begun from the example, written, looked at, saved, opened again,
//! compared, and given codes; and the command line agrees with every file.

use std::{
    fs,
    path::{Path, PathBuf},
};

use journal::{Moment, Offers, ParticipantCode, Study, Theme, check_words};
use journeys::{Browser, Options, World, downloaded, run, run_desk, take_turn, words};
use serde_json::{Value, json};

const ADDRESS: &str = "https://pages.example.org";

#[test]
fn a_study_is_written_at_the_desk() {
    let _turn = take_turn();
    let world = World::new();
    let mut browser = Browser::start(&world.path("desk"), Options::default());
    let screen = json!({ "width": 1280, "height": 900, "deviceScaleFactor": 1, "mobile": false });
    browser.devtools("Emulation.setDeviceMetricsOverride", screen);
    browser.go(&format!("{}desk/", world.url()));
    browser.tap("#to-study");
    browser.tap("#begin-study");
    name(&browser);
    hand_out_keys(&browser, &world);
    lay_out(&browser);
    ask(&browser);
    let first = save(&browser, &world);
    look(&browser, &first);
    let second = go_on(&browser, &world, &first);
    draw(&browser, &world, &second);
    browser.close();
}

/// Whether the browser would ask before the page is left.
fn is_held(browser: &Browser) -> bool {
    let ask = "const leaving = new Event('beforeunload', { cancelable: true });
        dispatchEvent(leaving); return leaving.defaultPrevented;";
    browser.run(ask, &[]) == true
}

fn is_found(browser: &Browser, kind: &str) -> bool {
    browser.has(&format!("[data-finding='{kind}']"))
}

fn found(browser: &Browser, kind: &str) {
    browser.until(&format!("{kind} is found"), || is_found(browser, kind));
}

fn mended(browser: &Browser, kind: &str) {
    browser.until(&format!("{kind} is mended"), || !is_found(browser, kind));
}

/// The title, and a name; what is missing leads to its field.
fn name(browser: &Browser) {
    browser.see("#at-title-en");
    let refused = "[data-finding='missing'][data-at='$.pack_id']";
    browser.see(refused);
    assert!(!browser.texts("#at-pack_id-error .error").is_empty());
    browser.tap("#part-consent");
    browser.tap(&format!("{refused} .finding-place"));
    let focused = "return document.activeElement.id;";
    browser.until("its field has the focus", || {
        browser.run(focused, &[]) == "at-pack_id"
    });
    browser.replace("#at-pack_id", "corridor-2026");
    mended(browser, "missing");
    assert!(browser.texts("#at-pack_id-error .error").is_empty());
    browser.replace("#at-title-en", "Corridors: a study in two roles");
    browser.replace("#at-title-fr", "Couloirs : une étude à deux rôles");
    assert_eq!(
        browser.text(".study-name"),
        "Corridors: a study in two roles"
    );
    assert!(is_held(browser), "nothing of this is in a file");
    browser.picture("study-basics");
}

/// Three custodians; a key that opens is not taken, and who assesses may not hold one.
fn hand_out_keys(browser: &Browser, world: &World) {
    let home = world.path("");
    run("age-keygen", &home, &["-o", "third.key"], None);
    let public = |name: &str| {
        run("age-keygen", &home, &["-y", name], None)
            .trim()
            .to_owned()
    };
    let keys = ["desk.key", "steward.key", "third.key"].map(public);

    browser.tap("#part-people");
    browser.tap("#add-team");
    browser.replace("#at-team-4-name", "Cleo Third");
    browser.replace("#at-team-4-role", "ombudsperson");
    browser.replace("#at-team-4-can_read", "only if both other keys are lost");
    browser.choose("#at-team-4-assesses_participants", "true");

    browser.tap("#part-recipients");
    browser.replace(
        "#at-recipients-0-public_key",
        &format!("here: {} .", keys[0]),
    );
    browser.until("the line is taken out of what was pasted", || {
        browser.value("#at-recipients-0-public_key") == keys[0]
    });
    browser.give(
        "#at-recipients-1-public_key-file",
        &world.path("steward.key"),
    );
    let secret = words("en", "pack.secret_key");
    browser.until("a key that opens is not taken", || {
        browser.texts("#at-recipients-1-public_key-error .error") == [secret.as_str()]
    });
    assert!(!browser.whole().contains("AGE-SECRET-KEY-1"));
    fs::write(world.path("steward.txt"), format!("my key\n{}\n", keys[1])).unwrap();
    browser.give(
        "#at-recipients-1-public_key-file",
        &world.path("steward.txt"),
    );
    let spoken = check_words(&keys[1]).join(" ");
    browser.until("its words are shown", || {
        browser.texts(".study-words .desk-words").contains(&spoken)
    });
    mended(browser, "invalid-key");
    browser.tap("#add-recipients");
    browser.replace("#at-recipients-2-name", "Cleo Third");
    browser.replace("#at-recipients-2-public_key", &keys[2]);
    found(browser, "assesses");
    browser.picture("study-recipients");
    browser.tap("[data-finding='assesses'] .finding-place");
    browser.tap("#part-people");
    browser.choose("#at-team-4-assesses_participants", "false");
    mended(browser, "assesses");

    // The consent speaks of two, until it is told of the third.
    found(browser, "consent-omits");
    browser.tap("#part-consent");
    browser.tap("label:has(> [data-speaks-of='recipient-3'])");
    mended(browser, "consent-omits");
}

/// A phase that overlaps, until it asks nothing; it is moved, and stays what it is.
fn lay_out(browser: &Browser) {
    browser.tap("#part-phases");
    let day = browser.value("#at-waves-3-from");
    browser.tap("#add-waves");
    browser.choose("#at-waves-5-phase", "end");
    browser.fill("#at-waves-5-from", &day);
    browser.fill("#at-waves-5-to", &day);
    browser.replace("#at-waves-5-id", "feast");
    for (language, label) in [("en", "A feast"), ("fr", "Une fête"), ("nl", "Een feest")] {
        browser.replace(&format!("#at-waves-5-label-{language}"), label);
    }
    found(browser, "waves-overlap");
    browser.choose("#at-waves-5-phase", "");
    mended(browser, "waves-overlap");
    browser.tap("#up-at-waves-5");
    browser.until("it was moved", || {
        browser.value("#at-waves-4-id") == "feast"
    });
    let focused = "return document.activeElement.id;";
    browser.until("the focus moved with it", || {
        browser.run(focused, &[]) == "up-at-waves-4"
    });
}

/// A question of one's own in three languages, one of the bank, and one taken out and back.
fn ask(browser: &Browser) {
    browser.tap("#part-prompts");
    browser.tap("#add-prompts");
    for (language, question) in [
        ("en", "Which corridor did you cross today?"),
        ("fr", "Quel couloir avez-vous traversé aujourd’hui ?"),
        ("nl", "Welke gang liep je vandaag door?"),
    ] {
        browser.replace(&format!("#at-prompts-28-text-{language}"), question);
    }
    browser.choose("#at-prompts-28-theme_internal", "gazing_backwards");
    browser.tap("#bank summary");
    browser.tap("[data-bank='GB-03']");
    browser.see_gone("[data-bank='GB-03']");
    browser.until("there are thirty", || browser.texts(".item").len() == 30);
    let first = browser.text("#at-prompts-0 .item-name");
    browser.tap("#remove-at-prompts-0");
    browser.until("it is gone", || browser.texts(".item").len() == 29);
    assert_ne!(browser.text("#at-prompts-0 .item-name"), first);
    browser.tap(".toast .button");
    browser.until("it is back", || {
        browser.text("#at-prompts-0 .item-name") == first
    });
    browser.picture("study-prompts");
}

/// Nothing is refused, here and on the command line.
fn save(browser: &Browser, world: &World) -> PathBuf {
    browser.until("nothing needs to be changed", || {
        browser.text("#findings-told") == words("en", "pack.nothing_open")
    });
    browser.tap("#study-save");
    browser.see("#published");
    assert!(!browser.has("#save-refused"));
    browser.tap("#save-pack");
    let file = downloaded(browser, "study.json");
    browser.until("it counts as saved", || !is_held(browser));
    check(world, &file);
    let pack = read(&file);
    assert_eq!(pack["revision"], 1);
    assert_eq!(pack["title"]["fr"], "Couloirs : une étude à deux rôles");
    assert_eq!(pack["recipients"].as_array().unwrap().len(), 3);
    assert_eq!(pack["waves"][4]["label"]["nl"], "Een feest");
    assert_eq!(pack["waves"][4].get("phase"), None);
    let prompts = pack["prompts"].as_array().unwrap();
    assert_eq!(prompts.len(), 30);
    assert_eq!(prompts[28]["id"], "Q-29");
    // What has no field here is what the bank says.
    assert!(prompts[29]["followups"].is_object());
    file
}

fn read(file: &Path) -> Value {
    serde_json::from_slice(&fs::read(file).unwrap()).unwrap()
}

fn check(world: &World, file: &Path) {
    let file = file.display().to_string();
    let (code, said) = run_desk(&world.path(""), &["study", "check", &file]);
    assert!(
        code == 0 && said.contains("0 refused, 0 should be changed"),
        "{said}"
    );
}

/// The preview asks what the journal's own rule would, on that day and in that language.
fn look(browser: &Browser, file: &Path) {
    let study = Study::from_json(&fs::read(file).unwrap()).unwrap();
    browser.tap("#study-preview");
    browser.see("#phone .recipient");
    assert_eq!(browser.texts("#phone .recipient h3").len(), 3);
    browser.picture("study-preview");
    browser.tap("label:has(> #preview-today)");
    for (wave, language) in [(1, "en"), (2, "fr"), (3, "nl")] {
        let day = &study.waves[wave].from;
        browser.choose("#preview-language", language);
        browser.fill("#preview-day", day);
        let phase = study.phase_on(day);
        let day = Moment::parse(day).unwrap();
        let mut offers = Offers::default();
        let themes = [Theme::GazingBackwards, Theme::ImagineFuture];
        for theme in themes {
            offers.turn(&study.prompts, theme, phase, language, &day);
        }
        let expected = themes.map(|theme| {
            let prompt = study.prompt(offers.current(theme).unwrap()).unwrap();
            prompt.text.0[language].clone()
        });
        browser.until(&format!("{day} asks {expected:?}"), || {
            browser.texts("#phone .door-prompt") == expected
        });
        assert_eq!(
            browser.text("#phone .door-name"),
            words(language, "theme.past")
        );
    }
    browser.picture("study-preview-today");
    let before = browser.texts("#phone .door-prompt");
    browser.tap("#preview-turn");
    browser.until("others are asked", || {
        browser.texts("#phone .door-prompt") != before
    });
    browser.tap("label:has(> #preview-consent)");
    browser.see("#phone .terms");
    assert_eq!(
        browser.texts("#phone .consent-item").len(),
        study.consent.items.len()
    );
}

/// A pack with fields of its own is opened, changed, compared and saved as the next revision.
fn go_on(browser: &Browser, world: &World, first: &Path) -> PathBuf {
    let mut pack = read(first);
    pack["ours"] = json!({ "deep": [1, null, { "ünknown": "stays" }] });
    pack["team"][0]["ours"] = json!("stays too");
    let old = world.path("study-1.json");
    fs::write(&old, pack.to_string()).unwrap();
    browser.tap("#close-study");
    fs::write(world.path("letter.txt"), "This is a letter.").unwrap();
    browser.give("#open-study", &world.path("letter.txt"));
    browser.see("#open-study-error .error");
    browser.give("#open-study", &old);
    browser.see("#at-title-en");
    assert!(!is_held(browser), "nothing was changed yet");

    browser.tap("#part-consent");
    let text = browser.value("#at-consent-sections-5-text-en");
    browser.replace(
        "#at-consent-sections-5-text-en",
        &format!("{text} Write to us first."),
    );
    browser.tap("#study-save");
    browser.see("#ask-again");
    let again = words("en", "again.section_changed").replace("{name}", "stop");
    assert_eq!(browser.texts("#ask-again li"), [again]);
    browser.picture("study-compare");
    browser.tap("[data-unraised] .button");
    browser.see_gone("[data-unraised]");
    browser.tap("#save-pack");
    let file = downloaded(browser, "study (1).json");
    check(world, &file);
    let mut saved = read(&file);
    let issued = saved.as_object_mut().unwrap().remove("issued_at");
    assert!(issued.unwrap().as_str().unwrap().ends_with('Z'));
    pack["revision"] = 2.into();
    pack["supersedes_revision"] = 1.into();
    pack["consent"]["version"] = "2.2".into();
    pack["consent"]["sections"][5]["text"]["en"] = format!("{text} Write to us first.").into();
    assert_eq!(saved, pack, "what was not changed is what it was");
    let (old, new) = (old.display().to_string(), file.display().to_string());
    let (code, said) = run_desk(&world.path(""), &["study", "compare", &old, &new]);
    assert_eq!(code, 3, "{said}");
    assert!(
        said.contains("the consent section \"stop\" has other words"),
        "{said}"
    );
    file
}

/// Codes that the page drew and those of the command line stand on one list.
fn draw(browser: &Browser, world: &World, file: &Path) {
    browser.tap("#study-codes");
    browser.replace("#codes-number", "3");
    browser.replace("#codes-address", "pages.example.org");
    browser.tap("#draw-codes");
    browser.until("the address is refused", || {
        browser.texts("#codes-error .error") == [words("en", "codes.no_address")]
    });
    browser.replace("#codes-address", ADDRESS);
    browser.tap("#draw-codes");
    browser.see("#save-list");
    browser.picture("study-codes");
    let may_print = "return !document.querySelector('#save-slips').disabled;";
    assert!(browser.run(may_print, &[]) == false, "the list comes first");
    browser.tap("#save-list");
    let list = downloaded(browser, "codes.csv");
    browser.until("slips may be printed", || {
        browser.run(may_print, &[]) == true
    });
    browser.tap("#save-slips");
    let slips = fs::read_to_string(downloaded(browser, "slips.html")).unwrap();

    let study = Study::from_json(&fs::read(file).unwrap()).unwrap();
    let rule = study.participants.code_rule.as_ref().unwrap();
    let drawn = codes_in(&list);
    assert_eq!(drawn.len(), 3);
    for code in &drawn {
        assert_eq!(ParticipantCode::parse(code, rule).unwrap().as_str(), code);
        assert!(slips.contains(&format!("<p class=\"code\">{code}</p>")));
    }
    assert!(slips.contains(&check_words(&study.recipients[0].public_key).join(" ")));

    let (file, known) = (file.display().to_string(), list.display().to_string());
    let arguments = [
        "study",
        "codes",
        "--study",
        &file,
        "--count",
        "2",
        "--address",
        ADDRESS,
        "--out",
        "more.html",
        "--list",
        &known,
    ];
    let (code, said) = run_desk(&world.path(""), &arguments);
    assert!(code == 0 && said.contains("5 codes in all"), "{said}");
    assert_eq!(codes_in(&list)[..3], drawn[..]);
    browser.give("#codes-list", &list);
    let told = words("en", "codes.known").replace("{n}", "5");
    browser.until("the list is known", || {
        browser.texts("#codes-known") == [told.as_str()]
    });
}

fn codes_in(list: &Path) -> Vec<String> {
    let mut reader = csv::Reader::from_path(list).unwrap();
    let rows = reader.records().map(|row| row.unwrap()[0].to_owned());
    rows.collect()
}
