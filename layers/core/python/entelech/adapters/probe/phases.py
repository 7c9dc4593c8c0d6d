"""Where the time of a probe went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.adapters.probe.connection import Exchange
from entelech.domain.probe import Phases

if TYPE_CHECKING:
    from collections.abc import Sequence


class Hop(Struct, frozen=True, kw_only=True):
    """One request of a probe; ``begun_at`` is when its name began to be resolved."""

    begun_at: float
    exchange: Exchange


def phases_of(hops: Sequence[Hop], total_ms: float) -> Phases | None:
    """The phases of the hops that answered, None when none did."""
    dns_s = connect_s = tls_s = first_byte_s = 0.0
    is_heard = is_tls = False
    for hop in hops:
        marks = hop.exchange
        if not marks.first_byte_at:
            continue
        is_heard = True
        is_tls = is_tls or bool(marks.shaken_at)
        dns_s += marks.started_at - hop.begun_at
        connect_s += marks.connected_at - marks.started_at
        tls_s += max(0.0, marks.shaken_at - marks.connected_at)
        first_byte_s += marks.first_byte_at - marks.sent_at
    if not is_heard:
        return None
    return Phases(
        dns_ms=dns_s * 1000,
        connect_ms=connect_s * 1000,
        tls_ms=tls_s * 1000 if is_tls else None,
        first_byte_ms=first_byte_s * 1000,
        total_ms=total_ms,
    )
