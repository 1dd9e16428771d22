//! The folder of results, read by programs that know nothing of us: LibreOffice, libxml2, the
//! schema and the importer of qualitative-coding, Taguette, networkx and the validator of
//! RO-Crates.
#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use journal::{Entry, EntryId, LinkKind, Moment, PromptId, Role, ShownPrompt, Theme};
use room::{Room, below, code, err};
use serde_json::{Value, json};

#[path = "cli/room.rs"]
mod room;
#[path = "cli/tied.rs"]
mod tied;

/// What begins a formula, or is made to look as if it did not.
const BEGINNINGS: [&str; 25] = [
    "=",
    "+",
    "-",
    "@",
    "\t=",
    "\r=",
    "\n=",
    "\r\n=",
    "\0=",
    "＝",
    "＋",
    "－",
    "＠",
    "−",
    " =",
    "  @",
    "'=",
    "''+",
    "\"=",
    "“-",
    "\u{feff}=",
    "\u{a0}=",
    "\u{200b}+",
    "|",
    "%0A=",
];
/// What follows it, with everything that a reader might take for a separator.
const ENDS: [&str; 8] = [
    "1+1",
    "SUM(A1:A9)",
    "cmd|'/c calc'!A0",
    "HYPERLINK(\"http://example.org\",\"x\")",
    "1;=2",
    "1,=2\",=3",
    "1\t=2",
    "1\n=2\r\n=3",
];

/// A folder of results with every hostile text, made once.
struct Made {
    room: Room,
    texts: Vec<String>,
}

fn made() -> &'static Made {
    static MADE: OnceLock<Made> = OnceLock::new();
    MADE.get_or_init(|| {
        let room = Room::new();
        let mut texts: Vec<String> = BEGINNINGS
            .iter()
            .flat_map(|beginning| ENDS.map(|end| format!("{beginning}{end}")))
            .collect();
        assert_eq!(texts.len(), 200);
        texts.push("_x000D_ ]]> & <b> \u{fffe} \u{1b}[31m שלום 👩🏽‍⚕️ Zoë e\u{301}".into());
        texts.push("long ".repeat(12_000));
        let entries: Vec<Entry> = texts
            .iter()
            .zip(0..)
            .map(|(text, n)| entry(n, text))
            .collect();
        room.write(
            "in/written.age",
            &room.pack_entries("study", "P-1", 1, 1, entries).bytes,
        );
        let sound = wav();
        let recording = room::recording(9, &sound, "audio/wav", 2_000);
        room.write(
            "in/spoken.age",
            &room.pack_spoken("P-2", 2, 1, &[(recording, &sound)]),
        );
        let audio = "audio --identity key.txt in --out audio --originals";
        assert_eq!(code(&room.type_in(audio)), 0);
        let index = fs::read_to_string(room.path("audio/recordings.jsonl")).unwrap();
        let index: Value = serde_json::from_str(index.trim()).unwrap();
        let name = index["name"].as_str().unwrap();
        room.write("words.vtt", b"WEBVTT\n\n00:00.500 --> 00:01.000\n=Hello\n");
        let add = format!("transcript add --audio audio {name} words.vtt --status draft");
        assert_eq!(code(&room.type_in(&add)), 0);
        note(&room, &texts);
        let open = "open --identity key.txt in --out results --audio audio --memos memos.jsonl";
        let out = room.type_in(open);
        assert_eq!((code(&out), err(&out)), (0, String::new()));
        Made { room, texts }
    })
}

/// A memo of each hostile text about an entry, and hostile tags.
fn note(room: &Room, texts: &[String]) {
    let by = ("2026-02-01T10:00:00Z", "Ada");
    let participant = serde_json::from_value(json!("P-1")).unwrap();
    let mut memos = desk::Memos::default();
    for (text, number) in texts.iter().zip(0..) {
        let about = desk::About::Entry {
            participant: serde_json::from_value(json!("P-1")).unwrap(),
            entry: entry(number, text).id,
        };
        // What is blank is no memo.
        let _ = memos.write(by, desk::MemoKind::Analytic, about, text, None);
    }
    for (number, tag) in [
        (0, "=1+1"),
        (1, "a & <b>"),
        (1, "first night"),
        (5, "first night"),
    ] {
        let id = entry(number, "").id;
        memos.tag(by, &participant, id, tag).unwrap();
    }
    room.write("memos.jsonl", memos.text().as_bytes());
}

