"""Rules, alerts, silences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from entelech.domain.client_alerts import AlertTransition, ClientAlerts
from entelech.domain.incident import Incident
from entelech.domain.notification import Notice

if TYPE_CHECKING:
    from datetime import datetime

    from entelech.domain.ids import ClientId
    from entelech.domain.incident import Worth
    from entelech.domain.metric_reading import ClientReadings
    from entelech.domain.rule import RuleSet
    from entelech.domain.silence import Silence

MAX_TOGETHER = 100
"""Items that can be written together. Source: DynamoDB, TransactWriteItems."""


class AlertChange(Struct, frozen=True, kw_only=True):
    """What an evaluation makes of a client's alerts: written together or not at all.

    ``before`` is the version that must be stored now; ``incidents`` are those that change, each of
    the version after the stored one.
    """

    before: int
    alerts: ClientAlerts
    transitions: Sequence[AlertTransition] = ()
    incidents: Sequence[Incident] = ()
    notices: Sequence[Notice] = ()

    @property
    def size(self) -> int:
        """Items in the transaction."""
        return 1 + len(self.transitions) + len(self.incidents) + len(self.notices)


class MetricReader(Protocol):
    """What systems say of their work."""

    def readings(
        self, client_ids: Sequence[ClientId], now: datetime
    ) -> Mapping[ClientId, ClientReadings]:
        """The readings of each; the number of requests does not grow with that of the rules."""


class WorthReader(Protocol):
    """What clients' systems are worth."""

    def worth(self, client_id: ClientId, now: datetime) -> Worth | None:
        """As lately seen, None where that is not known."""


class RuleStore(Protocol):
    """Rules, all of one owner together; the owner None is every client."""

    def rule_sets(self, owners: Sequence[ClientId | None]) -> Mapping[ClientId | None, RuleSet]:
        """One for each owner, of version 0 where nothing was stored; a request per hundred."""

    def stored_sets(self, *, limit: int, after: str | None) -> tuple[Sequence[RuleSet], str | None]:
        """Sets that hold rules, that of every client first, then by client; what the next are after.

        May lag behind a change by a moment.

        Raises:
            InvalidError: ``after`` is none of ours.
        """

    def save(self, rules: RuleSet, notices: Sequence[Notice] = ()) -> None:
        """Store the set, if what is stored is one version before, and owe the notices.

        Raises:
            LostRaceError: it is not, or one is owed already; nothing was written.
        """


class AlertStore(Protocol):
    """Alerts by client, and their transitions, which are kept for 90 days."""

    def alerts(self, client_ids: Sequence[ClientId]) -> Mapping[ClientId, ClientAlerts]:
        """One for each client, of version 0 where nothing was stored; a request per hundred."""

    def commit(self, change: AlertChange) -> bool:
        """Write the whole change; False, and nothing written, when somebody else was first."""

    def transitions(self, client_id: ClientId, *, limit: int) -> Sequence[AlertTransition]:
        """The latest transitions of the client's alerts, the newest first."""

    def restless(self, *, limit: int, after: str | None) -> tuple[Sequence[ClientId], str | None]:
        """Clients with an alert that is not calm, by id, and what the next ones are after.

        May lag behind a change by a moment.
        """


class SilenceStore(Protocol):
    """Silences; those that are over are not there."""

    def silences(self) -> Sequence[Silence]:
        """All of them, in few requests, oldest first."""

    def save(self, silence: Silence) -> None:
        """Store the silence, in the place of one with the same id."""

    def remove(self, silence_id: str) -> None:
        """Delete the silence; safe to repeat."""
