//! What makes a study pack unusable, each in a sentence, all at once.

use std::collections::BTreeSet;

use bech32::primitives::decode::CheckedHrpstring;
use jiff::civil::Date;

use crate::Study;

/// Why a pack cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StudyError {
    /// Not JSON at all, or a field of the wrong kind.
    #[error("the file is not a study pack: {0}")]
    NotJson(String),
    /// JSON, but of another format or a later version.
    #[error("the file is not a study pack of version 1")]
    OtherFormat,
    /// A pack with faults.
    #[error("the study pack has {} fault(s)", .0.len())]
    Faults(Vec<StudyFault>),
}

impl StudyError {
    /// What to do about it.
    pub fn advice(&self) -> Option<&'static str> {
        Some(match self {
            Self::NotJson(_) => "ask the study team to send the file study.json again",
            Self::OtherFormat => {
                "open the app's newest version, or ask the study team for its pack"
            }
            Self::Faults(_) => "send this list to the study team; they can mend the pack",
        })
    }
}

/// One thing that is wrong in a pack.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the sentences say it")]
pub enum StudyFault {
    #[error("it has no {0}")]
    Missing(&'static str),
    #[error("it has {found} recipient(s) and needs at least {needed}")]
    TooFewRecipients { found: usize, needed: usize },
    #[error("two recipients have the id \"{0}\"")]
    RecipientTwice(String),
    #[error("two recipients have the same key: \"{0}\" and \"{1}\"")]
    KeyTwice(String, String),
    #[error("the key of recipient \"{0}\" is not an age recipient (age1…)")]
    InvalidKey(String),
    #[error(
        "the key of recipient \"{0}\" is of the kind \"{1}\"; this version seals to x25519 only"
    )]
    OtherSuite(String, String),
    #[error(
        "recipient \"{0}\" is nobody of the team, so nobody can say whether they assess participants"
    )]
    NobodyOfTheTeam(String),
    #[error("recipient \"{0}\" assesses participants; nobody who assesses may hold a key")]
    Assesses(String),
    #[error("it does not say whether \"{0}\", who holds a key, assesses participants")]
    AssessesUnsaid(String),
    #[error("{place} has no text in the default language ({language})")]
    NoDefaultText { place: String, language: String },
    #[error(
        "the rule for participant codes cannot be used (an even number of distinct letters and digits, a length from 3 to 16, check \"luhn-mod-n\")"
    )]
    CodeRule,
    #[error("wave \"{0}\" has a date that is none: \"{1}\"")]
    WaveDate(String, String),
    #[error("wave \"{0}\" ends before it starts")]
    WaveBackwards(String),
    #[error("waves \"{0}\" and \"{1}\" both ask prompts on the same days")]
    WavesOverlap(String, String),
    #[error("the prompt id \"{0}\" is used twice")]
    PromptTwice(String),
    #[error("consent section \"{section}\" names the recipient \"{recipient}\", who is not there")]
    ConsentNamesStranger { section: String, recipient: String },
    #[error("the consent id \"{0}\" is used twice")]
    ConsentTwice(String),
}

