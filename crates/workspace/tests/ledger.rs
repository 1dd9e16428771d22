//! What was done stays written down: nothing is changed, taken out or put in unseen.
#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

use std::fs;
use std::sync::OnceLock;

use journal::Entry;
use pool::{AT, Sealing, TODAY, entry, pool, registry};
use proptest::prelude::*;
use rusqlite::Connection;
use workspace::{
    Arrival, DATABASE, Decision, Enrol, LedgerFault, LedgerRow, PHONES, Standing, Workspace,
    WorkspaceError,
};

#[path = "support/pool.rs"]
mod pool;

const LATER: &str = "2026-11-27T08:00:00Z";

/// A workspace with every file of the pool, two phones decided about, and an export.
fn full(home: &tempfile::TempDir) -> Workspace {
    let mut workspace = Workspace::open_or_make(home.path(), AT).unwrap();
    let arrivals: Vec<_> = (0..pool().files.len())
        .map(|at| pool().arrival(at))
        .collect();
    workspace.add(&arrivals, AT).unwrap();
    workspace.merge(AT, Some(TODAY), Enrol::Nobody).unwrap();
    workspace.import_phones(&registry(), AT).unwrap();
    let merged = workspace.merge(AT, Some(TODAY), Enrol::Nobody).unwrap();
    workspace
        .record_export(&merged.dataset, "results", 9, b"{}", AT)
        .unwrap();
    workspace
}

fn rows(workspace: &Workspace) -> Vec<LedgerRow> {
    let mut rows = Vec::new();
    workspace
        .each_ledger_row::<WorkspaceError>(|row| {
            rows.push(row);
            Ok(())
        })
        .unwrap();
    rows
}

#[test]
fn it_says_what_was_opened_with_which_key_and_what_became_of_it() {
    let home = tempfile::tempdir().unwrap();
    let workspace = full(&home);
    let rows = rows(&workspace);
    let of = |event: &str, file: &str| {
        let mut found = rows.iter().rev();
        found
            .find(|row| row.what.event == event && row.what.file.as_deref() == Some(file))
            .cloned()
            .unwrap()
    };
    let opened = of("opened", "a1.age");
    assert_eq!(opened.at, AT);
    assert_eq!(
        opened.what.recipient,
        Some(pool().team.recipient().to_string())
    );
    assert_eq!(opened.what.recipient_label.as_deref(), Some("ra"));
    assert_eq!(
        (opened.what.participant.as_deref(), opened.what.number),
        (Some("P-1"), Some(1))
    );
    let sha256 = pool().received(pool().named("a1.age")).file_sha256;
    assert_eq!(opened.what.file_sha256, sha256);
    assert_eq!(
        of("not-opened", "wrong-key.age").what.reason.as_deref(),
        Some("wrong-key")
    );
    let first = rows
        .iter()
        .find(|row| row.what.event == "verdict" && row.what.file.as_deref() == Some("b1.age"));
    assert_eq!(
        first.unwrap().what.reason.as_deref(),
        Some("unknown-signer")
    );
    assert_eq!(
        of("verdict", "b1.age").what.verdict.as_deref(),
        Some("merged")
    );
    assert_eq!(
        workspace.exports_of("b1.age").unwrap(),
        [(1, AT.into(), "results".into(), "merged".into())]
    );
    assert_eq!(rows.last().unwrap().what.event, "export");
    let state = workspace.verify_ledger(None).unwrap();
    assert_eq!((state.rows as usize, state.fault), (rows.len(), None));
}

#[test]
fn the_database_itself_refuses_to_change_it() {
    let home = tempfile::tempdir().unwrap();
    drop(full(&home));
    let db = Connection::open(home.path().join(DATABASE)).unwrap();
    for change in [
        "UPDATE ledger SET at = '2020-01-01T00:00:00Z' WHERE seq = 1",
        "DELETE FROM ledger WHERE seq = 3",
        "INSERT OR REPLACE INTO ledger SELECT * FROM ledger WHERE seq = 2",
        "INSERT INTO ledger SELECT seq + 1000, at, event, file_id, file, file_sha256, participant, number, device_key, recipient, recipient_label, verdict, reason, detail, previous, digest FROM ledger WHERE seq = 2",
        "UPDATE exports SET folder = 'elsewhere'",
        "DELETE FROM exports",
        "UPDATE export_bundles SET verdict = 'merged'",
        "DELETE FROM export_bundles",
    ] {
        let error = db.execute(change, []).unwrap_err().to_string();
        assert!(error.contains("append-only"), "{change}: {error}");
    }
}

