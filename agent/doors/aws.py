"""AWS's query API and its JSON 1.1, and the only importer of botocore, which signs and no more: http.py sends.

    call --> form --sign (SigV4, our clock)--> http.py --> AWS's own XML --> AwsReply
                                                      anything else --> a ProviderError

No profile, environment, metadata service or session of botocore's is touched: a key is what the caller hands in.
A DOCTYPE, entity, comment or CDATA is refused before anything is parsed; AWS writes none.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final, NamedTuple
from urllib.parse import urlencode
from xml.etree import ElementTree as ET  # what could harm it is refused before it is asked

import msgspec
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest

from agent.doors.http import Content, HttpEndpoint
from detectors.base import Parts, Secret
from revokers.base import AwsReply, Reply, UnmappedError, unmapped

_VERSIONS: Final = {"sts": "2011-06-15", "iam": "2010-05-08"}
_FORM: Final = "application/x-www-form-urlencoded; charset=utf-8"
_JSON: Final = "application/x-amz-json-1.1"
_KINDS: Final = frozenset({"text/xml", "application/xml"})
_KEY_ID: Final = re.compile(r"[A-Z0-9]{16,128}")
_CODE: Final = re.compile(r"[A-Za-z][A-Za-z.]{0,63}")
_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9-]{1,128}")
_STS_REGION: Final = re.compile(r"sts(?:-fips)?\.([a-z]{2}(?:-[a-z]+)+-\d)\.")
_SECRETS: Final = frozenset({"SecretAccessKey", "SessionToken"})
_LONGEST: Final = 4096  # characters of one field; an ARN has at most 2048


def _now() -> datetime:
    return datetime.now(UTC)


def iam_host(sts: str) -> str:
    """The host of the IAM that belongs to an STS: one for each partition. A server that is not AWS's is both.

    https://docs.aws.amazon.com/general/latest/gr/iam-service.html
    """
    if sts.endswith(".amazonaws.com.cn"):
        return "iam.cn-north-1.amazonaws.com.cn"
    if not sts.endswith(".amazonaws.com"):
        return sts
    return "iam.us-gov.amazonaws.com" if ".us-gov-" in sts else "iam.amazonaws.com"


def region(service: str, host: str) -> str:
    """The region that a signature names: IAM has one for each partition, STS one for each host."""
    found = _STS_REGION.match(host)
    if service == "sts" and found:
        return found[1]
    if host.endswith(".amazonaws.com.cn"):
        return "cn-north-1"
    return "us-gov-west-1" if "us-gov" in host else "us-east-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class AwsDoor:
    """One STS and its IAM, as revokers.base.AwsEndpoint. `own`: the System's access key, used by `admin` only."""

    sts: HttpEndpoint
    iam: HttpEndpoint
    own: Parts | None = None
    signs: Parts | None = None
    clock: Callable[[], datetime] = _now

    @property
    def system(self) -> str:
        return self.sts.system

    @property
    def name(self) -> str:
        return self.sts.name

    @property
    def primary(self) -> bool:
        return self.sts.primary

    @property
    def key_id(self) -> str | None:
        return None if self.signs is None else self.signs["key_id"].reveal()

    @property
    def admin(self) -> AwsDoor | None:
        return None if self.own is None else replace(self, own=None, signs=self.own)

    async def call(
        self, service: str, action: str, parameters: Mapping[str, str] | None = None, *, key: Parts | None = None
    ) -> AwsReply:
        signer = key if key is not None else self.signs
        if signer is None:
            message = "no access key to sign with"
            raise UnmappedError(message)
        door = {"sts": self.sts, "iam": self.iam}[service]
        body = urlencode({"Action": action, "Version": _VERSIONS[service], **(parameters or {})}).encode()
        at = self.clock()
        headers = _signed(service, region(service, door.host), door.url("/"), body, signer, at)
        reply, raw = await door.post_raw("/", Content(_FORM, body), accept="text/xml", headers=headers)
        answer = _read(service, action, reply, raw)
        if answer is None:
            raise unmapped(reply)
        return replace(answer, skew=None if reply.date is None else reply.date - self.clock())


async def web_identity(door: HttpEndpoint, role: str, session: str, token: Secret) -> AwsReply:
    """Of an STS: the key of a role for an hour, by the token of a service account. Nothing is signed.

    https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
    """
    action = "AssumeRoleWithWebIdentity"
    asked = {"Action": action, "Version": _VERSIONS["sts"], "RoleArn": role, "RoleSessionName": session}
    body = urlencode({**asked, "WebIdentityToken": token.reveal()}).encode()
    reply, raw = await door.post_raw("/", Content(_FORM, body), accept="text/xml", headers={})
    answer = _read("sts", action, reply, raw)
    if answer is None:
        raise unmapped(reply)
    return answer


class _Key(NamedTuple):
    """What SigV4Auth reads of its credentials."""

    access_key: str
    secret_key: str
    token: None = None


