//! For every finding a pack that has it, and the worked pack that has none that matters.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::*;

const KEYS: [&str; 3] = [
    "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj",
    "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg",
    "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p",
];
/// A day inside the example's first phase.
const TODAY: &str = "2023-04-24";

/// The pack that comes with the project, with keys.
fn pack() -> Value {
    let text = include_str!("../../data/study_template.json");
    let mut pack: Value = serde_json::from_str(text).unwrap();
    for (at, key) in KEYS.iter().enumerate().take(2) {
        pack["recipients"][at]["public_key"] = (*key).into();
    }
    let bank: Value = serde_json::from_str(include_str!("../../data/prompt_bank.json")).unwrap();
    pack["prompts"] = bank["prompts"].clone();
    pack
}

fn examined(pack: &Value) -> Examination {
    Examination::of(pack.to_string().as_bytes(), TODAY)
}

/// Name and place of what a change of the good pack brings.
fn found(change: impl FnOnce(&mut Value)) -> Vec<(&'static str, String)> {
    let before: BTreeSet<_> = named(&examined(&pack()));
    let mut pack = pack();
    change(&mut pack);
    let after = named(&examined(&pack));
    after.difference(&before).cloned().collect()
}

fn named(examination: &Examination) -> BTreeSet<(&'static str, String)> {
    let findings = examination.findings.iter();
    findings.map(|f| (f.remark.code(), f.at.clone())).collect()
}

#[test]
fn the_worked_pack_has_nothing_above_a_note() {
    let examination = examined(&pack());
    let severe: Vec<String> = examination
        .findings
        .iter()
        .filter(|finding| finding.severity() < FindingSeverity::Note)
        .map(|finding| format!("{}: {}", finding.at, finding.remark))
        .collect();
    assert_eq!(severe, Vec::<String>::new());
    let unknown = |finding: &&Finding| matches!(finding.remark, Remark::UnknownField { .. });
    assert_eq!(examination.findings.iter().find(unknown), None);
    let consent = |language: &str| {
        let is = |r: &&Reading| r.language == language && r.part == crate::ReadingPart::Consent;
        examination.reading.iter().find(is).unwrap().lix
    };
    assert_eq!(["en", "fr", "nl"].map(consent), [30, 43, 39]);
}