#[test]
fn who_takes_the_guards_away_is_found_out() {
    let tampered = |changes: &str| {
        let home = tempfile::tempdir().unwrap();
        let head = full(&home).verify_ledger(None).unwrap().head;
        let db = Connection::open(home.path().join(DATABASE)).unwrap();
        db.execute_batch(changes).unwrap();
        drop(db);
        let workspace = Workspace::open(home.path(), LATER).unwrap();
        workspace.verify_ledger(Some(&head)).unwrap().fault
    };
    let free = |change: &str| {
        tampered(&format!(
            "DROP TRIGGER ledger_is_never_changed; DROP TRIGGER ledger_is_never_cut; DROP TRIGGER ledger_goes_on; {change}"
        ))
    };
    assert_eq!(tampered(""), None);
    assert_eq!(free(""), Some(LedgerFault::Guard("ledger_goes_on")));
    for column in [
        "at",
        "event",
        "file",
        "file_sha256",
        "participant",
        "recipient",
        "verdict",
        "reason",
        "detail",
    ] {
        assert_eq!(
            free(&format!("UPDATE ledger SET {column} = 'x' WHERE seq = 4")),
            Some(LedgerFault::Changed(4)),
            "{column}"
        );
    }
    assert_eq!(
        free("DELETE FROM ledger WHERE seq = 5"),
        Some(LedgerFault::Missing(5))
    );
    assert_eq!(
        free("DELETE FROM ledger WHERE seq > 5"),
        Some(LedgerFault::HeadNotFound),
        "what is cut off at the end is known by a digest that was noted down"
    );
    assert_eq!(
        tampered(
            "DROP TRIGGER export_bundles_are_never_changed; UPDATE export_bundles SET verdict = 'refused' WHERE file_id = 1"
        ),
        Some(LedgerFault::Export(1))
    );
    assert_eq!(
        tampered(
            "INSERT INTO exports (at, folder, files, entries, provenance_sha256) VALUES ('', '', 0, 0, '')"
        ),
        Some(LedgerFault::Export(2))
    );
}

