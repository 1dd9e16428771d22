//! Memos, tags and the register of names, as a person types them.
#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

use std::fs;
use std::process::Output;

use journal::{Entry, EntryId, Moment};
use room::{Room, below, code, err, out};
use serde_json::Value;

#[path = "cli/room.rs"]
mod room;
#[path = "cli/tied.rs"]
mod tied;

const ENTRY: &str = "01010101-0101-4101-8101-010101010101";

/// A bundle of P-1 with an entry in which people are named.
fn named() -> Room {
    let room = Room::new();
    let now = Moment::parse("2026-01-05").unwrap();
    let text = "I met Anna Smith & Bo in Ghent.\r\nANNA’s ward; call 0475 12 34 56.";
    let mut entry = Entry::new(EntryId::from_random([1; 16]), None, text.into(), now);
    entry.title = "With Annas friend".into();
    let bundle = room.pack_entries("study", "P-1", 1, 1, vec![entry]);
    room.write("in/anna.age", &bundle.bytes);
    let sound = b"RIFF....WAVE".to_vec();
    let recording = room::recording(9, &sound, "audio/wav", 2_000);
    let spoken = room.pack_spoken("P-2", 2, 1, &[(recording, &sound)]);
    room.write("in/spoken.age", &spoken);
    room
}

/// Ada decides about names, in a register.
fn decide(room: &Room, register: &str, what: &[&str]) -> Output {
    let begin = [
        "deidentify",
        "decide",
        "--register",
        register,
        "--by",
        "Ada",
    ];
    room.run(&[&begin[..], what].concat())
}

#[test]
fn a_memo_is_written_corrected_and_listed() {
    let room = Room::new();
    let add = |rest: &[&str]| {
        let begin = ["memo", "add", "--memos", "m.jsonl", "--by", "Ada"];
        room.run(&[&begin[..], rest].concat())
    };
    let first = add(&["--kind", "reflexive", "--person", "P-1", "I was\nnew, too."]);
    assert_eq!((code(&first), err(&first)), (0, String::new()));
    let id = out(&first).trim().rsplit(' ').next().unwrap().to_owned();
    let again = add(&["--follows", &id[..8], "I was never new."]);
    assert_eq!(code(&again), 0, "{}", err(&again));
    let (_, list) = room.json(&["memo", "list", "--memos", "m.jsonl", "--all", "--json"]);
    let memos = list["memos"].as_array().unwrap();
    assert_eq!(memos.len(), 2);
    let standing: Vec<&Value> = memos
        .iter()
        .filter(|memo| memo["is_standing"] == true)
        .collect();
    assert_eq!(standing[0]["text"], "I was never new.");
    assert_eq!(standing[0]["follows"], id.as_str());
    assert_eq!(standing[0]["about"]["person"]["participant"], "P-1");
    let shown = out(&room.type_in("memo list --memos m.jsonl --person P-1"));
    assert!(
        shown.contains("never new") && !shown.contains("too"),
        "{shown}"
    );
    let refused = add(&["--follows", &id, "No."]);
    assert_eq!(code(&refused), 2);
    assert!(
        err(&refused).contains("was corrected already"),
        "{}",
        err(&refused)
    );
    let refused = add(&["--person", "P-1", "--entry", "x", "No."]);
    assert!(
        err(&refused).contains("no id of an entry"),
        "{}",
        err(&refused)
    );
    assert_eq!(
        fs::read_to_string(room.path("m.jsonl"))
            .unwrap()
            .lines()
            .count(),
        2
    );
}

#[test]
fn a_line_that_is_not_understood_is_told_of_and_stays() {
    let room = Room::new();
    room.write("m.jsonl", b"{\"version\":1,\"id\":\"cut");
    let add = ["memo", "add", "--memos", "m.jsonl", "--by", "Ada", "One."];
    let said = room.run(&add);
    assert_eq!(code(&said), 0);
    assert!(
        err(&said).contains("line 1 of the memos is no memo"),
        "{}",
        err(&said)
    );
    let text = fs::read_to_string(room.path("m.jsonl")).unwrap();
    assert!(text.starts_with("{\"version\":1,\"id\":\"cut\n{"), "{text}");
}

