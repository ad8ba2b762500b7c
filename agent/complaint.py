"""What a person must mend, in words. Everything that a user can cause ends as one of these, never as a traceback."""

from __future__ import annotations


class Complaint(Exception):  # noqa: N818 - it is said to a person, not an error of ours
    """Names the file, line or key and the mend. Never holds a value."""
