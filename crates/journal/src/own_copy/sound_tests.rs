//! Recordings in a copy: played in the page, named in the Markdown, and never all in memory.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::tests::{copy, entry, filled, html_texts, html_with, revision};
use super::{CopyDraft, CopyRecording};
use crate::RecordingId;

#[test]
fn a_recording_is_inside_the_page_and_named_in_the_markdown() {
    let recording = CopyRecording {
        id: RecordingId::from_random([5; 16]),
        heading: "First *night*".into(),
        gist: "How loud it is".into(),
        length: "2:05".into(),
        remarks: vec!["Not for the team: 0:12 to 0:20.".into()],
    };
    let mut entry = entry(vec![revision("", "a", None)]);
    entry.recordings = vec![recording.clone()];
    let draft = CopyDraft {
        saved: "Today".into(),
        prompt: None,
        text: String::new(),
        recordings: vec![CopyRecording {
            heading: "Recording 1".into(),
            ..recording
        }],
    };
    let copy = copy(vec![entry], vec![draft]);
    let html = html_with(&copy, "audio/ogg;codecs=opus");
    assert!(html.contains(
        "<figcaption><bdi>First *night*</bdi> <small><bdi>2:05</bdi></small></figcaption>\n\
         <audio controls preload=\"metadata\" aria-label=\"First *night*\" \
         src=\"data:audio/ogg;codecs=opus;base64,Zm9vYmFy\"></audio>\n"
    ));
    assert!(html.contains(
        "<p class=\"gist\" dir=\"auto\">How loud it is</p>\n\
         <p class=\"remark\" dir=\"auto\">Not for the team: 0:12 to 0:20.</p>\n</figure>"
    ));
    assert_eq!(html.matches("aria-label=\"Recording 1\"").count(), 1);
    // What was only spoken has an empty text, which the sheet hides.
    assert_eq!(html_texts(&copy), ["a", ""]);
    assert!(html.contains(".text:empty"));
    let markdown = copy.to_markdown();
    for heading in ["#### First \\*night\\* · 2:05", "#### Recording 1 · 2:05"] {
        assert!(markdown.contains(&format!(
            "{heading}\n\nHow loud it is\n\nNot for the team: 0:12 to 0:20.\n\n\
             Its sound is in the other copy.\n"
        )));
    }
}

#[test]
fn a_long_recording_comes_in_pieces_that_fit() {
    let sound: Vec<u8> = (0..2_000_000_u32).map(|at| (at * 7 % 251) as u8).collect();
    let copy = filled("x");
    let recording = &copy.entries[0].recordings[0];
    let (mut whole, mut largest) = (String::new(), 0);
    let put = |piece: &str| {
        whole.push_str(piece);
        largest = largest.max(piece.len());
        Ok::<(), ()>(())
    };
    recording.player("audio/ogg", &sound, put).unwrap();
    assert!(largest < 1_100_000, "{largest}");
    let (_, rest) = whole.split_once("base64,").unwrap();
    let (text, _) = rest.split_once('"').unwrap();
    let read = BASE64_STANDARD.decode(text);
    assert!(read.unwrap() == sound);
    // Who cannot go on is not asked again.
    let mut asked = 0;
    let refuse = |_: &str| {
        asked += 1;
        if asked < 2 { Ok(()) } else { Err(asked) }
    };
    assert_eq!(recording.player("audio/ogg", &sound, refuse), Err(2));
}
