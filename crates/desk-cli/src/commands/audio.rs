//! `loop-desk audio`: the recordings, untouched and as sound for transcription.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use bundle::OpenBundle;
use desk::{Dataset, DatasetVerdict, FileRecord, MergedRecording, Verdict, merge, printable};
use rayon::prelude::*;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::Run;
use crate::Report;
use crate::args::AudioArgs;
use crate::decoder::{DecodeError, Decoder, wav_ms};
use crate::error::RunError;
use crate::files::{Found, find, receive_all, sentence};
use crate::shelf::{ORIGINAL, Shelf, WAV, settle};
use crate::summary::{Summary, json_text};

/// How much a WAV may differ from what the bundle says of its length, in hundredths.
const TOLERANCE: u64 = 2;

/// What became of one recording.
struct Fate<'a> {
    merged: &'a MergedRecording,
    /// Whether the original was written in this run.
    is_new: bool,
    /// The length of its WAV.
    wav_ms: Option<u64>,
    trouble: Option<AudioTrouble>,
}

/// Why a recording is not as it should be.
#[derive(Debug, thiserror::Error)]
enum AudioTrouble {
    #[error("the original cannot be had from its bundle: {0}")]
    Original(String),
    #[error(transparent)]
    Decode(#[from] DecodeError),
    #[error("its WAV is {wav_ms} ms long, but its bundle says {said_ms} ms")]
    Length { wav_ms: u64, said_ms: u64 },
}

impl AudioTrouble {
    fn advice(&self) -> &'static str {
        match self {
            Self::Original(_) => {
                "see that the bundle is still there and that there is room, then run again"
            }
            Self::Decode(DecodeError::Refused(_) | DecodeError::Endless(_)) => {
                "the original is here as it was signed: try it in another player, and tell the engineer"
            }
            Self::Decode(_) => "the original is here; see that there is room, then run again",
            Self::Length { .. } => {
                "times in the WAV may not be those of the original: compare its end by ear before it is transcribed"
            }
        }
    }
}

/// `loop-desk audio`.
pub(crate) fn audio(args: &AudioArgs) -> Result<Report, RunError> {
    let shelf = Shelf::prepare(&args.out)?;
    let decoder = match args.originals {
        true => None,
        false => Some(Decoder::find(&args.ffmpeg)?),
    };
    let mut run = Run::prepare(&args.input, false)?;
    if args.input.transcripts.is_none() {
        run.rules.transcripts = shelf.transcripts()?;
    }
    let found = find(&args.input.sealed.bundles)?;
    let dataset = merge(receive_all(&found, &run.identities), &run.rules);
    shelf.make()?;
    let missing = missing(&dataset, &shelf);
    let failed = originals(&dataset, &missing, &found, &run, &shelf);
    let mut fates: Vec<Fate<'_>> = dataset
        .recordings
        .par_iter()
        .map(|merged| {
            let sha256 = &merged.recording.media.sha256;
            let mut fate = Fate {
                merged,
                is_new: missing.contains(sha256),
                wav_ms: None,
                trouble: failed.get(sha256).cloned().map(AudioTrouble::Original),
            };
            if let (Some(decoder), None) = (&decoder, &fate.trouble) {
                match sound(merged, decoder, &shelf, fate.is_new) {
                    Ok(wav_ms) => fate.wav_ms = Some(wav_ms),
                    Err(error) => fate.trouble = Some(error.into()),
                }
                fate.check_length();
            }
            fate
        })
        .collect();
    fates.sort_by(|a, b| a.merged.name.cmp(&b.merged.name));
    shelf.list(&dataset)?;
    let strays = shelf.strays(&dataset);
    let is_calm = fates.iter().all(|fate| fate.trouble.is_none()) && strays.is_empty();
    let code = match dataset.verdict() {
        DatasetVerdict::AllGood if is_calm => 0,
        _ => 3,
    };
    let out = args.out.to_string_lossy().into_owned();
    let version = decoder.map(|decoder| decoder.version);
    let summary = Summary {
        command: "audio",
        enrolled: &[],
        out: None,
    };
    let text = if args.json {
        let mut document = summary.document(dataset.clone());
        document["out"] = json!(out);
        document["decoder"] = json!(version);
        document["strays"] = json!(strays);
        document["audio"] = fates.iter().map(Fate::document).collect();
        json_text(&document)
    } else {
        let mut text = summary.words(&dataset);
        tell(&mut text, &fates, &strays, version.as_deref());
        let _ = writeln!(
            text,
            "\nwritten: {} (recordings.csv is the list)",
            printable(&out)
        );
        text
    };
    Ok(Report { text, code })
}

impl Fate<'_> {
    fn check_length(&mut self) {
        let said_ms = self.merged.recording.media.duration_ms;
        if let Some(wav_ms) = self.wav_ms
            && wav_ms.abs_diff(said_ms) * 100 > said_ms * TOLERANCE
        {
            self.trouble = Some(AudioTrouble::Length { wav_ms, said_ms });
        }
    }

    fn document(&self) -> serde_json::Value {
        json!({
            "name": self.merged.name,
            "participant": self.merged.participant,
            "recording_id": self.merged.recording.id,
            "new": self.is_new,
            "duration_ms": self.merged.recording.media.duration_ms,
            "wav_ms": self.wav_ms,
            "trouble": self.trouble.as_ref().map(ToString::to_string),
        })
    }
}

