-- From the first schema to the second: entries are tied to each other, and phones tell what they
-- asked. The next merge fills what is new.
ALTER TABLE entries ADD COLUMN context TEXT;
CREATE TABLE links (
  participant TEXT NOT NULL,
  entry_id TEXT NOT NULL,
  rev INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  type TEXT NOT NULL,
  target_id TEXT NOT NULL
) STRICT;
CREATE TABLE offers (
  participant TEXT NOT NULL,
  phone INTEGER NOT NULL,
  told_at TEXT NOT NULL,
  log TEXT NOT NULL,
  PRIMARY KEY (participant, phone)
) STRICT;
UPDATE settings SET value = 'no' WHERE name = 'merged';
