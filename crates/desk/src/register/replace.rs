//! Names in a text, replaced by their tokens, and back.

use std::collections::{BTreeMap, HashMap};

use super::fold::{Folded, is_word, key};
use super::words::is_word_and_name;
use super::{NameKind, Register, Token};

/// What separates the digits of a telephone number.
const BETWEEN_DIGITS: [char; 6] = [' ', '.', '-', '/', '(', ')'];

/// A register, ready to be held against texts.
pub struct Replacer {
    /// By the first character of the name; the longest first.
    names: HashMap<char, Vec<Name>>,
    /// The first name that each token was given to.
    first: BTreeMap<Token, String>,
}

struct Name {
    chars: Vec<char>,
    token: Option<Token>,
    /// A usual word, as "May" or "Will": only with a capital is it a name.
    needs_capital: bool,
}

/// A name that was found: where (bytes), and what stands in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub from: usize,
    pub to: usize,
    pub token: Option<Token>,
}

impl Replacer {
    /// Gets a register ready.
    pub fn new(register: &Register) -> Self {
        let mut names: HashMap<char, Vec<Name>> = HashMap::new();
        let mut first = BTreeMap::new();
        for decision in &register.decisions {
            if let Some(token) = decision.token {
                first.entry(token).or_insert_with(|| decision.words.clone());
            }
        }
        for decision in register.standing() {
            let is_phone = decision
                .token
                .is_some_and(|one| one.kind == NameKind::Phone);
            let mut chars: Vec<char> = key(&decision.words).chars().collect();
            if is_phone {
                chars.retain(char::is_ascii_digit);
            }
            let Some(begin) = chars.first().copied() else {
                continue;
            };
            names.entry(begin).or_default().push(Name {
                needs_capital: is_word_and_name(&chars.iter().collect::<String>()),
                chars,
                token: decision.token,
            });
        }
        for names in names.values_mut() {
            names.sort_by_key(|name| std::cmp::Reverse(name.chars.len()));
        }
        Self { names, first }
    }

    /// The text with tokens in the places of names, and how many.
    ///
    /// A name is found whatever its case, its form in Unicode and the blanks in it; where it is a
    /// usual word as well, with a capital only. It is never found inside a longer word, but before
    /// a genitive (`Anna's`, `Annas`), whose ending stays. Of names that overlap the longest counts.
    pub fn replace(&self, text: &str) -> (String, usize) {
        let mut out = String::with_capacity(text.len());
        let (mut at, mut count) = (0, 0);
        for place in self.places(text) {
            let Some(token) = place.token else { continue };
            out.push_str(&text[at..place.from]);
            out.push_str(&token.to_string());
            at = place.to;
            count += 1;
        }
        out.push_str(&text[at..]);
        (out, count)
    }

    /// The text with the first name of each token in its place. What a token's other names were,
    /// only the bundles know.
    pub fn restore(&self, text: &str) -> (String, usize) {
        let mut out = String::with_capacity(text.len());
        let (mut rest, mut count) = (text, 0);
        while let Some(begin) = rest.find('[') {
            let (before, behind) = rest.split_at(begin);
            out.push_str(before);
            let token = behind.find(']').and_then(|end| {
                let token: Token = behind[..=end].parse().ok()?;
                // Only as it is written by us: `[person-3]` is somebody's own.
                (token.to_string() == behind[..=end]).then_some((token, end + 1))
            });
            let name = token.and_then(|(token, end)| Some((self.first.get(&token)?, end)));
            if let Some((name, end)) = name {
                out.push_str(name);
                rest = &behind[end..];
                count += 1;
            } else {
                out.push('[');
                rest = &behind[1..];
            }
        }
        out.push_str(rest);
        (out, count)
    }

    /// Where decided names stand in a text, in their order; those that stay as well.
    pub(super) fn places(&self, text: &str) -> Vec<Place> {
        if self.names.is_empty() {
            return Vec::new();
        }
        let folded = Folded::of(text);
        let mut places = Vec::new();
        let mut at = 0;
        while at < folded.chars.len() {
            let is_begin = folded.begins(at) && (at == 0 || !folded.is_word(at - 1));
            let found = is_begin.then(|| self.name_at(&folded, at)).flatten();
            match found {
                Some((name, end)) => {
                    places.push(Place {
                        from: folded.of[at].from,
                        to: folded.of[end - 1].to,
                        token: name.token,
                    });
                    at = end;
                }
                None => at += 1,
            }
        }
        places
    }

    /// The longest name that begins there, and where it ends.
    fn name_at(&self, text: &Folded, at: usize) -> Option<(&Name, usize)> {
        let names = self.names.get(&text.chars[at])?;
        names.iter().find_map(|name| {
            let end = name.end_in(text, at)?;
            Some((name, end))
        })
    }
}

impl Name {
    /// Where the name ends, if it stands there and no longer word does.
    fn end_in(&self, text: &Folded, from: usize) -> Option<usize> {
        if self.needs_capital && !text.of[from].is_capital {
            return None;
        }
        let is_phone = self
            .token
            .is_some_and(|token| token.kind == NameKind::Phone);
        let mut at = from;
        for (number, c) in self.chars.iter().enumerate() {
            while is_phone
                && number > 0
                && text
                    .chars
                    .get(at)
                    .is_some_and(|c| BETWEEN_DIGITS.contains(c))
            {
                at += 1;
            }
            if text.chars.get(at) != Some(c) {
                return None;
            }
            at += 1;
        }
        // Not between a letter and its mark.
        if !text.begins(at) {
            return None;
        }
        let ends_in_word = self.chars.last().is_some_and(|c| is_word(*c));
        let takes_genitive = self
            .token
            .is_none_or(|token| !matches!(token.kind, NameKind::Phone | NameKind::Date));
        let is_genitive =
            takes_genitive && text.chars.get(at) == Some(&'s') && !text.is_word(at + 1);
        (!ends_in_word || !text.is_word(at) || is_genitive).then_some(at)
    }
}
