//! A wave of sound, as bars about a middle line.

/// How far two bars are apart.
pub(super) const STEP: usize = 4;

/// The path of one bar: its place in the row, how loud it is, and how high the box is that it
/// stands in.
pub(super) fn bar(place: usize, level: u8, height: usize) -> String {
    let middle = height as f32 / 2.0;
    let half = 1.0 + f32::from(level) / 255.0 * (middle - 2.0);
    let x = place * STEP + STEP / 2;
    format!("M{x} {:.1}V{:.1}", middle - half, middle + half)
}
