"""Which permissions our own credentials lack: the servers' answers, what the daemon keeps of them, what is shown."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest

from agent.demo import servers
from agent.demo.aws import ACCOUNT
from agent.doors.http import HttpEndpoint
from agent.doors.postgres import PostgresEndpoint
from agent.doors.redis import RedisEndpoint
from agent.ledger import LedgerFullError, LedgerView
from agent.model import Permissions
from agent.permissions import AGAIN, SOON, OwnPermissions, by_system, said
from detectors import openbao as bao_types
from detectors import postgres as pg_types
from detectors.base import Secret
from revokers import gitlab, openbao_needs, postgres_needs, redis_needs
from revokers.base import Lack, RespReply, Rows, TransientError, UnmappedError
from revokers.registry import REVOKERS
from tests.sims.fronts import Bao, Roles
from tests.sims.liar import Liar, Lie, answer, as_json
from tests.sims.rig import Rig, address
from tests.sims.scene import Home, Wanted, short_folder, until
from tests.test_commands_plan import planned
from tests.test_revokers_aws import IAM, STS, opened

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ADMIN = "ADMIN OPTION (of a superuser: SUPERUSER)"


# --- PostgreSQL ------------------------------------------------------------------------------------


@pytest.fixture
async def roles(postgres: servers.Postgres) -> AsyncIterator[Roles]:
    made = await Roles.connect(postgres)
    yield made
    await made.close()


def admin_of(server: servers.Postgres, role: str, password: str) -> PostgresEndpoint:
    made = PostgresEndpoint(
        system="pg", name="one", host="127.0.0.1", port=server.port, role=role, password=Secret(password)
    ).admin
    assert made is not None
    return made


async def test_postgres(postgres: servers.Postgres, roles: Roles) -> None:
    assert await postgres_needs.missing(admin_of(postgres, postgres.role, postgres.password.reveal())) == ()
    signals = Lack(postgres_needs.SIGNAL, "membership in pg_signal_backend")
    bare, password = await roles.make()
    found = await postgres_needs.missing(admin_of(postgres, bare, password))
    assert found == (Lack(postgres_needs.ALTER, "CREATEROLE"), signals)

    maker, password = await roles.make("LOGIN CREATEROLE")
    leaked, _ = await roles.make()
    altered, lacks = await postgres_needs.missing(admin_of(postgres, maker, password))
    assert (altered.need, altered.what, lacks) == (postgres_needs.ALTER, ADMIN, signals)
    assert {leaked, bare, postgres.role} <= set(altered.of)
    assert maker not in altered.of

    await roles.connection.execute(f"GRANT {leaked} TO {maker} WITH ADMIN OPTION")
    await roles.connection.execute(f"GRANT pg_signal_backend TO {maker}")
    [altered] = await postgres_needs.missing(admin_of(postgres, maker, password))
    assert leaked not in altered.of
    assert bare in altered.of
    # Told is told right: what it says that it may, it may.
    mine = await asyncpg.connect(
        host="127.0.0.1", port=postgres.port, user=maker, password=password, database="postgres", ssl=False
    )
    await mine.execute(f"ALTER ROLE {leaked} NOLOGIN")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await mine.execute(f"ALTER ROLE {bare} NOLOGIN")
    await mine.close()


@dataclass
class Sql:
    """A server that answers so."""

    rows: Rows

    async def run(self, _statement: str, *_arguments: object) -> Rows:
        return self.rows


OURS = {"superuser": False, "createrole": True, "signals": True, "beyond": []}


@pytest.mark.parametrize(
    ("rows", "error"),
    [
        (Rows("57P03"), TransientError),
        (Rows("42P01"), UnmappedError),
        (Rows("00000"), UnmappedError),
        (Rows("00000", (OURS | {"signals": None},)), UnmappedError),
        (Rows("00000", (OURS | {"beyond": ["r"] * 1001},)), UnmappedError),
    ],
)
async def test_postgres_that_does_not_tell(rows: Rows, error: type[Exception]) -> None:
    with pytest.raises(error):
        await postgres_needs.missing(Sql(rows))  # type: ignore[arg-type]
    assert await postgres_needs.missing(Sql(Rows("00000", (OURS,)))) == ()  # type: ignore[arg-type]


# --- OpenBao ---------------------------------------------------------------------------------------


def bao_admin(port: int, token: str) -> HttpEndpoint:
    made = HttpEndpoint(
        system="bao", name="one", host="127.0.0.1", port=port, credential={"X-Vault-Token": Secret(token)}
    ).admin
    assert made is not None
    return made


WHOLE = {
    **dict.fromkeys(("auth/token/lookup", "auth/token/revoke-accessor", "auth/token/revoke"), "update"),
    "auth/token/lookup-accessor": "update",
    "sys/auth": "read",
    "sys/namespaces": "list",
    "auth/approle/role": "list",
    "auth/approle/role/+/secret-id": "list",
    "auth/approle/role/+/secret-id/lookup": "update",
    "auth/approle/role/+/secret-id/destroy": "update",
    "auth/token/accessors/": 'list", "sudo',
}


async def lacking(bao: Bao, token: str) -> tuple[list[str], list[str]]:
    admin = bao_admin(bao.server.port, token)
    tokens = await openbao_needs.missing_for_tokens(admin)
    secret_ids = await openbao_needs.missing_for_secret_ids(admin)
    return [lack.what for lack in tokens], [lack.what for lack in secret_ids]


async def test_openbao(openbao: servers.Bao) -> None:
    bao = Bao(openbao)
    bao.call("POST", "sys/auth/approle", {"type": "approle"})
    assert await lacking(bao, openbao.token.reveal()) == ([], [])
    assert await lacking(bao, bao.limited(*WHOLE.items())) == ([], [])
    # One taken away at a time, and just that is named.
    for gone, ability in WHOLE.items():
        tokens, secret_ids = await lacking(bao, bao.limited(*(pair for pair in WHOLE.items() if pair[0] != gone)))
        named = gone.rstrip("/")
        wanted = [f"{word} {named}" for word in (ability.split('", "') if "," not in ability else ("sudo", "list"))]
        of_tokens = [wanted[0]] if wanted[0] in openbao_needs.TOKEN_NEEDS else []
        assert tokens == of_tokens
        assert secret_ids == ([] if gone in {"auth/token/lookup", "auth/token/revoke"} else wanted), gone
    # A rule about one role is not enough: every one of them is asked.
    narrow = {path.replace("+", "shop"): ability for path, ability in WHOLE.items()}
    assert (await lacking(bao, bao.limited(*narrow.items())))[1] == [
        "list auth/approle/role/+/secret-id",
        "update auth/approle/role/+/secret-id/lookup",
        "update auth/approle/role/+/secret-id/destroy",
    ]


async def test_openbao_looks_at_every_mount_and_says_what_it_was_not_told(openbao: servers.Bao) -> None:
    bao = Bao(openbao)
    bao.call("POST", "sys/auth/approle", {"type": "approle"})
    bao.call("POST", "sys/auth/other", {"type": "approle"})
    assert (await lacking(bao, bao.limited(*WHOLE.items())))[1][0] == "list auth/other/role"
    silent = bao.token(policies=["nothing"], no_default_policy=True)
    with pytest.raises(UnmappedError, match="may not ask"):
        await lacking(bao, silent)
    async with Liar(upstream=openbao.port) as liar:
        for lie in ("503 Service Unavailable", "200 OK"):
            liar.tell(Lie("lie", as_json(lie, {"errors": []}), "capabilities-self"))
            with pytest.raises((TransientError, UnmappedError)):
                await openbao_needs.missing_for_tokens(bao_admin(liar.port, openbao.token.reveal()))


# --- Redis -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rules", "missing"),
    [
        ("+@all", []),
        ("+acl +client +config", []),
        ("+@all -acl|whoami", None),
        ("+acl|whoami +acl|getuser +acl|setuser +acl|save +client|kill +client|list +config|get", []),
        (
            "+acl|whoami +acl|getuser +acl|setuser +client|kill +client|list +config|get +config|rewrite +info",
            [],
        ),
        ("+acl|whoami +acl|getuser +client|list +config|get", ["+acl|setuser", "+client|kill", "+acl|save"]),
        ("+acl", ["+client|kill", "+client|list", "+config|get"]),
        ("+acl|getuser +acl|setuser", ["+acl|whoami (without it the rest is not known)"]),
        ("+acl|whoami", ["+acl|getuser (without it the rest is not known)"]),
        ("+@admin", []),
        ("+@all -@admin +acl|whoami +acl|getuser +acl|cat", ["+acl|setuser", "+client|kill", "+client|list", "+info"]),
        ("+@all -@dangerous +acl +config +client", []),
    ],
)
async def test_redis(redis: servers.Redis, rules: str, missing: list[str] | None) -> None:
    own = RedisEndpoint(
        system="cache", name="one", host="127.0.0.1", port=redis.port, user=redis.user, password=redis.password
    ).admin
    assert own is not None
    made = await own.run("ACL", "SETUSER", "asks", "reset", "on", ">" + "asks-pw", *rules.split())
    if missing is None:
        assert made.word == "ERR"  # before Redis 7 a subcommand cannot be taken away
        return
    assert made == RespReply("OK", "OK")
    door = RedisEndpoint(
        system="cache", name="one", host="127.0.0.1", port=redis.port, user="asks", password=Secret("asks-pw")
    ).admin
    assert door is not None
    found = await redis_needs.missing(door)
    if rules.startswith("+@all -@admin"):
        # Redis counts them among @admin or not, by its version.
        assert "+acl|setuser" in [lack.what for lack in found]
        return
    assert [lack.what for lack in found] == missing


@dataclass
class Resp:
    """A Redis that answers so; what it has no answer to, it may not be asked."""

    answers: Mapping[str, object]

    async def run(self, *command: str) -> RespReply:
        value = self.answers.get(" ".join(command))
        return value if isinstance(value, RespReply) else RespReply("NOPERM" if value is None else "OK", value)


def seven(rules: str) -> Resp:
    return Resp({"ACL WHOAMI": "s", "ACL GETUSER s": ["flags", ["on"], "commands", rules, "keys", ""]})


async def test_redis_in_the_words_of_its_seventh_version() -> None:
    async def lacks(answers: Resp) -> list[str]:
        return [lack.what for lack in await redis_needs.missing(answers)]  # type: ignore[arg-type]

    assert await lacks(seven("+@all -client|kill")) == ["+client|kill"]
    # Saved is either way: in an ACL file, or in redis.conf.
    assert await lacks(seven("-@all +@all -acl")) == ["+acl|setuser"]
    with pytest.raises(UnmappedError, match="the category @admin"):
        await lacks(seven("-@all +@admin"))
    with pytest.raises(UnmappedError, match="another shape"):
        await lacks(Resp({"ACL WHOAMI": "s", "ACL GETUSER s": ["flags", ["on"]]}))
    with pytest.raises(TransientError, match="ACL WHOAMI: Redis answered LOADING"):
        await lacks(Resp({"ACL WHOAMI": RespReply("LOADING")}))
    with pytest.raises(UnmappedError, match="ACL WHOAMI: Redis answered ERR"):
        await lacks(Resp({"ACL WHOAMI": RespReply("ERR")}))


# --- AWS, GitLab -----------------------------------------------------------------------------------

OWN = {"key_id": Secret("AKIA" + "Q" * 16), "secret": Secret("s" * 40)}
AWS = next(each for each in REVOKERS if each.provider == "aws" and each.end is not None)


def simulated(*decisions: tuple[str, str]) -> bytes:
    members = "".join(
        f"<member><EvalActionName>{name}</EvalActionName><EvalDecision>{word}</EvalDecision><MatchedStatements>"
        f"<member><SourcePolicyId>p</SourcePolicyId></member></MatchedStatements></member>"
        for name, word in decisions
    )
    result = f"<EvaluationResults>{members}</EvaluationResults><IsTruncated>false</IsTruncated>"
    return xml("200 OK", done("SimulatePrincipalPolicy", IAM, result))


def done(action: str, space: str, result: str) -> str:
    return f'<{action}Response xmlns="{space}"><{action}Result>{result}</{action}Result></{action}Response>'


def xml(status: str, body: str) -> bytes:
    return answer(status, body.encode(), "text/xml")


def caller(rest: str) -> bytes:
    fields = f"<Arn>arn:aws:iam::{ACCOUNT}:{rest}</Arn><UserId>U</UserId><Account>{ACCOUNT}</Account>"
    return xml("200 OK", done("GetCallerIdentity", STS, fields))


def refused(code: str, space: str = IAM) -> bytes:
    return xml("403 Forbidden", f'<ErrorResponse xmlns="{space}"><Error><Code>{code}</Code></Error></ErrorResponse>')


async def aws_lacks(*answers: bytes) -> list[str]:
    """The answers in turn."""
    assert AWS.missing is not None
    async with Liar() as liar:
        liar.tell(*(Lie(str(number), raw, times=1) for number, raw in enumerate(answers)))
        admin = opened(liar.port, OWN).admin
        assert admin is not None
        found = [lack.what for lack in await AWS.missing(admin)]
        asked = [request.body.decode() for request in liar.seen]
    assert len(asked) == len(answers)
    if len(asked) > 1:
        assert f"PolicySourceArn=arn%3Aaws%3Aiam%3A%3A{ACCOUNT}%3Auser%2Fops%2Fstanch" in asked[1]
        assert f"ResourceArns.member.1=arn%3Aaws%3Aiam%3A%3A{ACCOUNT}%3Auser%2Fany" in asked[1]
    return found


NEEDS = tuple(
    dict.fromkeys(
        need for ability in (AWS.restrict, AWS.contain, AWS.end, AWS.mint) if ability for need in ability.needs
    )
)
ME = caller("user/ops/stanch")


async def test_aws() -> None:
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html#API_SimulatePrincipalPolicy_Examples"""
    words = dict.fromkeys(NEEDS, "allowed")
    assert await aws_lacks(ME, simulated(*words.items())) == []
    words |= {"iam:DeleteAccessKey": "explicitDeny", "iam:CreateAccessKey": "implicitDeny"}
    assert await aws_lacks(ME, simulated(*words.items())) == ["iam:DeleteAccessKey", "iam:CreateAccessKey"]
    assert await aws_lacks(caller("root")) == []


