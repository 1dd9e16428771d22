//! What things cost, printed in one run: unlocking, packing, opening, the desk's throughput.

#![allow(clippy::print_stdout, reason = "a benchmark prints")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use bundle::{Consented, DeviceKey, Identity, Mode, Outgoing, Packed, open, pack};
use desk::{Format, Rules, export, merge, receive};
use journal::{Entry, EntryId, Moment, Sharing, Times};
use vault::{Cost, Keyring, Passphrase, Secret};

const BUNDLES: usize = 1_000;
const PARTICIPANTS: usize = 20;

fn main() {
    println!("what it costs on this machine (native, one core)");
    unlocking();
    packing();
    desk();
}

fn timed<T>(what: &str, run: impl FnOnce() -> T) -> (T, Duration) {
    let started = Instant::now();
    let value = run();
    let took = started.elapsed();
    println!("{:>10.1} ms  {what}", took.as_secs_f64() * 1000.0);
    (value, took)
}

fn unlocking() {
    for cost in Cost::LADDER {
        let passphrase = Passphrase::new("copper walrus meadow candle summit thread");
        let Ok((keyring, ..)) = Keyring::make(&passphrase, cost) else {
            continue;
        };
        let what = format!(
            "unlock, {} MiB, {} passes",
            cost.memory_kib / 1024,
            cost.passes
        );
        let _ = black_box(timed(&what, || {
            keyring.unlock(&Secret::Passphrase(passphrase))
        }));
    }
}

fn packing() {
    let (desk, own) = (Identity::make(), Identity::make());
    let device = DeviceKey::make();
    let entries: Vec<Entry> = (0..200).map(|_| entry(1_200)).collect();
    let (packed, _) = timed("pack 200 entries of 1,200 characters", || {
        packed(entries, &desk, &own, &device, "P0001", 1, None)
    });
    let opened = timed(
        "open them again, every digest and the signature checked",
        || open(&packed.bytes, std::slice::from_ref(&desk)),
    );
    println!("{:>10} kB  the bundle", packed.bytes.len() / 1000);
    assert!(opened.0.is_ok(), "the bundle opens");
}

fn desk() {
    let (desk, own) = (Identity::make(), Identity::make());
    let devices: Vec<DeviceKey> = (0..PARTICIPANTS).map(|_| DeviceKey::make()).collect();
    let mut files = Vec::with_capacity(BUNDLES);
    let mut before: Vec<Option<String>> = vec![None; PARTICIPANTS];
    for number in 0..BUNDLES {
        let who = number % PARTICIPANTS;
        let code = format!("P{who:04}");
        let seq = (number / PARTICIPANTS + 1) as u64;
        let entries = (0..5).map(|_| entry(1_200)).collect();
        let previous = before[who].take();
        let made = packed(entries, &desk, &own, &devices[who], &code, seq, previous);
        before[who] = Some(made.receipt.tagmanifest_sha512.clone());
        files.push(made.bytes);
    }
    let identities = [desk];
    let (received, took) = timed("open 1,000 bundles of 5 entries", || {
        let open =
            |(at, bytes): (usize, &Vec<u8>)| receive(format!("{at}.age"), bytes, &identities);
        files.iter().enumerate().map(open).collect::<Vec<_>>()
    });
    let (dataset, merged) = timed("merge them", || merge(received, &Rules::default()));
    let (exported, written) = timed("export them as CSV, JSON Lines and Markdown", || {
        Format::ALL.map(|format| export(&dataset, format))
    });
    let rate = BUNDLES as f64 / (took + merged + written).as_secs_f64();
    println!("{rate:>10.0} /s  bundles through the desk");
    println!(
        "{:>10}     files exported",
        exported.iter().map(Vec::len).sum::<usize>()
    );
    if let Some(peak) = peak_memory() {
        println!("{peak:>10} kB  peak memory, the 1,000 sealed bundles themselves included");
    }
}

fn entry(characters: usize) -> Entry {
    let text = "On the ward today, again. ".repeat(characters / 26 + 1);
    let now = Moment::parse("2026-11-23").expect("a date");
    let id = EntryId::make().expect("randomness");
    let mut entry = Entry::new(id, None, text, now);
    entry.sharing = Sharing::MayShare;
    entry
}

fn packed(
    entries: Vec<Entry>,
    desk: &Identity,
    own: &Identity,
    device: &DeviceKey,
    code: &str,
    seq: u64,
    previous: Option<String>,
) -> Packed {
    let outgoing = Outgoing {
        study_id: "cost".into(),
        study_config_version: 1,
        participant_id: serde_json::from_str(&format!("\"{code}\"")).expect("a code"),
        device_label: String::new(),
        seq,
        prev_bundle_sha512: previous,
        mode: Mode::Incremental,
        now: Moment::parse("2026-11-23").expect("a date"),
        times: Times::Date,
        counter: seq,
        app_version: "0.1.0".into(),
        consent: Consented {
            version: "1".into(),
            language: "en".into(),
            items: [].into(),
        },
        entries: entries.into_iter().map(|entry| vec![entry]).collect(),
        withdrawn: Vec::new(),
        offers: None,
    };
    let recipients = [("desk".to_owned(), "The desk".to_owned(), desk.recipient())];
    pack(&outgoing, device, &recipients, &own.recipient()).expect("a bundle")
}

/// The most memory this process ever held, in kB, where the system says so.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
