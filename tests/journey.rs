//! One entry's text from the composer's hands to the researcher's table, through every crate,
//! natively: the road of ARCHITECTURE.md without the browser in front of it.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    reason = "a test that fails should stop where it is"
)]

use bundle::{Consented, DeviceKey, Identity, Mode, Outgoing, Packed, pack};
use desk::{Format, Rules, export, merge, receive};
use journal::{Entry, EntryId, Handling, Moment, Sharing, Times};
use vault::{Cost, Keyring, Label, Passphrase, RecoveryCode, SealedRecord, Secret, Store, Vault};

const ENTRIES: Store = Store {
    code: 2,
    name: "entries",
};

/// What is hard on the way: other scripts, other directions, quotes, line ends, nothing at all.
const TEXTS: [&str; 6] = [
    "Just words.",
    "👩🏽‍⚕️ said: \"take your time\", and I did.",
    "שלום \u{202e}and back\u{202c} مرحبا",
    "one\r\ntwo\nthree\r",
    "=HYPERLINK(\"https://example.org\";\"click\")\n@SUM(1)",
    "",
];

fn moment() -> Moment {
    Moment::parse("2026-11-23T21:04:00+01:00").unwrap()
}

fn written() -> Vec<Entry> {
    let entry = |text: &&str| {
        let mut entry = Entry::new(EntryId::make().unwrap(), None, (*text).to_owned(), moment());
        entry.sharing = Sharing::MayShare;
        entry.handling = Handling {
            do_not_quote: true,
            ..Handling::default()
        };
        entry
    };
    TEXTS.iter().map(entry).collect()
}

/// Seals every entry, drops the vault, and reads them back as a phone does the next day.
fn kept_overnight(entries: &[Entry]) -> Vec<Entry> {
    let passphrase = || Passphrase::new("six words out of a list");
    let (keyring, key, code) = Keyring::make(&passphrase(), Cost::FLOOR).unwrap();
    let vault = Vault::open(&keyring, key).unwrap();
    let rows: Vec<(Label, Vec<u8>)> = entries
        .iter()
        .map(|entry| {
            let label = Label::new(ENTRIES, *entry.id.as_bytes());
            let json = serde_json::to_vec(entry).unwrap();
            (
                label,
                vault.seal(&label, 1, &json).unwrap().as_bytes().to_vec(),
            )
        })
        .collect();
    let on_disk = keyring.to_json();
    drop(vault);

    let keyring = Keyring::from_json(&on_disk).unwrap();
    let wrong = Secret::Passphrase(Passphrase::new("six words out of a book"));
    assert!(keyring.unlock(&wrong).is_err());
    let code = RecoveryCode::parse(&code.to_string().to_lowercase()).unwrap();
    for secret in [Secret::Passphrase(passphrase()), Secret::RecoveryCode(code)] {
        let vault = Vault::open(&keyring, keyring.unlock(&secret).unwrap()).unwrap();
        for ((label, bytes), entry) in rows.iter().zip(entries) {
            assert!(entry.text.len() < 8 || !contains(bytes, entry.text.as_bytes()));
            let record = SealedRecord::from_bytes(bytes.clone());
            let unsealed = vault.unseal(label, &record).unwrap();
            assert_eq!(
                serde_json::from_slice::<Entry>(&unsealed.plaintext).unwrap(),
                *entry
            );
        }
    }
    entries.to_vec()
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack
        .windows(needle.len())
        .any(|window| window == needle)
}

fn packed(entries: &[Entry], desk: &Identity, own: &Identity) -> Packed {
    let outgoing = Outgoing {
        study_id: "journey".into(),
        study_config_version: 1,
        participant_id: serde_json::from_str("\"M7QK4-G\"").unwrap(),
        device_label: String::new(),
        seq: 1,
        prev_bundle_sha512: None,
        mode: Mode::Full,
        now: moment(),
        times: Times::Date,
        counter: 1,
        app_version: "0.1.0".into(),
        consent: Consented {
            version: "1".into(),
            language: "en".into(),
            items: [].into(),
        },
        entries: entries.iter().map(|entry| vec![entry.clone()]).collect(),
        withdrawn: Vec::new(),
        offers: None,
    };
    let recipients = [("desk".to_owned(), "The desk".to_owned(), desk.recipient())];
    pack(&outgoing, &DeviceKey::make(), &recipients, &own.recipient()).unwrap()
}

#[test]
fn a_text_comes_out_byte_for_byte_as_it_went_in() {
    let entries = kept_overnight(&written());
    let (desk_key, own) = (Identity::make(), Identity::make());
    let bundle = packed(&entries, &desk_key, &own);
    for entry in entries.iter().filter(|entry| entry.text.len() >= 8) {
        assert!(!contains(&bundle.bytes, entry.text.as_bytes()));
    }

    let received = receive("from a stick.age", &bundle.bytes, &[desk_key]);
    let dataset = merge(vec![received], &Rules::default());
    assert_eq!(dataset.verdict(), desk::DatasetVerdict::AllGood);

    let jsonl = &export(&dataset, Format::JsonLines)[0];
    let mut texts: Vec<String> = jsonl
        .bytes
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice::<serde_json::Value>(line).unwrap())
        .map(|value| value["entry"]["text"].as_str().unwrap().to_owned())
        .collect();
    let mut expected = TEXTS.map(ToOwned::to_owned).to_vec();
    texts.sort();
    expected.sort();
    assert_eq!(texts, expected);

    let tables = export(&dataset, Format::Csv);
    let table = tables
        .iter()
        .find(|file| file.path == "entries.csv")
        .unwrap();
    assert_eq!(texts_of_table(&table.bytes), expected);
}

/// The texts of `entries.csv`, with the escape that the desk's README describes taken away.
fn texts_of_table(bytes: &[u8]) -> Vec<String> {
    let mut reader = csv::Reader::from_reader(bytes);
    let headers = reader.headers().unwrap().clone();
    let column = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let (text, escaped, quote) = (column("text"), column("escaped"), column("do_not_quote"));
    let mut texts: Vec<String> = reader
        .records()
        .map(|row| {
            let row = row.unwrap();
            assert_eq!(
                &row[quote], "yes",
                "handling wishes travel with every entry"
            );
            let is_escaped = row[escaped].split(' ').any(|name| name == "text");
            let text = &row[text];
            if is_escaped {
                text.strip_prefix('\'').unwrap().to_owned()
            } else {
                text.to_owned()
            }
        })
        .collect();
    texts.sort();
    texts
}
