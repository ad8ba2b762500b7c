"""The CODEOWNERS file of a repository, as its HEAD has it (the same places and order as GitHub looks in).

https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from datetime import timedelta
from pathlib import Path
from typing import Final

from agent.sources.git_dir import RefusedError, look
from agent.sources.git_run import GitError, stream

PLACES: Final = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
LARGEST: Final = 3_000_000  # bytes; GitHub ignores a larger one


async def read_codeowners(path: Path, *, patience: timedelta = timedelta(seconds=20)) -> str | None:
    """The text, or None where the repository has none that can be read."""
    try:
        git_dir = (await asyncio.to_thread(look, path)).git_dir
    except RefusedError:
        return None
    for place in PLACES:
        try:
            async with aclosing(stream(git_dir, "cat-file", "blob", f"HEAD:{place}", patience=patience)) as blocks:
                raw = bytearray()
                async for block in blocks:
                    raw += block
                    if len(raw) > LARGEST:
                        return None
        except GitError:
            continue
        return raw.decode(errors="replace")
    return None
