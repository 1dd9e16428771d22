//! QR codes as drawings inside a page.

use std::fmt::Write;

use qrcodegen::{QrCode, QrCodeEcc};

/// The white margin around a code, in modules (ISO/IEC 18004).
const QUIET: i32 = 4;

/// A text as a QR code (ISO/IEC 18004, error correction M): an `svg` element for a page of HTML, one
/// unit a module, its white margin inside. `label` is what is read aloud in its place. `None` if
/// the text is too long for any code.
pub fn qr_svg(text: &str, label: &str) -> Option<String> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let side = code.size() + 2 * QUIET;
    let mut path = String::new();
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
    Some(format!(
        "<svg class=\"qr\" viewBox=\"0 0 {side} {side}\" role=\"img\" aria-label=\"{}\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/>\
         <path d=\"{path}\"/></svg>",
        journal::html_text(label)
    ))
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
