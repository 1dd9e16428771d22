//! Half a year with loops, by a clock that is moved: what comes back on its day and not before,
//! whatever the clock and the zone say, and nothing of it lost.

use std::fs;

use journeys::{Browser, Options, Person, World, clock_at, run_desk, share, take_turn, words};
use serde_json::{Value, json};

const BRUSSELS: &str = "Europe/Brussels";
const LETTER: &str = "Dear me, do you remember the corridor with the quince-coloured doors?";
const EVENT_LETTER: &str = "Dear me, you will have led a session of your own by now.";

/// A participant whose clock is moved.
struct Months {
    address: String,
    browser: Browser,
    person: Person,
    script: Option<Value>,
}

impl Months {
    /// Sets clock and zone, and opens the journal anew.
    #[track_caller]
    fn at(&mut self, utc: &str, zone: &str) {
        if let Some(script) = self.script.take() {
            self.browser.remove_script(script);
        }
        self.script = Some(self.browser.add_script(&clock_at(utc)));
        let zone = json!({ "timezoneId": zone });
        self.browser.devtools("Emulation.setTimezoneOverride", zone);
        self.browser.go(&self.address);
        self.browser.see("#passphrase");
        self.person.unlock(&self.browser);
        self.browser.see(".doors");
    }

    /// What comes back, by its kinds.
    fn returns(&self) -> Vec<String> {
        let found = self.browser.run(
            "return [...document.querySelectorAll('[data-returns]')].map(line => line.dataset.returns);",
            &[],
        );
        serde_json::from_value(found).expect("kinds are texts")
    }

    /// Writes on what an address asks, fills the form, and gives the entry's id.
    #[track_caller]
    fn write(&self, address: &str, text: &str, fill: impl Fn(&Browser)) -> String {
        self.browser.follow(address);
        self.finish(text, fill)
    }

    /// The same, where the page is open.
    #[track_caller]
    fn finish(&self, text: &str, fill: impl Fn(&Browser)) -> String {
        let browser = &self.browser;
        browser.enter("#paper", text);
        browser.see("#saved");
        browser.tap("#done");
        browser.see("#keep");
        fill(browser);
        browser.tap("label:has(> #may-share)");
        browser.tap("#keep");
        browser.see_any(&["#entry-text", "#sealed", "#covered"]);
        let address = browser.run("return location.pathname;", &[]);
        let id = address
            .as_str()
            .and_then(|path| path.strip_prefix("/entries/"));
        id.expect("an entry is shown").to_owned()
    }

    #[track_caller]
    fn today(&self) {
        Person::go(&self.browser, "/");
        self.browser.see(".doors");
    }
}

fn role(browser: &Browser, role: &str) {
    browser.tap(&format!("label:has(> input[name='role'][value='{role}'])"));
}

/// Joins on 7 September 2026 in Brussels.
fn begin(world: &World) -> Months {
    let options = Options {
        scripts: vec![clock_at("2026-09-07T16:30:00Z")],
        ..Options::default()
    };
    let browser = Browser::start(&world.path("phone"), options);
    browser.devtools(
        "Emulation.setTimezoneOverride",
        json!({ "timezoneId": BRUSSELS }),
    );
    let person = Person::join(&browser, world);
    Months {
        address: world.url(),
        browser,
        person,
        script: None,
    }
}

