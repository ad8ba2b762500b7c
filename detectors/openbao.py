"""Tokens and AppRole secret-ids of OpenBao and HashiCorp Vault, which share their shapes.

Service, batch and recovery tokens: hvs. hvb. hvr. (Vault since 1.10), s. b. r. (before, and OpenBao 2.7.2, which mints
`s.` and 24 letters and digits, `b.` and about 130). One of a namespace ends in its id: 5 characters in Vault, 6 in
OpenBao. `s.` and 24 letters is also what a method call looks like, so
those are judged by how random they look. A secret-id is a UUID that its name alone tells from others.
https://openbao.org/docs/concepts/tokens/ and https://openbao.org/docs/auth/approle/
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from .base import Confidence, CredentialType, Detector, Parts
from .filters.wordlike import surprise

TOKEN = CredentialType(
    name="openbao-token",
    title="OpenBao/Vault token",
    parts=("token",),
    secret=frozenset({"token"}),
    identity=("token",),
    side_effects=("a use is counted where the token's uses are limited",),
)

SECRET_ID = CredentialType(
    name="approle-secret-id",
    title="AppRole secret-id",
    parts=("secret_id", "role_id"),
    secret=frozenset({"secret_id"}),
    identity=("secret_id",),
)

_ALIKE: Final = 0.35  # of neighbouring characters, the share that must change class: 0.62 +- 0.10 where random
_CAPITALS: Final = 0.15  # 0.42 +- 0.10 where random, below 0.2 in camelCase
_READABLE: Final = 5.0  # bits a letter (filters/wordlike.py): LabelCategoryConfigS3Uri has 4.2, one in 4,000 5.4
_CAPITALS_ALONE: Final = 0.28  # the same where there is no digit: one random token in 70


def _kind(letter: str) -> str:
    return "0" if letter.isdigit() else "A" if letter.isupper() else "a"


def _is_random(parts: Parts) -> bool:
    """A name in camelCase has few capitals and changes class seldom; random letters do both often."""
    token = parts["token"].reveal()
    body = "".join(letter for letter in token.partition(".")[2] if letter.isalnum())
    kinds = [_kind(letter) for letter in body]
    if len(kinds) <= 1:
        return False  # hvs. and a line of dashes
    changes = sum(a != b for a, b in pairwise(kinds)) / (len(kinds) - 1)
    capitals, digits = kinds.count("A") / len(kinds), kinds.count("0")
    enough = _CAPITALS if digits else _CAPITALS_ALONE
    return changes >= _ALIKE and capitals >= enough and kinds.count("a") > 0 and surprise(body) >= _READABLE


def _has_digit(parts: Parts) -> bool:
    return any(letter.isdigit() for letter in parts["token"].reveal())


def _is_uuid_in_use(parts: Parts) -> bool:
    return _varied(parts["secret_id"].reveal())


def _with_role(parts: Parts) -> bool:
    return "role_id" in parts and _is_uuid_in_use(parts)


def _varied(uuid: str) -> bool:
    """Not 00000000-..., 12345678-1234-... or aaaaaaaa-bbbb-..., which only documentation writes."""
    digits = uuid.replace("-", "").lower()
    steps = {(int(b, 16) - int(a, 16)) % 16 for a, b in pairwise(digits)}
    return len(set(digits)) > 5 and len(steps) > 5  # noqa: PLR2004 - a random UUID has 14 +- 1 and 14 +- 1


_UUID: Final = r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}(?![\w\-])"
_IS: Final = r"\\?[\"']?\]?(?:\s{0,8}(?::|=>?)\s{0,8}|[ \t]{1,40})\\?[\"']?"
_ROLE_ID: Final = rf"(?i:role[_-]?id){_IS}(?P<role_id>{_UUID})"

# Assembled so that no scanner trips on this file.
_BODY: Final = "kQ7mZt2XwR9" + "bNc4LpVf8sHyD"
_PLAIN: Final = "kmqzwerdfghtyunbvcxlpoiu"[:22] + "7k"  # few changes of class, as one token in a hundred has
_LONG: Final = "AAAAAQ" + "KCJLSAfgtA7ruz9SFaAXLJ_m4OysT6LHGV14pDwjJD5msTx7WNTV9gxKLtUGn4Ln3Fuq-" * 2
_ID: Final = "06de4e9e-10f5-6f07-" + "fb0b-2abebe099b37"
_ROLE: Final = "802d20ae-521b-14b0-" + "5f3c-7ad471c311a4"

DETECTORS = (
    Detector(
        type=TOKEN,
        keywords=("hvs.", "hvb.", "hvr."),
        prefilter=r"hv[sbr]\.[A-Za-z0-9_\-]{24}",
        pattern=r"(?<![A-Za-z0-9_.\-])(?P<token>hv[sbr]\.[A-Za-z0-9_\-]{24,512}+(?:\.[A-Za-z0-9]{5,6}\b)?)(?![(=])",
        check=_is_random,
        examples=(
            (f"VAULT_TOKEN=hvs.{_BODY}", f"hvs.{_BODY}"),
            (f'{{"client_token": "hvb.{_LONG}"}}', f"hvb.{_LONG}"),
            (f"X-Vault-Token: hvs.{_BODY}.aB3dE", f"hvs.{_BODY}.aB3dE"),
            (f"X-Vault-Token: hvb.{_LONG}.aB3dEf", f"hvb.{_LONG}.aB3dEf"),
        ),
        near_misses=(
            "hvs.short",
            "hvs." + "x" * 30,
            "hvs." + "-" * 30,
            "hvs." + "_" * 30 + "a",
            f"lib/hvs.{'aVeryLongNameOfSomeMethod'}",
        ),
    ),
    Detector(
        type=TOKEN,
        keywords=("s.", "b.", "r."),
        prefilter=r"(\b[sr]\.[A-Za-z0-9]{24}|\bb\.AAAAAQ[A-Za-z0-9_\-]{80})",
        pattern=(
            r"(?<![A-Za-z0-9_.\-/$\\@+])(?P<token>[sr]\.[A-Za-z0-9]{24}+(?:\.[A-Za-z0-9]{5,6}(?![A-Za-z0-9]))?"
            r"|b\.AAAAAQ[A-Za-z0-9_\-]{80,506}+(?:\.[A-Za-z0-9]{5,6}(?![A-Za-z0-9]))?)(?![\w(=\-\[/]|[ ]:?=)"
        ),
        check=_is_random,
        examples=(
            (f"token               s.{_BODY}", f"s.{_BODY}"),
            (f'"client_token":"s.{_BODY}.aB3dE"', f"s.{_BODY}.aB3dE"),
            (f"export BAO_TOKEN=b.{_LONG}", f"b.{_LONG}"),
            (f"export BAO_TOKEN=s.{_BODY}.43WRqk", f"s.{_BODY}.43WRqk"),
            (f"export BAO_TOKEN=b.{_LONG}.43WRqk", f"b.{_LONG}.43WRqk"),
        ),
        near_misses=(
            "s.someVeryLongMethodNameHere",
            "x = s.getUtf8StringFromBase64V()",
            f"ops.{_BODY}",
            f"s.{_BODY}Q",
            "s.aaaaaaaaaaaaaaaaaaaaaaaa",
            "return s.parseHttp2HeaderFrame12",
            "s.LabelCategoryConfigS3Uri = &v",
            "return s.AwsEc2VpcEndpointService",
            f"s.{_BODY} = v",
        ),
    ),
    Detector(
        # One random token in a hundred looks like a name. Beside its own name a digit is enough.
        type=TOKEN,
        confidence=Confidence.CONTEXT,
        keywords=("token",),
        prefilter=r"token[^a-z0-9]{1,24}s\.[a-z0-9]{24}",
        pattern=rf"(?i:(?:bao|vault|client)[_-]?token){_IS}(?P<token>s\.[A-Za-z0-9]{{24}})(?![\w(=\-\[/.])",
        check=_has_digit,
        examples=(
            (f"export BAO_TOKEN=s.{_PLAIN}", f"s.{_PLAIN}"),
            (f'"client_token": "s.{_PLAIN}"', f"s.{_PLAIN}"),
        ),
        near_misses=("vault_token = s.someVeryLongMethodNameHere", f"vault_token = s.{_PLAIN}(", f"xtoken=s.{_PLAIN}"),
    ),
    Detector(
        type=SECRET_ID,
        confidence=Confidence.CONTEXT,
        keywords=("secret_id", "secret-id"),
        prefilter=r"secret[_\-]id[^0-9a-z_\-]{1,48}[0-9a-f]{8}-",
        pattern=rf"(?i:secret[_-]id){_IS}(?P<secret_id>{_UUID})",
        span=256,
        companions=(("role_id", _ROLE_ID),),
        check=_is_uuid_in_use,
        examples=(
            (f'curl -d \'{{"role_id":"{_ROLE}","secret_id":"{_ID}"}}\' $VAULT_ADDR/v1/auth/approle/login', _ID),
            (f"VAULT_SECRET_ID={_ID}", _ID),
            (f"      secret-id: {_ID}", _ID),
            (f"secret_id             {_ID}\nsecret_id_accessor    {_ROLE}\n", _ID),
            (f'vault write auth/approle/login role_id="{_ROLE}" secret_id="{_ID}"', _ID),
        ),
        near_misses=(
            f"secret_id_accessor    {_ROLE}",
            f"role_id: {_ROLE}",
            "secret_id: 00000000-0000-0000-0000-000000000000",
            "secret_id: 12345678-1234-1234-1234-123456789012",
            f"client_id={_ID}",
            f"secret_id_ttl 0s {_ID}",
        ),
    ),
    # `secretId` is also the name of an Azure identifier that is no secret: only beside a role_id.
    Detector(
        type=SECRET_ID,
        confidence=Confidence.CONTEXT,
        keywords=("secretid",),
        prefilter=r"secretid[^0-9a-z_\-]{1,48}[0-9a-f]{8}-",
        pattern=rf"(?i:secretId){_IS}(?P<secret_id>{_UUID})",
        span=256,
        companions=(("role_id", _ROLE_ID),),
        check=_with_role,
        examples=((f'"roleId": "{_ROLE}", "secretId": "{_ID}"', _ID),),
        near_misses=(f'"keyId": "{_ROLE}", "secretId": "{_ID}"',),
    ),
)
