//! One A4 page: what fits on it, and the same in HTML and in Markdown.

use std::fmt::Write;

use journal::html_text;

use super::{Brief, BriefWords, Line, Section};
use crate::print::page;

const SHEET: &str = include_str!("brief.css");

/// How many lines of the sheet there are under the lead and the headings, and how wide one is, in
/// halves of a small letter. Both were measured on paper made by a browser, and leave room for its
/// other fonts.
const LINES: usize = 38;
const WIDTH: usize = 168;
/// What a part may take before those behind it had their turn: the agenda is what the page is for.
const SHARES: [usize; 3] = [21, 8, 9];

/// Takes what fits, and counts the rest. Room that a part does not need is for those behind it.
pub(super) fn fit(sections: Vec<Section>) -> (Vec<Section>, usize) {
    let needs: Vec<usize> = sections
        .iter()
        .map(|section| section.lines.iter().map(cost).sum())
        .collect();
    let spare: usize = needs
        .iter()
        .zip(SHARES)
        .map(|(need, share)| share.saturating_sub(*need))
        .sum();
    let mut spare = spare + LINES - SHARES.iter().sum::<usize>();
    let mut left_out = 0;
    let sections = sections.into_iter().zip(needs).zip(SHARES);
    let sections = sections.map(|((section, need), share)| {
        let extra = need.saturating_sub(share).min(spare);
        spare -= extra;
        let mut room = share + extra;
        let mut is_full = false;
        let all = section.lines.len();
        let lines: Vec<Line> = section
            .lines
            .into_iter()
            .take_while(|line| {
                is_full |= cost(line) > room;
                room -= cost(line).min(room);
                !is_full
            })
            .collect();
        left_out += all - lines.len();
        Section { lines, ..section }
    });
    (sections.collect(), left_out)
}

/// How many lines of the sheet a line takes.
fn cost(line: &Line) -> usize {
    let indent = if line.is_inner { 8 } else { 0 };
    // Marks are in capitals, in a frame.
    let marks: usize = line
        .marks
        .iter()
        .map(|mark| mark.chars().count() * 3 + 8)
        .sum();
    let letters = width(&line.lead) + width(&line.quote) + 8 + marks;
    letters.div_ceil(WIDTH - indent)
}

/// How wide a text is at the most, in halves of a small letter: capitals are wider, and letters of
/// other scripts than Latin and its neighbours, and emoji, are twice as wide.
fn width(text: &str) -> usize {
    let letters = text.chars().map(|c| match u32::from(c) {
        0x1100.. => 4,
        _ if c.is_uppercase() => 3,
        _ => 2,
    });
    letters.sum()
}

impl Brief {
    /// The page as one HTML file, to print it from.
    pub fn to_html(&self) -> String {
        let title = self.title();
        let mut body = format!(
            "<header><h1>{}</h1>\n<p class=\"lead\">{}</p></header>\n",
            html_text(&title),
            html_text(self.words.lead)
        );
        for section in &self.sections {
            let heading = html_text(section.heading);
            let _ = write!(body, "<section><h2>{heading}</h2>\n<ul>\n");
            for line in &section.lines {
                let inner = if line.is_inner {
                    " class=\"inner\""
                } else {
                    ""
                };
                let _ = write!(body, "<li{inner}>{}", html_text(&line.lead));
                for mark in &line.marks {
                    let _ = write!(body, " <strong>{}</strong>", html_text(mark));
                }
                if !line.quote.is_empty() {
                    let _ = write!(body, " <q dir=\"auto\">{}</q>", html_text(&line.quote));
                }
                body.push_str("</li>\n");
            }
            body.push_str("</ul></section>\n");
        }
        if let Some(left_out) = self.rest() {
            let _ = writeln!(body, "<p class=\"rest\">{}</p>", html_text(&left_out));
        }
        page(self.language.tag(), &title, SHEET, &body)
    }

    /// The page as Markdown. Words of the participant stand in quotation marks and act as nothing.
    pub fn to_markdown(&self) -> String {
        let mut out = format!("# {}\n\n{}\n", self.title(), self.words.lead);
        let (open, close) = self.words.quotes;
        for section in &self.sections {
            let _ = write!(out, "\n## {}\n\n", section.heading);
            for line in &section.lines {
                let indent = if line.is_inner { "  " } else { "" };
                let _ = write!(out, "{indent}- {}", plain(&line.lead));
                for mark in &line.marks {
                    let _ = write!(out, " **{mark}**");
                }
                if !line.quote.is_empty() {
                    let _ = write!(out, " {open}{}{close}", plain(&line.quote));
                }
                out.push('\n');
            }
        }
        if let Some(left_out) = self.rest() {
            let _ = write!(out, "\n{left_out}\n");
        }
        out
    }

    fn title(&self) -> String {
        let BriefWords { title, colon, .. } = self.words;
        format!("{title}{colon}{}", self.participant)
    }

    /// How much there was no room for, in a sentence.
    fn rest(&self) -> Option<String> {
        let number = self.left_out.to_string();
        (self.left_out > 0).then(|| self.words.left_out.replace("{n}", &number))
    }
}

/// A text in which nothing is a mark of Markdown (CommonMark 0.31, section 2.4).
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '!' | '&' | '|' | '~'
        ) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
