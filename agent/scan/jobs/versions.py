"""Versions of files in a repository, each told what it has and none of its parents had; and what people wrote there."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from agent.found import Blob, GitPart
from agent.scan import decode, wire
from agent.scan.called import called
from agent.scan.containers.kinds import HEAD, POINTER, kind
from agent.scan.engine import Engine
from agent.scan.findings import Place
from agent.scan.gitobjects import Objects, UnreadableError
from agent.scan.hits import Hit, holds
from agent.scan.jobs.account import Account
from agent.scan.jobs.blocks import joined
from agent.scan.members import with_members
from agent.scan.names import LONGEST, of_link, shown_name
from agent.scan.written import HEADER, inner, parted, tagger

_REMEMBERED: Final = 100_000
_TAGS_DEEP: Final = 16


def _forgiven(_path: str, _reason: str) -> None:
    """For what is only compared with."""


class Versions:
    """Remembers which blobs hold nothing, and what the others hold (as digests)."""

    def __init__(self, engine: Engine, account: Account) -> None:
        self._engine, self._account = engine, account
        self._known: dict[tuple[str, str], frozenset[str]] = {}

    def look(self, job: wire.Job, part: GitPart, git_dir: str) -> None:
        with Objects(git_dir, self._account.limits.blob) as objects:
            for blob in part.blobs:
                try:
                    self._blob(job, objects, blob)
                except UnreadableError as error:
                    self._account.owe(job, f"{blob.path}@{blob.commit or blob.oid}", str(error))
            for message in part.messages:
                try:
                    self._message(job, objects, message)
                except UnreadableError as error:
                    self._account.owe(job, f"{message.path}@{message.commit or message.oid}", str(error))

    def _blob(self, job: wire.Job, objects: Objects, blob: Blob) -> None:
        """Only what this version has and no version in the parents had."""
        here = self._engine.context(blob.path)
        if any(oid == blob.oid and self._engine.context(path) == here for oid, path in blob.moved):
            return  # whatever holds here held there
        if blob.link and (target := self._target(objects, blob.oid)) is not None:
            self._link(job, objects, blob, target)
            return
        key = (blob.oid, here)
        if self._known.get(key) == frozenset():
            return
        version = f"@{blob.commit or blob.oid}"
        found = self._in_blob(
            objects, blob.oid, blob.path, lambda path, reason: self._account.owe(job, path + version, reason)
        )
        owed = len(self._account.debts)
        hits = list(self._account.bounded(job, blob.path, found))
        self._remember(key, hits, is_whole=objects.proven and len(self._account.debts) == owed)
        if not hits:
            return
        before = frozenset[str]().union(*(self._held(objects, oid, blob.path) for oid in blob.before))
        before = before.union(*(self._told(objects, oid, path) for oid, path in blob.moved))
        place = Place(blob.path, blob.commit, blob.author, blob.committed_at)
        self._account.report(
            job, place, (hit for hit in hits if before.isdisjoint({self._account.digest(hit), self._account.told(hit)}))
        )

    def _link(self, job: wire.Job, objects: Objects, blob: Blob, target: bytes) -> None:
        """Where it leads to is a name, and nobody goes there."""
        olds = [old for oid in blob.before if (old := self._target(objects, oid)) is not None]
        known = {self._account.digest(hit) for _, hits in called(self._engine, olds) for hit in hits}
        self._account.bytes += len(target)
        for _, hits in called(self._engine, [target]):
            news = (
                hit
                for hit in hits
                if self._account.digest(hit) not in known
                and holds(hit, blob.path)
                and not any(holds(hit, path) for _, path in blob.moved)
            )
            for hit in self._account.bounded(job, blob.path, news):
                shown = shown_name(of_link(blob.path), target.decode(errors="replace"), hit.parts)
                self._account.report(job, Place(shown, blob.commit, blob.author, blob.committed_at), [hit])

    @staticmethod
    def _target(objects: Objects, oid: str) -> bytes | None:
        """None: it is longer than any name, or not there, so that it is none."""
        content = b""
        try:
            for block in objects.blocks(oid):
                content += block
                if len(content) > LONGEST:
                    return None
        except UnreadableError:
            return None
        return content

    def _held(self, objects: Objects, oid: str, path: str) -> frozenset[str]:
        """What an older version held. One that cannot be read held nothing: rather too much is reported."""
        key = (oid, self._engine.context(path))
        known = self._known.get(key)
        if known is not None:
            return known
        try:
            hits = list(self._in_blob(objects, oid, path))
        except UnreadableError:
            return frozenset()
        # Whoever offers it by itself hears what of a container could not be read: that is not remembered here.
        return self._remember(key, hits, is_whole=objects.proven and bool(hits))

    def _told(self, objects: Objects, oid: str, path: str) -> set[str]:
        """What was told of a version under another path; of what was typed there also that it would be a lead here."""
        held = self._held(objects, oid, path)
        if not held:
            return set()
        hits = list(self._in_blob(objects, oid, path))
        typed = [hit for hit in hits if hit.type and not hit.suppressed]
        return {*held, *(self._account.lead(value) for hit in typed for value in hit.parts.values())}

    def _in_blob(
        self, objects: Objects, oid: str, path: str, owe: Callable[[str, str], None] = _forgiven
    ) -> Iterator[Hit]:
        blocks = self._account.counted(objects.blocks(oid))
        first = next(blocks, b"")
        self._account.pointers |= first.startswith(POINTER)
        name = decode.encoding(first[: decode.MARK_BYTES])
        if not kind(first[:HEAD]):
            text = decode.to_utf8(joined(first, blocks), name)
            yield from self._engine.stream(text, path=path, width=decode.width(name), most=self._account.limits.leads)
            return
        content = b"".join((first, *blocks))
        yield from with_members(self._engine, self._engine.scan(content, path), io.BytesIO(content), path, owe)

    def _remember(self, key: tuple[str, str], hits: Sequence[Hit], *, is_whole: bool) -> frozenset[str]:
        """For all repositories, unless in this one it is not what its name says, or was not read as a whole."""
        held = frozenset(self._account.told(hit) for hit in hits)
        if is_whole:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[key] = held
        return held

    def _message(self, job: wire.Job, objects: Objects, message: Blob) -> None:
        """What people wrote into a commit or a tag, and into the tags that it tags; of its header, and so of their
        names, only what is typed.
        """
        place = Place(message.path, message.commit, message.author, message.committed_at)
        oid: str | None = message.oid
        for _ in range(_TAGS_DEEP):
            if oid is None:
                return
            content = b"".join(self._account.counted(objects.blocks(oid, ("commit", "tag"))))
            header, text = parted(content)
            if message.author is None:  # of a tag; a commit's is known
                author, at = tagger(header)
                place = replace(place, author=author, committed_at=at)
            told = self._engine.scan(text, message.path, self._account.limits.leads)
            self._account.report(job, place, self._account.bounded(job, message.path, told))
            hits = (hit for hit in self._engine.scan(header, HEADER) if hit.type)
            self._account.report(job, replace(place, path=HEADER), self._account.bounded(job, HEADER, hits))
            oid = inner(content)
        self._account.owe(job, f"{message.path}@{message.commit or message.oid}", "it tags too many other tags")
