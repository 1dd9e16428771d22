//! Half a ring on one side of the line of time.

use std::f64::consts::PI;

use super::LoopDrawing;

/// A side of the line of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The left: what looks back, the student's side.
    Past,
    /// The right: what looks ahead, the mentor's side.
    Future,
}

/// Half a ring, or as much of it as there is. Shares of it count from where it leaves the line, 0, to
/// where it comes back, 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Arc {
    /// The side it bows out to.
    pub side: Side,
    /// The height at which it leaves the line.
    pub from: f64,
    /// The height at which it comes back.
    pub to: f64,
    /// How far it bows out.
    pub reach: f64,
    /// The share that lies behind today.
    pub lived: f64,
    /// The share at which its gap begins; 1 where there is none.
    pub drawn: f64,
}

impl Arc {
    /// How many straight pieces stand for an arc where distances are measured.
    const PIECES: u32 = 32;

    /// What was lived of it, as the data of an SVG path.
    pub fn line(&self) -> String {
        self.path(0.0, self.lived)
    }

    /// What is still to come before its gap, as the data of an SVG path; `None` if nothing is.
    pub fn ahead(&self) -> Option<String> {
        (self.drawn > self.lived).then(|| self.path(self.lived, self.drawn))
    }

    /// What lies between it and the line, as the data of an SVG path.
    pub fn area(&self) -> String {
        format!("{}Z", self.path(0.0, 1.0))
    }

    /// How far a place is from it, its gap included.
    pub fn distance(&self, x: f64, y: f64) -> f64 {
        let pieces = f64::from(Self::PIECES);
        let places = (0..=Self::PIECES).map(|piece| self.place(f64::from(piece) / pieces));
        let places: Vec<(f64, f64)> = places.collect();
        let distances = places.windows(2).map(|two| {
            let ((ax, ay), (bx, by)) = (two[0], two[1]);
            let (dx, dy) = (bx - ax, by - ay);
            let length = dx * dx + dy * dy;
            let along = ((x - ax) * dx + (y - ay) * dy) / length.max(f64::MIN_POSITIVE);
            let along = along.clamp(0.0, 1.0);
            (x - ax - along * dx).hypot(y - ay - along * dy)
        });
        distances.fold(f64::INFINITY, f64::min)
    }

    /// The share at which it crosses a height, which is 0 or 1 where it does not.
    pub(super) fn crossing(from: f64, to: f64, y: f64) -> f64 {
        let half = (from - to) / 2.0;
        ((y - (from + to) / 2.0) / half).clamp(-1.0, 1.0).acos() / PI
    }

    /// Where a share of it ends.
    pub(super) fn place(&self, share: f64) -> (f64, f64) {
        let (sin, cos) = (share * PI).sin_cos();
        let out = match self.side {
            Side::Past => -self.reach,
            Side::Future => self.reach,
        };
        let middle = (self.from + self.to) / 2.0;
        (
            LoopDrawing::AXIS + out * sin,
            middle + (self.from - middle) * cos,
        )
    }

    fn path(&self, from: f64, to: f64) -> String {
        let ((ax, ay), (bx, by)) = (self.place(from), self.place(to));
        let (reach, half) = (self.reach, (self.from - self.to).abs() / 2.0);
        let sweep = u8::from((self.side == Side::Past) == (self.from > self.to));
        format!("M{ax:.2} {ay:.2}A{reach:.2} {half:.2} 0 0 {sweep} {bx:.2} {by:.2}")
    }
}
