//! Reading a file that the browser holds, in a worker: the one place where a browser lets reading
//! wait.

use std::io::{self, Read, Seek, SeekFrom};

use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::JsValue;
use web_sys::{Blob, FileReaderSync};

/// So many bytes are asked for at once.
const AHEAD: u64 = 256 * 1024;

/// Chromium keeps what it read until its collector comes, and counts less than half of it: a large
/// file would be in memory by the end. With every part this much is counted beside it.
const WEIGHT: u32 = 8 * AHEAD as u32;

/// A file, from wherever it is read to its end.
#[derive(Clone)]
pub struct FileReader {
    file: Blob,
    reader: FileReaderSync,
    at: u64,
    size: u64,
    /// What was read ahead, and where it begins.
    ahead: (u64, Vec<u8>),
}

impl FileReader {
    /// # Errors
    /// Outside a worker.
    pub(super) fn new(file: Blob) -> Result<Self, JsValue> {
        Ok(Self {
            size: file.size() as u64,
            reader: FileReaderSync::new()?,
            file,
            at: 0,
            ahead: (0, Vec::new()),
        })
    }

    /// Its size in bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    fn read_ahead(&mut self) -> io::Result<()> {
        let end = self.size.min(self.at + AHEAD);
        // Sizes of files are whole numbers far below 2^53.
        let part = self.file.slice_with_f64_and_f64(self.at as f64, end as f64);
        let read = part.and_then(|part| self.reader.read_as_array_buffer(&part));
        let read = read.map_err(|_| io::Error::other("the browser lost a part of the file"))?;
        self.ahead = (self.at, Uint8Array::new(&read).to_vec());
        // Counted by the collector, and no memory, for nobody writes into it.
        drop(ArrayBuffer::new(WEIGHT));
        Ok(())
    }

    fn known(&self) -> &[u8] {
        let (start, bytes) = &self.ahead;
        let skipped = self
            .at
            .checked_sub(*start)
            .and_then(|n| usize::try_from(n).ok());
        skipped
            .and_then(|skipped| bytes.get(skipped..))
            .unwrap_or_default()
    }
}

impl Read for FileReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.known().is_empty() && self.at < self.size {
            self.read_ahead()?;
        }
        let known = self.known();
        let count = known.len().min(buffer.len());
        buffer[..count].copy_from_slice(&known[..count]);
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for FileReader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.size.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}
