//! The whole road: join, write, lock, unlock, search, share, and open what was shared.

use std::{fs, path::PathBuf};

use journal::check_words;
use journeys::{Browser, Options, Person, World, take_turn, words};

use crate::notes::{ADDED, EXTRA, FORMULA, MARKS, PLAIN, SIGNS};
use crate::opened::{Sent, open_at_the_desk, open_without_us};

#[test]
fn the_main_road() {
    let _turn = take_turn();
    let world = World::new();
    let mut browser = Browser::start(&world.path("phone"), Options::default());
    let person = join_with_care(&browser, &world);
    let mut sent = write_four(&browser);
    browser.picture("today");
    lock_and_unlock(&browser, &person);
    search_and_filter(&browser);
    revise(&browser, &mut sent[0]);
    delete_and_undo(&browser);
    let file = share(&browser, &person, &sent);
    browser.close();
    open_at_the_desk(&world, &file, &person, &sent);
    open_without_us(&world, &file, &person, &sent);
}

/// Joins with every slip on the way.
fn join_with_care(browser: &Browser, world: &World) -> Person {
    let study = world.study();
    browser.go(&world.url());
    browser.see("#to-code");
    browser.picture("join-study");
    let title = study.title.in_language("en", "en").0;
    assert_eq!(browser.text("h1"), title);
    let assesses = browser.texts(".recipient .status-ok");
    assert_eq!(
        assesses,
        vec![words("en", "recipient.assesses_no"); study.recipients.len()]
    );
    let shown = browser.texts(".recipient .words li");
    let keys = study
        .recipients
        .iter()
        .map(|recipient| &recipient.public_key);
    let expected: Vec<&str> = keys.flat_map(|key| check_words(key)).collect();
    assert_eq!(shown, expected);

    browser.tap("#to-code");
    let code = &world.codes[0];
    let slipped = format!(
        "{}{}",
        if code.starts_with('7') { '8' } else { '7' },
        &code[1..]
    );
    browser.replace("#code", &slipped);
    browser.tap("#to-consent");
    assert_eq!(
        browser.text("#code-error .error"),
        words("en", "code.check")
    );
    assert!(browser.has("#code"), "a wrong code goes no further");
    browser.replace("#code", &code.to_lowercase());
    browser.tap("#to-consent");

    browser.tap("#agree");
    assert_eq!(
        browser.text("#consent-error .error"),
        words("en", "consent.open_error")
    );
    let items = &study.consent.items;
    for item in items {
        Person::answer(browser, &item.id, if item.required { "no" } else { "yes" });
    }
    browser.tap("#agree");
    let refused = words("en", "consent.required_error");
    browser.until("the refusal is shown", || {
        browser.texts("#consent-error .error") == [refused.as_str()]
    });
    for item in items.iter().filter(|item| item.required) {
        Person::answer(browser, &item.id, "yes");
    }
    browser.tap("#agree");

    let passphrase = Person::take_six_words(browser);
    browser.replace("#passphrase-again", "something else");
    browser.tap("#seal");
    assert_eq!(
        browser.text("#passphrase-error .error"),
        words("en", "passphrase.differ")
    );
    browser.replace("#passphrase-again", &passphrase);
    let recovery_code = Person::seal(browser);
    browser.replace("#group-3", "0000");
    browser.tap("#start");
    let wrong = words("en", "recovery.wrong").replace("{n}", "3");
    assert_eq!(browser.text("#recovery-error .error"), wrong);
    Person::type_back(browser, &recovery_code);
    Person {
        code: code.clone(),
        passphrase,
        recovery_code,
    }
}

