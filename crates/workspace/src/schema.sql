-- What arrived. `verdict` and `reason` are those of the last merge; NULL is "not merged yet".
CREATE TABLE bundles (
  file_id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  size INTEGER NOT NULL,
  file_sha256 TEXT,
  received_at TEXT NOT NULL,
  recipient TEXT,
  recipient_label TEXT,
  refusal TEXT,
  sentence TEXT,
  verdict TEXT,
  reason TEXT,
  bundle_id TEXT,
  study_id TEXT,
  participant TEXT,
  device_key TEXT,
  seq INTEGER,
  created_at TEXT,
  mode TEXT,
  entries INTEGER,
  withdrawn INTEGER,
  tagmanifest_sha512 TEXT,
  submission TEXT
) STRICT;
CREATE UNIQUE INDEX bundles_by_name ON bundles (name, ifnull(file_sha256, ''));

-- The entries as they were signed, each once; `json` is NULL when the entry was taken back.
CREATE TABLE contents (
  participant TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  entry_id TEXT NOT NULL,
  rev INTEGER NOT NULL,
  is_plain INTEGER NOT NULL,
  json TEXT,
  PRIMARY KEY (participant, sha256)
) STRICT;
CREATE INDEX contents_by_entry ON contents (participant, entry_id);

-- Lines of transcripts.jsonl, in the order they were taken in.
CREATE TABLE transcript_lines (
  line_id INTEGER PRIMARY KEY,
  json TEXT NOT NULL UNIQUE
) STRICT;

-- Entries that were taken back, and stay away whatever becomes of the bundles that said so.
CREATE TABLE taken_back (
  study_id TEXT NOT NULL,
  participant TEXT NOT NULL,
  entry_id TEXT NOT NULL,
  withdrawn_on TEXT NOT NULL,
  PRIMARY KEY (study_id, participant, entry_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The result of the last merge, written anew as a whole.
CREATE TABLE participants (
  participant TEXT PRIMARY KEY,
  bundles INTEGER NOT NULL,
  entries INTEGER NOT NULL,
  withdrawn INTEGER NOT NULL,
  first TEXT,
  last TEXT,
  consent_version TEXT,
  consent_language TEXT,
  consent_items TEXT
) STRICT;
CREATE TABLE phones (
  participant TEXT NOT NULL,
  device_key TEXT NOT NULL,
  words TEXT NOT NULL,
  standing TEXT NOT NULL,
  decided_at TEXT,
  decided_by TEXT,
  bundles INTEGER NOT NULL,
  first TEXT,
  last TEXT,
  PRIMARY KEY (participant, device_key)
) STRICT;
CREATE TABLE entries (
  participant TEXT NOT NULL,
  entry_id TEXT NOT NULL,
  rev INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  is_newest INTEGER NOT NULL,
  conflict TEXT,
  kind TEXT NOT NULL,
  created_at TEXT NOT NULL,
  edited_at TEXT NOT NULL,
  role TEXT NOT NULL,
  theme TEXT NOT NULL,
  prompt_id TEXT,
  prompt_version INTEGER,
  prompt_language TEXT,
  prompt_text TEXT,
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  sharing TEXT NOT NULL,
  ask_first INTEGER NOT NULL,
  do_not_quote INTEGER NOT NULL,
  do_not_raise INTEGER NOT NULL,
  prev_rev_sha256 TEXT,
  bundle_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  registered INTEGER NOT NULL,
  PRIMARY KEY (participant, entry_id, rev, sha256)
) STRICT;
CREATE TABLE entry_bundles (
  participant TEXT NOT NULL,
  entry_id TEXT NOT NULL,
  rev INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  bundle_id TEXT NOT NULL,
  seq INTEGER NOT NULL
) STRICT;
CREATE TABLE recordings (
  name TEXT NOT NULL,
  participant TEXT NOT NULL,
  entry_id TEXT NOT NULL,
  recording_id TEXT NOT NULL,
  file TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  length_ms INTEGER NOT NULL,
  withheld TEXT NOT NULL,
  lost TEXT NOT NULL,
  title TEXT NOT NULL,
  gist TEXT NOT NULL,
  ask_first INTEGER NOT NULL,
  do_not_quote INTEGER NOT NULL,
  do_not_raise INTEGER NOT NULL,
  media_type TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  transcript_status TEXT NOT NULL,
  transcript_by TEXT,
  transcript_added TEXT
) STRICT;
CREATE TABLE transcripts (
  name TEXT NOT NULL,
  cue INTEGER NOT NULL,
  from_ms INTEGER NOT NULL,
  to_ms INTEGER,
  speaker TEXT,
  text TEXT NOT NULL
) STRICT;
CREATE TABLE withdrawn (
  participant TEXT NOT NULL,
  entry_id TEXT NOT NULL,
  withdrawn_on TEXT NOT NULL,
  PRIMARY KEY (participant, entry_id)
) STRICT;
CREATE TABLE problems (
  problem_id INTEGER PRIMARY KEY,
  severity TEXT NOT NULL,
  problem TEXT NOT NULL,
  participant TEXT,
  files TEXT NOT NULL,
  what_happened TEXT NOT NULL,
  what_to_do TEXT
) STRICT;

-- What was done, for ever. Each row carries the digest of the row before it.
CREATE TABLE ledger (
  seq INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  event TEXT NOT NULL,
  file_id INTEGER,
  file TEXT,
  file_sha256 TEXT,
  participant TEXT,
  number INTEGER,
  device_key TEXT,
  recipient TEXT,
  recipient_label TEXT,
  verdict TEXT,
  reason TEXT,
  detail TEXT,
  previous TEXT NOT NULL,
  digest TEXT NOT NULL
) STRICT;
CREATE INDEX ledger_by_event ON ledger (event);
CREATE INDEX ledger_by_file ON ledger (file_id);
CREATE TRIGGER ledger_is_never_changed BEFORE UPDATE ON ledger
  BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_is_never_cut BEFORE DELETE ON ledger
  BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_goes_on BEFORE INSERT ON ledger
  WHEN new.seq IS NOT (SELECT ifnull(max(seq), 0) + 1 FROM ledger)
    OR new.previous IS NOT ifnull((SELECT digest FROM ledger ORDER BY seq DESC LIMIT 1), '')
  BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;

CREATE TABLE exports (
  export_id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  folder TEXT NOT NULL,
  files INTEGER NOT NULL,
  entries INTEGER NOT NULL,
  provenance_sha256 TEXT NOT NULL
) STRICT;
CREATE TABLE export_bundles (
  export_id INTEGER NOT NULL,
  file_id INTEGER NOT NULL,
  file_sha256 TEXT,
  verdict TEXT NOT NULL,
  PRIMARY KEY (export_id, file_id)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER exports_are_never_changed BEFORE UPDATE ON exports
  BEGIN SELECT raise(ABORT, 'exports are append-only'); END;
CREATE TRIGGER exports_are_never_cut BEFORE DELETE ON exports
  BEGIN SELECT raise(ABORT, 'exports are append-only'); END;
CREATE TRIGGER export_bundles_are_never_changed BEFORE UPDATE ON export_bundles
  BEGIN SELECT raise(ABORT, 'exports are append-only'); END;
CREATE TRIGGER export_bundles_are_never_cut BEFORE DELETE ON export_bundles
  BEGIN SELECT raise(ABORT, 'exports are append-only'); END;
