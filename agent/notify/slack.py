"""Slack, as far as notices need it: who somebody is, a direct message, and whether one went out. The only importer of
slack_sdk, which is imported when the first message is sent.

    SlackError                     no answer that helps; another attempt may. `code`: Slack's own word, if it said one
      RateLimitedError             429: nothing went out; `retry_after` is what it asked for
      CannotBeToldError            this user cannot or must not get a direct message from us, now or later

Rules
- Errors in our words: a status, Slack's error code, the kind of a fault. The SDK's hold headers and bodies.
- One deadline a call, no retries here (the outbox's rows wait for days), no redirects, no proxy from the environment.
- Only direct messages: a channel whose id does not begin with D is refused.
https://docs.slack.dev/reference/methods/chat.postMessage
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, cast

from agent.complaint import Complaint
from detectors.base import Secret

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

BASE_URL: Final = "https://slack.com/api/"
EVENT: Final = "stanch_notice"
DEADLINE: Final = timedelta(seconds=15)
_LOOKED_THROUGH: Final = 50
_CODE: Final = re.compile(r"[a-z][a-z0-9_]{1,60}")
_TS: Final = re.compile(r"[0-9]{1,12}\.[0-9]{1,12}")
_LONGEST_WAIT: Final = 3600.0
_TOO_MANY: Final = 429

# https://docs.slack.dev/reference/methods/conversations.open and chat.postMessage: words about the user, not about us.
_NOT_HIM: Final = frozenset(
    {
        "users_not_found",
        "user_not_found",
        "user_not_visible",
        "user_disabled",
        "cannot_dm_bot",
        "messages_tab_disabled",
        "channel_not_found",
        "is_archived",
        "restricted_action",
    }
)


class SlackError(Complaint):
    """Slack gave no answer that helps. `unsure`: the request may have gone through."""

    def __init__(self, message: str, *, code: str = "", unsure: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.unsure = unsure


class RateLimitedError(SlackError):
    """Too many requests. `retry_after`: at most an hour."""

    def __init__(self, retry_after: timedelta) -> None:
        super().__init__(f"Slack asks to wait {retry_after.total_seconds():g} s (429)")
        self.retry_after = retry_after


class CannotBeToldError(SlackError):
    """Not this user, and no later attempt changes that."""


@dataclass
class Slack:
    """One workspace. `token` is a bot's, with chat:write, im:write, users:read, users:read.email; with im:history
    a message of which nobody knows whether it went out is looked for before it is sent again.
    """

    token: Secret
    base_url: str = BASE_URL
    deadline: timedelta = DEADLINE
    _client: AsyncWebClient | None = field(default=None, init=False, repr=False)
    _team: tuple[str, str] | None = field(default=None, init=False)
    _channels: dict[str, str] = field(default_factory=dict, init=False)

    async def user_of(self, address: str) -> str:
        """The user with this e-mail address. Raises CannotBeToldError: none, or a guest, bot or stranger."""
        said = await self._call(lambda client: client.users_lookupByEmail(email=address))
        return await self._member(said.get("user"))

    async def member(self, user: str) -> str:
        """The same user id, where he is a full member. Raises CannotBeToldError."""
        said = await self._call(lambda client: client.users_info(user=user))
        return await self._member(said.get("user"))

    async def direct(self, user: str) -> str:
        """The channel of our direct messages with a user."""
        if user not in self._channels:
            said = await self._call(lambda client: client.conversations_open(users=user))
            channel = said.get("channel")
            name = channel.get("id") if isinstance(channel, dict) else None
            if not isinstance(name, str) or not name.startswith("D"):
                message = "Slack opened something that is no direct message: nothing is sent there"
                raise CannotBeToldError(message)
            self._channels[user] = name
        return self._channels[user]

    async def post(self, channel: str, text: str, *, key: str, thread: str | None) -> str:
        """Send; the message's `ts`. `key` is a UUID: the same one again is the same message, where Slack honours it."""
        said = await self._call(
            lambda client: client.chat_postMessage(
                channel=channel,
                text=text,
                thread_ts=thread,
                mrkdwn=False,
                parse="none",
                link_names=False,
                unfurl_links=False,
                unfurl_media=False,
                client_msg_id=key,
                metadata={"event_type": EVENT, "event_payload": {"key": key}},
            )
        )
        return _ts(said)

    async def find(self, channel: str, *, key: str, thread: str | None) -> str | None:
        """The `ts` of a message that we may have sent; None where there is none, or we may not look."""
        try:
            said = await self._call(lambda client: self._latest(client, channel, thread))
        except RateLimitedError:
            raise
        except SlackError as error:
            if error.code:
                return None
            raise
        messages = said.get("messages")
        for message in messages if isinstance(messages, list) else []:
            metadata = message.get("metadata") if isinstance(message, dict) else None
            if isinstance(metadata, dict) and metadata.get("event_payload") == {"key": key}:
                return _ts(message)
        return None

    @staticmethod
    def _latest(client: AsyncWebClient, channel: str, thread: str | None) -> Awaitable[Any]:
        if thread is None:
            return client.conversations_history(channel=channel, limit=_LOOKED_THROUGH, include_all_metadata=True)
        return client.conversations_replies(
            channel=channel, ts=thread, limit=_LOOKED_THROUGH, include_all_metadata=True
        )

    async def _member(self, user: object) -> str:
        """https://docs.slack.dev/reference/objects/user-object"""
        if self._team is None:
            said = await self._call(lambda client: client.auth_test())
            self._team = str(said.get("team_id") or ""), str(said.get("enterprise_id") or "")
        found: Mapping[str, Any] = user if isinstance(user, dict) else {}
        name = found.get("id")
        if not isinstance(name, str):
            message = "Slack named no user"
            raise CannotBeToldError(message)
        outside = ("deleted", "is_bot", "is_app_user", "is_restricted", "is_ultra_restricted", "is_stranger")
        is_ = next((flag for flag in outside if found.get(flag)), None)
        enterprise = found.get("enterprise_user")
        home = enterprise.get("enterprise_id") if isinstance(enterprise, dict) else None
        if is_ is None and found.get("team_id") != self._team[0] and not (home and home == self._team[1]):
            is_ = "of another workspace"
        if is_ is not None:
            message = f"the Slack user is no full member ({is_.removeprefix('is_').replace('_', ' ')})"
            raise CannotBeToldError(message)
        return name

    async def _call(self, call: Callable[[AsyncWebClient], Awaitable[Any]]) -> Mapping[str, Any]:
        from slack_sdk.errors import SlackApiError

        self._client = self._client or _client(self.token, self.base_url, self.deadline)
        failure: SlackError
        try:
            async with asyncio.timeout(self.deadline.total_seconds()):
                answer = await call(self._client)
            return cast("Mapping[str, Any]", answer.data)
        except SlackApiError as error:
            failure = _said_no(error.response)
        except TimeoutError:
            failure = SlackError("no answer from Slack within the deadline", unsure=True)
        except Exception as error:  # noqa: BLE001 - the SDK lets whatever aiohttp or a strange body raises through
            failure = SlackError(f"no usable answer from Slack ({type(error).__name__})", unsure=True)
        raise failure