/// Writes three entries to be shared and one that is not; the texts are as the page had them.
fn write_four(browser: &Browser) -> Vec<Sent> {
    let mut sent = Vec::new();
    for note in [FORMULA, SIGNS, PLAIN] {
        Person::go(browser, "/");
        let question = browser.texts(&format!("{} .door-prompt", note.door.selector()));
        let (id, text) = Person::write(browser, &note);
        assert_eq!(
            text,
            note.text.replace("\r\n", "\n"),
            "the field keeps what is typed"
        );
        assert_eq!(browser.text("#entry-text"), text);
        assert_eq!(
            browser.texts("article .quote"),
            question,
            "the question that was shown"
        );
        sent.push(Sent {
            id,
            text,
            note,
            question: question.into_iter().next(),
            rev: 1,
        });
    }
    browser.picture("entry");
    Person::write(browser, &EXTRA);
    sent
}

fn lock_and_unlock(browser: &Browser, person: &Person) {
    let hides = |browser: &Browser| {
        let whole = browser.whole();
        for mark in MARKS {
            assert!(
                !whole.contains(mark),
                "locked, and \"{mark}\" is still on the page"
            );
        }
        for secret in [&person.passphrase, &person.code] {
            assert!(
                !whole.contains(secret),
                "locked, and \"{secret}\" is still on the page"
            );
        }
    };
    assert!(
        browser.whole().contains("marmalade thought"),
        "what is looked for can be found"
    );
    Person::lock(browser);
    hides(browser);
    browser.reload();
    browser.see("#passphrase");
    hides(browser);
    Person::try_passphrase(browser, "not the passphrase at all");
    assert_eq!(
        browser.text("#unlock-error .error"),
        words("en", "failure.wrong_secret")
    );
    assert!(
        browser.has("#passphrase"),
        "a wrong passphrase opens nothing"
    );
    browser.picture("unlock-wrong");
    person.unlock(browser);
    // And by the recovery code, typed in small letters with blanks.
    Person::lock(browser);
    browser.tap("form button.button-quiet[type='button']:not([aria-pressed])");
    let typed = person.recovery_code.to_lowercase().replace('-', " ");
    browser.replace("#recovery", &typed);
    browser.tap("form button[type='submit']");
    browser.see("#lock");
}

fn search_and_filter(browser: &Browser) {
    Person::go(browser, "/entries");
    let shows = |headings: &[&str]| {
        browser.until(&format!("exactly {headings:?} are listed"), || {
            let listed = browser.texts(".entry .entry-title");
            listed.len() == headings.len()
                && headings
                    .iter()
                    .all(|heading| listed.iter().any(|line| line.contains(heading)))
        });
    };
    let all = ["HYPERLINK", SIGNS.title, PLAIN.title, EXTRA.title];
    shows(&all);
    browser.picture("journal");
    for (typed, found) in [
        ("stairwell", PLAIN.title),
        ("THE WARD?\"", "HYPERLINK"),
        ("\u{5d0}\u{5e2}\u{5de}\u{5d5}\u{5d3}", SIGNS.title),
        ("\u{1f467}", SIGNS.title),
        ("marmal", EXTRA.title),
    ] {
        browser.replace("#search", typed);
        shows(&[found]);
    }
    browser.replace("#search", "no such word");
    shows(&[]);
    browser.replace("#search", "");
    shows(&all);
    browser.choose("#filter-role", "both");
    shows(&[SIGNS.title]);
    browser.choose("#filter-role", "");
    browser.choose("#filter-theme", "free");
    shows(&[PLAIN.title, EXTRA.title]);
    browser.choose("#filter-theme", "gazing_backwards");
    shows(&["HYPERLINK"]);
    browser.choose("#filter-theme", "");
    shows(&all);
}

