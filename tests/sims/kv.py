"""Values in OpenBao's key-value store: a mount of one's own, and what is written there."""

from __future__ import annotations

import secrets
from itertools import count

from detectors.filters.placeholders import is_placeholder
from detectors.generic.values import Strength, strength
from tests.sims.fronts import Bao


def value() -> str:
    """One that looks random whatever its name is: one in a thousand of these does not."""
    made = ("kept-" + secrets.token_urlsafe(15) for _ in count())
    return next(text for text in made if strength(text) is Strength.RANDOM and not is_placeholder(text))


def folder(bao: Bao, *, versioned: bool = True) -> str:
    """A mount of its own, and its folder as the operator writes it."""
    mount = f"m{secrets.token_hex(8)}"
    kind = {"type": "kv", "options": {"version": "2" if versioned else "1"}}
    answer = bao.call("POST", f"sys/mounts/{mount}", kind)
    assert answer[0] == 204, answer
    return f"{mount}/data/app/" if versioned else f"{mount}/app/"


def write(bao: Bao, path: str, held: dict[str, object], **about: str) -> None:
    body = {"data": held} if "/data/" in path else held
    assert bao.call("POST", path, body)[0] in {200, 204}
    if about:
        assert bao.call("POST", path.replace("/data/", "/metadata/"), {"custom_metadata": about})[0] == 204
