"""Time-to-invalidation: `python tests/bench/tti.py [--leaks 100] [--every 0] [--profile FILE]`.

Credentials of real servers (PostgreSQL, OpenBao, Redis) and of the AWS simulator, in equal parts, leak into the history
of a git repository and into a running log, in equal parts; a daemon of its own, armed and automatic, finds and ends
them. `--every`: seconds between two leaks; 0 lets all leak at once, which is the worst case for the queue.

    time-to-invalidation   from detection to the first DEAD of the last endpoint (the interval's upper end); a key of
                           AWS is dead when it is Inactive: its end comes a day later
    width                  from the last LIVE to that DEAD: how long we cannot say what it was
    t6 - t5                until the second DEAD past the settling time, which confirms (not of AWS: see above)

All on loopback, and servers that settle at once: no figure of a provider in the field. Exit code 1 where a goal is
missed or a credential still works. `--profile`: the daemon's own cProfile, to be read with pstats.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AsyncExitStack, ExitStack
from datetime import timedelta
from pathlib import Path

from agent.demo import servers
from agent.demo.aws import ACCOUNT, Aws, aws
from agent.ledger import Entry

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.sims.fronts import Bao, Roles, Users
from tests.sims.scene import FRESH, Home, Wanted, until, wanted

GOALS = {"time-to-invalidation p50": 2.0, "time-to-invalidation p95": 5.0, "width max": 0.5}
PROVIDERS = {
    "postgres-url": "PostgreSQL",
    "openbao-token": "OpenBao",
    "redis-url": "Redis",
    "aws-access-key": "AWS (simulator)",
}
# An id of AWS is paired with every secret that is near.
APART = "the job goes on\n" * 80


def quantile(values: list[float], share: float) -> float:
    """The smallest value that at least this share does not exceed."""
    return sorted(values)[max(0, -(-len(values) * int(share * 100) // 100) - 1)]


def span(start: object, end: object) -> float:
    seconds: timedelta = end - start  # type: ignore[operator]
    return seconds.total_seconds()


def figures(entries: list[Entry]) -> dict[str, float]:
    clocks = [entry.incident.clocks for entry in entries]
    invalidation = [span(one.detected, one.dead) for one in clocks]
    widths = [span(one.dead_low, one.dead) for one in clocks]
    confirming = [span(one.dead, one.confirmed) for one in clocks if one.confirmed is not None]
    found = {
        "time-to-invalidation p50": quantile(invalidation, 0.5),
        "time-to-invalidation p95": quantile(invalidation, 0.95),
        "time-to-invalidation max": max(invalidation),
        "width p50": quantile(widths, 0.5),
        "width max": max(widths),
    }
    if confirming:
        found |= {"t6 - t5 p50": quantile(confirming, 0.5), "t6 - t5 p95": quantile(confirming, 0.95)}
    return found


# --- what leaks ------------------------------------------------------------------------------------


class Four:
    """The servers, and as many credentials of each as were asked for."""

    def __init__(self, each: int, bao: Bao, roles: Roles, users: Users, cloud: Aws) -> None:
        self.each, self.bao, self.roles, self.users, self.cloud = each, bao, roles, users, cloud
        self.own = cloud.user("stanch", "iam:*", "sts:*")
        self.pairs: list[tuple[str, str]] = []
        self.tokens = [bao.token() for _ in range(each)]
        self.passwords = [users.make() for _ in range(each)]
        self.keys = [cloud.user(f"user-{number}") for number in range(each)]

    def systems(self) -> list[Wanted]:
        redis = self.users.server
        sts, accounts = [f"http://127.0.0.1:{self.cloud.port}"], f'accounts = ["{ACCOUNT}"]'
        key_id = self.own["key_id"].reveal()
        return [
            *wanted(self.bao.server.port, self.bao.server.token, self.roles.server),
            Wanted("redis", "redis", [f"127.0.0.1:{redis.port}"], redis.password, redis.user, ("redis-url",)),
            Wanted("aws", "aws", sts, self.own["secret"], key_id, ("aws-access-key",), accounts),
        ]

    async def lines(self) -> list[str]:
        """In turn of each provider."""
        self.pairs = [await self.roles.make() for _ in range(self.each)]
        port, cache = self.roles.server.port, self.users.server.port
        urls = [f"postgresql://{role}:{password}@127.0.0.1:{port}/postgres\n" for role, password in self.pairs]
        tokens = [f"export BAO_TOKEN={token}\n" for token in self.tokens]
        caches = [f"redis://{user}:{password}@127.0.0.1:{cache}/0\n" for user, password in self.passwords]
        pairs = [(key["key_id"].reveal(), key["secret"].reveal()) for key in self.keys]
        keys = [f"{APART}AWS_ACCESS_KEY_ID={one} AWS_SECRET_ACCESS_KEY={two}\n{APART}" for one, two in pairs]
        return [line for four in zip(urls, tokens, caches, keys, strict=True) for line in four]

    async def alive(self) -> Iterator[str]:
        """Whose credentials still work, said by the servers."""
        roles = [role for role, password in self.pairs if await self.roles.lets_in(role, password)]
        tokens = [f"token {number}" for number, token in enumerate(self.tokens) if self.bao.lives(token)]
        users = [user for user, password in self.passwords if self.users.lets_in(user, password)]
        ids = [key["key_id"].reveal() for key in self.keys]
        return iter([*roles, *tokens, *users, *(one for one in ids if self.cloud.status(one) != "Inactive")])


async def leak(home: Home, number: int, text: str) -> None:
    """Half of each provider's into a file that is committed, half into the log."""
    if number % 8 < 4:
        await asyncio.to_thread(home.commit, f"config-{number}.env", text)
    else:
        home.say(text)


