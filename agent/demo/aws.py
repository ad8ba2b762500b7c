"""A simulator of AWS's STS and IAM on loopback: moto, behind a front that does what moto leaves out.

    request --> front: is the key Active, as far as that has spread? --> moto: signature, policy, action --> counted

moto checks signatures and policies, but lets an Inactive key in, settles at once, and words its refusals in a way of
its own. The front refuses what is not Active, lets a change spread for `lag` by a clock that the caller owns (a new key
is unknown so long, a deleted one lives on), words refusals as AWS does, and answers the first right secret after a
wrong one as if it were wrong, too. It is a simulator: what it proves is about Stanch, not about AWS.
"""

from __future__ import annotations

import importlib.util
import json
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs

from agent.demo.cast import found
from agent.demo.servers import LOOPBACK, MissingServerError
from detectors.aws import KEY
from detectors.base import Parts, Secret

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ACCOUNT: Final = "123456789012"

_SIGNER: Final = re.compile(r"Credential=(\w+)/\d{8}/[\w-]+/(sts|iam)/")
_REFUSAL: Final = re.compile(rb"<Errors><Error><Code>(\w+)</Code>")
_DOCS: Final = {"sts": "2011-06-15", "iam": "2010-05-08"}
_EXPIRED: Final = "expired"
_LACKING: Final = frozenset({"SimulatePrincipalPolicy"})  # of moto: it would end in a traceback


