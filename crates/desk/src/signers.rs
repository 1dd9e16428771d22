//! The registry of known phones: OpenSSH's `allowed_signers` (ssh-keygen(1), ALLOWED SIGNERS),
//! so that stock `ssh-keygen -Y verify` reads the same file.

use journal::{ParticipantCode, check_words};

/// Which device key belongs to which participant, as people confirmed it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signers {
    signers: Vec<Signer>,
}

/// One line of the registry.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Signer {
    participants: Vec<String>,
    /// `None` is every namespace.
    namespaces: Option<Vec<String>>,
    key: String,
}

/// How a bundle's key stands to the registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Registered for this participant.
    Known,
    /// Registered, but for somebody else.
    OtherParticipant(String),
    /// The participant is registered, but with another key.
    OtherKey,
    /// Neither the key nor the participant is there.
    Unknown,
}

impl Signers {
    /// Reads a registry: `CODE[,CODE…] [namespaces="…"] ssh-ed25519 AAAA… [comment]` a line,
    /// `#` begins a comment.
    ///
    /// # Errors
    /// With the number of the first line that is not understood: a line that is passed over
    /// could be the one that matters.
    pub fn parse(text: &str) -> Result<Self, SignersError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut registry = Self::default();
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let signer = parse_line(line).map_err(|why| SignersError { line: number, why })?;
            registry.signers.push(signer);
        }
        Ok(registry)
    }

    /// Makes a key known for a participant of a study.
    pub fn add(&mut self, participant: &ParticipantCode, study_id: &str, key: &str) {
        self.signers.push(Signer {
            participants: vec![participant.to_string()],
            namespaces: Some(vec![bundle::namespace(study_id)]),
            key: key.to_owned(),
        });
    }

    /// Who is known for a study: a participant's code and a key, once for each that a line names.
    pub fn known(&self, study_id: &str) -> impl Iterator<Item = (&str, &str)> {
        self.of_study(study_id).flat_map(|signer| {
            let participants = signer.participants.iter();
            participants.map(|participant| (participant.as_str(), signer.key.as_str()))
        })
    }

    fn of_study(&self, study_id: &str) -> impl Iterator<Item = &Signer> {
        let namespace = bundle::namespace(study_id);
        self.signers.iter().filter(move |signer| {
            let known = signer.namespaces.as_ref();
            known.is_none_or(|known| known.contains(&namespace))
        })
    }

    /// The line that makes a key known, without a line end. `None` if the study's id or the key
    /// has characters that would change the meaning of the line.
    pub fn line(participant: &ParticipantCode, study_id: &str, key: &str) -> Option<String> {
        let plain = |c: char| c.is_ascii_graphic() && !"\",*?!\\#".contains(c);
        let fine = participant.is_safe() && study_id.chars().all(plain) && is_key(key);
        fine.then(|| {
            format!(
                "{participant} namespaces=\"{}\" {key}",
                bundle::namespace(study_id)
            )
        })
    }

    /// Whether a person confirmed this key for this participant of this study.
    pub fn knows(&self, participant: &ParticipantCode, study_id: &str, key: &str) -> bool {
        self.standing(participant, study_id, key) == Standing::Known
    }

    pub(crate) fn standing(
        &self,
        participant: &ParticipantCode,
        study_id: &str,
        key: &str,
    ) -> Standing {
        let here = || self.of_study(study_id);
        let names = |signer: &&Signer| {
            signer
                .participants
                .iter()
                .any(|p| p == participant.as_str())
        };
        if here().any(|signer| signer.key == key && names(&signer)) {
            return Standing::Known;
        }
        if let Some(other) = here().find(|signer| signer.key == key) {
            return Standing::OtherParticipant(other.participants.join(", "));
        }
        if here().any(|signer| names(&signer)) {
            Standing::OtherKey
        } else {
            Standing::Unknown
        }
    }
}

/// The six check words of a device key, as they are read aloud.
pub(crate) fn words(key: &str) -> String {
    check_words(key).join(" ")
}

fn parse_line(line: &str) -> Result<Signer, &'static str> {
    const SHORT: &str = "it is not of the form: CODE namespaces=\"…\" ssh-ed25519 AAAA…";
    let (principals, rest) = line.split_once([' ', '\t']).ok_or(SHORT)?;
    let rest = rest.trim_start();
    let kinds = ["ssh-", "ecdsa-", "sk-"];
    let (options, rest) = if kinds.iter().any(|kind| rest.starts_with(kind)) {
        ("", rest)
    } else {
        split_outside_quotes(rest, &[' ', '\t']).ok_or(SHORT)?
    };
    let mut parts = rest.split_whitespace();
    let key = format!(
        "{} {}",
        parts.next().ok_or(SHORT)?,
        parts.next().ok_or(SHORT)?
    );
    if !is_key(&key) {
        return Err("its key is not a whole ssh-ed25519 key");
    }
    let participants: Vec<String> = principals.split(',').map(str::to_owned).collect();
    if principals.contains(['*', '?', '!', '"']) || participants.iter().any(String::is_empty) {
        return Err(
            "its first part is not a participant's code (patterns are not understood here)",
        );
    }
    Ok(Signer {
        participants,
        namespaces: parse_options(options)?,
        key,
    })
}

