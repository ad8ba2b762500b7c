"""What ordinary text costs, counted rather than timed: the benches measure, and are run by hand.

Each bound is little above what it was when it was set. Whoever must raise one measures `tests.bench.scan` before and
after: a pattern that looks harmless has cost a third of the speed of logs.
"""

from __future__ import annotations

import random
import re
from importlib.resources import files
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from agent.scan.engine import Engine
from agent.scan.finders import Finders
from agent.scan.literals import needed
from tests.sims import compiled

_BYTES: Final = 1_000_000
_EXPRESSIONS: Final = 180  # 178
_WIDEST = 150


# W: a word, N: a number, H: a digest.
_LINES: Final = (
    "tests/W/W.py::test-W-of-a-W[W-N] \x1b[32mPASSED\x1b[0m              [ 12%]",
    "tests/test_W.py::test-W-W PASSED [ 54%]",
    "2026-01-12T10:11:07.1234567Z npm http fetch GET 200 https://registry.example/W",
    "#N 3.142 Get:N http://deb.example/debian stable/main W amd64",
    "[INFO] Downloaded from central: com/example/W/N.jar (N kB at 1.2 MB/s)",
    "HEAD is now at N W: W of a W",
    "  W: W, W, N",
    "sha256:H W-1.tar.gz",
    'time=10:11 level=info msg="W W done" id=N user=ci',
)
_WORDS: Final = (
    *("auth", "token", "secret", "key", "password", "session", "build", "user", "login", "cache", "header", "table"),
    *("row", "value", "name", "alpha", "layer", "image", "package", "module", "worker", "queue", "event", "frame"),
    *("shape", "color", "index", "array", "matrix", "vector", "parser", "writer", "reader", "stream"),
)


class Cost(NamedTuple):
    """A megabyte: `marks` are Hyperscan's calls, `looks` the windows that are cut out around them."""

    marks: float
    looks: float


def cost(engine: Engine, texts: list[bytes]) -> Cost:
    marks = looks = 0
    for text in texts:
        marks += len(engine.prefilter.marks(text))
        looks += len(engine.looked(text, engine.prefilter.ends(text))[1])
    size = sum(map(len, texts)) / 1e6
    return Cost(marks / size, looks / size)


def library() -> list[bytes]:
    """Two libraries of ordinary programs, which are the same under each Python."""
    folders = (Path(str(files(name))) for name in ("hypothesis", "rich"))
    return [path.read_bytes() for folder in folders for path in sorted(folder.rglob("*.py"))]


def log() -> list[bytes]:
    """Of a build: tests whose names speak of secrets, times, colours, commits, addresses, progress."""
    seed = random.Random(8)  # noqa: S311 - not for security

    def filled(sign: re.Match[str]) -> str:
        made = {"W": seed.choice(_WORDS), "N": str(seed.randrange(10**4)), "H": seed.randbytes(32).hex()}
        return made[sign[0]]

    lines, size = list[str](), 0
    while size < _BYTES:
        lines.append(re.sub(r"\b[WNH]\b", filled, seed.choice(_LINES)))
        size += len(lines[-1]) + 1
    return ["\n".join(lines).encode()]


@pytest.mark.parametrize(
    ("texts", "most"), [(library(), Cost(640, 110)), (log(), Cost(4200, 1800))], ids=["library", "log"]
)
def test_ordinary_text_is_seldom_looked_at(texts: list[bytes], most: Cost) -> None:
    found = cost(compiled.engine(), texts)
    assert found.marks < most.marks, found
    assert found.looks < most.looks, found


def test_few_expressions_are_more_than_strings() -> None:
    """Those are half of what Hyperscan needs, and 18,000 strings the other half."""
    sought = Finders(compiled.engine().detectors, leads=True, refused=True, misplaced=True).sought(decoders=True)
    expressions = {each.mark or each.text for each in sought if each.mark or not needed(each.text)}
    assert len({each for each in expressions if not is_plain(each)}) < _EXPRESSIONS


def test_no_expression_is_wide() -> None:
    """So many bytes before and behind each change of a history are searched anew (agent/scan/lineage.py)."""
    assert compiled.engine().prefilter.width < _WIDEST


def is_plain(pattern: str) -> bool:
    return all(re.escape(part) == part or part.isalnum() for part in re.split(r"\\.|\|", pattern))
