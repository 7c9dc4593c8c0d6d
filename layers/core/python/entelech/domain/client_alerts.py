"""The alerts of one client: one row, so that whoever changes any of them changes it alone."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field

from entelech.domain.alert_state import CALM, AlertState, Moved
from entelech.domain.ids import ClientId

if TYPE_CHECKING:
    from entelech.domain.rule import RuleId


class AlertKey(NamedTuple):
    """A rule and what of the client it is applied to; None: the client as a whole."""

    rule_id: RuleId
    system_name: str | None


class ClientAlerts(Struct, frozen=True, kw_only=True):
    """The alerts that are not calm. ``version`` grows with every change; 0 was never stored.

    ``incident_id`` is the one open incident of the client, ``last_incident_id`` the one that ended
    last, at ``last_ended_at``.
    """

    client_id: ClientId
    version: int = 0
    states: Mapping[AlertKey, AlertState] = field(default_factory=dict)
    incident_id: str | None = None
    last_incident_id: str | None = None
    last_ended_at: datetime | None = None

    def state(self, key: AlertKey) -> AlertState:
        """The alert, ``CALM`` where nothing is known of it."""
        return self.states.get(key, CALM)

    def next_version(self, now: datetime) -> int:
        """The version after this one. The first is the minute's number.

        So a client that comes back under its old id has none of its former ones again.
        """
        return self.version + 1 if self.version else int(now.timestamp()) // 60


class AlertTransition(Struct, frozen=True, kw_only=True):
    """A transition as it is kept. ``version`` is that of the client's alerts which it came with."""

    client_id: ClientId
    key: AlertKey
    version: int
    moved: Moved


def alert_id(client_id: ClientId, key: AlertKey) -> str:
    """Names an alert, like "0m5xq2v40-a1b2c3d4.0123456789abcdef"."""
    subject = f"{client_id}/{'' if key.system_name is None else key.system_name}"
    digest = hashlib.sha256(f"{key.system_name is None}/{subject}".encode()).hexdigest()[:16]
    return f"{key.rule_id}.{digest}"
