"""Where the credentials leak: the history of a git repository, and the log of a CI job that is running."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TextIO

from agent.demo.cast import Credential, InGit, InLog
from agent.demo.tools import must

# What is committed before anything leaks: path, text, author.
_FIRST = (
    ("README.md", "# A shop\n", "ann@example.com"),
    (".github/CODEOWNERS", "/deploy/ platform-team@example.com\n", "ann@example.com"),
)


@dataclass(frozen=True, slots=True)
class Repository:
    """A git repository and its authors. Neither the user's configuration nor the system's is used."""

    path: Path

    async def begin(self) -> None:
        self.path.mkdir()
        await self._git("init", "--quiet")
        await self._git("symbolic-ref", "HEAD", "refs/heads/main")
        for path, text, author in _FIRST:
            await self._commit(path, text, author, f"Add {path}")

    async def leak(self, credentials: Sequence[Credential]) -> None:
        """On a branch, each by its own author; then taken out again, which history does not forget; then merged."""
        leaks = [(each, each.place) for each in credentials if isinstance(each.place, InGit)]
        if not leaks:
            return
        branch = f"release-{leaks[0][0].name.replace(' ', '-')}"
        await self._git("checkout", "--quiet", "-b", branch)
        for credential, place in leaks:
            await self._commit(place.path, f"{credential.line.reveal()}\n", place.author, f"Configure {place.path}")
        for _, place in leaks:
            (self.path / place.path).write_text("# moved to the vault\n")
        await self._git("commit", "--quiet", "--all", "-m", "Remove credentials", author="ann@example.com")
        await self._git("checkout", "--quiet", "main")
        await self._commit("README.md", f"# A shop\n\nSee {branch}.\n", "ann@example.com", "Say more")
        await self._git("merge", "--quiet", "--no-ff", "-m", f"Merge {branch}", branch, author="ann@example.com")

    async def history(self) -> str:
        return await self._git("log", "--all", "-p")

    async def _commit(self, path: str, text: str, author: str, message: str) -> None:
        file = self.path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        await self._git("add", path)
        await self._git("commit", "--quiet", "-m", message, author=author)

    async def _git(self, *words: str, author: str = "ann@example.com") -> str:
        return await must(["git", *words], _identity(author) | {"HOME": str(self.path)}, cwd=self.path)


def _identity(author: str) -> dict[str, str]:
    name = author.partition("@")[0].title()
    return {
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_SYSTEM": "/dev/null",
        "GIT_AUTHOR_NAME": name,
        "GIT_AUTHOR_EMAIL": author,
        "GIT_COMMITTER_NAME": name,
        "GIT_COMMITTER_EMAIL": author,
    }


class CiLog:
    """The log of a job that says something a few times a second. `leaked`: in which line, by name."""

    def __init__(self, path: Path, file: TextIO) -> None:
        self.path = path
        self.leaked: dict[str, int] = {}
        self._file = file
        self._lines = 0

    async def run(self) -> None:
        for step in count(1):
            self._say(f"[build] step {step}: compiling module {step % 17}")
            await asyncio.sleep(0.2)

    def leak(self, credentials: Sequence[Credential]) -> None:
        for credential in credentials:
            if isinstance(credential.place, InLog):
                self._say(f"[deploy] {credential.line.reveal()}")
                self.leaked[credential.name] = self._lines

    def _say(self, line: str) -> None:
        self._file.write(f"{line}\n")
        self._file.flush()
        self._lines += 1


@contextmanager
def ci_log(path: Path) -> Iterator[CiLog]:
    with path.open("w", encoding="utf-8") as file:
        yield CiLog(path, file)
