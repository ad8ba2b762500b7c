-- The lines of the value itself, which are told; the others are those of all that tells of it, by which a place is known
-- again. NULL: the same, or found before these were told apart and not again since.
ALTER TABLE occurrences ADD COLUMN value_line INTEGER;
ALTER TABLE occurrences ADD COLUMN value_end_line INTEGER;

DROP VIEW stanch_occurrences;

-- stanch_occurrences: where each was seen (the first 100 places of an incident); the lines are the value's, the columns
-- those of all that tells of it.
CREATE VIEW stanch_occurrences AS
SELECT
    incident_id, source, path, coalesce(value_line, line) AS line, coalesce(value_end_line, end_line) AS end_line,
    start_column, end_column, commit_id, author, committed_at, visibility, host_hint, seen_at
FROM occurrences;
