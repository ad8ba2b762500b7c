"""How incidents are shown: what is alive now, what is only contained, steps that belong to no endpoint."""

from __future__ import annotations

import io
import json
import os
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from rich.console import Console

from agent.__main__ import cli
from agent.commands import fitted, incidents, show
from agent.commands.output import printer
from agent.commands.shown import alive, duration, ended, facts
from agent.ledger import LedgerView
from agent.ledger.view import Only
from agent.model import State
from agent.record import stamp
from agent.response.methods import Method
from detectors import github as github_types
from detectors import openbao as bao_types
from detectors import postgres as pg_types
from tests.sims.fronts import Roles
from tests.sims.rig import AUTO, Rig


def shown(rig: Rig, incident: int) -> list[str]:
    with LedgerView(rig.path) as view:
        entry = rig.entry(incident)
        lines = show._lines(entry, view.occurrences(incident), view.events(incident), datetime.now(UTC))  # noqa: SLF001 - what the command prints
        return list(lines)


def test_a_clock_that_is_a_little_behind_makes_no_negative_time() -> None:
    spans = (timedelta(seconds=-0.09), timedelta(seconds=1.5), timedelta(minutes=90), timedelta(days=2))
    assert [duration(span) for span in spans] == ["0.00 s", "1.50 s", "1.5 h", "2.0 d"]


async def test_what_is_contained_is_not_said_to_be_invalidated(rig: Rig, roles: Roles) -> None:
    rig.policy(replace(AUTO, methods=(Method.DEACTIVATE,)))
    role, password = await roles.make()
    one = await rig.leak(pg_types.URL, role=role, password=password)
    assert alive(rig.entry(one).incident).plain == "?"
    await rig.on()
    incident = rig.entry(one).incident
    assert incident.clocks.dead is not None
    assert ended(incident) == f"contained since {stamp(incident.clocks.dead)}"
    lines = shown(rig, one)
    assert f"contained   since {stamp(incident.clocks.dead)}" in lines
    assert "time to invalidation" not in "\n".join(lines)


async def test_what_is_alive_is_seen_and_filtered(rig: Rig, roles: Roles) -> None:
    role, password = await roles.make()
    dead = await rig.leak(pg_types.URL, role=role, password=password)
    await rig.reach(dead, "invalidated")
    rig.policy(replace(AUTO, systems=("none",)))
    role, password = await roles.make()
    lives = await rig.leak(pg_types.URL, role=role, password=password)
    await rig.work()
    with LedgerView(rig.path) as view:
        assert [entry.incident.id for entry in view.incidents(Only(alive=True))] == [lives]
        entries = view.incidents()
    rows_ = incidents.cells(entries, {dead: (), lives: ()}, named=False)
    table = fitted.table([str(at) for at in range(7)], rows_, (), None)
    console = Console(width=200)
    with console.capture() as capture:
        console.print(table)
    rows = {line.split()[0]: line for line in capture.get().splitlines()[1:]}
    assert " yes " in rows[str(lives)]
    assert " no " in rows[str(dead)]
    assert facts(rig.entry(lives), rig.clock())["liveness"] == "live"
    assert "alive       yes" in shown(rig, lives)
    assert "time to invalidation " in "\n".join(shown(rig, dead))


async def test_what_nobody_can_answer_for_says_what_is_wanted(rig: Rig) -> None:
    """A section of stanch.toml; and of what has no revoker whose turn it is."""
    token = await rig.leak(bao_types.TOKEN, token="s." + "aB3d" * 6)
    forge = await rig.leak(github_types.PAT, token="ghp_" + "aB3d" * 9)
    lead = await rig.leak(None, value="hunter22hunter22")
    await rig.work()
    section = 'wanted      in stanch.toml: [[systems]] with a name and provider = "{}"'
    assert section.format("openbao") + ", and its endpoints" in shown(rig, token)
    public = 'https://api.github.com is asked with [probe] mode = "all" only'
    assert section.format("github") + f", of your own server its endpoints; {public}" in shown(rig, forge)
    lines = shown(rig, lead)
    assert f"stanch dismiss {lead} --reason" in next(line for line in lines if line.startswith("wanted "))
    assert "type        lead" in lines  # and not "lead (lead)"


def test_a_step_that_belongs_to_no_endpoint_names_its_system_alone() -> None:
    act = {"verb": "store", "system": "pg-main", "endpoint": None, "receipt": None, "sentence": None}
    assert show._gist(json.loads(json.dumps({"action": act}))) == "store on pg-main"  # noqa: SLF001 - what is printed


async def test_dead_when_first_seen_has_no_time_to_invalidation(rig: Rig, roles: Roles) -> None:
    role, _ = await roles.make()
    one = await rig.leak(pg_types.URL, role=role, password="never-its-password")
    await rig.on(2)
    dead = rig.entry(one).incident.clocks.dead
    assert dead is not None
    assert f"dead        {stamp(dead)}: dead when first seen" in shown(rig, one)


def test_whoever_reads_lines_may_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    """`stanch status | head -1` ends as if all was read: 1 would say that something does not hold."""
    ours, theirs = os.pipe()
    os.close(ours)
    with monkeypatch.context() as patched, io.FileIO(theirs, "w") as pipe:
        writer = io.TextIOWrapper(pipe, write_through=True)
        patched.setattr(sys, "stdout", writer)
        with pytest.raises(BrokenPipeError):
            printer().print("not frozen")
        writer.detach()


def test_every_state_is_explained_where_incidents_are_listed() -> None:
    words = (incidents.command.help or "").split("States:")[1].replace(",", "").split()
    assert [state.value for state in State if state.value not in words] == []


@pytest.mark.parametrize(
    ("words", "says"), [([], "there is no incident\n"), (["--owner", "x"], "there is no such incident\n")]
)
def test_no_incident_is_said_in_words(rig: Rig, words: list[str], says: str) -> None:
    config = rig.path.parent / "config"
    config.mkdir()
    toml = f'[stanch]\nfallback_owner = "a@example.com"\nstate = "{rig.path.parent}"\n'
    (config / "stanch.toml").write_text(toml)
    assert CliRunner().invoke(cli, ["incidents", *words, "--config", str(config)]).output == says
