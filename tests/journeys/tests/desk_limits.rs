//! Files that are far too large for a page, and files that are dropped on it.

use std::fs;

use journeys::{Browser, Options, Person, World, run, take_turn};
use serde_json::{Value, json};

use crate::notes::FORMULA;

/// What stands in the desk's table: the files with their verdicts and reasons.
const ROWS: &str = "return [...document.querySelectorAll('#files tbody tr')].map(row =>
    [row.querySelector('th').textContent, row.dataset.verdict, row.dataset.reason ?? '']);";

/// The middle of an element, in pixels of the page that is seen.
const MIDDLE: &str = "const element = document.querySelector(arguments[0]);
    element.scrollIntoView({ block: 'center' });
    const box = element.getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];";

/// F89: the limits of the command line hold at the page, which goes on with what is whole.
#[test]
fn what_is_too_large_is_named_and_the_rest_is_opened() {
    let _turn = take_turn();
    let world = World::new();
    let mut phone = Browser::start(&world.path("phone"), Options::default());
    Person::join(&phone, &world);
    Person::write(&phone, &FORMULA);
    Person::go(&phone, "/share");
    let shared = Person::share_chosen(&phone);
    phone.close();

    let folder = world.path("received");
    fs::create_dir_all(folder.join("june")).unwrap();
    fs::copy(shared, folder.join("june/good.age")).unwrap();
    // Half a gigabyte that the study's key opens, and no bundle in it; a file without an end.
    let home = world.path("");
    let key = run("age-keygen", &home, &["-y", "desk.key"], None);
    let nothing = fs::File::create(world.path("nothing")).unwrap();
    nothing.set_len(500 * 1024 * 1024).unwrap();
    let sealed = ["-r", key.trim(), "-o", "received/half.age", "nothing"];
    run("age", &home, &sealed, None);
    let endless = fs::File::create(folder.join("endless.age")).unwrap();
    endless.set_len(1 << 40).unwrap();

    let mut browser = Browser::start(&world.path("desk"), Options::default());
    browser.go(&format!("{}desk/", world.url()));
    browser.give("#identity-file", &world.path("desk.key"));
    browser.see("#keys-held");
    drop_on(&browser, ".drop", &folder);
    browser.see("#waiting");
    browser.tap("#open-bundles");
    browser.see("#files");
    let mut rows = list(&browser.run(ROWS, &[]));
    rows.sort();
    let row = |name: &str, verdict: &str, reason: &str| [name, verdict, reason].map(str::to_owned);
    assert_eq!(
        rows,
        [
            row("endless.age", "refused", "too-large"),
            row("half.age", "refused", "archive"),
            row("june/good.age", "merged", ""),
        ]
    );
    browser.tap("#to-people");
    browser.see("#timeline");
    browser.close();
}

/// Lets files or folders fall on an element, as from the desktop.
fn drop_on(browser: &Browser, element: &str, path: &std::path::Path) {
    let middle = browser.run(MIDDLE, &[element.into()]);
    let data = json!({ "items": [], "files": [path], "dragOperationsMask": 1 });
    for kind in ["dragEnter", "dragOver", "drop"] {
        let event = json!({ "type": kind, "x": middle[0], "y": middle[1], "data": data });
        browser.devtools("Input.dispatchDragEvent", event);
    }
}

fn list(rows: &Value) -> Vec<[String; 3]> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let rows = rows.as_array().into_iter().flatten();
    rows.map(|row| [text(&row[0]), text(&row[1]), text(&row[2])])
        .collect()
}
