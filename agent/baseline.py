"""What was looked at and left: `.stanch-baseline.json`, and the files that other scanners keep for that.

    {"version": 1, "files": {"config/app.ini": {"salt": "9f...", "values": ["4c...", ...]}}}

A value is told by scrypt under its file's own salt: the same on every machine, so that the file can be committed, and
nothing to whom reads it, not even that two files hold the same value. Paths count from the folder of the baseline. A
finding is in it when each secret part of it is. A repository has one, in its root. Also read, where they stand:

    .secrets.baseline    detect-secrets: SHA-1 of a value, by file      https://github.com/Yelp/detect-secrets#baseline
    .gitleaksignore      gitleaks: [commit:]path:rule:line              https://github.com/gitleaks/gitleaks#gitleaksignore

Of gitleaks' lines the rule is not compared: its rules are not ours.

For a part of a folder those of the folders above count as well, up to its repository's root, and never beyond; where
there is none up to the file system's. There they must belong to us, to root, or to whose folder is scanned, who could
hide something in it anyway; others' are named and left alone, whatever stands in them.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import stat
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from agent.complaint import Complaint, refused
from agent.json_errors import json_error
from agent.scan.names import FILE_NAME, of_root
from agent.sources.git.dir import is_repository

_T = TypeVar("_T")

OURS: Final = ".stanch-baseline.json"
_YELP: Final = ".secrets.baseline"
_GITLEAKS: Final = ".gitleaksignore"
_AWAY: Final = "take it away, or scan with --no-baseline"
_READABLE: Final = 0o644  # it is for committing, and tells nothing
_COST: Final = 1 << 12  # scrypt's n: 4 MiB and some 10 ms for a value
_IGNORED: Final = re.compile(r"(?:(?P<commit>[0-9a-f]{40}):)?(?P<path>[^:].*):[^:]+:(?P<line>[0-9]{1,9})")
_FLAGS: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_LARGEST: Final = 64 << 20  # bytes


class _Values(msgspec.Struct, forbid_unknown_fields=True):
    salt: str
    values: list[str]


class _Ours(msgspec.Struct, forbid_unknown_fields=True):
    version: int
    files: dict[str, _Values]


class _YelpsValue(msgspec.Struct):
    hashed_secret: str
    is_secret: bool | None = None


class _Yelps(msgspec.Struct):
    results: dict[str, list[_YelpsValue]] = {}


@dataclass(frozen=True, slots=True)
class Spot:
    """A finding as a baseline knows it: its path below the baseline's folder, its secret parts, and what marks them."""

    mark: str
    path: str
    line: int
    commit: str | None
    values: Sequence[str] = field(repr=False)

    def within(self, below: str) -> Spot:
        """As it counts from a folder above, of which this one's is at `below`."""
        if not below:
            return self
        name = f"{FILE_NAME} "
        path = self.path.removeprefix(name)
        return replace(self, path=f"{name if path != self.path else ''}{below}/{path}")


class _TheirsError(Complaint):
    """Whoever wrote this file may not say what we leave out."""


@dataclass
class Baseline:
    """What the three files in one folder leave out. `folder`, `below`: of one above what is scanned, which it is, and
    where in it the scan begins.
    """

    files: dict[str, _Values] = field(default_factory=dict)
    hashed: dict[str, set[str]] = field(default_factory=dict)
    ignored: set[tuple[str | None, str, int]] = field(default_factory=set)
    folder: str = ""
    below: str = ""
    _told: dict[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path, owners: Collection[int] = ()) -> Baseline:
        """Of those files that are there. owners: by uid, those whose files count; none: everybody's do. Raises
        Complaint.
        """
        made = cls()
        if (raw := _content(folder / OURS, owners)) is not None:
            ours = _decoded(folder / OURS, raw, _Ours, "take it away, then make it anew with `stanch baseline`")
            if ours.version != 1:
                message = f"{folder / OURS}: version {ours.version} is not known: this Stanch reads version 1"
                raise Complaint(message)
            made.files = ours.files
        if (raw := _content(folder / _YELP, owners)) is not None:
            yelps = _decoded(folder / _YELP, raw, _Yelps, "take it away, then make it anew with detect-secrets")
            # What somebody has labelled as real is no reason to be silent.
            made.hashed = {
                path: {each.hashed_secret for each in values if each.is_secret is not True}
                for path, values in yelps.results.items()
            }
        if (raw := _content(folder / _GITLEAKS, owners)) is not None:
            made.ignored = set(_ignored(folder / _GITLEAKS, raw.decode("utf-8-sig", errors="replace")))
        return made

    @property
    def is_empty(self) -> bool:
        """It leaves out nothing."""
        return not (self.files or self.hashed or self.ignored)

    def leaves_out(self, spot: Spot) -> str:
        """The file that does, or ""."""
        by = self._leaves_out(spot.within(self.below))
        return os.path.join(self.folder, by) if by else ""  # noqa: PTH118 - of "" it is the name

    def _leaves_out(self, spot: Spot) -> str:
        places = ((spot.commit, spot.path, spot.line), (None, spot.path, spot.line))
        if any(place in self.ignored for place in places):
            return _GITLEAKS
        key = (spot.mark, spot.path)
        if key not in self._told:
            self._told[key] = self._holds(spot)
        return self._told[key]

    def _holds(self, spot: Spot) -> str:
        ours = self.files.get(spot.path)
        if ours is not None and spot.values and all(_digest(value, ours.salt) in ours.values for value in spot.values):
            return OURS
        sha1 = self.hashed.get(spot.path, ())
        return _YELP if sha1 and spot.values and all(_sha1(value) in sha1 for value in spot.values) else ""

    def add(self, spot: Spot) -> None:
        """To ours."""
        ours = self.files.setdefault(spot.path, _Values(secrets.token_hex(16), []))
        digests = [_digest(value, ours.salt) for value in spot.values]
        ours.values = sorted({*ours.values, *digests})

    def write(self, folder: Path) -> None:
        """Ours. Raises Complaint."""
        import tempfile  # to read takes less

        ours = _Ours(1, dict(sorted(self.files.items())))
        text = msgspec.json.format(msgspec.json.encode(ours), indent=2).decode() + "\n"
        failure: Complaint
        name = ""
        try:
            # Beside it, and then in its place: whatever that is, nothing is written through it, nor by halves.
            with tempfile.NamedTemporaryFile("w", dir=folder, prefix=f"{OURS}-", delete=False) as file:
                name = file.name
                file.write(text)
            Path(name).chmod(_READABLE)
            Path(name).replace(folder / OURS)
        except OSError as error:
            if name:
                Path(name).unlink(missing_ok=True)
            failure = refused(error, meant=folder / OURS) or Complaint(f"{folder / OURS}: cannot be written")
        else:
            return
        raise failure


