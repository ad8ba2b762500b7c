"""Values of Kubernetes' Secrets, in manifests and as they are printed, in YAML and in JSON.

https://kubernetes.io/docs/concepts/configuration/secret/ (data: base64)
"""

from __future__ import annotations

import base64
import re
from typing import Final

from detectors.base import Parts, Secret
from detectors.filters.placeholders import is_placeholder
from detectors.forms import ALNUM, made, made_uuid, one
from detectors.generic.values import Strength, strength

from .shared import RANDOM, decoded, place

KUBERNETES = one("kubernetes-secret", "Value of a Kubernetes Secret", part="value")

_TELLS: Final = r"(?i:pass|pwd|secret|token|key|cred|auth|dsn|url)"
_LEAST: Final = 8  # characters of a password that is made of words
_LONG: Final = 20  # of a value whose name tells nothing
# And what such a name tells of is none: ca.crt, cluster-id, image.
_ABOUT: Final = (
    r"[\w.\-\"']{0,120}(?i:ids?|ca|cert|certs|certificate|crt|pem|pub|public|image|tag|name|user|host|zone|region|release|version"
    r"|commit|sha\d{0,3}|digest|hash|checksum|fingerprint|build|revision|arn|ref)[\"']?:"
)
_ONE: Final = re.compile(r"(?![0-9a-fA-F]{8}-)[A-Za-z0-9+/_\-]{20,512}={0,2}")
_PUBLIC: Final = ("LS0t", "MII", "ssh-", "vpc-", "subnet-")  # PEM in base64, DER
_CERTIFICATE: Final = base64.b64encode(
    f"-----BEGIN CERTIFICATE-----\n{made(ALNUM, 64, 'kubernetes')}\n".encode()
).decode()
_DATA: Final = base64.b64encode(RANDOM.encode()).decode()


def _from_base64(parts: Parts) -> Parts:
    plain = decoded(parts["value"].reveal())
    return {"value": Secret(plain)} if plain else parts


def _is_data(parts: Parts) -> bool:
    """Words count, too, where somebody made a password of them: nothing but credentials is kept here."""
    value = parts["value"].reveal()
    looks = strength(value)
    mixed = looks is Strength.WORDS and len(value) >= _LEAST and not value.isalpha()
    return not is_placeholder(value) and (mixed or looks >= Strength.CHOSEN)


def _as_json(*, kind_first: bool) -> str:
    """A pattern for one value of a Secret in JSON, as `kubectl get -o json` and the annotation last-applied have it."""
    kind = r"\"kind\"\s{0,4}:\s{0,4}\"Secret\""
    fields = r"(?:\s{0,32}\"[\w.\-]{1,128}\"\s{0,4}:\s{0,4}\"[^\"\n]{0,2048}\"\s{0,4},){0,32}?"
    name = rf"\s{{0,32}}\"[\w.\-]{{0,64}}{_TELLS}[\w.\-]{{0,64}}\"\s{{0,4}}:\s{{0,4}}"
    data = rf"\"(?:data|stringData)\"\s{{0,4}}:\s{{0,4}}\{{{fields}{name}"
    value = r"\"(?P<value>[^\s\"]{4,2048})\""
    # Metadata, in which objects are.
    rest = rf"(?:(?!{kind})[\s\S]){{0,2048}}?"
    return rf"{kind}{rest}{data}{value}" if kind_first else rf"{data}{value}(?={rest}{kind})"


def _is_random(parts: Parts) -> bool:
    """Then its name need not tell: adyen_hmac, licence. A certificate, an id and a reference are none."""
    value = parts["value"].reveal()
    random = len(value) >= _LONG and any(map(str.isdigit, value)) and strength(value) is Strength.RANDOM
    return random and _ONE.fullmatch(value) is not None and not value.startswith(_PUBLIC)


# Kind first, then the data up to a value.
_KIND: Final = r"kind:[ \t]{0,4}[\"']?Secret[\"']?[ \t]{0,4}\r?\n"
_DATA_OF: Final = (
    rf"(?m:^)[ \t-]{{0,8}}{_KIND}(?:(?!---)[^\n]{{0,512}}\n){{0,40}}?"
    r"[ \t]{0,8}(?:data|stringData):[ \t]{0,4}\r?\n(?:[ \t]{1,8}[\w.\-\"']{1,128}:[^\n]{0,2048}\n){0,12}?"
)