fn entry(number: u8, text: &str) -> Entry {
    let mut id = [number; 16];
    id[0] = 255 - number;
    let prompt = ShownPrompt {
        id: PromptId("GB-01".into()),
        version: 1,
        theme: Theme::GazingBackwards,
        language: "en".into(),
        text: "Who helped you?".into(),
    };
    let now = Moment::parse("2026-01-05").unwrap();
    let mut entry = Entry::new(EntryId::from_random(id), Some(prompt), text.into(), now);
    entry.title = text.chars().take(40).collect();
    entry.role = Role::Both;
    entry.handling.do_not_quote = number.is_multiple_of(5);
    entry
}

/// Two seconds of silence.
fn wav() -> Vec<u8> {
    let samples = vec![0; 16_000];
    let size = samples.len() as u32;
    let mut out = b"RIFF".to_vec();
    out.extend((size + 36).to_le_bytes());
    out.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    out.extend(8_000_u32.to_le_bytes());
    out.extend(8_000_u32.to_le_bytes());
    out.extend(b"\x01\0\x08\0data");
    out.extend(size.to_le_bytes());
    out.extend(samples);
    out
}

/// A program's standard output; it has to end well.
#[track_caller]
fn run(command: &mut Command) -> String {
    let out = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let said = String::from_utf8_lossy(&out.stderr);
    let told = String::from_utf8_lossy(&out.stdout);
    assert!(out.status.success(), "{command:?}: {said}\n{told}");
    told.into_owned()
}

fn python(name: &str) -> Command {
    let mut command = Command::new("python3");
    command.arg("-B").arg(script(name));
    command
}

fn script(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/without_us");
    folder.join(name)
}

fn results(name: &str) -> PathBuf {
    made().room.path("results").join(name)
}

/// What stands behind the last dot of a path, `rels` for `.rels` as well.
fn ending(path: &Path) -> &str {
    path.to_str().unwrap().rsplit('.').next().unwrap()
}

/// Converts files with LibreOffice into a folder of their own.
fn convert(files: &[PathBuf], filter: &[&str], name: &str) -> PathBuf {
    let out = made().room.path(name);
    let profile = made().room.path(&format!("{name}-profile"));
    run(Command::new("soffice")
        .arg(format!(
            "-env:UserInstallation=file://{}",
            profile.display()
        ))
        .args(["--headless", "--norestore"])
        .args(filter)
        .arg("--outdir")
        .arg(&out)
        .args(files));
    out
}

#[test]
#[ignore = "needs LibreOffice"]
fn spreadsheets_have_the_texts_and_no_formula() {
    let made = made();
    let books = [
        "tables.xlsx",
        "atlasti/survey.xlsx",
        "maxqda/variables.xlsx",
    ]
    .map(results);
    // As a person opens a table by a double click, nothing told about its columns.
    let tables: Vec<PathBuf> = below(&results(""))
        .into_iter()
        .filter(|path| ending(path) == "csv")
        .collect();
    let flat = convert(
        &[&books[..], &tables[..]].concat(),
        &["--convert-to", "fods"],
        "flat",
    );
    let sheets = below(&flat);
    assert!(sheets.len() >= books.len());
    for sheet in sheets {
        let text = fs::read_to_string(&sheet).unwrap();
        assert!(text.contains("table:table-cell"), "{}", sheet.display());
        assert!(
            !text.contains("table:formula"),
            "{} has a formula",
            sheet.display()
        );
    }

    // Every sheet as a table of text, without what a spreadsheet shows instead of a value.
    let filter = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,false,false,false,false,-1";
    let out = convert(&books[..1], &["--convert-to", filter], "sheets");
    let found = column(&out.join("tables-entries.csv"), "text");
    let rest = column(&out.join("tables-entries.csv"), "text_2");
    let found: Vec<String> = found
        .iter()
        .zip(&rest)
        .map(|(text, rest)| format!("{text}{rest}"))
        .collect();
    same(&found, &made.texts);

    // A table, as README.txt says it is to be opened: every column as text.
    let columns: Vec<String> = (1..40).map(|column| format!("{column}/2")).collect();
    let filter = format!(
        "--infilter=CSV:44,34,76,1,{},0,false,false,false",
        columns.join("/")
    );
    let out = convert(
        &[results("entries.csv")],
        &[
            &filter,
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,false,false",
        ],
        "again",
    );
    let table = out.join("entries.csv");
    let (texts, escaped) = (column(&table, "text"), column(&table, "escaped"));
    let texts: Vec<String> = texts
        .iter()
        .zip(&escaped)
        .map(
            |(text, escaped)| match escaped.split(' ').any(|name| name == "text") {
                true => text.strip_prefix('\'').unwrap().to_owned(),
                false => text.clone(),
            },
        )
        .collect();
    // Of all characters LibreOffice's reader of text leaves out the first, and no other.
    let expected: Vec<String> = made
        .texts
        .iter()
        .map(|text| text.replace('\0', ""))
        .collect();
    same(&texts, &expected);
}

