"""AWS access keys of IAM users, and sessions, which are only watched.

    sts GetCallerIdentity   200 with Account and Arn       LIVE
                            403 InvalidClientTokenId       DEAD: unknown, deleted or Inactive. UNKNOWN if IAM lists it
                                                           as Active: a new key is answered so for seconds
                            403 SignatureDoesNotMatch      DEAD for this secret, if it says so twice (below)
                            403 ExpiredToken               DEAD (sessions)
    restrict (undo)         iam PutUserPolicy              a policy of the user's own that denies everything
                            (DeleteUserPolicy)             GetCallerIdentity is answered all the same
    contain (undo)          iam UpdateAccessKey            Inactive (Active)
    end                     iam DeleteAccessKey, after a grace
    mint                    iam CreateAccessKey            two keys at most; the old one lives on

SignatureDoesNotMatch means that the id is known and the secret is another one, but two calls within some 5 seconds with
one id and two secrets get it for the right secret as well, until the call is made again; and a signature of another
time gets it, too. So it is asked twice, one secret of an id after the other (`alone`), and a DEAD counts only where
AWS's clock agrees with ours, and where no other secret of that id was refused within those seconds.
Without an admin key the leaked one acts on itself: then nobody but a person can switch it on again or delete it.
Over 300 lines: what an answer means and what is done about it rest on the same few checks.
https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_disable-perms.html
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import string
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import unquote

from detectors import aws
from detectors.base import Parts, Secret

from .aws_answers import no_verdict
from .aws_needs import CONTAIN, END, MINT, RESTRICT, missing
from .base import (
    Act,
    AwsEndpoint,
    AwsReply,
    Capability,
    Identity,
    Liveness,
    Mint,
    Minted,
    Own,
    Probe,
    ProviderError,
    Receipt,
    RefusedError,
    Revoker,
    TransientError,
    UnmappedError,
)

# AWS takes signatures of up to 5 minutes ago: beyond that a refusal says nothing about the secret.
_SKEW: Final = timedelta(minutes=4)

# IAM is eventually consistent: seconds as a rule, measured at about 4. A laggard is met by the re-check an hour later.
_SETTLES: Final = timedelta(seconds=15)

# "Do not delete it at once" (AWS): what runs once a day has noticed by then that its key is Inactive.
_GRACE: Final = timedelta(days=1)

# How long a wrong secret makes AWS refuse the right one, with room.
_MUDDLED: Final = timedelta(seconds=7)

_LIMIT: Final = 2  # access keys of one user

_USER: Final = re.compile(r"arn:aws[a-z-]*:iam::(\d{12}):user/(?:[!-~]{0,510}/)?([\w+=,.@-]{1,64})", re.ASCII)
_ARN: Final = re.compile(r"arn:aws[a-z-]*:(?:iam|sts)::(\d{12}):[!-~]{1,1500}", re.ASCII)
_KEY_ID: Final = re.compile(r"[A-Z0-9]{16,128}")
_NO_ADMIN: Final = "the key can act on itself only while it is Active, and no admin key is configured for this system"


# --- probing ---------------------------------------------------------------------------------------


_Id = tuple[str, str, str]


@dataclass(slots=True)
class Probing:
    """The probes, and what AWS said of the secrets of each key id in the last seconds, by its own clock.

    Of a secret it keeps a digest. `_said`: when that was, and whether the secret was the right one.
    """

    _said: dict[_Id, dict[bytes, tuple[datetime, bool]]] = field(default_factory=dict)
    _salt: bytes = field(default_factory=lambda: secrets.token_bytes(16), repr=False)

    async def key(self, endpoint: AwsEndpoint, parts: Parts) -> Probe:
        reply = await self._who(endpoint, parts)
        match reply.status, reply.code:
            case 200, None:
                return _live(reply, parts)
            case 403, "InvalidClientTokenId":
                return await _unknown_id(endpoint, parts, reply)
            case 403, "SignatureDoesNotMatch":
                return _dead(reply, "SignatureDoesNotMatch: the id is known, with another secret")
            case _:
                raise no_verdict(reply)

    async def session(self, endpoint: AwsEndpoint, parts: Parts) -> Probe:
        reply = await self._who(endpoint, parts)
        match reply.status, reply.code:
            case 200, None:
                return _live(reply, parts)
            case 403, "ExpiredToken" | "InvalidClientTokenId" | "SignatureDoesNotMatch":
                return _dead(reply, reply.code)
            case _:
                raise no_verdict(reply)

    async def _who(self, endpoint: AwsEndpoint, parts: Parts) -> AwsReply:
        if not all(parts.get(name) for name in ("key_id", "secret")):
            message = "half an access key is not sent"
            raise UnmappedError(message)
        reply = await endpoint.call("sts", "GetCallerIdentity", key=parts)
        if reply.code == "SignatureDoesNotMatch":
            # Right or wrong, the answer to a second call does not depend on which secret came before.
            reply = await endpoint.call("sts", "GetCallerIdentity", key=parts)
        which = (endpoint.system, endpoint.name, parts["key_id"].reveal())
        mine = hashlib.blake2b(parts["secret"].reveal().encode(), key=self._salt).digest()
        if reply.date is not None and self._muddled(which, mine, reply, reply.date):
            message = "SignatureDoesNotMatch, but another secret was refused for this id seconds ago"
            raise UnmappedError(message)
        return reply

    def _muddled(self, which: _Id, mine: bytes, reply: AwsReply, now: datetime) -> bool:
        """Was another secret refused just now? Where another is the right one, this one is wrong for certain."""
        for each, said in list(self._said.items()):
            kept = {secret: row for secret, row in said.items() if abs(now - row[0]) < _MUDDLED}
            self._said[each] = kept
            if not kept:
                del self._said[each]
        said = self._said.setdefault(which, {})
        others = [right for secret, (_, right) in said.items() if secret != mine]
        if reply.code in {None, "SignatureDoesNotMatch"}:
            said[mine] = (now, reply.code is None)
        return reply.code == "SignatureDoesNotMatch" and bool(others) and not any(others)


def _live(reply: AwsReply, parts: Parts) -> Probe:
    key_id = parts["key_id"].reveal()
    account, arn = reply.fields.get("Account"), reply.fields.get("Arn")
    found = _ARN.fullmatch(arn) if isinstance(arn, str) else None
    if not isinstance(account, str) or found is None or found[1] != account:
        message = "GetCallerIdentity was answered, but not with an account and an ARN of it"
        raise UnmappedError(message)
    if aws.account_of(key_id) not in {None, account}:
        message = "GetCallerIdentity names another account than the key id does"
        raise UnmappedError(message)
    return Probe(Liveness.LIVE, "GetCallerIdentity", _identity(account, found[0], key_id), reply.request_id)


def _identity(account: str, arn: str, key_id: str) -> Identity:
    """A user is called by name; everything else by its whole ARN, which no name can look like."""
    user = _USER.fullmatch(arn)
    return Identity(account, user[2] if user else arn, key_id, ("everything: the root user",) if _is_root(arn) else ())


def _is_root(principal: str) -> bool:
    return principal.startswith("arn:") and principal.endswith(":root")


async def _unknown_id(endpoint: AwsEndpoint, parts: Parts, reply: AwsReply) -> Probe:
    admin, key_id = endpoint.admin, parts["key_id"].reveal()
    theirs = aws.account_of(key_id)
    ours = None if admin is None else aws.account_of(admin.key_id or "")
    if admin is None or (ours and theirs and ours != theirs):
        return _dead(reply, "InvalidClientTokenId")
    status = await _status(admin, key_id, same=ours is not None and ours == theirs)
    if status == "Active":
        message = "InvalidClientTokenId, though IAM lists it as Active: it may be new"
        raise UnmappedError(message)
    return replace(_dead(reply, f"InvalidClientTokenId; IAM: {status}"), dormant=status == "Inactive")


async def _status(admin: AwsEndpoint, key_id: str, *, same: bool) -> str:
    """Active, Inactive, or why IAM does not say. `same`: it is of our account for certain, so that we may see it."""
    used = await admin.call("iam", "GetAccessKeyLastUsed", {"AccessKeyId": key_id})
    match used.status, used.code, used.fields.get("UserName"):
        case 200, None, str(user):
            keys = await _keys(admin, user)
            return next((str(key.get("Status")) for key in keys if key.get("AccessKeyId") == key_id), "no such key")
        case 404, "NoSuchEntity", _:
            return "no such key"
        case 403, "AccessDenied", _ if not same:
            return "not for us to see"
        case _:
            raise _denied(used, "iam:GetAccessKeyLastUsed")


async def _keys(admin: AwsEndpoint, user: str) -> tuple[Mapping[str, str | Secret], ...]:
    reply = await admin.call("iam", "ListAccessKeys", {"UserName": user})
    match reply.status, reply.code, reply.fields.get("IsTruncated", "false"):
        case 200, None, "false":
            return reply.members
        case 200, None, _:
            message = "ListAccessKeys: more than one page, where two keys are the most"
            raise UnmappedError(message)
        case 404, "NoSuchEntity", _:
            return ()
        case _:
            raise _denied(reply, "iam:ListAccessKeys")


def _dead(reply: AwsReply, reason: str) -> Probe:
    if reply.skew is None or abs(reply.skew) > _SKEW:
        said = "did not say what time it is" if reply.skew is None else "is minutes away from ours with its clock"
        message = f"{reply.code}, but the server {said}"
        raise UnmappedError(message)
    return Probe(Liveness.DEAD, reason, request_id=reply.request_id)


def wrong(parts: Parts) -> Parts:
    """The same id (and session token) with another secret. Nobody is locked out by it."""
    letters = string.ascii_letters + string.digits + "/+"
    return {**parts, "secret": Secret("".join(secrets.choice(letters) for _ in range(40)))}


def _denied(reply: AwsReply, need: str) -> ProviderError:
    match reply.status, reply.code:
        case 403, "AccessDenied":
            return RefusedError("the key that should do it may not (AccessDenied)", needs=(need,))
        case 403, "InvalidClientTokenId":
            return RefusedError(f"the key that should do it is not known or Inactive; {_NO_ADMIN}", needs=(need,))
        case _:
            return no_verdict(reply)


# --- acting ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Target:
    """The key that may be acted on, and who signs: our admin key, which names the user, or the key itself."""

    endpoint: AwsEndpoint
    account: str
    user: str
    key_id: str | None
    itself: Parts | None

    async def iam(self, action: str, need: str, parameters: Mapping[str, str] | None = None) -> AwsReply:
        """Done, or NoSuchEntity; else the error that the answer means."""
        reply = await self.endpoint.call("iam", action, {**(parameters or {}), **self.who}, key=self.itself)
        if (reply.status, reply.code) in {(200, None), (404, "NoSuchEntity"), (409, "LimitExceeded")}:
            return reply
        raise _denied(reply, need)

    @property
    def who(self) -> dict[str, str]:
        return {} if self.itself is not None else {"UserName": self.user}

    async def keys(self) -> tuple[Own, ...]:
        reply = await self.iam("ListAccessKeys", "iam:ListAccessKeys")
        if reply.code is not None or reply.fields.get("IsTruncated", "false") != "false":
            message = f"ListAccessKeys: {reply.code or 'more than one page, where two keys are the most'}"
            raise UnmappedError(message)
        return tuple(_own(member) for member in reply.members)


def _own(member: Mapping[str, str | Secret]) -> Own:
    match member:
        case {"AccessKeyId": str(key_id), "Status": "Active" | "Inactive" as status}:
            return Own(key_id, _instant(member.get("CreateDate")), status == "Active")
        case _:
            message = "ListAccessKeys: a key without id or status"
            raise UnmappedError(message)


async def _target(endpoint: AwsEndpoint, parts: Parts | None, proof: Probe) -> _Target:
    """Of the user that the key itself named; never our own key, never the root user's, never in another account."""
    identity, admin = proof.identity, endpoint.admin
    key_id = parts["key_id"].reveal() if parts is not None else None
    if identity is None or (key_id is not None and identity.credential_id != key_id):
        message = "the key is not the one that GetCallerIdentity was answered to"
        raise RefusedError(message)
    if _is_root(identity.principal):
        message = "a key of the root user: only the root user can remove it, in the console under Security credentials"
        raise RefusedError(message)
    if identity.principal.startswith("arn:"):
        message = "the key is not one of an IAM user"
        raise RefusedError(message)
    if admin is None:
        if parts is None:
            raise RefusedError(_NO_ADMIN)
        return _Target(endpoint, identity.account, identity.principal, key_id, parts)
    if admin.key_id == key_id:
        message = "it is the access key that Stanch itself uses"
        raise RefusedError(message)
    who = await admin.call("sts", "GetCallerIdentity")
    if (who.status, who.code) != (200, None):
        raise _denied(who, "sts:GetCallerIdentity")
    if who.fields.get("Account") != identity.account:
        message = f"the admin key of this system is of another account than {identity.account}"
        raise RefusedError(message)
    return _Target(admin, identity.account, identity.principal, key_id, None)


