//! Transcripts with stamps as the programs for analysis read them.

use std::fmt::Write;

use super::clock::{clock, f4, tenths};
use super::stamped::stamp_at;
use super::{Transcript, TranscriptStatus};

/// For which program a transcript is written. The forms come from the sources named; of the four
/// programs QualCoder's source was read, the others are closed and were not tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StampForm {
    /// A table with tabs: `Timespan`, `Content`, `Speaker`, `Status`, every line with as many tabs
    /// as the first, times `hh:mm:ss.d-hh:mm:ss.d` (NVivo 12 help, "Import transcripts: Prepare
    /// text files for import"; NVivo measures tenths: NVivo 8 help, "Importing transcripts").
    NVivo,
    /// `#hh:mm:ss-d#` before each paragraph: the form of f4 and of the transcripts that Dresing and
    /// Pehl describe, which is written for ATLAS.ti and MAXQDA. Neither program's own page on it
    /// was at hand.
    AtlasTi,
    /// The same form, for the import "Transcripts with timestamps".
    Maxqda,
    /// `#hh:mm:ss.sss#` before each paragraph: the only one of QualCoder's forms that keeps
    /// fractions (`src/qualcoder/view_av.py`, `get_timestamps_from_transcription`). It does not
    /// read the form of f4.
    QualCoder,
    /// WebVTT, for players and for everything else.
    WebVtt,
}

impl StampForm {
    /// All forms.
    pub const ALL: [Self; 5] = [
        Self::NVivo,
        Self::AtlasTi,
        Self::Maxqda,
        Self::QualCoder,
        Self::WebVtt,
    ];

    /// The folder of its files in an export.
    pub fn folder(self) -> &'static str {
        match self {
            Self::NVivo => "nvivo",
            Self::AtlasTi => "atlasti",
            Self::Maxqda => "maxqda",
            Self::QualCoder => "qualcoder",
            Self::WebVtt => "webvtt",
        }
    }

    /// How its files end.
    pub fn ending(self) -> &'static str {
        match self {
            Self::WebVtt => "vtt",
            _ => "txt",
        }
    }
}

impl Transcript {
    /// The transcript for one program, in UTF-8 with LF. The writer's wishes and the status stand
    /// in it: in a line before the first stamp, in NVivo's table in a column.
    ///
    /// Each cue is one paragraph, so a line end inside becomes a blank. Words that look like a
    /// stamp themselves get a blank behind their first sign: they are no time to jump to.
    pub fn written(&self, form: StampForm, status: TranscriptStatus, wishes: &[&str]) -> String {
        let mut notes = wishes.to_vec();
        notes.push(status.sentence());
        let notes = notes.join("; ");
        match form {
            StampForm::NVivo => self.table(&notes),
            StampForm::AtlasTi | StampForm::Maxqda => self.paragraphs(&notes, f4),
            StampForm::QualCoder => self.paragraphs(&notes, |ms| format!("#{}#", clock(ms))),
            StampForm::WebVtt => self.webvtt(&notes),
        }
    }

    /// The lines `#hh:mm:ss-d# Speaker: words`, without a word on the status.
    pub(crate) fn lines(&self) -> String {
        self.stamped(f4)
    }

    fn stamped(&self, stamp: impl Fn(u64) -> String) -> String {
        let mut out = String::new();
        for cue in &self.cues {
            let _ = write!(out, "{} ", stamp(cue.from_ms));
            if let Some(speaker) = &cue.speaker {
                let _ = write!(out, "{}: ", spoken(speaker));
            }
            let _ = writeln!(out, "{}", spoken(&cue.text));
        }
        out
    }

    fn paragraphs(&self, notes: &str, stamp: impl Fn(u64) -> String) -> String {
        format!("({notes})\n\n{}", self.stamped(stamp))
    }

    fn table(&self, notes: &str) -> String {
        let mut out = String::from("Timespan\tContent\tSpeaker\tStatus\n");
        for (at, cue) in self.cues.iter().enumerate() {
            let next = self.cues.get(at + 1).map(|next| next.from_ms);
            let to = cue.to_ms.or(next).unwrap_or(cue.from_ms);
            let _ = writeln!(
                out,
                "{}-{}\t{}\t{}\t{notes}",
                tenths(cue.from_ms),
                tenths(to),
                on_one_line(&cue.text),
                on_one_line(cue.speaker.as_deref().unwrap_or_default())
            );
        }
        out
    }

    fn webvtt(&self, notes: &str) -> String {
        let mut out = format!("WEBVTT\n\nNOTE {notes}\n");
        for (at, cue) in self.cues.iter().enumerate() {
            let next = self.cues.get(at + 1).map(|next| next.from_ms);
            // A cue must have an end (section 4.1); one that has none lasts until the next begins,
            // the last one a second.
            let to = cue.to_ms.or(next).unwrap_or(cue.from_ms + 1000);
            let _ = write!(out, "\n{} --> {}\n", clock(cue.from_ms), clock(to));
            if let Some(speaker) = &cue.speaker {
                let _ = write!(out, "<v {}>", escaped(&on_one_line(speaker)));
            }
            let lines: Vec<&str> = cue.text.lines().filter(|line| !line.is_empty()).collect();
            let _ = writeln!(out, "{}", escaped(&lines.join("\n")));
        }
        out
    }
}

/// Words on one line that hold no stamp.
fn spoken(text: &str) -> String {
    let line = on_one_line(text);
    let mut out = String::with_capacity(line.len());
    for (at, c) in line.char_indices() {
        out.push(c);
        if stamp_at(&line[at..]).is_some() {
            out.push(' ');
        }
    }
    out
}

fn on_one_line(text: &str) -> String {
    text.replace(
        [
            '\n', '\r', '\t', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}',
        ],
        " ",
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
