//! The rules that importers were seen to need, as a check over every project that a test makes.

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use unicode_normalization::is_nfc;

use super::{Offsets, Project};

/// An element with its attributes, its children and whether it has text.
#[derive(Debug, Default)]
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    children: Vec<Element>,
    text: String,
}

impl Element {
    fn all(&self) -> Vec<&Self> {
        let below = self.children.iter().flat_map(Self::all);
        std::iter::once(self).chain(below).collect()
    }

    fn attribute(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }

    fn children_named(&self, name: &str) -> impl Iterator<Item = &Self> {
        self.children.iter().filter(move |child| child.name == name)
    }
}

/// Every rule that a project breaks.
pub(super) fn lint(project: &Project<'_>, offsets: Offsets) -> Vec<String> {
    let members: BTreeMap<&str, &[u8]> = project
        .texts
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    let sounds: BTreeSet<&str> = project
        .sounds
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    let root = parse(members["project.qde"]);
    let mut wrong = Vec::new();
    guids(&root, &mut wrong);
    order(&root, &mut wrong);
    links(&root, &mut wrong);
    sources(&root, &members, &sounds, offsets, &mut wrong);
    people(&root, &mut wrong);
    wrong
}

fn guids(root: &Element, wrong: &mut Vec<String>) {
    let mut met = BTreeSet::new();
    for element in root.all() {
        let Some(guid) = element.attributes.get("guid") else {
            continue;
        };
        let shape: String = guid
            .chars()
            .map(|c| match c {
                '0'..='9' | 'A'..='F' => 'x',
                c => c,
            })
            .collect();
        if shape != "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx" {
            wrong.push(format!("1: {guid} is no id in capitals"));
        }
        if !met.insert(guid.as_str()) {
            wrong.push(format!("1: {guid} stands twice"));
        }
    }
    for element in root.all() {
        for name in [
            "targetGUID",
            "creatingUser",
            "modifyingUser",
            "creatingUserGUID",
            "modifyingUserGUID",
        ] {
            let named = element.attribute(name);
            if !named.is_empty() && !met.contains(named) {
                wrong.push(format!("1: {name} {named} is of nothing"));
            }
        }
    }
    if root.attribute("origin").is_empty() {
        wrong.push("2: no origin".into());
    }
    for element in root.all() {
        let is_made =
            ["TextSource", "AudioSource", "Transcript", "Note"].contains(&element.name.as_str());
        for name in [
            "creatingUser",
            "creationDateTime",
            "modifyingUser",
            "modifiedDateTime",
        ] {
            if is_made && element.attribute(name).is_empty() {
                wrong.push(format!("2: {} without {name}", element.name));
            }
        }
    }
}

fn order(root: &Element, wrong: &mut Vec<String>) {
    let order = [
        "Users",
        "CodeBook",
        "Variables",
        "Cases",
        "Sources",
        "Notes",
        "Links",
        "Sets",
        "Description",
    ];
    let places: Vec<_> = root
        .children
        .iter()
        .map(|child| order.iter().position(|name| *name == child.name))
        .collect();
    if places.iter().any(Option::is_none) || !places.is_sorted() {
        wrong.push(format!("4.2: children in the order {places:?}"));
    }
    for element in root.all() {
        let name = element.name.as_str();
        if ["Graphs", "NoteRef", "PlainTextContent"].contains(&name) {
            wrong.push(format!("3, 8, 10: {name}"));
        }
        // Codes are of whole texts, and of none that must not be quoted.
        let selections = element.children_named("PlainTextSelection");
        let coded = selections.count() + element.children_named("Coding").count();
        let is_source = name == "TextSource" && !element.attribute("name").contains("DO NOT QUOTE");
        let may_be_coded = is_source || name == "PlainTextSelection";
        if (coded > 0 && !may_be_coded) || name == "TranscriptSelection" {
            wrong.push(format!("a quotation or a coding: {name}"));
        }
        let is_container = [
            "Users",
            "Variables",
            "Cases",
            "Sources",
            "Notes",
            "Links",
            "Sets",
            "Set",
            "CodeBook",
            "Codes",
        ]
        .contains(&name);
        if is_container && element.children.is_empty() {
            wrong.push(format!("9: {name} is empty"));
        }
    }
}

