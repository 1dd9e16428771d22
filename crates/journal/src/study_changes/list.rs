//! Everything that differs between two packs, in words.

use std::collections::BTreeSet;

use serde_json::Value;

use super::has_other_words;
use crate::{Contact, Prompt, Recipient, Study, Support, Wave};

/// How something changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// It was not there.
    Added,
    /// It is no longer there.
    Removed,
    /// It is there, and otherwise.
    Changed,
}

/// One thing that changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} {}", match .kind {
    ChangeKind::Added => "was added",
    ChangeKind::Removed => "was removed",
    ChangeKind::Changed => "changed",
})]
pub struct StudyChange {
    /// What, in words.
    pub what: String,
    /// How.
    pub kind: ChangeKind,
}

/// What two lists have in common by their ids, and what only one of them has.
pub(super) struct Named<'a, T> {
    pub removed: Vec<String>,
    pub added: Vec<String>,
    pub both: Vec<(&'a T, &'a T)>,
}

pub(super) fn named<'a, T>(old: &'a [T], new: &'a [T], id: impl Fn(&T) -> String) -> Named<'a, T> {
    let ids = |list: &[T]| list.iter().map(&id).collect::<Vec<_>>();
    let (before, after) = (ids(old), ids(new));
    let only = |these: &[String], others: &[String]| {
        let here = these.iter().filter(|id| !others.contains(id));
        here.cloned().collect()
    };
    Named {
        removed: only(&before, &after),
        added: only(&after, &before),
        both: new
            .iter()
            .filter_map(|after| old.iter().find(|o| id(o) == id(after)).map(|o| (o, after)))
            .collect(),
    }
}

pub(super) fn changes(old: &Study, new: &Study) -> Vec<StudyChange> {
    let mut list = List(Vec::new());
    list.same(
        "the default language",
        &old.default_language,
        &new.default_language,
    );
    list.same("the list of languages", &old.languages, &new.languages);
    list.same("the title", &old.title, &new.title);
    list.same("the purpose", &old.purpose, &new.purpose);
    list.same("the institution", &old.institution, &new.institution);
    list.same("the approval of the ethics board", &old.ethics, &new.ethics);
    list.each("team member", &old.team, &new.team, |m| m.name.clone());
    list.each("contact", &old.contacts, &new.contacts, |c: &Contact| {
        c.name.clone()
    });
    recipients(old, new, &mut list);
    list.same(
        "the number of recipients needed",
        &old.min_recipients(),
        &new.min_recipients(),
    );
    list.same("the rule of codes", &old.participants, &new.participants);
    list.same(
        "the consent version",
        &old.consent.version,
        &new.consent.version,
    );
    let (before, after) = (&old.consent, &new.consent);
    list.each("consent section", &before.sections, &after.sections, |s| {
        s.id.clone()
    });
    list.each("consent item", &before.items, &after.items, |item| {
        item.id.clone()
    });
    list.each("wave", &old.waves, &new.waves, |wave: &Wave| {
        wave.id.clone()
    });
    prompts(old, new, &mut list);
    list.same("how entries are made", &old.entry.modes, &new.entry.modes);
    list.same(
        "how recordings are made",
        &old.entry.audio,
        &new.entry.audio,
    );
    list.same("what is said before sharing", &old.share, &new.share);
    list.each(
        "support contact",
        &old.support,
        &new.support,
        |s: &Support| s.phone.clone(),
    );
    list.same(
        "the reading promise",
        &old.reading_promise,
        &new.reading_promise,
    );
    for (what, before, after) in [
        ("the ratings", &old.ratings, &new.ratings),
        (
            "the policy of exports",
            &old.export_policy,
            &new.export_policy,
        ),
        ("the terms of taking back", &old.withdrawal, &new.withdrawal),
        ("how long things are kept", &old.retention, &new.retention),
    ] {
        list.field(what, before, after);
    }
    list.0
}

fn recipients(old: &Study, new: &Study, list: &mut List) {
    let id = |recipient: &Recipient| recipient.id.clone();
    let recipients = named(&old.recipients, &new.recipients, id);
    list.add_all("recipient", recipients.removed, ChangeKind::Removed);
    list.add_all("recipient", recipients.added, ChangeKind::Added);
    for (before, after) in recipients.both {
        if before.public_key != after.public_key {
            list.add(
                format!("the key of recipient \"{}\"", after.id),
                ChangeKind::Changed,
            );
        }
        let rest = |r: &Recipient| (r.name.clone(), r.member.clone(), r.key_alg.clone());
        if rest(before) != rest(after) {
            list.add(format!("recipient \"{}\"", after.id), ChangeKind::Changed);
        }
    }
}

