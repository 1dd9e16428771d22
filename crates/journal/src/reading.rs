//! How hard a text is to read: LIX, which counts letters and not syllables.

/// How hard one part of a pack is in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The language tag.
    pub language: String,
    /// Which texts.
    pub part: ReadingPart,
    /// Björnsson's index, rounded.
    pub lix: u32,
    /// Over how many words.
    pub words: usize,
}

/// Texts that are measured together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadingPart {
    /// The purpose, and every section and item of the consent text.
    Consent,
    /// Every question.
    Questions,
}

/// Fewer words than this say nothing about a text.
pub(crate) const FEWEST_WORDS: usize = 50;

/// LIX (C. H. Björnsson, *Läsbarhet*, Liber 1968): words per sentence, and added to it the words of
/// more than six letters in a hundred. `None` below [`FEWEST_WORDS`] words.
///
/// A sentence ends with a full stop, a colon, a question or exclamation mark, or where a text ends.
/// A word is a run of letters and digits. Apostrophes and hyphens join, but in French, where they
/// stand between words (*l’équipe*, *est-ce*), they separate.
pub fn lix<'a>(texts: impl IntoIterator<Item = &'a str>, language: &str) -> Option<(u32, usize)> {
    let joins = !language.to_ascii_lowercase().starts_with("fr");
    let (mut words, mut long, mut sentences) = (0_usize, 0_usize, 0_usize);
    for text in texts {
        for sentence in text.split(['.', ':', '?', '!', '…', '\n']) {
            let is_part = |c: char| c.is_alphanumeric() || joins && matches!(c, '\'' | '’' | '-');
            let before = words;
            for word in sentence.split(|c| !is_part(c)) {
                let letters = word.chars().filter(|c| c.is_alphanumeric()).count();
                words += usize::from(letters > 0);
                long += usize::from(letters > 6);
            }
            sentences += usize::from(words > before);
        }
    }
    if words < FEWEST_WORDS {
        return None;
    }
    let index = words as f64 / sentences as f64 + 100.0 * long as f64 / words as f64;
    Some((index.round() as u32, words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_is_bjornssons() {
        // 10 sentences of 6 words, one of them long: 6 + 100/6 = 22.67.
        let easy = "The cat sat on the carpets. ".repeat(10);
        assert_eq!(lix([easy.as_str()], "en"), Some((23, 60)));
        // The same words in one sentence: 60 + 16.67.
        let hard = easy.replace('.', "");
        assert_eq!(lix([hard.as_str()], "en"), Some((77, 60)));
        assert_eq!(lix(["Too short to be measured."], "en"), None);
    }

    #[test]
    fn french_words_end_at_an_apostrophe() {
        let text = "L’équipe n’est-elle pas là aujourd’hui ? ".repeat(10);
        // L équipe n est elle pas là aujourd hui: 9 words, 1 of 7 letters (aujourd).
        assert_eq!(lix([text.as_str()], "fr"), Some((20, 90)));
        // L’équipe n’est-elle pas là aujourd’hui: 5 words, 3 long.
        assert_eq!(lix([text.as_str()], "nl"), Some((65, 50)));
    }
}
