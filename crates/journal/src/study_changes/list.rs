//! Everything that differs between two packs, in words.

use std::collections::BTreeSet;

use serde_json::Value;

use self::StudyPart as P;
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
#[error("{part} {}", match .kind {
    ChangeKind::Added => "was added",
    ChangeKind::Removed => "was removed",
    ChangeKind::Changed => "changed",
})]
pub struct StudyChange {
    /// What.
    pub part: StudyPart,
    /// How.
    pub kind: ChangeKind,
}

/// A part of a pack that changes as a whole; those that there are several of, by their ids or names.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the words say it")]
pub enum StudyPart {
    #[error("the default language")]
    DefaultLanguage,
    #[error("the list of languages")]
    Languages,
    #[error("the title")]
    Title,
    #[error("the purpose")]
    Purpose,
    #[error("the institution")]
    Institution,
    #[error("the approval of the ethics board")]
    Ethics,
    #[error("team member \"{0}\"")]
    Member(String),
    #[error("contact \"{0}\"")]
    Contact(String),
    #[error("recipient \"{0}\"")]
    Recipient(String),
    #[error("the key of recipient \"{0}\"")]
    RecipientKey(String),
    #[error("the number of recipients needed")]
    RecipientsNeeded,
    #[error("the rule of codes")]
    CodeRule,
    #[error("the consent version")]
    ConsentVersion,
    #[error("consent section \"{0}\"")]
    Section(String),
    #[error("consent item \"{0}\"")]
    Item(String),
    #[error("wave \"{0}\"")]
    Wave(String),
    #[error("prompt \"{0}\"")]
    Prompt(String),
    #[error("the wording of prompt \"{0}\"")]
    PromptWording(String),
    #[error("the translations or the punctuation of prompt \"{0}\"")]
    PromptTranslations(String),
    #[error("the place of prompt \"{0}\"")]
    PromptPlace(String),
    #[error("the schedule")]
    Schedule,
    #[error("the sessions that are asked about")]
    Sessions,
    #[error("how entries are made")]
    Modes,
    #[error("how recordings are made")]
    Audio,
    #[error("what is said before sharing")]
    Share,
    #[error("support contact \"{0}\"")]
    Support(String),
    #[error("the reading promise")]
    ReadingPromise,
    #[error("the ratings")]
    Ratings,
    #[error("the policy of exports")]
    ExportPolicy,
    #[error("the terms of taking back")]
    Withdrawal,
    #[error("how long things are kept")]
    Retention,
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
        P::DefaultLanguage,
        &old.default_language,
        &new.default_language,
    );
    list.same(P::Languages, &old.languages, &new.languages);
    list.same(P::Title, &old.title, &new.title);
    list.same(P::Purpose, &old.purpose, &new.purpose);
    list.same(P::Institution, &old.institution, &new.institution);
    list.same(P::Ethics, &old.ethics, &new.ethics);
    list.each(P::Member, &old.team, &new.team, |m| m.name.clone());
    list.each(P::Contact, &old.contacts, &new.contacts, |c: &Contact| {
        c.name.clone()
    });
    recipients(old, new, &mut list);
    list.same(
        P::RecipientsNeeded,
        &old.min_recipients(),
        &new.min_recipients(),
    );
    list.same(P::CodeRule, &old.participants, &new.participants);
    list.same(
        P::ConsentVersion,
        &old.consent.version,
        &new.consent.version,
    );
    let (before, after) = (&old.consent, &new.consent);
    list.each(P::Section, &before.sections, &after.sections, |s| {
        s.id.clone()
    });
    list.each(P::Item, &before.items, &after.items, |item| item.id.clone());
    list.each(P::Wave, &old.waves, &new.waves, |wave: &Wave| {
        wave.id.clone()
    });
    prompts(old, new, &mut list);
    list.same(P::Schedule, &old.schedule, &new.schedule);
    list.same(P::Sessions, &old.sessions, &new.sessions);
    list.same(P::Modes, &old.entry.modes, &new.entry.modes);
    list.same(P::Audio, &old.entry.audio, &new.entry.audio);
    list.same(P::Share, &old.share, &new.share);
    list.each(P::Support, &old.support, &new.support, |s: &Support| {
        s.phone.clone()
    });
    list.same(
        P::ReadingPromise,
        &old.reading_promise,
        &new.reading_promise,
    );
    for (what, before, after) in [
        (P::Ratings, &old.ratings, &new.ratings),
        (P::ExportPolicy, &old.export_policy, &new.export_policy),
        (P::Withdrawal, &old.withdrawal, &new.withdrawal),
        (P::Retention, &old.retention, &new.retention),
    ] {
        list.field(what, before, after);
    }
    list.0
}

fn recipients(old: &Study, new: &Study, list: &mut List) {
    let id = |recipient: &Recipient| recipient.id.clone();
    let recipients = named(&old.recipients, &new.recipients, id);
    list.add_all(P::Recipient, recipients.removed, ChangeKind::Removed);
    list.add_all(P::Recipient, recipients.added, ChangeKind::Added);
    for (before, after) in recipients.both {
        if before.public_key != after.public_key {
            list.add(P::RecipientKey(after.id.clone()), ChangeKind::Changed);
        }
        let rest = |r: &Recipient| (r.name.clone(), r.member.clone(), r.key_alg.clone());
        if rest(before) != rest(after) {
            list.add(P::Recipient(after.id.clone()), ChangeKind::Changed);
        }
    }
}

fn prompts(old: &Study, new: &Study, list: &mut List) {
    let prompts = named(&old.prompts, &new.prompts, |prompt| prompt.id.to_string());
    list.add_all(P::Prompt, prompts.removed, ChangeKind::Removed);
    list.add_all(P::Prompt, prompts.added, ChangeKind::Added);
    for (before, after) in prompts.both {
        let place = |p: &Prompt| (p.theme, p.lens, p.phase);
        let id = &after.id;
        if has_other_words(&before.text, &after.text) {
            list.add(P::PromptWording(id.to_string()), ChangeKind::Changed);
        } else if before.text != after.text {
            list.add(P::PromptTranslations(id.to_string()), ChangeKind::Changed);
        }
        if place(before) != place(after) {
            list.add(P::PromptPlace(id.to_string()), ChangeKind::Changed);
        }
    }
}

struct List(Vec<StudyChange>);

impl List {
    fn add(&mut self, part: P, kind: ChangeKind) {
        self.0.push(StudyChange { part, kind });
    }

    fn add_all(&mut self, part: impl Fn(String) -> P, ids: Vec<String>, kind: ChangeKind) {
        for id in ids {
            self.add(part(id), kind);
        }
    }

    fn same<T: PartialEq>(&mut self, part: P, old: &T, new: &T) {
        if old != new {
            self.add(part, ChangeKind::Changed);
        }
    }

    /// A field that may not be there at all.
    fn field(&mut self, part: P, old: &Value, new: &Value) {
        match (old.is_null(), new.is_null()) {
            (true, false) => self.add(part, ChangeKind::Added),
            (false, true) => self.add(part, ChangeKind::Removed),
            _ => self.same(part, old, new),
        }
    }

    fn each<T: PartialEq>(
        &mut self,
        part: impl Fn(String) -> P,
        old: &[T],
        new: &[T],
        id: impl Fn(&T) -> String,
    ) {
        let named = named(old, new, &id);
        self.add_all(&part, named.removed, ChangeKind::Removed);
        self.add_all(&part, named.added, ChangeKind::Added);
        for (before, after) in named.both {
            if before != after {
                self.add(part(id(after)), ChangeKind::Changed);
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
