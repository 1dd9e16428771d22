//! What arrives: opened by the desk, and once more by programs that know nothing of it.

use std::{fs, path::Path};

use journeys::{Note, Person, World, run, run_desk};
use serde_json::Value;

/// An entry that was shared, as the page had it.
pub struct Sent {
    /// Its id.
    pub id: String,
    /// Its newest text.
    pub text: String,
    /// How it was kept.
    pub note: Note,
    /// The question that was on the page.
    pub question: Option<String>,
    /// Its newest revision.
    pub rev: u64,
}

impl Sent {
    fn wishes(&self) -> [(&'static str, bool); 3] {
        ["ask-first", "do-not-quote", "do-not-raise"].map(|wish| {
            let column = match wish {
                "ask-first" => "ask_first",
                "do-not-quote" => "do_not_quote",
                _ => "do_not_raise",
            };
            (column, self.note.wishes.contains(&wish))
        })
    }

    fn role(&self) -> &'static str {
        match self.note.role {
            "" => "prefer_not",
            role => role,
        }
    }
}

/// Opens a bundle with `loop-desk` and compares tables and JSON Lines with what was typed.
pub fn open_at_the_desk(world: &World, file: &Path, person: &Person, sent: &[Sent]) {
    let file = file.display().to_string();
    let out = world.path("results");
    let (code, said) = run_desk(
        &world.path(""),
        &[
            "open",
            "--identity",
            "desk.key",
            &file,
            "--out",
            "results",
            "--study",
            "study.json",
        ],
    );
    assert_eq!(code, 0, "{said}");
    let mut table = csv::Reader::from_path(out.join("entries.csv")).unwrap();
    let columns = table.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = table.records().collect::<Result<_, _>>().unwrap();
    assert_eq!(rows.len(), sent.len());
    let lines = fs::read_to_string(out.join("entries.jsonl")).unwrap();
    let lines: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), sent.len());

    for sent in sent {
        let cell = |name: &str| -> String {
            let at = |name: &str| columns.iter().position(|column| column == name).unwrap();
            let row = rows
                .iter()
                .find(|row| row[at("entry_id")] == sent.id)
                .unwrap();
            let text = &row[at(name)];
            let is_escaped = row[at("escaped")].split(' ').any(|column| column == name);
            let text = if is_escaped {
                text.strip_prefix('\'').unwrap()
            } else {
                text
            };
            text.to_owned()
        };
        assert_eq!(cell("text"), sent.text, "byte for byte");
        assert_eq!(cell("title"), sent.note.title);
        assert_eq!(cell("participant"), person.code);
        assert_eq!(cell("rev"), sent.rev.to_string());
        assert_eq!(cell("role"), sent.role());
        assert_eq!(
            cell("prompt_text"),
            sent.question.clone().unwrap_or_default()
        );
        for (wish, is_there) in sent.wishes() {
            assert_eq!(cell(wish), if is_there { "yes" } else { "no" }, "{wish}");
        }
        let line = lines
            .iter()
            .find(|line| line["entry"]["entry_id"] == sent.id)
            .unwrap();
        compare(&line["entry"], sent);
        assert_eq!(line["participant"], person.code);
    }
    // No cell of the table as it lies there begins like a formula.
    for row in &rows {
        let acts = |cell: &str| cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
        assert!(!row.iter().any(acts), "{row:?}");
    }
}

/// Opens a bundle with age, unzip, BagIt's own reader, sha512sum and OpenSSH.
pub fn open_without_us(world: &World, file: &Path, person: &Person, sent: &[Sent]) {
    let home = world.path("");
    let file = file.display().to_string();
    // The backup key opens the same file.
    for (key, zip) in [("desk.key", "desk.zip"), ("steward.key", "steward.zip")] {
        run("age", &home, &["-d", "-i", key, "-o", zip, &file], None);
    }
    let zip = fs::read(world.path("desk.zip")).unwrap();
    assert_eq!(zip, fs::read(world.path("steward.zip")).unwrap());
    run("unzip", &home, &["-q", "desk.zip", "-d", "opened"], None);
    let bags: Vec<_> = fs::read_dir(world.path("opened")).unwrap().collect();
    assert_eq!(bags.len(), 1);
    let bag = bags.into_iter().next().unwrap().unwrap().path();
    run(
        "python3",
        &home,
        &["-m", "bagit", "--validate", &bag.display().to_string()],
        None,
    );
    for manifest in ["manifest-sha512.txt", "tagmanifest-sha512.txt"] {
        run("sha512sum", &bag, &["--strict", "-c", manifest], None);
    }
    run(
        "sha256sum",
        &bag,
        &["--strict", "-c", "manifest-sha256.txt"],
        None,
    );

    let submission = fs::read_to_string(bag.join("data/submission.json")).unwrap();
    let submission: Value = serde_json::from_str(&submission).unwrap();
    let study = submission["study_id"].as_str().unwrap();
    assert_eq!(submission["participant_id"], person.code);
    let key = submission["device_key"].as_str().unwrap();
    let purpose = format!("submission@{study}");
    let signers = format!("{} namespaces=\"{purpose}\" {key}\n", person.code);
    fs::write(world.path("signers"), signers).unwrap();
    let signers = world.path("signers").display().to_string();
    let verify = [
        "-Y",
        "verify",
        "-f",
        &signers,
        "-I",
        &person.code,
        "-n",
        &purpose,
    ];
    let arguments = [&verify[..], &["-s", "tagmanifest-sha512.txt.sig"]].concat();
    run(
        "ssh-keygen",
        &bag,
        &arguments,
        Some(&bag.join("tagmanifest-sha512.txt")),
    );

    for sent in sent {
        let file = bag.join(format!("data/entries/{}.r{}.json", sent.id, sent.rev));
        let entry = fs::read_to_string(file).unwrap();
        compare(&serde_json::from_str(&entry).unwrap(), sent);
    }
}

fn compare(entry: &Value, sent: &Sent) {
    assert_eq!(entry["text"], sent.text, "byte for byte");
    assert_eq!(entry["title"], sent.note.title);
    assert_eq!(entry["rev"], sent.rev);
    assert_eq!(entry["role"], sent.role());
    match &sent.question {
        Some(question) => assert_eq!(entry["prompt"]["text"], *question),
        None => assert!(entry["prompt"].is_null()),
    }
    for (wish, is_there) in sent.wishes() {
        assert_eq!(entry["handling"][wish], is_there, "{wish}");
    }
}
