//! Workbooks (ECMA-376, SpreadsheetML) in which every cell is a text and none a formula.

use super::package::{self, RELATIONS, package, relations};
use super::tables::Table;
use super::xml::{Xml, can_hold};
use super::{ExportFile, Notice};

/// What a sheet can hold ("Excel specifications and limits").
#[derive(Clone, Copy)]
pub(super) struct Limits {
    /// Characters of a cell, counted as UTF-16 does.
    pub cell: usize,
    /// Rows of a sheet.
    pub rows: usize,
}

impl Limits {
    /// Excel's.
    pub const EXCEL: Self = Self {
        cell: 32_767,
        rows: 1_048_576,
    };
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

/// A sheet as it is written: its name, and its rows with the header.
struct Sheet {
    name: String,
    rows: Vec<Vec<String>>,
}

/// A workbook with a sheet for each table. What a cell cannot hold goes on in a column of its own,
/// what a sheet cannot hold in another sheet, and a notice says so.
pub(super) fn workbook(path: &str, tables: &[Table], limits: Limits) -> ExportFile {
    let mut notices = Vec::new();
    let sheets: Vec<Sheet> = tables
        .iter()
        .flat_map(|table| sheets(table, limits, &mut notices))
        .collect();
    let mut parts = vec![
        ("[Content_Types].xml".to_owned(), content_types(&sheets)),
        (
            "_rels/.rels".to_owned(),
            relations(&[("officeDocument", "xl/workbook.xml")]),
        ),
        ("xl/workbook.xml".to_owned(), book(&sheets)),
    ];
    let targets: Vec<String> = (1..=sheets.len())
        .map(|number| format!("worksheets/sheet{number}.xml"))
        .collect();
    let mut related: Vec<(&str, &str)> = targets
        .iter()
        .map(|target| ("worksheet", target.as_str()))
        .collect();
    related.push(("styles", "styles.xml"));
    parts.push(("xl/_rels/workbook.xml.rels".to_owned(), relations(&related)));
    parts.push(("xl/styles.xml".to_owned(), styles()));
    for (number, sheet) in (1..).zip(&sheets) {
        parts.push((
            format!("xl/worksheets/sheet{number}.xml"),
            worksheet(sheet, number == 1),
        ));
    }
    let mut file = ExportFile::packed(path, package(parts));
    file.notices.extend(notices);
    file
}

fn sheets(table: &Table, limits: Limits, notices: &mut Vec<Notice>) -> Vec<Sheet> {
    let split: Vec<Vec<Vec<&str>>> = table
        .rows
        .iter()
        .map(|row| row.iter().map(|cell| parts(cell, limits.cell)).collect())
        .collect();
    let mut header = Vec::new();
    let mut widths = Vec::new();
    for (at, column) in table.header.iter().enumerate() {
        let width = split.iter().map(|row| row[at].len()).max().unwrap_or(1);
        let longer = split.iter().filter(|row| row[at].len() > 1).count();
        if longer > 0 {
            notices.push(Notice::LongCells {
                table: table.name,
                column,
                cells: longer,
            });
        }
        header.push((*column).to_owned());
        header.extend((2..=width).map(|part| format!("{column}_{part}")));
        widths.push(width);
    }
    let rows: Vec<Vec<String>> = split
        .into_iter()
        .map(|row| {
            let cells = row.into_iter().zip(&widths).flat_map(|(parts, width)| {
                let blanks = width - parts.len();
                parts
                    .into_iter()
                    .map(str::to_owned)
                    .chain(std::iter::repeat_n(String::new(), blanks))
            });
            cells.collect()
        })
        .collect();
    let most = limits.rows - 1;
    let pieces = rows.len().div_ceil(most).max(1);
    if pieces > 1 {
        notices.push(Notice::LongTable {
            table: table.name,
            sheets: pieces,
        });
    }
    let mut rest = rows.into_iter();
    (1..=pieces)
        .map(|piece| Sheet {
            name: match piece {
                1 => table.name.to_owned(),
                piece => format!("{}_{piece}", table.name),
            },
            rows: std::iter::once(header.clone())
                .chain(rest.by_ref().take(most))
                .collect(),
        })
        .collect()
}

/// A text in pieces of at most that many UTF-16 units, in no character of which one begins, and
/// no line end.
fn parts(text: &str, most: usize) -> Vec<&str> {
    if text.len() <= most {
        return vec![text];
    }
    let mut parts = Vec::new();
    let (mut from, mut units) = (0, 0);
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let size = c.len_utf16();
        if units + size > most {
            let end = match (before, c) {
                ('\r', '\n') if at - from > 1 => at - 1,
                _ => at,
            };
            parts.push(&text[from..end]);
            (from, units) = (end, at - end);
        }
        units += size;
        before = c;
    }
    parts.push(&text[from..]);
    parts
}

