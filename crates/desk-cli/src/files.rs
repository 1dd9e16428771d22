//! Finding and reading files that strangers made: each by itself, none trusted.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader, ErrorKind};
use std::path::{Path, PathBuf};

use bundle::{Identity, SIZE_CAP};
use desk::{Received, receive_from};
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use walkdir::WalkDir;

use crate::error::RunError;
use crate::progress::Progress;

/// A file that was found, or a place that could not be looked into.
pub(crate) struct Found {
    /// As it stands in the dataset.
    pub name: String,
    pub path: PathBuf,
    error: Option<String>,
}

/// Opens every file that was found, in the order of their names. None is held in memory.
pub(crate) fn receive_all(found: &[Found], identities: &[Identity]) -> Vec<Received> {
    let progress = Progress::of(found.len());
    let all = found.par_iter().with_max_len(1);
    let received = all.map(|file| {
        let received = read(file, identities);
        progress.step();
        received
    });
    received.collect()
}

/// Every file of the arguments, folders with everything in them.
///
/// Files by short names: what a folder is called and where it lies is nobody's business in an
/// export. Where short names would meet, the path as it was typed stands.
pub(crate) fn find(arguments: &[PathBuf]) -> Result<Vec<Found>, RunError> {
    let mut found = Vec::new();
    for argument in arguments {
        if argument.is_dir() {
            walk(argument, &mut found);
        } else {
            let name = argument.file_name().unwrap_or(argument.as_os_str());
            found.push(Found {
                name: name.to_string_lossy().into(),
                path: argument.clone(),
                error: None,
            });
        }
    }
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    for file in &found {
        *names.entry(file.name.clone()).or_default() += 1;
    }
    for file in &mut found {
        if names[&file.name] > 1 {
            file.name = file.path.to_string_lossy().into();
        }
    }
    if found.is_empty() {
        return Err(RunError::NoFiles);
    }
    Ok(found)
}

fn walk(folder: &Path, found: &mut Vec<Found>) {
    let short = |path: &Path| {
        let inside = path
            .strip_prefix(folder)
            .ok()
            .filter(|rest| !rest.as_os_str().is_empty());
        inside.unwrap_or(path).to_string_lossy().into_owned()
    };
    for item in WalkDir::new(folder).sort_by_file_name() {
        match item {
            Ok(item) if item.file_type().is_dir() || is_clutter(item.path()) => {}
            Ok(item) => {
                let plain = item.file_type().is_file();
                let error =
                    (!plain).then(|| "it is a link or a device, not a plain file".to_owned());
                found.push(Found {
                    name: short(item.path()),
                    path: item.into_path(),
                    error,
                });
            }
            Err(error) => {
                let path = error.path().unwrap_or(folder).to_owned();
                let why = error
                    .io_error()
                    .map_or_else(|| "it cannot be looked into".into(), sentence);
                found.push(Found {
                    name: short(&path),
                    path,
                    error: Some(why),
                });
            }
        }
    }
}

/// What desktops leave in folders they have shown.
fn is_clutter(path: &Path) -> bool {
    path.file_name()
        .and_then(|name| name.to_str())
        .is_some_and(|name| {
            matches!(name, ".DS_Store" | "Thumbs.db" | "desktop.ini") || name.starts_with("._")
        })
}

/// SHA-256 of a file, lower-case hex, where it can be had.
pub(crate) fn digest(file: &Found) -> Option<String> {
    let is_plain = |about: fs::Metadata| about.is_file() && about.len() <= SIZE_CAP as u64;
    if file.error.is_some() || !fs::metadata(&file.path).is_ok_and(is_plain) {
        return None;
    }
    let mut summing = Sha256::new();
    io::copy(&mut File::open(&file.path).ok()?, &mut summing).ok()?;
    Some(format!("{:x}", summing.finalize()))
}

/// Opens one file.
pub(crate) fn read(file: &Found, identities: &[Identity]) -> Received {
    let name = file.name.clone();
    if let Some(why) = &file.error {
        return Received::unreadable(name, 0, why);
    }
    // Asked before opening: to open a pipe would be to wait for its other end.
    let metadata = match fs::metadata(&file.path) {
        Ok(metadata) if metadata.is_file() => metadata,
        Ok(_) => return Received::unreadable(name, 0, "it is not a plain file"),
        Err(error) => return Received::unreadable(name, 0, sentence(&error)),
    };
    if metadata.len() > SIZE_CAP as u64 {
        return Received::too_large(name, metadata.len());
    }
    match File::open(&file.path) {
        Ok(open) => receive_from(name, metadata.len(), BufReader::new(open), identities),
        Err(error) => Received::unreadable(name, metadata.len(), sentence(&error)),
    }
}

/// What an error of the system means, in words that need no number.
pub(crate) fn sentence(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "it is not there".into(),
        ErrorKind::PermissionDenied => "it may not be read or written by you".into(),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "there is no room left".into(),
        ErrorKind::InvalidData => "it is not text".into(),
        _ => error.to_string(),
    }
}
