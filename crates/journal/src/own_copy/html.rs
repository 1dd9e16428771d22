//! The copy as one HTML file: no script, no request, and no text that becomes markup.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::{CopyDraft, CopyEntry, CopyRecording, OwnCopy};
use crate::{Entry, ShownPrompt, Theme};

/// The look, inside the file; whoever opens it may be offline, in twenty years.
const SHEET: &str = include_str!("sheet.css");

/// Nothing is loaded or run, even if a text were ever taken for markup.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; media-src data:";

/// The open ring. Inside HTML an SVG needs no namespace, so the file names no address at all.
const MARK: &str = "<svg class=\"mark\" viewBox=\"0 0 24 24\" width=\"44\" height=\"44\" \
    fill=\"none\" stroke-width=\"2.5\" stroke-linecap=\"round\" aria-hidden=\"true\">\
    <path class=\"past\" d=\"M10.09 20.28A8.5 8.5 0 0 1 11.70 3.51\"/>\
    <path class=\"future\" d=\"M13.91 20.28A8.5 8.5 0 0 0 17.23 5.30\"/></svg>\n";

/// How many characters of an entry stand in the contents.
const HEADING: usize = 70;

/// So many bytes of sound are encoded at once: a whole number of threes, so that pieces of base64
/// are base64 together.
const SOUND: usize = 3 * 256 * 1024;

/// A piece of the page, in its order.
#[derive(Debug)]
pub enum CopyPiece<'a> {
    /// To be written as it is.
    Html(String),
    /// Here stands [`CopyRecording::player`], or [`CopyRecording::without_sound`].
    Sound(&'a CopyRecording),
}

pub(super) fn pieces<'a>(copy: &'a OwnCopy<'_>) -> Vec<CopyPiece<'a>> {
    let mut page = Page::default();
    page.markup("<!doctype html>\n<html lang=\"")
        .text(copy.language)
        .markup("\">\n<head>\n<meta charset=\"utf-8\">\n")
        .markup("<meta http-equiv=\"Content-Security-Policy\" content=\"")
        .markup(POLICY)
        .markup("\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .markup("<meta name=\"color-scheme\" content=\"light dark\">\n<title>")
        .text(&copy.title)
        .markup("</title>\n<style>\n")
        .markup(SHEET)
        .markup("</style>\n</head>\n<body>\n<header>\n")
        .markup(MARK)
        .markup("<h1>")
        .name(&copy.title)
        .markup("</h1>\n")
        .said("p", "made", &copy.made)
        .said("p", "note", &copy.words.note)
        .markup("</header>\n")
        .contents(copy)
        .markup("<main>\n");
    for (month, (heading, entries)) in (1..).zip(copy.months()) {
        page.section(&format!("m{month}"), heading);
        for (number, entry) in entries {
            page.entry(number, entry, copy);
        }
        page.markup("</section>\n");
    }
    if !copy.drafts.is_empty() {
        page.section("drafts", &copy.words.drafts);
        for draft in &copy.drafts {
            page.draft(draft, copy);
        }
        page.markup("</section>\n");
    }
    page.markup("</main>\n</body>\n</html>\n");
    page.close_piece();
    page.pieces
}

impl CopyRecording {
    /// The player of the page with its sound in it, handed out in pieces of some megabyte.
    ///
    /// # Errors
    /// What `put` gives.
    pub fn player<E>(
        &self,
        media_type: &str,
        sound: &[u8],
        mut put: impl FnMut(&str) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut page = Page::default();
        page.markup("<audio controls preload=\"metadata\" aria-label=\"")
            .text(&self.heading)
            .markup("\" src=\"data:")
            .text(plain_type(media_type))
            .markup(";base64,");
        put(&page.out)?;
        for part in sound.chunks(SOUND) {
            put(&BASE64_STANDARD.encode(part))?;
        }
        put("\"></audio>\n")
    }

