//! What was spoken: a recording as an entry names it. The sound itself lies elsewhere.

use serde::{Deserialize, Serialize};

use crate::{Moment, RecordingId};

/// One recording of an entry. Its JSON is part of the bundle format and is pinned by a test
/// there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recording {
    /// The same through all revisions of the entry.
    #[serde(rename = "recording_id")]
    pub id: RecordingId,
    /// When it was begun.
    pub recorded_at: Moment,
    /// The file: at rest the recording as it was recorded, in a bundle the file that is there.
    pub media: Media,
    /// The writer's own heading; may be empty.
    pub title: String,
    /// What it is about in one line, by the writer; may be empty.
    pub gist: String,
    /// What is not for the team: at rest a wish, in a bundle silence.
    pub withheld: Vec<Span>,
    /// What was damaged or lost before it could be kept: silence.
    pub lost: Vec<Span>,
}

impl Recording {
    /// Everything that cannot be heard in a bundle, in order and without overlaps: what is
    /// withheld and what was lost, within the length of the recording.
    pub fn silences(&self) -> Vec<Span> {
        let whole = self.media.whole();
        let all = self.withheld.iter().chain(&self.lost);
        Span::union(all.filter_map(|span| span.within(whole)))
    }

    /// The writer's own words for it: the title, else the gist; may be empty.
    pub fn words(&self) -> &str {
        let title = self.title.trim();
        if title.is_empty() {
            self.gist.trim()
        } else {
            title
        }
    }
}

/// A file of sound.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Media {
    /// SHA-256 of its bytes, lower-case hex.
    pub sha256: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// Its media type, `audio/webm;codecs=opus`.
    pub mime: String,
    /// Its length in milliseconds.
    pub duration_ms: u64,
}

impl Media {
    /// From the first to the last millisecond.
    pub fn whole(&self) -> Span {
        Span {
            from_ms: 0,
            to_ms: self.duration_ms,
        }
    }

    /// The ending of its file name, `None` if its media type is none that a bundle carries.
    /// See [`media_extension`].
    pub fn extension(&self) -> Option<&'static str> {
        media_extension(&self.mime)
    }

    /// Its file name in a bundle, `<sha256>.<extension>`: it follows from what it is. `None` if
    /// the digest is none or the media type is none that a bundle carries.
    pub fn file_name(&self) -> Option<String> {
        let is_digest = self.sha256.len() == 64
            && self
                .sha256
                .bytes()
                .all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let extension = self.extension()?;
        is_digest.then(|| format!("{}.{extension}", self.sha256))
    }
}

/// The ending of a file of that media type: `webm`, `ogg`, `m4a` or `wav`. `None` for every
/// other type, and for one whose parameters are not plain (letters, digits and `=.,"-` after the
/// semicolon, at most 100 bytes in all).
pub fn media_extension(mime: &str) -> Option<&'static str> {
    let (kind, parameters) = mime.split_once(';').unwrap_or((mime, ""));
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b" =.,\"-;".contains(&b);
    if mime.len() > 100 || !parameters.bytes().all(is_plain) {
        return None;
    }
    match kind {
        "audio/webm" => Some("webm"),
        "audio/ogg" => Some("ogg"),
        "audio/mp4" => Some("m4a"),
        "audio/wav" => Some("wav"),
        _ => None,
    }
}

/// A stretch of a recording in milliseconds from its beginning; the end does not belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// Its first millisecond.
    pub from_ms: u64,
    /// The first millisecond behind it.
    pub to_ms: u64,
}

impl Span {
    /// The stretch between two moments in whichever order they come; `None` if nothing lies
    /// between them.
    pub fn between(one_ms: u64, other_ms: u64) -> Option<Self> {
        (one_ms != other_ms).then(|| Self {
            from_ms: one_ms.min(other_ms),
            to_ms: one_ms.max(other_ms),
        })
    }

    /// Its length in milliseconds; 0 for one that ends before it begins.
    pub fn length_ms(self) -> u64 {
        self.to_ms.saturating_sub(self.from_ms)
    }

    /// Whether that millisecond belongs to it.
    pub fn contains(self, at_ms: u64) -> bool {
        (self.from_ms..self.to_ms).contains(&at_ms)
    }

    /// The part of it that lies in another; `None` if that is nothing.
    pub fn within(self, other: Self) -> Option<Self> {
        let (from_ms, to_ms) = (self.from_ms.max(other.from_ms), self.to_ms.min(other.to_ms));
        (from_ms < to_ms).then_some(Self { from_ms, to_ms })
    }

    /// The same stretches in order, without overlaps, those that touch made one and empty ones
    /// left out.
    pub fn union(spans: impl IntoIterator<Item = Self>) -> Vec<Self> {
        let mut sorted: Vec<Self> = spans
            .into_iter()
            .filter(|span| span.length_ms() > 0)
            .collect();
        sorted.sort_unstable();
        let mut union: Vec<Self> = Vec::with_capacity(sorted.len());
        for span in sorted {
            match union.last_mut() {
                Some(last) if span.from_ms <= last.to_ms => {
                    last.to_ms = last.to_ms.max(span.to_ms);
                }
                _ => union.push(span),
            }
        }
        union
    }

