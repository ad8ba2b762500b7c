"""Labelled snippets: read, planted as files, and told apart from what a scanner says about them.

A corpus is a file of JSON Lines, plain or gzip-compressed. Fields: `id`, `source`, `kind`, `text`, `expected`; `secret`
(exact, or null) and `secrets` (every part that counts); `filename`, `provider`, `weak`, `synthetic`, `scope` of a
negative (`any`: nothing may be reported; `rule`: nothing of that provider).
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

_UNNAMED: Final = "snippet.txt"


@dataclass(frozen=True, slots=True)
class Row:
    """One snippet. `plain`: neither weak nor synthetic, so that staying silent is a miss."""

    id: str
    source: str
    kind: str
    text: str
    expected: bool
    secrets: tuple[str, ...]
    filename: str
    provider: str
    scope: str
    plain: bool

    def lines(self) -> frozenset[int]:
        """The lines, from 1, on which a secret lies; none if it is unknown or stands there in another form."""
        found: set[int] = set()
        for secret in self.secrets:
            at = self.text.find(secret)
            while secret and at >= 0:
                first = self.text.count("\n", 0, at) + 1
                found.update(range(first, first + secret.count("\n") + 1))
                at = self.text.find(secret, at + 1)
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class Told:
    """What a scanner says: its word for the kind, and the lines. `typed`: more than a lead."""

    kind: str
    line: int
    end_line: int
    typed: bool


def read(paths: Iterable[Path]) -> Iterator[Row]:
    """The rows of files, and of all corpus files in folders."""
    for path in paths:
        files = sorted([*path.glob("*.jsonl"), *path.glob("*.jsonl.gz")]) if path.is_dir() else [path]
        for file in files:
            with (
                gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8") as text
            ):
                for line in text:
                    yield _row(file.name.partition(".")[0], json.loads(line))


def _row(corpus: str, raw: dict[str, Any]) -> Row:
    secrets = (raw.get("secret"), *(raw.get("secrets") or ()))
    return Row(
        id=raw["id"],
        source=corpus,
        kind=raw["kind"],
        text=raw["text"],
        expected=raw["expected"],
        secrets=tuple(secret for secret in secrets if isinstance(secret, str) and secret),
        filename=raw.get("filename") or _UNNAMED,
        provider=raw.get("provider") or "",
        scope=raw.get("scope") or "any",
        plain=not raw.get("weak") and not raw.get("synthetic"),
    )


def plant(rows: Iterable[Row], folder: Path) -> dict[Path, Row]:
    """Each row in a file of its own, by its path within `folder`."""
    planted: dict[Path, Row] = {}
    for number, row in enumerate(rows):
        parts = [part for part in PurePosixPath(row.filename).parts if part not in ("/", "..", ".")]
        path = Path(f"{number:06}", *(parts or [_UNNAMED]))
        (folder / path).parent.mkdir(parents=True)
        (folder / path).write_text(row.text, encoding="utf-8", newline="")
        planted[path] = row
    return planted


def counts(row: Row, told: Iterable[Told]) -> list[Told]:
    """What of `told` answers the row: the hit of a positive, the false alarm of a negative."""
    if not row.expected:
        word = row.provider.lower().replace("-", "")
        return [each for each in told if row.scope == "any" or (word and word in each.kind.lower().replace("-", ""))]
    lines = row.lines()
    return [each for each in told if not lines or any(each.line <= line <= each.end_line for line in lines)]
