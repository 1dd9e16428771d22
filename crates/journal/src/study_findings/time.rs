//! Days: phases and what they ask, what has expired, and what ends before the study does.

use jiff::civil::Date;
use serde_json::Value;

use crate::study_check::parse_date;
use crate::{Phase, Sessions, Theme, Wave};

use super::{Findings, Looked, Remark};

pub(super) fn look(looked: &Looked<'_>, findings: &mut Findings) {
    let study = looked.study;
    let mut phases: Vec<(usize, &Wave, Date, Date)> = Vec::new();
    for (at, wave) in study.waves.iter().enumerate() {
        if let (Some(_), Some(from), Some(to)) =
            (wave.phase, parse_date(&wave.from), parse_date(&wave.to))
            && from <= to
        {
            phases.push((at, wave, from, to));
        }
    }
    phases.sort_by_key(|(_, _, from, _)| *from);
    for (before, after) in phases.iter().zip(phases.iter().skip(1)) {
        let days = (after.2 - before.3).get_days() - 1;
        if days > 0 {
            findings.add(
                format!("$.waves[{}].from", after.0),
                Remark::Gap {
                    first: before.1.id.clone(),
                    second: after.1.id.clone(),
                    days,
                },
            );
        }
    }
    questions(looked, &phases, findings);
    let end = study.waves.iter().filter_map(|w| parse_date(&w.to)).max();
    if let (Some(end), Some(today)) = (end, looked.today)
        && end < today
    {
        findings.add("$.waves", Remark::Over(end.to_string()));
    }
    rhythm(looked, findings);
    ends(looked, end, findings);
}

/// The rhythm that is proposed, and the sessions that are asked about.
fn rhythm(looked: &Looked<'_>, findings: &mut Findings) {
    let (study, calendar) = (looked.study, "$.schedule.calendar");
    if let Some(rhythm) = &study.schedule.calendar {
        let faults = rhythm.faults();
        let is_whole = faults.is_empty();
        for (field, fault) in faults {
            findings.add(format!("{calendar}.{field}"), Remark::Rhythm(fault));
        }
        if let (true, Err(fault)) = (is_whole, study.invitations(None)) {
            findings.add(calendar, Remark::Rhythm(fault));
        }
    }
    let sessions = &study.sessions;
    if let Some(max) = sessions
        .max
        .filter(|max| !(1..=Sessions::MOST).contains(max))
    {
        findings.add("$.sessions.max", Remark::SessionCount(max));
    }
    let is_asked = |p: &crate::Prompt| p.theme == Theme::AfterSession;
    if sessions.ask && !study.prompts.iter().any(is_asked) {
        findings.add("$.sessions.ask", Remark::SessionUnasked);
    }
}

fn questions(looked: &Looked<'_>, phases: &[(usize, &Wave, Date, Date)], findings: &mut Findings) {
    let prompts = &looked.study.prompts;
    if phases.is_empty() {
        findings.add("$.waves", Remark::NoPhases);
    }
    for phase in [Phase::Start, Phase::Middle, Phase::End] {
        let is_there = phases.iter().any(|(_, wave, ..)| wave.phase == Some(phase));
        let asked: Vec<(usize, String)> = prompts
            .iter()
            .enumerate()
            .filter(|(_, prompt)| prompt.phase == phase)
            .map(|(at, prompt)| (at, prompt.id.to_string()))
            .collect();
        if let (false, Some((at, _))) = (is_there, asked.first()) {
            let prompts = asked.iter().map(|(_, id)| id.clone()).collect();
            findings.add(
                format!("$.prompts[{at}].phase"),
                Remark::NeverAsked { phase, prompts },
            );
        }
    }
    for (at, wave, ..) in phases {
        let is_asked =
            |p: &&crate::Prompt| p.phase == Phase::Anytime || Some(p.phase) == wave.phase;
        let asked = || prompts.iter().filter(is_asked);
        if !prompts.is_empty() && asked().next().is_none() {
            let at = format!("$.waves[{at}].phase");
            findings.add(at, Remark::NothingAsked(wave.id.clone()));
            continue;
        }
        for theme in [Theme::GazingBackwards, Theme::ImagineFuture] {
            if !prompts.is_empty() && !asked().any(|prompt| prompt.theme == theme) {
                let at = format!("$.waves[{at}].phase");
                let wave = wave.id.clone();
                findings.add(at, Remark::NoDoor { wave, theme });
            }
        }
    }
}

/// What has a day of its own behind which it no longer holds.
fn ends(looked: &Looked<'_>, end: Option<Date>, findings: &mut Findings) {
    let raw = looked.raw;
    let mut date = |at: &str, value: &Value| {
        let text = value.as_str()?;
        let date = parse_date(text);
        if date.is_none() {
            findings.add(at, Remark::NotADate(text.to_owned()));
        }
        date
    };
    let mut until: Vec<(String, String, Date)> = Vec::new();
    for (at, recipient) in looked.study.recipients.iter().enumerate() {
        let value = &raw["recipients"][at];
        let place = |field: &str| format!("$.recipients[{at}].{field}");
        let from = date(&place("valid_from"), &value["valid_from"]);
        if let Some(to) = date(&place("valid_to"), &value["valid_to"]) {
            let what = format!("the key of \"{}\"", recipient.name);
            if from.is_some_and(|from| to < from) {
                until.push((place("valid_to"), what, Date::MIN));
            } else {
                until.push((place("valid_to"), what, to));
            }
        }
    }
    let ethics = &raw["ethics"];
    let number = ethics["approval_number"].as_str().unwrap_or_default();
    date("$.ethics.approved_on", &ethics["approved_on"]);
    if let Some(to) = date("$.ethics.expires_on", &ethics["expires_on"]) {
        let what = "the approval of the ethics board".into();
        until.push(("$.ethics.expires_on".into(), what, to));
    }
    if let Some(to) = date("$.withdrawal.until", &raw["withdrawal"]["until"]) {
        let what = "the right to take back what was shared".into();
        until.push(("$.withdrawal.until".into(), what, to));
    }
    if number.trim().is_empty() {
        findings.add("$.ethics.approval_number", Remark::NoEthics);
    }
    for (field, remark) in [
        ("withdrawal", Remark::NoWithdrawal),
        ("retention", Remark::NoRetention),
    ] {
        if raw[field].as_object().is_none_or(serde_json::Map::is_empty) {
            findings.add(format!("$.{field}"), remark);
        }
    }
    for (at, what, to) in until {
        let on = to.to_string();
        if to == Date::MIN {
            findings.add(at, Remark::EndsBeforeItBegins(what));
        } else if looked.today.is_some_and(|today| to < today) {
            findings.add(at, Remark::Expired { what, on });
        } else if let Some(end) = end.filter(|end| to < *end) {
            let end = end.to_string();
            findings.add(at, Remark::EndsEarly { what, on, end });
        }
    }
}
