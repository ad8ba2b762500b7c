"""[hook] of stanch.toml: who may have a push looked at, and what becomes of it (agent/hook/terms.py)."""

from __future__ import annotations

import pwd
from datetime import timedelta
from pathlib import Path
from typing import Final

import msgspec

from agent.hook.terms import SOCKET, Bypass, Failing, Refuse, Terms
from agent.settings.document import Document
from agent.settings.problems import Problem
from agent.settings.words import shown

_DEADLINE: Final = timedelta(minutes=5)
_BYPASS: Final = timedelta(days=30)
_PLAIN: Final = Terms()


class HookTable(msgspec.Struct, frozen=True):
    """As it is written."""

    socket: Path | None = None
    users: tuple[str, ...] = ()
    refuse: Refuse = _PLAIN.refuse
    on_failure: Failing = _PLAIN.on_failure
    deadline: timedelta = _PLAIN.deadline
    bypass: Bypass = _PLAIN.bypass
    bypass_for: timedelta = _PLAIN.bypass_for


def build_hook(document: Document, table: HookTable | None, state: Path) -> tuple[Terms | None, tuple[Problem, ...]]:
    """None without the section, and what is worth a word; what is wrong is filed in the document."""
    if table is None:
        return None, ()
    warnings: list[Problem] = []
    for key, span, most in (("deadline", table.deadline, _DEADLINE), ("bypass_for", table.bypass_for, _BYPASS)):
        if span > most:
            document.problem(("hook", key), "is too long", f"write at most {_words(most)}")
    for index, user in enumerate(table.users):
        try:
            pwd.getpwnam(user)
        except KeyError:
            what = f"there is no user {shown(user)} on this host"
            mend = "write the login name of whom git runs as there"
            warnings.append(document.note(("hook", "users", index), what, mend))
    terms = Terms(
        socket=table.socket or state / SOCKET,
        users=table.users,
        refuse=table.refuse,
        on_failure=table.on_failure,
        deadline=table.deadline,
        bypass=table.bypass,
        bypass_for=table.bypass_for,
    )
    return terms, tuple(warnings)


def _words(span: timedelta) -> str:
    return f'"{span.days}d"' if span.days else f'"{span.seconds // 60}m"'
