"""Honeycomb's keys: `hcaik_` and `hcaic_` send events, `hcamk_` manages; old ones are told by their name only.

https://docs.honeycomb.io/configure/environments/manage-api-keys/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, HEX, LOWER, keyed, made, named, one, prefixed

INGEST = one("honeycomb-ingest-key", "Honeycomb ingest key", part="key")
MANAGEMENT = one("honeycomb-management-key", "Honeycomb management key secret", part="key")
CLASSIC = one("honeycomb-api-key", "Honeycomb configuration key", part="key")

_INGEST: Final = "hcaik_" + made(LOWER, 58)
_MANAGEMENT: Final = "hcamk_" + made(LOWER, 58)
_CLASSIC: Final = made(HEX, 32)
_TEAM: Final = made(ALNUM, 22, "honeycomb")

DETECTORS = (
    prefixed(
        INGEST,
        r"hc(?:[a-z]ik|aic)_[a-z0-9]{58}",
        ("ik_", "hcaic_"),
        (
            (f"HONEYCOMB_API_KEY={_INGEST}", _INGEST),
            (f"X-Honeycomb-Team: hcaic_{_INGEST[6:]}", f"hcaic_{_INGEST[6:]}"),
        ),
        (_INGEST[:-1], f"{_INGEST}0", f"x{_INGEST}"),
        prefilter=r"hc[a-z]ik_[a-z0-9]{50}|hcaic_[a-z0-9]{50}",
    ),
    prefixed(
        MANAGEMENT,
        r"hc[a-z]mk_[a-z0-9]{58}",
        ("mk_",),
        ((f"HONEYCOMB_KEY_SECRET={_MANAGEMENT}", _MANAGEMENT),),
        (_MANAGEMENT[:-1], f"{_MANAGEMENT}0", f"x{_MANAGEMENT}"),
        prefilter=r"hc[a-z]mk_[a-z0-9]{50}",
    ),
    named(
        CLASSIC,
        rf"(?:{keyed('honeycomb')}|x-honeycomb-team(?![\w.\-]))",
        r"(?:[a-f0-9]{32}|[A-Za-z0-9]{22})",
        ("honeycomb",),
        (
            (f"HONEYCOMB_API_KEY={_CLASSIC}", _CLASSIC),
            (f"x-honeycomb-team-key: {_CLASSIC}", _CLASSIC),
            (f'curl -H "x-honeycomb-team: {_TEAM}"', _TEAM),
        ),
        (
            f"HONEYCOMB_API_KEY={_CLASSIC}0",
            f"honeycomb build {_CLASSIC}",
            f"HONEYCOMB_API_KEY={'0' * len(_CLASSIC)}",
            f"CHECKSUM={_CLASSIC}",
            f"x-honeycomb-dataset: {_TEAM}",
            f"x-honeycomb-team-id: {_TEAM}",
        ),
        least=3.0,
    ),
)