def at_once(home: Home, lines: list[str]) -> None:
    """One commit and one write."""
    home.say("".join(line for number, line in enumerate(lines) if number % 8 >= 4))
    home.commit("leaked.env", "".join(line for number, line in enumerate(lines) if number % 8 < 4))


async def measure(each: int, every: float, folder: Path, profile: Path | None) -> list[Entry]:
    with ExitStack() as stack:
        bao = Bao(stack.enter_context(servers.openbao(folder / "bao")))
        postgres = stack.enter_context(servers.postgres(folder / "pg"))
        users = Users(stack.enter_context(servers.redis(folder / "redis")))
        cloud = stack.enter_context(aws())
        async with AsyncExitStack() as running:
            roles = await Roles.connect(postgres)
            running.push_async_callback(roles.close)
            four = Four(each, bao, roles, users, cloud)
            home = Home(folder, four.systems())
            home.python = FRESH
            lines = await four.lines()
            home.commit("README", "no secrets here\n")
            async with home.daemon(profile):
                await until("the sources were read", lambda: read(home) == {"repo", "ci"}, 60, home.describe)
                if every:
                    for number, line in enumerate(lines):
                        await leak(home, number, line)
                        await asyncio.sleep(every)
                else:
                    at_once(home, lines)
                settled = {"invalidated": 3 * each, "contained": each}
                await until("all are settled", lambda: home.states() == settled, 120, home.describe)
            alive = list(await four.alive())
            assert not alive, f"still let in: {alive}"
            return list(home.entries().values())


def read(home: Home) -> set[str]:
    from agent.ledger import LedgerView

    if not (home.state / "ledger.db").exists():
        return set()
    with LedgerView(home.state / "ledger.db") as view:
        return set(view.sources())


# --- what it comes to ------------------------------------------------------------------------------


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--leaks", type=int, default=100)
    parser.add_argument("--every", type=float, default=0.0)
    parser.add_argument("--profile", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tti-") as folder:
        entries = asyncio.run(measure(asked.leaks // 4, asked.every, Path(folder), asked.profile))
    how = f"one every {asked.every:g} s" if asked.every else "all at once"
    print(f"{len(entries)} leaks, {how}, git and log, on loopback")  # noqa: T201
    found = figures(entries)
    parts = {name: figures([one for one in entries if one.incident.type == kind]) for kind, name in PROVIDERS.items()}
    print(f"{'':28} {'all':>9} {' '.join(f'{name:>15}' for name in parts)}")  # noqa: T201
    for name, seconds in found.items():
        goal = GOALS.get(name)
        verdict = "" if goal is None else f"   goal {goal:g} s: {'met' if seconds <= goal else 'MISSED'}"
        row = " ".join(f"{part[name]:>13.3f} s" if name in part else f"{'-':>15}" for part in parts.values())
        print(f"  {name:<26} {seconds:7.3f} s {row}{verdict}")  # noqa: T201
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"  processor time of all processes: {used.ru_utime + used.ru_stime:.1f} s")  # noqa: T201
    return int(any(found[name] > goal for name, goal in GOALS.items()))


if __name__ == "__main__":
    sys.exit(main())
