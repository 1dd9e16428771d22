//! The worker's room: the identities, what was opened with them, and what is asked of it.

use std::cell::RefCell;
use std::io::{self, Read};

use bundle::{Identity, OpenBundle};
use desk::{
    ArchiveError, Dataset, Format, Memos, Origin, Received, Register, Rules, Signers, Transcripts,
    archive, export, merge, receive_from, results, search,
};
use journal::{ParticipantCode, Study};
use zeroize::Zeroizing;

use super::ceremony::{Ceremony, key_file, shown};
use super::small_file::{SMALL_FILE, text_of};
use super::{
    By, DeskDone, DeskFailure, DeskJob, DeskWork, Knowledge, Known, MergeRules, Note, Undecided,
};
use super::{reading, views};
use crate::browser::worker::{self, FileReader, Payload};

/// How much text of bundles is held at once, in bytes. With what merging and exporting add to it,
/// this stays far below the 4 GB that a page's memory may have; recordings stay in their files.
const TEXT_CAP: usize = 256 * 1024 * 1024;
/// How many places a search gives.
const MOST_HITS: usize = 200;
/// A step is told after so many bytes.
const STEP: u64 = 2 * 1024 * 1024;
const PROGRAM: &str = concat!("loop-desk page ", env!("CARGO_PKG_VERSION"));

#[derive(Default)]
struct Room {
    identities: Vec<Identity>,
    ceremony: Ceremony,
    study: Option<Study>,
    /// The registry as a file: lines are only added to it.
    phones: String,
    transcripts: Transcripts,
    memos: Memos,
    register: Register,
    received: Vec<Received>,
    /// The files that were received, to read recordings from; by their digests.
    files: Vec<(String, FileReader)>,
    held: usize,
    left_out: usize,
    /// What was merged last, and by what.
    dataset: Option<Dataset>,
    given: Vec<String>,
}

thread_local! {
    static ROOM: RefCell<Room> = RefCell::default();
}

type Answer = Result<(DeskDone, Vec<u8>), DeskFailure>;

/// Answers jobs until the page ends the worker, and everything in its memory with it.
pub fn serve() {
    worker::serve::<DeskWork>(|job, payload, step| {
        let answer = ROOM.with_borrow_mut(|room| room.answer(job, payload, &*step));
        answer.unwrap_or_else(|failure| (DeskDone::Failed(failure), Vec::new()))
    });
}

impl Room {
    fn answer(&mut self, job: DeskJob, payload: Payload, step: &dyn Fn(u64)) -> Answer {
        let done = match job {
            DeskJob::Keys { text, passphrase } => {
                self.keys(&text, passphrase.as_ref(), &payload)?
            }
            DeskJob::Key(job) => {
                let (done, payload) = self.ceremony.answer(job, &payload)?;
                return Ok((DeskDone::Key(done), payload));
            }
            DeskJob::TakeMade => {
                let made = self.ceremony.sealed()?;
                self.hold(vec![made])
            }
            DeskJob::Know(what) => DeskDone::Known(self.know(what, &payload)?),
            DeskJob::Open { name } => self.open(name, &payload, step)?,
            DeskJob::Merge(rules) => self.merge(rules)?,
            DeskJob::Confirm { participant, key } => self.confirm(&participant, &key)?,
            DeskJob::Registry => return Ok((DeskDone::Registry, self.phones.clone().into_bytes())),
            DeskJob::Note { by, note } => self.note(&by, note)?,
            DeskJob::Notes => DeskDone::Notes(reading::notes(self.dataset()?)),
            DeskJob::MemoFile => return Ok((DeskDone::MemoFile, self.memos.text().into_bytes())),
            DeskJob::Names => DeskDone::Names(reading::names(self.dataset()?, &self.register)),
            DeskJob::Decide { by, words, choice } => {
                reading::decide(&mut self.register, &by, &words, choice)?;
                DeskDone::Decided
            }
            DeskJob::Register => {
                return Ok((DeskDone::Register, self.register.text().into_bytes()));
            }
            DeskJob::Read { participant } => {
                DeskDone::Read(Box::new(views::reading(self.dataset()?, &participant)))
            }
            DeskJob::Brief {
                participant,
                language,
            } => {
                let page = reading::brief(self.dataset()?, &participant, &language)?;
                return Ok((DeskDone::Brief, page));
            }
            DeskJob::Search { words } => {
                let (hits, count) = search(self.dataset()?, &words, MOST_HITS);
                DeskDone::Found(hits, count)
            }
            DeskJob::Listen { sha256 } => return self.listen(&sha256),
            DeskJob::Export {
                formats,
                made_at,
                names,
            } => return self.export(&formats, made_at, names),
        };
        Ok((done, Vec::new()))
    }

