"""Carries one message to one channel, and says what came of it."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from entelech.domain.channel import Channel, ChannelKind
from entelech.domain.delivery import Outcome
from entelech.domain.errors import UnavailableError
from entelech.domain.ids import ClientId
from entelech.domain.month import Month
from entelech.domain.notice_kinds import Verdict
from entelech.domain.notification import Attempt
from entelech.ports.access import SecretStore
from entelech.ports.clock import Clock
from entelech.ports.notices import ChannelType

if TYPE_CHECKING:
    from entelech.domain.digest import Message

_log = logging.getLogger(__name__)


class Courier(Struct, frozen=True, kw_only=True):
    """What sends to channels of all kinds. ``month`` looks a client's last days up, for mails."""

    kinds: Mapping[ChannelKind, ChannelType]
    secrets: SecretStore
    month: Callable[[ClientId], Month]
    clock: Clock

    def attempt(self, channel: Channel | None, message: Message) -> Attempt:
        """Hand the message to the channel, once, and say what came of it; nothing is noted."""
        started_s = self.clock.elapsed_s()
        outcome = self._deliver(channel, self._with_month(channel, message))
        return self._attempt_of(outcome, message, started_s)

    def give_up(self, message: Message, reason: str) -> Attempt:
        """What stands in the log of a message that is not tried any more."""
        lost = Outcome(verdict=Verdict.PERMANENT, reason=reason)
        return self._attempt_of(lost, message, self.clock.elapsed_s())

    def _attempt_of(self, outcome: Outcome, message: Message, started_s: float) -> Attempt:
        return Attempt(
            at=self.clock.now(),
            message_id=message.message_id,
            verdict=outcome.verdict,
            reason=outcome.reason,
            http_status=outcome.http_status,
            provider_id=outcome.provider_id,
            latency_ms=round((self.clock.elapsed_s() - started_s) * 1000),
            retry_after_s=outcome.retry_after_s,
        )

    def _deliver(self, channel: Channel | None, message: Message) -> Outcome:
        unusable = _unusable(channel)
        if channel is None or unusable is not None:
            return Outcome(verdict=Verdict.DISABLED, reason=unusable)
        try:
            secrets = self._secrets_of(channel)
        except UnavailableError:
            _log.warning("channel_secret_unreadable", exc_info=True)
            return Outcome(verdict=Verdict.RETRY, reason="secret_unavailable")
        if secrets is None:
            return Outcome(verdict=Verdict.DISABLED, reason="secret_missing")
        return self.kinds[channel.kind].send(channel, secrets, message)

    def _secrets_of(self, channel: Channel) -> Mapping[str, object] | None:
        if channel.secret_name is None:
            return {}
        text = self.secrets.secret(channel.secret_name)
        found: Mapping[str, object] | None = None if text is None else json.loads(text)
        return found

    def _with_month(self, channel: Channel | None, message: Message) -> Message:
        """A mail shows the client's last days; one without them is better than none."""
        if channel is None or channel.kind is not ChannelKind.EMAIL or message.client_id is None:
            return message
        try:
            month = self.month(message.client_id)
        except UnavailableError:
            _log.warning("month_unreadable", exc_info=True)
            return message
        return replace(message, days=month.days, days_text=month.text)


def _unusable(channel: Channel | None) -> str | None:
    """Why nothing can be sent there, None where something can."""
    if channel is None:
        return "channel_unknown"
    if not channel.is_configured:
        return "channel_not_configured"
    if not channel.is_enabled:
        return "channel_disabled"
    return None if channel.fault is None else "channel_broken"
