//! Words as they are compared: whatever their case, their form in Unicode, and the blanks, signs
//! and invisible characters between them.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A text as it is compared, and where in it each character stands.
pub(super) struct Folded {
    /// Small letters, decomposed (NFD).
    pub chars: Vec<char>,
    /// The letter with its marks that each of them is of: from, to (bytes), and whether it is a
    /// capital.
    pub of: Vec<Letter>,
}

/// A letter with its marks, as it stands in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Letter {
    pub from: usize,
    pub to: usize,
    pub is_capital: bool,
}

impl Folded {
    pub fn of(text: &str) -> Self {
        let mut folded = Self {
            chars: Vec::with_capacity(text.len()),
            of: Vec::with_capacity(text.len()),
        };
        let mut rest = text.char_indices().peekable();
        while let Some((from, first)) = rest.next() {
            let mut to = from + first.len_utf8();
            let mut cluster = String::from(plain(first));
            while let Some((at, next)) = rest.peek().copied() {
                let is_blank = first.is_whitespace() && next.is_whitespace();
                if !is_combining_mark(next) && !is_unseen(next) && !is_blank {
                    break;
                }
                if is_combining_mark(next) {
                    cluster.push(next);
                }
                to = at + next.len_utf8();
                rest.next();
            }
            if is_unseen(first) {
                // Only at the beginning of a text: elsewhere it goes with the letter before it.
                continue;
            }
            let letter = Letter {
                from,
                to,
                is_capital: first.is_uppercase(),
            };
            for c in cluster.nfd().flat_map(char::to_lowercase).nfd() {
                // The long form of ß is the one that capitals have.
                let c = if c == 'ß' { 's' } else { c };
                folded.push(c, letter);
                if first == 'ß' || first == 'ẞ' {
                    folded.push('s', letter);
                }
            }
        }
        folded
    }

    fn push(&mut self, c: char, letter: Letter) {
        self.chars.push(c);
        self.of.push(letter);
    }

    /// Whether a letter begins there.
    pub fn begins(&self, at: usize) -> bool {
        at == 0 || at >= self.of.len() || self.of[at - 1] != self.of[at]
    }

    /// Whether a word goes on there: a letter or a digit.
    pub fn is_word(&self, at: usize) -> bool {
        self.chars.get(at).is_some_and(|c| is_word(*c))
    }
}

/// Words in the form in which they are the same.
pub(super) fn key(words: &str) -> String {
    let folded = Folded::of(words.trim());
    folded.chars.into_iter().collect()
}

pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

/// One kind of blank, apostrophe and hyphen.
fn plain(c: char) -> char {
    match c {
        c if c.is_whitespace() => ' ',
        '\u{2019}' | '\u{2bc}' | '\u{2018}' | '\u{ff07}' | '`' | '´' => '\'',
        '\u{2010}' | '\u{2011}' | '\u{2012}' | '\u{2013}' => '-',
        c => c,
    }
}

/// Whether a character is not seen, so that it can hide in a word.
fn is_unseen(c: char) -> bool {
    !c.is_whitespace() && !c.is_control() && crate::printable::acts(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_the_same_is_the_same() {
        for (a, b) in [
            ("Zoë", "Zoe\u{308}"),
            ("ZOË", "zoë"),
            ("Anna  Smith", "anna\u{a0}\nsmith"),
            ("O’Brien", "O'Brien"),
            ("An\u{200b}na\u{ad}", "Anna"),
            ("\u{feff}Anna", "anna"),
            ("Strauß", "STRAUSS"),
            ("Jean‑Paul", "Jean-Paul"),
        ] {
            assert_eq!(key(a), key(b), "{a} {b}");
        }
        assert_ne!(key("Zoë"), key("Zoe"));
    }

    #[test]
    fn every_character_knows_where_it_stands() {
        let text = "aß e\u{301}\u{200d}İ  x";
        let folded = Folded::of(text);
        assert_eq!(folded.chars.len(), folded.of.len());
        let seen: Vec<&str> = folded
            .of
            .iter()
            .map(|one| &text[one.from..one.to])
            .collect();
        assert_eq!(
            seen,
            [
                "a",
                "ß",
                "ß",
                " ",
                "e\u{301}\u{200d}",
                "e\u{301}\u{200d}",
                "İ",
                "İ",
                "  ",
                "x"
            ]
        );
    }
}
