//! What a copy must never lose, and what no text must ever become.

use proptest::prelude::*;

use super::*;
use crate::{EntryId, Moment, PromptId, RecordingId, Theme};

/// Texts that became markup somewhere, once.
const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "</style><style>*{display:none}",
    "</title></head><body onload=x>",
    "</div></article></main>",
    "<img src=x onerror=alert(1)>",
    "\"'><svg/onload=x>",
    "]]>",
    "<!-- text -->",
    "-->\n\n<!-- /text -->\n\n# not a heading",
    "{{}} {{ 7 * 7 }} {% raw %} ${x}",
    "javascript:alert(1)",
    "[a](javascript:alert(1)) ![b](x) [c]: d",
    "&lt;b&gt; &#60; &amp;amp; AT&T & so on",
    "\n\nbegins and ends with line feeds\n\n\n",
    "a\r\nb\rc\u{85}# d\u{2028}- e\u{b}> f",
    "# one\n## two\n===\n---\n- - -\n***\n___\n+ a\n* b\n> c\n1. d\n2) e\n(3) f\na. g\n: h\n::: i",
    "    code\n\tcode\n   \n \n trailing  \n\ttab\t\n",
    "```\n````\n~~~~~\n| a | b |\n| - | - |",
    "*a* _b_ **c** ~~d~~ ==e== %%f%% $g$ ^h^ `i` [[j]] #k \\ \\* \\\\",
    "\u{202e}txt.exe\u{2066} \u{feff}\u{200f}שלום",
    "\0\u{1}\u{8}\u{c}\u{1b}[31m\u{7f}\u{9f}",
    "",
    "\n",
    " ",
    "\\",
];

pub(super) fn revision(title: &str, text: &str, question: Option<&str>) -> Entry {
    let now = Moment::parse("2026-06-14T21:04:00+02:00").unwrap();
    let prompt = question.map(|words| ShownPrompt {
        id: PromptId("GB-01".into()),
        version: 1,
        theme: Theme::GazingBackwards,
        language: "nl".into(),
        text: words.into(),
    });
    let mut entry = Entry::new(EntryId::from_random([7; 16]), prompt, text.into(), now);
    entry.title = title.into();
    entry
}

pub(super) fn entry(revisions: Vec<Entry>) -> CopyEntry {
    CopyEntry {
        revisions,
        written: "Sunday 14 June 2026".into(),
        month: "June 2026".into(),
        shared: Some("Shared 15 June".into()),
        earlier: vec!["14 June, 21:04".into()],
        role: "Mentor".into(),
        recordings: Vec::new(),
    }
}

pub(super) fn copy(entries: Vec<CopyEntry>, drafts: Vec<CopyDraft>) -> OwnCopy<'static> {
    OwnCopy {
        words: CopyWords {
            question: "Question".into(),
            without_question: "Without a question".into(),
            earlier: "Earlier versions".into(),
            for_me_only: "For me only".into(),
            contents: "Contents".into(),
            drafts: "Drafts".into(),
            note: "This file is not sealed: whoever has it can read it.".into(),
            sound: "Its sound is in the other copy.".into(),
        },
        language: "en",
        title: "My journal".into(),
        made: "Made on 20 June 2026".into(),
        entries,
        drafts,
    }
}

/// A copy with the same words in every place that a person or a caller fills.
pub(super) fn filled(words: &str) -> OwnCopy<'static> {
    let heading = format!("t{words}");
    let mut entry = entry(vec![
        revision("before", words, Some(words)),
        revision(&heading, words, Some(&heading)),
    ]);
    entry.written = heading.clone();
    entry.earlier = vec![heading.clone()];
    let recording = CopyRecording {
        id: RecordingId::from_random([5; 16]),
        heading: heading.clone(),
        gist: heading.clone(),
        length: heading.clone(),
        remarks: vec![heading.clone()],
    };
    entry.recordings = vec![recording.clone()];
    let draft = CopyDraft {
        saved: heading.clone(),
        prompt: None,
        text: words.into(),
        recordings: vec![recording],
    };
    let mut copy = copy(vec![entry], vec![draft]);
    copy.title = heading.clone();
    copy.made = heading.clone();
    copy.words.contents = heading.clone();
    copy.words.sound = heading.clone();
    copy.words.note = heading;
    copy
}

/// The page with some bytes for every sound, of a type that is named by whoever records.
pub(super) fn html_with(copy: &OwnCopy<'_>, media_type: &str) -> String {
    let mut page = String::new();
    for piece in copy.html_pieces() {
        match piece {
            CopyPiece::Html(html) => page.push_str(&html),
            CopyPiece::Sound(recording) => {
                let put = |html: &str| {
                    page.push_str(html);
                    Ok::<(), ()>(())
                };
                recording.player(media_type, b"foobar", put).unwrap();
                page.push_str(&recording.without_sound(media_type));
            }
        }
    }
    page
}

