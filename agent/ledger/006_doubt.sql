-- Since when an attempt at a step may have taken effect unknown to us: what it made is looked for from there.
ALTER TABLE steps ADD COLUMN doubtful_since TEXT;
