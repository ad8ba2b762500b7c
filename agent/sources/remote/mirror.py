"""A bare mirror in the state folder.

    PATH.new --init, fetch--> whole --rename--> PATH --fetch--> PATH ...

The first fetch is into a folder beside it, which takes its place when everything is there: a mirror that exists has
been whole once, so that what is found in it later is no first sight. A fetch that is killed leaves what it had: objects
come as one pack, refs move one by one after that. What it left lying about (locks, half a pack) goes before the next
one: nobody but us writes here. All refs of the server are fetched under their own names, and pruned with them (a
branch in the way of `branch/other` would stop every later fetch); objects are never pruned, and whoever fetches has
looked through all that is there before (source.py), so that a forced push hides nothing that had come. The tips that
a fetch is after stand in `announced` until their refs have moved, for what was killed in between.

What the ref advertisement says is hashed: the same hash, and there is nothing to fetch.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import shutil
import stat
from collections.abc import Awaitable, Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final

from agent.git import GIT_ENV, git_command
from agent.logins.tokens import Tokens
from agent.sources.git.run import GitError, fields, stream
from agent.sources.remote.address import Remote
from agent.sources.remote.line import TOO_LARGE, Bounds, CostlyError, FetchError, LoginError, StoppedError, run
from agent.sources.remote.recipe import Call, Login, Way, call, pinned
from revokers.base import TransientError

_MANY_REFS: Final = 500_000
_MANY_PACKS: Final = 40
_LONGEST_LINE: Final = 1 << 13
_SHA256: Final = 64
_PATIENCE: Final = timedelta(minutes=2)
_OID: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_FETCH: Final = (
    "fetch",
    "--quiet",
    "--prune",
    "--no-tags",
    "--no-write-fetch-head",
    "--no-recurse-submodules",
    "--no-auto-maintenance",
    "--no-show-forced-updates",
    "--refmap=",
)
_SYMREF: Final = re.compile(rb"ref: (refs/heads/[!-~]{1,255})\tHEAD")


@dataclass(slots=True)
class Advert:
    """What `ls-remote --symref` prints, read block by block. `key`: another one where anything is different."""

    head: str = ""
    wide: bool = False
    refs: int = 0
    too_many: bool = False
    key: str = ""
    tips: bytearray = field(default_factory=bytearray)
    _rest: bytes = b""

    def take(self, block: bytes) -> bool:
        *lines, self._rest = (self._rest + block).split(b"\n")
        for line in lines:
            self.key = hashlib.sha256(self.key.encode() + line).hexdigest()[:32]
            if found := _SYMREF.fullmatch(line):
                self.head = found[1].decode()
            elif not line.startswith(b"ref: "):
                self.refs += 1
                self.wide = line.find(b"\t") == _SHA256
                self.tips += line.partition(b"\t")[0] + b"\n"
        self.too_many = self.refs > _MANY_REFS or len(self._rest) > _LONGEST_LINE
        return not self.too_many


@dataclass(slots=True)
class Mirror:
    """Of `remote`, at `path`. `tokens` are asked anew each time; `user`: whom one is for."""

    path: Path
    remote: Remote
    way: Way
    tokens: Tokens
    bounds: Bounds
    user: str = "x-access-token"

    @property
    def exists(self) -> bool:
        return os.path.lexists(self.path)

    async def fetch(self, known: str) -> str:
        """Everything that the server shows, unless that is what it showed at `known`. Answers what it is now.

        Raises FetchError; or a Complaint, where our own login cannot be read.
        """
        advert = await self._ask()
        if self.exists and advert.key == known:
            return known
        if self.exists:
            await asyncio.to_thread(tidy, self.path)
            # Makes again what a broken disk or a power cut took, and leaves what is there.
            await self._own(self.path, "init", "--quiet", "--bare", "--template=", _format(advert))
            await self._announce(advert)
            await self._fetch(self.path, advert)
            self._announced.unlink(missing_ok=True)
            return advert.key
        new = self.path.with_name(f"{self.path.name}.new")
        await asyncio.to_thread(_begin, new)
        try:
            await self._own(new, "init", "--quiet", "--bare", "--template=", _format(advert))
            await self._fetch(new, advert)
            new.rename(self.path)
        finally:
            await asyncio.to_thread(shutil.rmtree, new, ignore_errors=True)
        return advert.key

    async def _announce(self, advert: Advert) -> None:
        with suppress(OSError):
            await asyncio.to_thread(self._announced.write_bytes, advert.tips)
            return
        message = "the state folder cannot be written to: is there room on its disk?"
        raise FetchError(message)

    async def recover(self) -> None:
        """What a fetch that was killed had brought before its refs moved: the server may show it no more by then."""
        if not self._announced.is_file():
            return
        git_dir = str(self.path)
        tips = (await asyncio.to_thread(self._announced.read_text, "ascii", "replace")).split()
        try:
            shown = {ref async for ref in fields(git_dir, "for-each-ref", "--format=%(objectname)", patience=_PATIENCE)}
            asked = ("cat-file", "--batch-check=%(objectname) %(objecttype)")
            feed = [tip for tip in dict.fromkeys(tips) if tip.encode() not in shown and _OID.fullmatch(tip)]
            there = [one async for one in fields(git_dir, *asked, feed=feed, patience=_PATIENCE)]
            found = [name.decode() for name, _, kind in (one.partition(b" ") for one in there) if kind == b"commit"]
            refs = [f"create refs/stanch/{name} {name}" for name in found]
            async with aclosing(stream(git_dir, "update-ref", "--stdin", feed=refs, patience=_PATIENCE)) as said:
                async for _ in said:
                    pass
        except GitError:
            return  # what is wrong with it, whoever reads it will say
        self._announced.unlink(missing_ok=True)

    @property
    def _announced(self) -> Path:
        return self.path / "announced"

    async def _ask(self) -> Advert:
        advert = Advert()
        await self._go(self.path, "ls-remote", "--symref", "--", self.remote.url, take=advert.take)
        if advert.too_many:
            message = f"it has more than {_MANY_REFS} refs"
            raise FetchError(message)
        if not advert.refs:
            # git takes a page without a line end for a list of no refs.
            message = "it shows no refs: it is empty, or no git answers there"
            raise FetchError(message)
        return advert

    async def _fetch(self, path: Path, advert: Advert) -> None:
        if advert.head:
            await self._own(path, "symbolic-ref", "HEAD", advert.head)
        room = self.bounds.largest - await asyncio.to_thread(size, path)
        if room <= 0:
            raise CostlyError(TOO_LARGE)
        failure: FetchError | None = None

        async def full() -> bool:
            return await asyncio.to_thread(size, path) >= self.bounds.largest

        try:
            await self._go(path, *_FETCH, "--", self.remote.url, "+refs/*:refs/*", most=room, full=full)
            if await full():  # objects that came one by one: of these each may be small
                failure = CostlyError(TOO_LARGE)
        except StoppedError:
            raise
        except FetchError as error:
            failure = error
        if failure is not None:
            # git does not say when a pack was too large.
            large = await full()
            await asyncio.to_thread(tidy, path)
            raise CostlyError(TOO_LARGE) if large else failure
        await self._pack(path)

    async def _pack(self, path: Path) -> None:
        try:
            await self._own(path, "pack-refs", "--all")
            if len(list((path / "objects" / "pack").glob("*.pack"))) > _MANY_PACKS:
                # Joins packs, and drops no object of theirs, whether anything leads to it or not.
                await self._own(path, "repack", "--geometric=2", "-d", "-q")
        except StoppedError:
            raise
        except FetchError:
            pass  # everything is there, if not as tidy as it could be

    async def _go(
        self,
        path: Path,
        *args: str,
        most: int | None = None,
        full: Callable[[], Awaitable[bool]] | None = None,
        take: Callable[[bytes], bool] | None = None,
    ) -> None:
        more: tuple[str, ...] = ()
        reason = ""
        try:
            more = await pinned(self.remote, self.way)
        except TransientError as error:
            reason = f"it cannot be reached: {error}"
        if reason:
            raise FetchError(reason)
        again = True
        while True:
            async with self.tokens.lent() as token:
                login = None if token is None else Login(self.user, token)
                with call(str(path), *args, remote=self.remote, way=self.way, login=login, more=more) as made:
                    try:
                        return await run(made, self.bounds, most=most, full=full, take=take)
                    except LoginError:
                        if not (again and self.tokens.refused(token)):
                            raise
            again = False

    async def _own(self, path: Path, *args: str) -> None:
        """A git that stays here."""
        await run(Call(git_command(str(path), *args), GIT_ENV, ()), self.bounds)


def _format(advert: Advert) -> str:
    return f"--object-format={'sha256' if advert.wide else 'sha1'}"


def _begin(path: Path) -> None:
    shutil.rmtree(path, ignore_errors=True)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)


def tidy(path: Path) -> None:
    """What a git that was killed left behind, or a power cut: an empty HEAD or ref. A branch may be called tmp_x."""
    for folder, _, names in os.walk(path):
        refs = Path(folder).relative_to(path).parts[:1] == ("refs",)
        for name in names:
            file = Path(folder) / name
            with suppress(OSError):
                left = not refs and name.startswith(("tmp_", ".tmp-"))
                empty = (refs or file == path / "HEAD") and not file.lstat().st_size
                if left or empty or name.endswith(".lock"):
                    file.unlink()


def size(path: Path) -> int:
    """Bytes of its objects."""
    total = 0
    for folder, _, names in os.walk(path / "objects"):
        for name in names:
            with suppress(OSError):
                status = os.lstat(f"{folder}/{name}")
                total += status.st_size if stat.S_ISREG(status.st_mode) else 0
    return total
