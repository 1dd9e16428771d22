//! The paper copy of a key: the only form of it that outlives every computer.

use std::fmt::Write;

use bundle::Identity;
use journal::{check_words, html_text};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{PrintLanguage, name, page};
use crate::QrDrawing;

const SHEET: &str = include_str!("paper.css");

/// Words under a heading, the first of which has a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Numbered {
    /// The heading.
    pub heading: String,
    /// The number of the first word.
    pub first: usize,
    /// The words.
    pub words: Zeroizing<Vec<String>>,
}

/// One A4 page with an identity on it, as words, as its text and as a QR code of that text, with
/// its check words, how to bring it back and where to keep it. **It is the key**, and belongs on
/// paper: whoever makes a file of it MUST tell its reader to delete that file.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// The tag of its language.
    pub language: String,
    /// What it is.
    pub title: String,
    /// What whoever finds it could do.
    pub warning: String,
    /// Holder, day and public key: each with its label.
    pub facts: Vec<(String, String)>,
    /// The key as words, and the check words.
    pub lists: [Numbered; 2],
    /// Over the text.
    pub text_heading: String,
    /// The key's text: its beginning, and groups of four characters.
    pub text: Zeroizing<Vec<String>>,
    /// What is read aloud in the place of the QR code.
    pub qr_label: String,
    /// The QR code of the text.
    pub qr: QrDrawing,
    /// How to bring the key back and where to keep it: headings with their steps.
    pub how: Vec<(String, Vec<String>)>,
}

impl Paper {
    /// The paper of an identity. `holder` is who keeps it, `made` the day.
    pub fn new(identity: &Identity, holder: &str, made: &str, language: PrintLanguage) -> Self {
        let words = language.paper();
        let recipient = identity.recipient().to_string();
        let secret = identity.to_secret_string();
        let owned = |texts: &[&str]| -> Vec<String> {
            texts.iter().map(|text| (*text).to_owned()).collect()
        };
        // The beginning is the same on every sheet; behind it groups that can be counted.
        let (start, rest) = secret.split_at("AGE-SECRET-KEY-1".len());
        let groups = rest.as_bytes().chunks(4);
        let groups = groups.map(|group| String::from_utf8_lossy(group).into_owned());
        let list = identity.to_words();
        Self {
            language: language.tag().to_owned(),
            title: words.title.to_owned(),
            warning: words.warning.to_owned(),
            facts: vec![
                (words.holder.to_owned(), holder.to_owned()),
                (words.made.to_owned(), made.to_owned()),
                (words.recipient.to_owned(), recipient.clone()),
            ],
            lists: [
                Numbered {
                    heading: words.words.to_owned(),
                    first: 1,
                    words: Zeroizing::new(list.split(' ').map(str::to_owned).collect()),
                },
                Numbered {
                    heading: words.check.to_owned(),
                    first: bundle::IDENTITY_WORDS + 1,
                    words: Zeroizing::new(owned(&check_words(&recipient))),
                },
            ],
            text_heading: words.text.to_owned(),
            text: Zeroizing::new([start.to_owned()].into_iter().chain(groups).collect()),
            qr_label: words.qr.to_owned(),
            // 74 characters fit any code.
            qr: QrDrawing::new(&secret).unwrap_or_default(),
            how: vec![
                (words.restore.to_owned(), owned(&words.restoring)),
                (words.keep.to_owned(), owned(&words.keeping)),
            ],
        }
    }

    /// The page as one HTML file, to print it from.
    pub fn to_html(&self) -> Zeroizing<String> {
        let mut body = Zeroizing::new(format!(
            "<header><h1>{}</h1>\n<p class=\"warning\">{}</p></header>\n<dl>",
            html_text(&self.title),
            html_text(&self.warning)
        ));
        for (label, value) in &self.facts {
            let (label, value) = (html_text(label), name(value));
            let _ = writeln!(body, "<dt>{label}</dt><dd>{value}</dd>");
        }
        body.push_str("</dl>\n<section class=\"key\"><div>\n");
        for list in &self.lists {
            let (heading, first) = (html_text(&list.heading), list.first);
            let _ = write!(body, "<h2>{heading}</h2>\n<ol start=\"{first}\">");
            for (number, word) in (first..).zip(list.words.iter()) {
                let _ = write!(body, "<li value=\"{number}\">{}</li>", html_text(word));
            }
            body.push_str("</ol>\n");
        }
        let qr = Zeroizing::new(self.qr.to_svg(&self.qr_label));
        let heading = html_text(&self.text_heading);
        let _ = write!(
            body,
            "</div>{}</section>\n<h2>{heading}</h2>\n<p class=\"text\">",
            qr.as_str()
        );
        for (at, group) in self.text.iter().enumerate() {
            let blank = if at == 0 { "" } else { " " };
            let _ = write!(body, "{blank}<span>{}</span>", html_text(group));
        }
        body.push_str("</p>\n<div class=\"how\">");
        for (heading, steps) in &self.how {
            let _ = write!(body, "<section><h2>{}</h2>\n<ol>", html_text(heading));
            for step in steps {
                let _ = write!(body, "<li>{}</li>", html_text(step));
            }
            body.push_str("</ol></section>\n");
        }
        body.push_str("</div>\n");
        Zeroizing::new(page(&self.language, &self.title, SHEET, &body))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sheet_has_the_key_in_every_form_and_nothing_foreign_becomes_markup() {
        let identity = Identity::make();
        for language in [PrintLanguage::En, PrintLanguage::Fr, PrintLanguage::Nl] {
            let html = Paper::new(&identity, "<b>Ada</b> & co", "2026-01-05", language).to_html();
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
