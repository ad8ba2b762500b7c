"""`--json` of the commands whose words are for people: the same facts, for a machine; never the value."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.sims.scene import Home, short_folder, stanch, until

PASSWORD = "w0rd-" + "Xk9-aa7Qz"
URL = f"postgresql://app:{PASSWORD}@db.internal/shop"
ENTRY = '[[credentials]]\nname = "old"\nowner = "ann@b.example"\nremoval = "drop it"\nfingerprint = "{}"\n'


def ask(home: Path, *words: str, given: str = "") -> tuple[int, Any]:
    """The exit code, and what the one line on standard output says."""
    done = stanch(home, *words, "--json", given=given)
    assert PASSWORD not in done.stdout + done.stderr
    assert done.stderr == ""
    return done.returncode, json.loads(done.stdout)


async def test_what_the_daemon_knows() -> None:
    async with short_folder() as folder:
        home = Home(folder, [])
        at = ("--config", str(home.config))
        home.commit("app.env", f"URL={URL}\n")
        async with home.daemon():
            await until("it was found", lambda: home.states() == {"unverified": 1}, 40, home.describe)
            home.spent_long_ago()
            would = {"done": False, "incidents": 0, "places": 0, "values": 0, "spends": 1, "debts": 0}
            assert ask(folder, "purge", "--older-than", "365d", *at) == (0, would)
            assert ask(folder, "purge", "--older-than", "365d", "--yes", *at) == (0, would | {"done": True})
        home.spent_long_ago()
        assert ask(folder, "purge", "--older-than", "365d", "--yes", *at) == (0, would | {"done": True})

        code, known = ask(folder, "whose", *at, given=URL)
        assert (code, known["type"], known["entry"]) == (1, "postgres-url", None)
        [incident] = known["incidents"]
        assert (incident["id"], incident["state"], incident["liveness"]) == (1, "unverified", "unknown")
        [place] = incident["places"]
        assert (place["source"], place["path"], place["line"]) == ("repo", "app.env", 1)
        nobody: dict[str, object] = {
            "type": None,
            "preview": "a value of 9 characters",
            "entry": None,
            "kept": [],
            "incidents": [],
        }
        assert ask(folder, "whose", *at, given="nobodys-9") == (0, nobody)
        (home.config / "inventory.toml").write_text(ENTRY.format(incident["canonical"]))
        code, known = ask(folder, "whose", *at, given=URL)
        assert (code, known["entry"]) == (1, {"name": "old", "owner": "ann@b.example"})

        code, explained = ask(folder, "policy", "explain", "1", *at)
        assert (code, explained) == ask(folder, "plan", "1", *at)
        assert explained["incident"] == 1
        assert explained["lines"][0].startswith("unverified; owner Ada <ada@example.org> (author of commit ")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "log").touch()
    (tmp_path / "stanch.toml").write_text(
        f'[stanch]\nfallback_owner = "a@b.example"\nstate = "{tmp_path / "state"}"\n'
        f'[[sources]]\nkind = "log"\npath = "{tmp_path / "log"}"\nname = "ci"\n'
    )
    return tmp_path


def test_the_configuration(config: Path) -> None:
    at = ("--config", str(config))
    code, said = ask(config, "check-config", *at)
    assert (code, said["ok"], said["problems"]) == (0, True, [])
    assert [warning.rpartition("/")[2].partition(":")[0] for warning in said["warnings"]] == [
        *("policy.toml", "inventory.toml")
    ]
    assert (said["folder"], said["sources"], said["systems"]) == (str(config), ["ci"], [])
    assert (said["armed"], said["rules"], said["entries"], said["notices"]) == ([], 0, 0, False)

    toml = config / "stanch.toml"
    good = toml.read_text()
    own = '[[systems]]\nname = "bao"\nprovider = "openbao"\nendpoints = ["http://127.0.0.1:9"]\narmed = true\n'
    toml.write_text(good + own + 'admin = { file = "own" }\n')
    (config / "own").write_text("a\n")
    (config / "own").chmod(0o644)
    code, said = ask(config, "check-config", *at)
    assert (code, said["ok"], said["systems"], said["armed"]) == (2, False, ["bao"], ["bao (stanch.toml)"])
    [problem] = said["problems"]
    assert problem["what"].endswith("own: can be read by others: chmod 600")
    toml.write_text(good + own)
    code, said = ask(config, "check-config", *at)
    assert said["warnings"][-1] == "system bao: armed, but without admin Stanch can do little there"

    toml.write_text(good + "colour = 1\n")
    code, said = ask(config, "check-config", *at)
    [problem] = said["problems"]
    assert (code, said["ok"], said["warnings"]) == (2, False, [])
    assert (problem["file"], problem["line"], problem["key"]) == (str(toml), 8, "sources.ci.colour")
    assert problem["what"]
    assert problem["mend"]


def test_the_inventory(config: Path) -> None:
    at = ("--config", str(config))
    assert ask(config, "inventory", "check", *at) == (0, {"entries": 0, "problems": []})
    late = datetime(2026, 1, 2, tzinfo=UTC).date()
    (config / "inventory.toml").write_text(ENTRY.format("ab" * 32) + f"expires = {late}\n")
    expired = f"old: expired on {late}: end it, or give it a new date"
    assert ask(config, "inventory", "check", *at) == (1, {"entries": 1, "problems": [expired]})
