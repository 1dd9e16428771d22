//! The boxes of MP4: a size, four letters, a body (ISO/IEC 14496-12, 4.2).

use std::ops::Range;

use crate::bytes;

/// One box, by its letters and the place of its body.
pub(super) struct Mp4Box {
    pub kind: [u8; 4],
    /// **May be inverted when made by hand**: it is looked at with `get`.
    pub body: Range<usize>,
}

impl Mp4Box {
    /// Reads the box at `at`; nothing when it does not fit into `bytes`.
    pub fn read(bytes: &[u8], at: usize) -> Option<Self> {
        let kind = bytes::array(bytes, at.checked_add(4)?)?;
        let (head, size) = match bytes::u32_be(bytes, at)? {
            // To the end of the file.
            0 => (8, (bytes.len() - at) as u64),
            1 => (16, bytes::u64_be(bytes, at + 8)?),
            size => (8, u64::from(size)),
        };
        let whole = bytes::range(at, size, bytes.len())?;
        (whole.len() >= head).then_some(Self {
            kind,
            body: at + head..whole.end,
        })
    }

    /// The body.
    pub fn bytes<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        bytes.get(self.body.clone()).unwrap_or_default()
    }

    /// The boxes inside, until one does not fit.
    pub fn children<'a>(&self, bytes: &'a [u8]) -> impl Iterator<Item = Mp4Box> + use<'a> {
        let end = self.body.end.min(bytes.len());
        let mut at = self.body.start;
        std::iter::from_fn(move || {
            let child = Mp4Box::read(&bytes[..end], at)?;
            at = child.body.end;
            Some(child)
        })
    }

    /// The first box inside of a kind.
    pub fn child(&self, bytes: &[u8], kind: &[u8; 4]) -> Option<Mp4Box> {
        self.children(bytes).find(|child| &child.kind == kind)
    }
}
