//! What lies in a journal, read as the vault's format says and without the app: every record has
//! to open, and the catalogue to agree with them.

use std::collections::BTreeMap;

use serde_json::Value;
use vault::{Catalogue, Keyring, Label, Passphrase, SealedRecord, Secret, Store, Vault};

use super::raw::{self, Place, Rows};
use crate::{Browser, Person};

/// The app's stores, which are part of its format.
const STORES: [Store; 6] = [
    store(1, "profile"),
    store(2, ENTRIES),
    store(3, DRAFTS),
    store(4, "receipts"),
    store(5, CATALOGUE),
    store(6, RECORDINGS),
];
/// Sealed slices of sound, which are no records.
pub(crate) const SLICES: &str = "slices";
pub(crate) const ENTRIES: &str = "entries";
pub(crate) const DRAFTS: &str = "drafts";
pub(crate) const RECORDINGS: &str = "recordings";
pub(crate) const CATALOGUE: &str = "catalogue";
pub(crate) const KEYRING: &str = "keyring";
/// The key of the catalogue's only record.
const CATALOGUE_KEY: &str = "00000000000000000000000000000000";

const fn store(code: u8, name: &'static str) -> Store {
    Store { code, name }
}

/// Who can read a journal past the app.
pub(crate) struct Inside {
    vault: Vault,
}

/// What a journal holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Held {
    /// Every record's value, by its place.
    pub(crate) values: BTreeMap<Place, Value>,
    /// The catalogue's count of changes.
    pub(crate) counter: u64,
}

impl Inside {
    /// Opens a person's keyring as it lies there.
    #[track_caller]
    pub(crate) fn open(browser: &Browser, person: &Person) -> Self {
        let rows = raw::read(browser).expect("the rows can be read");
        Self::open_rows(&rows, &person.passphrase).expect("the passphrase opens")
    }

    /// The same from rows, and with whatever passphrase.
    pub(crate) fn open_rows(rows: &Rows, passphrase: &str) -> Result<Self, String> {
        let place = (KEYRING.to_owned(), KEYRING.to_owned());
        let bytes = rows.get(&place).ok_or("there is no keyring")?;
        let keyring = Keyring::from_json(bytes).map_err(|error| error.to_string())?;
        let secret = Secret::Passphrase(Passphrase::new(passphrase));
        let key = keyring.unlock(&secret).map_err(|error| error.to_string())?;
        let vault = Vault::open(&keyring, key).map_err(|error| error.to_string())?;
        Ok(Self { vault })
    }

    /// Reads everything; what is torn is an error.
    #[track_caller]
    pub(crate) fn look(&self, browser: &Browser) -> Result<Held, String> {
        self.look_at(&raw::read(browser)?)
    }

    /// The same from rows.
    pub(crate) fn look_at(&self, rows: &Rows) -> Result<Held, String> {
        let mut held = Held::default();
        let mut found = Catalogue::new();
        let mut written = None;
        for (place, bytes) in rows {
            if place.0 == KEYRING || place.0 == SLICES {
                continue;
            }
            let label = label(place)?;
            let record = SealedRecord::from_bytes(bytes.clone());
            let unsealed = self
                .vault
                .unseal(&label, &record)
                .map_err(|error| format!("a record of {} does not open: {error}", place.0))?;
            if place.0 == CATALOGUE {
                let catalogue = Catalogue::from_json(&unsealed.plaintext);
                written = Some(catalogue.map_err(|error| error.to_string())?);
                continue;
            }
            found.add(&self.vault, &label, record.trace());
            let value = serde_json::from_slice(&unsealed.plaintext);
            let value = value.map_err(|error| format!("a record of {}: {error}", place.0))?;
            held.values.insert(place.clone(), value);
        }
        let written = written.ok_or("there is no catalogue")?;
        written
            .agrees_with(&found)
            .map_err(|error| error.to_string())?;
        held.counter = written.counter();
        Ok(held)
    }

    /// Every record that opens, with its revision; the others are left out.
    pub(crate) fn verified(&self, rows: &Rows) -> BTreeMap<Place, (u64, Value)> {
        let open = |place: &Place, bytes: &Vec<u8>| {
            let record = SealedRecord::from_bytes(bytes.clone());
            let unsealed = self.vault.unseal(&label(place).ok()?, &record).ok()?;
            let value = serde_json::from_slice(&unsealed.plaintext).ok()?;
            Some((place.clone(), (unsealed.revision, value)))
        };
        rows.iter()
            .filter_map(|(place, bytes)| open(place, bytes))
            .collect()
    }

    /// Adds copies of an entry with ids and texts of their own, as the app would have written
    /// them, and gives the texts by id.
    pub(crate) fn multiply(
        &self,
        rows: &mut Rows,
        count: usize,
        text: impl Fn(usize) -> String,
    ) -> BTreeMap<String, String> {
        let held = self.look_at(rows).expect("what was written is whole");
        let model = held.values.iter().find(|((store, _), _)| store == ENTRIES);
        let model = model.expect("there is an entry").1.clone();
        let mut texts = BTreeMap::new();
        for at in 0..count {
            let mut kept = model.clone();
            let key = hex::encode(random_id());
            let revisions = kept["revisions"].as_array_mut();
            for entry in revisions.expect("an entry has revisions") {
                entry["entry_id"] = spoken(&key).into();
                entry["text"] = text(at).into();
                entry["title"] = "".into();
            }
            let place = (ENTRIES.to_owned(), key.clone());
            self.put(rows, place, &kept, 1);
            texts.insert(spoken(&key), text(at));
        }
        self.write_catalogue(rows);
        texts
    }

