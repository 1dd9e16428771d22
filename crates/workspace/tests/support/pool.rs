//! Real bundles of every kind, sealed once, and what a desk knows about them.
#![allow(dead_code, reason = "each of the tests takes what it needs")]
#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

use std::collections::BTreeMap;
use std::sync::OnceLock;

use bundle::{
    CleanFile, Consented, DeviceKey, Identity, Mode, Outgoing, Packer, Recipient, Withdrawn,
};
use desk::{
    Received, Rules, Signers, Transcript, TranscriptRecord, TranscriptStatus, Transcripts, receive,
};
use journal::{
    Context, Entry, EntryId, Link, LinkKind, Media, Moment, OfferLog, ParticipantCode, PromptId,
    Recording, RecordingId, Shown, Stimulus, Times,
};
use workspace::Arrival;

pub const AT: &str = "2026-11-26T01:20:00Z";
pub const TODAY: &str = "2026-11-26";

pub struct Pool {
    pub team: Identity,
    pub files: Vec<(String, Vec<u8>)>,
}

/// Every kind of file that arrives at a desk.
pub fn pool() -> &'static Pool {
    static POOL: OnceLock<Pool> = OnceLock::new();
    POOL.get_or_init(|| {
        let mut sealing = Sealing::new();
        sealing.fill();
        Pool {
            team: sealing.team,
            files: sealing.files,
        }
    })
}

impl Pool {
    /// A file as it is received.
    pub fn received(&self, at: usize) -> Received {
        let (name, bytes) = &self.files[at];
        receive(name.as_str(), bytes, std::slice::from_ref(&self.team))
    }

    pub fn arrival(&self, at: usize) -> Arrival {
        Arrival::of(self.received(at), std::slice::from_ref(&self.team))
    }

    pub fn named(&self, name: &str) -> usize {
        self.files.iter().position(|file| file.0 == name).unwrap()
    }
}

/// The phones that were confirmed: those of P-1 and P-2.
pub fn registry() -> Signers {
    let mut signers = Signers::default();
    for (participant, phone) in [("P-1", 1), ("P-1", 2), ("P-2", 3)] {
        signers.add(&code(participant), "study", &key(phone));
    }
    signers
}

pub fn key(phone: u8) -> String {
    DeviceKey::from_seed(&[phone; 32]).public()
}

pub fn code(text: &str) -> ParticipantCode {
    serde_json::from_value(text.into()).unwrap()
}

pub fn transcripts() -> Transcripts {
    let mut transcripts = Transcripts::default();
    transcripts.add(TranscriptRecord {
        version: TranscriptRecord::VERSION,
        participant: code("P-1"),
        recording_id: RecordingId::from_random([7; 16]),
        media_sha256: "a".repeat(64),
        silent: Vec::new(),
        status: TranscriptStatus::Checked,
        by: Some("Ada".into()),
        added_at: "2026-02-01T00:00:00Z".into(),
        file: "words.vtt".into(),
        file_sha256: "00".into(),
        transcript: Transcript::read(
            b"WEBVTT\n\n00:00.000 --> 00:00.500\n<v Ann>What was spoken\n",
        )
        .unwrap(),
    });
    transcripts
}

/// What a desk goes by that opens everything at once.
pub fn rules(accept_forks: bool) -> Rules {
    Rules {
        signers: Some(registry()),
        accept_forks,
        today: Some(TODAY.into()),
        transcripts: transcripts(),
        ..Rules::default()
    }
}

pub fn entry(number: u8, rev: u32, text: &str) -> Entry {
    let now = Moment::parse(&format!("2026-01-{:02}", 1 + number % 28)).unwrap();
    let mut entry = Entry::new(EntryId::from_random([number; 16]), None, text.into(), now);
    entry.rev = rev;
    entry
}

pub struct Sealing {
    pub team: Identity,
    backup: Identity,
    pub files: Vec<(String, Vec<u8>)>,
}

impl Sealing {
    pub fn new() -> Self {
        Self {
            team: Identity::make(),
            backup: Identity::make(),
            files: Vec::new(),
        }
    }

