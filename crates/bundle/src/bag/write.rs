//! Writing a bag from its first byte to its last.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::{
    AUDIO, BAGIT, BagError, JSON_CAP, LISTED, PADDING, SIGNATURE, Sums, TAGMANIFEST, TEXT_CAP,
    padme,
};
use crate::zip::{Directory, Header, ZipError, each_zeros};

/// A bag that is being written: recordings first, everything else behind them.
pub(crate) struct BagWriter {
    folder: String,
    directory: Directory,
    sums: BTreeMap<String, Sums>,
    octets: u64,
}

/// What closes a bag, in the order it is written.
pub(crate) struct Closing {
    /// Members between the recordings and the padding.
    pub members: Vec<u8>,
    /// How many zeros follow.
    pub padding: u64,
    /// The bytes behind the padding.
    pub directory: Vec<u8>,
    /// The size of the whole archive, in bytes.
    pub size: u64,
    /// How much of it was written before, in bytes.
    pub start: u64,
    /// The bytes of `tagmanifest-sha512.txt`.
    pub tagmanifest: Vec<u8>,
}

impl Closing {
    /// Hands out everything, a piece at a time.
    pub fn each(&self, mut each: impl FnMut(&[u8])) {
        each(&self.members);
        each_zeros(self.padding, &mut each);
        each(&self.directory);
    }
}

impl BagWriter {
    /// An empty bag in a folder of that name.
    pub fn new(folder: String) -> Self {
        Self {
            folder,
            directory: Directory::default(),
            sums: BTreeMap::new(),
            octets: 0,
        }
    }

    /// Takes in a recording by its file name and gives the bytes that stand before it.
    pub fn add(&mut self, name: &str, data: &[u8], sums: Sums) -> Result<Vec<u8>, BagError> {
        let name = format!("{AUDIO}{name}");
        let header = Header::of(&format!("{}/{name}", self.folder), data)?;
        let before = self.directory.begin(header)?;
        self.octets += data.len() as u64;
        self.sums.insert(name, sums);
        Ok(before)
    }

    /// What the archive would weigh with more files, given as lengths of names and sizes, its
    /// padding included, in bytes.
    pub fn padded_size_with(&self, more: impl Iterator<Item = (usize, u64)>) -> u64 {
        let folder = self.folder.len() + 1;
        let more = more.map(|(name, size)| (folder + name, size));
        padme(self.directory.size_with(more))
    }

    /// Closes the bag with the rest of its payload. `date` is `YYYY-MM-DD`; `sign` makes the
    /// signature over the tag manifest.
    pub fn close(
        mut self,
        date: &str,
        payload: BTreeMap<String, Vec<u8>>,
        sign: impl FnOnce(&[u8]) -> Vec<u8>,
    ) -> Result<Closing, BagError> {
        if let Some((name, _)) = payload.iter().find(|(_, bytes)| bytes.len() > JSON_CAP) {
            return Err(BagError::Manifest(name.clone()));
        }
        if payload.values().map(Vec::len).sum::<usize>() > TEXT_CAP {
            return Err(ZipError::TooMany.into());
        }
        for (name, bytes) in &payload {
            self.octets += bytes.len() as u64;
            self.sums.insert(name.clone(), Sums::of(bytes));
        }
        let info = format!(
            "Bagging-Date: {date}\nExternal-Identifier: urn:uuid:{}\nPayload-Oxum: {}.{}\n",
            self.folder,
            self.octets,
            self.sums.len()
        );
        let manifest256 = manifest(self.sums.iter().map(|(n, s)| (n.as_str(), &s.sha256)));
        let manifest512 = manifest(self.sums.iter().map(|(n, s)| (n.as_str(), &s.sha512)));
        let listed: [&[u8]; 4] = [
            info.as_bytes(),
            BAGIT.as_bytes(),
            manifest256.as_bytes(),
            manifest512.as_bytes(),
        ];
        let tags = listed.map(|bytes| Sums::of(bytes).sha512);
        let tagmanifest = manifest(LISTED.into_iter().zip(&tags)).into_bytes();
        let signature = sign(&tagmanifest);

        let start = self.directory.at();
        let mut members = Vec::new();
        let tags = LISTED
            .into_iter()
            .zip(listed)
            .chain([(TAGMANIFEST, &tagmanifest[..]), (SIGNATURE, &signature)]);
        let payload = payload
            .iter()
            .map(|(name, data)| (name.as_str(), &data[..]));
        for (name, data) in tags.chain(payload) {
            let header = Header::of(&format!("{}/{name}", self.folder), data)?;
            members.extend(self.directory.begin(header)?);
            members.extend_from_slice(data);
        }
        let padding_name = format!("{}/{PADDING}", self.folder);
        let bare = self.directory.size_with([(padding_name.len(), 0)]);
        let padding = padme(bare) - bare;
        let header = Header::of_zeros(&padding_name, padding)?;
        members.extend(self.directory.begin(header)?);
        Ok(Closing {
            members,
            padding,
            directory: self.directory.finish(),
            size: self.directory.size_with([]),
            start,
            tagmanifest,
        })
    }
}

fn manifest<'a>(lines: impl Iterator<Item = (&'a str, &'a String)>) -> String {
    lines.fold(String::new(), |mut text, (name, sum)| {
        let _ = writeln!(text, "{sum}  {name}");
        text
    })
}
