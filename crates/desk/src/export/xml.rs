//! XML that is well-formed whatever the text.

use quick_xml::Writer;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};

/// XML being written. What XML 1.0 cannot hold (section 2.2: most controls, U+FFFE, U+FFFF) is
/// replaced by U+FFFD and counted.
pub(super) struct Xml {
    writer: Writer<Vec<u8>>,
    open: Vec<&'static str>,
    replaced: usize,
}

impl Xml {
    /// An XML document.
    pub fn document() -> Self {
        Self::after(b"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n")
    }

    /// A document that begins with something else than an XML declaration.
    pub fn after(beginning: &[u8]) -> Self {
        Self {
            writer: Writer::new(beginning.to_vec()),
            open: Vec::new(),
            replaced: 0,
        }
    }

    pub fn open(&mut self, name: &'static str, attributes: &[(&str, &str)]) {
        let start = self.start(name, attributes);
        self.put(Event::Start(start));
        self.open.push(name);
    }

    /// Closes what was opened last and is open still.
    pub fn close(&mut self) {
        if let Some(name) = self.open.pop() {
            self.put(Event::End(BytesEnd::new(name)));
        }
    }

    /// An element without content.
    pub fn leaf(&mut self, name: &'static str, attributes: &[(&str, &str)]) {
        let start = self.start(name, attributes);
        self.put(Event::Empty(start));
    }

    pub fn text(&mut self, text: &str) {
        let text = self.escaped(text, false);
        self.put(Event::Text(BytesText::from_escaped(text)));
    }

    /// An element with text in it.
    pub fn element(&mut self, name: &'static str, attributes: &[(&str, &str)], text: &str) {
        self.open(name, attributes);
        self.text(text);
        self.close();
    }

    /// Closes what is open; gives the document, and how many characters it could not hold.
    pub fn finish(mut self) -> (Vec<u8>, usize) {
        while !self.open.is_empty() {
            self.close();
        }
        (self.writer.into_inner(), self.replaced)
    }

    fn start(&mut self, name: &'static str, attributes: &[(&str, &str)]) -> BytesStart<'static> {
        let mut start = BytesStart::new(name);
        for (key, value) in attributes {
            let value = self.escaped(value, true);
            // As bytes nothing is escaped a second time.
            start.push_attribute((key.as_bytes(), value.as_bytes()));
        }
        start
    }

    fn put(&mut self, event: Event<'_>) {
        self.writer
            .write_event(event)
            .expect("writing to memory does not fail");
    }

    /// Line ends that a reader would change (XML 1.0, sections 2.11 and 3.3.3) are references.
    fn escaped(&mut self, text: &str, is_attribute: bool) -> String {
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            match c {
                '&' => out.push_str("&amp;"),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '"' => out.push_str("&quot;"),
                '\r' => out.push_str("&#13;"),
                '\n' if is_attribute => out.push_str("&#10;"),
                '\t' if is_attribute => out.push_str("&#9;"),
                c if can_hold(c) => out.push(c),
                _ => {
                    out.push('\u{fffd}');
                    self.replaced += 1;
                }
            }
        }
        out
    }
}

/// Whether a document of XML 1.0 can have that character.
pub(super) fn can_hold(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use quick_xml::Reader;

    fn read(bytes: &[u8]) -> (String, String) {
        let mut reader = Reader::from_reader(bytes);
        let (mut text, mut attribute) = (String::new(), String::new());
        let mut buffer = Vec::new();
        loop {
            match reader.read_event_into(&mut buffer).unwrap() {
                Event::Start(start) => {
                    let found = start.try_get_attribute("a").unwrap().unwrap();
                    let raw = std::str::from_utf8(&found.value).unwrap().to_owned();
                    attribute = quick_xml::escape::unescape(&raw).unwrap().into_owned();
                    // The line end behind the declaration is no text of the element.
                    text.clear();
                }
                Event::Text(found) => text.push_str(std::str::from_utf8(&found).unwrap()),
                Event::GeneralRef(found) => {
                    let name = std::str::from_utf8(&found).unwrap().to_owned();
                    text.push_str(&quick_xml::escape::unescape(&format!("&{name};")).unwrap());
                }
                Event::Eof => return (text, attribute),
                _ => {}
            }
        }
    }

    proptest! {
        #[test]
        fn what_xml_can_hold_comes_back(text in any::<String>()) {
            let mut xml = Xml::document();
            xml.element("x", &[("a", &text)], &text);
            let (bytes, replaced) = xml.finish();
            let lost = text.chars().filter(|c| !can_hold(*c)).count();
            prop_assert_eq!(replaced, 2 * lost);
            let held: String = text.chars().map(|c| if can_hold(c) { c } else { '\u{fffd}' }).collect();
            prop_assert_eq!(read(&bytes), (held.clone(), held));
        }
    }

    #[test]
    fn what_xml_cannot_hold_is_replaced_and_counted() {
        let mut xml = Xml::document();
        xml.element("x", &[("a", "")], "a\0b\u{b}c\u{fffe}d]]>&\r\n");
        let (bytes, replaced) = xml.finish();
        assert_eq!(replaced, 3);
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.ends_with("<x a=\"\">a\u{fffd}b\u{fffd}c\u{fffd}d]]&gt;&amp;&#13;\n</x>"));
    }
}
