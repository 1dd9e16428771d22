//! `loop-desk status`, `loop-desk export`: what is in a workspace, and what comes out of it.

use std::path::Path;

use jiff::Timestamp;
use workspace::{Enrol, Merged, Workspace};

use super::{memo, moment, report, results, today};
use crate::args::{ExportArgs, StatusArgs};
use crate::error::RunError;
use crate::summary::Summary;
use crate::{Report, folder};

/// `loop-desk status`.
pub(crate) fn status(args: &StatusArgs) -> Result<Report, RunError> {
    let (_, merged, _) = merged(&args.place.workspace)?;
    let summary = Summary {
        command: "status",
        enrolled: &[],
        out: None,
    };
    Ok(report(merged.dataset, summary, args.json))
}

/// `loop-desk export`.
pub(crate) fn export(args: &ExportArgs) -> Result<Report, RunError> {
    folder::check(&args.out, args.force)?;
    let (mut workspace, merged, now) = merged(&args.place.workspace)?;
    let mut dataset = merged.dataset;
    let memos = memo::note(&mut dataset, args.results.memos.as_deref())?;
    let source = results::Source {
        dataset: &dataset,
        rules: &merged.rules,
        memos: &memos,
        opened_with: workspace.opened_with()?,
        now,
    };
    let made = results::stage(&source, &args.results, &args.out)?;
    let out = args.out.to_string_lossy().into_owned();
    workspace.record_export(&dataset, &out, made.files, &made.provenance, &moment(now))?;
    made.folder.place(args.force)?;
    let summary = Summary {
        command: "export",
        enrolled: &[],
        out: Some(&out),
    };
    Ok(report(dataset, summary, args.json))
}

/// A workspace with everything that arrived merged, and the second it is now.
pub(super) fn merged(folder: &Path) -> Result<(Workspace, Merged, i64), RunError> {
    let now = Timestamp::now().as_second();
    let at = moment(now);
    let mut workspace = Workspace::open(folder, &at)?;
    let merged = workspace.merge(&at, Some(&today(now)), Enrol::Nobody)?;
    Ok((workspace, merged, now))
}
