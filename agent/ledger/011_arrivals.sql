-- What came by a webhook and waits for a scanner: sealed as it came, gone in the transaction that files what was in it.
-- mark: a keyed digest, so that a delivery that comes again meanwhile waits once. AUTOINCREMENT: a cursor counts them.
CREATE TABLE arrivals (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    source TEXT NOT NULL,
    mark TEXT NOT NULL,
    at TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??.??????Z'),
    key_id TEXT NOT NULL,
    value BLOB NOT NULL,
    UNIQUE (source, mark)
) STRICT;
