"""The table of kinds: it names what exists, and everything that exists; the share does not fall."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from detectors.registry import TYPES
from tests.bench.coverage.__main__ import REASONS, TOOLS, Kind, counted, main, read, unlisted

KINDS = read()
# Floors that only rise; the goal is 85 %.
FLOOR = 0.95


def test_every_type_of_ours_in_the_table_exists() -> None:
    assert sorted({name for each in KINDS for name in each.ours} - set(TYPES)) == []


def test_every_type_of_the_registry_is_in_the_table() -> None:
    assert unlisted(KINDS) == []


def test_a_kind_has_one_line_in_order() -> None:
    names = [each.name for each in KINDS]
    assert names == sorted(set(names))


def test_its_words_are_those_that_it_may_have() -> None:
    for each in KINDS:
        assert each.provider, each.name
        assert list(each.who) == [tool for tool in TOOLS if tool in each.who], each.name
        assert each.public in ("yes", "name", "no"), each.name
        # Why not is told where a form is not public, and a form that nobody knows is not found by its form.
        assert (each.why in REASONS) == (each.public == "no"), each.name


@pytest.mark.parametrize("public", [("yes",), ("name",), ("yes", "name")])
def test_the_share_does_not_fall(public: tuple[str, ...]) -> None:
    have, total = counted(KINDS, public)
    assert have >= FLOOR * total


def test_a_type_that_does_not_exist_finds_nothing() -> None:
    kinds = [
        Kind("a-key", "a", "yes", ("gitleaks",), ("jwt",), ""),
        Kind("b-key", "b", "yes", ("gitleaks", "github"), ("jwt", "no-such-type"), ""),
        Kind("c-key", "c", "yes", (), ("jwt",), ""),
        Kind("d-key", "d", "no", ("github",), (), "unpublished"),
    ]
    assert counted(kinds) == (1, 2)
    assert counted(kinds, tool="github") == (0, 1)


def test_it_prints_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--why-not"]) == 0
    printed = capsys.readouterr().out
    have, total = counted(KINDS)
    both = next(line.split() for line in printed.splitlines() if line.startswith("both"))
    assert both[1:4] == [str(have), "of", str(total)]
    missing = [each.name for each in KINDS if each.who and each.public != "no" and not each.found]
    assert printed.split("missing: ")[1].splitlines()[0] == str(len(missing))
    assert all(name in printed for name in missing)


def test_it_runs_as_a_folder() -> None:
    root = Path(__file__).parent.parent
    done = subprocess.run(
        [sys.executable, "tests/bench/coverage", "--unlisted"], cwd=root, check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == ""
