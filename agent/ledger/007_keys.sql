-- Which fingerprint key this ledger was made with: a keyed hash of a constant, by which no other key is taken for it.
CREATE TABLE key_marks (
    only INTEGER NOT NULL PRIMARY KEY CHECK (only = 1),
    mark TEXT NOT NULL CHECK (length(mark) = 64)
) STRICT;
