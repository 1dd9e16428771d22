//! The workspace as people meet it: runs that are cut short, several desks, phones, the ledger.
#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use room::{Room, code, command, err, out};
#[cfg(unix)]
use room::{mode, set_mode};
use rusqlite::Connection;
use serde_json::{Value, json};
use workspace::Workspace;

#[path = "cli/room.rs"]
mod room;

const RECEIVE: [&str; 6] = ["receive", "-w", "study", "--identity", "key.txt", "in"];
const AT: &str = "2026-11-26T01:20:00Z";

/// A room with good files and bad ones.
fn filled() -> Room {
    let room = Room::new();
    for (name, participant, phone, seq) in [
        ("a1.age", "P-1", 1, 1),
        ("a2.age", "P-1", 1, 2),
        ("b1.age", "P-2", 2, 1),
        ("b3.age", "P-2", 2, 3),
    ] {
        room.write(
            &format!("in/{name}"),
            &room.pack("study", participant, phone, seq).bytes,
        );
    }
    let mut damaged = room.pack("study", "P-1", 1, 3).bytes;
    let last = damaged.len() - 1;
    damaged[last] ^= 1;
    room.write("in/damaged.age", &damaged);
    room.write("in/holiday.jpg", b"\xff\xd8\xff");
    room
}

/// Every file of a folder, without the moment it was made.
fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for item in walkdir::WalkDir::new(folder) {
        let item = item.unwrap();
        if !item.file_type().is_file() {
            continue;
        }
        let mut bytes = fs::read(item.path()).unwrap();
        if item.file_name() == "provenance.json" || item.file_name() == "ro-crate-metadata.json" {
            let mut document = serde_json::from_slice(&bytes).unwrap();
            forget_moment(&mut document);
            bytes = document.to_string().into_bytes();
        }
        files.insert(item.path().strip_prefix(folder).unwrap().to_owned(), bytes);
    }
    files
}

/// Takes the moment out, and the digest of the one listed file that has it as well.
fn forget_moment(document: &mut Value) {
    match document {
        Value::Object(fields) => {
            let has_moment = fields.get("path") == Some(&json!("ro-crate-metadata.json"));
            fields.retain(|name, _| {
                let is_moment = ["made_at", "endTime", "datePublished"].contains(&name.as_str());
                !(is_moment || has_moment && name == "sha256")
            });
            fields.values_mut().for_each(forget_moment);
        }
        Value::Array(items) => items.iter_mut().for_each(forget_moment),
        _ => {}
    }
}

fn with<'a>(arguments: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    [arguments, more].concat()
}

#[test]
fn what_came_in_many_runs_is_exported_as_if_it_was_opened_at_once() {
    let room = filled();
    room.write("study.json", room.study().to_string().as_bytes());
    for (run, names) in [
        ["b3.age", "damaged.age"],
        ["a2.age", "b1.age"],
        ["a1.age", "holiday.jpg"],
    ]
    .iter()
    .enumerate()
    {
        let folder = format!("mail{run}");
        fs::create_dir(room.path(&folder)).unwrap();
        for name in names {
            fs::copy(room.path("in").join(name), room.path(&folder).join(name)).unwrap();
        }
        let arguments = [
            "receive",
            "-w",
            "study",
            "--identity",
            "key.txt",
            "--enrol",
            &folder,
            "--study",
            "study.json",
        ];
        let output = room.run(&arguments);
        assert_eq!(err(&output), "");
        assert_eq!(code(&output), 3, "{}", out(&output));
    }
    let (_, again) = room.json(&with(&RECEIVE, &["--json"]));
    assert_eq!((&again["new"], &again["known"]), (&json!(0), &json!(6)));
    assert_eq!(
        code(&room.run(&["export", "-w", "study", "--out", "kept"])),
        3
    );

    let at_once = [
        "open",
        "--identity",
        "key.txt",
        "--study",
        "study.json",
        "--signers",
        "study/phones.txt",
        "in",
        "--out",
        "opened",
    ];
    assert_eq!(code(&room.run(&at_once)), 3);
    assert_eq!(contents(&room.path("kept")), contents(&room.path("opened")));
    assert!(contents(&room.path("kept")).len() > 10);

    // The list of what is there says the same, and no entry's words.
    let (status, document) = room.json(&["status", "-w", "study", "--json"]);
    assert_eq!((status, &document["counts"]["merged"]), (3, &json!(4)));
    assert!(!document.to_string().contains("night"));
    #[cfg(unix)]
    for (name, expected) in [
        ("study", 0o700),
        ("study/workspace.sqlite", 0o600),
        ("study/phones.txt", 0o600),
        ("study/workspace.lock", 0o600),
    ] {
        assert_eq!(mode(&room.path(name)), expected, "{name}");
    }
    let kept = room.run(&["export", "-w", "study", "--out", "kept"]);
    assert_eq!(code(&kept), 2);
    assert!(err(&kept).contains("is not empty"));
    assert_eq!(
        code(&room.run(&["export", "-w", "study", "--out", "kept", "--force"])),
        3
    );
}

