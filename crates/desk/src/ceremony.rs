//! The key ceremony's proofs: a key that was just made opens a bundle, and so does everybody's who
//! should.

use bundle::{
    Consented, DeviceKey, Identity, Mode, OpenKeyError, Outgoing, PackError, Recipient, open, pack,
};
use journal::{CodeRule, Entry, EntryId, MakeCodesError, Moment, MomentError, Study, Times};
use serde::{Deserialize, Serialize};

/// What stands in a canary bundle.
const CANARY: &str = "A canary bundle, made to see who can open it. Nobody wrote this.";

/// Opens a sealed key file again, as it lies on the disk, and has the key open a test bundle that
/// was made in memory for the recipient `made`, whose key the file must hold. `today` is a date.
/// Takes 256 MiB of memory, as the file asks for.
///
/// # Errors
/// When any of it fails: the key must not be used then.
pub fn prove(
    sealed: &[u8],
    passphrase: &str,
    made: &Recipient,
    today: &str,
) -> Result<(), CeremonyError> {
    let identities = Identity::open_sealed(sealed, passphrase)?;
    let [identity] = identities.as_slice() else {
        return Err(CeremonyError::NotOneKey);
    };
    if identity.recipient() != *made {
        return Err(CeremonyError::OtherKey);
    }
    let to = vec![("test".to_owned(), "test".to_owned(), made.clone())];
    let canary = canary("key-test", 1, &to, today)?;
    match opens(&canary, identity) {
        true => Ok(()),
        false => Err(CeremonyError::NotOpened),
    }
}

/// Who of a study's recipients opened a canary bundle, and who else could.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rehearsal {
    /// The recipients, by the names the pack gives, whose keys were tried and opened it.
    pub opened: Vec<String>,
    /// Those whose keys were not tried.
    pub others: Vec<String>,
}

/// Makes a canary bundle for all recipients of a study, in memory, and opens it with each of the
/// identities. `today` is a date.
///
/// # Errors
/// When none of the identities is the study's, or one that is does not open it.
pub fn rehearse(
    study: &Study,
    identities: &[Identity],
    today: &str,
) -> Result<Rehearsal, CeremonyError> {
    let mut to = Vec::new();
    for recipient in &study.recipients {
        let key: Recipient = recipient
            .public_key
            .parse()
            .map_err(|_| CeremonyError::StudyKey(recipient.name.clone()))?;
        to.push((recipient.id.clone(), recipient.name.clone(), key));
    }
    let canary = canary(&study.id, study.revision, &to, today)?;
    let mut rehearsal = Rehearsal {
        opened: Vec::new(),
        others: Vec::new(),
    };
    for (_, name, key) in to {
        match identities.iter().find(|own| own.recipient() == key) {
            Some(own) if opens(&canary, own) => rehearsal.opened.push(name),
            Some(_) => return Err(CeremonyError::NotOpened),
            None => rehearsal.others.push(name),
        }
    }
    if rehearsal.opened.is_empty() {
        return Err(CeremonyError::NotOfTheStudy);
    }
    Ok(rehearsal)
}

fn opens(canary: &[u8], identity: &Identity) -> bool {
    open(canary, std::slice::from_ref(identity)).is_ok_and(|opened| {
        opened
            .entries
            .iter()
            .map(|entry| entry.entry.text.as_str())
            .eq([CANARY])
    })
}

fn canary(
    study_id: &str,
    revision: u32,
    to: &[(String, String, Recipient)],
    today: &str,
) -> Result<Vec<u8>, CeremonyError> {
    let now = Moment::parse(today)?;
    let rule = CodeRule {
        alphabet: "0123456789".into(),
        length: 6,
        separator: "-".into(),
        check: "luhn-mod-n".into(),
    };
    let codes = rule.make_codes(1, &std::collections::BTreeSet::new())?;
    let participant_id = codes
        .into_iter()
        .next()
        .ok_or(CeremonyError::Codes(MakeCodesError::Rule))?;
    let id = EntryId::make().map_err(|_| PackError::NoRandomness)?;
    let entry = Entry::new(id, None, CANARY.into(), now.clone());
    let outgoing = Outgoing {
        study_id: study_id.into(),
        study_config_version: revision,
        participant_id,
        device_label: String::new(),
        seq: 1,
        prev_bundle_sha512: None,
        mode: Mode::Full,
        now,
        times: Times::Date,
        counter: 1,
        app_version: env!("CARGO_PKG_VERSION").into(),
        consent: Consented {
            version: String::new(),
            language: "en".into(),
            items: std::collections::BTreeMap::new(),
        },
        entries: vec![vec![entry]],
        withdrawn: Vec::new(),
        offers: None,
    };
    // The writer's own key and the phone's are drawn and forgotten: nobody is behind them.
    let own = Identity::make().recipient();
    Ok(pack(&outgoing, &DeviceKey::make(), to, &own)?.bytes)
}