#[test]
fn two_files_become_one_whatever_their_order() {
    let room = Room::new();
    for (file, by, text) in [("a", "Ada", "one"), ("b", "Bo", "two")] {
        let memos = format!("{file}.jsonl");
        room.run(&["memo", "add", "--memos", &memos, "--by", by, text]);
        let tag = [
            "tag",
            "add",
            "--memos",
            &memos,
            "--by",
            by,
            "P-1",
            ENTRY,
            "first night",
        ];
        assert_eq!(code(&room.run(&tag)), 0);
    }
    room.write("ab.jsonl", &fs::read(room.path("a.jsonl")).unwrap());
    room.write("ba.jsonl", &fs::read(room.path("b.jsonl")).unwrap());
    room.type_in("memo merge --memos ab.jsonl b.jsonl");
    room.type_in("memo merge --memos ba.jsonl a.jsonl a.jsonl");
    let lines = |file: &str| {
        let text = fs::read_to_string(room.path(file)).unwrap();
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(lines("ab.jsonl"), lines("ba.jsonl"));
    assert_eq!(lines("ab.jsonl").len(), 4);
    let again = room.type_in("memo merge --memos ab.jsonl ba.jsonl");
    assert_eq!(out(&again), "added: 0 lines, 4 in all\n");
    // Two gave it: it is one tag, and goes at once.
    let remove = [
        "tag",
        "remove",
        "--memos",
        "ab.jsonl",
        "--by",
        "Ada",
        "P-1",
        ENTRY,
        "first night",
    ];
    assert_eq!(
        out(&room.type_in("tag list --memos ab.jsonl")),
        "     1  first night\n"
    );
    assert_eq!(code(&room.run(&remove)), 0);
    assert_eq!(out(&room.type_in("tag list --memos ab.jsonl")), "");
    assert_eq!(code(&room.run(&remove)), 2);
}

#[test]
fn nothing_is_written_while_names_are_undecided_and_none_is_left_then() {
    let room = named();
    let open = "open --identity key.txt in --out results --memos m.jsonl --register r.json";
    let memo = [
        "memo",
        "add",
        "--memos",
        "m.jsonl",
        "--by",
        "Ada",
        "--person",
        "P-1",
        "Anna's voice.",
    ];
    assert_eq!(code(&room.run(&memo)), 0);
    let tag = [
        "tag",
        "add",
        "--memos",
        "m.jsonl",
        "--by",
        "Ada",
        "P-1",
        ENTRY,
        "anna again",
    ];
    assert_eq!(code(&room.run(&tag)), 0);
    let propose =
        "deidentify propose --identity key.txt in --memos m.jsonl --register r.json --json";
    let (status, proposed) = room.json(&propose.split(' ').collect::<Vec<_>>());
    assert_eq!(status, 3);
    let words: Vec<&str> = proposed["proposals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["words"].as_str().unwrap())
        .collect();
    for name in ["Anna Smith", "Ghent", "Bo", "0475 12 34 56"] {
        assert!(words.contains(&name), "{name} in {words:?}");
    }
    let decided = |what: &[&str]| {
        let done = decide(&room, "r.json", what);
        assert_eq!((code(&done), err(&done)), (0, String::new()));
        out(&done)
    };
    assert_eq!(
        decided(&["--as", "person", "Anna", "Bo"]),
        "Anna: [person 1]\nBo: [person 2]\n"
    );
    let refused = room.type_in(open);
    assert_eq!(code(&refused), 2);
    assert!(err(&refused).contains("are undecided"), "{}", err(&refused));
    assert!(!room.path("results").exists());

    decided(&["--same", "person 1", "Anna Smith", "Smith"]);
    decided(&["--as", "place", "Ghent"]);
    decided(&["--as", "phone", "0475 12 34 56"]);
    let (_, proposed) = room.json(&propose.split(' ').collect::<Vec<_>>());
    for rest in proposed["proposals"].as_array().unwrap() {
        decided(&["--keep", rest["words"].as_str().unwrap()]);
    }
    let done = room.type_in(open);
    assert_eq!((code(&done), err(&done)), (0, String::new()));
    let files = below(&room.path("results"));
    assert!(files.len() > 20);
    for file in &files {
        let name = file.strip_prefix(room.path("results")).unwrap();
        let name = name.to_string_lossy().to_lowercase();
        let text = String::from_utf8_lossy(&fs::read(file).unwrap()).to_lowercase();
        for word in ["anna", "smith", "ghent", "0475"] {
            assert!(
                !text.contains(word) && !name.contains(word),
                "{word} in {name}"
            );
        }
    }
    let provenance: Value =
        serde_json::from_slice(&fs::read(room.path("results/provenance.json")).unwrap()).unwrap();
    let (_, listed) = room.json(&["deidentify", "list", "--register", "r.json", "--json"]);
    assert_eq!(provenance["deidentified"]["sha256"], listed["sha256"]);
    assert_eq!(provenance["deidentified"]["undecided"], 0);

    // And back.
    let file = "results/entries/P-1/2026-01-05-01010101.md";
    let restored = room.run(&["deidentify", "restore", "--register", "r.json", file]);
    let text = out(&restored);
    assert!(
        text.contains("I met Anna & Bo in Ghent.\r\nAnna’s ward; call 0475 12 34 56."),
        "{text}"
    );
    assert!(text.contains("With Annas friend"), "{text}");
}

#[test]
fn a_workspace_is_searched_and_exported_in_the_same_way() {
    let room = named();
    let receive = "receive --workspace w --identity key.txt --enrol in";
    assert_eq!(code(&room.type_in(receive)), 0);
    let propose = room.type_in("deidentify propose --workspace w --register r.json");
    assert_eq!(code(&propose), 3);
    assert!(
        out(&propose).contains("P-1: I met »Anna Smith« & Bo"),
        "{}",
        out(&propose)
    );
    decide(&room, "r.json", &["--as", "person", "Anna", "Anna Smith"]);
    let export = "export --workspace w --out shared --register r.json --leave-undecided";
    let done = room.type_in(export);
    assert_eq!(code(&done), 0);
    assert!(
        err(&done).contains("undecided, and written as they stand"),
        "{}",
        err(&done)
    );
    let table = fs::read_to_string(room.path("shared/entries.csv")).unwrap();
    assert!(table.contains("I met [person 2] & Bo in Ghent."), "{table}");
    assert!(table.contains("[person 1]’s ward"), "{table}");
    let readme = fs::read_to_string(room.path("shared/README.txt")).unwrap();
    assert!(readme.contains("De-identified"));
}

#[test]
fn a_voice_is_left_out_unless_it_is_asked_for() {
    let room = named();
    let audio = "audio --identity key.txt in --out audio --originals";
    assert_eq!(code(&room.type_in(audio)), 0);
    decide(&room, "r.json", &["--keep", "Bo"]);
    let open = "open --identity key.txt in --audio audio --register r.json --leave-undecided --out";
    let quiet = room.type_in(&format!("{open} quiet"));
    assert_eq!(code(&quiet), 0);
    assert!(
        err(&quiet).contains("the sound is left out"),
        "{}",
        err(&quiet)
    );
    assert!(!room.path("quiet/refi-qda/project-with-sound.qdpx").exists());
    let spoken = room.type_in(&format!("{open} spoken --with-sound"));
    assert_eq!(code(&spoken), 0);
    assert!(
        room.path("spoken/refi-qda/project-with-sound.qdpx")
            .exists()
    );
}

#[test]
fn a_register_that_is_none_stops_the_run() {
    let room = named();
    room.write("r.json", b"{}");
    let open = "open --identity key.txt in --out results --register r.json";
    let refused = room.type_in(open);
    assert_eq!(code(&refused), 2);
    assert!(
        err(&refused).contains("this is no register of names"),
        "{}",
        err(&refused)
    );
    assert_eq!(code(&decide(&room, "r.json", &["--keep", "Bo"])), 2);
    assert_eq!(fs::read(room.path("r.json")).unwrap(), b"{}");
    let refused = decide(&room, "new.json", &["--same", "person 3", "Bo"]);
    assert!(
        err(&refused).contains("nothing has the token [person 3]"),
        "{}",
        err(&refused)
    );
    assert!(!room.path("new.json").exists());
}

#[test]
fn a_brief_is_written_for_whoever_agreed_to_a_second_interview() {
    let room = Room::new();
    for (participant, phone, agreed) in [("P-1", 1, true), ("P-2", 2, false)] {
        for bundle in tied::outgoing(participant, agreed) {
            let name = format!("in/{participant}-{}.age", bundle.seq);
            room.write(&name, &room.seal(&bundle, phone).bytes);
        }
    }
    let brief = |rest: &str| room.type_in(&format!("brief --identity key.txt in {rest}"));
    let made = brief("--participant P-1 --out brief.html");
    assert_eq!((code(&made), err(&made)), (0, String::new()));
    assert!(out(&made).contains("one page A4"), "{}", out(&made));
    let page = fs::read_to_string(room.path("brief.html")).unwrap();
    assert!(
        page.contains("What number 25 says, 1 &lt; 2 &amp;"),
        "{page}"
    );
    // 9 is not to be raised, 1 not to be quoted, 20 was taken back.
    for hidden in ["number 9 ", "number 1 ", "number 20 ", "2026-02-09"] {
        assert!(!page.contains(hidden), "{hidden}");
    }
    let again = brief("--participant P-1 --out brief.html");
    assert_eq!(code(&again), 2);
    let other = brief("--participant P-1 --language nl --out brief.md");
    assert_eq!(code(&other), 0);
    let text = fs::read_to_string(room.path("brief.md")).unwrap();
    assert!(text.starts_with("# Tweede interview: P-1\n"), "{text}");
    for (participant, why) in [
        ("P-2", "did not agree to a second interview"),
        ("P-3", "nothing of P-3 is here"),
    ] {
        let refused = brief(&format!("--participant {participant} --out none.html"));
        assert_eq!(code(&refused), 2);
        assert!(err(&refused).contains(why), "{}", err(&refused));
        assert!(!room.path("none.html").exists());
    }
    let receive = "receive --workspace w --identity key.txt in --enrol";
    assert_eq!(code(&room.type_in(receive)), 3);
    let made = room.type_in("brief --workspace w --participant P-1 --out kept.html");
    assert_eq!(code(&made), 0, "{}", err(&made));
    assert_eq!(fs::read_to_string(room.path("kept.html")).unwrap(), page);
}
