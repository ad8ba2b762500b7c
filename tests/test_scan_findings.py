"""What leaves a scanner of a hit. That no piece of a value does is in test_detectors_hidden.py."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

import agent
from agent.found import Visibility
from agent.scan import names
from agent.scan.findings import Place, findings
from agent.scan.hits import Hit
from agent.scan.pool import ScanPool
from agent.scan.wire import Job, Limits, Setup
from agent.seal import CannotOpenError, ResponderKeys
from detectors.base import Confidence, Secret
from detectors.forms import ALNUM, made
from detectors.gitlab import TOKEN

KEYS = ResponderKeys.generate()
JOB = Job("src", Visibility.PRIVATE, backlog=False)
ONE, OTHER = made(ALNUM, 20), made(ALNUM, 20, "other")


def hit(value: str, line: int, *, is_lead: bool = False) -> Hit:
    name = "value" if is_lead else "token"
    kind = Confidence.LEAD if is_lead else Confidence.TYPED
    at = (line * 100, line * 100 + len(value))
    return Hit(None if is_lead else TOKEN, "", kind, {name: Secret(value)}, line, line, 0, len(value), at)


def test_a_value_is_sealed_once_a_place_and_told_wherever_it_stands() -> None:
    hits = [hit(ONE, 1), hit(OTHER, 2), hit(ONE, 3), hit(ONE, 4, is_lead=True)]
    first, other, again, lead = findings(KEYS.scanner, JOB, Place("a"), hits)
    assert [each.occurrence.line for each in (first, other, again, lead)] == [1, 2, 3, 4]
    assert [each.span[0] for each in (first, other, again, lead)] == [100, 200, 300, 400]
    assert again.sealed == first.sealed
    assert again.fingerprints == first.fingerprints
    assert again.canonical == first.canonical
    # A lead of the same value is another finding, and what differs is never under one key.
    assert len({first.sealed, other.sealed, lead.sealed}) == 3
    assert len({first.canonical, other.canonical, lead.canonical}) == 3
    assert len({each.sealed[:32] for each in (first, other, lead)}) == 3
    opened = [KEYS.open(each.sealed) for each in (first, other, again, lead)]
    assert opened == [{"token": Secret(ONE)}, {"token": Secret(OTHER)}, {"token": Secret(ONE)}, {"value": Secret(ONE)}]
    [elsewhere] = findings(KEYS.scanner, JOB, Place("b"), hits[:1])
    assert elsewhere.sealed != first.sealed
    assert elsewhere.canonical == first.canonical


def test_the_names_of_places_without_findings_are_not_looked_at() -> None:
    """To mask one takes as long as to search a file of some hundred KB."""
    before = names.without_values.cache_info().misses
    assert list(findings(KEYS.scanner, JOB, Place("nobody/asked/for/this"), [])) == []
    assert names.without_values.cache_info().misses == before


def test_a_value_that_nobody_may_open_is_kept_nowhere() -> None:
    [kept] = findings(KEYS.scanner, JOB, Place("a"), [hit(ONE, 1)])
    [left] = findings(KEYS.scanner, JOB, Place("a"), [hit(ONE, 1)], sealing=False)
    assert left.sealed == b""
    assert (left.canonical, left.fingerprints, left.preview) == (kept.canonical, kept.fingerprints, kept.preview)
    with pytest.raises(CannotOpenError):
        KEYS.open(left.sealed)


def test_only_a_bare_scan_that_shows_no_values_leaves_them_unsealed() -> None:
    """Whoever does not say so has them sealed: the daemon, ingest, the hook, the cleanup."""
    assert Setup(bytes(32), bytes(32), "", Limits(), None).sealing
    assert inspect.signature(ScanPool).parameters["sealing"].default is True
    root = Path(agent.__file__).parent
    texts = {str(path.relative_to(root)): path.read_text() for path in root.rglob("*.py")}
    pools = {name for name, text in texts.items() if re.search(r"\bScanPool\(", text)}
    assert pools > {"commands/bare.py", "commands/ingest.py", "hook/ask.py", "wiring/daemon.py"}
    assert {name for name in pools if "sealing=" in texts[name]} == {"commands/bare.py", "scan/pool.py"}
