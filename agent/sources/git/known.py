"""Objects in which nothing stands, whatever they are called: what one repository had swept is not swept in another.

    first clone    list ---------------------> sweep --holds nothing--> a run of ids
    next clone     list --not among the ids--> sweep --holds nothing--> one more run

That an object holds nothing depends on its bytes and on how they are looked at, on nothing that is a repository's: not
on paths, commits, visibility, owners or baselines. It is kept only of objects whose bytes were seen to be those that
their name stands for (Job.prove), under a key that changes with all that the answer depends on (scan/swept.py). What
holds something, could not be read, or may be a container, is never kept: each repository has it looked at again, under
its own paths, and files it for itself. So nothing that is here, or is lost, makes a finding come or go.

An id is 64 bits of a keyed hash: it tells those who have no key nothing, and nobody can make an object that has the id
of another. A run is a file of ids in ascending order; the smallest of them are kept in memory and tell which runs a
list of objects has something in common with. Runs that save next to nothing are not kept, and the oldest go first when
there are too many.

Clones that are looked at side by side would all be swept: whoever has much in common with what an earlier one is about
to sweep waits for that one, and for `patience` seconds at most; its slot (slots.py) is another's meanwhile. Where too
many wait already, it sweeps by itself.
"""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import re
import shutil
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from heapq import nsmallest
from pathlib import Path
from typing import Final

from agent.sources.slots import lent

_WIDTH: Final = 8
_MOST: Final = 32 << 20  # ids, a quarter of a gigabyte
_RUNS: Final = 10_000
_WORTH: Final = 64  # ids of a run, below which a sweep takes as long as to look them up
# Of a run, the ids below this, and never fewer than so many, say what it has in common with others.
_BELOW: Final = (1 << 64) // 2048
_LEAST: Final = 8
_HEAD: Final = 4096  # bytes, more than these are in any run that is made here
_TOLD: Final = 256  # ids that tell what somebody is about to sweep, of each list of objects
_PART: Final = 4  # less of them than one in so many in common, and it is not worth waiting for
_PATIENCE: Final = 600.0
_OURS: Final = re.compile(r"[0-9a-f]{32}")


class Known:
    """`folder`: where runs are kept, those of other keys are removed; None: in memory. `most`: ids. `worth`: of a run.

    kept: how many runs were. spared: how many times an object was not swept.
    """

    def __init__(
        self,
        key: bytes,
        folder: Path | None = None,
        *,
        most: int = _MOST,
        worth: int = _WORTH,
        patience: float = _PATIENCE,
    ) -> None:
        self._hash = hashlib.blake2b(key=key, digest_size=_WIDTH)
        self._most, self._worth, self.patience = most, worth, patience
        self._sizes: dict[int, int] = {}
        self._held: dict[int, array[int]] = {}
        self._index: dict[int, int] = {}
        self._turns: list[Turn] = []
        self._folder = folder / hashlib.blake2b(b"runs", key=key, digest_size=16).hexdigest() if folder else None
        if folder is not None and self._folder is not None:
            _alone(folder, self._folder)
            for number, size, head in _kept(self._folder):
                self._learn(number, size, head)
        self._numbers = itertools.count(max(self._sizes, default=0) + 1)
        self.kept = 0
        self.spared = 0

    @contextmanager
    def turn(self) -> Iterator[Turn]:
        """For one repository's sweep."""
        turn = Turn(self)
        try:
            yield turn
        finally:
            if turn in self._turns:
                self._turns.remove(turn)
            turn.over.set()

    def ids(self, names: Iterable[bytes]) -> Iterator[int]:
        for name in names:
            digest = self._hash.copy()
            digest.update(name)
            yield int.from_bytes(digest.digest())

    async def among(self, ids: Collection[int]) -> set[int]:
        """Those that are known."""
        wanted = set(ids)
        found: set[int] = set()
        for number in sorted({self._index[each] for each in wanted & self._index.keys()}):
            found |= await asyncio.to_thread(self._common, number, wanted)
        return found

    def _common(self, number: int, wanted: set[int]) -> set[int]:
        if self._folder is None:
            return wanted.intersection(self._held.get(number, ()))
        run = array("Q")
        with suppress(OSError):  # removed by somebody: then it is swept again
            raw = (self._folder / _name(number)).read_bytes()
            run.frombytes(raw[: len(raw) - len(raw) % _WIDTH])
        return wanted.intersection(run)

    async def keep(self, ids: Iterable[int]) -> None:
        """One more run, where it is worth it."""
        run = array("Q", sorted(set(ids)))
        if len(run) < self._worth:
            return
        number = next(self._numbers)
        try:
            if self._folder is None:
                self._held[number] = run
            else:
                await asyncio.to_thread(_write, self._folder / _name(number), run.tobytes())
        except OSError:  # no room, say: what is not kept is only swept again
            return
        self.kept += 1
        self._learn(number, len(run), run)
        while sum(self._sizes.values()) > self._most or len(self._sizes) > _RUNS:
            await self._drop(next(iter(self._sizes)))

    def _learn(self, number: int, size: int, head: Iterable[int]) -> None:
        self._sizes[number] = size
        telling = itertools.takewhile(lambda each: each[0] < _LEAST or each[1] < _BELOW, enumerate(head))
        self._index.update((each, number) for _, each in telling)

    async def _drop(self, number: int) -> None:
        del self._sizes[number]
        self._held.pop(number, None)
        self._index = {each: run for each, run in self._index.items() if run != number}
        if self._folder is not None:
            with suppress(OSError):
                await asyncio.to_thread((self._folder / _name(number)).unlink)

    def ahead(self, turn: Turn, ids: Collection[int]) -> Turn | None:
        """Who is about to sweep much of these, and told of anything first: so nobody waits for who waits for him."""
        if turn not in self._turns:
            self._turns.append(turn)
        mine = nsmallest(_TOLD, ids)
        turn.told.update(mine)
        for other in itertools.takewhile(lambda each: each is not turn, self._turns):
            both = len(other.told.intersection(ids))
            if both and both * _PART >= min(len(other.told), len(mine)):
                return other
        return None


