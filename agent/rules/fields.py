"""What the tables of others' rule files hold, each field of the type that it is meant to have. Raises UnknownError."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any, Final

from agent.rules.regex import UnknownError

Object = Mapping[str, Any]

LARGEST: Final = 16 << 20  # bytes of a rule file; Betterleaks' own has 0.3 MB
_DULL: Final = re.compile(r"[^a-z0-9]+")
_MOST: Final = 10_000


def table(value: object) -> Object:
    if not isinstance(value, dict):
        message = "it is no table"
        raise UnknownError(message)
    return value


def texts(found: Object, key: str) -> list[str]:
    value = found.get(key) or []
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        message = f"{key}: no list of texts"
        raise UnknownError(message)
    return value


def amount(found: Object, key: str) -> float:
    """A number that is not negative; 0 where none is given."""
    value = found.get(key) or 0
    if not isinstance(value, (int, float)) or not math.isfinite(value) or not 0 <= value <= _MOST:
        message = f"{key}: no number that can be"
        raise UnknownError(message)
    return value


def called(value: object, number: int) -> str:
    """How messages call a rule: by its `id`, or its number in the file."""
    given = value.get("id") if isinstance(value, dict) else None
    return given if isinstance(given, str) and given else f"rule {number}"


def type_name(prefix: str, name: str) -> str:
    made = _DULL.sub("-", name.lower()).strip("-")
    if not made:
        message = "its id has no letter or digit to name a type by"
        raise UnknownError(message)
    return prefix + made
