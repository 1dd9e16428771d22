//! QR codes as drawings inside a page.

use std::fmt::Write;

use qrcodegen::{QrCode, QrCodeEcc};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// The white margin around a code, in modules (ISO/IEC 18004).
const QUIET: i32 = 4;

/// A QR code (ISO/IEC 18004, error correction M), drawn one unit a module, its white margin inside.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QrDrawing {
    /// Width and height.
    pub side: i32,
    /// The dark modules as the data of an SVG path. **As secret as the text.**
    pub path: Zeroizing<String>,
}

impl QrDrawing {
    /// Draws a text; `None` if it is too long for any code.
    pub fn new(text: &str) -> Option<Self> {
        let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
        let mut path = Zeroizing::new(String::new());
        for y in 0..code.size() {
            let mut x = 0;
            while x < code.size() {
                let run = (x..code.size())
                    .take_while(|x| code.get_module(*x, y))
                    .count() as i32;
                if run > 0 {
                    let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET);
                }
                x += run.max(1);
            }
        }
        Some(Self {
            side: code.size() + 2 * QUIET,
            path,
        })
    }

    /// An `svg` element for a page of HTML. `label` is what is read aloud in its place.
    pub fn to_svg(&self, label: &str) -> String {
        let Self { side, path } = self;
        format!(
            "<svg class=\"qr\" viewBox=\"0 0 {side} {side}\" role=\"img\" aria-label=\"{}\" \
             shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/>\
             <path d=\"{}\"/></svg>",
            journal::html_text(label),
            path.as_str()
        )
    }
}

/// A text as a QR code, as an `svg` element. `None` if the text is too long for any code.
pub fn qr_svg(text: &str, label: &str) -> Option<String> {
    QrDrawing::new(text).map(|drawing| drawing.to_svg(label))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_drawing_is_the_code() {
        let text = "https://pages.example.org/#join?v=1";
        let svg = qr_svg(text, "a \"label\"").unwrap();
        let code = QrCode::encode_text(text, QrCodeEcc::Medium).unwrap();
        // Runs of dark modules, added up.
        let dark: i32 = svg
            .split("v1h-")
            .skip(1)
            .map(|run| run.split('z').next().unwrap().parse::<i32>().unwrap())
            .sum();
        let all = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y)));
        let expected = all.filter(|(x, y)| code.get_module(*x, *y)).count();
        assert_eq!(dark as usize, expected);
        assert!(svg.contains("aria-label=\"a &quot;label&quot;\""));
        assert_eq!(qr_svg(&"x".repeat(3000), ""), None);
    }
}
