//! Fields that the format does not know, and fields that this version of the app does not act on.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Findings, Looked, Remark};
use crate::Study;

/// The fields of the format besides those that [`Study`] reads, by their paths; where a field has
/// others below it they are listed, otherwise everything below it is its own.
const FURTHER: &str = include_str!("further_fields.txt");

pub(super) fn look(looked: &Looked<'_>, findings: &mut Findings) {
    // Read for comparing packs; the app does nothing with them yet.
    let read = Study {
        ethics: Value::Null,
        ratings: Value::Null,
        export_policy: Value::Null,
        withdrawal: Value::Null,
        retention: Value::Null,
        ..looked.study.clone()
    };
    let mut walk = Walk {
        further: FURTHER.lines().collect(),
        unused: BTreeSet::new(),
        findings,
    };
    let mut read = serde_json::to_value(read).unwrap_or_default();
    if let Some(fields) = read.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
    }
    walk.value(looked.raw, Some(&read), "$", "");
    if !walk.unused.is_empty() {
        let unused = walk.unused.into_iter().collect();
        findings.add("$", Remark::NotActedOn(unused));
    }
}

struct Walk<'a> {
    further: BTreeSet<&'static str>,
    unused: BTreeSet<String>,
    findings: &'a mut Findings,
}

impl Walk<'_> {
    /// `at` is the place in the pack, `kind` the same without numbers.
    fn value(&mut self, raw: &Value, read: Option<&Value>, at: &str, kind: &str) {
        match raw {
            Value::Object(fields) => {
                for (name, raw) in fields {
                    let at = format!("{at}.{name}");
                    let kind = match kind {
                        "" => name.clone(),
                        kind => format!("{kind}.{name}"),
                    };
                    let read = read.and_then(|read| read.get(name));
                    self.field(raw, read, &at, &kind, fields);
                }
            }
            Value::Array(items) => {
                for (number, raw) in items.iter().enumerate() {
                    let read = read.and_then(|read| read.get(number));
                    let at = format!("{at}[{number}]");
                    self.value(raw, read, &at, &format!("{kind}[]"));
                }
            }
            _ => {}
        }
    }

    fn field(
        &mut self,
        raw: &Value,
        read: Option<&Value>,
        at: &str,
        kind: &str,
        siblings: &serde_json::Map<String, Value>,
    ) {
        let has_known = self.below(kind).next().is_some();
        if read.is_some() {
            self.value(raw, read, at, kind);
        } else if self.further.contains(kind) {
            // Below a field that is not acted on as a whole, its name alone says it.
            if !self
                .unused
                .iter()
                .any(|unused| kind.starts_with(unused.as_str()))
            {
                self.unused.insert(kind.to_owned());
            }
            if has_known {
                self.value(raw, None, at, kind);
            }
        } else {
            let name = kind.rsplit('.').next().unwrap_or(kind);
            let known = self.known_beside(kind);
            let nearest = known
                .iter()
                .filter(|other| !siblings.contains_key(other.as_str()))
                .map(|other| (strsim::osa_distance(other, name), other))
                .filter(|(distance, other)| *distance <= 2 && *distance < other.len() / 2)
                .min()
                .map(|(_, other)| other.clone());
            let remark = Remark::UnknownField {
                field: name.to_owned(),
                nearest,
            };
            self.findings.add(at, remark);
        }
    }

    /// The further fields directly below a path.
    fn below<'k>(&'k self, kind: &'k str) -> impl Iterator<Item = &'static str> + 'k {
        self.further.iter().filter_map(move |path| {
            let rest = path.strip_prefix(kind)?;
            let rest = rest.strip_prefix("[]").unwrap_or(rest);
            rest.strip_prefix('.').filter(|rest| !rest.contains('.'))
        })
    }

    /// Every name that the format knows in the object of that path.
    fn known_beside(&self, kind: &str) -> BTreeSet<String> {
        let (object, _) = kind.rsplit_once('.').unwrap_or(("", kind));
        let object = object.strip_suffix("[]").unwrap_or(object);
        let further: Box<dyn Iterator<Item = &str>> = match object {
            "" => Box::new(self.further.iter().copied().filter(|p| !p.contains('.'))),
            object => Box::new(self.below(object)),
        };
        further
            .chain(read_fields(object))
            .map(str::to_owned)
            .collect()
    }
}

/// The fields that [`Study`] reads in the object of a path: those that can be mistyped.
fn read_fields(object: &str) -> impl Iterator<Item = &'static str> {
    let names = match object {
        "" => {
            "format format_version pack_id revision default_language languages title plain_purpose \
             institution team contacts recipients min_recipients participants consent waves prompts \
             schedule sessions entry share support reading_promise ethics ratings export_policy withdrawal retention"
        }
        "team" => "name role assesses_participants can_read",
        "contacts" => "role name email phone",
        "recipients" => "id name member key_alg public_key",
        "participants" => "code_rule",
        "participants.code_rule" => "alphabet length separator check",
        "consent" => "version sections items",
        "consent.sections" => "id text recipients",
        "consent.items" => "id required text",
        "waves" => "id phase from to",
        "prompts" => "id version theme_internal lens phase text",
        "schedule" => "calendar length_hint",
        "schedule.calendar" => "every_days weekday_local local_time title max_reminders",
        "sessions" => "ask max label",
        "entry" => "modes audio",
        "entry.audio" => "max_minutes preferred bitrate",
        "share" => "third_party_check times",
        "support" => "name phone hours when",
        "institution" => "name unit",
        _ => "",
    };
    names.split_whitespace()
}
