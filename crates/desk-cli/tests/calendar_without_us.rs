//! The calendar of invitations, read by programs that know nothing of us: Python's icalendar, and
//! what unfolds its repetitions.
#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

use std::process::Command;

use room::{Room, code, err, out};
use serde_json::{Value, json};

#[path = "cli/room.rs"]
mod room;

/// Every moment of the file, as its reader unfolds it, and what else stands in it.
const READ: &str = r#"
import sys, json, icalendar, recurring_ical_events
calendar = icalendar.Calendar.from_ical(open(sys.argv[1], "rb").read())
events = calendar.walk("VEVENT")
found = recurring_ical_events.of(calendar).between((2026, 1, 1), (2030, 1, 1))
print(json.dumps({
    "errors": [str(error) for part in calendar.walk() for error in part.errors],
    "events": len(events),
    "title": str(events[0]["SUMMARY"]),
    "zone": str(events[0].start.tzinfo),
    "names": sorted(name for part in calendar.walk() for name in part.keys()),
    "moments": sorted(event.start.isoformat() for event in found),
}))
"#;

#[test]
#[ignore = "needs icalendar and recurring-ical-events of Python"]
fn a_calendar_unfolds_into_the_moments_that_were_said() {
    let room = Room::new();
    let pack = json!({
        "pack_id": "study", "revision": 1,
        "waves": [{ "id": "A", "phase": "start", "from": "2026-03-02", "to": "2026-05-31" }],
        "schedule": { "calendar": {
            "every_days": 21, "weekday_local": "TU", "local_time": "19:30",
            "title": "Carnet; à moi, ici \u{2013} et un titre qui est plus long que ne l\u{2019}est une ligne",
        } },
    });
    room.write("study.json", pack.to_string().as_bytes());
    let made = room.type_in("study calendar study.json --out journal.ics");
    assert_eq!(code(&made), 0, "{}", err(&made));
    let said = out(&made);
    let read = unfolded(&room, "journal.ics");
    let days = ["03-03", "03-24", "04-14", "05-05", "05-26"];
    assert_eq!(
        read["moments"],
        json!(days.map(|day| format!("2026-{day}T19:30:00")))
    );
    for day in days {
        assert!(
            said.contains(&format!("Tuesday, 2026-{day} at 19:30")),
            "{said}"
        );
    }
    assert_eq!(read["errors"], json!([]));
    assert_eq!(
        (&read["events"], &read["zone"]),
        (&json!(1), &json!("None"))
    );
    assert_eq!(read["title"], pack["schedule"]["calendar"]["title"]);
    // What is not written down says nothing: no place, no description, no organiser.
    let names = [
        "CALSCALE", "CLASS", "DTSTAMP", "DTSTART", "DURATION", "PRODID", "RRULE", "SUMMARY",
        "TRANSP", "UID", "VERSION",
    ];
    assert_eq!(read["names"], json!(names));

    let again = room.type_in("study calendar study.json --out journal.ics");
    assert_eq!(code(&again), 2, "a file that is there stays");
    room.write("study.json", b"{\"pack_id\": \"study\"}");
    let none = room.type_in("study calendar study.json --out other.ics");
    assert_eq!(code(&none), 2);
    assert!(
        err(&none).contains("has no schedule.calendar"),
        "{}",
        err(&none)
    );
    assert!(!room.path("other.ics").exists());
}

fn unfolded(room: &Room, name: &str) -> Value {
    let read = Command::new("python3")
        .args(["-c", READ])
        .arg(room.path(name))
        .output()
        .unwrap();
    assert!(read.status.success(), "{}", err(&read));
    serde_json::from_slice(&read.stdout).unwrap()
}

#[test]
#[ignore = "needs icalendar and recurring-ical-events of Python"]
fn every_kind_of_rhythm_unfolds_into_what_was_said() {
    let room = Room::new();
    let titles = ["Tea", "a;b,c\\d \u{1f994}: \"e\"", &"long, ".repeat(40)];
    let weekdays = [Value::Null, "MO".into(), "SU".into()];
    for (number, every) in [1, 2, 7, 14, 30, 365, 366].into_iter().enumerate() {
        let pack = json!({
            "pack_id": "study", "revision": 1,
            "waves": [{ "id": "A", "phase": "start", "from": "2026-02-27", "to": "2028-03-31" }],
            "schedule": { "calendar": {
                "every_days": every, "weekday_local": weekdays[number % 3],
                "local_time": format!("{:02}:{:02}", number * 4 % 24, number * 11 % 60),
                "title": titles[number % 3], "max_reminders": 40,
            } },
        });
        let (study, file) = (format!("{every}.json"), format!("{every}.ics"));
        room.write(&study, pack.to_string().as_bytes());
        let made = room.type_in(&format!("study calendar {study} --out {file}"));
        assert_eq!(code(&made), 0, "{}", err(&made));
        let said = out(&made);
        let moments: Vec<String> = said
            .lines()
            .filter_map(|line| line.split_once(", 20")?.1.split_once(" at "))
            .map(|(day, time)| format!("20{day}T{time}:00"))
            .collect();
        let read = unfolded(&room, &file);
        assert!(!moments.is_empty() && moments.len() <= 40, "{said}");
        assert_eq!(read["moments"], json!(moments), "every {every} days");
        let title = titles[number % 3].trim();
        assert_eq!(
            (&read["title"], &read["errors"]),
            (&json!(title), &json!([]))
        );
    }
}
