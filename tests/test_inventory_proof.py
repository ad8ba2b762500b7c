"""Rule 13: a credential of the register that has no way to prove its removal is a finding."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from agent.inventory.proof import unprovable
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


def test_the_command_names_it(tmp_path: Path) -> None:
    entry = '[[credentials]]\nname = "app"\nowner = "team"\ntype = "postgres-url"\nremoval = "NOLOGIN"\n'
    (tmp_path / "stanch.toml").write_text('[stanch]\nfallback_owner = "ops"\nstate = "state"\n')
    (tmp_path / "inventory.toml").write_text(f'{entry}fingerprint = "{"ab" * 32}"\n')
    checked = stanch(tmp_path, "inventory", "check", "--config", str(tmp_path))
    assert (checked.returncode, checked.stdout) == (1, f"{unprovable(APP, [], others=False, probe=True)}\n")
    with (tmp_path / "inventory.toml").open("a") as file:
        file.write('proof = "psql says so"\n')
    checked = stanch(tmp_path, "inventory", "check", "--config", str(tmp_path))
    assert (checked.returncode, checked.stdout) == (
        0,
        "ok: 1 entries, each with a removal that can be proven, and none expired\n",
    )
