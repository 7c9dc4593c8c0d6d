"""Where notices go: a mailbox, a chat, a topic, somebody's program."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, NewType

from msgspec import Struct, field

from entelech.domain.errors import InvalidError

ChannelId = NewType("ChannelId", str)
"""The name that rules use, like "email"."""

MAX_CHANNELS = 100
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?")


class ChannelKind(StrEnum):
    """What a channel is; each is one file in ``adapters/channels``."""

    EMAIL = "email"
    SLACK = "slack"
    WEBHOOK = "webhook"
    SNS = "sns"


DEFAULT_CHANNELS = tuple(ChannelId(kind.value) for kind in ChannelKind)
"""Those that every deployment has, one of each kind, by the names that ``alert_type`` knows."""


class Channel(Struct, frozen=True, kw_only=True):
    """A channel as it is stored.

    ``settings`` are JSON, and hold nothing secret; what is secret stands under ``secret_name`` in
    the deployment's secrets. ``fault`` says why nothing can be sent there any more, until somebody
    changes the channel; ``bounced`` are addresses that do not take our mail, with when and why.
    """

    channel_id: ChannelId
    kind: ChannelKind
    name: str
    settings: Mapping[str, Any]
    secret_name: str | None = None
    is_enabled: bool = True
    is_configured: bool = True
    fault: str | None = None
    faulty_since: datetime | None = None
    bounced: Mapping[str, str] = field(default_factory=dict)
    version: int = 1

    @property
    def is_default(self) -> bool:
        """Whether the deployment has it from the start; such a one is changed and never removed."""
        return self.channel_id in DEFAULT_CHANNELS

    @property
    def is_usable(self) -> bool:
        """Whether anything can be sent there."""
        return self.is_enabled and self.is_configured and self.fault is None


def channel_id(value: object, *, field: str = "channel_id") -> ChannelId:
    """``value`` as a channel id.

    Raises:
        InvalidError: it is not 1 to 32 of a-z, 0-9 and inner hyphens.
    """
    if not isinstance(value, str) or not _SLUG.fullmatch(value):
        raise InvalidError(
            field=field, expected="1 to 32 lower-case letters, digits and inner hyphens"
        )
    return ChannelId(value)


def default_channel(kind: ChannelKind, settings: Mapping[str, Any] | None = None) -> Channel:
    """The deployment's channel of that kind before anybody changed it; of version 0, never stored.

    ``settings`` are what the deployment gives it; None: it is not set up.
    """
    return Channel(
        channel_id=ChannelId(kind.value),
        kind=kind,
        name="SNS topic" if kind is ChannelKind.SNS else kind.value.capitalize(),
        settings=settings or {},
        is_configured=settings is not None,
        version=0,
    )
