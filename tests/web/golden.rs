//! Every schema that was ever on a phone: its store, as that version left it, opens with today's
//! code, whole and unchanged. **A golden store is never changed; a new schema adds one.**

use closing_the_loop::browser::database::{
    CATALOGUE, Change, DRAFTS, Database, ENTRIES, PROFILE, RECEIPTS, RECORDINGS, STORES, VERSION,
};
use js_sys::Array;
use vault::{Catalogue, Keyring, Label, Passphrase, Secret, Vault};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen(module = "/tests/web/spy.js")]
extern "C" {
    #[wasm_bindgen(js_name = lay)]
    async fn lay(name: &str, schema: u32, rows: Array);
    #[wasm_bindgen(js_name = schemaOf)]
    async fn schema_of(name: &str) -> JsValue;
}

const GOLDEN: [&str; 2] = [
    include_str!("golden/store_1.json"),
    include_str!("golden/store_2.json"),
];
/// What was written in each, sorted.
const TEXTS: [&[&str]; 2] = [
    &[
        "A draft of the first schema.",
        "An entry of the first schema: café, 👩‍⚕️, and a tab\there.",
        "Another one.",
    ],
    &[
        // A recording begins with a state of its draft, before a word is typed.
        "",
        "A draft of the second schema, with a recording.",
        "An entry of the second schema, with a recording: café.",
    ],
];

#[derive(serde::Deserialize)]
struct Golden {
    schema: u32,
    passphrase: String,
    /// Store, key, bytes in hexadecimal digits.
    rows: Vec<(String, String, String)>,
}

#[wasm_bindgen_test]
async fn every_schema_opens_with_all_its_records() {
    // The newest schema has its golden store, too.
    assert_eq!(GOLDEN.len(), VERSION as usize);
    for text in GOLDEN {
        let golden: Golden = serde_json::from_str(text).unwrap();
        let name = format!("golden-{}", golden.schema);
        let rows: Array = golden.rows.iter().map(row).collect();
        lay(&name, golden.schema, rows).await;

        let database = Database::open(&name).await.unwrap();
        assert!(!database.is_newer());
        let keyring = database.keyring().await.unwrap().unwrap();
        let keyring = Keyring::from_json(&keyring).unwrap();
        let secret = Secret::Passphrase(Passphrase::new(&golden.passphrase));
        let vault = Vault::open(&keyring, keyring.unlock(&secret).unwrap()).unwrap();
        let mut found = Catalogue::new();
        let mut written = None;
        let mut texts = Vec::new();
        let mut recordings = 0;
        for store in STORES {
            let (records, strange) = database.list(store).await.unwrap();
            let expected = golden.rows.iter().filter(|(name, ..)| name == store.name);
            assert_eq!(
                (records.len(), strange),
                (expected.count(), 0),
                "{}",
                store.name
            );
            for (id, record) in records {
                let label = Label::new(store, id);
                let opened = vault.unseal(&label, &record).unwrap();
                let json: serde_json::Value = serde_json::from_slice(&opened.plaintext).unwrap();
                if store == CATALOGUE {
                    written = Some(Catalogue::from_json(&opened.plaintext).unwrap());
                    continue;
                }
                found.add(&vault, &label, record.trace());
                if store == RECORDINGS {
                    check_slices(&database, &vault, id, &json).await;
                    recordings += 1;
                }
                if store == ENTRIES {
                    texts.push(json["revisions"][0]["text"].as_str().unwrap().to_owned());
                } else if store == DRAFTS {
                    texts.push(json["text"].as_str().unwrap().to_owned());
                }
            }
        }
        assert_eq!(written.unwrap().agrees_with(&found), Ok(()));
        assert!(found.count(PROFILE) > 0 && found.count(RECEIPTS) == 0);
        texts.sort();
        assert_eq!(texts, TEXTS[golden.schema as usize - 1]);
        assert_eq!(recordings, if golden.schema < 2 { 0 } else { 2 });
        // An older schema was raised, and keeps what is written from now on.
        let change = Change::PutSlice([9; 16], 0, vec![1, 2, 3]);
        database.change(vec![change]).await.unwrap();
        assert_eq!(
            database.slice([9; 16], 0).await.unwrap(),
            Some(vec![1, 2, 3])
        );
        let raised = schema_of(&name).await.as_f64();
        assert_eq!(raised, Some(f64::from(VERSION)));
    }
}

/// Every slice of a recording opens in its place, and together they are what its record says.
async fn check_slices(database: &Database, vault: &Vault, id: [u8; 16], json: &serde_json::Value) {
    let seed = serde_json::from_value(json["seed"].clone()).unwrap();
    let key = vault.blob(id, &seed).unwrap();
    let finished = &json["finished"];
    let slices = finished["slices"].as_u64().unwrap() as u32;
    let numbers: Vec<u32> = (0..=slices).collect();
    assert_eq!(database.slice_numbers(id).await.unwrap(), numbers);
    let mut sound = Vec::new();
    for number in numbers {
        let sealed = database.slice(id, number).await.unwrap().unwrap();
        let slice = key.unseal(number, number == slices, &sealed).unwrap();
        sound.extend_from_slice(&slice);
    }
    assert_eq!(sound.len() as u64, finished["bytes"].as_u64().unwrap());
    let digest = hex::encode(<sha2::Sha256 as sha2::Digest>::digest(&sound));
    assert_eq!(digest, finished["sha256"].as_str().unwrap());
    let read = sound::Sound::read(&[sound::Piece::Bytes(&sound)]).unwrap();
    assert_eq!(
        read.duration_ms(),
        finished["duration_ms"].as_u64().unwrap()
    );
}

#[wasm_bindgen_test]
async fn a_store_of_a_newer_app_is_read_and_never_written() {
    let golden: Golden = serde_json::from_str(GOLDEN[0]).unwrap();
    let rows: Array = golden.rows.iter().map(row).collect();
    lay("golden-newer", VERSION + 1, rows).await;
    let database = Database::open("golden-newer").await.unwrap();
    assert!(database.is_newer());
    let (entries, _) = database.list(ENTRIES).await.unwrap();
    assert_eq!(entries.len(), 2);
    let change = Change::Delete(ENTRIES, entries[0].0);
    let refused = database.change(vec![change]).await;
    assert_eq!(refused, Err(closing_the_loop::browser::BrowserError::Newer));
    assert_eq!(database.list(ENTRIES).await.unwrap().0.len(), 2);
    assert_eq!(
        schema_of("golden-newer").await.as_f64(),
        Some(f64::from(VERSION + 1))
    );
}

fn row((store, key, hex): &(String, String, String)) -> JsValue {
    Array::of3(&store.into(), &key.into(), &hex.into()).into()
}
