"""A token that fails its checksum is not made a credential by the place that it stands in."""

from __future__ import annotations

import base64

import pytest

from agent.scan.engine import Engine
from detectors import github, gitlab
from detectors.filters import forged
from detectors.forms import ALNUM, made
from tests.sims import compiled

BODY = made(ALNUM, 30)
GOOD = BODY + github.checksum(BODY)
BAD = BODY + made(ALNUM, 6, "bad")
ROUTABLE = next(
    value
    for detector in gitlab.DETECTORS
    for _, value in detector.examples
    if value.count(".") == 2 and value.startswith("glpat-")
)
FORGED = {
    **{f"{prefix}_": f"{prefix}_{BAD}" for prefix in ("ghp", "gho", "ghu", "ghs", "ghr", "npm")},
    "glpat-": ROUTABLE[:-1] + ("0" if ROUTABLE[-1] != "0" else "1"),
}
PLACES = (
    "{}",
    "Authorization: Bearer {}",
    "curl -H 'Authorization: token {}' https://api.github.com",
    "//registry.example.com/:_authToken={}",
    "https://x-access-token:{}@github.com/acme/shop.git",
    "machine github.com login acme password {}",
    "curl -u acme:{} https://api.github.com",
)


@pytest.fixture(scope="module")
def engine() -> Engine:
    return compiled.engine()


@pytest.mark.parametrize("prefix", FORGED)
def test_no_place_makes_a_forged_one_a_credential(engine: Engine, prefix: str) -> None:
    value = FORGED[prefix]
    assert forged.is_forged(value)
    basic = "Authorization: Basic " + base64.b64encode(f"acme:{value}".encode()).decode()
    docker = f'{{"auths":{{"ghcr.io":{{"auth":"{base64.b64encode(f"acme:{value}".encode()).decode()}"}}}}}}'
    for text in (*(place.format(value) for place in PLACES), basic, docker):
        for data in (text.encode(), base64.b64encode(text.encode())):
            assert [hit.type.name for hit in engine.scan(data, "config.json") if hit.type] == [], text


@pytest.mark.parametrize("value", [f"ghp_{GOOD}", f"npm_{GOOD}", ROUTABLE])
def test_a_real_one_is_not_forged(engine: Engine, value: str) -> None:
    assert not forged.is_forged(value)
    for place in PLACES:
        assert [hit.type is not None for hit in engine.scan(place.format(value).encode())].count(True) == 1, place


@pytest.mark.parametrize("mask", ["(hidden)", "%secret%", r"\u2022\u2022\u2022\u2022\u2022\u2022", "[masked]"])
@pytest.mark.parametrize(
    "place", ["postgres://app:{}@db/orders", "redis://:{}@cache:6379", '{{"dsn": "postgres://app:{}@db/x"}}']
)
def test_a_masked_password_is_none(engine: Engine, mask: str, place: str) -> None:
    assert list(engine.scan(place.format(mask).encode())) == []
