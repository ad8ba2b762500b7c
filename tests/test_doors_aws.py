"""The door to AWS: signed as AWS's own library signs, and nothing but AWS's own XML is an answer."""

from __future__ import annotations

import logging
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from botocore import auth as reference
from botocore.awsrequest import AWSRequest

from agent.demo.aws import Aws
from agent.doors.aws import AwsDoor, iam_host, region
from agent.doors.http import HttpEndpoint
from agent.model import Address, CredentialRef, System
from agent.settings.load import Names, load
from agent.systems import CannotOpenSystemError, open_system, own_credentials
from detectors import aws as detector
from detectors.base import Parts, Secret
from revokers.base import ProviderError, TransientError, UnmappedError
from tests.sims.liar import Liar, Lie, answer

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
STS = "https://sts.amazonaws.com/doc/2011-06-15/"
IAM = "https://iam.amazonaws.com/doc/2010-05-08/"
KEY: Parts = {"key_id": Secret(f"{'AKIA'}QNZGKIQY56JQ7WML"), "secret": Secret("q9Xc/Lr2T+u7" * 3 + "b/T+")}
IDENTITY = (
    f'<GetCallerIdentityResponse xmlns="{STS}"><GetCallerIdentityResult><Arn>arn:aws:iam::1:user/x</Arn>'
    "<UserId>AIDA</UserId><Account>1</Account></GetCallerIdentityResult>"
    "<ResponseMetadata><RequestId>req-1</RequestId></ResponseMetadata></GetCallerIdentityResponse>"
)
REFUSED = (
    f'<ErrorResponse xmlns="{STS}"><Error><Type>Sender</Type><Code>InvalidClientTokenId</Code>'
    "<Message>no</Message></Error><RequestId>req-2</RequestId></ErrorResponse>"
)


def xml(text: str, status: str = "200 OK", *more: str) -> bytes:
    return answer(status, text.encode(), "text/xml", *more)


def endpoint(port: int) -> HttpEndpoint:
    return HttpEndpoint(system="cloud", name="one", host="127.0.0.1", port=port, deadline=timedelta(seconds=5))


@pytest.fixture
async def liar() -> AsyncIterator[Liar]:
    async with Liar() as running:
        yield running


@pytest.fixture
def door(liar: Liar) -> AwsDoor:
    return AwsDoor(sts=endpoint(liar.port), iam=endpoint(liar.port), own=KEY, clock=lambda: NOW)


# --- what is sent ----------------------------------------------------------------------------------


