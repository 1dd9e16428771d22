//! A journal as somebody could have written it, with loops that opened and closed: the same for the
//! same seed.

use std::collections::BTreeMap;

use crate::{
    Browser, Person, World,
    faults::inside::{ENTRIES, Inside},
    faults::raw,
};
use fastrand::Rng;
use journal::{
    Addressee, Context, Entry, EntryId, Forecast, Form, Letter, Link, LinkKind, Moment, Opens,
    Outcome, Role, Sharing,
};

/// What is written without a form.
const EVENINGS: [&str; 10] = [
    "The ward was loud tonight, and nobody asked whether I had eaten. I did not ask anybody either.",
    "She explained the pump to me a third time, as if it were the first. I want to keep that tone.",
    "I said \"I do not know\" in front of everyone, and the room went on.",
    "A first year watched me wash my hands. I had forgotten that one is watched.",
    "We sat in the corridor for ten minutes and said nothing. It was the best session so far.",
    "I talked too much. He nodded, which is what I did when I was him.",
    "Somebody thanked me for something I do not remember doing.",
    "Handover took an hour. I wrote the names on my arm, as I was told never to do.",
    "What I could not say in the meeting: that I was relieved when she did not come.",
    "It rained, I was late, and they had begun without me. They had begun well.",
];
const REPLIES: [&str; 4] = [
    "I read this as if a younger sister had written it. I would let her be late.",
    "I was so sure then. I am less sure now, and calmer.",
    "That was the week before everything changed, and nothing in it knows.",
    "I still do it that way. I thought I had stopped.",
];
const LETTERS: [&str; 3] = [
    "When you read this, you have said goodbye to the first one. I hope you let it be awkward.",
    "Do not tell them about the exam before they ask. You know how that was.",
    "Are you still writing in the evening? Go to bed.",
];
const FORECASTS: [&str; 4] = [
    "By then I will have led a session without looking at my notes.",
    "He will have told me what he really came for.",
    "I will know all their names, and who sits next to whom.",
    "We will meet less often, and it will be enough.",
];
const OUTCOMES: [&str; 4] = [
    "It came, a month early, and I did not notice.",
    "Not at all. What surprised me is that I do not mind.",
    "Half of it: the notes were there, closed.",
    "I had forgotten that I wrote this. It was kinder than I remember being.",
];
const CHAIRS: [[&str; 2]; 2] = [
    [
        "She corrected me in front of the family. I went to the linen room and counted sheets.",
        "I corrected a student in front of the family. I saw her face and went on talking.",
    ],
    [
        "Nobody had told me that one may sit down. I stood for four hours.",
        "I found him standing. It had not come to my mind to offer him the chair.",
    ],
];
const RECEIVED: [&str; 3] = [
    "M. stayed until eleven, though her shift had ended at nine. She only looked up, once.",
    "Somebody left a note in my locker on the first day: the code of the coffee machine.",
    "He asked what I had seen before he said what he had seen.",
];
const PASSED_ON: [&str; 3] = [
    "I stayed. I did not help, I looked up, once.",
    "I put the note into his locker. The code is another one now.",
    "I asked her first. The silence was long, and then she said it better than I would have.",
];
const CHANGED: [&str; 2] = [
    "With me it was about tiredness. With her it became a rule: nobody goes home alone.",
    "What I was given was a code. What I gave was that somebody had thought of him.",
];

/// What waits to be followed up: the entry, and the day from which on it may be.
#[derive(Default)]
struct Waiting {
    forecasts: Vec<(EntryId, usize)>,
    letters: Vec<(EntryId, usize)>,
    chairs: Vec<(EntryId, usize)>,
    received: Vec<EntryId>,
    passed_on: Vec<EntryId>,
}

