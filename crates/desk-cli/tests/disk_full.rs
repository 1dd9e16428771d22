//! A disk that is full, a real one of a few hundred kilobytes: at each of many sizes.
#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

use std::fs;
use std::process::Command;

use room::Room;

#[path = "cli/room.rs"]
mod room;

/// What a person does whose disk is full: sees it, makes room, runs it again.
const STORY: &str = r#"
mount -t tmpfs -o size=$1k none disk || exit 99
receive() { "$DESK" receive -w disk/study --identity key.txt --enrol in; }
receive >first.out 2>first.err; first=$?
"$DESK" export -w disk/study --out disk/results >second.out 2>second.err; second=$?
ls -A disk >left
mount -o remount,size=50m disk
receive >third.out 2>&1; third=$?
"$DESK" export -w disk/study --out results-$1 >fourth.out 2>&1; fourth=$?
"$DESK" ledger -w disk/study verify >/dev/null 2>&1 || exit 98
echo $first $second $third $fourth
"#;

#[test]
#[ignore = "needs unshare and the right to mount"]
fn at_no_size_of_the_disk_anything_is_half() {
    let room = Room::new();
    fs::create_dir(room.path("disk")).unwrap();
    for (phone, seq) in (1..=5u8).flat_map(|phone| (1..=9).map(move |seq| (phone, seq))) {
        let bytes = room.pack("study", &format!("P-{phone}"), phone, seq).bytes;
        room.write(&format!("in/{phone}{seq}.age"), &bytes);
    }
    room.write("in/holiday.jpg", b"\xff\xd8\xff");
    let entries = |name: &str| fs::read(room.path(name).join("entries.jsonl")).unwrap();
    room.run(&[
        "receive",
        "-w",
        "whole",
        "--identity",
        "key.txt",
        "--enrol",
        "in",
    ]);
    room.run(&["export", "-w", "whole", "--out", "expected"]);

    let (mut received, mut refused) = (0, 0);
    for size in (8..900).step_by(36) {
        let output = Command::new("unshare")
            .args([
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                STORY,
                "sh",
                &size.to_string(),
            ])
            .env("DESK", env!("CARGO_BIN_EXE_loop-desk"))
            .current_dir(room.folder.path())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let read = |name: &str| fs::read_to_string(room.path(name)).unwrap();
        let codes: Vec<i32> = said
            .split_whitespace()
            .map(|code| code.parse().unwrap())
            .collect();
        let [first, second, third, fourth] = codes[..] else {
            panic!("{size} kB: {output:?}");
        };
        match first {
            2 => {
                refused += 1;
                assert!(
                    read("first.err").contains("no room left"),
                    "{size} kB: {}",
                    read("first.err")
                );
            }
            3 => received += 1,
            other => panic!("{size} kB: exit status {other}: {}", read("first.err")),
        }
        let left = read("left");
        assert_eq!(
            second != 2,
            left.contains("results"),
            "{size} kB: an export is whole or absent"
        );
        assert!(!left.contains(".loop-desk-"), "{size} kB: {left}");
        assert!([0, 2, 3].contains(&second), "{size} kB: {output:?}");
        assert_eq!(
            (third, fourth),
            (3, 3),
            "{size} kB, with room again: {}",
            read("third.out")
        );
        assert_eq!(
            entries(&format!("results-{size}")),
            entries("expected"),
            "{size} kB"
        );
    }
    assert!(
        received > 0 && refused > 0,
        "{received} fitted, {refused} did not"
    );
}
