//! Loops as a drawing: time runs upwards, what looks back bows out to the left, what looks ahead to
//! the right.

use std::collections::BTreeMap;

use crate::{Entry, EntryId, Loop, LoopKind, LoopState, Moment, Role};

mod arc;
mod scale;

pub use arc::{Arc, Side};
use scale::{Scale, pause};

/// Where everything of a drawing stands, in units that count from its upper left corner.
#[derive(Debug, Clone, PartialEq)]
pub struct LoopDrawing {
    /// How high it is; it is [`LoopDrawing::WIDTH`] wide.
    pub height: f64,
    /// The height of today; what is above it is to come.
    pub now: f64,
    /// The entries on the line of time, from the first on.
    pub marks: Vec<EntryMark>,
    /// The months in which something was written, from the first on, as far as there is room.
    pub months: Vec<MonthMark>,
    /// The days to come on which something comes back, the next one first.
    pub returns: Vec<ReturnMark>,
    /// One for every loop, in the order of the loops.
    pub shapes: Vec<LoopShape>,
}

/// Entries that stand at one place of the line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EntryMark {
    /// The height.
    pub y: f64,
    /// How many they are.
    pub count: usize,
}

/// Where a month begins.
#[derive(Debug, Clone, PartialEq)]
pub struct MonthMark {
    /// The height.
    pub y: f64,
    /// The month, `YYYY-MM`.
    pub month: String,
}

/// A day on which something comes back.
#[derive(Debug, Clone, PartialEq)]
pub struct ReturnMark {
    /// The height.
    pub y: f64,
    /// The day.
    pub day: Moment,
    /// Whether there is room for its words.
    pub is_told: bool,
}

/// One loop.
#[derive(Debug, Clone, PartialEq)]
pub struct LoopShape {
    /// What it is made of, from its beginning on; never empty.
    pub arcs: Vec<Arc>,
    /// The heights at which it touches the line of time.
    pub points: Vec<f64>,
    /// Whether it has a gap where it will close.
    pub is_open: bool,
}

/// How far an arc bows out at most.
const REACH: f64 = 150.0;
/// How suddenly round arcs become flat ones.
const ROUND: f64 = 1.5;
/// Half the height of the smallest ring.
const SMALLEST: f64 = 7.0;
/// The height of an open arc at least, so that its gap is seen.
const SMALLEST_OPEN: f64 = 26.0;
/// How long a gap is, and which share of an arc it takes at least and at most.
const GAP: f64 = 16.0;
const GAP_SHARES: (f64, f64) = (0.08, 0.34);
/// The share of an arc that is lived from its first day on.
const BEGUN: f64 = 0.09;
/// Between the drawing and its edge.
const EDGE: f64 = 20.0;
/// How far apart two lines of words are.
const LINE: f64 = 28.0;
/// How far apart two marks of entries are that are told apart.
const GRAIN: f64 = 1.0;

impl LoopDrawing {
    /// How wide every drawing is.
    pub const WIDTH: f64 = 360.0;
    /// Where the line of time stands.
    pub const AXIS: f64 = 180.0;

    /// Draws loops among the entries they were found in. What is dated after today, as by a clock
    /// that was wrong, stands at today.
    pub fn new<'a>(
        loops: &[Loop],
        entries: impl IntoIterator<Item = &'a Entry>,
        today: &Moment,
    ) -> Self {
        let now_day = today.day_number();
        let mut entries: Vec<&Entry> = entries.into_iter().collect();
        entries.sort_by(|a, b| (&a.created_at, a.id).cmp(&(&b.created_at, b.id)));
        let returns = days_to_come(loops, now_day);
        let now = EDGE + room_ahead(returns.len());

        // From below upwards: first how far everything is from the first entry, then how high.
        let mut days: Vec<(i64, f64)> = Vec::with_capacity(entries.len() + 1);
        let days_written = entries
            .iter()
            .map(|entry| entry.created_at.day_number().min(now_day));
        for day in days_written.chain([now_day]) {
            let (before, far) = days.last().copied().unwrap_or((day, 0.0));
            days.push((day.max(before), far + pause(before, day)));
        }
        let length = days
            .last()
            .map_or(1.0, |(_, far)| *far)
            .max(f64::MIN_POSITIVE);
        let room = room_behind(entries.len(), length);
        for (_, far) in &mut days {
            *far = now + room * (1.0 - *far / length);
        }
        let heights = entries
            .iter()
            .zip(&days)
            .map(|(entry, (_, y))| (*entry, *y));
        let mut places = Places {
            entries: heights.map(|(entry, y)| (entry.id, (entry, y))).collect(),
            behind: Scale::new(days.clone()),
            ahead: ahead(&returns, now_day, now),
            now,
            now_day,
            bottom: now + room,
            bend: f64::INFINITY,
        };
        places.bend = bend(loops.iter().map(|one| places.shape(one)));
        Self {
            height: now + room + EDGE,
            now,
            marks: marks(&days[..entries.len()]),
            months: months(&entries, &places),
            returns: return_marks(returns, &places),
            shapes: loops.iter().map(|one| places.shape(one)).collect(),
        }
    }

    /// The loop that is nearest to a place, the shorter of two, and none that is further away than
    /// `most`.
    pub fn nearest(&self, x: f64, y: f64, most: f64) -> Option<usize> {
        let distances = self.shapes.iter().enumerate().map(|(index, shape)| {
            let arcs = shape.arcs.iter().map(|arc| arc.distance(x, y));
            (arcs.fold(f64::INFINITY, f64::min), shape.length(), index)
        });
        let near = distances.filter(|(distance, ..)| *distance <= most);
        let nearest = near.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        nearest.map(|(_, _, index)| index)
    }

    /// The loops in the order they are painted in: the long ones first, so that the short ones lie
    /// on them.
    pub fn painting(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.shapes.len()).collect();
        order.sort_by(|a, b| {
            self.shapes[*b]
                .length()
                .total_cmp(&self.shapes[*a].length())
        });
        order
    }
}

