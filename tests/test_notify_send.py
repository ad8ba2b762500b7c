"""Outbox, sender and a Slack stand-in over real HTTP: who is told what, once, and what happens when Slack does not.

Over 300 lines: what becomes of a notice is told by one desk, from its row to its delivery.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from agent.complaint import Complaint
from agent.demo.chat import Fault, chat
from agent.inventory.register import Entry, Inventory
from agent.ledger import LedgerView
from agent.model import Incident, Owner, Reason, State
from agent.notify.backlog import VERB, Backlog
from agent.notify.recipients import address_of
from agent.notify.sender import TOO_MANY
from agent.response import lifecycle
from agent.response.methods import Mode
from agent.response.policy import Rule
from detectors import pem as pem_types
from detectors.base import Secret
from revokers.base import Identity, Liveness, Probe
from tests.sims.notices import PEOPLE, TOKEN, VOUCHED, Desk
from tests.sims.rig import AUTO, Rig, address

AUTHOR = Owner("Bob <bob@example.org>", "author of commit c0ffee1")


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


# --- one message, in one thread ------------------------------------------------------------------------


async def test_a_leak_is_told_to_its_owner_and_the_rest_in_its_thread(desk: Desk) -> None:
    one = await desk.live()
    assert desk.rig.entry(one).incident.clocks.noticed is None
    await desk.rounds(1)
    [first] = desk.chat.messages
    assert (first.user, first.channel, first.thread) == ("U0ANN", "D0ANN", None)
    noticed = desk.rig.entry(one).incident.clocks.noticed
    assert noticed is not None
    assert desk.rig.told(one)[-1] == "notice"
    assert desk.rig.detail(one, "notice")["note"] == (
        f"told owner of leak: Slack user U0ANN, message {first.ts} in D0ANN"
    )
    await desk.dead(one)
    await desk.rounds(6)
    _, last = desk.chat.messages
    assert (last.user, last.thread) == ("U0ANN", first.ts)
    assert "proven dead on every endpoint; time to invalidation: 0.00 s to " in last.text
    assert desk.rig.entry(one).incident.clocks.noticed == noticed
    # DEAD was over before its message was due, and the operator was never told of the leak.
    assert desk.rows() == [("leak", "owner", "sent"), ("dead", "owner", "stale"), ("proven", "owner", "sent")]


async def test_the_first_message_says_everything_in_order(desk: Desk) -> None:
    desk.rig.inventory = Inventory(
        (
            Entry(
                "ci-token",
                VOUCHED.name,
                purpose="deploys",
                systems=("shop",),
                stored="kv/ci",
                identity=("bao", "token ci"),
            ),
        )
    )
    desk.sender = desk.fresh()
    one = await desk.live()
    await desk.rounds(1)
    [text] = desk.texts("U0ANN")
    mark = desk.rig.entry(one).incident.canonical[:12]
    never = "Stanch never asks for a password and sends no links."
    breaks = "every token that it made, and every lease of theirs, ends with it; root tokens too (bao)"
    stop = f"stanch deny {one} --reason ...; for a while: stanch except {one} --until 24h --reason ...; everything:"
    assert text.split("\n") == [
        f"Leaked credential: OpenBao/Vault token (token=&lt;8 characters&gt;) (incident {one})",
        'Where: "app.env" line 1, source repo',
        "visible to: private",
        "Live? yes, since 2026-03-01 12:00 UTC at the latest",
        "Used by: token ci on bao (production); ci-token of the inventory: deploys",
        f"What breaks: whatever logs in with it: shop; {breaks}",
        "What Stanch does: end it for good on bao, now",
        "Replacement: none was made; a new one belongs into kv/ci",
        f"To stop it, on build-1: {stop} stanch freeze",
        f"Genuine? stanch show {one} on build-1 shows the code {mark}. {never}",
        "You get this because: ann@example.org, inventory entry app by fingerprint",
    ]


async def test_what_is_sent_switches_all_parsing_off(desk: Desk) -> None:
    await desk.live()
    await desk.rounds(1)
    [message] = desk.chat.messages
    off = {name: message.sent[name] for name in ("mrkdwn", "parse", "link_names", "unfurl_links", "unfurl_media")}
    assert off == {"mrkdwn": False, "parse": "none", "link_names": False, "unfurl_links": False, "unfurl_media": False}
    assert message.sent["metadata"]["event_payload"] == {"key": message.sent["client_msg_id"]}


async def test_a_hundred_times_the_same_is_one_message(desk: Desk) -> None:
    one = await desk.find()
    for _ in range(100):
        await desk.answers(one, Liveness.LIVE)
    await desk.rounds()
    assert len(desk.chat.messages) == 1
    assert desk.rows() == [("leak", "owner", "sent")]


async def test_no_row_without_its_change_and_no_change_without_its_row(desk: Desk) -> None:
    one = await desk.find()
    claimed = await desk.rig.ledger.claim_one(one, desk.rig.clock(), 60)
    assert claimed is not None
    key = ("bao", "bao-a")
    probe = Probe(Liveness.LIVE, "as told", Identity("bao", "ci"))
    after = lifecycle.probed(
        lifecycle.located(claimed, [key], desk.rig.clock()), key, probe, desk.rig.clock(), controlled=True
    )
    with pytest.raises(TypeError):
        await desk.rig.ledger.save(after, at=desk.rig.clock(), what="probe", detail={"odd": object()})
    assert desk.rows() == []
    with sqlite3.connect(desk.rig.path) as connection:
        connection.execute("CREATE TRIGGER full BEFORE INSERT ON outbox BEGIN SELECT RAISE(ABORT, 'no'); END")
    connection.close()
    with pytest.raises(Exception, match="ledger"):
        await desk.rig.ledger.save(after, at=desk.rig.clock(), what="probe", detail={})
    assert desk.rig.entry(one).state is State.DETECTED
    assert desk.rig.told(one) == ["detected"]


def title(incident: int) -> str:
    return f"Leaked credential: OpenBao/Vault token (token=&lt;8 characters&gt;) (incident {incident})"


def titles(desk: Desk) -> list[str]:
    """The first line of all that was sent, which went to the owner."""
    assert [message.text for message in desk.chat.messages] == desk.texts("U0ANN")
    return [text.partition("\n")[0] for text in desk.texts("U0ANN")]


async def test_a_restart_forgets_no_message(desk: Desk) -> None:
    await desk.live()
    desk.rig.again()
    desk.sender = desk.fresh()
    await desk.rounds()
    assert titles(desk) == [title(1)]


async def test_a_claim_that_knew_nothing_of_the_notice_does_not_undo_it(desk: Desk) -> None:
    one = await desk.live()
    held = await desk.rig.ledger.claim_one(one, desk.rig.clock(), 60)
    assert held is not None
    await desk.rounds(1)
    noticed = desk.rig.entry(one).incident.clocks.noticed
    await desk.rig.ledger.save(held, at=desk.rig.clock(), what="note", detail={})
    assert held.clocks.noticed is None
    assert desk.rig.entry(one).incident.clocks.noticed == noticed is not None


async def test_what_is_back_is_told_again_in_the_same_thread(desk: Desk) -> None:
    one = await desk.live()
    await desk.rounds(1)
    await desk.dead(one)
    await desk.rounds()
    await desk.answers(one, Liveness.LIVE)
    assert desk.rig.entry(one).incident.clocks.noticed is None
    await desk.rounds()
    threads = [message.thread for message in desk.chat.to("U0ANN")]
    assert threads == [None, desk.chat.messages[0].ts, desk.chat.messages[0].ts]
    assert "It is back" in desk.texts("U0ANN")[-1]
    assert desk.rig.entry(one).incident.clocks.noticed is not None
    # The operator hears of what came back, whatever the mode.
    assert "It is back" in desk.texts("U0OPS")[0]


@pytest.mark.parametrize(
    ("kind", "how", "words"),
    [
        ("approval", lambda it: lifecycle.parked(it, Reason.POLICY_APPROVAL), "To approve: stanch approve 1 --plan "),
        ("stuck", lambda it: lifecycle.parked(it, Reason.EXHAUSTED), "Stanch is stuck: all attempts failed"),
    ],
)
async def test_what_waits_for_a_person_goes_to_owner_and_operator(
    desk: Desk, kind: str, how: Callable[[Incident], Incident], words: str
) -> None:
    one = await desk.live()
    await desk.rounds(1)
    await desk.change(one, "parked", how)
    await desk.rounds()
    assert words in desk.texts("U0ANN")[-1]
    assert desk.chat.to("U0ANN")[-1].thread == desk.chat.messages[0].ts
    [operator] = desk.texts("U0OPS")
    # It is the operator's first, so the whole comes with it.
    assert words in operator
    assert "\nLeaked credential: " in operator
    assert (kind, "operator", "sent") in desk.rows()


async def test_overdue_is_said_after_ten_minutes_and_not_when_it_is_over(desk: Desk) -> None:
    one, other = await desk.live(), await desk.live("hvs.other")
    for incident in (one, other):
        await desk.change(incident, "decided", lambda it: lifecycle.decided(it, [], desk.rig.clock()))
    await desk.rounds()
    assert len(desk.chat.messages) == 2
    await desk.dead(other)
    desk.rig.clock.pass_(minutes=11)
    await desk.rounds()
    said = [text for text in desk.texts("U0ANN") if "still not dead" in text]
    assert [text.split(",")[0] for text in said] == [f"Incident {one}"]
    assert [row[2] for row in desk.rows() if row[0] == "overdue"] == ["sent", "sent", "stale", "stale"]


async def test_an_exception_is_told_with_its_end_and_a_dismissal_silences(desk: Desk) -> None:
    one, other = await desk.live(), await desk.live("hvs.other")
    await desk.change(other, "dismissed", lambda it: lifecycle.parked(it, Reason.DISMISSED))
    await desk.rounds(1)
    await desk.change(
        one, "excepted", lambda it: lifecycle.excepted(it, desk.rig.clock.now + timedelta(days=1), "release")
    )
    await desk.rounds()
    first, second = desk.texts("U0ANN")
    assert first.startswith("Leaked credential")
    assert "the risk is accepted until 2026-03-02 12:00 UTC (release). It counts as alive" in second


# --- who ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("owner", "user", "why"),
    [
        ("ann@example.org", "U0ANN", ""),
        ("Ann B. <ann@example.org>", "U0ANN", ""),
        ("team-app", "U0BOB", ""),
        ("nobody@example.org", "U0OPS", "Slack says users_not_found"),
        ("guest@example.org", "U0OPS", "the Slack user is no full member (restricted)"),
        ("far@example.net", "U0OPS", "the Slack user is no full member (stranger)"),
        ("gone@example.org", "U0OPS", "the Slack user is no full member (deleted)"),
        ("team-guest", "U0OPS", "the Slack user is no full member (restricted)"),
        ("@acme/web", "U0OPS", "the owner is no e-mail address and stands not in [slack] users"),
        ("x <!channel> <#C0PUBLIC>", "U0OPS", "the owner is no e-mail address and stands not in [slack] users"),
    ],
)
async def test_owners_become_people(desk: Desk, owner: str, user: str, why: str) -> None:
    desk.users = {"team-app": "U0BOB", "team-guest": "U0GUEST"}
    desk.sender = desk.fresh()
    desk.rig.owner = Owner(owner, "inventory entry x by fingerprint")
    await desk.live()
    await desk.rounds()
    [message] = desk.chat.messages
    assert message.user == user
    assert message.channel.startswith("D")
    assert (f"(in the owner's stead: {why})" in message.text) is bool(why)
    assert "<!channel>" not in message.text


def test_addresses() -> None:
    assert address_of("A <a@b.example>") == "a@b.example"
    for odd in ("@acme/web", "a@b", "a b@c.example", "a@b.exa\nmple", "<a@b.example> x", "a" * 99 + "@b.example"):
        assert address_of(odd) is None, odd


async def test_without_the_right_to_look_people_up_the_operator_is_told(desk: Desk) -> None:
    body = b'{"ok":false,"error":"missing_scope"}'
    desk.chat.faults = [Fault("users.lookupByEmail", "200 OK", body=body)]
    await desk.live()
    await desk.rounds()
    assert [message.user for message in desk.chat.messages] == ["U0OPS"]


async def test_an_owner_who_may_not_be_written_to_leaves_the_operator(desk: Desk) -> None:
    desk.chat.faults = [Fault(status="200 OK", body=b'{"ok":false,"error":"messages_tab_disabled"}')]
    await desk.live()
    await desk.rounds(2, seconds=30)
    [message] = desk.chat.messages
    assert message.user == "U0OPS"
    assert "in the owner's stead: Slack says messages" in message.text


async def test_whom_only_a_pusher_names_learns_nothing_that_he_did_not_push(desk: Desk) -> None:
    desk.rig.owner = AUTHOR
    one = await desk.live(path="mine.env")
    await desk.find(path="vault/private.hcl", source="ops-log")
    await desk.rounds()
    [short] = desk.texts("U0BOB")
    assert '"mine.env" line 1, source repo' in short
    for told in ("token ci", "yes, since", "private.hcl", "ops-log", "more places", "end it for good"):
        assert told not in short
    assert "You get this because: Bob &lt;bob@example.org&gt;, author of commit c0ffee1" in short
    [whole] = desk.texts("U0OPS")
    assert "token ci on bao" in whole
    assert "private.hcl" in whole
    assert desk.rig.entry(one).incident.clocks.noticed is not None
    await desk.dead(one)
    await desk.rounds()
    assert len(desk.texts("U0BOB")) == 1
    assert "proven dead" in desk.texts("U0OPS")[-1]


async def test_who_takes_over_is_told_and_the_former_owner_no_more(desk: Desk) -> None:
    one = await desk.live()
    await desk.rounds(1)
    await desk.change(one, "owner", lambda it: lifecycle.owned(it, Owner("bob@example.org", "assigned by ops")))
    await desk.rounds()
    assert len(desk.texts("U0BOB")) == 1
    assert desk.texts("U0BOB")[0].startswith("Leaked credential")
    await desk.dead(one)
    await desk.rounds()
    assert (len(desk.texts("U0ANN")), len(desk.texts("U0BOB"))) == (1, 2)


async def test_who_no_longer_owns_it_is_not_told_first(desk: Desk) -> None:
    one = await desk.live()
    await desk.change(one, "owner", lambda it: lifecycle.owned(it, Owner("bob@example.org", "assigned by ops")))
    await desk.rounds()
    assert [message.user for message in desk.chat.messages] == ["U0BOB"]


async def test_the_operator_is_not_told_twice_where_he_stands_in(desk: Desk) -> None:
    desk.rig.owner = Owner("Eve <eve@nowhere.example>", "author of commit c0ffee1")
    one = await desk.live()
    await desk.rounds()
    assert [message.user for message in desk.chat.messages] == ["U0OPS"]
    assert [row[2] for row in desk.rows()] == ["sent", "sent"]
    assert desk.rig.entry(one).incident.clocks.noticed is not None


@pytest.mark.parametrize("channel", [{"id": "C0PUBLIC"}, {"id": "G0SHARED"}, {}, None])
async def test_nothing_goes_to_what_is_no_direct_message(desk: Desk, channel: object) -> None:
    body = json.dumps({"ok": True, "channel": channel}).encode()
    desk.chat.faults = [Fault("conversations.open", "200 OK", body=body)]
    await desk.live()
    await desk.sender.once()
    assert "chat.postMessage" not in desk.chat.asked
    await desk.rounds(2, seconds=10)
    [message] = desk.chat.messages
    assert message.user == "U0OPS"


async def test_several_operators_each_get_it_and_a_failure_repeats_only_what_is_missing(desk: Desk) -> None:
    desk.operator = ("U0OPS", "U0BOB")
    desk.sender = desk.fresh()
    desk.rig.owner = Owner("team", "fallback")
    await desk.live()
    desk.chat.faults = [Fault("conversations.open", "500 Internal Server Error"), Fault("chat.postMessage", "500 x")]
    await desk.rounds(6, seconds=20)
    assert sorted(message.user for message in desk.chat.messages) == ["U0BOB", "U0OPS"]


# --- modes and the backlog ----------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", list(Mode))
async def test_observing_tells_owners_nothing(desk: Desk, mode: Mode) -> None:
    desk.rig.policy(replace(AUTO, mode=mode))
    desk.sender = desk.fresh()
    await desk.live()
    await desk.rounds()
    assert [message.user for message in desk.chat.messages] == ([] if mode is Mode.OBSERVE else ["U0ANN"])


async def test_a_policy_that_became_stricter_silences_what_still_waits(desk: Desk) -> None:
    await desk.live()
    desk.rig.policy(replace(AUTO, mode=Mode.OBSERVE))
    desk.sender = desk.fresh()
    await desk.rounds()
    assert desk.chat.messages == []
    assert desk.rows() == [("leak", "owner", "stale")]


@pytest.mark.parametrize("reason", [Reason.CANARY, Reason.PROTECTED])
async def test_the_operator_hears_of_canaries_and_protected_ones_even_when_observing(
    desk: Desk, reason: Reason
) -> None:
    desk.rig.policy(replace(AUTO, mode=Mode.OBSERVE))
    desk.sender = desk.fresh()
    one = await desk.find()
    await desk.change(one, "parked", lambda it: lifecycle.parked(it, reason))
    await desk.rounds()
    [message] = desk.chat.messages
    assert message.user == "U0OPS"
    assert f"it waits: {reason.sentence}" in message.text


async def test_what_has_no_probe_is_told_under_a_rule_for_any_system(desk: Desk) -> None:
    finding = desk.rig.finding(pem_types.KEY, key="k")
    one = await desk.rig.submit(finding)
    await desk.change(one, "parked", lambda it: lifecycle.parked(it, Reason.NO_PROBE))
    await desk.rounds()
    assert desk.chat.messages == []
    desk.rig.policy(AUTO, Rule("rest", Mode.NOTIFY))
    desk.sender = desk.fresh()
    await desk.change(one, "note", lambda it: it)
    await desk.rounds()
    [text] = desk.texts("U0ANN")
    assert "Live? not known" in text
    assert "it is yours to end" in text


async def test_the_backlog_is_one_digest_until_it_is_released(desk: Desk) -> None:
    numbers = [await desk.live(f"hvs.old-{number}", backlog=True) for number in range(3)]
    await desk.sender.scanned("repo")
    await desk.sender.scanned("repo")
    await desk.rounds()
    assert desk.chat.messages == []
    desk.rig.clock.pass_(seconds=30)
    await desk.rounds()
    [message] = desk.chat.messages
    assert message.user == "U0OPS"
    assert "The first look at source repo is through.\nIts backlog: 3 incidents (3 live)." in message.text
    assert "stanch backlog release --source repo" in message.text

    async def others(_verb: str, _person: str, _arguments: Mapping[str, Any]) -> str:
        return "others"

    release = Backlog(desk.rig.ledger.outbox, frozenset({"repo"}), desk.rig.clock, lambda: None, others)
    assert await release.handle("deny", "ann", {}) == "others"
    with pytest.raises(Complaint, match="there is no source rpo"):
        await release.handle(VERB, "ann", {"source": "rpo"})
    said = await release.handle(VERB, "ann", {"source": "repo"})
    assert said == "released of repo: 3 incidents; their owners are told as the policy says"
    assert await release.handle(VERB, "bob", {"source": "repo"}) == (
        "released of repo: 0 incidents; their owners are told as the policy says"
    )
    note = "released from the backlog: owners may be told (by ann)"
    assert [desk.rig.detail(number, "released")["note"] for number in numbers] == [note] * 3
    await desk.rounds(6)
    assert len(desk.texts("U0ANN")) == 3
    assert [desk.rig.entry(number).incident.backlog for number in numbers] == [True] * 3
    with LedgerView(desk.rig.path) as view:
        [backlog] = view.backlog()
    assert (backlog.source, backlog.states, backlog.released) == ("repo", {State.LIVE: 3}, 3)


async def test_what_came_later_is_in_a_digest_of_its_own(desk: Desk) -> None:
    await desk.live("hvs.a", backlog=True)
    await desk.sender.scanned("repo")
    await desk.live("hvs.b", backlog=True)
    await desk.sender.scanned("repo")
    desk.rig.clock.pass_(seconds=31)
    await desk.rounds()
    assert ["1 incidents" in text for text in desk.texts("U0OPS")] == [True, True]


async def test_leads_are_gathered(desk: Desk) -> None:
    desk.rig.policy(Rule("all", Mode.NOTIFY))
    desk.sender = desk.fresh()
    for number in range(3):
        one = await desk.rig.leak(None, value=f"hunter-{number}")
        await desk.change(one, "parked", lambda it: lifecycle.parked(it, Reason.NO_PROBE))
    await desk.rounds()
    assert desk.chat.messages == []
    desk.rig.clock.pass_(hours=1)
    await desk.rounds()
    [text] = desk.texts("U0ANN")
    assert text.startswith('3 findings name you:\n1: Lead, "app.env" line 1')


async def test_too_many_become_one_and_the_thread_goes_on_from_it(desk: Desk) -> None:
    numbers = [await desk.live(f"hvs.many-{number}") for number in range(TOO_MANY + 1)]
    await desk.rounds()
    [digest] = desk.chat.messages
    assert digest.text.startswith(f"{TOO_MANY + 1} incidents wait for you at once")
    assert all(desk.rig.entry(number).incident.clocks.noticed is not None for number in numbers)
    assert {row[2] for row in desk.rows()} == {"digest"}
    await desk.dead(numbers[3])
    await desk.rounds()
    assert desk.chat.messages[-1].thread == digest.ts
    for number in range(10):
        await desk.live(f"hvs.flood-{number}")
    await desk.rounds()
    assert len(desk.chat.messages) == 2, "it is quiet for five minutes"
    desk.rig.clock.pass_(minutes=5)
    await desk.rounds(12)
    assert len(desk.chat.messages) == 12


async def test_one_message_a_second_into_one_conversation(desk: Desk) -> None:
    for number in range(3):
        await desk.live(f"hvs.lv-{number}")
    await desk.sender.once()
    await desk.sender.once()
    assert titles(desk) == [title(1)]
    await desk.rounds(3)
    assert titles(desk) == [title(1), title(2), title(3)]


# --- when Slack does not answer ----------------------------------------------------------------------------


@pytest.mark.parametrize(("asked", "seconds"), [("7", 7), ("soon", 60), ("", 60), ("0", 1), ("999999", 3600)])
async def test_a_429_waits_as_long_as_it_asks(desk: Desk, asked: str, seconds: int) -> None:
    await desk.live()
    await desk.live("hvs.two")
    desk.chat.faults = [Fault(retry_after=asked)]
    await desk.sender.once()
    posts = desk.chat.asked.count("chat.postMessage")
    desk.rig.clock.pass_(seconds=seconds - 0.5)
    await desk.sender.once()
    assert desk.chat.asked.count("chat.postMessage") == posts == 1
    desk.rig.clock.pass_(seconds=2)
    await desk.rounds()
    assert len(desk.chat.messages) == 2


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status="500 Internal Server Error"),
        Fault(status="503 Service Unavailable", body=b"<html>later</html>", content_type="text/html"),
        Fault(status="200 OK", body=b"<html>log in</html>", content_type="text/html"),
        Fault(status="200 OK", body=b"hello", content_type="text/plain"),
        Fault(status="200 OK", body=b"{", content_type="application/json"),
        Fault(status="200 OK", body=b"[]", content_type="application/json"),
        Fault(status="200 OK", body=b'{"ok":true}'),
        Fault(drop=True),
    ],
    ids=lambda fault: "drop" if fault.drop else f"{fault.status} {fault.body[:9]!r}",
)
@pytest.mark.parametrize("duplicates", [True, False])
async def test_whatever_it_answers_the_message_arrives_once(desk: Desk, fault: Fault, *, duplicates: bool) -> None:
    desk.chat.duplicates = duplicates
    one = await desk.live()
    desk.chat.faults = [fault]
    await desk.sender.once()
    assert desk.rig.entry(one).incident.clocks.noticed is None
    with LedgerView(desk.rig.path) as view:
        notices = view.notices(desk.rig.clock())
    assert (notices.waiting, notices.failing, notices.failed) == (1, 1, 0)
    assert notices.why.startswith(("Slack ", "no usable answer from Slack"))
    await desk.rounds(3, seconds=10)
    assert len(desk.chat.messages) == 1
    assert desk.rig.entry(one).incident.clocks.noticed is not None


async def test_a_lost_answer_without_the_right_to_look_is_at_worst_said_twice(desk: Desk) -> None:
    """Neither history nor client_msg_id: then the same words stand there twice, and the thread is the one we know."""
    desk.chat.duplicates = False
    desk.chat.scopes -= {"im:history"}
    one = await desk.live()
    desk.chat.faults = [Fault(drop=True)]
    await desk.rounds(3, seconds=10)
    first, second = desk.chat.messages
    assert first.text == second.text
    await desk.dead(one)
    await desk.rounds()
    assert desk.chat.messages[-1].thread == second.ts


async def test_a_redirect_is_not_followed(desk: Desk) -> None:
    async with chat(TOKEN, PEOPLE) as elsewhere:
        place = f"{elsewhere.url}chat.postMessage"
        desk.chat.faults = [Fault(status="307 Temporary Redirect", location=place, body=b"")]
        await desk.live()
        await desk.sender.once()
        assert elsewhere.asked == []
    await desk.rounds(3, seconds=10)
    assert len(desk.chat.messages) == 1


async def test_it_is_tried_for_a_week_and_then_counted(desk: Desk) -> None:
    await desk.live()
    desk.chat.faults = [Fault(status="500 Internal Server Error") for _ in range(400)]
    attempts = 0
    while desk.rows() == [("leak", "owner", None)]:
        due = await desk.rig.ledger.outbox.next_due()
        assert due is not None
        desk.rig.clock.now = max(desk.rig.clock.now, due)
        await desk.sender.once()
        attempts += 1
    assert desk.rows() == [("leak", "owner", "failed")]
    assert 150 < attempts < 250
    with LedgerView(desk.rig.path) as view:
        notices = view.notices(desk.rig.clock())
    assert (notices.waiting, notices.failed, notices.why) == (0, 1, "Slack answered 500, internal_error")


async def test_a_proxy_of_the_environment_is_not_used(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    await desk.live()
    await desk.rounds(1)
    assert titles(desk) == [title(1)]


async def test_errors_hold_neither_token_nor_text(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    await desk.live()
    desk.chat.faults = [Fault(status="500 x", body=json.dumps({"error": TOKEN.reveal()}).encode()), Fault(drop=True)]
    await desk.rounds(4, seconds=10)
    said = "".join(capsys.readouterr()) + desk.rig.path.read_bytes().decode("latin-1")
    assert TOKEN.reveal() not in said
    assert TOKEN.reveal() not in repr(desk.sender)


async def test_the_task_goes_on_until_it_is_told_to_stop(desk: Desk) -> None:
    class Still:
        async def wait(self, _seconds: float) -> None:
            await asyncio.sleep(0)
            desk.rig.clock.pass_(seconds=2)
            if len(desk.chat.messages) == 2:
                stopping.set()

    stopping = asyncio.Event()
    await desk.live()
    await desk.live("hvs.two")
    async with asyncio.timeout(10):
        await desk.sender.run(stopping, Still())
    assert [row[2] for row in desk.rows()] == ["sent", "sent"]


async def test_a_stop_during_a_round_is_not_waited_for_afterwards(desk: Desk) -> None:
    class Deaf:
        async def wait(self, _seconds: float) -> None:
            pytest.fail("it has rung already")

    stopping = asyncio.Event()
    await desk.live()
    asyncio.get_running_loop().call_soon(stopping.set)  # while the ledger is asked
    await desk.sender.run(stopping, Deaf())
    assert [row[2] for row in desk.rows()] == ["sent"], "what was begun is finished"


async def test_the_ledger_is_asked_only_where_something_was_written_or_comes_due(desk: Desk) -> None:
    stopping = asyncio.Event()
    commits: list[int] = []

    class Still:
        async def wait(self, _seconds: float) -> None:
            await asyncio.sleep(0)
            desk.rig.clock.pass_(seconds=1)
            commits.append(desk.rig.ledger.commits)
            if len(commits) == 50:
                desk.chat.faults = [Fault(retry_after="30")]
                await desk.live()
            if len(commits) == 150:
                stopping.set()

    async with asyncio.timeout(20):
        await desk.sender.run(stopping, Still())
    assert [row[2] for row in desk.rows()] == ["sent"]
    asked = [number for number, (before, after) in enumerate(pairwise(commits), start=1) if after > before]
    # After the leak, after what that round wrote, when Slack has waited enough, and after what that wrote.
    assert asked == [50, 51, 81, 82]
