-- What stands in vault stores: of each value its keyed fingerprint, of each path what the store says about it. No value,
-- sealed or not. `gone_at`: the path is there no longer; what stood there may still leak.
CREATE TABLE vault_paths (
    source TEXT NOT NULL,
    path TEXT NOT NULL,
    owner TEXT NOT NULL,
    purpose TEXT NOT NULL,
    environment TEXT NOT NULL,
    type TEXT NOT NULL,
    removal TEXT NOT NULL,
    created TEXT,
    changed TEXT,
    expires TEXT CHECK (expires GLOB '????-??-??'),
    plain INTEGER NOT NULL CHECK (plain IN (0, 1)),
    seen_at TEXT NOT NULL CHECK (seen_at GLOB '????-??-??T??:??:??.??????Z'),
    gone_at TEXT CHECK (gone_at GLOB '????-??-??T??:??:??.??????Z'),
    PRIMARY KEY (source, path)
) STRICT, WITHOUT ROWID;

-- `since`: when we first saw it there. `current`: it belongs to the newest version.
CREATE TABLE vault_values (
    source TEXT NOT NULL,
    path TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    field TEXT NOT NULL,
    version TEXT NOT NULL,
    current INTEGER NOT NULL CHECK (current IN (0, 1)),
    since TEXT NOT NULL CHECK (since GLOB '????-??-??T??:??:??.??????Z'),
    PRIMARY KEY (source, path, fingerprint),
    FOREIGN KEY (source, path) REFERENCES vault_paths (source, path) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX vault_values_by_fingerprint ON vault_values (fingerprint);

-- What is wrong with how a path is kept. One that is mended is closed, and opened again when it comes back.
-- `told_at`: its owner was told.
CREATE TABLE hygiene (
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    path TEXT NOT NULL,
    owner TEXT NOT NULL,
    detail TEXT NOT NULL,
    since TEXT NOT NULL CHECK (since GLOB '????-??-??T??:??:??.??????Z'),
    closed_at TEXT CHECK (closed_at GLOB '????-??-??T??:??:??.??????Z'),
    told_at TEXT CHECK (told_at GLOB '????-??-??T??:??:??.??????Z'),
    PRIMARY KEY (kind, source, path)
) STRICT, WITHOUT ROWID;

-- Public surface.
-- stanch_hygiene: how values are kept in vault stores, and what is wrong with it. closed_at NULL: it still is.
CREATE VIEW stanch_hygiene AS
SELECT kind, source, path, owner, detail, since, closed_at, told_at FROM hygiene;