fn prompts(old: &Study, new: &Study, list: &mut List) {
    let prompts = named(&old.prompts, &new.prompts, |prompt| prompt.id.to_string());
    list.add_all("prompt", prompts.removed, ChangeKind::Removed);
    list.add_all("prompt", prompts.added, ChangeKind::Added);
    for (before, after) in prompts.both {
        let place = |p: &Prompt| (p.theme, p.lens, p.phase);
        let id = &after.id;
        if has_other_words(&before.text, &after.text) {
            list.add(
                format!("the wording of prompt \"{id}\""),
                ChangeKind::Changed,
            );
        } else if before.text != after.text {
            list.add(
                format!("the translations or the punctuation of prompt \"{id}\""),
                ChangeKind::Changed,
            );
        }
        if place(before) != place(after) {
            list.add(format!("the place of prompt \"{id}\""), ChangeKind::Changed);
        }
    }
}

struct List(Vec<StudyChange>);

impl List {
    fn add(&mut self, what: String, kind: ChangeKind) {
        self.0.push(StudyChange { what, kind });
    }

    fn add_all(&mut self, kind_of: &str, ids: Vec<String>, kind: ChangeKind) {
        for id in ids {
            self.add(format!("{kind_of} \"{id}\""), kind);
        }
    }

    fn same<T: PartialEq>(&mut self, what: &str, old: &T, new: &T) {
        if old != new {
            self.add(what.into(), ChangeKind::Changed);
        }
    }

    /// A field that may not be there at all.
    fn field(&mut self, what: &str, old: &Value, new: &Value) {
        match (old.is_null(), new.is_null()) {
            (true, false) => self.add(what.into(), ChangeKind::Added),
            (false, true) => self.add(what.into(), ChangeKind::Removed),
            _ => self.same(what, old, new),
        }
    }

    fn each<T: PartialEq>(
        &mut self,
        kind_of: &str,
        old: &[T],
        new: &[T],
        id: impl Fn(&T) -> String,
    ) {
        let named = named(old, new, &id);
        self.add_all(kind_of, named.removed, ChangeKind::Removed);
        self.add_all(kind_of, named.added, ChangeKind::Added);
        for (before, after) in named.both {
            if before != after {
                self.add(format!("{kind_of} \"{}\"", id(after)), ChangeKind::Changed);
            }
        }
    }
}

/// The parts of two packs in which fields differ that [`Study`] does not read, but for those that
/// say which revision a pack is.
pub(super) fn further(old: (&Study, &Value), new: (&Study, &Value)) -> Vec<String> {
    let unread = |(study, raw): (&Study, &Value)| {
        let read = serde_json::to_value(study).unwrap_or_default();
        without(raw, &read)
    };
    let (old, new) = (unread(old), unread(new));
    let names = [&old, &new]
        .into_iter()
        .filter_map(Value::as_object)
        .flat_map(|fields| fields.keys().cloned())
        .collect::<BTreeSet<_>>();
    names
        .into_iter()
        .filter(|name| {
            ![
                "issued_at",
                "supersedes_revision",
                "changes_since_previous",
                "signature",
            ]
            .contains(&name.as_str())
                && old.get(name) != new.get(name)
        })
        .collect()
}

/// What of a value is not in another one; null where that is nothing.
fn without(raw: &Value, read: &Value) -> Value {
    match (raw, read) {
        (Value::Object(fields), Value::Object(read)) => {
            let left: serde_json::Map<String, Value> = fields
                .iter()
                .map(|(name, value)| {
                    let left = match read.get(name) {
                        Some(read) => without(value, read),
                        None => value.clone(),
                    };
                    (name.clone(), left)
                })
                .filter(|(_, left)| !left.is_null())
                .collect();
            if left.is_empty() {
                Value::Null
            } else {
                left.into()
            }
        }
        (Value::Array(items), Value::Array(read)) => {
            let left: Vec<Value> = items
                .iter()
                .enumerate()
                .map(|(at, item)| without(item, read.get(at).unwrap_or(&Value::Null)))
                .collect();
            if left.iter().all(Value::is_null) {
                Value::Null
            } else {
                left.into()
            }
        }
        // Read in full, whatever its form.
        _ => Value::Null,
    }
}