#[test]
fn half_a_year_with_a_moved_clock() {
    let _turn = take_turn();
    let world = World::new();
    let mut months = begin(&world);
    let mut links = Vec::new();

    // September: everything is begun.
    let first = months.write("/write/past", "The first corridor.", |b| role(b, "student"));
    let letter = months.write("/write/letter", LETTER, |b| {
        b.fill("#opens-day", "2027-03-01");
    });
    let on_event = months.write("/write/letter", EVENT_LETTER, |b| {
        b.tap("label:has(> #opens-when)");
        b.replace("#opens-event", "my own session");
    });
    let forecast = months.write("/write/forecast", "I will lead a group.", |b| {
        b.fill("#horizon", "2026-12-01");
        b.fill("#sure", "70");
    });
    let chair = months.write("/write/student-chair", "They asked me first.", |_| {});
    let received = months.write("/write/received", "Someone waited with me.", |b| {
        b.tap("#people > summary");
        b.replace("#person-name", "Quillon");
        b.tap("#person-add");
        b.see("#people input[name='person']");
    });
    nothing_of_the_letters_is_shown(&months);

    // Not after 13 days, but after 14.
    months.at("2026-09-20T18:00:00Z", BRUSSELS);
    assert_eq!(months.returns(), ["two_chairs"]);
    months.at("2026-09-21T18:00:00Z", BRUSSELS);
    assert_eq!(months.returns(), ["two_chairs", "earlier"]);
    let brought = look_back(&mut months, &mut links);
    months.at("2026-09-22T18:00:00Z", BRUSSELS);
    months.browser.tap("#look-back-line");
    months.browser.see("#look-question");
    let shown = shown_entry(&months);
    assert_ne!(shown, brought, "the same came twice in a row");
    months.browser.tap("#look-never");
    months.browser.until("another comes, or none", || {
        months.browser.has("#look-nothing") || shown_entry(&months) != shown
    });

    // October: the other chair, passing on, the event.
    months.at("2026-10-12T18:00:00Z", BRUSSELS);
    months.browser.follow(&format!("/entries/{chair}"));
    assert!(!months.browser.read().contains("They asked me first."));
    months.browser.tap("#other-chair");
    assert!(!months.browser.read().contains("They asked me first."));
    let other = months.finish("I asked her first.", |_| {});
    links.push((other.clone(), "other-chair-of", chair.clone()));
    months.browser.tap("#next-step");
    assert_eq!(months.browser.texts("#chairs h2").len(), 2);
    months.browser.picture("loops-both-chairs");
    months.browser.tap("#chairs-answer");
    let both = months.finish("She knew.", |_| {});
    links.push((both.clone(), "replies-to", other.clone()));
    links.push((both, "replies-to", chair.clone()));
    let passed = months.write(
        &format!("/write/passed/{received}"),
        "I waited with Quillon.",
        |b| {
            b.tap("[data-replace]");
        },
    );
    links.push((passed.clone(), "passes-on", received.clone()));
    assert_eq!(
        months.browser.text("#entry-text"),
        format!("I waited with {} A.", words("en", "person.mentee"))
    );
    let changed = months.write(
        &format!("/write/changed/{passed}"),
        "It became silence.",
        |_| {},
    );
    links.push((changed, "continues", passed));
    months.browser.follow(&format!("/entries/{on_event}"));
    months.browser.tap("#open-letter");
    assert_eq!(months.browser.text("#entry-text"), EVENT_LETTER);
    months.browser.tap("#next-step");
    let answer = months.finish("I have led two.", |_| {});
    links.push((answer, "answers-letter", on_event));

    // The forecast: not on the evening before, and by the calendar of wherever one is.
    for (utc, zone, comes) in [
        ("2026-11-30T22:50:00Z", BRUSSELS, false),
        ("2026-11-30T22:50:00Z", "Pacific/Niue", false),
        ("2026-11-30T10:30:00Z", "Pacific/Kiritimati", true),
        ("2026-11-30T23:10:00Z", BRUSSELS, true),
    ] {
        months.at(utc, zone);
        let returns = months.returns();
        assert_eq!(
            returns.contains(&"forecast".to_owned()),
            comes,
            "{utc} in {zone}: {returns:?}"
        );
    }
    months.browser.tap("[data-returns='forecast'] a");
    months.browser.tap("#next-step");
    let outcome = months.finish("I led half of one.", |b| {
        b.tap("label:has(> input[name='outcome'][value='partly'])");
    });
    links.push((outcome, "outcome-of", forecast));

    twelve_clocks(&mut months, &letter);

    // March: the letter is opened, whole, and answered.
    months.at("2027-03-01T18:00:00Z", BRUSSELS);
    months.browser.tap("[data-returns='letter'] a");
    months.browser.picture("loops-letter-due");
    months.browser.tap("#open-letter");
    assert_eq!(months.browser.text("#entry-text"), LETTER);
    months.browser.tap("#next-step");
    let answer = months.finish("I do. They are grey now.", |_| {});
    links.push((answer, "answers-letter", letter));
    months.at("2027-03-02T18:00:00Z", BRUSSELS);
    assert!(!months.returns().contains(&"letter".to_owned()));
    let _ = first;

    what_arrives_is_what_was_tied(months, &world, links);
}

