//! The folder of results: which files it has, for which programs, and the sound among them.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use desk::{
    Dataset, Deidentified, Format, Listed, Memos, MergedRecording, Offsets, Origin, Project,
    Register, RegisterUse, Rules, SoundFile, accompany, deidentify, export,
};
use sha2::{Digest, Sha256};

use super::{PROGRAM, moment};
use crate::args::{OffsetsArg, Program, ResultsArgs};
use crate::error::RunError;
use crate::files::sentence;
use crate::folder::Staged;
use crate::say;
use crate::shelf::{ORIGINAL, Shelf, WAV};

/// The project with the sound in it.
const WITH_SOUND: &str = "refi-qda/project-with-sound.qdpx";

impl Program {
    /// What it takes.
    fn formats(self) -> &'static [Format] {
        match self {
            Self::Word => &[Format::Word],
            Self::Nvivo => &[Format::Word, Format::RefiQda, Format::NVivo],
            Self::Atlasti => &[Format::Word, Format::RefiQda, Format::AtlasTi],
            Self::Maxqda => &[Format::Word, Format::RefiQda, Format::Maxqda],
            Self::Qualcoder => &[Format::Word, Format::RefiQda, Format::QualCoder],
            Self::Taguette => &[Format::Taguette],
            Self::Graph => &[Format::Graph],
        }
    }
}

/// What results are made of.
pub(super) struct Source<'a> {
    pub dataset: &'a Dataset,
    /// What it was merged by.
    pub rules: &'a Rules,
    /// The memos that are in it.
    pub memos: &'a Memos,
    /// The recipients of the keys that opened the bundles.
    pub opened_with: Vec<String>,
    /// The second it is.
    pub now: i64,
}

/// Results that are written beside their place.
pub(super) struct Results {
    pub folder: Staged,
    /// How many files there are.
    pub files: usize,
    /// The content of `provenance.json`.
    pub provenance: Vec<u8>,
}

/// Writes all files of the results into a folder beside `out`.
pub(super) fn stage(
    source: &Source<'_>,
    args: &ResultsArgs,
    out: &Path,
) -> Result<Results, RunError> {
    let done = deidentified(source, args)?;
    let dataset = done.as_ref().map_or(source.dataset, |done| &done.dataset);
    let used = done.as_ref().map(|done| done.used.clone());
    let formats = formats(args);
    // A voice tells who speaks, whatever it says.
    let is_silent = args.register.is_some() && !args.with_sound;
    if is_silent && args.audio.is_some() {
        say("the sound is left out: a voice is never de-identified (--with-sound puts it in)");
    }
    let audio = args.audio.as_deref().filter(|_| !is_silent);
    let shelf = audio.map(Shelf::open).transpose()?;
    let offsets = match args.offsets {
        OffsetsArg::CodePoints => Offsets::CodePoints,
        OffsetsArg::Utf16 => Offsets::Utf16,
    };
    let folder = Staged::begin(out)?;
    let mut listed = Vec::new();
    // One after another: all of them together are many times the dataset.
    for format in &formats {
        let files = export(dataset, *format);
        folder.add(&files)?;
        listed.extend(files.iter().map(Listed::from));
    }
    if let Some(shelf) = shelf.filter(|_| formats.contains(&Format::RefiQda)) {
        let sound = |merged: &MergedRecording| {
            let path = sound_path(&shelf, merged)?;
            let bytes = fs::metadata(&path).ok()?.len();
            let ending = path.extension()?.to_string_lossy().into_owned();
            Some(SoundFile { ending, bytes })
        };
        let project = Project::new(dataset, offsets, &sound);
        let write = |out: &mut dyn Write| project.write(out, &mut |merged| read(&shelf, merged));
        let (bytes, sha256) = folder.stream(WITH_SOUND, write)?;
        listed.push(Listed {
            path: WITH_SOUND.into(),
            bytes,
            sha256,
            notices: project.notices().to_vec(),
        });
    }
    let count = listed.len();
    let beside = accompany(dataset, listed, &origin(source, args, used));
    folder.add(&beside)?;
    let provenance = beside.last().map(|file| file.bytes.clone());
    Ok(Results {
        folder,
        files: count + beside.len(),
        provenance: provenance.unwrap_or_default(),
    })
}