fn parse_options(mut options: &str) -> Result<Option<Vec<String>>, &'static str> {
    let mut namespaces = None;
    while !options.is_empty() {
        let (option, rest) = split_outside_quotes(options, &[',']).unwrap_or((options, ""));
        options = rest;
        let value = option
            .split_once('=')
            .filter(|(name, _)| name.eq_ignore_ascii_case("namespaces"))
            .and_then(|(_, value)| value.strip_prefix('"')?.strip_suffix('"'))
            .ok_or("it has an option other than namespaces=\"…\"")?;
        if value.contains(['*', '?', '!']) {
            return Err("its namespaces hold a pattern, which is not understood here");
        }
        namespaces = Some(value.split(',').map(str::to_owned).collect());
    }
    Ok(namespaces)
}

fn split_outside_quotes<'a>(text: &'a str, at: &[char]) -> Option<(&'a str, &'a str)> {
    let mut quoted = false;
    for (place, c) in text.char_indices() {
        if c == '"' {
            quoted = !quoted;
        } else if !quoted && at.contains(&c) {
            return Some((&text[..place], text[place + c.len_utf8()..].trim_start()));
        }
    }
    None
}

/// The one form of an Ed25519 public key in OpenSSH: 51 bytes, of which the first 19 are fixed
/// (RFC 8709, section 4), in base64 without padding.
fn is_key(key: &str) -> bool {
    key.strip_prefix("ssh-ed25519 ").is_some_and(|blob| {
        blob.len() == 68
            && blob.starts_with("AAAAC3NzaC1lZDI1NTE5AAAAI")
            && blob
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'+' || b == b'/')
    })
}

/// A registry with a line that is not understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the registry of signers is not understood: {why}")]
pub struct SignersError {
    line: usize,
    why: &'static str,
}

impl SignersError {
    /// What to do about it.
    pub fn advice(&self) -> Option<&'static str> {
        Some("mend that line, or put # before it if it does not belong to this study")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bundle::DeviceKey;

    fn code(text: &str) -> ParticipantCode {
        serde_json::from_value(text.into()).unwrap()
    }

    #[test]
    fn a_line_that_was_written_is_read() {
        let key = DeviceKey::from_seed(&[1; 32]).public();
        let line = Signers::line(&code("P-1"), "study", &key).unwrap();
        assert_eq!(line, format!("P-1 namespaces=\"submission@study\" {key}"));
        let registry = Signers::parse(&format!("# ours\r\n\r\n{line} phone\r\n")).unwrap();
        let other = DeviceKey::from_seed(&[2; 32]).public();
        let standing = |code: &ParticipantCode, study, key| registry.standing(code, study, key);
        assert_eq!(standing(&code("P-1"), "study", &key), Standing::Known);
        assert!(registry.knows(&code("P-1"), "study", &key));
        assert!(!registry.knows(&code("P-2"), "study", &key));
        assert_eq!(standing(&code("P-1"), "study", &other), Standing::OtherKey);
        assert_eq!(
            standing(&code("P-2"), "study", &key),
            Standing::OtherParticipant("P-1".into())
        );
        assert_eq!(standing(&code("P-2"), "study", &other), Standing::Unknown);
        assert_eq!(standing(&code("P-1"), "elsewhere", &key), Standing::Unknown);
    }

    #[test]
    fn a_study_id_cannot_write_into_the_registry() {
        let key = DeviceKey::from_seed(&[1; 32]).public();
        for study in ["a\"b", "a\nb", "a b", "a,b", "a*", "é"] {
            assert_eq!(Signers::line(&code("P-1"), study, &key), None, "{study}");
        }
        assert_eq!(Signers::line(&code("P-1"), "study", "ssh-rsa AAAA"), None);
    }

    #[test]
    fn what_is_not_understood_is_named_by_its_line() {
        let key = DeviceKey::from_seed(&[1; 32]).public();
        for line in [
            "P-1".to_owned(),
            "P-1 ssh-rsa AAAA".into(),
            format!("P-1 cert-authority {key}"),
            format!("P-1 valid-before=\"20270101\" {key}"),
            format!("P-* {key}"),
            format!("P-1 namespaces=\"submission@*\" {key}"),
            format!("P-1 {}", &key[..40]),
        ] {
            let error = Signers::parse(&format!("#\n{line}")).unwrap_err();
            assert!(error.to_string().starts_with("line 2 "), "{line}: {error}");
        }
        assert!(Signers::parse(&format!("P-1,P-2 {key}")).is_ok());
    }
}
