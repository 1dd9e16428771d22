//! The law of the workspace: whatever comes in whatever order and in however many runs, it holds
//! what the desk gives for all of it at once.
#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

use std::collections::BTreeMap;
use std::path::Path;

use desk::{Dataset, ExportFile, Format, Listed, Origin, export, merge, provenance};
use journal::Study;
use pool::{AT, TODAY, pool, registry, rules, transcripts};
use proptest::prelude::*;
use workspace::{DATABASE, Enrol, Workspace};

#[path = "support/pool.rs"]
mod pool;

/// Every table that a merge writes, as text.
fn tables(folder: &Path) -> BTreeMap<&'static str, Vec<String>> {
    let db = rusqlite::Connection::open(folder.join(DATABASE)).unwrap();
    let tables = [
        (
            "bundles",
            "name, size, file_sha256, recipient, recipient_label, refusal, sentence, verdict, reason, bundle_id, study_id, participant, device_key, seq, created_at, mode, entries, withdrawn, tagmanifest_sha512, submission",
        ),
        ("contents", "*"),
        ("taken_back", "*"),
        ("participants", "*"),
        ("phones", "*"),
        ("entries", "*"),
        ("entry_bundles", "*"),
        ("links", "*"),
        ("offers", "*"),
        ("recordings", "*"),
        ("transcripts", "*"),
        ("withdrawn", "*"),
        ("problems", "*"),
    ];
    tables
        .map(|(table, columns)| {
            let mut rows = db
                .prepare(&format!("SELECT {columns} FROM {table}"))
                .unwrap();
            let width = rows.column_count();
            let rows = rows
                .query_map([], |row| {
                    let cells: Vec<_> = (0..width)
                        .map(|at| format!("{:?}", row.get_ref(at).unwrap()))
                        .collect();
                    Ok(cells.join(" "))
                })
                .unwrap();
            let mut rows: Vec<String> = rows.map(Result::unwrap).collect();
            rows.sort();
            (table, rows)
        })
        .into()
}

/// Everything that an export writes.
fn exports(dataset: &Dataset) -> Vec<ExportFile> {
    let mut files: Vec<ExportFile> = Format::ALL
        .iter()
        .flat_map(|format| export(dataset, *format))
        .collect();
    let origin = Origin {
        program: "test".into(),
        made_at: AT.into(),
        opened_with: Vec::new(),
        options: Vec::new(),
        register: None,
    };
    let listed: Vec<Listed> = files.iter().map(Listed::from).collect();
    files.push(provenance(dataset, &origin, &listed));
    files
}

/// Takes files in, in runs of these lengths, and gives what the last merge gave.
fn taken_in(
    folder: &Path,
    files: &[usize],
    runs: &[usize],
    accept_forks: bool,
    with_pack: bool,
) -> Dataset {
    let mut left = files;
    let mut merged = None;
    for run in runs.iter().copied().chain([usize::MAX]) {
        // Each run is a process of its own.
        let mut workspace = Workspace::open_or_make(folder, AT).unwrap();
        if with_pack {
            let study = Study {
                id: "study".into(),
                ..Study::default()
            };
            workspace.set_study(&study, AT).unwrap();
            workspace.import_phones(&registry(), AT).unwrap();
        }
        let (now, later) = left.split_at(run.min(left.len()));
        left = later;
        for batch in now.chunks(3) {
            let arrivals: Vec<_> = batch.iter().map(|at| pool().arrival(*at)).collect();
            workspace.add(&arrivals, AT).unwrap();
        }
        workspace.add_transcripts(&transcripts(), AT).unwrap();
        workspace.set_accepts_forks(accept_forks, AT).unwrap();
        merged = Some(workspace.merge(AT, Some(TODAY), Enrol::Nobody).unwrap());
        if left.is_empty() && !with_pack {
            // Nothing but the bundles says which study this is.
            if workspace.import_phones(&registry(), AT).is_ok() {
                merged = Some(workspace.merge(AT, Some(TODAY), Enrol::Nobody).unwrap());
            }
        }
        assert_eq!(workspace.verify_ledger(None).unwrap().fault, None);
    }
    merged.unwrap().dataset
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(40) })]

    #[test]
    fn any_order_in_any_runs_is_the_same_as_everything_at_once(
        order in Just((0..pool().files.len()).collect::<Vec<usize>>()).prop_shuffle(),
        many in 0usize..30,
        runs in proptest::collection::vec(0usize..9, 0..4),
        again in proptest::collection::vec(any::<prop::sample::Index>(), 0..4),
        accept_forks: bool,
        with_pack: bool,
    ) {
        let set = &order[..many.min(order.len())];
        let mut files = set.to_vec();
        // What comes twice is there once.
        if !set.is_empty() {
            files.extend(again.iter().map(|index| *index.get(set)));
        }
        let home = tempfile::tempdir().unwrap();
        let (many_runs, one_run) = (home.path().join("many"), home.path().join("one"));
        let found = taken_in(&many_runs, &files, &runs, accept_forks, with_pack);

        let mut rules = rules(accept_forks);
        if with_pack {
            rules.study = Some(Study { id: "study".into(), ..Study::default() });
        }
        let at_once = merge(set.iter().map(|at| pool().received(*at)).collect(), &rules);
        prop_assert_eq!(exports(&found), exports(&at_once));
        let json = |dataset: &Dataset| serde_json::to_value(dataset).unwrap();
        prop_assert_eq!(json(&found), json(&at_once));

        let mut sorted = set.to_vec();
        sorted.sort_unstable();
        taken_in(&one_run, &sorted, &[], accept_forks, with_pack);
        prop_assert_eq!(tables(&many_runs), tables(&one_run));
    }
}

#[test]
fn all_of_it_is_every_kind_of_trouble_and_the_same_at_once() {
    let home = tempfile::tempdir().unwrap();
    let all: Vec<usize> = (0..pool().files.len()).collect();
    let found = taken_in(home.path(), &all, &[4, 0, 7], false, false);
    let at_once = merge(
        all.iter().map(|at| pool().received(*at)).collect(),
        &rules(false),
    );
    assert_eq!(exports(&found), exports(&at_once));
    let mut codes: Vec<&str> = found.problems.iter().map(desk::Problem::code).collect();
    codes.sort_unstable();
    codes.dedup();
    // The test above means something only while these are among its files.
    for code in [
        "changed-signer",
        "conflict",
        "damaged",
        "duplicate",
        "foreign-study",
        "fork",
        "not-a-bundle",
        "shared-entry",
        "unknown-signer",
        "withdrawn",
        "wrong-key",
    ] {
        assert!(codes.contains(&code), "{code} is not in {codes:?}");
    }
    assert_eq!(found.recordings.len(), 1);
    assert_eq!(found.offers.len(), 1);
    assert!(found.recordings[0].transcript.is_some());
}
