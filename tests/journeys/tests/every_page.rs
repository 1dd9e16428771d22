//! Every page in every language, by day and by night: readable by everyone, and wholly translated.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use journeys::{Browser, Door, Note, Options, Person, World, downloaded, take_turn};
use serde_json::{Value, json};

use crate::voice::microphone;

mod desk;
mod loops;

const LANGUAGES: [&str; 3] = ["en", "fr", "nl"];

const NOTE: Note = Note {
    door: Door::Past,
    text: "A first line.\n\nAnother paragraph, with a long word: otorhinolaryngologically.",
    title: "A title",
    role: "both",
    wishes: &["may-share", "ask-first", "do-not-quote", "do-not-raise"],
};

/// What axe-core finds, with the places.
const AXE: &str = "
    const done = arguments[0];
    axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
        done(violations.flatMap(({ id, nodes }) =>
            nodes.map(node => id + ': ' + node.target.join(' ') + ' ' +
                (node.any.concat(node.all, node.none)[0]?.message ?? '') + '\\n      ' + node.html))),
        error => done(['axe stopped: ' + error]));";

/// Texts of the page, and those of its attributes that are read aloud, that are a key. The random
/// name of a file can look like one.
const KEYS: &str = "
    const all = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    // Names of files stand in .digest, and look like keys.
    while (walker.nextNode())
        if (!walker.currentNode.parentElement.closest('.digest')) all.push(walker.currentNode.data);
    for (const name of ['aria-label', 'placeholder', 'title', 'alt'])
        for (const element of document.querySelectorAll('[' + name + ']'))
            all.push(element.getAttribute(name));
    return all.map(text => text.trim()).filter(text => !text.endsWith('.age')).filter(text =>
        /^[a-z_]+\\.[a-z_]+$/.test(text) || /\\{[a-z_]+\\}/.test(text));";

/// What is wider than the page when its letters are twice as large; and whether the document scrolls
/// behind the part of it that does.
const WIDE: &str = "
    const root = document.documentElement;
    const behind = document.querySelector('.scroller') && root.scrollHeight > innerHeight + 1;
    root.style.fontSize = '200%';
    const wide = [...document.querySelectorAll('body, body *')].filter(element => {
        const box = element.getBoundingClientRect();
        return box.width > 1 && box.height > 1 && box.right > root.clientWidth + 1
            && !element.closest('svg, .sr-only, .skip, .print-only, [role=region][tabindex] *');
    });
    const scrolls = Math.max(root.scrollWidth, ...[...document.querySelectorAll('main')]
        .map(main => main.scrollWidth)) > root.clientWidth;
    root.style.fontSize = '';
    const names = wide.slice(-4).map(element => element.outerHTML.slice(0, 90));
    return scrolls || wide.length || behind ? names.concat(scrolls ? 'the page scrolls sideways' : [],
        behind ? 'the document scrolls' : []) : [];";

#[test]
fn every_page_in_english() {
    every_page("en");
}

#[test]
fn every_page_in_french() {
    every_page("fr");
}

#[test]
fn every_page_in_dutch() {
    every_page("nl");
}

/// What is looked for is found where it is put.
#[test]
fn a_fault_is_seen() {
    let _turn = take_turn();
    let world = World::new();
    let mut browser = Browser::start(&world.path("phone"), Options::default());
    browser.go(&world.url());
    browser.see("#to-code");
    let spoil = "
        document.querySelector('h1').textContent = 'join.title';
        const wide = document.createElement('p');
        wide.textContent = 'wide';
        wide.style.minWidth = '900px';
        const picture = new Image();
        picture.src = '/icons/icon.svg';
        document.querySelector('main').append(picture, wide);";
    browser.run(spoil, &[]);
    let mut look = Look::new(&browser, "en");
    look.at("00-spoilt");
    let faults = look.faults.join("\n");
    for fault in [
        "light, image-alt",
        "dark, image-alt",
        "not translated: join.title",
        "too wide",
    ] {
        assert!(faults.contains(fault), "{fault} is not seen in:\n{faults}");
    }
    browser.close();
}

