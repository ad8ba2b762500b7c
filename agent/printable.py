"""What others have named, as text that can be shown: files whose names are bytes of any kind, and a terminal's codes.

Light: a hook imports it while somebody waits for a push.
"""

from __future__ import annotations

import os
from pathlib import Path


def shown(path: Path | str) -> str:
    """As valid text: bytes that are none are escaped."""
    if isinstance(path, str) and path.isascii():
        return path
    return os.fsencode(path).decode(errors="backslashreplace")


def plain(text: str) -> str:
    """One line that a terminal takes as text: an attacker may have chosen it."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
