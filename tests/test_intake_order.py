"""From chunks to the ledger: in order whatever finishes first, and no cursor beyond what was handed in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agent.found import Blob, Chunk, Debt, FilePart, FilesPart, GitPart, Text, TextsPart
from agent.intake import Round
from agent.ledger import LedgerFullError
from agent.scan.wire import Result, shown
from tests.sims.ordered import Ordered, chunk, finding


async def test_handed_in_in_order_whoever_is_first() -> None:
    it = Ordered([chunk(n) for n in range(1, 6)], late={1: 3, 4: 5})
    seen = await it.intake().read(it, None)
    assert it.scanned != sorted(it.scanned)
    assert it.submitted == [([str(n)], str(n), [], [f"{n}.txt"]) for n in range(1, 6)]
    assert seen == Round(5, 50, 5, 0, again=False)


async def test_a_file_that_was_another_one_stops_every_cursor_after_it() -> None:
    again = Result((finding(2),), (), 0, again=True)
    it = Ordered([chunk(n) for n in range(1, 9)], {2: again})
    seen = await it.intake().read(it, None)
    assert [(found, position) for found, position, _, _ in it.submitted] == [
        *((["1"], "1"), (["2"], None), (["3"], None), (["4"], None)),
    ]
    assert [read for *_, read in it.submitted][1] == []
    assert seen.again
    assert it.closed


async def test_a_ledger_that_is_full_moves_no_cursor_and_is_told() -> None:
    it = Ordered([chunk(n) for n in range(1, 9)], full_at="2")
    with pytest.raises(LedgerFullError, match="no room"):
        await it.intake().read(it, None)
    assert [position for _, position, _, _ in it.submitted] == ["1"]
    assert it.closed


async def test_debts_of_the_source_and_of_the_scanner() -> None:
    told = Debt("src", "elsewhere", "cannot be read")
    owed = Debt("src", "2.txt", "cannot be opened", lasting=True)
    it = Ordered([chunk(1, debts=(told,)), chunk(2, cursor=False), chunk(3)], {2: Result((), (owed,), 0)})
    seen = await it.intake().read(it, None)
    assert it.submitted == [
        (["1"], "1", ["elsewhere"], ["1.txt"]),
        ([], None, ["2.txt"], []),
        (["3"], "3", [], ["3.txt"]),
    ]
    assert (seen.debts, seen.findings) == (2, 2)


async def test_a_later_part_pays_for_no_earlier_one() -> None:
    def part(label: str, start: int) -> FilePart:
        return FilePart(label, label, start, 9, 1, 0, 0, follow=True)

    class Nothing(Ordered):
        async def scan(self, each: Chunk) -> Result:
            del each
            return Result((), (), 0)

    parts: list[FilePart | FilesPart | TextsPart] = [
        *(part(f"{n}.log", n) for n in (0, 1)),
        FilesPart((part("c", 0), part("d", 1))),
        TextsPart((Text("a", b"x"), Text("b", b"x", offset=1))),
    ]
    it = Nothing([replace(chunk(n), part=each) for n, each in enumerate(parts, 1)])
    await it.intake().read(it, None)
    assert [read for *_, read in it.submitted] == [["0.log"], [], ["c"], ["a"]]


async def test_what_was_read_is_paid_beside_what_was_not() -> None:
    blobs = tuple(Blob(str(n), path, "c0ffee", None, None) for n, path in enumerate(("a", "b\udcff", "c")))
    owed = Debt("src", "a@c0ffee", "larger than is read", lasting=True)

    class Git(Ordered):
        async def scan(self, each: Chunk) -> Result:
            del each
            return Result((), (owed,), 0)

    it = Git([replace(chunk(1), part=GitPart("/git", blobs))])
    await it.intake().read(it, None)
    assert it.submitted == [([], "1", ["a@c0ffee"], [shown("b\udcff") + "@c0ffee", "c@c0ffee"])]


async def test_a_stop_finishes_what_was_begun() -> None:
    it = Ordered([chunk(n) for n in range(1, 100)])
    await it.intake(width=2).read(it, None, lambda: len(it.submitted) >= 3)
    assert [position for _, position, _, _ in it.submitted] == ["1", "2", "3", "4"]
    assert it.closed


async def test_findings_are_told_when_they_are_in_the_ledger() -> None:
    it = Ordered([chunk(1), chunk(2), chunk(3)], {2: Result((), (), 0)})
    heard: list[int] = []
    await replace(it.intake(), found=lambda: heard.append(len(it.submitted))).read(it, None)
    assert heard == [1, 3]
