//! The list of codes that were drawn, kept beside the slips so that none is drawn twice.

use std::collections::BTreeSet;

use journal::{ParticipantCode, Study};

const COLUMNS: [&str; 4] = ["code", "drawn_on", "study_id", "revision"];

/// A list of drawn codes: CSV with a column `code`. Columns that a person added stay.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CodeList {
    columns: Vec<String>,
    codes: BTreeSet<String>,
    ends_in_line: bool,
}

impl CodeList {
    /// Reads a list; an empty text is an empty list.
    ///
    /// # Errors
    /// When it is no table, or has no column `code`.
    pub fn parse(text: &str) -> Result<Self, CodeListError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.trim().is_empty() {
            return Ok(Self {
                ends_in_line: true,
                ..Self::default()
            });
        }
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .from_reader(text.as_bytes());
        let columns: Vec<String> = reader
            .headers()
            .map_err(|_| CodeListError::NoTable)?
            .iter()
            .map(|name| name.trim().to_owned())
            .collect();
        let at = columns
            .iter()
            .position(|name| name == COLUMNS[0])
            .ok_or(CodeListError::NoColumn)?;
        let mut codes = BTreeSet::new();
        for row in reader.records() {
            let row = row.map_err(|_| CodeListError::NoTable)?;
            let code = row.get(at).unwrap_or_default().trim();
            if !code.is_empty() {
                codes.insert(code.to_owned());
            }
        }
        Ok(Self {
            columns,
            codes,
            ends_in_line: text.ends_with('\n'),
        })
    }

    /// Every code that was drawn.
    pub fn codes(&self) -> &BTreeSet<String> {
        &self.codes
    }

    /// What to write behind the list for codes that were drawn on a day for a study.
    pub fn rows(&self, codes: &[ParticipantCode], study: &Study, day: &str) -> String {
        let mut text = String::new();
        if !self.ends_in_line {
            text.push('\n');
        }
        let own: Vec<String> = COLUMNS.map(str::to_owned).to_vec();
        let is_new = self.columns.is_empty();
        let columns = if is_new { &own } else { &self.columns };
        let mut writer = csv::Writer::from_writer(Vec::new());
        let mut write = |row: Vec<&str>| writer.write_record(row).is_ok();
        if is_new {
            write(columns.iter().map(String::as_str).collect());
        }
        let revision = study.revision.to_string();
        for code in codes {
            let cell = |column: &String| match column.as_str() {
                "code" => code.as_str(),
                "drawn_on" => day,
                "study_id" => &study.id,
                "revision" => &revision,
                _ => "",
            };
            write(columns.iter().map(cell).collect());
        }
        // Writing to memory does not fail.
        let rows = writer.into_inner().unwrap_or_default();
        text.push_str(&String::from_utf8_lossy(&rows));
        text
    }
}

/// Why a list cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeListError {
    /// Not CSV.
    #[error("it is no table")]
    NoTable,
    /// A table of something else, or one with semicolons.
    #[error("its first line has no column \"code\"")]
    NoColumn,
}

impl CodeListError {
    /// What to do about it.
    pub fn advice(&self) -> Option<&'static str> {
        Some(
            "name the list that an earlier run wrote, with commas between its columns; without it a code could be drawn twice",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use journal::CodeRule;

    fn study() -> Study {
        Study {
            id: "s,1".into(),
            revision: 3,
            ..Study::default()
        }
    }

    fn draw(list: &CodeList) -> Vec<ParticipantCode> {
        let rule = CodeRule {
            alphabet: "2345".into(),
            length: 4,
            separator: "-".into(),
            check: "luhn-mod-n".into(),
        };
        rule.make_codes(3, list.codes()).unwrap()
    }

    #[test]
    fn a_list_grows_and_is_read_again() {
        let mut text = String::new();
        let mut all = BTreeSet::new();
        for run in 1..=4 {
            let list = CodeList::parse(&text).unwrap();
            assert_eq!(*list.codes(), all);
            let codes = draw(&list);
            all.extend(codes.iter().map(ToString::to_string));
            assert_eq!(all.len(), 3 * run, "none is drawn twice");
            text.push_str(&list.rows(&codes, &study(), "2026-01-05"));
        }
        let mut lines = text.lines();
        assert_eq!(lines.next(), Some("code,drawn_on,study_id,revision"));
        assert!(lines.all(|line| line.ends_with(",2026-01-05,\"s,1\",3")));
    }

    #[test]
    fn what_a_person_did_to_the_list_stays() {
        let text = "given to,code\nin the safe,2345-2\n,3333-3";
        let list = CodeList::parse(text).unwrap();
        assert_eq!(list.codes().len(), 2);
        let rows = list.rows(&draw(&list), &study(), "2026-01-05");
        assert!(rows.starts_with("\n,"), "{rows:?}");
        let again = CodeList::parse(&format!("{text}{rows}")).unwrap();
        assert_eq!(again.codes().len(), 5);
        assert_eq!(
            CodeList::parse("name;code\nx;y\n"),
            Err(CodeListError::NoColumn)
        );
    }
}