    fn fill(&mut self) {
        let one = self.seal("a1.age", "P-1", 1, 1, vec![entry(1, 1, "first")], &[]);
        self.seal(
            "a2.age",
            "P-1",
            1,
            2,
            vec![entry(1, 2, "second"), entry(2, 1, "gone")],
            &[],
        );
        self.seal("a3.age", "P-1", 1, 3, vec![entry(3, 1, "third")], &[2]);
        self.seal(
            "fork.age",
            "P-1",
            1,
            2,
            vec![entry(4, 1, "the other side")],
            &[],
        );
        self.seal(
            "b1.age",
            "P-1",
            2,
            1,
            vec![entry(1, 2, "in conflict"), entry(3, 1, "third")],
            &[],
        );
        // Everything once more, as a full bundle has it.
        self.seal(
            "a4.age",
            "P-1",
            1,
            4,
            vec![entry(1, 2, "second"), entry(3, 1, "third")],
            &[],
        );
        self.seal(
            "c1.age",
            "P-2",
            3,
            1,
            vec![entry(5, 1, "=1+1 \"quoted\",\r\n")],
            &[],
        );
        self.seal(
            "c3.age",
            "P-2",
            3,
            3,
            vec![entry(1, 1, "not theirs to have")],
            &[9],
        );
        self.seal(
            "late.age",
            "P-2",
            3,
            2,
            vec![entry(9, 1, "taken back already")],
            &[],
        );
        self.seal(
            "unknown.age",
            "P-3",
            4,
            1,
            vec![entry(6, 1, "a stranger")],
            &[6],
        );
        self.seal(
            "taken-over.age",
            "P-2",
            1,
            9,
            vec![entry(7, 1, "another's phone")],
            &[5],
        );
        let mut spoken = entry(8, 1, "");
        spoken.recordings = vec![recording()];
        self.seal("spoken.age", "P-1", 1, 5, vec![spoken], &[]);
        // What was shown: of an entry that is taken back, and of one that is not always shared.
        let shown = [reply(&[(2, "gone"), (3, "third")]), entry(11, 1, "plain")];
        self.seal("shown.age", "P-1", 2, 2, shown.into(), &[]);
        let fewer = outgoing("study", "P-1", 3, vec![reply(&[(2, "gone"), (3, "")])], &[]);
        let told = Outgoing {
            offers: Some(offers()),
            ..fewer
        };
        let told = self.packed(told, 2);
        self.files.push(("shown-less.age".into(), told));
        let foreign = outgoing(
            "other",
            "P-1",
            1,
            vec![entry(1, 1, "of another study")],
            &[],
        );
        let foreign = self.packed(foreign, 1);
        self.files.push(("foreign.age".into(), foreign));
        let strangers = Sealing::new();
        let theirs = outgoing("study", "P-1", 6, vec![entry(1, 1, "x")], &[]);
        self.files
            .push(("wrong-key.age".into(), strangers.packed(theirs, 1)));
        let mut damaged = one.clone();
        let middle = damaged.len() / 2;
        damaged[middle] ^= 1;
        self.files.push(("damaged.age".into(), damaged));
        self.files
            .push(("cut.age".into(), one[..one.len() - 9].to_vec()));
        self.files.push(("copy.age".into(), one));
        self.files
            .push(("holiday.jpg".into(), b"\xff\xd8\xff".to_vec()));
        self.files.push(("empty.age".into(), Vec::new()));
    }

    /// Seals a bundle and keeps it under a name.
    pub fn seal(
        &mut self,
        name: &str,
        participant: &str,
        phone: u8,
        seq: u64,
        entries: Vec<Entry>,
        gone: &[u8],
    ) -> Vec<u8> {
        let bytes = self.packed(outgoing("study", participant, seq, entries, gone), phone);
        self.files.push((name.into(), bytes.clone()));
        bytes
    }

    fn packed(&self, outgoing: Outgoing, phone: u8) -> Vec<u8> {
        let recipients = [("ra", &self.team), ("backup", &self.backup)]
            .map(|(id, key)| (id.to_owned(), id.to_owned(), key.recipient()));
        let own: Recipient = Identity::make().recipient();
        let device = DeviceKey::from_seed(&[phone; 32]);
        let mut packer = Packer::begin(outgoing, &device, &recipients, &own).unwrap();
        let mut bytes = Vec::new();
        while let Some(recording) = packer.next_recording().cloned() {
            let file = CleanFile {
                bytes: b"a second of sound",
                mime: &recording.media.mime,
                duration_ms: recording.media.duration_ms,
            };
            bytes.extend(packer.add(&recording, &file).unwrap());
        }
        bytes.extend(packer.finish().unwrap().bytes);
        bytes
    }
}

/// A reply that some entries were shown for, each with its words or, where there are none, without.
pub fn reply(shown: &[(u8, &str)]) -> Entry {
    let mut reply = entry(10, 1, "what I think of it now");
    let stimuli = shown.iter().map(|(of, words)| Stimulus {
        words: (!words.is_empty()).then(|| (*words).to_owned()),
        ..Stimulus::of(&entry(*of, 1, ""), reply.created_at.clone())
    });
    let links = shown.iter().map(|(of, _)| Link {
        kind: LinkKind::RepliesTo,
        entry: EntryId::from_random([*of; 16]),
    });
    reply.context = Context {
        stimuli: stimuli.collect(),
        links: links.collect(),
        ..Context::default()
    }
    .kept();
    reply
}

fn offers() -> OfferLog {
    OfferLog {
        seed: "00000000000000ff".into(),
        shown: vec![Shown {
            prompt: PromptId("GB-01".into()),
            version: Some(1),
            at: None,
        }],
        declined: Vec::new(),
        returned: Vec::new(),
    }
}

fn recording() -> Recording {
    Recording {
        id: RecordingId::from_random([7; 16]),
        recorded_at: Moment::parse("2026-01-03").unwrap(),
        media: Media {
            sha256: "a".repeat(64),
            bytes: 17,
            mime: "audio/webm;codecs=opus".into(),
            duration_ms: 1_000,
        },
        title: "In the car".into(),
        gist: String::new(),
        withheld: Vec::new(),
        lost: Vec::new(),
    }
}

fn outgoing(
    study: &str,
    participant: &str,
    seq: u64,
    entries: Vec<Entry>,
    gone: &[u8],
) -> Outgoing {
    let now = Moment::parse(&format!("2026-01-{:02}", 1 + seq)).unwrap();
    let withdrawn = gone.iter().map(|number| Withdrawn {
        id: EntryId::from_random([*number; 16]),
        at: now.clone(),
    });
    Outgoing {
        study_id: study.into(),
        study_config_version: 1,
        participant_id: code(participant),
        device_label: String::new(),
        seq,
        prev_bundle_sha512: None,
        mode: Mode::Incremental,
        withdrawn: withdrawn.collect(),
        offers: None,
        now,
        times: Times::Date,
        counter: seq,
        app_version: "0.1.0".into(),
        consent: Consented {
            version: "1".into(),
            language: "en".into(),
            items: BTreeMap::new(),
        },
        entries: entries.into_iter().map(|entry| vec![entry]).collect(),
    }
}