/// Walks through all pages and looks at each of them by day and by night.
fn every_page(language: &'static str) {
    assert!(LANGUAGES.contains(&language));
    let _turn = take_turn();
    let world = World::new();
    let mut browser = Browser::start(&world.path("phone"), microphone(&world));
    let mut look = Look::new(&browser, language);
    browser.go(&format!("{}settings", world.url()));
    browser.tap(&format!(
        "label:has(> input[name='language'][value='{language}'])"
    ));
    browser.until("the language is spoken", || {
        browser.run("return document.documentElement.lang;", &[]) == language
    });
    look.at("01-settings-before");
    let slip = format!(
        "#join?v=1&code={}&keys=a-slip-of-another-study-altogether",
        world.codes[0]
    );
    browser.go(&format!("{}{slip}", world.url()));
    browser.see("#slip-other");
    look.at("02-join-slip");
    browser.go(&world.url());
    let person = join(&mut look, &world);
    write_and_read(&mut look);
    rhythm(&mut look);
    speak(&mut look);
    let shared = share(&mut look);
    for (place, name) in [("/settings", "16-settings"), ("/support", "17-support")] {
        Person::go(&browser, "/");
        browser.tap(&format!("a.tool[href='{place}']"));
        browser.see_gone(".doors");
        look.at(name);
    }
    Person::go(&browser, "/");
    Person::lock(&browser);
    look.at("18-unlock");
    Person::try_passphrase(&browser, "not this one");
    browser.see("#unlock-error .error");
    look.at("19-unlock-wrong");
    browser.tap("form button.button-quiet[type='button']:not([aria-pressed])");
    browser.see("#recovery");
    look.at("20-unlock-code");
    browser.reload();
    person.unlock(&browser);
    keys(&mut look, &world, &person);
    let backup = copies(&mut look, &world, &person);
    loss(&mut look, &world, &person);
    new_phone(&mut look, &world, &person, &backup);
    desk::walk(&mut look, &world, &shared);
    iphone(&mut look, &world);
    let faults = look.faults;
    browser.close();
    none(language, &faults);
}

/// There are none.
fn none(language: &str, faults: &[String]) {
    assert!(
        faults.is_empty(),
        "{} faults in {language}:\n{}",
        faults.len(),
        faults.join("\n")
    );
}

fn join(look: &mut Look, world: &World) -> Person {
    let browser = look.browser;
    browser.see("#to-code");
    look.at("02-join-study");
    browser.tap("#to-code");
    browser.replace("#code", "M7");
    browser.tap("#to-consent");
    browser.see("#code-error .error");
    look.at("03-join-code");
    let code = world.codes[0].clone();
    browser.replace("#code", &code);
    browser.tap("#to-consent");
    browser.tap("#agree");
    browser.see("#consent-error .error");
    look.at("04-join-consent");
    Person::agree(browser, world);
    let passphrase = Person::take_six_words(browser);
    browser.until("the strength is told", || {
        !browser.text("#strength").is_empty()
    });
    look.at("05-join-passphrase");
    let recovery_code = Person::seal(browser);
    look.at("06-join-recovery");
    Person::type_back(browser, &recovery_code);
    Person {
        code,
        passphrase,
        recovery_code,
    }
}

fn write_and_read(look: &mut Look) {
    let browser = look.browser;
    look.at("07-today-first");
    Person::go(browser, "/entries");
    look.at("08-journal-empty");
    Person::go(browser, "/");
    browser.tap(NOTE.door.selector());
    browser.see("#paper");
    look.at("09-write-empty");
    browser.enter("#paper", NOTE.text);
    browser.see("#saved");
    look.at("10-write");
    browser.tap(".composer-foot .button-primary");
    browser.see("#keep");
    look.at("11-keep");
    Person::keep(browser, &NOTE);
    look.at("12-entry");
    browser.tap("#delete");
    browser.see("#delete-now");
    look.at("12-entry-delete");
    Person::go(browser, "/entries");
    browser.see(".entry");
    look.at("13-journal");
    Person::go(browser, "/");
    look.at("07-today");
}

/// Questions of other directions, set aside; a pause; reminders.
fn rhythm(look: &mut Look) {
    let browser = look.browser;
    browser.tap(".door-past .door-aside");
    browser.see(".door-past .aside-choices");
    look.at("07-today-aside");
    while !browser.has(".door-past[data-silent]") {
        let before = browser.text(".door-past");
        browser.tap(".door-past [data-why='too_close']");
        browser.until("the next one comes", || {
            browser.text(".door-past") != before && !browser.has(".door-past .aside-choices")
        });
        if !browser.has(".door-past[data-silent]") {
            browser.tap(".door-past .door-aside");
        }
    }
    browser.tap("#directions summary");
    look.at("07-today-all-aside");
    browser.tap("[data-theme-of='after_session']");
    browser.tap("#question-aside summary");
    look.at("09-write-aside");
    browser.enter("#paper", NOTE.text);
    browser.see("#saved");
    browser.tap("#done");
    browser.see("#session");
    look.at("11-keep-session");
    browser.tap("#keep");
    browser.see("#entry-text");
    Person::go(browser, "/");
    browser.tap("#pause");
    browser.see("#paused");
    look.at("07-today-paused");
    browser.tap("#go-on");
    browser.tap("#to-reminders");
    browser.see("#coming");
    look.at("16-reminders");
    browser.tap("label:has(> input[name='rhythm'][value='own'])");
    browser.replace("#every-days", "0");
    browser.see("#reminders-error .error");
    look.at("16-reminders-wrong");
    browser.replace("#every-days", "14");
    browser.tap("#make-calendar");
    browser.see("#calendar-made");
    look.at("16-reminders-made");
    Person::go(browser, "/");
}