fn content_types(sheets: &[Sheet]) -> Vec<u8> {
    let mut parts = vec![
        ("/xl/workbook.xml".to_owned(), "sheet.main"),
        ("/xl/styles.xml".to_owned(), "styles"),
    ];
    for number in 1..=sheets.len() {
        parts.push((format!("/xl/worksheets/sheet{number}.xml"), "worksheet"));
    }
    package::content_types("spreadsheetml", &parts)
}

fn book(sheets: &[Sheet]) -> Vec<u8> {
    let mut xml = Xml::document();
    xml.open("workbook", &[("xmlns", MAIN), ("xmlns:r", RELATIONS)]);
    xml.open("sheets", &[]);
    for (number, sheet) in (1..).zip(sheets) {
        let (id, relation) = (number.to_string(), format!("r{number}"));
        let of = [
            ("name", sheet.name.as_str()),
            ("sheetId", &id),
            ("r:id", &relation),
        ];
        xml.leaf("sheet", &of);
    }
    xml.finish().0
}

/// Style 1 is text that stays text when the cell is edited, style 2 the same in bold.
fn styles() -> Vec<u8> {
    let mut xml = Xml::document();
    xml.open("styleSheet", &[("xmlns", MAIN)]);
    xml.open("fonts", &[("count", "2")]);
    for is_bold in [false, true] {
        xml.open("font", &[]);
        if is_bold {
            xml.leaf("b", &[]);
        }
        xml.leaf("sz", &[("val", "11")]);
        xml.leaf("name", &[("val", "Calibri")]);
        xml.close();
    }
    xml.close();
    xml.open("fills", &[("count", "2")]);
    for pattern in ["none", "gray125"] {
        xml.open("fill", &[]);
        xml.leaf("patternFill", &[("patternType", pattern)]);
        xml.close();
    }
    xml.close();
    xml.open("borders", &[("count", "1")]);
    xml.leaf("border", &[]);
    xml.close();
    xml.open("cellStyleXfs", &[("count", "1")]);
    xml.leaf(
        "xf",
        &[
            ("numFmtId", "0"),
            ("fontId", "0"),
            ("fillId", "0"),
            ("borderId", "0"),
        ],
    );
    xml.close();
    xml.open("cellXfs", &[("count", "3")]);
    for (format, font, prefix) in [("0", "0", "0"), ("49", "0", "1"), ("49", "1", "1")] {
        let of = [
            ("numFmtId", format),
            ("fontId", font),
            ("fillId", "0"),
            ("borderId", "0"),
            ("xfId", "0"),
            ("quotePrefix", prefix),
            ("applyNumberFormat", prefix),
            ("applyFont", font),
        ];
        xml.leaf("xf", &of);
    }
    xml.finish().0
}

fn worksheet(sheet: &Sheet, is_first: bool) -> Vec<u8> {
    let mut xml = Xml::document();
    xml.open("worksheet", &[("xmlns", MAIN)]);
    xml.open("sheetViews", &[]);
    let selected = if is_first { "1" } else { "0" };
    xml.open(
        "sheetView",
        &[("tabSelected", selected), ("workbookViewId", "0")],
    );
    xml.leaf(
        "pane",
        &[
            ("ySplit", "1"),
            ("topLeftCell", "A2"),
            ("activePane", "bottomLeft"),
            ("state", "frozen"),
        ],
    );
    xml.close();
    xml.close();
    xml.open("sheetData", &[]);
    for (number, row) in (1..).zip(&sheet.rows) {
        let style = if number == 1 { "2" } else { "1" };
        let number = number.to_string();
        xml.open("row", &[("r", &number)]);
        for (column, cell) in row.iter().enumerate() {
            if cell.is_empty() {
                continue;
            }
            let place = format!("{}{number}", letters(column));
            xml.open("c", &[("r", &place), ("s", style), ("t", "inlineStr")]);
            xml.open("is", &[]);
            xml.element("t", &[("xml:space", "preserve")], &cell_text(cell));
            xml.close();
            xml.close();
        }
        xml.close();
    }
    xml.finish().0
}

