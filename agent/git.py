"""The recipe for reading a repository that somebody hostile may have written.

Every `git` of ours is started as `git_command(git_dir, ...)` with the whole environment `GIT_ENV`. What each
piece is for (each was seen to matter):

    GIT_ALLOW_PROTOCOL=none      a promisor remote runs a command for a missing object; `-c protocol.allow=never`
                                 alone does not stop it, as a repository's own protocol.ext.allow beats it
    GIT_NO_LAZY_FETCH            the same, in versions that know it
    --git-dir                    the caller names the repository: none is discovered inside a working tree, so one that
                                 is embedded in it never has its configuration read
    core.fsmonitor, hooksPath    run commands of the repository's choice
    log.showSignature            runs gpg.program
    NO_REPLACE_OBJECTS, grafts,  would show us another history than the one that a clone carries
    commit-graph
    logOutputEncoding            a repository may not choose what bytes we read names in

Commands that never belong here, whatever the recipe: status, diff, show, log -p (textconv, filters and gpg run code).
Read with `rev-list --missing=print`, `cat-file`, `diff-tree --raw` and `for-each-ref`. A promisor remote's missing
objects are then *missing*: count them, since the scan is partial.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

GIT_ENV: Final[Mapping[str, str]] = MappingProxyType(
    {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": "/nonexistent",
        "XDG_CONFIG_HOME": "/nonexistent",
        "LC_ALL": "C",
        "TZ": "UTC",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_ALLOW_PROTOCOL": "none",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_GRAFT_FILE": os.devnull,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_OPTIONAL_LOCKS": "0",
    }
)

_SETTINGS: Final = (
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "core.commitGraph=false",
    "core.useReplaceRefs=false",
    "log.showSignature=false",
    "log.mailmap=false",
    "protocol.allow=never",
    "safe.bareRepository=explicit",
    "gc.auto=0",
    "i18n.logOutputEncoding=UTF-8",
    # Packs are mapped in pieces: it counts as our memory, and fits into the address space that a scanner has.
    "core.packedGitWindowSize=4m",
    "core.packedGitLimit=64m",
)

# To read one with: core.worktree may lead to a folder that is not there, a submodule's that is not checked out, and git
# would end before it has read anything.
GIT_READ: Final[Mapping[str, str]] = MappingProxyType({**GIT_ENV, "GIT_WORK_TREE": "/nonexistent"})


def git_command(git_dir: str, *args: str) -> list[str]:
    """The argument list for `git ARGS` on the repository at `git_dir`; run it with `env=GIT_ENV` and a deadline."""
    options = [word for setting in _SETTINGS for word in ("-c", setting)]
    return ["git", f"--git-dir={git_dir}", "--no-optional-locks", "--no-pager", *options, *args]
