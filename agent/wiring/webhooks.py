"""Builds the webhooks from the configuration: secrets and keys are read, and each has a source for what it reports."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from agent.complaint import Complaint
from agent.doors.http import HttpEndpoint
from agent.found import Source
from agent.settings.webhooks import HookProvider, WebHookSettings
from agent.sources.reports.arrivals import ArrivalSource
from agent.systems import read_own, reading_door
from agent.web.hooks import Hook
from agent.web.public_keys import Keys, PublicKeys, pinned
from agent.web.senders import SIGNING, signing_key
from detectors.base import Secret

_SHORTEST: Final = 16
_CUT_OFF: Final = "begins as a signing token of GitLab's (whsec_...) and is none: copy all of it"


def secrets(hooks: Sequence[WebHookSettings]) -> list[Secret]:
    """Of all of them: Stanch's own, never acted on. Raises CannotOpenSystemError and Complaint."""
    found = [(one, read_own(one.secret)) for one in hooks if one.secret is not None]
    for hook, secret in found:
        signs = hook.provider is HookProvider.GITLAB and secret.reveal().startswith(SIGNING)
        key = signing_key(secret) if signs else None
        if signs and (key is None or len(key) < _SHORTEST):
            message = f"{hook.secret.at if hook.secret else hook.name}: {_CUT_OFF}"
            raise Complaint(message)
        if len(secret.reveal()) < _SHORTEST:
            named_at = hook.secret.at if hook.secret and hook.secret.at else f"web.hooks.{hook.name}.secret"
            message = (
                f"{named_at}: has fewer than {_SHORTEST} characters, which can be guessed: "
                "let both sides have one of `openssl rand -hex 32`"
            )
            raise Complaint(message)
    return [secret for _, secret in found]


def opened(
    hooks: Sequence[WebHookSettings], sources: Sequence[Source], clock: Callable[[], datetime]
) -> dict[str, Hook]:
    """By name; of `sources` those that are fed by one. Raises CannotOpenSystemError and Complaint."""
    fed = {source.name: source for source in sources if isinstance(source, ArrivalSource)}
    return {
        one.name: Hook(
            one,
            None if one.secret is None else read_own(one.secret),
            _keys(one, clock) if one.keys is not None or one.keys_file is not None else None,
            fed.get(one.name),
        )
        for one in hooks
    }


def known_keys(settings: WebHookSettings) -> Keys:
    """Those of its file. Raises Complaint."""
    return {} if settings.keys_file is None else pinned(settings.keys_file)


def _keys(settings: WebHookSettings, clock: Callable[[], datetime]) -> PublicKeys:
    known = known_keys(settings)
    door: HttpEndpoint | None = None
    if settings.keys is not None:
        door = reading_door(settings.name, settings.keys, None, None)
    return PublicKeys(door, settings.keys_path, clock, known)
