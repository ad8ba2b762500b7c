"""The HTTP door against a server that answers whatever it is told to, on real sockets."""

from __future__ import annotations

import gc
import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from ssl import PROTOCOL_TLS_CLIENT, PROTOCOL_TLS_SERVER, SSLContext
from types import MappingProxyType
from typing import Any

import pytest
import trustme

from agent.doors.http import PIECE, HttpEndpoint, retry_after
from detectors.base import Secret
from revokers.base import Headers, ProviderError, Reply, TransientError, UnmappedError
from tests.sims.doors import everything, local
from tests.sims.liar import LIES, Liar, Lie, answer, as_json

VALUE = "v4lue-" + "of-the-leak"
ADMIN = "adm1n-" + "of-the-system"


@pytest.fixture
async def liar() -> AsyncIterator[Liar]:
    async with Liar() as running:
        yield running


def door(liar: Liar, **more: Any) -> HttpEndpoint:
    given: dict[str, Any] = {"system": "vault", "name": "one", "host": "127.0.0.1", "port": liar.port} | more
    return HttpEndpoint(**given)


async def test_what_is_sent(liar: Liar) -> None:
    liar.tell(Lie("ok", as_json("200 OK", {"a": [1]}, "X-Request-Id: r-1", "Date: Sun, 06 Nov 1994 08:49:37 GMT")))
    reply = await door(liar, base="/base/").post(
        "/v1/x?list=true",
        json={"token": Secret(VALUE), "deep": [MappingProxyType({"leaf": Secret(VALUE)}), Secret(VALUE)]},
        bearer=Secret(VALUE),
        headers={"X-Token": Secret(VALUE)},
    )
    at = datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)
    assert reply == Reply(200, {"a": [1]}, "application/json", request_id="r-1", date=at, retry_after=None)
    [request] = liar.seen
    assert (request.method, request.target) == ("POST", "/base/v1/x?list=true")
    assert request.body.decode() == f'{{"token":"{VALUE}","deep":[{{"leaf":"{VALUE}"}},"{VALUE}"]}}'
    assert request.headers == {
        "host": f"127.0.0.1:{liar.port}",
        "user-agent": "stanch/0.1.0",
        "accept": "application/json",
        "accept-encoding": "identity",
        "authorization": f"Bearer {VALUE}",
        "x-token": VALUE,
        "content-type": "application/json",
        "content-length": str(len(request.body)),
        "connection": "close",
    }


@pytest.mark.parametrize("name", ["X-Request-Id", "X-GitHub-Request-Id", "x-slack-req-id", "x-amzn-RequestId"])
async def test_the_providers_number_of_the_request_is_kept(liar: Liar, name: str) -> None:
    liar.tell(Lie("ok", as_json("200 OK", {}, f"{name}: AB12:34")))
    assert (await door(liar).get("/x")).request_id == "AB12:34"
    liar.tell(Lie("odd", as_json("200 OK", {}, f"{name}: a b")))
    assert (await door(liar).get("/x")).request_id is None


async def test_a_form_is_url_encoded(liar: Liar) -> None:
    await door(liar).post("/f", form={"token": Secret("a b&c=d"), "hint": "x"})
    assert liar.seen[0].body == b"token=a+b%26c%3Dd&hint=x"
    assert liar.seen[0].headers["content-type"] == "application/x-www-form-urlencoded"


async def test_only_admin_sends_the_systems_own_credential(liar: Liar) -> None:
    plain = door(liar, headers={"X-Namespace": "team"}, credential={"X-Vault-Token": Secret(ADMIN)})
    assert plain.admin is not None
    assert plain.admin.admin is None
    await plain.get("/a", headers={"X-Vault-Token": Secret(VALUE)})
    await plain.admin.delete("/b", headers={"x-vault-token": Secret(VALUE)}, json={"k": "v"})
    sent = [(r.method, r.headers["x-vault-token"], r.headers["x-namespace"], r.body) for r in liar.seen]
    assert sent == [("GET", VALUE, "team", b""), ("DELETE", ADMIN, "team", b'{"k":"v"}')]
    assert ADMIN not in repr(plain) + repr(plain.admin)
    assert door(liar).admin is None


