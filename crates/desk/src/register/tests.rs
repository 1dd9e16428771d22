//! Names found, decided, replaced and brought back.

use proptest::prelude::*;

use super::found::found;
use super::words::is_word_and_name;
use super::*;

const ADA: (&str, &str) = ("2026-02-01T10:00:00Z", "Ada");

fn register(names: &[(&str, NameKind)]) -> Register {
    let mut register = Register::default();
    for (words, kind) in names {
        register.decide(words, Choice::New(*kind), ADA).unwrap();
    }
    register
}

fn replaced(register: &Register, text: &str) -> String {
    Replacer::new(register).replace(text).0
}

#[test]
fn the_same_thing_has_the_same_token_everywhere() {
    let mut register = register(&[("Anna", NameKind::Person), ("Zoë", NameKind::Person)]);
    let anna = register.decided("ANNA").unwrap().token.unwrap();
    register
        .decide("Anna Smith", Choice::Same(anna), ADA)
        .unwrap();
    for (text, expected) in [
        (
            "Anna and anna and ANNA",
            "[person 1] and [person 1] and [person 1]",
        ),
        (
            "Anna's book, Annas boek, Anna’s",
            "[person 1]'s book, [person 1]s boek, [person 1]’s",
        ),
        (
            "d'Anna, (Anna) anna_2.age",
            "d'[person 1], ([person 1]) [person 1]_2.age",
        ),
        (
            "Annabel, Hannah, Joanna, Anna2, Annass",
            "Annabel, Hannah, Joanna, Anna2, Annass",
        ),
        ("Anna\u{a0}Smith, anna\nsmith", "[person 1], [person 1]"),
        ("An\u{200b}na met Zoe\u{308}", "[person 1] met [person 2]"),
        ("Anna\u{301} is another", "Anna\u{301} is another"),
    ] {
        assert_eq!(replaced(&register, text), expected, "{text}");
    }
}

#[test]
fn a_usual_word_is_a_name_with_a_capital_only() {
    let register = register(&[("Will", NameKind::Person), ("Rose", NameKind::Person)]);
    let text = "Will will ask; WILL? The rose, and Rose's.";
    let expected = "[person 1] will ask; [person 1]? The rose, and [person 2]'s.";
    assert_eq!(replaced(&register, text), expected);
}

#[test]
fn a_number_is_the_same_however_it_is_written() {
    let register = register(&[("0475 12 34 56", NameKind::Phone)]);
    for text in ["0475123456", "0475/12.34.56", "0475 12-34-56"] {
        assert_eq!(replaced(&register, text), "[phone 1]");
    }
    assert_eq!(replaced(&register, "04751234567"), "04751234567");
}

#[test]
fn what_stays_protects_what_is_inside_it() {
    let mut register = register(&[("York", NameKind::Place)]);
    register
        .decide("New York Times", Choice::Keep, ADA)
        .unwrap();
    let text = "York in the New York Times";
    assert_eq!(replaced(&register, text), "[place 1] in the New York Times");
    assert_eq!(
        register.decided("york").unwrap().token.unwrap().to_string(),
        "[place 1]"
    );
    // Decided anew: the last word counts, and no number is given twice.
    register.decide("York", Choice::Keep, ADA).unwrap();
    register
        .decide("Ghent", Choice::New(NameKind::Place), ADA)
        .unwrap();
    assert_eq!(replaced(&register, "York, Ghent"), "York, [place 2]");
}

#[test]
fn a_register_is_read_as_it_was_written_or_not_at_all() {
    let mut register = register(&[("Anna", NameKind::Person)]);
    register.decide("Monday", Choice::Keep, ADA).unwrap();
    let text = register.text();
    assert_eq!(Register::parse(&text), Ok(register.clone()));
    assert!(text.contains("\"format\": \"closing-the-loop/register\""));
    assert_eq!(Register::parse("{}"), Err(RegisterError::NotARegister));
    assert_eq!(
        Register::parse(&text[..40]),
        Err(RegisterError::NotARegister)
    );
    let newer = text.replace("\"format_version\": 1", "\"format_version\": 2");
    assert_eq!(Register::parse(&newer), Err(RegisterError::Newer));
    let empty = text.replace("Anna", " - ");
    assert_eq!(Register::parse(&empty), Err(RegisterError::NoWords));
    for (words, choice, by, error) in [
        ("  ", Choice::Keep, ADA, RegisterError::NoWords),
        ("Anna", Choice::Keep, (ADA.0, " "), RegisterError::NoPerson),
    ] {
        assert_eq!(register.decide(words, choice, by).unwrap_err(), error);
    }
    let token = "place 9".parse().unwrap();
    let unknown = register.decide("x", Choice::Same(token), ADA).unwrap_err();
    assert_eq!(unknown, RegisterError::UnknownToken(token));
    for text in ["", "person", "person 0", "cat 3", "3"] {
        assert_eq!(text.parse::<Token>(), Err(RegisterError::NoToken), "{text}");
    }
    assert_eq!("[person 3]".parse::<Token>(), "person-3".parse());
}

