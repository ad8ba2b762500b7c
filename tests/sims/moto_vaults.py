"""moto's Secrets Manager and SSM on loopback, which ask for a signature and a policy, as AWS does.

moto checks which actions a policy allows, but not on what: here the ARN that an action is about is told to it. Values
are put there through Stanch's own door with a key that may do everything.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from agent.sources.vaults.amazon import Amazon
from detectors.base import Secret
from tests.sims.vaults import VaultRig

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ACCOUNT = "123456789012"
REGION = "eu-west-1"
_STS = "https://sts.amazonaws.com/doc/2011-06-15/"
_NARROW = {"secretsmanager": ("SecretId",), "ssm": ("Name", "ResourceId")}


@dataclass
class Moto:
    """`asked`: (action, what it is about) of every request."""

    port: int = 0
    asked: list[tuple[str, str]] = field(default_factory=list)
    _users: int = 0

    def key(self, policy: str) -> dict[str, Secret]:
        """A user with this policy and no other."""
        from moto.iam.models import iam_backends

        backend, self._users = iam_backends[ACCOUNT]["aws"], self._users + 1
        name = f"reader-{self._users}"
        backend.create_user("us-east-1", name)
        backend.put_user_policy(name, "policy", policy)
        made = backend.create_access_key(name)
        return {"key_id": Secret(made.access_key_id), "secret": Secret(made.secret_access_key)}

    def role(self, policy: str, external_id: str = "") -> str:
        """The ARN of one with this policy and no other. external_id: who assumes it must say that."""
        from moto.iam.models import iam_backends

        backend, self._users = iam_backends[ACCOUNT]["aws"], self._users + 1
        name = f"reading-{self._users}"
        trust: dict[str, Any] = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
        if external_id:
            trust["Condition"] = {"StringEquals": {"sts:ExternalId": external_id}}
        made = backend.create_role(name, json.dumps({"Statement": [trust]}), "/", None, "", [], "3600")
        backend.put_role_policy(name, "policy", policy)
        return str(made.arn)

    def session(self, policy: str) -> tuple[str, str, str]:
        """The key of a role for an hour: its id, secret and session token."""
        from moto.sts.models import sts_backends

        made = sts_backends[ACCOUNT]["aws"].assume_role("us-east-1", "stanch", self.role(policy), "", 3600, "")
        return made.access_key_id, made.secret_access_key, made.session_token

    def door(self, rig: VaultRig, service: str, key: dict[str, Secret]) -> Amazon:
        prefix = {"ssm": "AmazonSSM"}.get(service, service)
        return Amazon(rig.door(self.port, key), service, prefix, REGION)

    def admin(self, rig: VaultRig, service: str) -> Amazon:
        everything = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
        made = self.door(rig, service, self.key(json.dumps(everything)))
        made.door.begin()
        return made


def _told(moto: Moto, service: str, response: Any) -> str:
    body = json.loads(response.body or "{}")
    about = next((str(body[name]) for name in _NARROW[service] if name in body), "")
    moto.asked.append((str(response._get_action()), about.rpartition(":")[2]))  # noqa: SLF001 - moto has no other name for it
    if not about:
        return "*"
    if about.startswith("arn:"):
        return about
    kind = "secret:" if service == "secretsmanager" else "parameter"
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{kind}{about}"


def _front(moto: WSGIApplication) -> WSGIApplication:
    """AWS's own type of content, and its refusals as JSON 1.1 has them: moto sends neither."""
    from werkzeug.test import run_wsgi_app

    def front(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        pieces, status, _headers = run_wsgi_app(moto, environ, buffered=True)
        body = b"".join(pieces)
        refused = re.search(rb"<Code>(\w+)</Code>", body)
        if refused is not None:
            if "x-www-form" in environ.get("CONTENT_TYPE", ""):
                said = (
                    f'<ErrorResponse xmlns="{_STS}"><Error><Code>{refused[1].decode()}</Code></Error></ErrorResponse>'
                )
                start_response("403 Forbidden", [("Content-Type", "text/xml"), ("Content-Length", str(len(said)))])
                return [said.encode()]
            code = {"AccessDenied": "AccessDeniedException"}.get(refused[1].decode(), refused[1].decode())
            status, body = "400 Bad Request", json.dumps({"__type": code, "Message": "refused"}).encode()
        kind = "text/xml" if body.startswith(b"<") else "application/x-amz-json-1.1"
        start_response(status, [("Content-Type", kind), ("Content-Length", str(len(body)))])
        return [body]

    return front


@contextmanager
def moto_vaults() -> Iterator[Moto]:
    """One at a time in a process: moto has one memory."""
    from moto import settings
    from moto.iam.models import iam_backends
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
    from moto.secretsmanager.models import secretsmanager_backends
    from moto.secretsmanager.responses import SecretsManagerResponse
    from moto.ssm.models import ssm_backends
    from moto.ssm.responses import SimpleSystemManagerResponse
    from moto.sts.responses import TokenResponse
    from werkzeug.serving import WSGIRequestHandler, make_server

    class Quiet(WSGIRequestHandler):
        def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - as in the class above
            """Nothing."""

    running = Moto()
    responses = {"secretsmanager": SecretsManagerResponse, "ssm": SimpleSystemManagerResponse}
    for service, kind in responses.items():
        kind._determine_resource = lambda self, service=service: _told(running, service, self)  # type: ignore[attr-defined]  # noqa: SLF001 - moto's own hook
    # Who asks it for a role by a web identity signs nothing, which moto does not know.
    signed = TokenResponse._authenticate_and_authorize_normal_action  # noqa: SLF001 - moto's own hook

    def let_in(asking: Any, resource: str) -> None:
        if asking._get_action() != "AssumeRoleWithWebIdentity":  # noqa: SLF001 - the same
            signed(asking, resource)

    TokenResponse._authenticate_and_authorize_normal_action = let_in  # type: ignore[method-assign, assignment]  # noqa: SLF001 - the same
    before = settings.INITIAL_NO_AUTH_ACTION_COUNT
    settings.INITIAL_NO_AUTH_ACTION_COUNT = 0
    front = _front(DomainDispatcherApplication(create_backend_app))
    server = make_server("127.0.0.1", 0, front, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    running.port = server.server_port
    try:
        yield running
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        settings.INITIAL_NO_AUTH_ACTION_COUNT = before
        TokenResponse._authenticate_and_authorize_normal_action = signed  # type: ignore[method-assign]  # noqa: SLF001 - the same
        for kind in responses.values():
            del kind._determine_resource  # type: ignore[attr-defined]  # noqa: SLF001 - the same
        for backends in (iam_backends, secretsmanager_backends, ssm_backends):
            backends.reset()
