"""Reports of other scanners: what each writes is understood, matched to our types, read again where it is hidden."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from agent.complaint import Complaint
from agent.found import Visibility
from agent.ledger import LedgerView
from agent.pasted import Pasted
from agent.reports import read as reading
from agent.reports.forms import Entry
from agent.reports.match import Matched, match
from agent.reports.places import Root
from agent.reports.read import read
from agent.response.people import People
from agent.seal import seal
from agent.settings import SourceKind
from detectors.base import Secret
from detectors.forms import BASE64, HEX, UPPER, made
from tests.sims.pushing import Local
from tests.sims.repo import Repo
from tests.sims.rig import Rig

VALUE = "s3cr" + "et-Pw9-x7Q"
URL = f"postgresql://app:{VALUE}@db.example.com/orders"
AKID = f"{'AKIA'}QNZGKIQY56JQ7WML"
AWS_SECRET = f"q9Xc/{'Lr'}2T+u7VbWnZ4sHkPdE0yGmJ1aRfC8oQ3iB"
DATADOG = made(HEX, 32)
COMMIT = "8f1d1e859f5a1838bf3e6f0fd0eea90b73611ded"


def entry(raw: object) -> list[Entry]:
    found = read((raw if isinstance(raw, str) else json.dumps(raw)).encode())
    assert found.problems == []
    return found.entries


def gitleaks(secret: str = URL, path: str = "app.env", line: int = 3, **more: Any) -> dict[str, Any]:
    return {"RuleID": "postgres", "File": path, "Secret": secret, "Match": secret, "StartLine": line} | more


# --- what each writes ------------------------------------------------------------------------------


def test_gitleaks_and_betterleaks() -> None:
    more: dict[str, Any] = {
        "EndLine": 4,
        "Commit": COMMIT,
        "Author": "Ann",
        "Email": "ann@example.org",
        "Entropy": 4.9,
        "Tags": [],
    }
    assert entry([gitleaks(**more | {"Match": f"DSN={URL}"}), gitleaks("REDACTED", Match="DSN=REDACTED")]) == [
        Entry(
            *(1, "gitleaks", "postgres", "app.env", 3, 4, (("", URL),)),
            around=f"DSN={URL}",
            commit=COMMIT,
            author="Ann <ann@example.org>",
        ),
        Entry(2, "gitleaks", "postgres", "app.env", 3, 3, (("", "REDACTED"),), around="DSN=REDACTED"),
    ]
    assert entry([]) == entry("") == []


@pytest.mark.parametrize(
    ("written", "read_"),
    [
        (r"a\ud800b", "a\ufffdb"),
        (r"a\uDFFFb", "a\ufffdb"),
        (r"\ud800\ud83d\ude00", "\ufffd\U0001f600"),
        (r"\\ud800", r"\ud800"),
        (r"\\\ud800x", "\\\ufffdx"),
        (r"\ud83d\ude00", "\U0001f600"),
    ],
)
def test_half_a_character_costs_itself_and_nothing_else(written: str, read_: str) -> None:
    raw = json.dumps([gitleaks("VALUE"), gitleaks(URL)]).replace("VALUE", written).encode()
    assert [one.values for one in reading.read(raw).entries] == [(("", read_),), (("", URL),)]
    broken = json.dumps([gitleaks("VALUE"), gitleaks(URL)]).encode().replace(b"VALUE", b"a\xffb")
    assert [one.values for one in reading.read(broken).entries] == [(("", "a\ufffdb"),), (("", URL),)]


def betterleaks(value: str, secret: str) -> dict[str, Any]:
    """As version 2 writes an access key: the secret is a component of its id."""
    component = {
        "rule_id": "aws-secret-access-key",
        "match": {"full": f"secret_access_key = {secret}", "value": secret},
    }
    attributes = {"git.sha": COMMIT, "git.author_name": "Ann", "git.author_email": "ann@example.org"}
    return {
        "rule_id": "aws-access-token",
        "match": {"full": value, "value": value, "fingerprint": "fcff"},
        "attributes": attributes | {"resource": "git.patch_content"},
        "location": {"path": "k.env", "start_line": 4, "end_line": 4, "start_column": 9},
        "component_sets": [
            {"components": [component | {"location": {"path": "k.env", "start_line": 5, "end_line": 5}}]}
        ],
    }


def test_betterleaks_2_as_a_document_and_as_lines() -> None:
    one = betterleaks(AKID, AWS_SECRET)
    two = {"rule_id": "r", "match": {"full": "x", "value": "x"}, "component_sets": None, "attributes": None}
    about = {"schema_version": "1", "scan": {"state": "complete"}}
    wanted = [
        Entry(
            *(1, "betterleaks", "aws-access-token", "k.env", 4, 5),
            (("", AKID), ("aws-secret-access-key", AWS_SECRET)),
            around=f"{AKID}\nsecret_access_key = {AWS_SECRET}",
            commit=COMMIT,
            author="Ann <ann@example.org>",
        ),
        Entry(2, "betterleaks", "r", "", 0, 0, (("", "x"),), around="x"),
    ]
    lines = [{"schema_version": "1", "finding": finding} for finding in (one, two)]
    assert entry({"findings": [one, two]} | about) == entry("\n".join(map(json.dumps, [*lines, about]))) == wanted
    assert entry({"findings": []} | about) == entry(about) == []
    assert entry({"findings": [betterleaks("REDACTED", "REDACTED")]})[0].hidden


def test_kingfisher_as_a_document_with_its_summary_and_as_lines() -> None:
    """As version 2.14 writes: a second document sums up, and lines end with an audit and the summary."""
    one = {
        "rule": {"name": "github-pat", "id": "betterleaks.github-pat"},
        "finding": {"snippet": "a\nb", "line": 2, "path": "./x.txt", "validation": {"status": "Not Attempted"}},
    }
    git = {"commit": {"id": COMMIT, "author": {"name": "A", "email": "a@example.org"}}, "file": {"path": "y.txt"}}
    two = {"rule": {"id": "r"}, "finding": {"snippet": "[REDACTED:49b4]", "path": ".", "line": 1, "git_metadata": git}}
    summary = {"findings": 2, "findings_by_rule": [["x", 1]]}
    wanted = [
        ("github-pat", "x.txt", 2, 3, None, None, False),
        ("r", "y.txt", 1, 1, COMMIT, "A <a@example.org>", True),
    ]
    document = json.dumps({"findings": [one, two], "audit": {}, "metadata": {}}) + "\n" + json.dumps(summary)
    lines = "\n".join(map(json.dumps, [one, two, {"audit": {}}, summary]))
    for raw in (document, lines, document.partition("\n")[0]):
        found = entry(raw)
        assert [
            (one.rule, one.path, one.line, one.end_line, one.commit, one.author, one.hidden) for one in found
        ] == wanted
        assert [one.index for one in found] == [1, 2]


def test_trufflehog() -> None:
    git = {"commit": COMMIT, "file": "a.py", "email": "Ann <ann@example.org>", "line": 7, "repository": "x"}
    lines = [
        {"SourceMetadata": {"Data": {"Git": git}}, "DetectorName": "AWS", "Raw": AKID, "RawV2": f"{AKID}:{AWS_SECRET}"},
        {"SourceMetadata": {"Data": {"Filesystem": {"file": "/srv/b", "line": 1}}}, "DetectorName": "X", "Raw": "y"},
    ]
    one, two = entry("\n".join(map(json.dumps, lines)))
    assert (one.path, one.line, one.commit, one.author) == ("a.py", 7, COMMIT, "Ann <ann@example.org>")
    assert (one.values, one.around) == ((("", AKID),), f"{AKID}:{AWS_SECRET}")
    assert (two.index, two.path, two.commit) == (2, "/srv/b", None)


def test_ggshield_of_paths_and_of_commits() -> None:
    parts = [
        {"match": AKID, "type": "client_id", "line_start": 4, "line_end": 4, "index_start": 1},
        {"match": AWS_SECRET, "type": "client_secret", "line_start": 5, "line_end": 5},
    ]
    entity = {"mode": "FILE", "filename": "k.env", "incidents": [{"type": "AWS Keys", "occurrences": parts}]}
    [one] = entry({"id": ".", "type": "path_scan", "entities_with_incidents": [entity], "total_incidents": 1})
    assert (one.rule, one.path, one.line, one.end_line, one.commit) == ("AWS Keys", "k.env", 4, 5, None)
    assert one.values == (("client_id", AKID), ("client_secret", AWS_SECRET))
    scans = [{"id": COMMIT, "entities_with_incidents": [entity, entity]}]
    assert [(one.index, one.commit) for one in entry({"id": "r", "type": "commit-range", "scans": scans})] == [
        (1, COMMIT),
        (2, COMMIT),
    ]
    assert entry({"id": ".", "type": "path_scan", "total_incidents": 0, "total_occurrences": 0}) == []
    parts[0]["match"] = "AKIA************WML"
    assert entry({"entities_with_incidents": [entity]})[0].hidden


def test_sarif() -> None:
    place = {"artifactLocation": {"uri": "a%20b.env"}, "region": {"startLine": 3, "snippet": {"text": URL}}}
    results = [
        {"ruleId": "r", "locations": [{"physicalLocation": place}], "partialFingerprints": {"commitSha": COMMIT}},
        {"ruleId": "s", "locations": [{"physicalLocation": {"artifactLocation": {"uri": "file:///srv/c"}}}]},
    ]
    one, two = entry({"version": "2.1.0", "runs": [{"tool": {}, "results": results}, {"results": None}]})
    assert (one.path, one.line, one.end_line, one.values, one.commit) == ("a b.env", 3, 3, (("", URL),), COMMIT)
    assert (two.index, two.path, two.line, two.hidden) == (2, "/srv/c", 0, True)
    region = {"startLine": 10**30, "endLine": -1}
    marks = {"author": "a" * 100_000}
    results = [
        {
            "ruleId": "r",
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": "http://[no"}, "region": region}}],
            "partialFingerprints": marks,
        }
    ]
    [odd] = entry({"runs": [{"results": results}]})
    assert (odd.path, odd.line, odd.end_line, odd.author) == ("http://[no", 2**31, 2**31, "a" * 500)


@pytest.mark.parametrize("value", ["", "REDACTED", "[REDACTED:49b4]", "ghp_****abcd", "abcd...", "abc\u2026", "  "])
def test_a_value_that_is_hidden(value: str) -> None:
    assert Entry(1, "t", "r", "p", 1, 1, (("", value),)).hidden


# --- bounds ----------------------------------------------------------------------------------------


def test_what_is_not_understood_is_named_and_the_rest_is_read() -> None:
    found = read(json.dumps([gitleaks(), {"RuleID": "x"}, {"odd": 1}, 7, gitleaks(line=9)]).encode())
    assert [(one.index, one.line) for one in found.entries] == [(1, 3), (5, 9)]
    assert [(index, why.partition(" - ")[0]) for index, why in found.problems] == [
        (2, "Object missing required field `File`"),
        (3, "no finding of a scanner that is known"),
        (4, "Expected `object`, got `int`"),
    ]
    line = json.dumps(gitleaks())
    assert read(f"{line}\nlevel=info msg={VALUE}\n{line}".encode()).problems == [(2, "it is no JSON")]


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"[" * 200_000, "it is nested too deeply"),
        (b'{"RuleID":"a","File":' + b"[" * 100_000, "no JSON|nested too deeply"),
        (b"[" + b"{}," * 3_000_000 + b"{}]", "more than 4000000 values"),
        (b"[" + b" " * reading.LARGEST + b"]", "larger than 64 MiB"),
        (b"nonsense", "entry 1: it is no JSON"),
        (b'{"a": 1}', "no report that is known"),
        (b"[1, 2", "no report that is known"),
        (b'\n[{"RuleID": 1},\n {"RuleID" 2}]', "it is no JSON from line 3, column 12 on"),
        (b'{\n "runs": [\n  {},\n', "it ends early, in line 3"),
        (b'{\n "runs": [\n  x', "it is no JSON from line 3, column 3 on"),
    ],
)
def test_bombs_and_other_things_are_refused(raw: bytes, why: str) -> None:
    with pytest.raises(Complaint, match=why):
        read(raw)


# --- to our types ----------------------------------------------------------------------------------


async def matched(raw: object, *roots: Path) -> list[Matched]:
    found = [await match(Local(), one, [Root(root) for root in roots]) for one in entry(raw)]
    assert VALUE not in str(found)
    return found


def told(one: Matched) -> list[tuple[str | None, str, int, str | None]]:
    return [(f.type, f.occurrence.path, f.occurrence.line, f.occurrence.commit) for f in one.findings]


async def test_by_form_by_the_rules_name_and_as_a_pair(tmp_path: Path) -> None:
    aws = {"Data": {"Git": {"file": "k.py", "line": 2, "commit": COMMIT}}}
    shapes = [
        gitleaks(),
        gitleaks(DATADOG, Match=f"= {DATADOG}", RuleID="datadog-api-key"),
        {"DetectorName": "AWS", "SourceMetadata": aws, "Raw": AKID, "RawV2": f"{AKID}:{AWS_SECRET}"},
        gitleaks("x", Match="x"),
        gitleaks(Match=f"DSN={URL} # gitleaks:allow"),
        betterleaks(AKID, AWS_SECRET),
    ]
    url, datadog, pair, nothing, allowed, components = await matched(shapes)
    assert told(url) == [("postgres-url", "app.env", 3, None)]
    assert told(datadog) == [("datadog-api-key", "app.env", 3, None)]
    assert ("aws-access-key", "k.py", 2, COMMIT) in told(pair)
    assert ("aws-access-key", "k.env", 4, COMMIT) in told(components)
    why = "its value alone is of no kind that is known, and"
    assert (told(nothing), nothing.why) == ([], f"{why} without --root nobody knows where its place is")
    [lost] = await matched([gitleaks("x", Match="x")], tmp_path)
    assert lost.why == f"{why} there is no such file below --root or a source"
    assert [one.suppressed for one in allowed.findings] == ["gitleaks:allow"]


async def test_a_hidden_value_is_read_again_where_it_stands_and_nowhere_else(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    was = repo.commit(**{"app.env": f"# one\nDSN={URL}\n"})
    repo.commit(**{"app.env": "# one\n", "b.env": f"OTHER={URL}\n"})
    (repo.path / "in").mkdir()
    below = repo.commit(**{"in/c.env": f"DSN={URL}\n"})
    (tmp_path / "outside.env").write_text(f"DSN={URL}\n")
    (repo.path / "link.env").symlink_to(tmp_path / "outside.env")
    os.mkfifo(repo.path / "pipe")
    hidden: Sequence[tuple[dict[str, Any], str]] = [
        ({"path": "b.env", "line": 1}, "b.env"),
        ({"path": "app.env", "line": 2, "Commit": was}, "app.env"),
        ({"path": str(repo.path / "b.env"), "line": 1}, str(repo.path / "b.env")),
        ({"path": "b.env", "line": 2}, ""),
        ({"path": "app.env", "line": 2}, ""),
        ({"path": "app.env", "line": 1, "Commit": was}, ""),
        ({"path": "app.env", "line": 2, "Commit": COMMIT}, ""),
        ({"path": "in/", "line": 1, "Commit": below}, ""),  # no file: not the first one in it
        ({"path": "../outside.env", "line": 1}, ""),
        ({"path": str(tmp_path / "outside.env"), "line": 1}, ""),
        ({"path": "link.env", "line": 1}, ""),
        ({"path": "pipe", "line": 1}, ""),
        ({"path": "a\0b", "line": 1}, ""),
    ]
    found = await matched([gitleaks("REDACTED", **place) for place, _ in hidden], tmp_path / "absent", repo.path)
    for one, (place, path) in zip(found, hidden, strict=True):
        wanted = [("postgres-url", path, place["line"], place.get("Commit"))] if path else []
        assert told(one) == wanted, place
        assert bool(one.why) is not bool(path)
    hides, nothing = "the report hides its value, and ", "nothing at its place, which is there, is recognised as a "
    assert [one.why.removeprefix(hides) for one in found if one.why] == [
        "its file, which is there, has no line 2",
        "its file, which is there, has no line 2",
        nothing + "credential",
        *["there is no such file below --root or a source in that commit"] * 2,
        *["there is no such file below --root or a source"] * 5,
    ]
    # Of a pair a report may name the line of the secret, which its place in the ledger does not begin with.
    pair = f"aws_access_key_id = AKIA{made(UPPER[:26], 16)}\naws_secret_access_key = {made(BASE64, 40, 'pair')}\n"
    repo.commit(credentials=pair)
    both = await matched([gitleaks("REDACTED", path="credentials", line=line) for line in (1, 2)], repo.path)
    assert [[one.occurrence.stands for one in each.findings] for each in both] == [[(2, 2)], [(2, 2)]]
    [beyond] = await matched([gitleaks("REDACTED", path="app.env", line=3, Commit=was)], repo.path)
    assert beyond.why.endswith("has no line 3")
    [alone] = await matched([gitleaks("REDACTED")])
    assert alone.why == "the report hides its value, and without --root nobody knows where its place is"


async def test_a_place_belongs_to_the_source_that_sees_it_by_itself(tmp_path: Path) -> None:
    """Whoever led there: else nobody could say later whether it is still there. What the report shows, too."""
    repo = Repo(tmp_path / "shop")
    was = repo.commit(**{"app.py": f"DSN={URL}\n"})
    (repo.path / ".env").write_text(f"A=1\nDSN={URL}\n")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text(f"DSN={URL}\n")
    git, tree = SourceKind.GIT, SourceKind.TREE
    configured = [
        Root(tmp_path / "docs", "docs", Visibility.INTERNAL, tree),
        Root(repo.path, "shop", Visibility.PUBLIC, git),
        Root(repo.path, "shop (files)", Visibility.PUBLIC, tree, beside=True),
    ]
    wanted = [
        ("shop (files)", ".env", 2, None, Visibility.PUBLIC),
        ("shop", "app.py", 1, was, Visibility.PUBLIC),
        ("docs", str(tmp_path / "docs" / "a.md"), 1, None, Visibility.INTERNAL),
    ]
    places: Sequence[dict[str, Any]] = [
        {"path": ".env", "line": 2},
        {"path": "app.py", "line": 1, "Commit": was},
        {"path": "a.md", "line": 1},
    ]
    for secret in ("REDACTED", URL):
        for roots in (configured, [Root(repo.path), Root(tmp_path / "docs"), *configured]):
            found = [await match(Local(), one, roots) for one in entry([gitleaks(secret, **one) for one in places])]
            seen = [one.findings[0].occurrence for one in found]
            assert [(one.source, one.path, one.line, one.commit, one.visibility) for one in seen] == wanted
    [elsewhere] = await matched([gitleaks(path="app.py", line=9)], repo.path)
    assert elsewhere.findings[0].occurrence.source == "report (gitleaks)"


# --- into the ledger -------------------------------------------------------------------------------


def door(rig: Rig) -> Pasted:
    async def checkpoint(at: datetime) -> None:
        raise AssertionError(at)

    return Pasted(People(rig.responder, 2, lambda: None, checkpoint), rig.inventory.known)


def question(rig: Rig, **more: object) -> Mapping[str, object]:
    parts = {"role": Secret("app"), "password": Secret(VALUE), "host": Secret("db.example.com")}
    place = {"source": "report (gitleaks)", "path": f"x/{URL}", "line": 3, "end_line": 3, "commit": None}
    return {
        "type": "postgres-url",
        "sealed": base64.b64encode(seal(rig.keys.scanner.public, parts)).decode(),
        "confidence": "typed",
        "visibility": "unknown",
        "place": {**place, "author": "Ann"},
    } | more


async def test_it_is_filed_at_the_place_that_the_report_names(rig: Rig) -> None:
    assert json.loads(await door(rig).handle("report", "ann", question(rig))) == [1]
    assert json.loads(await door(rig).handle("report", "ann", question(rig))) == [1]
    with LedgerView(rig.path) as view:
        [place] = view.occurrences(1)
    assert (place.source, place.line, place.author, place.visibility, place.host_hint) == (
        *("report (gitleaks)", 3, "Ann", Visibility.UNKNOWN),
        "db.example.com",
    )
    assert VALUE not in place.path
    found = {"source": "shop", "path": "a", "line": 1, "end_line": 1, "commit": COMMIT, "author": None}
    await door(rig).handle("report", "ann", question(rig, place={**found, "start": 4, "end": 9}))
    with LedgerView(rig.path) as view:
        own = view.occurrences(1)[-1]
    assert (own.source, own.start, own.end) == ("shop", 4, 9), "as the source tells it: or it is counted twice"
    for wrong in ({"place": {"path": 1}}, {"place": None}, {"sealed": "AAAA"}, {"type": "no-such"}):
        with pytest.raises(Complaint):
            await door(rig).handle("report", "ann", question(rig, **wrong))
