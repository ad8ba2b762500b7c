"""What a job brings with it: texts, and names of files, branches and tags."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from functools import partial

from agent.found import Paths, Text
from agent.scan import decode, wire
from agent.scan.called import called
from agent.scan.containers.kinds import HEAD, kind
from agent.scan.engine import Engine
from agent.scan.findings import Place
from agent.scan.hits import Hit, holds
from agent.scan.jobs.account import Account
from agent.scan.members import with_members
from agent.scan.names import FILE_NAME, shown_name
from agent.scan.tables.stream import Tables
from detectors.base import Confidence, Secret


class Handed:
    def __init__(self, engine: Engine, account: Account) -> None:
        self._engine, self._account = engine, account

    def text(self, job: wire.Job, text: Text) -> None:
        place = Place(text.label, text.commit, text.author, text.committed_at)
        self._account.report(
            job, place, self._account.bounded(job, text.named, _at_least(text, self._in_text(job, text)))
        )

    def names(self, job: wire.Job, names: Sequence[Text]) -> None:
        data = [name.data for name in names]
        self._account.bytes += sum(map(len, data))
        for at, hits in called(self._engine, data):
            name = names[at]
            for hit in self._account.bounded(job, name.named, iter(hits)):
                if holds(hit, name.place):
                    path = shown_name(name.label, name.data.decode(errors="replace"), hit.parts)
                    self._account.report(job, Place(path, name.commit, name.author, name.committed_at), [hit])

    def paths(self, job: wire.Job, paths: Paths) -> None:
        """What a folder's name holds is not told once more for each file in it."""
        names = list(paths)
        for at, hits in called(self._engine, [below.encode() for _, below in names]):
            whole, below = names[at]
            own = below.rstrip("/").rfind("/") + 1
            news = (hit for hit in hits if hit.end > own and holds(hit, below))
            for hit in self._account.bounded(job, whole, news):
                self._account.report(job, Place(shown_name(FILE_NAME, whole, hit.parts)), [hit])

    def _in_text(self, job: wire.Job, text: Text) -> Iterator[Hit]:
        head = b"" if text.offset else text.data[:HEAD]
        name = text.encoding or decode.encoding(head)
        hits = self._engine.stream(
            decode.to_utf8(self._account.counted([text.data]), name),
            before=b"".join(decode.to_utf8([text.before], name)),
            after=b"".join(decode.to_utf8([text.after], name)),
            tables=Tables(text.head),
            line=text.line,
            path=text.place,
            offset=text.offset,
            width=decode.width(name),
            most=None if kind(head) else self._account.limits.leads,
        )
        if not kind(head):
            yield from hits
            return
        file = io.BytesIO(text.data)
        yield from with_members(self._engine, hits, file, text.label, partial(self._account.owe, job), place=text.place)


def _at_least(text: Text, hits: Iterator[Hit]) -> Iterator[Hit]:
    """A value that somebody reports and no detector knows is a lead."""
    found = False
    for hit in hits:
        found = found or not hit.unread
        yield hit
    if text.reported and not found:
        parts = {"value": Secret(text.reported)}
        yield Hit(None, "reported", Confidence.LEAD, parts, text.line, text.line, 0, 0, (0, 0))