/// Why a key is not proved.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CeremonyError {
    /// The sealed file does not open again.
    #[error("the sealed key does not open again: {0}")]
    Sealed(#[from] OpenKeyError),
    /// More keys in one file than the ceremony makes.
    #[error("the file holds more than one key")]
    NotOneKey,
    /// It is the file of another key.
    #[error("the file holds another key than the one that was made")]
    OtherKey,
    /// The bundle was made and did not open.
    #[error("a test bundle was made, and the key does not open it")]
    NotOpened,
    /// No key of this study.
    #[error("this key is none of the study's recipients: it opens none of its bundles")]
    NotOfTheStudy,
    /// A recipient of the pack is no key.
    #[error("the key of recipient \"{0}\" in the pack cannot be used")]
    StudyKey(String),
    /// No bundle could be made.
    #[error("no test bundle could be made: {0}")]
    Pack(#[from] PackError),
    /// No code could be drawn.
    #[error("no test bundle could be made: {0}")]
    Codes(#[from] MakeCodesError),
    /// What was given as today is no date.
    #[error("no test bundle could be made: {0}")]
    Today(#[from] MomentError),
}

impl CeremonyError {
    /// What to do about it.
    pub fn advice(&self) -> Option<&'static str> {
        Some(match self {
            Self::Sealed(_) | Self::NotOneKey | Self::OtherKey | Self::NotOpened => {
                "do not use this key; make another, on another computer if this comes back"
            }
            Self::NotOfTheStudy => {
                "compare `loop-desk key show` with the pack; perhaps this is an earlier key, or another study's"
            }
            Self::StudyKey(_) => "run `loop-desk study check` on the pack",
            Self::Pack(_) | Self::Codes(_) | Self::Today(_) => {
                "try again; if it comes back, please report it"
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn study(keys: &[&Identity]) -> Study {
        let recipient = |(at, key): (usize, &&Identity)| journal::Recipient {
            id: format!("r{at}"),
            name: format!("Custodian {at}"),
            public_key: key.recipient().to_string(),
            ..journal::Recipient::default()
        };
        Study {
            id: "s".into(),
            revision: 1,
            recipients: keys.iter().enumerate().map(recipient).collect(),
            ..Study::default()
        }
    }

    #[test]
    fn a_key_proves_itself_from_the_file_it_lies_in() {
        let identity = Identity::make();
        let passphrase = "a long enough passphrase";
        let sealed = identity.seal("2026-01-05", passphrase).unwrap();
        let prove =
            |passphrase: &str, made: &Recipient| prove(&sealed, passphrase, made, "2026-01-05");
        assert_eq!(prove(passphrase, &identity.recipient()), Ok(()));
        assert_eq!(
            prove("another long passphrase", &identity.recipient()),
            Err(CeremonyError::Sealed(OpenKeyError::WrongPassphrase))
        );
        assert_eq!(
            prove(passphrase, &Identity::make().recipient()),
            Err(CeremonyError::OtherKey)
        );
    }

    #[test]
    fn a_rehearsal_tells_who_can_open_and_who_else() {
        let [first, second, stranger] = std::array::from_fn(|_| Identity::make());
        let study = study(&[&first, &second]);
        let rehearsed = rehearse(&study, &[second.clone(), stranger.clone()], "2026-01-05");
        assert_eq!(
            rehearsed,
            Ok(Rehearsal {
                opened: vec!["Custodian 1".into()],
                others: vec!["Custodian 0".into()],
            })
        );
        assert_eq!(
            rehearse(&study, &[stranger], "2026-01-05"),
            Err(CeremonyError::NotOfTheStudy)
        );
        let canary = canary(
            "s",
            1,
            &[("a".into(), "A".into(), first.recipient())],
            "2026-01-05",
        );
        assert!(
            !opens(&canary.unwrap(), &second),
            "only those it is sealed to"
        );
    }
}