/// The cells of a column, without those of the spoken entry.
fn column(table: &Path, name: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_path(table).unwrap();
    let header = reader.headers().unwrap().clone();
    let at = |name: &str| header.iter().position(|column| column == name).unwrap();
    let rows = reader.records().map(Result::unwrap);
    let rows = rows.filter(|row| &row[at("participant")] == "P-1");
    rows.map(|row| row[at(name)].to_owned()).collect()
}

/// The same texts, whatever their order. A line end is a line end: LibreOffice has one kind.
#[track_caller]
fn same(found: &[String], expected: &[String]) {
    let line_ends = |text: &String| text.replace("\r\n", "\n").replace('\r', "\n");
    let mut found: Vec<String> = found.iter().map(line_ends).collect();
    let mut missing = Vec::new();
    for text in expected.iter().map(line_ends) {
        match found.iter().position(|one| *one == text) {
            Some(at) => drop(found.swap_remove(at)),
            None => missing.push(text),
        }
    }
    assert!(
        missing.is_empty() && found.is_empty(),
        "missing: {missing:?}\nfound instead: {found:?}"
    );
}

#[test]
#[ignore = "needs LibreOffice"]
fn documents_have_every_line() {
    let documents = below(&results("word/entries/P-1"));
    assert_eq!(documents.len(), made().texts.len());
    let out = convert(
        &documents,
        &["--convert-to", "txt:Text (encoded):UTF8"],
        "plain",
    );
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for file in below(&out) {
        let text = fs::read_to_string(&file).unwrap();
        let name = file.file_stem().unwrap().to_str().unwrap();
        found.insert(name.into(), text.trim_start_matches('\u{feff}').into());
    }
    for (number, text) in (0..).zip(&made().texts) {
        let entry = entry(number, text);
        let name = format!("P-1_2026-01-05-{}", &entry.id.to_string()[..8]);
        let lines: Vec<&str> = found[&name].lines().collect();
        assert_eq!(lines[0], entry.id.to_string());
        let mark = "DO NOT QUOTE";
        assert_eq!(
            lines.iter().filter(|line| **line == mark).count(),
            2 * usize::from(number.is_multiple_of(5))
        );
        let from = lines
            .iter()
            .position(|line| *line == "Who helped you?")
            .unwrap()
            + 1;
        let held: String = text.replace("\r\n", "\n").replace('\r', "\n").replace(
            |c: char| c.is_control() && c < ' ' && c != '\n' && c != '\t' || c == '\u{fffe}',
            "\u{fffd}",
        );
        let expected: Vec<&str> = held.split('\n').collect();
        assert_eq!(lines[from..from + expected.len()], expected, "{name}");
    }
    let person = convert(
        &[results("word/people/P-2.docx")],
        &["--convert-to", "txt:Text (encoded):UTF8"],
        "person",
    );
    let text = fs::read_to_string(person.join("P-2.txt")).unwrap();
    assert!(text.contains("MACHINE DRAFT, NOT CHECKED") && text.contains("#00:00:00-5# =Hello"));
}

#[test]
#[ignore = "needs unzip, xmllint and qualitative-coding"]
fn every_archive_is_whole_and_all_xml_is_well_formed() {
    let mut documents = Vec::new();
    for file in below(&results("")) {
        match ending(&file) {
            "xlsx" | "docx" | "qdpx" => {
                run(Command::new("unzip").args(["-q", "-t"]).arg(&file));
                let inside = file.strip_prefix(results("")).unwrap();
                let to = made().room.path("inside").join(inside);
                fs::create_dir_all(&to).unwrap();
                run(Command::new("unzip")
                    .arg("-q")
                    .arg(&file)
                    .arg("-d")
                    .arg(&to));
                let xml = |path: &PathBuf| ["xml", "rels", "qde"].contains(&ending(path));
                documents.extend(below(&to).into_iter().filter(xml));
            }
            "graphml" | "html" => documents.push(file),
            _ => {}
        }
    }
    // Five parts in each of the documents alone.
    assert!(documents.len() > 5 * made().texts.len());
    run(Command::new("xmllint")
        .args(["--huge", "--noout"])
        .args(&documents));

    let projects: Vec<&PathBuf> = documents
        .iter()
        .filter(|path| ending(path) == "qde")
        .collect();
    assert_eq!(projects.len(), 2, "one without sound and one with it");
    run(Command::new("xmllint")
        .arg("--noout")
        .arg("--schema")
        .arg(schema())
        .args(projects));
    let sound = below(
        &made()
            .room
            .path("inside/refi-qda/project-with-sound.qdpx/sources"),
    );
    let sound: Vec<&PathBuf> = sound.iter().filter(|path| ending(path) == "wav").collect();
    assert_eq!(fs::read(sound[0]).unwrap(), wav());
}

