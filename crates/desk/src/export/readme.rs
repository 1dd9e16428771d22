//! The words beside the files: how to read them, and how to take them into each program.

use super::{ExportFile, Format, Listed};
use crate::register::RegisterUse;

/// `README.txt`: how the files beside it are to be read.
pub fn readme(register: Option<&RegisterUse>) -> ExportFile {
    let words = include_str!("README.txt");
    match register {
        None => text("README.txt", words),
        Some(used) => text("README.txt", &format!("{words}{}", deidentified(used))),
    }
}

fn deidentified(used: &RegisterUse) -> String {
    format!(
        "\nDe-identified\n-------------\n\
         Names that a person decided about are replaced by tokens, as [person 3], in every file here: \
         {}\nplaces. Proposals that nobody decided about, whose words stand as they were: {}. Where this \
         page says\n\"exactly as it was typed\", it is so but for the tokens. Times are days; phones \
         have no keys and no\nwords, files no names but the beginning of their SHA-256. \
         The register that leads back to the names\nis not here; SHA-256 of it: {}\n\n\
         What is told can still tell who somebody is. A voice is never de-identified.\n",
        used.replaced, used.undecided, used.sha256
    )
}

/// `notices.txt`: what files could not hold as it was written, a line each; `None` if nothing.
pub fn notices(files: &[Listed]) -> Option<ExportFile> {
    let lines = files.iter().flat_map(|file| {
        let line = |notice: &super::Notice| format!("{}: {}\n", file.path, notice.sentence());
        file.notices.iter().map(line)
    });
    let lines: String = lines.collect();
    let head = "What files could not hold as it was written. The exact text of every entry is in \
                entries.jsonl.\n\n";
    (!lines.is_empty()).then(|| text("notices.txt", &format!("{head}{lines}")))
}

/// How the files of a format are taken into its program.
pub(super) fn beside(format: Format) -> Vec<ExportFile> {
    let readme = |folder: &str, words: &str| vec![text(&format!("{folder}/README.txt"), words)];
    match format {
        Format::Csv | Format::JsonLines | Format::Markdown => Vec::new(),
        Format::Transcripts | Format::Xlsx => Vec::new(),
        Format::Word => readme("word", include_str!("readme/word.txt")),
        Format::RefiQda => vec![
            text("refi-qda/README.txt", include_str!("readme/refi-qda.txt")),
            text(
                "refi-qda/what-is-dropped.csv",
                include_str!("readme/what-is-dropped.csv"),
            ),
        ],
        Format::NVivo => readme("nvivo", include_str!("readme/nvivo.txt")),
        Format::AtlasTi => readme("atlasti", include_str!("readme/atlasti.txt")),
        Format::Maxqda => readme("maxqda", include_str!("readme/maxqda.txt")),
        Format::QualCoder => readme("qualcoder", include_str!("readme/qualcoder.txt")),
        Format::Taguette => readme("taguette", include_str!("readme/taguette.txt")),
        Format::Graph => readme("graph", include_str!("readme/graph.txt")),
    }
}

fn text(path: &str, words: &str) -> ExportFile {
    ExportFile::new(path.into(), words.as_bytes().to_vec())
}
