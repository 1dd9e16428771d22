//! From chosen files to a dataset: one file after another, so that it can be stopped between two.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::{Desk, DeskPlace};
use crate::browser::clock;
use crate::browser::files::HeldFile;
use crate::browser::picked::{self, Field, Picked};
use crate::jobs::desk::{DeskFailure, DeskJob};

/// How far opening is.
#[derive(Debug, Clone, PartialEq)]
pub struct Opening {
    /// Files that are done.
    pub done: usize,
    /// All files.
    pub of: usize,
    /// Bytes that were read.
    pub bytes: u64,
    /// All bytes.
    pub of_bytes: u64,
    /// When it began, in milliseconds since 1970.
    began: f64,
    /// Whether it will stop behind the file that is being read.
    pub is_stopping: bool,
}

impl Opening {
    /// Seconds that are left, as far as can be told; `None` in the first moments.
    pub fn seconds_left(&self) -> Option<u64> {
        let spent = (clock::milliseconds() - self.began) / 1000.0;
        let part = self.bytes as f64 / self.of_bytes.max(1) as f64;
        (spent > 2.0 && part > 0.01).then(|| (spent / part * (1.0 - part)).ceil() as u64)
    }

    /// What part is done, in hundredths.
    pub fn percent(&self) -> u64 {
        self.bytes * 100 / self.of_bytes.max(1)
    }
}

impl Desk {
    /// Puts files on the desk, to be opened.
    pub fn add(self, picked: Vec<Picked>) {
        let picked = picked.into_iter().filter(|one| !is_clutter(&one.path));
        self.waiting.update(|waiting| waiting.extend(picked));
    }

    /// The files that were chosen in a field.
    pub fn add_chosen(self, field: &Field) {
        self.add(picked::chosen(field));
    }

    /// What was dropped on the page.
    pub fn add_dropped(self, event: &leptos::ev::DragEvent) {
        let dropped = picked::from_drop(event);
        leptos::task::spawn_local(async move { self.add(dropped.await) });
    }

    /// The one file that was chosen in a field.
    pub fn chosen(field: &Field) -> Option<HeldFile> {
        Self::picked(field).map(|one| one.file)
    }

    /// The same with its name.
    pub fn picked(field: &Field) -> Option<Picked> {
        picked::chosen(field).into_iter().next()
    }

    /// Stops behind the file that is being read. What was opened so far stays.
    pub fn stop(self) {
        self.is_stopped.set_value(true);
        self.opening.update(|opening| {
            if let Some(opening) = opening {
                opening.is_stopping = true;
            }
        });
    }

    /// Opens every file that waits, then merges.
    pub async fn open(self) -> Result<(), DeskFailure> {
        let files = self.waiting.get_untracked();
        let names = self.names_of(&files);
        self.is_stopped.set_value(false);
        let began = clock::milliseconds();
        let of_bytes = files.iter().map(|one| one.file.size()).sum();
        let (mut bytes, mut opened) = (0, 0);
        self.opening.set(Some(Opening {
            done: 0,
            of: files.len(),
            bytes: 0,
            of_bytes,
            began,
            is_stopping: false,
        }));
        let mut outcome = Ok(());
        for (one, name) in files.iter().zip(names) {
            if self.is_stopped.get_value() {
                break;
            }
            let before = bytes;
            let size = one.file.size();
            let on_step = move |read: u64| {
                // A bundle is read twice, once as it is and once decrypted.
                let read = before + (read / 2).min(size);
                self.opening.update(|opening| {
                    if let Some(opening) = opening {
                        opening.bytes = read;
                    }
                });
            };
            let job = DeskJob::Open { name: name.clone() };
            outcome = self.run(job, (&one.file).into(), on_step).await.map(|_| ());
            if outcome.is_err() {
                break;
            }
            self.names.update_value(|names| {
                names.insert(name);
            });
            bytes += size;
            opened += 1;
            self.opening.update(|opening| {
                if let Some(opening) = opening {
                    opening.done = opened;
                    opening.bytes = bytes;
                }
            });
        }
        // Closed meanwhile: there is nothing to be merged, and nobody to be told.
        if self.opening.get_untracked().is_none() {
            return Ok(());
        }
        self.waiting.update(|waiting| {
            waiting.drain(..opened.min(waiting.len()));
        });
        outcome?;
        let merged = self.merge().await;
        self.opening.set(None);
        merged?;
        self.place.set(DeskPlace::Files);
        Ok(())
    }

    /// How files stand in the dataset: as the command line names them, by what is inside the folder
    /// that was chosen; by the whole path where short names meet.
    fn names_of(self, files: &[Picked]) -> Vec<String> {
        let short = |path: &str| match path.split_once('/') {
            Some((_, inside)) => inside.to_owned(),
            None => path.to_owned(),
        };
        let mut counts = std::collections::BTreeMap::new();
        for file in files {
            *counts.entry(short(&file.path)).or_insert(0) += 1;
        }
        let mut used: BTreeSet<String> = self.names.get_value();
        let names = files.iter().map(|file| {
            let short = short(&file.path);
            let is_alone = counts.get(&short) == Some(&1) && !used.contains(&short);
            let name = if is_alone { short } else { file.path.clone() };
            let numbered = (2..).map(|number| format!("{name} ({number})"));
            let mut candidates = std::iter::once(name.clone()).chain(numbered);
            let free = candidates.find(|name| !used.contains(name)).unwrap_or(name);
            used.insert(free.clone());
            free
        });
        names.collect()
    }
}

/// What desktops leave in folders they have shown.
fn is_clutter(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    matches!(name, ".DS_Store" | "Thumbs.db" | "desktop.ini") || name.starts_with("._")
}
