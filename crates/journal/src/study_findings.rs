//! Everything that a study team should know of its pack before it is handed out: what the app
//! refuses, what should be changed, and what is good to know, all at once.

mod fields;
mod people;
mod remark;
#[cfg(test)]
mod tests;
mod texts;
mod time;

use jiff::civil::Date;
use serde_json::Value;

use crate::study_check::{located, parse_date, read_with_faults};
use crate::{Reading, Study, StudyError};

pub use remark::Remark;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FindingSeverity {
    /// The app takes no such pack.
    Refused,
    /// The app takes it, and the study or its participants would regret it.
    ShouldChange,
    /// Good to know.
    Note,
}

impl FindingSeverity {
    /// The name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::ShouldChange => "should_change",
            Self::Note => "note",
        }
    }
}

/// One thing that was found in a pack.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Where, as a JSON path: `$.recipients[1].public_key`.
    pub at: String,
    /// What, as a sentence, and what to do.
    pub remark: Remark,
}

/// A pack, looked through.
#[derive(Debug, Clone, PartialEq)]
pub struct Examination {
    /// The pack, as far as it can be read: `None` if it is none.
    pub study: Option<Study>,
    /// What was found, the worst first, else in the order of the pack's parts.
    pub findings: Vec<Finding>,
    /// How hard its texts are to read.
    pub reading: Vec<Reading>,
}

impl Examination {
    /// Looks through a pack as of a day (`YYYY-MM-DD`): what has expired depends on it.
    pub fn of(bytes: &[u8], today: &str) -> Self {
        match examine(bytes, parse_date(today)) {
            Ok(examination) => examination,
            Err(error) => Self {
                study: None,
                findings: vec![Finding {
                    at: "$".into(),
                    remark: Remark::Unreadable(error),
                }],
                reading: Vec::new(),
            },
        }
    }

    /// The worst that was found.
    pub fn worst(&self) -> Option<FindingSeverity> {
        self.findings.iter().map(Finding::severity).min()
    }
}

impl Finding {
    /// How much it matters.
    pub fn severity(&self) -> FindingSeverity {
        self.remark.severity()
    }
}

/// Where findings are put.
#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, at: impl Into<String>, remark: Remark) {
        self.0.push(Finding {
            at: at.into(),
            remark,
        });
    }
}

/// The pack as it is read, and as it stands.
struct Looked<'a> {
    study: &'a Study,
    raw: &'a Value,
    today: Option<Date>,
}

fn examine(bytes: &[u8], today: Option<Date>) -> Result<Examination, StudyError> {
    let study = read_with_faults(bytes)?;
    let raw: Value =
        serde_json::from_slice(bytes).map_err(|error| StudyError::NotJson(error.to_string()))?;
    let mut findings = Findings::default();
    for (at, fault) in located(&study) {
        findings.add(at, Remark::Fault(fault));
    }
    let looked = Looked {
        study: &study,
        raw: &raw,
        today,
    };
    people::look(&looked, &mut findings);
    let reading = texts::look(&looked, &mut findings);
    time::look(&looked, &mut findings);
    fields::look(&looked, &mut findings);
    let mut findings = findings.0;
    // Stable: what is equally bad stays in the order of the pack.
    findings.sort_by_key(Finding::severity);
    Ok(Examination {
        study: Some(study),
        findings,
        reading,
    })
}