/// Recorded, heard, described.
fn speak(look: &mut Look) {
    let browser = look.browser;
    browser.tap("#today-record");
    browser.see("#recorder.recorder-on");
    look.at("24-recording");
    browser.tap("#record-pause");
    look.at("24-recording-paused");
    browser.tap("#record-pause");
    // Something else than the writer ends it, and that is told.
    browser.run("document.dispatchEvent(new Event('freeze'));", &[]);
    browser.see("#record-outcome");
    browser.see("#takes .player");
    look.at("24-recorded");
    browser.tap(".bar-start");
    look.at("24-today-recorded");
    browser.tap(".unfinished:has([data-recorded]) a");
    browser.tap("#done");
    browser.tap("#keep");
    browser.tap("#recordings summary");
    browser.tap("[data-from]");
    browser.tap("[data-on]");
    browser.tap("[data-to]");
    browser.see("[data-span]");
    look.at("24-described");
    Person::go(browser, "/entries");
    browser.see("[data-voice]");
    look.at("24-journal-voice");
}

/// Gives the file that was shared.
fn share(look: &mut Look) -> PathBuf {
    let browser = look.browser;
    Person::go(browser, "/share");
    browser.see(".pick");
    look.at("14-share-choose");
    browser.tap("#review");
    browser.see(".leaf");
    browser.tap("#asked-list summary");
    look.at("14-share-review");
    browser.tap("#make");
    browser.tap("#save-file");
    browser.see("#handed");
    look.at("15-share-ready");
    Person::go(browser, "/");
    Person::go(browser, "/share");
    browser.tap("#receipts summary");
    look.at("15-share-receipts");
    downloaded(browser, ".age")
}

/// What opens the journal, changed.
fn keys(look: &mut Look, world: &World, person: &Person) {
    let browser = look.browser;
    browser.go(&format!("{}keys", world.url()));
    person.unlock(browser);
    browser.see("#to-passphrase");
    look.at("21-keys");
    browser.tap("#to-passphrase");
    browser.see("#old-passphrase");
    look.at("22-keys-passphrase");
    browser.reload();
    person.unlock(browser);
    browser.tap("#to-code");
    browser.replace("#old-passphrase", &person.passphrase);
    browser.tap("#draw-code");
    browser.see("#groups");
    look.at("23-keys-code");
}

/// The backup and the way back from it.
fn copies(look: &mut Look, world: &World, person: &Person) -> PathBuf {
    let browser = look.browser;
    browser.go(&format!("{}backup", world.url()));
    person.unlock(browser);
    browser.see("#make-backup");
    look.at("24-backup");
    browser.replace("#backup-secret", &person.passphrase);
    browser.tap("#make-backup");
    browser.tap("#save-backup");
    browser.see("#backup-handed");
    look.at("25-backup-done");
    browser.go(&format!("{}restore", world.url()));
    person.unlock(browser);
    let backup = downloaded(browser, "backup-");
    browser.give("#restore-file", &backup);
    browser.see("#restore-chosen");
    browser.replace("#restore-secret", "not this one");
    browser.tap("#restore-look");
    browser.see("#restore-error .error");
    look.at("26-restore");
    browser.replace("#restore-secret", &person.passphrase);
    browser.tap("#restore-look");
    browser.see("#restore-plan");
    look.at("27-restore-plan");
    assert!(
        !browser.has("#restore-now"),
        "there is nothing to bring back"
    );
    backup
}

/// A store that lost a part, then all of it; and a second tab.
fn loss(look: &mut Look, world: &World, person: &Person) {
    let browser = look.browser;
    // From a page of the origin that is not the app, which would hold the store open.
    let beside = format!("{}icons/icon.svg", world.url());
    browser.go(&beside);
    browser.run_async(FORGET_ONE, &[]);
    browser.go(&world.url());
    person.unlock(browser);
    browser.see("#bring-back");
    look.at("29-findings");
    browser.tap("#bring-back");
    browser.see(".doors");
    look.at("30-today-back");
    browser.go(&beside);
    browser.run_async(FORGET_ALL, &[]);
    browser.go(&world.url());
    browser.see("#from-mirror");
    look.at("31-lost");
    browser.tap("#from-mirror");
    browser.see("#passphrase");
    person.unlock(browser);
}

