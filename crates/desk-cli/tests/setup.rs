//! Setting a study up at the command line: keys, their papers, packs, codes.
#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::process::Stdio;

use bundle::Identity;
use serde_json::{Value, json};

#[cfg(unix)]
use room::mode;
use room::{Room, code, command, err, out};

#[path = "cli/room.rs"]
mod room;

const PASSPHRASE: &str = "correct horse battery";

/// A room with a passphrase file and a key sealed with it.
fn room_with_key() -> Room {
    let room = Room::new();
    room.write("pass.txt", format!("{PASSPHRASE}\n").as_bytes());
    let sealed = room.team.seal("2026-01-05T00:00:00Z", PASSPHRASE).unwrap();
    room.write("desk.age", &sealed);
    room::set_mode(&room.path("desk.age"), 0o600);
    room
}

fn identity_of(room: &Room, file: &str) -> Identity {
    let sealed = fs::read(room.path(file)).unwrap();
    Identity::open_sealed(&sealed, PASSPHRASE)
        .unwrap()
        .remove(0)
}

#[track_caller]
fn says(output: &std::process::Output, parts: &[&str]) {
    for part in parts {
        assert!(out(output).contains(part), "{part}: {}", out(output));
    }
}

/// The worked pack that comes with the project, for the room's keys, with today inside it.
fn worked_pack(room: &Room) -> Value {
    let root = env!("CARGO_MANIFEST_DIR");
    let read = |path: &str| -> Value {
        let text = fs::read_to_string(format!("{root}/../{path}")).unwrap();
        serde_json::from_str(&text).unwrap()
    };
    let mut pack = read("journal/data/study_template.json");
    pack["prompts"] = read("journal/data/prompt_bank.json")["prompts"].clone();
    pack["recipients"][0]["public_key"] = room.team.recipient().to_string().into();
    pack["recipients"][1]["public_key"] = room.backup.recipient().to_string().into();
    pack
}

#[test]
fn a_key_is_drawn_sealed_printed_and_proves_itself() {
    let room = Room::new();
    room.write("pass.txt", format!("{PASSPHRASE}\r\n").as_bytes());
    let arguments = [
        "key",
        "new",
        "--out",
        "desk.age",
        "--paper",
        "paper.html",
        "--holder",
        "Ada",
        "--language",
        "nl",
        "--passphrase-file",
        "pass.txt",
    ];
    let made = room.run(&arguments);
    assert_eq!(code(&made), 0, "{}", err(&made));
    assert!(out(&made).contains("The key proved itself"));
    let identity = identity_of(&room, "desk.age");
    let recipient = identity.recipient().to_string();
    let words = journal::check_words(&recipient).join(" ");
    assert!(out(&made).contains(&recipient) && out(&made).contains(&words));
    let paper = fs::read_to_string(room.path("paper.html")).unwrap();
    let secret = identity.to_secret_string();
    assert!(paper.contains("<html lang=\"nl\">") && paper.contains("Ada"));
    #[cfg(unix)]
    for file in ["desk.age", "paper.html"] {
        assert_eq!(mode(&room.path(file)), 0o600, "{file}");
    }
    let key = fs::read(room.path("desk.age")).unwrap();
    assert!(!key.windows(14).any(|part| part == b"AGE-SECRET-KEY"));

    // Nothing is ever overwritten, neither the key nor a paper.
    for arguments in [
        &arguments[..],
        &[
            "key",
            "new",
            "--out",
            "new.age",
            "--paper",
            "paper.html",
            "--passphrase-file",
            "pass.txt",
        ],
    ] {
        let again = room.run(arguments);
        assert_eq!(code(&again), 2);
        assert!(err(&again).contains("is there already"));
    }
    assert_eq!(fs::read(room.path("desk.age")).unwrap(), key);
    assert!(!room.path("new.age").exists(), "nothing is begun");
    assert!(!(out(&made) + &err(&made)).contains(&secret[20..]));

    // A second paper of the same key.
    let again =
        room.type_in("key paper --identity desk.age --out second.html --passphrase-file pass.txt");
    assert_eq!(code(&again), 0);
    let second = fs::read_to_string(room.path("second.html")).unwrap();
    let drawing = |page: &str| {
        page.split("<svg")
            .nth(1)
            .unwrap()
            .split("d=")
            .nth(2)
            .unwrap()
            .split('"')
            .nth(1)
            .map(str::to_owned)
    };
    assert_eq!(drawing(&second), drawing(&paper));
}

