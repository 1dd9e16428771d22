//! What was asked, set aside and brought back, a row per event.

use journal::OfferLog;

use super::{Row, told};
use crate::dataset::KeptOffers;

pub(super) const OFFERS: &[&str] = &[
    "study_id",
    "participant",
    "phone",
    "told_at",
    "seed",
    "number",
    "event",
    "prompt_id",
    "prompt_version",
    "entry_id",
    "entry_rev",
    "at",
    "answer",
    "again",
];

/// A row per event, each kind numbered in its order.
pub(super) fn offers(study: &str, kept: &KeptOffers) -> Vec<Row> {
    let KeptOffers {
        participant,
        phone,
        told_at,
        log:
            OfferLog {
                seed,
                shown,
                declined,
                returned,
            },
    } = kept;
    let row = |event: &str, number: usize, rest: [String; 7]| {
        let beginning = [
            study.to_owned(),
            participant.to_string(),
            phone.to_string(),
            told_at.to_string(),
            seed.clone(),
            number.to_string(),
            event.to_owned(),
        ];
        [beginning.to_vec(), rest.to_vec()].concat()
    };
    let empty = String::new;
    let shown = (1..).zip(shown).map(|(number, one)| {
        let version = one.version.map(|version| version.to_string());
        let (version, at) = (version.unwrap_or_default(), told(one.at.as_ref()));
        let rest = [
            one.prompt.to_string(),
            version,
            empty(),
            empty(),
            at,
            empty(),
            empty(),
        ];
        row("shown", number, rest)
    });
    let declined = (1..).zip(declined).map(|(number, one)| {
        let (version, at) = (one.version.to_string(), one.at.to_string());
        let why = one.why.as_str().to_owned();
        let again = told(one.again.as_ref());
        let prompt = one.prompt.to_string();
        let rest = [prompt, version, empty(), empty(), at, why, again];
        row("declined", number, rest)
    });
    let returned = (1..).zip(returned).map(|(number, one)| {
        let (rev, at) = (one.rev.to_string(), one.at.to_string());
        let response = one.response.as_str().to_owned();
        let entry = one.entry.to_string();
        let rest = [empty(), empty(), entry, rev, at, response, empty()];
        row("brought_back", number, rest)
    });
    shown.chain(declined).chain(returned).collect()
}
