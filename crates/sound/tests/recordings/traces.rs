//! No date, application, device or title is left: by a search, by a walk, and by FFprobe.

use super::tools::{RECORDINGS, probe, read, recording};

/// What the recorders wrote of themselves, in these recordings or in others.
const TRACES: [&str; 16] = [
    "Chrome",
    "LibWebM",
    "muxing",
    "writing",
    "libopus",
    "Lavf",
    "Lavc",
    "GStreamer",
    "Media",
    "SoundHandler",
    "Mozilla",
    "WebKit",
    "Apple",
    "ENCODER",
    "udta",
    "meta",
];

fn has(bytes: &[u8], text: &str) -> bool {
    bytes
        .windows(text.len())
        .any(|window| window == text.as_bytes())
}

#[test]
fn no_name_is_left() {
    let before = |trace: &&&str| {
        RECORDINGS
            .iter()
            .any(|(name, _)| has(&recording(name), trace))
    };
    assert!(
        TRACES.iter().filter(before).count() >= 7,
        "the search finds what is there"
    );
    for (name, _) in RECORDINGS {
        let clean = read(name).clean(&[1000..2000, 5000..5100]);
        for trace in TRACES {
            assert!(!has(&clean.bytes, trace), "{name}: {trace}");
        }
        // What FFprobe shows of it: no more than what every such file has.
        let tags = probe(&clean.bytes);
        let tags = tags.lines().filter(|line| line.contains(".tags."));
        let told = [
            "major_brand",
            "minor_version",
            "compatible_brands",
            "language",
            "vendor_id",
        ];
        for tag in tags {
            assert!(told.iter().any(|told| tag.contains(told)), "{name}: {tag}");
        }
    }
}

/// Every byte that is not a packet's is one of few.
#[test]
fn an_ogg_holds_a_head_an_empty_comment_and_packets() {
    for (name, _) in RECORDINGS.iter().filter(|(name, _)| *name != "webkit.mp4") {
        let sound = read(name);
        let clean = sound.clean(&[]);
        let (mut at, mut bodies, mut ends) = (0, Vec::new(), Vec::new());
        while at < clean.bytes.len() {
            let page = &clean.bytes[at..];
            assert_eq!(page[..5], *b"OggS\0");
            assert_eq!(page[14..18], 1u32.to_le_bytes(), "the serial is no trace");
            assert_eq!(page[18..22], (ends.len() as u32).to_le_bytes());
            ends.push(u64::from_le_bytes(page[6..14].try_into().unwrap()));
            let segments = &page[27..27 + usize::from(page[26])];
            let body: usize = segments.iter().map(|size| usize::from(*size)).sum();
            let begin = 27 + segments.len();
            bodies.push(&page[begin..begin + body]);
            at += begin + body;
        }
        assert_eq!(bodies[0].len(), 19, "{name}");
        assert_eq!(
            bodies[0][12..16],
            48_000u32.to_le_bytes(),
            "the rate of the device is gone"
        );
        assert_eq!(bodies[1], b"OpusTags\0\0\0\0\0\0\0\0");
        let packets: Vec<&[u8]> = sound.packets().map(|packet| packet.bytes).collect();
        assert_eq!(bodies[2..].concat(), packets.concat(), "{name}");
        assert!(ends.is_sorted() && ends.windows(2).all(|two| two[1] - two[0] <= 52_800));
    }
}

/// Every box of an MP4, its times, and its one handler.
#[test]
fn an_mp4_holds_an_index_without_times_and_packets() {
    let sound = read("webkit.mp4");
    let clean = sound.clean(&[]);
    let mut kinds = Vec::new();
    walk(&clean.bytes, &mut kinds);
    let names: Vec<&str> = kinds.iter().map(|(kind, _)| kind.as_str()).collect();
    let expected = "ftyp moov mvhd trak tkhd mdia mdhd hdlr minf smhd dinf dref stbl stsd stts stsc \
                    stsz stco mdat";
    assert_eq!(names.join(" "), expected);
    for (kind, body) in &kinds {
        match kind.as_str() {
            // Version 0; then when it was made and changed.
            "mvhd" | "tkhd" | "mdhd" => assert_eq!(body[4..12], [0; 8], "{kind}"),
            "hdlr" => assert_eq!(body[4..], *b"\0\0\0\0soun\0\0\0\0\0\0\0\0\0\0\0\0\0"),
            "mdat" => {
                let packets: Vec<&[u8]> = sound.packets().map(|packet| packet.bytes).collect();
                assert_eq!(*body, packets.concat());
            }
            _ => {}
        }
    }
    // The recording had times, or this would prove nothing.
    let mut before = Vec::new();
    let recorded = recording("webkit.mp4");
    walk(&recorded, &mut before);
    let mvhd = before.iter().find(|(kind, _)| kind == "mvhd").unwrap().1;
    assert_ne!(mvhd[4..12], [0; 8]);
}

fn walk<'a>(mut bytes: &'a [u8], found: &mut Vec<(String, &'a [u8])>) {
    while !bytes.is_empty() {
        let size = u32::from_be_bytes(bytes[..4].try_into().unwrap()) as usize;
        let kind = String::from_utf8(bytes[4..8].to_vec()).unwrap();
        let body = &bytes[8..size];
        let is_entered = ["moov", "trak", "mdia", "minf", "dinf", "stbl"].contains(&&*kind);
        found.push((kind, body));
        if is_entered {
            walk(body, found);
        }
        bytes = &bytes[size..];
    }
}
