"""Whose an account is: ours, or one that must not be touched, or one that several use.

Names of accounts are compared as their provider compares them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from agent.model import System
from agent.scan.names import could_be, of_root
from revokers.base import Identity

# Providers whose names mean the same in any case: GitHub's logins; IAM's names, of which there are no two that differ
# by case alone (https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html); Slack's ids are all capitals.
# Roles of PostgreSQL and users of Redis are others in another case.
CASELESS: Final = frozenset({"aws", "github", "slack"})


def caseless(systems: Iterable[System]) -> frozenset[str]:
    """Those whose names mean the same in any case."""
    return frozenset(system.name for system in systems if system.provider in CASELESS)


def folded(name: str, *, caseless: bool) -> str:
    """As it is compared with another one."""
    return name.lower() if caseless else name


def told_as(name: str, principal: str, *, caseless: bool) -> bool:
    """Is it the name of whom a probe tells (words.named)? Of a credential in a name it tells the type only.

    In another case a name may be like none, so where case means nothing whatever fits around the type may be it.
    """
    name, principal = folded(name, caseless=caseless), folded(principal, caseless=caseless)
    return could_be(name, principal) and (caseless or name == principal or of_root(name) == principal)


@dataclass(frozen=True, slots=True)
class Estate:
    """What is ours: a System's accounts, as its identities name them, and AWS account numbers that count on all of AWS.

    Elsewhere an account counts only on the System that lists it: a login is chosen by whoever registers it, and may
    spell the number of our AWS account.
    """

    accounts: frozenset[str] = frozenset()

    def holds(self, identity: Identity, system: System) -> bool:
        alike = system.provider in CASELESS
        listed = system.accounts | (self.accounts if system.provider == "aws" else frozenset())
        account = folded(identity.account, caseless=alike)
        return system.ours or any(account == folded(one, caseless=alike) for one in listed)


@dataclass(frozen=True, slots=True)
class Guard:
    """Never acted on (protected), never even probed (canaries), or used by several (shared: two people say yes).

    Fingerprints are of parts or canonical ones; principals are (System, principal). caseless: Systems, by name.
    """

    protected: frozenset[str] = frozenset()
    canaries: frozenset[str] = frozenset()
    principals: frozenset[tuple[str, str]] = frozenset()
    shared: frozenset[str] = frozenset()
    shared_principals: frozenset[tuple[str, str]] = frozenset()
    caseless: frozenset[str] = frozenset()

    def is_canary(self, marks: frozenset[str]) -> bool:
        return bool(marks & self.canaries)

    def protects(self, marks: frozenset[str], system: str, identity: Identity | None) -> bool:
        if marks & self.protected:
            return True
        return identity is not None and self.protects_principal(system, identity.principal)

    def protects_principal(self, system: str, principal: str) -> bool:
        return self._among(self.principals, system, principal)

    def is_shared(self, marks: frozenset[str], system: str, identity: Identity) -> bool:
        return bool(marks & self.shared) or self._among(self.shared_principals, system, identity.principal)

    def _among(self, principals: frozenset[tuple[str, str]], system: str, principal: str) -> bool:
        alike = system in self.caseless
        return any(at == system and told_as(name, principal, caseless=alike) for at, name in principals)
