"""The PostgreSQL company: a server of ours and a partner's, both real, with passwords by scram.

    shop_a        leaked; production began on it, a thief is in     shop_b takes its turn; shop_a ended, the thief out
    report_job    leaked                                            ended
    importer      leaked                                            ended
    books         leaked, but protected                             untouched
    books, wrong  the right role with a wrong password              nothing to end
    backup_reader a canary                                          not even asked
    partner_feed  alive on a server that is not of our estate       untouched

What was done is counted in the servers' own logs (log_statement = ddl), what works is tried with psql.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import Final

from agent.demo import claims, servers
from agent.demo.cast import Act, Company, Credential, Fate, InGit, InLog, Listed
from agent.demo.claims import Claim
from agent.demo.kept import Keep, Kept, Place
from agent.demo.psql import Consumer, Server, Thief
from agent.demo.scene import Scene
from agent.demo.settings import FALLBACK, text
from agent.demo.tools import must
from agent.keys import write_private
from agent.model import Reason, State
from detectors import postgres as kinds
from detectors.base import Secret

_SETTINGS: Final = {"log_statement": "ddl", "log_connections": "on"}
CANARY: Final = "backup_reader"
TURNS: Final = ("shop_a", "shop_b")


@asynccontextmanager
async def company(folder: Path, keep: Keep) -> AsyncIterator[Company]:
    """Both servers, the roles, the consumer at work and the thief inside."""
    with ExitStack() as stack:
        ours = Server(stack.enter_context(servers.postgres(folder / "pg", settings=_SETTINGS)), folder)
        theirs = Server(stack.enter_context(servers.postgres(folder / "partner-pg", settings=_SETTINGS)), folder)
        write_private(folder / "pg.admin", ours.postgres.password.reveal().encode())
        passwords = {role: await ours.make(role) for role in ("shop_a", "report_job", "importer", "books", CANARY)}
        await ours.make("shop_b", resting=True)
        place = await keep("shop/db", {"role": "shop_a", "password": passwords["shop_a"].reveal()})
        feed = await theirs.make("partner_feed")
        version = await must(
            ours.psql(ours.postgres.role, "-c", "SHOW server_version"), ours.environment(ours.postgres.password)
        )
        thief = Thief(ours, "shop_a", passwords["shop_a"])
        consumer = Consumer(ours, place)
        async with asyncio.TaskGroup() as side:
            inside = asyncio.Event()
            work = [side.create_task(consumer.run()), side.create_task(thief.run(inside))]
            try:
                await inside.wait()
                yield Company(
                    opening=(
                        "Production reads where it shall log in, does so as shop_a every 100 ms and queries; "
                        "and a thief is logged in as shop_a."
                    ),
                    version=f"PostgreSQL {version}, twice (one is a partner's, outside of our estate)",
                    systems={"pg": _table(ours, folder / "pg.admin"), "partner-pg": _table(theirs, None)},
                    credentials=(
                        _rotated(ours, passwords["shop_a"], place),
                        *_credentials(ours, theirs, passwords, feed),
                    ),
                    acts=(_attacker(thief), _canary(ours), _production(consumer)),
                )
            finally:
                for task in work:
                    task.cancel()


def _table(server: Server, admin: Path | None) -> str:
    """The partner's System is armed too: nothing but the estate keeps Stanch from acting there."""
    whose = f'admin = {{ file = {text(admin)}, role = "postgres" }}\n' if admin else "ours = false\n"
    return f'provider = "postgres"\nendpoints = [{text(server.address)}]\narmed = true\n{whose}'


def _rotated(ours: Server, password: Secret, place: Place) -> Credential:
    return _credential(
        ours,
        "shop_a",
        password,
        'DATABASE = "{}"',
        InGit("shop/settings.py", "carl@example.com"),
        name="shop_a",
        system="pg",
        fate=Fate.ENDED,
        state=State.INVALIDATED,
        owner="shop-team@example.com",
        listed=Listed("shop-team@example.com", "the shop itself", "ALTER ROLE shop_a NOLOGIN"),
        kept=Kept(place, ours.try_, TURNS),
        effects=lambda: ours.effects(*TURNS),
    )


