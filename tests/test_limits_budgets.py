"""What is spent is counted under names that keep apart what must be apart."""

from __future__ import annotations

from agent.response.limits import Caps


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