fn tell(text: &mut String, fates: &[Fate<'_>], strays: &[String], version: Option<&str>) {
    let new = fates.iter().filter(|fate| fate.is_new).count();
    let sounds = fates.iter().filter(|fate| fate.wav_ms.is_some()).count();
    let _ = writeln!(
        text,
        "\noriginals: {} ({new} new)\nWAV: {sounds} ({})",
        fates.len(),
        version.unwrap_or("not asked for")
    );
    for fate in fates {
        if let Some(trouble) = &fate.trouble {
            let name = &fate.merged.name;
            let _ = writeln!(text, "- {name}: {trouble}\n    {}", trouble.advice());
        }
    }
    for stray in strays {
        let _ = writeln!(
            text,
            "- {}: it belongs to no recording any more: its entry was taken back, or another file took its place\n    delete it, and what was made from it",
            printable(stray)
        );
    }
}

/// The digests of the originals that are not there yet, or not as they were signed.
fn missing(dataset: &Dataset, shelf: &Shelf) -> BTreeSet<String> {
    let recordings = dataset.recordings.par_iter();
    recordings
        .filter(|merged| {
            let media = &merged.recording.media;
            let path = shelf.path(ORIGINAL, &merged.file());
            !is_original(&path, media.bytes, &media.sha256)
        })
        .map(|merged| merged.recording.media.sha256.clone())
        .collect()
}

fn is_original(path: &Path, bytes: u64, sha256: &str) -> bool {
    let Ok(mut file) = File::open(path) else {
        return false;
    };
    let mut summing = Sha256::new();
    file.metadata().is_ok_and(|about| about.len() == bytes)
        && io::copy(&mut file, &mut summing).is_ok()
        && format!("{:x}", summing.finalize()) == sha256
}

/// Writes the originals that are missing, each from the first merged bundle that carries it, and
/// says which could not be had. A bundle is opened once more for it: what the first look decided is
/// about the file as it was then.
fn originals(
    dataset: &Dataset,
    missing: &BTreeSet<String>,
    found: &[Found],
    run: &Run,
    shelf: &Shelf,
) -> BTreeMap<String, String> {
    let mut wanted: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
    let mut failed: BTreeMap<String, String> = BTreeMap::new();
    for merged in &dataset.recordings {
        let sha256 = &merged.recording.media.sha256;
        let bundle = dataset.files.iter().position(|file| {
            let facts = file
                .bundle
                .as_ref()
                .filter(|_| file.verdict == Verdict::Merged);
            facts.is_some_and(|facts| {
                facts.participant == merged.participant && facts.recordings.contains(sha256)
            })
        });
        match bundle {
            _ if !missing.contains(sha256) => {}
            Some(at) => {
                wanted.entry(at).or_default().insert(sha256);
            }
            None => {
                failed.insert(sha256.clone(), "no bundle that is used carries it".into());
            }
        }
    }
    let mut names: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for merged in &dataset.recordings {
        let files = names.entry(&merged.recording.media.sha256).or_default();
        files.push(merged.file());
    }
    let more = wanted.into_par_iter().flat_map_iter(|(at, digests)| {
        let copied = digests.iter().copied();
        match open_again(&dataset.files[at], found, run) {
            Err(why) => copied
                .map(|sha256| (sha256.to_owned(), why.clone()))
                .collect::<Vec<_>>(),
            Ok(mut bundle) => copied
                .filter_map(|sha256| {
                    let mut names = names.get(sha256).into_iter().flatten();
                    let copied = names.try_for_each(|name| {
                        let path = shelf.path(ORIGINAL, name);
                        original(bundle.recording(sha256)?, &path, shelf)
                    });
                    let error = copied.err()?;
                    Some((sha256.to_owned(), sentence(&error)))
                })
                .collect(),
        }
    });
    failed.extend(more.collect::<Vec<_>>());
    failed
}

/// A bundle as it was when it was merged, or why it is not that any more.
fn open_again(
    record: &FileRecord,
    found: &[Found],
    run: &Run,
) -> Result<OpenBundle<BufReader<File>>, String> {
    let place = found.iter().find(|found| found.name == record.name);
    let place = place.ok_or_else(|| "its bundle is not here".to_owned())?;
    let reader = File::open(&place.path).map_err(|error| sentence(&error))?;
    let bundle = OpenBundle::read(BufReader::new(reader), &run.identities)
        .map_err(|error| printable(&error.to_string()))?;
    let is_same = record
        .bundle
        .as_ref()
        .is_some_and(|facts| facts.tagmanifest_sha512 == bundle.opened().tagmanifest_sha512);
    match is_same {
        true => Ok(bundle),
        false => Err("its bundle was changed while it was read".into()),
    }
}

/// A file gets its name only when its last byte was checked: the reader fails otherwise.
fn original(mut reader: impl Read, path: &Path, shelf: &Shelf) -> io::Result<()> {
    let mut file = shelf.beside(ORIGINAL)?;
    io::copy(&mut reader, file.as_file_mut())?;
    settle(file, path)
}

/// The WAV of a recording, made anew if it is not there or not as long as it should be.
fn sound(
    merged: &MergedRecording,
    decoder: &Decoder,
    shelf: &Shelf,
    is_new: bool,
) -> Result<u64, DecodeError> {
    let media = &merged.recording.media;
    let wav = shelf.path(WAV, &format!("{}.wav", merged.name));
    let fits =
        |wav_ms: u64| wav_ms.abs_diff(media.duration_ms) * 100 <= media.duration_ms * TOLERANCE;
    if let Some(wav_ms) = wav_ms(&wav).filter(|wav_ms| !is_new && fits(*wav_ms)) {
        return Ok(wav_ms);
    }
    let written = |error: io::Error| DecodeError::Write(sentence(&error));
    let mut file = shelf.beside(WAV).map_err(written)?;
    let original = shelf.path(ORIGINAL, &merged.file());
    let ending = media.extension().unwrap_or_default();
    let wav_ms = decoder.decode(&original, ending, media.duration_ms, file.as_file_mut())?;
    settle(file, &wav).map_err(written)?;
    Ok(wav_ms)
}
