"""Entries known by the vault path at which their value stands: the path is read, the value marked and forgotten."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from agent.demo import servers
from agent.found import Finding, Occurrence, Visibility
from agent.inventory.placed import AGAIN, SOON, PlacedValues
from agent.inventory.register import Entry, FilePlace, Inventory, VaultPlace
from agent.model import Owner
from agent.owners import owner_of
from agent.seal import ResponderKeys
from agent.wiring.daemon import placed_values
from detectors import postgres
from detectors.base import Confidence, Parts, Secret
from detectors.openbao import TOKEN
from detectors.registry import TYPES
from revokers.base import ProviderError, RefusedError, TransientError
from tests.sims.fronts import Bao
from tests.sims.scene import Home, short_folder, until, wanted

KEYS = ResponderKeys.generate()
PASSWORD = "kept-" + "aB3dE5fG"
FIELDS = {"role": "role", "password": "password"}


def entry(name: str, path: str | None = None, fingerprint: str | None = None) -> Entry:
    place = VaultPlace("bao", path or name, FIELDS)
    return Entry(name, f"team-{name}", "postgres-url", sink=place, fingerprint=fingerprint)


def parts(role: str, password: str) -> Parts:
    return {"role": Secret(role), "password": Secret(password)}


def finding(role: str, password: str) -> Finding:
    these, place = parts(role, password), Occurrence("app", "a", 1, 1, 0, 9, None, None, None, Visibility.PRIVATE, None)
    scanner = KEYS.scanner
    return Finding(
        "postgres-url",
        Confidence.TYPED,
        {"password": scanner.part(these["password"])},
        scanner.canonical(postgres.URL, these),
        scanner.key_id,
        b"",
        "a URL",
        place,
        backlog=False,
    )


class Vault:
    """What stands at each path, or what is wrong with it; `asked`: the paths that were read, in order."""

    def __init__(self, held: Mapping[str, Parts | ProviderError | None]) -> None:
        self.held, self.asked = dict(held), list[str]()

    async def read(self, at: Entry) -> Parts | None:
        assert isinstance(at.sink, VaultPlace)
        self.asked.append(at.sink.path)
        found = self.held.get(at.sink.path)
        if isinstance(found, ProviderError):
            raise found
        return found


def placed(vault: Vault, *entries: Entry) -> tuple[Inventory, PlacedValues]:
    inventory = Inventory(entries)
    return inventory, PlacedValues(inventory, TYPES, KEYS.scanner, vault.read)


def who(inventory: Inventory, role: str, password: str) -> Owner:
    return owner_of(finding(role, password), inventory, lambda _: None, "security")


async def test_a_leak_elsewhere_meets_its_entry() -> None:
    inventory, values = placed(Vault({"a": parts("app", PASSWORD)}), entry("a"))
    assert who(inventory, "app", PASSWORD).name == "security"
    assert await values.refresh() == AGAIN
    by_path = Owner("team-a", "inventory entry a by vault path")
    assert who(inventory, "app", PASSWORD) == by_path
    assert who(inventory, "another", PASSWORD) == by_path  # by the password alone
    assert who(inventory, "app", "another value").name == "security"
    assert inventory.known([KEYS.scanner.part(Secret(PASSWORD))]) == "postgres-url"


async def test_no_value_is_kept() -> None:
    inventory, values = placed(Vault({"a": parts("app", PASSWORD)}), entry("a"))
    await values.refresh()
    scanner = KEYS.scanner
    marks = [scanner.canonical(postgres.URL, parts("app", PASSWORD)), scanner.part(Secret(PASSWORD))]
    assert inventory.placed == dict.fromkeys(marks, "a")


async def test_what_stood_there_before_stays_known() -> None:
    vault = Vault({"a": parts("app", PASSWORD)})
    inventory, values = placed(vault, entry("a"))
    await values.refresh()
    vault.held["a"] = parts("app", "the-next-one")
    await values.refresh()
    for password in (PASSWORD, "the-next-one"):
        assert who(inventory, "app", password).name == "team-a"


async def test_only_entries_without_a_fingerprint_and_with_a_path_are_read() -> None:
    vault = Vault({})
    known = entry("known", fingerprint="ab" * 32)
    file = Entry("file", "x", "postgres-url", sink=FilePlace(Path("/x"), "{password}"))
    text = Entry("text", "x", "postgres-url", stored="bao: a")
    _, values = placed(vault, known, file, text)
    assert await values.refresh() == AGAIN
    assert vault.asked == []


async def test_a_short_part_is_no_mark_of_its_own() -> None:
    inventory, values = placed(Vault({"a": parts("app", "pw12345")}), entry("a"))
    await values.refresh()
    assert who(inventory, "app", "pw12345").name == "team-a"
    assert who(inventory, "other", "pw12345").name == "security"


async def test_without_its_role_only_the_password_is_known() -> None:
    inventory, values = placed(Vault({"a": {"password": Secret(PASSWORD)}}), entry("a"))
    await values.refresh()
    assert list(inventory.placed) == [KEYS.scanner.part(Secret(PASSWORD))]


async def test_of_two_entries_with_one_value_the_first_counts() -> None:
    held = {"a": parts("app", PASSWORD), "b": parts("app", PASSWORD)}
    for first, second in (("a", "b"), ("b", "a")):
        inventory, values = placed(Vault(held), entry(first), entry(second))
        await values.refresh()
        assert who(inventory, "app", PASSWORD).name == f"team-{first}"


async def test_a_fingerprint_comes_before_a_path() -> None:
    mark = KEYS.scanner.part(Secret(PASSWORD))
    by_mark = Entry("m", "team-m", "postgres-url", fingerprint=mark)
    inventory, values = placed(Vault({"a": parts("app", PASSWORD)}), entry("a"), by_mark)
    await values.refresh()
    assert who(inventory, "app", PASSWORD) == Owner("team-m", "inventory entry m by fingerprint")


@pytest.mark.parametrize("trouble", [RefusedError("no"), TransientError("no answer"), None])
async def test_a_path_that_cannot_be_read_is_read_again_soon(trouble: ProviderError | None) -> None:
    vault = Vault({"a": trouble, "b": parts("app", PASSWORD)})
    other = Entry("b", "team-b", "postgres-url", sink=VaultPlace("bao-2", "b", FIELDS))
    inventory, values = placed(vault, entry("a"), other)
    assert await values.refresh() == SOON
    assert who(inventory, "app", PASSWORD).name == "team-b"
    vault.held["a"] = parts("shop", "shop-password")
    assert await values.refresh() == AGAIN
    assert who(inventory, "shop", "shop-password").name == "team-a"


async def test_a_system_that_does_not_answer_is_not_asked_for_every_path() -> None:
    names = [f"p{number}" for number in range(40)]
    vault = Vault(dict.fromkeys(names, TransientError("no answer")))
    _, values = placed(vault, *(entry(name) for name in names))
    assert await values.refresh() == SOON
    assert len(vault.asked) <= 4


async def test_looking_waits_for_the_first_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    _, values = placed(Vault({"a": parts("app", PASSWORD)}), entry("a"))
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(values.looked())
        await asyncio.wait([waiting], timeout=0)
        assert not waiting.done()
        await values.refresh()
    # But not for ever, and not twice.
    monkeypatch.setattr("agent.inventory.placed._PATIENCE", timedelta(0))
    _, never = placed(Vault({}), entry("a"))
    await never.looked()
    monkeypatch.undo()
    await never.looked()


async def test_a_real_vault(openbao: servers.Bao) -> None:
    """Through the door that a configured System opens, with its own token."""
    from agent.model import Address, CredentialRef, System
    from agent.systems import open_system

    bao, path = Bao(openbao), f"secret/data/shop/{secrets.token_hex(4)}"
    bao.call("POST", path, {"data": {"role": "app", "password": PASSWORD}})
    async with short_folder() as folder:
        own = folder / "own"
        own.touch(0o600)
        own.write_text(openbao.token.reveal())
        system = System(
            name="bao",
            provider="openbao",
            endpoints=(Address("bao", "127.0.0.1", openbao.port, tls=False),),
            accounts=frozenset(),
            ours=True,
            armed=False,
            admin=CredentialRef(own),
            ca=None,
            proxy=None,
            environment="test",
        )
        inventory = Inventory((entry("shop", path),))
        values = placed_values(inventory, {"bao": open_system(system)}, KEYS)
        assert await values.refresh() == AGAIN
    assert who(inventory, "app", PASSWORD) == Owner("team-shop", "inventory entry shop by vault path")


# --- as a whole -------------------------------------------------------------------------------------


@pytest.fixture
async def home(openbao: servers.Bao, postgres: servers.Postgres) -> AsyncIterator[Home]:
    async with short_folder() as folder:
        home = Home(folder, wanted(openbao.port, openbao.token, postgres), policy="")
        home.commit("README", "nothing\n")
        yield home


def kept(home: Home, bao: Bao) -> tuple[str, str]:
    """A path with a value at it, and an entry of the inventory that names the path and nothing else."""
    path, password = f"secret/data/shop/{secrets.token_hex(4)}", secrets.token_urlsafe(15)
    bao.call("POST", path, {"data": {"username": "shop", "password": password}})
    (home.config / "inventory.toml").write_text(
        '[[credentials]]\nname = "shop-db"\nowner = "team-shop"\ntype = "postgres-url"\nremoval = "ask us"\n'
        f'stored = {{ system = "bao", path = "{path}", fields = {{ role = "username", password = "password" }} }}\n'
    )
    return path, password


async def test_a_daemon_knows_the_leak_by_its_path(home: Home, openbao: servers.Bao) -> None:
    _, password = kept(home, Bao(openbao))
    home.commit("app.env", f"URL=postgresql://shop:{password}@db.example.com/shop\n")
    async with home.daemon():
        await until("it is found", lambda: len(home.entries()) == 1, seen=home.describe)
    [found] = home.entries().values()
    assert found.incident.owner == Owner("team-shop", "inventory entry shop-db by vault path")
    everything = [path for folder in (home.state, home.config) for path in folder.rglob("*") if path.is_file()]
    for path in (*everything, home.stderr):
        assert password.encode() not in path.read_bytes(), path.name


async def test_a_fingerprint_from_a_path(home: Home, openbao: servers.Bao) -> None:
    bao = Bao(openbao)
    path, password = kept(home, bao)
    assert home.run("check-config", "--config", str(home.config)).returncode == 0
    async with home.daemon():  # makes the keys
        await until("it has started", lambda: '"started"' in home.stderr.read_text())
    config = ("--config", str(home.config))
    done = home.run("fingerprint", "--json", "--from", f"bao:{path}#password", *config)
    assert (done.returncode, done.stderr) == (0, "")
    printed = json.loads(done.stdout)
    assert printed["type"] is None
    words = ("--name", "report", "--owner", "team-report", "--removal", "ask", "--from", f"bao:{path}#password")
    added = home.run("inventory", "add", *words, *config)
    assert added.returncode == 0, added.stderr
    text = (home.config / "inventory.toml").read_text()
    assert f'fingerprint = "{printed["fingerprint"]}"' in text
    assert f'stored = "bao:{path}#password"' in text
    # A whole credential in one field is recognised as one.
    token = bao.token()
    bao.call("POST", path, {"data": {"token": token}})
    whole = json.loads(home.run("fingerprint", "--json", "--from", f"bao:{path}#token", *config).stdout)
    assert whole["type"] == TOKEN.name
    for value in (password, token):
        assert value not in done.stdout + added.stdout + added.stderr + text


async def test_a_place_that_is_none(home: Home, openbao: servers.Bao) -> None:
    path, _ = kept(home, Bao(openbao))
    config = ("--config", str(home.config))
    for place, said in (
        (path, "write SYSTEM:PATH#FIELD"),
        (f"bao:{path}", "write SYSTEM:PATH#FIELD"),
        (f"bao:{path}/../x#password", "write SYSTEM:PATH#FIELD"),
        (f"boa:{path}#password", "no system of provider openbao with the name 'boa'"),
        (f"pg:{path}#password", "no system of provider openbao with the name 'pg'"),
        (f"bao:{path}#passwort", "nothing stands in the field 'passwort' there"),
        ("bao:secret/shop#password", "the engine keeps versions: write secret/data/"),
    ):
        done = home.run("fingerprint", "--from", place, *config)
        assert (done.returncode, done.stdout) == (2, ""), place
        assert said in done.stderr, place
        assert "Traceback" not in done.stderr
