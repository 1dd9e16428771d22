//! The writer's own readable copy, in the words of the language that is spoken.

use journal::{
    CopyDraft, CopyEntry, CopyPiece, CopyRecording, CopyWords, Entry, OwnCopy, Recording,
    RecordingId, Role, Sharing, Span,
};
use leptos::prelude::*;

use super::hand_over::{HeldFile, hand_over_readable};
use super::journal::Journal;
use super::kept::Kept;
use super::progress::{Doing, Progress, Told};
use super::records::SaveError;
use super::share::ShareState;
use super::trouble::Trouble;
use crate::browser::{BrowserError, clock};
use crate::words::{self, count, fill, t};

/// How a readable copy is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readable {
    /// One page that opens in any browser.
    Html,
    /// Plain text with marks.
    Markdown,
}

/// What a page with sound in it may weigh, in bytes. Whatever opens it holds all of it in memory,
/// the sound as text; twice as much was opened here, and a phone has less room.
const PAGE_CAP: u64 = 256_000_000;
const HTML: &str = "text/html";

/// A copy that was made and is still to be saved.
#[derive(Clone)]
pub struct ReadableFile {
    /// Its name.
    pub name: String,
    /// The page.
    pub file: HeldFile,
}

impl ReadableFile {
    /// Saves it as a download, or opens the sheet where a download leads nowhere. **Must be called
    /// directly in a tap.**
    pub fn hand_over(&self) -> Result<(), BrowserError> {
        hand_over_readable(&self.name, &self.file)
    }
}

impl Journal {
    /// About how large the page would be with the sound of every recording, in bytes: three bytes
    /// of sound are four of text.
    pub fn page_size(self) -> u64 {
        let done = |take: &super::recordings::Take| take.finished.as_ref().map_or(0, |d| d.bytes);
        let sound: u64 = self.takes.with(|takes| takes.values().map(done).sum());
        sound * 4 / 3
    }

    /// Whether that is more than a browser should be given to open, and the most it should.
    pub fn page_is_too_large(self) -> Option<u64> {
        (self.page_size() > PAGE_CAP).then_some(PAGE_CAP)
    }

    /// Saves everything that was written as one file that anyone can read; recordings are named in
    /// it. **Must be called directly in a tap.**
    pub fn save_readable(self, how: Readable) -> Result<(), BrowserError> {
        let now = clock::now();
        let copy = untrack(|| self.own_copy(words::date(&now)));
        let (kind, text) = match how {
            Readable::Html => {
                let pieces = copy.html_pieces().into_iter();
                let text = pieces.map(|piece| match piece {
                    CopyPiece::Html(html) => html,
                    CopyPiece::Sound(recording) => recording.without_sound(t("copy.not_in_it")),
                });
                (HTML, text.collect())
            }
            Readable::Markdown => ("text/markdown", copy.to_markdown()),
        };
        let file = HeldFile::new(kind, text.as_bytes())?;
        hand_over_readable(&readable_name(how, now.date()), &file)
    }

    /// Makes the page with the sound of every recording in it: in memory is one recording, the
    /// browser holds the page.
    pub async fn make_page(
        self,
        tell: impl Fn(Progress) + 'static,
    ) -> Result<ReadableFile, Trouble> {
        let told = Told::new(tell);
        let now = clock::now();
        let copy = untrack(|| self.own_copy(words::date(&now)));
        let pieces = copy.html_pieces();
        let is_sound = |piece: &&CopyPiece<'_>| matches!(piece, CopyPiece::Sound(_));
        let all = pieces.iter().filter(is_sound).count() as u64;
        let (mut done, mut held) = (0, Vec::new());
        for piece in pieces {
            match piece {
                CopyPiece::Html(html) => held.push(part(&html)?),
                CopyPiece::Sound(recording) => {
                    told.at(Doing::Copying, done, all);
                    self.put_sound(recording, &mut held).await?;
                    done += 1;
                }
            }
        }
        Ok(ReadableFile {
            name: readable_name(Readable::Html, now.date()),
            file: HeldFile::join(HTML, &held).map_err(SaveError::from)?,
        })
    }

    async fn put_sound(
        self,
        recording: &CopyRecording,
        held: &mut Vec<HeldFile>,
    ) -> Result<(), Trouble> {
        let Some(sound) = self.sound_file(recording.id).await? else {
            held.push(part(&recording.without_sound(t("player.gone")))?);
            return Ok(());
        };
        recording.player(&sound.mime, &sound.bytes, |html| {
            held.push(part(html)?);
            Ok::<(), SaveError>(())
        })?;
        if !sound.lost.is_empty() {
            let lost = fill("player.lost", &[("places", &places(&sound.lost))]);
            held.push(part(&recording.without_sound(&lost))?);
        }
        Ok(())
    }

