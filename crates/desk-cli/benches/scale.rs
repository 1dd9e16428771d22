//! A whole study through the program: many bundles sealed, one in a hundred spoilt, received into
//! a workspace and exported. Prints how fast, and how much memory; `LOOP_BUNDLES` says how many.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark prints, and may stop where it stands"
)]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use bundle::{Consented, DeviceKey, Identity, Mode, Outgoing, Packed, pack};
use journal::{Entry, EntryId, Moment, Sharing, Times};
use rayon::prelude::*;

const BUNDLES: usize = 10_000;
const PARTICIPANTS: usize = 100;
const ENTRIES: usize = 3;
const CHARACTERS: usize = 1_200;

fn main() {
    let bundles = std::env::var("LOOP_BUNDLES")
        .ok()
        .and_then(|number| number.parse().ok())
        .unwrap_or(BUNDLES);
    let home = tempfile::tempdir().unwrap();
    println!(
        "{bundles} bundles of {ENTRIES} entries through loop-desk, on {} cores",
        cores()
    );
    let begun = Instant::now();
    let bad = seal(home.path(), bundles);
    told("sealed, one core a phone", begun, bundles);

    let receive = [
        "receive",
        "-w",
        "study",
        "--identity",
        "key.txt",
        "--enrol",
        "--json",
        "in",
    ];
    let (document, code) = timed(
        home.path(),
        "received for the first time",
        &receive,
        bundles,
    );
    assert_eq!(code, 3, "bad ones are no reason to stop, and are said");
    assert_eq!(
        document["counts"]["merged"],
        bundles - bad,
        "no good one is lost"
    );
    assert_eq!(document["counts"]["refused"], bad);
    let named = document["problems"].as_array().unwrap().iter();
    let named = named
        .filter(|problem| problem["severity"] == "refused")
        .count();
    assert_eq!(named, bad, "every bad one is named");
    println!("{bad:>10}     bad ones, each with its reason; exit status 3");
    timed(
        home.path(),
        "received again, nothing new",
        &receive,
        bundles,
    );
    let export = ["export", "-w", "study", "--out", "results", "--json"];
    timed(home.path(), "exported", &export, bundles);
    let size = fs::metadata(home.path().join("study/workspace.sqlite"))
        .unwrap()
        .len();
    println!("{:>10} MB  the workspace", size / 1_000_000);
}

fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Runs the program, and says how long it took and how much memory it ever held.
fn timed(home: &Path, what: &str, arguments: &[&str], bundles: usize) -> (serde_json::Value, i32) {
    let begun = Instant::now();
    let out = fs::File::create(home.join("out.json")).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_loop-desk"))
        .current_dir(home)
        .args(arguments)
        .stdout(out)
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut peak = 0;
    let status = loop {
        peak = memory(child.id()).max(peak);
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        thread::sleep(Duration::from_millis(5));
    };
    told(what, begun, bundles);
    println!("{:>10} MB  its peak memory", peak / 1000);
    let text = fs::read(home.join("out.json")).unwrap();
    (
        serde_json::from_slice(&text).unwrap(),
        status.code().unwrap(),
    )
}

fn told(what: &str, begun: Instant, bundles: usize) {
    let took = begun.elapsed().as_secs_f64();
    let rate = bundles as f64 / took;
    println!("{took:>10.1} s   {what} ({rate:.0} bundles/s)");
}

/// The most memory a process ever held, in kB, where the system says so.
fn memory(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok())
        .unwrap_or(0)
}

/// Seals the bundles of every phone into `in`, spoils one in a hundred, and returns how many.
fn seal(home: &Path, bundles: usize) -> usize {
    let team = Identity::make();
    fs::create_dir(home.join("in")).unwrap();
    fs::write(
        home.join("key.txt"),
        format!("{}\n", *team.to_secret_string()),
    )
    .unwrap();
    (0..PARTICIPANTS)
        .into_par_iter()
        .map(|who| {
            let (device, own) = (DeviceKey::make(), Identity::make());
            let mut before = None;
            let mut bad = 0;
            for number in (who..bundles).step_by(PARTICIPANTS) {
                let seq = (number / PARTICIPANTS + 1) as u64;
                let made = packed(&team, &own, &device, who, seq, before.take());
                before = Some(made.receipt.tagmanifest_sha512.clone());
                // Spread over the phones, so that not every number of one of them is a gap.
                let is_bad = number % 100 == (number / 100) % 100;
                let bytes = match is_bad {
                    true => spoilt(made.bytes, number / 100),
                    false => made.bytes,
                };
                bad += usize::from(is_bad);
                fs::write(home.join(format!("in/{number:06}.age")), bytes).unwrap();
            }
            bad
        })
        .sum()
}

/// Five kinds of bad: flipped, cut, something else, another's, and bytes behind the end.
fn spoilt(mut bytes: Vec<u8>, kind: usize) -> Vec<u8> {
    let middle = bytes.len() / 2;
    match kind % 5 {
        0 => bytes[middle] ^= 1,
        1 => bytes.truncate(middle + kind),
        2 => bytes = format!("holiday {kind}").into_bytes(),
        3 => {
            let (stranger, own) = (Identity::make(), Identity::make());
            bytes = packed(&stranger, &own, &DeviceKey::make(), kind, 1, None).bytes;
        }
        _ => bytes.extend_from_slice(b"more"),
    }
    bytes
}

fn packed(
    team: &Identity,
    own: &Identity,
    device: &DeviceKey,
    who: usize,
    seq: u64,
    previous: Option<String>,
) -> Packed {
    let now = Moment::parse("2026-11-23").unwrap();
    let entries = (0..ENTRIES).map(|number| {
        let id = EntryId::make().unwrap();
        let text = format!("{number}: on the ward today, again. ").repeat(CHARACTERS / 30);
        let mut entry = Entry::new(id, None, text, now.clone());
        entry.sharing = Sharing::MayShare;
        vec![entry]
    });
    let outgoing = Outgoing {
        study_id: "scale".into(),
        study_config_version: 1,
        participant_id: serde_json::from_value(format!("P{who:04}").into()).unwrap(),
        device_label: String::new(),
        seq,
        prev_bundle_sha512: previous,
        mode: Mode::Incremental,
        now: now.clone(),
        times: Times::Date,
        counter: seq,
        app_version: "0.1.0".into(),
        consent: Consented {
            version: "1".into(),
            language: "en".into(),
            items: [].into(),
        },
        entries: entries.collect(),
        withdrawn: Vec::new(),
        offers: None,
    };
    let recipients = [("team".to_owned(), "The team".to_owned(), team.recipient())];
    pack(&outgoing, device, &recipients, &own.recipient()).unwrap()
}
