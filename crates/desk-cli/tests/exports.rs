//! The folder of results as a whole: the same in any circumstances, for the programs that are
//! named, and in agreement with what it says of itself.
#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use room::{Room, below, code, command, err, hex};
use serde_json::Value;

#[path = "cli/room.rs"]
mod room;

/// Every file below a folder, by its path there.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let named = |path: PathBuf| {
        let name = path.strip_prefix(folder).unwrap().to_str().unwrap();
        (name.to_owned(), fs::read(&path).unwrap())
    };
    below(folder).into_iter().map(named).collect()
}

fn filled() -> Room {
    let room = Room::new();
    room.write("in/a.age", &room.pack("study", "P-1", 1, 1).bytes);
    room.write("in/b.age", &room.pack("study", "P-2", 2, 1).bytes);
    room
}

#[test]
fn the_same_bundles_give_the_same_files() {
    let room = filled();
    let first = "open --identity key.txt in/a.age in/b.age --out one";
    let second = "open --identity key.txt in/b.age in/a.age --out two";
    for (line, zone, language) in [
        (first, "Pacific/Kiritimati", "C"),
        (second, "America/Los_Angeles", "tr_TR.UTF-8"),
    ] {
        let out = command(room.folder.path(), &line.split(' ').collect::<Vec<_>>())
            .envs([("TZ", zone), ("LC_ALL", language), ("LANG", language)])
            .output()
            .unwrap();
        assert_eq!((code(&out), err(&out)), (0, String::new()));
    }
    let (mut one, mut two) = (files(&room.path("one")), files(&room.path("two")));
    // The two that say when the run was, and nothing else.
    for name in ["provenance.json", "ro-crate-metadata.json"] {
        let told = |files: &mut BTreeMap<String, Vec<u8>>| {
            let text = String::from_utf8(files.remove(name).unwrap()).unwrap();
            let at = text
                .find("\"made_at\": \"")
                .or_else(|| text.find("\"endTime\": \""))
                .unwrap();
            let (_, moment) = text[at..].split_at(12);
            let moment = moment.split('"').next().unwrap().to_owned();
            text.replace(&moment, "then").replace(&moment[..10], "day")
        };
        let (one, two) = (told(&mut one), told(&mut two));
        // One names the other's digest.
        let same = |text: &str| {
            let lines = text
                .lines()
                .filter(|line| !line.contains("\"sha256\"") && !line.contains("\"path\""));
            lines.map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(same(&one), same(&two), "{name}");
    }
    assert_eq!(one, two);
}

#[test]
fn every_file_is_listed_with_its_digest_and_no_other() {
    let room = filled();
    let out = room.type_in("open --identity key.txt in --out results");
    assert_eq!((code(&out), err(&out)), (0, String::new()));
    let mut found = files(&room.path("results"));
    let provenance: Value =
        serde_json::from_slice(&found.remove("provenance.json").unwrap()).unwrap();
    let digests = |files: &BTreeMap<String, Vec<u8>>| -> BTreeMap<String, String> {
        let digest = |bytes: &Vec<u8>| hex(bytes);
        files
            .iter()
            .map(|(path, bytes)| (path.clone(), digest(bytes)))
            .collect()
    };
    let listed = |list: &Value, path: &str| -> BTreeMap<String, String> {
        let items = list
            .as_array()
            .unwrap()
            .iter()
            .filter(|item| item["sha256"].is_string());
        items
            .map(|item| {
                (
                    item[path].as_str().unwrap().into(),
                    item["sha256"].as_str().unwrap().into(),
                )
            })
            .collect()
    };
    assert_eq!(listed(&provenance["files"], "path"), digests(&found));
    let metadata = found.remove("ro-crate-metadata.json").unwrap();
    let metadata: Value = serde_json::from_slice(&metadata).unwrap();
    assert_eq!(listed(&metadata["@graph"], "@id"), digests(&found));
    let fine = |b: u8| b.is_ascii_alphanumeric() || b"-_./".contains(&b);
    assert!(found.keys().all(|path| path.bytes().all(fine)));
}

#[test]
fn a_folder_is_for_the_programs_that_are_named() {
    let room = filled();
    let folders = |programs: &str, out: &str| -> BTreeSet<String> {
        let line = format!("open --identity key.txt in --out {out}{programs}");
        assert_eq!(code(&room.type_in(&line)), 0);
        let names = files(&room.path(out)).into_keys();
        names
            .map(|name| name.split('/').next().unwrap().to_owned())
            .filter(|name| !name.contains('.'))
            .collect()
    };
    let of = |names: &[&str]| {
        names
            .iter()
            .map(|name| (*name).to_owned())
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(
        folders(" --for taguette,graph", "some"),
        of(&["entries", "graph", "taguette"])
    );
    assert_eq!(
        folders(" --for nvivo", "nvivo"),
        of(&["entries", "nvivo", "refi-qda", "word"])
    );
    let all = [
        "atlasti",
        "entries",
        "graph",
        "maxqda",
        "nvivo",
        "qualcoder",
        "refi-qda",
        "taguette",
        "word",
    ];
    assert_eq!(folders("", "all"), of(&all));
    let wrong = room.type_in("open --identity key.txt in --out x --for word,excel");
    assert_eq!(code(&wrong), 2);
    assert!(
        err(&wrong).contains("possible values: word, nvivo"),
        "{}",
        err(&wrong)
    );
    assert!(!room.path("x").exists());
}

#[test]
fn the_project_with_sound_has_the_sound_and_is_what_provenance_says() {
    let room = Room::new();
    let sound = b"RIFF, or what was signed as such".to_vec();
    let recording = room::recording(9, &sound, "audio/wav", 2_000);
    room.write(
        "in/a.age",
        &room.pack_spoken("P-1", 1, 1, &[(recording, &sound)]),
    );
    let open = "open --identity key.txt in --out results --audio audio";
    let early = room.type_in(open);
    assert_eq!(code(&early), 2);
    assert!(err(&early).contains("is not a folder that `loop-desk audio` wrote"));
    let audio = "audio --identity key.txt in --out audio --originals";
    assert_eq!(code(&room.type_in(audio)), 0);
    assert_eq!(code(&room.type_in(open)), 0);
    let found = files(&room.path("results"));
    let project = &found["refi-qda/project-with-sound.qdpx"];
    assert!(project.windows(sound.len()).any(|bytes| bytes == sound));
    let provenance: Value = serde_json::from_slice(&found["provenance.json"]).unwrap();
    let listed = provenance["files"].as_array().unwrap();
    let listed = listed
        .iter()
        .find(|file| file["path"] == "refi-qda/project-with-sound.qdpx")
        .unwrap();
    assert_eq!(listed["sha256"], hex(project));
    assert_eq!(listed["bytes"], project.len());
    assert_eq!(provenance["options"], serde_json::json!(["audio=given"]));

    let original = fs::read_dir(room.path("audio/original"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    fs::write(&original, b"damaged").unwrap();
    let damaged = room.type_in(&format!("{open} --force"));
    assert_eq!(code(&damaged), 2);
    assert!(
        err(&damaged).contains("is damaged: run `loop-desk audio` again"),
        "{}",
        err(&damaged)
    );
    assert_eq!(
        files(&room.path("results")),
        found,
        "what was there is there"
    );
}
