"""The values of a scan, all frozen: what is looked at (a Source, its Chunks and Cursor), and what came of it (Findings,
Debts).

Apart from model.py, which reads them from here, so that a scan does not wait for what it has no use for: incidents,
plans, proofs, and what a revoker is. Over 300 lines, little of it code: its values name one another.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Final, Protocol, runtime_checkable

from detectors.base import Confidence


class Visibility(Enum):
    """Who could see the leak. Unknown is public for urgency and private for automatic action."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PRIVATE = "private"
    UNKNOWN = "unknown"


# --- where we look ---------------------------------------------------------------------------------


# Bytes in which a scanner says of something that a blob holds whether another one holds the same.
MARK: Final = 8


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a source got: `position` is the source's own text, `rules` the hash of the rule set it was read with.

    unread: it lies elsewhere, and no look at it has brought anything but a reason why it did not.
    """

    source: str
    position: str
    rules: str
    unread: bool = False


@dataclass(frozen=True, slots=True)
class AlreadyRead:
    """What was read of a log before it was compressed: `size` bytes, up to `line`. They begin with `head_size` bytes of
    the digest `head`, and end with bytes of the digest `tail` (scan/resumed.py).
    """

    size: int
    line: int
    head_size: int
    head: str
    tail: str


@dataclass(frozen=True, slots=True)
class FilePart:
    """Bytes `start` to `end` of a file. `device` and `inode` say which file was meant; `line` is the number of
    the line that begins at `start`, from 1; `label` is the path as it is to be shown. `follow`: the file meant may
    have moved on (a log that was rotated) and is then looked for again, with the same cursor. `below`: the path as it
    counts from its source, so that a folder called tests around the source makes no test of what is in it. `read`: of
    what is compressed in it, so much was read already.
    """

    path: str
    label: str
    start: int
    end: int
    line: int
    device: int
    inode: int
    follow: bool = False
    below: str = field(default="", compare=False)
    read: AlreadyRead | None = None

    @property
    def place(self) -> str:
        """What of its path says what kind of file it is."""
        return self.below or self.label


@dataclass(frozen=True, slots=True)
class FilesPart:
    """Some small files, each whole, looked at together."""

    files: tuple[FilePart, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """Bytes at hand already, as they were received: a commit's message, a server's answer, standard input.

    `label`: its place as it is to be shown, `below` as for FilePart. They begin on `line` at byte `offset` of what
    they are a piece of; `before` and `after` are what stands around them there, as much as a scanner asks for.
    `encoding`: what the beginning of all that has announced, as agent/scan/decode.py names it; None: look at `data`.
    head: the line with which all that begins, whose columns may be named there, or b""
    is_name: it is what something is called, which is shown with the values in it masked: only typed ones count.
    """

    label: str
    data: bytes = field(repr=False)
    line: int = 1
    offset: int = 0
    below: str = ""
    commit: str | None = None
    author: str | None = None
    committed_at: datetime | None = None
    before: bytes = field(default=b"", repr=False)
    after: bytes = field(default=b"", repr=False)
    encoding: str | None = None
    is_name: bool = False
    reported: str = field(default="", repr=False)
    head: bytes = field(default=b"", repr=False)

    @property
    def place(self) -> str:
        """What of its path says what kind of file it is."""
        return self.below or self.label

    @property
    def named(self) -> str:
        """As a debt names it."""
        return f"{self.label}@{self.commit}" if self.commit else self.label


@dataclass(frozen=True, slots=True)
class TextsPart:
    """Some texts, looked at one after another. At most some MiB together: they cross a pipe."""

    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Blob:
    """One version of one path, brought by `commit`. `before`: the versions in its parents, so that
    only what this commit introduced is reported.

    link: it is a symbolic link, and what it holds the name that this leads to
    moved: (object, path) of files that the commit takes away and that it continues under another name: what was told
    of them there is no news, and what counts here only is
    """

    oid: str
    path: str
    commit: str | None
    author: str | None
    committed_at: datetime | None
    before: tuple[str, ...] = ()
    link: bool = False
    moved: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class GitPart:
    """Some blobs of one repository, to be read with the recipe for hostile repositories.

    messages: commits and annotated tags, of which what people wrote into them is read; `path` says which of the two.
    names: of files, branches and tags, as git told them.
    """

    git_dir: str
    blobs: tuple[Blob, ...]
    messages: tuple[Blob, ...] = ()
    names: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Paths:
    """What files, and folders (with a slash at the end), are called: their paths below `base`, NUL between them.

    Of each only its own name counts, which is the last of its path: a folder's is told where that comes by itself.
    """

    base: str
    below: bytes = field(repr=False)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Each path as it is to be shown, and as it counts from its source: of that itself the name alone."""
        for path in self.below.decode().split("\0"):
            yield self.base + path, path or self.base.strip("/").rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Debt:
    """Something that was not read, and why: it makes a scan `partial`, and stays listed until it is read.

    `lasting`: told by a scanner. The source's next cursor does not clear it; only reading it does, or new rules.
    """

    source: str
    path: str
    reason: str
    lasting: bool = False