#[test]
fn what_is_wrong_with_a_passphrase_leaves_no_key() {
    let room = room_with_key();
    room.write("short.txt", b"elevenchars\n");
    room.write("empty.txt", b"\n\n");
    room.write("wrong.txt", b"another passphrase\n");
    let cases: &[(&[&str], &str)] = &[
        (
            &["key", "new", "--out", "k", "--passphrase-file", "short.txt"],
            "has 11 characters",
        ),
        (
            &["key", "new", "--out", "k", "--passphrase-file", "empty.txt"],
            "no passphrase in",
        ),
        (
            &["key", "new", "--out", "k", "--passphrase-file", "none.txt"],
            "it is not there",
        ),
        (
            &["key", "show", "desk.age", "--passphrase-file", "wrong.txt"],
            "does not open with this passphrase",
        ),
        (&["key", "new", "--out", "k", "--holder", "x"], "--paper"),
    ];
    for (arguments, sentence) in cases {
        let output = room.run(arguments);
        assert_eq!(code(&output), 2, "{arguments:?}");
        assert!(err(&output).contains(sentence), "{}", err(&output));
        assert!(!room.path("k").exists());
    }
}

#[test]
fn a_sealed_key_is_used_as_it_lies() {
    let room = room_with_key();
    // The file may hold the passphrases of several keys.
    room.write(
        "pass.txt",
        format!("another passphrase\n{PASSPHRASE}\n").as_bytes(),
    );
    room.write("in/a.age", &room.pack("study", "P-1", 1, 1).bytes);
    let open = room.type_in("open --identity desk.age --passphrase-file pass.txt in --out results");
    assert_eq!(code(&open), 0, "{}", err(&open));
    assert!(out(&open).contains("files: 1 (1 merged)"));

    let shown = room.type_in("key show desk.age --passphrase-file pass.txt");
    let recipient = room.team.recipient().to_string();
    assert!(out(&shown).contains(&recipient));
    assert_eq!(
        out(&room.type_in(&format!("key show {recipient}"))),
        out(&shown)
    );
    assert_eq!(
        out(&room.type_in("key show key.txt")),
        out(&shown),
        "not sealed"
    );
    let mut piped = command(room.folder.path(), &["key", "show", "-"]);
    let mut piped = piped
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let plain = fs::read(room.path("key.txt")).unwrap();
    piped.stdin.take().unwrap().write_all(&plain).unwrap();
    assert_eq!(out(&piped.wait_with_output().unwrap()), out(&shown));

    // A bundle is no key.
    let bundle = room.type_in("key show in/a.age");
    assert_eq!(code(&bundle), 2);
    assert!(err(&bundle).contains("is itself sealed to keys"));
}

#[test]
fn a_key_comes_back_from_its_paper() {
    let room = room_with_key();
    let recipient = room.team.recipient().to_string();
    let words = format!(
        "{}\n{}\n",
        *room.team.to_words(),
        journal::check_words(&recipient).join(" ")
    );
    room.write("words.txt", words.as_bytes());
    room.write(
        "text.txt",
        room.team.to_secret_string().to_lowercase().as_bytes(),
    );
    room.write("alone.txt", room.team.to_words().as_bytes());
    for (from, status, sentence) in [
        ("words.txt", 0, "it is the key of the paper"),
        ("text.txt", 0, "it is the key of the paper"),
        ("alone.txt", 3, "Compare the six check words"),
    ] {
        let file = from.replace("txt", "age");
        let restored = room.type_in(&format!(
            "key restore --from {from} --out {file} --passphrase-file pass.txt"
        ));
        assert_eq!(code(&restored), status, "{}", err(&restored));
        assert!(out(&restored).contains(sentence));
        assert!(out(&restored).contains("The key proved itself"));
        assert_eq!(identity_of(&room, &file).recipient().to_string(), recipient);
    }

    // By standard input, with a mistake.
    let right = words.split(' ').nth(6).unwrap();
    let mut wrong: Vec<&str> = words.split(' ').collect();
    wrong[6] = if right == "zebra" { "zoo" } else { "zebra" };
    let mut child = command(
        room.folder.path(),
        &[
            "key",
            "restore",
            "--out",
            "no.age",
            "--passphrase-file",
            "pass.txt",
        ],
    );
    let mut child = child
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let typed = wrong.join(" ");
    child
        .stdin
        .take()
        .unwrap()
        .write_all(typed.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(code(&output), 2);
    let sentence = format!("word 7 is not the one of the paper: it should be \"{right}\"");
    assert!(err(&output).contains(&sentence), "{}", err(&output));
    assert!(!room.path("no.age").exists());
}

#[test]
fn a_custodian_rehearses() {
    let room = room_with_key();
    room.write("study.json", room.study().to_string().as_bytes());
    let rehearse = |key: &str| {
        room.type_in(&format!(
            "key rehearse --identity {key} --study study.json --passphrase-file pass.txt"
        ))
    };
    let output = rehearse("desk.age");
    assert_eq!(code(&output), 0, "{}", err(&output));
    let text = out(&output);
    let (opened, others) = text.split_once("not tried here").unwrap();
    assert!(opened.contains("- Assistant\n") && others.contains("- Steward\n"));
    let stranger = Identity::make();
    room.write("other.txt", stranger.to_file("2026-01-05").as_bytes());
    let output = rehearse("other.txt");
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("none of the study's recipients"));
}

