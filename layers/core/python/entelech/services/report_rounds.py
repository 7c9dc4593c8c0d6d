"""Sets off what comes by itself: standing orders that are due, everybody's reports, reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from entelech.domain.errors import LostRaceError, NotFoundError, unknown_client
from entelech.domain.ids import new_id
from entelech.domain.reports.bulk import Bulk, BulkPart, BulkProgress, PartState, progress
from entelech.domain.reports.period import calendar_period
from entelech.domain.reports.record import Origin, ReportOrder
from entelech.domain.reports.request import ReportRequest
from entelech.domain.reports.standing import (
    StandingList,
    StandingOrder,
    StandingShown,
    next_after,
    parse_standing,
    standing_shown,
)
from entelech.ports.clock import Clock, Entropy
from entelech.ports.registry import RegistryStore
from entelech.ports.reports import BulkStore, ReportQueue, StandingStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from entelech.domain.access import ClientScope
    from entelech.domain.client import Client
    from entelech.domain.ids import ClientId
    from entelech.domain.reports.period import ReportType

_AT_ONCE = 200
_PAGE = 1000


class Dispatched(Struct, frozen=True, kw_only=True):
    """What a round set off."""

    ordered: int
    reviewed: int


class ReportRounds(Struct, frozen=True, kw_only=True):
    """Everything here may be done twice, or stopped anywhere: each report is made once all the same."""

    registry: RegistryStore
    standing: StandingStore
    bulks: BulkStore
    queue: ReportQueue
    entropy: Entropy
    clock: Clock

    def dispatch(self, *, is_review_due: bool) -> Dispatched:
        """Queue what is due; an order's next time is stored only when it is queued."""
        now = self.clock.now()
        due = self.standing.due(now, limit=_AT_ONCE)
        known = self.registry.known({each.client_id for each in due})
        ordered = 0
        for each in due:
            client = known.get(each.client_id)
            if client is not None and client.is_active:
                self.queue.send([_order(each, client)])
                ordered += 1
            if client is not None:
                self._move_on(each, client, now)
        reviewed = 0
        if is_review_due:
            for page in self._clients():
                self.queue.send_review([each.client_id for each in page])
                reviewed += len(page)
        return Dispatched(ordered=ordered, reviewed=reviewed)

    def schedules(self, scope: ClientScope, client_id: ClientId) -> StandingList:
        """The client's standing orders.

        Raises:
            NotFoundError: there is no such client in ``scope``.
        """
        zone = self._client(scope, client_id).registration.time_zone
        found = self.standing.of_client(client_id)
        return StandingList(schedules=[standing_shown(each, zone) for each in found])

    def schedule(
        self, scope: ClientScope, client_id: ClientId, report_type: ReportType, body: object
    ) -> tuple[StandingShown | None, StandingShown]:
        """The standing order before and after.

        Raises:
            NotFoundError: there is no such client in ``scope``.
            InvalidError: names the field that is wrong.
            LostRaceError: somebody else changed it at the same moment.
        """
        client = self._client(scope, client_id)
        zone = client.registration.time_zone
        order = parse_standing(
            body, client_id, report_type, calendar=client.calendar, now=self.clock.now()
        )
        before = self._standing(client_id, report_type)
        if before is not None:
            order = replace(order, version=before.version + 1)
        self.standing.save(order)
        shown = None if before is None else standing_shown(before, zone)
        return shown, standing_shown(order, zone)

    def unschedule(
        self, scope: ClientScope, client_id: ClientId, report_type: ReportType
    ) -> StandingShown:
        """The standing order as it was.

        Raises:
            NotFoundError: there is no such client in ``scope``, or no such order.
        """
        zone = self._client(scope, client_id).registration.time_zone
        before = self._standing(client_id, report_type)
        if before is None or not self.standing.remove(client_id, report_type):
            raise NotFoundError("There is no such schedule.", field="report_type")
        return standing_shown(before, zone)

    def start_bulk(
        self, scope: ClientScope, report_type: ReportType, *, include_recommendations: bool
    ) -> BulkProgress:
        """Order everybody's report; the clients are listed by a worker.

        Raises:
            ForbiddenError: not all clients are in ``scope``.
        """
        scope.require_everything()
        now = self.clock.now()
        bulk = Bulk(
            bulk_id=new_id(now, self.entropy.key_id()),
            report_type=report_type,
            include_recommendations=include_recommendations,
            ordered_at=now,
        )
        self.bulks.save(bulk)
        self.queue.send_bulk(bulk.bulk_id)
        return progress(bulk, ())

    def progress(self, scope: ClientScope, bulk_id: str) -> BulkProgress:
        """How far it is.

        Raises:
            ForbiddenError: not all clients are in ``scope``.
            NotFoundError: there is no such order.
        """
        scope.require_everything()
        return progress(self._bulk(bulk_id), self.bulks.parts(bulk_id))

    def list_bulk(self, bulk_id: str) -> int:
        """Note every active client's part and queue those that are not over; how many.

        The instant is that of the order, so whoever lists it again lists the same reports.

        Raises:
            NotFoundError: there is no such order.
        """
        bulk = self._bulk(bulk_id)
        over = {
            each.client_id
            for each in self.bulks.parts(bulk_id)
            if each.state is not PartState.WAITING
        }
        count = 0
        for page in self._clients():
            orders = [
                ReportRequest(
                    client_id=each.client_id,
                    report_type=bulk.report_type,
                    include_recommendations=bulk.include_recommendations,
                ).order(each.calendar, bulk.ordered_at, origin=Origin.BULK, bulk_id=bulk_id)
                for each in page
                if each.client_id not in over
            ]
            for order in orders:
                self.bulks.add_part(
                    bulk_id,
                    BulkPart(
                        client_id=order.client_id, report_id=order.name, state=PartState.WAITING
                    ),
                )
            self.queue.send(orders)
            count += len(orders)
        self.bulks.save(replace(bulk, is_listed=True))
        return count

    def note_part(self, order: ReportOrder, state: PartState) -> None:
        """Say of a client's part how it ended; does nothing for an order that is no part of one."""
        if order.bulk_id is not None:
            self.bulks.save_part(
                order.bulk_id,
                BulkPart(client_id=order.client_id, report_id=order.name, state=state),
            )

    def _move_on(self, order: StandingOrder, client: Client, now: datetime) -> None:
        after = replace(
            order,
            next_at=next_after(order.report_type, order.at, client.calendar, now),
            version=order.version + 1,
        )
        try:
            self.standing.save(after)
        except LostRaceError:
            return  # another round did, or somebody changed it

    def _clients(self) -> Iterator[list[Client]]:
        cursor: str | None = None
        while True:
            page = self.registry.clients(is_active=True, limit=_PAGE, cursor=cursor)
            yield list(page.clients)
            cursor = page.next_cursor
            if cursor is None:
                return

    def _standing(self, client_id: ClientId, report_type: ReportType) -> StandingOrder | None:
        found = self.standing.of_client(client_id)
        return next((each for each in found if each.report_type is report_type), None)

    def _bulk(self, bulk_id: str) -> Bulk:
        found = self.bulks.bulk(bulk_id)
        if found is None:
            raise NotFoundError("There is no such order of reports.", field="bulk_id")
        return found

    def _client(self, scope: ClientScope, client_id: ClientId) -> Client:
        client = self.registry.client(client_id)
        if client is None or not scope.includes(client_id):
            raise unknown_client(client_id)
        return client


def _order(standing: StandingOrder, client: Client) -> ReportOrder:
    """Of the period that was over when it became due, however late that is noticed."""
    on = client.calendar.date_of(standing.next_at)
    return ReportOrder(
        client_id=standing.client_id,
        asked=calendar_period(standing.report_type, on, client.calendar),
        origin=Origin.SCHEDULE,
        include_recommendations=standing.include_recommendations,
        recipients=standing.recipients,
    )
