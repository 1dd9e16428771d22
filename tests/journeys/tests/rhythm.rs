//! Phases and rhythm: what is set aside, a pause, a session, and a calendar that others read.

use std::fs;
use std::path::Path;

use journal::Phase;
use journeys::{Browser, Options, Person, World, downloaded, run, take_turn, words};
use serde_json::{Value, json};

use crate::notes::FORMULA;

/// Every moment of a calendar file, as its reader unfolds it; and its title.
const UNFOLD: &str = r#"
import sys, json, icalendar, recurring_ical_events
calendar = icalendar.Calendar.from_ical(open(sys.argv[1], "rb").read())
events = calendar.walk("VEVENT")
found = recurring_ical_events.of(calendar).between((2000, 1, 1), (2100, 1, 1))
print(json.dumps({
    "errors": [str(error) for part in calendar.walk() for error in part.errors],
    "title": [str(event["SUMMARY"]) for event in events],
    "moments": sorted(event.start.isoformat() for event in found),
}))
"#;

#[test]
fn a_calendar_file_unfolds_into_the_moments_that_were_shown() {
    let _turn = take_turn();
    let world = World::new();
    let mut browser = Browser::start(&world.path("phone"), Options::default());
    Person::join(&browser, &world);
    browser.tap("#to-reminders");
    let proposed = made(&browser, &world);
    let rhythm = world.study().schedule.calendar.unwrap();
    assert_eq!(proposed["title"], json!([rhythm.title]));

    browser.tap("label:has(> input[name='rhythm'][value='own'])");
    browser.replace("#every-days", "0");
    browser.see("#reminders-error .error");
    assert!(
        !browser.has("#coming"),
        "a rhythm that is none has no moments"
    );
    browser.replace("#every-days", "10");
    browser.choose("#weekday", "FR");
    browser.fill("#time", "07:05");
    browser.replace("#how-many", "6");
    browser.replace("#calendar-title", "Tea; mine, and yours");
    let own = made(&browser, &world);
    assert_eq!(own["title"], json!(["Tea; mine, and yours"]));
    let moments = own["moments"].as_array().unwrap();
    assert_eq!(moments.len(), 6);
    assert!(
        moments
            .iter()
            .all(|at| at.as_str().unwrap().ends_with("T07:05:00"))
    );

    // What was chosen is there the next time.
    Person::go(&browser, "/");
    browser.tap("#to-reminders");
    assert_eq!(browser.value("#every-days"), "10");
    assert_eq!(browser.value("#calendar-title"), "Tea; mine, and yours");
    browser.close();
}

/// Makes the file, and has it unfolded by a program that knows nothing of us.
fn made(browser: &Browser, world: &World) -> Value {
    browser.see("#coming li");
    let shown = browser.run(
        "return [...document.querySelectorAll('#coming [data-at]')].map(li => li.dataset.at);",
        &[],
    );
    browser.tap("#make-calendar");
    let file = downloaded(browser, ".ics");
    browser.see("#calendar-made");
    let text = fs::read_to_string(&file).unwrap();
    let study = world.study();
    for word in [study.id.as_str(), "loop", "mentor", "study"] {
        assert!(!text.to_lowercase().contains(word), "{word} is in\n{text}");
    }
    let path = file.display().to_string();
    let unfolded = run("python3", Path::new("/"), &["-c", UNFOLD, &path], None);
    fs::remove_file(file).unwrap();
    let unfolded: Value = serde_json::from_str(&unfolded).unwrap();
    assert_eq!(unfolded["errors"], json!([]));
    let moments = unfolded["moments"].as_array().unwrap();
    assert_eq!(&moments[..3.min(moments.len())], shown.as_array().unwrap());
    unfolded
}

#[test]
fn what_is_set_aside_does_not_come_and_is_told_only_if_one_wants() {
    let _turn = take_turn();
    let world = World::new();
    let mut browser = Browser::start(&world.path("phone"), Options::default());
    let person = Person::join(&browser, &world);
    let question = || browser.text(".door-past .door-prompt");
    let first = question();
    set_aside(&browser, "not_relevant");
    browser.until("another question stands there", || question() != first);
    browser.tap(".toast .button");
    browser.until("the slip is undone", || question() == first);
    set_aside(&browser, "too_close");
    browser.until("another question stands there", || question() != first);
    for _ in 0..20 {
        let before = question();
        browser.tap("#another");
        browser.until("the next question stands there", || question() != before);
        assert_ne!(question(), first, "it was set aside");
    }
    pause(&browser, &person);
    after_a_session(&browser);
    Person::go(&browser, "/share");
    browser.tap("#review");
    let (submission, entry) = hand_over(&browser, &world, "without");
    assert!(submission.get("offers").is_none(), "{submission:#}");
    assert_eq!(entry["context"]["session"], json!({ "number": 3 }));

    Person::write(&browser, &FORMULA);
    Person::go(&browser, "/share");
    browser.tap("#review");
    browser.tap("label:has(> #tell-offers)");
    browser.until("it is chosen", || browser.run(CHOSEN, &[]) == true);
    browser.tap("#asked-list summary");
    let told = browser.texts(".asked li");
    let why = words("en", "aside.too_close");
    let is_aside = |line: &&String| line.contains(&why) && line.contains(&first);
    assert_eq!(told.iter().filter(is_aside).count(), 1, "{told:#?}");
    let (submission, _) = hand_over(&browser, &world, "with");
    let list = |name: &str| submission["offers"][name].as_array().unwrap().clone();
    assert_eq!(list("declined").len(), 1, "a slip that was undone is none");
    let aside = &list("declined")[0];
    assert_eq!(aside["why"], "too_close");
    assert_eq!(
        aside["at"].as_str().map(str::len),
        Some(10),
        "the day alone"
    );
    assert_eq!(list("shown")[0]["prompt"], aside["prompt"]);
    // Exactly what was listed has left.
    let left = ["shown", "declined", "returned"].map(|name| list(name).len());
    assert_eq!(told.len(), left.iter().sum::<usize>());

    browser.tap("a.tool[href='/settings']");
    assert_eq!(browser.text("#aside-count"), words("en", "aside.count_one"));
    browser.tap("#bring-again");
    let none = words("en", "aside.none");
    browser.until("nothing is aside", || browser.text("#aside-count") == none);
    browser.close();
}

