"""JSON Web Tokens, known by their structure: the first of three pieces is a JSON object that names an algorithm.

    HEADER.CLAIMS.SIGNATURE   each in base64url   https://datatracker.ietf.org/doc/html/rfc7519

Whom it is from and when it ends can be read in it and is public. A token that nothing signs opens nothing, and neither
do those that documentation shows to everybody. What signs them, where its name says so, is a credential of its own.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

from .base import Confidence, CredentialType, Detector, Parts, Secret
from .filters.references import is_reference
from .filters.wordlike import is_camel
from .forms import ALNUM, LOWER, URL_SAFE, made, named, one, prefixed, varied
from .places import TESTS, Place

_LATEST: Final = 253402300799  # the last second of the year 9999
_SHOWN: Final = frozenset({"sub", "name", "iat", "admin"})  # the claims of jwt.io's examples
# https://www.rfc-editor.org/rfc/rfc7519#section-4.1, and what providers call a user: of these an issuer states one.
_STATED: Final = frozenset({"iss", "sub", "aud", "exp", "nbf", "iat", "jti"})
# Names that are kept free for documentation and tests: https://www.rfc-editor.org/rfc/rfc6761#section-6. localhost is
# none: servers state it as their issuer until somebody sets another.
_OF_NOBODY: Final = re.compile(
    r"(?:[^\s/]*\.)?(?:example(?:\.(?:com|net|org))?|test|invalid)(?::[0-9]+)?", re.IGNORECASE
)
_FEW: Final = 1
_DOTS: Final = 2


def decoded(piece: str) -> bytes:
    """Of base64url, with its padding or without; a last letter that is half a byte does not count."""
    plain = piece.rstrip("=")
    whole = plain[:-1] if len(plain) % 4 == 1 else plain
    try:
        return base64.urlsafe_b64decode(whole + "=" * (-len(whole) % 4))
    except ValueError:
        return b""


def claims(token: str) -> dict[str, object]:
    """What a token says, or nothing where that is no JSON object, or not even text: half a character is none."""
    try:
        said = json.loads(decoded(token.split(".")[1]))
        json.dumps(said, ensure_ascii=False).encode()
    except (ValueError, IndexError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def with_claims(parts: Parts) -> Parts:
    """The host (or name) of the issuer, and the day (UTC) on which the token ends."""
    said = claims(parts["token"].reveal())
    issuer, expires = said.get("iss"), said.get("exp")
    told: dict[str, Secret] = {}
    if isinstance(issuer, str) and issuer:
        told["issuer"] = Secret(_host(issuer))
    if isinstance(expires, int | float) and 0 < expires < _LATEST:
        told["expires"] = Secret(datetime.fromtimestamp(expires, UTC).date().isoformat())
    return {**parts, **told}


def _host(issuer: str) -> str:
    try:
        return urlsplit(issuer).netloc or issuer
    except ValueError:
        return issuer


TOKEN = CredentialType(
    name="jwt",
    title="JSON Web Token",
    parts=("token", "issuer", "expires"),
    secret=frozenset({"token"}),
    identity=("token",),
    derive=with_claims,
    doubtful=TESTS | Place.PROSE,
)
SIGNING = one("jwt-signing-secret", "JWT signing secret", part="secret")

# A variable: passportJwtSecret, config.jwtSecret, app_jwt_secret; and what stands on the next line: PORT=8080
_OF_CODE: Final = re.compile(
    r"(?:[A-Za-z]{1,40}\.)?[a-z]{1,24}(?:[A-Z][a-z]{1,24}){0,6}(?:Secret|Key)|[\w.\-]{0,40}(?i:jwt[_\-]secret)"
    r"|[A-Za-z_][\w.\-]{0,64}=[^=].*"
)
_OWN_WORD: Final = re.compile(r"jwt|secret", re.IGNORECASE)  # of the name itself
# The least lengths are those of {"alg":""} and of a signature of 128 bits.
PATTERN: Final = r"ey[A-Za-z0-9_\-]{14,2000}={0,2}\.[A-Za-z0-9_\-]{2,12000}={0,2}\.[A-Za-z0-9_\-]{20,1400}={0,2}"


def is_signed(token: str) -> bool:
    """Does its header name an algorithm? A damaged character in it does not matter: whoever wrote it meant a token."""
    header = decoded(token.partition(".")[0])
    if not (header.startswith(b"{") and header.endswith(b"}") and b'"alg"' in header):
        return False
    return b'"none"' not in header.lower()


def is_of_kubernetes(said: dict[str, object]) -> bool:
    return said.get("iss") == "kubernetes/serviceaccount" or "kubernetes.io" in said


def _is_empty(token: str) -> bool:
    return decoded(token.split(".")[1]) in (b"{}", b"{")  # or what begins as such and ends there


def _is_example(said: dict[str, object]) -> bool:
    return said.get("sub") == "1234567890" and said.keys() <= _SHOWN


def _is_shown(said: dict[str, object]) -> bool:
    return _is_example(said) or is_of_a_test(said)


def is_of_a_test(said: dict[str, object]) -> bool:
    """{"some": "payload"}: one short claim, and none of those that an issuer states."""
    value = next(iter(said.values()), "")
    return len(said) == _FEW and _STATED.isdisjoint(said) and isinstance(value, str | int) and len(str(value)) < 16  # noqa: PLR2004 - shorter than an id


def is_no_bearer(token: str) -> bool:
    """Is it a JWE, which only its reader opens, or a JWS of a text: "hello"? What is no text may be damaged claims, but
    who signs a payload as it stands (https://www.rfc-editor.org/rfc/rfc7797#section-7) signs no claims.
    """
    first, _, rest = token.partition(".")
    header, payload = decoded(first), decoded(rest.partition(".")[0])
    if not payload or payload.lstrip().startswith(b"{"):
        return False
    return b'"enc"' in header or b'"b64"' in header or _is_text(payload)


def _is_text(payload: bytes) -> bool:
    try:
        return payload.decode().isprintable()
    except UnicodeDecodeError:
        return False


def is_idle(value: str) -> bool:
    """Is a value, whatever its name, the token that documentation shows, or one without claims?"""
    if not value.startswith("ey") or value.count(".") != _DOTS or not is_signed(value):
        return False
    return _is_example(claims(value)) or _is_empty(value) or is_no_bearer(value)


def _is_credential(parts: Parts) -> bool:
    token = parts["token"].reveal()
    said = claims(token)
    no_credential = _is_shown(said) or is_of_kubernetes(said) or _is_empty(token) or is_no_bearer(token)
    return is_signed(token) and not no_credential


def _is_of_nobody(parts: Parts) -> bool:
    """Its issuer is a host that nobody can have: no service elsewhere takes it, and nobody could be asked to end it."""
    issuer = claims(parts["token"].reveal()).get("iss")
    return isinstance(issuer, str) and _OF_NOBODY.fullmatch(_host(issuer)) is not None


def _is_given(parts: Parts) -> bool:
    value = parts["secret"].reveal()
    return (
        _OF_CODE.fullmatch(value) is None
        and not is_reference(value)
        and not (is_camel(value) and _OWN_WORD.search(value))
    )


def _is_damaged(parts: Parts) -> bool:
    return not is_signed(parts["token"].reveal()) and not decoded(parts["token"].reveal().partition(".")[0]).endswith(
        b"}"
    )


def example(header: Mapping[str, str], said: Mapping[str, object], signature: str) -> str:
    """A token of nobody's."""
    pieces = (json.dumps(piece, separators=(",", ":")).encode() for piece in (header, said))
    return ".".join([*(base64.urlsafe_b64encode(piece).decode().rstrip("=") for piece in pieces), signature])


def _unclaimed(header: Mapping[str, object], payload: str) -> str:
    """One that is no token of a bearer's: encrypted, or of something else than claims."""
    return f"{base64.urlsafe_b64encode(json.dumps(header).encode()).decode().rstrip('=')}.{payload}.{_SIGNATURE}"


_SIGNATURE: Final = made(URL_SAFE, 43)
_HEADER: Final = {"alg": "HS256", "typ": "JWT"}
_TOKEN: Final = example(_HEADER, {"iss": "https://id.corp/", "exp": 1893456000, "sub": "app"}, _SIGNATURE)
_ODD: Final = f"ey{made(LOWER, 22)}.ey{made(LOWER, 18)}.{made(ALNUM, 20)}"
_SHARED: Final = made(ALNUM, 40)
_OF_WORDS: Final = "quietRiverBrown" + "FoxJumpsHigh"

DETECTORS = (
    Detector(
        type=TOKEN,
        general=True,
        keywords=("ey",),
        prefilter=r"(?-i:ey[A-DI-L])[A-Za-z0-9_\-]{13}",
        pattern=rf"(?:(?<![A-Za-z0-9_\-.])|(?<=%[0-9A-F][0-9A-F])|(?<=\\[nrt]))(?P<token>{PATTERN})(?![A-Za-z0-9_\-])",
        parse=with_claims,
        check=varied("token", 3.5, _is_credential),
        doubts=_is_of_nobody,
        examples=(
            (f"Authorization: Bearer {_TOKEN}", _TOKEN),
            (f'"access_token": "{_TOKEN}"', _TOKEN),
            (f"GET /v1?access_token%3D{_TOKEN}&sort=asc", _TOKEN),
        ),
        near_misses=(
            example(_HEADER, {"sub": "1234567890", "name": "John Doe", "iat": 1516239022}, _SIGNATURE),
            example({"alg": "none"}, {"sub": "app"}, _SIGNATURE),
            example({"typ": "JWT"}, {"sub": "app"}, _SIGNATURE),
            example(_HEADER, {}, _SIGNATURE),
            _unclaimed(_HEADER, base64.urlsafe_b64encode(b"no claims").decode()),
            _unclaimed({"alg": "RSA1_5", "enc": "A128GCM"}, "k9f2" + made(ALNUM, 40)),
            _unclaimed({**_HEADER, "b64": False}, "hello"),
            _TOKEN.replace("J9.", "J."),
            _TOKEN.rpartition(".")[0],
            "ey.ey.ey",
        ),
    ),
    named(
        TOKEN,
        "jwt|json[-_]?web[-_]?token",
        r"ey[A-Za-z0-9_\-]{15,2000}\.ey[A-Za-z0-9/\\_\-]{15,4000}\.(?:[A-Za-z0-9/\\_\-]{8,1400}={0,2})?",
        ("jwt", "jsonwebtoken", "json_web_token", "json-web-token"),
        ((f"JWT={_ODD}", _ODD), (f'jwtToken = "{_ODD}"', _ODD)),
        (_ODD, "jwt = eyJ.eyJ.x"),
        least=3.5,
        prefilter=r"(jwt|json[\-_]?web[\-_]?token)(?s:.){1,80}ey[A-Za-z0-9_\-]{15}",
        check=_is_damaged,
    ),
    named(
        SIGNING,
        r"jwt[\w.\-]{0,12}?(?:secret|sign(?:ing)?[-_]?key)(?![\w.\-]{0,16}(?:ur[il]|file|path|name|ref|arn|existingSecret)\b)",
        # Of a list of names, as a source map has it, the next one is no value.
        r"(?!(?<=\",\")[A-Za-z]{16,128}(?:\",\"|\"$))[^\s\"'`,;<>(){}\[\]$]{16,128}+(?![(\[])",
        ("jwt",),
        (
            (f"JWT_SECRET={_SHARED}", _SHARED),
            (f'jwtSigningKey: "{_SHARED}"', _SHARED),
            (f"jwt.secret={_OF_WORDS}", _OF_WORDS),
        ),
        (
            "JWT_SECRET=your-jwt-secret",
            "JWT_SECRET_URI = file:/etc/app/jwt_secret",
            f"jwt = {_SHARED}",
            "JWT_SECRET: config.get_secret_value_of(JWT)",
            "module.exports.passportJwtSecret = passportJwtSecret;",
            "jwtSecret: devConfig.jwtSecret || 'secret',",
            'DATA_JWT_SECRET = "oauth2_jwt_secret"',
            "JWT_SECRET: arn:aws:secretsmanager:us-east-1:123456789012:secret:db9-AbCdEf",
            "JWT_SECRET = import.meta.env.VITE_JWT_VALUE9",
            "jwtSecret = crypto.randomBytes(32).toString('hex')",
            "jwtSecret.existingSecret=my-release-postgresql12",
            "JWT_SECRET=\nDB_HOSTNAME=db-9.internal",
            '"defineOrigin","jwtSecret","accessTokenLifespan","maxRefreshTokenLifespan"',
        ),
        least=3.2,
        check=_is_given,
        prefilter=r"jwt[\w.\-]{0,12}(secret|sign)",
    ),
    prefixed(
        SIGNING,
        r"(?<=secret: [\"'])[^\s\"'<>{}$]{16,128}",
        ("secret: ",),
        ((f'jwt:\n  secret: "{_SHARED}" # for tests\n', _SHARED),),
        (f'secret: "{_SHARED}"', 'jwt:\n  secret: "your-secret"\n'),
        near=r"(?:^|\n)[ \t]*jwt:\s",
        needs=r"secret: [\"']",
        least=3.2,
        confidence=Confidence.CONTEXT,
    ),
)
