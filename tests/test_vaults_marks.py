"""Which values of a version get a fingerprint: secrets, by their name or their look, and credentials inside them."""

from __future__ import annotations

import json

import pytest

from agent.inventory.kept import KeptPath, KeptValue, Vaulted
from agent.seal import ResponderKeys
from agent.sources.vaults.marks import marks
from agent.sources.vaults.store import About, Version, day, instant
from detectors import aws, postgres
from detectors.base import Secret
from detectors.filters.remembered import kept
from detectors.generic.values import Strength, strength

KEYS = ResponderKeys.generate().scanner
PASSWORD = "kept-" + "aB3dE5fG7h"
AKIA = "AKIA"
RANDOM = "kQ7mZt2XwR9" + "bNc4LpVf8sHyD"


def version(number: str = "1", **fields: str) -> Version:
    return Version(number, {name: Secret(value) for name, value in fields.items()})


def known(*versions: Version) -> dict[str, tuple[str, bool]]:
    return {each.fingerprint: (each.field, each.current) for each in marks(KEYS, versions).values}


def part(value: str) -> str:
    return KEYS.part(Secret(value))


@pytest.mark.parametrize(
    ("fields", "secret"),
    [
        ({"username": "shop-reader", "password": PASSWORD}, [PASSWORD]),
        ({"password": "shop-password"}, ["shop-password"]),  # weak, and called so
        ({"host": "db.internal.example.com", "dbname": "a-long-name", "port": "15432123"}, []),
        ({"host": "db.internal.example.com"}, []),
        ({"anything": RANDOM, "mode": "enabled-everywhere"}, [RANDOM]),
        ({"": "correct horse battery staple"}, ["correct horse battery staple"]),
        ({"password": "short12"}, []),
        ({"password": "changeme"}, []),
        ({"": json.dumps({"db": {"user": "shop-reader", "password": PASSWORD}, "on": True})}, [PASSWORD]),
        ({"": '{"password": "' + PASSWORD}, ['{"password": "' + PASSWORD]),  # no JSON: one value
        ({"ca.crt": RANDOM * 3, "tls.crt": RANDOM * 2, "tls.key": RANDOM}, [RANDOM]),
    ],
)
def test_what_is_a_secret(fields: dict[str, str], secret: list[str]) -> None:
    assert set(known(version(**fields))) == {part(value) for value in secret}


def test_a_credential_within_a_value_is_known_by_its_parts() -> None:
    found = marks(KEYS, (version(dsn=f"postgresql://shop:{PASSWORD}@db/shop"),))
    parts = {"role": Secret("shop"), "password": Secret(PASSWORD), "host": Secret("db"), "database": Secret("shop")}
    assert found.type == postgres.URL.name
    known_ = {each.fingerprint for each in found.values}
    assert {KEYS.canonical(postgres.URL, parts), part(PASSWORD)} < known_


def test_nothing_of_the_values_is_left() -> None:
    assert strength(RANDOM) is Strength.RANDOM
    assert kept() > 0
    assert known(version(password=PASSWORD, url=f"postgres://app:{RANDOM}@db.internal/orders", token=AKIA + RANDOM))
    assert kept() == 0


def test_an_access_key_in_two_fields_is_one() -> None:
    identity, secret = AKIA + "QYLPMN5HFIQR7XYA", RANDOM + "aB3dE5fG7hKqW9xZ"
    found = marks(KEYS, (version(AWS_ACCESS_KEY_ID=identity, AWS_SECRET_ACCESS_KEY=secret),))
    assert found.type == aws.KEY.name
    known_ = {each.fingerprint for each in found.values}
    assert KEYS.canonical(aws.KEY, {"key_id": Secret(identity), "secret": Secret(secret)}) in known_
    assert part(secret) in known_
    assert part(identity) not in known_


def test_versions_and_fields_that_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    assert known(version("1", password=PASSWORD), version("2", password=PASSWORD)) == {
        part(PASSWORD): ("password", True)
    }
    monkeypatch.setattr("agent.sources.vaults.marks._MOST", 2)
    many = marks(KEYS, (version(**{f"password{number}": f"{PASSWORD}{number}" for number in range(5)}),))
    assert (len(many.values), many.left) == (2, 3)


def test_tags_count_by_the_last_part_of_their_name() -> None:
    about = About(
        (), "1", {"example.com/Owner": "team-x", "purpose": " a\nshop ", "stage": "dev", "expiry": "2026-09-01"}
    )
    assert (about.owner, about.purpose, about.environment) == ("team-x", "ashop", "dev")
    assert about.ends == day("2026-09-01T00:00:00Z")
    assert About((), "1", {"team": "b", "owner": "a"}).owner == "a"
    assert About((), "1", {"team": "x" * 999}).owner == "x" * 200
    assert About((), "1", {"expires": "soon"}).ends is None
    assert instant("soon") is None
    # Another annotation may hold the value itself.
    assert About((), "1", {"last-applied": PASSWORD}).digest == About((), "1", {}).digest
    assert About((), "1", {"owner": "a"}).digest != About((), "1", {}).digest
    assert About((), "", {"owner": "a"}).digest == ""


def test_of_two_paths_with_one_value_the_owned_one_counts() -> None:
    def path(name: str, owner: str) -> KeptPath:
        return KeptPath("bao", name, (KeptValue("password", "1", "mark", current=True),), owner=owner)

    vaulted = Vaulted()
    for order in (("a", "b", "c"), ("c", "b", "a")):
        vaulted = Vaulted()
        vaulted.learn(path(name, {"a": ""}.get(name, f"team-{name}")) for name in order)
        found = vaulted.at(["other", "mark"])
        assert found is not None
        assert found.name == "bao: b"
    vaulted.learn([path("b", "")])
    assert vaulted.by_mark["mark"].owner == ""


def test_of_two_owned_paths_the_one_where_the_value_stands_now_counts() -> None:
    def path(name: str, *, current: bool) -> KeptPath:
        return KeptPath("bao", name, (KeptValue("password", "1", "mark", current=current),), owner=f"team-{name}")

    for order in (("a", "b"), ("b", "a")):
        vaulted = Vaulted()
        vaulted.learn(path(name, current=name == "b") for name in order)
        found = vaulted.at(["mark"])
        assert found is not None
        assert found.owner == "team-b"
