"""What crosses the pipe between the daemon and a scanner process: MessagePack with its length in front.

    daemon -> Setup, then Job, Job, ...        scanner -> Ready, then Result, Result, ...

Keys come over the pipe and nowhere else: an argument or an environment variable is readable by others. Paths travel as
the bytes that the file system gave; what is shown is always valid text.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import msgspec

from agent.found import Blob, Chunk, Debt, FilePart, FilesPart, Finding, GitPart, Paths, Text, TextsPart, Visibility
from agent.rules.rule import Rule
from agent.seal import ScannerKeys

HEADER: Final = 4
MIB: Final = 1 << 20
LARGEST: Final = 256 * MIB

Held = tuple[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one scanner process may use, and how much of one thing it reports. Bytes and seconds.

    blob: a git object that is larger is a debt. memory is address space, which git's mapped packs and Hyperscan's
    database need more of than they ever touch. leads, typed: findings of one file or blob; the rest is a debt.
    """

    memory: int = 2048 * MIB
    cpu_seconds: int = 300
    open_files: int = 64
    blob: int = 64 * MIB
    leads: int = 1000
    typed: int = 10_000


@dataclass(frozen=True, slots=True)
class Setup:
    """lasting: for longer than a command takes. sealing: values are sealed, so that the responder can open them;
    without it nobody ever can: only for whoever shows what was found, and never its value.
    """

    fingerprint: bytes = field(repr=False)
    public: bytes = field(repr=False)
    key_id: str
    limits: Limits
    cache: str | None
    refused: bool = False
    misplaced: bool = False
    rules: tuple[Rule, ...] = ()
    lasting: bool = False
    sealing: bool = True

    def keys(self) -> ScannerKeys:
        return ScannerKeys(self.fingerprint, self.public, self.key_id)


@dataclass(frozen=True, slots=True)
class Ready:
    """Its number, and what it could take from itself: `offline` is seen, not assumed (only a loopback is left).

    unkept: why the compiled patterns could not be kept, or "".
    """

    pid: int
    offline: bool
    unkept: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """A Chunk as the scanner needs it: exactly one of `file`, `files` (with `paths`), `git`, `texts`, `sweep`, `names`.

    `sweep`: lines `oid size` of a repository's objects, all of one `kind`, of which only which hold something is asked;
    `names`: the same of names. `called`: what files and folders are called, besides. prove: an object whose
    bytes are not those that its name stands for counts as unread.
    """

    source: str
    visibility: Visibility
    backlog: bool
    path: bytes = b""
    file: FilePart | None = None
    git: GitPart | None = None
    files: tuple[FilePart, ...] = ()
    paths: tuple[bytes, ...] = ()
    sweep: tuple[bytes, ...] = ()
    texts: tuple[Text, ...] = field(default=(), repr=False)
    kind: str = "blob"
    names: tuple[bytes, ...] = field(default=(), repr=False)
    prove: bool = False
    called: Paths | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a chunk: `bytes` were looked at. `again`: the file meant moved on, so look again.

    held: of a sweep, the objects that hold something, each with a mark of MARK bytes for each thing that it holds: the
    same for the same value that holds under the same paths, and telling nothing else. None: it could not be read.
    pointers: something of it was a pointer of Git LFS, in the place of what is kept elsewhere
    """

    findings: tuple[Finding, ...]
    debts: tuple[Debt, ...]
    bytes: int
    again: bool = False
    held: tuple[Held, ...] = ()
    pointers: bool = False


EMPTY: Final = Result((), (), 0)


def together(results: Sequence[Result]) -> Result:
    """Of parts of one chunk."""
    return Result(
        tuple(found for each in results for found in each.findings),
        tuple(debt for each in results for debt in each.debts),
        sum(each.bytes for each in results),
        again=any(each.again for each in results),
        pointers=any(each.pointers for each in results),
    )


def shown(text: str) -> str:
    """A path as valid text, whatever bytes it was made of."""
    return text if text.isascii() else text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def job(chunk: Chunk) -> Job | None:
    """None where there is nothing to read."""
    head = (chunk.source, chunk.visibility, chunk.backlog)
    match chunk.part:
        case FilePart() as part:
            return Job(*head, os.fsencode(part.path), _labelled(part), called=chunk.names)
        case FilesPart() as part:
            paths = tuple(os.fsencode(file.path) for file in part.files)
            return Job(*head, files=tuple(map(_labelled, part.files)), paths=paths, called=chunk.names)
        case GitPart() as part:
            messages = tuple(_shown(message) for message in part.messages)
            git = GitPart("", tuple(_shown(blob) for blob in part.blobs), messages, tuple(map(_told, part.names)))
            return Job(*head, os.fsencode(part.git_dir), git=git)
        case TextsPart() as part:
            return Job(*head, texts=tuple(map(_told, part.texts)), called=chunk.names)
        case None:
            return Job(*head, called=chunk.names) if chunk.names else None


def sweep(git_dir: str, lines: Sequence[bytes], kind: str, *, prove: bool = False) -> Job:
    where = os.fsencode(git_dir)
    return Job("", Visibility.UNKNOWN, backlog=True, path=where, sweep=tuple(lines), kind=kind, prove=prove)


def sweep_names(names: Sequence[bytes]) -> Job:
    return Job("", Visibility.UNKNOWN, backlog=True, names=tuple(names))


def _labelled(part: FilePart) -> FilePart:
    """Without its path, which travels as bytes. Written out: for a hundred thousand files `replace` takes a second."""
    return FilePart(
        *("", shown(part.label), part.start, part.end, part.line, part.device, part.inode, part.follow),
        below=shown(part.below),
        read=part.read,
    )


def _shown(blob: Blob) -> Blob:
    author = None if blob.author is None else shown(blob.author)
    moved = tuple((oid, shown(path)) for oid, path in blob.moved)
    return replace(blob, path=shown(blob.path), author=author, moved=moved)


def _told(text: Text) -> Text:
    author = None if text.author is None else shown(text.author)
    return replace(text, label=shown(text.label), below=shown(text.below), author=author)


def pack(message: Setup | Ready | Job | Result) -> Sequence[bytes]:
    """Header and body."""
    body = msgspec.msgpack.encode(message)
    return len(body).to_bytes(HEADER), body


def length(header: bytes) -> int:
    """Of the body that follows. Raises ValueError for more than any message of ours has."""
    size = int.from_bytes(header)
    if size > LARGEST:
        message = "a message of the scanner is too long"
        raise ValueError(message)
    return size
