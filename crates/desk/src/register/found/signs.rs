//! What is found by its signs and digits: addresses of the net, telephone numbers, dates.

use super::super::NameKind;
use super::super::words::MONTHS;
use super::{Found, Word};

/// E-mail addresses, handles, addresses of the web and telephone numbers: by their signs.
pub(super) fn written(text: &str) -> Vec<Found> {
    let mut all = Vec::new();
    let mut at = 0;
    for piece in text.split_inclusive(char::is_whitespace) {
        let from = at;
        at += piece.len();
        let inner = piece.trim_matches(|c: char| !c.is_alphanumeric() && c != '@' && c != '_');
        let inner = inner.trim_end_matches('@');
        let Some(start) = piece.find(inner).filter(|_| !inner.is_empty()) else {
            continue;
        };
        let kind = match inner.rsplit_once('@') {
            Some(("", name)) if name.chars().count() > 1 => NameKind::Handle,
            Some((before, host)) if !before.is_empty() && host.contains('.') => NameKind::Email,
            None if inner.contains("://") || inner.starts_with("www.") => NameKind::Handle,
            _ => continue,
        };
        all.push(Found {
            from: from + start,
            to: from + start + inner.len(),
            kind,
            is_weak: false,
        });
    }
    all.extend(phones(text));
    all
}

/// Runs of seven to fifteen digits (ITU-T E.164) with no more than a sign or two between them.
fn phones(text: &str) -> Vec<Found> {
    let mut all = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let is_inside = text[..at]
            .chars()
            .next_back()
            .is_some_and(char::is_alphanumeric);
        if !bytes[at].is_ascii_digit() || is_inside {
            at += 1;
            while !text.is_char_boundary(at) {
                at += 1;
            }
            continue;
        }
        let (mut end, mut digits, mut gap) = (at, 0, 0);
        for (place, byte) in bytes[at..].iter().enumerate() {
            match byte {
                b'0'..=b'9' => (end, digits, gap) = (at + place + 1, digits + 1, 0),
                b' ' | b'.' | b'-' | b'/' | b'(' | b')' if gap < 2 => gap += 1,
                _ => break,
            }
        }
        let goes_on = text[end..]
            .chars()
            .next()
            .is_some_and(char::is_alphanumeric);
        let number = &text[at..end];
        let is_date = numbers(number).is_some();
        if (7..=15).contains(&digits) && !goes_on && !is_date {
            all.push(Found {
                from: at,
                to: end,
                kind: NameKind::Phone,
                is_weak: false,
            });
        }
        at = end;
    }
    all
}

/// Whether it is a day in numbers: `23-11-2026`, `2026-11-23`, `23/11`, `23.11.26`.
fn numbers(text: &str) -> Option<()> {
    let sign = text.chars().find(|c| !c.is_ascii_digit())?;
    if !matches!(sign, '-' | '/' | '.') {
        return None;
    }
    let parts: Vec<&str> = text.split(sign).collect();
    let numbers: Vec<u32> = parts.iter().map_while(|part| part.parse().ok()).collect();
    let is_day = |a: u32, b: u32| (1..=31).contains(&a) && (1..=31).contains(&b) && a.min(b) <= 12;
    let fits = match (numbers.as_slice(), parts.len()) {
        // 1.5 is a number, 1/2 a half, 24/7 always.
        ([a, b], 2) => sign == '/' && is_day(*a, *b) && *b <= 12 && *a > 2 && *b != 7,
        ([y, m, d], 3) if parts[0].len() == 4 => (1900..2100).contains(y) && is_day(*m, *d),
        ([a, b, _], 3) => is_day(*a, *b) && matches!(parts[2].len(), 2 | 4),
        _ => false,
    };
    fits.then_some(())
}

pub(super) fn dates(text: &str, words: &[Word<'_>]) -> Vec<Found> {
    let mut all = Vec::new();
    let date = |from: usize, to: usize| Found {
        from,
        to,
        kind: NameKind::Date,
        is_weak: false,
    };
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let length = rest
            .find(|c: char| !c.is_ascii_digit() && !matches!(c, '-' | '/' | '.'))
            .unwrap_or(rest.len());
        let run = rest[..length].trim_end_matches(['-', '/', '.']);
        if rest.starts_with(|c: char| c.is_ascii_digit()) && numbers(run).is_some() {
            all.push(date(at, at + run.len()));
        }
        at += length.max(rest.chars().next().map_or(1, char::len_utf8));
    }
    for (number, word) in words.iter().enumerate() {
        if !MONTHS.contains(&word.small().as_str()) {
            continue;
        }
        let near = |at: Option<usize>| at.and_then(|at| words.get(at)).copied();
        let mut before = near(number.checked_sub(1));
        // 3 of May, le 3 mai, 3rd May.
        if before.is_some_and(|one| matches!(one.small().as_str(), "of" | "de")) {
            before = near(number.checked_sub(2));
        }
        let before = before.filter(|one| is_day_number(one.text) && word.from - one.to() < 6);
        let after = near(Some(number + 1)).filter(|one| {
            let is_near = one.from - word.to() < 3;
            is_near && (is_day_number(one.text) || is_year(one.text))
        });
        if before.is_none() && after.is_none() {
            continue;
        }
        let mut to = after.map_or(word.to(), |one| one.to());
        if let Some(year) = near(Some(number + 2))
            && after.is_some_and(|one| is_day_number(one.text))
            && is_year(year.text)
        {
            to = year.to();
        }
        all.push(date(before.map_or(word.from, |one| one.from), to));
    }
    all
}

fn is_year(text: &str) -> bool {
    text.len() == 4
        && text
            .parse()
            .is_ok_and(|year: u32| (1900..2100).contains(&year))
}

fn is_day_number(text: &str) -> bool {
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    let ending = &text[digits.len()..];
    let is_ordinal = ["", "st", "nd", "rd", "th", "er", "e", "de", "ste"].contains(&ending);
    is_ordinal && digits.parse().is_ok_and(|day: u32| (1..=31).contains(&day))
}
