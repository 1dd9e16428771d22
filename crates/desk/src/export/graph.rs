//! Who wrote what in answer to what: a graph for networkx, Gephi, igraph and others.

use std::collections::{BTreeMap, BTreeSet};

use super::csv::file;
use super::memos::told_memos;
use super::path::folder;
use super::tables::Table;
use super::told::told;
use super::xml::Xml;
use super::{ExportFile, Notice};
use crate::dataset::Dataset;
use crate::memos::About;

/// The attributes of a node; no word of an entry or memo is among them.
const NODE: [&str; 8] = [
    "id",
    "kind",
    "label",
    "participant",
    "written",
    "role",
    "theme",
    "handling",
];
const EDGE: [&str; 4] = ["id", "source", "target", "kind"];

/// GraphML (<http://graphml.graphdrawing.org>), and the same nodes and edges as tables.
pub(super) fn files(dataset: &Dataset) -> Vec<ExportFile> {
    let (nodes, edges) = parts(dataset);
    let mut xml = Xml::document();
    xml.open(
        "graphml",
        &[("xmlns", "http://graphml.graphdrawing.org/xmlns")],
    );
    for (of, names) in [("node", &NODE[1..]), ("edge", &EDGE[3..])] {
        for name in names {
            let key = format!("{of}.{name}");
            let key = [
                ("id", key.as_str()),
                ("for", of),
                ("attr.name", name),
                ("attr.type", "string"),
            ];
            xml.leaf("key", &key);
        }
    }
    xml.open("graph", &[("id", "study"), ("edgedefault", "directed")]);
    for node in &nodes {
        xml.open("node", &[("id", &node[0])]);
        data(&mut xml, "node", &NODE[1..], &node[1..]);
        xml.close();
    }
    for edge in &edges {
        xml.open(
            "edge",
            &[("id", &edge[0]), ("source", &edge[1]), ("target", &edge[2])],
        );
        data(&mut xml, "edge", &EDGE[3..], &edge[3..]);
        xml.close();
    }
    let (bytes, replaced) = xml.finish();
    let mut graph = ExportFile::new("graph/study.graphml".into(), bytes);
    graph.notices.extend(Notice::replaced(replaced));
    vec![
        graph,
        file(
            "graph/nodes.csv".into(),
            &Table::new("nodes", &NODE, nodes.into_iter()),
        ),
        file(
            "graph/edges.csv".into(),
            &Table::new("edges", &EDGE, edges.into_iter()),
        ),
    ]
}

fn data(xml: &mut Xml, of: &str, names: &[&str], values: &[String]) {
    for (name, value) in names.iter().zip(values) {
        if !value.is_empty() {
            xml.element("data", &[("key", &format!("{of}.{name}"))], value);
        }
    }
}

/// Nodes and edges, each in the order of its id.
fn parts(dataset: &Dataset) -> (Vec<Vec<String>>, Vec<Vec<String>>) {
    let mut nodes = BTreeMap::new();
    let mut edges = BTreeSet::new();
    let mut node = |id: &str, kind: &str, rest: [String; 6]| {
        let row = [vec![id.to_owned(), kind.to_owned()], rest.to_vec()].concat();
        nodes.entry(id.to_owned()).or_insert(row);
    };
    let mut edge = |source: &str, target: &str, kind: &str| {
        edges.insert((source.to_owned(), target.to_owned(), kind.to_owned()));
    };
    let empty = String::new;
    for participant in &dataset.participants {
        let code = participant.code.to_string();
        let id = format!("participant/{code}");
        node(
            &id,
            "participant",
            [code.clone(), code, empty(), empty(), empty(), empty()],
        );
    }
    for entry in told(dataset) {
        let written = &entry.side.revision.entry;
        let code = entry.side.entry.participant.to_string();
        let id = format!("entry/{code}/{}", entry.side.entry.id);
        let of = [
            format!(
                "{}_{}",
                folder(&entry.side.entry.participant),
                written.created_at.date()
            ),
            code.clone(),
            written.created_at.to_string(),
            written.role.as_str().to_owned(),
            written.theme().as_str().to_owned(),
            entry.handling(),
        ];
        node(&id, "entry", of);
        edge(&format!("participant/{code}"), &id, "wrote");
        if let Some(prompt) = &written.prompt {
            let asked = format!("question/{}/{}", prompt.id, prompt.version);
            let theme = prompt.theme.as_str().to_owned();
            node(
                &asked,
                "question",
                [
                    prompt.id.to_string(),
                    empty(),
                    empty(),
                    empty(),
                    theme,
                    empty(),
                ],
            );
            edge(&id, &asked, "answers");
        }
        for recording in &entry.recordings {
            let merged = recording.merged;
            let spoken = format!("recording/{code}/{}", merged.recording.id);
            let at = merged.recording.recorded_at.to_string();
            let handling = entry.handling();
            node(
                &spoken,
                "recording",
                [
                    merged.name.clone(),
                    code.clone(),
                    at,
                    empty(),
                    empty(),
                    handling,
                ],
            );
            edge(&id, &spoken, "holds");
        }
    }
    for told in told_memos(dataset)
        .iter()
        .filter(|told| told.memo.is_standing)
    {
        let memo = told.memo;
        let id = format!("memo/{}", memo.id);
        let code = memo
            .about
            .participant()
            .map_or_else(empty, ToString::to_string);
        let label = told.heading();
        let at = memo.at.clone();
        node(
            &id,
            "memo",
            [label, code.clone(), at, empty(), empty(), empty()],
        );
        let about = match &memo.about {
            About::Study => continue,
            About::Person { .. } => format!("participant/{code}"),
            About::Entry { entry, .. } => format!("entry/{code}/{entry}"),
            About::Recording { recording, .. } => format!("recording/{code}/{recording}"),
        };
        edge(&id, &about, "about");
    }
    for tag in &dataset.tags {
        let id = format!("tag/{}", tag.tag);
        let label = tag.tag.clone();
        node(
            &id,
            "tag",
            [label, empty(), empty(), empty(), empty(), empty()],
        );
        edge(
            &format!("entry/{}/{}", tag.participant, tag.entry),
            &id,
            "tagged",
        );
    }
    let edges = (1..)
        .zip(edges)
        .map(|(number, (source, target, kind))| vec![format!("e{number}"), source, target, kind]);
    (nodes.into_values().collect(), edges.collect())
}
