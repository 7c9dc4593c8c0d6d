from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from entelech.domain.access import ClientScope
from entelech.domain.auth_header import NewHeader, Secret
from entelech.domain.checks.tcp import TcpCheck
from entelech.domain.document import instant_text
from entelech.domain.errors import UnavailableError
from entelech.domain.fleet_day import STEP, bucket_of, buckets_due
from entelech.domain.ids import ClientId
from entelech.domain.intraday import Mark
from entelech.domain.metric_day import IngestSource, Rejection
from entelech.domain.reason import Reason
from entelech.ports.metrics import Fault
from entelech.services.ingesting import PACE, Dispatched, Ingested, Ingester, MetricsDispatcher
from entelech.services.recording import Recorder
from entelech.services.registering import Registry
from tests.builders import NOON, TNT, a_registration, at
from tests.fakes.archive import FakeArchiveStore
from tests.fakes.clock import FakeClock
from tests.fakes.memory import Memory
from tests.fakes.metrics import FakeMetricsQueue, FakeMetricsSource, FakeMetricStore
from tests.fakes.registry import FakeRegistryStore
from tests.fakes.reports import FakeReportFiles
from tests.fakes.secrets import a_keeper, a_reader
from tests.figures import a_metrics_body, figures, told

if TYPE_CHECKING:
    from entelech.domain.metric_day import MetricDay
    from entelech.domain.period import Period

ALL = ClientScope.everything()
TODAY = date(2025, 1, 15)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def answer(period: Period, total: int, **overrides: Any) -> bytes:
    body = a_metrics_body(
        instant_text(period.start),
        instant_text(period.end),
        total_automations=total,
        successful_automations=total,
        failed_automations=0,
        **overrides,
    )
    for name in ("total_processing_time", "cost_savings", "efficiency_gains"):
        if name not in overrides:
            del body[name]
    return json.dumps(body).encode()


class World:
    """A client with two systems in UTC; System 0 has a run each minute, System 1 two."""

    def __init__(self, **registered: Any) -> None:
        self.memory, self.clock, self.queue = Memory(), FakeClock(NOON), FakeMetricsQueue()
        self.faults: dict[str, Fault] = {}
        self.answers: dict[tuple[str, date], int] = {}
        self.store = FakeMetricStore(self.memory, self.clock)
        self.source = FakeMetricsSource(self._answer)
        self.registry = Registry(
            store=FakeRegistryStore(self.memory),
            headers=a_keeper(self.memory),
            archive=FakeArchiveStore(),
            reports=FakeReportFiles(),
            clock=self.clock,
        )
        self.registry.register(ALL, a_registration(**{"systems": 2, **registered}))
        self.ingester = Ingester(
            registry=FakeRegistryStore(self.memory),
            store=self.store,
            recorder=Recorder(store=self.store),
            source=self.source,
            headers=a_reader(self.memory, self.clock),
            queue=self.queue,
            clock=self.clock,
        )

    def day(self, day: date = TODAY) -> MetricDay:
        (found,) = self.store.days(TNT, day, day)
        return found

    def totals(self, day: date) -> dict[str, int]:
        return {name: each.figures.total for name, each in self.day(day).told.items()}

    def _answer(self, url: str, period: Period) -> bytes | Fault:
        name = "System 1" if "-1." in url else "System 0"
        if name in self.faults:
            return self.faults[name]
        minutes = int((period.end - period.start).total_seconds()) // 60
        usual = minutes * (2 if name == "System 1" else 1)
        return answer(period, self.answers.get((name, period.start.date()), usual))


@pytest.fixture
def world() -> World:
    return World()


def test_today_so_far_and_the_three_days_before_are_asked(world: World) -> None:
    done = world.ingester.ingest(TNT)

    assert done == Ingested(taken=8, changed=8, rejected=0)
    question = world.source.asked[0]
    assert question.url == "https://tnt-limousine-001-0.example.com/metrics"
    assert [(each.start, each.end) for each in question.periods] == [
        (NOON - 12 * HOUR, NOON),
        *((NOON - 12 * HOUR - n * DAY, NOON - 12 * HOUR - (n - 1) * DAY) for n in (1, 2, 3)),
    ]
    # 720 minutes since midnight; 1440 of a day
    assert world.totals(TODAY) == {"System 0": 720, "System 1": 1440}
    assert world.totals(TODAY - 3 * DAY) == {"System 0": 1440, "System 1": 2880}


