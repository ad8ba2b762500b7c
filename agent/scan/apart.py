"""A job that ended its scanner twice, in parts: which of them did it is owed, and what the others hold is found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from agent.found import Blob, Debt, GitPart, Paths
from agent.scan.wire import Job

_NOTHING = GitPart("", ())


def smaller(job: Job) -> list[Job]:
    """Jobs of one part each that say the same together; none, where it is one that can be no smaller."""
    parts = [*_parts(job)]
    if len(parts) > 1:
        return parts
    if job.called:
        names = job.called.below.split(b"\0")
        return [replace(job, called=Paths(job.called.base, below)) for below in names] if len(names) > 1 else []
    # What older versions held is left out of what is told, and no more than that.
    if job.git and any(blob.before for blob in job.git.blobs):
        return [_of_git(job, blobs=tuple(replace(blob, before=()) for blob in job.git.blobs))]
    return []


def _parts(job: Job) -> Iterator[Job]:
    none = replace(job, path=b"", file=None, git=None, files=(), paths=(), texts=(), called=None)
    if job.file:
        yield replace(none, path=job.path, file=job.file)
    for file, path in zip(job.files, job.paths, strict=True):
        yield replace(none, path=path, file=file)
    if job.git:
        there = replace(none, path=job.path)
        yield from (_of_git(there, blobs=(blob,)) for blob in job.git.blobs)
        yield from (_of_git(there, messages=(message,)) for message in job.git.messages)
        yield from (replace(there, git=replace(_NOTHING, names=(name,))) for name in job.git.names)
    for text in job.texts:
        yield replace(none, texts=(text,))
    if job.called:
        yield replace(none, called=job.called)


def _of_git(job: Job, blobs: tuple[Blob, ...] = (), messages: tuple[Blob, ...] = ()) -> Job:
    return replace(job, git=replace(_NOTHING, blobs=blobs, messages=messages))


def debts(job: Job, reason: str) -> tuple[Debt, ...]:
    """All that is in it."""
    if job.file or job.files:
        files = (job.file,) if job.file else job.files
        return tuple(Debt(job.source, file.label, reason, lasting=True) for file in files)
    if job.called and not (job.texts or job.git):
        path, *others = (whole for whole, _ in job.called)
        what = "names of files from this one on" if others else "its name"
        return (Debt(job.source, path, f"{what}: {reason}", lasting=True),)
    if job.texts:
        return tuple(Debt(job.source, text.named, reason, lasting=True) for text in job.texts)
    git = job.git or _NOTHING
    named = [f"{each.path}@{each.commit or each.oid}" for each in (*git.blobs, *git.messages)]
    named += [name.named for name in git.names]
    return tuple(Debt(job.source, path, reason, lasting=True) for path in dict.fromkeys(named))
