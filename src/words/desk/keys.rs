//! What the desk says where something around keys does not work: what happened, and what to do.

use desk::printable;

use crate::jobs::desk::{KeyFailure, Mistyped};
use crate::words::{fill, t};

/// Why it did not work, and what to do.
pub(super) fn failure(failure: &KeyFailure) -> String {
    let sentence = match failure {
        KeyFailure::NeedsPassphrase => t("keyfile.needs_passphrase"),
        KeyFailure::WrongPassphrase => t("keyfile.wrong_passphrase"),
        KeyFailure::Damaged => t("keyfile.damaged"),
        KeyFailure::TooCostly => t("keyfile.too_costly"),
        KeyFailure::NotSealed => t("keyfile.not_sealed"),
        KeyFailure::SealedToKeys => t("keyfile.sealed_to_keys"),
        KeyFailure::Several => t("keyfile.several"),
        KeyFailure::OtherKey => t("keyfile.other_key"),
        KeyFailure::Short => t("ceremony.short"),
        KeyFailure::NoMemory => t("ceremony.no_memory"),
        KeyFailure::NotOpened => t("ceremony.not_opened"),
        KeyFailure::NoTest => t("ceremony.no_test"),
        KeyFailure::NotOfTheStudy => t("rehearse.not_of_the_study"),
        KeyFailure::StudyKey(name) => {
            return fill("rehearse.study_key", &[("name", &printable(name))]);
        }
        KeyFailure::Mistyped(mistyped) => return mistyped_words(mistyped),
    };
    sentence.to_owned()
}

fn mistyped_words(mistyped: &Mistyped) -> String {
    let sentence = match mistyped {
        Mistyped::Empty => t("mistyped.empty"),
        Mistyped::Sum => t("mistyped.sum"),
        Mistyped::Several => t("mistyped.several"),
        Mistyped::OtherKey => t("mistyped.other_key"),
        Mistyped::Public => t("mistyped.public"),
        Mistyped::Start => t("mistyped.start"),
        Mistyped::TextSum => t("mistyped.text_sum"),
        Mistyped::Count(found) => {
            return fill("mistyped.count", &[("n", &found.to_string())]);
        }
        Mistyped::Length(found) => {
            return fill("mistyped.length", &[("n", &found.to_string())]);
        }
        Mistyped::Unknown(words) => return unknown(words),
        Mistyped::Word(at, meant) => {
            return fill("mistyped.word", &[("n", &at.to_string()), ("meant", meant)]);
        }
        Mistyped::Swapped(first) => {
            let (first, next) = (first.to_string(), (first + 1).to_string());
            return fill("mistyped.swapped", &[("n", &first), ("next", &next)]);
        }
        Mistyped::CheckWord(at) => {
            return fill("mistyped.check_word", &[("n", &at.to_string())]);
        }
        Mistyped::Strangers(places) => {
            let places: Vec<String> = places.iter().map(ToString::to_string).collect();
            return fill("mistyped.strangers", &[("places", &places.join(", "))]);
        }
        Mistyped::Character(at, meant) => {
            return fill(
                "mistyped.character",
                &[("n", &at.to_string()), ("meant", &meant.to_string())],
            );
        }
    };
    sentence.to_owned()
}

/// Words of no list: each with its place, and the one that begins alike.
fn unknown(words: &[(usize, Option<String>)]) -> String {
    let words = words.iter().map(|(at, nearest)| match nearest {
        Some(nearest) => fill(
            "mistyped.place_near",
            &[("n", &at.to_string()), ("nearest", nearest)],
        ),
        None => fill("mistyped.place", &[("n", &at.to_string())]),
    });
    let words: Vec<String> = words.collect();
    fill("mistyped.unknown", &[("words", &words.join(", "))])
}