/// Where qualitative-coding is installed: beside the Python that runs it.
fn importer() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap();
    let mut folders = std::env::split_paths(&path);
    let folder = folders.find(|folder| folder.join("qc").is_file());
    folder.expect("qc is on the PATH")
}

/// The standard's own schema, which comes with it.
fn schema() -> PathBuf {
    let library = importer().parent().unwrap().join("lib");
    let found = below(&library)
        .into_iter()
        .find(|file| file.ends_with("qualitative_coding/refi_qda/schema.xsd"));
    found.unwrap()
}

/// The project of a room's results as qualitative-coding imports it.
fn imported(room: &Room) -> PathBuf {
    let folder = room.path("imported");
    fs::create_dir(&folder).unwrap();
    run(Command::new(importer().join("python3"))
        .current_dir(&folder)
        // It left a breakpoint in its importer.
        .env("PYTHONBREAKPOINT", "0")
        .arg("-B")
        .arg(script("project_is_imported.py"))
        .arg(room.path("results/refi-qda/project.qdpx")));
    folder
}

#[test]
#[ignore = "needs qualitative-coding"]
fn another_program_imports_the_project() {
    let folder = imported(&made().room);
    let documents = below(&folder.join("corpus"));
    assert_eq!(documents.len(), made().texts.len() + 1);
    let of = |end: &str| {
        let names = documents.iter().map(|path| path.to_string_lossy());
        names.filter(|name| name.ends_with(end)).count()
    };
    assert_eq!(of(" DO NOT QUOTE.txt"), made().texts.len().div_ceil(5));
    // The tag of an entry that must not be quoted codes nothing: 0 and 5 are such.
    let codebook = fs::read_to_string(folder.join("codebook.yaml")).unwrap();
    assert!(
        codebook.contains("first night") && codebook.contains("a & <b>"),
        "{codebook}"
    );
    assert!(!codebook.contains("=1+1"), "{codebook}");
}

#[test]
#[ignore = "needs python3 with taguette"]
fn taguette_takes_its_pages_and_its_codebook() {
    let told = run(python("taguette_reads.py").arg(results("taguette")));
    let told: Value = serde_json::from_str(&told).unwrap();
    let pages = told["pages"].as_object().unwrap();
    assert_eq!(pages.len(), made().texts.len() + 1);
    let quiet = pages
        .values()
        .filter(|text| text.as_str().unwrap().contains("DO NOT QUOTE"));
    assert_eq!(quiet.count(), made().texts.len().div_ceil(5));
    for (number, text) in (0..).zip(&made().texts) {
        let id = entry(number, text).id.to_string();
        let page = pages[&format!("P-1_2026-01-05-{}.html", &id[..8])]
            .as_str()
            .unwrap();
        for line in text.split(['\r', '\n']).map(str::trim) {
            let line: String = line.replace(
                |c: char| c.is_control() && c != '\t' || c == '\u{fffe}',
                "\u{fffd}",
            );
            assert!(page.contains(&line), "{line:?} is not in {page:?}");
        }
    }
    assert_eq!(told["tags"].as_array().unwrap().len(), 14 + 3);
}

#[test]
#[ignore = "needs python3 with networkx"]
fn networkx_reads_the_graph() {
    let told = run(python("networkx_reads.py").arg(results("graph/study.graphml")));
    let told: Value = serde_json::from_str(&told).unwrap();
    let mut reader = csv::Reader::from_path(results("graph/edges.csv")).unwrap();
    let mut edges: Vec<Vec<String>> = reader
        .records()
        .map(|row| {
            row.unwrap()
                .iter()
                .skip(1)
                .take(3)
                .map(str::to_owned)
                .collect()
        })
        .collect();
    edges.sort();
    assert_eq!(told["edges"], json!(edges));
    let texts = made().texts.len();
    // Who wrote, answers, and the recording of the spoken entry; a memo on each text, and four tags.
    assert_eq!(edges.len(), 2 * texts + 1 + 1 + texts + 4);
    assert_eq!(told["nodes"], json!(2 + texts + 1 + 1 + 1 + texts + 3));
    assert_eq!(told["do_not_quote"], json!(texts.div_ceil(5)));
}

