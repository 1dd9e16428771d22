//! What can go wrong while a task runs.

use std::{io, path::PathBuf};

/// A task that could not be finished.
#[derive(Debug, thiserror::Error)]
pub enum TaskError {
    /// A program could not be started.
    #[error("{program} could not be started: {source}")]
    Start {
        /// The program, as it was called.
        program: String,
        /// What the system said.
        source: io::Error,
    },
    /// A program ran and reported failure.
    #[error("`{command}` failed ({status})")]
    Failed {
        /// The whole command line.
        command: String,
        /// Its exit status, in the system's words.
        status: String,
    },
    /// A file or folder could not be read or written.
    #[error("{path}: {source}", path = .path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file is there and does not hold what it should.
    #[error("{path}: {what}", path = .path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// Programs of the operating system are missing and cannot be installed from here.
    #[error("missing on this machine: {}", .0.join(", "))]
    MissingPrograms(Vec<&'static str>),
    /// No participant codes could be drawn.
    #[error("no participant codes were drawn: {0}")]
    Codes(journal::MakeCodesError),
}

impl TaskError {
    /// Wraps a failure of the file system with the path it happened at.
    pub fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }

    /// What to do about it, where something can be done.
    pub fn advice(&self) -> Option<&'static str> {
        match self {
            Self::Start { .. } => Some("install that program, or put it on PATH"),
            Self::MissingPrograms(_) => Some(
                "as root: apt-get install chromium chromium-driver firefox-esr age openssh-client unzip ffmpeg nodejs npm python3-venv",
            ),
            _ => None,
        }
    }
}
