//! The program as people and scripts meet it: arguments, exit codes, files, words.
#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

use std::collections::BTreeMap;
use std::fs;
use std::process::Stdio;

use bundle::DeviceKey;
use serde_json::{Value, json};

use room::{Room, TEXT, code, command, err, out};
#[cfg(unix)]
use room::{mode, set_mode};

#[path = "cli/room.rs"]
mod room;

const OPEN: [&str; 6] = ["open", "--identity", "key.txt", "in", "--out", "results"];

#[test]
fn a_good_folder_is_opened_and_its_text_is_byte_for_byte_what_was_packed() {
    let room = Room::new();
    room.write("in/a.age", &room.pack("study", "P-1", 1, 1).bytes);
    let armoured = bundle::armoured(&room.pack("study", "P-2", 2, 1).bytes);
    room.write("in/b.txt", armoured.as_bytes());
    let output = room.run(&OPEN);
    assert_eq!((code(&output), err(&output)), (0, String::new()));
    assert!(
        out(&output).contains("files: 2 (2 merged)"),
        "{}",
        out(&output)
    );

    let mut reader = csv::Reader::from_path(room.path("results/entries.csv")).unwrap();
    let header = reader.headers().unwrap().clone();
    let column = |name: &str| header.iter().position(|column| column == name).unwrap();
    for row in reader.records() {
        let row = row.unwrap();
        assert_eq!(&row[column("escaped")], "text");
        assert_eq!(row[column("text")].strip_prefix('\''), Some(TEXT));
    }
    let lines = fs::read_to_string(room.path("results/entries.jsonl")).unwrap();
    let first: Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    assert_eq!(first["entry"]["text"], TEXT);
    for name in [
        "README.txt",
        "provenance.json",
        "problems.csv",
        "bundles.csv",
        "participants.csv",
        "withdrawn.csv",
    ] {
        assert!(room.path("results").join(name).is_file(), "{name}");
    }
    let document = fs::read_dir(room.path("results/entries/P-1"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap();
    assert!(
        fs::read_to_string(document.path())
            .unwrap()
            .ends_with(&format!("{TEXT}\n"))
    );
    #[cfg(unix)]
    {
        assert_eq!(mode(&room.path("results")), 0o700);
        assert_eq!(mode(&room.path("results/entries/P-1")), 0o700);
        assert_eq!(mode(&room.path("results/entries.csv")), 0o600);
    }
    let left: Vec<_> = fs::read_dir(room.folder.path())
        .unwrap()
        .map(|item| item.unwrap().file_name())
        .collect();
    assert_eq!(
        left.len(),
        3,
        "nothing is left beside the results: {left:?}"
    );
}

#[test]
fn one_bad_file_never_stops_the_others() {
    let room = Room::new();
    let stranger = Room::new();
    let good = room.pack("study", "P-1", 1, 1).bytes;
    let mut damaged = room.pack("study", "P-1", 1, 2).bytes;
    let last = damaged.len() - 1;
    damaged[last] ^= 1;
    room.write("in/good.age", &good);
    room.write("in/copy.age", &good);
    room.write(
        "in/other-participant.age",
        &room.pack("study", "P-2", 2, 1).bytes,
    );
    room.write("in/damaged.age", &damaged);
    room.write("in/cut.age", &good[..good.len() / 2]);
    room.write("in/foreign.age", &room.pack("another", "P-3", 3, 1).bytes);
    room.write(
        "in/wrong-key.age",
        &stranger.pack("study", "P-4", 4, 1).bytes,
    );
    room.write("in/holiday.jpg", b"\xff\xd8\xff");
    room.write("in/empty.age", b"");
    room.write("in/locked.age", &good);
    set_mode(&room.path("in/locked.age"), 0);
    // Who may read everything, may read this as well: a copy then.
    let locked = if fs::read(room.path("in/locked.age")).is_err() {
        "unreadable-file"
    } else {
        "duplicate"
    };

    let mut arguments = OPEN.to_vec();
    arguments.extend(["--json", "gone.age"]);
    let (code, document) = room.json(&arguments);
    assert_eq!((code, &document["verdict"]), (3, &json!("some_not_used")));
    assert_eq!(document["schema_version"], 1);
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
    let expected = [
        ("copy.age", ""),
        ("cut.age", "damaged"),
        ("damaged.age", "damaged"),
        ("empty.age", "not-a-bundle"),
        ("foreign.age", "foreign-study"),
        ("gone.age", "unreadable-file"),
        ("good.age", "duplicate"),
        ("holiday.jpg", "not-a-bundle"),
        ("locked.age", locked),
        ("other-participant.age", ""),
        ("wrong-key.age", "wrong-key"),
    ];
    assert_eq!(reasons, BTreeMap::from(expected));
    assert_eq!(document["entries"], 2);
    assert!(
        !document.to_string().contains("night"),
        "no entry's words in the document"
    );

    let words = room.run(&["verify", "--identity", "key.txt", "in"]);
    assert_eq!(words.status.code(), Some(3));
    assert!(out(&words).contains("\"wrong-key.age\": the bundle is not sealed to this key"));
    assert!(!out(&words).contains("night"));
}

#[test]
fn a_folder_that_is_not_empty_is_refused() {
    let room = Room::new();
    room.write("in/a.age", &room.pack("study", "P-1", 1, 1).bytes);
    fs::create_dir(room.path("results")).unwrap();
    assert_eq!(code(&room.run(&OPEN)), 0, "an empty folder is fine");
    let again = room.run(&OPEN);
    assert_eq!(code(&again), 2);
    assert!(err(&again).contains("is not empty") && err(&again).contains("--force"));
    let mut forced = OPEN.to_vec();
    forced.push("--force");
    room.write("in/b.age", &room.pack("study", "P-2", 2, 1).bytes);
    assert_eq!(code(&room.run(&forced)), 0);
    assert!(room.path("results/entries/P-2").is_dir());

    fs::remove_file(room.path("results/provenance.json")).unwrap();
    let other = room.run(&forced);
    assert_eq!(
        code(&other),
        2,
        "what is no export is not replaced, whatever is forced"
    );
    assert!(room.path("results/entries.csv").is_file());
}

#[test]
fn what_cannot_run_is_2_with_a_sentence() {
    let room = Room::new();
    room.write("public.txt", room.team.recipient().to_string().as_bytes());
    room.write("bad.json", b"{}");
    room.write("phones.txt", b"nonsense\n");
    fs::create_dir(room.path("nothing")).unwrap();
    room.write("in/a.age", b"x");
    let secret = room.team.to_secret_string();
    let cases: &[(&[&str], &str)] = &[
        (
            &["verify", "--identity", "nokey.txt", "in"],
            "the key file \"nokey.txt\" cannot be read: it is not there",
        ),
        (
            &["verify", "--identity", "public.txt", "in"],
            "opening needs the secret one",
        ),
        (
            &["verify", "--identity", "in/a.age", "in"],
            "is not an age identity",
        ),
        (
            &["verify", "--identity", &secret, "in"],
            "a secret key was given as an argument",
        ),
        (
            &["verify", "--identity", "-", "--identity", "-", "in"],
            "one key file only",
        ),
        (
            &["verify", "--identity", "key.txt", "nothing"],
            "there is no file",
        ),
        (
            &[
                "verify",
                "--identity",
                "key.txt",
                "--study",
                "bad.json",
                "in",
            ],
            "not a study pack",
        ),
        (
            &[
                "verify",
                "--identity",
                "key.txt",
                "--signers",
                "phones.txt",
                "in",
            ],
            "line 1 of the registry",
        ),
        (
            &[
                "verify",
                "--identity",
                "key.txt",
                "--signers",
                "none.txt",
                "in",
            ],
            "the registry \"none.txt\" cannot be read",
        ),
        (
            &["open", "--identity", "key.txt", "in", "--out", "no/where"],
            "\"no/where\" cannot be written",
        ),
        (&["open", "--identity", "key.txt", "in"], "--out"),
        (
            &[
                "open",
                "--identity",
                "key.txt",
                "in",
                "--out",
                "x",
                "--enrol",
            ],
            "--signers",
        ),
        (&["nonsense"], "unrecognized"),
        (&["study", "check", "none.json"], "cannot be read"),
        (
            &["key", "show", "age1nonsense"],
            "this is not an age recipient",
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
        assert!(out(&output).is_empty() && !err(&output).contains(&secret[20..]));
    }
}

#[test]
fn a_key_that_others_can_read_is_warned_of() {
    let room = Room::new();
    room.write("in/a.age", &room.pack("study", "P-1", 1, 1).bytes);
    set_mode(&room.path("key.txt"), 0o644);
    let output = room.run(&["verify", "--identity", "key.txt", "in"]);
    assert_eq!(code(&output), 0);
    assert!(err(&output).contains("others on this computer can read"));
}

#[cfg(unix)]
#[test]
fn names_of_files_do_nothing_to_a_terminal() {
    let room = Room::new();
    room.write("in/a.age", &room.pack("study", "P-1", 1, 1).bytes);
    room.write("in/b\n\u{1b}[2J\u{202e}.age", b"x");
    std::os::unix::fs::symlink("/dev/zero", room.path("in/link.age")).unwrap();
    let output = room.run(&OPEN);
    assert_eq!(code(&output), 3);
    let text = out(&output) + &err(&output);
    assert!(text.contains("b\\u{a}\\u{1b}[2J\\u{202e}.age"), "{text}");
    assert!(text.contains("\"link.age\": the file could not be read: it is a link"));
    assert!(text.chars().all(|c| c == '\n' || !c.is_control()));
    let json = out(&room.run(&["verify", "--identity", "key.txt", "in", "--json"]));
    assert!(
        json.chars()
            .all(|c| c == '\n' || c.is_ascii_graphic() || c == ' ')
    );
    let names: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(names["files"][1]["name"], "b\n\u{1b}[2J\u{202e}.age");
    let table = fs::read_to_string(room.path("results/bundles.csv")).unwrap();
    assert!(!table.contains('\u{1b}') && !table.contains('\u{202e}'));
}

#[test]
fn a_registry_sets_strangers_aside_and_enrols_at_first_sight() {
    let room = Room::new();
    room.write("study.json", room.study().to_string().as_bytes());
    room.write("in/a.age", &room.pack("study", "P-1", 1, 1).bytes);
    let arguments = [
        "--identity",
        "key.txt",
        "--study",
        "study.json",
        "--signers",
        "phones.txt",
        "in",
    ];
    let enrol: Vec<&str> = ["open", "--out", "first", "--enrol", "--json"]
        .into_iter()
        .chain(arguments)
        .collect();
    let (code, document) = room.json(&enrol);
    assert_eq!(
        (code, document["enrolled"].as_array().unwrap().len()),
        (0, 1)
    );
    let key = DeviceKey::from_seed(&[1; 32]).public();
    let registry = fs::read_to_string(room.path("phones.txt")).unwrap();
    assert_eq!(
        registry,
        format!("P-1 namespaces=\"submission@study\" {key}\n")
    );

    // Another phone for the same participant, and a new participant: nobody is enrolled by verify.
    room.write("in/b.age", &room.pack("study", "P-1", 2, 1).bytes);
    room.write("in/c.age", &room.pack("study", "P-2", 3, 1).bytes);
    let verify: Vec<&str> = ["verify", "--json"].into_iter().chain(arguments).collect();
    let (code, document) = room.json(&verify);
    assert_eq!((code, &document["counts"]["quarantined"]), (3, &json!(2)));
    let codes: Vec<&str> = document["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["changed-signer", "unknown-signer"]);

    let second: Vec<&str> = ["open", "--out", "second", "--enrol", "--json"]
        .into_iter()
        .chain(arguments)
        .collect();
    let (code, document) = room.json(&second);
    assert_eq!((code, &document["counts"]["quarantined"]), (3, &json!(1)));
    assert_eq!(
        fs::read_to_string(room.path("phones.txt"))
            .unwrap()
            .lines()
            .count(),
        2
    );
}

#[test]
fn help_teaches_and_completions_are_made() {
    let room = Room::new();
    for arguments in [
        &["--help"][..],
        &["open", "--help"],
        &["verify", "--help"],
        &["key", "new", "--help"],
        &["key", "restore", "--help"],
        &["key", "paper", "--help"],
        &["key", "rehearse", "--help"],
        &["key", "show", "--help"],
        &["study", "check", "--help"],
        &["study", "codes", "--help"],
        &["study", "compare", "--help"],
        &["completions", "--help"],
    ] {
        let output = room.run(arguments);
        assert_eq!(code(&output), 0);
        assert!(out(&output).contains("Example"), "{arguments:?}");
        assert!(!out(&output).contains('\u{1b}'));
    }
    for shell in ["bash", "zsh", "fish"] {
        assert!(out(&room.run(&["completions", shell])).contains("loop-desk"));
    }
    assert!(out(&room.run(&["--version"])).starts_with("loop-desk 0."));
}

#[cfg(target_os = "linux")]
#[test]
fn a_closed_or_full_output_is_no_panic() {
    let room = Room::new();
    let full = fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let mut child = command(room.folder.path(), &["completions", "bash"]);
    let output = child.stdout(full).stderr(Stdio::piped()).output().unwrap();
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("standard output cannot be written: there is no room left"));

    let mut child = command(room.folder.path(), &["completions", "bash"]);
    let mut child = child
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((code(&output), err(&output)), (0, String::new()));
}