/// Links lead from text to text, in one direction: nothing else was seen to be harmless.
fn links(root: &Element, wrong: &mut Vec<String>) {
    let all = root.all();
    let texts = all.iter().filter(|element| element.name == "TextSource");
    let texts: BTreeSet<&str> = texts.map(|element| element.attribute("guid")).collect();
    for link in all.iter().filter(|element| element.name == "Link") {
        let ends = ["originGUID", "targetGUID"].map(|end| link.attribute(end));
        if !ends.iter().all(|end| texts.contains(end)) || link.attribute("direction") != "OneWay" {
            wrong.push(format!("10: the link {:?}", link.attributes));
        }
    }
}

fn sources(
    root: &Element,
    members: &BTreeMap<&str, &[u8]>,
    sounds: &BTreeSet<&str>,
    offsets: Offsets,
    wrong: &mut Vec<String>,
) {
    let mut names = BTreeSet::new();
    let mut used = BTreeSet::from(["project.qde".to_owned()]);
    for element in root.all() {
        let name = element.attribute("name");
        if ["TextSource", "AudioSource"].contains(&element.name.as_str()) {
            if !names.insert(name) {
                wrong.push(format!("4: the name {name} stands twice"));
            }
            let is_safe = |c: char| c.is_ascii_alphanumeric() || " -_.".contains(c);
            if !name.chars().all(is_safe) {
                wrong.push(format!("4: the name {name:?}"));
            }
        }
        if element.name == "AudioSource" {
            let path = element.attribute("path");
            let ending = path.rsplit('.').next().unwrap_or_default();
            if !name.ends_with(&format!(".{ending}")) {
                wrong.push(format!("4: {name} does not end in .{ending}"));
            }
            let file = path.replace("internal://", "sources/");
            if !sounds.contains(file.as_str()) {
                wrong.push(format!("3: {path} is not there"));
            }
        }
        if ["TextSource", "Transcript", "Note"].contains(&element.name.as_str()) {
            let file = element
                .attribute("plainTextPath")
                .replace("internal://", "sources/");
            let Some(text) = members
                .get(file.as_str())
                .map(|text| std::str::from_utf8(text).unwrap())
            else {
                wrong.push(format!("3: {file} is not there"));
                continue;
            };
            used.insert(file);
            let is_bad = |c: char| c.is_control() && c < ' ' && c != '\t' && c != '\n';
            if text.contains(is_bad) || text.starts_with('\u{feff}') || !is_nfc(text) {
                wrong.push(format!("3: the text of {name}"));
            }
            for selection in element.children_named("PlainTextSelection") {
                let range = (
                    selection.attribute("startPosition"),
                    selection.attribute("endPosition"),
                );
                let length = offsets.of(text).to_string();
                if range != ("0", length.as_str()) {
                    wrong.push(format!("5: the selection {range:?} of {name}, of {length}"));
                }
            }
            for point in element.children_named("SyncPoint") {
                let position: usize = point.attribute("position").parse().unwrap();
                let before: String = match offsets {
                    Offsets::CodePoints => text.chars().take(position).collect(),
                    Offsets::Utf16 => {
                        let units: Vec<u16> = text.encode_utf16().take(position).collect();
                        String::from_utf16(&units).unwrap()
                    }
                };
                if !before.ends_with('\n') || !text[before.len()..].starts_with('#') {
                    wrong.push(format!("5: position {position} of {name}"));
                }
            }
        }
    }
    for member in members.keys().filter(|member| !used.contains(**member)) {
        wrong.push(format!("3: {member} is of nothing"));
    }
}