fn html(copy: &OwnCopy<'_>) -> String {
    html_with(copy, "audio/webm")
}

/// The texts of an HTML copy, read as a browser reads them.
fn texts_of_html(html: &str) -> Vec<String> {
    let divs = html.split("<div class=\"text\" dir=\"auto\">").skip(1);
    divs.map(|div| {
        let text = div.split("</div>").next().unwrap();
        assert!(!text.contains(['<', '>', '"', '\'', '\r']), "{text}");
        unescaped(text)
    })
    .collect()
}

/// The texts of a Markdown copy: a reader for who has nothing but the file.
fn texts_of_markdown(markdown: &str) -> Vec<String> {
    let parts = markdown.split("<!-- text -->\n\n").skip(1);
    parts
        .map(|part| {
            let text = part.split("\n\n<!-- /text -->").next().unwrap();
            let lines: Vec<&str> = text.split('\n').map(|l| l.trim_end_matches(' ')).collect();
            unescaped(&lines.join("\n"))
        })
        .collect()
}

/// Backslashes and character references resolved, from left to right, once. HTML has no
/// backslash of ours, so those are only resolved before what Markdown escapes.
fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let reference = rest.strip_prefix('&').and_then(|r| r.split_once(';'));
        let known = reference.and_then(|(name, after)| {
            let c = match name {
                "amp" => '&',
                "lt" => '<',
                "gt" => '>',
                "quot" => '"',
                _ => char::from_u32(name.strip_prefix('#')?.parse().ok()?)?,
            };
            Some((c, after))
        });
        let escaped = rest.strip_prefix('\\').and_then(|r| {
            let c = r.chars().next().filter(char::is_ascii_punctuation)?;
            Some((c, &r[1..]))
        });
        let (c, after) = known.or(escaped).unwrap_or((c, &rest[c.len_utf8()..]));
        out.push(c);
        rest = after;
    }
    out
}

/// As HTML may show it: with the control characters it forbids replaced.
fn as_html_shows(text: &str) -> String {
    text.replace(
        |c: char| c < ' ' && !matches!(c, '\t' | '\n' | '\r'),
        "\u{fffd}",
    )
}

/// Backslashes doubled, as `unescaped` would resolve them in HTML too.
pub(super) fn html_texts(copy: &OwnCopy<'_>) -> Vec<String> {
    texts_of_html(&html(copy).replace('\\', "\\\\"))
}

/// Everything between `<` and `>`, but for the two attributes that carry the recording's words.
fn tags(html: &str) -> Vec<String> {
    let (_, body) = html.split_once("</style>").unwrap();
    body.split('<')
        .skip(1)
        .map(|tag| tag.split('>').next().unwrap())
        .filter(|tag| !tag.starts_with("audio controls") && !tag.starts_with("nav "))
        .map(str::to_owned)
        .collect()
}

/// What kind every line of structure is. The lines of the texts stand among them as they are
/// escaped, so a text that became structure would be seen here.
fn structure(markdown: &str) -> Vec<&str> {
    let kinds = markdown
        .split([
            '\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}',
        ])
        .filter_map(|line| {
            let line = line.trim_start_matches("> ");
            let (kind, _) = line.split_once(' ').unwrap_or((line, ""));
            let first = kind.chars().next()?;
            let acts = "#>-+*=:|~`<_".contains(first)
                || kind.strip_suffix(['.', ')']).is_some_and(|number| {
                    !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())
                });
            acts.then_some(kind)
        });
    kinds.collect()
}

#[track_caller]
fn check(words: &str) {
    let copy = filled(words);
    let page = |copy: &OwnCopy<'_>, words: &str| html_with(copy, &format!("x{words}"));
    let (html, plain) = (page(&copy, words), page(&filled("x"), "x"));
    assert_eq!(tags(&html), tags(&plain), "{words:?}");
    let shown = as_html_shows(words);
    assert_eq!(html_texts(&copy), vec![shown; 3], "{words:?}");

    let (markdown, plain) = (copy.to_markdown(), filled("x").to_markdown());
    assert_eq!(texts_of_markdown(&markdown), vec![words; 3], "{words:?}");
    assert_eq!(structure(&markdown), structure(&plain), "{words:?}");
    let open = markdown.matches("<!-- text -->").count();
    assert_eq!((open, markdown.matches('<').count()), (3, 6), "{words:?}");
}

#[test]
fn texts_that_were_markup_somewhere_are_texts_here() {
    for words in HOSTILE {
        check(words);
        check(&format!("before {words}"));
        check(&format!("{words}\n{words}"));
    }
}

proptest! {
    #[test]
    fn every_text_comes_back_and_none_is_structure(words in any::<String>()) {
        check(&words);
    }

    /// The characters that act, thick on the ground.
    #[test]
    fn nor_is_any_heap_of_signs(words in "[-\\[\\](){}<>#*_+=|~^$%&;:!.,'\"`/\\\\a1 \t\n\r\u{2028}\u{202e}]{0,40}") {
        check(&words);
    }
}