async def test_the_environment_is_not_asked(liar: Liar, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text(f"machine 127.0.0.1 login someone password {ADMIN}\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert (await door(liar).get("/x")).status == 404
    assert "authorization" not in liar.seen[0].headers


async def test_cookies_are_not_kept(liar: Liar) -> None:
    liar.tell(Lie("cookie", as_json("200 OK", {}, "Set-Cookie: session=1; Path=/")))
    endpoint = door(liar)
    await endpoint.get("/x")
    await endpoint.get("/x")
    assert [request.headers.get("cookie") for request in liar.seen] == [None, None]


async def test_the_name_is_resolved_once_and_pinned() -> None:
    """The server is where only this resolver says, and only the first time."""
    asked: list[str] = []

    async def rebinding(host: str, port: int) -> Sequence[str]:
        asked.append(f"{host}:{port}")
        return ["127.0.0.2"] if len(asked) == 1 else ["127.0.0.3"]

    async with Liar(host="127.0.0.2") as liar:
        reply = await door(liar, host="localhost", lookup=rebinding).get("/x")
        assert reply.status == 404
        assert asked == [f"localhost:{liar.port}"]
        assert liar.seen[0].headers["host"] == f"localhost:{liar.port}"


@pytest.mark.parametrize("host", ["169.254.169.254", "0.0.0.0", "::ffff:169.254.169.254", "2130706433", "inside.test"])
async def test_an_address_that_is_refused_is_not_connected_to(liar: Liar, host: str) -> None:
    async def inside(_host: str, _port: int) -> Sequence[str]:
        return ["127.0.0.1"]

    with pytest.raises(TransientError, match=r"not connected|a number"):
        await door(liar, host=host, lookup=inside).get("/x")
    assert liar.seen == []


@pytest.mark.parametrize(
    "path",
    ["", "x", "/a\r\nX: y", "/a b", "/a#b", "/../x", "/a/./b", "/a/..", "/a/%2E%2e/b", "/a\\..\\b", "/\u00e9"],
)
async def test_a_path_that_means_another_is_not_sent(liar: Liar, path: str) -> None:
    with pytest.raises(UnmappedError, match="path"):
        await door(liar).get(path)
    assert liar.seen == []


@pytest.mark.parametrize(
    "value", [f"{VALUE}\r\nX-Evil: 1", f"{VALUE}\n", f"{VALUE}\0", f"{VALUE}\u00e9", f"{VALUE}\x7f"]
)
async def test_a_value_that_would_begin_another_header_is_not_sent(liar: Liar, value: str) -> None:
    for sent in ({"bearer": Secret(value)}, {"headers": {"X-Token": Secret(value)}}, {"headers": {value: "x"}}):
        with pytest.raises(UnmappedError) as caught:
            await door(liar).get("/x", **sent)
        assert VALUE not in everything(caught.value)
    assert liar.seen == []


async def test_a_value_that_is_not_text_is_not_sent(liar: Liar) -> None:
    broken: Mapping[str, Any] = {"token": Secret(VALUE + "\udc80")}
    bodies: tuple[Mapping[str, Any], ...] = ({"json": broken}, {"form": broken})
    for body in bodies:
        with pytest.raises(UnmappedError) as caught:
            await door(liar).post("/x", **body)
        assert VALUE not in everything(caught.value)
    assert liar.seen == []


# What each lie of tests/sims/liar.py becomes here: its status, or the error in our words.
BECOMES: Mapping[str, tuple[int, object] | str] = {
    "429 in seconds": (429, {"errors": []}),
    "429 with a date": (429, {}),
    "429 with nonsense": (429, {}),
    "500": (500, {"errors": ["permission denied"]}),
    "502 of a proxy": (502, None),
    "503 sealed": (503, {"errors": ["Vault is sealed"]}),
    "504": (504, None),
    "404": (404, {"errors": ["no handler for route"]}),
    "410": (410, {}),
    "409": (409, {"errors": ["permission denied"]}),
    "200 and nothing": (200, None),
    "200 and an empty object": (200, {}),
    "200 with a page": (200, None),
    "200 with a list": (200, [{"data": {"policies": []}}]),
    "401 with a page": (401, None),
    "403 with a page": (403, None),
    "403 with the right body as text": (403, None),
    "401 of a proxy, in JSON": (401, {"errors": ["permission denied"]}),
    "403 of a proxy, in JSON": (403, {"message": "permission denied"}),
    "302 to a login page": (302, None),
    "307 to somewhere else": (307, None),
    "half of the JSON": (403, None),
    "less than it promised": "no usable answer: ClientPayloadError",
    "10 MB of JSON": "HTTP 403, more than 1048576 bytes",
    "a gzip bomb": (403, None),
    "gzip with no header": (403, None),
    "no HTTP at all": "no usable answer: ClientResponseError",
    "nothing": "no usable answer: ConnectionLostError",
    "headers that never end": "no usable answer: ClientResponseError",
    "one header that never ends": "no usable answer: ClientResponseError",
    "a slow drip of headers": "no usable answer: TimeoutError",
    "a slow drip of a body": "no usable answer: TimeoutError",
}


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.name)
async def test_a_lie_is_one_request_and_one_answer_or_our_words(liar: Liar, lie: Lie) -> None:
    liar.tell(lie)
    tiny = timedelta(seconds=0.2 if lie.pause else 5)
    expected = BECOMES[lie.name]
    endpoint = door(liar, deadline=tiny)
    if isinstance(expected, str):
        with pytest.raises(ProviderError) as caught:
            await endpoint.delete("/x", bearer=Secret(VALUE))
        assert str(caught.value) == expected
        assert VALUE not in everything(caught.value)
    else:
        reply = await endpoint.delete("/x", bearer=Secret(VALUE))
        assert (reply.status, reply.json) == expected
    # Not even a DELETE whose connection broke is repeated, and no redirect is followed.
    assert [request.target for request in liar.seen] == ["/x"]


async def test_nobody_listens_and_nobody_answers() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        endpoint = HttpEndpoint(system="s", name="n", host="127.0.0.1", port=silent.getsockname()[1])
        with pytest.raises(TransientError, match=r"^no usable answer: no connection: Connection refused$"):
            await endpoint.get("/x")
        silent.listen()
        with pytest.raises(TransientError, match=r"^no usable answer: TimeoutError$"):
            await replace(endpoint, deadline=timedelta(seconds=0.1)).get("/x")


@pytest.mark.parametrize(
    ("content_type", "json"),
    [
        ("application/json", {}),
        ("Application/JSON; charset=utf-8", {}),
        ("application/problem+json", {}),
        ("text/json", None),
        ("application/jsonp", None),
        ("text/html, application/json", None),
        ("", None),
    ],
)
async def test_json_by_its_own_content_type(liar: Liar, content_type: str, json: object) -> None:
    liar.tell(Lie("typed", answer("200 OK", b"{}", content_type)))
    assert (await door(liar).get("/x")).json == json


NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        (None, None),
        ("", None),
        ("0", 0),
        ("1", 1),
        ("3600", 3600),
        ("999999", 3600),
        ("9" * 40, 3600),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("\u0663", None),
        ("Thu, 01 Jan 2026 00:01:00 GMT", 60),
        ("Thu, 01 Jan 2026 00:01:00 -0000", 60),
        ("Fri, 02 Jan 2026 00:00:00 GMT", 3600),
        ("Wed, 31 Dec 2025 23:00:00 GMT", 0),
        ("Thu, 99 Jan 2026 00:01:00 GMT", None),
    ],
)
def test_retry_after(text: str | None, seconds: int | None) -> None:
    assert retry_after(text, NOW) == (None if seconds is None else timedelta(seconds=seconds))


