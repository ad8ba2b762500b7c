"""What is wrong with how values are kept: each kind, when it is mended, and who is told."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from agent.demo.chat import Chat, chat
from agent.hygiene import Kind, Leak, Standing, faults
from agent.inventory.kept import KeptPath, KeptValue
from agent.ledger import LedgerView
from agent.ledger.hygiene import Unclean
from agent.notify.hygiene import HygieneTeller
from agent.notify.recipients import Directory
from agent.notify.sender import Sender
from agent.notify.slack import Slack
from agent.notify.story import Teller
from agent.response.estate import Estate, Guard
from agent.response.policy import Policy
from detectors.base import Secret
from detectors.registry import TYPES
from tests.sims.vaults import NAME, VaultRig

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
QUARTER = timedelta(days=90)
WELL = Standing("team-x", "production", "ask team-x", date(2026, 9, 1), NOW - timedelta(days=1), plain=False)
KEY = (NAME, "app/db")
TOKEN = Secret("xoxb-" + "1" * 12 + "-stand-in")


def kinds(standing: Standing, leaks: Mapping[tuple[str, str], list[Leak]] | None = None) -> list[Kind]:
    return [one.kind for one in faults({KEY: standing}, [], leaks or {}, NOW, QUARTER)]


def test_what_is_kept_well_is_silent() -> None:
    assert kinds(WELL) == []
    assert kinds(replace(WELL, expires=NOW.date(), since=NOW - QUARTER)) == []


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"owner": ""}, Kind.NO_OWNER),
        ({"removal": ""}, Kind.NO_REMOVAL),
        ({"expires": None}, Kind.NO_EXPIRY),
        ({"expires": date(2026, 2, 28)}, Kind.EXPIRED),
        ({"since": NOW - QUARTER - timedelta(seconds=1)}, Kind.TOO_OLD),
        ({"plain": True}, Kind.PLAIN),
    ],
)
def test_each_fault_is_of_its_own_kind(change: Mapping[str, object], kind: Kind) -> None:
    assert kinds(replace(WELL, **change)) == [kind]  # type: ignore[arg-type]


def test_a_leak_names_incidents() -> None:
    leaks = [Leak(number, f"repo: app.env:{number}", number == 1) for number in range(1, 8)]
    [found] = faults({KEY: WELL}, [], {KEY: leaks}, NOW, QUARTER)
    assert (found.kind, found.owner) == (Kind.LEAKED, "team-x")
    assert found.detail.startswith(
        "it was seen elsewhere: incident 1 (repo: app.env:1), incident 2 (repo: app.env:2; an "
    )
    assert found.detail.endswith(" and 2 more")


def test_one_value_at_several_paths_names_the_others() -> None:
    paths = {KEY: WELL, (NAME, "web"): WELL, ("other", "db"): replace(WELL, environment="staging")}
    found = faults(paths, [frozenset(paths)], {}, NOW, QUARTER)
    assert {one.kind for one in found} == {Kind.SHARED}
    said = {(one.source, one.path): one.detail for one in found}
    assert said[KEY] == "the same value stands at other: db, store: web; of other environments: staging"
    assert (
        said["other", "db"] == "the same value stands at store: app/db, store: web; of other environments: production"
    )


def test_one_value_at_thousands_of_paths_costs_no_more_than_that() -> None:
    paths = {(NAME, f"{number:04}/pull"): WELL for number in range(3000)}
    group = frozenset(paths)
    began = time.process_time()
    found = faults(paths, [group, frozenset(sorted(group)), group - {(NAME, "0000/pull")}], {}, NOW, QUARTER)
    assert time.process_time() - began < 1
    assert len(found) == 3000
    beginning = ", ".join(f"store: {number:04}/pull" for number in range(5))
    assert found[2999].detail == f"the same value stands at {beginning} and 2994 more"
    assert found[0].detail.endswith("store: 0005/pull and 2994 more")


# --- in the ledger ----------------------------------------------------------------------------------


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[VaultRig]:
    with VaultRig(tmp_path) as made:
        yield made


def path(rig: VaultRig, name: str, *values: str, **more: object) -> KeptPath:
    found = tuple(KeptValue("password", "1", rig.mark(value), current=True) for value in values)
    well = {"owner": "team-x", "removal": "ask", "expires": date(2027, 1, 1)}
    return KeptPath(NAME, name, found, **(well | more))  # type: ignore[arg-type]


async def tidied(rig: VaultRig, *paths: KeptPath) -> dict[tuple[str, str], str]:
    await rig.keep(paths, rig.clock())
    await rig.tidy()
    return rig.faults()


async def test_a_fault_is_closed_when_it_is_mended_and_comes_again(rig: VaultRig) -> None:
    assert list(await tidied(rig, path(rig, "a", "value-a", owner=""))) == [("no owner", "a")]
    first = rig.clock.now
    rig.clock.pass_(days=1)
    assert await tidied(rig, path(rig, "a", "value-a")) == {}
    rig.clock.pass_(days=1)
    assert list(await tidied(rig, path(rig, "a", "value-a", removal=""))) == [("no removal", "a")]
    assert set(await tidied(rig, path(rig, "a", "value-a", owner=""))) == {("no owner", "a")}
    with LedgerView(rig.folder / "state" / "ledger.db") as view:
        [again] = view.hygiene()
    assert again.since > first + timedelta(days=1)


async def test_the_age_is_that_of_the_value(rig: VaultRig) -> None:
    await tidied(rig, path(rig, "a", "value-a"), path(rig, "b", "value-b"))
    rig.clock.pass_(days=91)
    # The store says nothing: counted from when we first saw it; a new value begins anew.
    found = await tidied(rig, path(rig, "a", "value-a"), path(rig, "b", "another-b"))
    assert list(found) == [("too old", "a")]
    old = rig.clock.now - timedelta(days=400)
    assert ("too old", "b") in await tidied(rig, path(rig, "b", "another-b", changed=old))


async def test_only_present_values_are_compared_and_only_of_what_is_there(rig: VaultRig) -> None:
    found = await tidied(rig, path(rig, "a", "same-value"), path(rig, "b", "same-value"))
    assert set(found) == {("shared", "a"), ("shared", "b")}
    assert await tidied(rig, path(rig, "b", "rotated-b")) == {}
    assert set(await tidied(rig, path(rig, "b", "same-value"))) == {("shared", "a"), ("shared", "b")}
    await rig.gone(NAME, {"a"}, rig.clock())
    assert await tidied(rig) == {}


async def test_who_is_assigned_or_vouched_for_keeps_the_incident(rig: VaultRig) -> None:
    await rig.leak("value-a-kept")
    incident = await rig.ledger.claim(rig.clock(), "none", 60)
    assert incident is not None
    await tidied(rig, path(rig, "a", "value-a-kept"))
    assert rig.owners()["lead"].name == "eve"  # somebody works on it, and has read the old owner
    from agent.model import Owner
    from agent.response import lifecycle

    theirs = lifecycle.owned(incident, Owner("ada", "assigned by ops"))
    await rig.ledger.save(theirs, at=rig.clock(), what="owner", detail={})
    await rig.ledger.release(theirs)
    await rig.tidy()
    assert rig.owners()["lead"].name == "ada"


async def test_a_path_that_is_gone_is_still_known_for_a_year(rig: VaultRig) -> None:
    await rig.keep([path(rig, "a", "value-a")], rig.clock())
    await rig.gone(NAME, set(), rig.clock())
    rig.clock.pass_(days=399)
    await rig.gone(NAME, set(), rig.clock())
    assert set(await rig.kept()) == {"a"}
    rig.clock.pass_(days=2)
    await rig.gone(NAME, set(), rig.clock())
    assert await rig.kept() == {}


async def test_another_fingerprint_key_forgets_the_values(rig: VaultRig) -> None:
    await rig.keep([path(rig, "a", "value-a")], rig.clock())
    await rig.ledger.renew_key("ab" * 32)
    assert [each.values for each in (await rig.kept()).values()] == [()]


# --- who is told ------------------------------------------------------------------------------------


@pytest.fixture
async def running() -> AsyncIterator[Chat]:
    people = {"U0OPS": {}, "U0ANN": {"email": "ann@example.org"}}
    async with chat(TOKEN, people) as started:
        yield started


def teller(rig: VaultRig, running: Chat) -> HygieneTeller:
    slack = Slack(TOKEN, running.url, timedelta(seconds=2))
    sender = Sender(
        outbox=rig.ledger.outbox,
        slack=slack,
        directory=Directory(slack, {}, ("U0OPS",), rig.clock),
        teller=Teller(Policy((), Estate(frozenset()), Guard()), (), rig.inventory, "build-1"),
        clock=rig.clock,
        spread=lambda: 0.5,
    )
    return HygieneTeller(rig.ledger, sender, "security")


def said(running: Chat, user: str) -> list[str]:
    return [message.text for message in running.messages if message.user == user]


async def test_each_owner_gets_one_message_a_day(rig: VaultRig, running: Chat) -> None:
    desk = teller(rig, running)
    mine = {"owner": "ann@example.org"}
    await tidied(rig, path(rig, "a", "value-a", removal="", **mine), path(rig, "b", "value-b", owner=""))
    await desk.tell()
    assert running.messages == []  # a first look may still go on
    rig.clock.pass_(minutes=11)
    await desk.tell()
    [ann] = said(running, "U0ANN")
    [ops] = said(running, "U0OPS")
    assert "no removal: store: a: nobody wrote down how it is ended" in ann
    assert "no owner" not in ann
    assert "no owner: store: b: nobody is named as its owner" in ops
    assert "stanch inventory hygiene --owner" in ops
    await tidied(rig, path(rig, "a", "value-a", removal="", expires=None, **mine))
    for hours, times in ((1, 1), (24, 2), (48, 2)):
        rig.clock.pass_(hours=hours)
        await teller(rig, running).tell() if hours == 48 else await desk.tell()
        assert len(said(running, "U0ANN")) == times
    assert "no expiry" in said(running, "U0ANN")[1]
    assert "no removal" not in said(running, "U0ANN")[1]


def test_no_value_can_be_in_a_finding() -> None:
    assert set(Unclean.__dataclass_fields__) == {"kind", "source", "path", "owner", "detail", "since", "told"}


@pytest.mark.parametrize("how", ["rotated", "gone"])
async def test_a_leak_belongs_to_whom_the_value_is_now(tmp_path: Path, how: str) -> None:
    def path(name: str, mark: str, *, current: bool = True) -> KeptPath:
        return KeptPath(NAME, name, (KeptValue("password", "1", mark, current=current),), owner=f"team-{name}")

    with VaultRig(tmp_path) as rig:
        moved = rig.mark("moved-" + "Zq7Wv3xR8tPk")
        await rig.leak("moved-" + "Zq7Wv3xR8tPk")
        await rig.keep([path("a", moved)], rig.clock())
        await rig.keep([path("a", rig.mark("another value")), path("b", moved)], rig.clock())
        if how == "gone":
            await rig.keep([path("a", moved)], rig.clock())
            await rig.gone(NAME, {"b"}, rig.clock())
        await rig.tidy()
        assert [owner.name for owner in rig.owners().values()] == ["team-b"]
        # And so after a start, for what leaks from now on.
        rig.inventory.vaulted.by_mark.clear()
        rig.inventory.vaulted.learn(await rig.ledger.kept())
        found = rig.inventory.vaulted.at([moved])
        assert found is not None
        assert found.owner == "team-b"


@pytest.mark.parametrize("kind", [None, "slack-bot-token"])
async def test_a_value_beside_a_comment_that_a_path_turns_out_to_hold_is_told(rig: VaultRig, kind: str | None) -> None:
    value = "moved-" + "Zq7Wv3xR8tPk"
    await rig.leak(value, kind=kind, part="token" if kind else "value", suppressed="gitleaks:allow")
    assert rig.owners() == {}
    scanner = rig.keys.scanner
    mark = scanner.canonical(TYPES[kind], {"token": Secret(value)}) if kind else scanner.part(Secret(value))
    kept = KeptPath(NAME, "a", (KeptValue("", "1", mark, current=True),), owner="team-x", removal="ask")
    found = await tidied(rig, kept)
    assert found["leaked", "a"] == "it was seen elsewhere: no incident, as a comment allows it (repo: app.env:1)"
