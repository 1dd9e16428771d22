//! A folder with keys and bundles, and the program run in it.
#![allow(dead_code, reason = "each of the tests takes what it needs")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use bundle::{
    CleanFile, Consented, DeviceKey, Identity, Mode, Outgoing, Packed, Packer, Recipient, pack,
};
use journal::{
    Entry, EntryId, EntryKind, Media, Moment, ParticipantCode, Recording, RecordingId, Times,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

pub const TEXT: &str = "=1+1 \"first\" night,\r\nשלום 👩🏽‍⚕️; 'tis\n\n";

/// A folder of its own for each test, and the keys of a study.
pub struct Room {
    pub folder: tempfile::TempDir,
    pub team: Identity,
    pub backup: Identity,
}

impl Room {
    pub fn new() -> Self {
        let room = Self {
            folder: tempfile::tempdir().unwrap(),
            team: Identity::make(),
            backup: Identity::make(),
        };
        fs::create_dir(room.path("in")).unwrap();
        room.write(
            "key.txt",
            format!("{}\n", *room.team.to_secret_string()).as_bytes(),
        );
        set_mode(&room.path("key.txt"), 0o600);
        room
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.path(name), bytes).unwrap();
    }

    pub fn recipients(&self) -> Vec<(String, String, Recipient)> {
        vec![
            ("ra".into(), "Assistant".into(), self.team.recipient()),
            ("backup".into(), "Steward".into(), self.backup.recipient()),
        ]
    }

    pub fn pack(&self, study: &str, participant: &str, phone: u8, seq: u64) -> Packed {
        let now = Moment::parse("2026-01-05").unwrap();
        let id = EntryId::from_random([phone * 16 + seq as u8; 16]);
        let entry = Entry::new(id, None, TEXT.into(), now);
        self.pack_entries(study, participant, phone, seq, vec![entry])
    }

    pub fn pack_entries(
        &self,
        study: &str,
        participant: &str,
        phone: u8,
        seq: u64,
        entries: Vec<Entry>,
    ) -> Packed {
        self.seal(&outgoing(study, participant, seq, entries), phone)
    }

    pub fn seal(&self, outgoing: &Outgoing, phone: u8) -> Packed {
        pack(
            outgoing,
            &DeviceKey::from_seed(&[phone; 32]),
            &self.recipients(),
            &Identity::make().recipient(),
        )
        .unwrap()
    }

    /// A bundle with one spoken entry, always the same one, in revision `seq`.
    pub fn pack_spoken(
        &self,
        participant: &str,
        phone: u8,
        seq: u64,
        recordings: &[(Recording, &[u8])],
    ) -> Vec<u8> {
        let now = Moment::parse("2026-01-05").unwrap();
        let id = EntryId::from_random([phone; 16]);
        let mut entry = Entry::new(id, None, String::new(), now);
        entry.kind = EntryKind::Audio;
        entry.recordings = recordings.iter().map(|(one, _)| one.clone()).collect();
        let mut revisions = vec![entry];
        for _ in 1..seq {
            let last = revisions.last().unwrap();
            revisions.push(last.amended(last.edited_at.clone()));
        }
        let mut outgoing = outgoing("study", participant, seq, Vec::new());
        outgoing.entries = vec![revisions];
        let mut packer = Packer::begin(
            outgoing,
            &DeviceKey::from_seed(&[phone; 32]),
            &self.recipients(),
            &Identity::make().recipient(),
        )
        .unwrap();
        let mut bytes = Vec::new();
        for (recording, file) in recordings {
            let file = CleanFile {
                bytes: file,
                mime: &recording.media.mime,
                duration_ms: recording.media.duration_ms,
            };
            bytes.extend(packer.add(recording, &file).unwrap());
        }
        bytes.extend(packer.finish().unwrap().bytes);
        bytes
    }

    pub fn study(&self) -> Value {
        let text = json!({"en": "words"});
        let member = |name: &str| json!({"name": name, "assesses_participants": false});
        let key = |id: &str, name: &str, key: &Identity| json!({"id": id, "name": name, "key_alg": "x25519", "public_key": key.recipient().to_string()});
        json!({
            "format": "study-pack", "format_version": 1, "pack_id": "study", "revision": 1,
            "default_language": "en", "title": text, "plain_purpose": text,
            "team": [member("Assistant"), member("Steward")],
            "recipients": [key("ra", "Assistant", &self.team), key("backup", "Steward", &self.backup)],
            "participants": {"code_rule": {"alphabet": "0123456789", "length": 4, "check": "luhn-mod-n"}},
            "consent": {"version": "1", "sections": [], "items": [{"id": "take_part", "required": true, "text": text}]},
            "prompts": [{"id": "p", "version": 1, "theme_internal": "free", "lens": "both", "phase": "anytime", "text": text}],
        })
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        command(self.folder.path(), arguments).output().unwrap()
    }

    /// Runs a line as it is typed, without quotes.
    pub fn type_in(&self, line: &str) -> Output {
        let arguments: Vec<&str> = line.split(' ').collect();
        self.run(&arguments)
    }

    /// The JSON document of a run, with its exit code.
    pub fn json(&self, arguments: &[&str]) -> (i32, Value) {
        let output = self.run(arguments);
        let text = String::from_utf8(output.stdout).unwrap();
        let value = serde_json::from_str(&text).unwrap_or_else(|error| {
            panic!(
                "{error}: {text} {:?}",
                String::from_utf8_lossy(&output.stderr)
            )
        });
        (output.status.code().unwrap(), value)
    }
}

pub fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_loop-desk"));
    command
        .current_dir(folder)
        .args(arguments)
        .stdin(Stdio::null());
    command
}

/// A recording whose file has that content, type and length.
pub fn recording(number: u8, file: &[u8], mime: &str, ms: u64) -> Recording {
    Recording {
        id: RecordingId::from_random([number; 16]),
        recorded_at: Moment::parse("2026-01-05").unwrap(),
        media: Media {
            sha256: hex(file),
            bytes: file.len() as u64,
            mime: mime.into(),
            duration_ms: ms,
        },
        title: format!("Take {number}"),
        gist: "=the ward".into(),
        withheld: Vec::new(),
        lost: Vec::new(),
    }
}

/// SHA-256 in hex.
pub fn hex(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
}

/// Every file below a folder.
pub fn below(folder: &Path) -> Vec<PathBuf> {
    let items = fs::read_dir(folder)
        .unwrap()
        .map(|item| item.unwrap().path());
    items
        .flat_map(|path| match path.is_dir() {
            true => below(&path),
            false => vec![path],
        })
        .collect()
}

pub fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

pub fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[cfg(unix)]
pub fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(unix)]
pub fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

pub fn outgoing(study: &str, participant: &str, seq: u64, entries: Vec<Entry>) -> Outgoing {
    Outgoing {
        study_id: study.into(),
        study_config_version: 1,
        participant_id: serde_json::from_value::<ParticipantCode>(participant.into()).unwrap(),
        device_label: String::new(),
        seq,
        prev_bundle_sha512: None,
        mode: Mode::Incremental,
        now: Moment::parse("2026-01-05").unwrap(),
        times: Times::Date,
        counter: seq,
        app_version: "0.1.0".into(),
        consent: Consented {
            version: "1".into(),
            language: "en".into(),
            items: BTreeMap::new(),
        },
        entries: entries.into_iter().map(|entry| vec![entry]).collect(),
        withdrawn: Vec::new(),
        offers: None,
    }
}