@dataclass(slots=True, eq=False)
class Turn:
    """One sweep. `told`: ids by which others know what it is about. `over`: nobody needs to wait for it.

    is_patient: it has not waited for another one in vain, which may hold it up once, and not at each list.
    """

    all: Known
    told: set[int] = field(default_factory=set)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    is_patient: bool = True
    _news: list[int] = field(default_factory=list)

    async def known(self, names: Iterable[bytes]) -> set[bytes]:
        """Those of them in which nothing stands. The others are about to be swept."""
        names = list(names)
        ids = dict(zip(self.all.ids(names), names, strict=True))
        found = await self._found(ids)
        self.all.spared += len(found)
        return {ids[each] for each in found}

    async def _found(self, ids: Mapping[int, bytes]) -> set[int]:
        while True:
            kept = self.all.kept
            found = await self.all.among(ids)
            ahead = self.all.ahead(self, ids.keys() - found)
            if kept == self.all.kept and not (ahead and self.is_patient):
                return found
            if ahead and self.is_patient:
                async with lent() as may_wait:
                    self.is_patient = may_wait and await self._waited(ahead)

    async def _waited(self, ahead: Turn) -> bool:
        try:
            async with asyncio.timeout(self.all.patience):
                return await ahead.over.wait()
        except TimeoutError:
            return False

    def clean(self, names: Iterable[bytes]) -> None:
        """Nothing stands in these."""
        self._news += self.all.ids(names)

    async def keep(self) -> None:
        news, self._news = self._news, []
        if news:
            await self.all.keep(news)


def _name(number: int) -> str:
    return f"{number:010}"


def _alone(folder: Path, mine: Path) -> None:
    """Nothing of another key stays."""
    with suppress(OSError):
        for other in folder.iterdir():
            if other != mine and _OURS.fullmatch(other.name):
                shutil.rmtree(other, ignore_errors=True)


def _kept(folder: Path) -> list[tuple[int, int, array[int]]]:
    """The runs that are there, the oldest first: number, ids in it, and the smallest of these."""
    found = []
    with suppress(OSError):
        for path in sorted(folder.iterdir()):
            if not path.name.isdecimal():
                path.unlink()  # half a run
                continue
            with path.open("rb") as file:
                raw = file.read(_HEAD)
            size = path.stat().st_size // _WIDTH
            head = array("Q")
            head.frombytes(raw[: len(raw) - len(raw) % _WIDTH])
            found.append((int(path.name), size, head))
    return found


def _write(path: Path, raw: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.new")
    try:
        new.write_bytes(raw)
        new.rename(path)
    except OSError:
        new.unlink(missing_ok=True)
        raise
