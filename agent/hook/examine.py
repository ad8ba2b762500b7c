"""Finds what a push adds: credentials in what its commits bring that the versions before did not have."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Final, Protocol

from agent.found import Blob, Text
from agent.hook.pushed import Push
from agent.hook.terms import Refuse
from agent.hook.wire import Hit, Seen

_BYTES: Final = 2 << 20  # handed over at a time
_TEXTS: Final = 512


class Lookout(Protocol):
    """Who looks for credentials in texts."""

    async def look(self, texts: Sequence[Text]) -> Seen: ...


@dataclass(frozen=True, slots=True)
class Examined:
    """`hits`: news, each credential once for a place. `owed`: (path, why) of what was not read."""

    hits: tuple[Hit, ...]
    owed: tuple[tuple[str, str], ...]

    def refusing(self, refuse: Refuse) -> tuple[Hit, ...]:
        if refuse is Refuse.NOTHING:
            return ()
        return tuple(hit for hit in self.hits if not hit.allowed and (hit.typed or refuse is Refuse.ALL))

    @property
    def allowed(self) -> tuple[Hit, ...]:
        """Of a known type, and let in by the comment beside it."""
        return tuple(hit for hit in self.hits if hit.typed and hit.allowed)


Found = list[tuple[Hit, Blob | None]]


def certain(found: Found) -> Examined:
    """What is news whatever there was before, of an examination that was cut short."""
    return Examined(tuple(hit for hit, blob in found if not (blob and (blob.before or blob.moved))), ())


async def examine(push: Push, lookout: Lookout, found: Found | None = None) -> Examined:
    """Raises GitError, Complaint. `found`: takes all that is found on the way, news or not."""
    found = [] if found is None else found
    batch: list[tuple[Text, Blob | None]] = []
    size = 0

    async def look() -> None:
        seen = await lookout.look([text for text, _ in batch])
        push.owed.extend(seen.owed)
        found.extend((hit, batch[hit.at][1]) for hit in seen.hits)
        batch.clear()

    async with aclosing(push.texts()) as texts:
        async for text, blob in texts:
            batch.append((text, blob))
            size += len(text.data) + len(text.before) + len(text.after)
            if size >= _BYTES or len(batch) >= _TEXTS:
                await look()
                size = 0
    if batch:
        await look()
    known = await _known(push, lookout, [blob for _, blob in found if blob])
    news = [
        hit
        for hit, blob in found
        if not blob
        or {hit.mark, hit.told}.isdisjoint({told for version in _before(blob) for told in known.get(version, ())})
    ]
    places = {(hit.mark, hit.allowed, hit.path, hit.line): hit for hit in reversed(news)}
    return Examined(tuple(reversed(places.values())), tuple(dict.fromkeys(push.owed)))


def _before(blob: Blob) -> Sequence[tuple[str, str]]:
    """(object, path) of each."""
    return (*((oid, blob.path) for oid in blob.before), *blob.moved)


async def _known(push: Push, lookout: Lookout, blobs: Sequence[Blob]) -> dict[tuple[str, str], Collection[str]]:
    """What the versions before held, under their paths. One that cannot be read held nothing."""
    older: dict[str, dict[str, Blob]] = {}
    for blob in blobs:
        for oid, path in _before(blob):
            older.setdefault(oid, {})[path] = replace(blob, oid=oid, path=path)
    held: dict[tuple[str, str], Collection[str]] = {}
    before = len(push.owed)
    async with aclosing(push.contents({oid: list(each.values()) for oid, each in older.items()})) as pieces:
        async for text, blob in pieces:
            seen = await lookout.look([text])
            key = (blob.oid, blob.path)
            held[key] = {*held.get(key, ()), *(hit.told for hit in seen.hits)}
    del push.owed[before:]  # what is not news anyhow is owed by nobody
    return held
