"""Supabase's keys: of an account, a project's secret key, and the JWT of the role that passes every rule of a database.

    sbp_   40 digits and letters           a person's access token, for the management API
    sb_secret_   22 characters, "_", 8     a project's secret key; sb_publishable_ may be seen by everybody
    eyJ...       a JWT whose payload names the role `service_role`; that of `anon` may be seen by everybody

https://supabase.com/docs/guides/api/api-keys
"""

from __future__ import annotations

import base64
from typing import Final

from .base import CredentialType, Detector, Parts, Secret
from .forms import ALNUM, HEX, URL_SAFE, made, one, prefixed
from .jwt import claims
from .secretive import alnum

ACCESS = one("supabase-access-token", "Supabase access token")
SECRET = one("supabase-secret-key", "Supabase secret key", part="key")
SERVICE_ROLE = CredentialType(
    name="supabase-service-role-key",
    title="Supabase service role key",
    parts=("key", "project"),
    secret=frozenset({"key"}),
    identity=("key",),
    hint="project",
)

_ISSUER: Final = "eyJpc3MiOiJzdXBhYmFzZS"  # {"iss":"supabase


def _project(parts: Parts) -> Parts:
    fields = claims(parts["key"].reveal())
    if fields.get("role") != "service_role":
        return {}
    project = fields.get("ref")
    return {**parts, "project": Secret(project)} if isinstance(project, str) else parts


def _jwt(role: str) -> str:
    fields = f'{{"iss":"supabase","ref":"abcdefghijklmnopqrst","role":"{role}","iat":1,"exp":2}}'
    payload = base64.urlsafe_b64encode(fields.encode()).decode().rstrip("=")
    return f"eyJhbGciOiJIUzI1NiJ9.{payload}.{made(URL_SAFE, 43)}"


_ACCESS: Final = "sbp_" + made(HEX, 40, "supabase")
_SECRET: Final = f"sb_secret_{made(URL_SAFE, 22)}_{made(ALNUM, 8)}"
_ROLE: Final = _jwt("service_role")

DETECTORS = (
    prefixed(
        ACCESS,
        rf"sbp_(?:v0_|oauth_)?{alnum(40)}",
        ("sbp_",),
        ((f"SUPABASE_ACCESS_TOKEN={_ACCESS}", _ACCESS), (f"supabase login --token {_ACCESS}", _ACCESS)),
        (_ACCESS[:-1], f"{_ACCESS}a", "sbp_" + "a" * 40, f"x{_ACCESS}"),
    ),
    prefixed(
        SECRET,
        r"sb_secret_[A-Za-z0-9_\-]{22}_[A-Za-z0-9_\-]{8}",
        ("sb_secret_",),
        ((f"SUPABASE_SECRET_KEY={_SECRET}", _SECRET), (f"apikey: {_SECRET}", _SECRET)),
        (_SECRET[:-1], f"{_SECRET}a", "sb_secret_" + "a" * 31, f"sb_publishable_{_SECRET[10:]}"),
    ),
    Detector(
        type=SERVICE_ROLE,
        keywords=(_ISSUER.lower(),),
        pattern=(
            rf"(?<![A-Za-z0-9_\-.])(?P<key>eyJ[A-Za-z0-9_\-]{{10,200}}\.{_ISSUER}[A-Za-z0-9_\-]{{20,600}}"
            r"\.[A-Za-z0-9_\-]{43,100})(?![A-Za-z0-9_\-])"
        ),
        parse=_project,
        examples=((f"SUPABASE_SERVICE_ROLE_KEY={_ROLE}", _ROLE), (f"createClient(url, '{_ROLE}')", _ROLE)),
        near_misses=(f"SUPABASE_ANON_KEY={_jwt('anon')}", _ROLE[:-9], f"eyJhbGciOiJIUzI1NiJ9.{_ISSUER}.x"),
    ),
)
