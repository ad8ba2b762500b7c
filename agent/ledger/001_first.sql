-- The ledger, version 1. All instants are UTC text of one width, so that they sort as time does.
-- The views at the end (stanch_*) are public surface; the tables may change with any version.

CREATE TABLE cursors (
    source TEXT NOT NULL PRIMARY KEY,
    position TEXT NOT NULL,
    rules TEXT NOT NULL,
    at TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??.??????Z')
) STRICT;

CREATE TABLE debts (
    source TEXT NOT NULL,
    path TEXT NOT NULL,
    reason TEXT NOT NULL,
    lasting INTEGER NOT NULL CHECK (lasting IN (0, 1)),
    at TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??.??????Z'),
    PRIMARY KEY (source, path, reason)
) STRICT, WITHOUT ROWID;

-- One incident a credential, which is also the queue: `due` and `leased_until` say when it may be claimed.
-- `nudged` is intake's wish for another look: a column of its own, so that a worker who saves what it knew cannot lose it.
-- AUTOINCREMENT: an id stands in exported evidence and is never used again.
CREATE TABLE incidents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    canonical TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    lane TEXT NOT NULL,
    preview TEXT NOT NULL,
    confidence TEXT NOT NULL,
    visibility TEXT NOT NULL CHECK (visibility IN ('public', 'unknown', 'internal', 'private')),
    owner_name TEXT NOT NULL,
    owner_reason TEXT NOT NULL,
    detected TEXT NOT NULL CHECK (detected GLOB '????-??-??T??:??:??.??????Z'),
    exposed TEXT,
    verified TEXT,
    noticed TEXT,
    decided TEXT,
    accepted TEXT,
    dead_low TEXT,
    dead TEXT,
    confirmed TEXT,
    replaced TEXT,
    deadline TEXT NOT NULL CHECK (deadline GLOB '????-??-??T??:??:??.??????Z'),
    backlog INTEGER NOT NULL CHECK (backlog IN (0, 1)),
    epoch INTEGER NOT NULL CHECK (epoch >= 1),
    identity TEXT,
    parked TEXT,
    note TEXT NOT NULL,
    parked_until TEXT,
    not_before TEXT CHECK (not_before GLOB '????-??-??T??:??:??.??????Z'),
    nudged TEXT CHECK (nudged GLOB '????-??-??T??:??:??.??????Z'),
    due TEXT GENERATED ALWAYS AS (min(ifnull(not_before, nudged), ifnull(nudged, not_before))) VIRTUAL,
    rechecks INTEGER NOT NULL,
    lease INTEGER NOT NULL CHECK (lease >= 0),
    leased_until TEXT CHECK (leased_until GLOB '????-??-??T??:??:??.??????Z'),
    state TEXT NOT NULL,
    live INTEGER NOT NULL CHECK (live IN (0, 1)),
    urgent INTEGER GENERATED ALWAYS AS (live AND visibility IN ('public', 'unknown')) VIRTUAL,
    occurrences INTEGER NOT NULL CHECK (occurrences >= 0),
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    absorbed_by INTEGER REFERENCES incidents (id),
    CHECK (absorbed_by IS NULL OR (due IS NULL AND absorbed_by <> id))
) STRICT;

CREATE INDEX incidents_by_urgency ON incidents (lane, backlog, urgent DESC, deadline, id, due, leased_until)
WHERE due IS NOT NULL;

CREATE TABLE fingerprints (
    incident_id INTEGER NOT NULL REFERENCES incidents (id),
    part TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    PRIMARY KEY (incident_id, part)
) STRICT, WITHOUT ROWID;

CREATE INDEX fingerprints_by_value ON fingerprints (fingerprint);

