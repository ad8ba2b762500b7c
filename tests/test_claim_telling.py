"""The log of a daemon tells what happened to each incident, once, and nothing of its value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from structlog.testing import capture_logs

from detectors import openbao as bao_types
from detectors import postgres as pg_types
from detectors.base import Secret
from tests.sims.fronts import Bao, Roles
from tests.sims.rig import Rig, address


def lines(logs: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Without what is the same in all of them."""
    same = {"incident": 1, "type": "openbao-token", "log_level": "info"}
    told = [line for line in logs if line["event"] != "overdue"]
    assert [{name: line[name] for name in same} for line in told] == [same] * len(told)
    return [{name: value for name, value in line.items() if name not in same} for line in told]


async def test_each_thing_that_happens_is_one_line(rig: Rig, bao: Bao) -> None:
    token = bao.token()
    with capture_logs() as logs:
        one = await rig.leak(bao_types.TOKEN, token=token)
        await rig.reach(one, "invalidated")
        await rig.on(2)
    act = {"system": "bao", "endpoint": "bao-a", "step": "end"}
    assert token not in str(logs)
    assert lines(logs) == [
        {"event": "live", "systems": ["bao"]},
        {"event": "decided", "steps": ["end on bao"]},
        {"event": "intent", **act},
        {"event": "accepted", **act},
        {"event": "dead", "systems": ["bao"]},
        {"event": "invalidated"},
    ]


async def test_a_wait_is_told_when_its_reason_changes(rig: Rig, bao: Bao) -> None:
    rig.system("bao", "openbao", [address("bao-a", bao.server.port)], bao.server.token, armed=False)
    with capture_logs() as logs:
        one = await rig.leak(bao_types.TOKEN, token=bao.token())
        await rig.on(4)
        looks_only = bao.limited(("auth/token/lookup", "update"), ("auth/token/lookup-self", "read"))
        rig.system("bao", "openbao", [address("bao-a", bao.server.port)], Secret(looks_only))
        await rig.on(3)
    assert rig.standing(one) == ("held", "REFUSED")
    seen = [(line["event"], line.get("why")) for line in lines(logs)]
    refused = [("intent", None), ("refused", "the admin token may not do this")]
    waits = ("parked", "the system is not armed")
    assert seen == [("live", None), waits, ("decided", None), *refused * (len(seen) // 2 - 1)]
    needs = [line["needs"] for line in logs if line["event"] == "refused"]
    assert needs[0] == ["update auth/token/revoke-accessor"]


async def test_a_value_that_comes_back_is_told(rig: Rig, roles: Roles) -> None:
    role, password = await roles.make()
    one = await rig.leak(pg_types.URL, role=role, password=password)
    await rig.reach(one, "invalidated")
    await roles.connection.execute(f"ALTER ROLE {role} LOGIN PASSWORD '{password}'")
    with capture_logs() as logs:
        await rig.reach(one, "reappeared")
    assert [line["event"] for line in logs][:2] == ["reappeared", "decided"]
    assert password not in str(logs)
