"""GitLab's other tokens, each told by its prefix; access tokens are in gitlab.py.

    gldt-     deploy token            glft-     feed token            glptt-    pipeline trigger token
    glrt-     runner authentication   glimt-    incoming mail token   gloas-    OAuth application secret
    glcbt-    CI/CD job token         glffct-   feature flags client  glsoat-   SCIM token
    glagent-  agent for Kubernetes    glwt-     workspace token       GR1348941 runner registration (legacy)

Routable tokens end in a length and a checksum, as in gitlab.py. A server with a prefix of its own is not covered.
https://docs.gitlab.com/security/tokens/#token-prefixes
"""

from __future__ import annotations

import re
from typing import Final

from .base import Confidence, CredentialType, Detector, Parts
from .forms import HEX, URL_SAFE, made, prefixed, varied
from .gitlab import CHECK_LENGTH, checksum


def _kind(name: str, title: str) -> CredentialType:
    return CredentialType(
        name=f"gitlab-{name}",
        title=f"GitLab {title}",
        parts=("token",),
        secret=frozenset({"token"}),
        identity=("token",),
    )


DEPLOY = _kind("deploy-token", "deploy token")
RUNNER = _kind("runner-authentication-token", "runner authentication token")
REGISTRATION = _kind("runner-registration-token", "runner registration token")
JOB = _kind("cicd-job-token", "CI/CD job token")
FEED = _kind("feed-token", "feed token")
MAIL = _kind("incoming-mail-token", "incoming mail token")
AGENT = _kind("kubernetes-agent-token", "agent for Kubernetes token")
FLAGS = _kind("feature-flag-client-token", "feature flags client token")
OAUTH = _kind("oauth-app-secret", "OAuth application secret")
SCIM = _kind("scim-token", "SCIM token")
TRIGGER = _kind("pipeline-trigger-token", "pipeline trigger token")
WORKSPACE = _kind("workspace-token", "workspace token")
SESSION = _kind("session-cookie", "session cookie")

_LEAST: Final = 3.0
_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
_ROUTABLE: Final = re.compile(r"glrtr?-(?P<payload>[^.]+)(?P<version>\.[^.]{2})?\.(?P<length>..).{7}")


def _is_routable(parts: Parts) -> bool:
    token = parts["token"].reveal()
    found = _ROUTABLE.fullmatch(token)
    if found is None:
        return False
    payload = found["payload"].rpartition("_")[2] if re.match(r"t\d_", found["payload"]) else found["payload"]
    lengths = {len(payload), len(found["payload"])}
    if int(found["length"], 36) not in lengths:
        return False
    # Only of the versioned form is it documented what the checksum covers.
    return found["version"] is None or checksum(token[:-CHECK_LENGTH]) == token[-CHECK_LENGTH:]


def _routable(payload: str, version: str = ".01") -> str:
    before = f"{payload}{version}.{_DIGITS[(len(payload) - 6) // 36]}{_DIGITS[(len(payload) - 6) % 36]}"
    return before + checksum(before)


def _plain(kind: CredentialType, prefix: str, body: str, example: str, name: str) -> Detector:
    value = prefix + example
    return prefixed(
        kind,
        prefix + body,
        (prefix.lower(),),
        ((f"{name}={value}", value), (f'"{name.lower()}": "{value}"', value)),
        (value[:-1], f"x{value}", prefix + "x" * len(example)),
        least=_LEAST,
    )


_TWENTY: Final = made(URL_SAFE, 20)
_SESSION: Final = made(HEX, 32)
_NEW_RUNNER: Final = _routable("glrtr-" + made(URL_SAFE, 28))

DETECTORS = (
    _plain(DEPLOY, "gldt-", r"[A-Za-z0-9_\-]{20}", _TWENTY, "CI_DEPLOY_PASSWORD"),
    _plain(RUNNER, "glrt-", r"(?:t\d_)?[A-Za-z0-9_\-]{20}(?!\.[0-9a-z]{2})", _TWENTY, "RUNNER_TOKEN"),
    _plain(RUNNER, "glrtr-", r"[A-Za-z0-9_\-]{20}(?!\.[0-9a-z]{2})", _TWENTY, "RUNNER_TOKEN"),
    Detector(
        type=RUNNER,
        confidence=Confidence.CHECKSUMMED,
        keywords=("glrt-", "glrtr-"),
        pattern=(
            r"(?<![A-Za-z0-9_\-])(?P<token>glrtr?-(?:t\d_)?[A-Za-z0-9_\-]{27,300}(?:\.[0-9a-z]{2})?\.[0-9a-z]{2}[0-9a-z]{7})"
            r"(?![A-Za-z0-9_])"
        ),
        check=varied("token", _LEAST, _is_routable),
        examples=((f'token = "{_NEW_RUNNER}"', _NEW_RUNNER),),
        near_misses=(_NEW_RUNNER[:-1], f"{_NEW_RUNNER}0", _NEW_RUNNER.replace(".01.", ".02.")),
    ),
    _plain(REGISTRATION, "GR1348941", r"[A-Za-z0-9_\-]{20,50}", _TWENTY, "REGISTRATION_TOKEN"),
    _plain(JOB, "glcbt-", r"(?:[0-9a-zA-Z]{1,5}_)?[A-Za-z0-9_\-]{20}", f"64_{_TWENTY}", "CI_JOB_TOKEN"),
    _plain(FEED, "glft-", r"(?:[A-Za-z0-9_\-]{20}|[0-9a-f]{64}-\d{1,12})", _TWENTY, "FEED_TOKEN"),
    _plain(MAIL, "glimt-", r"[A-Za-z0-9_\-]{25}", made(URL_SAFE, 25), "INCOMING_EMAIL_TOKEN"),
    _plain(AGENT, "glagent-", r"[A-Za-z0-9_\-]{50,1024}", made(URL_SAFE, 50), "AGENT_TOKEN"),
    _plain(FLAGS, "glffct-", r"[A-Za-z0-9_\-]{20}", _TWENTY, "UNLEASH_INSTANCE_ID"),
    _plain(OAUTH, "gloas-", r"[A-Za-z0-9_\-]{64}", made(HEX, 64), "OAUTH_SECRET"),
    _plain(SCIM, "glsoat-", r"[A-Za-z0-9_\-]{20,50}", _TWENTY, "SCIM_TOKEN"),
    _plain(TRIGGER, "glptt-", r"[A-Za-z0-9_\-]{40}", made(HEX, 40), "TRIGGER_TOKEN"),
    _plain(WORKSPACE, "glwt-", r"[A-Za-z0-9_\-]{20}", _TWENTY, "WORKSPACE_TOKEN"),
    Detector(
        type=SESSION,
        keywords=("_gitlab_session",),
        pattern=r"_gitlab_session[\"']?\s{0,4}[=:,]\s{0,4}[\"']?(?P<token>[0-9a-z]{32})(?![A-Za-z0-9_\-])",
        check=varied("token", _LEAST),
        examples=((f"Cookie: _gitlab_session={_SESSION}; path=/", _SESSION),),
        near_misses=(f"_gitlab_session={_SESSION}0", f"session={_SESSION}", f"_gitlab_session={'0' * 32}"),
    ),
)
