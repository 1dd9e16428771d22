//! The paper copy of a key: the only form of it that outlives every computer.

use std::fmt::Write;

use bundle::Identity;
use journal::{check_words, html_text};

use super::{PrintLanguage, name, page};
use crate::qr_svg;

const SHEET: &str = include_str!("paper.css");

/// One A4 page of HTML with an identity on it, as words, as its text and as a QR code of that
/// text, with its check words, how to bring it back and where to keep it. `holder` is who keeps
/// it, `made` the day. **The caller MUST tell its reader that the file is the key**: it belongs on
/// paper, and the file deleted.
pub fn paper_copy(
    identity: &Identity,
    holder: &str,
    made: &str,
    language: PrintLanguage,
) -> String {
    let words = language.paper();
    let recipient = identity.recipient().to_string();
    let secret = identity.to_secret_string();
    // 74 characters fit any code.
    let qr = qr_svg(&secret, words.qr).unwrap_or_default();
    let mut body = format!(
        "<header><h1>{}</h1>\n<p class=\"warning\">{}</p></header>\n<dl>",
        html_text(words.title),
        html_text(words.warning)
    );
    for (label, value) in [
        (words.holder, holder),
        (words.made, made),
        (words.recipient, recipient.as_str()),
    ] {
        let _ = writeln!(
            body,
            "<dt>{}</dt><dd>{}</dd>",
            html_text(label),
            name(value)
        );
    }
    body.push_str("</dl>\n<section class=\"key\"><div>\n");
    let numbered = |body: &mut String, heading: &str, first: usize, words: Vec<&str>| {
        let _ = write!(
            body,
            "<h2>{}</h2>\n<ol start=\"{first}\">",
            html_text(heading)
        );
        for (number, word) in (first..).zip(words) {
            let _ = write!(body, "<li value=\"{number}\">{}</li>", html_text(word));
        }
        body.push_str("</ol>\n");
    };
    let list = identity.to_words();
    numbered(&mut body, words.words, 1, list.split(' ').collect());
    numbered(
        &mut body,
        words.check,
        bundle::IDENTITY_WORDS + 1,
        check_words(&recipient).to_vec(),
    );
    let _ = writeln!(
        body,
        "</div>{qr}</section>\n<h2>{}</h2>",
        html_text(words.text)
    );
    // The beginning is the same on every sheet; behind it groups that can be counted.
    let (start, rest) = secret.split_at("AGE-SECRET-KEY-1".len());
    let _ = write!(body, "<p class=\"text\"><span>{start}</span>");
    for group in rest.as_bytes().chunks(4) {
        let _ = write!(body, " <span>{}</span>", String::from_utf8_lossy(group));
    }
    body.push_str("</p>\n<div class=\"how\">");
    for (heading, steps) in [
        (words.restore, words.restoring),
        (words.keep, words.keeping),
    ] {
        let _ = write!(body, "<section><h2>{}</h2>\n<ol>", html_text(heading));
        for step in steps {
            let _ = write!(body, "<li>{}</li>", html_text(step));
        }
        body.push_str("</ol></section>\n");
    }
    body.push_str("</div>\n");
    page(language.tag(), words.title, SHEET, &body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sheet_has_the_key_in_every_form_and_nothing_foreign_becomes_markup() {
        let identity = Identity::make();
        for language in [PrintLanguage::En, PrintLanguage::Fr, PrintLanguage::Nl] {
            let html = paper_copy(&identity, "<b>Ada</b> & co", "2026-01-05", language);
            assert!(html.contains("&lt;b&gt;Ada&lt;/b&gt; &amp; co"));
            for gone in ["<script", "://", "<link", "src="] {
                assert!(!html.contains(gone), "{gone}");
            }
            // What a person reads off it restores the key.
            let items: Vec<&str> = html
                .split("<li value=\"")
                .skip(1)
                .filter_map(|item| item.split_once('>')?.1.split('<').next())
                .collect();
            assert_eq!(items.len(), 30);
            let typed = Identity::from_typed(&items.join(" ")).unwrap();
            assert!(typed.is_certain);
            assert_eq!(typed.identity.recipient(), identity.recipient());
            let text = html.split("<p class=\"text\">").nth(1).unwrap();
            let text = text.split("</p>").next().unwrap();
            let text = text.replace("<span>", "").replace("</span>", "");
            let typed = Identity::from_typed(&text).unwrap();
            assert_eq!(typed.identity.recipient(), identity.recipient());
            assert!(html.contains("<svg class=\"qr\""));
        }
    }
}