/// What is deleted is gone where it was shown as well: after a lock that comes before the undo's
/// time has passed, and in an answer that was still a draft.
#[test]
fn what_is_deleted_is_deleted_where_it_was_shown() {
    let _turn = take_turn();
    let world = World::new();
    let mut months = begin(&world);
    let first = months.write("/write/past", "The marzipan corridor.", |_| {});
    months.at("2026-10-01T18:00:00Z", BRUSSELS);
    let reply = months.write(&format!("/write/reply/{first}"), "It got shorter.", |_| {});
    months.browser.see(".shown");
    assert!(months.browser.whole().contains("marzipan"));
    // A second answer stays a draft.
    months.browser.follow(&format!("/write/reply/{first}"));
    months.browser.enter("#paper", "And wider.");
    months.browser.see("#saved");
    months.browser.follow(&format!("/entries/{first}"));
    months.browser.tap("#delete");
    months.browser.tap("#delete-now");
    months.browser.see(".toast .button");
    months.at("2026-10-01T18:01:00Z", BRUSSELS);
    let gone = words("en", "shown.no_words");
    months.browser.follow(&format!("/entries/{reply}"));
    months.browser.until("its words are gone", || {
        months.browser.texts(".shown-words") == [gone.as_str()]
    });
    months.today();
    months.browser.tap(".waits a[href^='/write/draft/']");
    months.browser.see("#saved, #paper");
    months.finish(" Much wider.", |_| {});
    months
        .browser
        .until("nor did the draft bring them back", || {
            months.browser.texts(".shown-words") == [gone.as_str()]
        });
    assert!(!months.browser.whole().contains("marzipan"));
    months.browser.close();
}

/// Neither a list, a search, an address nor the page of sharing shows a letter that is sealed.
fn nothing_of_the_letters_is_shown(months: &Months) {
    let browser = &months.browser;
    let hidden = |place: &str| {
        let whole = browser.whole();
        for secret in ["quince", "session of your own", "asked me first"] {
            assert!(!whole.contains(secret), "{place} shows {secret}");
        }
    };
    months.today();
    hidden("Today");
    Person::go(browser, "/entries");
    browser.see(".entry");
    hidden("the journal");
    browser.replace("#search", "quince");
    browser.until("nothing is found", || !browser.has(".entry"));
    Person::go(browser, "/share");
    browser.see("#review");
    hidden("the page of sharing");
    let listed = browser.texts(".pick").len();
    assert_eq!(listed, 4, "two of six are sealed and cannot be shared");
    months.today();
}

/// Looks back once and answers; gives what was brought back.
fn look_back(months: &mut Months, links: &mut Vec<(String, &'static str, String)>) -> String {
    let browser = &months.browser;
    browser.tap("#look-back-line");
    browser.see("#look-question");
    let brought = shown_entry(months);
    let words = browser.run(
        "return document.querySelector('#brought').textContent;",
        &[],
    );
    browser.picture("loops-look-back");
    browser.tap("#look-answer");
    assert_eq!(
        browser.run(
            "return document.querySelector('.shown-words').textContent;",
            &[]
        ),
        words
    );
    let reply = months.finish("I would say: it gets shorter.", |_| {});
    links.push((reply, "replies-to", brought.clone()));
    months.today();
    // Once a day is enough.
    assert!(!months.returns().contains(&"earlier".to_owned()));
    brought
}

/// The entry that is brought back on the page.
fn shown_entry(months: &Months) -> String {
    let link = months.browser.run(
        "const link = document.querySelector('#look-answer'); return link ? link.pathname : '';",
        &[],
    );
    link.as_str()
        .and_then(|path| path.strip_prefix("/write/reply/"))
        .unwrap_or_default()
        .to_owned()
}

/// What the journal does with the letter at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Letter {
    /// It is sealed.
    Sealed,
    /// It may be opened.
    Open,
    /// It is sealed, because the day cannot be believed, and that is said.
    Doubted,
}

/// F42 with a letter that opens on 1 March 2027, last written in on 1 December 2026.
const CLOCKS: [(&str, &str, &str, Letter); 12] = [
    (
        "the evening before",
        "2027-02-28T22:50:00Z",
        BRUSSELS,
        Letter::Sealed,
    ),
    (
        "the first minutes of the day",
        "2027-02-28T23:05:00Z",
        BRUSSELS,
        Letter::Open,
    ),
    (
        "the clock goes back an hour",
        "2027-02-28T22:05:00Z",
        BRUSSELS,
        Letter::Sealed,
    ),
    (
        "as far east as it goes",
        "2027-02-28T10:10:00Z",
        "Pacific/Kiritimati",
        Letter::Open,
    ),
    (
        "as far west as it goes, at the same moment",
        "2027-02-28T10:10:00Z",
        "Pacific/Niue",
        Letter::Sealed,
    ),
    (
        "half an hour askew",
        "2027-03-01T03:20:00Z",
        "America/St_Johns",
        Letter::Sealed,
    ),
    (
        "three quarters askew",
        "2027-02-28T18:20:00Z",
        "Asia/Kathmandu",
        Letter::Open,
    ),
    (
        "ten years ago",
        "2017-03-01T12:00:00Z",
        BRUSSELS,
        Letter::Doubted,
    ),
    (
        "in ten years",
        "2037-03-01T12:00:00Z",
        BRUSSELS,
        Letter::Doubted,
    ),
    ("1970", "1970-01-01T00:00:00Z", "UTC", Letter::Doubted),
    (
        "the year 9999",
        "9999-06-01T00:00:00Z",
        "UTC",
        Letter::Doubted,
    ),
    (
        "the night summer time begins",
        "2027-03-28T01:30:00Z",
        BRUSSELS,
        Letter::Open,
    ),
];

