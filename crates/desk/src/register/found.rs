//! What has the form of something that tells who or where somebody is: by rules for English, French
//! and Dutch.

mod signs;

use super::NameKind;
use super::words::{
    ADDRESS_BEFORE, ADDRESS_ENDINGS, MONTHS, PARTICLES, PLACE_ENDINGS, PLACE_PREPOSITIONS, TITLES,
    WEEKDAYS, is_usual,
};
use signs::{dates, written};

/// Something that was found in a text, by bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub from: usize,
    pub to: usize,
    pub kind: NameKind,
    /// It begins a sentence and nothing else says that it is a name: only if the study has the word
    /// with no small letter.
    pub is_weak: bool,
}

/// A word of a text.
#[derive(Debug, Clone, Copy)]
struct Word<'a> {
    from: usize,
    text: &'a str,
    /// Whether a sentence begins with it.
    begins: bool,
}

impl Word<'_> {
    fn to(&self) -> usize {
        self.from + self.text.len()
    }

    fn is_capital(&self) -> bool {
        self.text.chars().next().is_some_and(char::is_uppercase)
    }

    fn is_number(&self) -> bool {
        self.text.chars().all(|c| c.is_ascii_digit())
    }

    fn small(&self) -> String {
        self.text.to_lowercase().replace('\u{2019}', "'")
    }
}

/// Everything that a text has of that, from its beginning; nothing overlaps.
pub(super) fn found(text: &str) -> Vec<Found> {
    let mut all = written(text);
    let words = words(text);
    for more in [
        dates(text, &words),
        addresses(text, &words),
        names(text, &words),
    ] {
        for one in more {
            if !all
                .iter()
                .any(|other| one.from < other.to && other.from < one.to)
            {
                all.push(one);
            }
        }
    }
    all.sort_by_key(|one| one.from);
    all
}

/// The small form of every word that stands somewhere without a capital.
pub(super) fn small_words(text: &str) -> impl Iterator<Item = String> {
    let words = words(text).into_iter();
    words
        .filter(|word| !word.is_capital())
        .map(|word| word.small())
}

/// The words of a text, with apostrophes and hyphens inside. A short word before an apostrophe is
/// one of its own (`l'hôpital`, `d'Anna`), a genitive is not part of its word.
fn words(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut begins = true;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if !c.is_alphanumeric() {
            begins |= matches!(
                c,
                '.' | '!' | '?' | '\n' | '\r' | ':' | '…' | '•' | '«' | '“' | '"'
            );
            at += c.len_utf8();
            continue;
        }
        let end = word_end(text, at);
        let word = &text[at..end];
        words.push(Word {
            from: at,
            text: word,
            begins,
        });
        // "Dr." and an initial end no sentence.
        let is_title = TITLES.contains(&word.to_lowercase().as_str()) || word.chars().count() == 1;
        begins = false;
        at = end;
        if is_title && text[at..].starts_with('.') {
            at += 1;
        }
    }
    words
}

fn word_end(text: &str, from: usize) -> usize {
    let mut end = from;
    let mut chars = text[from..].chars().peekable();
    while let Some(c) = chars.next() {
        let is_inner = c == '-' && chars.peek().is_some_and(|next| next.is_alphanumeric());
        if matches!(c, '\'' | '\u{2019}') {
            let after: String = text[end + c.len_utf8()..]
                .chars()
                .take_while(|next| next.is_alphanumeric())
                .collect();
            let is_short = text[from..end].chars().count() <= 2;
            // O'Brien, D'Hondt, 't: one word; Anna's, l'hôpital, d'Anna: not.
            let is_name = is_short
                && text[from..end].starts_with(char::is_uppercase)
                && after.starts_with(char::is_uppercase);
            if !is_name {
                break;
            }
        } else if !is_inner && !super::fold::is_word(c) {
            break;
        }
        end += c.len_utf8();
    }
    end
}

