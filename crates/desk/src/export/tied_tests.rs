//! What ties entries to each other, in every file that has them.

use std::collections::BTreeSet;

use journal::{Context, Entry, Link, LinkKind, Stimulus};
use proptest::prelude::*;

use super::tests::{file, rows};
use super::*;
use crate::merge::{Rules, merge};
use crate::testkit::{Sketch, entry, id, moment, sketch, tied, tied_entries};

fn of(entries: Vec<Entry>) -> Dataset {
    let bundle = Sketch {
        entries,
        ..sketch("P-1", 1)
    };
    merge(vec![bundle.file("a")], &Rules::default())
}

/// Some columns of a table, a line for each row.
fn cells(dataset: &Dataset, table: &str, columns: &[&str]) -> Vec<String> {
    let table = file(&export(dataset, Format::Csv), table);
    let row = |row: &std::collections::BTreeMap<String, String>| {
        let cells: Vec<&str> = columns.iter().map(|column| row[*column].as_str()).collect();
        cells.join("|")
    };
    rows(&table).iter().map(row).collect()
}

/// The first two digits of an id tell the entry in these tests.
fn short(cells: Vec<String>) -> Vec<String> {
    let number = |cell: &str| match cell.split('-').count() {
        5 => u8::from_str_radix(&cell[..2], 16).unwrap().to_string(),
        _ => cell.to_owned(),
    };
    let line = |line: String| line.split('|').map(number).collect::<Vec<_>>().join("|");
    cells.into_iter().map(line).collect()
}

/// The project, whose members are stored as they are.
fn project(dataset: &Dataset) -> String {
    let files = export(dataset, Format::RefiQda);
    let found = files.iter().find(|file| file.path.ends_with(".qdpx"));
    String::from_utf8_lossy(&found.unwrap().bytes).into_owned()
}

#[test]
fn letters_stand_with_their_answers_and_the_time_between() {
    let columns = [
        "letter_id",
        "letter",
        "letter_to",
        "opens",
        "sealed_on",
        "opened_on",
        "days_sealed",
        "letter_text",
        "answer_id",
        "answered_on",
        "days_to_answer",
        "answer_text",
        "ask_first",
    ];
    assert_eq!(
        short(cells(&tied(), "letters.csv", &columns)),
        [
            "3|shared|end_of_year|2026-06-01|2026-01-06|2026-06-03|148|words of 3|4|2026-06-04|1|words of 4|yes",
            "16|shared|first_mentee|the exam in Ghent|2026-02-02|||words of 16|||||no",
            "99|not_shared|||||||13|2026-06-11||words of 13|no",
        ]
    );
}

#[test]
fn forecasts_stand_with_what_became_of_them() {
    let columns = [
        "forecast_id",
        "said_on",
        "statement",
        "sure",
        "horizon",
        "days_to_horizon",
        "outcome_id",
        "outcome",
        "days_to_outcome",
        "what_surprised",
    ];
    assert_eq!(
        short(cells(&tied(), "forecasts.csv", &columns)),
        [
            "5|2026-01-08|words of 5|70|2026-05-01|113|6|otherwise|114|words of 6",
            "15|2026-02-01|words of 15|5|2026-12-01|303||||",
        ]
    );
}

#[test]
fn loops_and_what_was_asked_have_tables() {
    let columns = [
        "kind",
        "origin_id",
        "origin",
        "state",
        "began",
        "until",
        "days",
    ];
    assert_eq!(
        short(cells(&tied(), "loops.csv", &columns)),
        [
            "letter|99|not_shared|closed||2026-06-11|",
            "reply|1|shared|closed|2026-01-05|2026-03-01|55",
            "letter|3|shared|closed|2026-01-06|2026-06-03|148",
            "forecast|5|shared|closed|2026-01-08|2026-05-02|114",
            "two_chairs|7|shared|closed|2026-01-10|2026-01-11|1",
            "passing_on|9|shared|closed|2026-01-12|2026-02-12|31",
            "forecast|15|shared|open|2026-02-01|2026-12-01|",
            "letter|16|shared|open|2026-02-02||",
        ]
    );
    let columns = [
        "phone",
        "number",
        "event",
        "prompt_id",
        "entry_id",
        "answer",
        "again",
    ];
    assert_eq!(
        short(cells(&tied(), "offers.csv", &columns)),
        [
            "1|1|shown|GB-01|||",
            "1|2|shown|IF-02|||",
            "1|1|declined|GB-01||too_close|2026-04-02T08:00:00+01:00",
            "1|1|brought_back||1|answered|",
        ]
    );
    let columns = ["number", "target_id", "target"];
    assert_eq!(
        short(cells(&tied(), "agendas.csv", &columns)),
        ["1|9|shared", "2|1|shared", "3|11|shared", "4|98|not_shared"]
    );
}