fn twelve_clocks(months: &mut Months, letter: &str) {
    Person::go(&months.browser, "/entries");
    months.browser.see(".entry");
    let order = |months: &Months| months.browser.texts(".entry-title");
    let before = order(months);
    for (name, utc, zone, expected) in CLOCKS {
        months.at(utc, zone);
        let is_doubted = months.browser.has("#day-doubt");
        let comes = months.returns().contains(&"letter".to_owned());
        months.browser.follow(&format!("/entries/{letter}"));
        months.browser.see("#sealed");
        let opens = months.browser.has("#open-letter");
        assert_eq!(comes, opens, "{name}: Today and the letter do not agree");
        let found = match (is_doubted, opens) {
            (true, false) => Letter::Doubted,
            (false, true) => Letter::Open,
            (false, false) => Letter::Sealed,
            (true, true) => panic!("{name}: it is doubted and opens all the same"),
        };
        assert_eq!(found, expected, "{name}");
        assert!(!months.browser.whole().contains("quince"), "{name}");
        Person::go(&months.browser, "/entries");
        months.browser.see(".entry");
        assert_eq!(
            order(months),
            before,
            "{name}: something is lost or has moved"
        );
    }
    // A day that is confirmed is believed, and so is the one after it.
    months.at("2037-03-01T12:00:00Z", BRUSSELS);
    months.browser.tap("#day-right");
    months.browser.see_gone("#day-doubt");
    months.browser.see("[data-returns='letter']");
    months.at("2027-02-01T12:00:00Z", BRUSSELS);
    assert_eq!(months.returns(), Vec::<String>::new());
    months.browser.tap("#day-right");
    months.browser.see_gone("#day-doubt");
    assert!(!months.returns().contains(&"letter".to_owned()));
}

/// Shares everything, and compares the links that arrive at the desk with those that were made.
fn what_arrives_is_what_was_tied(
    mut months: Months,
    world: &World,
    mut links: Vec<(String, &'static str, String)>,
) {
    let browser = &months.browser;
    Person::go(browser, "/share");
    browser.tap("#review");
    browser.see("#make");
    assert!(!browser.whole().contains("Quillon"), "a name leaves");
    let shown = browser.texts("[data-leaves-tie]").concat();
    assert!(shown.contains(&words("en", "link.outcome_of")), "{shown}");
    let file = share(browser);
    months.browser.close();
    let study = world.path("study.json").display().to_string();
    let key = world.path("desk.key").display().to_string();
    let out = world.path("out").display().to_string();
    let file = file.display().to_string();
    #[rustfmt::skip]
    let (code, said) = run_desk(&world.path(""), &[
        "open", "--study", &study, "--identity", &key, "--out", &out, "--for", "graph", &file,
    ]);
    assert!(code == 0 || code == 3, "{said}");
    let edges = fs::read_to_string(world.path("out/graph/edges.csv")).expect("there are edges");
    let code = &months.person.code;
    let entry = |id: &str| format!("entry/{code}/{id}");
    let kinds = journal::LinkKind::ALL.map(journal::LinkKind::as_str);
    let mut arrived: Vec<(String, String, String)> = edges
        .lines()
        .skip(1)
        .filter_map(|line| {
            let cells: Vec<&str> = line.trim_start_matches('\u{feff}').split(',').collect();
            let [_, source, target, kind, ..] = cells[..] else {
                return None;
            };
            kinds
                .contains(&kind)
                .then(|| (source.to_owned(), kind.to_owned(), target.to_owned()))
        })
        .collect();
    arrived.sort();
    links.sort();
    let made: Vec<_> = links
        .iter()
        .map(|(from, kind, to)| (entry(from), (*kind).to_owned(), entry(to)))
        .collect();
    assert_eq!(arrived, made);
}
