//! Where the journal may lie: storage that the browser does not promise to keep, and a tab of an
//! iPhone.

use serde_json::{Value, json};

use super::{Bench, Outcome, tally::ensure};
use crate::{Browser, Door, Needle, Note, Options, Person, scan};

/// Counts how often the browser is asked to keep what is stored.
const COUNT: &str = "
    (() => {
        const plain = StorageManager.prototype.persist;
        window.asked = 0;
        StorageManager.prototype.persist = function () {
            window.asked += 1;
            return plain.call(this);
        };
    })();";

const ASKED_AT: &str = "return localStorage.getItem('promise-asked');";

const NOTE: Note = Note {
    door: Door::Free,
    text: "Another evening, and the same corridor.",
    title: "",
    role: "student",
    wishes: &[],
};

/// What the settings say of the browser's promise.
#[track_caller]
fn promise(browser: &Browser) -> Value {
    browser.tap("a.tool[href='/settings']");
    browser.see("#promise-state");
    let state = browser.run(
        "return document.querySelector('#promise-state').dataset.state;",
        &[],
    );
    Person::go(browser, "/");
    state
}

/// F40: the browser refuses to promise anything, and is not asked again before a week; then it
/// promises.
pub(super) fn promise_refused(bench: &Bench, rounds: u32) -> Outcome {
    Outcome::of(rounds, |_| {
        let options = Options {
            scripts: vec![COUNT.into()],
            ..Bench::options()
        };
        let browser = Browser::start(&bench.folder("promise"), options);
        Person::join(&browser, &bench.world);
        let asked = || browser.run("return window.asked;", &[]);
        let state = promise(&browser);
        ensure(state == "unknown" && asked() == 0, || {
            format!("before the first entry: {state}, asked {} times", asked())
        })?;
        Person::write(&browser, &NOTE);
        Person::go(&browser, "/");
        let state = promise(&browser);
        ensure(state == "refused" && asked() == 1, || {
            format!("after the first entry: {state}, asked {} times", asked())
        })?;
        let at = browser.run(ASKED_AT, &[]);
        Person::write(&browser, &NOTE);
        Person::go(&browser, "/");
        ensure(asked() == 1 && browser.run(ASKED_AT, &[]) == at, || {
            "it is asked again at the next entry".into()
        })?;
        let a_week_ago =
            "localStorage.setItem('promise-asked', String(Date.now() - 7.1 * 86400000));";
        browser.run(a_week_ago, &[]);
        Person::write(&browser, &NOTE);
        Person::go(&browser, "/");
        ensure(asked() == 2 && promise(&browser) == "refused", || {
            "it is not asked again after a week".into()
        })?;
        browser.run(a_week_ago, &[]);
        let granted = json!({ "permissions": ["durableStorage"] });
        browser.devtools("Browser.grantPermissions", granted);
        Person::write(&browser, &NOTE);
        Person::go(&browser, "/");
        let state = promise(&browser);
        ensure(state == "given", || {
            format!("promised, and it says {state}")
        })
    })
}

const IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 \
    (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1";

/// Everything that a page of this origin has stored, databases left out.
const STORED: &str = "
    const done = arguments[0];
    (async () => {
        const texts = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })];
        const read = async folder => {
            for await (const [name, handle] of folder.entries()) {
                texts.push(name);
                if (handle.kind === 'directory') await read(handle);
                else texts.push(await (await handle.getFile()).text());
            }
        };
        await read(await navigator.storage.getDirectory());
        return texts.join('\\n');
    })().then(done, error => done('failed: ' + error));";

/// F41: in a tab of an iPhone nothing begins but a page to try, which keeps nothing.
pub(super) fn iphone_tab(bench: &Bench, rounds: u32) -> Outcome {
    Outcome::of(rounds, |_| {
        let mut browser = Browser::start(&bench.folder("iphone"), Bench::options());
        let phone = json!({ "userAgent": IPHONE, "platform": "iPhone" });
        browser.devtools("Emulation.setUserAgentOverride", phone);
        browser.go(&bench.world.url());
        let seen = browser.see_any(&["#install", "#to-code"]);
        ensure(seen == "#install", || "one can join in a tab".into())?;
        ensure(!browser.has("#to-code"), || {
            "one can join all the same".into()
        })?;
        browser.tap("#practice");
        let text = "practised on the green floor";
        browser.enter("#practice-paper", text);
        std::thread::sleep(std::time::Duration::from_millis(1_200));
        let stored = browser.run_async(STORED, &[]);
        let stored = stored.as_str().unwrap_or("failed: nothing").to_owned();
        let records = browser.records().len();
        ensure(
            !stored.starts_with("failed") && !stored.contains(text),
            || format!("the page to try is stored: {stored}"),
        )?;
        ensure(records == 0, || format!("{records} records are stored"))?;
        browser.tap("#practice-done");
        browser.see("#install");
        // The same phone, from its icon.
        let icon = "Object.defineProperty(Navigator.prototype, 'standalone', { get: () => true });";
        let added = browser.add_script(icon);
        let person = Person::join(&browser, &bench.world);
        Person::write(&browser, &NOTE);
        browser.remove_script(added);
        // What was begun stays open to its writer, wherever.
        browser.go(&bench.world.url());
        let seen = browser.see_any(&["#passphrase", "#install"]);
        ensure(seen == "#passphrase", || {
            "a journal that was begun does not open any more".into()
        })?;
        person.unlock(&browser);
        browser.close();
        let (finds, _) = scan(&browser.profile(), &[Needle::new("the page to try", text)]);
        ensure(finds.is_empty(), || format!("it lies in {finds:?}"))
    })
}
