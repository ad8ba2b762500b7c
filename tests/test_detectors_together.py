"""A part that stands on a match's own line is not taken from another; the same read twice is found once; where the
value stands is told by its own lines.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent import record
from agent.commands import jsonl, output, sarif, shown
from agent.found import Visibility
from agent.hook import desk
from agent.notify import text as notice
from agent.scan.hits import Hit
from agent.sources.sieve import Sieve
from agent.sources.tree import TreeSource
from detectors.forms import ALNUM, BASE64, UPPER, made
from tests.ledger.conftest import make_finding
from tests.sims import compiled

AT = datetime(2026, 3, 1, tzinfo=UTC)
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


def test_of_a_call_with_all_of_an_app_and_a_user_each_is_told() -> None:
    key, secret, token, last = (made(ALNUM, length, "x") for length in (25, 50, 40, 45))
    text = f'new TwitterOAuth("{key}", "{secret}", "755855802711-{token}", "{last}");\n'
    told = {
        (hit.type.name, hit.parts["secret"].reveal())
        for hit in hits(text, "x.php")
        if hit.type and "secret" in hit.parts
    }
    assert told == {("twitter-api-secret", secret), ("twitter-access-token-secret", last)}
    found = hits(f"auth.set_access_token('755855802711-{token}', '{last}')\n", "x.py")
    assert [hit.type.name for hit in found if hit.type] == ["twitter-access-token", "twitter-access-token-secret"]


def test_the_lines_are_those_of_the_value() -> None:
    secret = made(BASE64, 40, "lines")
    text = f"aws_access_key_id = AKIA{made(UPPER[:26], 16)}\naws_secret_access_key = {secret}\n"
    [hit] = hits(text, "credentials")
    assert (hit.line, hit.end_line, hit.lines, hit.value[0]) == (1, 1, (2, 2), text.index(secret))


def test_every_form_says_on_which_line_the_value_stands() -> None:
    """Of a pair the secret's, wherever it is told: there somebody must take it out."""
    found = make_finding(line=7)
    pair = replace(found, occurrence=replace(found.occurrence, lines=(15, 16)))
    rows = [json.loads(jsonl.line(one)) for one in (found, pair)]
    assert [(row["line"], row["end_line"]) for row in rows] == [(7, 7), (15, 16)]
    seen = pair.occurrence
    assert [output.place(one.occurrence) for one in (found, pair)] == ["app.env:7 @ c0ffee", "app.env:15 @ c0ffee"]
    assert (shown.where(seen)["line"], record.place(seen)["line"]) == (15, 15)
    assert notice.place(seen).startswith('"app.env" line 15 ')
    assert desk.shown(pair).startswith("c0ffee app.env:15 ")
    source = Sieve(TreeSource("repo", Path(), Visibility.UNKNOWN), Path())
    document = json.loads(sarif.document([[found, pair]], [], [], [source], notes=[], code=1, began=AT, ended=AT))
    regions = [result["locations"][0]["physicalLocation"]["region"] for result in document["runs"][0]["results"]]
    assert regions == [
        {"startLine": 7, "startColumn": 5, "endLine": 7, "endColumn": 31},
        {"startLine": 15, "endLine": 16},
    ]