#[test]
fn phones_are_confirmed_by_words_and_refused_ones_stay_refused() {
    let room = filled();
    let first = room.run(&RECEIVE);
    assert_eq!(code(&first), 3);
    assert!(
        out(&first).contains("phones to confirm: 2"),
        "{}",
        out(&first)
    );
    let (waiting, document) = room.json(&["phones", "-w", "study", "--json"]);
    assert_eq!(waiting, 3);
    let phones: BTreeMap<&str, &str> = document["phones"]
        .as_array()
        .unwrap()
        .iter()
        .map(|phone| {
            (
                phone["participant"].as_str().unwrap(),
                phone["words"].as_str().unwrap(),
            )
        })
        .collect();
    let list = out(&room.run(&["phones", "-w", "study"]));
    assert!(
        list.contains("to confirm") && list.contains(phones["P-1"]),
        "{list}"
    );

    let decide = |what: &'static str, code: &'static str, words: &str| {
        let words: Vec<&str> = words.split(' ').collect();
        room.run(&with(
            &with(&["phones", "-w", "study", what, code], &words),
            &["--by", "Ada"],
        ))
    };
    let wrong = decide("confirm", "P-1", phones["P-2"]);
    assert_eq!(code(&wrong), 2);
    assert!(
        err(&wrong).contains("no phone of P-1 has these six words"),
        "{}",
        err(&wrong)
    );
    assert_eq!(code(&decide("confirm", "P-1", "gossip")), 2);
    let confirmed = decide("confirm", "P-1", phones["P-1"]);
    assert_eq!(code(&confirmed), 3, "P-2 still waits");
    assert!(out(&confirmed).starts_with("confirmed: the phone of P-1"));
    assert_eq!(code(&decide("refuse", "P-2", phones["P-2"])), 0);

    room.write("in/b4.age", &room.pack("study", "P-2", 2, 4).bytes);
    let (_, document) = room.json(&with(&RECEIVE, &["--enrol", "--json"]));
    assert_eq!(document["counts"]["merged"], 2);
    assert_eq!(
        document["counts"]["refused"], 5,
        "the bad two, and three of the refused phone"
    );
    assert_eq!(document["enrolled"], json!([]));
    let list = out(&room.run(&["phones", "-w", "study"]));
    assert!(
        list.contains("refused (nothing") && !list.contains("to confirm"),
        "{list}"
    );

    // Another workspace takes the registry over.
    fs::copy(room.path("study/phones.txt"), room.path("phones.txt")).unwrap();
    let second = [
        "receive",
        "-w",
        "second",
        "--identity",
        "key.txt",
        "--signers",
        "phones.txt",
        "in",
        "--json",
    ];
    assert_eq!(room.json(&second).1["counts"]["merged"], 2);
}

