//! The worker's part of keys that are made or rehearsed with: they are kept apart from those that
//! open bundles, and go first.

use bundle::{Identity, OpenKeyError};
use desk::{KeyFile, Paper, PrintLanguage, Received, Rules, merge, prove, receive_from, rehearse};
use journal::{Study, check_words};
use zeroize::Zeroizing;

use super::keys::{GivenKeys, KeyDone, KeyFailure, KeyJob, PackKeys, Tried};
use super::small_file::{SMALL_FILE, bytes_of};
use super::{DeskFailure, ShownKey, views};
use crate::browser::worker::Payload;

/// No key file is larger, in bytes.
const KEY_FILE: u64 = 1024 * 1024;

/// Keys on their way.
#[derive(Default)]
pub(super) struct Ceremony {
    /// The key that was sealed, and when.
    sealed: Option<(Identity, String)>,
    /// The keys to rehearse with.
    given: Vec<Identity>,
    study: Option<Study>,
}

impl Ceremony {
    /// Does a job; the bytes beside the answer are its payload.
    pub(super) fn answer(
        &mut self,
        job: KeyJob,
        payload: &Payload,
    ) -> Result<(KeyDone, Vec<u8>), DeskFailure> {
        let done = match job {
            KeyJob::Seal {
                is_new,
                passphrase,
                made_at,
            } => return self.seal(is_new, &passphrase, made_at),
            KeyJob::Paper { holder, language } => self.paper(&holder, &language)?,
            KeyJob::Prove { passphrase, today } => self.prove(payload, &passphrase, &today)?,
            KeyJob::Pack => self.pack(payload)?,
            KeyJob::Give { typed, passphrase } => match typed {
                Some(typed) => self.take_typed(&typed)?,
                None => self.take(key_file(payload, passphrase.as_ref())?, false, true),
            },
            KeyJob::Rehearse { today } => {
                let study = self.study.as_ref().ok_or(DeskFailure::Nothing)?;
                KeyDone::Rehearsed(rehearse(study, &self.given, &today)?)
            }
            KeyJob::Try { name } => self.try_bundle(name, payload)?,
            KeyJob::Forget => {
                *self = Self::default();
                KeyDone::Forgotten
            }
        };
        Ok((done, Vec::new()))
    }

    /// The key that was sealed.
    pub(super) fn sealed(&self) -> Result<Identity, DeskFailure> {
        let sealed = self.sealed.as_ref().ok_or(DeskFailure::Nothing)?;
        Ok(sealed.0.clone())
    }

    fn seal(
        &mut self,
        is_new: bool,
        passphrase: &str,
        made_at: String,
    ) -> Result<(KeyDone, Vec<u8>), DeskFailure> {
        let identity = match (is_new, self.given.as_slice()) {
            (true, _) => Identity::make(),
            (false, [typed]) => typed.clone(),
            (false, _) => return Err(DeskFailure::Nothing),
        };
        let file = identity.seal(&made_at, passphrase)?;
        let shown = shown(&identity);
        self.sealed = Some((identity, made_at));
        Ok((KeyDone::Sealed(shown), file))
    }

    fn paper(&self, holder: &str, language: &str) -> Result<KeyDone, DeskFailure> {
        let (identity, made_at) = self.sealed.as_ref().ok_or(DeskFailure::Nothing)?;
        let language = PrintLanguage::of(language).unwrap_or(PrintLanguage::En);
        let day = made_at.get(..10).unwrap_or(made_at);
        let paper = Paper::new(identity, holder, day, language);
        Ok(KeyDone::Paper(Box::new(paper)))
    }

    fn prove(
        &self,
        payload: &Payload,
        passphrase: &str,
        today: &str,
    ) -> Result<KeyDone, DeskFailure> {
        let made = self.sealed()?.recipient();
        let file = bytes_of(payload, KEY_FILE)?;
        // What lies open is told as such, and not as a wrong passphrase.
        match KeyFile::read(&file)? {
            KeyFile::Sealed => prove(&file, passphrase, &made, today)?,
            KeyFile::Plain(_) => return Err(OpenKeyError::NotSealed.into()),
        }
        Ok(KeyDone::Proved)
    }

    fn pack(&mut self, payload: &Payload) -> Result<KeyDone, DeskFailure> {
        let study = Study::from_json(&bytes_of(payload, SMALL_FILE)?);
        let study = study.map_err(|error| DeskFailure::NotThat(views::reasons(&error)))?;
        let recipients = study.recipients.iter().map(|one| {
            let recipient = one.public_key.clone();
            let words = check_words(&recipient).join(" ");
            (one.name.clone(), ShownKey { recipient, words })
        });
        let keys = PackKeys {
            title: study.title.clone(),
            default_language: study.default_language.clone(),
            revision: study.revision,
            recipients: recipients.collect(),
        };
        self.study = Some(study);
        Ok(KeyDone::Pack(keys))
    }

    fn take_typed(&mut self, typed: &str) -> Result<KeyDone, DeskFailure> {
        let typed = Identity::from_typed(typed)?;
        Ok(self.take(vec![typed.identity], true, typed.is_certain))
    }

    fn take(&mut self, keys: Vec<Identity>, is_typed: bool, is_certain: bool) -> KeyDone {
        self.given = keys;
        KeyDone::Given(GivenKeys {
            keys: self.given.iter().map(shown).collect(),
            is_typed,
            is_certain,
        })
    }

    /// Opens a bundle as the desk would, and keeps nothing of it.
    fn try_bundle(&self, name: String, payload: &Payload) -> Result<KeyDone, DeskFailure> {
        let reader = payload.reader().ok_or(DeskFailure::Unreadable)?;
        let size = reader.size();
        let received = if size > bundle::SIZE_CAP as u64 {
            Received::too_large(name, size)
        } else {
            receive_from(name, size, reader, &self.given)
        };
        let rules = Rules {
            study: self.study.clone(),
            ..Rules::default()
        };
        let dataset = merge(vec![received], &rules);
        let mut problems = views::problems(&dataset).into_iter();
        let file = views::files(&dataset).into_iter().next();
        Ok(KeyDone::Tried(Box::new(Tried {
            file: file.ok_or(DeskFailure::Nothing)?,
            problem: problems.find(|told| told.severity == desk::Severity::Refused),
        })))
    }
}

/// The identities of the key file that is the payload.
pub(super) fn key_file(
    payload: &Payload,
    passphrase: Option<&Zeroizing<String>>,
) -> Result<Vec<Identity>, DeskFailure> {
    let file = bytes_of(payload, KEY_FILE)?;
    match (KeyFile::read(&file)?, passphrase) {
        (KeyFile::Plain(identities), _) => Ok(identities),
        (KeyFile::Sealed, Some(passphrase)) => Ok(Identity::open_sealed(&file, passphrase)?),
        (KeyFile::Sealed, None) => Err(KeyFailure::NeedsPassphrase.into()),
    }
}

/// A key as it may be seen.
pub(super) fn shown(identity: &Identity) -> ShownKey {
    let recipient = identity.recipient().to_string();
    let words = check_words(&recipient).join(" ");
    ShownKey { recipient, words }
}