#[test]
fn a_study_pack_is_checked() {
    let room = Room::new();
    let mut pack = worked_pack(&room);
    room.write("study.json", pack.to_string().as_bytes());
    let good = room.type_in("study check study.json --on 2023-04-24");
    assert_eq!(code(&good), 0, "{}", out(&good));
    assert!(out(&good).contains("0 refused, 0 should be changed"));
    let words = journal::check_words(&room.team.recipient().to_string()).join(" ");
    assert!(out(&good).contains(&words));
    let today = room.type_in("study check study.json");
    assert_eq!(code(&today), 3);
    assert!(out(&today).contains("the approval of the ethics board ended on 2024-03-19"));

    pack["revision"] = 0.into();
    pack["team"][1]["assesses_participants"] = true.into();
    pack["consent"]["items"][0]["text"] = json!({"en": "I agree.", "nl": "Ik doe mee."});
    room.write("faulty.json", pack.to_string().as_bytes());
    let bad = room.type_in("study check faulty.json --on 2023-04-24");
    assert_eq!(code(&bad), 3);
    let parts = [
        "2 refused, 1 should be changed",
        "it has no revision",
        "assesses participants",
        "at $.recipients[0].member",
        "has no text in fr",
    ];
    says(&bad, &parts);
    assert!(
        !out(&bad).contains(&words),
        "nobody compares words of a refused pack"
    );
    let line = "study check faulty.json --on 2023-04-24 --json";
    let (code, document) = room.json(&line.split(' ').collect::<Vec<_>>());
    assert_eq!((code, document["faults"].as_array().unwrap().len()), (3, 2));
    assert_eq!(document["ok"], false);
    let finding = &document["findings"][2];
    assert_eq!(finding["severity"], "should_change");
    assert_eq!(finding["code"], "untranslated");
    assert_eq!(finding["at"], "$.consent.items[0].text");
    assert_eq!(document["reading"][0]["part"], "consent");
}

