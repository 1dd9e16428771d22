//! Who holds keys, who is named, and the codes that are handed out.

use crate::{Localized, ParticipantCode, Recipient, check_words};

use super::{Findings, Looked, Remark};

/// A slip that names a code at random should hit nobody's: so many codes to each participant.
const CODES_EACH: u128 = 1000;

pub(super) fn look(looked: &Looked<'_>, findings: &mut Findings) {
    recipients(looked, findings);
    consent(looked, findings);
    codes(looked, findings);
    let study = looked.study;
    if study.contacts.is_empty() {
        findings.add("$.contacts", Remark::NoContact);
    }
    if study.support.is_empty() {
        findings.add("$.support", Remark::NoSupport);
    }
}

fn recipients(looked: &Looked<'_>, findings: &mut Findings) {
    let study = looked.study;
    if study.min_recipients() < 2 {
        findings.add("$.min_recipients", Remark::MinRecipients);
        // Otherwise the pack is refused for it.
        if study.recipients.len() == 1 {
            findings.add("$.recipients", Remark::OneRecipient);
        }
    }
    for (at, recipient) in study.recipients.iter().enumerate() {
        let member = study.member_of(recipient);
        let shares = |other: &&Recipient| {
            member.is_some_and(|member| study.member_of(other) == Some(member))
        };
        if let Some(other) = study.recipients[..at].iter().find(shares) {
            let remark = Remark::OneHolder {
                first: other.id.clone(),
                second: recipient.id.clone(),
                member: member.map(|member| member.name.clone()).unwrap_or_default(),
            };
            findings.add(format!("$.recipients[{at}].member"), remark);
        }
        let words = looked.raw["recipients"][at]["fingerprint_words"].as_str();
        if words.is_some_and(|words| words != check_words(&recipient.public_key).join(" ")) {
            findings.add(
                format!("$.recipients[{at}].fingerprint_words"),
                Remark::OtherWords(recipient.name.clone()),
            );
        }
    }
    for (at, member) in study.team.iter().enumerate() {
        let holds = |recipient: &Recipient| study.member_of(recipient) == Some(member);
        let teaches = &looked.raw["team"][at]["teaches_in_course"];
        if *teaches == true && study.recipients.iter().any(holds) {
            findings.add(
                format!("$.team[{at}].teaches_in_course"),
                Remark::Teaches(member.name.clone()),
            );
        }
    }
}

fn consent(looked: &Looked<'_>, findings: &mut Findings) {
    let (study, consent) = (looked.study, &looked.study.consent);
    let named = || consent.sections.iter().flat_map(|s| &s.recipients);
    if named().next().is_none() {
        findings.add("$.consent.sections", Remark::ConsentNamesNobody);
    } else {
        for (at, recipient) in study.recipients.iter().enumerate() {
            if !named().any(|id| *id == recipient.id) {
                findings.add(
                    format!("$.recipients[{at}]"),
                    Remark::ConsentOmits(recipient.name.clone()),
                );
            }
        }
    }
    if !consent.items.is_empty() && consent.items.iter().all(|item| !item.required) {
        findings.add("$.consent.items", Remark::NothingRequired);
    }
    let sections = consent.sections.iter().map(|s| (&s.id, &s.text));
    let items = consent.items.iter().map(|item| (&item.id, &item.text));
    let speaks = |(id, text): (&String, &Localized)| {
        let words = text.0.get(&study.default_language).map_or("", |text| text);
        let is_meant = |text: &str| {
            let text = text.to_lowercase();
            // English, French, Dutch.
            [
                "audio",
                "voice",
                "recording",
                "voix",
                "enregistrement",
                "stem",
                "opname",
            ]
            .iter()
            .any(|word| text.contains(word))
        };
        is_meant(id) || is_meant(words)
    };
    let is_spoken_of = sections.chain(items).any(speaks);
    if study.allows_audio() && !is_spoken_of {
        findings.add("$.consent", Remark::ConsentSilentOnAudio);
    }
    if let Some(at) = consent.items.iter().position(|item| item.id == "audio")
        && !study.allows_audio()
    {
        findings.add(
            format!("$.consent.items[{at}]"),
            Remark::ConsentWithoutAudio,
        );
    }
    if study.share.times == crate::Times::LocalTime {
        findings.add("$.share.times", Remark::LocalTime);
    }
}

fn codes(looked: &Looked<'_>, findings: &mut Findings) {
    let Some(rule) = &looked.study.participants.code_rule else {
        return;
    };
    if !rule.is_usable() {
        return;
    }
    let at = "$.participants.code_rule";
    let example = looked.raw["participants"]["code_rule"]["example"].as_str();
    if let Some(example) = example
        && let Err(error) = ParticipantCode::parse(example, rule)
    {
        let remark = Remark::CodeExample(example.to_owned(), error);
        findings.add(format!("{at}.example"), remark);
    }
    let has = |c: char| rule.alphabet.to_ascii_uppercase().contains(c);
    let alike: Vec<&str> = ["0O", "1I", "1L", "IL"]
        .into_iter()
        .filter(|pair| pair.chars().all(has))
        .collect();
    if !alike.is_empty() {
        let remark = Remark::CodeLooksAlike(alike.join(", "));
        findings.add(format!("{at}.alphabet"), remark);
    }
    if rule.alphabet.chars().any(|c| c.is_ascii_lowercase()) {
        findings.add(format!("{at}.alphabet"), Remark::CodeLowerCase);
    }
    if rule
        .separator
        .contains(|c: char| !matches!(c, ' ' | '-' | '_' | '.'))
    {
        findings.add(format!("{at}.separator"), Remark::CodeSeparator);
    }
    let expected = looked.raw["participants"]["expected_n"].as_u64();
    if let Some(expected) = expected
        && rule.number_of_codes() < u128::from(expected) * CODES_EACH
    {
        let remark = Remark::FewCodes {
            codes: rule.number_of_codes(),
            expected,
        };
        findings.add(format!("{at}.length"), remark);
    }
}
