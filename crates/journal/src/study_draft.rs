//! A pack that is being written: the JSON as it stands, changed at one place at a time. What this
//! version does not know is never read and so never lost.

use serde_json::{Map, Value};

use crate::study_check::{is_age_recipient, parse_date, read_with_faults};
use crate::{StudyError, Unraised, shift_dates};

/// A worked study without its questions and keys: what a new one begins from.
const TEMPLATE: &str = include_str!("../data/study_template.json");
/// The prompt bank that comes with the project: 66 questions, 28 of them in three languages.
const BANK: &str = include_str!("../data/prompt_bank.json");
/// The day on which the template was issued.
const TEMPLATE_DAY: &str = "2023-04-03";

/// A study pack while it is written: whatever stands in it, faults and all.
///
/// A place is named as [`Finding`](crate::Finding) names it: `$.recipients[1].public_key`.
#[derive(Debug, Clone, PartialEq)]
pub struct StudyDraft(Value);

impl StudyDraft {
    /// The worked example, laid around a day (`YYYY-MM-DD`), with those questions of the bank that
    /// every study can ask. Its id and its keys are empty: they are the study's own.
    pub fn begin(today: &str) -> Self {
        let mut pack: Value = serde_json::from_str(TEMPLATE).unwrap_or_default();
        if let (Some(from), Some(to)) = (parse_date(TEMPLATE_DAY), parse_date(today)) {
            shift_dates(&mut pack, i64::from((to - from).get_days()));
        }
        for field in [
            "issued_at",
            "supersedes_revision",
            "changes_since_previous",
            "signature",
        ] {
            remove_field(&mut pack, field);
        }
        pack["pack_id"] = "".into();
        pack["revision"] = 1.into();
        let core = prompt_bank().into_iter().filter(|one| one["core"] == true);
        pack["prompts"] = core.collect();
        Self(pack)
    }

    /// A pack as it stands in a file, with whatever faults.
    ///
    /// # Errors
    /// When it is no study pack of this version, or a field of it is of another kind than the
    /// format says.
    pub fn read(bytes: &[u8]) -> Result<Self, StudyError> {
        read_with_faults(bytes)?;
        let pack = serde_json::from_slice(bytes);
        pack.map(Self)
            .map_err(|error| StudyError::NotJson(error.to_string()))
    }

    /// What stands at a place; null where nothing does.
    pub fn get(&self, at: &str) -> &Value {
        pointer(at)
            .and_then(|pointer| self.0.pointer(&pointer))
            .unwrap_or(&Value::Null)
    }

    /// The text at a place; empty where there is none.
    pub fn text(&self, at: &str) -> String {
        self.get(at).as_str().unwrap_or_default().to_owned()
    }

    /// How many items a list has.
    pub fn count(&self, list: &str) -> usize {
        self.get(list).as_array().map_or(0, Vec::len)
    }

    /// Puts a value at a place; null takes the field away. Objects on the way are made where there
    /// is nothing. Returns whether it could be done: what is of another kind is left as it is.
    pub fn set(&mut self, at: &str, value: Value) -> bool {
        let Some((parent, name)) = at.rsplit_once('.') else {
            return false;
        };
        let Some(parent) = self.make(parent) else {
            return false;
        };
        if value.is_null() {
            parent.remove(name);
        } else {
            parent.insert(name.to_owned(), value);
        }
        true
    }

    /// Puts a text at a place; a text of blanks takes the field away.
    pub fn set_text(&mut self, at: &str, text: &str) -> bool {
        match text.trim() {
            "" => self.set(at, Value::Null),
            _ => self.set(at, text.into()),
        }
    }

    /// Puts an item into a list, before the item of that number or behind the last.
    pub fn insert(&mut self, list: &str, number: usize, item: Value) -> bool {
        if self.get(list).is_null() && !self.set(list, Value::Array(Vec::new())) {
            return false;
        }
        let Some(items) = self.list(list) else {
            return false;
        };
        items.insert(number.min(items.len()), item);
        true
    }

