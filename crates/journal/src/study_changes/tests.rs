//! What obliges to ask again, and what does not.

use serde_json::{Value, json};

use super::*;
use ReconsentReason as R;

fn pack() -> Value {
    let text = include_str!("../../data/study_template.json");
    let mut pack: Value = serde_json::from_str(text).unwrap();
    let keys = [
        "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj",
        "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg",
    ];
    for (at, key) in keys.iter().enumerate() {
        pack["recipients"][at]["public_key"] = (*key).into();
    }
    let bank: Value = serde_json::from_str(include_str!("../../data/prompt_bank.json")).unwrap();
    pack["prompts"] = bank["prompts"].clone();
    pack["entry"]["modes"] = json!(["text"]);
    pack
}

fn after(change: impl FnOnce(&mut Value)) -> Comparison {
    let old = pack();
    let mut new = pack();
    new["revision"] = (old["revision"].as_u64().unwrap() + 1).into();
    change(&mut new);
    compare(old.to_string().as_bytes(), new.to_string().as_bytes()).unwrap()
}

const KEY: &str = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";

#[test]
fn what_obliges_to_ask_again() {
    type Change = fn(&mut Value);
    let cases: Vec<(Change, R)> = vec![
        (
            |p| {
                p["recipients"]
                    .as_array_mut()
                    .unwrap()
                    .push(json!({"id": "pi",
                    "name": "Example Researcher A", "key_alg": "x25519", "public_key": KEY}));
            },
            R::NewReader("Example Researcher A".into()),
        ),
        (
            |p| p["team"][0]["can_read"] = "everything shared".into(),
            R::OtherReading("Example Researcher A".into()),
        ),
        (
            |p| p["team"][0]["assesses_participants"] = true.into(),
            R::OtherReading("Example Researcher A".into()),
        ),
        (
            |p| p["institution"]["name"] = "Lakeside University".into(),
            R::Institution,
        ),
        (
            |p| p["plain_purpose"]["fr"] = "Autre chose.".into(),
            R::Purpose,
        ),
        (
            |p| {
                p["consent"]["sections"]
                    .as_array_mut()
                    .unwrap()
                    .push(json!({"id": "ai",
                    "text": {"en": "A machine reads along."}}));
            },
            R::SectionAdded("ai".into()),
        ),
        (
            |p| {
                p["consent"]["sections"].as_array_mut().unwrap().remove(0);
            },
            R::SectionRemoved("who".into()),
        ),
        (
            |p| p["consent"]["sections"][1]["text"]["en"] = "It is sent at once.".into(),
            R::SectionChanged("what_stays".into()),
        ),
        (
            |p| {
                p["consent"]["items"]
                    .as_array_mut()
                    .unwrap()
                    .push(json!({"id": "film",
                    "text": {"en": "I may be filmed."}}));
            },
            R::ItemAdded("film".into()),
        ),
        (
            |p| {
                p["consent"]["items"].as_array_mut().unwrap().remove(4);
            },
            R::ItemRemoved("interview2".into()),
        ),
        (
            |p| p["consent"]["items"][2]["text"]["en"] = "Long quotations may be published.".into(),
            R::ItemChanged("quotes".into()),
        ),
        (
            |p| p["consent"]["items"][2]["required"] = true.into(),
            R::ItemRequired("quotes".into()),
        ),
        (|p| p["entry"]["modes"] = json!(["text", "audio"]), R::Audio),
        (|p| p["share"]["times"] = "local_time".into(), R::LocalTime),
        (
            |p| p["ratings"] = json!([{"id": "confidence"}, {"id": "empathy"}, {"id": "stress"}]),
            R::Rating("stress".into()),
        ),
        (|p| p["export_policy"]["date"] = "day".into(), R::Detail),
        (
            |p| p["retention"]["deidentified"] = "70 years".into(),
            R::Retention,
        ),
        (
            |p| p["withdrawal"]["until"] = "2023-12-01".into(),
            R::Withdrawal,
        ),
        (
            |p| p["withdrawal"]["how"] = "by letter".into(),
            R::Withdrawal,
        ),
        (
            |p| p["waves"][3]["to"] = "2023-12-24".into(),
            R::Longer("2023-12-24".into()),
        ),
    ];
    for (change, reason) in cases {
        let comparison = after(change);
        assert_eq!(comparison.reasons, std::slice::from_ref(&reason));
        assert_eq!(
            comparison.unraised,
            [Unraised::Consent("2.1".into())],
            "{reason}"
        );
        assert!(!comparison.changes.is_empty(), "{reason}");
    }
}

