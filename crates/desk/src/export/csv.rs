//! Tables: RFC 4180 with CRLF, UTF-8, and no cell that a spreadsheet would run.

use std::borrow::Cow;

use super::ExportFile;
use super::tables::{Table, tables};
use crate::dataset::Dataset;
use crate::printable::acts;

pub(super) fn files(dataset: &Dataset) -> Vec<ExportFile> {
    tables(dataset)
        .iter()
        .map(|table| file(format!("{}.csv", table.name), table))
        .collect()
}

/// A table whose last column, `escaped`, names the columns that got a `'` before their text.
pub(super) fn file(path: String, table: &Table) -> ExportFile {
    let mut writer = ::csv::WriterBuilder::new()
        .terminator(::csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let header = table.header.iter().copied().chain(["escaped"]);
    writer
        .write_record(header)
        .expect("writing to memory does not fail");
    for row in &table.rows {
        let mut escaped = Vec::new();
        let mut cells: Vec<Cow<'_, str>> = Vec::with_capacity(row.len() + 1);
        for (cell, column) in row.iter().zip(&table.header) {
            if runs(cell) {
                escaped.push(*column);
                cells.push(format!("'{cell}").into());
            } else {
                cells.push(cell.into());
            }
        }
        cells.push(escaped.join(" ").into());
        writer
            .write_record(cells.iter().map(|cell| cell.as_bytes()))
            .expect("every row has as many cells as the header");
    }
    let bytes = writer
        .into_inner()
        .expect("writing to memory does not fail");
    ExportFile::new(path, bytes)
}

/// Whether a spreadsheet might take a cell for a formula: what is left of it behind quotes,
/// blanks and invisible characters begins as formulas do, in narrow or full width; or it begins
/// with a control character (OWASP, "CSV Injection").
pub(super) fn runs(cell: &str) -> bool {
    let skipped = |c: char| {
        acts(c) || c.is_whitespace() || matches!(c, '"' | '\'' | '“' | '”' | '‘' | '’' | '`')
    };
    cell.starts_with(char::is_control)
        || cell
            .trim_start_matches(skipped)
            .starts_with(['=', '+', '-', '@', '|', '%', '＝', '＋', '－', '＠', '−'])
}
