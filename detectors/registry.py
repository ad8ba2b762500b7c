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
    databento,
    databricks,
    datadog,
    datastax,
    deepgram,
    deepseek,
    definednetworking,
    deno,
    dependencytrack,
    devcycle,
    devin,
    digitalocean,
    discord,
    django,
    docker,
    doppler,
    droneci,
    dropbox,
    duffel,
    dynatrace,
    easypost,
    ebay,
    elastic,
    elevenlabs,
    endorlabs,
    etsy,
    exoscale,
    facebook,
    fastly,
    figma,
    finicity,
    finnhub,
    firebase,
    firecrawl,
    flickr,
    flutterwave,
    flyio,
    frameio,
    freemius,
    freshbooks,
    fullstory,
    gitalk,
    gitea,
    github,
    gitlab,
    gitlab_others,
    gitter,
    gocardless,
    google,
    grafana,
    greptile,
    groq,
    gumroad,
    harness,
    hashicorp,
    heroku,
    highnote,
    honeycomb,
    hubspot,
    huggingface,
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
    *databento.DETECTORS,
    *databricks.DETECTORS,
    *datastax.DETECTORS,
    *deepgram.DETECTORS,
    *deepseek.DETECTORS,
    *definednetworking.DETECTORS,
    *deno.DETECTORS,
    *dependencytrack.DETECTORS,
    *devcycle.DETECTORS,
    *devin.DETECTORS,
    *digitalocean.DETECTORS,
    *discord.DETECTORS,
    *django.DETECTORS,
    *docker.DETECTORS,
    *doppler.DETECTORS,
    *droneci.DETECTORS,
    *dropbox.DETECTORS,
    *duffel.DETECTORS,
    *dynatrace.DETECTORS,
    *easypost.DETECTORS,
    *ebay.DETECTORS,
    *elastic.DETECTORS,
    *elevenlabs.DETECTORS,
    *endorlabs.DETECTORS,
    *etsy.DETECTORS,
    *exoscale.DETECTORS,
    *facebook.DETECTORS,
    *fastly.DETECTORS,
    *figma.DETECTORS,
    *finicity.DETECTORS,
    *finnhub.DETECTORS,
    *firebase.DETECTORS,
    *firecrawl.DETECTORS,
    *flickr.DETECTORS,
    *flutterwave.DETECTORS,
    *flyio.DETECTORS,
    *frameio.DETECTORS,
    *freemius.DETECTORS,
    *freshbooks.DETECTORS,
    *fullstory.DETECTORS,
    *gitalk.DETECTORS,
    *gitea.DETECTORS,
    *gitlab_others.DETECTORS,
    *gitter.DETECTORS,
    *gocardless.DETECTORS,
    *google.DETECTORS,
    *grafana.DETECTORS,
    *greptile.DETECTORS,
    *groq.DETECTORS,
    *gumroad.DETECTORS,
    *harness.DETECTORS,
    *hashicorp.DETECTORS,
    *heroku.DETECTORS,
    *highnote.DETECTORS,
    *honeycomb.DETECTORS,
    *hubspot.DETECTORS,
    *huggingface.DETECTORS,
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
