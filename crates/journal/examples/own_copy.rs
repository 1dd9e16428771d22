//! Prints the copy of a made-up small journal, to look at: HTML, or Markdown with `--markdown`.

use std::io::{self, Write};

use journal::{
    CopyDraft, CopyEntry, CopyPiece, CopyRecording, CopyWords, Entry, EntryId, Moment, MomentError,
    OwnCopy, PromptId, RecordingId, Sharing, ShownPrompt, Theme,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let copy = made_up()?;
    let mut out = io::stdout().lock();
    if std::env::args().any(|given| given == "--markdown") {
        out.write_all(copy.to_markdown().as_bytes())?;
        return Ok(());
    }
    for piece in copy.html_pieces() {
        match piece {
            CopyPiece::Html(html) => out.write_all(html.as_bytes())?,
            CopyPiece::Sound(recording) => {
                recording.player("audio/wav", &silence(), |html| {
                    out.write_all(html.as_bytes())
                })?;
            }
        }
    }
    Ok(())
}

fn made_up() -> Result<OwnCopy<'static>, MomentError> {
    let looking_back = prompt(
        Theme::GazingBackwards,
        "Think of someone who helped you when you began. What did they do that you still carry?",
    );
    let looking_on = prompt(
        Theme::ImagineFuture,
        "It is five years from now, and one of your students is a mentor. What do they say of you?",
    );

    let first = revision(
        "2026-05-03T21:40:00+02:00",
        Some(looking_back),
        "On the ward, for the first time alone",
        "I had forgotten how loud it is at night. The pumps, the lift, somebody laughing two \
         corridors away.\n\nM. stayed until eleven, though her shift had ended at nine. She did \
         not help me. She sat at the desk and wrote, and whenever I came back from a room she \
         looked up, once, and went on writing.\n\nI think that is what I want to give: being \
         looked at, and left to it.",
    )?;
    let mut amended = first.amended(Moment::parse("2026-05-09T08:12:00+02:00")?);
    amended.text.push_str(
        "\n\nA week later: she told me today that she was doing her tax return. It changes nothing.",
    );
    amended.sharing = Sharing::MayShare;

    let list = revision(
        "2026-05-21T23:05:00+02:00",
        None,
        "",
        "Things nobody told me:\n\n  - you may say \"I do not know\"\n  - 1 < 2, and <b>bold</b> \
         is not bold here\n  - students copy how you wash your hands\n\nשלום, said Mr. A. every \
         morning, and I never asked.\nאני עדיין שומע אותו.",
    )?;
    let letter = revision(
        "2026-06-14T06:55:00+02:00",
        Some(looking_on),
        "What they will say",
        "That I was late, mostly.\n\nBut also that I came. That I asked what they had seen before \
         I said what I had seen; that I let the silence be long. I hope somebody says: she did it \
         the way it was done for her, and better.",
    )?;

    Ok(OwnCopy {
        words: CopyWords {
            question: "Question".into(),
            without_question: "Without a question".into(),
            earlier: "Earlier versions".into(),
            for_me_only: "For me only".into(),
            contents: "Contents".into(),
            drafts: "Drafts".into(),
            note: "This file is not sealed: whoever has it can read it.".into(),
            sound: "Its sound is in the copy as one page.".into(),
        },
        language: "en",
        title: "My journal".into(),
        made: "Everything I wrote until 20 June 2026".into(),
        entries: vec![
            CopyEntry {
                revisions: vec![first, amended],
                written: "Sunday 3 May 2026".into(),
                month: "May 2026".into(),
                shared: Some("Shared 10 May".into()),
                earlier: vec!["3 May 2026, 21:40".into()],
                role: "Student".into(),
                recordings: Vec::new(),
            },
            CopyEntry {
                revisions: vec![list],
                written: "Thursday 21 May 2026".into(),
                month: "May 2026".into(),
                shared: None,
                earlier: Vec::new(),
                role: String::new(),
                recordings: Vec::new(),
            },
            CopyEntry {
                revisions: vec![letter],
                written: "Sunday 14 June 2026".into(),
                month: "June 2026".into(),
                shared: None,
                earlier: Vec::new(),
                role: "Mentor".into(),
                recordings: vec![CopyRecording {
                    id: RecordingId::from_random([5; 16]),
                    heading: "In the car, before going in".into(),
                    gist: "What I will say to the new ones.".into(),
                    length: "0:02".into(),
                    remarks: vec!["Not for the team: 0:01 to 0:02.".into()],
                }],
            },
        ],
        drafts: vec![CopyDraft {
            saved: "19 June 2026, 22:31".into(),
            prompt: None,
            text: "The handover today, when nobody".into(),
            recordings: Vec::new(),
        }],
    })
}

fn prompt(theme: Theme, text: &str) -> ShownPrompt {
    ShownPrompt {
        id: PromptId("XX-01".into()),
        version: 1,
        theme,
        language: "en".into(),
        text: text.into(),
    }
}

fn revision(
    now: &str,
    prompt: Option<ShownPrompt>,
    title: &str,
    text: &str,
) -> Result<Entry, MomentError> {
    // Ids do not show in a copy, so one does for all.
    let now = Moment::parse(now)?;
    let mut entry = Entry::new(EntryId::from_random([7; 16]), prompt, text.into(), now);
    entry.title = title.into();
    Ok(entry)
}

/// Two seconds of nothing, as 8-bit mono at 8000 Hz in a RIFF file.
fn silence() -> Vec<u8> {
    let length: u32 = 16_000;
    let mut bytes = b"RIFF".to_vec();
    bytes.extend((36 + length).to_le_bytes());
    bytes.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    bytes.extend(8000_u32.to_le_bytes());
    bytes.extend(8000_u32.to_le_bytes());
    bytes.extend(b"\x01\0\x08\0data");
    bytes.extend(length.to_le_bytes());
    bytes.resize(44 + length as usize, 0x80);
    bytes
}