_DENY: Final = {
    "Version": "2012-10-17",
    "Statement": [{"Sid": "StanchRestricted", "Effect": "Deny", "Action": "*", "Resource": "*"}],
}


async def restrict(endpoint: AwsEndpoint, parts: Parts, proof: Probe) -> Receipt:
    """Sessions that were made with the key (GetSessionToken) are denied everything as well; Inactive leaves them alive.

    It is the user who is denied: refused where he has another Active key, whose consumers leaked nothing.
    """
    target = await _admins_target(endpoint, parts, proof)
    for key in await target.keys():
        if key.active and key.credential_id != target.key_id:
            message = f"the user has another Active key ({key.credential_id}), which would be denied everything, too"
            raise RefusedError(message)
    document = {"PolicyName": _policy(target), "PolicyDocument": json.dumps(_DENY)}
    reply = await target.iam("PutUserPolicy", "iam:PutUserPolicy", document)
    if reply.code == "LimitExceeded":
        message = "the user's own policies are as long as they may be: there is no room for another"
        raise RefusedError(message)
    receipt = _receipt(reply, "PutUserPolicy, which denies the user everything; IAM shows it")
    if reply.code is None and not await _is_denied(target):
        message = "PutUserPolicy was accepted, and IAM does not show the policy"
        raise TransientError(message)
    return receipt


