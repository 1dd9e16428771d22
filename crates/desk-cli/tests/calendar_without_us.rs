//! The calendar of invitations, read by programs that know nothing of us: Python's icalendar, and
//! what unfolds its repetitions.
#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

use std::process::Command;

use room::{Room, code, err, out};
use serde_json::{Value, json};

#[path = "cli/room.rs"]
mod room;

/// Every moment of the file in 2026, as its reader unfolds it, and what else stands in it.
const READ: &str = r#"
import sys, json, icalendar, recurring_ical_events
calendar = icalendar.Calendar.from_ical(open(sys.argv[1], "rb").read())
events = calendar.walk("VEVENT")
found = recurring_ical_events.of(calendar).between((2026, 1, 1), (2027, 1, 1))
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
    let read = Command::new("python3")
        .args(["-c", READ])
        .arg(room.path("journal.ics"))
        .output()
        .unwrap();
    assert!(read.status.success(), "{}", err(&read));
    let read: Value = serde_json::from_slice(&read.stdout).unwrap();
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