const CHOSEN: &str = "return document.querySelector('#tell-offers').checked;";

fn set_aside(browser: &Browser, why: &str) {
    browser.tap(".door-past .door-aside");
    browser.tap(&format!(".door-past [data-why='{why}']"));
}

/// Pauses, which nothing asks a reason for and a lock does not end, and goes on.
fn pause(browser: &Browser, person: &Person) {
    browser.tap("#pause");
    browser.see("#paused");
    assert!(!browser.has(".doors") && !browser.has(".waits"));
    Person::lock(browser);
    person.unlock(browser);
    browser.see("#paused");
    browser.tap("#go-on");
    browser.see(".doors");
}

/// Writes on a question that comes after a session, and says which one.
fn after_a_session(browser: &Browser) {
    browser.tap("[data-theme-of='after_session']");
    let question = browser.text("#question");
    browser.enter("#paper", "We stayed on, afterwards.");
    browser.see("#saved");
    browser.tap("#done");
    browser.choose("#session", "3");
    browser.tap("label:has(> #may-share)");
    browser.tap("#keep");
    assert_eq!(browser.text(".quote"), question);
    // The next one waits until one looks there.
    Person::go(browser, "/");
    browser.tap("[data-theme-of='after_session']");
    browser.see("#question");
    assert_ne!(browser.text("#question"), question);
    browser.tap("#question-aside summary");
    browser.tap("[data-why='not_today']");
    browser.see(".doors");
    browser.tap(".toast .button");
}

/// Makes and saves the file from its review, and opens it with programs that know nothing of us:
/// what it says of itself, and its only entry.
fn hand_over(browser: &Browser, world: &World, name: &str) -> (Value, Value) {
    browser.tap("#make");
    browser.tap("#save-file");
    browser.see("#handed");
    let file = downloaded(browser, ".age");
    let (home, zip) = (world.path(""), format!("{name}.zip"));
    let path = file.display().to_string();
    run(
        "age",
        &home,
        &["-d", "-i", "desk.key", "-o", &zip, &path],
        None,
    );
    fs::remove_file(file).unwrap();
    let read = |part: &str| -> Value {
        let text = run("unzip", &home, &["-p", &zip, part], None);
        serde_json::from_str(&text).unwrap()
    };
    (
        read("*/data/submission.json"),
        read("*/data/entries/*.json"),
    )
}

/// The day that lies so many days ahead.
const AHEAD: &str = "
    return new Date(Date.now() + arguments[0] * 864e5).toISOString().slice(0, 10);";

/// Moves the clock of every page that is loaded from now on by two days.
const LATER: &str = "
    const Real = Date;
    globalThis.Date = class extends Real {
        constructor(...of) { of.length ? super(...of) : super(Real.now() + 2 * 864e5); }
        static now() { return Real.now() + 2 * 864e5; }
    };";

#[test]
fn the_phase_decides_which_questions_come() {
    let _turn = take_turn();
    let mut world = World::new();
    let mut browser = Browser::start(&world.path("phone"), Options::default());
    browser.go(&world.url());
    let ahead = |days: i32| browser.run(AHEAD, &[days.into()]);
    let mut pack: Value = serde_json::from_str(&world.pack).unwrap();
    let phases = [("start", -20, 1), ("middle", -60, -30), ("end", 2, 400)];
    for wave in pack["waves"].as_array_mut().unwrap() {
        let phase = phases.iter().find(|(name, ..)| wave["phase"] == *name);
        if let Some((_, from, to)) = phase {
            wave["from"] = ahead(*from);
            wave["to"] = ahead(*to);
        }
    }
    world.pack = pack.to_string();
    fs::write(world.path("study.json"), &world.pack).unwrap();
    let person = Person::join(&browser, &world);

    let study = world.study();
    let phase_of = |question: &str| {
        let mut prompts = study.prompts.iter();
        let prompt =
            prompts.find(|p| p.text.has("en") && p.text.in_language("en", "en").0 == question);
        prompt
            .unwrap_or_else(|| panic!("nobody asks {question}"))
            .phase
    };
    let door = || phase_of(&browser.text(".door-past .door-prompt"));
    let line = |theme: &str| browser.has(&format!("[data-theme-of='{theme}']"));
    // What is the phase's own comes first.
    assert_eq!(door(), Phase::Start);
    assert!(line("opening") && !line("closing"));

    browser.add_script(LATER);
    browser.reload();
    person.unlock(&browser);
    browser.until("the door asks as at the end", || door() != Phase::Start);
    assert!(line("closing") && !line("opening"));
    browser.tap("[data-theme-of='closing']");
    assert_eq!(phase_of(&browser.text("#question")), Phase::End);
    browser.close();
}
