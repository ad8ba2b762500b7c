"""What whoever pushes is told: commit, path, line and preview, how to go on; never a value. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from agent.hook.terms import Bypass, Failing, Terms
from agent.printable import plain

if TYPE_CHECKING:
    from agent.hook.wire import Hit

_SHOWN: Final = 20
TOLD: Final = "whoever runs this server is told why"
UNKEPT: Final = f"its compiled patterns cannot be kept, so each push takes longer, and {TOLD}"


def refused(hits: Sequence[Hit], bypass: Bypass | None) -> Iterable[str]:
    """`bypass` None: nobody can let it through here."""
    number = len({hit.mark for hit in hits})
    yield f"this push is refused: it brings {number} credential{'s' if number > 1 else ''}"
    yield from _listed([f"  {_place(hit)}  {plain(hit.what)}" for hit in hits])
    yield "take the value out of each commit named (git commit --amend, git rebase -i), and push again;"
    yield "whoever could read it before may have it: let it be replaced. If it is none, say stanch:allow beside it"
    if bypass is Bypass.REASON:
        yield "to push it all the same, for a reason that is kept: git push -o stanch.bypass='REASON' ..."
    elif bypass is Bypass.SECOND:
        yield "to ask somebody to let it through: git push -o stanch.bypass='REASON' ..."


def noted(hits: Sequence[Hit]) -> Iterable[str]:
    """What refuses nothing."""
    yield "this push brings what looks like credentials:"
    yield from _listed([f"  {_place(hit)}  {plain(hit.what)}" for hit in hits])


def allowed(hits: Sequence[Hit]) -> Iterable[str]:
    """What would refuse it, but for a comment."""
    yield "this push brings what a comment beside it lets in, which whoever runs this server is told:"
    yield from _listed([f"  {_place(hit)}  {plain(hit.what)} ({plain(hit.allowed)})" for hit in hits])


def not_read(owed: Sequence[tuple[str, str]], *, refuses: bool) -> Iterable[str]:
    yield "not all of this push could be looked at:"
    yield from _listed([f"  {plain(path)}: {plain(why)}" for path, why in owed])
    yield _ending(refuses=refuses)


def failed(why: str, *, refuses: bool) -> Sequence[str]:
    """Stanch itself could not: as `on_failure` says."""
    return f"this push could not be looked at: {plain(why)}", _ending(refuses=refuses)


def unsettled(terms: Terms) -> str:
    """The [hook] of stanch.toml is not what it should be: `terms` hold."""
    return (
        f"the settings of this hook are not understood, so refuse = {terms.refuse.value} and "
        f"on_failure = {terms.on_failure.value} hold, and {TOLD}"
    )


def _ending(*, refuses: bool) -> str:
    if refuses:
        return f"it is refused (on_failure = {Failing.REFUSE.value}): push again, or ask whoever runs this server"
    return f"it is let in all the same (on_failure = {Failing.ACCEPT.value})"


def _place(hit: Hit) -> str:
    commit = f"{hit.commit[:12]} " if hit.commit else ""
    return f"{commit}{plain(hit.path)}:{hit.line}"


def _listed(lines: Sequence[str]) -> Iterable[str]:
    yield from lines[:_SHOWN]
    if len(lines) > _SHOWN:
        yield f"  and {len(lines) - _SHOWN} more"