def _ts(said: Mapping[str, Any]) -> str:
    ts = said.get("ts")
    if not isinstance(ts, str) or not _TS.fullmatch(ts):
        message = "Slack took a message and did not say which"
        raise SlackError(message, unsure=True)
    return ts


def _said_no(response: Any) -> SlackError:  # noqa: ANN401 - the SDK's or aiohttp's
    status = getattr(response, "status_code", None) or getattr(response, "status", 0)
    data = getattr(response, "data", None)
    raw = data.get("error") if isinstance(data, dict) else None
    code = raw if isinstance(raw, str) and _CODE.fullmatch(raw) else ""
    if status == _TOO_MANY or code in {"ratelimited", "rate_limited"}:
        return RateLimitedError(_wait(response.headers.get("Retry-After")))
    if code in _NOT_HIM:
        return CannotBeToldError(f"Slack says {code}", code=code)
    # An error of its own means that it did nothing; a bare 500 leaves that open.
    ours = code and code not in {"internal_error", "fatal_error", "service_unavailable", "request_timeout"}
    return SlackError(f"Slack answered {status}{f', {code}' if code else ''}", code=code, unsure=not ours)


def _wait(asked: object) -> timedelta:
    """https://docs.slack.dev/apis/web-api/rate-limits: whole seconds. What is none of that counts as a minute."""
    text = str(asked or "")
    seconds = float(text) if text.isascii() and text.isdigit() and len(text) < _LENGTH else 60.0
    return timedelta(seconds=min(max(seconds, 1.0), _LONGEST_WAIT))


_LENGTH: Final = 10


def _client(token: Secret, base_url: str, deadline: timedelta) -> AsyncWebClient:
    from slack_sdk.web.async_client import AsyncWebClient

    class _Client(AsyncWebClient):
        """Follows no redirect: the text must not be sent on to where a strange answer points."""

        async def _request(self, *, http_verb: str, api_url: str, req_args: dict[str, Any]) -> dict[str, Any]:
            stays = {**req_args, "allow_redirects": False}
            return await super()._request(http_verb=http_verb, api_url=api_url, req_args=stays)

    # On debug level the SDK writes bodies and headers; nothing of it may reach a log.
    silent = logging.getLogger("stanch.slack")
    silent.setLevel(logging.CRITICAL + 1)
    client = _Client(
        token=token.reveal(),
        base_url=base_url,
        timeout=int(deadline.total_seconds()),
        logger=silent,
        retry_handlers=[],
    )
    client.proxy = None  # it takes one from the environment
    return client