    /// What stands there if there is no sound: why, as a sentence.
    pub fn without_sound(&self, why: &str) -> String {
        let mut page = Page::default();
        page.said("p", "remark", why);
        page.out
    }
}

/// Text that stands in HTML as itself, in an element or in a quoted attribute, and never becomes
/// markup.
pub fn html_text(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            // As itself it would be read as a line feed.
            '\r' => html.push_str("&#13;"),
            '\t' | '\n' => html.push(c),
            '\0'..='\u{1f}' => html.push('\u{fffd}'),
            c => html.push(c),
        }
    }
    html
}

/// The file as far as it is written. What is ours goes in by `markup`, all else by `text`.
#[derive(Default)]
struct Page<'a> {
    pieces: Vec<CopyPiece<'a>>,
    /// The piece at hand.
    out: String,
}

impl<'a> Page<'a> {
    fn close_piece(&mut self) {
        self.pieces
            .push(CopyPiece::Html(std::mem::take(&mut self.out)));
    }

    fn markup(&mut self, ours: &str) -> &mut Self {
        self.out.push_str(ours);
        self
    }

    fn text(&mut self, text: &str) -> &mut Self {
        self.out.push_str(&html_text(text));
        self
    }

    /// A text inside a line, whose direction stays its own.
    fn name(&mut self, text: &str) -> &mut Self {
        self.markup("<bdi>").text(text).markup("</bdi>")
    }

    /// An element with one of the caller's sentences, if there is one.
    fn said(&mut self, element: &str, class: &str, text: &str) -> &mut Self {
        if text.is_empty() {
            return self;
        }
        self.markup(&format!("<{element} class=\"{class}\" dir=\"auto\">"))
            .text(text)
            .markup(&format!("</{element}>\n"))
    }

    /// What a person wrote, byte for byte.
    fn written(&mut self, text: &str) -> &mut Self {
        // A div and not a pre: a pre would lose a line feed at its beginning.
        self.markup("<div class=\"text\" dir=\"auto\">")
            .text(text)
            .markup("</div>\n")
    }

    fn contents(&mut self, copy: &OwnCopy<'_>) -> &mut Self {
        if copy.entries.is_empty() && copy.drafts.is_empty() {
            return self;
        }
        self.markup("<nav aria-label=\"")
            .text(&copy.words.contents)
            .markup("\">\n<h2>")
            .name(&copy.words.contents)
            .markup("</h2>\n<ol>\n");
        for (month, (heading, entries)) in (1..).zip(copy.months()) {
            self.link(&format!("m{month}"), heading).markup("<ol>\n");
            for (number, entry) in entries {
                self.markup(&format!("<li><a href=\"#e{number}\">"));
                let heading = entry.newest().map(|newest| newest.heading(HEADING));
                if let Some(heading) = heading.filter(|heading| !heading.is_empty()) {
                    self.name(&heading).markup(" ");
                }
                self.markup("<small><bdi>")
                    .text(&entry.written)
                    .markup("</bdi></small></a></li>\n");
            }
            self.markup("</ol></li>\n");
        }
        if !copy.drafts.is_empty() {
            self.link("drafts", &copy.words.drafts).markup("</li>\n");
        }
        self.markup("</ol>\n</nav>\n")
    }

    /// The beginning of a line of the contents.
    fn link(&mut self, anchor: &str, heading: &str) -> &mut Self {
        self.markup(&format!("<li><a href=\"#{anchor}\">"))
            .name(heading)
            .markup("</a>")
    }

    /// The beginning of a part of the journal.
    fn section(&mut self, anchor: &str, heading: &str) {
        self.markup(&format!(
            "<section id=\"{anchor}\" aria-labelledby=\"{anchor}-h\">\n<h2 id=\"{anchor}-h\">"
        ))
        .name(heading)
        .markup("</h2>\n");
    }