def _credentials(ours: Server, theirs: Server, passwords: Mapping[str, Secret], feed: Secret) -> tuple[Credential, ...]:
    wrong = Secret(secrets.token_urlsafe(18))
    return (
        _credential(
            ours,
            "report_job",
            passwords["report_job"],
            "DATABASE_URL={}",
            InGit("jobs/report.env", "bea@example.com"),
            name="report_job",
            system="pg",
            fate=Fate.ENDED,
            state=State.INVALIDATED,
            owner="data-team@example.com",
            listed=Listed("data-team@example.com", "the nightly report", "ALTER ROLE report_job NOLOGIN"),
        ),
        _credential(
            ours,
            "importer",
            passwords["importer"],
            "export DATABASE_URL={}",
            InLog(),
            name="importer",
            system="pg",
            fate=Fate.ENDED,
            state=State.INVALIDATED,
            owner=FALLBACK,
        ),
        _credential(
            ours,
            "books",
            passwords["books"],
            "BOOKS_URL={}",
            InGit("books/settings.env", "carl@example.com"),
            name="books",
            system="pg",
            fate=Fate.UNTOUCHED,
            state=State.HELD,
            owner="books-team@example.com",
            reason=Reason.PROTECTED,
            listed=Listed("books-team@example.com", "the books", "by hand, at night", protected=True),
            says="a protected entry that is alive",
        ),
        _credential(
            ours,
            "books",
            wrong,
            "retry with {}",
            InLog(),
            name="books with a wrong password",
            system="pg",
            fate=Fate.UNTOUCHED,
            state=State.ALREADY_DEAD,
            owner=FALLBACK,
            works=None,
            says="a decoy: the right role, a wrong password",
        ),
        _credential(
            ours,
            CANARY,
            passwords[CANARY],
            "BACKUP_URL={}",
            InGit("ops/backup.env", "carl@example.com"),
            name=CANARY,
            system="pg",
            fate=Fate.UNTOUCHED,
            state=State.HELD,
            owner="security@example.com",
            reason=Reason.CANARY,
            listed=Listed("security@example.com", "a bait for intruders", "ask security", canary=True),
            says="a canary",
        ),
        _credential(
            theirs,
            "partner_feed",
            feed,
            "fetching from {}",
            InLog(),
            name="partner_feed",
            system="partner-pg",
            fate=Fate.UNTOUCHED,
            state=State.FOREIGN,
            owner=FALLBACK,
            reason=Reason.FOREIGN,
            says="alive, in a foreign estate",
        ),
    )


def _attacker(thief: Thief) -> Act:
    async def play(scene: Scene) -> tuple[Claim, ...]:
        leaked = next(each for each in scene.credentials if each.name == thief.role)
        await scene.until(lambda: thief.ended_at is not None, "the thief to be thrown out", 20.0)
        entry = scene.entry(leaked)
        seconds = -1.0
        if thief.ended_at is not None and entry is not None:
            seconds = (thief.ended_at - entry.incident.clocks.detected).total_seconds()
        await scene.until(lambda: scene.settled(leaked), "the password to be proven dead", 20.0)
        again = await thief.server.works(thief.role, thief.password)
        return (
            claims.thrown_out(thief.words, seconds),
            claims.refused("old-password-refused", "The attacker's password is refused", {thief.role: again}),
        )

    return Act(
        "The attacker is out, production never noticed",
        "A thief is logged in to PostgreSQL as shop_a, with psql, and so is production. Stanch gives shop_b a new "
        "password and writes it where production reads it; when that has had its time, shop_a and its sessions end.",
        0.0,
        play,
    )


def _canary(server: Server) -> Act:
    async def play(scene: Scene) -> tuple[Claim, ...]:
        probed = await scene.until(lambda: all(map(scene.settled, _others(scene))), "the others to be asked", 20.0)
        log = server.postgres.log.read_text(errors="replace")
        return (claims.never_named("canary-never-probed", CANARY, log, read=probed and "report_job" in log),)

    return Act(
        "The canary",
        f"{CANARY} works and is a bait for intruders: whoever logs in with it raises an alarm. Stanch knows it by its "
        "fingerprint and must not even ask whether it works.",
        2.0,
        play,
    )


def _others(scene: Scene) -> list[Credential]:
    return [each for each in scene.credentials if each.system == "pg"]


def _production(consumer: Consumer) -> Act:
    async def play(scene: Scene) -> tuple[Claim, ...]:
        del scene
        return (claims.unharmed(consumer.asked, consumer.failures, consumer.roles),)

    return Act(
        "Production, counted to the end",
        "Since before the leak a consumer has logged in and queried every 100 ms, as whoever its place names.",
        60.0,
        play,
    )


def _credential(
    server: Server, role: str, password: Secret, line: str, place: InGit | InLog, **more: object
) -> Credential:
    url = f"postgres://{role}:{password.reveal()}@{server.address}/postgres"
    values = {"role": Secret(role), "password": password}
    return Credential(
        kind=kinds.URL,
        parts=values,
        line=Secret(line.format(url)),
        place=place,
        **({"works": lambda: server.works(role, password), "effects": lambda: server.effects(role)} | more),  # type: ignore[arg-type]
    )