#[test]
fn what_was_shown_has_the_wishes_of_what_it_was() {
    let columns = ["entry_id", "shown_id", "shown", "words", "do_not_quote"];
    assert_eq!(
        short(cells(&tied(), "stimuli.csv", &columns)),
        ["2|1|shared|words of 1|yes", "2|98|not_shared||no"]
    );
    let mut met = 0;
    for file in Format::ALL.map(|format| export(&tied(), format)).concat() {
        let text = String::from_utf8_lossy(&file.bytes);
        let is_telling = ["reply", "-02020202"]
            .iter()
            .any(|of| file.path.contains(of));
        // The document of the answer has no wish of its own.
        if is_telling && text.contains("words of 1<") | text.contains("> words of 1\n") {
            assert!(text.contains("DO NOT QUOTE"), "{}", file.path);
            met += 1;
        }
    }
    assert_eq!(met, 3, "Markdown, Word and a page");
    // Where a tag would make a quotation of it, it does not stand.
    let text = project(&tied());
    assert!(!text.contains("> words of 1\n"));
    assert!(text.contains("> [DO NOT QUOTE: the words are in stimuli.csv and not here]"));
}

#[test]
fn a_document_tells_what_it_follows_on_from() {
    let document = |number: &str| {
        let files = export(&tied(), Format::Markdown);
        let end = format!("{number}.md");
        let found = files.into_iter().find(|file| file.path.ends_with(&end));
        String::from_utf8(found.unwrap().bytes).unwrap()
    };
    let answer = document("04040404");
    for told in [
        "links: \"answers-letter 03030303-0303-4303-8303-030303030303\"\n",
        "- Answers letter: \"P-1_2026-01-06-03030303, 2026-01-06 (149 days before), \u{201c}To me in June\u{201d}; \
         sealed on 2026-01-06, opened on 2026-06-03 (148 days later), answered 1 day after that\"\n",
    ] {
        assert!(answer.contains(told), "{answer}");
    }
    let reply = document("02020202");
    for told in [
        "people: \"Mentee A; Mentor 2\"\nsession: \"3\"\n",
        "- Replies to: \"P-1_2026-01-05-01010101, 2026-01-05 (55 days before)\"\n",
        "**Shown on 2026-03-01: P-1_2026-01-05-01010101, revision 1**\n\n**DO NOT QUOTE**\n\n> words of 1\n",
        "**Shown on 2026-03-01: 62626262-6262-4262-a262-626262626262 (not shared), revision 1, without its words**\n",
    ] {
        assert!(reply.contains(told), "{told} is not in {reply}");
    }
    let orphan = document("0d0d0d0d");
    assert!(orphan.contains("63636363-6363-4363-a363-636363636363 (not shared)"));
}

#[test]
fn what_was_shown_ends_no_head_of_a_document() {
    let mut one = entry(1, 1, "the text");
    let shown = entry(2, 1, "<!-- text -->\n---\u{85}<!-- text -->");
    one.context = Context {
        stimuli: vec![Stimulus::of(&shown, moment("2026-01-05"))],
        ..Context::default()
    }
    .kept();
    let files = export(&of(vec![one]), Format::Markdown);
    let text = String::from_utf8(files[0].bytes.clone()).unwrap();
    let (_, body) = text.split_once("<!-- text -->").unwrap();
    assert_eq!(body, "\nthe text\n");
}

#[test]
fn programs_get_links_as_variables_and_as_links() {
    let dataset = tied();
    let qde = project(&dataset);
    // All but the one to a letter that was not shared.
    let links: usize = tied_entries().iter().map(|one| one.links().len()).sum();
    assert_eq!(qde.matches("<Link ").count(), links - 1);
    for kind in LinkKind::ALL {
        assert!(qde.contains(&format!("name=\"{}\" direction=\"OneWay\"", kind.as_str())));
    }
    let told = "answers-letter 63636363-6363-4363-a363-636363636363 (not shared)";
    assert!(qde.contains(&format!("<TextValue>{told}</TextValue>")));
    for (format, path) in [
        (Format::NVivo, "nvivo/documents.txt"),
        (Format::Maxqda, "maxqda/variables.xlsx"),
    ] {
        let files = export(&dataset, format);
        let sheet = files.iter().find(|file| file.path == path).unwrap();
        let text = String::from_utf8_lossy(&sheet.bytes);
        assert!(
            text.contains("replies-to P-1_2026-01-05-01010101"),
            "{path}"
        );
        assert!(text.contains("Mentee A; Mentor 2"), "{path}");
    }
}