    /// The same without what lies in `gone`, in order and without overlaps.
    pub fn without(spans: impl IntoIterator<Item = Self>, gone: Self) -> Vec<Self> {
        let before = |span: Self| Self {
            to_ms: span.to_ms.min(gone.from_ms),
            ..span
        };
        let behind = |span: Self| Self {
            from_ms: span.from_ms.max(gone.to_ms),
            ..span
        };
        let spans = Self::union(spans);
        if gone.length_ms() == 0 {
            return spans;
        }
        Self::union(
            spans
                .into_iter()
                .flat_map(|span| [before(span), behind(span)]),
        )
    }

    /// How much they cover together in milliseconds, overlaps counted once.
    pub fn total_ms(spans: impl IntoIterator<Item = Self>) -> u64 {
        Self::union(spans).into_iter().map(Self::length_ms).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn span(from_ms: u64, to_ms: u64) -> Span {
        Span { from_ms, to_ms }
    }

    fn media(mime: &str) -> Media {
        Media {
            sha256: "ab".repeat(32),
            bytes: 9,
            mime: mime.into(),
            duration_ms: 1_000,
        }
    }

    #[test]
    fn the_file_name_follows_from_digest_and_media_type() {
        for (mime, extension) in [
            ("audio/webm;codecs=opus", Some("webm")),
            ("audio/ogg; codecs=opus", Some("ogg")),
            ("audio/mp4;codecs=\"mp4a.40.2\"", Some("m4a")),
            ("audio/mp4", Some("m4a")),
            ("audio/wav", Some("wav")),
            ("audio/WebM", None),
            ("audio/mpeg", None),
            ("video/webm", None),
            ("audio/webm;x=\n", None),
            ("audio/webm;x=<b>", None),
            ("", None),
        ] {
            assert_eq!(media(mime).extension(), extension, "{mime:?}");
            let name = extension.map(|end| format!("{}.{end}", "ab".repeat(32)));
            assert_eq!(media(mime).file_name(), name);
        }
        for sha256 in ["", "../../x", &"AB".repeat(32), &"ab".repeat(33)] {
            let sha256 = sha256.to_owned();
            let media = Media {
                sha256,
                ..media("audio/webm")
            };
            assert_eq!(media.file_name(), None);
        }
    }

    #[test]
    fn what_overlaps_or_touches_is_one() {
        let spans = [
            span(50, 60),
            span(0, 10),
            span(5, 20),
            span(20, 30),
            span(9, 9),
        ];
        assert_eq!(Span::union(spans), [span(0, 30), span(50, 60)]);
        assert_eq!(Span::total_ms(spans), 40);
        assert_eq!(Span::between(7, 3), Some(span(3, 7)));
        assert_eq!(Span::between(3, 3), None);
        assert_eq!(
            Span::without(spans, span(5, 55)),
            [span(0, 5), span(55, 60)]
        );
    }

    #[test]
    fn silence_is_what_is_withheld_and_what_was_lost_and_no_longer_than_the_recording() {
        let recording = Recording {
            id: RecordingId::from_random([1; 16]),
            recorded_at: Moment::parse("2026-11-23").unwrap(),
            media: media("audio/webm"),
            title: " ".into(),
            gist: " The first night ".into(),
            withheld: vec![span(900, 5_000), span(100, 200)],
            lost: vec![span(150, 300), span(2_000, 3_000)],
        };
        assert_eq!(recording.silences(), [span(100, 300), span(900, 1_000)]);
        assert_eq!(recording.words(), "The first night");
    }

    proptest! {
        #[test]
        fn a_union_covers_exactly_what_its_parts_cover(
            ends in proptest::collection::vec((0_u64..60, 0_u64..60), 0..8),
            gone in (0_u64..60, 0_u64..60),
        ) {
            let spans: Vec<Span> = ends.iter().map(|(from, to)| span(*from, *to)).collect();
            let gone = span(gone.0, gone.1);
            let union = Span::union(spans.iter().copied());
            let rest = Span::without(spans.iter().copied(), gone);
            let is_in = |spans: &[Span], at| spans.iter().any(|span| span.contains(at));
            for at in 0..61 {
                prop_assert_eq!(is_in(&union, at), is_in(&spans, at));
                prop_assert_eq!(is_in(&rest, at), is_in(&spans, at) && !gone.contains(at));
            }
            for spans in [&union, &rest] {
                prop_assert!(spans.windows(2).all(|two| two[0].to_ms < two[1].from_ms));
            }
            prop_assert_eq!(Span::total_ms(union), (0..61).filter(|at| is_in(&spans, *at)).count() as u64);
        }
    }
}
