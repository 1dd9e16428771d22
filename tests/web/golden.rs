//! Every schema that was ever on a phone: its store, as that version left it, opens with today's
//! code, whole and unchanged. **A golden store is never changed; a new schema adds one.**

use closing_the_loop::browser::database::{
    CATALOGUE, DRAFTS, Database, ENTRIES, PROFILE, RECEIPTS, STORES, VERSION,
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

const GOLDEN: [&str; 1] = [include_str!("golden/store_1.json")];

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
                found.add(&vault, &label, &record);
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
        assert_eq!(
            texts,
            [
                "A draft of the first schema.",
                "An entry of the first schema: café, 👩‍⚕️, and a tab\there.",
                "Another one.",
            ]
        );
    }
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
    let change = closing_the_loop::browser::database::Change::Delete(ENTRIES, entries[0].0);
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