/// So many entries until today, over a week for a few and a year for many, and what is open in
/// them comes back within half a year.
///
/// # Panics
/// When today is less than a year after the calendar begins, or before it ends.
pub fn made_up_journal(count: usize, today: &Moment, seed: u64) -> Vec<Entry> {
    let mut rng = Rng::with_seed(seed);
    let span = (count * 5).clamp(6, 360);
    let mut days: Vec<usize> = (0..count.saturating_sub(1))
        .map(|_| evening(&mut rng, span))
        .collect();
    days.push(span);
    days.sort_unstable();
    let mut entries: BTreeMap<usize, Entry> = BTreeMap::new();
    let mut waiting = Waiting::default();
    for (number, day) in days.into_iter().enumerate() {
        let minute = 19 * 60 + number % 180;
        let at = moment(today, day as i64 - span as i64, Some(minute));
        let id = EntryId::from_random(std::array::from_fn(|_| rng.u8(..)));
        let mut entry = Entry::new(id, None, String::new(), at);
        entry.role = *rng
            .choice([Role::Student, Role::Mentor, Role::Both].iter())
            .expect("one of three");
        entry.sharing = if rng.u8(..3) == 0 {
            Sharing::MayShare
        } else {
            Sharing::OnlyMe
        };
        let (form, link) = match count {
            0..=5 => few(number, &entries, today),
            _ => many(&mut rng, day, span, &entries, &mut waiting, (id, today)),
        };
        entry.text = words(
            &mut rng,
            form.as_ref(),
            link.as_ref(),
            &mut entry.role,
            number,
        )
        .into();
        entry.context = Context {
            form,
            links: link.into_iter().collect(),
            ..Context::default()
        }
        .kept();
        // A letter whose day came was opened when it was answered.
        if let Some(Link {
            kind: LinkKind::AnswersLetter,
            entry: letter,
        }) = entry.links().first()
        {
            let letter = entries
                .values_mut()
                .find(|one| one.id == *letter)
                .expect("it is there");
            open(letter, &entry.created_at);
        }
        entries.insert(number, entry);
    }
    entries.into_values().collect()
}

/// A day on which somebody writes: seldom in the middle of the winter, more often in some weeks.
fn evening(rng: &mut Rng, span: usize) -> usize {
    loop {
        let day = rng.usize(..=span);
        let week = day / 7;
        let is_pause = span > 100 && (day * 20 / span == 8 || week % 9 == 6);
        if !is_pause || rng.u8(..8) == 0 {
            return day;
        }
    }
}

/// A first week: a beginning, a letter, and a look back at the beginning.
fn few(
    number: usize,
    entries: &BTreeMap<usize, Entry>,
    today: &Moment,
) -> (Option<Form>, Option<Link>) {
    match (number, entries.get(&0)) {
        (1, _) => (Some(letter(Opens::On(moment(today, 187, None)))), None),
        (2, Some(first)) => (None, link(LinkKind::RepliesTo, first.id)),
        _ => (None, None),
    }
}

fn many(
    rng: &mut Rng,
    day: usize,
    span: usize,
    entries: &BTreeMap<usize, Entry>,
    waiting: &mut Waiting,
    (id, today): (EntryId, &Moment),
) -> (Option<Form>, Option<Link>) {
    let ahead = |days: usize| moment(today, (day + days) as i64 - span as i64, None);
    let due = |list: &mut Vec<(EntryId, usize)>| {
        let at = list.iter().position(|(_, from)| *from <= day)?;
        Some(list.swap_remove(at).0)
    };
    let is_late = rng.u8(..5) == 0;
    if !is_late {
        if let Some(of) = due(&mut waiting.chairs) {
            return (Some(Form::Chair), link(LinkKind::OtherChairOf, of));
        }
        if let Some(of) = due(&mut waiting.forecasts) {
            let outcome = Outcome::ALL[rng.usize(..Outcome::ALL.len())];
            return (Some(Form::Outcome(outcome)), link(LinkKind::OutcomeOf, of));
        }
        if let Some(of) = due(&mut waiting.letters) {
            return (None, link(LinkKind::AnswersLetter, of));
        }
    }
    // Who writes seldom begins more.
    match rng.u8(..if span < 200 { 60 } else { 95 }) {
        0..=9 if entries.len() > 3 => {
            // The first entry now and then, and else one that is some time ago.
            let at = if rng.u8(..6) == 0 {
                0
            } else {
                rng.usize(..entries.len() * 3 / 4)
            };
            let earlier = &entries[&at];
            match earlier.form() {
                None => (None, link(LinkKind::RepliesTo, earlier.id)),
                Some(_) => (None, None),
            }
        }
        10..=13 => {
            let days = 30 + rng.usize(..span * 2 / 3 + 60);
            let opens = match rng.u8(..5) {
                0 => Opens::When("When I have met my first mentee".into()),
                _ => Opens::On(ahead(days)),
            };
            if matches!(opens, Opens::On(_)) {
                waiting.letters.push((id, day + days));
            }
            (Some(letter(opens)), None)
        }
        14..=19 => {
            let days = [7, 14, 30, 60, 120][rng.usize(..5)];
            waiting.forecasts.push((id, day + days));
            let forecast = Forecast {
                horizon: ahead(days),
                sure: 10 * rng.u8(..=10),
            };
            (Some(Form::Forecast(forecast)), None)
        }
        20..=22 => {
            waiting.chairs.push((id, day + rng.usize(..10)));
            (Some(Form::Chair), None)
        }
        23..=25 => {
            waiting.received.push(id);
            (Some(Form::Received), None)
        }
        26..=28 if !waiting.received.is_empty() => {
            let at = rng.usize(..waiting.received.len());
            waiting.passed_on.push(id);
            (
                Some(Form::PassedOn),
                link(LinkKind::PassesOn, waiting.received.swap_remove(at)),
            )
        }
        29..=30 if !waiting.passed_on.is_empty() => {
            let at = rng.usize(..waiting.passed_on.len());
            (
                Some(Form::Changed),
                link(LinkKind::Continues, waiting.passed_on.swap_remove(at)),
            )
        }
        _ => (None, None),
    }
}

