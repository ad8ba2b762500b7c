"""What of a working tree git leaves alone, asked of git itself: untracked files and folders that .gitignore names.

`ls-files` reads the index and the patterns, and runs nothing (agent/git.py). A file of patterns outside the repository
is not asked for. Where git does not answer, nothing is left out.
"""

from __future__ import annotations

import asyncio
import os
from datetime import timedelta
from pathlib import Path
from typing import Final

from agent.sources.git.dir import RefusedError, look
from agent.sources.git.run import GitError, fields

_LIST: Final = ("ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory")
_PATIENCE: Final = timedelta(minutes=2)


async def ignored(tree: Path) -> frozenset[str]:
    """Paths below the tree, folders without a slash at their end. `tree`: absolute."""
    try:
        git_dir = (await asyncio.to_thread(look, tree)).git_dir
        ask = ("-c", "core.excludesFile=/dev/null", f"--work-tree={tree}", *_LIST)
        return frozenset(
            [os.fsdecode(path.rstrip(b"/")) async for path in fields(git_dir, *ask, patience=_PATIENCE, end=b"\0")]
        )
    except (RefusedError, GitError):
        return frozenset()
