"""Leads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from . import yelp
from .base import Secret
from .places import Place

REACH: Final = yelp.REACH
PREFILTER: Final = yelp.PREFILTER

_ANYWHERE: Final = ~Place.NOISE
_QUOTED_IN_CODE: Final = Place.CONFIG | Place.PROSE | Place.TEST_CONFIG


@dataclass(frozen=True, slots=True)
class Lead:
    """Something that looks like a secret. `kind` says how, `places` in which files."""

    start: int
    end: int
    value: Secret
    kind: str
    places: Place


def find(text: str) -> Iterator[Lead]:
    """Every lead in `text`, which is a line or a piece of one, whatever the file."""
    for lead in yelp.find(text):
        yield Lead(lead.start, lead.end, lead.value, lead.kind, _QUOTED_IN_CODE if lead.bare else _ANYWHERE)
