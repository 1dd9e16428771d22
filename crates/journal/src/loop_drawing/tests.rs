//! What holds for every drawing, whatever the clock said.

use proptest::prelude::*;

use super::*;
use crate::{Addressee, Context, Forecast, Form, Letter, Link, LinkKind, Opens, loops};

/// What an entry may be besides plain.
#[derive(Debug, Clone)]
enum Part {
    Plain,
    Letter(Option<i32>, Option<i32>),
    Forecast(i32),
    Chair,
    Received,
}

/// A day so far from the day of the tests, in the part of the calendar that the clock reaches.
fn day(days: i32) -> Moment {
    let date = jiff::civil::date(2026, 11, 26).saturating_add(jiff::Span::new().days(days));
    Moment::parse(&date.to_string()).unwrap()
}

/// Days near today mostly, and now and then centuries away.
fn days() -> impl Strategy<Value = i32> {
    prop_oneof![6 => -400..1, 2 => -3..3, 1 => 1..400, 1 => -700_000..2_900_000]
}

fn parts() -> impl Strategy<Value = Part> {
    prop_oneof![
        4 => Just(Part::Plain),
        2 => (prop::option::of(days()), prop::option::of(days())).prop_map(|(on, at)| Part::Letter(on, at)),
        2 => days().prop_map(Part::Forecast),
        1 => Just(Part::Chair),
        1 => Just(Part::Received),
    ]
}

/// Entries, some of them linked to others, to themselves or to one that is not there.
fn journals() -> impl Strategy<Value = Vec<Entry>> {
    let link = prop::option::weighted(0.4, (0..LinkKind::ALL.len(), any::<prop::sample::Index>()));
    let role = 0..Role::ALL.len();
    prop::collection::vec((days(), parts(), link, role), 0..60).prop_map(|all| {
        let many = all.len();
        let made = all
            .into_iter()
            .enumerate()
            .map(|(number, (written, part, link, role))| {
                let id = |number: usize| EntryId::from_random([number as u8; 16]);
                let mut entry = Entry::new(id(number), None, String::new(), day(written));
                entry.role = Role::ALL[role];
                let links = link.map(|(kind, to)| Link {
                    kind: LinkKind::ALL[kind],
                    entry: id(to.index(many + 2)),
                });
                let form = match part {
                    Part::Plain => None,
                    Part::Chair => Some(Form::Chair),
                    Part::Received => Some(Form::Received),
                    Part::Forecast(days) => Some(Form::Forecast(Forecast {
                        horizon: day(days),
                        sure: 50,
                    })),
                    Part::Letter(on, opened) => Some(Form::Letter(Letter {
                        to: Addressee::ThatDay,
                        opens: on.map_or(Opens::When("then".into()), |on| Opens::On(day(on))),
                        opened_at: opened.map(day),
                    })),
                };
                let context = Context {
                    form,
                    links: links.into_iter().collect(),
                    ..Context::default()
                };
                entry.context = context.kept();
                entry
            });
        made.collect()
    })
}

proptest! {
    #[test]
    fn every_loop_is_drawn_once_inside_the_box(journal in journals(), today in days()) {
        let today = day(today);
        let all = loops(&journal);
        let drawing = LoopDrawing::new(&all, &journal, &today);
        prop_assert_eq!(drawing.shapes.len(), all.len());
        prop_assert!(drawing.height.is_finite() && drawing.height <= 620.0);
        let is_inside = |y: f64| (0.0..=drawing.height).contains(&y);
        prop_assert!(is_inside(drawing.now));
        prop_assert_eq!(drawing.marks.iter().map(|mark| mark.count).sum::<usize>(), journal.len());
        for mark in &drawing.marks {
            prop_assert!(is_inside(mark.y) && mark.y >= drawing.now - 0.001);
        }
        for mark in &drawing.returns {
            prop_assert!(is_inside(mark.y) && mark.y <= drawing.now && mark.day > today);
        }
        for shape in &drawing.shapes {
            prop_assert!(!shape.arcs.is_empty() && !shape.points.is_empty());
            prop_assert!(shape.points.iter().all(|y| is_inside(*y)));
            for arc in &shape.arcs {
                prop_assert!(is_inside(arc.from) && is_inside(arc.to) && arc.from > arc.to);
                prop_assert!(arc.reach > 0.0 && arc.reach <= REACH + 0.001);
                prop_assert!(0.0 < arc.lived && arc.lived <= arc.drawn && arc.drawn <= 1.0);
                for path in [Some(arc.line()), arc.ahead(), Some(arc.area())].into_iter().flatten() {
                    prop_assert!(!path.contains("NaN") && !path.contains("inf"), "{}", path);
                }
            }
        }
        prop_assert_eq!(LoopDrawing::new(&all, journal.iter().rev(), &today), drawing);
    }

    #[test]
    fn what_is_open_has_a_gap_and_what_is_closed_has_none(journal in journals(), today in days()) {
        let all = loops(&journal);
        let drawing = LoopDrawing::new(&all, &journal, &day(today));
        for (one, shape) in all.iter().zip(&drawing.shapes) {
            prop_assert_eq!(shape.is_open, !one.is_closed());
            let has_gap = shape.arcs.iter().any(|arc| arc.drawn < 1.0);
            prop_assert_eq!(has_gap, shape.is_open);
            // Nothing of what is closed is still to come.
            prop_assert!(shape.is_open || shape.arcs.iter().all(|arc| arc.ahead().is_none()));
        }
    }

    #[test]
    fn whoever_touches_a_loop_gets_it(journal in journals(), today in days()) {
        let all = loops(&journal);
        let drawing = LoopDrawing::new(&all, &journal, &day(today));
        for (index, shape) in drawing.shapes.iter().enumerate() {
            let (x, y) = shape.arcs[0].place(0.5);
            let found = drawing.nearest(x, y, 5.0);
            let Some(found) = found else {
                return Err(TestCaseError::fail("nothing is near"));
            };
            // Where several run through one place it is the shortest of them.
            let near = drawing.shapes[found].arcs.iter().map(|arc| arc.distance(x, y));
            prop_assert!(found == index || near.fold(f64::INFINITY, f64::min) < 1.0);
        }
        prop_assert_eq!(drawing.nearest(-500.0, -500.0, 20.0), None);
    }

    #[test]
    fn later_stands_higher(journal in journals(), today in days()) {
        let drawing = LoopDrawing::new(&loops(&journal), &journal, &day(today));
        prop_assert!(drawing.marks.windows(2).all(|two| two[0].y > two[1].y));
        prop_assert!(drawing.months.windows(2).all(|two| two[0].y - two[1].y >= LINE));
        prop_assert!(drawing.returns.windows(2).all(|two| two[0].y > two[1].y));
        let told = drawing.returns.iter().filter(|mark| mark.is_told);
        let told: Vec<f64> = told.map(|mark| mark.y).collect();
        prop_assert!(told.windows(2).all(|two| two[0] - two[1] >= LINE));
    }
}

