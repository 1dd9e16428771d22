//! Slips of paper with participants' codes, eight on an A4 page, to be cut apart.

use std::fmt::Write;

use journal::{Address, Invitation, ParticipantCode, Study, check_words, html_text};

use super::{PrintLanguage, name, page};
use crate::qr_svg;

const SHEET: &str = include_str!("slips.css");

/// One HTML file with a slip for each code: the address and the code as a QR that the app can
/// read, the code in large letters, what to do in the pack's languages, the check words of every
/// key, and whom to ask. The title and the contact are the pack's, in its default language.
/// `None` if the address is too long for a QR.
pub fn slips(study: &Study, address: &Address, codes: &[ParticipantCode]) -> Option<String> {
    let default = &study.default_language;
    let mut languages: Vec<PrintLanguage> = Vec::new();
    for tag in [default].into_iter().chain(&study.languages) {
        if let Some(language) = PrintLanguage::of(tag)
            && !languages.contains(&language)
        {
            languages.push(language);
        }
    }
    if languages.is_empty() {
        languages.push(PrintLanguage::En);
    }
    let first = languages[0];
    let mut body = String::from("<main>\n");
    for code in codes {
        slip(&mut body, study, address, code, &languages)?;
    }
    body.push_str("</main>\n");
    Some(page(first.tag(), first.slip().title, SHEET, &body))
}

fn slip(
    body: &mut String,
    study: &Study,
    address: &Address,
    code: &ParticipantCode,
    languages: &[PrintLanguage],
) -> Option<()> {
    let words = languages[0].slip();
    let (title, language) = study
        .title
        .in_language(&study.default_language, &study.default_language);
    let url = Invitation::new(study, code.clone()).url(address);
    let qr = qr_svg(&url, address.as_str())?;
    let _ = writeln!(
        body,
        "<article>\n{qr}\n<div class=\"do\"><p class=\"title\" lang=\"{}\">{}</p>\n\
         <p class=\"label\">{}</p><p class=\"code\">{}</p>\n<p class=\"address\">{}</p></div>\n\
         <div class=\"steps\">",
        html_text(language),
        name(title),
        html_text(words.code),
        html_text(code.as_str()),
        // It breaks behind its dots only.
        html_text(address.host()).replace('.', ".<wbr>"),
    );
    for language in languages {
        let _ = writeln!(
            body,
            "<p lang=\"{}\">{}</p>",
            language.tag(),
            html_text(language.slip().steps)
        );
    }
    let _ = write!(
        body,
        "</div>\n<div class=\"keys\"><p>{}</p>",
        html_text(words.keys)
    );
    for recipient in &study.recipients {
        let _ = write!(
            body,
            "<p>{}: <b>{}</b></p>",
            name(&recipient.name),
            check_words(&recipient.public_key).join(" ")
        );
    }
    if let Some(contact) = study.contacts.first() {
        let ways = [&contact.name, &contact.phone, &contact.email];
        let ways: Vec<String> = ways
            .iter()
            .filter(|way| !way.is_empty())
            .map(|way| name(way))
            .collect();
        let ask = html_text(words.ask);
        let _ = write!(body, "<p class=\"ask\">{ask}: {}</p>", ways.join(" · "));
    }
    body.push_str("</div>\n</article>\n");
    Some(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_has_its_slip_and_nothing_foreign_becomes_markup() {
        let mut study = Study {
            default_language: "fr".into(),
            languages: ["en", "fr", "xx"].map(str::to_owned).to_vec(),
            ..Study::default()
        };
        study
            .title
            .0
            .insert("fr".into(), "<script>Titre</script>".into());
        study.recipients.push(journal::Recipient {
            name: "Ada <b>".into(),
            public_key: "age1a".into(),
            ..journal::Recipient::default()
        });
        let rule = journal::CodeRule {
            alphabet: "23456789".into(),
            length: 5,
            separator: "-".into(),
            check: "luhn-mod-n".into(),
        };
        let codes = rule.make_codes(9, &BTreeSet::new()).unwrap();
        let address = "https://pages.example.org".parse().unwrap();
        let html = slips(&study, &address, &codes).unwrap();
        assert_eq!(html.matches("<article>").count(), 9);
        for code in &codes {
            assert_eq!(
                html.matches(&format!("<p class=\"code\">{code}</p>"))
                    .count(),
                1
            );
        }
        assert!(html.contains("<html lang=\"fr\">") && html.contains("Votre code"));
        assert!(
            html.contains("<p lang=\"en\">"),
            "the pack's other language"
        );
        assert!(!html.contains("<p lang=\"nl\">"), "and no more");
        assert!(html.contains("&lt;script&gt;Titre") && !html.contains("<script"));
        assert!(html.contains(&check_words("age1a").join(" ")));
        assert!(!html.contains("src=") && !html.contains("href="));
    }
}