async def test_a_date_in_retry_after_is_seen_from_the_servers_clock(liar: Liar) -> None:
    dates = "Date: Sun, 06 Nov 1994 08:49:37 GMT", "Retry-After: Sun, 06 Nov 1994 08:49:57 GMT"
    liar.tell(Lie("busy", as_json("429 Too Many Requests", {}, *dates)))
    assert (await door(liar).get("/x")).retry_after == timedelta(seconds=20)


@pytest.mark.parametrize("given", ["", "two words", "x" * 200, "\u00e9"])
async def test_an_odd_request_id_is_left_out(liar: Liar, given: str) -> None:
    liar.tell(Lie("odd", as_json("200 OK", {}, f"X-Request-Id: {given}", "X-GitHub-Request-Id: C0FFEE:1")))
    assert (await door(liar).get("/x")).request_id == "C0FFEE:1"


def trusting(authority: trustme.CA) -> SSLContext:
    context = SSLContext(PROTOCOL_TLS_CLIENT)
    authority.configure_trust(context)
    return context


def serving(authority: trustme.CA, name: str, **more: Any) -> SSLContext:
    context = SSLContext(PROTOCOL_TLS_SERVER)
    authority.issue_cert(name, **more).configure_cert(context)
    return context


async def test_tls_is_for_the_name_though_the_address_is_pinned() -> None:
    ours, other = trustme.CA(), trustme.CA()
    names: list[str | None] = []
    context = serving(ours, "localhost")
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    async with Liar(tls=context) as liar:
        endpoint = door(liar, host="localhost", tls=trusting(ours), lookup=local)
        assert (await endpoint.get("/x")).status == 404
        assert names == ["localhost"]
        with pytest.raises(TransientError, match=r"^no usable answer: its certificate is not trusted "):
            await door(liar, host="127.0.0.1", tls=trusting(ours)).get("/x")
        with pytest.raises(TransientError, match=r"^no usable answer: its certificate is not trusted "):
            await replace(endpoint, tls=trusting(other)).get("/x")
    gone = {"not_before": datetime(2020, 1, 1, tzinfo=UTC), "not_after": datetime(2021, 1, 1, tzinfo=UTC)}
    async with Liar(tls=serving(ours, "localhost", **gone)) as liar:
        with pytest.raises(TransientError, match=r"^no usable answer: its certificate is not trusted "):
            await replace(endpoint, port=liar.port).get("/x")
        assert liar.seen == []


