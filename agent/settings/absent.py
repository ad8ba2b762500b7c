"""Notes on what a source names and is not there, or is something else: no mistakes, since it may come.

path      nothing; of a git source no repository; of a pattern the folder below which it looks
url       file:// that leads nowhere
layout    a folder with nothing that such a CI system has in it
key, known_hosts, ca
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from agent.settings.document import Document
from agent.settings.lines import KeyPath
from agent.settings.problems import Problem
from agent.settings.tables import Layout, SourceKind, SourceTable
from agent.sources.git.dir import is_repository
from agent.sources.logs.layouts import LAYOUTS
from agent.sources.logs.names import fixed
from agent.sources.remote.address import Remote

_FILES: Final = ("key", "known_hosts", "ca")


def absent(document: Document, table: SourceTable, at: KeyPath, remote: Remote | None) -> Iterator[Problem]:
    """`remote`: where the source is elsewhere."""
    for key in _FILES:
        file: Path | None = getattr(table, key)
        if file is not None and not file.is_file():
            yield document.note((*at, key), "there is no such file yet", "make it, or mend the path")
    if remote is not None:
        if remote.scheme == "file" and not is_repository(Path(remote.path)):
            yield document.note((*at, "url"), "no repository is there yet", "check the path, or wait for it")
        return
    if table.path is None:
        return
    layout = table.layout
    place = fixed(table.path) if table.kind is SourceKind.LOG and layout is None else table.path
    if not os.path.lexists(table.path) and not os.path.lexists(place):
        yield document.note((*at, "path"), "there is nothing yet", "check the path, or wait for it")
    elif table.kind is SourceKind.GIT and not is_repository(table.path):
        mend = 'name the folder that has .git in it, or write kind = "tree"'
        yield document.note((*at, "path"), "no repository is there", mend)
    elif layout is not None and not any((table.path / folder).exists() for folder in _folders(layout)):
        what = f"of {', '.join(_folders(layout))} none is there, or may be seen"
        yield document.note((*at, "layout"), what, f"let path be the folder of {layout.value}, or remove layout")


def _folders(layout: Layout) -> list[str]:
    """The folders that such a place has at the top."""
    tops = (pattern.text.partition("/")[0] for pattern in LAYOUTS[layout.value].patterns)
    return list(dict.fromkeys(top for top in tops if not set("*?[") & set(top)))