async def ask(
    door: HttpEndpoint, service: str, where: str, target: str, body: bytes, key: Parts, at: datetime
) -> tuple[Reply, object]:
    """One call of a service that speaks AWS's JSON 1.1, such as "secretsmanager.ListSecrets" in the region `where`.

    The answer's JSON, or None where it is none. https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
    """
    headers = _signed(service, where, door.url("/"), body, key, at, _JSON, {"X-Amz-Target": target})
    reply, raw = await door.post_raw("/", Content(_JSON, body), accept=_JSON, headers=headers)
    if reply.content_type not in {_JSON, "application/json"}:
        return reply, None
    try:
        return reply, msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return reply, None


def _signed(
    service: str,
    where: str,
    url: str,
    body: bytes,
    signer: Parts,
    at: datetime,
    kind: str = _FORM,
    more: Mapping[str, str] | None = None,
) -> dict[str, str | Secret]:
    """The headers of a signed request. By hand where `add_auth` would ask the clock and log the session token."""
    key = _Key(signer["key_id"].reveal(), signer["secret"].reveal())
    if not _KEY_ID.fullmatch(key.access_key) or not key.secret_key.isprintable():
        message = "an access key of that shape is not sent"
        raise UnmappedError(message)
    stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    headers: dict[str, str | Secret] = {"X-Amz-Date": stamp, **(more or {})}
    if "session_token" in signer:
        headers["X-Amz-Security-Token"] = signer["session_token"]
    plain = {name: value.reveal() if isinstance(value, Secret) else value for name, value in headers.items()}
    request = AWSRequest(method="POST", url=url, data=body, headers={"Content-Type": kind, **plain})
    request.context["timestamp"] = stamp
    auth = SigV4Auth(key, service, where)
    signature = auth.signature(auth.string_to_sign(request, auth.canonical_request(request)), request)
    names = auth.signed_headers(auth.headers_to_sign(request))
    authorization = f"AWS4-HMAC-SHA256 Credential={auth.scope(request)}, SignedHeaders={names}, Signature={signature}"
    return {**headers, "Authorization": Secret(authorization)}


# --- answers ---------------------------------------------------------------------------------------


def _read(service: str, action: str, reply: Reply, raw: bytes) -> AwsReply | None:
    """AWS's own answer to this action of this service, or None."""
    root = _parse(raw) if reply.content_type in _KINDS else None
    if root is None:
        return None
    space = f"{{https://{service}.amazonaws.com/doc/{_VERSIONS[service]}/}}"
    if root.tag == f"{space}{action}Response" and reply.status == 200:  # noqa: PLR2004 - HTTP's OK, the only good one
        fields, members = _fields(root.find(f"{space}{action}Result"), space)
        code, request_id = None, root.findtext(f"{space}ResponseMetadata/{space}RequestId")
    elif root.tag == f"{space}ErrorResponse" and reply.status != 200:  # noqa: PLR2004 - the same
        codes = [each.text or "" for each in root.findall(f"{space}Error/{space}Code")]
        if len(codes) != 1 or not _CODE.fullmatch(codes[0]):
            return None
        fields, members = {}, ()
        code, request_id = codes[0], root.findtext(f"{space}RequestId")
    else:
        return None
    return AwsReply(
        status=reply.status,
        code=code,
        fields=fields,
        members=members,
        request_id=request_id if request_id and _REQUEST_ID.fullmatch(request_id) else reply.request_id,
        date=reply.date,
        retry_after=reply.retry_after,
    )


def _parse(raw: bytes) -> ET.Element | None:
    try:
        text = raw.decode()
        # As text it is read as UTF-8, whatever encoding it claims.
        return None if "<!" in text else ET.fromstring(text)  # noqa: S314 - without "<!" there is nothing to expand
    except (UnicodeDecodeError, ET.ParseError, ValueError, RecursionError):
        return None


def _fields(
    result: ET.Element | None, space: str
) -> tuple[dict[str, str | Secret], tuple[Mapping[str, str | Secret], ...]]:
    """The leaves of a result by name, and those of the members of its list. A name that comes twice is dropped."""
    if result is None:
        return {}, ()
    listed = result.findall(f"./*/{space}member")
    inside = {id(leaf) for member in listed for leaf in member.iter()}
    members = tuple(_leaves([each for each in member.iter() if each is not member], space) for member in listed)
    return _leaves([each for each in result.iter() if each is not result and id(each) not in inside], space), members


def _leaves(elements: list[ET.Element], space: str) -> dict[str, str | Secret]:
    found: dict[str, str | Secret] = {}
    twice: set[str] = set()
    for each in elements:
        name, text = each.tag.removeprefix(space), (each.text or "").strip()
        if len(each) or not text or len(text) > _LONGEST:
            continue
        if name in found:
            twice.add(name)
        found[name] = Secret(text) if name in _SECRETS else text
    return {name: value for name, value in found.items() if name not in twice}