/// A number and a street: `12 rue Haute`, `Kerkstraat 12`, `12 High Street`.
fn addresses(text: &str, words: &[Word<'_>]) -> Vec<Found> {
    let mut all = Vec::new();
    let is_house = |word: &Word<'_>| {
        word.text.len() <= 5 && word.text.starts_with(|c: char| c.is_ascii_digit())
    };
    for (at, word) in words.iter().enumerate() {
        let small = word.small();
        let address = |from: &Word<'_>, to: &Word<'_>| Found {
            from: from.from,
            to: to.to(),
            kind: NameKind::Address,
            is_weak: false,
        };
        if ADDRESS_BEFORE.contains(&small.as_str()) {
            // rue Haute, avenue des Arts 12: to the last capital behind it, and its number.
            let mut last = at;
            for (next, one) in words.iter().enumerate().skip(at + 1).take(4) {
                let is_part = one.is_capital() || PARTICLES.contains(&one.small().as_str());
                if !is_part || one.begins {
                    break;
                }
                if one.is_capital() {
                    last = next;
                }
            }
            if last == at {
                continue;
            }
            let first = at.checked_sub(1).filter(|before| is_house(&words[*before]));
            let house = words
                .get(last + 1)
                .filter(|one| is_house(one) && !one.begins);
            all.push(address(
                &words[first.unwrap_or(at)],
                house.unwrap_or(&words[last]),
            ));
        } else if word.is_capital() && ADDRESS_ENDINGS.iter().any(|end| small.ends_with(end)) {
            let mut first = at;
            while first > 0
                && words[first - 1].is_capital()
                && text[words[first - 1].to()..words[first].from]
                    .trim()
                    .is_empty()
                && !words[first].begins
            {
                first -= 1;
            }
            let is_alone = ADDRESS_ENDINGS.contains(&small.as_str());
            if is_alone && first == at {
                continue;
            }
            let before = first
                .checked_sub(1)
                .filter(|before| is_house(&words[*before]));
            let house = words.get(at + 1).filter(|one| is_house(one) && !one.begins);
            all.push(address(
                &words[before.unwrap_or(first)],
                house.unwrap_or(word),
            ));
        }
    }
    all
}

/// Words with a capital that no rule of spelling asks for.
fn names(text: &str, words: &[Word<'_>]) -> Vec<Found> {
    let mut all = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let word = words[at];
        let small = word.small();
        let is_name = word.is_capital()
            && small.chars().any(char::is_alphabetic)
            && !is_usual(&small)
            && !WEEKDAYS.contains(&small.as_str())
            && !MONTHS.contains(&small.as_str())
            && !TITLES.contains(&small.as_str())
            && !word.is_number()
            && word.text.chars().count() > 1;
        if !is_name {
            at += 1;
            continue;
        }
        let first = at;
        let mut last = at;
        // Vincent van Gogh, Jean de La Fontaine; not over the end of a sentence or a comma.
        for (next, one) in words.iter().enumerate().skip(at + 1).take(6) {
            let between = &text[words[next - 1].to()..one.from];
            if one.begins
                || !between
                    .chars()
                    .all(|c| c == ' ' || c == '.' || c == '\u{a0}')
            {
                break;
            }
            if one.is_capital() && (!is_usual(&one.small()) || one.text.chars().count() == 1) {
                last = next;
            } else if !PARTICLES.contains(&one.small().as_str()) {
                break;
            }
        }
        let before = first.checked_sub(1).map(|before| words[before].small());
        let has_title = before.as_deref().is_some_and(|one| TITLES.contains(&one));
        let is_in = before
            .as_deref()
            .is_some_and(|one| PLACE_PREPOSITIONS.contains(&one));
        let end = words[last].small();
        let is_place = PLACE_ENDINGS.iter().any(|ending| end.ends_with(ending)) || is_in;
        let is_short = word.text.chars().count() <= 6 && word.text.chars().all(char::is_uppercase);
        let kind = match () {
            () if has_title => NameKind::Person,
            () if is_place => NameKind::Place,
            () if is_short && first == last => NameKind::Organisation,
            () => NameKind::Person,
        };
        all.push(Found {
            from: words[first].from,
            to: words[last].to(),
            kind,
            is_weak: word.begins && first == last && !has_title,
        });
        at = last + 1;
    }
    all
}
