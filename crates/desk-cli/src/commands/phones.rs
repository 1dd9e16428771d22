//! `loop-desk phones`: whose phone is it? A person says so, by six words.

use std::fmt::Write as _;

use desk::printable;
use jiff::Timestamp;
use serde_json::json;
use workspace::{Decision, Enrol, Phone, Standing, Workspace};

use super::{moment, read_signers, today};
use crate::Report;
use crate::args::{PhoneArgs, PhonesArgs, PhonesCommand};
use crate::error::RunError;
use crate::summary::json_text;

/// `loop-desk phones`.
pub(crate) fn run(args: &PhonesArgs) -> Result<Report, RunError> {
    let now = Timestamp::now().as_second();
    let at = moment(now);
    let mut workspace = Workspace::open(&args.place.workspace, &at)?;
    let merge = |workspace: &mut Workspace| match workspace.is_merged()? {
        true => Ok(()),
        false => workspace
            .merge(&at, Some(&today(now)), Enrol::Nobody)
            .map(|_| ()),
    };
    // What the list shows is what arrived.
    merge(&mut workspace)?;
    let said = match &args.command {
        None => None,
        Some(PhonesCommand::Confirm(phone)) => {
            Some(decide(&mut workspace, phone, Decision::Confirmed, &at)?)
        }
        Some(PhonesCommand::Refuse(phone)) => {
            Some(decide(&mut workspace, phone, Decision::Refused, &at)?)
        }
        Some(PhonesCommand::Import { file }) => {
            let imported = workspace.import_phones(&read_signers(file, false)?, &at)?;
            Some(format!("confirmed {imported} phones of the registry"))
        }
    };
    merge(&mut workspace)?;
    let phones = workspace.phones()?;
    let is_waiting = phones
        .iter()
        .any(|phone| phone.standing == Standing::Unknown);
    let text = if args.json {
        json_text(&json!({ "schema_version": 1, "command": "phones", "phones": phones }))
    } else {
        match said {
            Some(said) => format!("{said}\n"),
            None => list(&phones),
        }
    };
    Ok(Report {
        text,
        code: if is_waiting { 3 } else { 0 },
    })
}

fn decide(
    workspace: &mut Workspace,
    args: &PhoneArgs,
    decision: Decision,
    at: &str,
) -> Result<String, RunError> {
    let by = args.by.as_deref();
    let phone = workspace.decide(&args.code, &args.words, decision, by, at)?;
    let bundles = bundles(&phone);
    Ok(match decision {
        Decision::Confirmed => format!(
            "confirmed: the phone of {}, \"{}\" ({bundles})",
            printable(&phone.participant),
            phone.words
        ),
        Decision::Refused => format!(
            "refused: the phone that signs as {}, \"{}\" ({bundles} not used)",
            printable(&phone.participant),
            phone.words
        ),
    })
}

fn list(phones: &[Phone]) -> String {
    if phones.is_empty() {
        return "no phone yet: receive bundles first\n".into();
    }
    let mut text = String::new();
    let titles = [
        (
            Standing::Unknown,
            "to confirm (call the participant, let them read their six words, and compare)",
        ),
        (Standing::Confirmed, "confirmed"),
        (
            Standing::Refused,
            "refused (nothing that they sign is used)",
        ),
    ];
    for (standing, title) in titles {
        let here: Vec<&Phone> = phones
            .iter()
            .filter(|phone| phone.standing == standing)
            .collect();
        if here.is_empty() {
            continue;
        }
        if !text.is_empty() {
            text.push('\n');
        }
        let _ = writeln!(text, "{title}:");
        for phone in here {
            let _ = writeln!(
                text,
                "- {}  \"{}\"  {}{}{}",
                printable(&phone.participant),
                phone.words,
                bundles(phone),
                since(phone),
                beside(phone, phones)
            );
        }
    }
    text
}

fn bundles(phone: &Phone) -> String {
    match phone.bundles {
        1 => "1 bundle".into(),
        bundles => format!("{bundles} bundles"),
    }
}

fn since(phone: &Phone) -> String {
    let dates = match (&phone.first, &phone.last) {
        (Some(first), Some(last)) if first != last => format!(", {first} to {last}"),
        (Some(first), _) => format!(", {first}"),
        (None, _) => String::new(),
    };
    match (&phone.decided_at, &phone.decided_by) {
        (Some(at), Some(by)) => format!("{dates}; decided {at} by {}", printable(by)),
        (Some(at), None) => format!("{dates}; decided {at}"),
        (None, _) => dates,
    }
}

/// What else is known that a person should know before deciding.
fn beside(phone: &Phone, phones: &[Phone]) -> String {
    if phone.standing != Standing::Unknown {
        return String::new();
    }
    let confirmed = || {
        phones
            .iter()
            .filter(|other| other.standing == Standing::Confirmed)
    };
    let mut text = String::new();
    if confirmed().any(|other| other.participant == phone.participant) {
        text.push_str(
            "\n    this participant has another confirmed phone: ask whether this one is new",
        );
    }
    for other in confirmed().filter(|other| other.device_key == phone.device_key) {
        let _ = write!(
            text,
            "\n    this phone is confirmed for {}: do not confirm it before you know why",
            printable(&other.participant)
        );
    }
    text
}