#[test]
fn every_finding_has_a_pack_that_produces_it() {
    type Change = fn(&mut Value);
    let cases: &[(&str, &str, Change)] = &[
        ("missing", "$.pack_id", |p| p["pack_id"] = "".into()),
        ("too-few-recipients", "$.recipients", |p| {
            p["recipients"].as_array_mut().unwrap().truncate(1);
        }),
        ("recipient-twice", "$.recipients[1].id", |p| {
            p["recipients"][1]["id"] = p["recipients"][0]["id"].clone();
        }),
        ("key-twice", "$.recipients[1].public_key", |p| {
            p["recipients"][1]["public_key"] = KEYS[0].into();
        }),
        ("invalid-key", "$.recipients[0].public_key", |p| {
            p["recipients"][0]["public_key"] = "EXAMPLE-PLACEHOLDER-KEY-1".into();
        }),
        ("other-suite", "$.recipients[0].key_alg", |p| {
            p["recipients"][0]["key_alg"] = "mlkem768x25519".into();
        }),
        ("nobody-of-the-team", "$.recipients[0].member", |p| {
            p["recipients"][0]["member"] = "Nobody".into();
        }),
        ("assesses", "$.recipients[0].member", |p| {
            p["recipients"][0]["member"] = "Example Educator C".into();
        }),
        ("assesses-unsaid", "$.recipients[0].member", |p| {
            p["team"][1]["assesses_participants"] = Value::Null;
        }),
        ("no-default-text", "$.title", |p| {
            p["title"] = json!({"fr": "x"})
        }),
        ("untranslated", "$.reading_promise", |p| {
            p["reading_promise"] = json!({"fr": "x"});
        }),
        ("code-rule", "$.participants.code_rule", |p| {
            p["participants"]["code_rule"]["alphabet"] = "012".into();
        }),
        ("wave-date", "$.waves[2].to", |p| {
            p["waves"][2]["to"] = "soon".into()
        }),
        ("wave-backwards", "$.waves[2].to", |p| {
            p["waves"][2]["to"] = "2023-05-22".into();
            p["waves"][2]["from"] = "2023-05-23".into();
        }),
        ("waves-overlap", "$.waves[2].from", |p| {
            p["waves"][2]["from"] = p["waves"][1]["to"].clone();
        }),
        ("prompt-twice", "$.prompts[1].id", |p| {
            p["prompts"][1]["id"] = p["prompts"][0]["id"].clone();
        }),
        (
            "consent-names-stranger",
            "$.consent.sections[0].recipients[0]",
            |p| {
                p["consent"]["sections"][0]["recipients"] = json!(["z"]);
            },
        ),
        ("consent-twice", "$.consent.items[0].id", |p| {
            p["consent"]["items"][0]["id"] = p["consent"]["sections"][0]["id"].clone();
        }),
        ("min-recipients", "$.min_recipients", |p| {
            p["min_recipients"] = 1.into()
        }),
        ("one-recipient", "$.recipients", |p| {
            p["min_recipients"] = 1.into();
            p["recipients"].as_array_mut().unwrap().truncate(1);
        }),
        ("one-holder", "$.recipients[1].member", |p| {
            p["recipients"][1]["member"] = p["recipients"][0]["member"].clone();
        }),
        ("other-words", "$.recipients[0].fingerprint_words", |p| {
            p["recipients"][0]["fingerprint_words"] = "example seven lantern orchard".into();
        }),
        ("teaches", "$.team[1].teaches_in_course", |p| {
            p["team"][1]["teaches_in_course"] = true.into();
        }),
        ("consent-names-nobody", "$.consent.sections", |p| {
            p["consent"]["sections"][0]["recipients"] = json!([]);
        }),
        ("consent-omits", "$.recipients[1]", |p| {
            p["consent"]["sections"][0]["recipients"] = json!([p["recipients"][0]["id"]]);
        }),
        ("nothing-required", "$.consent.items", |p| {
            p["consent"]["items"][0]["required"] = false.into();
        }),
        ("consent-silent-on-audio", "$.consent", |p| {
            p["consent"]["items"].as_array_mut().unwrap().remove(1);
        }),
        ("consent-without-audio", "$.consent.items[1]", |p| {
            p["entry"]["modes"] = json!(["text"]);
        }),
        ("local-time", "$.share.times", |p| {
            p["share"]["times"] = "local_time".into();
        }),
        ("code-example", "$.participants.code_rule.example", |p| {
            p["participants"]["code_rule"]["example"] = "M7QK5-G".into();
        }),
        (
            "code-looks-alike",
            "$.participants.code_rule.alphabet",
            |p| {
                p["participants"]["code_rule"]["alphabet"] = "0123456789ABCDEFGHJKLMNOPQRS".into();
            },
        ),
        (
            "code-lower-case",
            "$.participants.code_rule.alphabet",
            |p| {
                p["participants"]["code_rule"]["alphabet"] = "2345abcd".into();
            },
        ),
        (
            "code-separator",
            "$.participants.code_rule.separator",
            |p| {
                p["participants"]["code_rule"]["separator"] = "/".into();
            },
        ),
        ("few-codes", "$.participants.code_rule.length", |p| {
            p["participants"]["code_rule"]["length"] = 3.into();
            p["participants"]["expected_n"] = 200.into();
        }),
        ("no-contact", "$.contacts", |p| p["contacts"] = json!([])),
        ("no-support", "$.support", |p| p["support"] = json!([])),
        ("gap", "$.waves[2].from", |p| {
            p["waves"][2]["from"] = "2023-05-25".into()
        }),
        ("no-phases", "$.waves", |p| p["waves"] = json!([])),
        ("never-asked", "$.prompts[1].phase", |p| {
            p["waves"][1]["phase"] = "middle".into();
        }),
        ("nothing-asked", "$.waves[1].phase", |p| {
            for prompt in p["prompts"].as_array_mut().unwrap() {
                prompt["phase"] = "end".into();
            }
        }),
        ("no-door", "$.waves[1].phase", |p| {
            for prompt in p["prompts"].as_array_mut().unwrap() {
                if prompt["theme_internal"] == "imagine_future" {
                    prompt["phase"] = "end".into();
                }
            }
        }),
        ("over", "$.waves", |p| {
            p["waves"] =
                json!([{"id": "w", "phase": "start", "from": "2023-01-01", "to": "2023-04-23"}]);
        }),
        ("not-a-date", "$.ethics.expires_on", |p| {
            p["ethics"]["expires_on"] = "in spring".into();
        }),
        ("ends-before-it-begins", "$.recipients[0].valid_to", |p| {
            p["recipients"][0]["valid_to"] = "2023-03-31".into();
        }),
        ("expired", "$.ethics.expires_on", |p| {
            p["ethics"]["expires_on"] = "2023-04-23".into();
        }),
        ("ends-early", "$.withdrawal.until", |p| {
            p["withdrawal"]["until"] = "2023-06-01".into();
        }),
        ("no-ethics", "$.ethics.approval_number", |p| {
            p["ethics"] = Value::Null
        }),
        ("no-withdrawal", "$.withdrawal", |p| {
            p["withdrawal"] = json!({})
        }),
        ("no-retention", "$.retention", |p| {
            p["retention"] = Value::Null
        }),
        ("default-not-listed", "$.languages", |p| {
            p["languages"] = json!(["fr", "nl"])
        }),
        ("untranslated", "$.consent.items[0].text", |p| {
            p["consent"]["items"][0]["text"]["fr"] = " ".into();
        }),
        ("no-prompt-in", "$.prompts", |p| {
            p["languages"] = json!(["en", "fr", "nl", "de"])
        }),
        ("language-not-listed", "$.title", |p| {
            p["title"]["de"] = "Zwei Rollen".into()
        }),
        ("prompt-version", "$.prompts[0].version", |p| {
            p["prompts"][0]["version"] = 0.into();
        }),
        ("same-question", "$.prompts[1].text", |p| {
            p["prompts"][1]["text"] = p["prompts"][0]["text"].clone();
        }),
        ("example", "$.title", |p| {
            p["title"]["en"] = "Lorem ipsum".into()
        }),
        ("hard-to-read", "$.consent", |p| {
            let hard = "Notwithstanding administrative considerations participants acknowledge \
                        institutional responsibilities concerning confidentiality "
                .repeat(20);
            p["consent"]["sections"][0]["text"]["en"] = hard.into();
        }),
        ("demanding", "$.consent", |p| {
            let demanding = "The institution collects information from everybody who is in the \
                             programme and keeps all of it until the analysis of that year has \
                             been completed. "
                .repeat(120);
            p["consent"]["sections"][0]["text"]["en"] = demanding.into();
        }),
        ("rhythm-days", "$.schedule.calendar.every_days", |p| {
            p["schedule"]["calendar"]["every_days"] = (-1).into();
        }),
        ("rhythm-count", "$.schedule.calendar.max_reminders", |p| {
            p["schedule"]["calendar"]["max_reminders"] = 501.into();
        }),
        ("rhythm-time", "$.schedule.calendar.local_time", |p| {
            p["schedule"]["calendar"]["local_time"] = "half past".into();
        }),
        ("rhythm-weekday", "$.schedule.calendar.weekday_local", |p| {
            p["schedule"]["calendar"]["weekday_local"] = "Tuesday".into();
        }),
        ("rhythm-title", "$.schedule.calendar.title", |p| {
            p["schedule"]["calendar"]["title"] = "".into();
        }),
        ("rhythm-waves", "$.schedule.calendar", |p| {
            for wave in p["waves"].as_array_mut().unwrap() {
                wave.as_object_mut().unwrap().remove("phase");
            }
        }),
        ("rhythm-over", "$.schedule.calendar", |p| {
            p["waves"].as_array_mut().unwrap().truncate(2);
            p["waves"][1]["to"] = p["waves"][1]["from"].clone();
            p["schedule"]["calendar"]["weekday_local"] = "SU".into();
        }),
        ("session-count", "$.sessions.max", |p| {
            p["sessions"]["max"] = 0.into()
        }),
        ("session-unasked", "$.sessions.ask", |p| {
            let prompts = p["prompts"].as_array_mut().unwrap();
            prompts.retain(|prompt| prompt["theme_internal"] != "after_session");
        }),
        ("mistyped-field", "$.schedule.calendar.local_tme", |p| {
            let calendar = p["schedule"]["calendar"].as_object_mut().unwrap();
            let time = calendar.remove("local_time").unwrap();
            calendar.insert("local_tme".into(), time);
        }),
        ("unknown-field", "$.favourite_colour", |p| {
            p["favourite_colour"] = "teal".into();
        }),
        ("mistyped-field", "$.recipients[0].membr", |p| {
            p["recipients"][0]["membr"] = "Example Assistant B".into();
            p["recipients"][0].as_object_mut().unwrap().remove("member");
        }),
        ("mistyped-field", "$.ethics.expires_no", |p| {
            let ethics = p["ethics"].as_object_mut().unwrap();
            let date = ethics.remove("expires_on").unwrap();
            ethics.insert("expires_no".into(), date);
        }),
    ];
    for (code, at, change) in cases {
        let found = found(change);
        assert!(
            found.contains(&(*code, (*at).to_owned())),
            "{code} at {at}: {found:?}"
        );
    }
}