_LINE: Final = re.compile(r"\Aline [0-9]+(?: and others)?: ")
MORE: Final = "more findings than are listed"
MORE_LEADS: Final = "more leads than are listed"
ROWS: Final = "rows of a table that begins above were not read by the names of its columns"
# Why something is not told unless the inventory knows it: Finding.suppressed, as is what a comment says.
REFUSED: Final = "fails its check: a placeholder, a common word or sequence, or another structure"
MISPLACED: Final = (
    "too weak for a file of this kind: tests and documents have made-up values, code has words, lists have hashes"
)
MADE_UP: Final = "made up: what tutorials set, or a login that is its own name and names no server beyond its network"
LATER_ROWS: Final = "rows that are added later to the table that ends here will not be read by the names of its columns"


def anywhere(reason: str) -> str:
    """`reason` without the line that it begins with, if it does."""
    return _LINE.sub("", reason)


def is_of_leads(debt: Debt) -> bool:
    """Nothing that is a credential for certain is owed."""
    return debt.reason.endswith((MORE_LEADS, ROWS, LATER_ROWS))


# In place of a path that was read: all that is owed by a scanner for a source was. Nothing has an empty path.
EVERYTHING: Final = ""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a source. `cursor` holds once this chunk and all before it are finished (None: not yet).

    swept: bytes that the source has had looked at by itself and that hold nothing which is not in a part; less than 0:
    that stand in a part once more. anew: with
    this chunk begins a reading of the whole source, so that what a scanner could not read before is owed no longer.
    pressing: nobody knows when its source has more; what is being scanned is handed in before that is waited for.
    names: of files and folders, to be looked at with the part.
    """

    source: str
    visibility: Visibility
    backlog: bool
    part: FilePart | FilesPart | GitPart | TextsPart | None
    cursor: Cursor | None = None
    debts: tuple[Debt, ...] = ()
    swept: int = 0
    anew: bool = False
    pressing: bool = False
    names: Paths | None = None


# --- what we find ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place where a fingerprint was seen. Lines count from 1, `start` and `end` are columns from 0: of all that
    tells of it, by which a place is known again.

    lines: the first line and the last of the value, where other parts may stand on other lines (a pair's id does);
    (0, 0): the same. These are told: that is where somebody must take it out.
    """

    source: str
    path: str
    line: int
    end_line: int
    start: int
    end: int
    commit: str | None
    author: str | None
    committed_at: datetime | None
    visibility: Visibility
    host_hint: str | None
    lines: tuple[int, int] = (0, 0)

    @property
    def stands(self) -> tuple[int, int]:
        """On which lines a person finds the value."""
        return self.lines if self.lines[0] else (self.line, self.end_line)


@dataclass(frozen=True, slots=True)
class Finding:
    """One match leaving a scanner. `type` None: a lead. `fingerprints`: part name to keyed HMAC (hex).

    span: where the value stands in what was scanned, in bytes as they are stored, from the first up to the last;
    empty where that says nothing.
    suppressed: why it is not to be reported, unless the inventory knows it; "" for all others
    exposes: False: its place says nothing about who could see it, so that an incident that exists stays as it is.
    """

    type: str | None
    confidence: Confidence
    fingerprints: Mapping[str, str]
    canonical: str
    key_id: str
    sealed: bytes
    preview: str
    occurrence: Occurrence
    backlog: bool
    exposes: bool = True
    span: tuple[int, int] = (0, 0)
    suppressed: str = ""


class Source(Protocol):
    """A place to look. Events, webhooks and polls only say "look again"; the cursor decides what is new."""

    @property
    def name(self) -> str: ...
    @property
    def visibility(self) -> Visibility: ...
    @property
    def watched(self) -> Sequence[Path]:
        """Files and folders whose changes are worth another look."""
        ...

    def chunks(self, after: Cursor | None, *, rules: str, now: datetime) -> AsyncIterator[Chunk]:
        """What is new since `after`, in order. Without `after`, or after one of other rules: all, as backlog."""
        ...


class Stamp(Protocol):
    """How a place stood at a moment."""

    @property
    def key(self) -> str: ...
    def holds(self) -> bool: ...


@runtime_checkable
class Stamped(Protocol):
    """A Source that tells for next to nothing that there is nothing new, so that thousands can be polled."""

    def stamp(self) -> Stamp | None:
        """While it holds, or is made anew with the same key, a look would find what the look after it found. None:
        no telling. Raises OSError.
        """
        ...


@runtime_checkable
class Told(Stamped, Protocol):
    """A Stamped source whose places can all be watched."""

    @property
    def beside(self) -> Sequence[Path] | None:
        """Files and folders, with all below, that its stamp depends on beside what is `watched`, and that are no reason
        to look at once. None: others, too.
        """
        ...


def root(name: str, known: Collection[str]) -> str:
    """The source that one belongs to which a forge has brought: `acme` of `acme/app`. Another one is its own."""
    parts = name.split("/")
    above = ("/".join(parts[:end]) for end in range(len(parts), 0, -1))
    return next((one for one in above if one in known), name)
