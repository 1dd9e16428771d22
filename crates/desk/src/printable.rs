//! Foreign text on a terminal or in a table: nothing in it may act.

/// The text with every character that moves, hides or reorders what stands around it written as
/// `\u{…}`, and cut after 200 characters. Names of files come from strangers and are printed
/// through this.
pub fn printable(text: &str) -> String {
    const MOST: usize = 200;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => printable_whole(&text[..end]) + "…",
        None => printable_whole(text),
    }
}

/// The same without a cut, for sentences of ours with foreign words in them.
pub fn printable_whole(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if acts(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

/// Whether a character does something other than being seen: controls, line and paragraph
/// separators, bidirectional controls (Unicode UAX #9), zero-width and tag characters,
/// noncharacters.
pub(crate) fn acts(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
                | '\u{fdd0}'..='\u{fdef}' | '\u{fffe}'..='\u{ffff}' | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_is_written_out() {
        assert_eq!(printable("a\nb\u{1b}[31m"), "a\\u{a}b\\u{1b}[31m");
        assert_eq!(printable("x\u{202e}ega.exe"), "x\\u{202e}ega.exe");
        assert_eq!(printable("Zoë – études.age"), "Zoë – études.age");
        assert_eq!(printable(&"x".repeat(300)).chars().count(), 201);
        assert_eq!(printable_whole(&"x".repeat(300)).chars().count(), 300);
    }
}
