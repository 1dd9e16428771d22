//! What happened, and what to do: the sentences of the problems.

use std::fmt;

use super::{Problem, quoted};
use crate::printable::printable;

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // What a bundle's reader says may quote the bundle.
            Self::Refused { file, error } => {
                write!(f, "{}: {}", quoted(file), printable(&error.to_string()))
            }
            Self::ForeignStudy {
                file,
                found,
                expected,
                ..
            } => write!(
                f,
                "{} belongs to the study {}, not to {}",
                quoted(file),
                quoted(found),
                quoted(expected)
            ),
            Self::UnknownSigner {
                participant,
                words,
                files,
                ..
            } => write!(
                f,
                "nobody has confirmed the phone that signs as {participant} (\"{words}\"): {}",
                list(files)
            ),
            Self::ChangedSigner {
                participant,
                words,
                registered_for: Some(other),
                files,
                ..
            } => write!(
                f,
                "the phone \"{words}\" signs as {participant}, but is registered for {}: {}",
                printable(other),
                list(files)
            ),
            Self::ChangedSigner {
                participant,
                words,
                files,
                ..
            } => write!(
                f,
                "{participant} is registered with another phone than \"{words}\": {}",
                list(files)
            ),
            Self::RefusedSigner {
                participant,
                words,
                files,
                ..
            } => write!(
                f,
                "the phone \"{words}\" that signs as {participant} was refused: {}",
                list(files)
            ),
            Self::UnconfirmedSigner {
                participant, words, ..
            } => {
                write!(
                    f,
                    "the phone of {participant} is not confirmed (\"{words}\")"
                )
            }
            Self::TwoDevices { participant, words } => write!(
                f,
                "bundles of {participant} are signed by {} phones (\"{}\")",
                words.len(),
                words.join("\", \"")
            ),
            Self::SharedDevice {
                participants,
                words,
            } => {
                write!(
                    f,
                    "one phone (\"{words}\") signs for {}",
                    joined(participants)
                )
            }
            Self::Fork {
                participant,
                words,
                seq,
                files,
                accepted,
            } => write!(
                f,
                "{participant} has {} different bundles with the number {seq} from the phone \"{words}\"{}: {}",
                files.len(),
                if *accepted {
                    ", all merged as asked"
                } else {
                    ""
                },
                list(files)
            ),
            Self::Gap {
                participant,
                words,
                missing,
            } => write!(
                f,
                "bundles {} of {participant} never arrived (phone \"{words}\")",
                joined(missing)
            ),
            Self::BrokenChain {
                participant,
                seq,
                file,
            } => write!(
                f,
                "bundle {seq} of {participant} ({}) was made after another bundle {} than the one that is here",
                quoted(file),
                seq.saturating_sub(1)
            ),
            Self::Conflict {
                participant,
                entry,
                rev,
                versions,
            } => write!(
                f,
                "entry {entry} of {participant} has {versions} different versions of revision {rev}"
            ),
            Self::SharedEntry {
                entry,
                participants,
            } => {
                write!(f, "entry {entry} is claimed by {}", joined(participants))
            }
            Self::RevisionChain {
                participant,
                entry,
                rev,
            } => write!(
                f,
                "revision {rev} of entry {entry} of {participant} was made from another revision {} than the one that is here",
                rev.saturating_sub(1)
            ),
            Self::RecipientsDiffer {
                participant,
                file,
                missing,
                strangers,
            } => {
                write!(
                    f,
                    "the bundle {} of {participant} is sealed to other keys than the study pack names",
                    quoted(file)
                )?;
                if !missing.is_empty() {
                    write!(f, "; not to {}", list(missing))?;
                }
                if !strangers.is_empty() {
                    write!(f, "; but to {}", list(strangers))?;
                }
                Ok(())
            }
            Self::ClockBack {
                participant,
                seq,
                file,
                date,
                before,
            } => write!(
                f,
                "bundle {seq} of {participant} ({}) is dated {date}, before the one before it ({before})",
                quoted(file)
            ),
            Self::ClockAhead {
                participant,
                seq,
                file,
                date,
            } => {
                write!(
                    f,
                    "bundle {seq} of {participant} ({}) is dated in the future, {date}",
                    quoted(file)
                )
            }
            Self::Withdrawn {
                participant,
                entry,
                on,
            } => {
                write!(f, "{participant} took entry {entry} back on {on}")
            }
            Self::EarlierTranscript {
                participant, name, ..
            } => write!(
                f,
                "the transcript of a recording of {participant} was made before more of it was withheld ({name}), and is not exported"
            ),
            Self::StrayTranscript {
                participant,
                recording,
            } => write!(
                f,
                "there is a transcript of the recording {recording} of {participant}, but not the recording"
            ),
            Self::StrayMemos { memos, tags } => write!(
                f,
                "memos and tags are about what is not here or was taken back, and are in no export: {memos} memos, {tags} tags"
            ),
            Self::Duplicate { file, of } => {
                write!(f, "{} is the same file as {}", quoted(file), quoted(of))
            }
            Self::Replay { file, of } => write!(
                f,
                "{} carries the same signed bundle as {} in another envelope",
                quoted(file),
                quoted(of)
            ),
        }
    }
}