@dataclass
class Aws:
    """A running simulator. `effective`: how often an action really changed a key, by (action, key id); `requests` by
    action, `signed`: by the id of the key that signed them.
    """

    clock: Callable[[], datetime]
    lag: timedelta = timedelta(0)
    port: int = 0
    effective: Counter[tuple[str, str]] = field(default_factory=Counter)
    requests: Counter[str] = field(default_factory=Counter)
    signed: Counter[str] = field(default_factory=Counter)
    _standing: dict[str, list[tuple[datetime, str | None]]] = field(default_factory=dict)
    _keys: dict[str, Any] = field(default_factory=dict)
    _mismatched: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    # --- what the demo and the tests set up ---------------------------------------------------------

    def user(self, name: str, *allowed: str, account: str = ACCOUNT) -> Parts:
        """A new user with one access key, who may do what is `allowed`."""
        backend = _iam(account)
        backend.create_user("us-east-1", name)
        if allowed:
            statement = {"Effect": "Allow", "Action": list(allowed), "Resource": "*"}
            policy = {"Version": "2012-10-17", "Statement": [statement]}
            backend.put_user_policy(name, "allowed", json.dumps(policy))
        return self.key(name, account=account)

    def key(self, name: str, *, account: str = ACCOUNT) -> Parts:
        """One more access key of a user, known everywhere; one in a hundred looks too little random to be found."""
        made = _iam(account).create_access_key(name)
        while not found(KEY, f"{made.access_key_id} {made.secret_access_key}"):
            _iam(account).delete_access_key(made.access_key_id, name)
            made = _iam(account).create_access_key(name)
        self._keys[made.access_key_id] = made
        self._standing[made.access_key_id] = [(datetime.min.replace(tzinfo=UTC), "Active")]
        return {"key_id": Secret(made.access_key_id), "secret": Secret(made.secret_access_key)}

    def session(self, role: str) -> Parts:
        """Somebody has assumed a role."""
        from moto.sts.models import sts_backends

        _iam(ACCOUNT).create_role(role, "{}", "/", None, "", [], 3600)
        made = sts_backends[ACCOUNT]["aws"].assume_role(
            "us-east-1",
            role_session_name="demo",
            role_arn=f"arn:aws:iam::{ACCOUNT}:role/{role}",
            policy="",
            duration=3600,
            external_id="",
        )
        return {
            "key_id": Secret(made.access_key_id),
            "secret": Secret(made.secret_access_key),
            "session_token": Secret(made.session_token),
        }

    def expire(self, key_id: str) -> None:
        self._standing[key_id] = [(datetime.min.replace(tzinfo=UTC), _EXPIRED)]

    def status(self, key_id: str) -> str | None:
        """What IAM lists; None: no such key."""
        return _listed(ACCOUNT).get(key_id, (None, None))[0]

    # --- the front ----------------------------------------------------------------------------------

    def application(self, moto: WSGIApplication) -> WSGIApplication:
        def front(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            with self._lock:
                status, headers, answer = self._answer(moto, environ, body)
            start_response(status, [*headers.items(), ("Content-Length", str(len(answer)))])
            return [answer]

        return front

    def _answer(
        self, moto: WSGIApplication, environ: WSGIEnvironment, body: bytes
    ) -> tuple[str, Mapping[str, str], bytes]:
        signer = _SIGNER.search(environ.get("HTTP_AUTHORIZATION", ""))
        if signer is None:
            return _refused("sts", "MissingAuthenticationToken")
        key_id, service = signer.groups()
        action = parse_qs(body.decode()).get("Action", [""])[0]
        self.requests[action] += 1
        self.signed[key_id] += 1
        standing = self._as_spread(key_id)
        allowed = "AccessDenied" if action in _LACKING else ""
        code = {"Active": allowed, _EXPIRED: "ExpiredToken"}.get(standing or "", "InvalidClientTokenId")
        if code:
            return _refused(service, code)
        accounts = _accounts()
        before = {account: _listed(account) for account in accounts}
        with self._lingering(key_id):
            status, answer = _run(moto, {**environ, "wsgi.input": BytesIO(body)})
        self._note(action, before, {account: _listed(account) for account in accounts})
        refusal = _REFUSAL.search(answer)
        if refusal is not None:
            if refusal[1] == b"SignatureDoesNotMatch":
                self._mismatched.add(key_id)
            return _refused(service, refusal[1].decode())
        if action == "GetCallerIdentity" and key_id in self._mismatched:
            self._mismatched.discard(key_id)
            return _refused(service, "SignatureDoesNotMatch")
        return status, {"Content-Type": "text/xml"}, answer

    def _as_spread(self, key_id: str) -> str | None:
        """How a key stands as of `lag` ago. One that moto made by itself, for a session, is Active."""
        if key_id not in self._standing:
            return "Active"
        due = self.clock() - self.lag if self.lag else datetime.max.replace(tzinfo=UTC)
        spread = [standing for at, standing in self._standing[key_id] if at <= due]
        return spread[-1] if spread else None

    @contextmanager
    def _lingering(self, key_id: str) -> Iterator[None]:
        """A key that is deleted, but not yet everywhere, is in moto once more while it signs."""
        key = self._keys.get(key_id)
        gone = key is not None and all(key_id not in _listed(account) for account in _accounts())
        if key is None or not gone:
            yield
            return
        keys = next(_iam(a).users[key.user_name].access_keys for a in _accounts() if key.user_name in _iam(a).users)
        keys.append(key)
        try:
            yield
        finally:
            if key in keys:
                keys.remove(key)

    def _note(
        self,
        action: str,
        before: Mapping[str, Mapping[str, tuple[str, Any]]],
        after: Mapping[str, Mapping[str, tuple[str, Any]]],
    ) -> None:
        for account, was in before.items():
            now = after[account]
            for key_id in was.keys() | now.keys():
                old, new = was.get(key_id, (None, None)), now.get(key_id, (None, None))
                if old[0] != new[0]:
                    self.effective[action, key_id] += 1
                    self._keys[key_id] = new[1] or old[1]
                    self._standing.setdefault(key_id, []).append((self.clock(), new[0]))


def keys_of(account: str) -> list[Any]:
    """Every access key, as moto has it."""
    return [key for user in _iam(account).users.values() for key in user.access_keys]


def _iam(account: str) -> Any:  # noqa: ANN401 - moto's backend
    from moto.iam.models import iam_backends

    return iam_backends[account]["aws"]


def _accounts() -> list[str]:
    from moto.iam.models import iam_backends

    return [str(account) for account in iam_backends]


def _listed(account: str) -> dict[str, tuple[str, Any]]:
    return {key.access_key_id: (key.status, key) for user in _iam(account).users.values() for key in user.access_keys}


def _run(moto: WSGIApplication, environ: WSGIEnvironment) -> tuple[str, bytes]:
    from werkzeug.test import run_wsgi_app

    pieces, status, _headers = run_wsgi_app(moto, environ, buffered=True)
    return status, b"".join(pieces)


def _refused(service: str, code: str) -> tuple[str, Mapping[str, str], bytes]:
    body = (
        f'<ErrorResponse xmlns="https://{service}.amazonaws.com/doc/{_DOCS[service]}/">\n  <Error>\n'
        f"    <Type>Sender</Type>\n    <Code>{code}</Code>\n    <Message>{code}, says the simulator.</Message>\n"
        "  </Error>\n  <RequestId>00000000-0000-4000-8000-000000000000</RequestId>\n</ErrorResponse>\n"
    )
    return "403 Forbidden", {"Content-Type": "text/xml"}, body.encode()


def _now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def aws() -> Iterator[Aws]:
    """A simulator whose users are gone when the block is left. One at a time in a process: moto has one memory."""
    if importlib.util.find_spec("moto") is None:
        message = "moto is not installed here: pip install 'stanch[demo]'"
        raise MissingServerError(message)
    from moto import settings
    from moto.iam.models import iam_backends
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
    from moto.sts.models import sts_backends
    from werkzeug.serving import WSGIRequestHandler, make_server

    class Quiet(WSGIRequestHandler):
        def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002, ANN401 - as in the class above
            """Nothing: the demo has a screen of its own."""

    simulator = Aws(_now)
    before = settings.INITIAL_NO_AUTH_ACTION_COUNT
    settings.INITIAL_NO_AUTH_ACTION_COUNT = 0  # every request must be signed by a key that moto knows
    front = simulator.application(DomainDispatcherApplication(create_backend_app))
    server = make_server(LOOPBACK, 0, front, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    simulator.port = server.server_port
    try:
        yield simulator
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        settings.INITIAL_NO_AUTH_ACTION_COUNT = before
        for backends in (iam_backends, sts_backends):
            backends.reset()