#[test]
fn plain_prose_is_left_alone_in_markdown() {
    let words =
        "L'après-midi, 2 h - \"enfin\" (un peu) : A & B, 3.5 > 2; 50 %!\n\nIt's done… at 9:30.";
    assert_eq!(markdown::in_lines(words), words);
    assert_eq!(markdown::in_lines("one\ntwo"), "one  \ntwo");
    assert_eq!(markdown::in_lines("M. stayed"), "M. stayed");
    assert_eq!(markdown::in_lines("M.  stayed"), "M\\.  stayed");
    assert_eq!(markdown::in_lines("m. stayed"), "m\\. stayed");
}

#[test]
fn the_page_asks_nothing_of_anyone() {
    let html = html(&filled("x"));
    for refused in [
        "http:", "https:", "<script", "<link", "<img", "url(", "@import", "//",
    ] {
        assert!(!html.contains(refused), "{refused}");
    }
    assert!(html.contains(
        "<meta http-equiv=\"Content-Security-Policy\" \
         content=\"default-src 'none'; style-src 'unsafe-inline'; media-src data:\">"
    ));
    assert_eq!(html.matches("<style>").count(), 1);
    assert_eq!(html.matches("</style>").count(), 1);
}

#[test]
fn headings_are_in_order_and_every_anchor_exists() {
    let html = html(&filled("x"));
    let mut level = 0;
    for part in html.split("<h").skip(1) {
        let Some(next) = part.chars().next().and_then(|c| c.to_digit(10)) else {
            continue;
        };
        assert!(next <= level + 1, "h{next} after h{level}");
        level = next;
    }
    for link in html.split("href=\"#").skip(1) {
        let (anchor, _) = link.split_once('"').unwrap();
        assert!(html.contains(&format!("id=\"{anchor}\"")), "{anchor}");
    }
    assert!(html.contains("<nav aria-label=\"tx\">"));
    assert!(html.contains("<html lang=\"en\">"));
    assert!(html.contains("<blockquote lang=\"nl\" dir=\"auto\">"));
}

#[test]
fn what_was_said_of_an_entry_stands_by_it() {
    let mut private = entry(vec![revision("", "b", None)]);
    private.shared = None;
    private.month = "July 2026".into();
    let copy = copy(
        vec![entry(vec![revision("A title", "a", None)]), private],
        vec![],
    );
    let markdown = copy.to_markdown();
    assert!(
        markdown.starts_with("# My journal\n\nMade on 20 June 2026\n\nThis file is not sealed")
    );
    assert!(markdown.contains(
        "## June 2026\n\n### A title\n\n\
         Sunday 14 June 2026 · Mentor · Shared 15 June · For me only\n\n\
         Without a question\n\n<!-- text -->\n\na\n\n<!-- /text -->\n\n## July 2026\n\n\
         ### Sunday 14 June 2026\n\nMentor · For me only\n\n"
    ));
    let html = html(&copy);
    assert_eq!(html.matches("<section id=").count(), 2);
    assert!(html.contains("<h3 id=\"e2-h\"><bdi>Sunday 14 June 2026</bdi></h3>"));
    assert!(html.contains("<li><bdi>Shared 15 June</bdi></li>"));
    assert!(!html.contains("<details>"));
}

#[test]
fn earlier_revisions_are_kept_with_what_was_other_then() {
    let mut entry = entry(vec![
        revision("Old title", "first words", Some("Old question?")),
        revision("Title", "second words", Some("Question?")),
        revision("Title", "third words", Some("Question?")),
    ]);
    // One time too few: the moment itself stands in.
    entry.earlier.truncate(1);
    let copy = copy(vec![entry], vec![]);
    let html = html(&copy);
    let (_, folded) = html.split_once("<details>").unwrap();
    for kept in [
        "(2)",
        "Old title",
        "Old question?",
        "14 June, 21:04",
        "2026-06-14T21:04:00+02:00",
    ] {
        assert!(folded.contains(kept), "{kept}");
    }
    let newest_first = ["third words", "first words", "second words"];
    assert_eq!(html_texts(&copy), newest_first);
    assert_eq!(texts_of_markdown(&copy.to_markdown()), newest_first);
}

#[test]
fn an_empty_journal_is_a_page_too() {
    let copy = copy(vec![], vec![]);
    assert!(!html(&copy).contains("<nav"));
    assert!(copy.to_markdown().ends_with("can read it.\n"));
    // Against the contract, but no reason to lose the rest.
    let without = self::copy(vec![entry(vec![])], vec![]);
    assert!(html(&without).contains("Shared 15 June"));
    assert!(without.to_markdown().contains("Shared 15 June"));
}
