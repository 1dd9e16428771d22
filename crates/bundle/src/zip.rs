//! A strict profile of ZIP (APPNOTE 6.3): stored members only, sizes in the local header, no
//! extra fields, no comments, nothing between or around them.
//!
//! The profile is so narrow that an archive is fully determined by its names and contents.
//! Reading therefore walks the local headers, and then demands that the central directory be
//! the very bytes that writing would produce: no two readers can see two archives in one file.
//! Both go from the first byte to the last, so that an archive may be larger than memory.

use std::collections::BTreeSet;
use std::io::{ErrorKind, Read};

use crc32fast::{Hasher, hash as crc32};

const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
const LOCAL_SIZE: usize = 30;
const CENTRAL_SIZE: usize = 46;
const END_SIZE: usize = 22;
/// 1980-01-01, the zero of MS-DOS dates: a member tells nothing about when.
const DATE: u16 = 0x0021;
/// Version 1.0, all that a stored member needs.
const VERSION: u16 = 10;
/// The largest number of members.
pub(crate) const MEMBER_CAP: usize = 10_000;
const NAME_CAP: usize = 200;

/// How much of a member is in memory while it is walked through.
const PIECE: usize = 64 * 1024;

pub(crate) struct Member<'a> {
    pub name: &'a str,
    pub data: &'a [u8],
}

/// What an archive of these members weighs, in bytes.
#[cfg(test)]
pub(crate) fn size(members: &[Member<'_>]) -> usize {
    let each = |m: &Member<'_>| LOCAL_SIZE + CENTRAL_SIZE + 2 * m.name.len() + m.data.len();
    members.iter().map(each).sum::<usize>() + END_SIZE
}

pub(crate) fn write(members: &[Member<'_>]) -> Result<Vec<u8>, ZipError> {
    let whole: usize = members.iter().map(|member| member.data.len()).sum();
    let mut out = Vec::with_capacity(whole + 300 * members.len());
    let mut directory = Directory::default();
    for member in members {
        let header = Header::of(member.name, member.data);
        out.extend(directory.begin(header?)?);
        out.extend_from_slice(member.data);
    }
    out.extend(directory.finish());
    Ok(out)
}

/// What an archive says of a member.
pub(crate) struct Header {
    name: String,
    size: u32,
    crc: u32,
}

impl Header {
    /// The header of a member with that content.
    pub fn of(name: &str, data: &[u8]) -> Result<Self, ZipError> {
        Ok(Self {
            name: name.to_owned(),
            size: u32::try_from(data.len()).map_err(|_| ZipError::TooMany)?,
            crc: crc32(data),
        })
    }

    /// The header of a member of so many zeros.
    pub fn of_zeros(name: &str, size: u64) -> Result<Self, ZipError> {
        let mut hasher = Hasher::new();
        each_zeros(size, |piece| hasher.update(piece));
        Ok(Self {
            name: name.to_owned(),
            size: u32::try_from(size).map_err(|_| ZipError::TooMany)?,
            crc: hasher.finalize(),
        })
    }

    /// The header as it stands before the member's content.
    fn local(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(LOCAL_SIZE + self.name.len());
        put32(&mut out, LOCAL);
        self.put_common(&mut out);
        out.extend_from_slice(self.name.as_bytes());
        out
    }

    /// The fields that local and central header share, from "version needed" to "extra length".
    fn put_common(&self, out: &mut Vec<u8>) {
        put16(out, VERSION);
        put16(out, 0); // flags
        put16(out, 0); // stored
        put16(out, 0); // time
        put16(out, DATE);
        put32(out, self.crc);
        put32(out, self.size);
        put32(out, self.size);
        put16(out, self.name.len() as u16);
        put16(out, 0); // extra field
    }
}

/// What a member weighs in the table of contents.
fn central_size(name: usize) -> u64 {
    (CENTRAL_SIZE + name) as u64
}

/// Hands out so many zeros, a piece at a time.
pub(crate) fn each_zeros(size: u64, mut each: impl FnMut(&[u8])) {
    let zeros = [0; 4096];
    let mut left = size;
    while left > 0 {
        let piece = left.min(zeros.len() as u64);
        each(&zeros[..piece as usize]);
        left -= piece;
    }
}

/// The members of an archive so far, and where they begin.
pub(crate) struct Directory {
    members: Vec<(Header, u32)>,
    /// Where the next member begins.
    at: u64,
    /// What the members so far weigh in the table of contents.
    central: u64,
    /// How many members it may have.
    room: usize,
}

impl Default for Directory {
    /// The directory of a bundle.
    fn default() -> Self {
        Self::with_room(MEMBER_CAP)
    }
}

impl Directory {
    /// A directory of at most that many members; the format itself has room for 65,535.
    pub fn with_room(members: usize) -> Self {
        Self {
            members: Vec::new(),
            at: 0,
            central: 0,
            room: members.min(usize::from(u16::MAX)),
        }
    }

    /// Takes in the next member and gives the bytes that stand before its content.
    pub fn begin(&mut self, header: Header) -> Result<Vec<u8>, ZipError> {
        let size = self.size_with([(header.name.len(), u64::from(header.size))]);
        if self.members.len() == self.room || size >= u64::from(u32::MAX) {
            return Err(ZipError::TooMany);
        }
        let local = header.local();
        let start = self.at as u32;
        self.at += local.len() as u64 + u64::from(header.size);
        self.central += central_size(header.name.len());
        self.members.push((header, start));
        Ok(local)
    }

    /// How much was written so far, in bytes.
    pub fn at(&self) -> u64 {
        self.at
    }

    /// What the archive would weigh with these members added, each with the length of its name
    /// and its size, in bytes.
    pub fn size_with(&self, more: impl IntoIterator<Item = (usize, u64)>) -> u64 {
        let more = more
            .into_iter()
            .map(|(name, size)| size + (LOCAL_SIZE + name) as u64 + central_size(name));
        self.at + self.central + more.sum::<u64>() + END_SIZE as u64
    }

    /// The bytes behind the last member.
    pub fn finish(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for (header, start) in &self.members {
            put32(&mut out, CENTRAL);
            put16(&mut out, VERSION); // made by: MS-DOS, 1.0
            header.put_common(&mut out);
            put16(&mut out, 0); // comment
            put16(&mut out, 0); // disk
            put16(&mut out, 0); // internal attributes
            put32(&mut out, 0); // external attributes
            put32(&mut out, *start);
            out.extend_from_slice(header.name.as_bytes());
        }
        let size = out.len() as u32;
        put32(&mut out, END);
        put16(&mut out, 0);
        put16(&mut out, 0);
        put16(&mut out, self.members.len() as u16);
        put16(&mut out, self.members.len() as u16);
        put32(&mut out, size);
        put32(&mut out, self.at as u32);
        put16(&mut out, 0); // comment
        out
    }
}

/// A member that is being walked through.
pub(crate) struct Content<'r> {
    /// Its name, which is allowed and stood nowhere before.
    pub name: &'r str,
    /// Where its content begins in the archive.
    pub start: u64,
    /// The size of its content in bytes, as its header says.
    pub size: u64,
    reader: &'r mut dyn Read,
    left: u64,
    hasher: Hasher,
}

impl Content<'_> {
    /// Hands out the content, a piece at a time.
    pub fn each(&mut self, mut each: impl FnMut(&[u8])) -> Result<(), ZipError> {
        let mut piece = vec![0; PIECE.min(self.left as usize)];
        while self.left > 0 {
            let most = piece.len().min(self.left as usize);
            let read = read_some(self.reader, &mut piece[..most])?;
            if read == 0 {
                return Err(ZipError::Torn);
            }
            self.hasher.update(&piece[..read]);
            each(&piece[..read]);
            self.left -= read as u64;
        }
        Ok(())
    }
}