def test_days_are_those_of_the_clients_zone() -> None:
    world = World(time_zone="America/New_York")

    world.ingester.ingest(TNT)

    assert [each.start for each in world.source.asked[0].periods[:2]] == [
        NOON - 7 * HOUR,
        NOON - 7 * HOUR - DAY,
    ]


def test_the_same_answer_twice_changes_nothing(world: World) -> None:
    world.ingester.ingest(TNT)
    before = dict(world.memory.metric_days)

    assert world.ingester.ingest(TNT) == Ingested(taken=8, changed=0, rejected=0)
    assert world.memory.metric_days == before


def test_each_hours_running_total_is_kept(world: World) -> None:
    world.ingester.ingest(TNT)
    world.clock.advance(3600)
    world.ingester.ingest(TNT)

    grown = world.store.intraday([(TNT, TODAY)])[TNT, TODAY]
    assert grown.systems["System 1"].marks == (
        Mark(at=NOON, figures=figures(1440)),
        Mark(at=NOON + HOUR, figures=figures(1560)),
    )
    assert set(world.memory.intraday) == {(TNT, TODAY)}


def test_a_restated_day_keeps_what_it_said_before(world: World) -> None:
    yesterday = TODAY - DAY
    world.ingester.ingest(TNT)
    world.answers["System 0", yesterday] = 1400
    world.clock.advance(3600)

    done = world.ingester.ingest(TNT)

    # System 0 of yesterday is restated, and both systems of today have grown
    assert done.changed == 3
    system = world.day(yesterday).systems["System 0"]
    assert (system.revision, system.told) == (2, told(figures(1400), at(60)))
    assert system.earlier == (told(figures(1440), NOON),)


def test_one_failing_system_leaves_the_others_in_and_the_day_incomplete(world: World) -> None:
    world.faults["System 0"] = Fault(reason=Reason.FAILURE, detail="HTTP 500")

    done = world.ingester.ingest(TNT)

    assert done == Ingested(taken=4, changed=4, rejected=1)
    day = world.day()
    assert world.totals(TODAY) == {"System 1": 1440}
    assert day.missing(NOON) == {"System 0": "HTTP 500"}
    assert day.systems["System 0"].rejections == (
        Rejection(
            source=IngestSource.PULL,
            reason=Reason.FAILURE,
            detail="HTTP 500",
            first_at=NOON,
            last_at=NOON,
        ),
    )


def test_an_answer_that_breaks_the_contract_is_rejected_by_its_field(world: World) -> None:
    world.answers["System 0", TODAY] = -1

    assert world.ingester.ingest(TNT).rejected == 1

    (rejection,) = world.day().systems["System 0"].rejections
    assert rejection.reason is Reason.INVALID_CONTRACT
    assert str(rejection.detail).startswith("total_automations: expected")


def test_what_was_taken_outlives_a_failure(world: World) -> None:
    world.ingester.ingest(TNT)
    world.faults["System 0"] = Fault(reason=Reason.TIMEOUT)
    world.clock.advance(3600)

    world.ingester.ingest(TNT)

    system = world.day().systems["System 0"]
    assert system.told == told(figures(720), NOON)
    assert system.is_behind()


def test_only_systems_that_speak_the_contract_are_asked() -> None:
    plain = a_registration(systems=2)
    tcp = replace(plain.systems[1], endpoint="tcp://db.example.com:5432", check=TcpCheck())
    world = World(systems=2)
    world.registry.update(ALL, TNT, 1, lambda was: replace(was, systems=(plain.systems[0], tcp)))

    world.ingester.ingest(TNT)

    assert [each.system_name for each in world.source.asked] == ["System 0"]


def test_a_system_is_shown_its_header_and_one_whose_header_is_gone_is_not_asked() -> None:
    world = World()
    header = NewHeader(name="Authorization", value=Secret("Bearer x"))
    world.registry.update(
        ALL,
        TNT,
        1,
        lambda was: replace(was, systems=(replace(was.systems[0], auth=header), *was.systems[1:])),
    )
    world.ingester.ingest(TNT)
    world.memory.secrets.clear()
    world.clock.advance(3600)
    world.ingester.ingest(TNT)

    shown = [(each.system_name, each.header) for each in world.source.asked]
    assert shown == [
        ("System 0", ("Authorization", Secret("Bearer x"))),
        ("System 1", None),
        ("System 1", None),
    ]
    (rejection,) = world.day().systems["System 0"].rejections
    assert rejection.detail == "the header that it wants could not be read"


