"""What can be folded anew, and how it is told."""

from __future__ import annotations

from datetime import timedelta

from msgspec import Struct

FOLDABLE = timedelta(days=13)
"""Ticks are kept a day longer."""


class Repair(Struct, frozen=True, kw_only=True):
    """How much was queued to be folded anew: hours out of their ticks, days out of their hours."""

    client_id: str
    hours_queued: int
    days_queued: int
