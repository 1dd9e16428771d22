//! Reading just enough HTML: where the scripts are, which attributes stand in tags, which
//! addresses lead elsewhere.
//!
//! Follows the HTML Standard's tokenizer where it matters here: a tag ends at the first `>` outside
//! quotes, and a script's text ends at the first `</script`, whatever it contains.

use std::ops::Range;

/// A script whose code stands in the page.
#[derive(Debug, PartialEq, Eq)]
pub struct InlineScript<'a> {
    /// From `<script` to the end of `</script>`, in bytes of the page.
    pub range: Range<usize>,
    /// What stands in the tag after its name, with the space before it.
    pub attributes: &'a str,
    /// What stands between the tags.
    pub code: &'a str,
}

/// The first script of a page that has code and no `src`.
pub fn first_inline_script(page: &str) -> Option<InlineScript<'_>> {
    let mut from = 0;
    while let Some(tag) = next_tag(page, from) {
        from = tag.end;
        let inside = &page[tag.start + 1..tag.end - 1];
        if !name_of(inside).eq_ignore_ascii_case("script") {
            continue;
        }
        let close = find_ignoring_case(page, "</script", tag.end).unwrap_or(page.len());
        let end = page[close..]
            .find('>')
            .map_or(page.len(), |at| close + at + 1);
        from = end;
        let code = &page[tag.end..close];
        let has_source = attribute_names(inside)
            .iter()
            .any(|name| name.eq_ignore_ascii_case("src"));
        if !has_source && !code.trim().is_empty() {
            return Some(InlineScript {
                range: tag.start..end,
                attributes: &inside["script".len()..],
                code,
            });
        }
    }
    None
}

/// The first `style` or `on…` attribute of a page, in lower case.
pub fn first_inline_attribute(page: &str) -> Option<String> {
    let mut from = 0;
    while let Some(tag) = next_tag(page, from) {
        from = tag.end;
        let names = attribute_names(&page[tag.start + 1..tag.end - 1]);
        let refused = names
            .iter()
            .map(|name| name.to_ascii_lowercase())
            .find(|name| name == "style" || name.starts_with("on"));
        if refused.is_some() {
            return refused;
        }
    }
    None
}

/// The first address with a scheme and a host in a text of any kind.
///
/// `http://www.w3.org/…` is let through: those are names of XML languages, never fetched.
pub fn first_remote_address(text: &str) -> Option<&str> {
    let schemes = ["http://", "https://", "ws://", "wss://"];
    let mut from = 0;
    while let Some(at) = text[from..].find("://").map(|at| from + at) {
        from = at + "://".len();
        let end = text[from..]
            .find(|c: char| c.is_whitespace() || "\"'<>`)".contains(c))
            .map_or(text.len(), |length| from + length);
        let scheme = schemes
            .into_iter()
            .filter(|scheme| text[..from].ends_with(scheme))
            .max_by_key(|scheme| scheme.len());
        if let Some(scheme) = scheme {
            let address = &text[from - scheme.len()..end];
            if !address.starts_with("http://www.w3.org/") {
                return Some(address);
            }
        }
    }
    // An address without a scheme takes the page's own.
    ["src=\"//", "href=\"//", "url(//", "url(\"//", "url('//"]
        .into_iter()
        .find_map(|pattern| text.find(pattern).map(|at| &text[at..]))
}

/// The next start tag at or after an offset, from `<` to behind `>`; comments are passed over.
fn next_tag(page: &str, from: usize) -> Option<Range<usize>> {
    let mut at = from;
    loop {
        let start = at + page[at..].find('<')?;
        if page[start..].starts_with("<!--") {
            at = start + page[start..].find("-->")? + "-->".len();
            continue;
        }
        if !page[start + 1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
            at = start + 1;
            continue;
        }
        let mut quote = None;
        for (offset, c) in page[start..].char_indices() {
            match (quote, c) {
                (None, '"' | '\'') => quote = Some(c),
                (Some(open), _) if open == c => quote = None,
                (None, '>') => return Some(start..start + offset + 1),
                _ => {}
            }
        }
        return None;
    }
}

fn name_of(inside: &str) -> &str {
    inside
        .split(|c: char| c.is_ascii_whitespace() || c == '/')
        .next()
        .unwrap_or("")
}

/// The names of a tag's attributes, without their values.
fn attribute_names(inside: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = &inside[name_of(inside).len()..];
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        let length = rest
            .find(|c: char| c.is_ascii_whitespace() || c == '=' || c == '/')
            .unwrap_or(rest.len());
        if length == 0 {
            return names;
        }
        names.push(&rest[..length]);
        rest = rest[length..].trim_start();
        if let Some(value) = rest.strip_prefix('=') {
            let value = value.trim_start();
            let length = match value.chars().next() {
                Some(quote @ ('"' | '\'')) => value[1..].find(quote).map(|at| at + 2),
                _ => value.find(|c: char| c.is_ascii_whitespace()),
            };
            rest = &value[length.unwrap_or(value.len())..];
        }
    }
}

fn find_ignoring_case(text: &str, needle: &str, from: usize) -> Option<usize> {
    text.as_bytes()[from..]
        .windows(needle.len())
        .position(|window| window.eq_ignore_ascii_case(needle.as_bytes()))
        .map(|at| from + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_with_code_is_found_whatever_its_case_and_quotes() {
        let page = "<p>é</p><!-- <script>no</script> --><script src=a.js></script>\
                    <SCRIPT data-x='a>b' type=module>if (a<b) run('<p>')</Script >after";
        let script = first_inline_script(page).unwrap();
        assert_eq!(script.attributes, " data-x='a>b' type=module");
        assert_eq!(script.code, "if (a<b) run('<p>')");
        assert_eq!(&page[script.range.end..], "after");
    }

    #[test]
    fn scripts_with_a_source_or_without_code_are_left() {
        for page in [
            "<script src=\"/a.js\" defer></script>",
            "<script> </script>",
            "<scripture>text</scripture>",
            "no tags at all, 1 < 2",
            "<script src=\"/a.js",
        ] {
            assert_eq!(first_inline_script(page), None, "{page}");
        }
    }

    #[test]
    fn a_source_in_a_value_is_not_a_source() {
        let script = first_inline_script("<script data-a=\"src=x\">go()</script>").unwrap();
        assert_eq!(script.code, "go()");
    }

    #[test]
    fn inline_attributes_are_found_and_their_lookalikes_left() {
        let found = |page| first_inline_attribute(page);
        assert_eq!(found("<p\nSTYLE=x>").as_deref(), Some("style"));
        assert_eq!(
            found("<a href='#' onclick=\"f()\">").as_deref(),
            Some("onclick")
        );
        assert_eq!(
            found("<link rel=style title=\"style=1\" href=/style/a.css>"),
            None
        );
    }

    #[test]
    fn other_origins_are_found_and_names_of_languages_left() {
        let found = |text| first_remote_address(text);
        assert_eq!(
            found("a{background:url(https://x.example/a.png)}"),
            Some("https://x.example/a.png")
        );
        assert_eq!(
            found("new WebSocket('wss://x.example')"),
            Some("wss://x.example")
        );
        assert_eq!(found("<svg xmlns=\"http://www.w3.org/2000/svg\">"), None);
        assert!(found("<img src=\"//x.example/a.png\">").is_some());
        assert_eq!(found("// a comment, é, c://"), None);
    }
}
