"""The parts of a Redis credential in each of its forms: whose password it is, and for where."""

from __future__ import annotations

import pytest

from agent.scan.engine import Engine
from detectors.redis import DETECTORS, URL

VALUE = "s3cr" + "et-Pw9"
ENCODED = f"{VALUE}%3A%20x"


def found(text: str) -> list[dict[str, str]]:
    return [
        {name: part.reveal() for name, part in match.parts.items()}
        for detector in DETECTORS
        for match in detector.find(text)
    ]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (f"redis://:{VALUE}@c", {"user": "default", "password": VALUE, "host": "c"}),
        (
            f"rediss://us%40er:{ENCODED}@c:6380/7",
            {"user": "us@er", "password": f"{VALUE}: x", "host": "c:6380", "database": "7"},
        ),
        (f"valkey://u:{VALUE}@/0", {"user": "u", "password": VALUE, "database": "0"}),
        (
            f"redis+sentinel://u:{VALUE}@a:26379,b/main/1",
            {"user": "u", "password": VALUE, "host": "a:26379,b", "database": "1"},
        ),
        (f"redis://u:{VALUE}@c/not-a-number", {"user": "u", "password": VALUE, "host": "c"}),
        (
            f"REDIS_HOST=c REDIS_DB=2 REDIS_USERNAME=app REDIS_PASSWORD={VALUE}",
            {"user": "app", "password": VALUE, "host": "c", "database": "2"},
        ),
        (f"REDIS_USER: app\nREDIS_PASSWORD: '{VALUE}'", {"user": "app", "password": VALUE}),
        (f'{{"MY_REDIS_AUTH_TOKEN": "{VALUE}"}}', {"user": "default", "password": VALUE}),
        (
            f"REDISCLI_AUTH={VALUE} redis-cli -h c -n 3 --user app",
            {"user": "app", "password": VALUE, "host": "c", "database": "3"},
        ),
        (
            f'["redis-cli","-h","c","--user","app","--pass","{VALUE}"]',
            {"user": "app", "password": VALUE, "host": "c"},
        ),
        (f"redis-cli -a {VALUE} --user app get x", {"user": "app", "password": VALUE}),
        (f'requirepass "{VALUE}"', {"user": "default", "password": VALUE}),
        (f"  # requirepass {VALUE}", {"user": "default", "password": VALUE}),
        (f"redis-server --requirepass {VALUE} \\", {"user": "default", "password": VALUE}),
        (f"user app on >{VALUE} ~* +@all", {"user": "app", "password": VALUE}),
    ],
)
def test_the_parts_of_a_form(text: str, parts: dict[str, str]) -> None:
    assert found(text) == [parts]
    hits = list(Engine(DETECTORS, None, leads=False, decoders=False).scan(text.encode()))
    assert [{name: part.reveal() for name, part in hit.parts.items()} for hit in hits] == [parts]


def test_one_credential_has_one_canonical_form() -> None:
    """The default user by name or by none; the host and the database do not make another credential."""
    texts = (
        f"redis://:{VALUE}@c",
        f"redis://default:{VALUE}@d/3",
        f"requirepass {VALUE}",
        f"REDIS_PASSWORD={VALUE}",
        f"redis-cli -a {VALUE}",
    )
    forms = {URL.canonical(match.parts) for text in texts for each in DETECTORS for match in each.find(text)}
    assert len(forms) == 1
    [other] = [URL.canonical(match.parts) for each in DETECTORS for match in each.find(f"redis://app:{VALUE}@c")]
    assert other not in forms


@pytest.mark.parametrize(
    "text",
    [
        "redis-cli -a $(cat /run/secret) ping",
        'redis-cli --pass "${REDIS_PASSWORD}" ping',
        "redis-cli --pass {{ redis_password }}",
        "if requirepass is set, clients must AUTH",
        f"echo user > {VALUE}",
        "redis://app:{{ password }}@c/0",
        f"https://u:{VALUE}@redis.example.com/",
        "REDIS_PASSWORD=get_secret('x')",
        "REDIS_PASSWORD = config.redis_password",
    ],
)
def test_what_is_none(text: str) -> None:
    assert found(text) == []


def test_the_password_is_the_only_secret() -> None:
    [match] = DETECTORS[0].find(f"redis://app:{VALUE}@c:6379/1")
    shown = URL.preview(match.parts)
    assert shown == f"Redis password (user=app, password=<{len(VALUE)} characters>, host=c:6379, database=1)"
