"""A revoker that takes many in one call, for tests of agent/response/batch.py: GitHub's list, spoken to its simulator.

It stands on a credential type and a provider that exist already, so that it needs nothing but an HTTP door; what it
says about a token is what any revoker of GitHub says. `python tests/sims/bulk.py FOLDER PORT` is a responder of its
own that works until nothing is due, for a test that kills it.
"""

from __future__ import annotations

import asyncio
import secrets
import string
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))

from agent import keys
from agent.response.limits import Caps
from detectors import openbao
from detectors.base import Parts, Secret
from revokers.base import (
    Capability,
    Endpoint,
    Identity,
    ListRefusedError,
    Liveness,
    Probe,
    Receipt,
    Revoker,
    unmapped,
)
from tests.sims.rig import Rig, address

LANE = "openbao"
LAVISH = Caps(actions=10_000, per_system=10_000, per_owner=10_000, controls=10_000)


def value(ok: bool = True) -> str:  # noqa: FBT001, FBT002 - value(), value(False)
    """One that GitHub takes in a list, or one that spoils it."""
    body = "".join(secrets.choice(string.ascii_letters) for _ in range(36))
    return ("gh" + "p_" if ok else "gh" + "x_") + body


async def probe(endpoint: Endpoint, parts: Parts) -> Probe:
    reply = await endpoint.get("/user", bearer=parts["token"])
    match reply.status, reply.json:
        case 200, {"login": str(login)}:
            return Probe(Liveness.LIVE, "GET /user", Identity("github.com", login))
        case 401, {"message": "Bad credentials"}:
            return Probe(Liveness.DEAD, "GET /user: Bad credentials")
        case _:
            raise unmapped(reply)


async def revoke_many(endpoint: Endpoint, many: Sequence[tuple[Parts, Probe]]) -> Receipt:
    reply = await endpoint.post("/credentials/revoke", json={"credentials": [parts["token"] for parts, _ in many]})
    match reply.status, reply.json:
        case 202, {}:
            return Receipt(f"HTTP 202, request {reply.request_id}", reply.date)
        case 422, {"message": str()}:
            message = "GitHub refused the list"
            raise ListRefusedError(message)
        case _:
            raise unmapped(reply)


async def revoke(endpoint: Endpoint, parts: Parts, proof: Probe) -> Receipt:
    return await revoke_many(endpoint, [(parts, proof)])


def wrong(parts: Parts) -> Parts:
    del parts
    return {"token": Secret(value())}


def bulk(*, settles: timedelta = timedelta(0), most: int = 1000, per_hour: int | None = 60) -> Revoker[Endpoint]:
    return Revoker(
        provider=LANE,
        handles=frozenset({openbao.TOKEN}),
        settles_within=settles,
        probe=probe,
        wrong=wrong,
        end=Capability(
            run=revoke,
            reversible=False,
            needs=("nothing",),
            side_effects=("none",),
            batch=most,
            run_many=revoke_many,
            per_hour=per_hour,
        ),
    )


@contextmanager
def bulk_rig(folder: Path, port: int, revoker: Revoker[Endpoint]) -> Iterator[Rig]:
    """On the keys of the folder, so that a second one can open what the first has sealed."""
    folder.mkdir(mode=0o700, exist_ok=True)
    rig = Rig(folder / "ledger", keys=keys.load_keys(folder, {}))
    rig.system("bao", LANE, [address("one", port)], None)
    rig.set(revoker_for=lambda _: revoker, caps=LAVISH)
    try:
        yield rig
    finally:
        rig.close()


async def work(rig: Rig) -> None:
    """All that is due now."""
    while await rig.responder.step(LANE):
        pass


async def _work_on(folder: Path, port: int) -> None:
    with bulk_rig(folder, port, bulk()) as rig:
        await work(rig)
        for _ in range(5):
            due = await rig.next_due()
            rig.clock.now = max(rig.clock.now, due or rig.clock.now)
            await work(rig)


if __name__ == "__main__":
    asyncio.run(_work_on(Path(sys.argv[1]), int(sys.argv[2])))