impl StudyFault {
    /// Its name for programs.
    pub fn code(&self) -> &'static str {
        self.about().0
    }

    /// What to do about it.
    pub fn advice(&self) -> &'static str {
        self.about().1
    }

    fn about(&self) -> (&'static str, &'static str) {
        match self {
            Self::Missing(_) => ("missing", "add it"),
            Self::TooFewRecipients { .. } => (
                "too-few-recipients",
                "add the key of another custodian, who does not assess participants",
            ),
            Self::RecipientTwice(_) => ("recipient-twice", "give each an id of its own"),
            Self::KeyTwice(..) => (
                "key-twice",
                "ask both for `loop-desk key show`: each must have a key of their own",
            ),
            Self::InvalidKey(_) => (
                "invalid-key",
                "copy the recipient that `loop-desk key show` prints, from age1 to its last letter",
            ),
            Self::OtherSuite(..) => ("other-suite", "write \"x25519\""),
            Self::NobodyOfTheTeam(_) => (
                "nobody-of-the-team",
                "set `member` to the name of the person under `team` who holds the key",
            ),
            Self::Assesses(_) => (
                "assesses",
                "give the key to somebody who assesses nobody of the study",
            ),
            Self::AssessesUnsaid(_) => (
                "assesses-unsaid",
                "set `assesses_participants` of that person to true or false",
            ),
            Self::NoDefaultText { .. } => ("no-default-text", "write it in that language"),
            Self::CodeRule => ("code-rule", "take the rule of the demo study"),
            Self::WaveDate(..) => ("wave-date", "write it as 2026-11-23"),
            Self::WaveBackwards(_) => ("wave-backwards", "exchange the two dates, or mend one"),
            Self::WavesOverlap(..) => (
                "waves-overlap",
                "let one begin the day after the other ends",
            ),
            Self::PromptTwice(_) => ("prompt-twice", "give each an id of its own"),
            Self::ConsentNamesStranger { .. } => (
                "consent-names-stranger",
                "add that recipient, or take the id out of the section",
            ),
            Self::ConsentTwice(_) => ("consent-twice", "give each an id of its own"),
        }
    }
}

/// What tells a study pack from other JSON; read first, so that a later version is called that
/// and not a faulty one.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Head {
    format: String,
    format_version: u32,
}

/// Reads a pack, faults and all.
pub(crate) fn read_with_faults(bytes: &[u8]) -> Result<Study, StudyError> {
    let not_json = |error: serde_json::Error| StudyError::NotJson(error.to_string());
    let head: Head = serde_json::from_slice(bytes).map_err(not_json)?;
    if head.format != "study-pack" || head.format_version != 1 {
        return Err(StudyError::OtherFormat);
    }
    serde_json::from_slice(bytes).map_err(not_json)
}

pub(crate) fn read(bytes: &[u8]) -> Result<Study, StudyError> {
    let study = read_with_faults(bytes)?;
    let faults = faults(&study);
    if faults.is_empty() {
        Ok(study)
    } else {
        Err(StudyError::Faults(faults))
    }
}

/// A fault with its place in the pack, as a JSON path: `$.recipients[1].public_key`.
pub(crate) type Located = (String, StudyFault);

pub(crate) fn faults(study: &Study) -> Vec<StudyFault> {
    located(study).into_iter().map(|(_, fault)| fault).collect()
}

pub(crate) fn located(study: &Study) -> Vec<Located> {
    let mut faults = Vec::new();
    identity(study, &mut faults);
    texts(study, &mut faults);
    recipients(study, &mut faults);
    waves(study, &mut faults);
    twice(
        (0..)
            .zip(&study.prompts)
            .map(|(at, p)| (format!("$.prompts[{at}].id"), &p.id.0)),
        StudyFault::PromptTwice,
        &mut faults,
    );
    consent(study, &mut faults);
    faults
}

fn identity(study: &Study, faults: &mut Vec<Located>) {
    let rule = &study.participants.code_rule;
    let missing = [
        (study.id.trim().is_empty(), "pack_id", "id (pack_id)"),
        (study.revision == 0, "revision", "revision"),
        (
            study.default_language.trim().is_empty(),
            "default_language",
            "default language",
        ),
        (
            study.consent.version.trim().is_empty(),
            "consent.version",
            "consent version",
        ),
        (
            study.consent.items.is_empty(),
            "consent.items",
            "consent items",
        ),
        (study.prompts.is_empty(), "prompts", "prompts"),
        (
            rule.is_none(),
            "participants.code_rule",
            "rule for participant codes",
        ),
    ];
    faults.extend(
        missing
            .iter()
            .filter(|(is, ..)| *is)
            .map(|(_, at, what)| (format!("$.{at}"), StudyFault::Missing(what))),
    );
    if rule.as_ref().is_some_and(|rule| !rule.is_usable()) {
        faults.push(("$.participants.code_rule".into(), StudyFault::CodeRule));
    }
}

