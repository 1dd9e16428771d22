//! Sealing a backup in pieces and opening it again before it is called good; and opening one to be
//! brought back. In memory are never more than some of its rows.

use std::rc::Rc;

use std::cell::RefCell;
use std::io::{self, Read, Seek, SeekFrom};

use bundle::{BackupAbout, BackupError, BackupPacker, BackupRow, OpenBackup, OpenBackupError};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::browser::worker::{FileReader, OnStep, Payload};
use crate::jobs::{AboutBackup, BackupContents, Done, Failure, Step, carry, uncarry};

thread_local! {
    /// The backup that is being sealed. A page asks for one at a time; a new one ends the old.
    static SEALING: RefCell<Option<Sealing>> = const { RefCell::new(None) };
    /// What the backup that was sealed last has to hold, and its secret.
    static SEALED: RefCell<Option<(Sum, Zeroizing<String>)>> = const { RefCell::new(None) };
    /// The backup that is being brought back.
    static OPENED: RefCell<Option<OpenBackup<Told>>> = const { RefCell::new(None) };
}

struct Sealing {
    packer: BackupPacker,
    sum: Sum,
    secret: Zeroizing<String>,
}

/// What rows are known by, all together.
#[derive(Default)]
struct Sum {
    digest: Sha256,
    rows: u64,
}

impl Sum {
    fn add(&mut self, row: &BackupRow) {
        // In the form that rows travel in, which is one for each row.
        self.digest.update(carry(std::slice::from_ref(row)));
        self.rows += 1;
    }

    fn is(self, other: Self) -> bool {
        self.rows == other.rows && self.digest.finalize() == other.digest.finalize()
    }
}

pub(super) fn begin(
    about: AboutBackup,
    secret: Zeroizing<String>,
) -> Result<(Done, Vec<u8>), Failure> {
    SEALED.take();
    let about = BackupAbout {
        vault_id: about.vault_id,
        made_at: about.made_at,
        app_version: env!("CARGO_PKG_VERSION").into(),
        counter: about.counter,
        keyring: about.keyring.into_bytes(),
    };
    let (packer, piece) = BackupPacker::begin(&about, &secret).map_err(not_sealed)?;
    SEALING.set(Some(Sealing {
        packer,
        sum: Sum::default(),
        secret,
    }));
    Ok((Done::BackupPiece, piece))
}

pub(super) fn add(payload: &[u8]) -> Result<(Done, Vec<u8>), Failure> {
    let mut sealing = SEALING.take().ok_or(Failure::Other)?;
    let mut piece = Vec::new();
    for row in uncarry(payload).ok_or(Failure::Other)? {
        sealing.sum.add(&row);
        piece.extend(sealing.packer.add(&row).map_err(not_sealed)?);
    }
    SEALING.set(Some(sealing));
    Ok((Done::BackupPiece, piece))
}

pub(super) fn end() -> Result<(Done, Vec<u8>), Failure> {
    let sealing = SEALING.take().ok_or(Failure::Other)?;
    let piece = sealing.packer.finish().map_err(not_sealed)?;
    SEALED.set(Some((sealing.sum, sealing.secret)));
    Ok((Done::BackupPiece, piece))
}

pub(super) fn check(payload: &Payload, step: OnStep) -> Result<Done, Failure> {
    let (expected, secret) = SEALED.take().ok_or(Failure::Other)?;
    let file = Told::new(payload, Rc::clone(&step), 50)?;
    let different = |_| Failure::NotTheSame;
    let mut backup = OpenBackup::read(file, &secret).map_err(different)?;
    let mut found = Sum::default();
    let parts = backup.parts();
    for number in 0..parts {
        let rows = backup.part(number).map_err(different)?;
        rows.iter().for_each(|row| found.add(row));
        step(Step::Percent(50 + ((number + 1) * 50 / parts) as u8));
    }
    found
        .is(expected)
        .then_some(Done::Checked)
        .ok_or(Failure::NotTheSame)
}

pub(super) fn open(payload: &Payload, secret: &str, step: OnStep) -> Result<Done, Failure> {
    OPENED.take();
    let file = Told::new(payload, step, 100)?;
    let backup = OpenBackup::read(file, secret).map_err(not_opened)?;
    let about = backup.about().clone();
    let contents = BackupContents {
        about: AboutBackup {
            vault_id: about.vault_id,
            made_at: about.made_at,
            counter: about.counter,
            keyring: String::from_utf8(about.keyring).map_err(|_| Failure::BackupDamaged)?,
        },
        runs: backup.runs().to_vec(),
        parts: backup.parts(),
    };
    OPENED.set(Some(backup));
    Ok(Done::BackupOpened(Box::new(contents)))
}

pub(super) fn part(number: u32) -> Result<(Done, Vec<u8>), Failure> {
    OPENED.with_borrow_mut(|opened| {
        let backup = opened.as_mut().ok_or(Failure::Other)?;
        let rows = backup.part(number).map_err(not_opened)?;
        Ok((Done::BackupRows, carry(&rows)))
    })
}

fn not_sealed(error: BackupError) -> Failure {
    match error {
        BackupError::TooLarge => Failure::BackupTooLarge,
        _ => Failure::Other,
    }
}

fn not_opened(error: OpenBackupError) -> Failure {
    match error {
        OpenBackupError::NotABackup | OpenBackupError::TooLarge => Failure::NotABackup,
        OpenBackupError::WrongSecret => Failure::WrongForBackup,
        OpenBackupError::Newer { .. } => Failure::BackupNewer,
        OpenBackupError::Read(_) => Failure::Unread,
        _ => Failure::BackupDamaged,
    }
}

/// A file that tells how much of it was read, when it is read for the first time.
struct Told {
    file: FileReader,
    size: u64,
    at: u64,
    step: OnStep,
    /// What the end of the file is in percent of the work.
    whole: u64,
    told: u64,
}

impl Told {
    fn new(payload: &Payload, step: OnStep, whole: u64) -> Result<Self, Failure> {
        let mut file = payload.reader().ok_or(Failure::Other)?;
        let size = file.seek(SeekFrom::End(0)).map_err(|_| Failure::Unread)?;
        Ok(Self {
            file,
            size,
            at: size,
            step,
            whole,
            told: 0,
        })
    }
}

impl Read for Told {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.at += count as u64;
        let percent = self.at * self.whole / self.size.max(1);
        if percent > self.told {
            self.told = percent;
            (self.step)(Step::Percent(percent.min(100) as u8));
        }
        Ok(count)
    }
}

impl Seek for Told {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = self.file.seek(to)?;
        Ok(self.at)
    }
}