fn entry(number: u8, days: i32, form: Option<Form>, link: Option<(LinkKind, u8)>) -> Entry {
    let id = |number| EntryId::from_random([number; 16]);
    let mut entry = Entry::new(id(number), None, String::new(), day(days));
    let links = link.map(|(kind, to)| Link {
        kind,
        entry: id(to),
    });
    entry.context = Context {
        form,
        links: links.into_iter().collect(),
        ..Context::default()
    }
    .kept();
    entry
}

#[test]
fn what_looks_back_is_on_the_left_and_what_looks_ahead_on_the_right() {
    let forecast = Form::Forecast(Forecast {
        horizon: day(30),
        sure: 50,
    });
    let journal = [
        entry(1, -40, None, None),
        entry(2, -30, Some(Form::Chair), None),
        entry(3, -20, Some(Form::Received), None),
        entry(4, -10, None, Some((LinkKind::RepliesTo, 1))),
        entry(5, -9, Some(Form::Chair), Some((LinkKind::OtherChairOf, 2))),
        entry(6, -8, Some(Form::PassedOn), Some((LinkKind::PassesOn, 3))),
        entry(7, -7, Some(Form::Changed), Some((LinkKind::Continues, 6))),
        entry(8, -6, Some(forecast), None),
    ];
    let all = loops(&journal);
    let drawing = LoopDrawing::new(&all, &journal, &day(0));
    let sides =
        |shape: &LoopShape| -> Vec<Side> { shape.arcs.iter().map(|arc| arc.side).collect() };
    let found: Vec<_> = all
        .iter()
        .zip(&drawing.shapes)
        .map(|(one, shape)| (one.kind, sides(shape)))
        .collect();
    assert_eq!(
        found,
        [
            (LoopKind::Reply, vec![Side::Past]),
            (LoopKind::TwoChairs, vec![Side::Past, Side::Future]),
            (LoopKind::PassingOn, vec![Side::Past, Side::Future]),
            (LoopKind::Forecast, vec![Side::Future]),
        ]
    );
    // Both chairs are two halves of one ring; a chain goes on where it was.
    let [chairs, chain] = [&drawing.shapes[1].arcs, &drawing.shapes[2].arcs];
    assert_eq!(
        (chairs[0].from, chairs[0].to),
        (chairs[1].from, chairs[1].to)
    );
    assert!(chain[1].to < chain[0].to);
    // A forecast is lived up to today, and its gap lies before its day.
    let ahead = drawing.shapes[3].arcs[0];
    assert!(ahead.from > drawing.now && ahead.to < drawing.now);
    assert!((ahead.place(ahead.lived).1 - drawing.now).abs() < 0.01);
    assert_eq!(drawing.returns.len(), 1);
    assert!((drawing.returns[0].y - ahead.to).abs() < 0.01);
}

#[test]
fn a_clock_that_was_wrong_leaves_the_others_their_room() {
    let mut journal: Vec<Entry> = (0..30)
        .map(|n| entry(n, i32::from(n) - 30, None, None))
        .collect();
    let first = |journal: &[Entry]| {
        let drawing = LoopDrawing::new(&[], journal, &day(0));
        let marks = &drawing.marks;
        marks[marks.len() - 30].y - marks[marks.len() - 1].y
    };
    let before = first(&journal);
    journal.push(entry(99, -20_000, None, None));
    assert!(
        first(&journal) > before * 0.5,
        "a phone that woke up in 1972"
    );
    journal.push(entry(98, 20_000, None, None));
    let drawing = LoopDrawing::new(&[], &journal, &day(0));
    assert!(
        drawing
            .marks
            .iter()
            .all(|mark| mark.y >= drawing.now - 0.001)
    );
}

#[test]
fn nothing_written_is_a_line_that_begins_today() {
    let drawing = LoopDrawing::new(&[], [], &day(0));
    assert_eq!((drawing.marks, drawing.shapes), (vec![], vec![]));
    assert!(drawing.height > 0.0);
}