async def _allow_again(endpoint: AwsEndpoint, parts: Parts, proof: Probe) -> Receipt:
    target = await _admins_target(endpoint, parts, proof)
    reply = await target.iam("DeleteUserPolicy", "iam:DeleteUserPolicy", {"PolicyName": _policy(target)})
    if await _is_denied(target):
        message = "DeleteUserPolicy was accepted, and IAM still shows the policy"
        raise TransientError(message)
    said = "it was gone already" if reply.code == "NoSuchEntity" else "IAM shows it no longer"
    return Receipt(f"HTTP {reply.status} DeleteUserPolicy: {said}", reply.date)


async def _admins_target(endpoint: AwsEndpoint, parts: Parts, proof: Probe) -> _Target:
    target = await _target(endpoint, parts, proof)
    if target.itself is not None:
        message = "without an admin key it could not be taken back: the key would deny that to itself, too"
        raise RefusedError(message)
    return target


def _policy(target: _Target) -> str:
    """One for each key, so that what is taken back for one stays for another."""
    return f"stanch-restricted-{target.key_id}"


async def _is_denied(target: _Target) -> bool:
    """Does IAM list our policy, as we wrote it? It comes back percent-encoded."""
    reply = await target.iam("GetUserPolicy", "iam:GetUserPolicy", {"PolicyName": _policy(target)})
    if reply.code == "NoSuchEntity":
        return False
    try:
        found = json.loads(unquote(str(reply.fields.get("PolicyDocument"))))
    except ValueError:
        found = None
    if found is None:
        message = "GetUserPolicy: an answer without a policy"
        raise UnmappedError(message)
    return bool(found == _DENY)