impl LoopShape {
    /// How much of the line of time it spans.
    fn length(&self) -> f64 {
        let spans = self.arcs.iter().map(|arc| (arc.from - arc.to).abs());
        spans.fold(0.0, |sum, span| sum + span)
    }
}

/// The days on which open loops come back, after today, in order.
fn days_to_come(loops: &[Loop], today: i64) -> Vec<Moment> {
    let open = loops.iter().filter(|one| !one.is_closed());
    let days = open.filter_map(|one| one.until().map(Moment::coarsened));
    let mut days: Vec<Moment> = days.filter(|day| day.day_number() > today).collect();
    days.sort();
    days.dedup();
    days
}

/// How much room what is to come has.
fn room_ahead(returns: usize) -> f64 {
    match returns {
        0 => SMALLEST_OPEN,
        some => (44.0 + LINE * some as f64).min(150.0),
    }
}

/// How much room what was written has: the more, the more there is, up to what a phone shows.
fn room_behind(entries: usize, length: f64) -> f64 {
    let most = 110.0 + 40.0 * (entries as f64).sqrt();
    (140.0 * length).clamp(SMALLEST_OPEN, most.min(420.0))
}

fn ahead(returns: &[Moment], now_day: i64, now: f64) -> Scale {
    let mut days = vec![(now_day, 0.0)];
    for day in returns.iter().map(Moment::day_number) {
        let (before, far) = days[days.len() - 1];
        days.push((day, far + pause(before, day)));
    }
    let length = days[days.len() - 1].1.max(f64::MIN_POSITIVE);
    for (_, far) in &mut days {
        *far = now - (now - EDGE) * *far / length;
    }
    Scale::new(days)
}

fn marks(days: &[(i64, f64)]) -> Vec<EntryMark> {
    let mut marks: Vec<EntryMark> = Vec::new();
    for (_, y) in days {
        match marks.last_mut() {
            Some(last) if last.y - y < GRAIN => last.count += 1,
            _ => marks.push(EntryMark { y: *y, count: 1 }),
        }
    }
    marks
}

fn months(entries: &[&Entry], places: &Places<'_>) -> Vec<MonthMark> {
    let mut months: Vec<MonthMark> = Vec::new();
    let mut last = "";
    for entry in entries {
        let month = entry.created_at.month();
        if month <= last {
            continue;
        }
        last = month;
        let Ok(first) = Moment::parse(&format!("{month}-01")) else {
            continue;
        };
        let y = places.behind.height(first.day_number().min(places.now_day));
        if months.last().is_none_or(|below| below.y - y >= LINE) {
            months.push(MonthMark {
                y,
                month: month.to_owned(),
            });
        }
    }
    months
}

fn return_marks(returns: Vec<Moment>, places: &Places<'_>) -> Vec<ReturnMark> {
    let mut told = places.now;
    let marks = returns.into_iter().map(|day| {
        let y = places.ahead.height(day.day_number());
        let is_told = told - y >= LINE;
        if is_told {
            told = y;
        }
        ReturnMark { y, day, is_told }
    });
    marks.collect()
}

/// Where entries and days stand.
struct Places<'a> {
    entries: BTreeMap<EntryId, (&'a Entry, f64)>,
    /// Until today.
    behind: Scale,
    /// From today on.
    ahead: Scale,
    now: f64,
    now_day: i64,
    bottom: f64,
    /// Half the height from which on arcs are flat rather than round.
    bend: f64,
}

