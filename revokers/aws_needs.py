"""AWS: what our own access key must be allowed to do, and which of it IAM says that it lacks.

    iam SimulatePrincipalPolicy   for each action: allowed, implicitDeny or explicitDeny. Who may not ask is not told

A made-up user of the account stands for all: what a policy allows for some of them only counts as missing. The root
user may do everything.
https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
"""

from __future__ import annotations

import re
from typing import Final

from .aws_answers import no_verdict
from .base import AwsEndpoint, Lack, UnmappedError

CONTAIN: Final = ("iam:UpdateAccessKey", "iam:GetAccessKeyLastUsed", "iam:ListAccessKeys")
END: Final = ("iam:DeleteAccessKey",)
RESTRICT: Final = ("iam:PutUserPolicy", "iam:GetUserPolicy", "iam:DeleteUserPolicy", "iam:ListAccessKeys")
MINT: Final = ("iam:CreateAccessKey", "iam:ListAccessKeys")
NEEDS: Final = tuple(dict.fromkeys((*CONTAIN, *END, *RESTRICT, *MINT)))

_ARN: Final = re.compile(r"(arn:aws[a-z-]*:iam::\d{12}):(root|user/[!-~]{1,576})", re.ASCII)
_ANY: Final = "user/any"
_DECISIONS: Final = frozenset({"allowed", "implicitDeny", "explicitDeny"})


async def missing(admin: AwsEndpoint) -> tuple[Lack, ...]:
    who = await admin.call("sts", "GetCallerIdentity")
    found = _ARN.fullmatch(str(who.fields.get("Arn"))) if (who.status, who.code) == (200, None) else None
    if found is None:
        raise no_verdict(who)
    if found[2] == "root":
        return ()
    parameters = {"PolicySourceArn": found[0], "ResourceArns.member.1": f"{found[1]}:{_ANY}"}
    parameters |= {f"ActionNames.member.{number}": need for number, need in enumerate(NEEDS, 1)}
    reply = await admin.call("iam", "SimulatePrincipalPolicy", parameters)
    if reply.code == "AccessDenied":
        message = "the admin key may not ask (iam:SimulatePrincipalPolicy)"
        raise UnmappedError(message)
    if (reply.status, reply.code) != (200, None):
        raise no_verdict(reply)
    said = {str(each.get("EvalActionName")): str(each.get("EvalDecision")) for each in reply.members}
    if said.keys() != set(NEEDS) or not _DECISIONS.issuperset(said.values()):
        message = "SimulatePrincipalPolicy: an answer of another shape"
        raise UnmappedError(message)
    return tuple(Lack(need, need) for need in NEEDS if said[need] != "allowed")
