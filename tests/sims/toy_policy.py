"""A toy credential, its revoker and a system: what a policy decides on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from agent.found import Visibility
from agent.model import System
from agent.response.methods import Mode
from agent.response.policy import Case, Rule
from detectors.base import CredentialType, Parts
from revokers.base import Capability, Door, Identity, Liveness, Probe, Receipt, Revoker

TYPE: Final = CredentialType("toy-token", "Toy token", ("token",), frozenset({"token"}), ("token",))
PROVIDER_ACCOUNT: Final = "org-1"


async def _probe(_door: Door, _parts: Parts) -> Probe:
    return Probe(Liveness.LIVE, "toy")


async def _run(_door: Door, _parts: Parts, _probe: Probe) -> Receipt:
    return Receipt("toy")


def capability(*, reversible: bool, every_node: bool = False, side_effects: tuple[str, ...] = ()) -> Capability[Any]:
    return Capability(
        run=_run, reversible=reversible, needs=("toy:admin",), side_effects=side_effects, every_node=every_node
    )


CONTAIN: Final = capability(reversible=True, every_node=True, side_effects=("sessions end",))
END: Final = capability(reversible=False, side_effects=("gone for good",))


def revoker(
    *,
    contain: Capability[Any] | None = None,
    end: Capability[Any] | None = None,
) -> Revoker[Any]:
    return Revoker(
        provider="toy",
        handles=frozenset({TYPE}),
        settles_within=timedelta(0),
        probe=_probe,
        wrong=lambda parts: parts,
        contain=contain,
        end=end,
    )


FULL: Final = revoker(contain=CONTAIN, end=END)
SYSTEM: Final = System(
    name="toy-main",
    provider="toy",
    endpoints=(),
    accounts=frozenset(),
    ours=True,
    armed=True,
    admin=None,
    ca=None,
    proxy=None,
    environment="staging",
)


CASE: Final = Case(
    type="toy-token",
    system=SYSTEM,
    owner="payments",
    visibility=Visibility.INTERNAL,
    identity=Identity(account=PROVIDER_ACCOUNT, principal="robot"),
    controlled=True,
    marks=frozenset({"f-canonical", "f-part"}),
    canonical="f-canonical",
)


AUTO: Final = Rule("all of it", Mode.AUTO, irreversible=Mode.AUTO)
