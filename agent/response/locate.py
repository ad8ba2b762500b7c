"""Which configured Systems may be asked about a credential (SHAPES.md 2). Pure.

Text next to a finding may only select one of them. A credential that names a host which is none of ours is tried
nowhere: to try it elsewhere would hand it to a stranger, and an answer from there would prove nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from agent.found import Occurrence
from agent.model import Reason
from agent.systems import OpenSystem


@dataclass(frozen=True, slots=True)
class Located:
    """Where a credential can be asked about, or why it cannot."""

    systems: tuple[OpenSystem, ...] = ()
    reason: Reason | None = None


def locate(
    provider: str | None, hints: Iterable[str | None], systems: Iterable[OpenSystem], *, others: bool, probe: bool
) -> Located:
    """The Systems to ask (SHAPES.md 2). A host beside the value only selects; without one, our own Systems come.

    others: values may also go to Systems that are not ours. probe: probing is allowed at all.
    """
    if provider is None:
        return Located(reason=Reason.NO_PROBE)
    if not probe:
        return Located(reason=Reason.PROBE_OFF)
    candidates = [opened for opened in systems if opened.system.provider == provider]
    chosen: dict[str, OpenSystem] = {}
    named = barred = False
    for hint in hints:
        named = named or hint is not None
        for opened in candidates:
            if hint is not None and not opened.system.named_by(hint):
                continue
            # A value that names an account which the operator listed there is ours as far as asking goes.
            if opened.system.ours or others or hint in opened.system.accounts:
                chosen[opened.system.name] = opened
            else:
                barred = True
    if chosen:
        return Located(tuple(chosen.values()))
    if barred:
        return Located(reason=Reason.PROBE_OFF)
    return Located(reason=Reason.OTHER_HOST if named and candidates else Reason.NO_SYSTEM)


def hints(occurrences: Iterable[Occurrence]) -> tuple[str | None, ...]:
    """The distinct hosts that were written beside a value; None where there was none."""
    return tuple(dict.fromkeys(occurrence.host_hint for occurrence in occurrences))
