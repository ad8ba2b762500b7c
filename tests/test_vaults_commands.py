"""`stanch permissions`, `inventory hygiene`, `status` and `whose` as a person and as a machine calls them."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from agent.__main__ import cli
from agent.complaint import Complaint
from agent.inventory.kept import KeptPath, KeptValue
from agent.keys import load_keys
from agent.settings.ci import NO_ERASING, CiKind
from detectors.base import Secret
from tests.sims.vaults import NAME, VaultRig

CONFIG = """\
[stanch]
fallback_owner = "security"
state = "state"
[[sources]]
kind = "vault"
name = "bao-prod"
store = "openbao"
url = "http://127.0.0.1:1"
paths = ["secret/data/team-a/", "kv/team-b/", "secret/data/one"]
credential = { file = "own" }
[[sources]]
kind = "vault"
name = "ssm"
store = "aws-ssm"
region = "cn-north-1"
paths = ["/app/"]
credential = { file = "own", id = "AKIA" }
"""

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[VaultRig]:
    with VaultRig(tmp_path) as made:
        (tmp_path / "stanch.toml").write_text(CONFIG)
        yield made


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*words: str) -> tuple[int, str]:
        code = cli.main([*words, "--config", str(tmp_path)], standalone_mode=False)
        return code or 0, capsys.readouterr().out

    return call


def test_the_policy_of_a_configured_store(rig: VaultRig, run: Run) -> None:
    del rig
    code, said = run("permissions", "bao-prod")
    assert code == 0
    rules = {line.split('"')[1] for line in said.splitlines() if line.startswith("path ")}
    assert rules == {
        "secret/metadata/team-a/*",
        "secret/data/team-a/*",
        "kv/team-b/*",
        "secret/metadata/one",
        "secret/data/one",
    }
    # Of KV version 1 a folder may be called data as well.
    assert '# path "secret/data/team-a/*" {\n#   capabilities = ["list", "read"]\n# }\n' in said
    made = json.loads(run("permissions", "ssm")[1])
    assert made["Statement"][1]["Resource"] == ["arn:aws-cn:ssm:cn-north-1:*:parameter/app/*"]


def test_the_policy_of_a_store_that_is_logged_in_to(rig: VaultRig, run: Run) -> None:
    """What its token does with itself, for a role that goes without the policy `default`; and how a role gets it."""
    login = 'login = { method = "approle", role_id = "r", file = "own", mount = "team" }'
    toml = (rig.folder / "stanch.toml").read_text().replace('credential = { file = "own" }', login, 1)
    (rig.folder / "stanch.toml").write_text(toml)
    said = run("permissions", "bao-prod")[1]
    rules = {line.split('"')[1] for line in said.splitlines() if line.startswith("path ")}
    assert {"auth/token/lookup-self", "auth/token/renew-self", "auth/token/revoke-self"} < rules
    assert said.splitlines()[-3:] == [
        "# bao write auth/team/role/NAME token_policies=stanch-reader token_ttl=1h",
        "# bao read -field=role_id auth/team/role/NAME/role-id",
        "# (umask 077; bao write -f -field=secret_id auth/team/role/NAME/secret-id > FILE)",
    ]


def test_the_policy_of_a_store_that_is_not_configured_yet(rig: VaultRig, run: Run) -> None:
    del rig
    assert 'path "kv/x/*"' in run("permissions", "openbao", "--path", "kv/x/")[1]
    assert (
        '"arn:aws:secretsmanager:eu-west-1:*:secret:shop/*"'
        in run(*("permissions", "aws-secrets", "--path", "shop/", "--region", "eu-west-1"))[1]
    )
    builds = {kind: run("permissions", kind)[1].splitlines() for kind in ("buildkite", "jenkins", "circleci")}
    assert [lines[1].partition(": ")[2] for lines in builds.values()] == [
        "read_builds, read_build_logs, write_build_logs",
        "an API token of another user with Overall/Read, Job/Read, Run/Delete",
        f"none. {NO_ERASING[CiKind.CIRCLECI]}",
    ]
    for words, why in (
        (("permissions", "lastpass"), "neither a source of kind vault or ci in stanch.toml nor"),
        (("permissions", "aws-ssm"), "say which region"),
        (("permissions", "files"), "files have no policy of their own"),
    ):
        with pytest.raises(Complaint, match=why):
            run(*words)


@pytest.mark.parametrize(
    ("store", "path", "told"),
    [
        ("kubernetes", "default/", "  namespace: default\n"),
        ("kubernetes", "namespaces/shop", "  namespace: shop\n"),
        ("gcp", "projects/shop-1", "  - role: projects/shop-1/roles/stanchReader\n"),
        ("gcp", "shop-1/", "stanch-reader@shop-1.iam.gserviceaccount.com"),
        ("aws-secrets", "/team-a/", ":secret:/team-a/*"),
    ],
)
def test_a_path_as_people_write_it(rig: VaultRig, run: Run, store: str, path: str, told: str) -> None:
    del rig
    assert told in run("permissions", store, "--path", path, "--region", "eu-west-1")[1]


@pytest.mark.parametrize(
    ("store", "path", "told"),
    [
        ("openbao", "/v1/secret/data/a", "is no path of a KV engine: write the API's path without /v1/"),
        ("openbao", "secret", "is no path of a KV engine"),
        ("aws-secrets", "arn:aws:secretsmanager:x:1:secret:a", "is no beginning of a secret's name: write how"),
        ("aws-ssm", "app/", "is no hierarchy: write it from its beginning"),
        ("kubernetes", "shop/web", "is no namespace: write the namespace's name"),
        ("kubernetes", "", "is no namespace"),
        ("gcp", "projects/a/secrets/b", "is no project: write the project's id"),
        ("azure", "shop", "means nothing to azure: leave it out"),
    ],
)
def test_a_path_that_is_none_of_that_store(rig: VaultRig, run: Run, store: str, path: str, told: str) -> None:
    del rig
    with pytest.raises(Complaint, match=told):
        run("permissions", store, "--path", path, "--region", "eu-west-1")


async def test_whose_a_value_is(rig: VaultRig, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = load_keys(rig.folder / "fresh").scanner
    shutil.copytree(rig.folder / "fresh" / "keys", rig.folder / "state" / "keys")
    mark = keys.part(Secret("value-a-kept"))
    values = (KeptValue("password", "1", mark, current=True),)
    await rig.keep([KeptPath(NAME, "a", values, owner="team-x")], rig.clock())
    rig.keys = replace(rig.keys, scanner=keys)
    await rig.leak("value-a-kept")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"value-a-kept")))
    code, said = run("whose", "--json")
    [told] = [json.loads(line) for line in said.splitlines()]
    path = {"source": NAME, "path": "a", "field": "password", "owner": "team-x", "current": True}
    assert (code, told["kept"], len(told["incidents"])) == (1, [path], 1)
    assert "kept at     store: a (team-x)" in run("show", "1")[1]
    assert json.loads(run("show", "1", "--json")[1])["kept"] == [path]


def test_whose_it_is_where_there_is_no_ledger(
    tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody was asked: that is no answer, and no keys are made for it."""
    (tmp_path / "stanch.toml").write_text(CONFIG)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"value-a-kept")))
    with pytest.raises(Complaint, match="ledger"):
        run("whose")
    assert capsys.readouterr().out == ""
    assert not (tmp_path / "state" / "keys").exists()


