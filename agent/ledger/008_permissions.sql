-- What the provider said when Stanch's own credential asked what it may do: permissions that are missing, each with the
-- entry of `needs` that it belongs to. Null: it was not told, and why.
CREATE TABLE permissions (
    system TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    missing TEXT CHECK (missing IS NULL OR json_valid(missing)),
    why TEXT,
    PRIMARY KEY (system, endpoint),
    CHECK ((missing IS NULL) <> (why IS NULL))
) STRICT, WITHOUT ROWID;
