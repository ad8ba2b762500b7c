"""What a forge is: a declaration of functions over its API's own words, and what is known of one repository."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from agent.found import Visibility
from agent.model import Address
from agent.sources.remote.address import Remote
from detectors.base import Secret
from revokers.base import Headers


@dataclass(frozen=True, slots=True)
class Repository:
    """One of a list. id: stays when it is renamed. full: its path on the forge. pushed: changes with a push, and sorts.

    size: bytes; None where the forge does not say.
    """

    id: str
    full: str
    pushed: str
    visibility: Visibility
    archived: bool = False
    fork: bool = False
    empty: bool = False
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Api:
    """place: of the API, from where repositories are cloned. lists: first pages, tried in order until one is there.

    rows: the repositories of a page; None: that is no page. read: one of them; None: it cannot be understood.
    further: the next page's URL, where a page says so itself and not in a Link header.
    one: the path that answers for a single repository, by its id. lag: by how much `pushed` may stay behind a push.
    """

    place: Callable[[Remote], Address]
    lists: Callable[[str], tuple[str, ...]]
    headers: Callable[[Secret], Headers]
    rows: Callable[[object], list[object] | None]
    read: Callable[[Mapping[str, object]], Repository | None]
    one: Callable[[str], str]
    further: Callable[[object], str | None] | None = None
    lag: timedelta = timedelta(0)


def beside(remote: Remote, base: str) -> Address:
    """The API of the host that repositories are cloned from, over HTTPS where they come over SSH."""
    if remote.scheme == "ssh":
        return Address("api", remote.host, 443, tls=True, base=base)
    return Address("api", remote.host, remote.port, tls=remote.scheme == "https", base=remote.path.rstrip("/") + base)


def listed(page: object) -> list[object] | None:
    """A page that is the list itself."""
    return page if isinstance(page, list) else None


def bearer(token: Secret) -> Headers:
    return {"Authorization": Secret(f"Bearer {token.reveal()}")}
