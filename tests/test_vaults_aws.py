"""Secrets Manager and SSM of moto, with signatures and policies checked: every version, every page, least right."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from agent.logins.amazon import Borrowed, WebIdentity
from agent.logins.profiles import profile
from agent.model import Address, CredentialRef
from agent.settings.logins import LoginMethod, LoginSettings
from agent.settings.vaults import StoreKind, VaultSettings
from agent.sources.vaults import aws_secrets, aws_ssm
from agent.sources.vaults.aws_secrets import AwsSecrets
from agent.sources.vaults.aws_ssm import AwsParameters
from agent.sources.vaults.opened import open_store, own_value
from agent.systems import CannotOpenSystemError
from revokers.base import RefusedError
from tests.sims.kv import value
from tests.sims.liar import Liar, Lie, answer, as_json
from tests.sims.moto_vaults import REGION, Moto, moto_vaults
from tests.sims.vaults import VaultRig

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def moto() -> Iterator[Moto]:
    with moto_vaults() as running:
        yield running


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[VaultRig]:
    with VaultRig(tmp_path) as made:
        yield made


def less(policy: str, action: str) -> str:
    """The same without one action."""
    made: dict[str, Any] = json.loads(policy)
    for statement in made["Statement"]:
        statement["Action"] = [one for one in statement["Action"] if one != action]
    made["Statement"] = [statement for statement in made["Statement"] if statement["Action"]]
    return json.dumps(made)


async def test_every_version_of_every_secret(rig: VaultRig, moto: Moto) -> None:
    app, old, new, binary = f"app{secrets.token_hex(3)}", value(), value(), value()
    admin = moto.admin(rig, "secretsmanager")
    tags = [{"Key": "team", "Value": "team-x"}, {"Key": "expires", "Value": "2026-09-01"}]
    await admin.call("CreateSecret", Name=f"{app}/db", SecretString=old, Tags=tags, Description="the shop")
    await admin.call("PutSecretValue", SecretId=f"{app}/db", SecretString=json.dumps({"user": "u", "password": new}))
    await admin.call("CreateSecret", Name=f"{app}/bin", SecretBinary=binary + "=" * (-len(binary) % 4))
    await admin.call("CreateSecret", Name="another/one", SecretString=value())
    store = AwsSecrets(
        moto.door(rig, "secretsmanager", moto.key(aws_secrets.least((f"{app}/",), REGION))), (f"{app}/",)
    )
    moto.asked.clear()
    look = await rig.look(store)
    assert look.debts == {}
    kept = await rig.kept()
    assert set(kept) == {f"{app}/db", f"{app}/bin"}
    db = kept[f"{app}/db"]
    assert (db.owner, db.purpose, db.expires) == ("team-x", "the shop", date(2026, 9, 1))
    marks = {each.fingerprint: (each.field, each.current) for each in db.values}
    assert marks == {rig.mark(new): ("password", True), rig.mark(old): ("", False)}
    assert rig.spilled(old, new, binary) == []
    moto.asked.clear()
    assert (await rig.look(store)).chunks == 0
    assert [action for action, _ in moto.asked] == ["ListSecrets"]
    await admin.call("PutSecretValue", SecretId=f"{app}/bin", SecretString=value())
    moto.asked.clear()
    await rig.look(store)
    assert {action for action, _ in moto.asked} == {"ListSecrets", "ListSecretVersionIds", "GetSecretValue"}
    assert {about[: len(f"{app}/bin")] for action, about in moto.asked if about} == {f"{app}/bin"}


async def test_more_than_a_page(rig: VaultRig, moto: Moto) -> None:
    app, admin = f"many{secrets.token_hex(3)}", moto.admin(rig, "ssm")
    for number in range(55):
        await admin.call("PutParameter", Name=f"/{app}/{number:03}", Value=value(), Type="SecureString")
    store = AwsParameters(moto.door(rig, "ssm", moto.key(aws_ssm.least((f"/{app}/",), REGION))), (f"/{app}/",))
    moto.asked.clear()
    look = await rig.look(store)
    assert (look.debts, len(await rig.kept())) == ({}, 55)
    assert [action for action, _ in moto.asked].count("DescribeParameters") == 6  # moto gives ten at once


async def test_every_version_of_every_parameter(rig: VaultRig, moto: Moto) -> None:
    app, old, new, plain = f"p{secrets.token_hex(3)}", value(), value(), value()
    admin = moto.admin(rig, "ssm")
    tags = [{"Key": "owner", "Value": "team-x"}]
    await admin.call("PutParameter", Name=f"/{app}/in/db", Value=old, Type="SecureString", Tags=tags)
    await admin.call("PutParameter", Name=f"/{app}/in/db", Value=new, Type="SecureString", Overwrite=True)
    await admin.call("PutParameter", Name=f"/{app}/token", Value=plain, Type="String")
    await admin.call("PutParameter", Name=f"/{app}/stage", Value="production", Type="String")
    await admin.call("PutParameter", Name="/elsewhere/db", Value=value(), Type="SecureString")
    key = moto.key(aws_ssm.least((f"/{app}/",), REGION))
    store = AwsParameters(moto.door(rig, "ssm", key), (f"/{app}/",))
    look = await rig.look(store)
    assert look.debts == {}
    kept = await rig.kept()
    assert {path: {each.fingerprint: each.current for each in one.values} for path, one in kept.items()} == {
        f"/{app}/in/db": {rig.mark(new): True, rig.mark(old): False},
        f"/{app}/token": {rig.mark(plain): True},
        f"/{app}/stage": {},
    }
    assert kept[f"/{app}/in/db"].owner == "team-x"
    moto.asked.clear()
    assert (await rig.look(store)).chunks == 0
    assert {action for action, _ in moto.asked} == {"DescribeParameters", "ListTagsForResource"}
    # Only what the policy names.
    look = await rig.look(AwsParameters(moto.door(rig, "ssm", key)), rules="all")
    assert look.debts["/elsewhere/db"] == "ssm:ListTagsForResource is missing (AccessDeniedException)"


@pytest.mark.parametrize("service", ["secretsmanager", "ssm"])
async def test_without_one_action_the_scan_says_which(rig: VaultRig, moto: Moto, service: str) -> None:
    app, admin = f"l{secrets.token_hex(3)}", moto.admin(rig, service)
    if service == "ssm":
        await admin.call("PutParameter", Name=f"/{app}/db", Value=value(), Type="SecureString")
        policy, wanted, place = aws_ssm.least((f"/{app}/",), REGION), f"/{app}/", f"/{app}/db"
    else:
        await admin.call("CreateSecret", Name=f"{app}/db", SecretString=value())
        policy, wanted, place = aws_secrets.least((f"{app}/",), REGION), f"{app}/", f"{app}/db"
    actions = [one for statement in json.loads(policy)["Statement"] for one in statement["Action"]]
    assert len(actions) == 4
    for action in [one for one in actions if one != "kms:Decrypt"]:
        door = moto.door(rig, service, moto.key(less(policy, action)))
        store = AwsParameters(door, (wanted,)) if service == "ssm" else AwsSecrets(door, (wanted,))
        look = await rig.look(store, rules=action)
        listing = action.endswith(("ListSecrets", "DescribeParameters"))
        assert look.debts == {"store" if listing else place: f"{action} is missing (AccessDeniedException)"}


async def test_throttling_and_pages_without_an_end(rig: VaultRig, moto: Moto) -> None:
    admin = moto.admin(rig, "secretsmanager")
    await admin.call("CreateSecret", Name=f"t{secrets.token_hex(3)}", SecretString=value())
    async with Liar(moto.port) as liar:
        key = moto.key(aws_secrets.least((), REGION))
        store = AwsSecrets(moto.door(rig, "secretsmanager", key))
        store = AwsSecrets(type(store.aws)(rig.door(liar.port, key), "secretsmanager", "secretsmanager", REGION))
        liar.tell(Lie("throttled", as_json("400 Bad Request", {"__type": "ThrottlingException", "message": "Rate"})))
        look = await rig.look(store)
        assert "asks us to wait" in look.debts["store"]
        for lie in (as_json("200 OK", {"SecretList": 7}), as_json("400 Bad", {"__type": "x" * 99})):
            liar.tell(Lie("strange", lie))
            assert (await rig.look(store, rules=secrets.token_hex(3))).debts.keys() == {"store"}
        assert await rig.kept() == {}


async def test_the_key_of_a_role_with_its_session_token_as_somebody_renews_it(rig: VaultRig, moto: Moto) -> None:
    app = f"r{secrets.token_hex(3)}"
    await moto.admin(rig, "secretsmanager").call("CreateSecret", Name=f"{app}/db", SecretString=value())
    file = rig.folder / "credentials"
    policy = aws_secrets.least((f"{app}/",), REGION)

    def renew(token: str | None = None) -> None:
        key_id, secret, session = moto.session(policy)
        lines = ["[other]", "x = y", "[stanch]", f"aws_access_key_id = {key_id}", f"aws_secret_access_key={secret}"]
        file.write_text("\n".join([*lines, f"aws_session_token = {token or session}", ""]))
        file.chmod(0o600)

    wanted = VaultSettings(
        StoreKind.AWS_SECRETS,
        Address("x", "127.0.0.1", moto.port, tls=False),
        *((f"{app}/",), (), REGION, CredentialRef(file), None, None, timedelta(minutes=15)),
        profile="stanch",
    )
    store = open_store("store", Path(), wanted, rig.clock)
    for _ in range(2):
        renew()
        assert (await rig.look(store, rules=secrets.token_hex(3))).debts == {}
    assert set(await rig.kept()) == {f"{app}/db"}
    renew("of another")
    assert (await rig.look(store, rules="r")).debts == {
        "store": "secretsmanager:ListSecrets was refused (InvalidClientTokenId)"
    }


async def test_a_role_by_the_token_of_a_service_account(rig: VaultRig, moto: Moto) -> None:
    app = f"w{secrets.token_hex(3)}"
    await moto.admin(rig, "secretsmanager").call("CreateSecret", Name=f"{app}/db", SecretString=value())
    file = rig.folder / "token"
    file.write_text("eyJ.service.account")
    file.chmod(0o600)
    role = moto.role(aws_secrets.least((f"{app}/",), REGION))
    async with Liar(moto.port) as liar:
        wanted = VaultSettings(
            StoreKind.AWS_SECRETS,
            Address("x", "127.0.0.1", liar.port, tls=False),
            *((f"{app}/",), (), REGION, None, None, None, timedelta(minutes=15)),
            login=LoginSettings(LoginMethod.WEB_IDENTITY, role, CredentialRef(file), ""),
        )
        store = open_store("store", Path(), wanted, rig.clock)

        def logins() -> int:
            return sum(b"AssumeRoleWithWebIdentity" in one.body for one in liar.seen)

        for minutes, count in ((0, 1), (39, 1), (2, 2)):
            rig.clock.pass_(minutes=minutes)
            assert (await rig.look(store, rules=secrets.token_hex(3))).debts == {}
            assert logins() == count
        assert set(await rig.kept()) == {f"{app}/db"}
        [asked] = {one.body for one in liar.seen if b"AssumeRole" in one.body}
        assert b"WebIdentityToken=eyJ.service.account" in asked

        rig.clock.pass_(hours=1)
        space = "https://sts.amazonaws.com/doc/2011-06-15/"
        body = f'<ErrorResponse xmlns="{space}"><Error><Code>AccessDenied</Code></Error></ErrorResponse>'.encode()
        liar.tell(Lie("", answer("403 Forbidden", body, "text/xml")))
        why = "no login by web-identity: AWS refuses it (AccessDenied): who may assume that role?"
        for _ in range(2):
            assert (await rig.look(store, rules=secrets.token_hex(3))).debts == {"store": why}
        assert logins() == 3
        rig.clock.pass_(minutes=5)
        # What passes is no refusal.
        liar.tell(
            Lie("", answer("400 Bad Request", body.replace(b"AccessDenied", b"IDPCommunicationError"), "text/xml"))
        )
        [passing] = (await rig.look(store, rules=secrets.token_hex(3))).debts.values()
        assert "refuses" not in passing
        liar.tell()
        rig.clock.pass_(minutes=1)
        assert (await rig.look(store, rules=secrets.token_hex(3))).debts == {}


ASSUMES = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}]}
)


def assumed(liar: Liar) -> list[dict[str, str]]:
    """What was asked of STS, each time."""
    bodies = [dict(parse_qsl(one.body.decode())) for one in liar.seen if b"Action=AssumeRole" in one.body]
    return [{name: text for name, text in one.items() if name not in {"Action", "Version"}} for one in bodies]


async def test_a_role_by_an_access_key(rig: VaultRig, moto: Moto) -> None:
    app = f"a{secrets.token_hex(3)}"
    await moto.admin(rig, "secretsmanager").call("CreateSecret", Name=f"{app}/db", SecretString=value())
    key, role = moto.key(ASSUMES), moto.role(aws_secrets.least((f"{app}/",), REGION), "ext-1")
    file = rig.folder / "secret"
    file.write_text(key["secret"].reveal())
    file.chmod(0o600)
    async with Liar(moto.port) as liar:
        secret, ext, half = CredentialRef(file, key["key_id"].reveal()), "ext-1", timedelta(minutes=30)
        login = LoginSettings(LoginMethod.ASSUME_ROLE, role, secret, "", external_id=ext, life=half)
        store = open_store("store", Path(), of(liar, app, login=login), rig.clock)
        for minutes, count in ((0, 1), (19, 1), (2, 2)):
            rig.clock.pass_(minutes=minutes)
            assert (await rig.look(store, rules=secrets.token_hex(3))).debts == {}
            assert len(assumed(liar)) == count
        assert set(await rig.kept()) == {f"{app}/db"}
        wanted = {"RoleArn": role, "RoleSessionName": "stanch", "DurationSeconds": "1800", "ExternalId": ext}
        assert assumed(liar) == [wanted, wanted]

        # Another external_id than the role's trust policy asks for.
        other = open_store("store", Path(), of(liar, app, login=replace(login, external_id="ext-2")), rig.clock)
        [debt] = (await rig.look(other, rules=secrets.token_hex(3))).debts.values()
        assert debt.endswith("is external_id what the role's trust policy asks for?")

        # Where none is lent any more, the last one is used until it ends; then it is said why.
        rig.clock.pass_(minutes=21)
        assert isinstance(store, AwsSecrets)
        told, door = len(liar.seen), store.aws.login
        assert door is not None
        file.write_text("another")
        first = await door.key()
        assert await door.key() == first
        assert len(liar.seen) == told + 1
        rig.clock.pass_(minutes=9)
        with pytest.raises(
            RefusedError, match=r"\(SignatureDoesNotMatch\): the secret does not belong to the key's id"
        ):
            await door.key()
        assert key["secret"].reveal() not in repr(door)


async def test_a_profile_that_assumes_a_role(rig: VaultRig, moto: Moto) -> None:
    app = f"p{secrets.token_hex(3)}"
    await moto.admin(rig, "secretsmanager").call("CreateSecret", Name=f"{app}/db", SecretString=value())
    policy = aws_secrets.least((f"{app}/",), REGION)
    key, middle, role = moto.key(ASSUMES), moto.role(ASSUMES), moto.role(policy, "e-1")
    file = rig.folder / "config"
    ids = f"aws_access_key_id = {key['key_id'].reveal()}\naws_secret_access_key = {key['secret'].reveal()}\n"

    def write(text: str) -> None:
        file.write_text(text)
        file.chmod(0o600)

    one = f"[profile stanch]\nrole_arn = {role}\nsource_profile = base\nduration_seconds = 900\nexternal_id = e-1\n"
    async with Liar(moto.port) as liar:
        wanted = of(liar, app, credential=CredentialRef(file), profile="stanch")
        store = open_store("store", Path(), wanted, rig.clock)
        write(f"{one}[profile base]\n{ids}")
        assert own_value(wanted) == key["secret"]
        for _ in range(2):
            assert (await rig.look(store, rules=secrets.token_hex(3))).debts == {}
        asked = {"RoleArn": role, "RoleSessionName": "stanch", "DurationSeconds": "900", "ExternalId": "e-1"}
        assert assumed(liar) == [asked]
        # A role by a role, from now on.
        write(f"{one}[base]\nrole_arn = {middle}\nsource_profile = base\nrole_session_name = by-us\n{ids}")
        assert (await rig.look(store, rules=secrets.token_hex(3))).debts == {}
        assert assumed(liar)[1:] == [{"RoleArn": middle, "RoleSessionName": "by-us", "DurationSeconds": "3600"}, asked]
        write(f"{one}[base]\n")
        [debt] = (await rig.look(store, rules=secrets.token_hex(3))).debts.values()
        assert debt.endswith("config: [base] has no aws_access_key_id and no aws_secret_access_key")
    assert set(await rig.kept()) == {f"{app}/db"}


def of(liar: Liar, app: str, **more: Any) -> VaultSettings:
    fixed: dict[str, Any] = {"namespaces": (), "region": REGION, "credential": None, "ca": None, "proxy": None}
    here = Address("x", "127.0.0.1", liar.port, tls=False)
    every = timedelta(minutes=15)
    return VaultSettings(StoreKind.AWS_SECRETS, here, (f"{app}/",), every=every, **fixed | more)


def test_where_sts_is() -> None:
    """In the store's region, or where a server that is not AWS's is."""
    login = LoginSettings(LoginMethod.WEB_IDENTITY, "arn", CredentialRef(Path("/t")), "")
    for host, region, sts in (
        ("secretsmanager.eu-west-1.amazonaws.com", "eu-west-1", "sts.eu-west-1.amazonaws.com"),
        ("secretsmanager.cn-north-1.amazonaws.com.cn", "cn-north-1", "sts.cn-north-1.amazonaws.com.cn"),
        ("moto.internal", "eu-west-1", "moto.internal"),
    ):
        address = Address(host, host, 443, tls=True)
        every = timedelta(minutes=15)
        wanted = VaultSettings(StoreKind.AWS_SECRETS, address, (), (), region, None, None, None, every, login=login)
        store = open_store("store", Path(), wanted, lambda: NOW)
        assert isinstance(store, AwsSecrets)
        assert isinstance(store.aws.login, Borrowed)
        assert isinstance(store.aws.login.lender, WebIdentity)
        assert store.aws.login.lender.door.host == sts


ROLE = "[stanch]\nrole_arn = arn:aws:iam::1:role/r\n"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[else]\naws_access_key_id = x\n", "has no profile [stanch]"),
        ("[stanch]\naws_access_key_id = x\n", "[stanch] has no aws_secret_access_key"),
        (
            "[DEFAULT]\naws_secret_access_key = y\n[stanch]\naws_access_key_id = x",
            "[stanch] has no aws_secret",
        ),
        ("[stanch]\n", "[stanch] has no aws_access_key_id and no aws_secret_access_key"),
        ("no file of that kind\n", "is no credentials file of AWS's format"),
        (ROLE, "[stanch] has a role_arn, and needs one of source_profile and credential_source beside it"),
        (ROLE + "source_profile = base\n", "has no profile [base]"),
        (
            ROLE + "source_profile = base\n[base]\n" + ROLE[9:] + "source_profile = stanch\n",
            "[stanch] leads back to itself",
        ),
        (ROLE + "source_profile = stanch\n", "[stanch] has no aws_access_key_id and no aws_secret_access_key"),
        (ROLE + "credential_source = Environment\n", "[stanch] credential_source is none of EcsContainer, Ec2Inst"),
        (ROLE + "source_profile = b\nmfa_serial = arn:x\n", "[stanch] has an mfa_serial: nobody is there to type"),
        (ROLE + "source_profile = b\nduration_seconds = 60\n", "[stanch] has a duration that is not between 15 m"),
        (ROLE + "source_profile = b\nduration_seconds = \u0663\n", "[stanch] has a duration that is not between 15 m"),
        (ROLE + "source_profile = b\nexternal_id = a b\n", "[stanch] has an external_id that is none"),
    ],
)
def test_a_credentials_file_that_is_none(tmp_path: Path, text: str, why: str) -> None:
    file = tmp_path / "credentials"
    file.write_text(text)
    file.chmod(0o600)
    with pytest.raises(CannotOpenSystemError) as caught:
        profile(CredentialRef(file, at="stanch.toml:7: sources.x.credential.file"), "stanch")
    assert str(caught.value).startswith(f"stanch.toml:7: sources.x.credential.file: {why}")
