//! A workspace, read and checked by programs that know nothing of us.
#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

use std::path::Path;
use std::process::Command;

use pool::{AT, TODAY, pool, registry, transcripts};
use serde_json::{Value, json};
use workspace::{DATABASE, Enrol, Workspace};

#[path = "support/pool.rs"]
mod pool;

/// Python's own SQLite: every digest of the ledger made anew, as the README says it is made.
const CHAIN: &str = r#"
import hashlib, json, sqlite3, sys
db = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
previous, rows = "", 0
for *row, digest in db.execute("SELECT * FROM ledger ORDER BY seq"):
    text = json.dumps(row, separators=(",", ":"), ensure_ascii=False)
    assert row[-1] == previous, row
    assert hashlib.sha256(text.encode()).hexdigest() == digest, row
    previous, rows = digest, rows + 1
print(json.dumps({"rows": rows, "head": previous}))
"#;

/// DuckDB, with its own reader of SQLite's files.
const DUCKDB: &str = r#"
import duckdb, glob, json, sys, sysconfig
reader = glob.glob(sysconfig.get_path("purelib") + "/duckdb_ext/extensions/*/*/sqlite_scanner.duckdb_extension")[0]
db = duckdb.connect()
db.execute(f"LOAD '{reader}'")
db.execute(f"ATTACH '{sys.argv[1]}' AS study (TYPE sqlite, READ_ONLY)")
def ask(sql):
    return [list(row) for row in db.execute(sql).fetchall()]
print(json.dumps({
    "verdicts": ask("SELECT verdict, count(*) FROM study.bundles GROUP BY verdict ORDER BY verdict"),
    "texts": ask("SELECT participant, entry_id, rev, text FROM study.entries ORDER BY participant, entry_id, rev, sha256"),
    "participants": ask("SELECT participant, bundles, entries FROM study.participants ORDER BY participant"),
    "spoken": ask("SELECT r.title, t.text FROM study.recordings r JOIN study.transcripts t USING (name)"),
    "problems": ask("SELECT problem, what_happened FROM study.problems ORDER BY problem_id"),
}))
"#;

fn python(script: &str, database: &Path) -> Value {
    let out = Command::new("python3")
        .args(["-c", script])
        .arg(database)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{said}");
    serde_json::from_slice(&out.stdout).unwrap()
}

#[test]
#[ignore = "needs python3 with duckdb and duckdb-ext-sqlite"]
fn python_and_duckdb_read_it_and_find_what_we_say() {
    let home = tempfile::tempdir().unwrap();
    let database = home.path().join(DATABASE);
    let mut workspace = Workspace::open_or_make(home.path(), AT).unwrap();
    let arrivals: Vec<_> = (0..pool().files.len())
        .map(|at| pool().arrival(at))
        .collect();
    workspace.add(&arrivals, AT).unwrap();
    workspace.add_transcripts(&transcripts(), AT).unwrap();
    workspace.merge(AT, Some(TODAY), Enrol::Nobody).unwrap();
    workspace.import_phones(&registry(), AT).unwrap();
    let dataset = workspace
        .merge(AT, Some(TODAY), Enrol::Nobody)
        .unwrap()
        .dataset;
    workspace
        .record_export(&dataset, "a\u{e9}\u{2028}\u{7f}\n\u{1}\"\\", 1, b"{}", AT)
        .unwrap();

    let state = workspace.verify_ledger(None).unwrap();
    assert_eq!(state.fault, None);
    assert_eq!(
        python(CHAIN, &database),
        json!({ "rows": state.rows, "head": state.head })
    );

    let found = python(DUCKDB, &database);
    let mut verdicts: Vec<_> = desk::Verdict::ALL
        .iter()
        .map(|verdict| json!([verdict.as_str(), dataset.count(*verdict)]))
        .filter(|row| row[1] != 0)
        .collect();
    verdicts.sort_by_key(|row| row[0].to_string());
    assert_eq!(found["verdicts"], json!(verdicts));
    let mut texts = Vec::new();
    for merged in &dataset.entries {
        for revision in &merged.revisions {
            let entry = &revision.entry;
            texts.push((
                (
                    merged.participant.to_string(),
                    merged.id.to_string(),
                    entry.rev,
                    revision.sha256.clone(),
                ),
                entry.text.clone(),
            ));
        }
    }
    texts.sort();
    let texts: Vec<_> = texts
        .into_iter()
        .map(|((participant, id, rev, _), text)| json!([participant, id, rev, text]))
        .collect();
    assert_eq!(found["texts"], json!(texts));
    let participants: Vec<_> = dataset
        .participants
        .iter()
        .map(|one| json!([one.code, one.bundles, one.entries]))
        .collect();
    assert_eq!(found["participants"], json!(participants));
    assert_eq!(found["spoken"], json!([["In the car", "What was spoken"]]));
    let problems: Vec<_> = dataset
        .problems
        .iter()
        .map(|problem| json!([problem.code(), problem.to_string()]))
        .collect();
    assert_eq!(found["problems"], json!(problems));
}
