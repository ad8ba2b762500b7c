"""What the demo says about its servers: tried with the servers' own tools, counted in their own logs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.demo import amazon, forge, kept, servers
from agent.demo import openbao as openbao_company
from agent.demo import redis as redis_company
from agent.demo.aws import ACCOUNT, Aws
from agent.demo.cast import found
from agent.demo.claims import Revocation
from agent.demo.github import GitHub
from agent.demo.tools import Answer, Done, Trial, run
from agent.doors.aws import AwsDoor
from agent.doors.http import HttpEndpoint
from detectors import aws as aws_kinds
from detectors.base import Parts, Secret

REMOVED = "password removed"


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[redis_company.Server]:
    with servers.redis(tmp_path / "redis") as running:
        yield redis_company.Server(running, tmp_path)


async def test_a_password_that_was_taken_away_is_counted_once_and_a_second_change_is_seen(
    redis: redis_company.Server,
) -> None:
    one, two, other = await redis.make("one"), await redis.make("two"), Secret("another-" + "password")
    await redis.ask(given=f"ACL SETUSER one >{other.reveal()}\n")
    await redis.watch("one", "two")
    assert (await redis.works("one", one)).answer is Answer.ACCEPTED
    taken = f"ACL SETUSER one !{hashlib.sha256(one.reveal().encode()).hexdigest()}\n"
    await redis.ask(given=taken)
    assert [await redis.effects(user) for user in ("one", "two")] == [{REMOVED: 1}, {REMOVED: 0}]
    refused = await redis.works("one", one)
    assert (refused.answer, refused.words.partition(" ")[0]) == (Answer.REFUSED, "WRONGPASS")
    assert (await redis.works("one", other)).answer is Answer.ACCEPTED
    # What cannot be explained counts against everybody: whom it was about is not in the log.
    await redis.ask(given="ACL SETUSER two off\nACL SETUSER two on\n")
    assert await redis.effects("two") == {REMOVED: 2}
    assert (await redis.works("two", two)).answer is Answer.ACCEPTED


async def test_a_password_beside_another_is_counted_as_an_addition(redis: redis_company.Server) -> None:
    await redis.make("one")
    await redis.watch("one")
    await redis.ask(given=f"ACL SETUSER one #{'ab' * 32}\n")
    assert await redis.effects("one") == {REMOVED: 0, "password added": 1}


def test_redis_cli_ends_well_whatever_was_said() -> None:
    away = redis_company.said(Done(0, "", "Could not connect to Redis at 127.0.0.1:1: Connection refused\n"))
    assert away.answer is Answer.UNCLEAR
    assert redis_company.said(Done(0, "OK\nPONG\n", "")).answer is Answer.ACCEPTED
    assert redis_company.said(Done(0, "ERR max number of clients reached\n", "")).answer is Answer.UNCLEAR
    wrong = "WRONGPASS invalid username-password pair or user is disabled.\n\nNOAUTH Authentication required.\n\n"
    assert redis_company.said(Done(0, wrong, "")).answer is Answer.REFUSED


async def test_botocore_says_what_a_key_is(aws: Aws, tmp_path: Path) -> None:
    server = amazon.Server(aws, tmp_path)
    key = aws.user("asked-by-botocore")
    assert found(aws_kinds.KEY, f"{key['key_id'].reveal()} {key['secret'].reveal()}")
    assert (await server.works(key)).answer is Answer.ACCEPTED
    wrong = await server.works({**key, "secret": Secret("x" * 40)})
    assert (wrong.answer, wrong.words.partition(":")[0]) == (Answer.REFUSED, "SignatureDoesNotMatch")
    # The first right secret after a wrong one is refused by mistake, and asked again.
    assert (await server.works(key)).answer is Answer.ACCEPTED
    assert aws.signed[key["key_id"].reveal()] == 5
    away = amazon.Server(Aws(aws.clock, port=1), tmp_path)
    assert (await away.works(key)).answer is Answer.UNCLEAR


async def test_what_was_done_to_a_key_is_counted_where_it_changed_something(aws: Aws, tmp_path: Path) -> None:
    server = amazon.Server(aws, tmp_path)
    key, own = aws.user("counted"), aws.user("counting", "iam:*")
    assert server.effects(key) == {"UpdateAccessKey": 0}
    http = HttpEndpoint(system="cloud", name="one", host="127.0.0.1", port=aws.port, deadline=timedelta(seconds=5))
    admin = AwsDoor(sts=http, iam=http, signs=own)
    about = {"UserName": "counted", "AccessKeyId": key["key_id"].reveal()}
    for _ in range(2):
        await admin.call("iam", "UpdateAccessKey", about | {"Status": "Inactive"})
    assert server.effects(key) == {"UpdateAccessKey": 1}
    assert (await server.works(key)).answer is Answer.REFUSED
    await admin.call("iam", "DeleteAccessKey", about)
    assert server.effects(key) == {"UpdateAccessKey": 1, "DeleteAccessKey": 1}


async def answering(parts: Parts) -> Trial:
    return Trial("x", Answer.ACCEPTED if parts["password"].reveal() == "new" else Answer.REFUSED)


@pytest.mark.parametrize(
    ("stands", "answer"),
    [
        ({"role": "a", "password": "old"}, Answer.UNCLEAR),
        ({"role": "b", "password": "new"}, Answer.ACCEPTED),
        ({"role": "b", "password": "never set"}, Answer.REFUSED),
        ({"role": "b"}, Answer.UNCLEAR),
    ],
)
async def test_what_stands_at_a_place_is_tried_unless_it_is_what_leaked(
    tmp_path: Path, stands: Mapping[str, str], answer: Answer
) -> None:
    place = await kept.in_files(tmp_path / "kept")("shop/db", stands)
    assert await place.read() == stands
    leaked = {"role": Secret("a"), "password": Secret("old")}
    found = await kept.Kept(place, answering).tried(leaked, frozenset({"password"}))
    assert found.answer is answer


async def test_what_stands_at_a_path_is_read_with_a_token_that_may_read_only(
    openbao: servers.Bao, tmp_path: Path
) -> None:
    server = openbao_company.Server(openbao, tmp_path)
    place = await (await openbao_company.keeping(server))("shop/db", {"role": "a", "password": "x y"})
    assert await place.read() == {"role": "a", "password": "x y"}
    assert isinstance(place, kept.KvPath)
    assert place.stored == '{ system = "bao", path = "secret/data/shop/db" }'
    environment = {"HOME": str(tmp_path), "BAO_ADDR": openbao.url, "BAO_TOKEN": place.token.reveal()}
    write: list[str | Path] = [openbao.binary, "kv", "put", "-mount=secret", "shop/db", "role=b"]
    assert "permission denied" in (await run(write, environment)).err
    assert await replace(place, token=Secret("s.wrong")).read() == {}


async def test_what_a_report_comes_to_is_read_off_the_simulator() -> None:
    token, other = Secret("ghp_" + "a1" * 18), Secret("ghp_" + "b2" * 18)
    now = [datetime(2026, 1, 1, tzinfo=UTC)]
    async with GitHub(clock=lambda: now[0], settles=timedelta(seconds=20)) as github:
        github.add(token.reveal())
        assert (await forge.works(github.url, token)).answer is Answer.ACCEPTED
        assert (await forge.works(github.url, other)).answer is Answer.REFUSED
        github.revocations.append(now[0])
        github.end("revoke", token.reveal())
        begun, end = now[0], now[0] + timedelta(seconds=20)
        assert forge.revocations(github, token, begun) == [Revocation(begun, None, effective=True)]
        assert (await forge.works(github.url, token)).answer is Answer.ACCEPTED
        now[0] = end
        assert forge.revocations(github, token, end) == [Revocation(begun, end, effective=True)]
        assert (await forge.works(github.url, token)).answer is Answer.REFUSED
        github.fail_next = [503]
        assert (await forge.works(github.url, token)).answer is Answer.UNCLEAR
        url = github.url
    assert (await forge.works(url, token)).answer is Answer.UNCLEAR


def test_the_bait_and_the_partner_are_other_accounts() -> None:
    assert aws_kinds.canary_account(amazon.BAIT)
    assert not aws_kinds.canary_account(amazon.PARTNER)
    assert len({ACCOUNT, amazon.PARTNER, amazon.BAIT}) == 3