async def test_a_proxy_is_used_because_it_is_configured(liar: Liar) -> None:
    behind = door(liar, host="vault.internal", port=8200, proxy=f"http://127.0.0.1:{liar.port}")
    assert (await behind.get("/x")).status == 404
    assert [request.target for request in liar.seen] == ["http://vault.internal:8200/x"]
    liar.tell(Lie("refused", answer("403 Forbidden", b'{"errors":["permission denied"]}')))
    secure = replace(behind, tls=SSLContext(PROTOCOL_TLS_CLIENT))
    with pytest.raises(TransientError, match=r"^no usable answer: ClientHttpProxyError$"):
        await secure.get("/x", bearer=Secret(VALUE))
    assert liar.seen[1].method == "CONNECT"
    assert VALUE not in str(liar.seen[1])
    with pytest.raises(TransientError, match="metadata"):
        await replace(behind, host="169.254.169.254").get("/x")
    with pytest.raises(TransientError, match="metadata"):
        await replace(behind, proxy="http://169.254.169.254:3128").get("/x")


async def test_a_long_answer_comes_in_pieces_beyond_any_cap(liar: Liar) -> None:
    body = bytes(range(256)) * 10_000
    liar.tell(
        Lie("long", answer("206 Partial Content", body, "text/plain; charset=utf-8", "Content-Range: bytes 7-9/10"))
    )
    given: Headers = {"X-Token": Secret(VALUE), "Range": "bytes=7-"}
    async with door(liar, cap=10).stream("/log?start=7", accept="*/*", headers=given) as (reply, pieces):
        sizes = [len(piece) async for piece in pieces]
    assert (reply.status, reply.content_type, reply.told) == (206, "text/plain", {"content-range": "bytes 7-9/10"})
    assert sizes == [PIECE, PIECE, len(body) - 2 * PIECE]
    [request] = liar.seen
    assert (request.target, request.headers["x-token"], request.headers["range"]) == ("/log?start=7", VALUE, "bytes=7-")


async def test_a_long_answer_redirects_nobody(liar: Liar) -> None:
    liar.tell(Lie("302", answer("302 Found", b"", "", f"Location: http://127.0.0.1:{liar.port}/other")))
    async with door(liar).stream("/log", accept="*/*") as (reply, pieces):
        assert [piece async for piece in pieces] == []
    assert (reply.status, reply.told["location"], len(liar.seen)) == (302, f"http://127.0.0.1:{liar.port}/other", 1)


@pytest.mark.parametrize(
    ("lie", "words"),
    [
        (Lie("cut", answer("200 OK", b"x" * 100, "text/plain")[:-1]), "the answer broke off: ClientPayloadError"),
        (Lie("slow", answer("200 OK", b"x" * 3000, "text/plain"), pause=0.002), "the answer broke off: TimeoutError"),
        (Lie("nothing", b""), "no usable answer: ConnectionLostError"),
        (Lie("no HTTP", b"SSH-2.0-OpenSSH_9.2\r\n"), "no usable answer: ClientResponseError"),
    ],
)
async def test_a_long_answer_that_breaks_off_is_told_in_our_words(liar: Liar, lie: Lie, words: str) -> None:
    """Each piece has the deadline, so that one byte a second holds nobody."""
    liar.tell(lie)

    async def read() -> None:
        async with door(liar, deadline=timedelta(seconds=1.1)).stream("/log", accept="*/*") as (_, pieces):
            async for _ in pieces:
                pass

    with pytest.raises(TransientError) as caught:
        await read()
    assert str(caught.value) == words
    assert caught.value.__context__ is None


async def test_nothing_is_left_open(liar: Liar) -> None:
    """Warnings are errors: a session or a transport that was not closed fails here."""
    for lie in LIES[-4:]:
        liar.tell(lie)
        with pytest.raises(ProviderError):
            await door(liar, deadline=timedelta(seconds=0.05)).get("/x")
    gc.collect()
