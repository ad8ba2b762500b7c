"""AWS access keys: an id and a secret that stand apart, sessions with a token besides, and ids that stand alone.

    AKIA...  +  40 characters (+ session token)    every plausible pairing is a credential: a probe picks one
       `-- base32 --> the account that it belongs to, without asking anybody

An id without its secret opens nothing, so it is told and nothing is done. A session dies by itself within hours.
What an id says about its account: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
"""

from __future__ import annotations

import re
import string
from operator import ne
from typing import Final

from .base import Confidence, CredentialType, Detector, Parts, Secret
from .filters.placeholders import is_placeholder

# Accounts of canarytokens.org (Thinkst), and of others who do the same: to use a key of theirs is to ring the bell.
_CANARIES: Final = (
    "052310077262 171436882533 534261010715 595918472158 717712589309 819147034852 992382622183 730335385048 "
    "266735846894 893192397702 729780141977 "
    "044858866125 251535659677 344043088457 351906852752 390477818340 426127672474 427150556519 439872796651 "
    "445142720921 465867158099 637958123769 693412236332 732624840810 735421457923 959235150393 982842642351"
)


def canary_account(account: str) -> bool:
    """Is this the account of a known vendor of canaries? Its keys are never probed."""
    return account in _CANARIES.split()


def _is_bait(parts: Parts) -> bool:
    return "account" in parts and canary_account(parts["account"].reveal())


_AS_NUMBER: Final = str.maketrans(string.ascii_uppercase + "234567", string.digits + string.ascii_uppercase[:22])
_ID: Final = re.compile(r"[A-Z]{4}[A-Z2-7]{16}")


def account_of(key_id: str) -> str | None:
    """The account that a key id names. Ids from before 2019, with an I or J behind the prefix, name none."""
    if not _ID.fullmatch(key_id) or key_id[4] in "IJ":
        return None
    number = int(key_id[4:14].translate(_AS_NUMBER), 32) >> 2  # the first six bytes of what base32 says
    return f"{(number & 0x7FFFFFFFFF80) >> 7:012d}"


def _with_account(parts: Parts) -> Parts:
    account = account_of(parts["key_id"].reveal())
    return parts if account is None else {**parts, "account": Secret(account)}


KEY = CredentialType(
    name="aws-access-key",
    title="AWS access key",
    parts=("key_id", "secret", "account"),
    secret=frozenset({"secret"}),
    identity=("key_id", "secret"),
    side_effects=(
        "CloudTrail of the account records GetCallerIdentity",
        "a canary's owner is told: those are not probed",
    ),
    hint="account",
    is_bait=_is_bait,
    derive=_with_account,
)

SESSION = CredentialType(
    name="aws-session",
    title="AWS session",
    parts=("key_id", "secret", "session_token", "account"),
    secret=frozenset({"secret", "session_token"}),
    identity=("key_id", "secret", "session_token"),
    side_effects=KEY.side_effects,
    hint="account",
    is_bait=_is_bait,
    derive=_with_account,
)

KEY_ID = CredentialType(
    name="aws-access-key-id",
    title="AWS access key id without its secret",
    parts=("key_id", "account"),
    secret=frozenset(),
    identity=("key_id",),
)


_EXAMPLE: Final = re.compile(r"EXAMPLE|X{6}")

# A secret has capitals, small letters and digits or symbols; a hash or a word in camelCase lacks one of them.
_40: Final = (
    r"(?<![A-Za-z0-9/+_.\-])(?=[A-Za-z0-9/+]{40})(?=[^A-Z]{0,39}[A-Z])(?=[^a-z]{0,39}[a-z])(?=[A-Za-z]{0,39}[0-9/+])"
    r"(?P<secret>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=_\-(]|\.\w)"
)
_BASE64: Final = r"(?<![A-Za-z0-9/+])(?P<session_token>[A-Za-z0-9/+]{100,4000}+={0,2})(?![A-Za-z0-9/+=])"
# What every session token says in base64: "aws" or "origin_ec".
_IN_TOKEN: Final = re.compile(r"YXdz|b3JpZ2luX2Vj")

_SPAN: Final = 1024
_SESSION_SPAN: Final = 4096
_DISTINCT: Final = 16  # of 40 random characters out of 64, 30 +- 2.5 are distinct
_CAPITALS: Final = 5  # 16 +- 3 where random, fewer in paths
_KINDS: Final = "".join(
    "A" if letter.isupper() else "a" if letter.islower() else "0" for letter in map(chr, range(128))
)
_ALIKE: Final = 0.3  # of neighbours, the share that must change class: 0.63 +- 0.08 where random


def _is_id(parts: Parts) -> bool:
    key_id = parts["key_id"].reveal()
    return not _EXAMPLE.search(key_id) and len(set(key_id[4:])) > 5  # noqa: PLR2004 - 13 +- 1.5 where random


def _is_secret(secret: str) -> bool:
    kinds = secret.translate(_KINDS)
    changes = sum(map(ne, kinds, kinds[1:])) / (len(secret) - 1)
    random = len(set(secret)) >= _DISTINCT and changes >= _ALIKE and kinds.count("A") >= _CAPITALS
    return random and not _EXAMPLE.search(secret) and not is_placeholder(secret)


def _is_key(parts: Parts) -> bool:
    return _is_id(parts) and _is_secret(parts["secret"].reveal())


def _is_session(parts: Parts) -> bool:
    token = parts["session_token"].reveal()
    return _is_key(parts) and bool(_IN_TOKEN.search(token)) and not _EXAMPLE.search(token)


