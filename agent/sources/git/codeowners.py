"""The CODEOWNERS file of a repository, as its HEAD has it (the same places and order as GitHub looks in).

https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from datetime import timedelta
from pathlib import Path
from typing import Final

from agent.sources.git.dir import RefusedError, look
from agent.sources.git.run import GitError, stream

PLACES: Final = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
LARGEST: Final = 3_000_000  # bytes; GitHub ignores a larger one
_PATIENCE: Final = timedelta(seconds=20)


async def read_codeowners(path: Path) -> str | None:
    """The text, or None where the repository has none that can be read."""
    try:
        git_dir = (await asyncio.to_thread(look, path)).git_dir
    except RefusedError:
        return None
    raw = bytearray()
    feed = [f"HEAD:{place}" for place in PLACES]
    try:
        async with aclosing(stream(git_dir, "cat-file", "--batch", feed=feed, patience=_PATIENCE)) as blocks:
            async for block in blocks:
                raw += block
                if len(raw) > LARGEST:
                    break
    except GitError:
        pass  # of what is damaged the part before it counts
    return _first(bytes(raw))


def _first(answers: bytes) -> str | None:
    """The first file that is there, if it is whole."""
    for _ in PLACES:
        head, _, answers = answers.partition(b"\n")
        match head.split(b" "):
            case [_, b"blob", size] if len(answers) > int(size):
                return answers[: int(size)].decode(errors="replace")
            case [_, _, size] if len(answers) > int(size):
                answers = answers[int(size) + 1 :]  # a folder of that name
            case [_, b"missing"]:
                continue
            case _:
                return None
    return None