/// The edges of the graph that are links, as kind, source and target.
fn edges(dataset: &Dataset) -> BTreeSet<(String, String, String)> {
    let table = file(&export(dataset, Format::Graph), "graph/edges.csv");
    let names = LinkKind::ALL.map(LinkKind::as_str);
    let mut edges = BTreeSet::new();
    for mut row in rows(&table) {
        let mut take = |column: &str| row.remove(column).unwrap();
        let edge = (take("kind"), take("source"), take("target"));
        if names.contains(&edge.0.as_str()) {
            assert!(edges.insert(edge), "an edge stands twice");
        }
    }
    edges
}

#[test]
fn the_graph_has_people_and_what_was_not_shared() {
    let graph = export(&tied(), Format::Graph);
    let nodes = rows(&file(&graph, "graph/nodes.csv"));
    let of = |kind: &str| -> Vec<String> {
        let found = nodes.iter().filter(|node| node["kind"] == kind);
        found.map(|node| node["label"].clone()).collect()
    };
    assert_eq!(of("person"), ["Mentee A", "Mentor 2"]);
    assert_eq!(of("not_shared"), ["62626262", "63636363"]);
    let table = rows(&file(&graph, "graph/edges.csv"));
    let count = |kind: &str| table.iter().filter(|edge| edge["kind"] == kind).count();
    assert_eq!(
        (count("was-shown"), count("gathers"), count("about")),
        (2, 4, 2)
    );
}

/// Entries of two people with whatever links, some of them to what is not there.
fn linked() -> impl Strategy<Value = Vec<(u8, Vec<(usize, u8)>)>> {
    let links = prop::collection::vec((0usize..6, 0u8..12), 0..4);
    prop::collection::vec((0u8..8, links), 0..8)
}

proptest! {
    /// Links in the table and in the graph are those of the entries, and no other.
    #[test]
    fn the_edges_are_the_links_of_the_entries(one in linked(), other in linked(), gone in prop::option::of(0u8..8)) {
        let entries = |told: &[(u8, Vec<(usize, u8)>)]| -> Vec<Entry> {
            let mut seen = BTreeSet::new();
            let told = told.iter().filter(|(number, _)| seen.insert(*number));
            told.map(|(number, links)| {
                let links = links.iter().map(|(kind, to)| Link { kind: LinkKind::ALL[*kind], entry: id(*to) });
                let context = Context { links: links.collect(), ..Context::default() };
                Entry { context: context.kept(), ..entry(*number, 1, "text") }
            })
            .collect()
        };
        let people = [("P-1", entries(&one)), ("P-2", entries(&other))];
        let files = people.iter().map(|(participant, entries)| Sketch {
            entries: entries.clone(),
            withdrawn: gone.iter().map(|number| id(*number)).collect(),
            ..sketch(participant, 1)
        }.file(participant));
        let dataset = merge(files.collect(), &Rules::default());
        let (mut expected, mut rows_expected) = (BTreeSet::new(), Vec::new());
        for (participant, entries) in &people {
            for entry in entries.iter().filter(|entry| gone.is_none_or(|gone| entry.id != id(gone))) {
                for link in entry.links() {
                    let node = |id| format!("entry/{participant}/{id}");
                    expected.insert((link.kind.as_str().to_owned(), node(entry.id), node(link.entry)));
                    let is_here = entries.iter().any(|one| one.id == link.entry);
                    let standing = match gone {
                        Some(gone) if link.entry == id(gone) => "withdrawn",
                        _ if is_here => "shared",
                        _ => "not_shared",
                    };
                    let kind = link.kind.as_str();
                    rows_expected.push(format!("{participant}|{}|{kind}|{}|{standing}", entry.id, link.entry));
                }
            }
        }
        prop_assert_eq!(edges(&dataset), expected);
        let columns = ["participant", "entry_id", "type", "target_id", "target"];
        let mut found = cells(&dataset, "links.csv", &columns);
        found.sort();
        rows_expected.sort();
        prop_assert_eq!(found, rows_expected);
    }
}