@pytest.mark.parametrize(
    ("answers", "error", "words"),
    [
        ((ME, refused("AccessDenied")), UnmappedError, "may not ask"),
        ((ME, refused("Throttling")), TransientError, "Throttling"),
        ((ME, simulated(("iam:DeleteAccessKey", "allowed"))), UnmappedError, "another shape"),
        ((ME, simulated(*((need, "perhaps") for need in NEEDS))), UnmappedError, "another shape"),
        ((refused("InvalidClientTokenId", STS),), UnmappedError, "InvalidClientTokenId"),
        ((caller("role/x"),), UnmappedError, "HTTP 200"),
    ],
)
async def test_aws_that_does_not_tell(answers: tuple[bytes, ...], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        await aws_lacks(*answers)


async def test_gitlab() -> None:
    async def lacks(raw: bytes) -> list[str]:
        async with Liar() as liar:
            liar.tell(Lie("self", raw, "/api/v4/personal_access_tokens/self"))
            door = HttpEndpoint(
                system="forge", name="one", host="127.0.0.1", port=liar.port, credential={"PRIVATE-TOKEN": Secret("x")}
            ).admin
            assert door is not None
            return [lack.what for lack in await gitlab.missing(door)]

    mine = {"id": 1, "user_id": 2, "active": True, "revoked": False, "name": "stanch"}
    assert await lacks(as_json("200 OK", mine | {"scopes": ["api", "admin_mode"]})) == []
    assert await lacks(as_json("200 OK", mine | {"scopes": ["api"]})) == ["the scope admin_mode"]
    with pytest.raises(UnmappedError, match="the admin token is not valid"):
        await lacks(as_json("401 Unauthorized", {"message": "401 Unauthorized"}))
    with pytest.raises(TransientError):
        await lacks(as_json("502 Bad Gateway", {}))


# --- the daemon ------------------------------------------------------------------------------------


@dataclass
class Kept:
    """What was written down; `full`: that the disk is full."""

    answers: Sequence[Permissions] = ()
    full: bool = False

    async def keep(self, answers: Sequence[Permissions]) -> None:
        if self.full:
            message = "the disk is full"
            raise LedgerFullError(message)
        self.answers = answers


@dataclass
class _System:
    provider: str = "postgres"
    admin: object = True


@dataclass
class Once:
    """A System with one endpoint, whose admin answers so."""

    answer: Lack | Exception | None
    system: Any = field(default_factory=_System)

    @property
    def endpoints(self) -> tuple[Any, ...]:
        return (_Door(self),)


@dataclass
class _Door:
    once: Once
    system: str = "pg"
    name: str = "one"
    primary: bool = True

    @property
    def admin(self) -> _Door:
        return self

    async def run(self, _statement: str) -> Rows:
        if isinstance(self.once.answer, Exception):
            raise self.once.answer
        return Rows("00000", (OURS | {"createrole": self.once.answer is None},))


CREATEROLE = Lack(postgres_needs.ALTER, "CREATEROLE")


@pytest.mark.parametrize(
    ("answer", "missing", "why", "again"),
    [
        (None, (), None, AGAIN),
        (CREATEROLE, (CREATEROLE,), None, AGAIN),
        (UnmappedError("it does not say"), None, "it does not say", AGAIN),
        (TransientError("nobody there"), None, "nobody there", SOON),
        (KeyError("x"), None, "a fault of Stanch's own: KeyError", AGAIN),
    ],
)
async def test_whatever_comes_of_it_the_daemon_goes_on(
    answer: Lack | Exception | None, missing: tuple[Lack, ...] | None, why: str | None, again: object
) -> None:
    kept = Kept()
    own = OwnPermissions({"pg": Once(answer)}, kept.keep, lambda: NOW)  # type: ignore[dict-item]
    assert await own.look() == again
    assert kept.answers == [Permissions("pg", "one", NOW, missing, why)]
    kept.full = True
    assert await own.look() == SOON


async def test_who_has_no_credential_or_nothing_to_ask_is_not_asked() -> None:
    kept = Kept()
    bare, slack = Once(CREATEROLE), Once(CREATEROLE)
    bare.system.admin = None
    slack.system.provider = "slack"
    own = OwnPermissions({"a": bare, "b": slack}, kept.keep, lambda: NOW)  # type: ignore[dict-item]
    assert await own.look() == AGAIN
    assert kept.answers == []


async def test_what_is_missing_belongs_to_what_is_needed() -> None:
    """So that a plan finds it."""
    for revoker in REVOKERS:
        abilities = (revoker.restrict, revoker.contain, revoker.end, revoker.clean_up, revoker.mint, revoker.set_value)
        needs = {need for ability in abilities if ability is not None for need in ability.needs}
        assert (revoker.missing is not None) == bool(needs), revoker.provider
        for module in (postgres_needs, redis_needs):
            if revoker.provider in module.__name__:
                assert set(module.NEEDS) <= needs
    assert {*openbao_needs.TOKEN_NEEDS, *openbao_needs.SECRET_ID_NEEDS} <= {
        need for each in REVOKERS if each.provider == "openbao" and each.end for need in each.end.needs
    }


# --- the ledger, and what is shown -----------------------------------------------------------------


async def test_a_plan_names_what_is_missing_before_anything_is_refused(
    rig: Rig, openbao: servers.Bao, postgres: servers.Postgres, roles: Roles
) -> None:
    bao = Bao(openbao)
    looks_only = bao.limited(("auth/token/lookup", "update"), ("auth/token/revoke", "update"))
    rig.system("bao", "openbao", [address("bao-a", openbao.port)], Secret(looks_only), armed=False)
    maker, password = await roles.make("LOGIN CREATEROLE")
    await roles.connection.execute(f"GRANT pg_signal_backend TO {maker}")
    rig.system("pg", "postgres", [address("db", postgres.port)], Secret(password), role=maker, armed=False)
    rig.policy()
    one = await rig.leak(bao_types.TOKEN, token=bao.token())
    role, value = await roles.make()
    two = await rig.leak(pg_types.URL, role=role, password=value)
    await rig.work()
    assert "  permissions not known: the daemon has not asked yet" in planned(rig, one)
    own = OwnPermissions(rig.responder.systems, rig.ledger.permitted, rig.clock)
    assert await own.look() == AGAIN
    assert "  MISSING: update auth/token/revoke-accessor" in planned(rig, one)
    assert f"  MISSING: {ADMIN} on {role}" in planned(rig, two)
    told = {record["what"] for record in rig.records(two)}
    assert "refused" not in told
    with LedgerView(rig.path) as view:
        shown = by_system(view.permissions())
    assert set(shown) == {"bao", "pg"}
    assert shown["bao"][0].startswith("MISSING: update auth/token/revoke-accessor, read sys/auth, list sys/namespaces")
    assert shown["pg"][0].startswith(f"MISSING: {ADMIN} on ")

    await roles.connection.execute(f"GRANT {role} TO {maker} WITH ADMIN OPTION")
    rig.system("bao", "openbao", [address("bao-a", openbao.port)], openbao.token, armed=False)
    own = OwnPermissions(rig.responder.systems, rig.ledger.permitted, rig.clock)
    await own.look()
    for incident in (one, two):
        assert any(line.startswith("  none of them is missing (asked 2026-03-01") for line in planned(rig, incident))
    rig.system("bao", "openbao", [address("bao-a", openbao.port)], None, armed=False)
    assert "  permissions not known: no admin credential is configured for this system" in planned(rig, one)


async def test_the_daemon_asks_when_it_starts_and_the_commands_show_it(openbao: servers.Bao) -> None:
    bao = Bao(openbao)
    own = Secret(bao.limited(("auth/token/lookup", "update"), ("auth/token/revoke", "update")))
    async with short_folder() as folder:
        home = Home(folder, [Wanted("bao", "openbao", [openbao.url], own, None, ("openbao-token",))])
        at = ("--config", str(home.config))
        assert "MISSING" not in home.run("check-config", *at).stdout

        def told() -> bool:
            status = home.run("status", "--json", *at)
            return status.returncode == 0 and bool(json.loads(status.stdout)["permissions"])

        async with home.daemon():
            await until("it has asked", told, 40, home.describe)
        [one] = json.loads(home.run("status", "--json", *at).stdout)["permissions"]
        assert (one["system"], one["why"]) == ("bao", None)
        assert {"what": "update auth/token/revoke-accessor", "of": []} in one["missing"]
        line = "MISSING: update auth/token/revoke-accessor, read sys/auth"
        assert f"permissions: bao: {line}" in home.run("status", *at).stdout.replace("\n", " ")
        checked = home.run("check-config", *at)
        assert (checked.returncode, f"warning: system bao: {line}" in checked.stdout) == (0, True)
        assert own.reveal() not in home.stderr.read_text()


async def test_what_is_kept_is_what_was_said_last(rig: Rig) -> None:
    first = Permissions("pg", "one", NOW, (CREATEROLE, Lack("x", "y", ("a", "b"))))
    await rig.ledger.permitted([first, Permissions("pg", "two", NOW, None, "nobody there")])
    with LedgerView(rig.path) as view:
        assert view.permissions() == (first, Permissions("pg", "two", NOW, None, "nobody there"))
    await rig.ledger.permitted([first])
    with LedgerView(rig.path) as view:
        assert view.permissions() == (first,)


def test_in_words() -> None:
    many = Lack("n", "ADMIN", tuple(f"r{number}" for number in range(7)))
    answers = [
        Permissions("pg", "a", NOW, (CREATEROLE, many)),
        Permissions("pg", "b", NOW, (CREATEROLE,)),
        Permissions("pg", "c", NOW, None, "nobody there"),
    ]
    unknown = "permissions not known: c: nobody there"
    assert said(answers) == ["MISSING: CREATEROLE, ADMIN on r0, r1, r2, r3, r4 and 2 more", unknown]
    assert said(answers, ["n"], "r6") == ["MISSING: ADMIN on r6", unknown]
    assert said(answers, ["n"], "r9") == [unknown]
    assert said(answers[:1], ["other"]) == []
    assert by_system([Permissions("ok", "a", NOW, ())]) == {}