    fn dataset(&self) -> Result<&Dataset, DeskFailure> {
        self.dataset.as_ref().ok_or(DeskFailure::Nothing)
    }

    fn keys(
        &mut self,
        text: &str,
        passphrase: Option<&Zeroizing<String>>,
        payload: &Payload,
    ) -> Result<DeskDone, DeskFailure> {
        let found = match payload.reader() {
            Some(_) => key_file(payload, passphrase)?,
            None => Identity::parse_file(text)?,
        };
        Ok(self.hold(found))
    }

    /// Opens bundles with these as well from now on.
    fn hold(&mut self, found: Vec<Identity>) -> DeskDone {
        for identity in found {
            let recipient = identity.recipient();
            if self
                .identities
                .iter()
                .all(|known| known.recipient() != recipient)
            {
                self.identities.push(identity);
            }
        }
        DeskDone::Keys(self.identities.iter().map(shown).collect())
    }

    fn know(&mut self, what: Knowledge, payload: &Payload) -> Result<Known, DeskFailure> {
        let text = text_of(payload, SMALL_FILE)?;
        let one = |reason: String| DeskFailure::NotThat(vec![reason]);
        match what {
            Knowledge::Study => {
                let study = Study::from_json(text.as_bytes());
                let study = study.map_err(|error| DeskFailure::NotThat(views::reasons(&error)))?;
                let known = Known::Study {
                    title: study.title.clone(),
                    default_language: study.default_language.clone(),
                    revision: study.revision,
                };
                self.study = Some(study);
                Ok(known)
            }
            Knowledge::Phones => {
                Signers::parse(&text).map_err(|error| one(error.to_string()))?;
                let is_phone =
                    |line: &&str| !line.trim().is_empty() && !line.trim().starts_with('#');
                let count = text.lines().filter(is_phone).count();
                self.phones = text;
                Ok(Known::Phones(count))
            }
            Knowledge::Transcripts => {
                let transcripts = Transcripts::parse(&text);
                self.transcripts = transcripts.map_err(|error| one(error.to_string()))?;
                Ok(Known::Transcripts(self.transcripts.records().len()))
            }
            Knowledge::Memos => {
                let (memos, unread) = Memos::parse(&text);
                if memos.is_empty() && !unread.is_empty() {
                    return Err(one(unread[0].to_string()));
                }
                self.memos.unite(memos);
                Ok(Known::Memos(self.memos.count(), unread.len()))
            }
            Knowledge::Register => {
                let register = Register::parse(&text);
                self.register = register.map_err(|error| one(error.to_string()))?;
                Ok(Known::Register(self.register.standing().len()))
            }
        }
    }

    /// Opens one file where it lies. It is read piece by piece, and a file that is no bundle is a
    /// result as well.
    fn open(
        &mut self,
        name: String,
        payload: &Payload,
        step: &dyn Fn(u64),
    ) -> Result<DeskDone, DeskFailure> {
        let reader = payload.reader().ok_or(DeskFailure::Unreadable)?;
        let size = reader.size();
        let counting = Counting {
            reader: reader.clone(),
            read: 0,
            told: 0,
            step,
        };
        let received = if size > bundle::SIZE_CAP as u64 {
            Received::too_large(name, size)
        } else {
            receive_from(name, size, counting, &self.identities)
        };
        let text = received.outcome.as_ref().map_or(0, |opened| {
            let entries = opened.entries.iter();
            entries.map(|one| views::size_of(&one.entry)).sum()
        });
        let received = if self.held + text > TEXT_CAP {
            self.left_out += 1;
            let why = "this page cannot hold more text at once; loop-desk can";
            Received::unreadable(received.name, size, why)
        } else {
            self.held += text;
            received
        };
        if let (Ok(_), Some(sha256)) = (&received.outcome, &received.file_sha256) {
            self.files.push((sha256.clone(), reader));
        }
        self.received.push(received);
        Ok(DeskDone::Opened)
    }

