"""What the kinds of channels stand on; each is made of it, and makes its clients when it needs them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from entelech.adapters.outgoing import Outgoing
from entelech.domain.address import AddressPolicy
from entelech.ports.clock import Clock, Entropy


class ChannelGround(Struct, frozen=True, kw_only=True):
    """``aws`` makes a client of the service that is named. ``mail_from`` empty: no mail can be sent."""

    outgoing: Callable[[], Outgoing]
    aws: Callable[[str], Any]
    clock: Clock
    entropy: Entropy
    addresses: AddressPolicy
    page_url: str
    mail_from: str
    configuration_set: str
    topic_arn: str
    reports_bucket: str
