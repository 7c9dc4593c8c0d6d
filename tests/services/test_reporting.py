from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from entelech.domain.access import ClientScope
from entelech.domain.brand import Brand
from entelech.domain.client import Client
from entelech.domain.errors import ForbiddenError, NotFoundError, UnavailableError
from entelech.domain.ids import ClientId
from entelech.domain.notice_kinds import NoticeKind
from entelech.domain.reports.bulk import PartState
from entelech.domain.reports.file_format import FileFormat
from entelech.domain.reports.period import ReportPeriod, ReportType
from entelech.domain.reports.record import Origin, ReportState
from entelech.domain.reports.request import ReportRequest
from entelech.domain.reports.standing import StandingOrder
from entelech.ports.queues import AT_ONCE
from entelech.services.ordering import ReportDesk
from entelech.services.report_rounds import ReportRounds
from entelech.services.reporting import Reporter
from tests.builders import a_registration
from tests.fakes.access import FakeEntropy
from tests.fakes.clock import FakeClock
from tests.fakes.memory import Memory
from tests.fakes.queue import FakeNotifyQueue
from tests.fakes.registry import FakeRegistryStore
from tests.fakes.reports import (
    FakeBulkStore,
    FakePrinter,
    FakeReportFiles,
    FakeReportQueue,
    FakeReportStore,
    FakeStandingStore,
)
from tests.report_samples import some_inputs

if TYPE_CHECKING:
    from entelech.domain.reports.inputs import ReportInputs

TNT = ClientId("tnt-limousine-001")
EVERYTHING = ClientScope.everything()
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


class FixedGatherer:
    """Knows the same of every time, with a change that tests make."""

    def __init__(self) -> None:
        self.more_runs = 0

    def inputs(self, _client: Client, asked: ReportPeriod, _now: datetime) -> ReportInputs:
        inputs = some_inputs(asked=asked)
        first, *others = inputs.span.work
        work = [replace(first, runs=first.runs + self.more_runs), *others]
        return replace(inputs, span=replace(inputs.span, work=work))


class World:
    def __init__(self, *clients: str) -> None:
        self.memory = Memory()
        for each in clients or (TNT,):
            client = Client(
                registration=a_registration(each, time_zone="Europe/Berlin"),
                version=1,
                created_at=NOW,
                updated_at=NOW,
            )
            self.memory.clients[client.client_id] = client
        self.clock = FakeClock(NOW)
        self.registry = FakeRegistryStore(self.memory)
        self.store, self.files = FakeReportStore(), FakeReportFiles()
        self.queue, self.printer = FakeReportQueue(), FakePrinter()
        self.notify = FakeNotifyQueue()
        self.standing, self.bulks = FakeStandingStore(), FakeBulkStore()
        self.gatherer = FixedGatherer()
        self.desk = ReportDesk(
            registry=self.registry,
            store=self.store,
            files=self.files,
            queue=self.queue,
            clock=self.clock,
        )
        self.reporter = Reporter(
            registry=self.registry,
            gatherer=self.gatherer,  # type: ignore[arg-type]
            printer=self.printer,
            files=self.files,
            store=self.store,
            notify=self.notify,
            clock=self.clock,
        )
        self.rounds = ReportRounds(
            registry=self.registry,
            standing=self.standing,
            bulks=self.bulks,
            queue=self.queue,
            entropy=FakeEntropy(),
            clock=self.clock,
        )

    def ordered(self, **request: Any) -> Any:
        self.desk.order(EVERYTHING, ReportRequest(client_id=TNT, **request))
        return self.queue.orders[-1]


def test_an_order_that_comes_twice_makes_one_report() -> None:
    world = World()
    order = world.ordered()

    first, second = world.reporter.make(order), world.reporter.make(order)

    assert (first.is_new, second.is_new) == (True, False)
    assert first.record == second.record
    assert len(world.printer.printed) == 1
    assert len(world.files.files) == len(FileFormat)