#[track_caller]
fn finds(text: &str, expected: &[(&str, NameKind)]) {
    let all: Vec<(&str, NameKind)> = found(text)
        .iter()
        .map(|one| (&text[one.from..one.to], one.kind))
        .collect();
    assert_eq!(all, expected, "{text}");
}

#[test]
fn names_and_places_are_found_in_three_languages() {
    use NameKind::{Organisation, Person, Place};
    finds(
        "I met Anna Smith in Ghent.",
        &[("Anna Smith", Person), ("Ghent", Place)],
    );
    finds(
        "then Dr. Jones said that Vincent van Gogh painted",
        &[("Jones", Person), ("Vincent van Gogh", Person)],
    );
    finds(
        "my friend O'Brien's house, Jean-Paul too",
        &[("O'Brien", Person), ("Jean-Paul", Person)],
    );
    finds(
        "J'ai vu Mme Dupont à Liège, à l'hôpital d'Ixelles",
        &[("Dupont", Person), ("Liège", Place), ("Ixelles", Person)],
    );
    finds(
        "Ik zag Anna’s broer en mevrouw De Smet in Antwerpen.",
        &[("Anna", Person), ("Smet", Person), ("Antwerpen", Place)],
    );
    finds(
        "we went to the UZA and to Oudenburg",
        &[("UZA", Organisation), ("Oudenburg", Place)],
    );
    finds("On Monday I was tired. The ward was full. I am OK.", &[]);
}

#[test]
fn signs_and_numbers_are_found() {
    use NameKind::{Address, Date, Email, Handle, Phone};
    finds(
        "write to a.b@mail.example.org, or @anna_s; see https://example.org/anna",
        &[
            ("a.b@mail.example.org", Email),
            ("@anna_s", Handle),
            ("https://example.org/anna", Handle),
        ],
    );
    finds(
        "call 0475 12 34 56 or +32 (0)2 123.45.67",
        &[("0475 12 34 56", Phone), ("32 (0)2 123.45.67", Phone)],
    );
    finds(
        "on 23-11-2026, 2026-11-23, 23/11 and 3.4.26",
        &[
            ("23-11-2026", Date),
            ("2026-11-23", Date),
            ("23/11", Date),
            ("3.4.26", Date),
        ],
    );
    finds(
        "on 3 March 2026 and May 5th, le 3 mai, op 14 juli",
        &[
            ("3 March 2026", Date),
            ("May 5th", Date),
            ("3 mai", Date),
            ("14 juli", Date),
        ],
    );
    finds(
        "at 12 High Street, Kerkstraat 12b and rue Haute 7",
        &[
            ("12 High Street", Address),
            ("Kerkstraat 12b", Address),
            ("rue Haute 7", Address),
        ],
    );
    finds("1.5 hours, 1/2, 24/7, room 1234, I may go 10 times", &[]);
}

proptest! {
    #[test]
    fn nothing_that_was_decided_is_found_again(text in any::<String>(), name in "\\PC{1,8}", other in "[A-Za-zéë' ]{1,9}") {
        let mut register = Register::default();
        for words in [&name, &other] {
            let _ = register.decide(words, Choice::New(NameKind::Person), ADA).is_ok();
        }
        let text = format!("{text} {name}, {other}; {text}{name}");
        let replacer = Replacer::new(&register);
        let (out, _) = replacer.replace(&text);
        let again: Vec<_> = replacer.places(&out);
        // Names like "person" or "1" are in every token.
        let in_tokens = |one: &super::replace::Place| {
            out[..one.from].rfind('[').is_some_and(|open| !out[open..one.from].contains(']'))
        };
        prop_assert!(again.iter().all(in_tokens), "{out}");
    }

    #[test]
    fn what_was_replaced_comes_back(text in "[a-zA-Z ,.'éß\n]{0,60}", names in prop::collection::btree_set("[b-z][a-z]{3,7}", 1..4)) {
        // Those that are words as well are names only with a capital.
        prop_assume!(!names.iter().any(|name| is_word_and_name(name)));
        let mut register = Register::default();
        for name in &names {
            register.decide(name, Choice::New(NameKind::Person), ADA).unwrap();
        }
        let names: Vec<String> = names.into_iter().collect();
        let replacer = Replacer::new(&register);
        let text = text.to_lowercase() + " " + &names.join(", ");
        let (out, count) = replacer.replace(&text);
        prop_assert!(count >= names.len());
        prop_assert_eq!(replacer.restore(&out), (text, count));
    }
}