fn texts(study: &Study, faults: &mut Vec<Located>) {
    let language = &study.default_language;
    for place in study.texts() {
        if place.must && !place.text.has(language) {
            let fault = StudyFault::NoDefaultText {
                place: place.name,
                language: language.clone(),
            };
            faults.push((place.at, fault));
        }
    }
}

fn recipients(study: &Study, faults: &mut Vec<Located>) {
    let (found, needed) = (study.recipients.len(), study.min_recipients());
    if found < needed {
        faults.push((
            "$.recipients".into(),
            StudyFault::TooFewRecipients { found, needed },
        ));
    }
    let at = |at: usize, field: &str| format!("$.recipients[{at}].{field}");
    twice(
        (0..)
            .zip(&study.recipients)
            .map(|(n, r)| (at(n, "id"), &r.id)),
        StudyFault::RecipientTwice,
        faults,
    );
    for (number, recipient) in study.recipients.iter().enumerate() {
        let name = || recipient.name.clone();
        let mut add = |field: &str, fault| faults.push((at(number, field), fault));
        if !matches!(recipient.key_alg.as_str(), "x25519" | "") {
            let fault = StudyFault::OtherSuite(name(), recipient.key_alg.clone());
            add("key_alg", fault);
        } else if !is_age_recipient(&recipient.public_key) {
            add("public_key", StudyFault::InvalidKey(name()));
        }
        let same_key = |other: &&crate::Recipient| other.public_key == recipient.public_key;
        if let Some(other) = study.recipients[..number].iter().find(same_key) {
            add(
                "public_key",
                StudyFault::KeyTwice(other.name.clone(), name()),
            );
        }
        match study
            .member_of(recipient)
            .map(|member| member.assesses_participants)
        {
            None => add("member", StudyFault::NobodyOfTheTeam(name())),
            Some(None) => add("member", StudyFault::AssessesUnsaid(name())),
            Some(Some(true)) => add("member", StudyFault::Assesses(name())),
            Some(Some(false)) => {}
        }
    }
}

/// An age X25519 recipient: Bech32 (BIP-173), prefix `age`, 32 bytes (c2sp.org/age).
pub(crate) fn is_age_recipient(text: &str) -> bool {
    CheckedHrpstring::new::<bech32::Bech32>(text).is_ok_and(|checked| {
        checked.hrp().as_str() == "age"
            && checked.byte_iter().count() == 32
            && text.bytes().all(|b| !b.is_ascii_uppercase())
    })
}

fn waves(study: &Study, faults: &mut Vec<Located>) {
    let mut asked: Vec<(&str, Date, Date)> = Vec::new();
    for (number, wave) in study.waves.iter().enumerate() {
        let at = |field: &str| format!("$.waves[{number}].{field}");
        let mut date = |field: &str, text: &str| {
            let date = parse_date(text);
            if date.is_none() {
                let fault = StudyFault::WaveDate(wave.id.clone(), text.to_owned());
                faults.push((at(field), fault));
            }
            date
        };
        let (Some(from), Some(to)) = (date("from", &wave.from), date("to", &wave.to)) else {
            continue;
        };
        if to < from {
            faults.push((at("to"), StudyFault::WaveBackwards(wave.id.clone())));
        } else if wave.phase.is_some() {
            let meets = |(_, f, t): &&(&str, Date, Date)| from <= *t && *f <= to;
            if let Some((other, ..)) = asked.iter().find(meets) {
                let fault = StudyFault::WavesOverlap((*other).to_owned(), wave.id.clone());
                faults.push((at("from"), fault));
            }
            asked.push((&wave.id, from, to));
        }
    }
}

/// A date as `YYYY-MM-DD`, which is the only form a pack may have.
pub(crate) fn parse_date(text: &str) -> Option<Date> {
    text.parse().ok().filter(|_| text.len() == 10)
}

