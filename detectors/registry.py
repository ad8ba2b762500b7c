"""Every detector, by name. A file that is not listed here does not exist (a test holds it)."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from . import (
    aws,
    datadog,
    github,
    gitlab,
    infomaniak,
    infracost,
    intercom,
    intra42,
    ionic,
    ipinfo,
    ipstack,
    iterative,
    jina,
    jotform,
    jumpcloud,
    kagi,
    kickbox,
    kimi,
    klaviyo,
    kraken,
    kucoin,
    langfuse,
    langsmith,
    lark,
    launchdarkly,
    lichess,
    lighton,
    linear,
    linkedin,
    linode,
    llamaindex,
    lob,
    localstack,
    logfire,
    logicmonitor,
    lokalise,
    looker,
    mailersend,
    mailjet,
    mailtrap,
    maxmind,
    meraki,
    mercury,
    mergify,
    messagebird,
    metabase,
    midtrans,
    minimax,
    mistral,
    mixpanel,
    modal,
    mux,
    nasa,
    naver,
    neon,
    netlify,
    newrelic,
    ngrok,
    notion,
    nuget,
    nvidia,
    nylas,
    nytimes,
    openbao,
    pem,
    postgres,
    redis,
    slack,
)
from .base import CredentialType, Detector

DETECTORS: Final[tuple[Detector, ...]] = (
    *postgres.DETECTORS,
    *openbao.DETECTORS,
    *aws.DETECTORS,
    *redis.DETECTORS,
    *github.DETECTORS,
    *gitlab.DETECTORS,
    *slack.DETECTORS,
    *datadog.DETECTORS,
    *infomaniak.DETECTORS,
    *infracost.DETECTORS,
    *intercom.DETECTORS,
    *intra42.DETECTORS,
    *ionic.DETECTORS,
    *ipinfo.DETECTORS,
    *ipstack.DETECTORS,
    *iterative.DETECTORS,
    *jina.DETECTORS,
    *jotform.DETECTORS,
    *jumpcloud.DETECTORS,
    *kagi.DETECTORS,
    *kickbox.DETECTORS,
    *kimi.DETECTORS,
    *klaviyo.DETECTORS,
    *kraken.DETECTORS,
    *kucoin.DETECTORS,
    *langfuse.DETECTORS,
    *langsmith.DETECTORS,
    *lark.DETECTORS,
    *launchdarkly.DETECTORS,
    *lichess.DETECTORS,
    *lighton.DETECTORS,
    *linear.DETECTORS,
    *linkedin.DETECTORS,
    *linode.DETECTORS,
    *llamaindex.DETECTORS,
    *lob.DETECTORS,
    *localstack.DETECTORS,
    *logfire.DETECTORS,
    *logicmonitor.DETECTORS,
    *lokalise.DETECTORS,
    *looker.DETECTORS,
    *mailersend.DETECTORS,
    *mailjet.DETECTORS,
    *mailtrap.DETECTORS,
    *maxmind.DETECTORS,
    *meraki.DETECTORS,
    *mercury.DETECTORS,
    *mergify.DETECTORS,
    *messagebird.DETECTORS,
    *metabase.DETECTORS,
    *midtrans.DETECTORS,
    *minimax.DETECTORS,
    *mistral.DETECTORS,
    *mixpanel.DETECTORS,
    *modal.DETECTORS,
    *mux.DETECTORS,
    *nasa.DETECTORS,
    *naver.DETECTORS,
    *neon.DETECTORS,
    *netlify.DETECTORS,
    *newrelic.DETECTORS,
    *ngrok.DETECTORS,
    *notion.DETECTORS,
    *nuget.DETECTORS,
    *nvidia.DETECTORS,
    *nylas.DETECTORS,
    *nytimes.DETECTORS,
    pem.DETECTOR,
)

TYPES: Final[Mapping[str, CredentialType]] = MappingProxyType({each.type.name: each.type for each in DETECTORS})


@cache
def rules_hash() -> str:
    """What a cursor was read with: when it changes, old history is read again.

    Patterns, checks and parsing all decide what is found, so it covers the code of this folder, without its comments
    and layout, and the version of detect-secrets.
    """
    digest = hashlib.sha256(version("detect-secrets").encode())
    for file in sorted(files("detectors").iterdir(), key=lambda each: each.name):
        if file.name.endswith(".py"):
            digest.update(ast.dump(ast.parse(file.read_bytes())).encode())
    return digest.hexdigest()[:16]
