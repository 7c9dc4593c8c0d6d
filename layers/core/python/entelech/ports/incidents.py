"""Incidents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from entelech.domain.ids import ClientId
from entelech.domain.incident import IncidentState
from entelech.domain.period import Period

if TYPE_CHECKING:
    from collections.abc import Sequence

    from entelech.domain.access import ClientScope
    from entelech.domain.incident import Entry, Incident


class IncidentQuery(Struct, frozen=True, kw_only=True):
    """Which incidents: opened in the period, in one state or any, of one client or all."""

    limit: int
    period: Period
    cursor: str | None = None
    client_id: ClientId | None = None
    state: IncidentState | None = None


class IncidentReader(Protocol):
    """What reports and details read."""

    def incidents(self, client_id: ClientId, period: Period) -> Sequence[Incident]:
        """Those of the client that were open at some time of the period, oldest first."""


class IncidentStore(IncidentReader, Protocol):
    """Incidents, kept for 400 days after they were opened."""

    def incident(self, incident_id: str) -> Incident | None:
        """The incident of that id."""

    def known(self, incident_ids: Sequence[str]) -> Sequence[Incident]:
        """Those of them that there are; costs one request per hundred."""

    def page(
        self, query: IncidentQuery, scope: ClientScope
    ) -> tuple[Sequence[Incident], str | None]:
        """Those in ``scope``, the newest first, and the cursor of the next page.

        May lag behind by a moment. A page may have fewer than the limit, or none, and a cursor all the same.

        Raises:
            InvalidError: the cursor is none of ours.
        """

    def save(self, incident: Incident) -> None:
        """Store the incident, if what is stored is one version before.

        Raises:
            LostRaceError: it is not; nothing was written.
        """

    def note_delivery(self, incident_id: str, entry: Entry) -> None:
        """Add a line to the timeline; does nothing where there is no such incident any more.

        Raises:
            LostRaceError: others kept changing the incident at the same moment.
        """
