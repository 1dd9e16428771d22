//! Everything that a run hands over: the files of all formats, and one ZIP of them.

use bundle::{StoredZip, StoredZipError};

use crate::dataset::Dataset;
use crate::export::{ExportFile, Listed, Origin, crate_metadata, notices, provenance, readme};

/// The exported files of a run with what [goes with them](accompany): what the command line writes
/// into a folder and the desk page into a ZIP.
pub fn results(
    dataset: &Dataset,
    mut exported: Vec<ExportFile>,
    origin: &Origin,
) -> Vec<ExportFile> {
    let listed = exported.iter().map(Listed::from).collect();
    exported.extend(accompany(dataset, listed, origin));
    exported
}

/// What goes with exported files: the explanation, the notices, the metadata and, last, the
/// provenance of them all. The files need not be there any more. The same dataset gives the same
/// bytes; only metadata and provenance say when and by what.
pub fn accompany(dataset: &Dataset, mut listed: Vec<Listed>, origin: &Origin) -> Vec<ExportFile> {
    let mut files = vec![readme(origin.register.as_ref())];
    files.extend(notices(&listed));
    listed.extend(files.iter().map(Listed::from));
    listed.sort_by(|a, b| a.path.cmp(&b.path));
    let metadata = crate_metadata(dataset, origin, &listed);
    listed.push(Listed::from(&metadata));
    files.push(metadata);
    files.push(provenance(dataset, origin, &listed));
    files
}

/// A ZIP of files in their order, uncompressed and without a date: the same files give the same
/// bytes.
///
/// # Errors
/// When there are more files, or more bytes, than a plain ZIP can name.
pub fn archive(files: &[ExportFile]) -> Result<Vec<u8>, ArchiveError> {
    let mut zip = StoredZip::default();
    let mut bytes = Vec::new();
    for file in files {
        bytes.extend(zip.begin(&file.path, &file.bytes)?);
        bytes.extend_from_slice(&file.bytes);
    }
    bytes.extend(zip.finish());
    Ok(bytes)
}

/// More than a plain ZIP can name: 65,535 files, or 4 GiB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the export is larger than a ZIP may be")]
pub struct ArchiveError;

impl From<StoredZipError> for ArchiveError {
    fn from(_: StoredZipError) -> Self {
        Self
    }
}

impl ArchiveError {
    /// What to do about it.
    pub fn advice(self) -> &'static str {
        "choose fewer formats at once, or let loop-desk write a folder"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, bytes: &[u8]) -> ExportFile {
        ExportFile {
            path: path.into(),
            bytes: bytes.into(),
            notices: Vec::new(),
        }
    }

    #[test]
    fn the_same_files_give_the_same_archive() {
        let files = [file("README.txt", b"read me"), file("entries/A/x.md", b"")];
        let bytes = archive(&files).unwrap();
        assert_eq!(archive(&files).unwrap(), bytes);
        // The signature of a local header, and the names in their order.
        assert!(bytes.starts_with(b"PK\x03\x04"));
        let text = String::from_utf8_lossy(&bytes);
        assert!(text.find("README.txt") < text.find("entries/A/x.md"));
    }

    #[test]
    fn more_files_than_a_zip_can_name_are_refused() {
        let many = vec![file("x", b""); 65_536];
        assert_eq!(archive(&many), Err(ArchiveError));
        assert!(archive(&many[..65_535]).is_ok());
    }
}
