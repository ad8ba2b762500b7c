"""Webhooks: who proves what he is, what everybody else learns (nothing), and that what was answered is not lost."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.complaint import Complaint
from agent.doors.http import HttpEndpoint
from agent.found import Chunk, Debt, TextsPart, Visibility
from agent.ledger import LedgerFullError
from agent.model import CredentialRef, Reason
from agent.response import lifecycle
from agent.response.limits import Freeze
from agent.seal import ResponderKeys, new_private
from agent.settings import Web
from agent.settings.webhooks import HookProvider, WebHookSettings
from agent.sources.reports.arrivals import ArrivalSource
from agent.web.hooks import Hook, Hooks
from agent.web.labels import Labels
from agent.web.public_keys import PublicKeys, pinned
from agent.web.server import CAP, serve
from agent.wiring.webhooks import secrets as hook_secrets
from detectors import openbao
from detectors.base import Secret
from tests.sims.githost import Host
from tests.sims.liar import Lie, answer, as_json
from tests.sims.rig import Rig
from tests.sims.senders import (
    KEYS,
    Partner,
    Post,
    alertmanager,
    gitea,
    github,
    gitlab,
    gitlab_signed,
    revocation,
    send,
    send_raw,
)

SECRET = "hook-" + "Zq7canaryWv3xR8tPk"
VALUE = "canary-" + "Xk9Lm2Qp7Rt4"
HERE = Web("127.0.0.1", 0, frozenset({"127.0.0.1"}))
GONE = b"there is nothing here\n"
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def settings(name: str, provider: HookProvider) -> WebHookSettings:
    return WebHookSettings(
        name, provider, None, pushes=("acme", "lib"), alerts=("alerts",), jobs=("ci",), types=("gitleaks_rule_id_aws",)
    )


@dataclass
class Place:
    """A hook of each kind on a real socket and a real ledger; `woken` is what the daemon was told."""

    rig: Rig
    partner: Partner
    keys: PublicKeys
    hooks: Hooks
    freeze: Freeze
    port: int = 0
    woken: list[tuple[str, str]] = field(default_factory=list)

    def wake(self, name: str, full: str = "") -> None:
        self.woken.append((name, full))

    async def send(self, post: Post) -> int:
        return (await send(self.port, post))[0]

    async def waiting(self, name: str) -> list[tuple[str, str]]:
        """Label and reported value of all that waits."""
        source = self.hooks.hooks[name].source
        assert source is not None
        return [(text.label, text.reported) async for part in texts(source) for text in part.texts]


async def texts(source: ArrivalSource) -> AsyncIterator[TextsPart]:
    async for chunk in source.chunks(None, rules="r", now=NOW):
        if isinstance(chunk.part, TextsPart):
            yield chunk.part


@asynccontextmanager
async def opened(rig: Rig, port: int, partner: Partner) -> AsyncIterator[Place]:
    door = HttpEndpoint(system="partner", name="keys", host="127.0.0.1", port=port)
    keys = PublicKeys(door, KEYS, rig.clock)
    hooks = {
        name: Hook(
            settings(name, provider),
            Secret(SECRET),
            keys if provider is HookProvider.GITHUB_PARTNER else None,
            ArrivalSource(name, Visibility.PUBLIC, rig.ledger, rig.keys) if provider.reports else None,
        )
        for name, provider in ((each.value, each) for each in HookProvider)
    }
    freeze = Freeze(rig.path.parent / "frozen")
    place = Place(rig, partner, keys, Hooks({}, daemon=None, clock=rig.clock), freeze)  # type: ignore[arg-type]
    place.hooks = Hooks(hooks, place, rig.clock, pause=0.05, freeze=freeze)
    async with serve(HERE, {}, place.hooks.receive) as listening:
        place.port = listening
        yield place


@pytest.fixture
async def place(rig: Rig) -> AsyncIterator[Place]:
    partner = Partner()
    async with Host(api=partner.api) as host, opened(rig, host.port, partner) as found:
        yield found


PUSHES: dict[str, Callable[[str, str], Post]] = {"github": github, "gitlab": gitlab, "gitea": gitea}


@pytest.mark.parametrize("name", PUSHES)
async def test_a_push_wakes_the_sources_that_are_named(place: Place, name: str) -> None:
    assert await place.send(PUSHES[name](name, SECRET)) == 204
    assert place.woken == [("acme", "acme/app"), ("lib", "acme/app")]
    assert place.hooks.counted == {(name, "taken"): 1}


@pytest.mark.parametrize(
    ("post", "woken"),
    [
        (github("github", SECRET, "secret_scanning_alert"), ["alerts"]),
        (github("github", SECRET, "workflow_run"), ["ci"]),
        (github("github", SECRET, "ping"), []),
        (github("github", SECRET, "star"), []),
        (gitlab("gitlab", SECRET, "Job Hook"), ["ci"]),
        (gitlab("gitlab", SECRET, "Tag Push Hook"), ["acme", "lib"]),
        (gitlab("gitlab", SECRET, "Note Hook"), []),
        (gitea("gitea", SECRET, "issues"), []),
    ],
)
async def test_what_it_is_about_says_who_is_woken(place: Place, post: Post, woken: list[str]) -> None:
    assert await place.send(post) == 204
    assert [name for name, _ in place.woken] == woken


def without(post: Post, name: str) -> Post:
    return replace(post, headers=tuple(one for one in post.headers if one[0] != name))


TOKEN = "whsec_" + base64.b64encode(b"Zq7canaryWv3xR8tPkZq7canaryWv3xR").decode()


@pytest.fixture
def signed(place: Place) -> Place:
    """GitLab's hook has a signing token."""
    hooks = dict(place.hooks.hooks)
    hooks["gitlab"] = replace(hooks["gitlab"], secret=Secret(TOKEN))
    place.hooks.hooks = hooks
    return place