    /// Takes an item out of a list.
    pub fn remove(&mut self, list: &str, number: usize) -> Option<Value> {
        let items = self.list(list)?;
        (number < items.len()).then(|| items.remove(number))
    }

    /// Exchanges two items of a list.
    pub fn exchange(&mut self, list: &str, one: usize, other: usize) {
        if let Some(items) = self.list(list)
            && one.max(other) < items.len()
        {
            items.swap(one, other);
        }
    }

    /// A name that no item of a list has as its id: the stem and a number.
    pub fn free_id(&self, list: &str, stem: &str) -> String {
        let items = self.get(list).as_array();
        let is_free = |name: &String| {
            !items
                .into_iter()
                .flatten()
                .any(|item| item["id"] == name.as_str())
        };
        let numbers = self.count(list) + 1..;
        let mut names = numbers.map(|number| format!("{stem}{number}"));
        names.find(is_free).unwrap_or_else(|| stem.to_owned())
    }

    /// Which revision it is; 0 if it does not say.
    pub fn revision(&self) -> u32 {
        let revision = self.0["revision"].as_u64();
        revision
            .and_then(|revision| u32::try_from(revision).ok())
            .unwrap_or(0)
    }

    /// The pack as a file. The same pack gives the same bytes: fields sorted by name, two blanks a
    /// level, a line's end behind it.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut sorted = self.0.clone();
        sorted.sort_all_objects();
        format!("{sorted:#}\n").into_bytes()
    }

    /// The same pack as the revision that follows a published one, issued at a moment (RFC 3339).
    /// A revision that is later already stays. What was said of the step before and the signature
    /// under it go: they speak of another pack.
    pub fn following(&self, published: &Self, issued_at: &str) -> Self {
        let mut next = self.clone();
        let before = published.revision();
        next.0["revision"] = self.revision().max(before.saturating_add(1)).into();
        next.0["supersedes_revision"] = before.into();
        next.0["issued_at"] = issued_at.into();
        for field in ["changes_since_previous", "signature"] {
            remove_field(&mut next.0, field);
        }
        next
    }

    /// Whether two packs say the same, whatever revision they are.
    pub fn says_what(&self, other: &Self) -> bool {
        let bare = |draft: &Self| {
            let mut pack = draft.0.clone();
            for field in [
                "revision",
                "supersedes_revision",
                "issued_at",
                "changes_since_previous",
                "signature",
            ] {
                remove_field(&mut pack, field);
            }
            pack
        };
        bare(self) == bare(other)
    }

    /// Raises a version that should have risen: its last number by one.
    pub fn raise(&mut self, what: &Unraised) {
        match what {
            Unraised::Consent(version) => {
                self.set("$.consent.version", raised(version).into());
            }
            Unraised::Prompt(id) => {
                let prompts = self.list("$.prompts").into_iter().flatten();
                for prompt in prompts.filter(|prompt| prompt["id"] == id.as_str()) {
                    let version = prompt["version"].as_u64().unwrap_or(0);
                    prompt["version"] = (version + 1).into();
                }
            }
        }
    }

    fn list(&mut self, at: &str) -> Option<&mut Vec<Value>> {
        self.0.pointer_mut(&pointer(at)?)?.as_array_mut()
    }

    /// The object at a place, made where nothing is.
    fn make(&mut self, at: &str) -> Option<&mut Map<String, Value>> {
        if self.get(at).is_null() && at != "$" {
            let (parent, name) = at.rsplit_once('.')?;
            // An item of a list is there or is not: none is made up.
            if name.ends_with(']') {
                return None;
            }
            let parent = self.make(parent)?;
            parent.insert(name.to_owned(), Map::new().into());
        }
        self.0.pointer_mut(&pointer(at)?)?.as_object_mut()
    }
}

/// Every question of the bank, as it stands in a pack.
pub fn prompt_bank() -> Vec<Value> {
    let bank: Value = serde_json::from_str(BANK).unwrap_or_default();
    bank["prompts"].as_array().cloned().unwrap_or_default()
}

