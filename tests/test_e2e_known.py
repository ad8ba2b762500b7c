"""The daemon with a vault: what the inventory knows is told wherever it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.found import MISPLACED
from agent.ledger import LedgerView
from tests.sims.scene import until
from tests.sims.wired import found, house, looked, running

CHOSEN, OTHER = "Har" + "bor77maple", "Lan" + "tern58birch"
WORD, COMMON = "Sum" + "mer123", "Win" + "ter123"
HEAD = """
[web]
listen = "off"
[timing]
poll = "1h"
"""
VAULT = """
[[sources]]
kind = "vault"
store = "files"
name = "store"
path = "{store}"
"""
TREE = """
[[sources]]
kind = "tree"
name = "app"
path = "{app}"
"""


@pytest.fixture
def folders(tmp_path: Path) -> dict[str, Path]:
    """A vault of two passwords, and an application in whose tests and documents they stand, and others do."""
    app, store = tmp_path / "app", tmp_path / "store"
    (app / "tests").mkdir(parents=True)
    store.mkdir()
    (store / "prod.env").write_text(f"DB_PASSWORD={CHOSEN}\nADMIN_PASSWORD={WORD}\n")
    (app / "tests" / "test.yml").write_text(f"password: {CHOSEN}\n---\npassword: {OTHER}\n")
    (app / "app.yml").write_text(f"password: {WORD}\n---\npassword: {COMMON}\n")
    return {"app": app, "store": store}


async def looked_at(folder: Path, *names: str) -> None:
    async with running(folder) as (daemon, _):
        await until("all was looked at", lambda: looked(daemon, *names))


def left_out(folder: Path) -> list[tuple[str, int, str]]:
    with LedgerView(folder / "state" / "ledger.db") as view:
        return [(Path(one.path).name, one.line, one.why) for one in view.suppressed() if one.source == "app"]


async def test_what_the_inventory_knows_is_told_though_it_stands_in_a_test_but_no_common_word_is(
    tmp_path: Path, folders: dict[str, Path]
) -> None:
    daemon = tmp_path / "daemon"
    daemon.mkdir()
    house(daemon, (HEAD + VAULT).format(**folders))
    await looked_at(daemon, "store")
    with (daemon / "stanch.toml").open("a") as more:
        more.write(TREE.format(**folders))
    await looked_at(daemon, "store", "app")
    seen = {(Path(one.path).name, one.line) for one in found(daemon) if one.source == "app"}
    assert seen == {("test.yml", 1)}
    assert left_out(daemon) == [("test.yml", 3, MISPLACED)]


async def test_where_nothing_is_known_nothing_is_kept_of_what_is_left_out(
    tmp_path: Path, folders: dict[str, Path]
) -> None:
    daemon = tmp_path / "daemon"
    daemon.mkdir()
    house(daemon, (HEAD + TREE).format(**folders))
    await looked_at(daemon, "app")
    assert (found(daemon), left_out(daemon)) == (set(), [])
