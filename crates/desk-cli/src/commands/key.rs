//! `loop-desk key`: the keys that open bundles, from the drawing to the paper and back.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, BufRead, ErrorKind, IsTerminal, Read as _, Write as _};
use std::path::{Path, PathBuf};

use bundle::{Identity, Recipient};
use desk::{Paper, printable, prove};
use jiff::Timestamp;
use journal::check_words;
use zeroize::Zeroizing;

use crate::args::{NewKeyArgs, PaperArgs, RestoreArgs};
use crate::error::RunError;
use crate::files::sentence;
use crate::{Report, folder, identity, passphrase, say};

const PROVED: &str = "\
The key proved itself: its file was read again from the disk and opened with the passphrase, a\n\
test bundle was made for it in memory, and it opened that bundle.\n";

/// Draws an identity, seals it, writes it, and has it prove itself from what was written.
pub(crate) fn new(args: &NewKeyArgs) -> Result<Report, RunError> {
    is_free(&args.out)?;
    args.paper.as_deref().map(is_free).transpose()?;
    let identity = Identity::make();
    let created = now();
    write_sealed(
        &identity,
        &args.out,
        args.passphrase_file.as_deref(),
        &created,
    )?;
    let mut text = facts(&identity.recipient());
    let name = |path: &Path| printable(&path.to_string_lossy());
    let _ = writeln!(text, "key file:    {}", name(&args.out));
    if let Some(paper) = &args.paper {
        let sheet = Paper::new(&identity, &args.holder, day(&created), args.language.into());
        create(paper, sheet.to_html().as_bytes())?;
        let _ = writeln!(text, "paper copy:  {}", name(paper));
    }
    let _ = writeln!(text, "\n{PROVED}\nWhat to do next:");
    let steps = [
        match &args.paper {
            Some(paper) => format!(
                "Print {} where nobody else sees it, seal the sheet in an envelope for a safe in\n   \
                 another building, and delete the file: it is the key itself, not sealed.",
                name(paper)
            ),
            None => format!(
                "Make a paper copy, for a safe in another building: loop-desk key paper --identity {}\n   \
                 --out key-paper.html. A key that is lost, or its passphrase, opens nothing any more.",
                name(&args.out)
            ),
        },
        "Ask a second custodian, who does not assess participants, to make a key of their own on\n   \
         their own computer: a study needs at least two."
            .into(),
        "Put both recipients into the study pack, and read the check words to each other by\n   \
         telephone."
            .into(),
        "Check the pack: loop-desk study check study.json".into(),
        "Have each custodian rehearse: loop-desk key rehearse --identity KEY --study study.json".into(),
    ];
    for (number, step) in (1..).zip(steps) {
        let _ = writeln!(text, "{number}. {step}");
    }
    Ok(Report { text, code: 0 })
}

/// Reads a key from what a person typed, seals it anew, and has it prove itself.
pub(crate) fn restore(args: &RestoreArgs) -> Result<Report, RunError> {
    is_free(&args.out)?;
    let typed = typed(args.from.as_deref())?;
    let typed = Identity::from_typed(&typed)?;
    let passphrases = args.passphrase_file.as_deref();
    write_sealed(&typed.identity, &args.out, passphrases, &now())?;
    let mut text = facts(&typed.identity.recipient());
    let _ = writeln!(
        text,
        "key file:    {}\n\n{PROVED}",
        printable(&args.out.to_string_lossy())
    );
    let code = if typed.is_certain {
        text.push_str("What was typed adds up: it is the key of the paper.\n");
        0
    } else {
        text.push_str(
            "Compare the six check words above with those of the paper now. They were not typed, and\n\
             without them one mistake in 256 is not noticed: if they differ, this is another key.\n",
        );
        3
    };
    Ok(Report { text, code })
}

/// Writes the page to print a paper copy from.
pub(crate) fn paper(args: &PaperArgs) -> Result<Report, RunError> {
    is_free(&args.out)?;
    let identities = identity::read(&args.identity, args.passphrase_file.as_deref())?;
    let [identity] = identities.as_slice() else {
        let name = args.identity.to_string_lossy().into();
        return Err(RunError::SeveralKeys(name));
    };
    let sheet = Paper::new(identity, &args.holder, day(&now()), args.language.into());
    create(&args.out, sheet.to_html().as_bytes())?;
    let mut text = facts(&identity.recipient());
    let _ = writeln!(
        text,
        "paper copy:  {}\n\nPrint it where nobody else sees it, and delete the file: it is the key itself, not sealed.",
        printable(&args.out.to_string_lossy())
    );
    Ok(Report { text, code: 0 })
}

