//! The folder of recordings: originals, WAV, the list, and the transcripts that came back.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use desk::{Dataset, TranscriptRecord, Transcripts};
use journal::{ParticipantCode, RecordingId, Span};
use serde::{Deserialize, Serialize};

use crate::error::RunError;
use crate::files::sentence;
use crate::folder;

pub(crate) const ORIGINAL: &str = "original";
pub(crate) const WAV: &str = "wav";
const INDEX: &str = "recordings.jsonl";
const TRANSCRIPTS: &str = "transcripts.jsonl";

/// A line of the list for programs, `recordings.jsonl`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Shelved {
    pub version: u32,
    pub name: String,
    pub file: String,
    pub participant: ParticipantCode,
    pub entry_id: String,
    pub recording_id: RecordingId,
    pub media_sha256: String,
    pub duration_ms: u64,
    pub withheld: Vec<Span>,
    pub lost: Vec<Span>,
}

/// The folder.
pub(crate) struct Shelf {
    folder: PathBuf,
}

impl Shelf {
    /// A folder to write to: one that an earlier run wrote, an empty one, or none yet.
    pub(crate) fn prepare(folder: &Path) -> Result<Self, RunError> {
        let name = || folder.to_string_lossy().into_owned();
        match fs::read_dir(folder) {
            Ok(mut items) => {
                if items.next().is_some() && !folder.join(INDEX).is_file() {
                    return Err(RunError::NotAudio(name()));
                }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(_) => return Err(RunError::NotAudio(name())),
        }
        Ok(Self {
            folder: folder.to_owned(),
        })
    }

    /// A folder that an earlier run wrote.
    pub(crate) fn open(folder: &Path) -> Result<Self, RunError> {
        if folder.join(INDEX).is_file() {
            Self::prepare(folder)
        } else {
            Err(RunError::NotAudio(folder.to_string_lossy().into()))
        }
    }

    /// Makes its folders, for their owner only.
    pub(crate) fn make(&self) -> Result<(), RunError> {
        for inside in [ORIGINAL, WAV] {
            folder::make_folder(&self.folder.join(inside))
                .map_err(|error| self.unwritten(&error))?;
        }
        Ok(())
    }

    pub(crate) fn path(&self, inside: &str, name: &str) -> PathBuf {
        self.folder.join(inside).join(name)
    }

    pub(crate) fn transcripts_path(&self) -> PathBuf {
        self.folder.join(TRANSCRIPTS)
    }

    /// The transcripts that were taken in; none yet is fine.
    pub(crate) fn transcripts(&self) -> Result<Transcripts, RunError> {
        let path = self.transcripts_path();
        let name = path.to_string_lossy().into_owned();
        match fs::read_to_string(&path) {
            Ok(text) => {
                Transcripts::parse(&text).map_err(|error| RunError::Transcripts { name, error })
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Transcripts::default()),
            Err(error) => Err(RunError::Read {
                what: "the file of transcripts",
                name,
                why: sentence(&error),
            }),
        }
    }

    /// Adds a transcript behind the others.
    pub(crate) fn add(&self, record: &TranscriptRecord) -> Result<(), RunError> {
        let path = self.transcripts_path();
        folder::append(&path, &[&record.line()]).map_err(|error| RunError::Write {
            name: path.to_string_lossy().into(),
            why: sentence(&error),
        })
    }

    /// The list as the last run wrote it.
    pub(crate) fn recordings(&self) -> Result<Vec<Shelved>, RunError> {
        let path = self.folder.join(INDEX);
        let name = path.to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).map_err(|error| RunError::Read {
            what: "the list of recordings",
            name: name.clone(),
            why: sentence(&error),
        })?;
        let lines = text.lines().map(serde_json::from_str);
        lines
            .collect::<Result<_, _>>()
            .map_err(|_| RunError::Index(name))
    }

    /// Writes the list anew, for people as a table and for programs.
    pub(crate) fn list(&self, dataset: &Dataset) -> Result<(), RunError> {
        let mut index = Vec::new();
        for merged in &dataset.recordings {
            let line = Shelved {
                version: 1,
                name: merged.name.clone(),
                file: merged.file(),
                participant: merged.participant.clone(),
                entry_id: merged.entry.to_string(),
                recording_id: merged.recording.id,
                media_sha256: merged.recording.media.sha256.clone(),
                duration_ms: merged.recording.media.duration_ms,
                withheld: merged.recording.withheld.clone(),
                lost: merged.recording.lost.clone(),
            };
            index.extend(serde_json::to_vec(&line).unwrap_or_default());
            index.push(b'\n');
        }
        let tables = desk::export(dataset, desk::Format::Csv);
        for table in tables.iter().filter(|file| file.path == "recordings.csv") {
            self.put(&table.path, &table.bytes)?;
        }
        self.put(INDEX, &index)
    }

    /// Files that are of no recording any more, as `wav/….wav`.
    pub(crate) fn strays(&self, dataset: &Dataset) -> Vec<String> {
        let mut known = BTreeSet::new();
        for merged in &dataset.recordings {
            known.insert(format!("{ORIGINAL}/{}", merged.file()));
            known.insert(format!("{WAV}/{}.wav", merged.name));
        }
        let mut strays = Vec::new();
        for inside in [ORIGINAL, WAV] {
            let items = fs::read_dir(self.folder.join(inside)).into_iter().flatten();
            for item in items.flatten() {
                let path = format!("{inside}/{}", item.file_name().to_string_lossy());
                if !known.contains(&path) {
                    strays.push(path);
                }
            }
        }
        strays.sort();
        strays
    }

    /// A file beside its place; it takes it with [`settle`].
    pub(crate) fn beside(&self, inside: &str) -> io::Result<tempfile::NamedTempFile> {
        tempfile::Builder::new()
            .prefix(".part-")
            .tempfile_in(self.folder.join(inside))
    }

    fn put(&self, name: &str, bytes: &[u8]) -> Result<(), RunError> {
        let write = || {
            let mut file = self.beside("")?;
            file.write_all(bytes)?;
            settle(file, &self.folder.join(name))
        };
        write().map_err(|error: io::Error| self.unwritten(&error))
    }

    fn unwritten(&self, error: &io::Error) -> RunError {
        RunError::Write {
            name: self.folder.to_string_lossy().into(),
            why: sentence(error),
        }
    }
}

/// Gives a file that is whole its name.
pub(crate) fn settle(file: tempfile::NamedTempFile, path: &Path) -> io::Result<()> {
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    if let Some(folder) = path.parent() {
        // Not every system can sync a folder.
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
    Ok(())
}