/// Walks through an archive: `visit` sees every member in its order and takes what it wants of
/// it. **What was seen MUST NOT be used before the walk ended well**: the checksum of a member is
/// known behind its content, and the order of things behind the last member.
pub(crate) fn walk<E: From<ZipError>>(
    reader: &mut dyn Read,
    mut visit: impl FnMut(&mut Content<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let mut directory = Directory::default();
    let mut names = BTreeSet::new();
    loop {
        let mut local = [0; LOCAL_SIZE];
        let signature = read_up_to(reader, &mut local[..4])?;
        if local[..4] != LOCAL.to_le_bytes() {
            let rest = &local[..signature];
            return check_directory(reader, &directory, rest).map_err(E::from);
        }
        read_exactly(reader, &mut local[4..])?;
        let name_size = usize::from(u16::from_le_bytes([local[26], local[27]]));
        if name_size > NAME_CAP {
            return Err(ZipError::Name.into());
        }
        let mut name = vec![0; name_size];
        read_exactly(reader, &mut name)?;
        let name = checked_name(&name)?.to_owned();
        if !names.insert(name.clone()) {
            return Err(ZipError::NameTwice(name).into());
        }
        let word = |at: usize| {
            u32::from_le_bytes([local[at], local[at + 1], local[at + 2], local[at + 3]])
        };
        let header = Header {
            name: name.clone(),
            crc: word(14),
            size: word(18),
        };
        let bytes = directory.begin(header)?;
        if bytes[..LOCAL_SIZE] != local {
            return Err(ZipError::Member(name).into());
        }
        let size = u64::from(word(18));
        let mut content = Content {
            name: &name,
            start: directory.at - size,
            size,
            reader: &mut *reader,
            left: size,
            hasher: Hasher::new(),
        };
        visit(&mut content)?;
        content.each(|_| ())?;
        if content.hasher.finalize() != word(14) {
            return Err(ZipError::Member(name).into());
        }
    }
}

/// Whether what follows `begun` is the directory that writing would produce, and nothing else.
fn check_directory(
    reader: &mut dyn Read,
    directory: &Directory,
    begun: &[u8],
) -> Result<(), ZipError> {
    let expected = directory.finish();
    // One byte more than there should be: it must not be there.
    let mut found = vec![0; expected.len() + 1];
    found[..begun.len()].copy_from_slice(begun);
    let read = begun.len() + read_up_to(reader, &mut found[begun.len()..])?;
    if found[..read] == expected {
        Ok(())
    } else {
        Err(ZipError::Directory)
    }
}

/// The members of an archive in memory.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Member<'_>>, ZipError> {
    let mut places = Vec::new();
    walk(&mut &bytes[..], |content| {
        let name = content.start as usize - content.name.len();
        places.push((name, content.start as usize, content.size as usize));
        Ok::<(), ZipError>(())
    })?;
    let members = places.into_iter().map(|(name, start, size)| {
        let name = checked_name(&bytes[name..start])?;
        let data = &bytes[start..start + size];
        Ok(Member { name, data })
    });
    members.collect()
}