fn consent(study: &Study, faults: &mut Vec<Located>) {
    let consent = &study.consent;
    let sections = (0..)
        .zip(&consent.sections)
        .map(|(at, s)| (format!("$.consent.sections[{at}].id"), &s.id));
    let items = (0..)
        .zip(&consent.items)
        .map(|(at, i)| (format!("$.consent.items[{at}].id"), &i.id));
    twice(sections.chain(items), StudyFault::ConsentTwice, faults);
    for (number, section) in consent.sections.iter().enumerate() {
        for (which, recipient) in section.recipients.iter().enumerate() {
            if !study.recipients.iter().any(|known| known.id == *recipient) {
                faults.push((
                    format!("$.consent.sections[{number}].recipients[{which}]"),
                    StudyFault::ConsentNamesStranger {
                        section: section.id.clone(),
                        recipient: recipient.clone(),
                    },
                ));
            }
        }
    }
}

fn twice<'a>(
    ids: impl Iterator<Item = (String, &'a String)>,
    fault: impl Fn(String) -> StudyFault,
    faults: &mut Vec<Located>,
) {
    let mut seen = BTreeSet::new();
    faults.extend(
        ids.filter(|(_, id)| !seen.insert(*id))
            .map(|(at, id)| (at, fault(id.clone()))),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const KEYS: [&str; 2] = [
        "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj",
        "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg",
    ];

    fn pack() -> Value {
        let text = json!({"en": "words"});
        json!({
            "format": "study-pack", "format_version": 1, "pack_id": "s", "revision": 1,
            "default_language": "en", "title": text, "plain_purpose": text,
            "team": [
                {"name": "A", "assesses_participants": false},
                {"name": "B", "assesses_participants": false},
                {"name": "C", "assesses_participants": true}],
            "recipients": [
                {"id": "a", "name": "A", "public_key": KEYS[0], "key_alg": "x25519"},
                {"id": "b", "name": "B (backup)", "member": "B", "public_key": KEYS[1]}],
            "participants": {"code_rule": {"alphabet": "0123456789", "length": 4, "check": "luhn-mod-n"}},
            "consent": {"version": "1", "sections": [{"id": "who", "text": text, "recipients": ["a"]}],
                "items": [{"id": "take_part", "required": true, "text": text}]},
            "waves": [
                {"id": "i", "from": "2026-01-05", "to": "2026-01-20"},
                {"id": "w1", "phase": "start", "from": "2026-01-01", "to": "2026-01-31"},
                {"id": "w2", "phase": "end", "from": "2026-02-01", "to": "2026-02-28"}],
            "prompts": [{"id": "p", "version": 1, "theme_internal": "free", "lens": "both",
                "phase": "anytime", "text": text}],
            "unknown_field": {"kept": true},
        })
    }

    fn faults_of(change: impl FnOnce(&mut Value)) -> Vec<StudyFault> {
        let mut pack = pack();
        change(&mut pack);
        match Study::from_json(pack.to_string().as_bytes()) {
            Ok(_) => Vec::new(),
            Err(StudyError::Faults(faults)) => faults,
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn a_good_pack_is_accepted() {
        assert_eq!(faults_of(|_| {}), []);
        let study = Study::from_json(pack().to_string().as_bytes()).unwrap();
        assert_eq!(study.phase_on("2026-01-07"), crate::Phase::Start);
        assert_eq!(study.phase_on("2026-02-28"), crate::Phase::End);
        assert_eq!(study.phase_on("2026-03-01"), crate::Phase::Anytime);
        let audio = &study.entry.audio;
        assert!(study.allows_audio());
        assert_eq!((audio.bitrate(), audio.max_minutes()), (32_000, 60));
    }

    #[test]
    fn a_pack_says_how_recordings_are_made() {
        let mut pack = pack();
        pack["entry"] = json!({"modes": ["text", "audio"], "free_entry_always": true,
            "audio": {"max_minutes": 20, "preferred": ["audio/mp4"], "bitrate": 24_000}});
        let read = |pack: &Value| Study::from_json(pack.to_string().as_bytes()).unwrap();
        let study = read(&pack);
        let audio = &study.entry.audio;
        assert!(study.allows_audio());
        assert_eq!((audio.bitrate(), audio.max_minutes()), (24_000, 20));
        assert_eq!(audio.preferred, ["audio/mp4"]);
        pack["entry"] = json!({"modes": ["text"], "audio": {"max_minutes": 0, "bitrate": 1}});
        let study = read(&pack);
        let audio = &study.entry.audio;
        assert!(!study.allows_audio());
        assert_eq!((audio.bitrate(), audio.max_minutes()), (16_000, 1));
    }

    #[test]
    fn what_is_no_pack_is_refused() {
        for bytes in [&b"not json"[..], b"", b"\xff\xfe", b"[1,2"] {
            assert!(matches!(
                Study::from_json(bytes),
                Err(StudyError::NotJson(_))
            ));
        }
        assert_eq!(Study::from_json(b"{}"), Err(StudyError::OtherFormat));
        let later = json!({"format": "study-pack", "format_version": 2}).to_string();
        assert_eq!(
            Study::from_json(later.as_bytes()),
            Err(StudyError::OtherFormat)
        );
    }

    #[test]
    fn each_fault_is_named() {
        use StudyFault as F;
        type Change = Box<dyn FnOnce(&mut Value)>;
        let cases: Vec<(Change, Vec<StudyFault>)> = vec![
            (
                Box::new(|p| p["pack_id"] = "".into()),
                vec![F::Missing("id (pack_id)")],
            ),
            (
                Box::new(|p| p["revision"] = 0.into()),
                vec![F::Missing("revision")],
            ),
            (
                Box::new(|p| {
                    p["recipients"] = json!([]);
                    p["consent"]["sections"][0]["recipients"] = json!([]);
                }),
                vec![F::TooFewRecipients {
                    found: 0,
                    needed: 2,
                }],
            ),
            (
                Box::new(|p| p["recipients"][0]["public_key"] = "EXAMPLE-PLACEHOLDER-KEY-1".into()),
                vec![F::InvalidKey("A".into())],
            ),
            (
                Box::new(|p| p["recipients"][1]["public_key"] = KEYS[0].into()),
                vec![F::KeyTwice("A".into(), "B (backup)".into())],
            ),
            (
                Box::new(|p| p["recipients"][0]["name"] = "C".into()),
                vec![F::Assesses("C".into())],
            ),
            (
                Box::new(|p| p["recipients"][0]["name"] = "Nobody".into()),
                vec![F::NobodyOfTheTeam("Nobody".into())],
            ),
            (
                Box::new(|p| p["team"][0] = json!({"name": "A"})),
                vec![F::AssessesUnsaid("A".into())],
            ),
            (
                Box::new(|p| p["title"] = json!({"fr": "mots"})),
                vec![F::NoDefaultText {
                    place: "the title".into(),
                    language: "en".into(),
                }],
            ),
            (
                Box::new(|p| p["waves"][2]["from"] = "2026-01-31".into()),
                vec![F::WavesOverlap("w1".into(), "w2".into())],
            ),
            (
                Box::new(|p| p["waves"][2]["to"] = "2026-01-31".into()),
                vec![F::WaveBackwards("w2".into())],
            ),
            (
                Box::new(|p| p["waves"][2]["to"] = "soon".into()),
                vec![F::WaveDate("w2".into(), "soon".into())],
            ),
            (
                Box::new(|p| {
                    let prompt = p["prompts"][0].clone();
                    p["prompts"].as_array_mut().unwrap().push(prompt);
                }),
                vec![F::PromptTwice("p".into())],
            ),
            (
                Box::new(|p| p["consent"]["sections"][0]["recipients"] = json!(["z"])),
                vec![F::ConsentNamesStranger {
                    section: "who".into(),
                    recipient: "z".into(),
                }],
            ),
            (
                Box::new(|p| p["participants"]["code_rule"]["alphabet"] = "012".into()),
                vec![F::CodeRule],
            ),
        ];
        for (change, expected) in cases {
            assert_eq!(faults_of(change), expected);
        }
    }

    #[test]
    fn all_faults_come_at_once() {
        let faults = faults_of(|p| {
            p["pack_id"] = "".into();
            p["recipients"][0]["name"] = "C".into();
            p["waves"][2]["to"] = "soon".into();
        });
        assert_eq!(faults.len(), 3);
    }
}
