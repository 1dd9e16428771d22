//! The folder of results: whole or absent, and for its owner only.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use desk::ExportFile;
use rayon::prelude::*;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::error::RunError;
use crate::files::sentence;

/// Whether results may be written there, asked before any work is done.
pub(crate) fn check(out: &Path, force: bool) -> Result<(), RunError> {
    let name = || out.to_string_lossy().into_owned();
    match fs::read_dir(out) {
        Ok(mut items) => match (items.next().is_some(), force) {
            (false, _) => Ok(()),
            (true, false) => Err(RunError::NotEmpty(name())),
            (true, true) if is_export(out) => Ok(()),
            (true, true) => Err(RunError::NotOurs(name())),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(RunError::Write {
            name: name(),
            why: sentence(&error),
        }),
    }
}

/// A folder that is written, and has not got its name yet. Dropped, it is gone.
pub(crate) struct Staged {
    out: PathBuf,
    beside: tempfile::TempDir,
}

impl Staged {
    /// Begins a folder beside `out`.
    pub(crate) fn begin(out: &Path) -> Result<Self, RunError> {
        let begin = || {
            // Removed on every way out but by its new name.
            let beside =
                private(tempfile::Builder::new().prefix(".loop-desk-")).tempdir_in(parent(out))?;
            make_folder(&beside.path().join("new"))?;
            Ok(beside)
        };
        Ok(Self {
            out: out.to_owned(),
            beside: begin().map_err(|error| unwritten(out, &error))?,
        })
    }

    /// Writes files into it.
    pub(crate) fn add(&self, files: &[ExportFile]) -> Result<(), RunError> {
        // Most of the time is the disk's: thousands of small files, each on it before the next step.
        let written = files.par_iter().try_for_each(|file| {
            let mut written = self.create(&file.path)?;
            written.write_all(&file.bytes)?;
            written.sync_all()
        });
        written.map_err(|error| unwritten(&self.out, &error))
    }

    /// Writes a file that is too large to be held in memory; gives its size and its SHA-256.
    pub(crate) fn stream(
        &self,
        path: &str,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(u64, String), RunError> {
        let file = self.create(path);
        let file = file.map_err(|error| unwritten(&self.out, &error))?;
        let mut counted = Counted {
            file,
            digest: Sha256::new(),
            bytes: 0,
        };
        let written = write(&mut counted).and_then(|()| counted.file.sync_all());
        written.map_err(|error| unwritten(Path::new(path), &error))?;
        Ok((counted.bytes, format!("{:x}", counted.digest.finalize())))
    }

    fn create(&self, path: &str) -> io::Result<File> {
        let path = self.beside.path().join("new").join(path);
        if let Some(folder) = path.parent() {
            make_folder(folder)?;
        }
        create(&path)
    }

    /// Puts it in the place of `out`.
    pub(crate) fn place(self, force: bool) -> Result<(), RunError> {
        check(&self.out, force)?;
        let Self { out, beside } = self;
        let replace = force && out.exists();
        place(&out, beside, replace).map_err(|error| unwritten(&out, &error))
    }
}

/// A file whose size and digest are taken while it is written.
struct Counted {
    file: File,
    digest: Sha256,
    bytes: u64,
}

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.file.write(bytes)?;
        self.digest.update(&bytes[..count]);
        self.bytes += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn unwritten(out: &Path, error: &io::Error) -> RunError {
    RunError::Write {
        name: out.to_string_lossy().into(),
        why: sentence(error),
    }
}

/// An earlier export is known by its provenance.
fn is_export(folder: &Path) -> bool {
    let provenance = fs::read(folder.join("provenance.json")).unwrap_or_default();
    serde_json::from_slice::<Value>(&provenance)
        .is_ok_and(|document| document["format"] == "closing-the-loop/provenance")
}

fn parent(out: &Path) -> &Path {
    out.parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

fn place(out: &Path, beside: tempfile::TempDir, replace: bool) -> io::Result<()> {
    let fresh = beside.path().join("new");
    if replace {
        let old = beside.path().join("old");
        fs::rename(out, &old)?;
        if let Err(error) = fs::rename(&fresh, out) {
            fs::rename(&old, out)?;
            return Err(error);
        }
    } else {
        // Only an empty folder goes: what another desk put there meanwhile stays.
        let _ = fs::remove_dir(out);
        fs::rename(&fresh, out)?;
    }
    // The name is as lasting as the content. Not every system can sync a folder.
    let _ = File::open(parent(out)).and_then(|parent| parent.sync_all());
    beside.close()
}

/// Creates a file that its owner alone can read; it must not be there.
pub(crate) fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Adds lines to a file, on lines of their own; makes it if it is not there.
pub(crate) fn append(path: &Path, lines: &[&str]) -> io::Result<()> {
    let before = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(error),
    };
    let mut text = String::new();
    if before.last().is_some_and(|last| *last != b'\n') {
        text.push('\n');
    }
    for line in lines {
        text.push_str(line);
        text.push('\n');
    }
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

pub(crate) fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

#[cfg(unix)]
fn private<'a, 'b, 'c>(
    builder: &'c mut tempfile::Builder<'a, 'b>,
) -> &'c mut tempfile::Builder<'a, 'b> {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn private<'a, 'b, 'c>(
    builder: &'c mut tempfile::Builder<'a, 'b>,
) -> &'c mut tempfile::Builder<'a, 'b> {
    builder
}