/// Opens a canary bundle of a study with the keys that are there.
pub(crate) fn rehearse(
    keys: &[PathBuf],
    study: &Path,
    passphrases: Option<&Path>,
) -> Result<Report, RunError> {
    let study = super::read_study(study)?;
    let identities = identity::read_all(keys, passphrases)?;
    let rehearsal = desk::rehearse(&study, &identities, day(&now()))?;
    let mut text = format!(
        "A canary bundle was made in memory for the {} recipients of {}, revision {}.\n\nopened by:\n",
        study.recipients.len(),
        printable(&study.id),
        study.revision
    );
    let list = |text: &mut String, names: &[String]| {
        for name in names {
            let _ = writeln!(text, "- {}", printable(name));
        }
    };
    list(&mut text, &rehearsal.opened);
    if rehearsal.others.is_empty() {
        text.push_str("\nEvery recipient's key was tried.\n");
    } else {
        text.push_str("\ncould open it as well, and not tried here:\n");
        list(&mut text, &rehearsal.others);
        text.push_str("\nA key that was never tried may be lost: let these rehearse too.\n");
    }
    Ok(Report { text, code: 0 })
}

/// The recipient and the check words of each identity, or of a recipient.
pub(crate) fn show(key: &Path, passphrases: Option<&Path>) -> Result<Report, RunError> {
    let recipients = match key.to_str().filter(|text| text.starts_with("age1")) {
        Some(text) => vec![text.parse::<Recipient>().map_err(|_| RunError::Recipient)?],
        None => identity::read(key, passphrases)?
            .iter()
            .map(Identity::recipient)
            .collect(),
    };
    let text = recipients.iter().map(facts).collect();
    Ok(Report { text, code: 0 })
}

fn facts(recipient: &Recipient) -> String {
    let recipient = recipient.to_string();
    let words = check_words(&recipient).join(" ");
    format!("recipient:   {recipient}\ncheck words: {words}\n")
}

/// Seals a key into a new file, and proves it from there. What did not prove itself is removed.
fn write_sealed(
    identity: &Identity,
    out: &Path,
    passphrases: Option<&Path>,
    created: &str,
) -> Result<(), RunError> {
    let passphrase = passphrase::choose(passphrases)?;
    say("sealing, and opening again…");
    let sealed = identity.seal(created, &passphrase)?;
    create(out, &sealed)?;
    let name = || out.to_string_lossy().into_owned();
    let written = fs::read(out).map_err(|error| RunError::Read {
        what: "the new key file",
        name: name(),
        why: sentence(&error),
    })?;
    let proved = prove(&written, &passphrase, &identity.recipient(), day(created));
    if proved.is_err() {
        // It is a minute old and was given to nobody.
        let _ = fs::remove_file(out);
    }
    Ok(proved?)
}

/// What a person typed from a paper copy.
fn typed(from: Option<&Path>) -> Result<Zeroizing<String>, RunError> {
    let name = |path: &Path| path.to_string_lossy().into_owned();
    let failed = |name: String| {
        move |error: io::Error| RunError::Read {
            what: "what was typed",
            name,
            why: sentence(&error),
        }
    };
    match from {
        Some(path) if path.as_os_str() != "-" => fs::read_to_string(path)
            .map(Zeroizing::new)
            .map_err(failed(name(path))),
        _ => {
            let mut typed = Zeroizing::new(String::new());
            let mut stdin = io::stdin().lock();
            if !stdin.is_terminal() {
                let read = stdin.read_to_string(&mut typed);
                return read.map(|_| typed).map_err(failed("-".into()));
            }
            say(
                "Type the 24 words and the six check words of the paper, or its text\n\
                 AGE-SECRET-KEY-1…, in as many lines as you like, and an empty line at the end:",
            );
            loop {
                let before = typed.len();
                stdin.read_line(&mut typed).map_err(failed("-".into()))?;
                let is_end = typed.len() == before || typed[before..].trim().is_empty();
                if is_end && (typed.len() == before || !typed.trim().is_empty()) {
                    return Ok(typed);
                }
            }
        }
    }
}

/// Whether a file may be written there, asked before any work is done.
pub(super) fn is_free(path: &Path) -> Result<(), RunError> {
    match fs::symlink_metadata(path) {
        Ok(_) => Err(RunError::Exists(path.to_string_lossy().into())),
        Err(_) => Ok(()),
    }
}

/// Writes a new file that its owner alone can read, on the disk before it returns.
pub(super) fn create(path: &Path, bytes: &[u8]) -> Result<(), RunError> {
    let name = path.to_string_lossy().into_owned();
    let failed = |error: io::Error| match error.kind() {
        ErrorKind::AlreadyExists => RunError::Exists(name.clone()),
        _ => RunError::Write {
            name: name.clone(),
            why: sentence(&error),
        },
    };
    let mut file = folder::create(path).map_err(failed)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    if written.is_err() {
        // Half of it would look like all of it.
        let _ = fs::remove_file(path);
    }
    written.map_err(failed)
}

pub(super) fn now() -> String {
    super::moment(Timestamp::now().as_second())
}

/// The date of a moment in RFC 3339.
pub(super) fn day(moment: &str) -> &str {
    moment.get(..10).unwrap_or(moment)
}