#[test]
fn what_does_not() {
    type Change = fn(&mut Value);
    let cases: Vec<(Change, &str)> = vec![
        (
            |p| {
                p["prompts"][0]["text"]["en"] = "A better question?".into();
                p["prompts"][0]["version"] = 2.into();
            },
            "the wording of prompt \"FR-00\" changed",
        ),
        (
            |p| {
                let text = p["plain_purpose"]["en"].as_str().unwrap();
                p["plain_purpose"]["en"] = text.to_uppercase().replace('.', " !").into();
            },
            "the purpose changed",
        ),
        (
            |p| p["consent"]["items"][0]["text"]["de"] = "Ich nehme teil.".into(),
            "consent item \"take_part\" changed",
        ),
        (
            |p| p["recipients"][0]["public_key"] = KEY.into(),
            "the key of recipient \"ra-2023\" changed",
        ),
        (
            |p| p["contacts"][0]["phone"] = "+1 555 0199".into(),
            "contact \"Example Assistant B\" changed",
        ),
        (
            |p| p["withdrawal"]["until"] = "2024-03-01".into(),
            "the terms of taking back changed",
        ),
        (
            |p| p["waves"][1]["from"] = "2023-04-12".into(),
            "wave \"W1\" changed",
        ),
        (
            |p| p["support"] = json!([]),
            "support contact \"+1 555 0110\" was removed",
        ),
    ];
    for (change, sentence) in cases {
        let comparison = after(change);
        assert_eq!(comparison.reasons, [], "{sentence}");
        let changes: Vec<String> = comparison.changes.iter().map(ToString::to_string).collect();
        assert!(changes.contains(&sentence.to_owned()), "{changes:?}");
        assert_eq!(comparison.unraised, []);
    }
}

#[test]
fn what_this_version_does_not_act_on_is_compared_as_well() {
    let comparison = after(|p| {
        p["schedule"]["style"] = "another".into();
        p["prompts"][0]["sensitive"] = true.into();
        p["issued_at"] = "2024-01-01T00:00:00Z".into();
    });
    assert_eq!(comparison.further, ["prompts", "schedule"]);
    assert_eq!(comparison.changes, []);
    let same = after(|_| {});
    assert_eq!((same.changes, same.further), (Vec::new(), Vec::new()));
}

#[test]
fn a_changed_question_raises_its_version() {
    let comparison = after(|p| p["prompts"][0]["text"]["en"] = "Another question?".into());
    assert_eq!(comparison.unraised, [Unraised::Prompt("FR-00".into())]);
}

#[test]
fn packs_that_do_not_follow_each_other_are_refused() {
    let bytes = |change: fn(&mut Value)| {
        let mut pack = pack();
        change(&mut pack);
        pack.to_string().into_bytes()
    };
    let old = bytes(|_| {});
    let compare = |new: &[u8]| compare(&old, new).unwrap_err();
    assert_eq!(compare(&old), CompareError::NotLater { old: 3, new: 3 });
    let other = bytes(|p| {
        p["pack_id"] = "another".into();
        p["revision"] = 9.into();
    });
    assert!(matches!(compare(&other), CompareError::OtherStudy { .. }));
    assert!(matches!(compare(b"{}"), CompareError::New(_)));
    assert!(matches!(
        super::compare(b"{}", &old),
        Err(CompareError::Old(_))
    ));
}
