//! Writes a plain MP4 of AAC: the index first, no time, no name, the same bytes for the same packets.

use crate::aac;

const AAC_FRAME: u32 = aac::FRAME;
/// The unit matrix, in fixed point: nothing is turned.
const MATRIX: [u32; 9] = [0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000];
/// "und", in three times five bits.
const NO_LANGUAGE: u32 = 0x55c4_0000;

/// A whole file of `packets`, each a frame of 1024 samples.
pub(crate) fn write<'a>(
    config: aac::Config,
    packets: impl Iterator<Item = &'a [u8]> + Clone,
) -> Vec<u8> {
    let sizes: Vec<u32> = packets.clone().map(|packet| packet.len() as u32).collect();
    let media: usize = sizes.iter().map(|size| *size as usize).sum();
    let ftyp = boxed(b"ftyp", &[b"M4A \0\0\0\0", b"M4A mp42isom"]);
    // The place of the media data depends on the length of the index and not on what it says.
    let length = ftyp.len() + moov(config, &sizes, 0).len() + 8;
    let mut out = Vec::with_capacity(length + media);
    out.extend(ftyp);
    out.extend(moov(config, &sizes, length as u32));
    out.extend((media as u32 + 8).to_be_bytes());
    out.extend(b"mdat");
    packets.for_each(|packet| out.extend_from_slice(packet));
    out
}

fn moov(config: aac::Config, sizes: &[u32], media_at: u32) -> Vec<u8> {
    let count = sizes.len() as u32;
    let (rate, duration) = (config.rate(), count * AAC_FRAME);
    let mvhd = full(
        b"mvhd",
        0,
        &[
            // Made, changed: never. Then speed 1, volume 1.
            &numbers(&[0, 0, rate, duration, 0x1_0000, 0x100_0000, 0, 0]),
            &numbers(&MATRIX),
            &numbers(&[0, 0, 0, 0, 0, 0, 2]),
        ],
    );
    let tkhd = full(
        b"tkhd",
        // On, in the film, in the preview.
        7,
        &[
            &numbers(&[0, 0, 1, 0, duration, 0, 0, 0, 0x100_0000]),
            &numbers(&MATRIX),
            &numbers(&[0, 0]),
        ],
    );
    let mdhd = full(
        b"mdhd",
        0,
        &[&numbers(&[0, 0, rate, duration, NO_LANGUAGE])],
    );
    let hdlr = full(b"hdlr", 0, &[&[0; 4], b"soun", &[0; 12], b"\0"]);
    let smhd = full(b"smhd", 0, &[&[0; 4]]);
    // The media is in this file.
    let url = full(b"url ", 1, &[]);
    let dinf = boxed(b"dinf", &[&full(b"dref", 0, &[&numbers(&[1]), &url])]);
    let minf = boxed(b"minf", &[&smhd, &dinf, &stbl(config, sizes, media_at)]);
    let mdia = boxed(b"mdia", &[&mdhd, &hdlr, &minf]);
    boxed(b"moov", &[&mvhd, &boxed(b"trak", &[&tkhd, &mdia])])
}

fn stbl(config: aac::Config, sizes: &[u32], media_at: u32) -> Vec<u8> {
    let count = sizes.len() as u32;
    let esds = full(b"esds", 0, &[&config.to_descriptors()]);
    let mp4a = boxed(
        b"mp4a",
        &[
            // Reserved, and the place of the data in `dref`.
            &[0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0],
            &[0, config.channels, 0, 16, 0, 0, 0, 0],
            // In 16.16: rates above 65 535 do not fit, and the configuration inside says them.
            &(config.rate().min(0xffff) << 16).to_be_bytes(),
            &esds,
        ],
    );
    boxed(
        b"stbl",
        &[
            &full(b"stsd", 0, &[&numbers(&[1]), &mp4a]),
            &full(b"stts", 0, &[&numbers(&[1, count, AAC_FRAME])]),
            // One chunk, of all.
            &full(b"stsc", 0, &[&numbers(&[1, 1, count, 1])]),
            &full(b"stsz", 0, &[&numbers(&[0, count]), &numbers(sizes)]),
            &full(b"stco", 0, &[&numbers(&[1, media_at])]),
        ],
    )
}

/// Big-endian, one after the other.
fn numbers(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|n| n.to_be_bytes()).collect()
}

fn boxed(kind: &[u8; 4], parts: &[&[u8]]) -> Vec<u8> {
    let body = parts.concat();
    let size = (body.len() as u32 + 8).to_be_bytes();
    [&size[..], kind, &body].concat()
}

/// A box with a version, 0, and flags.
fn full(kind: &[u8; 4], flags: u32, parts: &[&[u8]]) -> Vec<u8> {
    boxed(kind, &[&flags.to_be_bytes(), &parts.concat()])
}