DETECTORS = (
    place(
        KUBERNETES,
        rf"{_DATA_OF}[ \t]{{1,8}}[\w.\-\"']{{0,64}}{_TELLS}[\w.\-\"']{{0,64}}:[ \t]{{1,4}}[\"']?"
        r"(?P<value>[^\s\"'#{]{4,2048})",
        ("secret",),
        (
            (f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: app\ndata:\n  password: {_DATA}\n", RANDOM),
            (f"kind: Secret\nmetadata:\n  name: app\ntype: Opaque\nstringData:\n  api-key: '{RANDOM}'\n", RANDOM),
        ),
        (
            "kind: Secret\nmetadata:\n  name: app\ndata:\n  password: {{ .Values.password }}\n",
            "kind: Secret\nmetadata:\n  name: app\ndata:\n  password: cGFzc3dvcmQ=\n",
            f"kind: ConfigMap\ndata:\n  password: {_DATA}\n",
        ),
        prefilter=_KIND,
        span=4096,
        every=True,
        parse=_from_base64,
        check=_is_data,
    ),
    place(
        KUBERNETES,
        rf"{_DATA_OF}[ \t]{{1,8}}(?!{_ABOUT})[\w.\-\"']{{1,128}}:[ \t]{{1,4}}[\"']?(?P<value>[^\s\"'#{{]{{20,2048}})",
        ("secret",),
        (
            (f"kind: Secret\nmetadata: {{name: app}}\nstringData:\n  adyen_hmac: {RANDOM}\n", RANDOM),
            (f"kind: Secret\nmetadata:\n  name: app\ndata:\n  licence: {_DATA}\n", RANDOM),
        ),
        (
            "kind: Secret\nmetadata:\n  name: app\nstringData:\n  host: db-primary-2.prod.example.internal\n",
            "kind: Secret\nmetadata:\n  name: app\nstringData:\n  licence: {{ .Values.licence }}\n",
            f"kind: Secret\nmetadata:\n  name: app\ndata:\n  ca.crt: {_CERTIFICATE}\n  public.pem: {_CERTIFICATE}\n",
            f"kind: Secret\nmetadata:\n  name: app\ndata:\n  chain: {_CERTIFICATE}\n",
            f"kind: Secret\nmetadata:\n  name: app\nstringData:\n  cluster-id: {RANDOM}\n  hosted-zone: {RANDOM}\n",
            f"kind: Secret\nmetadata:\n  name: app\nstringData:\n  cluster: {made_uuid('kubernetes')}\n",
            f"kind: Secret\nmetadata:\n  name: app\nstringData:\n  c: ref+awsssm://foo/{RANDOM}\n",
            f"kind: ConfigMap\ndata:\n  licence: {_DATA}\n",
        ),
        prefilter=_KIND,
        span=4096,
        every=True,
        parse=_from_base64,
        check=_is_random,
    ),
    place(
        KUBERNETES,
        r"(?m:^)[ \t]{0,8}(?:data|stringData):[ \t]{0,4}\r?\n(?:[ \t]{1,8}[\w.\-\"']{1,128}:[^\n]{0,2048}\n){0,12}?"
        r"[ \t]{1,8}[\w.\-\"']{1,128}:[ \t]{1,4}[\"']?(?P<value>[^\s\"'#{]{4,2048})[\"']?[ \t]{0,4}\r?\n"
        r"(?=(?:(?!---)[^\n]{0,2048}\n){0,24}?[ \t]{0,8}kind:[ \t]{0,4}[\"']?Secret\b)",
        ("data:",),
        ((f"apiVersion: v1\ndata:\n  password: {_DATA}\nkind: Secret\nmetadata:\n  name: app\n", RANDOM),),
        (f"data:\n  password: {_DATA}\nkind: ConfigMap\n", "data:\n  x: {{ y }}\nkind: Secret\n"),
        prefilter=r"(^|\n)[ \t]{0,8}(data|stringData):[ \t]{0,4}\r?\n",
        span=4096,
        every=True,
        parse=_from_base64,
        check=_is_data,
    ),
    *(
        place(
            KUBERNETES,
            _as_json(kind_first=kind_first),
            ('"secret"',),
            ((example, RANDOM),),
            (
                example.replace('"Secret"', '"ConfigMap"'),
                example.replace(_DATA, "e3sgLlZhbHVlcy5wYXNzd29yZCB9fQ=="),
                example.replace("password", "username"),
            ),
            prefilter=r"\"kind\"\s{0,4}:\s{0,4}\"Secret\"",
            span=4096,
            every=True,
            parse=_from_base64,
            check=_is_data,
        )
        for kind_first, example in (
            (True, f'{{"kind": "Secret", "metadata": {{"name": "app"}}, "data": {{"password": "{_DATA}"}}}}'),
            (False, f'{{"apiVersion":"v1","data":{{"user":"YXBw","password":"{_DATA}"}},"kind":"Secret"}}'),
        )
    ),
)
