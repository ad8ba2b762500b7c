"""What is given to a secret-sounding name and is hardly its value: a word, a placeholder, what tutorials set.

Nobody is woken for it; who asks why something was not told is shown it (`stanch scan --why-not`).
"""

from __future__ import annotations

import re
from typing import Final

from detectors.places import NOWHERE, Place

from .grammar import Assignment
from .names import Named

# As somebody writes a password, and no code, path, URL, template or sentence.
_WRITTEN: Final = re.compile(r"[^\s\"'`<>{}()\[\],;:/\\$%|]{4,40}", re.ASCII)
_TEXTS: Final = Place.CONFIG | Place.TEST_CONFIG
_QUOTED: Final = _TEXTS | Place.CODE | Place.TEST_CODE


def places(found: Assignment) -> Place:
    """Of what is no lead, where it could be taken for one. In code an unquoted word is a variable."""
    if found.promised is Named.KEY or not found.tied or found.said or not _WRITTEN.fullmatch(found.value):
        return NOWHERE
    return _TEXTS if found.bare else _QUOTED
