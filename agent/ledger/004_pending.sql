-- Version with rotation: the new value of each, sealed from before it is set until it stands at its place.
-- A handed over one keeps its fingerprints (JSON, part to fingerprint), so that its own leak meets its owner.
CREATE TABLE pending (
    incident_id INTEGER NOT NULL REFERENCES incidents (id),
    system TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    entry TEXT NOT NULL,
    canonical TEXT NOT NULL,
    fingerprints TEXT NOT NULL,
    key_id TEXT NOT NULL,
    value BLOB,
    PRIMARY KEY (incident_id, system, epoch)
) STRICT, WITHOUT ROWID;
