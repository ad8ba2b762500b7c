"""Two roles of a real PostgreSQL that take turns, where the incident before has not ended yet."""

from __future__ import annotations

from dataclasses import replace

from agent.response.methods import Method, Mode
from detectors import postgres as pg_types
from tests.rotation.stage import comes, kept, role_entry
from tests.sims.fronts import Bao, Roles
from tests.sims.people import mark, people
from tests.sims.rig import AUTO, Rig

PATH = "secret/data/shop-turns"
CAREFUL = replace(AUTO, methods=(Method.ROTATE, Method.REVOKE), irreversible=Mode.APPROVE)


def did(rig: Rig, one: int) -> list[str]:
    return [record["detail"]["action"]["verb"] for record in rig.records(one) if record["what"] == "accepted"]


async def test_an_end_that_waits_until_the_turn_comes_back(rig: Rig, roles: Roles, bao: Bao) -> None:
    """One leaks, the other takes over and leaks too; the first takes over again. Then people say yes to its end: of the
    password that leaked nothing is left, and the one that consumers use now stays.
    """
    (one_role, leaked), (other, _) = await roles.make(), await roles.make()
    bao.call("POST", PATH, {"data": {"username": one_role, "password": leaked}})
    rig.register(role_entry([one_role], PATH, (one_role, other)))
    rig.set(policy=replace(rig.responder.policy, rules=(CAREFUL,)))
    one = await rig.leak(pg_types.URL, role=one_role, password=leaked)
    await comes(rig, lambda: rig.standing(one)[0] in {"contained", "awaiting_approval"})
    two = await rig.leak(pg_types.URL, role=other, password=kept(bao, PATH)["password"])
    await comes(rig, lambda: did(rig, two)[-1:] == ["contain"])
    for person in ("ann", "bob"):
        await people(rig).handle("approve", person, {"incident": one, "plan": mark(rig, one)})
    rig.clock.pass_(days=2)
    await rig.reach(one, "invalidated")
    now = kept(bao, PATH)
    assert now["username"] == one_role
    assert await roles.lets_in(one_role, now["password"])
    assert did(rig, one)[-2:] == ["contain", "end"]
    assert roles.statements(one_role) == ["NOLOGIN", "LOGIN"]


async def test_a_grant_to_the_leaked_role_alone_leaves_its_consumers_where_they_are(
    rig: Rig, roles: Roles, bao: Bao
) -> None:
    (one_role, leaked), (other, _) = await roles.make(), await roles.make()
    await roles.connection.execute(
        f"CREATE TABLE orders_of_turns (i int); GRANT SELECT ON orders_of_turns TO {one_role}"
    )
    try:
        bao.call("POST", PATH, {"data": {"username": one_role, "password": leaked}})
        rig.register(role_entry([one_role], PATH, (one_role, other)))
        one = await rig.leak(pg_types.URL, role=one_role, password=leaked)
        await rig.work()
        assert rig.standing(one) == ("held", "REFUSED")
        assert "1 grant(s) in database postgres" in rig.entry(one).incident.note
        assert kept(bao, PATH) == {"username": one_role, "password": leaked}
    finally:
        await roles.connection.execute("DROP TABLE orders_of_turns")