async def test_paths_are_listed_as_entries(rig: VaultRig, run: Run) -> None:
    made = datetime(2026, 1, 2, tzinfo=UTC)
    path = KeptPath(NAME, "a", (), owner="team-x", type="postgres-url", purpose="the shop", changed=made)
    await rig.keep([path, KeptPath(NAME, "gone", ())], rig.clock())
    await rig.gone(NAME, {"a"}, rig.clock())
    [told] = [json.loads(line) for line in run("inventory", "list", "--json")[1].splitlines()]
    assert (told["name"], told["owner"], told["type"]) == ("store: a", "team-x", "postgres-url")
    assert (told["purpose"], told["changed"]) == ("the shop", "2026-01-02T00:00:00.000000Z")
    assert "store: a" in run("inventory", "list")[1]


async def test_hygiene_as_it_is_listed(rig: VaultRig, run: Run) -> None:
    values = (KeptValue("password", "1", rig.mark("value-a-kept"), current=True),)
    well = KeptPath(NAME, "a", values, owner="team-x", removal="ask", expires=date(2027, 1, 1))
    assert run("inventory", "hygiene") == (0, "ok: nothing is wrong with what is kept in the vaults that are read\n")
    nobody = KeptPath(NAME, "b", values, removal="ask", expires=date(2027, 1, 1))
    await rig.keep([well, nobody], datetime(2026, 3, 1, tzinfo=UTC))
    await rig.tidy()
    code, said = run("inventory", "hygiene", "--json")
    assert code == 1
    found = [json.loads(line) for line in said.splitlines()]
    assert [(one["kind"], one["path"], one["owner"], one["named"]) for one in found] == [
        ("shared", "a", "team-x", True),
        ("shared", "b", "security", False),
        ("no owner", "b", "security", False),
    ]
    assert [
        json.loads(line)["path"] for line in run("inventory", "hygiene", "--json", "--owner", "team-x")[1].splitlines()
    ] == ["a"]
    listed = run("inventory", "hygiene")[1]
    assert "the same value stands at store: b" in listed
    assert "security (nobody)" in listed
    assert json.loads(run("status", "--json")[1])["hygiene"] == {"shared": 2, "no owner": 1}
    assert "hygiene:    2 shared, 1 no owner (`stanch inventory hygiene` lists them)" in run("status")[1]
