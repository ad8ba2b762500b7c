-- Notices: what is to be told, written in the transaction of what it tells about, and what was told.

-- One row a message that is wanted. `key` is (incident, epoch, kind, audience, name): wanted again, it is the same row.
-- `name`: the owner's name; for a digest of a source's backlog the source's. `sending_at` without an outcome: it may have
-- gone out, and nobody knows. `note`: why it has not yet, in our words.
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    incident_id INTEGER REFERENCES incidents (id),
    epoch INTEGER NOT NULL,
    kind TEXT NOT NULL,
    audience TEXT NOT NULL CHECK (audience IN ('owner', 'operator')),
    name TEXT NOT NULL,
    made_at TEXT NOT NULL CHECK (made_at GLOB '????-??-??T??:??:??.??????Z'),
    not_before TEXT NOT NULL CHECK (not_before GLOB '????-??-??T??:??:??.??????Z'),
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    sending_at TEXT CHECK (sending_at GLOB '????-??-??T??:??:??.??????Z'),
    note TEXT NOT NULL,
    settled_at TEXT CHECK (settled_at GLOB '????-??-??T??:??:??.??????Z'),
    outcome TEXT CHECK (outcome IN ('sent', 'digest', 'stale', 'failed')),
    CHECK ((settled_at IS NULL) = (outcome IS NULL)),
    CHECK (incident_id IS NOT NULL OR audience = 'operator')
) STRICT;

CREATE INDEX outbox_waiting ON outbox (not_before) WHERE settled_at IS NULL;
CREATE INDEX outbox_by_incident ON outbox (incident_id, epoch) WHERE incident_id IS NOT NULL;

-- One conversation an incident and recipient: the first message's `ts` holds it together. `told`: what was said last.
CREATE TABLE threads (
    incident_id INTEGER NOT NULL REFERENCES incidents (id),
    recipient TEXT NOT NULL,
    channel TEXT NOT NULL,
    ts TEXT NOT NULL,
    told TEXT NOT NULL,
    PRIMARY KEY (incident_id, recipient)
) STRICT, WITHOUT ROWID;

-- When a recipient last got a digest instead of single messages.
CREATE TABLE digests (
    recipient TEXT NOT NULL PRIMARY KEY,
    at TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??.??????Z')
) STRICT, WITHOUT ROWID;

-- What the first look at a source found. `digest`: the message by which the operator was told. Owners are told once it
-- is released, and by whom that was is evidence.
CREATE TABLE backlog (
    incident_id INTEGER NOT NULL PRIMARY KEY REFERENCES incidents (id),
    source TEXT NOT NULL,
    digest INTEGER REFERENCES outbox (id),
    released_at TEXT CHECK (released_at GLOB '????-??-??T??:??:??.??????Z'),
    released_by TEXT,
    CHECK ((released_at IS NULL) = (released_by IS NULL))
) STRICT;

CREATE INDEX backlog_by_source ON backlog (source, digest);

INSERT INTO backlog (incident_id, source)
SELECT
    id,
    ifnull((SELECT source FROM occurrences WHERE incident_id = incidents.id ORDER BY occurrences.id LIMIT 1), '')
FROM incidents
WHERE backlog = 1;

-- Public surface.
-- stanch_notices: what was or is to be told. outcome NULL: it waits, and `note` says why it has not gone out yet.
CREATE VIEW stanch_notices AS
SELECT incident_id, epoch, kind, audience, name, made_at, not_before, attempts, note, settled_at, outcome FROM outbox;
