//! What the team wrote down from the recordings: a file of lines, to which lines are only added.

use journal::{ParticipantCode, RecordingId, Span};
use serde::{Deserialize, Serialize};

use crate::transcript::{Transcript, TranscriptStatus};

/// One transcript that was taken in. A line of JSON in the desk's working folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TranscriptRecord {
    /// [`TranscriptRecord::VERSION`].
    pub version: u32,
    /// Whose recording it is.
    pub participant: ParticipantCode,
    /// The recording it belongs to.
    pub recording_id: RecordingId,
    /// SHA-256 of the file it was made from, lower-case hex.
    pub media_sha256: String,
    /// Where that file was silent. If more is withheld later, these words may be among it.
    pub silent: Vec<Span>,
    /// How far it can be trusted.
    pub status: TranscriptStatus,
    /// Who made or checked it, if that was said.
    pub by: Option<String>,
    /// When it was taken in, RFC 3339.
    pub added_at: String,
    /// The name of the file it came in. **Foreign text.**
    pub file: String,
    /// SHA-256 of that file, lower-case hex.
    pub file_sha256: String,
    /// The words.
    pub transcript: Transcript,
}

impl TranscriptRecord {
    /// The version of the line.
    pub const VERSION: u32 = 1;

    /// Whether it is of that recording, and of nothing that is withheld in it.
    fn stands_for(
        &self,
        participant: &ParticipantCode,
        recording: RecordingId,
        withheld: &[Span],
    ) -> bool {
        let heard = self.silent.iter().fold(withheld.to_vec(), |spans, silent| {
            Span::without(spans, *silent)
        });
        self.participant == *participant
            && self.recording_id == recording
            && Span::total_ms(heard) == 0
    }

    /// The record as a line, without a line end.
    pub fn line(&self) -> String {
        serde_json::to_string(self).expect("a record of strings and numbers is written as JSON")
    }
}

/// Every transcript that was taken in, in that order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Transcripts {
    records: Vec<TranscriptRecord>,
}

impl Transcripts {
    /// Reads the lines.
    ///
    /// # Errors
    /// With the number of the first line that is not understood: a line that is passed over could
    /// be the one that somebody checked.
    pub fn parse(text: &str) -> Result<Self, TranscriptsError> {
        let mut records = Vec::new();
        for (line, text) in (1..).zip(text.lines()) {
            if text.trim().is_empty() {
                continue;
            }
            let version = serde_json::from_str::<Version>(text)
                .map_err(|_| TranscriptsError::Line(line))?
                .version;
            if version > TranscriptRecord::VERSION {
                return Err(TranscriptsError::Newer(line));
            }
            records.push(serde_json::from_str(text).map_err(|_| TranscriptsError::Line(line))?);
        }
        Ok(Self { records })
    }

    /// Adds a record behind the others.
    pub fn add(&mut self, record: TranscriptRecord) {
        self.records.push(record);
    }

    /// The transcript that stands for a recording in which that is withheld: the last one that was
    /// checked, else the last draft. One that was made when less was withheld stands for nothing.
    pub fn newest(
        &self,
        participant: &ParticipantCode,
        recording: RecordingId,
        withheld: &[Span],
    ) -> Option<&TranscriptRecord> {
        let records = self.records.iter();
        // `max_by_key` gives the last of equals.
        records
            .filter(|record| record.stands_for(participant, recording, withheld))
            .max_by_key(|record| record.status)
    }

    /// All records in the order they were taken in.
    pub fn records(&self) -> &[TranscriptRecord] {
        &self.records
    }
}

#[derive(Deserialize)]
struct Version {
    version: u32,
}

/// A file of transcripts with a line that is not understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TranscriptsError {
    /// No record of a transcript.
    #[error("line {0} of the file of transcripts is not understood")]
    Line(usize),
    /// Written by a newer program.
    #[error("line {0} of the file of transcripts was written by a newer loop-desk")]
    Newer(usize),
}

impl TranscriptsError {
    /// What to do about it.
    pub fn advice(&self) -> Option<&'static str> {
        match self {
            Self::Line(_) => Some(
                "if it is the last line and was cut off, delete it and add that transcript again; otherwise take the file from a backup",
            ),
            Self::Newer(_) => Some("install the newest loop-desk"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::{code, transcript_record};

    fn id(number: u8) -> RecordingId {
        RecordingId::from_random([number; 16])
    }

    fn span(from_ms: u64, to_ms: u64) -> Span {
        Span { from_ms, to_ms }
    }

    #[test]
    fn a_later_one_stands_but_no_draft_before_a_checked_one() {
        let draft = |words| transcript_record(1, "aa", TranscriptStatus::MachineDraft, words);
        let checked = |words| transcript_record(1, "aa", TranscriptStatus::Checked, words);
        let newest = |records: &[TranscriptRecord]| {
            let lines: Vec<String> = records.iter().map(TranscriptRecord::line).collect();
            let transcripts = Transcripts::parse(&lines.join("\n")).unwrap();
            assert_eq!(transcripts.records(), records);
            let newest = transcripts.newest(&code("P-1"), id(1), &[]).unwrap();
            newest.transcript.cues[0].text.clone()
        };
        assert_eq!(newest(&[draft("a"), draft("b")]), "b");
        assert_eq!(newest(&[draft("a"), checked("b"), draft("c")]), "b");
        assert_eq!(newest(&[checked("a"), checked("b")]), "b");
    }

    #[test]
    fn a_transcript_stands_for_its_recording_while_nothing_more_is_withheld() {
        let mut transcripts = Transcripts::default();
        transcripts.add(TranscriptRecord {
            silent: vec![span(100, 200), span(200, 300)],
            ..transcript_record(1, "aa", TranscriptStatus::Checked, "x")
        });
        let stands = |participant, number, withheld: &[Span]| {
            let newest = transcripts.newest(&code(participant), id(number), withheld);
            newest.is_some()
        };
        assert!(stands("P-1", 1, &[]) && stands("P-1", 1, &[span(150, 300)]));
        assert!(!stands("P-1", 1, &[span(150, 301)]) && !stands("P-1", 1, &[span(0, 1)]));
        assert!(!stands("P-2", 1, &[]) && !stands("P-1", 2, &[]));
    }

    #[test]
    fn a_line_that_is_not_understood_is_named() {
        let line = transcript_record(1, "aa", TranscriptStatus::Checked, "x").line();
        let newer = line.replacen("\"version\":1", "\"version\":2,\"more\":0", 1);
        let unknown = line.replacen("\"version\":1", "\"version\":1,\"more\":0", 1);
        let parse = |text: String| Transcripts::parse(&text);
        assert_eq!(
            parse(format!("{line}\n\n{newer}")),
            Err(TranscriptsError::Newer(3))
        );
        assert_eq!(
            parse(format!("{line}\n{unknown}")),
            Err(TranscriptsError::Line(2))
        );
        assert_eq!(
            parse(line[..line.len() - 9].to_owned()),
            Err(TranscriptsError::Line(1))
        );
        assert_eq!(parse(String::new()), Ok(Transcripts::default()));
    }
}
