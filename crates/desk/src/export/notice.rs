//! What a file could not hold as it was written, and what stands there instead.

use serde::{Serialize, Serializer};

/// A difference between what was written by a participant and what a file has of it. The exact
/// text is in `entries.jsonl` always.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// Characters that XML cannot hold (XML 1.0, section 2.2) were replaced by U+FFFD.
    Replaced {
        /// How many.
        characters: usize,
    },
    /// Cells are longer than a spreadsheet's cell can be: they go on in further columns.
    LongCells {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// How many of its cells.
        cells: usize,
    },
    /// A table has more rows than a sheet can have: it goes on in further sheets.
    LongTable {
        /// The table.
        table: &'static str,
        /// How many sheets it takes.
        sheets: usize,
    },
    /// Texts whose writers wish not to be quoted are not in the file, because its import makes
    /// quotations of whole texts.
    NotQuoted {
        /// How many.
        texts: usize,
    },
    /// Words that the program would take for commands got a blank after their `#`.
    Commands {
        /// How many.
        words: usize,
    },
    /// Recordings are in the project without their sound: there is no file of it, or it is larger
    /// than 2 GiB.
    NoSound {
        /// How many.
        recordings: usize,
    },
    /// The file was not written: it would be larger than an archive can be.
    TooLarge,
}

impl Notice {
    /// That so many characters were replaced, if there were any.
    pub(super) fn replaced(characters: usize) -> Option<Self> {
        (characters > 0).then_some(Self::Replaced { characters })
    }

    /// A sentence.
    pub fn sentence(&self) -> String {
        match self {
            Self::Replaced { characters } => format!(
                "characters that XML cannot hold, written as U+FFFD (\u{fffd}): {characters}"
            ),
            Self::LongCells {
                table,
                column,
                cells,
            } => format!(
                "cells of {table} that are too long for a sheet, column {column}: {cells}; they go on in {column}_2 and so on"
            ),
            Self::LongTable { table, sheets } => format!(
                "{table} has more rows than a sheet can have; sheets that it takes: {sheets}, {table}_2 and so on"
            ),
            Self::NotQuoted { texts } => format!(
                "texts left out: {texts}; their writers wish not to be quoted, and this import makes a quotation of each text. They are in word/ and in the project, marked"
            ),
            Self::Commands { words } => format!(
                "words that MAXQDA would take for commands (#TEXT, #CODE), with a blank after their #: {words}"
            ),
            Self::NoSound { recordings } => format!(
                "recordings without their sound: {recordings}; there was no file of it below 2 GiB"
            ),
            Self::TooLarge => "it was not written: an archive can hold 65 535 files and 4 GiB, and this one would be larger".into(),
        }
    }
}

impl Serialize for Notice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.sentence())
    }
}