def _setting(status: str) -> Act[AwsEndpoint]:
    async def act(endpoint: AwsEndpoint, parts: Parts, proof: Probe) -> Receipt:
        target = await _target(endpoint, parts, proof)
        wanted = {"AccessKeyId": str(target.key_id), "Status": status}
        reply = await target.iam("UpdateAccessKey", "iam:UpdateAccessKey", wanted)
        if reply.code is not None and status == "Active":
            message = "there is no such access key any more"
            raise RefusedError(message)
        return _receipt(reply, f"UpdateAccessKey {status}")

    return act


async def end_key(endpoint: AwsEndpoint, parts: Parts, proof: Probe) -> Receipt:
    target = await _target(endpoint, parts, proof)
    reply = await target.iam("DeleteAccessKey", "iam:DeleteAccessKey", {"AccessKeyId": str(target.key_id)})
    return _receipt(reply, "DeleteAccessKey")


async def mint_key(endpoint: AwsEndpoint, parts: Parts, proof: Probe) -> Minted:
    target = await _target(endpoint, parts, proof)
    reply = await target.iam("CreateAccessKey", "iam:CreateAccessKey")
    if reply.code == "LimitExceeded":
        raise RefusedError(_full(await target.keys(), target.key_id))
    match reply.fields:
        case {"AccessKeyId": str(key_id), "SecretAccessKey": Secret() as secret} if _KEY_ID.fullmatch(key_id):
            made = {"key_id": Secret(key_id), "secret": secret, "account": Secret(target.account)}
            return Minted(made, key_id)
        case _:
            # It exists all the same: list_own finds it, as after a crash.
            message = f"CreateAccessKey: {reply.code or 'no key in the answer'}"
            raise UnmappedError(message)