    /// What its records and slices are sealed with.
    pub(crate) fn vault(&self) -> &Vault {
        &self.vault
    }

    /// Seals a value in its place.
    pub(crate) fn put(&self, rows: &mut Rows, place: Place, value: &Value, revision: u64) {
        let json = serde_json::to_vec(value).expect("a value is JSON");
        let label = label(&place).expect("the place is one of the app's");
        let sealed = self.vault.seal(&label, revision, &json);
        let sealed = sealed.expect("it can be sealed");
        rows.insert(place, sealed.as_bytes().to_vec());
    }

    /// Writes down what is there now, as the app does with every change.
    pub(crate) fn write_catalogue(&self, rows: &mut Rows) {
        let place = (CATALOGUE.to_owned(), CATALOGUE_KEY.to_owned());
        let label_of = label(&place).expect("the catalogue has its place");
        let old = SealedRecord::from_bytes(rows.get(&place).cloned().unwrap_or_default());
        let unsealed = self.vault.unseal(&label_of, &old).expect("it opens");
        let mut catalogue = Catalogue::from_json(&unsealed.plaintext).expect("it is whole");
        // Counted anew from nothing, and the counter goes on from where it was.
        let mut value: Value = serde_json::to_value(&catalogue).expect("a catalogue is JSON");
        value["counts"] = serde_json::json!({});
        value["sum"] = hex::encode([0; 32]).into();
        let emptied = serde_json::to_vec(&value).expect("a catalogue is JSON");
        catalogue = Catalogue::from_json(&emptied).expect("it is whole");
        for (place, bytes) in rows.iter() {
            if place.0 != KEYRING && place.0 != CATALOGUE {
                let label = label(place).expect("the place is one of the app's");
                let record = SealedRecord::from_bytes(bytes.clone());
                catalogue.add(&self.vault, &label, record.trace());
            }
        }
        let revision = unsealed.revision + 1;
        let sealed = self.vault.seal(&label_of, revision, &catalogue.to_json());
        let sealed = sealed.expect("it can be sealed");
        rows.insert(place, sealed.as_bytes().to_vec());
    }
}

impl Held {
    /// The newest texts of what was kept, by the ids of their places.
    pub(crate) fn entries(&self) -> BTreeMap<String, String> {
        self.of(ENTRIES, |kept| {
            let revisions = kept["revisions"].as_array();
            let is_discarded = kept["discarded"] == true;
            let newest = revisions.and_then(|all| all.last());
            let text = newest.and_then(|newest| newest["text"].as_str());
            text.filter(|_| !is_discarded).map(str::to_owned)
        })
    }

    /// The texts of the drafts as they were last saved, by the drafts' own ids. Each state of a
    /// draft is a record; in the first version there was one, under the draft's id.
    pub(crate) fn drafts(&self) -> BTreeMap<String, String> {
        let mut newest: BTreeMap<String, (u64, String)> = BTreeMap::new();
        let all = self.values.iter().filter(|((name, _), _)| name == DRAFTS);
        for ((_, key), state) in all {
            let id = state["draft"].as_str();
            let id = id.map_or_else(|| spoken(key), str::to_owned);
            let at = state["seq"].as_u64().unwrap_or(0);
            let text = state["text"].as_str().unwrap_or_default().to_owned();
            let known = newest.entry(id).or_default();
            if at >= known.0 {
                *known = (at, text);
            }
        }
        newest
            .into_iter()
            .map(|(id, (_, text))| (id, text))
            .collect()
    }

    /// Whether a text stands in an entry or a draft, byte for byte.
    pub(crate) fn has(&self, text: &str) -> bool {
        let (entries, drafts) = (self.entries(), self.drafts());
        entries
            .values()
            .chain(drafts.values())
            .any(|one| one == text)
    }

    fn of(&self, store: &str, read: impl Fn(&Value) -> Option<String>) -> BTreeMap<String, String> {
        let of_store = self.values.iter().filter(|((name, _), _)| name == store);
        of_store
            .filter_map(|((_, key), value)| Some((key.clone(), read(value)?)))
            .collect()
    }
}

/// A random UUID.
pub(crate) fn random_id() -> [u8; 16] {
    let mut id = [0; 16];
    fastrand::Rng::new().fill(&mut id);
    // Its version and its variant.
    id[6] = id[6] & 0x0f | 0x40;
    id[8] = id[8] & 0x3f | 0x80;
    id
}

/// An id as the app's values and addresses have it.
pub(crate) fn spoken(key: &str) -> String {
    [0..8, 8..12, 12..16, 16..20, 20..32]
        .map(|part| key.get(part).unwrap_or_default())
        .join("-")
}

fn label((store, key): &Place) -> Result<Label, String> {
    let known = STORES.into_iter().find(|known| known.name == store);
    let known = known.ok_or_else(|| format!("there is a store {store}"))?;
    let mut id = [0; 16];
    hex::decode_to_slice(key, &mut id).map_err(|_| format!("{key} is no key of {store}"))?;
    Ok(Label::new(known, id))
}
