"""No value, no 8-character part of one and no encoded form of it anywhere but where it leaked: after failures, too.

One daemon, armed, over servers that answer and servers that fail in every way (500, dropped connection, HTML, 403, an
act that fails); then all that it and the commands wrote, and what /proc shows of it and its scanners, is searched.
What a type declares as public identity (a role) may show, and is not searched for.
"""

from __future__ import annotations

import asyncio
import base64
import json
import secrets
import traceback
import urllib.request
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from agent.demo import servers
from agent.demo.chat import chat
from agent.doors.http import HttpEndpoint
from agent.doors.postgres import PostgresEndpoint
from detectors.base import Secret
from revokers.base import ProviderError
from tests.sims import shown
from tests.sims.fronts import Bao, Front, Gate, Roles
from tests.sims.liar import Lie, answer, as_json
from tests.sims.scene import FRESH, PEOPLE, SLACK_TOKEN, Home, Wanted, short_folder, slack, until, wanted

PART = 8
FAILURES = {
    "500": (Lie("500", as_json("500 Internal Server Error", {"errors": ["permission denied"]})),),
    "drop": (Lie("drop", b""),),
    "html": (Lie("html", answer("200 OK", b"<html>log in</html>", "text/html")),),
    "403": (Lie("403", as_json("403 Forbidden", {"errors": ["1 error occurred: permission denied"]})),),
    "act": (Lie("act", as_json("500 Internal Server Error", {"errors": ["x"]}), path="/revoke"),),
}