/// The one age recipient (`age1…`) in a text: a line that somebody pasted or sent. `None` if there
/// is none, or more than one.
pub fn recipient_in(text: &str) -> Option<String> {
    let is_around = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | ',' | ';');
    let mut found: Vec<&str> = text
        .split(is_around)
        .filter(|word| is_age_recipient(word))
        .collect();
    found.sort_unstable();
    found.dedup();
    match found.as_slice() {
        [one] => Some((*one).to_owned()),
        _ => None,
    }
}

fn remove_field(pack: &mut Value, field: &str) {
    if let Some(fields) = pack.as_object_mut() {
        fields.remove(field);
    }
}

/// A place as RFC 6901 writes it.
fn pointer(at: &str) -> Option<String> {
    let mut pointer = String::new();
    for step in at.strip_prefix('$')?.split(['.', '[']) {
        let step = step.strip_suffix(']').unwrap_or(step);
        if !step.is_empty() {
            pointer.push('/');
            pointer.push_str(&step.replace('~', "~0").replace('/', "~1"));
        }
    }
    Some(pointer)
}

/// `2.1` becomes `2.2`; a version without a number at its end gets one.
fn raised(version: &str) -> String {
    let digits = version.chars().rev().take_while(char::is_ascii_digit);
    let (stem, number) = version.split_at(version.len() - digits.count());
    match number.parse::<u64>() {
        Ok(number) => format!("{stem}{}", number.saturating_add(1)),
        Err(_) => format!("{version}.2"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::{Examination, FindingSeverity, Study};

    const KEYS: [&str; 2] = [
        "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj",
        "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg",
    ];

    fn named() -> StudyDraft {
        let mut draft = StudyDraft::begin("2026-11-26");
        assert!(draft.set("$.pack_id", "mine-2026".into()));
        for (at, key) in KEYS.iter().enumerate() {
            assert!(draft.set(&format!("$.recipients[{at}].public_key"), (*key).into()));
        }
        draft
    }

    #[test]
    fn the_example_lacks_only_what_is_the_studys_own() {
        let examined = |draft: &StudyDraft| Examination::of(&draft.to_bytes(), "2026-11-26");
        let refused = examined(&StudyDraft::begin("2026-11-26"));
        let refused = refused.findings.iter();
        let places: Vec<&str> = refused
            .filter(|one| one.severity() == FindingSeverity::Refused)
            .map(|one| one.at.as_str())
            .collect();
        assert_eq!(
            places,
            [
                "$.pack_id",
                "$.recipients[0].public_key",
                "$.recipients[1].public_key",
                "$.recipients[1].public_key"
            ]
        );
        assert_eq!(
            examined(&named()).worst(),
            Some(FindingSeverity::Note),
            "{:#?}",
            examined(&named()).findings
        );
        let study = Study::from_json(&named().to_bytes()).unwrap();
        assert_eq!(study.prompts.len(), 28);
        assert_eq!(study.phase_on("2026-12-10"), crate::Phase::Start);
    }

    #[test]
    fn a_place_is_changed_and_nothing_else() {
        let mut draft = named();
        let before = draft.clone();
        assert!(draft.set_text("$.title.de", "Zwei Rollen"));
        assert!(draft.set_text("$.ours.of.own", "made on the way"));
        assert_eq!(draft.text("$.title.de"), "Zwei Rollen");
        assert_eq!(
            draft.get("$.ours"),
            &json!({"of": {"own": "made on the way"}})
        );
        for at in ["$.title.de", "$.ours"] {
            assert!(draft.set_text(at, " "));
        }
        assert_eq!(draft, before);
        // What is not there, or of another kind, stays so.
        for at in ["$", "title", "$.recipients[9].name", "$.pack_id.en"] {
            assert!(!draft.set(at, "x".into()), "{at}");
        }
        assert_eq!(draft, before);
        assert_eq!(draft.free_id("$.waves", "W"), "W6");
        let taken = draft.remove("$.waves", 1).unwrap();
        assert_eq!(draft.free_id("$.waves", "W"), "W5");
        assert!(draft.insert("$.waves", 1, taken));
        draft.exchange("$.waves", 0, 9);
        assert_eq!(draft, before);
        draft.exchange("$.waves", 0, 4);
        assert_eq!(draft.text("$.waves[0].id"), "W4");
        assert!(draft.insert("$.new", 7, json!({"id": "a"})));
        assert_eq!(draft.count("$.new"), 1);
    }

    #[test]
    fn a_revision_follows_the_one_that_is_published() {
        let published = named();
        let mut draft = published.clone();
        draft.set("$.signature", json!({"value": "of revision 1"}));
        assert!(draft.says_what(&published));
        draft.set_text("$.title.en", "Another");
        assert!(!draft.says_what(&published));
        let next = draft.following(&published, "2026-11-26T10:00:00Z");
        assert_eq!((next.revision(), draft.revision()), (2, 1));
        assert_eq!(next.get("$.supersedes_revision"), 1);
        assert_eq!(next.text("$.issued_at"), "2026-11-26T10:00:00Z");
        assert!(next.get("$.signature").is_null());
        draft.set("$.revision", 7.into());
        assert_eq!(draft.following(&published, "").revision(), 7);
    }

    #[test]
    fn versions_are_raised_by_one() {
        for (before, after) in [
            ("2.1", "2.2"),
            ("9", "10"),
            ("draft", "draft.2"),
            ("v2-09", "v2-10"),
        ] {
            assert_eq!(raised(before), after);
        }
        let mut draft = named();
        draft.raise(&Unraised::Prompt("GB-01".into()));
        draft.raise(&Unraised::Consent("2.1".into()));
        let study = Study::from_json(&draft.to_bytes()).unwrap();
        let version = |id: &str| study.prompt(&crate::PromptId(id.into())).unwrap().version;
        assert_eq!((version("GB-01"), version("GB-02")), (2, 1));
        assert_eq!(study.consent.version, "2.2");
    }

    #[test]
    fn a_recipient_is_found_in_what_was_sent() {
        let [one, other] = KEYS;
        let mail = format!("Here it is:\n<{one}>, the words are six.");
        assert_eq!(recipient_in(&mail).as_deref(), Some(one));
        assert_eq!(recipient_in(&format!("{one} {one}")).as_deref(), Some(one));
        assert_eq!(recipient_in(&format!("{one}\n{other}")), None);
        assert_eq!(recipient_in(&one[..40]), None);
        assert_eq!(recipient_in("AGE-SECRET-KEY-1QQQ"), None);
    }

    #[test]
    fn what_is_no_pack_is_not_begun_from() {
        assert!(StudyDraft::read(b"{}").is_err());
        assert!(StudyDraft::read(b"not json").is_err());
        let wrong = json!({"format": "study-pack", "format_version": 1, "team": 7});
        assert!(StudyDraft::read(wrong.to_string().as_bytes()).is_err());
        let bare = json!({"format": "study-pack", "format_version": 1});
        assert!(StudyDraft::read(bare.to_string().as_bytes()).is_ok());
    }

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "\\PC{0,8}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 16, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map("\\PC{0,6}", inner, 0..4)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    proptest! {
        /// Whatever else stands in a pack is there afterwards, in the same bytes each time.
        #[test]
        fn unknown_fields_survive(fields in prop::collection::btree_map("x[a-z]{0,6}", any_value(), 0..5)) {
            let mut pack = named().0;
            for (name, value) in &fields {
                pack[name] = value.clone();
                pack["team"][0][name] = value.clone();
            }
            let mut draft = StudyDraft::read(pack.to_string().as_bytes()).unwrap();
            draft.set_text("$.title.en", "Another title");
            draft.exchange("$.team", 0, 1);
            let item = draft.remove("$.prompts", 3).unwrap();
            draft.insert("$.prompts", 3, item);
            let bytes = draft.to_bytes();
            let read = StudyDraft::read(&bytes).unwrap();
            prop_assert_eq!(&read.to_bytes(), &bytes);
            pack["title"]["en"] = "Another title".into();
            pack["team"].as_array_mut().unwrap().swap(0, 1);
            prop_assert_eq!(&read.0, &pack);
        }
    }
}