def test_a_restated_day_marks_the_report_and_can_be_issued_anew() -> None:
    world = World()
    world.reporter.make(world.ordered())
    assert world.reporter.review(TNT) == 0
    world.gatherer.more_runs = 5

    assert world.reporter.review(TNT) == 1
    assert world.reporter.review(TNT) == 0
    (stale,) = world.desk.of_client(EVERYTHING, TNT)
    assert stale.is_stale
    made = world.reporter.make(world.ordered(is_reissue=True)).record

    assert (made.revision, made.stale_since) == (2, None)
    assert any(each.startswith("change_figure figure=figure_total") for each in made.changes)
    assert {key.rsplit("-", 1)[1] for key in world.files.files} == {
        f"r{n}.{each.value}" for n in (1, 2) for each in FileFormat
    }


def test_a_reissue_of_what_did_not_change_makes_nothing() -> None:
    world = World()
    world.reporter.make(world.ordered())

    made = world.reporter.make(world.ordered(is_reissue=True))

    assert (made.is_new, made.record.revision) == (False, 1)


def test_recipients_are_owed_one_mail_a_revision() -> None:
    world = World()
    order = replace(world.ordered(), recipients=("boss@tntlimo.com",))

    world.reporter.make(order)
    world.reporter.make(order)

    (notice,) = world.store.owed
    assert notice.kind is NoticeKind.REPORT
    assert notice.facts.recipients == ("boss@tntlimo.com",)
    assert notice.facts.attachment is not None
    assert notice.facts.attachment.key.endswith("-r1.pdf")


def test_whoever_sends_is_woken_once_a_mail_is_owed_and_not_for_nothing() -> None:
    world = World()

    world.reporter.make(world.ordered(report_type=ReportType.WEEKLY))
    assert world.notify.wakes == []
    order = replace(world.ordered(), recipients=("boss@tntlimo.com",))
    for _ in range(2):
        world.reporter.make(order)

    assert world.notify.wakes == [AT_ONCE]


def test_a_clients_own_brand_comes_before_the_deployments() -> None:
    world = World()
    world.store.save_brand(None, Brand(name="An Agency"))
    world.reporter.make(world.ordered())
    world.store.save_brand(TNT, Brand(name="TNT"))
    world.reporter.make(world.ordered(report_type=ReportType.WEEKLY))

    assert [brand.name for _, brand in world.printer.printed] == ["An Agency", "TNT"]


def test_what_was_given_up_is_on_the_row_until_the_next_order_works() -> None:
    world = World()
    order = world.ordered()

    world.reporter.give_up(order, UnavailableError("The table did not answer."))
    (failed,) = world.desk.of_client(EVERYTHING, TNT)
    assert (failed.state, failed.failure) == ("failed", "The table did not answer.")

    made = world.reporter.make(order).record
    assert (made.state, made.failure) == (ReportState.READY, None)


def test_what_broke_is_not_told_in_anothers_words() -> None:
    world = World()
    order = world.ordered()

    world.reporter.give_up(order, ValueError("a secret"))

    (failed,) = world.desk.of_client(EVERYTHING, TNT)
    assert failed.failure == "Something broke on our side."


def test_a_report_of_a_client_that_is_gone_is_not_made() -> None:
    world = World()
    order = replace(world.ordered(), client_id=ClientId("gone"))

    with pytest.raises(NotFoundError):
        world.reporter.make(order)


def a_standing(report_type: ReportType, next_at: datetime) -> StandingOrder:
    return StandingOrder(
        client_id=TNT,
        report_type=report_type,
        at=time(8),
        recipients=("boss@tntlimo.com",),
        include_recommendations=True,
        next_at=next_at,
    )


