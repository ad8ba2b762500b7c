"""A part that stands on a match's own line is not taken from another; the same read twice is found once; where the
value stands is told by its own lines.
"""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from agent.commands import jsonl
from agent.scan.engine import Hit
from detectors.forms import ALNUM, BASE64, UPPER, made
from tests.ledger.conftest import make_finding
from tests.sims import compiled

WORD = made(ALNUM, 14, "together")
OTHERS = "ls\ndocker login -u ci registry\npsql -U ci -h other\nredis-cli --user ci -h other\n"


def hits(text: str, path: str) -> list[Hit]:
    return [*compiled.engine().scan(text.encode(), path)]


@pytest.mark.parametrize(
    ("command", "name", "user"),
    [
        (f"mysql -h db1 -u root -p{WORD} shop", "user", "root"),
        (f"mysql -p{WORD} -u app shop", "user", "app"),
        (f"MYSQL_PWD={WORD} mysql -u app shop", "user", "app"),
        (f"PGPASSWORD={WORD} psql -U app -h db shop", "role", "app"),
        (f"redis-cli --user app -a {WORD} ping", "user", "app"),
    ],
)
def test_a_command_has_its_own_user(command: str, name: str, user: str) -> None:
    assert [hit.parts[name].reveal() for hit in hits(f"{OTHERS}{command}\n{OTHERS}", ".bash_history")] == [user]


def test_a_command_may_have_two_passwords() -> None:
    told = {WORD, made(ALNUM, 14, "privacy")}
    found = hits("snmpwalk -v3 -u app -A {} -X {} host\n".format(*told), "a.sh")
    assert {hit.parts["password"].reveal() for hit in found} == told


def test_parts_on_lines_of_their_own_are_still_paired() -> None:
    text = f"MYSQL_USER=one\nMYSQL_PASSWORD={WORD}\nMYSQL_USER=two\n"
    assert {hit.parts["user"].reveal() for hit in hits(text, "a.env")} == {"one", "two"}


def test_a_signature_in_html_is_found_once() -> None:
    times = "st=2031-01-01T08:00:00Z&amp;se=2031-02-01T08:00:00Z&amp;spr=https&amp;sv=2022-11-02&amp;sr=c"
    text = (
        f'{{"doc": "<code>https://shop.blob.core.windows.net/c?sp=r&amp;{times}&amp;sig={made(BASE64[:62], 43)}%3D"}}'
    )
    assert [hit.type.name for hit in hits(text, "service.json") if hit.type] == ["azure-sas-token"]


def test_the_lines_are_those_of_the_value() -> None:
    secret = made(BASE64, 40, "lines")
    text = f"aws_access_key_id = AKIA{made(UPPER[:26], 16)}\naws_secret_access_key = {secret}\n"
    [hit] = hits(text, "credentials")
    assert (hit.line, hit.end_line, hit.lines, hit.value[0]) == (1, 1, (2, 2), text.index(secret))


def test_a_line_of_json_says_where_the_value_stands() -> None:
    found = make_finding(line=7)
    rows = [json.loads(jsonl.line(one)) for one in (found, replace(found, lines=(15, 16)))]
    assert [(row["line"], row["end_line"]) for row in rows] == [(7, 7), (15, 16)]
