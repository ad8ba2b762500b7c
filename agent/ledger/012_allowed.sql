-- Of a lead the fingerprint of its value, by which a vault path knows it.
ALTER TABLE suppressed ADD COLUMN value TEXT;
