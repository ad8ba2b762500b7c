"""Rule 13: a credential of the register that has no way to prove its removal is a finding."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from agent.inventory.proof import overdue, unprovable
from agent.inventory.register import Entry
from agent.model import System
from tests.sims.scene import stanch

APP = Entry("app", "team", type="postgres-url", removal="NOLOGIN")
KEY = Entry("key", "team", type="private-key", removal="delete it")
TAIL = '; or write proof = "how a person sees that"'


def system(
    name: str = "pg", provider: str = "postgres", *, ours: bool = True, accounts: tuple[str, ...] = ()
) -> System:
    return System(name, provider, (), frozenset(accounts), ours, False, None, None, None, "production")  # noqa: FBT003 - its fields


@pytest.mark.parametrize(
    ("entry", "systems", "why"),
    [
        (APP, [system()], ""),
        (APP, [], "no System of stanch.toml can be asked (postgres)"),
        (APP, [system(provider="redis")], "no System of stanch.toml can be asked (postgres)"),
        (replace(APP, identity=("other", "app")), [system()], "no System of stanch.toml can be asked (postgres)"),
        (replace(APP, identity=("pg", "app")), [system()], ""),
        (APP, [system(ours=False)], "probe.mode lets nobody ask"),
        (APP, [system(ours=False, accounts=("x",))], ""),
        (KEY, [system()], "no probe exists for its type"),
        (replace(KEY, proof="the console says so"), [], ""),
        (replace(KEY, proof="  "), [], "no probe exists for its type"),
        (replace(KEY, canary=True), [], ""),
        (replace(KEY, type=None), [], ""),
    ],
)
def test_whom_somebody_could_ask(entry: Entry, systems: list[System], why: str) -> None:
    said = unprovable(entry, systems, others=False, probe=True)
    assert said == (f"{entry.name}: nobody can prove that it is gone: {why}{TAIL}" if why else "")


def test_the_configuration_may_forbid_it_or_allow_more() -> None:
    assert "probe.mode lets nobody ask" in unprovable(APP, [system()], others=False, probe=False)
    assert unprovable(APP, [system(ours=False)], others=True, probe=True) == ""


TODAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        ({}, []),
        ({"expires": TODAY, "issued": TODAY - timedelta(days=90), "attested": TODAY - timedelta(days=365)}, []),
        ({"expires": date(2026, 2, 28)}, ["app: expired on 2026-02-28: end it, or give it a new date"]),
        ({"issued": date(2025, 11, 30)}, ["app: issued on 2025-11-30, more than 90 days ago: replace it"]),
        ({"attested": date(2025, 2, 28)}, ["app: said to be needed on 2025-02-28, over a year ago: is it still?"]),
    ],
)
def test_what_is_past_its_dates(dates: dict[str, Any], said: list[str]) -> None:
    assert list(overdue(replace(APP, **dates), TODAY, oldest=timedelta(days=90))) == said


def test_the_command_names_it(tmp_path: Path) -> None:
    entry = '[[credentials]]\nname = "app"\nowner = "team"\ntype = "postgres-url"\nremoval = "NOLOGIN"\n'
    (tmp_path / "stanch.toml").write_text('[stanch]\nfallback_owner = "ops"\nstate = "state"\n')
    (tmp_path / "inventory.toml").write_text(f'{entry}fingerprint = "{"ab" * 32}"\n')
    checked = stanch(tmp_path, "inventory", "check", "--config", str(tmp_path))
    assert (checked.returncode, checked.stdout) == (1, f"{unprovable(APP, [], others=False, probe=True)}\n")
    with (tmp_path / "inventory.toml").open("a") as file:
        file.write('proof = "psql says so"\nissued = 2020-01-01\nattested = 2020-01-02\n')
    checked = stanch(tmp_path, "inventory", "check", "--json", "--config", str(tmp_path))
    late = json.loads(checked.stdout)["problems"]
    assert [words.partition(",")[0] for words in late] == [
        *("app: issued on 2020-01-01", "app: said to be needed on 2020-01-02")
    ]
    text = (tmp_path / "inventory.toml").read_text()
    (tmp_path / "inventory.toml").write_text(text.partition("issued")[0])
    checked = stanch(tmp_path, "inventory", "check", "--config", str(tmp_path))
    assert (checked.returncode, checked.stdout) == (
        0,
        "ok: 1 entries, each with a removal that can be proven, and none overdue\n",
    )