    fn entry(&mut self, number: usize, entry: &'a CopyEntry, copy: &OwnCopy<'_>) {
        self.markup(&format!(
            "<article id=\"e{number}\" aria-labelledby=\"e{number}-h\">\n<h3 id=\"e{number}-h\">"
        ))
        .name(entry.title().unwrap_or(&entry.written))
        .markup("</h3>\n");
        let facts = entry.facts(&copy.words);
        if !facts.is_empty() {
            self.markup("<ul class=\"facts\">");
            for fact in facts {
                self.markup("<li>").name(fact).markup("</li>");
            }
            self.markup("</ul>\n");
        }
        if let Some(newest) = entry.newest() {
            self.question(newest.prompt.as_ref(), copy)
                .written(&newest.text);
        }
        for recording in &entry.recordings {
            self.recording(recording);
        }
        if entry.before().next().is_some() {
            self.markup("<details>\n<summary>")
                .name(&copy.words.earlier)
                .markup(&format!(" ({})</summary>\n", entry.before().count()));
            for (time, before) in entry.before() {
                self.earlier(time, before, entry.newest(), copy);
            }
            self.markup("</details>\n");
        }
        self.markup("</article>\n");
    }

    /// An earlier revision, with its title and question where they were others.
    fn earlier(&mut self, time: &str, before: &Entry, now: Option<&Entry>, copy: &OwnCopy<'_>) {
        self.markup("<h4>").name(time).markup("</h4>\n");
        if now.is_some_and(|now| now.title != before.title) {
            self.said("p", "title", &before.title);
        }
        if now.is_some_and(|now| now.prompt != before.prompt) {
            self.question(before.prompt.as_ref(), copy);
        }
        self.written(&before.text);
    }

    fn draft(&mut self, draft: &'a CopyDraft, copy: &OwnCopy<'_>) {
        self.markup("<article>\n<h3>")
            .name(&draft.saved)
            .markup("</h3>\n")
            .question(draft.prompt.as_ref(), copy)
            .written(&draft.text);
        for recording in &draft.recordings {
            self.recording(recording);
        }
        self.markup("</article>\n");
    }

    fn question(&mut self, prompt: Option<&ShownPrompt>, copy: &OwnCopy<'_>) -> &mut Self {
        let Some(prompt) = prompt else {
            return self.said("p", "unasked", &copy.words.without_question);
        };
        let side = match prompt.theme {
            Theme::GazingBackwards => " past",
            Theme::ImagineFuture => " future",
            _ => "",
        };
        self.markup(&format!("<figure class=\"question{side}\">\n"))
            .said("figcaption", "label", &copy.words.question)
            .markup("<blockquote lang=\"")
            .text(&prompt.language)
            .markup("\" dir=\"auto\">")
            .text(&prompt.text)
            .markup("</blockquote>\n</figure>\n")
    }

    fn recording(&mut self, recording: &'a CopyRecording) {
        self.markup("<figure class=\"recording\">\n<figcaption>")
            .name(&recording.heading)
            .markup(" <small>")
            .name(&recording.length)
            .markup("</small></figcaption>\n")
            .close_piece();
        self.pieces.push(CopyPiece::Sound(recording));
        self.said("p", "gist", &recording.gist);
        for remark in &recording.remarks {
            self.said("p", "remark", remark);
        }
        self.markup("</figure>\n");
    }
}

/// A media type as it may stand in a `data:` address. One with a comma or a number sign would
/// end early there; the browser then finds out by itself what the bytes are.
fn plain_type(given: &str) -> &str {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"/+.;=-_".contains(&b);
    if !given.is_empty() && given.bytes().all(is_plain) {
        given
    } else {
        "application/octet-stream"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_media_type_cannot_end_the_address() {
        assert_eq!(
            plain_type("audio/webm;codecs=opus"),
            "audio/webm;codecs=opus"
        );
        for given in ["", "audio/x,<script>", "audio/x#y", "text/html\"", "a b"] {
            assert_eq!(plain_type(given), "application/octet-stream");
        }
    }
}