#[test]
fn the_ledger_is_shown_and_a_changed_one_is_found() {
    let room = filled();
    room.run(&with(&RECEIVE, &["--enrol"]));
    room.run(&["export", "-w", "study", "--out", "results"]);
    let shown = out(&room.run(&["ledger", "-w", "study", "show"]));
    let recipient = room.team.recipient().to_string();
    for words in [
        format!("opened \"a1.age\" (P-1, number 1) with {recipient} (ra)"),
        "could not open \"holiday.jpg\": this is not a bundle".into(),
        "\"a1.age\" is merged".into(),
        "\"damaged.age\" is refused (damaged)".into(),
        "confirmed the phone of P-2".into(),
        "export 1 into \"results\"".into(),
    ] {
        assert!(shown.contains(&words), "{words}: {shown}");
    }
    let of_one = out(&room.run(&["ledger", "-w", "study", "show", "--file", "a1.age"]));
    assert_eq!(of_one.lines().count(), 3);
    assert!(of_one.lines().last().unwrap().starts_with("in export 1 of"));
    let lines = out(&room.run(&["ledger", "-w", "study", "show", "--json"]));
    let rows: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(rows.len(), shown.lines().count());
    assert_eq!(rows[0]["previous"], "");

    let intact = room.run(&["ledger", "-w", "study", "verify"]);
    assert_eq!(code(&intact), 0);
    let head = rows.last().unwrap()["digest"].as_str().unwrap();
    assert!(
        out(&intact).starts_with(&format!("intact: {} rows", rows.len()))
            && out(&intact).contains(head)
    );
    let path = room.path("study/workspace.sqlite");
    let whole = fs::read(&path).unwrap();
    let db = Connection::open(&path).unwrap();
    db.execute_batch("DROP TRIGGER ledger_is_never_changed; UPDATE ledger SET at = '2026-01-01T00:00:00Z' WHERE seq = 2").unwrap();
    drop(db);
    let changed = room.run(&["ledger", "-w", "study", "verify"]);
    assert_eq!(code(&changed), 3);
    assert!(
        out(&changed).starts_with("NOT INTACT: row 2 was changed"),
        "{}",
        out(&changed)
    );

    fs::write(&path, whole).unwrap();
    let db = Connection::open(&path).unwrap();
    db.execute_batch("DROP TRIGGER ledger_is_never_cut; DELETE FROM ledger WHERE seq > 3")
        .unwrap();
    drop(db);
    let cut = room.run(&["ledger", "-w", "study", "verify", "--expect", head]);
    assert!(out(&cut).contains("rows were cut off"), "{}", out(&cut));
}

#[test]
fn what_cannot_be_a_workspace_is_said() {
    let room = filled();
    fs::create_dir(room.path("photos")).unwrap();
    room.write("photos/a.jpg", b"x");
    let cases: &[(&[&str], &str)] = &[
        (
            &["status", "-w", "nowhere"],
            "there is no workspace \"nowhere\"",
        ),
        (
            &["status", "-w", "photos"],
            "the folder \"photos\" is not a workspace",
        ),
        (
            &["receive", "-w", "photos", "--identity", "key.txt", "in"],
            "is not a workspace",
        ),
        (
            &["receive", "-w", "study", "--identity", "nokey.txt", "in"],
            "it is not there",
        ),
        (
            &["receive", "-w", "key.txt", "--identity", "key.txt", "in"],
            "is not a workspace",
        ),
        (
            &["export", "-w", "nowhere", "--out", "x"],
            "there is no workspace",
        ),
    ];
    for (arguments, sentence) in cases {
        let output = room.run(arguments);
        assert_eq!(code(&output), 2, "{arguments:?}");
        assert!(
            err(&output).contains(sentence),
            "{sentence}: {}",
            err(&output)
        );
    }
    assert!(
        !room.path("study").exists(),
        "a wrong argument makes no workspace"
    );

    room.run(&RECEIVE);
    let held = Workspace::open(&room.path("study"), AT).unwrap();
    for arguments in [
        &["status", "-w", "study"][..],
        &RECEIVE,
        &["export", "-w", "study", "--out", "x"],
    ] {
        let busy = room.run(arguments);
        assert_eq!(code(&busy), 2);
        let sentence = "another loop-desk is working in this workspace (process ";
        assert!(
            err(&busy).contains(sentence) && err(&busy).contains(AT),
            "{}",
            err(&busy)
        );
    }
    assert!(!room.path("x").exists());
    drop(held);
    // Another program that reads keeps nobody out; one that writes is waited for, and named.
    let reader = Connection::open(room.path("study/workspace.sqlite")).unwrap();
    let entries: i64 = reader
        .query_row("SELECT count(*) FROM bundles", [], |row| row.get(0))
        .unwrap();
    assert_eq!(entries, 6);
    assert_eq!(code(&room.run(&["status", "-w", "study"])), 3);
}

#[cfg(unix)]
#[test]
fn a_workspace_inside_what_is_received_is_no_bundle() {
    let room = filled();
    let arguments = [
        "receive",
        "-w",
        "in/study",
        "--identity",
        "key.txt",
        "in",
        "--json",
    ];
    for _ in 0..2 {
        let (_, document) = room.json(&arguments);
        assert_eq!(document["files"].as_array().unwrap().len(), 6);
    }
}

