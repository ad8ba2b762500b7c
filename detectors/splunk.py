"""Tokens of Splunk's HTTP event collector, by name and in its own Authorization header; those of Observability Cloud.

https://docs.splunk.com/Documentation/Splunk/latest/Data/UsetheHTTPEventCollector
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, UUID, made, made_uuid, named, one
from .secretive import alnum, secretive

TOKEN = one("splunk-hec-token", "Splunk HEC token")
OBSERVABILITY = one("splunk-observability-token", "Splunk Observability Cloud token")

_TOKEN: Final = made_uuid("splunk-hec-token")
_OBSERVABILITY: Final = made(ALNUM, 22, "splunk-observability-token")

DETECTORS = (
    secretive(
        TOKEN,
        "splunk",
        UUID,
        ("splunk",),
        ((f"SPLUNK_HEC_TOKEN={_TOKEN}", _TOKEN), (f'splunk-token: "{_TOKEN}"', _TOKEN)),
        (
            f"SPLUNK_HEC_TOKEN={_TOKEN}0x",
            f"SPLUNK_HEC_TOKEN={_TOKEN[:-9]}",
            f"splunk_commit={_TOKEN}",
            "SPLUNK_HEC_TOKEN=your_splunk_key_goes_here_1",
        ),
    ),
    named(
        TOKEN,
        r"Authorization[\"\'\x5d]?[:=,][ \t]{0,4}[\"\'`]?Splunk",
        UUID,
        ("splunk",),
        ((f"curl -H 'Authorization: Splunk {_TOKEN}' https://splunk:8088/services/collector", _TOKEN),),
        ("Authorization: Splunk your-token", f"Splunk {_TOKEN}", f"Authorization: Splunk {_TOKEN[:-1]}"),
    ),
    secretive(
        OBSERVABILITY,
        "signalfx|sfx[-_](?:access|auth|api)|splunk[-_](?:access|observability|o11y)",
        alnum(22, also="_\\-"),
        ("signalfx", "sfx", "splunk"),
        (
            (f"SIGNALFX_ACCESS_TOKEN={_OBSERVABILITY}", _OBSERVABILITY),
            (f'"signalfx_access_token": "{_OBSERVABILITY}"', _OBSERVABILITY),
        ),
        (
            f"SIGNALFX_ACCESS_TOKEN={_OBSERVABILITY}0",
            f"signalfx_commit={_OBSERVABILITY}",
            "SIGNALFX_ACCESS_TOKEN=your-access-token-here",
        ),
    ),
)