#[test]
#[ignore = "needs python3 with roc-validator"]
fn the_folder_is_an_ro_crate() {
    // A small one: the validator takes a second for every ten files.
    let room = &made().room;
    let open = "open --identity key.txt in/spoken.age --out crate";
    assert_eq!(code(&room.type_in(open)), 0);
    let told = run(python("crate_is_valid.py").arg(room.path("crate")));
    assert_eq!(told.trim(), "[]");
    // And the validator is not asleep.
    let file = room.path("crate/ro-crate-metadata.json");
    let metadata = fs::read_to_string(&file).unwrap();
    fs::write(&file, metadata.replace("\"license\"", "\"x\"")).unwrap();
    let told = run(python("crate_is_valid.py").arg(room.path("crate")));
    assert!(told.contains("license"), "{told}");
}

/// A folder of results with every kind of link, of two participants with the same ids.
fn linked() -> &'static Room {
    static LINKED: OnceLock<Room> = OnceLock::new();
    LINKED.get_or_init(|| {
        let room = Room::new();
        for (participant, phone) in [("P-1", 1), ("P-2", 2)] {
            for bundle in tied::outgoing(participant, true) {
                let name = format!("in/{participant}-{}.age", bundle.seq);
                room.write(&name, &room.seal(&bundle, phone).bytes);
            }
        }
        let out = room.type_in("open --identity key.txt in --out results");
        assert_eq!(code(&out), 3, "one id of two people asks for a person");
        room
    })
}

#[test]
#[ignore = "needs python3 with networkx"]
fn networkx_finds_the_links_of_the_journals_and_no_other() {
    let graph = linked().path("results/graph/study.graphml");
    let told: Value = serde_json::from_str(&run(python("networkx_reads.py").arg(graph))).unwrap();
    let names = LinkKind::ALL.map(LinkKind::as_str);
    let found: BTreeSet<[String; 3]> = told["edges"]
        .as_array()
        .unwrap()
        .iter()
        .map(|edge| [0, 1, 2].map(|at| edge[at].as_str().unwrap().to_owned()))
        .filter(|edge| names.contains(&edge[2].as_str()))
        .collect();
    let mut expected = BTreeSet::new();
    for participant in ["P-1", "P-2"] {
        for entry in tied::entries() {
            for link in entry.links() {
                let [from, to] =
                    [entry.id, link.entry].map(|id| format!("entry/{participant}/{id}"));
                expected.insert([from, to, link.kind.as_str().to_owned()]);
            }
        }
    }
    assert_eq!(expected.len(), 2 * 8);
    assert_eq!(found, expected);
    let kinds = &told["kinds"];
    assert_eq!(
        (&kinds["withdrawn"], &kinds["not_shared"]),
        (&json!(2), &json!(2))
    );
    assert_eq!((&kinds["entry"], &kinds["person"]), (&json!(24), &json!(2)));
}

#[test]
#[ignore = "needs libxml2-utils and qualitative-coding"]
fn a_project_with_links_is_valid_and_loses_nothing() {
    let room = linked();
    let project = room.path("results/refi-qda/project.qdpx");
    let inside = room.path("inside");
    run(Command::new("unzip")
        .arg("-q")
        .arg(&project)
        .arg("-d")
        .arg(&inside));
    let qde = inside.join("project.qde");
    run(Command::new("xmllint")
        .arg("--noout")
        .arg("--schema")
        .arg(schema())
        .arg(&qde));
    let text = fs::read_to_string(&qde).unwrap();
    // Six of each journal's eight links are to what is here.
    assert_eq!(text.matches("<Link ").count(), 2 * 6);
    let folder = imported(room);
    let documents = below(&folder.join("corpus"));
    assert_eq!(documents.len(), 24);
    let words = |number: u8| format!("What number {number} says");
    let texts: String = documents
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    for entry in tied::entries().iter().filter(|one| one.id != tied::id(20)) {
        let own = entry.text.split(',').next().unwrap();
        assert!(texts.contains(own), "{own}");
    }
    assert!(!texts.contains(&words(20)), "it was taken back");
}