@pytest.mark.parametrize("off", [-299, 0, 299])
async def test_gitlabs_signing_token_signs_a_time(signed: Place, off: int) -> None:
    post = gitlab_signed("gitlab", TOKEN, signed.rig.clock() + timedelta(seconds=off))
    assert await signed.send(post) == 204
    # While it is changed there, several stand in the header.
    several = other(post, "webhook-signature", lambda mark: f"v1,bm90IGl0 v2,x {mark}")
    assert await signed.send(several) == 204
    assert signed.hooks.counted == {("gitlab", "taken"): 2}


async def test_what_its_signature_does_not_hold_for_is_refused(signed: Place) -> None:
    now = signed.rig.clock()
    post = gitlab_signed("gitlab", TOKEN, now)
    key = base64.b64encode(b"another-key-of-thirty-two-bytes!").decode()
    refused = [
        gitlab_signed("gitlab", TOKEN, now - timedelta(seconds=310)),
        gitlab_signed("gitlab", TOKEN, now + timedelta(seconds=310)),
        gitlab_signed("gitlab", f"whsec_{key}", now),
        gitlab("gitlab", TOKEN),  # the token itself is no proof: it would be one for ever
        other(post, "webhook-id", lambda _: "another"),
        other(post, "webhook-id", lambda _: ""),
        other(post, "webhook-timestamp", lambda sent: str(int(sent) + 1)),
        other(post, "webhook-timestamp", lambda _: "1e9"),
        other(post, "webhook-timestamp", lambda _: "9" * 100),
        other(post, "webhook-signature", lambda mark: mark.removeprefix("v1,")),
        other(post, "webhook-signature", lambda mark: "v1,x " * 8 + mark),
        other(post, "webhook-signature", lambda _: "v1,"),
        without(post, "webhook-signature"),
        twice(post, "webhook-signature"),
        replace(post, body=post.body + b" "),
    ]
    assert [await signed.send(one) for one in refused] == [404] * len(refused)
    assert signed.woken == []


