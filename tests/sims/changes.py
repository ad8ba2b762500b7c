"""All that can change in a folder of files (FILES) or in a repository (REFS), by its name: what a look must see."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "HOME": "/nonexistent",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{f"GIT_{who}_{what}": "a@x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
}


def git(repo: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=repo, env=ENVIRONMENT, capture_output=True, check=True, input=b"x")
    return done.stdout.decode().strip()


def put(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("1\n")


REFS: dict[str, Callable[[Path], object]] = {
    "a commit": lambda repo: git(repo, "commit", "-q", "--allow-empty", "-m", "c"),
    "a branch": lambda repo: git(repo, "branch", "deep/er/new"),
    "a tag": lambda repo: git(repo, "tag", "v1"),
    "refs that were packed": lambda repo: git(repo, "pack-refs", "--all"),
    "a ref that was written in place": lambda repo: (repo / ".git" / "refs" / "heads" / "main").write_text("1" * 40),
    "a head that left its branch": lambda repo: git(repo, "checkout", "-q", "--detach"),
    "a reset": lambda repo: git(repo, "commit", "-q", "--amend", "--allow-empty", "-m", "other"),
    "a stash": lambda repo: ((repo / "a").write_text("2\n"), git(repo, "stash", "-q")),
    "a fetch": lambda repo: (repo / ".git" / "FETCH_HEAD").write_text("1" * 40),
    "a linked tree": lambda repo: git(repo, "worktree", "add", "-q", "--detach", str(repo.with_name("linked"))),
    "a commit in it": lambda repo: (
        git(repo, "worktree", "add", "-q", "--detach", str(repo.with_name("linked"))),
        git(repo.with_name("linked"), "commit", "-q", "--allow-empty", "-m", "c"),
    ),
    "a table of refs": lambda repo: put(repo / ".git" / "reftable" / "tables.list"),
    "objects borrowed": lambda repo: (repo / ".git" / "objects" / "info" / "alternates").write_text("/x\n"),
    "another repository": lambda repo: (
        (repo / ".git").rename(repo / "old"),
        git(repo, "init", "-q", "-b", "main"),
    ),
}


FILES: dict[str, Callable[[Path], object]] = {
    "a new file": lambda root: (root / "b").write_text(""),
    "one in a folder": lambda root: (root / "d" / "b").write_text(""),
    "a change of the same length": lambda root: (root / "a").write_text("2\n"),
    "a file that is gone": lambda root: (root / "a").unlink(),
    "another name": lambda root: (root / "a").rename(root / "c"),
    "a right to read": lambda root: (root / "a").chmod(0o600),
    "a remote": lambda root: git(root, "config", "remote.origin.url", "https://x"),
}
