"""Azure storage: the key of an account, and shared access signatures, which say what they allow and until when.

The key of the emulator is the same for everybody and no credential.

https://learn.microsoft.com/en-us/azure/storage/common/storage-configure-connection-string and
https://learn.microsoft.com/en-us/rest/api/storageservices/create-service-sas
"""

from __future__ import annotations

import re
from typing import Final

from .base import Confidence, CredentialType, Detector, Parts, Secret
from .filters.documented import is_documented
from .forms import ALNUM, BASE64, DIGITS, assignment, made, named, one, prefixed, varied

KEY = CredentialType(
    name="azure-storage-key",
    title="Azure storage account key",
    parts=("key", "account"),
    secret=frozenset({"key"}),
    identity=("key",),
    hint="account",
)
SIGNATURE = one("azure-sas-token", "Azure shared access signature")

_EMULATOR: Final = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq"
_STAMP: Final = r"[0-9][0-9T:.,+Z \-]{15,40}"  # of a log's lines
_TIME: Final = "2026-11-27T15:57:06.9792958Z"
_PARAMETER: Final = r"(?:s[a-z]{1,4}|rsc[a-z])=[A-Za-z0-9%:.,_+/\-]{1,200}"
_SIGNED: Final = re.compile(r"(?:^|&|;)se=|(?:^|&|;)si=")


# What stands at the place where the key of a storage account has "+ASt": the mark of another service.
_OTHERS: Final = re.compile(r".{76}(?:ACDb|\+ABa|\+AMC|APIM)")


def _is_own(parts: Parts) -> bool:
    value = parts["key"].reveal()
    return not is_documented(value) and _OTHERS.match(value) is None


def _plain(parts: Parts) -> Parts:
    """In HTML and in XML the same signature is written otherwise."""
    return {"token": Secret(parts["token"].reveal().replace("&amp;", "&"))}


def _is_signed(parts: Parts) -> bool:
    value = parts["token"].reveal()
    return "sv=" in value and _SIGNED.search(value) is not None


_KEY: Final = made(BASE64, 86) + "=="
_SAS: Final = (
    f"sv=2022-11-02&ss=bf&srt=sco&sp=rwdlac&se=2031-01-0{made(DIGITS[1:], 1)}T08:00:00Z&sig={made(BASE64[:62], 43)}%3D"
)

_MARKED: Final = made(BASE64, 76) + "+ASt" + made(ALNUM, 6) + "=="
_ACCOUNT: Final = (("account", assignment("account", r"account[-_. ]?name", r"[a-z0-9]{3,24}")),)

