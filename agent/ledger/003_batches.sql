-- Version 3: steps that wait to be sent together, where one call of a provider takes many credentials.
-- A waiting list and no more: what is to be done stands in the plan, so a row that is lost is made again by the next
-- claim of its incident. `epoch` and `attempts` are the step's when it was queued: a row of another attempt is void.
CREATE TABLE batches (
    incident_id INTEGER NOT NULL REFERENCES incidents (id),
    seq INTEGER NOT NULL,
    system TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    kind TEXT NOT NULL,
    epoch INTEGER NOT NULL CHECK (epoch >= 1),
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    queued_at TEXT NOT NULL CHECK (queued_at GLOB '????-??-??T??:??:??.??????Z'),
    PRIMARY KEY (incident_id, seq)
) STRICT, WITHOUT ROWID;

CREATE INDEX batches_by_call ON batches (system, endpoint, kind, queued_at);
