//! What the places of a pack are called: the fields, the items of its lists, the sections.

use desk::printable_whole;

use super::{fill, t};
use crate::state::StudySection;

/// What a section of the pack is called.
pub fn section(section: StudySection) -> &'static str {
    match section {
        StudySection::Basics => t("part.basics"),
        StudySection::People => t("part.people"),
        StudySection::Recipients => t("part.recipients"),
        StudySection::Consent => t("part.consent"),
        StudySection::Terms => t("part.terms"),
        StudySection::Phases => t("part.phases"),
        StudySection::Prompts => t("part.prompts"),
        StudySection::Entries => t("part.entries"),
        StudySection::Support => t("part.support"),
        StudySection::Codes => t("part.codes"),
    }
}

/// An item of a list, by its place: `$.team[2]`.
pub fn item(at: &str) -> Option<String> {
    let (list, number) = at.rsplit_once('[')?;
    let number: usize = number.strip_suffix(']')?.parse().ok()?;
    let n = &(number + 1).to_string();
    Some(match list {
        "$.team" => fill("item.member", &[("n", n)]),
        "$.contacts" => fill("item.contact", &[("n", n)]),
        "$.recipients" => fill("item.recipient", &[("n", n)]),
        "$.consent.sections" => fill("item.section", &[("n", n)]),
        "$.consent.items" => fill("item.item", &[("n", n)]),
        "$.waves" => fill("item.wave", &[("n", n)]),
        "$.prompts" => fill("item.prompt", &[("n", n)]),
        "$.ratings" => fill("item.rating", &[("n", n)]),
        "$.support" => fill("item.support", &[("n", n)]),
        _ => return None,
    })
}

/// A place as one reads it: which item, and which field of it.
pub fn place(at: &str) -> String {
    if at == "$" {
        return t("label.pack").to_owned();
    }
    if let Some(item) = item(at) {
        return item;
    }
    let inside = at
        .rsplit_once(']')
        .map(|(list, field)| (format!("{list}]"), field));
    match inside {
        Some((list, "")) => place(list.rsplit_once('[').map_or("$", |(list, _)| list)),
        Some((list, _)) => match item(&list) {
            Some(item) => format!("{item} · {}", field(at)),
            None => field(at),
        },
        None => field(at),
    }
}

/// A field as it is labelled; a field that has no label shows its path.
fn field(at: &str) -> String {
    match label(at) {
        "" => printable_whole(at),
        label => label.to_owned(),
    }
}