DETECTORS = (
    prefixed(
        KEY,
        r"[A-Za-z0-9+/]{76}\+ASt[A-Za-z0-9+/]{6}==",
        ("+ast",),
        ((f"PRIMARY_KEY={_MARKED}", _MARKED), (f'"value": "{_MARKED}"', _MARKED)),
        (_MARKED[:-9], f"{_MARKED}0", _MARKED.replace("+ASt", "+ABC"), f"{'x' * 76}+ASt{'x' * 6}=="),
        least=4.0,
        companions=_ACCOUNT,
        prefilter=r"[A-Za-z0-9+/]{76}\+ASt",
    ),
    named(
        KEY,
        r"account[-_. ]?key|(?:azure|storage|blob)[\w.\- ]{0,24}"
        r"(?:(?:access|account|storage|blob)[-_. ]?key|key\d?\b)",
        r"(?:[A-Za-z0-9+/]{86}==|(?<=AccountKey=)[A-Za-z0-9+/]{70,86}={1,2})",
        ("key",),
        (
            (
                f"DefaultEndpointsProtocol=https;AccountName=shop;AccountKey={_KEY};EndpointSuffix=core.windows.net",
                _KEY,
            ),
            (f"AZURE_STORAGE_KEY={_KEY}", _KEY),
            (f'"storageAccountKey": "{_KEY}"', _KEY),
        ),
        (
            "AccountName=devstoreaccount1;AccountKey=" + _EMULATOR + "/K1SZFPTOtr/KBHBeksoGMGw==",
            f"AccountKey={'x' * 86}==",
            "AccountName=X;AccountKey=X;",
            f"sha512={_KEY}",
        ),
        least=3.5,
        check=_is_own,
        companions=_ACCOUNT,
        prefilter=r"account[-_. ]?key[=\"': ]{1,4}[A-Za-z0-9+/]{64}|[A-Za-z0-9+/]{64}==",
    ),
    # Of older keys, which have no mark: what `az storage account keys list` prints, also as YAML and as a table; and
    # what somebody tells in words.
    Detector(
        type=KEY,
        keywords=("full", "storage key", "storage account key", "blob key", "blob account key"),
        prefilter=(
            rf"permissions(\\?\")?:\s{{0,4}}(\\?\")?full(\\?\",|\r?\n)(\r?\n{_STAMP})?(\s|\\n|[+\-]){{0,40}}(\\?\")?value"
            r"|full[ \t]{1,16}[A-Za-z0-9+/]{86}==|(storage|blob)[ ](account[ ])?key[ ,][^\n=]{0,60}[A-Za-z0-9+/]{86}=="
        ),
        pattern=(
            r"(?:(?i:permissions)(?:\\?\")?:\s{0,4}(?:\\?\")?(?i:full)(?:\\?\",|\r?\n)"
            rf"(?:\r?\n{_STAMP})?(?:\s|\\n|[+\-]){{0,40}}"
            r"(?:\\?\")?value(?:\\?\")?:\s{0,4}(?:\\?\")?|(?i:full)[ \t]{1,16}"
            r"|(?i:\b(?:storage|blob)[ ](?:account[ ])?key)[ ,][^\n=]{0,60}(?<![A-Za-z0-9+/]))"
            r"(?P<key>[A-Za-z0-9+/]{86}==)(?![A-Za-z0-9+/=])"
        ),
        examples=(
            (f'{{"keyName": "key1", "permissions": "FULL", "value": "{_KEY}"}}', _KEY),
            (f'{{"permissions":"FULL","value":"{_KEY}"}}', _KEY),
            (f'    "keyName": "key1",\n    "permissions": "FULL",\n    "value": "{_KEY}"\n', _KEY),
            (f'+    "permissions": "FULL",\n+    "value": "{_KEY}"\n', _KEY),
            (f'{_TIME}   "permissions": "FULL",\n{_TIME}   "value": "{_KEY}"\n', _KEY),
            (f'"out": "[{{\\"permissions\\": \\"FULL\\", \\"value\\": \\"{_KEY}\\"}}]"', _KEY),
            (f"- keyName: key1\n  permissions: FULL\n  value: {_KEY}\n", _KEY),
            (f"key1       FULL           {_KEY}\n", _KEY),
            (f"The storage key of the new account is <code>{_KEY}</code>", _KEY),
        ),
        near_misses=(
            f'"permissions": "FULL", "value": "{_KEY[:-3]}"',
            f'"permissions": "FULL", "value": "{"x" * 86}=="',
            f'"permissions": "FULL", "digest": "{_KEY}"',
        ),
        span=200,
        check=varied("key", 3.5, _is_own),
        confidence=Confidence.CONTEXT,
        companions=_ACCOUNT,
    ),
    Detector(
        type=SIGNATURE,
        keywords=("sig=",),
        prefilter=r"(?:[&?]|amp;)sig=[A-Za-z0-9%+/]{40}|sig=[A-Za-z0-9%+/]{40,110}=?&",
        pattern=(
            rf"(?<![A-Za-z0-9_&])(?P<token>(?:{_PARAMETER}&(?:amp;)?){{0,16}}"
            rf"sig=[A-Za-z0-9%+/]{{40,110}}={{0,2}}(?:&(?:amp;)?{_PARAMETER}){{0,16}})"
        ),
        parse=_plain,
        check=varied("token", 3.5, _is_signed),
        examples=(
            (f"https://shop.blob.core.windows.net/data?{_SAS}", _SAS),
            (f'AZURE_SAS_TOKEN: "?{_SAS}"', _SAS),
        ),
        near_misses=(
            f"https://example.org/?sig={made(BASE64[:62], 43)}%3D",
            _SAS.partition("&sig=")[0],
            f"?{_SAS.partition('&sig=')[0]}&sig=<signature>",
            f"?sv=2022-11-02&sr=b&sig={made(BASE64[:62], 43)}%3D",
        ),
    ),
)
