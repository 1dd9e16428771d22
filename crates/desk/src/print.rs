//! What is printed: the paper copy of a key, and the slips with participants' codes. Each is one
//! HTML file with everything in it, that runs nothing and requests nothing.

mod paper;
mod slips;
mod words;

use journal::html_text;

pub use paper::{Numbered, Paper};
pub use slips::slips;
pub use words::PrintLanguage;

/// Nothing is loaded or run, even if a text were ever taken for markup.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// A page around markup that is ours or went through [`html_text`].
pub(crate) fn page(language: &str, title: &str, sheet: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{}</title>\n<style>\n{sheet}</style>\n</head>\n<body>\n{body}</body>\n</html>\n",
        html_text(language),
        html_text(title),
    )
}

/// A text inside a line, whose direction stays its own.
pub(crate) fn name(text: &str) -> String {
    format!("<bdi>{}</bdi>", html_text(text))
}
