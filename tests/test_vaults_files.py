"""A folder as a vault: what is encrypted is left alone, what lies there in plain is known and is a finding."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.sources.vaults.files import Files, is_encrypted
from tests.sims.kv import value
from tests.sims.vaults import VaultRig

SOPS_YAML = """\
password: ENC[AES256_GCM,data:Zm9v,iv:YmFy,tag:YmF6,type:str]
sops:
    age:
        - recipient: age1example
    lastmodified: "2026-01-01T00:00:00Z"
    mac: ENC[AES256_GCM,data:Zm9v,iv:YmFy,tag:YmF6,type:str]
    version: 3.9.0
"""
SOPS_JSON = (
    '{\n\t"password": "ENC[AES256_GCM,data:Zm9v,iv:YmFy,tag:YmF6,type:str]",\n\t"sops": {\n\t\t"mac": "ENC[]",'
    '\n\t\t"age": [{"recipient": "age1qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqs3290gq"}]\n\t}\n}\n'
)
SOPS_ENV = (
    "PASSWORD=ENC[AES256_GCM,data:Zm9v,iv:YmFy,tag:YmF6,type:str]\nsops_version=3.9.0\nsops_mac=ENC[AES256_GCM]\n"
)
ANSIBLE = (
    "$ANSIBLE_VAULT;1.1;AES256\n62313365396662343061393464336163383764373764613633653634306231386433626436623361\n"
)


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[VaultRig]:
    with VaultRig(tmp_path / "rig") as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "vault"
    made.mkdir()
    return made


@pytest.mark.parametrize(
    "text", [SOPS_YAML, SOPS_YAML.replace("\n", "\r\n"), SOPS_JSON, SOPS_JSON.replace("\n\t", ""), SOPS_ENV, ANSIBLE]
)
def test_what_is_encrypted_is_recognised(text: str) -> None:
    assert is_encrypted(text.encode())
    assert not is_encrypted(text.replace("ENC[AES256_GCM", "").replace("$ANSIBLE_VAULT", "").encode())


@pytest.mark.parametrize(
    "text", ["sops: we use it\npassword: a\n", "# $ANSIBLE_VAULT;1.1\nA=b\n", "x: ENC[AES256_GCM,data:]\n"]
)
def test_words_alone_encrypt_nothing(text: str) -> None:
    assert not is_encrypted(text.encode())


async def test_a_plain_file_among_encrypted_ones(rig: VaultRig, folder: Path) -> None:
    first, second, third, inline = value(), value(), value(), value()
    (folder / "a.yaml").write_text(SOPS_YAML)
    (folder / "b.json").write_text(SOPS_JSON)
    (folder / "c.yml").write_text(ANSIBLE)
    (folder / ".env").write_text(f'# a comment\nexport DB_PASSWORD="{first}"\nPORT=5432\n')
    (folder / "in").mkdir()
    (folder / "in" / "plain.yaml").write_text(f"db:\n  password: {second} # for now\n  other: !vault |\n    {inline}\n")
    (folder / "in" / "plain.json").write_text(json.dumps({"db": [{"password": third}]}))
    (folder / "notes.txt").write_text(value())
    (folder / "link.env").symlink_to(folder / ".env")
    os.mkfifo(folder / "pipe.env")
    look = await rig.look(Files(folder))
    assert look.debts == {}
    kept = await rig.kept()
    assert {path: {each.fingerprint for each in one.values} for path, one in kept.items()} == {
        "a.yaml": set(),
        "b.json": set(),
        "c.yml": set(),
        ".env": {rig.mark(first)},
        "in/plain.yaml": {rig.mark(second)},
        "in/plain.json": {rig.mark(third)},
    }
    assert [path for kind, path in sorted(rig.faults()) if kind == "plain"] == [
        ".env",
        "in/plain.json",
        "in/plain.yaml",
    ]
    # Encrypted, it is mended, and what stood there stays known.
    (folder / ".env").write_text(SOPS_ENV)
    await rig.look(Files(folder))
    assert [path for kind, path in sorted(rig.faults()) if kind == "plain"] == ["in/plain.json", "in/plain.yaml"]
    assert {each.fingerprint: each.current for each in (await rig.kept())[".env"].values} == {rig.mark(first): False}


@pytest.mark.parametrize("ending", ["yaml", "json", "env"])
async def test_what_sops_left_as_it_was_is_read(rig: VaultRig, folder: Path, ending: str) -> None:
    first, second = value(), value()
    plain = {
        "yaml": f"db:\n  token_unencrypted: {first}\n  port: 5432\n{SOPS_YAML}admin_password: {second}\n",
        "json": SOPS_JSON.replace("{", f'{{"x": {{"token_unencrypted": "{first}", "admin_password": "{second}"}},', 1),
        "env": f"TOKEN_UNENCRYPTED={first}\nADMIN_PASSWORD='{second}'\n{SOPS_ENV}",
    }
    (folder / f"a.{ending}").write_text(plain[ending])
    (folder / f"b.{ending}").write_text({"yaml": SOPS_YAML, "json": SOPS_JSON, "env": SOPS_ENV}[ending])
    named = (("token_", "host_"), ("TOKEN_", "HOST_"), ("_password", "_note"), ("_PASSWORD", "_NOTE"))
    text = plain[ending]
    for name, other in named:
        text = text.replace(name, other)
    (folder / f"c.{ending}").write_text(text)
    look = await rig.look(Files(folder))
    assert look.debts == {}
    kept = await rig.kept()
    assert {each.fingerprint for each in kept[f"a.{ending}"].values} == {rig.mark(first), rig.mark(second)}
    assert kept[f"b.{ending}"].values == ()
    assert {rig.mark(first), rig.mark(second)} == {each.fingerprint for each in kept[f"c.{ending}"].values}
    # What looks like a secret is known; it is a fault where the name says so, too.
    assert [path for kind, path in sorted(rig.faults()) if kind == "plain"] == [f"a.{ending}"]


async def test_what_cannot_be_read_is_owed(rig: VaultRig, folder: Path) -> None:
    (folder / "large.env").write_bytes(b"A=b\n" * 300_000)
    look = await rig.look(Files(folder))
    assert look.debts == {"large.env": "is no regular file, or larger than 1048576 bytes"}
    look = await rig.look(Files(folder / "nowhere"), name="other")
    assert look.debts[str(folder / "nowhere")] == "cannot be looked into (No such file or directory)"


async def test_a_folder_of_other_files_is_not_taken_for_one_that_was_read(rig: VaultRig, folder: Path) -> None:
    """One value a file, as containers mount them, is none of the forms that are taken apart here."""
    (folder / ".git").mkdir()
    (folder / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    assert (await rig.look(Files(folder))).debts == {}
    (folder / "db-password").write_text(value())
    (folder / "app.env").symlink_to("db-password")
    why = "no file there is read: none is called *.env, *.yaml, *.yml, *.json, or all are links"
    assert (await rig.look(Files(folder))).debts == {str(folder): why}
    (folder / "b.env").write_text(f"PASSWORD={value()}\n")
    assert (await rig.look(Files(folder))).debts == {}


async def test_the_same_name_in_several_tables_and_lists_of_values_are_all_known(rig: VaultRig, folder: Path) -> None:
    first, second, within, item = value(), value(), value(), value()
    (folder / "a.yaml").write_text(
        f"dev:\n  password: {first}\nproduction:\n  password: {second}\n"
        f"urls:\n  - postgres://shop:{within}@db.example.com/shop\ntokens:\n  - {item}\n"
    )
    await rig.look(Files(folder))
    known = {each.fingerprint for each in (await rig.kept())["a.yaml"].values}
    assert {rig.mark(one) for one in (first, second, within, item)} <= known
