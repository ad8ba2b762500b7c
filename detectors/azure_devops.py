"""Azure DevOps: personal access tokens.

    <76 letters and digits>AZDO<4>     since 2024
    <52 letters and digits>            before that, in small letters: only their name tells

https://learn.microsoft.com/en-us/azure/devops/organizations/accounts/use-personal-access-tokens-to-authenticate
"""

from __future__ import annotations

from typing import Final

from .base import Confidence, Detector
from .forms import ALNUM, LOWER, TELLING, has_digits, made, named, one, prefixed, varied

TOKEN = one("azure-devops-personal-access-token", "Azure DevOps personal access token")

_TOKEN: Final = made(ALNUM, 52) + "JQQJ99BF" + made(ALNUM, 16) + "AZDO" + made(ALNUM, 4)
_OLD: Final = made(LOWER, 52)
_PAT: Final = made("abcdefghijklmnopqrstuvwxyz234567", 52)
_COLON: Final = "':"  # before what has no user

DETECTORS = (
    prefixed(
        TOKEN,
        r"[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}",
        ("azdo",),
        ((f"AZURE_DEVOPS_EXT_PAT={_TOKEN}", _TOKEN), (f"git clone https://{_TOKEN}@dev.azure.com/shop", _TOKEN)),
        (_TOKEN[:-1], f"{_TOKEN}0", _TOKEN.lower(), f"{'x' * 76}AZDO{'x' * 4}"),
        least=3.5,
        prefilter=r"[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}",
    ),
    named(
        TOKEN,
        rf"(?:azure|\bado|_ado|vsts|\btfs|devops){TELLING}|(?:\bado|vsts|devops)[-_.]?pat\b"
        r"|personal[-_. ]?access[-_. ]?token|\$token|(?<![A-Za-z])pat[-_]?token",
        r"[a-z0-9]{52}",
        ("token", "key", "secret", "auth", "cred", "pat"),
        (
            (f"AZURE_DEVOPS_TOKEN={_OLD}", _OLD),
            (f'var personalAccessToken = "{_OLD}";', _OLD),
            (f'ado_pat =  "{_OLD}"', _OLD),
        ),
        (f"AZURE_DEVOPS_TOKEN={_OLD}0", f"AZURE_DEVOPS_TOKEN={'x' * 52}", _OLD, f"sum={_OLD}"),
        least=3.5,
        check=has_digits("token", 2),
        prefilter=(
            rf"(?:(?:azure|ado|vsts|tfs|devops){TELLING}|(?:ado|vsts|devops)[\-_.]?pat"
            r"|personal[\-_. ]?access[\-_. ]?token|\$token|pat[\-_]?token)[\s\S]{1,100}[a-z0-9]{12}"
        ),
    ),
    # The password of HTTP Basic, where it is put into base64: there is no user, or any.
    Detector(
        type=TOKEN,
        keywords=("getbytes(", "b64encode(", "buffer.from(", "btoa("),
        prefilter=r"(getbytes\(|b64encode\(|buffer\.from\(|btoa\()[brf]{0,2}[\"'`]\w{0,24}:[a-z2-7]{52}[\"'`]",
        pattern=(
            r"(?:(?i:GetBytes|b64encode|Buffer\.from|btoa)\()[brf]{0,2}[\"'`]\w{0,24}:(?P<token>[a-z2-7]{52})(?=[\"'`])"
        ),
        check=varied("token", 3.5, has_digits("token", 2)),
        confidence=Confidence.CONTEXT,
        examples=(
            (f"[Text.Encoding]::ASCII.GetBytes({_COLON}{_PAT}'))", _PAT),
            (f'base64.b64encode(b":{_PAT}")', _PAT),
            (f"Buffer.from(`pat:{_PAT}`)", _PAT),
        ),
        near_misses=(
            f"GetBytes({_COLON}{_PAT}a')",
            f"GetBytes('{_PAT}')",
            f"GetBytes({_COLON}{'a2' * 26}')",
        ),
    ),
)