def above(folder: Path) -> tuple[Sequence[Baseline], Sequence[str]]:
    """Of the folders above this one, the closest first, and what of them was left alone. Raises Complaint."""
    start = Path(os.path.realpath(folder))
    found, notes = [], []
    owners = believed(start)
    for outer in _higher(start):
        try:
            read = Baseline.read(outer, owners if _is_believed(outer, owners) else {-1})
        except _TheirsError as error:
            notes.append(str(error))
            continue
        read.folder, read.below = str(outer), _below(start, outer)
        found.append(read)
    return found, notes


def belongs(folder: Path) -> tuple[Path, str]:
    """Where the baseline of what is in this folder does: its repository's root, and where below that the folder is.
    Outside of one, and in one of somebody else, in the folder.
    """
    start = Path(os.path.realpath(folder))
    top = (start, *_higher(start))[-1]
    owners = believed(start)
    git = top / ".git" if os.path.lexists(top / ".git") else top
    if top == start or not (git != top or is_repository(top)):
        return folder, ""
    if git.lstat().st_uid not in owners or not _is_believed(top, owners):
        return folder, ""
    return top, _below(start, top)


def believed(start: Path) -> Collection[int]:
    """Whose word counts above it, by uid."""
    return {0, os.geteuid(), start.stat().st_uid}


def _is_believed(outer: Path, owners: Collection[int]) -> bool:
    status = outer.stat()
    shared = status.st_mode & stat.S_IWOTH and not status.st_mode & stat.S_ISVTX
    return status.st_uid in owners and not shared


def _below(start: Path, outer: Path) -> str:
    """As a scan shows it."""
    return of_root(start.relative_to(outer).as_posix())


def _higher(start: Path) -> Iterable[Path]:
    for inner, outer in zip([start, *start.parents], start.parents, strict=False):
        with suppress(OSError):  # where we may not even look, nothing is read
            if not os.path.lexists(inner / ".git") and not is_repository(inner) and outer.stat():
                yield outer
                continue
        return


def _content(path: Path, owners: Collection[int]) -> bytes | None:
    """The folder may be anybody's: a link may lead out of it, and a pipe keeps whoever opens it."""
    theirs = _TheirsError(f"{path}: left alone: others may write it, or we may not read it")
    failure = Complaint(f"{path}: this is no baseline (a link, no file, or larger than any): {_AWAY}")
    try:
        with open(path, "rb", opener=lambda name, _: os.open(name, _FLAGS)) as file:
            status = os.fstat(file.fileno())
            if owners and not _is_of(status, owners):
                raise theirs
            if stat.S_ISREG(status.st_mode) and len(raw := file.read(_LARGEST + 1)) <= _LARGEST:
                return raw
    except FileNotFoundError:
        return None
    except OSError as error:
        failure = refused(error, str(path)) or failure
        with suppress(FileNotFoundError):
            if owners and (isinstance(error, PermissionError) or not _is_of(path.lstat(), owners)):
                failure = theirs
    raise failure


def _is_of(status: os.stat_result, owners: Collection[int]) -> bool:
    """A link's rights say nothing."""
    return status.st_uid in owners and (stat.S_ISLNK(status.st_mode) or not status.st_mode & stat.S_IWOTH)


def _decoded(path: Path, raw: bytes, kind: type[_T], mend: str) -> _T:
    reason = ""
    try:
        return msgspec.json.decode(raw, type=kind)
    except msgspec.DecodeError as error:
        reason = json_error(raw, error)
    except RecursionError:
        reason = "nested too deeply"
    message = f"{path}: this is no baseline ({reason}): {mend}"
    raise Complaint(message)


def _ignored(path: Path, text: str) -> Iterable[tuple[str | None, str, int]]:
    for number, line in enumerate(text.splitlines(), 1):
        entry = line.strip()
        if not entry or entry.startswith("#"):
            continue
        found = _IGNORED.fullmatch(entry)
        if found is None:
            message = f"{path}:{number}: not [commit:]path:rule:line: mend or remove this line"
            raise Complaint(message)
        yield found["commit"], found["path"], int(found["line"])


def _digest(value: str, salt: str) -> str:
    return hashlib.scrypt(value.encode(), salt=salt.encode(), n=_COST, r=8, p=1, dklen=16).hex()


def _sha1(value: str) -> str:
    return hashlib.sha1(value.encode(), usedforsecurity=False).hexdigest()
