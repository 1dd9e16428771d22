//! Writes Ogg Opus: the same bytes for the same packets.

use crate::ogg::page;
use crate::opus;

/// A page is ended after about a second, so that a player that seeks reads little.
const PAGE_TICKS: u64 = opus::RATE as u64;
const MOST_SEGMENTS: usize = 255;

/// A whole file of `packets`, each with its length in ticks.
pub(crate) fn write<'a>(
    head: opus::Head,
    packets: impl Iterator<Item = (&'a [u8], u32)>,
    about_bytes: usize,
) -> Vec<u8> {
    let mut out = Vec::with_capacity(about_bytes);
    page::write(&mut out, page::FIRST, 0, 0, &[&head.to_bytes()]);
    // An empty vendor and no comment: who made it and when stands nowhere.
    page::write(&mut out, 0, 0, 1, &[b"OpusTags\0\0\0\0\0\0\0\0"]);
    let mut number = 2;
    let (mut waiting, mut segments) = (Vec::new(), 0);
    let (mut end, mut page_began) = (0u64, 0u64);
    for (packet, ticks) in packets {
        let own = page::segments(packet);
        if segments + own > MOST_SEGMENTS || end - page_began >= PAGE_TICKS {
            page::write(&mut out, 0, end, number, &waiting);
            number += 1;
            waiting.clear();
            (segments, page_began) = (0, end);
        }
        waiting.push(packet);
        segments += own;
        end += u64::from(ticks);
    }
    page::write(&mut out, page::LAST, end, number, &waiting);
    out
}