def test_a_round_orders_what_is_due_of_the_period_that_was_over_then() -> None:
    """Due on 1 December at 8 in Berlin, which is 7 UTC; noticed two hours late."""
    world = World()
    due = datetime(2026, 12, 1, 7, 0, tzinfo=UTC)
    world.standing.save(a_standing(ReportType.MONTHLY, due))

    first = world.rounds.dispatch(is_review_due=False)
    second = world.rounds.dispatch(is_review_due=False)

    assert (first.ordered, second.ordered) == (1, 0)
    (order,) = world.queue.orders
    assert (order.asked.first, order.asked.last) == (date(2026, 11, 1), date(2026, 11, 30))
    assert (order.origin, order.recipients) == (Origin.SCHEDULE, ("boss@tntlimo.com",))
    (after,) = world.standing.of_client(TNT)
    assert after.next_at == datetime(2027, 1, 1, 7, 0, tzinfo=UTC)


def test_a_round_that_died_after_queueing_queues_the_same_report_again() -> None:
    world = World()
    due = datetime(2026, 12, 1, 7, 0, tzinfo=UTC)
    world.standing.save(a_standing(ReportType.WEEKLY, due))
    world.rounds.dispatch(is_review_due=False)
    world.standing.orders.clear()
    world.standing.save(a_standing(ReportType.WEEKLY, due))
    world.rounds.dispatch(is_review_due=False)

    first, second = world.queue.orders

    assert first == second
    assert world.reporter.make(first).is_new
    assert not world.reporter.make(second).is_new


def test_a_client_that_is_not_watched_gets_none_until_it_is() -> None:
    world = World()
    client = world.memory.clients[TNT]
    world.memory.clients[TNT] = replace(client, deactivated_at=NOW)
    world.standing.save(a_standing(ReportType.DAILY, NOW - timedelta(hours=2)))

    assert world.rounds.dispatch(is_review_due=False).ordered == 0
    assert world.standing.of_client(TNT)[0].next_at > NOW


def test_once_a_day_every_clients_reports_are_reviewed() -> None:
    world = World("a", "b")

    assert world.rounds.dispatch(is_review_due=True).reviewed == 2
    assert world.queue.reviews == ["a", "b"]


def test_everybodys_reports_survive_a_crash_and_repeat_nothing() -> None:
    world = World("a", "b", "c")
    bulk_id = world.rounds.start_bulk(
        EVERYTHING, ReportType.WEEKLY, include_recommendations=True
    ).bulk_id
    world.rounds.list_bulk(bulk_id)
    for order in world.queue.orders[:1]:
        world.reporter.make(order)
        world.rounds.note_part(order, PartState.DONE)
    world.clock.advance(86_400)  # the listing comes again a day later
    world.queue.orders.clear()

    assert world.rounds.list_bulk(bulk_id) == 2

    for order in world.queue.orders:
        world.reporter.make(order)
        world.rounds.note_part(order, PartState.DONE)
    told = world.rounds.progress(EVERYTHING, bulk_id)
    assert (told.total, told.done, told.failed, told.remaining) == (3, 3, 0, 0)
    assert len(world.printer.printed) == 3
    assert {each.last for each in (o.asked for o in world.queue.orders)} == {date(2026, 11, 30)}


def test_who_sees_some_clients_orders_nothing_for_all() -> None:
    world = World()
    some = ClientScope(clients=frozenset({TNT}))

    with pytest.raises(ForbiddenError):
        world.rounds.start_bulk(some, ReportType.WEEKLY, include_recommendations=True)
    with pytest.raises(ForbiddenError):
        world.desk.set_brand(some, None, {"name": "Mine"})
    with pytest.raises(NotFoundError):
        world.desk.of_client(ClientScope(clients=frozenset()), TNT)


def test_a_link_lasts_five_minutes_and_names_the_file() -> None:
    world = World()
    record = world.reporter.make(world.ordered(report_type=ReportType.DAILY)).record

    link = world.desk.link(EVERYTHING, TNT, record.name, FileFormat.PDF)

    assert link.expires_at == NOW + timedelta(minutes=5)
    assert link.url.endswith("&for=300")
    assert link.file_name == "tnt-limousine-001-daily-last-2026-11-30-2026-11-30-r1.pdf"