@pytest.mark.parametrize("text", ["whsec_" + "not base64 at all!", "whsec_" + "c2hvcnQ=", "whsec_"])
def test_a_signing_token_that_is_none_is_said(tmp_path: Path, text: str) -> None:
    file = tmp_path / "secret"
    file.write_text(text)
    file.chmod(0o600)
    hook = replace(settings("gitlab", HookProvider.GITLAB), secret=CredentialRef(file, at="stanch.toml:4: secret.file"))
    with pytest.raises(Complaint, match=r"^stanch.toml:4: secret.file: begins as a signing token"):
        hook_secrets([hook])


async def test_an_alert_that_fires_freezes_and_none_thaws(place: Place) -> None:
    """The breaker on consumer errors: whether it is over is for a person to say."""
    name = "alertmanager"
    assert await place.send(alertmanager(name, SECRET, "resolved")) == 204
    assert await place.send(alertmanager(name, SECRET)) == 204
    assert not place.freeze.on
    assert await place.send(alertmanager(name, SECRET, "resolved", "firing")) == 204
    reason = place.freeze.path.read_text()
    assert re.fullmatch(r"2026-03-01T12:00:[0-9.]+Z web\.hooks\.alertmanager: an alert fires\n", reason)
    assert await place.send(alertmanager(name, SECRET, "firing")) == 204
    assert await place.send(alertmanager(name, SECRET, "resolved")) == 204
    assert (place.freeze.on, place.freeze.path.read_text()) == (True, reason)
    assert place.woken == []
    assert place.hooks.counted == {(name, "taken"): 2, (name, "ignored"): 3}


@pytest.mark.parametrize(("cut", "frozen"), [(0, False), (None, False), (1, True)])
async def test_an_alert_that_was_cut_off_may_fire(place: Place, cut: int | None, *, frozen: bool) -> None:
    """With max_alerts Alertmanager sends the first ones of a group, which may be over while a later one fires."""
    post = alertmanager("alertmanager", SECRET, "resolved")
    body = json.dumps({**json.loads(post.body), "truncatedAlerts": cut}).encode()
    assert await place.send(replace(post, body=body)) == 204
    assert place.freeze.on is frozen


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"alerts": [{}]}', b'{"alerts": "firing"}', b"\xff", b"[" * 9999]
)
async def test_what_is_no_alert_is_said_to_who_has_proved_himself(place: Place, body: bytes) -> None:
    post = replace(alertmanager("alertmanager", SECRET, "firing"), body=body)
    code, answer = await send(place.port, post)
    assert (code, place.freeze.on) == (400, False)
    assert answer.endswith(b"the body of an Alertmanager's webhook is expected\n")


async def test_an_alert_that_cannot_freeze_is_asked_for_again(place: Place) -> None:
    """Alertmanager sends again what was answered with a 5xx."""
    place.hooks.freeze = Freeze(place.rig.path / "a file stands there" / "frozen")
    assert await place.send(alertmanager("alertmanager", SECRET, "firing")) == 503
    assert place.hooks.counted == {("alertmanager", "full"): 1}


def twice(post: Post, name: str) -> Post:
    return replace(post, headers=(*post.headers, *(one for one in post.headers if one[0] == name)))


def other(post: Post, name: str, change: Callable[[str], str]) -> Post:
    return replace(post, headers=tuple((key, change(it) if key == name else it) for key, it in post.headers))


PROOFS = {
    "github": "X-Hub-Signature-256",
    "gitlab": "X-Gitlab-Token",
    "gitea": "X-Gitea-Signature",
    "gitlab-revocation": "Authorization",
    "github-partner": "Github-Public-Key-Signature",
    "alertmanager": "Authorization",
}


def good(place: Place, name: str) -> Post:
    tokens = [("kind", VALUE, "https://x/blob/main/a")]
    match name:
        case "gitlab-revocation":
            return revocation(name, SECRET, tokens)
        case "github-partner":
            return place.partner.post(name, tokens)
        case "alertmanager":
            return alertmanager(name, SECRET, "firing")
        case _:
            return PUSHES[name](name, SECRET)