/// The dataset by the register, if one was named.
fn deidentified(source: &Source<'_>, args: &ResultsArgs) -> Result<Option<Deidentified>, RunError> {
    let Some(path) = &args.register else {
        return Ok(None);
    };
    let done = deidentify(source.dataset, &read_register(path, false)?);
    let undecided = done.used.undecided;
    if undecided > 0 && !args.leave_undecided {
        return Err(RunError::Undecided(undecided));
    }
    if undecided > 0 {
        say(&format!(
            "undecided, and written as they stand: {undecided} words that look like names"
        ));
    }
    Ok(Some(done))
}

/// What is written: the tables and texts always, and what the named programs take, or all.
fn formats(args: &ResultsArgs) -> Vec<Format> {
    if args.programs.is_empty() {
        return Format::ALL.to_vec();
    }
    let named = args.programs.iter().flat_map(|program| program.formats());
    let all: BTreeSet<Format> = Format::BASIC.iter().chain(named).copied().collect();
    all.into_iter().collect()
}

/// What is known of the run. No option is told by what a person typed.
fn origin(source: &Source<'_>, args: &ResultsArgs, register: Option<RegisterUse>) -> Origin {
    let mut options = source.rules.given();
    if !source.memos.is_empty() {
        options.push("memos=given".into());
    }
    if args.audio.is_some() {
        let is_silent = register.is_some() && !args.with_sound;
        let audio = if is_silent {
            "audio=left-out"
        } else {
            "audio=given"
        };
        options.push(audio.into());
    }
    let programs: BTreeSet<Program> = args.programs.iter().copied().collect();
    options.extend(
        programs
            .iter()
            .map(|program| format!("for={program:?}").to_lowercase()),
    );
    if args.offsets == OffsetsArg::Utf16 {
        options.push("offsets=utf16".into());
    }
    Origin {
        program: PROGRAM.into(),
        made_at: moment(source.now),
        opened_with: source.opened_with.clone(),
        options,
        register,
    }
}

/// The file of a recording that programs for analysis play most widely: M4A and WAV as they are,
/// for WebM and Ogg the WAV that was made of it, or else itself.
fn sound_path(shelf: &Shelf, merged: &MergedRecording) -> Option<PathBuf> {
    let original = shelf.path(ORIGINAL, &merged.file());
    let wav = shelf.path(WAV, &format!("{}.wav", merged.name));
    let is_wide = matches!(merged.recording.media.extension(), Some("m4a" | "wav"));
    let paths = match is_wide {
        true => [original, wav],
        false => [wav, original],
    };
    paths.into_iter().find(|path| path.is_file())
}

fn read(shelf: &Shelf, merged: &MergedRecording) -> io::Result<Vec<u8>> {
    let path = sound_path(shelf, merged).ok_or(io::ErrorKind::NotFound)?;
    let bytes = fs::read(&path)?;
    let is_original = path
        .parent()
        .is_some_and(|folder| folder.ends_with(ORIGINAL));
    let sha256 = format!("{:x}", Sha256::digest(&bytes));
    if is_original && sha256 != merged.recording.media.sha256 {
        let name = merged.file();
        let what = format!("{ORIGINAL}/{name} is damaged: run `loop-desk audio` again");
        return Err(io::Error::other(what));
    }
    Ok(bytes)
}

/// A register; an empty one where there is none yet, if it may begin.
pub(super) fn read_register(path: &Path, may_begin: bool) -> Result<Register, RunError> {
    let name = path.to_string_lossy().into_owned();
    match fs::read(path) {
        Ok(bytes) => Register::parse(&String::from_utf8_lossy(&bytes))
            .map_err(|error| RunError::Register { name, error }),
        Err(error) if may_begin && error.kind() == io::ErrorKind::NotFound => {
            Ok(Register::default())
        }
        Err(error) => Err(RunError::Read {
            what: "the register",
            name,
            why: sentence(&error),
        }),
    }
}