fn revise(browser: &Browser, sent: &mut Sent) {
    browser.tap(&format!(".entry a[href='/entries/{}']", sent.id));
    browser.tap(&format!("a[href='/write/entry/{}']", sent.id));
    assert_eq!(browser.value("#paper"), sent.text);
    let before = sent.text.clone();
    sent.text = browser.enter("#paper", ADDED);
    assert_eq!(sent.text, format!("{before}{ADDED}"));
    sent.rev = 2;
    browser.see("#saved");
    browser.tap(".composer-foot .button-primary");
    browser.see("#keep");
    // What was chosen before is still chosen.
    let checked =
        "return [...document.querySelectorAll('form :checked')].map(f => f.id || f.value);";
    let checked = browser.run(checked, &[]).to_string();
    for wish in sent.note.wishes.iter().chain([&sent.note.role]) {
        assert!(checked.contains(wish), "{wish} is still chosen: {checked}");
    }
    browser.tap("#keep");
    browser.see("#entry-text");
    assert_eq!(browser.text("#entry-text"), sent.text);
    let earlier = browser.texts("details.disclosure .prose");
    assert_eq!(earlier, [before], "the earlier version is kept");
}

fn delete_and_undo(browser: &Browser) {
    let row = |browser: &Browser| {
        let titles = browser.texts(".entry .entry-title");
        titles.iter().any(|title| title == EXTRA.title)
    };
    Person::go(browser, "/entries");
    browser.until("the extra entry is listed", || row(browser));
    browser.replace("#search", "marmalade");
    browser.until("only it is listed", || browser.texts(".entry").len() == 1);
    browser.tap(".entry a");
    browser.tap("#delete");
    browser.tap("#delete-now");
    browser.see(".toast .button");
    browser.until("it is listed no more", || {
        !browser.texts(".entry").is_empty() && !row(browser)
    });
    browser.tap(".toast .button");
    browser.until("it is back", || row(browser));
}

/// Shares three entries: two that may be shared, and one that was for its writer only.
fn share(browser: &Browser, person: &Person, sent: &[Sent]) -> PathBuf {
    Person::go(browser, "/share");
    browser.see(".pick");
    assert_eq!(
        browser
            .texts("ul.picks.entries .choice:has(:checked)")
            .len(),
        2
    );
    assert_eq!(
        browser.texts(".choice:has(:checked)").len(),
        2,
        "the others are not chosen"
    );
    browser.tap("details.disclosure:has(.pick) summary");
    let at = browser.texts("details .pick .entry-title");
    let at = at
        .iter()
        .position(|title| title == PLAIN.title)
        .expect("it can be chosen");
    browser.tap(&format!("details .pick:nth-child({}) .choice", at + 1));
    browser.picture("share-choose");
    browser.tap("#review");
    browser.see(".leaf");
    browser.picture("share-review");
    let mut shown = browser.texts(".leaf .prose");
    let mut expected: Vec<String> = sent.iter().map(|sent| sent.text.clone()).collect();
    shown.sort();
    expected.sort();
    assert_eq!(shown, expected, "every word that leaves is shown");
    assert!(browser.read().contains(&person.code));
    assert!(
        !browser.whole().contains("marmalade thought"),
        "the extra entry stays"
    );

    browser.tap("#make");
    browser.see("#save-file");
    browser.picture("share-ready");
    let file = browser.text(".receipt .digest");
    assert!(!browser.has("#handed"), "nothing was handed over yet");
    browser.tap("#save-file");
    browser.see("#handed");
    let file = browser.downloads().join(file);
    browser.until("the file is saved", || {
        fs::metadata(&file).is_ok_and(|file| file.len() > 0)
    });
    let digest = browser.texts(".receipt .digest").pop().unwrap_or_default();
    let found = hex::encode(<sha2::Sha256 as sha2::Digest>::digest(
        fs::read(&file).unwrap(),
    ));
    assert_eq!(
        digest.replace(' ', ""),
        found[..32],
        "the receipt is of this file"
    );

    Person::go(browser, "/entries");
    browser.see(".entry");
    let shared = words("en", "share.state_shared");
    let shared = shared.split('{').next().unwrap_or_default();
    let rows = browser.texts(".entry");
    assert_eq!(
        rows.iter().filter(|row| row.contains(shared)).count(),
        3,
        "{rows:?}"
    );
    Person::go(browser, "/share");
    browser.see("#receipts");
    assert!(
        browser.texts(".choice:has(:checked)").is_empty(),
        "nothing new waits to be shared"
    );
    file
}