fn letter(opens: Opens) -> Form {
    Form::Letter(Letter {
        to: Addressee::ThatDay,
        opens,
        opened_at: None,
    })
}

fn open(entry: &mut Entry, at: &Moment) {
    let form = entry
        .context
        .as_mut()
        .and_then(|context| context.form.as_mut());
    if let Some(Form::Letter(letter)) = form {
        letter.opened_at = Some(at.clone());
    }
}

fn link(kind: LinkKind, entry: EntryId) -> Option<Link> {
    Some(Link { kind, entry })
}

fn words(
    rng: &mut Rng,
    form: Option<&Form>,
    link: Option<&Link>,
    role: &mut Role,
    number: usize,
) -> &'static str {
    let some: &[&'static str] = match (form, link.map(|link| link.kind)) {
        (Some(Form::Letter(_)), _) => &LETTERS,
        (Some(Form::Forecast(_)), _) => &FORECASTS,
        (Some(Form::Outcome(_)), _) => &OUTCOMES,
        (Some(Form::Chair), other) => {
            let side = usize::from(other.is_some());
            *role = [Role::Student, Role::Mentor][side];
            return CHAIRS[number % CHAIRS.len()][side];
        }
        (Some(Form::Received), _) => &RECEIVED,
        (Some(Form::PassedOn), _) => &PASSED_ON,
        (Some(Form::Changed), _) => &CHANGED,
        (_, Some(_)) => &REPLIES,
        _ => &EVENINGS,
    };
    some[rng.usize(..some.len())]
}

/// A day so many days after another, with a minute of it or without.
fn moment(today: &Moment, days: i64, minute: Option<usize>) -> Moment {
    let date: jiff::civil::Date = today.date().parse().expect("a moment has a date");
    let date = date
        .checked_add(jiff::Span::new().days(days))
        .expect("the calendar goes on");
    let text = match minute {
        Some(minute) => format!("{date}T{:02}:{:02}:00+01:00", minute / 60, minute % 60),
        None => date.to_string(),
    };
    Moment::parse(&text).expect("it is a moment")
}

/// So many rows are written at once.
const AT_ONCE: usize = 500;

/// Adds entries to a journal as the app would have sealed them, past the app, and loads it anew:
/// locked.
#[track_caller]
pub fn add_entries(browser: &Browser, world: &World, person: &Person, entries: &[Entry]) {
    // From a page of the origin that is not the app, which would hold the store open.
    browser.go(&format!("{}icons/icon.svg", world.url()));
    let mut rows = raw::read(browser).expect("the rows can be read");
    let before = rows.clone();
    let inside = Inside::open_rows(&rows, &person.passphrase).expect("the passphrase opens");
    for entry in entries {
        let place = (ENTRIES.to_owned(), hex::encode(entry.id.as_bytes()));
        let kept = serde_json::json!({ "v": 1, "revisions": [entry], "discarded": false });
        inside.put(&mut rows, place, &kept, 1);
    }
    inside.write_catalogue(&mut rows);
    rows.retain(|place, bytes| before.get(place) != Some(bytes));
    let rows: Vec<_> = rows
        .into_iter()
        .map(|(place, bytes)| (place, Some(bytes)))
        .collect();
    for some in rows.chunks(AT_ONCE) {
        raw::write(browser, &some.iter().cloned().collect());
    }
    browser.go(&world.url());
    browser.see("#passphrase");
}