fn people(root: &Element, wrong: &mut Vec<String>) {
    let variables: Vec<&str> = root
        .all()
        .into_iter()
        .filter(|element| element.name == "Variable")
        .map(|element| element.attribute("name"))
        .collect();
    let distinct: BTreeSet<&&str> = variables.iter().collect();
    if distinct.len() != variables.len() || variables.iter().any(|name| name.starts_with("Cases:"))
    {
        wrong.push(format!("6: variables {variables:?}"));
    }
    let of = |elements: &str| -> BTreeSet<String> {
        let found = root.all().into_iter().filter(|one| one.name == elements);
        let values = found.flat_map(|one| one.children_named("VariableValue"));
        let referred = values.flat_map(|value| value.children_named("VariableRef"));
        referred
            .map(|one| one.attribute("targetGUID").to_owned())
            .collect()
    };
    if !of("Case").is_disjoint(&of("TextSource")) || !of("Case").is_disjoint(&of("AudioSource")) {
        wrong.push("6: a variable is of cases and of sources".into());
    }
    let mut in_cases = BTreeSet::new();
    let mut cases = 0;
    for case in root
        .all()
        .into_iter()
        .filter(|element| element.name == "Case")
    {
        cases += 1;
        let kinds: Vec<bool> = case
            .children
            .iter()
            .map(|child| child.name == "SourceRef")
            .collect();
        if !kinds.is_sorted() {
            wrong.push("4.2: a source before a value in a case".into());
        }
        in_cases.extend(
            case.children_named("SourceRef")
                .map(|one| one.attribute("targetGUID").to_owned()),
        );
    }
    let all = root.all();
    let of_people = all
        .iter()
        .filter(|one| one.name == "Set" && one.attribute("name").starts_with("Documents of "));
    if of_people.count() > cases {
        wrong.push("7: more sets than cases".into());
    }
    for source in all
        .iter()
        .filter(|one| one.name.ends_with("Source") && one.name != "MemberSource")
    {
        if !in_cases.contains(source.attribute("guid")) {
            wrong.push(format!("7: {} is in no case", source.attribute("name")));
        }
        let has_participant = source
            .children_named("VariableValue")
            .flat_map(|value| value.children_named("TextValue"))
            .next()
            .is_some_and(|value| !value.text.is_empty());
        if !has_participant {
            wrong.push(format!(
                "7: {} names no participant",
                source.attribute("name")
            ));
        }
    }
}