@pytest.mark.parametrize("name", PROOFS)
async def test_without_proof_everything_is_as_if_it_were_not_there(place: Place, name: str) -> None:
    post, proof = good(place, name), PROOFS[name]
    forged = [
        without(post, proof),
        twice(post, proof),
        other(post, proof, lambda it: it[:-1]),
        other(post, proof, lambda it: it + "0"),
        other(post, proof, lambda it: ("0" if it[0] != "0" else "1") + it[1:]),
        other(post, proof, lambda _: ""),
        other(post, proof, lambda _: "sha256="),
        other(post, proof, lambda _: "caf\u00e9 \u00ff"),
        replace(post, method="GET"),
        replace(post, method="PUT"),
        replace(post, path=post.path + "/x"),
        replace(post, path=post.path + "/v1/revocable_token_types"),
        replace(post, path="nobody"),
        replace(post, path=""),
    ]
    if name not in {"gitlab", "gitlab-revocation", "alertmanager"}:  # which sign nothing
        forged += [replace(post, body=post.body + b" "), replace(post, body=json.dumps({"x": 1}).encode())]
        forged += [replace(post, body=json.dumps(json.loads(post.body), separators=(",", ":")).encode())]
    if name == "github-partner":
        forged += [without(post, "Github-Public-Key-Identifier"), twice(post, "Github-Public-Key-Identifier")]
        forged += [other(post, "Github-Public-Key-Identifier", lambda _: "unknown")]
    said = await asyncio.gather(*(send(place.port, one) for one in forged))
    answers = {re.sub(rb"Date: [^\r]+", b"", whole) for _, whole in said}
    assert len(answers) == 1, answers
    assert answers.pop().endswith(b"\r\n\r\n" + GONE)
    assert (place.woken, await place.rig.ledger.arrivals(name, 0), place.freeze.on) == ([], (), False)
    refused = place.hooks.counted[name, "refused"] + place.hooks.counted["other", "refused"]
    assert refused == len(forged) == place.hooks.counted.total()
    assert {hook for hook, _ in place.hooks.counted} <= {name, "other"}
    assert await place.send(post) == 204


async def test_a_refusal_takes_as_long_whatever_was_wrong(place: Place) -> None:
    place.hooks.pause = 0.3
    post = good(place, "github-partner")
    unknown = other(post, "Github-Public-Key-Identifier", lambda _: "unknown")
    loop = asyncio.get_running_loop()
    for one in (replace(post, path="nobody"), without(post, "Github-Public-Key-Signature"), unknown, github("x", "y")):
        begun = loop.time()
        assert await place.send(one) == 404
        assert 0.29 < loop.time() - begun < 0.6


async def test_a_body_that_is_too_long_or_cut_or_packed(place: Place) -> None:
    assert await place.send(replace(github("github", SECRET), body=b"x" * (CAP + 1))) == 413
    assert await place.send(replace(github("nobody", SECRET), body=b"x" * (CAP + 1))) == 413
    post = github("github", SECRET)
    packed = replace(post, headers=(*post.headers, ("Content-Encoding", "gzip")))
    assert await place.send(packed) == 204, "the signature is over what was sent, and nothing is unpacked"
    assert await place.send(replace(gitlab("gitlab", SECRET), body=b"a=b")) == 400
    assert place.hooks.counted["gitlab", "unreadable"] == 1


async def test_slow_bodies_hold_up_nobody(place: Place) -> None:
    """Many who have sent half of what they said: the next one is answered all the same."""
    raw = github("github", SECRET).raw()
    slow = [await asyncio.open_connection("127.0.0.1", place.port) for _ in range(40)]
    for _, writer in slow:
        writer.write(raw[:-5])
        await writer.drain()
    assert await place.send(github("github", SECRET)) == 204
    for _, writer in slow:
        writer.close()