/// Fills the whole buffer, or says that the archive ends before.
fn read_exactly(reader: &mut dyn Read, buffer: &mut [u8]) -> Result<(), ZipError> {
    match read_up_to(reader, buffer)? {
        read if read == buffer.len() => Ok(()),
        _ => Err(ZipError::Torn),
    }
}

/// Fills the buffer as far as there are bytes.
fn read_up_to(reader: &mut dyn Read, buffer: &mut [u8]) -> Result<usize, ZipError> {
    let mut filled = 0;
    while filled < buffer.len() {
        match read_some(reader, &mut buffer[filled..])? {
            0 => break,
            read => filled += read,
        }
    }
    Ok(filled)
}

fn read_some(reader: &mut dyn Read, buffer: &mut [u8]) -> Result<usize, ZipError> {
    loop {
        match reader.read(buffer) {
            Ok(read) => return Ok(read),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) => return Err(ZipError::Unread),
        }
    }
}

/// Lower-case ASCII letters, digits, dots, dashes and slashes, relative, without `..`.
fn checked_name(name: &[u8]) -> Result<&str, ZipError> {
    let allowed = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"./-".contains(b);
    let text = std::str::from_utf8(name).map_err(|_| ZipError::Name)?;
    let parts_fine = text
        .split('/')
        .all(|part| !part.is_empty() && !part.starts_with('.'));
    let fine = name.len() <= NAME_CAP && name.iter().all(allowed) && parts_fine;
    if fine { Ok(text) } else { Err(ZipError::Name) }
}

fn put16(out: &mut Vec<u8>, value: u16) {
    out.extend_from_slice(&value.to_le_bytes());
}

fn put32(out: &mut Vec<u8>, value: u32) {
    out.extend_from_slice(&value.to_le_bytes());
}

/// Which rule of the profile an archive breaks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ZipError {
    /// The reader failed; only it knows why.
    #[error("it could not be read to its end")]
    Unread,
    #[error("it is cut short")]
    Torn,
    #[error("it has more members than a bundle may have")]
    TooMany,
    #[error("a member has a name that is not allowed")]
    Name,
    #[error("two members are named {0}")]
    NameTwice(String),
    #[error("the member {0} is not plainly stored or its checksum differs")]
    Member(String),
    #[error("its table of contents does not fit its members")]
    Directory,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sample() -> Vec<u8> {
        write(&[
            Member {
                name: "bag/bagit.txt",
                data: b"one",
            },
            Member {
                name: "bag/data/two.json",
                data: b"",
            },
        ])
        .unwrap()
    }

    #[test]
    fn reading_inverts_writing() {
        let bytes = sample();
        let members = read(&bytes).unwrap();
        assert_eq!(members.len(), 2);
        assert_eq!(
            (members[0].name, members[0].data),
            ("bag/bagit.txt", &b"one"[..])
        );
        assert_eq!(size(&members), bytes.len());
    }

    #[test]
    fn every_changed_byte_is_noticed() {
        let good = sample();
        for at in 0..good.len() {
            for bit in 0..8 {
                let mut bad = good.clone();
                bad[at] ^= 1 << bit;
                // A change in a name gives another, consistent-looking local name at most:
                // the directory then differs.
                assert!(read(&bad).is_err(), "byte {at} bit {bit}");
            }
        }
    }

    #[test]
    fn every_truncation_and_every_appendage_is_noticed() {
        let good = sample();
        for end in 0..good.len() {
            assert!(read(&good[..end]).is_err(), "cut at {end}");
        }
        assert!(read(&[&good[..], b"x"].concat()).is_err());
        assert!(read(&[b"x", &good[..]].concat()).is_err());
    }

    #[test]
    fn hostile_names_are_refused() {
        for name in [
            "../x", "/x", "x/../y", "x//y", "x\\y", "C:/x", "X", "x/", "é", "", ".hidden", "a\0b",
        ] {
            let bytes = write(&[Member { name, data: b"" }]).unwrap();
            assert!(matches!(read(&bytes), Err(ZipError::Name)), "{name:?}");
        }
        let twice = [
            Member {
                name: "x",
                data: b"1",
            },
            Member {
                name: "x",
                data: b"2",
            },
        ];
        let bytes = write(&twice).unwrap();
        assert!(matches!(read(&bytes), Err(ZipError::NameTwice(_))));
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = read(&bytes);
            let _ = read(&[&LOCAL.to_le_bytes()[..], &bytes].concat());
        }
    }
}
