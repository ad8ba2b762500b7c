"""Databricks' credentials: personal access tokens (`dapi`) and OAuth secrets of service principals (`dose`).

A token is of one workspace, whose host often stands beside it.
https://docs.databricks.com/aws/en/dev-tools/auth/pat and https://docs.databricks.com/aws/en/dev-tools/auth/oauth-m2m
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import HEX, UUID, assignment, made, prefixed

TOKEN = CredentialType(
    name="databricks-token",
    title="Databricks personal access token",
    parts=("token", "host"),
    secret=frozenset({"token"}),
    identity=("token",),
    hint="host",
)
OAUTH = CredentialType(
    name="databricks-oauth-secret",
    title="Databricks OAuth secret",
    parts=("secret", "client_id", "host"),
    secret=frozenset({"secret"}),
    identity=("secret",),
    hint="host",
)

_HOST: Final = (
    r"(?<![\w.\-])(?P<host>(?:adb-\d{8,20}\.\d{1,3}\.azuredatabricks\.net|[a-z0-9\-]{4,40}\.(?:cloud|gcp)\.databricks\.com))"
    r"(?![\w.\-])"
)
_TOKEN: Final = "dapi" + made(HEX, 32)
_SECRET: Final = "dose" + made(HEX, 32)
_CLIENT: Final = f"{made(HEX, 8)}-{made(HEX, 4)}-4{made(HEX, 3)}-8{made(HEX, 3)}-{made(HEX, 12)}"

DETECTORS = (
    prefixed(
        TOKEN,
        r"(?:dapi|dkea)[0-9a-f]{32}(?:-\d{1,2})?",
        ("dapi", "dkea"),
        (
            (f"DATABRICKS_TOKEN={_TOKEN}", _TOKEN),
            (f"token = {_TOKEN}-2", f"{_TOKEN}-2"),
            (f"host = https://adb-1234567890123456.7.azuredatabricks.net\ntoken = {_TOKEN}", _TOKEN),
        ),
        (f"{_TOKEN}g5", _TOKEN[:-1], f"x{_TOKEN}", f"dapi{'0' * 32}"),
        prefilter=r"(?:dapi|dkea)[0-9a-f]{32}",
        companions=(("host", _HOST),),
    ),
    prefixed(
        OAUTH,
        r"dose[0-9a-f]{32}",
        ("dose",),
        ((f"DATABRICKS_CLIENT_SECRET={_SECRET}", _SECRET), (f"client_id={_CLIENT}\nclient_secret={_SECRET}", _SECRET)),
        (f"{_SECRET}0", _SECRET[:-1], f"over{_SECRET}"),
        prefilter=r"dose[0-9a-f]{32}",
        companions=(("client_id", assignment("client_id", r"client_?id", UUID)), ("host", _HOST)),
    ),
)
