"""What a sink is, and when it refuses.

    read()                    -> the parts that it names which stand there now; None: nothing of them stands there
    check()                   -> raises where it could not be written to now
    write(parts, expecting=)  -> where they stand now, in words (the KV version)

The guard against a wrong path: what stands there must be `expecting` (then it is replaced) or `parts` already (then
nothing is done, so that a write may be repeated). Anything else is somebody else's and is refused. `expecting` without
parts says that nothing may stand there yet. Only secret and identity parts are compared and changed: where else a
consumer finds its host is none of our business, whatever the leak said.

Errors are those of revokers/base.py, and none holds a value:

    TransientError   worth another attempt, which looks again: somebody changed it at the same moment, no answer came
    RefusedError     something else stands there, or we may not
    UnmappedError    an answer that has no meaning for us
"""

from __future__ import annotations

from typing import Protocol

from detectors.base import CredentialType, Parts
from revokers.base import RefusedError


class Sink(Protocol):
    """A place where a credential is kept for its consumers."""

    @property
    def place(self) -> str:
        """In words, without a value."""
        ...

    async def read(self) -> Parts | None: ...

    async def check(self) -> None: ...

    async def write(self, parts: Parts, *, expecting: Parts) -> str: ...


def own_parts(kind: CredentialType, named: frozenset[str]) -> frozenset[str]:
    """Of the parts that a sink names, those that make the credential: they are compared and changed."""
    return named & (kind.secret | frozenset(kind.identity))


def stands_already(own: frozenset[str], now: Parts | None, parts: Parts, expecting: Parts) -> bool:
    """True: `parts` stand there; False: `expecting` do. RefusedError: neither."""
    missing = sorted(name for name in own if name not in parts or not parts[name])
    if missing:
        message = f"the new value has no {', '.join(missing)}, which is kept there"
        raise RefusedError(message)
    if _same(own, now, parts):
        return True
    if _same(own, now, expecting):
        return False
    if not now:
        message = "nothing stands there yet: is it the place that the consumers read?"
    else:
        message = "what stands there is neither the old value nor the new one: is it the place of this credential?"
    raise RefusedError(message)


def _same(own: frozenset[str], now: Parts | None, other: Parts) -> bool:
    return all((now or {}).get(name) == other.get(name) for name in own)


def merged(own: frozenset[str], named: frozenset[str], now: Parts | None, parts: Parts) -> Parts:
    """What is to stand there: its own parts new, of the others those that stand there already."""
    others = {name: value for name, value in {**parts, **(now or {})}.items() if name in named - own}
    missing = sorted(named - own - others.keys())
    if missing:
        message = f"nothing tells {', '.join(missing)}, which is kept there beside the credential: write it there first"
        raise RefusedError(message)
    return {**others, **{name: parts[name] for name in own}}
