-- When each try of a step began of which nobody knows what came, as a JSON list: what one of them made is looked for by
-- when it was made. NULL: none, or before they were kept one by one.
ALTER TABLE steps ADD COLUMN lost TEXT;
