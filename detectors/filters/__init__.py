"""What is no credential after all, by its words, its checksum or its name; shared by all that detects."""
