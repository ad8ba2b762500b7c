"""Nobody's notice is lost, late or wrong because of somebody else's: recipients, floods, slow answers, second times."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from agent.demo.chat import Fault, chat
from agent.model import Incident, Owner, Reason, StepKind
from agent.notify.sender import LOOK_UPS, TOO_MANY
from agent.notify.slack import Slack
from agent.response import lifecycle
from agent.response.methods import Planned
from detectors.base import Secret
from revokers.base import Liveness, Receipt
from tests.sims.notices import PEOPLE, TOKEN, VOUCHED, Desk
from tests.sims.rig import Rig, address

BOB = Owner("bob@example.org", "inventory entry x by fingerprint")


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = Rig(tmp_path / "state", owner=VOUCHED, tells=True)
    made.system("bao", "openbao", [address("bao-a", 1)], Secret("own"))
    yield made
    made.close()


@pytest.fixture
async def desk(rig: Rig) -> AsyncIterator[Desk]:
    async with chat(TOKEN, PEOPLE) as made:
        yield Desk(rig, made)


async def stuck(desk: Desk, value: str = "hvs.stuck") -> int:
    incident = await desk.live(value)
    await desk.change(incident, "parked", lambda it: lifecycle.parked(it, Reason.EXHAUSTED, "look"))
    return incident


def said(desk: Desk, user: str, words: str) -> list[str]:
    return [text for text in desk.texts(user) if words in text]


# --- one recipient and another ------------------------------------------------------------------------------


@pytest.mark.parametrize("operator", [("U0LEFT", "U0OPS"), ("U0OPS", "U0LEFT"), ("U0LEFT", "U0OPS", "U0BOB")])
async def test_an_operator_who_has_left_silences_no_other(desk: Desk, operator: tuple[str, ...]) -> None:
    desk.operator = operator
    desk.sender = desk.fresh()
    await stuck(desk)
    await desk.rounds(6, seconds=600)
    assert {user: len(said(desk, user, "Stanch is stuck")) for user in operator if user in PEOPLE} == {
        user: 1 for user in operator if user in PEOPLE
    }
    assert ("stuck", "operator", "sent") in desk.rows()


@pytest.mark.parametrize("operator", [("U0LEFT", "U0OPS"), ("U0OPS", "U0LEFT")])
async def test_a_digest_comes_once_to_who_can_be_reached(desk: Desk, operator: tuple[str, ...]) -> None:
    desk.chat.duplicates = False
    desk.chat.scopes -= {"im:history"}
    desk.operator = operator
    desk.sender = desk.fresh()
    for number in range(TOO_MANY + 1):
        await stuck(desk, f"hvs.{number}")
    await desk.rounds(20, seconds=600)
    assert len(said(desk, "U0OPS", "wait for you at once")) == 1
    assert [row[2] for row in desk.rows() if row[0] == "stuck" and row[1] == "operator"] == ["digest"] * (TOO_MANY + 1)


async def test_a_digest_whose_second_recipient_failed_is_repeated_to_him_only(desk: Desk) -> None:
    desk.chat.duplicates = False
    desk.chat.scopes -= {"im:history"}
    desk.operator = ("U0OPS", "U0BOB")
    desk.sender = desk.fresh()
    for number in range(TOO_MANY + 1):
        await stuck(desk, f"hvs.{number}")
    await desk.sender.slack.direct("U0OPS")
    desk.chat.faults = [Fault("conversations.open", "500 Internal Server Error")]
    await desk.rounds(20, seconds=600)
    assert [len(said(desk, user, "wait for you at once")) for user in ("U0OPS", "U0BOB")] == [1, 1]


async def test_where_nobody_can_be_reached_it_goes_on_trying(desk: Desk) -> None:
    desk.operator = ("U0LEFT", "U0GONE2")
    desk.sender = desk.fresh()
    await stuck(desk)
    await desk.rounds(6, seconds=600)
    assert ("stuck", "operator", None) in desk.rows()


# --- a second time ------------------------------------------------------------------------------------------


async def test_a_second_approval_of_the_same_epoch_is_asked_for(desk: Desk) -> None:
    """The end is approved, then what it left (tokens of a shared role) waits for people."""
    one = await desk.live()
    now = desk.rig.clock
    end = Planned(StepKind.END, reversible=False, every_node=False, side_effects=(), needs=Reason.IRREVERSIBLE)
    await desk.change(one, "decided", lambda it: lifecycle.decided(it, [(end, ("bao", "bao-a"))], now()))
    await desk.change(one, "parked", lambda it: lifecycle.parked(it, Reason.IRREVERSIBLE))
    await desk.rounds(4)
    first = lifecycle.plan_mark(desk.rig.entry(one).incident)
    await desk.change(one, "approved", lambda it: lifecycle.approved(it, "ada", 1))

    def ended(it: Incident) -> Incident:
        [step] = lifecycle.steps(it)
        it = lifecycle.accepted(lifecycle.intended(it, step, now()), step, Receipt("204", None), now())
        return lifecycle.parked(lifecycle.remaining(it, lifecycle.steps(it)[0], Reason.SHARED, now()), Reason.SHARED)

    await desk.change(one, "accepted", ended)
    await desk.rounds(6, seconds=60)
    second = lifecycle.plan_mark(desk.rig.entry(one).incident)
    assert second != first
    for user in ("U0OPS", "U0ANN"):
        asked = said(desk, user, "somebody must say yes")
        assert [(first in text, second in text) for text in asked] == [(True, False), (False, True)]


async def test_an_approval_is_asked_for_once_however_often_it_is_looked_at(desk: Desk) -> None:
    one = await desk.live()
    for _ in range(3):
        await desk.change(one, "parked", lambda it: lifecycle.parked(it, Reason.POLICY_APPROVAL))
        await desk.rounds(3, seconds=60)
        await desk.change(one, "probe", lambda it: replace(it, parked=None))
    assert [len(said(desk, user, "To approve: stanch approve")) for user in ("U0OPS", "U0ANN")] == [1, 1]


async def test_how_to_approve_is_said_even_if_the_leak_itself_was_told_while_it_waited(desk: Desk) -> None:
    one = await desk.live()
    await desk.change(one, "parked", lambda it: lifecycle.parked(it, Reason.POLICY_APPROVAL))
    await desk.rounds(4)
    leak, approval = desk.texts("U0ANN")
    assert leak.startswith("Leaked credential")
    assert f"To approve: stanch approve {one} --plan " in approval


async def test_stuck_a_second_time_is_told_a_second_time(desk: Desk) -> None:
    one = await stuck(desk)
    await desk.rounds(4)
    await desk.change(one, "note", lambda it: it)
    await desk.rounds(4, seconds=60)
    assert len(said(desk, "U0OPS", "Stanch is stuck")) == 1
    await desk.change(one, "retry", lambda it: replace(it, parked=None, note=""))
    await desk.answers(one, Liveness.LIVE)
    await desk.change(one, "parked", lambda it: lifecycle.parked(it, Reason.EXHAUSTED, "second"))
    await desk.rounds(4, seconds=60)
    assert ["second" in text for text in said(desk, "U0OPS", "Stanch is stuck")] == [False, True]
    assert ["second" in text for text in said(desk, "U0ANN", "Stanch is stuck")] == [False, True]


async def test_what_was_dismissed_by_mistake_is_told_when_that_is_taken_back(desk: Desk) -> None:
    one = await desk.live()
    await desk.change(one, "dismissed", lambda it: lifecycle.parked(it, Reason.DISMISSED, "by mistake"))
    await desk.rounds(4)
    assert desk.rows() == [("leak", "owner", "stale")]
    await desk.change(one, "retry", lambda it: replace(it, parked=None, note=""))
    await desk.rounds(4, seconds=60)
    assert len(said(desk, "U0ANN", "Leaked credential")) == 1
    await desk.answers(one, Liveness.LIVE)
    await desk.rounds(4, seconds=60)
    assert len(desk.chat.messages) == 1


# --- one's flood and another's message ----------------------------------------------------------------------


async def test_the_operator_s_page_waits_for_no_look_up(desk: Desk) -> None:
    """Authors are made up by whoever can push, and Slack does not answer for any of them."""
    desk.chat.faults = [Fault("users.lookupByEmail", "503 Service Unavailable") for _ in range(100)]
    for number in range(2 * LOOK_UPS):
        desk.rig.owner = Owner(f"Bob <b{number}@example.org>", "author of commit c0ffee1")
        await desk.live(f"hvs.{number}")
    desk.rig.owner = VOUCHED
    await stuck(desk)
    await desk.sender.once()
    assert len(said(desk, "U0OPS", "Stanch is stuck")) == 1
    assert desk.chat.asked.index("chat.postMessage") < desk.chat.asked.index("users.lookupByEmail")
    assert desk.chat.asked.count("users.lookupByEmail") == 1, "no further than Slack answers"


async def test_look_ups_of_one_round_are_bounded(desk: Desk) -> None:
    for number in range(LOOK_UPS + 3):
        desk.rig.owner = Owner(f"b{number}@example.org", "inventory entry x by fingerprint")
        await desk.live(f"hvs.{number}")
    await desk.sender.once()
    assert desk.chat.asked.count("users.lookupByEmail") == LOOK_UPS
    await desk.sender.once()
    assert desk.chat.asked.count("users.lookupByEmail") == LOOK_UPS + 3


async def test_what_waits_for_the_next_digest_is_put_off_and_hides_nothing(desk: Desk) -> None:
    for number in range(TOO_MANY + 1):
        await desk.live(f"hvs.{number}")
    await desk.rounds(1)
    for number in range(10):
        await desk.live(f"hvs.more-{number}")
    await desk.rounds(1)
    assert await desk.rig.ledger.outbox.due(desk.rig.clock(), 1) == ()
    # From then on no more come singly, however few there are in one round.
    await desk.live("hvs.late")
    await desk.rounds(3)
    assert len(desk.texts("U0ANN")) == 1
    desk.rig.owner = BOB
    await desk.live("hvs.bob")
    await desk.rounds(1)
    assert len(desk.texts("U0BOB")) == 1
    desk.rig.clock.pass_(minutes=5)
    await desk.rounds(14)
    assert len(desk.texts("U0ANN")) == 12


async def test_a_page_comes_while_it_is_quiet(desk: Desk) -> None:
    desk.rig.owner = Owner("team", "inventory entry x by fingerprint")  # nobody in Slack: the operator stands in
    for number in range(TOO_MANY + 1):
        await desk.live(f"hvs.{number}")
    await desk.rounds(1)
    for number in range(10):
        await desk.live(f"hvs.more-{number}")
    await desk.rounds(1)
    one = await stuck(desk)
    await desk.rounds(1)
    [page] = said(desk, "U0OPS", "Stanch is stuck")
    assert page.startswith(
        f"Incident {one}, OpenBao/Vault token (token=&lt;9 characters&gt;): Stanch is stuck: all attempts"
    )


# --- what a name may hold -----------------------------------------------------------------------------------


async def test_a_value_in_the_name_of_a_file_is_not_sent(desk: Desk) -> None:
    value = "hvs." + "kQ7mZt2XwR9bNc4LpVf8sHyD"
    await desk.live(path=f"backup/{value}/app.env")
    await desk.rounds(1)
    [text] = desk.texts("U0ANN")
    assert '"backup/(openbao-token)/app.env" line 1' in text
    assert value not in text


# --- what is true when it is sent ---------------------------------------------------------------------------


@dataclass
class Interrupted(Slack):
    """`meanwhile` happens while the first message is on its way."""

    meanwhile: Callable[[], Awaitable[None]] | None = None

    async def post(self, channel: str, text: str, *, key: str, thread: str | None) -> str:
        if self.meanwhile is not None:
            happens, self.meanwhile = self.meanwhile, None
            await happens()
        return await super().post(channel, text, key=key, thread=thread)


async def interrupt(desk: Desk, meanwhile: Callable[[], Awaitable[None]]) -> None:
    slack = Interrupted(TOKEN, desk.chat.url, timedelta(seconds=2), meanwhile=meanwhile)
    desk.sender = replace(desk.sender, slack=slack)
    await desk.sender.once()


async def test_who_was_assigned_away_during_the_round_is_not_told(desk: Desk) -> None:
    await desk.live("hvs.one")
    desk.rig.owner = BOB
    second = await desk.live("hvs.two")

    async def reassign() -> None:
        await desk.change(second, "owner", lambda it: lifecycle.owned(it, Owner("far@example.net", "assigned by root")))

    await interrupt(desk, reassign)
    assert [message.user for message in desk.chat.messages] == ["U0ANN"]
    assert desk.rows()[1] == ("leak", "owner", "stale")


async def test_what_died_during_the_round_is_not_told_as_alive(desk: Desk) -> None:
    await desk.live("hvs.one")
    desk.rig.owner = BOB
    second = await desk.live("hvs.two")

    async def dies() -> None:
        await desk.answers(second, Liveness.DEAD)

    await interrupt(desk, dies)
    [text] = desk.texts("U0BOB")
    assert "Live? no longer" in text


async def test_a_digest_leaves_out_what_was_dismissed_during_the_round(desk: Desk) -> None:
    await desk.live("hvs.one")
    desk.rig.owner = BOB
    numbers = [await desk.live(f"hvs.{number}") for number in range(TOO_MANY + 1)]

    async def dismiss() -> None:
        await desk.change(numbers[0], "dismissed", lambda it: lifecycle.parked(it, Reason.DISMISSED))

    await interrupt(desk, dismiss)
    [text] = desk.texts("U0BOB")
    assert text.startswith(f"{TOO_MANY} incidents wait for you at once")
    assert f"\n{numbers[0]}: " not in text
