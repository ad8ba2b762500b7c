"""OVHcloud's API: an application's key and secret, and the consumer key that a person has granted to it.

https://help.ovhcloud.com/csm/en-api-getting-started-ovhcloud-api?id=kb_article_view&sysparm_article=KB0042777
https://github.com/ovh/python-ovh#configuration (ovh.conf)
"""

from __future__ import annotations

from typing import Final

from .base import Confidence, CredentialType
from .forms import ALNUM, assignment, made, named, prefixed

SECRET = CredentialType(
    name="ovh-application-secret",
    title="OVH application secret",
    parts=("secret", "application_key"),
    secret=frozenset({"secret"}),
    identity=("secret",),
)
CONSUMER = CredentialType(
    name="ovh-consumer-key",
    title="OVH consumer key",
    parts=("secret", "application_key"),
    secret=frozenset({"secret"}),
    identity=("secret",),
)

_SECRET: Final = made(ALNUM, 32)
_CONSUMER: Final = made(ALNUM, 32, "consumer")

DETECTORS = (
    named(
        SECRET,
        r"ovh[\w.\-]{0,10}?application[-_]?secret",
        r"[A-Za-z0-9_\-]{32}",
        ("ovh",),
        (
            (f"OVH_APPLICATION_SECRET={_SECRET}", _SECRET),
            (f'ovh_applicationSecret: "{_SECRET}"', _SECRET),
        ),
        (
            f"OVH_APPLICATION_SECRET={_SECRET}0",
            'OVH_APPLICATION_SECRET="placeholder-secret"',
        ),
        companions=(("application_key", assignment("application_key", r"application[-_]?key", r"[A-Za-z0-9]{16}")),),
        prefilter=r"ovh[\w.\-]{0,10}application[_\-]?secret",
    ),
    named(
        CONSUMER,
        r"ovh[\w.\-]{0,10}?consumer[-_]?key",
        r"[A-Za-z0-9_\-]{32}",
        ("ovh",),
        (
            (f"OVH_CONSUMER_KEY={_CONSUMER}", _CONSUMER),
            (f'ovh_consumerKey: "{_CONSUMER}"', _CONSUMER),
        ),
        (
            f"OVH_CONSUMER_KEY={_CONSUMER}0",
            'OVH_CONSUMER_KEY="too-short"',
        ),
        companions=(("application_key", assignment("application_key", r"application[-_]?key", r"[A-Za-z0-9]{16}")),),
        prefilter=r"ovh[\w.\-]{0,10}consumer[_\-]?key",
    ),
    prefixed(
        SECRET,
        r"(?<=application_secret=)[A-Za-z0-9_\-]{32}|(?<=application_secret = )[A-Za-z0-9_\-]{32}",
        ("application_secret",),
        ((f"[ovh-eu]\napplication_secret={_SECRET}\n", _SECRET),),
        (f"application_secret={_SECRET}",),
        near=r"\[ovh-|endpoint ?= ?(?:ovh|kimsufi|soyoustart)-",
        confidence=Confidence.CONTEXT,
    ),
    prefixed(
        CONSUMER,
        r"(?<=consumer_key=)[A-Za-z0-9_\-]{32}|(?<=consumer_key = )[A-Za-z0-9_\-]{32}",
        ("consumer_key",),
        ((f"[ovh-eu]\nconsumer_key = {_CONSUMER}\n", _CONSUMER),),
        (f"consumer_key={_CONSUMER}",),
        near=r"\[ovh-|endpoint ?= ?(?:ovh|kimsufi|soyoustart)-",
        confidence=Confidence.CONTEXT,
    ),
)