#[test]
fn what_the_worked_pack_has_goes_with_its_cause() {
    let has = |pack: &Value, code: &str, at: &str| {
        let findings = named(&examined(pack));
        findings
            .iter()
            .any(|found| (found.0, found.1.as_str()) == (code, at))
    };
    let mut pack = pack();
    assert!(has(&pack, "prompts-untranslated", "$.prompts"));
    let prompts = pack["prompts"].as_array_mut().unwrap();
    prompts.retain(|prompt| prompt["text"].as_object().unwrap().len() == 3);
    assert!(!has(&pack, "prompts-untranslated", "$.prompts"));

    assert!(has(&pack, "not-acted-on", "$"));
    let study: Study = serde_json::from_value(pack.clone()).unwrap();
    let mut read = serde_json::to_value(study).unwrap();
    for field in [
        "ethics",
        "ratings",
        "export_policy",
        "withdrawal",
        "retention",
    ] {
        read.as_object_mut().unwrap().remove(field);
    }
    assert!(!has(&read, "not-acted-on", "$"));
}

#[test]
fn what_is_no_pack_is_one_finding() {
    for (bytes, part) in [
        (
            &b"{\"format\": \"study-pack\", \"format_version\": 1, \"waves\": 7}"[..],
            "line 1",
        ),
        (b"{", "not a study pack"),
        (b"{}", "version 1"),
    ] {
        let examination = Examination::of(bytes, TODAY);
        assert_eq!(examination.study, None);
        assert_eq!(examination.worst(), Some(FindingSeverity::Refused));
        let [finding] = examination.findings.as_slice() else {
            panic!("one finding");
        };
        assert_eq!(finding.remark.code(), "unreadable");
        assert!(
            finding.remark.to_string().contains(part),
            "{}",
            finding.remark
        );
    }
}

