//! A strict profile of ZIP (APPNOTE 6.3): stored members only, sizes in the local header, no
//! extra fields, no comments, nothing between or around them.
//!
//! The profile is so narrow that an archive is fully determined by its names and contents.
//! Reading therefore walks the local headers, and then demands that the central directory be
//! the very bytes that writing would produce: no two readers can see two archives in one file.

use std::collections::BTreeSet;

use crc32fast::hash as crc32;

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

pub(crate) struct Member<'a> {
    pub name: &'a str,
    pub data: &'a [u8],
}

/// What an archive of these members weighs, in bytes.
pub(crate) fn size(members: &[Member<'_>]) -> usize {
    let each = |m: &Member<'_>| LOCAL_SIZE + CENTRAL_SIZE + 2 * m.name.len() + m.data.len();
    members.iter().map(each).sum::<usize>() + END_SIZE
}

pub(crate) fn write(members: &[Member<'_>]) -> Result<Vec<u8>, ZipError> {
    let fits = members.len() <= MEMBER_CAP && size(members) < u32::MAX as usize;
    if !fits {
        return Err(ZipError::TooMany);
    }
    let mut out = Vec::with_capacity(size(members));
    let mut starts = Vec::with_capacity(members.len());
    for member in members {
        starts.push(out.len() as u32);
        put32(&mut out, LOCAL);
        put_common(&mut out, member);
        out.extend_from_slice(member.name.as_bytes());
        out.extend_from_slice(member.data);
    }
    put_directory(&mut out, members, &starts);
    Ok(out)
}

pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Member<'_>>, ZipError> {
    let mut members: Vec<Member<'_>> = Vec::new();
    let mut starts = Vec::new();
    let mut names = BTreeSet::new();
    let mut at = 0;
    while get32(bytes, at) == Some(LOCAL) {
        if members.len() == MEMBER_CAP {
            return Err(ZipError::TooMany);
        }
        let size = get32(bytes, at + 18).ok_or(ZipError::Torn)? as usize;
        let name_size = get16(bytes, at + 26).ok_or(ZipError::Torn)? as usize;
        let name_start = at + LOCAL_SIZE;
        let data_start = name_start + name_size;
        let end = data_start.checked_add(size).ok_or(ZipError::Torn)?;
        let name = bytes.get(name_start..data_start).ok_or(ZipError::Torn)?;
        let data = bytes.get(data_start..end).ok_or(ZipError::Torn)?;
        let name = checked_name(name)?;
        if !names.insert(name) {
            return Err(ZipError::NameTwice(name.to_owned()));
        }
        let member = Member { name, data };
        let mut header = Vec::with_capacity(LOCAL_SIZE);
        put32(&mut header, LOCAL);
        put_common(&mut header, &member);
        if bytes[at..name_start] != header {
            return Err(ZipError::Member(name.to_owned()));
        }
        starts.push(at as u32);
        members.push(member);
        at = end;
    }
    let mut directory = Vec::with_capacity(bytes.len() - at);
    // The offsets in a directory are absolute: write it behind a stand-in of the same length.
    put_directory_at(&mut directory, &members, &starts, at as u32);
    if bytes[at..] != directory {
        return Err(ZipError::Directory);
    }
    Ok(members)
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

/// The fields that local and central header share, from "version needed" to "extra length".
fn put_common(out: &mut Vec<u8>, member: &Member<'_>) {
    let size = member.data.len() as u32;
    put16(out, VERSION);
    put16(out, 0); // flags
    put16(out, 0); // stored
    put16(out, 0); // time
    put16(out, DATE);
    put32(out, crc32(member.data));
    put32(out, size);
    put32(out, size);
    put16(out, member.name.len() as u16);
    put16(out, 0); // extra field
}

fn put_directory(out: &mut Vec<u8>, members: &[Member<'_>], starts: &[u32]) {
    let start = out.len() as u32;
    put_directory_at(out, members, starts, start);
}

fn put_directory_at(out: &mut Vec<u8>, members: &[Member<'_>], starts: &[u32], start: u32) {
    let before = out.len();
    for (member, local) in members.iter().zip(starts) {
        put32(out, CENTRAL);
        put16(out, VERSION); // made by: MS-DOS, 1.0
        put_common(out, member);
        put16(out, 0); // comment
        put16(out, 0); // disk
        put16(out, 0); // internal attributes
        put32(out, 0); // external attributes
        put32(out, *local);
        out.extend_from_slice(member.name.as_bytes());
    }
    let size = (out.len() - before) as u32;
    put32(out, END);
    put16(out, 0);
    put16(out, 0);
    put16(out, members.len() as u16);
    put16(out, members.len() as u16);
    put32(out, size);
    put32(out, start);
    put16(out, 0); // comment
}

fn put16(out: &mut Vec<u8>, value: u16) {
    out.extend_from_slice(&value.to_le_bytes());
}

fn put32(out: &mut Vec<u8>, value: u32) {
    out.extend_from_slice(&value.to_le_bytes());
}

fn get16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn get32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// Which rule of the profile an archive breaks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ZipError {
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
