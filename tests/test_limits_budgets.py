"""What is spent is counted under names that keep apart what must be apart; and the freeze is there when it must be."""

from __future__ import annotations

import resource
from pathlib import Path

import pytest

from agent.response.limits import Caps, Freeze


def test_each_endpoint_has_its_own_controls() -> None:
    """Four nodes need a control each before a new value counts as tested on them."""
    caps = Caps(controls=3)
    budgets = [caps.control("cache", "app", f"n{number}") for number in range(4)]
    assert len({budget.name for budget in budgets}) == 4
    assert {(budget.cap, budget.seconds) for budget in budgets} == {(3, 600)}
    assert caps.control("cache", "app", "n0") == budgets[0]
    assert caps.control("cache", "other", "n0") != budgets[0]


def test_without_an_endpoint_a_system_has_one() -> None:
    budget = Caps().control("cache", "app")
    assert budget.name == "controls of cache/app"
    assert budget != Caps().control("cache", "app", "cache")


def test_frozen_on_a_full_disk(tmp_path: Path) -> None:
    """No room for the reason: that the file is there is what freezes."""
    freeze = Freeze(tmp_path / "state" / "frozen")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        freeze.set("because")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (freeze.on, freeze.path.read_text()) == (True, "")
    freeze.set("because")
    assert freeze.path.read_text() == "because\n"
    assert freeze.lift()


def test_what_cannot_be_frozen_says_so(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    freeze = Freeze(tmp_path / "state" / "frozen")
    with pytest.raises(OSError, match="File exists"):
        freeze.set("because")
    assert not freeze.on
