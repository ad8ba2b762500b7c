"""Who sends webhooks: how each of them proves that it is he, and what he tells. A sender is a declaration.

    github             X-Hub-Signature-256: sha256=HMAC    https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
    github-partner     ECDSA by a published key            https://docs.github.com/en/code-security/secret-scanning/secret-scanning-partnership-program/secret-scanning-partner-program
    gitlab             webhook-signature (a signing token: whsec_...), else X-Gitlab-Token
                       https://docs.gitlab.com/user/project/integrations/webhooks/
                       https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
    gitlab-revocation  Authorization                       https://docs.gitlab.com/development/sec/token_revocation_api/
    gitea              X-Gitea-Signature: HMAC (Forgejo, too)    https://docs.gitea.com/usage/webhooks
    alertmanager       Authorization: Bearer                     https://prometheus.io/docs/alerting/latest/configuration/#webhook_config

Only GitLab's signing token signs a time, and a delivery that is older than FRESH is refused. Elsewhere a replay is
accepted, and within that time, too: it is harmless, because a push only says "look again", and the same report finds
the same thing in the same place.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final

import msgspec

from agent.settings.webhooks import HookProvider
from agent.web.server import Request
from detectors.base import Secret

SIGNING: Final = "whsec_"
FRESH: Final = 300  # seconds, to both sides: two clocks differ
_SIGNATURES: Final = 8  # while a signing token is changed there are two
_SECONDS: Final = re.compile(r"[0-9]{1,12}")


class News(Enum):
    """What a delivery is about. NOTHING: it is answered, and that is all."""

    NOTHING = "nothing"
    PUSH = "push"
    ALERT = "alert"
    JOB = "job"


@dataclass(frozen=True, slots=True)
class Sender:
    """proves: with the secret, at that time. event: the header that names it. news: by that name. full: the path of the
    repository that it is about, from its body; None: that is not what he sends.
    """

    proves: Callable[[Request, Secret, datetime], bool]
    event: str
    news: Callable[[str], News]
    full: Callable[[bytes], str | None]


class _Repository(msgspec.Struct, frozen=True):
    full_name: str = ""


class _Project(msgspec.Struct, frozen=True):
    path_with_namespace: str = ""


class _Hub(msgspec.Struct, frozen=True):
    repository: _Repository = _Repository()


class _Lab(msgspec.Struct, frozen=True):
    project: _Project = _Project()


class _Alert(msgspec.Struct, frozen=True):
    status: str


class _Alerts(msgspec.Struct, frozen=True, rename="camel"):
    alerts: tuple[_Alert, ...]
    truncated_alerts: int | None = None


def firing(body: bytes) -> bool | None:
    """Does an alert of an Alertmanager (or Grafana, which sends the same) fire? None: that is not what this says.

    One that max_alerts has cut off may fire, and is of no status here.
    """
    try:
        told = msgspec.json.decode(body, type=_Alerts)
        return bool(told.truncated_alerts) or any(one.status == "firing" for one in told.alerts)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None


def _hub(body: bytes) -> str | None:
    try:
        return msgspec.json.decode(body, type=_Hub).repository.full_name
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None


def _lab(body: bytes) -> str | None:
    try:
        return msgspec.json.decode(body, type=_Lab).project.path_with_namespace
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None


def same(given: str, secret: Secret) -> bool:
    """In a time that says neither how much of it is right nor how long it is."""
    hashed = (hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() for text in (given, secret.reveal()))
    return hmac.compare_digest(*hashed)


def _signed(header: str, prefix: str = "") -> Callable[[Request, Secret, datetime], bool]:
    def proves(request: Request, secret: Secret, _at: datetime) -> bool:
        mark = hmac.new(secret.reveal().encode(), request.body, hashlib.sha256).hexdigest()
        return same(request.header(header), Secret(prefix + mark))

    return proves


def _by_gitlab(request: Request, secret: Secret, at: datetime) -> bool:
    """A hook whose secret is a signing token takes no other proof: that is what makes a replay of an old one fail."""
    if not secret.reveal().startswith(SIGNING):
        return same(request.header("X-Gitlab-Token"), secret)
    key, named, sent = signing_key(secret), request.header("webhook-id"), request.header("webhook-timestamp")
    if key is None or not named or not _SECONDS.fullmatch(sent) or abs(int(sent) - at.timestamp()) > FRESH:
        return False
    signed = f"{named}.{sent}.".encode("utf-8", "surrogatepass") + request.body
    mark = Secret("v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode())
    return any(same(one, mark) for one in request.header("webhook-signature").split(" ")[:_SIGNATURES])


def signing_key(secret: Secret) -> bytes | None:
    """None: it is no signing token of GitLab's."""
    text = secret.reveal()
    try:
        return base64.b64decode(text.removeprefix(SIGNING), validate=True) if text.startswith(SIGNING) else None
    except (binascii.Error, ValueError):
        return None


def _github(event: str) -> News:
    match event:
        case "push":
            return News.PUSH
        case "secret_scanning_alert" | "secret_scanning_alert_location":
            return News.ALERT
        case "workflow_run" | "workflow_job":
            return News.JOB
        case _:
            return News.NOTHING


def _gitlab(event: str) -> News:
    match event:
        case "Push Hook" | "Tag Push Hook":
            return News.PUSH
        case "Vulnerability Hook":
            return News.ALERT
        case "Job Hook" | "Pipeline Hook":
            return News.JOB
        case _:
            return News.NOTHING


def _gitea(event: str) -> News:
    return News.PUSH if event in {"push", "create"} else News.NOTHING


# Of those that report values the body is read elsewhere, and github-partner has keys in place of a secret.
SENDERS: Final = {
    HookProvider.GITHUB: Sender(_signed("X-Hub-Signature-256", "sha256="), "X-GitHub-Event", _github, _hub),
    HookProvider.GITLAB: Sender(_by_gitlab, "X-Gitlab-Event", _gitlab, _lab),
    HookProvider.GITEA: Sender(_signed("X-Gitea-Signature"), "X-Gitea-Event", _gitea, _hub),
}