/// What stands over a field. Empty for a place that no field stands for.
pub fn label(at: &str) -> &'static str {
    let mut kind = String::new();
    let mut is_number = false;
    for c in at.chars() {
        is_number = c == '[' || is_number && c != ']';
        if !is_number || c == '[' {
            kind.push(c);
        }
    }
    match kind.as_str() {
        "$.pack_id" => t("label.pack_id"),
        "$.revision" => t("label.revision"),
        "$.title" => t("label.title"),
        "$.plain_purpose" => t("label.purpose"),
        "$.institution.name" => t("label.institution"),
        "$.institution.unit" => t("label.unit"),
        "$.default_language" => t("label.default_language"),
        "$.languages" => t("label.languages"),
        "$.reading_promise" => t("label.reading_promise"),
        "$.ethics" | "$.ethics.approval_number" => t("label.ethics"),
        "$.ethics.board" => t("label.board"),
        "$.ethics.approved_on" => t("label.approved_on"),
        "$.ethics.expires_on" => t("label.ethics_until"),
        "$.withdrawal" => t("label.withdrawal"),
        "$.withdrawal.until" => t("label.withdrawal_until"),
        "$.withdrawal.how" => t("label.withdrawal_how"),
        "$.retention" => t("label.retention"),
        "$.retention.audio" => t("label.keep_audio"),
        "$.retention.raw_text" => t("label.keep_text"),
        "$.retention.deidentified" => t("label.keep_deidentified"),
        "$.retention.code_list" => t("label.keep_codes"),
        "$.export_policy" => t("label.export_policy"),
        "$.contacts" => t("label.contacts"),
        "$.support" => t("label.support"),
        "$.recipients" => t("label.recipients"),
        "$.min_recipients" => t("label.min_recipients"),
        "$.consent" | "$.consent.sections" => t("label.sections"),
        "$.consent.items" => t("label.items"),
        "$.consent.version" => t("label.consent_version"),
        "$.waves" => t("label.waves"),
        "$.prompts" => t("label.prompts"),
        "$.ratings" => t("label.ratings"),
        "$.entry.modes" => t("label.modes"),
        "$.entry.audio.max_minutes" => t("label.max_minutes"),
        "$.share.times" => t("label.times"),
        "$.schedule.calendar.every_days" => t("label.every_days"),
        "$.schedule.calendar.max_reminders" => t("label.max_reminders"),
        "$.schedule" | "$.schedule.calendar" => t("pack.schedule"),
        "$.schedule.calendar.weekday_local" => t("label.weekday"),
        "$.schedule.calendar.local_time" => t("label.rhythm_time"),
        "$.schedule.calendar.title" => t("label.rhythm_title"),
        "$.sessions" => t("label.sessions"),
        "$.sessions.ask" => t("label.sessions_ask"),
        "$.sessions.max" => t("label.sessions_max"),
        "$.sessions.label" => t("label.sessions_label"),
        "$.schedule.length_hint" => t("label.length_hint"),
        "$.participants.code_rule" => t("label.code_rule"),
        "$.participants.code_rule.alphabet" => t("label.alphabet"),
        "$.participants.code_rule.length" => t("label.length"),
        "$.participants.code_rule.separator" => t("label.separator"),
        "$.participants.code_rule.example" => t("label.example"),
        "$.participants.expected_n" => t("label.expected"),
        "$.team[].name" | "$.contacts[].name" => t("label.person"),
        "$.team[].role" => t("label.team_role"),
        "$.team[].can_read" => t("label.can_read"),
        "$.team[].assesses_participants" => t("label.assesses"),
        "$.team[].teaches_in_course" => t("label.teaches"),
        "$.contacts[].role" => t("label.contact_role"),
        "$.contacts[].email" => t("label.email"),
        "$.contacts[].phone" | "$.support[].phone" => t("label.phone"),
        "$.recipients[].name" => t("label.recipient_name"),
        "$.recipients[].member" => t("label.holder"),
        "$.recipients[].public_key" | "$.recipients[].key_alg" => t("label.public_key"),
        "$.recipients[].fingerprint_words" => t("label.fingerprint"),
        "$.recipients[].valid_from" => t("label.valid_from"),
        "$.recipients[].valid_to" => t("label.valid_to"),
        "$.consent.sections[].recipients[]" | "$.consent.sections[].recipients" => {
            t("label.section_recipients")
        }
        "$.consent.sections[].text" | "$.consent.items[].text" => t("label.text"),
        "$.consent.items[].required" => t("label.required"),
        "$.waves[].label" | "$.ratings[].label" => t("label.name"),
        "$.waves[].phase" | "$.prompts[].phase" => t("label.phase"),
        "$.waves[].from" => t("label.from"),
        "$.waves[].to" => t("label.to"),
        "$.prompts[].text" => t("label.question"),
        "$.prompts[].theme_internal" => t("label.theme"),
        "$.prompts[].lens" => t("label.lens"),
        "$.prompts[].version" => t("label.version"),
        "$.ratings[].min" => t("label.min"),
        "$.ratings[].max" => t("label.max"),
        "$.support[].name" => t("label.support_name"),
        "$.support[].when" => t("label.when"),
        "$.support[].hours" => t("label.hours"),
        id if id.ends_with("[].id") => t("label.id"),
        _ => "",
    }
}

/// A value of a field that has a few.
pub fn choice(at: &str, value: &str) -> &'static str {
    let field = at.rsplit_once('.').map_or(at, |(_, field)| field);
    match (field, value) {
        ("phase", "start") => t("phase.start"),
        ("phase", "middle") => t("phase.middle"),
        ("phase", "end") => t("phase.end"),
        ("phase", "anytime") => t("phase.anytime"),
        ("phase", "") => t("pick.no_phase"),
        ("lens", "student") => t("role.student"),
        ("lens", "mentor") => t("role.mentor"),
        ("lens", "both") => t("role.both"),
        ("theme_internal", "gazing_backwards") => t("analyst.gazing_backwards"),
        ("theme_internal", "imagine_future") => t("analyst.imagine_future"),
        ("theme_internal", "closing_loop") => t("analyst.closing_loop"),
        ("theme_internal", "pay_forward") => t("analyst.pay_forward"),
        ("theme_internal", "opening") => t("analyst.opening"),
        ("theme_internal", "after_session") => t("analyst.after_session"),
        ("theme_internal", "in_the_moment") => t("analyst.in_the_moment"),
        ("theme_internal", "closing") => t("analyst.closing"),
        ("theme_internal", "free") => t("theme.free"),
        ("assesses_participants", "true") => t("pick.assesses"),
        ("assesses_participants", "false") => t("pick.assesses_not"),
        ("assesses_participants", "") => t("pick.unsaid"),
        ("times", "local_time") => t("pick.local_time"),
        ("times", _) => t("pick.date_only"),
        ("modes", "text") => t("pick.text_only"),
        ("modes", _) => t("pick.text_and_voice"),
        _ => "",
    }
}
