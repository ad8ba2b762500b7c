"""No revoker is forgotten, and each type has at most one."""

from __future__ import annotations

import importlib
from collections import Counter
from pathlib import Path

import revokers
from detectors import aws, github, gitlab, openbao, postgres, slack
from revokers.base import Revoker
from revokers.registry import REVOKERS, for_type

FILES = [path.stem for path in Path(revokers.__path__[0]).glob("*.py")]


def declared() -> list[Revoker[object]]:  # type: ignore[type-var]
    """Every Revoker that any file of the folder defines, whatever its name, alone or in a tuple."""
    found = []
    for name in set(FILES) - {"__init__", "base", "registry"}:
        for value in vars(importlib.import_module(f"revokers.{name}")).values():
            found += [each for each in (value if isinstance(value, tuple) else (value,)) if isinstance(each, Revoker)]
    return found


def test_every_declared_revoker_is_listed() -> None:
    assert {id(revoker) for revoker in declared()} == {id(revoker) for revoker in REVOKERS}


def test_no_type_has_two_revokers() -> None:
    assert max(Counter(kind.name for revoker in REVOKERS for kind in revoker.handles).values()) == 1


def test_a_type_finds_its_own_revoker() -> None:
    for kind in (aws.KEY, github.PAT, github.INSTALLATION, gitlab.TOKEN, openbao.TOKEN, postgres.URL, slack.BOT):
        found = for_type(kind.name)
        assert found is not None
        assert kind in found.handles
    assert for_type("generic-password") is None


def test_what_is_reversible_can_be_undone_and_what_is_not_cannot() -> None:
    for revoker in REVOKERS:
        for ability in (revoker.restrict, revoker.contain, revoker.end):
            assert ability is None or ability.reversible == (ability.undo is not None)
        # A session dies by itself within hours: it is only watched.
        if aws.SESSION in revoker.handles:
            assert revoker.contain is revoker.end is None
            continue
        assert revoker.end is not None
        # Who holds one of these ends it: it takes no permission of ours.
        assert revoker.end.needs or revoker.provider in {"github", "slack"}
        assert revoker.end.side_effects
        assert (revoker.end.batch > 1) == (revoker.end.run_many is not None)


def test_what_has_no_probe_is_bound_to_nothing() -> None:
    """To use a refresh token is to rotate it: it is named and nothing is done."""
    assert [for_type(kind.name) for kind in (github.REFRESH, slack.REFRESH)] == [None, None]
