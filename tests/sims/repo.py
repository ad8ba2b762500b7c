"""Real git repositories, written by tests: with an author and a committer, and no configuration of this machine."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "HOME": "/nonexistent",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Ann",
    "GIT_AUTHOR_EMAIL": "ann@example.org",
    "GIT_AUTHOR_DATE": "2020-01-01T00:00:00+00:00",
    "GIT_COMMITTER_NAME": "Carl",
    "GIT_COMMITTER_EMAIL": "carl@example.org",
    "GIT_COMMITTER_DATE": "2026-01-02T04:04:05+01:00",
}


class Repo:
    """A real repository, and a short way to write history into it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir()
        self.git("init", "-q", "-b", "main")

    def git(self, *args: str, stdin: bytes = b"", **extra: str) -> str:
        done = subprocess.run(
            ["git", *args], cwd=self.path, env=ENVIRONMENT | extra, input=stdin, capture_output=True, check=True
        )
        return done.stdout.decode().strip()

    def oid(self, content: str | bytes) -> str:
        raw = content.encode() if isinstance(content, str) else content
        return self.git("hash-object", "-w", "--stdin", stdin=raw)

    def commit(self, message: str = "c", **files: str) -> str:
        for name, content in files.items():
            (self.path / name).write_text(content)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")

    def head(self) -> str:
        return self.git("rev-parse", "HEAD")


class Remote:
    """A working copy of somebody's, and the bare repository that it is pushed to."""

    def __init__(self, root: Path, full: str) -> None:
        self.repo = Repo(root / full.replace("/", "-"))
        self.bare = root / f"{full}.git"
        self.bare.parent.mkdir(exist_ok=True)
        self.repo.git("init", "-q", "--bare", str(self.bare))

    def push(self, **files: str) -> None:
        self.repo.commit(**files)
        self.repo.git("push", "-q", str(self.bare), "HEAD:refs/heads/main")