async def test_bodies_share_the_room(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.web.server.ROOM", 1000)
    async with serve(HERE, {}, place.hooks.receive) as port:
        post = gitlab("gitlab", SECRET)
        assert (await send(port, replace(post, body=b"x" * 2000)))[0] == 503
        assert {(await send(port, post))[0] for _ in range(40)} == {204}, "what was held is given back"


async def test_another_name_of_the_host_is_turned_away(place: Place) -> None:
    assert (await send_raw(place.port, github("github", SECRET).raw("evil.example")))[0] == 421
    assert place.woken == []


# --- reports -----------------------------------------------------------------------------------------

REPORTERS = ["github-partner", "gitlab-revocation"]


@pytest.mark.parametrize("name", REPORTERS)
async def test_what_is_reported_is_in_the_ledger_sealed_before_it_is_answered(place: Place, name: str) -> None:
    assert await place.send(good(place, name)) == 204
    assert place.woken == [(name, "")]
    place.rig.again()  # as after a kill
    source = ArrivalSource(name, Visibility.PUBLIC, place.rig.ledger, place.rig.keys)
    assert [(text.label, text.reported) async for part in texts(source) for text in part.texts] == [
        ("https://x/blob/main/a", VALUE)
    ]
    kept = b"".join(path.read_bytes() for path in place.rig.folder.rglob("*") if path.is_file())
    assert VALUE.encode() not in kept


@pytest.mark.parametrize("name", REPORTERS)
async def test_the_same_delivery_a_hundred_times_waits_once(place: Place, name: str) -> None:
    post = good(place, name)
    statuses = [status for _ in range(5) for status in await asyncio.gather(*(place.send(post) for _ in range(20)))]
    assert statuses == [204] * 100
    assert len(await place.rig.ledger.arrivals(name, 0)) == 1


async def test_two_at_once_are_two(place: Place) -> None:
    one = revocation("gitlab-revocation", SECRET, [("a", "value-one", "")])
    two = revocation("gitlab-revocation", SECRET, [("b", "value-two", "")])
    assert list(await asyncio.gather(place.send(one), place.send(two))) == [204, 204]
    assert await place.rig.ledger.fed() == {"gitlab-revocation"}
    waiting = await place.waiting("gitlab-revocation")
    assert sorted(waiting) == [("reported as a", "value-one"), ("reported as b", "value-two")]


async def test_it_is_forgotten_with_the_cursor_that_passes_it(place: Place) -> None:
    name = "gitlab-revocation"
    await place.send(good(place, name))
    source = place.hooks.hooks[name].source
    assert source is not None
    chunks: list[Chunk] = [chunk async for chunk in source.chunks(None, rules="r", now=NOW)]
    assert [chunk.cursor is not None for chunk in chunks] == [False, True]
    assert len(await place.waiting(name)) == 1, "killed before it was handed in: it is read again"
    await place.rig.ledger.submit((), chunks[-1].cursor, at=NOW)
    assert await place.waiting(name) == []
    await place.send(good(place, name))
    cursor = chunks[-1].cursor
    assert [chunk.part is None async for chunk in source.chunks(cursor, rules="r", now=NOW)] == [False, True]


async def test_what_waits_is_sealed_anew_with_everything_else(place: Place) -> None:
    name, ledger, old = "gitlab-revocation", place.rig.ledger, place.rig.keys
    await place.send(good(place, name))
    new = ResponderKeys.load(old.scanner.fingerprint, new_private())
    await ledger.reseal(NOW, lambda _, sealed: (new.scanner.key_id, new.scanner.seal(old.open(sealed))))
    assert (await ledger.keys_in_use()).sealed == {new.scanner.key_id}
    source = ArrivalSource(name, Visibility.PUBLIC, ledger, new)
    assert [text.reported async for part in texts(source) for text in part.texts] == [VALUE]
    lost = ArrivalSource(name, Visibility.PUBLIC, ledger, old)
    [chunk] = [chunk async for chunk in lost.chunks(None, rules="r", now=NOW)]
    why = "it cannot be opened with the present keys: have it sent again"
    assert chunk.debts == (Debt(name, "delivery 1", why, lasting=True),)


async def test_ten_thousand_in_one_body_are_answered_within_a_second(place: Place) -> None:
    tokens = [("kind", f"value-{number:06}-{'x' * 60}", f"https://x/blob/main/{number}") for number in range(10_000)]
    post = place.partner.post("github-partner", tokens)
    begun = asyncio.get_running_loop().time()
    assert await place.send(post) == 204
    assert asyncio.get_running_loop().time() - begun < 1
    waiting = await place.waiting("github-partner")
    assert [value for _, value in waiting] == [value for _, value, _ in tokens]


@pytest.mark.parametrize("body", [b"", b"{}", b"[1]", b'[{"type":"a"}]', b'[{"token":""}]', b"\xff", b"[" * 100_000])
async def test_what_is_no_report_is_said_to_who_has_proved_himself(place: Place, body: bytes) -> None:
    post = replace(good(place, "gitlab-revocation"), body=body)
    status, whole = await send(place.port, post)
    assert (status, whole.rpartition(b"\r\n")[2]) == (
        400,
        b"a list of objects with token, type and url or location is expected\n",
    )
    assert await place.send(place.partner.signed("github-partner", body)) == 400


async def test_what_gitlab_may_hand_over(place: Place) -> None:
    path = "gitlab-revocation/v1/revocable_token_types"
    status, whole = await send(place.port, Post(path, (("Authorization", SECRET),), b"", "GET"))
    assert (status, json.loads(whole.rpartition(b"\r\n")[2])) == (200, {"types": ["gitleaks_rule_id_aws"]})
    assert (await send(place.port, Post(path, (), b"", "GET")))[0] == 404


async def test_what_cannot_be_kept_is_not_accepted(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.ledger.arrivals.MOST", 10)
    assert await place.send(good(place, "gitlab-revocation")) == 429
    assert await place.send(good(place, "github-partner")) == 503
    monkeypatch.undo()

    async def full(*_: object, **__: object) -> bool:
        raise LedgerFullError

    monkeypatch.setattr(type(place.rig.ledger), "arrived", full)
    assert await place.send(good(place, "github-partner")) == 503
    assert place.hooks.counted["github-partner", "full"] == 2
    assert place.woken == []


FORGED = "ghp" + "_" + "kQ7mZt2XwR9bNc4LpVf8sHyD3gJkQ7mZt2Xx"


async def test_a_partner_is_told_what_is_known_at_once_and_no_token_comes_back(place: Place) -> None:
    """By the inventory, by a probe, by a person, by a checksum; of what is only suspected nothing is said."""
    rig = place.rig
    listed, alive, none, seen = (f"{word}-Xk9Lm2Qp7Rt4" for word in ("listed", "alive", "none", "seen"))
    numbers = [await rig.leak(openbao.TOKEN, token=one) for one in (alive, none, seen)]
    claimed = [await rig.ledger.claim_one(one, rig.clock(), 60) for one in numbers]
    assert claimed[0] is not None
    assert claimed[1] is not None
    verified = replace(claimed[0], clocks=replace(claimed[0].clocks, verified=rig.clock()))
    await rig.ledger.save(verified, at=rig.clock(), what="probe", detail={})
    dismissed = lifecycle.parked(claimed[1], Reason.DISMISSED)
    await rig.ledger.save(dismissed, at=rig.clock(), what="dismissed", detail={})
    mark = rig.keys.scanner.part(Secret(listed))
    place.hooks.labels = Labels(rig.keys.scanner, lambda marks: "" if mark in marks else None, rig.path, rig.clock).of

    values = (listed, FORGED, alive, none, seen, VALUE, alive)
    status, whole = await send(place.port, place.partner.post("github-partner", [("acme", one, "") for one in values]))
    told = {row["token_hash"]: row["label"] for row in json.loads(whole.rpartition(b"\r\n\r\n")[2])}
    expected = {listed: "true_positive", FORGED: "false_positive", alive: "true_positive", none: "false_positive"}
    hashed = {hashlib.sha256(value.encode()).hexdigest(): label for value, label in expected.items()}
    assert (status, told) == (200, hashed)
    assert not any(value.encode() in whole for value in values)
    assert place.woken == [("github-partner", "")]
    # Whoever had GitHub sign his guesses hears nothing, though the inventory holds that password.
    guess = "correct-horse"
    marks = {mark, rig.keys.scanner.part(Secret(guess))}
    known = Labels(rig.keys.scanner, lambda given: "" if marks & set(given) else None, rig.path, rig.clock)
    place.hooks.labels = known.of
    status, whole = await send(place.port, place.partner.post("github-partner", [("acme", guess, "")]))
    assert status == 204
    # Nothing is known: as it was without labels. And a ledger that cannot be asked holds nothing up.
    assert await place.send(good(place, "github-partner")) == 204
    place.hooks.labels = Labels(rig.keys.scanner, lambda _: "", rig.folder / "none.db", rig.clock).of
    assert await place.send(good(place, "github-partner")) == 204


# --- the partner's keys ------------------------------------------------------------------------------


async def test_keys_are_asked_for_once_and_again_when_one_is_not_known(place: Place) -> None:
    for _ in range(3):
        assert await place.send(good(place, "github-partner")) == 204
    assert place.partner.asked == 1
    place.partner.rotate("second")
    assert await place.send(good(place, "github-partner")) == 404, "asked for a moment ago"
    place.rig.clock.pass_(minutes=2)
    assert await place.send(good(place, "github-partner")) == 204
    assert place.partner.asked == 2


@pytest.mark.parametrize(
    "lie",
    [
        as_json("500 Oops", {}),
        answer("200 OK", b"<html></html>", "text/html"),
        as_json("200 OK", {"public_keys": []}),
        as_json("200 OK", {"public_keys": [{"key_identifier": "first", "key": "no key"}]}),
        b"",
    ],
)
async def test_keys_that_are_known_count_while_nobody_answers_for_them(place: Place, lie: bytes) -> None:
    assert await place.keys.look() == timedelta(minutes=30)
    door = place.keys.door
    async with Host() as liar:
        liar.tell(Lie("", lie))
        place.keys.door = HttpEndpoint(system="partner", name="keys", host="127.0.0.1", port=liar.port)
        assert await place.keys.look() == timedelta(minutes=1)
        assert await place.send(good(place, "github-partner")) == 204
    place.keys.door = door


async def test_a_slow_server_of_keys_keeps_nobody_waiting(place: Place) -> None:
    async with Host() as liar:
        liar.tell(Lie("", as_json("200 OK", place.partner.listed()), pause=0.2))
        place.keys.door = HttpEndpoint(system="partner", name="keys", host="127.0.0.1", port=liar.port)
        begun = asyncio.get_running_loop().time()
        assert await place.send(good(place, "github-partner")) == 404
        assert asyncio.get_running_loop().time() - begun < 1


def test_keys_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    path.write_text(json.dumps(Partner().listed()))
    assert list(pinned(path)) == ["first"]
    from cryptography.hazmat.primitives.asymmetric.ec import SECP384R1

    path.write_text(json.dumps(Partner(SECP384R1()).listed()))
    with pytest.raises(Complaint, match=r"keys.json: holds no keys: save there what https://api.github.com/meta"):
        pinned(path)
    with pytest.raises(Complaint, match=r"none: cannot be read: No such file"):
        pinned(tmp_path / "none")


def test_a_secret_that_can_be_guessed_is_none(tmp_path: Path) -> None:
    from agent.model import CredentialRef

    path = tmp_path / "secret"
    path.touch(mode=0o600)
    path.write_text("short\n")
    hook = replace(settings("forge", HookProvider.GITHUB), secret=CredentialRef(path))
    with pytest.raises(Complaint, match=r"^web.hooks.forge.secret: has fewer than 16 characters"):
        hook_secrets([hook])
