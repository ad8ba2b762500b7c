-- What a comment beside it says may stand there, and the inventory does not know: no incident, but counted and listed.
CREATE TABLE suppressed (
    canonical TEXT NOT NULL,
    place BLOB NOT NULL,
    source TEXT NOT NULL,
    path TEXT NOT NULL,
    line INTEGER NOT NULL,
    type TEXT NOT NULL,
    why TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (canonical, place)
) STRICT;
