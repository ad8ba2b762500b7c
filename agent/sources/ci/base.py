"""What a CI provider is: a declaration of functions over its API's own words.

    project (a repository, a job of Jenkins) --> run (a pipeline, a build) --> log (of a job or a step; an archive)

Runs of a project have rising numbers, and its list begins with the highest.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Final, Protocol, TypeVar
from urllib.parse import quote

from agent.found import Visibility
from agent.model import Address
from agent.scan.names import without_values
from agent.sources.forges.base import Api
from agent.sources.forges.walk import repositories
from agent.sources.pages import List
from agent.sources.remote.address import Remote
from detectors.base import Secret
from revokers.base import Headers

T = TypeVar("T")

_LABEL: Final = 200  # characters of one name in a label


@dataclass(frozen=True, slots=True)
class Project:
    """id: stays when it is renamed. full: its path there. which: one of several lists of its runs."""

    id: str
    full: str
    visibility: Visibility = Visibility.UNKNOWN
    which: str = ""

    @property
    def key(self) -> str:
        return f"{self.id}{self.which}"


@dataclass(frozen=True, slots=True)
class Run:
    """number: rises from one to the next. at: when it was made. attempts: how often it was run.

    moved: when something of it was last begun or ended, where the list says so. note: what else its provider wants to
    know of it. over: nothing more comes, as far as the list says so.
    """

    number: int
    at: datetime
    attempts: int = 1
    moved: datetime | None = None
    note: str = ""
    over: bool = False


class Form(Enum):
    """How a log is had.

    WHOLE: in one piece, as an archive that the scanner opens. TEXT: as it comes; Range is tried. PROGRESSIVE: as
    Jenkins does it. LINES: a JSON list of `message`s.
    """

    WHOLE = "whole"
    TEXT = "text"
    PROGRESSIVE = "progressive"
    LINES = "lines"


@dataclass(frozen=True, slots=True)
class Log:
    """Something to read. key: its own among those of its run. path: below the API's address, or a whole URL elsewhere.

    over: nothing is written to it any more. ended: when that was. wanted: it is worth asking for now. size: bytes,
    where the API says so. lost: why it is not to be had, as the API says already.
    """

    key: str
    label: str
    path: str
    form: Form
    over: bool = True
    ended: datetime | None = None
    wanted: bool = True
    size: int | None = None
    lost: str = ""


@dataclass(frozen=True, slots=True)
class Logs:
    """Of a run as it is now. over: nothing more comes."""

    all: tuple[Log, ...]
    over: bool


class Asking(Protocol):
    """What a provider asks with. Both raise ListError and ProviderError."""

    async def json(self, path: str) -> object: ...
    def rows(self, of: List[T], path: str) -> AsyncIterator[T]: ...


@dataclass(frozen=True, slots=True)
class Provider:
    """place: of the API. headers: by the token and its user. projects, found: the list of them; its paths, tried in
    order. whiches: the lists of runs that a project has. runs, listed: such a list, and its path.

    one, read: the path of one run, and what it says. moved: the path of the runs that moved after a time; None: the
    list of all tells. again: how often that is looked at. logs: what of a run there is to read.
    """

    place: Callable[[Remote], Address]
    headers: Callable[[Secret, str], Headers]
    projects: List[Project]
    found: Callable[[str], tuple[str, ...]]
    runs: List[Run]
    listed: Callable[[Project], str]
    one: Callable[[Project, str], str]
    logs: Callable[[Asking, Project, Run, bool], Awaitable[Logs]]
    moved: Callable[[Project, datetime], str] | None = None
    again: timedelta | None = None
    whiches: tuple[str, ...] = ("",)

    def each(self, project: Project) -> tuple[Project, ...]:
        return tuple(replace(project, which=which) for which in self.whiches)


def of_forge(api: Api) -> List[Project]:
    """The list of a forge's repositories as projects."""
    of = repositories(api)

    def read(row: Mapping[str, object]) -> Project | None:
        found = of.read(row)
        return None if found is None else Project(found.id, found.full, found.visibility)

    return List(of.rows, read, lambda one: one.id, of.further)


def rows(name: str) -> Callable[[object], list[object] | None]:
    """A page that has its list under that name."""

    def of(page: object) -> list[object] | None:
        found = page.get(name) if isinstance(page, dict) else None
        return found if isinstance(found, list) else None

    return of


def at(value: object) -> datetime | None:
    """A time of the API: ISO 8601, or milliseconds since 1970."""
    try:
        match value:
            case str():
                found = datetime.fromisoformat(value)
                return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)
            case int() if not isinstance(value, bool):
                return datetime.fromtimestamp(value / 1000, UTC)
            case _:
                return None
    except (ValueError, OverflowError, OSError):
        return None


def name(value: object) -> str:
    """A name of theirs, in one line, as it may stand in a label: a credential in it does not."""
    text = without_values("".join(letter if letter.isprintable() else " " for letter in str(value)))
    return text if len(text) <= _LABEL else f"{text[:_LABEL]}…"


def key_of(full: str) -> str:
    """Of a project that has no id: its path is a name, and a key stands in the ledger."""
    return hashlib.sha256(full.encode(errors="surrogatepass")).hexdigest()[:16]


def below(full: str) -> str:
    """A path of theirs as a part of ours."""
    return quote(full, safe="/")
