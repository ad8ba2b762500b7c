"""The file of `stanch arm`: a disk that is full, a word for a boolean, an environment that nobody knows."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.complaint import Complaint
from agent.found import Visibility
from agent.model import System
from agent.response.arming import Arming
from agent.response.policy import Case
from revokers.base import Identity

AT = datetime(2026, 1, 31, 9, tzinfo=UTC)
FULL = r"armed\.jsonl: cannot be written \(.+\), so nothing has changed; `stanch freeze` stops every act"


def case(environment: str = "staging", *, armed: bool = True) -> Case:
    system = System(
        name="toy-main",
        provider="toy",
        endpoints=(),
        accounts=frozenset(),
        ours=True,
        armed=armed,
        admin=None,
        ca=None,
        proxy=None,
        environment=environment,
    )
    identity = Identity(account="org-1", principal="robot")
    return Case("toy-token", system, "ops", Visibility.INTERNAL, identity, controlled=True, marks=frozenset())


@contextmanager
def room(size: int) -> Iterator[None]:
    """No file of this process grows beyond that: as on a full disk, a write ends short or fails."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def arming(tmp_path: Path) -> Arming:
    """Disarmed by a person, though stanch.toml arms it."""
    made = Arming(tmp_path / "armed.jsonl")
    made.add(armed=False, scope={"system": "toy-main"}, at=AT, by="ann")
    return made


@pytest.mark.parametrize("size", [0, 20])
def test_disarming_everything_on_a_full_disk_arms_nothing(arming: Arming, size: int) -> None:
    before = arming.path.read_bytes()
    with room(size), pytest.raises(Complaint, match=FULL):
        arming.clear(at=AT, by="bob")
    assert arming.path.read_bytes() == before
    assert not arming.covers(case())
    assert [path.name for path in arming.path.parent.iterdir()] == ["armed.jsonl"]


@pytest.mark.parametrize("beyond", [0, 20])
def test_a_line_that_does_not_fit_leaves_no_half_of_it(arming: Arming, beyond: int) -> None:
    before = arming.path.read_bytes()
    with room(len(before) + beyond), pytest.raises(Complaint, match=FULL):
        arming.add(armed=True, scope={"type": "toy-token"}, at=AT, by="bob")
    assert arming.path.read_bytes() == before
    arming.add(armed=True, scope={"type": "toy-token"}, at=AT, by="bob")
    assert [(line.armed, line.by) for line in arming.lines()] == [(False, "ann"), (True, "bob")]


def test_disarming_everything_replaces_even_what_nobody_understands(arming: Arming) -> None:
    arming.path.write_text("nonsense\n")
    arming.clear(at=AT, by="bob")
    assert (
        arming.path.read_text() == '{"armed": false, "at": "2026-01-31T09:00:00.000000Z", "by": "bob", "scope": {}}\n'
    )
    assert arming.path.stat().st_mode & 0o777 == 0o600
    assert not arming.covers(case())


@pytest.mark.parametrize("word", ['"false"', '"true"', "1", "0", "null", "[true]"])
def test_only_a_boolean_arms(arming: Arming, word: str) -> None:
    arming.path.write_text(f'{{"armed": {word}, "at": "x", "by": "ann", "scope": {{}}}}\n')
    with pytest.raises(Complaint, match=r"armed\.jsonl:1: this line is none of ours"):
        arming.lines()
    assert not arming.covers(case())


@pytest.mark.parametrize(
    ("environment", "disarmed", "armed"),
    [("production", True, True), ("unknown", True, False), ("", True, False), ("staging", False, False)],
)
def test_an_unknown_environment_is_the_worse_case(
    tmp_path: Path,
    environment: str,
    disarmed: bool,  # noqa: FBT001 - a table
    armed: bool,  # noqa: FBT001 - a table
) -> None:
    arming = Arming(tmp_path / "armed.jsonl")
    arming.add(armed=False, scope={"environment": "production", "system": "toy-main"}, at=AT, by="ann")
    assert arming.covers(case(environment)) is not disarmed
    arming.clear(at=AT, by="ann")
    arming.add(armed=True, scope={"environment": "production"}, at=AT, by="ann")
    assert arming.covers(case(environment, armed=False)) is armed


def test_disarming_production_elsewhere_leaves_an_unknown_one_alone(tmp_path: Path) -> None:
    arming = Arming(tmp_path / "armed.jsonl")
    arming.add(armed=False, scope={"environment": "production", "system": "another"}, at=AT, by="ann")
    assert arming.covers(case("unknown"))
