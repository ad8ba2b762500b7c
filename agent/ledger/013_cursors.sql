-- How far a source was read names files, branches and jobs, which can be called like a credential: a BLOB is that text in
-- a lockbox (agent/seal.py); TEXT is from before, and goes into it when the keys are known. unread: no look has brought
-- anything yet.
DROP VIEW stanch_sources;

ALTER TABLE cursors RENAME TO old_cursors;

CREATE TABLE cursors (
    source TEXT NOT NULL PRIMARY KEY,
    position ANY NOT NULL CHECK (typeof(position) IN ('text', 'blob')),
    rules TEXT NOT NULL,
    unread INTEGER NOT NULL DEFAULT 0 CHECK (unread IN (0, 1)),
    at TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??.??????Z')
) STRICT;

-- Of one that was never reached nothing is known that the next look does not tell: vault stores, mirrors, alerts, CI and
-- forges, in this order.
INSERT INTO cursors (source, position, rules, at)
SELECT source, position, rules, at FROM old_cursors
WHERE NOT CASE WHEN json_valid(position) AND json_type(position) = 'object' THEN coalesce(
    json_extract(position, '$.marks') = '{}' AND json_extract(position, '$.debts') <> '[]'
    OR json_extract(position, '$.git') = '' AND json_extract(position, '$.owed') <> ''
    OR rules = '' AND json_extract(position, '$.open') = '{}' AND json_extract(position, '$.owed') <> '[]'
    OR json_extract(position, '$.seen') = 0 AND json_extract(position, '$.trouble') <> '[]'
    OR json_extract(position, '$.members') = '{}',
    FALSE
) ELSE FALSE END;

DROP TABLE old_cursors;

-- stanch_sources: how far each source was read: with which rules, and when that was last so.
CREATE VIEW stanch_sources AS
SELECT source, rules, unread, at FROM cursors;