    fn own_copy(self, made: String) -> OwnCopy<'static> {
        let mut kept: Vec<Kept> = self.entries.with(|entries| {
            let there = entries.values().filter(|kept| !kept.discarded);
            there.cloned().collect()
        });
        kept.sort_by(|a, b| a.newest().created_at.cmp(&b.newest().created_at));
        let drafts = self.drafts().into_iter().filter_map(|(_, states)| {
            let draft = states.newest()?;
            let recordings = (1..).zip(states.recordings());
            Some(CopyDraft {
                saved: words::when(&draft.saved_at),
                prompt: draft.prompt.clone(),
                text: draft.text.clone(),
                recordings: recordings
                    .filter_map(|(number, id)| {
                        let length = self.take(*id)?.duration_ms();
                        Some(named(*id, number, "", "", length, &[]))
                    })
                    .collect(),
            })
        });
        OwnCopy {
            words: CopyWords {
                question: t("copy.question").into(),
                without_question: t("theme.free").into(),
                earlier: t("copy.earlier").into(),
                for_me_only: t("share.state_never").into(),
                contents: t("copy.contents").into(),
                drafts: t("copy.drafts").into(),
                note: t("copy.note").into(),
                sound: t("copy.sound_elsewhere").into(),
            },
            language: words::language(),
            title: t("copy.title").into(),
            made: fill("copy.made", &[("day", &made)]),
            entries: kept.into_iter().map(|kept| self.copied(kept)).collect(),
            drafts: drafts.collect(),
        }
    }

    fn copied(self, kept: Kept) -> CopyEntry {
        let kept = Kept {
            revisions: unsealed(kept.revisions),
            ..kept
        };
        let newest = kept.newest().clone();
        let shared = match self.share_state(&newest) {
            ShareState::Never => None,
            ShareState::Shared(at) | ShareState::ChangedSince(at) => {
                Some(fill("share.state_shared", &[("day", &words::day(&at))]))
            }
        };
        let shared = shared.or_else(|| {
            (newest.sharing == Sharing::MayShare).then(|| t("share.state_may").to_owned())
        });
        let earlier = kept.revisions.iter().rev().skip(1).rev();
        CopyEntry {
            written: words::date(&newest.created_at),
            month: words::month(newest.created_at.month()),
            shared,
            earlier: earlier.map(|entry| words::when(&entry.edited_at)).collect(),
            role: match newest.role {
                Role::NotSaid => String::new(),
                role => words::role(role).to_owned(),
            },
            recordings: (1..)
                .zip(recordings(&kept))
                .map(|(number, one)| {
                    let (title, gist) = (one.title.trim(), one.gist.trim());
                    let length = one.media.duration_ms;
                    named(one.id, number, title, gist, length, &one.withheld)
                })
                .collect(),
            revisions: kept.revisions,
        }
    }
}

/// Every recording of an entry, as the latest revision that names it does.
fn recordings(kept: &Kept) -> Vec<&Recording> {
    let mut all: Vec<&Recording> = Vec::new();
    for one in kept
        .revisions
        .iter()
        .rev()
        .flat_map(|entry| &entry.recordings)
    {
        if !all.iter().any(|known| known.id == one.id) {
            all.push(one);
        }
    }
    all
}

/// A recording as a copy names it. It is the writer's own copy: what is not for the team is in it.
fn named(
    id: RecordingId,
    number: usize,
    title: &str,
    gist: &str,
    length_ms: u64,
    withheld: &[Span],
) -> CopyRecording {
    let heading = [title, gist].into_iter().find(|words| !words.is_empty());
    let heading = match heading {
        Some(heading) => heading.to_owned(),
        None => fill("record.take", &[("n", &number.to_string())]),
    };
    let withheld = (!withheld.is_empty()).then(|| {
        let words = count("copy.withheld_one", "copy.withheld", withheld.len());
        words.replace("{places}", &places(withheld))
    });
    CopyRecording {
        id,
        gist: if gist == heading {
            String::new()
        } else {
            gist.to_owned()
        },
        heading,
        length: words::length(length_ms),
        remarks: withheld.into_iter().collect(),
    }
}

fn places(spans: &[Span]) -> String {
    let places: Vec<String> = spans.iter().map(|span| words::span(*span)).collect();
    places.join(", ")
}

fn readable_name(how: Readable, day: &str) -> String {
    let ending = match how {
        Readable::Html => "html",
        Readable::Markdown => "md",
    };
    format!("my-journal-{day}.{ending}")
}

fn part(html: &str) -> Result<HeldFile, SaveError> {
    Ok(HeldFile::new(HTML, html.as_bytes())?)
}

/// A letter that is sealed stays so in the copy: it says that there is one, and until when.
fn unsealed(revisions: Vec<Entry>) -> Vec<Entry> {
    let Some(newest) = revisions.last().filter(|entry| entry.is_sealed()) else {
        return revisions;
    };
    let mut blank = newest.clone();
    blank.title = words::sealed(newest).unwrap_or_default();
    blank.text = t("letter.not_in_copy").to_owned();
    blank.recordings.clear();
    vec![blank]
}