def _paired(around: str) -> bool:
    # A text of nothing but ids asks this for each of them, and the pattern looks at every letter.
    runs = around.encode("ascii", "replace").translate(_PARTING).split()
    return len(_VALUE) in map(len, runs) and any(_is_secret(found["secret"]) for found in _SECRETS.finditer(around))


_SECRETS: Final = re.compile(_40, re.ASCII)
_PARTING: Final = bytes(
    code if chr(code) in string.ascii_letters + string.digits + "/+" else ord(" ") for code in range(256)
)


def _pattern(prefix: str) -> str:
    return rf"(?<![A-Za-z0-9])(?P<key_id>(?:{prefix})[A-Z2-7]{{16}})(?![A-Za-z0-9])"


# Assembled so that no scanner trips on this file.
_LIVING: Final = "AKIA" + "QNZGKIQY56JQ7WML"
_OTHER: Final = "AKIA" + "Y34FZKBOKMUTVV7A"
_OLD: Final = "AKIA" + "JQ2WXV7MB5RTN4ZC"
_DOCUMENTED: Final = "AKIA" + "IOSFODNN7EXAMPLE"
_PASSING: Final = "ASIA" + "QNZGKIQY56JQ7WML"
_VALUE: Final = "q9Xc/Lr2T+u7VbWn" + "Z4sHkPdE0yGmJ1aRfC8oQ3iB"
_LONG: Final = "IQoJb3JpZ2luX2Vj" + "EHoaCXVzLWVhc3QtMSJHMEUCIQD8k2Zr0vY7sQpX" * 8 + "pQ=="
_SHA: Final = "da39a3ee5e6b4b0d" + "3255bfef95601890afd80709"

_LONG_TERM: Final = ("akia", "abia", "acca")
_PREFILTER: Final = r"A(KI|BI|CC)A[A-Z2-7]{16}"

DETECTORS = (
    Detector(
        type=KEY,
        keywords=_LONG_TERM,
        prefilter=_PREFILTER,
        pattern=_pattern("AKIA|ABIA|ACCA"),
        span=_SPAN,
        companions=(("secret", _40),),
        check=_is_key,
        parse=_with_account,
        examples=(
            (f"[default]\naws_access_key_id = {_LIVING}\naws_secret_access_key = {_VALUE}\n", _VALUE),
            (f"export AWS_SECRET_ACCESS_KEY={_VALUE}\nexport AWS_ACCESS_KEY_ID={_LIVING}", _VALUE),
            (f'{{"AccessKeyId":"{_OTHER}","SecretAccessKey":"{_VALUE}"}}', _VALUE),
            (f'provider "aws" {{\n  access_key = "{_OTHER}"\n  secret_key = "{_VALUE}"\n}}', _VALUE),
            (f"client = boto3.client('s3', aws_access_key_id='{_OLD}', aws_secret_access_key='{_VALUE}')", _VALUE),
            (f"User name,Access key ID,Secret access key\nci,{_LIVING},{_VALUE}", _VALUE),
            (f"commit {_SHA}\n+ id: {_LIVING}\n+ key: {_VALUE}", _VALUE),
        ),
        near_misses=(
            f"aws_access_key_id = {_DOCUMENTED}\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCY{'EXAMPLEKEY'}",
            "access_key: AKIA" + "X" * 16 + " secret: " + "x" * 40,
            f"AKIA{'A' * 16}",
            f"x{_LIVING}",
            f"{_LIVING}A",
            "AKIA" + "0189" * 4,
        ),
    ),
    Detector(
        type=SESSION,
        keywords=("asia",),
        prefilter=r"ASIA[A-Z2-7]{16}",
        pattern=_pattern("ASIA"),
        span=_SESSION_SPAN,
        companions=(("secret", _40), ("session_token", _BASE64)),
        check=_is_session,
        parse=_with_account,
        examples=(
            (
                f"AWS_ACCESS_KEY_ID={_PASSING}\nAWS_SECRET_ACCESS_KEY={_VALUE}\nAWS_SESSION_TOKEN={_LONG}\n",
                _VALUE,
            ),
            (
                f'{{"AccessKeyId": "{_PASSING}", "SecretAccessKey": "{_VALUE}", "SessionToken": "{_LONG}"}}',
                _VALUE,
            ),
        ),
        near_misses=(
            f"X-Amz-Credential={_PASSING}%2F20260101%2Fus-east-1%2Fs3%2Faws4_request",
            "AWS_ACCESS_KEY_ID=ASIA" + f"IOSFODNN7EXAMPLE\nAWS_SESSION_TOKEN={_LONG}",
        ),
    ),
    Detector(
        type=KEY_ID,
        confidence=Confidence.CONTEXT,
        keywords=_LONG_TERM,
        prefilter=_PREFILTER,
        pattern=_pattern("AKIA|ABIA|ACCA"),
        span=_SPAN + 64,  # the detector of pairs sees so far: one of the two speaks, not both
        unless=_paired,
        check=_is_id,
        parse=_with_account,
        examples=(
            (f"AWS_ACCESS_KEY_ID={_LIVING}", _LIVING),
            (f'"accessKeyId": "{_OTHER}", "eventName": "PutObject", "sha1": "{_SHA}"', _OTHER),
            (f"https://bucket/?X-Amz-Credential={_OLD}/20260101/us-east-1/s3/aws4_request", _OLD),
        ),
        near_misses=(
            _DOCUMENTED,
            "AKIA" + "A" * 16,
            f"{_LIVING.lower()}",
            f"k_{_LIVING}x",
        ),
    ),
)