/// The tree of a document; what is not well-formed stops the test.
fn parse(bytes: &[u8]) -> Element {
    let mut reader = Reader::from_reader(bytes);
    let mut open = vec![Element::default()];
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).unwrap() {
            Event::Start(start) => open.push(element(&start)),
            Event::Empty(start) => {
                let one = element(&start);
                open.last_mut().unwrap().children.push(one);
            }
            Event::End(_) => {
                let one = open.pop().unwrap();
                open.last_mut().unwrap().children.push(one);
            }
            Event::Text(text) => {
                let text = std::str::from_utf8(&text).unwrap().trim();
                open.last_mut().unwrap().text.push_str(text);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(open.len(), 1, "every element is closed");
    open.pop().unwrap().children.pop().unwrap()
}

fn element(start: &BytesStart<'_>) -> Element {
    let attributes = start.attributes().map(|attribute| {
        let attribute = attribute.unwrap();
        let value = std::str::from_utf8(&attribute.value).unwrap();
        let key = std::str::from_utf8(attribute.key.as_ref()).unwrap();
        (
            key.to_owned(),
            quick_xml::escape::unescape(value).unwrap().into_owned(),
        )
    });
    Element {
        name: std::str::from_utf8(start.name().as_ref())
            .unwrap()
            .to_owned(),
        attributes: attributes.collect(),
        ..Element::default()
    }
}

mod tests {
    use journal::{EntryKind, PromptId, ShownPrompt, Theme};
    use proptest::prelude::*;

    use super::*;
    use crate::dataset::Dataset;
    use crate::export::refi::SoundFile;
    use crate::merge::{Rules, merge};
    use crate::testkit::{Sketch, entry, recording, sketch, tied, transcript_record};
    use crate::transcript::TranscriptStatus;
    use crate::transcripts::Transcripts;

    fn check(dataset: &Dataset) {
        for offsets in [Offsets::CodePoints, Offsets::Utf16] {
            for has_sound in [false, true] {
                let file = SoundFile {
                    ending: "wav".into(),
                    bytes: 4,
                };
                let sound = |_: &crate::MergedRecording| has_sound.then(|| file.clone());
                let project = Project::new(dataset, offsets, &sound);
                assert_eq!(lint(&project, offsets), Vec::<String>::new());
                let written = || {
                    let mut bytes = Vec::new();
                    project
                        .write(&mut bytes, &mut |_| Ok(b"RIFF".to_vec()))
                        .unwrap();
                    bytes
                };
                assert_eq!(written(), written());
            }
        }
    }

    fn spoken(words: &str, do_not_quote: bool) -> Dataset {
        let mut one = entry(7, 1, "I was new. 😀");
        one.recordings = vec![recording(1, 0xa), recording(2, 0xb)];
        one.kind = EntryKind::Text;
        one.handling.do_not_quote = do_not_quote;
        let (sha256, status) = ("a".repeat(64), TranscriptStatus::MachineDraft);
        let line = transcript_record(1, &sha256, status, words).line();
        let rules = Rules {
            transcripts: Transcripts::parse(&format!("{line}\n")).unwrap(),
            ..Rules::default()
        };
        let bundle = Sketch {
            entries: vec![one],
            ..sketch("P-1", 1)
        };
        merge(vec![bundle.file("a")], &rules)
    }

    #[test]
    fn every_project_keeps_the_rules() {
        check(&merge(Vec::new(), &Rules::default()));
        check(&spoken("Hello 😀\nyou", false));
        check(&spoken("#00:00:01-2# <&>", true));
        check(&tied());
        let first = Sketch {
            entries: vec![entry(1, 1, "one")],
            ..sketch("P-1", 1)
        };
        let second = Sketch {
            entries: vec![entry(1, 1, "two")],
            ..sketch("P-1", 2)
        };
        let other = Sketch {
            entries: vec![entry(1, 1, "one")],
            ..sketch("P-2", 1)
        };
        let gone = Sketch {
            withdrawn: vec![entry(2, 1, "").id],
            ..sketch("P-3", 1)
        };
        let files = [first, second, other, gone].map(|one| one.file("x"));
        check(&merge(files.to_vec(), &Rules::default()));
    }

    #[test]
    fn the_check_sees_what_it_is_for() {
        let dataset = spoken("Hello", true);
        let file = SoundFile {
            ending: "wav".into(),
            bytes: 4,
        };
        let broken = |from: &str, to: &str| {
            let mut project = Project::new(&dataset, Offsets::CodePoints, &|_| Some(file.clone()));
            let qde = String::from_utf8(project.texts[0].1.clone()).unwrap();
            assert!(qde.contains(from), "{from} is not in {qde}");
            project.texts[0].1 = qde.replacen(from, to, 1).into_bytes();
            lint(&project, Offsets::CodePoints).join("; ")
        };
        for (from, to, rule) in [
            ("User guid=\"", "User guid=\"a", "1: "),
            ("origin=", "x=", "2: no origin"),
            (
                "modifiedDateTime=\"2026-01-08T00:00:00Z\"><Var",
                "x=\"\"><Var",
                "2: TextSource without",
            ),
            ("internal://", "internal://x", "3: "),
            (".wav\" path", "\" path", "4: "),
            ("position=\"", "position=\"1", "5: "),
            ("entry_role", "Cases:role", "6: "),
            ("<SourceRef", "<x", "7: "),
            ("<Description>", "<Graphs/><Description>", "10: Graphs"),
            (
                "<Sets>",
                "<Links><Link originGUID=\"x\"/></Links><Sets>",
                "10: the link",
            ),
            ("<Users>", "<Users></Users><Users>", "9: Users is empty"),
            (
                "</TextSource>",
                "<PlainTextSelection/></TextSource>",
                "a quotation",
            ),
        ] {
            let found = broken(from, to);
            assert!(found.contains(rule), "{from} gives {found:?}");
        }
    }

    #[test]
    fn ids_stay_when_more_arrives() {
        let guid = |dataset: &Dataset| {
            let project = Project::new(dataset, Offsets::CodePoints, &|_| None);
            project
                .texts
                .iter()
                .map(|(name, _)| name.clone())
                .collect::<BTreeSet<_>>()
        };
        let one = Sketch {
            entries: vec![entry(1, 1, "one")],
            ..sketch("P-1", 1)
        };
        let two = Sketch {
            entries: vec![entry(2, 1, "two")],
            ..sketch("P-1", 2)
        };
        let before = merge(vec![one.file("a")], &Rules::default());
        let after = merge(vec![one.file("a"), two.file("b")], &Rules::default());
        assert!(guid(&before).is_subset(&guid(&after)));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn whatever_is_written_keeps_the_rules(text: String, title: String, asked: String, said: String) {
            let mut one = entry(1, 1, &text);
            one.title = title;
            one.recordings = vec![recording(1, 0xa)];
            one.prompt = Some(ShownPrompt {
                id: PromptId(asked.clone()),
                version: 1,
                theme: Theme::Free,
                language: "en".into(),
                text: asked,
            });
            let (sha256, status) = ("a".repeat(64), TranscriptStatus::Checked);
            let line = transcript_record(1, &sha256, status, &said).line();
            let rules = Rules {
                transcripts: Transcripts::parse(&format!("{line}\n")).unwrap_or_default(),
                ..Rules::default()
            };
            let bundle = Sketch { entries: vec![one], ..sketch("P-1", 1) };
            check(&merge(vec![bundle.file("a")], &rules));
        }
    }
}