def test_an_inactive_client_is_not_asked(world: World) -> None:
    world.registry.deactivate(ALL, TNT)

    assert world.ingester.ingest(TNT) == Ingested(taken=0, changed=0, rejected=0)
    assert world.source.asked == []


@pytest.mark.parametrize("is_after", [False, True])
def test_whoever_dies_at_any_call_is_made_up_for_by_the_next(*, is_after: bool) -> None:
    whole = World()
    whole.ingester.ingest(TNT)
    whole.ingester.ingest(TNT)
    call = 0
    while True:
        call += 1
        world = World()
        world.memory.fail(call, after=is_after)
        try:
            world.ingester.ingest(TNT)
        except UnavailableError:
            world.ingester.ingest(TNT)
        else:
            break
        assert world.memory.metric_days == whole.memory.metric_days
        assert world.memory.intraday == whole.memory.intraday


def test_the_past_is_asked_for_in_paced_batches_until_it_is_whole(world: World) -> None:
    """397 days in 40 batches; each is queued by the one before, and enters the trends at once."""
    world.ingester.ingest(TNT)
    batches = 0
    while len(world.queue.backfills) > batches:
        batches += 1
        world.clock.advance(20)
        world.ingester.backfill(TNT)

    assert batches == 40
    assert world.queue.backfills == [(TNT, timedelta()), *[(TNT, PACE)] * 39]
    progress = world.store.backfill(TNT)
    assert progress is not None
    assert progress.is_finished
    days = world.store.days(TNT, TODAY - 400 * DAY, TODAY)
    assert len(days) == 401
    assert world.queue.folds[0] == (
        bucket_of(TNT), [TNT], (TODAY - 13 * DAY, TODAY - 4 * DAY)
    )  # fmt: skip
    assert len(world.queue.folds) == 40


def test_a_backfill_that_got_stuck_goes_on(world: World) -> None:
    world.ingester.ingest(TNT)
    world.clock.advance(29 * 60)
    world.ingester.ingest(TNT)
    assert len(world.queue.backfills) == 1
    world.clock.advance(2 * 60)

    world.ingester.ingest(TNT)

    assert len(world.queue.backfills) == 2


def test_each_client_is_asked_once_in_its_interval() -> None:
    memory, queue = Memory(), FakeMetricsQueue()
    clock = FakeClock(NOON - DAY)
    registry = Registry(
        store=FakeRegistryStore(memory),
        headers=a_keeper(memory),
        archive=FakeArchiveStore(),
        reports=FakeReportFiles(),
        clock=clock,
    )
    names = [ClientId(f"client-{n}") for n in range(30)]
    for name in names:
        registry.register(ALL, a_registration(name, systems=1))
    registry.deactivate(ALL, names[0])
    dispatcher = MetricsDispatcher(registry=FakeRegistryStore(memory), queue=queue, every=HOUR)

    for n in range(12):
        dispatcher.dispatch(NOON + n * STEP + timedelta(seconds=7))

    assert sorted(queue.ingests) == sorted(names[1:])
    folded = [client for _, clients, _ in queue.folds for client in clients]
    assert sorted(folded) == sorted(names)  # the past of those that are watched no more stays


def test_a_new_client_is_asked_at_once_and_folded_a_step_later() -> None:
    memory, queue = Memory(), FakeMetricsQueue()
    now = NOON
    while any(bucket_of(TNT) in buckets_due(now + n * STEP, HOUR) for n in (-1, 0, 1)):
        now += STEP
    clock = FakeClock(now - timedelta(minutes=2))
    registry = Registry(
        store=FakeRegistryStore(memory),
        headers=a_keeper(memory),
        archive=FakeArchiveStore(),
        reports=FakeReportFiles(),
        clock=clock,
    )
    registry.register(ALL, a_registration(systems=1))
    dispatcher = MetricsDispatcher(registry=FakeRegistryStore(memory), queue=queue, every=HOUR)

    first = dispatcher.dispatch(now)
    second = dispatcher.dispatch(now + STEP)

    assert (first.clients, second.clients) == (1, 0)
    assert queue.ingests == [TNT]
    assert [(bucket, clients) for bucket, clients, _ in queue.folds] == [(bucket_of(TNT), [TNT])]
    assert isinstance(first, Dispatched)