def _full(keys: tuple[Own, ...], leaked: str | None) -> str:
    """What a person can do about it: the second key is an Inactive one, an orphan of ours, or in use."""
    for key in keys:
        if key.credential_id != leaked:
            state = "Active: is it used?" if key.active else "Inactive: delete it to make room"
            return f"the user has {_LIMIT} access keys, the most there can be; {key.credential_id} is {state}"
    return f"the user has {_LIMIT} access keys, the most there can be"


async def list_own(endpoint: AwsEndpoint, proof: Probe) -> tuple[Own, ...]:
    return await (await _target(endpoint, None, proof)).keys()


async def last_used(endpoint: AwsEndpoint, parts: Parts, proof: Probe) -> datetime | None:
    target = await _target(endpoint, parts, proof)
    asked = {"AccessKeyId": str(target.key_id)}
    reply = await target.endpoint.call("iam", "GetAccessKeyLastUsed", asked, key=target.itself)
    if (reply.status, reply.code) != (200, None):
        raise _denied(reply, "iam:GetAccessKeyLastUsed")
    return _instant(reply.fields.get("LastUsedDate"))


def _instant(text: str | Secret | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC) if found else None


def _receipt(reply: AwsReply, what: str) -> Receipt:
    gone = ", which says that the key is gone already (NoSuchEntity)" if reply.code == "NoSuchEntity" else ""
    if reply.code not in {None, "NoSuchEntity"}:
        raise no_verdict(reply)
    request = f", request {reply.request_id}" if reply.request_id else ""
    return Receipt(f"HTTP {reply.status} {what}{gone}{request}", reply.date)


_OUTLIVE: Final = "sessions made with the key before (GetSessionToken, AssumeRole) live on until they expire"
_DIE_TOO: Final = "presigned URLs and SES SMTP passwords made from the key stop working"

_probing: Final = Probing()

KEYS: Final[Revoker[AwsEndpoint]] = Revoker(
    provider="aws",
    handles=frozenset({aws.KEY}),
    settles_within=_SETTLES,
    probe=_probing.key,
    wrong=wrong,
    alone=True,
    restrict=Capability(
        run=restrict,
        reversible=True,
        undo=_allow_again,
        needs=RESTRICT,
        side_effects=(
            "the user is denied everything: the key, his console password and sessions made with either",
            "sessions of roles that were assumed with the key (AssumeRole) live on until they expire",
        ),
    ),
    contain=Capability(
        run=_setting("Inactive"),
        reversible=True,
        undo=_setting("Active"),
        needs=CONTAIN,
        side_effects=(_DIE_TOO, _OUTLIVE, "without an admin key only a person can switch it on again, in the console"),
    ),
    end=Capability(
        run=end_key,
        reversible=False,
        needs=END,
        side_effects=(_DIE_TOO, _OUTLIVE),
        grace=_GRACE,
    ),
    mint=Mint(run=mint_key, overlap=True, limit=_LIMIT, needs=MINT),
    list_own=list_own,
    last_used=last_used,
    missing=missing,
)

SESSIONS: Final[Revoker[AwsEndpoint]] = Revoker(
    provider="aws",
    handles=frozenset({aws.SESSION}),
    settles_within=timedelta(0),
    probe=_probing.session,
    wrong=wrong,
    alone=True,
)

REVOKERS: Final = (KEYS, SESSIONS)