impl Problem {
    /// What to do about it.
    pub fn advice(&self) -> Option<String> {
        let advice = match self {
            Self::Refused { error, .. } => return error.advice().map(str::to_owned),
            Self::ForeignStudy { named: true, .. } => {
                "put the file back to its own study and open it there"
            }
            Self::ForeignStudy { .. } => {
                "most bundles here are of the other study: open each study by itself, or name one with --study"
            }
            Self::UnknownSigner { words, line, .. } => {
                return Some(confirm(
                    "call the participant on a number you know and compare",
                    words,
                    line.as_deref(),
                ));
            }
            Self::ChangedSigner {
                registered_for: Some(_),
                ..
            } => {
                "do not use it before you know why: ask both participants, and tell the study's data steward"
            }
            Self::ChangedSigner { words, line, .. } => {
                return Some(confirm(
                    "call the participant, ask whether the phone is new, and compare",
                    words,
                    line.as_deref(),
                ));
            }
            Self::RefusedSigner { .. } => {
                "nothing is to be done; if the phone was refused by mistake, confirm it with its six words"
            }
            Self::UnconfirmedSigner { .. } => {
                "compare the six words by telephone once, and keep the confirmed phones in a registry (--signers)"
            }
            Self::TwoDevices { .. } => {
                "ask the participant whether both phones are theirs, and keep the confirmed ones in a registry (--signers)"
            }
            Self::SharedDevice { .. } => {
                "ask who writes on this phone: a code was probably typed wrong at joining"
            }
            Self::Fork { accepted: true, .. } => "look at the entries marked as conflicts",
            Self::Fork { .. } => {
                "ask the participant whether a phone was restored or copied; if so, open again with --accept-forks"
            }
            Self::Gap { .. } => {
                "ask the participant to send the file again, or to choose all entries under Share and make a new one; the number then stays missing, the entries do not"
            }
            Self::BrokenChain { .. } => {
                "ask the participant whether a phone was restored, and for a full bundle"
            }
            Self::Conflict { .. } => {
                "both versions are in the export, marked; ask the participant which one holds"
            }
            Self::SharedEntry { .. } => {
                "both are kept; ask both participants, and tell the study's data steward"
            }
            Self::RevisionChain { .. } => {
                "nothing is lost; a full bundle from the participant settles it"
            }
            Self::RecipientsDiffer { strangers, .. } if !strangers.is_empty() => {
                "find out which study pack the participant joined with, and tell the study's data steward"
            }
            Self::RecipientsDiffer { .. } => "give the participant the current study pack",
            Self::ClockBack { .. } | Self::ClockAhead { .. } => {
                "the order is kept by number; read the dates of its entries with care"
            }
            Self::Withdrawn { .. } => "delete it from earlier exports and from the analysis",
            Self::EarlierTranscript { .. } => {
                "words of it may be withheld by now: delete it from earlier exports and from the analysis, and transcribe the new file"
            }
            Self::StrayTranscript { .. } => {
                "if its entry was taken back, delete its lines from the file of transcripts; otherwise name all bundles"
            }
            Self::StrayMemos { .. } => {
                "if an entry was taken back, its memos may quote it: delete their lines from the file of memos; otherwise name all bundles"
            }
            Self::Duplicate { .. } | Self::Replay { .. } => return None,
        };
        Some(advice.to_owned())
    }
}

fn confirm(how: &str, words: &str, line: Option<&str>) -> String {
    match line {
        Some(line) => format!(
            "{how} the six words \"{words}\"; if they are the same, add this line to the registry of signers: {line}"
        ),
        None => format!(
            "{how} the six words \"{words}\"; the study's id cannot stand in a registry of signers"
        ),
    }
}

fn list(names: &[String]) -> String {
    names
        .iter()
        .map(|name| quoted(name))
        .collect::<Vec<_>>()
        .join(", ")
}

fn joined<T: fmt::Display>(items: &[T]) -> String {
    items
        .iter()
        .map(T::to_string)
        .collect::<Vec<_>>()
        .join(", ")
}
