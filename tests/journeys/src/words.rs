//! The sentences that the app shows, from its own translations.

use std::{collections::BTreeMap, fs, sync::OnceLock};

use xtask::tools::root;

type Tables = BTreeMap<&'static str, BTreeMap<String, String>>;

/// The sentence of a key in a language, as the app would show it: a key without one shows itself.
pub fn words(language: &str, key: &str) -> String {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    let tables = TABLES.get_or_init(|| {
        ["en", "fr", "nl"]
            .into_iter()
            .map(|language| (language, read(language)))
            .collect()
    });
    let sentence = tables.get(language).and_then(|table| table.get(key));
    sentence.cloned().unwrap_or_else(|| key.to_owned())
}

fn read(language: &str) -> BTreeMap<String, String> {
    let tables = ["locales", "locales/desk"].map(|folder| {
        let file = root().join(format!("{folder}/{language}.json"));
        let text = fs::read_to_string(&file).expect("the translations can be read");
        let table: BTreeMap<String, String> =
            serde_json::from_str(&text).expect("the translations are JSON");
        table
    });
    tables.into_iter().flatten().collect()
}