impl Places<'_> {
    fn shape(&self, one: &Loop) -> LoopShape {
        let steps = one.steps.iter().filter_map(|step| self.entries.get(step));
        let mut points: Vec<f64> = steps.map(|(_, y)| *y).collect();
        // What began it may be gone; then it comes from a little before.
        let lowest = points.iter().copied().fold(self.now, f64::max);
        let origin = self.entries.get(&one.origin).map(|(_, y)| *y);
        let origin = origin.unwrap_or((lowest + SMALLEST_OPEN).min(self.bottom));
        points.push(origin);
        match &one.state {
            LoopState::Closed { at } => {
                points.push(self.closing(one, at));
                points.sort_by(|a, b| b.total_cmp(a));
                points.dedup_by(|a, b| (*a - *b).abs() < GRAIN);
                let arcs = match points.as_slice() {
                    [only] => self.closed(one.kind, 0, *only, *only),
                    _ => (points.windows(2).enumerate())
                        .flat_map(|(number, two)| self.closed(one.kind, number, two[0], two[1]))
                        .collect(),
                };
                LoopShape {
                    arcs,
                    points,
                    is_open: false,
                }
            }
            LoopState::Open { returns } => {
                let day = returns.as_ref().map(Moment::day_number);
                let day = day.filter(|day| *day > self.now_day);
                let until = day.map_or(self.now, |day| self.ahead.height(day));
                points.sort_by(|a, b| b.total_cmp(a));
                points.dedup();
                LoopShape {
                    arcs: vec![self.open(one, origin, until)],
                    points,
                    is_open: true,
                }
            }
        }
    }

    /// Where a loop closed: at the entry that closed it, or on the day a letter was opened.
    fn closing(&self, one: &Loop, at: &Moment) -> f64 {
        let mut steps = one.steps.iter().filter_map(|step| self.entries.get(step));
        let step = steps.find(|(entry, _)| entry.created_at.date() == at.date());
        step.map_or_else(
            || self.behind.height(at.day_number().min(self.now_day)),
            |(_, y)| *y,
        )
    }

    /// How far an arc of half that height bows out: small ones are round, and long ones stay in the
    /// drawing.
    fn reach(&self, half: f64) -> f64 {
        half / (1.0 + (half / self.bend).powf(ROUND)).powf(1.0 / ROUND)
    }

    fn closed(&self, kind: LoopKind, number: usize, from: f64, to: f64) -> Vec<Arc> {
        let sides: &[Side] = match (kind, number) {
            (LoopKind::TwoChairs, 0) => &[Side::Past, Side::Future],
            (LoopKind::Letter | LoopKind::Forecast, _) => &[Side::Future],
            (LoopKind::PassingOn, odd) if odd % 2 == 1 => &[Side::Future],
            _ => &[Side::Past],
        };
        let (middle, half) = ((from + to) / 2.0, ((from - to).abs() / 2.0).max(SMALLEST));
        let arcs = sides.iter().map(|side| Arc {
            side: *side,
            from: middle + half,
            to: middle - half,
            reach: self.reach(half),
            lived: 1.0,
            drawn: 1.0,
        });
        arcs.collect()
    }

    fn open(&self, one: &Loop, from: f64, until: f64) -> Arc {
        let role = self.entries.get(&one.origin).map(|(entry, _)| entry.role);
        let side = match one.kind {
            LoopKind::Letter | LoopKind::Forecast => Side::Future,
            LoopKind::TwoChairs if role == Some(Role::Mentor) => Side::Future,
            _ => Side::Past,
        };
        let to = until.min(from - SMALLEST_OPEN);
        let half = (from - to) / 2.0;
        let reach = self.reach(half);
        // About as long as a quarter of such an ellipse's way round, twice.
        let length = std::f64::consts::PI * ((half * half + reach * reach) / 2.0).sqrt();
        let gap = (GAP / length).clamp(GAP_SHARES.0, GAP_SHARES.1);
        let drawn = 1.0 - gap;
        Arc {
            side,
            from,
            to,
            reach,
            lived: Arc::crossing(from, to, self.now).clamp(BEGUN, drawn),
            drawn,
        }
    }
}

/// From which half height on arcs have to be flat, so that the longest one just stays in the drawing.
fn bend(shapes: impl Iterator<Item = LoopShape>) -> f64 {
    let arcs = shapes.flat_map(|shape| shape.arcs);
    let longest = arcs
        .map(|arc| (arc.from - arc.to).abs() / 2.0)
        .fold(0.0, f64::max);
    match longest > REACH {
        true => longest / ((longest / REACH).powf(ROUND) - 1.0).powf(1.0 / ROUND),
        false => f64::INFINITY,
    }
}

#[cfg(test)]
mod tests;