-- Every distinct place, as a hash: what makes counting idempotent beyond the occurrences that are kept in full.
CREATE TABLE places (
    incident_id INTEGER NOT NULL REFERENCES incidents (id),
    place BLOB NOT NULL CHECK (length(place) = 16),
    PRIMARY KEY (incident_id, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE occurrences (
    id INTEGER PRIMARY KEY,
    incident_id INTEGER NOT NULL REFERENCES incidents (id),
    source TEXT NOT NULL,
    path TEXT NOT NULL,
    line INTEGER NOT NULL,
    end_line INTEGER NOT NULL,
    start_column INTEGER NOT NULL,
    end_column INTEGER NOT NULL,
    commit_id TEXT,
    author TEXT,
    committed_at TEXT,
    visibility TEXT NOT NULL CHECK (visibility IN ('public', 'unknown', 'internal', 'private')),
    host_hint TEXT,
    seen_at TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX occurrences_by_place
ON occurrences (incident_id, source, path, line, start_column, ifnull(commit_id, ''));

CREATE TABLE sealed (
    incident_id INTEGER NOT NULL PRIMARY KEY REFERENCES incidents (id),
    key_id TEXT NOT NULL,
    value BLOB NOT NULL
) STRICT;

CREATE TABLE steps (
    incident_id INTEGER NOT NULL REFERENCES incidents (id),
    position INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    system TEXT NOT NULL,
    endpoint TEXT,
    epoch INTEGER NOT NULL,
    not_before TEXT NOT NULL,
    reversible INTEGER NOT NULL CHECK (reversible IN (0, 1)),
    needs TEXT,
    intent_at TEXT,
    accepted_at TEXT,
    outcome TEXT,
    receipt_reference TEXT,
    receipt_date TEXT,
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    approved_by TEXT NOT NULL,
    PRIMARY KEY (incident_id, position),
    CHECK (receipt_date IS NULL OR receipt_reference IS NOT NULL)
) STRICT, WITHOUT ROWID;

-- At most one effect of a kind on an endpoint in an epoch. (One incident a canonical: the id stands for it.)
CREATE UNIQUE INDEX steps_by_effect ON steps (incident_id, kind, system, ifnull(endpoint, ''), epoch);

CREATE TABLE proofs (
    incident_id INTEGER NOT NULL REFERENCES incidents (id),
    system TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    liveness TEXT NOT NULL CHECK (liveness IN ('live', 'dead', 'unknown')),
    at TEXT NOT NULL,
    reason TEXT NOT NULL,
    live_at TEXT,
    dead_since TEXT,
    dead_at TEXT,
    deads INTEGER NOT NULL,
    unknowns INTEGER NOT NULL,
    controlled INTEGER NOT NULL CHECK (controlled IN (0, 1)),
    identity TEXT,
    dormant INTEGER NOT NULL CHECK (dormant IN (0, 1)),
    PRIMARY KEY (incident_id, system, endpoint)
) STRICT, WITHOUT ROWID;

-- The chains. `number` orders the events of all incidents, so that a checkpoint can say how far it reaches.
CREATE TABLE events (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    incident_id INTEGER NOT NULL REFERENCES incidents (id),
    seq INTEGER NOT NULL CHECK (seq >= 1),
    at TEXT NOT NULL,
    what TEXT NOT NULL CHECK (what <> ''),
    record TEXT NOT NULL,
    hash TEXT NOT NULL CHECK (length(hash) = 64),
    UNIQUE (incident_id, seq)
) STRICT;

CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events
BEGIN
    SELECT RAISE(ABORT, 'an event is not changed');
END;

CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events
BEGIN
    SELECT RAISE(ABORT, 'an event is not deleted');
END;

CREATE TABLE checkpoints (
    number INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    reaches INTEGER NOT NULL UNIQUE REFERENCES events (number),
    record TEXT NOT NULL,
    hash TEXT NOT NULL,
    signature TEXT NOT NULL,
    public_key TEXT NOT NULL,
    anchored INTEGER NOT NULL CHECK (anchored IN (0, 1))
) STRICT;

CREATE TABLE spends (
    budget TEXT NOT NULL,
    at TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??.??????Z')
) STRICT;

CREATE INDEX spends_by_budget ON spends (budget, at);

-- Public surface.
-- stanch_incidents: one row a credential. state as of its last change; tti_*_ms: time-to-invalidation as an interval.
CREATE VIEW stanch_incidents AS
SELECT
    id, canonical, type, state, preview, confidence, visibility, owner_name AS owner, owner_reason, backlog, epoch,
    parked, note, exposed, detected, verified, noticed, decided, accepted, dead_low, dead, confirmed, replaced,
    deadline, due, occurrences, first_seen, last_seen,
    CASE WHEN dead_low IS NOT NULL AND dead IS NOT NULL
        THEN CAST(round((julianday(dead_low) - julianday(detected)) * 86400000) AS INTEGER) END AS tti_low_ms,
    CASE WHEN dead_low IS NOT NULL AND dead IS NOT NULL
        THEN CAST(round((julianday(dead) - julianday(detected)) * 86400000) AS INTEGER) END AS tti_high_ms
FROM incidents
WHERE absorbed_by IS NULL;

-- stanch_occurrences: where each was seen (the first 100 places of an incident).
CREATE VIEW stanch_occurrences AS
SELECT
    incident_id, source, path, line, end_line, start_column, end_column, commit_id, author, committed_at, visibility,
    host_hint, seen_at
FROM occurrences;

-- stanch_events: the evidence, link by link.
CREATE VIEW stanch_events AS
SELECT incident_id, seq, at, what, record, hash FROM events;

-- stanch_debts: what could not be read, and why.
CREATE VIEW stanch_debts AS
SELECT source, path, reason, at FROM debts;

-- stanch_sources: how far each source was read, and when that was last so.
CREATE VIEW stanch_sources AS
SELECT source, position, rules, at FROM cursors;