/// `A`, …, `Z`, `AA`, … for 0, …, 25, 26, …
fn letters(mut column: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(b'A' + (column % 26) as u8);
        if column < 26 {
            break;
        }
        column = column / 26 - 1;
    }
    letters.iter().rev().map(|b| char::from(*b)).collect()
}

/// The text as a cell has it (ECMA-376, 22.9.2.19, ST_Xstring): what XML cannot hold, and line
/// ends that it would change, as `_xHHHH_`; what looks like that already gets its `_` so.
fn cell_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let looks_escaped = || {
            let rest = text.as_bytes().get(at + 1..at + 7);
            rest.is_some_and(|b| {
                b[0] == b'x' && b[5] == b'_' && b[1..5].iter().all(u8::is_ascii_hexdigit)
            })
        };
        match c {
            '_' if looks_escaped() => out.push_str("_x005F_"),
            '\r' => out.push_str("_x000D_"),
            c if can_hold(c) => out.push(c),
            c => out.push_str(&format!("_x{:04X}_", u32::from(c))),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[&[&str]]) -> Table {
        let rows = rows
            .iter()
            .map(|row| row.iter().map(|cell| (*cell).to_owned()).collect());
        Table::new("t", &["a", "b"], rows)
    }

    #[test]
    fn columns_have_the_names_of_a_sheet() {
        assert_eq!(
            [0, 25, 26, 51, 52, 701, 702].map(letters),
            ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
        );
    }

    #[test]
    fn a_long_cell_goes_on_beside_and_nothing_is_cut() {
        let long = "a😀b\r\nc😀😀d";
        let limits = Limits { cell: 4, rows: 10 };
        let mut notices = Vec::new();
        let sheets = sheets(&table(&[&[long, "x"], &["y", ""]]), limits, &mut notices);
        assert_eq!(sheets[0].rows[0], ["a", "a_2", "a_3", "a_4", "b"]);
        assert_eq!(sheets[0].rows[1], ["a😀b", "\r\nc", "😀😀", "d", "x"]);
        assert_eq!(sheets[0].rows[1][..4].concat(), long);
        assert_eq!(sheets[0].rows[2], ["y", "", "", "", ""]);
        assert!(
            sheets[0]
                .rows
                .iter()
                .flatten()
                .all(|cell| cell.encode_utf16().count() <= 4)
        );
        assert_eq!(notices.len(), 1);
    }

    #[test]
    fn a_long_table_goes_on_in_the_next_sheet() {
        let rows: Vec<[&str; 2]> = vec![["1", ""], ["2", ""], ["3", ""], ["4", ""], ["5", ""]];
        let rows: Vec<&[&str]> = rows.iter().map(|row| &row[..]).collect();
        let limits = Limits { cell: 10, rows: 3 };
        let mut notices = Vec::new();
        let sheets = sheets(&table(&rows), limits, &mut notices);
        let names: Vec<&str> = sheets.iter().map(|sheet| sheet.name.as_str()).collect();
        assert_eq!(names, ["t", "t_2", "t_3"]);
        assert!(
            sheets
                .iter()
                .all(|sheet| sheet.rows[0] == ["a", "b"] && sheet.rows.len() <= 3)
        );
        let data = sheets.iter().flat_map(|sheet| &sheet.rows[1..]);
        let data: Vec<&str> = data.map(|row| row[0].as_str()).collect();
        assert_eq!(data, ["1", "2", "3", "4", "5"]);
        assert_eq!(notices.len(), 1);
    }

    #[test]
    fn what_looks_escaped_is_escaped_itself() {
        assert_eq!(
            cell_text("_x0041_ _x_\0\r\n"),
            "_x005F_x0041_ _x__x0000__x000D_\n"
        );
    }
}