#[test]
fn codes_are_drawn_once_and_printed() {
    let room = Room::new();
    let pack = worked_pack(&room);
    room.write("study.json", pack.to_string().as_bytes());
    let draw = |count: &str, slips: &str| {
        room.type_in(&format!("study codes --study study.json --count {count} --address https://pages.example.org/ --out {slips}"))
    };
    let first = draw("40", "slips.html");
    assert_eq!(code(&first), 0, "{}", err(&first));
    assert!(out(&first).contains("40 code(s)") && out(&first).contains("(5 page(s) A4"));
    assert_eq!(code(&draw("9", "more.html")), 0);
    let codes = || -> Vec<String> {
        let mut list = csv::Reader::from_path(room.path("codes.csv")).unwrap();
        list.records()
            .map(|row| row.unwrap()[0].to_owned())
            .collect()
    };
    let rule: journal::CodeRule =
        serde_json::from_value(pack["participants"]["code_rule"].clone()).unwrap();
    let drawn = codes();
    assert_eq!(drawn.iter().collect::<BTreeSet<_>>().len(), 49);
    let slips = fs::read_to_string(room.path("slips.html")).unwrap();
    for code in &drawn[..40] {
        assert_eq!(
            journal::ParticipantCode::parse(code, &rule)
                .unwrap()
                .as_str(),
            code
        );
        assert!(slips.contains(&format!(">{code}</p>")));
    }
    #[cfg(unix)]
    for file in ["codes.csv", "slips.html"] {
        assert_eq!(mode(&room.path(file)), 0o600, "{file}");
    }

    // What cannot be done draws nothing.
    let again = draw("1", "slips.html");
    assert_eq!(code(&again), 2);
    assert!(err(&again).contains("is there already"));
    let arguments = [
        "study",
        "codes",
        "--study",
        "study.json",
        "--count",
        "1",
        "--out",
        "x.html",
    ];
    let http = [&arguments[..], &["--address", "http://pages.example.org"]].concat();
    let output = room.run(&http);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("does not begin with https://"));
    assert_eq!(codes().len(), 49);
    room.write("names.csv", b"who;code\n");
    let other = [
        &arguments[..],
        &["--address", "https://a.org", "--list", "names.csv"],
    ]
    .concat();
    let output = room.run(&other);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("has no column \"code\""));
    assert_eq!(fs::read(room.path("names.csv")).unwrap(), b"who;code\n");
    assert!(!room.path("x.html").exists());
}

#[test]
fn runs_at_the_same_time_draw_different_codes() {
    let room = Room::new();
    let mut pack = worked_pack(&room);
    // So few codes that two careless runs would meet: 1000 of them, 400 drawn.
    pack["participants"]["code_rule"]["length"] = 3.into();
    pack["participants"]["code_rule"]["alphabet"] = "23456789AB".into();
    room.write("study.json", pack.to_string().as_bytes());
    let runs: Vec<_> = (0..4)
        .map(|run| {
            let slips = format!("slips-{run}.html");
            let arguments = [
                "study",
                "codes",
                "--study",
                "study.json",
                "--count",
                "100",
                "--address",
                "https://a.org",
                "--out",
                &slips,
                "--list",
                "codes.csv",
            ];
            command(room.folder.path(), &arguments)
                .stdout(Stdio::null())
                .spawn()
                .unwrap()
        })
        .collect();
    for mut run in runs {
        assert!(run.wait().unwrap().success());
    }
    let mut list = csv::Reader::from_path(room.path("codes.csv")).unwrap();
    let codes: BTreeSet<String> = list
        .records()
        .map(|row| row.unwrap()[0].to_owned())
        .collect();
    assert_eq!(codes.len(), 400);
}

#[test]
fn two_revisions_are_compared() {
    let room = Room::new();
    let old = worked_pack(&room);
    room.write("old.json", old.to_string().as_bytes());
    let mut new = old.clone();
    new["revision"] = 4.into();
    new["prompts"][0]["text"]["en"] = "Another question?".into();
    new["prompts"][0]["version"] = 2.into();
    room.write("question.json", new.to_string().as_bytes());
    new["retention"]["raw_text"] = "for ever".into();
    new["recipients"].as_array_mut().unwrap().push(json!({
        "id": "pi", "name": "Example Researcher A", "key_alg": "x25519",
        "public_key": Identity::make().recipient().to_string()}));
    room.write("more.json", new.to_string().as_bytes());

    let question = room.type_in("study compare old.json question.json");
    assert_eq!(code(&question), 0);
    assert!(out(&question).contains("- the wording of prompt \"FR-00\" changed"));
    assert!(out(&question).contains("Nobody has to be asked again."));

    let more = room.type_in("study compare old.json more.json");
    assert_eq!(code(&more), 3);
    let parts = [
        "- recipient \"pi\" was added",
        "participants have to be asked again",
        "- \"Example Researcher A\" could not read what is shared, and now can",
        "- how long what was shared is kept is said otherwise",
        "the consent version is still 2.1",
    ];
    says(&more, &parts);
    let (status, document) = room.json(&["study", "compare", "old.json", "more.json", "--json"]);
    assert_eq!((status, &document["reconsent"]), (3, &json!(true)));

    let back = room.type_in("study compare more.json old.json");
    assert_eq!(code(&back), 2);
    assert!(err(&back).contains("the new pack is revision 3, and the old one is 4"));
}
