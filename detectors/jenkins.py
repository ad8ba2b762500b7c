"""Jenkins: the API tokens of its people, crumbs, and the password that a new server writes into its log.

https://www.jenkins.io/doc/book/system-administration/authenticating-scripted-clients/
https://www.jenkins.io/doc/book/installing/linux/#setup-wizard
"""

from __future__ import annotations

from typing import Final

from .base import Confidence, CredentialType
from .forms import HEX, UUID, assignment, made, named, one, prefixed

TOKEN = CredentialType(
    name="jenkins-api-token",
    title="Jenkins API token",
    parts=("token", "user"),
    secret=frozenset({"token"}),
    identity=("token",),
)
CRUMB = one("jenkins-crumb", "Jenkins crumb")
SETUP = one("jenkins-setup-password", "Jenkins setup password", part="password")

_TOKEN: Final = "11" + made(HEX, 32)
_CRUMB: Final = made(HEX, 64)
_SETUP: Final = made(HEX, 32)

DETECTORS = (
    named(
        TOKEN,
        "jenkins",
        rf"11[0-9a-f]{{32}}|[0-9a-f]{{32}}|{UUID}",
        ("jenkins",),
        (
            (f"JENKINS_TOKEN={_TOKEN}", _TOKEN),
            (f'static string jenkinsToken = "{_TOKEN}";', _TOKEN),
            (f"jenkins_user = 'root'\njenkins_passwd = '{_TOKEN}'", _TOKEN),
        ),
        (f"JENKINS_TOKEN={_TOKEN}0", f"jenkins_md5 = {_SETUP}", f"jenkins/jenkins@sha256:{_CRUMB}"),
        common=True,
        companions=(("user", assignment("user", r"jenkins[\w.\-]{0,20}?user(?:name)?", r"[A-Za-z0-9_.\-]{1,64}")),),
    ),
    named(
        CRUMB,
        "jenkins-crumb",
        r"[0-9a-f]{64}|[0-9a-f]{32}",
        ("jenkins-crumb",),
        ((f"-H 'Jenkins-Crumb:{_CRUMB}'", _CRUMB),),
        ("-H 'Jenkins-Crumb:$CRUMB'", f"crumb:{_CRUMB}"),
    ),
    prefixed(
        SETUP,
        r"(?<=\n)[0-9a-f]{32}",
        ("installation:",),
        ((f"Please use the following password to proceed to installation:\n\n{_SETUP}\n\nThis may also be", _SETUP),),
        (f"proceed to:\n\n{_SETUP}\n", f"proceed to installation: {_SETUP}"),
        near=r"password to proceed to installation:\s{1,8}[0-9a-f]{32}",
        confidence=Confidence.CONTEXT,
    ),
)