/// Forgets everything that tells of a journal, but the language.
fn forget(look: &Look, world: &World) {
    let browser = look.browser;
    browser.go(&format!("{}icons/icon.svg", world.url()));
    browser.run_async(FORGET_ALL, &[]);
    browser.run_async(FORGET_SIGNS, &[]);
    let script = "localStorage.setItem('settings', JSON.stringify({ language: arguments[0] }));";
    browser.run(script, &[look.language.into()]);
}

/// The backup on a phone that never had a journal.
fn new_phone(look: &mut Look, world: &World, person: &Person, backup: &Path) {
    let browser = look.browser;
    forget(look, world);
    browser.go(&world.url());
    browser.tap("#to-restore");
    browser.give("#restore-file", backup);
    browser.replace("#restore-secret", &person.passphrase);
    browser.tap("#restore-look");
    browser.see("#restore-now");
    look.at("27-restore-plan-whole");
    browser.tap("#restore-now");
    browser.see("#restored");
    look.at("28-restored");
}

/// A tab of an iPhone.
fn iphone(look: &mut Look, world: &World) {
    let browser = look.browser;
    forget(look, world);
    let agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15";
    browser.devtools(
        "Emulation.setUserAgentOverride",
        json!({ "userAgent": agent }),
    );
    browser.go(&world.url());
    browser.see("#install");
    look.at("32-install");
    browser.tap("#practice");
    browser.see("#practice-paper");
    look.at("33-practice");
}

/// Takes one entry out of the store.
const FORGET_ONE: &str = "
    const done = arguments[arguments.length - 1];
    indexedDB.open('journal').onsuccess = ({ target }) => {
        const change = target.result.transaction('entries', 'readwrite');
        change.objectStore('entries').clear();
        change.oncomplete = () => { target.result.close(); done(); };
    };";

/// Takes the whole store away.
const FORGET_ALL: &str = "
    const done = arguments[arguments.length - 1];
    const request = indexedDB.deleteDatabase('journal');
    request.onsuccess = request.onerror = () => done();";

/// Takes everything away that tells of a journal outside its store.
const FORGET_SIGNS: &str = "
    const done = arguments[arguments.length - 1];
    (async () => {
        localStorage.clear();
        const root = await navigator.storage.getDirectory();
        for await (const name of root.keys()) await root.removeEntry(name, { recursive: true });
    })().then(done, done);";

/// Looks at pages and gathers what is wrong with them.
pub(crate) struct Look<'a> {
    browser: &'a Browser,
    language: &'static str,
    pub(crate) faults: Vec<String>,
}

impl<'a> Look<'a> {
    /// Looks in a browser that speaks that language.
    pub(crate) fn new(browser: &'a Browser, language: &'static str) -> Self {
        Self {
            browser,
            language,
            faults: Vec::new(),
        }
    }

    /// Looks at the page that is there now.
    #[track_caller]
    pub(crate) fn at(&mut self, page: &str) {
        let mut found = Vec::new();
        for theme in ["light", "dark"] {
            let script = "document.documentElement.setAttribute('data-theme', arguments[0]);";
            self.browser.run(script, &[theme.into()]);
            self.at_rest();
            self.browser
                .picture(&format!("{}-{theme}-{page}", self.language));
            if self.browser.run("return typeof axe;", &[]) == "undefined" {
                self.browser.run(axe(), &[]);
            }
            let violations = self.browser.run_async(AXE, &[]);
            found.extend(list(&violations).map(|fault| format!("{theme}, {fault}")));
        }
        let keys = self.browser.run(KEYS, &[]);
        found.extend(list(&keys).map(|key| format!("not translated: {key}")));
        let wide = self.browser.run(WIDE, &[]);
        found.extend(list(&wide).map(|wide| format!("too wide at 200 %: {wide}")));
        let language = self.language;
        self.faults
            .extend(found.into_iter().map(|fault| format!("  {page}: {fault}")));
        let lang = self
            .browser
            .run("return document.documentElement.lang;", &[]);
        assert_eq!(lang, language);
    }

    /// Waits until nothing moves any more: colours in between are nobody's choice.
    fn at_rest(&self) {
        let still = "return document.getAnimations().every(a => a.playState !== 'running');";
        self.browser
            .until("nothing moves", || self.browser.run(still, &[]) == true);
    }
}

fn list(value: &Value) -> impl Iterator<Item = &str> {
    value
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
}

/// axe-core, as its makers publish it.
fn axe() -> &'static str {
    static AXE_CORE: OnceLock<String> = OnceLock::new();
    AXE_CORE.get_or_init(|| {
        fs::read_to_string(xtask::tools::axe())
            .expect("axe-core is installed: cargo xtask test installs it")
    })
}
