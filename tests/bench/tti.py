"""Time-to-invalidation: `python tests/bench/tti.py [--leaks 100] [--every 0]`.

Credentials of real servers (PostgreSQL and OpenBao, in equal parts) leak into the history of a git repository and into
a running log, in equal parts; a daemon of its own, armed and automatic, finds and ends them. `--every`: seconds between
two leaks; 0 lets all leak at once, which is the worst case for the queue.

    time-to-invalidation   from detection to the first DEAD of the last endpoint (the interval's upper end)
    width                  from the last LIVE to that DEAD: how long we cannot say what it was
    t6 - t5                until the second DEAD, which confirms

All on loopback, and servers that settle at once: no figure of a provider in the field. Exit code 1 where a goal is
missed or a credential still works.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import sys
import tempfile
from contextlib import AsyncExitStack, ExitStack
from datetime import timedelta
from pathlib import Path

from agent.demo import servers
from agent.ledger import Entry

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.sims.scene import Bao, Home, Roles, until, wanted

GOALS = {"time-to-invalidation p50": 2.0, "time-to-invalidation p95": 5.0, "width max": 0.5}


def quantile(values: list[float], share: float) -> float:
    """The smallest value that at least this share does not exceed."""
    return sorted(values)[max(0, -(-len(values) * int(share * 100) // 100) - 1)]


def span(start: object, end: object) -> float:
    seconds: timedelta = end - start  # type: ignore[operator]
    return seconds.total_seconds()


async def leak(home: Home, number: int, text: str) -> None:
    """Half into a file that is committed, half into the log."""
    if number % 4 < 2:
        await asyncio.to_thread(home.commit, f"config-{number}.env", text + "\n")
    else:
        home.say(f"step {number}: {text}\n")


async def measure(leaks: int, every: float, folder: Path) -> dict[int, Entry]:
    with ExitStack() as stack:
        bao = Bao(stack.enter_context(servers.openbao(folder / "bao")))
        postgres = stack.enter_context(servers.postgres(folder / "pg"))
        async with AsyncExitStack() as running:
            roles = await Roles.connect(postgres)
            running.push_async_callback(roles.close)
            home = Home(folder, wanted(bao.server.port, bao.server.token, postgres))
            pairs = [await roles.make() for _ in range(leaks // 2)]
            tokens = [bao.token() for _ in range(leaks - leaks // 2)]
            texts = [f"postgresql://{role}:{password}@127.0.0.1:{postgres.port}/postgres" for role, password in pairs]
            mixed = [
                text for both in zip(texts, (f"export BAO_TOKEN={t}" for t in tokens), strict=False) for text in both
            ]
            home.commit("README", "no secrets here\n")
            async with home.daemon():
                await until("the sources were read", lambda: _read(home) == {"repo", "ci"}, 60, home.describe)
                if every:
                    for number, text in enumerate(mixed):
                        await leak(home, number, text)
                        await asyncio.sleep(every)
                else:
                    _at_once(home, mixed)
                settled = {"invalidated": len(mixed)}
                await until("all are invalidated", lambda: home.states() == settled, 120, home.describe)
            alive = [role for role, password in pairs if await roles.lets_in(role, password)]
            alive += [token[:4] for token in tokens if bao.lives(token)]
            assert not alive, f"still let in: {alive}"
            return home.entries()


def _read(home: Home) -> set[str]:
    from agent.ledger import LedgerView

    if not (home.state / "ledger.db").exists():
        return set()
    with LedgerView(home.state / "ledger.db") as view:
        return {cursor.source for cursor, _ in view.sources()}


def _at_once(home: Home, texts: list[str]) -> None:
    """One commit and one write."""
    half = len(texts) // 2
    home.say("".join(f"step {number}: {text}\n" for number, text in enumerate(texts[half:])))
    home.commit("leaked.env", "\n".join(texts[:half]) + "\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--leaks", type=int, default=100)
    parser.add_argument("--every", type=float, default=0.0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tti-") as folder:
        entries = asyncio.run(measure(asked.leaks, asked.every, Path(folder)))
    clocks = [entry.incident.clocks for entry in entries.values()]
    invalidation = [span(one.detected, one.dead) for one in clocks]
    widths = [span(one.dead_low, one.dead) for one in clocks]
    confirming = [span(one.dead, one.confirmed) for one in clocks]
    figures = {
        "time-to-invalidation p50": quantile(invalidation, 0.5),
        "time-to-invalidation p95": quantile(invalidation, 0.95),
        "time-to-invalidation max": max(invalidation),
        "width p50": quantile(widths, 0.5),
        "width max": max(widths),
        "t6 - t5 p50": quantile(confirming, 0.5),
        "t6 - t5 p95": quantile(confirming, 0.95),
    }
    how = f"one every {asked.every:g} s" if asked.every else "all at once"
    print(f"{len(entries)} leaks, {how}, PostgreSQL and OpenBao, git and log, on loopback")  # noqa: T201
    for name, seconds in figures.items():
        goal = GOALS.get(name)
        verdict = "" if goal is None else f"   goal {goal:g} s: {'met' if seconds <= goal else 'MISSED'}"
        print(f"  {name:<26} {seconds:7.3f} s{verdict}")  # noqa: T201
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"  processor time of all processes: {used.ru_utime + used.ru_stime:.1f} s")  # noqa: T201
    return int(any(figures[name] > goal for name, goal in GOALS.items()) or len(entries) < asked.leaks)


if __name__ == "__main__":
    sys.exit(main())