#[test]
fn a_phone_is_confirmed_by_its_six_words_and_a_refused_one_stays_refused() {
    let home = tempfile::tempdir().unwrap();
    let mut workspace = Workspace::open_or_make(home.path(), AT).unwrap();
    let take = |workspace: &mut Workspace, names: &[&str]| {
        let arrivals: Vec<_> = names
            .iter()
            .map(|name| pool().arrival(pool().named(name)))
            .collect();
        workspace.add(&arrivals, AT).unwrap();
        workspace.merge(AT, Some(TODAY), Enrol::FirstSeen).unwrap()
    };
    workspace.merge(AT, Some(TODAY), Enrol::Nobody).unwrap();
    assert!(matches!(
        workspace.import_phones(&registry(), AT),
        Err(WorkspaceError::NoStudy)
    ));
    // Two phones sign as P-1: neither is enrolled at first sight.
    let merged = take(&mut workspace, &["a1.age", "b1.age", "c1.age"]);
    assert_eq!(merged.enrolled.len(), 1);
    let waiting: Vec<_> = workspace
        .phones()
        .unwrap()
        .into_iter()
        .filter(|phone| phone.standing == Standing::Unknown)
        .collect();
    assert_eq!(waiting.len(), 2);

    let words = |phone: &workspace::Phone| {
        phone
            .words
            .split(' ')
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let mut wrong = words(&waiting[0]);
    wrong.swap(0, 5);
    let decided = workspace.decide("P-1", &wrong, Decision::Confirmed, None, AT);
    assert!(matches!(decided, Err(WorkspaceError::UnknownPhone(_))));
    let decided = workspace.decide("P-2", &words(&waiting[0]), Decision::Confirmed, None, AT);
    assert!(
        matches!(decided, Err(WorkspaceError::UnknownPhone(_))),
        "the words of another participant's phone"
    );
    let five = &words(&waiting[0])[..5];
    let decided = workspace.decide("P-1", five, Decision::Confirmed, None, AT);
    assert!(matches!(decided, Err(WorkspaceError::NotSixWords(5))));

    let aloud = vec![waiting[0].words.to_uppercase()];
    workspace
        .decide("P-1", &aloud, Decision::Confirmed, Some("Ada"), LATER)
        .unwrap();
    workspace
        .decide("P-1", &words(&waiting[1]), Decision::Refused, None, LATER)
        .unwrap();
    let merged = take(&mut workspace, &["a2.age", "a3.age"]);
    assert!(merged.enrolled.is_empty());
    let standing: Vec<_> = workspace
        .phones()
        .unwrap()
        .into_iter()
        .map(|phone| (phone.words, phone.standing, phone.decided_by))
        .collect();
    assert!(standing.contains(&(
        waiting[0].words.clone(),
        Standing::Confirmed,
        Some("Ada".into())
    )));
    assert!(standing.contains(&(waiting[1].words.clone(), Standing::Refused, None)));
    let refused = if waiting[1].device_key == pool::key(1) {
        3
    } else {
        1
    };
    assert_eq!(merged.dataset.count(desk::Verdict::Refused), refused);

    let registry = fs::read_to_string(home.path().join(PHONES)).unwrap();
    let registry = desk::Signers::parse(&registry).unwrap();
    let known: Vec<_> = registry.known("study").collect();
    assert!(
        known.contains(&("P-1", waiting[0].device_key.as_str())) && known.len() == 2,
        "{known:?}"
    );

    // It can be mended: the last word counts.
    workspace
        .decide("P-1", &words(&waiting[1]), Decision::Confirmed, None, LATER)
        .unwrap();
    let merged = take(&mut workspace, &[]);
    assert_eq!(merged.dataset.count(desk::Verdict::Refused), 0);
    assert_eq!(workspace.verify_ledger(None).unwrap().fault, None);
}

#[test]
fn what_is_taken_back_is_wiped_and_stays_away() {
    let home = tempfile::tempdir().unwrap();
    let mut sealing = Sealing::new();
    let secret = "words that were taken back, one and all";
    let shown = pool::reply(&[(1, secret), (2, "stays")]);
    let (first, later) = (
        vec![entry(1, 1, secret), entry(2, 1, "stays"), shown.clone()],
        vec![entry(1, 2, secret), Entry { rev: 2, ..shown }],
    );
    sealing.seal("1.age", "P-1", 1, 1, first, &[]);
    sealing.seal("2.age", "P-1", 2, 1, vec![], &[1]);
    sealing.seal("3.age", "P-1", 1, 2, later, &[]);
    let arrival = |at: usize| {
        let (name, bytes) = &sealing.files[at];
        let identities = std::slice::from_ref(&sealing.team);
        Arrival::of(desk::receive(name.as_str(), bytes, identities), identities)
    };
    let holds = || {
        let bytes = fs::read(home.path().join(DATABASE)).unwrap();
        bytes
            .windows(20)
            .any(|window| window == &secret.as_bytes()[..20])
    };
    let mut workspace = Workspace::open_or_make(home.path(), AT).unwrap();
    workspace.add(&[arrival(0)], AT).unwrap();
    workspace.merge(AT, None, Enrol::Nobody).unwrap();
    workspace.import_phones(&registry(), AT).unwrap();
    assert_eq!(
        workspace
            .merge(AT, None, Enrol::Nobody)
            .unwrap()
            .dataset
            .entries
            .len(),
        3
    );
    assert!(holds());
    workspace.add(&[arrival(1)], AT).unwrap();
    let merged = workspace.merge(AT, None, Enrol::Nobody).unwrap();
    assert_eq!(merged.dataset.entries.len(), 2);
    assert!(!holds(), "not a word of it is left in the file");
    // A later revision brings nothing back, nor does it when the phone that said so is refused.
    workspace.add(&[arrival(2)], AT).unwrap();
    let words: Vec<String> = journal::check_words(&pool::key(2))
        .iter()
        .map(ToString::to_string)
        .collect();
    workspace
        .decide("P-1", &words, Decision::Refused, None, AT)
        .unwrap();
    let merged = workspace.merge(AT, None, Enrol::Nobody).unwrap();
    assert_eq!(
        (merged.dataset.entries.len(), merged.dataset.withdrawn.len()),
        (2, 1)
    );
    assert!(!holds());
    // The links and what else was shown stand still.
    let entries = &merged.dataset.entries;
    let reply = entries.iter().find(|one| one.revisions.len() == 2).unwrap();
    let shown = reply.newest().entry.stimuli().iter();
    let words: Vec<_> = shown.map(|shown| shown.words.as_deref()).collect();
    assert_eq!(words, [None, Some("stays")]);
    assert_eq!(reply.newest().entry.links().len(), 2);
}

#[test]
fn a_workspace_of_the_first_schema_goes_on() {
    let home = tempfile::tempdir().unwrap();
    let mut first = full(&home);
    let before = first.merge(AT, Some(TODAY), Enrol::Nobody).unwrap().dataset;
    drop(first);
    let db = Connection::open(home.path().join(DATABASE)).unwrap();
    db.execute_batch(
        "ALTER TABLE entries DROP COLUMN context; DROP TABLE links; DROP TABLE offers; PRAGMA user_version = 1;",
    )
    .unwrap();
    drop(db);
    let mut workspace = Workspace::open(home.path(), LATER).unwrap();
    assert!(!workspace.is_merged().unwrap());
    let merged = workspace.merge(LATER, Some(TODAY), Enrol::Nobody).unwrap();
    assert_eq!(merged.dataset, before);
    drop(workspace);
    let db = Connection::open(home.path().join(DATABASE)).unwrap();
    let count = |sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    let links = before.entries.iter().flat_map(|one| &one.revisions);
    let links: usize = links.map(|one| one.entry.links().len()).sum();
    assert_eq!(count("SELECT count(*) FROM links"), links as i64);
    assert_eq!(
        count("SELECT count(*) FROM entries WHERE context IS NOT NULL"),
        1
    );
    assert_eq!(count("SELECT count(*) FROM offers"), 1);
}

#[test]
fn what_could_not_be_opened_is_tried_again_and_replaced() {
    let home = tempfile::tempdir().unwrap();
    let mut workspace = Workspace::open_or_make(home.path(), AT).unwrap();
    let one = std::slice::from_ref;
    let good = pool().arrival(pool().named("a1.age"));
    let mut cut = pool().arrival(pool().named("cut.age"));
    cut.received.name = "a1.age".into();
    assert_eq!(workspace.add(one(&cut), AT).unwrap().new, 1);
    assert_eq!(
        workspace.add(one(&cut), LATER).unwrap().known,
        1,
        "no row for the same again"
    );
    assert_eq!(workspace.add(one(&good), LATER).unwrap().replaced, 1);
    assert_eq!(workspace.add(one(&good), LATER).unwrap().known, 1);
    let merged = workspace.merge(AT, None, Enrol::FirstSeen).unwrap();
    assert_eq!(
        (merged.dataset.files.len(), merged.dataset.entries.len()),
        (1, 1)
    );
    let events: Vec<_> = rows(&workspace)
        .into_iter()
        .map(|row| row.what.event)
        .collect();
    assert_eq!(events, ["not-opened", "opened", "phone", "verdict"]);
}

#[test]
fn one_desk_at_a_time_and_only_in_a_workspace() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("study");
    assert!(matches!(
        Workspace::open(&folder, AT),
        Err(WorkspaceError::NotThere(_))
    ));
    let first = Workspace::open_or_make(&folder, AT).unwrap();
    let second = Workspace::open(&folder, AT);
    let Err(WorkspaceError::Busy(who)) = second else {
        panic!("two desks in one workspace");
    };
    assert!(
        who.contains(&std::process::id().to_string()) && who.contains(AT),
        "{who}"
    );
    drop(first);
    drop(Workspace::open(&folder, AT).unwrap());

    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |name: &str| {
            fs::metadata(folder.join(name))
                .unwrap()
                .permissions()
                .mode()
                & 0o777
        };
        assert_eq!((mode(""), mode(DATABASE)), (0o700, 0o600));
    }
    let db = Connection::open(folder.join(DATABASE)).unwrap();
    db.pragma_update(None, "user_version", 3).unwrap();
    assert!(matches!(
        Workspace::open(&folder, AT),
        Err(WorkspaceError::Newer)
    ));
    fs::write(
        folder.join(DATABASE),
        b"no database at all, and rather longer than a header of one is, which is a hundred bytes",
    )
    .unwrap();
    assert!(matches!(
        Workspace::open(&folder, AT),
        Err(WorkspaceError::Damaged(_))
    ));
    fs::create_dir(home.path().join("photos")).unwrap();
    fs::write(home.path().join("photos/a.jpg"), b"x").unwrap();
    let other = Workspace::open_or_make(&home.path().join("photos"), AT);
    assert!(matches!(other, Err(WorkspaceError::NotAWorkspace(_))));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    /// A file that calls itself a workspace is somebody's; whatever it holds, there is a sentence.
    #[test]
    fn a_damaged_database_never_panics(at in any::<prop::sample::Index>(), byte: u8) {
        static WHOLE: OnceLock<Vec<u8>> = OnceLock::new();
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join(DATABASE);
        let whole = WHOLE.get_or_init(|| {
            let home = tempfile::tempdir().unwrap();
            drop(full(&home));
            fs::read(home.path().join(DATABASE)).unwrap()
        });
        let mut bytes = whole.clone();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        fs::write(&path, bytes).unwrap();
        if let Ok(mut workspace) = Workspace::open(home.path(), LATER) {
            let _ = workspace.verify_ledger(None);
            let _ = workspace.merge(LATER, Some(TODAY), Enrol::Nobody);
            let _ = workspace.phones();
        }
    }
}