/// What holds in a workspace at every moment, whenever a run was killed.
fn is_whole(folder: &Path) -> bool {
    let path = folder.join("workspace.sqlite");
    if !path.is_file() {
        return true;
    }
    // Opening it as the program does rolls back what was under way.
    drop(Workspace::open(folder, AT).unwrap());
    let db = Connection::open(&path).unwrap();
    let number = |sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    let check: String = db
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(check, "ok");
    assert_eq!(
        number("SELECT count(*) FROM bundles WHERE verdict = 'merged'"),
        number("SELECT ifnull(sum(bundles), 0) FROM participants"),
        "the tables are those of one merge"
    );
    assert_eq!(
        number("SELECT count(*) FROM entries WHERE is_newest"),
        number("SELECT ifnull(sum(entries), 0) FROM participants")
    );
    assert_eq!(
        number("SELECT count(*) FROM bundles"),
        number("SELECT count(*) FROM ledger WHERE event IN ('opened', 'not-opened')"),
        "what is here is in the ledger, and what is in the ledger is here"
    );
    let merged: Option<String> = db
        .query_row(
            "SELECT max(value) FROM settings WHERE name = 'merged'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    let is_merged = merged.as_deref() == Some("yes");
    assert!(!is_merged || number("SELECT count(*) FROM bundles WHERE verdict IS NULL") == 0);
    is_merged
}

/// A room with as many bundles, every tenth spoilt.
fn many(bundles: usize) -> Room {
    let room = Room::new();
    let originals: Vec<Vec<u8>> = (1..=9u8)
        .flat_map(|phone| (1..=9).map(move |seq| (phone, seq)))
        .map(|(phone, seq)| room.pack("study", &format!("P-{phone}"), phone, seq).bytes)
        .collect();
    for number in 0..bundles {
        let mut bytes = originals[number % originals.len()].clone();
        if number % 10 == 9 {
            let at = number * 7 % bytes.len();
            bytes[at] ^= 1;
        }
        room.write(&format!("in/{number:04}.age"), &bytes);
    }
    room
}

/// `LOOP_KILLS=100` for the full count.
#[test]
fn kills_leave_no_mixed_state_and_the_same_result() {
    let room = many(150);
    let at_once = room.run(&with(
        &[
            "receive",
            "-w",
            "whole",
            "--identity",
            "key.txt",
            "--enrol",
            "in",
        ],
        &[],
    ));
    assert_eq!(code(&at_once), 3);
    room.run(&["export", "-w", "whole", "--out", "expected"]);
    let begun = Instant::now();
    room.run(&with(&RECEIVE, &["--enrol"]));
    let whole_run = begun.elapsed();
    fs::remove_dir_all(room.path("study")).unwrap();

    let kills: u32 = std::env::var("LOOP_KILLS").map_or(20, |kills| kills.parse().unwrap());
    let (mut killed, mut unfinished) = (0, 0);
    while killed < kills {
        // A kill at every hundredth of the run, and a new beginning where one got through.
        let moment = whole_run * (killed * 37 % 100) / 100;
        let mut child = command(room.folder.path(), &with(&RECEIVE, &["--enrol"]));
        let mut child = child
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(moment);
        child.kill().unwrap();
        child.wait().unwrap();
        killed += 1;
        match is_whole(&room.path("study")) {
            true => fs::remove_dir_all(room.path("study")).unwrap_or_default(),
            false => unfinished += 1,
        }
    }
    assert!(
        unfinished > kills / 10,
        "kills that hit a run under way: {unfinished}"
    );
    assert_eq!(code(&room.run(&with(&RECEIVE, &["--enrol"]))), 3);
    assert!(is_whole(&room.path("study")));
    room.run(&["export", "-w", "study", "--out", "results"]);
    assert_eq!(
        contents(&room.path("results")),
        contents(&room.path("expected"))
    );
    assert_eq!(code(&room.run(&["ledger", "-w", "study", "verify"])), 0);
}

#[cfg(unix)]
#[test]
fn ctrl_c_stops_between_two_files_and_the_next_run_goes_on() {
    let room = many(400);
    let mut child = command(room.folder.path(), &with(&RECEIVE, &["--enrol"]));
    let child = child
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let database = room.path("study/workspace.sqlite");
    let begun = Instant::now();
    while !database.exists() && begun.elapsed() < Duration::from_secs(30) {
        thread::sleep(Duration::from_millis(1));
    }
    let signalled = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(signalled.success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(code(&output), 130, "{}", err(&output));
    assert!(err(&output).contains("stopping"));
    assert!(
        out(&output).contains("of 400 files are in the workspace"),
        "{}",
        out(&output)
    );
    assert!(!is_whole(&room.path("study")));
    assert_eq!(code(&room.run(&with(&RECEIVE, &["--enrol"]))), 3);
    assert!(is_whole(&room.path("study")));
}

#[cfg(unix)]
#[test]
fn what_is_no_plain_file_is_named_and_never_read() {
    use std::os::unix::fs::symlink;

    let room = filled();
    let run = |program: &str, arguments: &[&str]| {
        let status = std::process::Command::new(program)
            .args(arguments)
            .current_dir(room.folder.path())
            .status()
            .unwrap();
        assert!(status.success(), "{program} {arguments:?}");
    };
    run("mkfifo", &["in/pipe.age"]);
    run("truncate", &["--size=1T", "in/sparse.age"]);
    fs::create_dir_all(room.path("in/deep/er")).unwrap();
    symlink("..", room.path("in/deep/er/loop")).unwrap();
    symlink("/dev/zero", room.path("in/zero.age")).unwrap();
    symlink("a1.age", room.path("in/link.age")).unwrap();
    symlink("nothing", room.path("in/dangling.age")).unwrap();
    room.write("in/deep/locked.age", b"x");
    set_mode(&room.path("in/deep/locked.age"), 0);
    for (workspace, command) in [("study", "receive"), ("none", "verify")] {
        let mut arguments = vec![
            command,
            "--identity",
            "key.txt",
            "--json",
            "in",
            "/dev/zero",
            "gone.age",
        ];
        if command == "receive" {
            arguments.extend(["-w", workspace]);
        }
        let begun = Instant::now();
        let (code, document) = room.json(&arguments);
        assert_eq!(code, 3);
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "nothing is waited for, or read for ever"
        );
        let reasons: BTreeMap<&str, &str> = document["files"]
            .as_array()
            .unwrap()
            .iter()
            .map(|file| {
                (
                    file["name"].as_str().unwrap(),
                    file["reason"].as_str().unwrap_or(""),
                )
            })
            .collect();
        for (name, reason) in [
            ("pipe.age", "unreadable-file"),
            ("sparse.age", "too-large"),
            ("deep/er/loop", "unreadable-file"),
            ("zero.age", "unreadable-file"),
            ("link.age", "unreadable-file"),
            ("dangling.age", "unreadable-file"),
            ("zero", "unreadable-file"),
            ("gone.age", "unreadable-file"),
        ] {
            assert_eq!(reasons.get(name), Some(&reason), "{name}: {reasons:?}");
        }
        // Who may read everything reads this one too, and finds no bundle in it.
        assert!(["unreadable-file", "not-a-bundle"].contains(&reasons["deep/locked.age"]));
        assert_eq!(reasons.len(), 15);
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_vanishes_or_grows_while_it_is_read_is_named() {
    let room = many(300);
    let folder = room.path("in");
    let mut child = command(room.folder.path(), &with(&RECEIVE, &["--enrol", "--json"]));
    let child = child
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // From the end, so that some are taken away before and some while they are looked at.
    for number in (0..300).rev().step_by(3) {
        fs::remove_file(folder.join(format!("{number:04}.age"))).unwrap_or_default();
    }
    let output = child.wait_with_output().unwrap();
    assert_eq!(code(&output), 3);
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    let files = document["files"].as_array().unwrap();
    assert!(files.len() >= 200, "what stayed is here");
    for file in files {
        let known = [
            "",
            "duplicate",
            "unreadable-file",
            "damaged",
            "header",
            "not-a-bundle",
            "wrong-key",
            "fork",
        ];
        let reason = file["reason"].as_str().unwrap_or("");
        assert!(known.contains(&reason), "{file}");
    }
}

#[cfg(unix)]
#[test]
fn what_cannot_be_written_is_said_and_nothing_is_half() {
    let room = filled();
    room.run(&with(&RECEIVE, &["--enrol"]));
    fs::create_dir(room.path("locked")).unwrap();
    set_mode(&room.path("locked"), 0o500);
    if fs::write(room.path("locked/probe"), b"x").is_err() {
        let output = room.run(&[
            "receive",
            "-w",
            "locked/study",
            "--identity",
            "key.txt",
            "in",
        ]);
        assert_eq!(code(&output), 2);
        assert!(
            err(&output).contains("may not be written by you"),
            "{}",
            err(&output)
        );
        let output = room.run(&["export", "-w", "study", "--out", "locked/results"]);
        assert_eq!(code(&output), 2);
    }
    set_mode(&room.path("locked"), 0o700);
    let output = room.run(&["export", "-w", "study", "--out", "no/where"]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("\"no/where\" cannot be written"));
    let shown = out(&room.run(&["ledger", "-w", "study", "show"]));
    assert!(
        !shown.contains("export"),
        "an export that never was is not in the ledger: {shown}"
    );
}
