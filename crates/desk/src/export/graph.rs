//! Who wrote what in answer to what: a graph for networkx, Gephi, igraph and others.

use std::collections::{BTreeMap, BTreeSet};

use journal::{EntryId, ParticipantCode};

use super::csv::file;
use super::index::{Index, form};
use super::memos::{ToldMemo, told_memos};
use super::path::folder;
use super::tables::Table;
use super::told::{Told, told};
use super::xml::Xml;
use super::{ExportFile, Notice};
use crate::dataset::Dataset;
use crate::memos::About;

/// The attributes of a node; no word of an entry or memo is among them.
const NODE: [&str; 9] = [
    "id",
    "kind",
    "label",
    "participant",
    "written",
    "role",
    "theme",
    "handling",
    "form",
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
    let mut graph = Graph::default();
    for participant in &dataset.participants {
        let code = participant.code.as_str();
        let of = [("label", code), ("participant", code)];
        graph.node(&format!("participant/{code}"), "participant", &of);
    }
    let index = Index::new(dataset);
    for entry in told(dataset) {
        graph.entry(&entry, &index);
    }
    for told in told_memos(dataset)
        .iter()
        .filter(|told| told.memo.is_standing)
    {
        graph.memo(told);
    }
    for tag in &dataset.tags {
        let id = format!("tag/{}", tag.tag);
        graph.node(&id, "tag", &[("label", &tag.tag)]);
        graph.edge(&entry_node(&tag.participant, tag.entry), &id, "tagged");
    }
    let edges = (1..)
        .zip(graph.edges)
        .map(|(number, (source, target, kind))| vec![format!("e{number}"), source, target, kind]);
    (graph.nodes.into_values().collect(), edges.collect())
}

fn entry_node(code: &ParticipantCode, id: EntryId) -> String {
    format!("entry/{code}/{id}")
}

#[derive(Default)]
struct Graph {
    nodes: BTreeMap<String, Vec<String>>,
    edges: BTreeSet<(String, String, String)>,
}

impl Graph {
    /// A node, unless it is there; `of` has its attributes by their names.
    fn node(&mut self, id: &str, kind: &str, of: &[(&str, &str)]) {
        let value = |name: &&str| match *name {
            "id" => id.to_owned(),
            "kind" => kind.to_owned(),
            name => {
                let found = of.iter().find(|(of, _)| *of == name);
                found.map_or_else(String::new, |(_, value)| (*value).to_owned())
            }
        };
        let row = || NODE.iter().map(value).collect();
        self.nodes.entry(id.to_owned()).or_insert_with(row);
    }

    fn edge(&mut self, source: &str, target: &str, kind: &str) {
        let edge = (source.to_owned(), target.to_owned(), kind.to_owned());
        self.edges.insert(edge);
    }

    fn entry(&mut self, entry: &Told<'_>, index: &Index<'_>) {
        let written = &entry.side.revision.entry;
        let participant = &entry.side.entry.participant;
        let code = participant.as_str();
        let id = entry_node(participant, entry.side.entry.id);
        let handling = entry.handling();
        let label = format!("{}_{}", folder(participant), written.created_at.date());
        let of = [
            ("label", label.as_str()),
            ("participant", code),
            ("written", written.created_at.as_str()),
            ("role", written.role.as_str()),
            ("theme", written.theme().as_str()),
            ("handling", &handling),
            ("form", form(written)),
        ];
        self.node(&id, "entry", &of);
        self.edge(&format!("participant/{code}"), &id, "wrote");
        if let Some(prompt) = &written.prompt {
            let asked = format!("question/{}/{}", prompt.id, prompt.version);
            let theme = prompt.theme.as_str();
            let of = [("label", prompt.id.0.as_str()), ("theme", theme)];
            self.node(&asked, "question", &of);
            self.edge(&id, &asked, "answers");
        }
        for recording in &entry.recordings {
            let merged = recording.merged;
            let spoken = format!("recording/{code}/{}", merged.recording.id);
            let of = [
                ("label", merged.name.as_str()),
                ("participant", code),
                ("written", merged.recording.recorded_at.as_str()),
                ("handling", &handling),
            ];
            self.node(&spoken, "recording", &of);
            self.edge(&id, &spoken, "holds");
        }
        let links = written.links().iter();
        let shown = written.stimuli().iter();
        let others = links
            .map(|link| (link.entry, link.kind.as_str()))
            .chain(shown.map(|shown| (shown.entry, "was-shown")))
            .chain(written.agenda().iter().map(|id| (*id, "gathers")));
        for (other, kind) in others {
            let target = entry_node(participant, other);
            let standing = index.standing(participant, other);
            if standing != "shared" {
                let label = other.to_string();
                let of = [("label", &label[..8]), ("participant", code)];
                self.node(&target, standing, &of);
            }
            self.edge(&id, &target, kind);
        }
        let people = written.context.iter().flat_map(|context| &context.people);
        for token in people.map(|person| person.token()) {
            let person = format!("person/{code}/{token}");
            let of = [("label", token.as_str()), ("participant", code)];
            self.node(&person, "person", &of);
            self.edge(&id, &person, "about");
        }
    }

    fn memo(&mut self, told: &ToldMemo<'_>) {
        let memo = told.memo;
        let id = format!("memo/{}", memo.id);
        let code = memo.about.participant().map_or("", ParticipantCode::as_str);
        let label = told.heading();
        let of = [
            ("label", label.as_str()),
            ("participant", code),
            ("written", &memo.at),
        ];
        self.node(&id, "memo", &of);
        let about = match &memo.about {
            About::Study => return,
            About::Person { .. } => format!("participant/{code}"),
            About::Entry { participant, entry } => entry_node(participant, *entry),
            About::Recording { recording, .. } => format!("recording/{code}/{recording}"),
        };
        self.edge(&id, &about, "about");
    }
}