@pytest.mark.parametrize("token", [None, "IQoJb3JpZ2lu" * 20 + "=="])
async def test_it_is_signed_as_botocore_signs(
    liar: Liar, door: AwsDoor, token: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library's own `add_auth` at the same second is the reference."""
    liar.tell(Lie("ok", xml(IDENTITY)))
    key = KEY if token is None else {**KEY, "session_token": Secret(token)}
    await door.call("sts", "GetCallerIdentity", key=key)
    [sent] = liar.seen
    assert (sent.method, sent.target) == ("POST", "/")
    assert sent.body == b"Action=GetCallerIdentity&Version=2011-06-15"
    assert sent.headers["x-amz-date"] == "20260102T030405Z"
    assert sent.headers.get("x-amz-security-token") == token
    assert sent.headers["accept"] == "text/xml"
    assert sent.headers["host"] == f"127.0.0.1:{liar.port}"
    monkeypatch.setattr(reference, "get_current_datetime", lambda: NOW.replace(tzinfo=None))
    request = AWSRequest(
        method="POST",
        url=f"http://127.0.0.1:{liar.port}/",
        data=sent.body,
        headers={"Content-Type": sent.headers["content-type"]},
    )
    credentials = SimpleNamespace(access_key=KEY["key_id"].reveal(), secret_key=KEY["secret"].reveal(), token=token)
    reference.SigV4Auth(credentials, "sts", "us-east-1").add_auth(request)
    assert sent.headers["authorization"] == request.headers["Authorization"]


async def test_parameters_are_part_of_the_form(liar: Liar, door: AwsDoor) -> None:
    liar.tell(Lie("ok", xml(f'<UpdateAccessKeyResponse xmlns="{IAM}"/>')))
    admin = door.admin
    assert admin is not None
    await admin.call("iam", "UpdateAccessKey", {"UserName": "a b&c=d+é", "Status": "Inactive"})
    expected = b"Action=UpdateAccessKey&Version=2010-05-08&UserName=a+b%26c%3Dd%2B%C3%A9&Status=Inactive"
    assert liar.seen[0].body == expected
    assert "/us-east-1/iam/aws4_request" in liar.seen[0].headers["authorization"]


async def test_only_the_admin_half_signs_with_our_own_key(liar: Liar, door: AwsDoor) -> None:
    with pytest.raises(UnmappedError, match="no access key to sign with"):
        await door.call("sts", "GetCallerIdentity")
    assert liar.seen == []
    assert door.key_id is None
    admin = door.admin
    assert admin is not None
    assert (admin.key_id, admin.admin) == (KEY["key_id"].reveal(), None)
    assert replace(door, own=None).admin is None


@pytest.mark.parametrize(
    "parts",
    [
        {"key_id": Secret("AKIA/20260101/x"), "secret": Secret("s")},
        {"key_id": Secret("AKIA" * 5 + "\r\nX: y"), "secret": Secret("s")},
        {**KEY, "secret": Secret("a\nb")},
        {**KEY, "session_token": Secret("a\r\nX-Evil: b")},
    ],
)
async def test_a_value_of_another_shape_is_not_sent(liar: Liar, door: AwsDoor, parts: Parts) -> None:
    with pytest.raises(UnmappedError, match="not sent"):
        await door.call("sts", "GetCallerIdentity", key=parts)
    assert liar.seen == []


async def test_nothing_of_a_key_is_logged_or_shown(liar: Liar, door: AwsDoor, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    key = {**KEY, "session_token": Secret("IQoJb3JpZ2lu" * 20)}
    for lie in (xml(IDENTITY), xml(REFUSED, "403 Forbidden"), b""):
        liar.tell(Lie("any", lie))
        said = ""
        try:
            said = repr(await door.call("sts", "GetCallerIdentity", key=key))
        except ProviderError as error:
            said = f"{error!r} {error.__context__!r}"
        for value in key.values():
            assert value.reveal() not in caplog.text + said + repr(door)


# --- what is an answer -----------------------------------------------------------------------------


async def test_fields_members_and_secrets(liar: Liar, door: AwsDoor) -> None:
    keys = "".join(
        f"<member><UserName>u</UserName><AccessKeyId>AKIA{n}</AccessKeyId><Status>Active</Status></member>"
        for n in range(2)
    )
    listed = (
        f'<ListAccessKeysResponse xmlns="{IAM}"><ListAccessKeysResult><IsTruncated>false</IsTruncated>'
        f"<AccessKeyMetadata>{keys}</AccessKeyMetadata></ListAccessKeysResult></ListAccessKeysResponse>"
    )
    made = (
        f'<CreateAccessKeyResponse xmlns="{IAM}"><CreateAccessKeyResult><AccessKey><AccessKeyId>AKIA1</AccessKeyId>'
        "<SecretAccessKey>hush</SecretAccessKey></AccessKey></CreateAccessKeyResult></CreateAccessKeyResponse>"
    )
    liar.tell(Lie("list", xml(listed), times=1), Lie("made", xml(made)))
    reply = await door.call("iam", "ListAccessKeys", key=KEY)
    assert reply.fields == {"IsTruncated": "false"}
    row = {"UserName": "u", "Status": "Active"}
    assert reply.members == ({**row, "AccessKeyId": "AKIA0"}, {**row, "AccessKeyId": "AKIA1"})
    reply = await door.call("iam", "CreateAccessKey", key=KEY)
    assert reply.fields == {"AccessKeyId": "AKIA1", "SecretAccessKey": Secret("hush")}
    assert "hush" not in repr(reply)


async def test_a_refusal_has_its_code_and_the_time(liar: Liar, door: AwsDoor) -> None:
    date = "Date: Fri, 02 Jan 2026 03:14:05 GMT"
    liar.tell(Lie("no", xml(REFUSED, "403 Forbidden", date)))
    reply = await door.call("sts", "GetCallerIdentity", key=KEY)
    assert (reply.status, reply.code, reply.request_id) == (403, "InvalidClientTokenId", "req-2")
    assert (reply.date, reply.skew) == (NOW + timedelta(minutes=10), timedelta(minutes=10))
    liar.tell(Lie("no", xml(REFUSED, "403 Forbidden")))
    assert (await door.call("sts", "GetCallerIdentity", key=KEY)).skew is None


BOMB = '<!DOCTYPE x [<!ENTITY a "AAAAAAAAAA"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
STRANGE = {
    "a doctype": xml(f"<!DOCTYPE x>{REFUSED}", "403 Forbidden"),
    "entities": xml(BOMB + REFUSED.replace("no", "&b;"), "403 Forbidden"),
    "an external entity": xml(
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + REFUSED.replace("no", "&a;"), "403 Forbidden"
    ),
    "a comment": xml(REFUSED.replace("no", "<!-- -->"), "403 Forbidden"),
    "UTF-16": answer(
        "403 Forbidden", ('<?xml version="1.0" encoding="UTF-16"?>' + BOMB + REFUSED).encode("utf-16"), "text/xml"
    ),
    "no namespace": xml(REFUSED.replace(f' xmlns="{STS}"', ""), "403 Forbidden"),
    "another service": xml(REFUSED.replace(STS, IAM), "403 Forbidden"),
    "an error with 200": xml(REFUSED),
    "an identity with 403": xml(IDENTITY, "403 Forbidden"),
    "an identity with 302": xml(IDENTITY, "302 Found", "Location: /"),
    "another action": xml(IDENTITY.replace("GetCallerIdentity", "GetSessionToken")),
    "two codes": xml(REFUSED.replace("</Code>", "</Code><Code>Throttling</Code>"), "403 Forbidden"),
    "no code": xml(REFUSED.replace("<Code>InvalidClientTokenId</Code>", ""), "403 Forbidden"),
    "a code that is text": xml(REFUSED.replace("InvalidClientTokenId", "Not one word"), "403 Forbidden"),
    "half": xml(REFUSED[:-30], "403 Forbidden"),
    "JSON": answer("403 Forbidden", b'{"Error": {"Code": "InvalidClientTokenId"}}', "application/json"),
    "as text": answer("403 Forbidden", REFUSED.encode(), "text/plain"),
    "as HTML": answer("403 Forbidden", REFUSED.encode(), "text/html"),
    "nothing": answer("200 OK", b"", "text/xml"),
    "very deep": xml("<a>" * 50_000 + "</a>" * 50_000, "403 Forbidden"),
    "a megabyte": xml(REFUSED.replace("no", "n" * (1 << 20)), "403 Forbidden"),
}


@pytest.mark.parametrize("name", STRANGE)
async def test_what_is_not_awss_own_xml_is_no_answer(liar: Liar, door: AwsDoor, name: str) -> None:
    liar.tell(Lie(name, STRANGE[name]))
    with pytest.raises(UnmappedError) as caught:
        await door.call("sts", "GetCallerIdentity", key=KEY)
    assert caught.value.__context__ is None
    assert "Invalid" not in str(caught.value)


async def test_without_the_strangeness_it_is_one(liar: Liar, door: AwsDoor) -> None:
    """The same bodies, otherwise: so that the ones above fail for their own reason."""
    liar.tell(Lie("no", xml('<?xml version="1.0"?>\n' + REFUSED, "403 Forbidden"), times=1), Lie("yes", xml(IDENTITY)))
    assert (await door.call("sts", "GetCallerIdentity", key=KEY)).code == "InvalidClientTokenId"
    reply = await door.call("sts", "GetCallerIdentity", key=KEY)
    assert (reply.code, reply.fields["Account"], reply.request_id) == (None, "1", "req-1")


@pytest.mark.parametrize("status", ["429 Too Many Requests", "500 Internal Server Error", "503 Slow Down"])
async def test_a_busy_server_is_asked_again_later(liar: Liar, door: AwsDoor, status: str) -> None:
    liar.tell(Lie("busy", answer(status, b"<html>", "text/html", "Retry-After: 7")))
    with pytest.raises(TransientError) as caught:
        await door.call("sts", "GetCallerIdentity", key=KEY)
    assert caught.value.retry_after == timedelta(seconds=7)


async def test_nobody_there_is_transient() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    with pytest.raises(TransientError, match=r"^no usable answer: no connection: Connection refused"):
        await AwsDoor(sts=endpoint(port), iam=endpoint(port)).call("sts", "GetCallerIdentity", key=KEY)


async def test_the_simulator_takes_our_signature(aws: Aws) -> None:
    parts = aws.user("door-taken")
    door = AwsDoor(sts=endpoint(aws.port), iam=endpoint(aws.port))
    reply = await door.call("sts", "GetCallerIdentity", key=parts)
    assert (reply.status, reply.code) == (200, None)
    assert reply.fields["Arn"] == "arn:aws:iam::123456789012:user/door-taken"


# --- hosts and configuration -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sts", "iam", "where", "iam_region"),
    [
        ("sts.amazonaws.com", "iam.amazonaws.com", "us-east-1", "us-east-1"),
        ("sts.eu-west-1.amazonaws.com", "iam.amazonaws.com", "eu-west-1", "us-east-1"),
        ("sts-fips.us-west-2.amazonaws.com", "iam.amazonaws.com", "us-west-2", "us-east-1"),
        ("sts.us-gov-west-1.amazonaws.com", "iam.us-gov.amazonaws.com", "us-gov-west-1", "us-gov-west-1"),
        ("sts.cn-northwest-1.amazonaws.com.cn", "iam.cn-north-1.amazonaws.com.cn", "cn-northwest-1", "cn-north-1"),
        ("127.0.0.1", "127.0.0.1", "us-east-1", "us-east-1"),
        ("sts.amazonaws.com.evil.example", "sts.amazonaws.com.evil.example", "us-east-1", "us-east-1"),
    ],
)
def test_iam_and_regions_follow_from_the_sts(sts: str, iam: str, where: str, iam_region: str) -> None:
    assert iam_host(sts) == iam
    assert region("sts", sts) == where
    assert region("iam", iam) == iam_region


def system(admin: CredentialRef | None) -> System:
    return System(
        name="cloud",
        provider="aws",
        endpoints=(Address("eu", "sts.eu-west-1.amazonaws.com", 443, tls=True),),
        accounts=frozenset({"123456789012"}),
        ours=False,
        armed=True,
        admin=admin,
        ca=None,
        proxy=None,
        environment="production",
    )


def test_a_system_is_opened_with_its_key(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("hush\n")
    file.chmod(0o600)
    [door] = open_system(system(CredentialRef(file, "AKIAQ"))).endpoints
    assert isinstance(door, AwsDoor)
    assert (door.sts.host, door.iam.host) == ("sts.eu-west-1.amazonaws.com", "iam.amazonaws.com")
    assert door.iam.tls is not None
    assert door.admin is not None
    assert (door.admin.key_id, door.admin.signs) == ("AKIAQ", {"key_id": Secret("AKIAQ"), "secret": Secret("hush")})
    assert (door.system, door.name, door.primary) == ("cloud", "eu", True)
    own = own_credentials(system(CredentialRef(file, "AKIAQ")))
    assert own == (detector.KEY, {"key_id": Secret("AKIAQ"), "secret": Secret("hush")})
    with pytest.raises(CannotOpenSystemError, match="access key id that this secret belongs to"):
        open_system(system(CredentialRef(file, None)))


def test_the_public_sts_is_the_default(tmp_path: Path) -> None:
    text = '[stanch]\nfallback_owner = "ops"\n[[systems]]\nname = "cloud"\nprovider = "aws"\naccounts = ["1"]\n'
    (tmp_path / "stanch.toml").write_text(text + 'admin = { file = "/x", id = "AKIAQ" }\n')
    names: Any = Names(types={"aws-access-key"}, providers={"aws"})
    [found] = load(tmp_path, environ={"HOME": "/home/x"}, names=names).systems
    url = "https://sts.amazonaws.com"
    assert found.endpoints == (Address(url, "sts.amazonaws.com", 443, tls=True),)
    assert (found.ours, found.accounts) == (False, frozenset({"1"}))
    assert found.admin == CredentialRef(Path("/x"), "AKIAQ")
