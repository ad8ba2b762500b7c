"""Where a look at a repository begins, and what is new in its names: refs, tags, reflogs, and what nothing leads to.

    refs, tags ------------> names and tag messages that were not told yet
    reflogs, ORIG_HEAD ... -> strays: commits to which only these lead, so that a reset hides nothing; their lines
    all objects -----------> on request: commits and blobs to which nothing leads at all

Strays are tips like those of refs. What was told is remembered by short marks, one for each ref, tag and line that is
there, so that a new one among thousands costs no more than itself. Reflogs are read again only when one has changed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import msgspec

from agent.found import Blob, Text
from agent.sources.git import logs as git_logs
from agent.sources.git.logs import Line, joined, mark, marks
from agent.sources.git.read import Offer, Reader, Refs
from agent.sources.git.run import GitError

TAG_MESSAGE: Final = "tag message"
_UNTOLD: Final = "which objects nothing leads to cannot be told (damaged?)"
_KINDS: Final = (
    ("refs/heads/", "branch name"),
    ("refs/remotes/", "branch name"),
    ("refs/tags/", "tag name"),
    ("refs/", "ref name"),
)


class Traces(msgspec.Struct, frozen=True):
    """What is known of them. `strays`: commits to which no ref leads. `names`, `lines`, `loose`: marks of the refs and
    tags, reflog lines, and blobs without a way to them, that were told. `logs`, `objects`: stamps of when they were
    looked through. `debts`: what could not be.
    """

    strays: tuple[str, ...] = ()
    names: str = ""
    lines: str = ""
    loose: str = ""
    logs: str = ""
    objects: str = ""
    debts: tuple[str, ...] = ()


@dataclass(slots=True)
class Start:
    """`refs`: with the strays among their tips. `offer`: what is new and stands in no commit."""

    refs: Refs
    traces: Traces
    offer: Offer = field(default_factory=Offer)


async def start(reader: Reader, known: Traces, asked: Sequence[str], *, unreachable: bool) -> Start:
    """`asked`: objects of which is to be said whether they exist. Raises GitError and RefusedError."""
    logs, lines, debts = await asyncio.to_thread(_reflogs, Path(reader.repository.git_dir), known.logs)
    told = marks(known.lines)
    news = [line for line in lines if line.mark not in told]
    candidates = dict.fromkeys([*known.strays, *(oid for line in news for oid in line.oids)])
    refs = await reader.refs((*asked, *candidates))
    strays = tuple(oid for oid in known.strays if oid in refs.commits)
    marked = known.lines if logs in {"", known.logs} else joined(line.mark for line in lines)
    if logs != known.logs:
        tips = frozenset(refs.tips)
        try:
            strays = await reader.strays([oid for oid in candidates if oid in refs.commits and oid not in tips], tips)
        except GitError:
            debts.append("what only reflogs lead to cannot be walked (damaged?)")
            logs, marked = "", known.lines  # so that it is tried again
    elif logs:
        debts = [*known.debts]
    begun = Start(
        replace(refs, tips=tuple(sorted({*refs.tips, *strays}))),
        Traces(
            strays,
            lines=marked,
            logs=logs,
            debts=tuple(debts),
        ),
        Offer(names=[line.told for line in news if line.text]),
    )
    _named(begun, marks(known.names))
    return await _unreached(reader, begun, known) if unreachable else begun


def _reflogs(git_dir: Path, known: str) -> tuple[str, Sequence[Line], list[str]]:
    """Their stamp, their lines where that is another one than is known, and what is owed of them."""
    try:
        stamp = git_logs.stamp(git_dir)
        lines, is_all = ((), True) if stamp == known else git_logs.read(git_dir)
    except OSError:
        return "", (), ["its reflogs cannot be read"]
    longest = f"its reflogs are longer than {git_logs.LARGEST >> 20} MiB: the rest was not read"
    return stamp, lines, [] if is_all else [longest]


def _named(begun: Start, told: set[str]) -> None:
    """Names of refs, and tags, that are new."""
    there: list[str] = []
    for ref, oid, found, kind in begun.refs.named:
        if ref == "HEAD":
            continue
        there.append(mark("ref", ref))
        if there[-1] not in told:
            start, label = next((each for each in _KINDS if ref.startswith(each[0])), ("", "ref name"))
            name = ref.removeprefix(start).encode(errors="replace")
            begun.offer.names.append(Text(label, name, commit=found if kind == "commit" else None, is_name=True))
        if oid != found and kind != "missing":
            there.append(mark("tag", oid))
            if there[-1] not in told:
                begun.offer.messages.append(Blob(oid, TAG_MESSAGE, found if kind == "commit" else None, None, None))
    begun.traces = msgspec.structs.replace(begun.traces, names=joined(there))


async def _unreached(reader: Reader, begun: Start, known: Traces) -> Start:
    """Also what nothing leads to: looked for again when objects came or went."""
    stamp, traces = reader.repository.stamp, begun.traces
    if stamp == known.objects:
        begun.traces = msgspec.structs.replace(traces, loose=known.loose, objects=stamp)
        return begun
    debts = tuple(reason for reason in traces.debts if reason != _UNTOLD)
    strays, loose, there = traces.strays, known.loose, marks(known.loose)
    try:
        nothing = await reader.unreached(begun.refs)
        strays = tuple(sorted({*strays, *nothing.commits}))
        for oid in nothing.blobs:
            if mark(oid) not in there:
                begun.offer.blobs.append(Blob(oid, f"unreachable object {oid}", None, None, None))
        for oid in nothing.tags:
            if mark(oid) not in there:
                begun.offer.messages.append(Blob(oid, TAG_MESSAGE, None, None, None))
        loose = joined(mark(oid) for oid in (*nothing.blobs, *nothing.tags))
    except GitError:
        debts, stamp = (*debts, _UNTOLD), ""  # so that it is tried again
    begun.refs = replace(begun.refs, tips=tuple(sorted({*begun.refs.tips, *strays})))
    begun.traces = msgspec.structs.replace(traces, strays=strays, loose=loose, objects=stamp, debts=debts)
    return begun
