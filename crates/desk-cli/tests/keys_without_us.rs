//! Keys, papers and slips, read by programs that know nothing of us.
#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

use std::fs;
use std::path::Path;
use std::process::Command;

use bundle::Identity;
use room::{Room, code, err, out};
use terminal::at_a_terminal;

#[path = "cli/room.rs"]
mod room;
#[path = "cli/terminal.rs"]
mod terminal;

const PASSPHRASE: &str = "correct horse battery";

fn said(program: &str, folder: &Path, arguments: &[&str]) -> String {
    let run = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    assert!(
        run.status.success(),
        "{program} {arguments:?}: {}",
        err(&run)
    );
    out(&run)
}

/// The text of the n-th QR code of a page, drawn by librsvg and read by ZBar.
fn decoded(room: &Room, page: &str, number: usize) -> String {
    let page = fs::read_to_string(room.path(page)).unwrap();
    let svg = page.split("<svg ").nth(number + 1).unwrap();
    let svg = svg.split_once("</svg>").unwrap().0;
    let file = format!("<svg xmlns=\"http://www.w3.org/2000/svg\" {svg}</svg>");
    room.write("code.svg", file.as_bytes());
    let folder = room.folder.path();
    said(
        "rsvg-convert",
        folder,
        &["-w", "600", "-o", "code.png", "code.svg"],
    );
    let text = said(
        "zbarimg",
        folder,
        &["--quiet", "--raw", "-Sbinary", "code.png"],
    );
    text.trim_end().to_owned()
}

#[test]
#[ignore = "needs age and script"]
fn age_opens_the_sealed_key_and_a_bundle_with_it() {
    let room = Room::new();
    let folder = room.folder.path();
    let desk = env!("CARGO_BIN_EXE_loop-desk");
    // Typed at a terminal, twice; nothing of it is shown.
    let (went_well, shown) = at_a_terminal(
        folder,
        &format!("{desk} key new --out desk.age"),
        &[("New passphrase", PASSPHRASE), ("once more", PASSPHRASE)],
    );
    assert!(went_well, "{shown}");
    assert!(shown.contains("The key proved itself"));
    assert!(!shown.contains(PASSPHRASE), "{shown}");
    let sealed = fs::read(room.path("desk.age")).unwrap();
    let identity = Identity::open_sealed(&sealed, PASSPHRASE)
        .unwrap()
        .remove(0);

    let (went_well, shown) = at_a_terminal(
        folder,
        "age -d -o plain.txt desk.age",
        &[("assphrase", PASSPHRASE)],
    );
    assert!(went_well, "{shown}");
    let plain = fs::read_to_string(room.path("plain.txt")).unwrap();
    let secret = identity.to_secret_string();
    assert!(plain.lines().any(|line| line == secret.as_str()));
    let public = said("age-keygen", folder, &["-y", "plain.txt"]);
    assert_eq!(public.trim(), identity.recipient().to_string());

    // A bundle for that key, opened by age with the key as it lies.
    let mut room = room;
    room.team = identity;
    room.write("bundle.age", &room.pack("study", "P-1", 1, 1).bytes);
    let (went_well, shown) = at_a_terminal(
        room.folder.path(),
        "age -d -i desk.age -o bundle.zip bundle.age",
        &[("assphrase", PASSPHRASE)],
    );
    assert!(went_well, "{shown}");
    said("unzip", room.folder.path(), &["-q", "-t", "bundle.zip"]);

    // And by the program, asking; a wrong passphrase is said, and nothing is written.
    let open = format!("{desk} open --identity desk.age bundle.age --out results");
    let (went_well, shown) = at_a_terminal(
        room.folder.path(),
        &open,
        &[("Passphrase of", "something else")],
    );
    assert!(!went_well && shown.contains("does not open with this passphrase"));
    assert!(!room.path("results").exists());
    let (went_well, shown) =
        at_a_terminal(room.folder.path(), &open, &[("Passphrase of", PASSPHRASE)]);
    assert!(went_well && shown.contains("1 merged"), "{shown}");
}

#[test]
#[ignore = "needs script"]
fn words_are_drawn_for_who_wants_no_passphrase_of_their_own() {
    let room = Room::new();
    let desk = env!("CARGO_BIN_EXE_loop-desk");
    let new = format!("{desk} key new --out desk.age");
    let answers = [("New passphrase", ""), ("once more", "not those words")];
    let (went_well, shown) = at_a_terminal(room.folder.path(), &new, &answers);
    assert!(!went_well && shown.contains("the two passphrases are not the same"));
    let words = shown.split("Write these down now: ").nth(1).unwrap();
    let words = words.lines().next().unwrap().trim();
    assert_eq!(words.split(' ').count(), 6, "{words}");
    assert!(!room.path("desk.age").exists());
}

#[test]
#[ignore = "needs rsvg-convert and zbarimg"]
fn zbar_reads_what_is_printed() {
    let room = Room::new();
    room.write("pass.txt", PASSPHRASE.as_bytes());
    let new = room.type_in("key new --out desk.age --paper paper.html --passphrase-file pass.txt");
    assert_eq!(code(&new), 0, "{}", err(&new));
    let sealed = fs::read(room.path("desk.age")).unwrap();
    let identity = Identity::open_sealed(&sealed, PASSPHRASE)
        .unwrap()
        .remove(0);
    assert_eq!(
        decoded(&room, "paper.html", 0),
        *identity.to_secret_string()
    );

    let study = room.study();
    room.write("study.json", study.to_string().as_bytes());
    let codes = room.type_in("study codes --study study.json --count 3 --address https://pages.example.org --out slips.html");
    assert_eq!(code(&codes), 0, "{}", err(&codes));
    let study = journal::Study::from_json(study.to_string().as_bytes()).unwrap();
    let rule = study.participants.code_rule.clone().unwrap();
    let list = fs::read_to_string(room.path("codes.csv")).unwrap();
    for (number, row) in list.lines().skip(1).enumerate() {
        let drawn = row.split(',').next().unwrap();
        let url = decoded(&room, "slips.html", number);
        let fragment = url.strip_prefix("https://pages.example.org/").unwrap();
        let invitation = journal::Invitation::parse(fragment, &rule)
            .unwrap()
            .unwrap();
        assert_eq!(invitation.code.as_str(), drawn);
        assert!(invitation.is_for(&study));
    }
}