def forms(value: str) -> Iterator[tuple[str, bytes]]:
    """Every way in which a value could be written: what it is called, and the bytes."""
    raw = value.encode()
    for start in range(len(raw) - PART + 1):
        yield f"part {start}", raw[start : start + PART]
    for name, encode in (("base64", base64.b64encode), ("base64url", base64.urlsafe_b64encode)):
        for before in range(3):
            # What the neighbours would change is left out: the first characters and the last.
            encoded = encode(b"\0" * before + raw)
            yield f"{name} after {before}", encoded[-(-before * 8 // 6) : (before + len(raw)) * 8 // 6 - 1]
    yield "hex", raw.hex().encode()
    yield "HEX", raw.hex().upper().encode()
    for quoted in {quote(value, safe=""), quote_plus(value), quote(value, safe="").lower()}:
        yield "url", quoted.encode()
    yield "json", json.dumps(value)[1:-1].encode()
    yield "repr", repr(value)[1:-1].encode()


def leaks(text: bytes, values: Iterable[str]) -> list[str]:
    """The forms in which any of the values stands in a text."""
    return [name for value in values for name, form in forms(value) if form in text]


@dataclass(frozen=True)
class Aftermath:
    """What was leaked, and everything in which it must not be."""

    values: tuple[str, ...]
    texts: dict[str, bytes]
    states: dict[str, int]


def more_sources(folder: Path) -> str:
    """Folders of files, and of logs."""
    (folder / "tree").mkdir()
    (folder / "log").mkdir()
    return "".join(
        f'[[sources]]\nkind = "{kind}"\npath = "{folder}/{kind}"\nname = "{kind}s"\nvisibility = "internal"\n'
        for kind in ("tree", "log")
    )


def approle(bao: Bao) -> str:
    """A secret-id of a new role."""
    bao.call("POST", "sys/auth/approle", {"type": "approle"})
    bao.call("POST", "auth/approle/role/canary-ci", {"token_policies": ["default"]})
    return str(bao.call("POST", "auth/approle/role/canary-ci/secret-id")[1]["data"]["secret_id"])


def called(home: Home, one: str, other: str) -> None:
    """Files, folders, a link, a branch and what cannot be read, called like the credentials."""
    (home.folder / "tree" / one / other).mkdir(parents=True)
    (home.folder / "tree" / f"{other}.txt").write_text("nothing\n")
    (home.folder / "tree" / "link").symlink_to(other)
    (home.folder / "tree" / one / f"{other}.zip").write_bytes(b"PK\x03\x04 is cut here")
    (home.folder / "log" / f"{one}.log").write_text("nothing\n")
    home.git("branch", f"fix/{other}")


def pem() -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def processes(pid: int) -> dict[str, bytes]:
    """Arguments and environment of a process and all below it."""
    found = {
        f"/proc/{pid}/cmdline": Path(f"/proc/{pid}/cmdline").read_bytes(),
        f"/proc/{pid}/environ": shown.environment(pid),
    }
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        found |= processes(int(child))
    return found


def served(home: Home) -> dict[str, bytes]:
    """What its web server tells."""
    told = [json.loads(line) for line in home.stderr.read_text().splitlines()]
    port = [line["port"] for line in told if line["event"] == "answering"][-1]
    found = {}
    for path in ("/metrics", "/healthz", "/readyz"):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as reply:
            found[path] = reply.read()
    return found


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def aftermath(openbao: servers.Bao, postgres: servers.Postgres) -> AsyncIterator[Aftermath]:
    bao = Bao(openbao)
    async with AsyncExitStack() as stack:
        folder = await stack.enter_async_context(short_folder())
        roles = await Roles.connect(postgres)
        stack.push_async_callback(roles.close)
        gate = await stack.enter_async_context(Gate(postgres.port))
        fronts = {name: Front(upstream=openbao.port) for name in ("ok", *FAILURES)}
        for name, front in fronts.items():
            front.tell(*FAILURES.get(name, ()))
            await stack.enter_async_context(front)
        more = [
            Wanted(
                f"bao-{name}",
                "openbao",
                [f"http://127.0.0.1:{fronts[name].port}"],
                openbao.token,
                None,
                ("openbao-token",),
            )
            for name in FAILURES
        ]
        told = await stack.enter_async_context(chat(SLACK_TOKEN, PEOPLE))
        settings = f'[timing]\nrecheck = ["1s", "2s"]\n[web]\nlisten = "127.0.0.1:0"\n{slack(told)}'
        systems = [*wanted(fronts["ok"].port, openbao.token, postgres, gate.port), *more]
        home = Home(folder, systems, toml=settings + more_sources(folder))
        home.secret("slack.token", SLACK_TOKEN)
        await home.first_look()
        secret_id = approle(bao)
        tokens = [bao.token() for _ in range(2)]
        plain = await roles.make()
        odd = await roles.make(password=f"p@ss/ %+ü{secrets.token_urlsafe(12)}")
        key, word = pem(), f"Xk9{secrets.token_hex(8)}Qz"
        urls = [
            f"postgresql://{role}:{quote(word, safe='')}@127.0.0.1:{gate.port}/postgres" for role, word in (plain, odd)
        ]
        gate.cut = f"{plain[0]} NOLOGIN".encode()
        home.commit("deploy.env", f"A={urls[0]}\nBAO_TOKEN={tokens[0]}\npassword = '{word}'\n{key}\n")
        home.say(f"+ {urls[1]}\n+ bao login {tokens[1]}\nVAULT_SECRET_ID={secret_id}\n")
        called(home, *tokens)
        texts: dict[str, bytes] = {}
        home.python = FRESH  # what /proc says of it is searched, too
        async with home.daemon() as daemon:
            await until("every one was asked about", lambda: _asked(home, 5), 60, home.describe)
            await until(
                "what can be done was done", lambda: home.states().get("invalidated", 0) >= 2, 60, home.describe
            )
            await until("owners and operator were told", lambda: len(told.messages) > len(tokens), 30, home.describe)
            texts |= processes(daemon.pid)
            texts |= await asyncio.to_thread(served, home)
            assert len(texts) >= 4, "no scanner was seen"
        for path in home.state.rglob("*"):
            if path.is_file() and path.parent.name != "keys":
                texts[str(path.relative_to(home.folder))] = path.read_bytes()
        texts["slack"] = "".join(f"{message.sent}" for message in told.messages).encode()
        texts["stderr"] = home.stderr.read_bytes()
        at = ("--config", str(home.config))
        commands = [("status", *at), ("incidents", *at), ("status", "--json", *at), ("incidents", "--json", *at)]
        for number in home.entries():
            each = (str(number), *at)
            commands += [("show", *each), ("show", "--json", *each), ("evidence", "export", *each)]
        commands += [("scan", "--format", form, str(home.repo), str(home.log)) for form in ("table", "jsonl")]
        for command in commands:
            done = await asyncio.to_thread(home.run, *command)
            texts[" ".join(command)] = (done.stdout + done.stderr).encode()
        own = [one.reveal() for one in (openbao.token, postgres.password, SLACK_TOKEN)]
        # Of a key the line with the secret number; the first one is half of what all such keys begin with.
        values = (*tokens, plain[1], odd[1], secret_id, key.split("\n")[2], word, *own)
        yield Aftermath(values, texts, home.states())


def _asked(home: Home, typed: int) -> bool:
    """Every typed incident has been looked at by all of its Systems."""
    if not home.state.joinpath("ledger.db").exists():
        return False
    asked = [
        entry
        for entry in home.entries().values()
        if any(run.unknowns or run.deads or run.live_at for run in entry.incident.proofs.values())
    ]
    return len(asked) >= typed


def test_no_value_anywhere(aftermath: Aftermath) -> None:
    found = {name: leaks(text, aftermath.values)[:5] for name, text in aftermath.texts.items()}
    assert {name: forms for name, forms in found.items() if forms} == {}


def test_the_search_had_something_to_search(aftermath: Aftermath) -> None:
    """Each of these exists and holds what it should: else the search proves nothing."""
    assert {"state/ledger.db", "state/anchor.jsonl", "stderr", "/readyz"} <= aftermath.texts.keys()
    assert b'stanch_incidents{backlog="false",state="invalidated",type="postgres-url"}' in aftermath.texts["/metrics"]
    assert b"no usable answer" in aftermath.texts["state/ledger.db"]
    assert b"PostgreSQL password" in aftermath.texts["state/ledger.db"]
    assert b"Leaked credential: PostgreSQL password" in aftermath.texts["slack"]
    shown = [text for name, text in aftermath.texts.items() if name.startswith("scan --format")]
    assert len(shown) == 2
    assert all(b"OpenBao/Vault token" in text for text in shown)
    assert b"Traceback" not in b"".join(aftermath.texts.values())
    assert aftermath.states["invalidated"] >= 2
    assert sum(aftermath.states.values()) == 7


@pytest.mark.parametrize("form", sorted({name.partition(" ")[0] for name, _ in forms("p@ss/wörd+0123456789")}))
def test_the_search_finds_what_is_planted(form: str) -> None:
    value = "p@ss/wörd+" + secrets.token_urlsafe(20)
    for name, planted in forms(value):
        if name.startswith(form):
            assert leaks(b"said: " + planted + b"\n", [value])
    assert leaks(f"said: {value[3:-2]}".encode(), [value])
    for before in range(5):
        assert leaks(base64.b64encode(b"x" * before + value.encode() + b"yz"), [value])
    assert leaks(f"said: {secrets.token_urlsafe(30)}".encode(), [value]) == []


@pytest.mark.parametrize("name", [*FAILURES, "nobody"])
async def test_what_the_doors_raise(name: str) -> None:
    """Text, representation, causes and traceback of every error: the value, and what the server sent, is in none."""
    value = "value-" + secrets.token_urlsafe(20)
    front = Front(upstream=None)
    async with front:
        lies = FAILURES.get(name, ())
        front.tell(*(Lie(lie.name, lie.raw.replace(b"permission denied", value.encode())) for lie in lies))
        port = front.port
        http = HttpEndpoint(system="s", name="e", host="127.0.0.1", port=port, deadline=timedelta(seconds=0.3))
        sql = PostgresEndpoint(system="s", name="e", host="127.0.0.1", port=port, deadline=timedelta(seconds=0.3))
        if name == "nobody":
            await front.__aexit__(None, None, None)
        said = []
        for call in (
            http.get("/v1/x", headers={"X-Vault-Token": Secret(value)}),
            http.post("/v1/x", json={"token": Secret(value)}, bearer=Secret(value)),
            http.get("/v1/x", headers={"X-Vault-Token": Secret(value + "\n")}),
            sql.login("role", Secret(value), None),
            sql.login("role", Secret(value + "\0"), None),
        ):
            try:
                said.append(repr(await call))
            except ProviderError as error:
                said += [str(error), repr(error), "".join(traceback.format_exception(error))]
                said += [repr(error.__cause__), repr(error.__context__)]
        said.append(repr(http) + repr(sql))
        errors = [text for text in said if "Reply" not in text]
        assert leaks("\n".join(errors).encode(), [value]) == []
        assert len(errors) > 5