#[test]
fn everything_is_found_at_once_and_the_worst_comes_first() {
    let mut pack = pack();
    pack["title"]["en"] = "Lorem ipsum".into();
    pack["contacts"] = json!([]);
    pack["recipients"][0]["member"] = "Example Educator C".into();
    pack["recipients"][1]["public_key"] = "age1".into();
    let findings = examined(&pack).findings;
    let severities: Vec<_> = findings.iter().map(Finding::severity).collect();
    assert!(severities.is_sorted());
    let codes: BTreeSet<_> = findings.iter().map(|f| f.remark.code()).collect();
    for code in ["assesses", "invalid-key", "no-contact", "example"] {
        assert!(codes.contains(code), "{code}");
    }
    for finding in &findings {
        let (what, advice) = (finding.remark.to_string(), finding.remark.advice());
        assert!(finding.at.starts_with('$') && what.len() > 10 && !advice.is_empty());
    }
}

#[test]
fn the_app_refuses_exactly_what_is_called_refused() {
    let good = pack();
    assert!(Study::from_json(good.to_string().as_bytes()).is_ok());
    let mut bad = pack();
    bad["recipients"][0]["member"] = "Example Educator C".into();
    bad["recipients"][1]["id"] = bad["recipients"][0]["id"].clone();
    let refused: Vec<String> = examined(&bad)
        .findings
        .iter()
        .filter(|finding| finding.severity() == FindingSeverity::Refused)
        .map(|finding| finding.remark.to_string())
        .collect();
    let Err(StudyError::Faults(faults)) = Study::from_json(bad.to_string().as_bytes()) else {
        panic!("faults");
    };
    let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(refused, faults);
}