    fn merge(&mut self, rules: MergeRules) -> Result<DeskDone, DeskFailure> {
        let signers = Signers::parse(&self.phones).map_err(|_| DeskFailure::Unreadable)?;
        let rules = Rules {
            study: self.study.clone(),
            signers: rules.confirmed_only.then(|| signers.clone()),
            accept_forks: rules.accept_forks,
            today: Some(rules.today),
            transcripts: self.transcripts.clone(),
            ..Rules::default()
        };
        self.given = rules.given();
        let mut merged = merge(self.received.clone(), &rules);
        merged.note(&self.memos);
        let dataset = self.dataset.insert(merged);
        let mut merged = views::merged(dataset, &signers, self.study.as_ref());
        merged.left_out = self.left_out;
        Ok(DeskDone::Merged(Box::new(merged)))
    }

    fn confirm(
        &mut self,
        participant: &ParticipantCode,
        key: &str,
    ) -> Result<DeskDone, DeskFailure> {
        let study_id = self.dataset()?.study_id.clone();
        let line = Signers::line(participant, &study_id, key).ok_or(DeskFailure::NoLine)?;
        if !self.phones.is_empty() && !self.phones.ends_with('\n') {
            self.phones.push('\n');
        }
        self.phones.push_str(&line);
        self.phones.push('\n');
        Ok(DeskDone::Confirmed)
    }

    fn note(&mut self, by: &By, note: Note) -> Result<DeskDone, DeskFailure> {
        reading::note(&mut self.memos, by, note)?;
        let dataset = self.dataset.as_mut().ok_or(DeskFailure::Nothing)?;
        dataset.note(&self.memos);
        Ok(DeskDone::Noted)
    }

    /// Opens the bundle of a recording once more, and reads the sound out of it.
    fn listen(&self, sha256: &str) -> Answer {
        let dataset = self.dataset()?;
        let recording = dataset
            .recordings
            .iter()
            .find(|one| one.recording.media.sha256 == sha256)
            .ok_or(DeskFailure::NoSound)?;
        let holder = dataset.files.iter().find_map(|file| {
            let bundle = file.bundle.as_ref()?;
            let has_it = bundle.recordings.iter().any(|one| one == sha256);
            let file_sha256 = file.file_sha256.as_ref().filter(|_| has_it)?;
            self.files.iter().find(|(known, _)| known == file_sha256)
        });
        let (_, reader) = holder.ok_or(DeskFailure::NoSound)?;
        let lost = |_: io::Error| DeskFailure::NoSound;
        let mut bundle =
            OpenBundle::read(reader.clone(), &self.identities).map_err(|_| DeskFailure::NoSound)?;
        let mut sound = Vec::new();
        bundle
            .recording(sha256)
            .and_then(|mut recording| recording.read_to_end(&mut sound))
            .map_err(lost)?;
        Ok((
            DeskDone::Sound(recording.recording.media.mime.clone()),
            sound,
        ))
    }

    fn export(&self, formats: &[String], made_at: String, names: Option<Undecided>) -> Answer {
        let mut options = self.given.clone();
        if !self.memos.is_empty() {
            options.push("memos=given".into());
        }
        let done = names
            .map(|undecided| reading::deidentified(self.dataset()?, &self.register, undecided))
            .transpose()?;
        let dataset = match &done {
            Some(done) => &done.dataset,
            None => self.dataset()?,
        };
        let chosen: Vec<Format> = Format::ALL
            .into_iter()
            .filter(|format| formats.contains(&views::format_name(*format)))
            .collect();
        let recipients = self.identities.iter();
        let origin = Origin {
            program: PROGRAM.into(),
            made_at,
            opened_with: recipients
                .map(|identity| identity.recipient().to_string())
                .collect(),
            options,
            register: done.as_ref().map(|done| done.used.clone()),
        };
        let exported = chosen.iter().flat_map(|format| export(dataset, *format));
        let files = results(dataset, exported.collect(), &origin);
        let zip = archive(&files).map_err(|ArchiveError| DeskFailure::TooLarge)?;
        let listed = files
            .into_iter()
            .map(|file| (file.path, file.bytes.len() as u64));
        Ok((DeskDone::Exported(listed.collect()), zip))
    }
}

/// Tells how far a file was read.
struct Counting<'s> {
    reader: FileReader,
    read: u64,
    told: u64,
    step: &'s dyn Fn(u64),
}

impl Read for Counting<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.read += count as u64;
        if self.read - self.told >= STEP {
            self.told = self.read;
            (self.step)(self.read);
        }
        Ok(count)
    }
}

impl io::Seek for Counting<'_> {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        self.reader.seek(to)
    }
}
