from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from msgspec.structs import replace

from entelech.domain.access import ClientScope
from entelech.domain.business_hours import BusinessHours, Span, Weekday
from entelech.domain.client import Client
from entelech.domain.errors import InvalidError, NotFoundError
from entelech.domain.ids import ClientId
from entelech.domain.period import HOUR, Period
from entelech.domain.placement import moved, place
from entelech.domain.reason import Reason
from entelech.domain.shard import ShardConfig
from entelech.domain.suspicion import SuspectCause, Suspicion
from entelech.domain.timeframe import Asked, Timeframe, parse_asked, parse_day
from entelech.domain.uptime import UptimePolicy
from entelech.services.folding import Folder
from entelech.services.history import HistoryService
from tests.builders import NOON, SHARD, TNT, a_registration, a_result, a_tick, at
from tests.fakes.clock import FakeClock
from tests.fakes.fleet import FakeFleetReader
from tests.fakes.history import FakeHistoryStore
from tests.fakes.memory import Memory
from tests.fakes.registry import FakeRegistryStore
from tests.fakes.suspicion import FakeSuspicionStore

CLIENT = ClientId(TNT)
ALL = ClientScope.everything()
DAY_MINUTES = 24 * 60
DAY = timedelta(days=1)


@dataclass
class World:
    memory: Memory
    clock: FakeClock
    folder: Folder
    service: HistoryService

    def register(self, zone: str = "UTC", *, days_ago: int = 20) -> None:
        """One system, watched since so many days before noon."""
        since = NOON - timedelta(days=days_ago)
        registration = replace(a_registration(systems=1), time_zone=zone)
        config = place(ShardConfig(shard=SHARD), registration, since)
        client = Client(registration=registration, version=1, created_at=since, updated_at=since)
        client = replace(client, memberships=moved(client, config, since))
        self.memory.clients[CLIENT] = client
        self.memory.configs[SHARD] = config

    def poll(self, first: int, last: int, reason: Reason = Reason.OK) -> None:
        """Every minute from the first to before the last, at its very start."""
        for minute in range(first, last):
            self.memory.store(a_tick(at(minute), {0: a_result(reason, start_offset_ms=0)}))

    def fold(self, first_hour: int, last_hour: int) -> None:
        """The hours from the first to before the last, each at five past the next."""
        for hour in range(first_hour, last_hour):
            self.later(at(hour * 60 + 65))
            self.folder.fold(SHARD, at(hour * 60))

    def later(self, now: datetime) -> None:
        self.clock.advance((now - self.clock.now()).total_seconds())


@pytest.fixture
def world() -> World:
    memory, clock = Memory(), FakeClock(NOON - timedelta(days=20))
    history = FakeHistoryStore(memory)
    return World(
        memory=memory,
        clock=clock,
        folder=Folder(registry=FakeRegistryStore(memory), history=history, clock=clock),
        service=HistoryService(
            fleet=FakeFleetReader(memory),
            history=history,
            suspicions=FakeSuspicionStore(memory),
            clock=clock,
        ),
    )


def last(timeframe: Timeframe) -> Asked:
    return Asked(timeframe=timeframe)


def test_the_last_24_hours_reach_to_this_minute(world: World) -> None:
    """Folded up to noon; down for the last three of 30 minutes since then."""
    world.register()
    world.poll(-DAY_MINUTES - 60, 27)
    world.poll(27, 30, Reason.TIMEOUT)
    world.fold(-25, 0)
    world.later(at(30))

    found = world.service.client_history(ALL, CLIENT, last(Timeframe.DAY))

    assert (found.period_start, found.period_end) == (at(30 - DAY_MINUTES), at(30))
    figures = found.client.figures
    # 1,437 of 1,440 minutes, rounded down
    assert (figures.uptime_percentage, figures.coverage_percentage) == (99.79, 100.0)
    assert (figures.downtime_seconds, figures.outages, figures.checks) == (180, 1, 1440)
    (outage,) = found.outages[0].outages
    assert (outage.start, outage.is_over, outage.reason) == (at(27), False, "timeout")
    assert (len(found.points), found.point_seconds) == (96, 900)
    assert [each.name for each in found.systems] == ["System 0"]


def test_an_outage_that_nobody_saw_end_is_not_told_as_recovered(world: World) -> None:
    """Down for three minutes, then nothing for seven, then well: it may have been down all along."""
    world.register()
    world.poll(-DAY_MINUTES - 60, 10)
    world.poll(10, 13, Reason.TIMEOUT)
    world.poll(20, 30)
    world.fold(-25, 0)
    world.later(at(30))

    found = world.service.client_history(ALL, CLIENT, last(Timeframe.DAY))

    (outage,) = found.outages[0].outages
    assert (outage.start, outage.duration_seconds, outage.is_over) == (at(10), 210, False)
    assert found.client.figures.mean_seconds_to_recover is None


@pytest.mark.parametrize(
    ("start", "end", "is_taken"),
    [
        ("2023-12-12T00:00:00Z", "2025-01-15T00:00:00Z", True),  # 400 days from midnight
        ("2023-12-11T12:00:00Z", "2025-01-14T12:00:00Z", False),  # 400 days from noon touch 401
        ("2023-12-12T12:00:00Z", "2025-01-15T12:00:00Z", False),
        ("2023-12-12T12:00:00Z", "2025-01-14T12:00:00Z", True),
    ],
)
def test_a_series_has_at_most_400_points(
    world: World, start: str, end: str, *, is_taken: bool
) -> None:
    world.register()
    asked = parse_asked(None, start, end, now=at(5))

    if is_taken:
        assert len(world.service.client_history(ALL, CLIENT, asked).points) <= 400
    else:
        with pytest.raises(InvalidError, match="at most 400 days"):
            world.service.client_history(ALL, CLIENT, asked)


def test_an_hour_that_is_not_folded_yet_is_read_from_its_ticks(world: World) -> None:
    world.register()
    world.poll(-DAY_MINUTES - 60, 3)
    world.fold(-25, -1)  # the hour before noon will be folded in two minutes
    world.later(at(3))

    found = world.service.client_history(ALL, CLIENT, last(Timeframe.DAY))

    assert found.client.figures.coverage_percentage == 100.0


def test_a_week_is_seven_complete_days_of_the_clients_zone(world: World) -> None:
    """Berlin is an hour ahead: its days begin at 23:00 UTC. Down from 23:00 to 23:10 on the 13th."""
    world.register("Europe/Berlin", days_ago=10)
    down_from = -37 * 60  # 23:00 UTC two days before noon of the 15th
    world.poll(-9 * DAY_MINUTES, down_from)
    world.poll(down_from, down_from + 10, Reason.TIMEOUT)
    world.poll(down_from + 10, 0)
    world.fold(-9 * 24, 0)
    world.later(at(5))

    found = world.service.client_history(ALL, CLIENT, last(Timeframe.WEEK))

    assert found.period_end == datetime.fromisoformat("2025-01-14T23:00:00Z")
    assert found.period_end - found.period_start == timedelta(days=7)
    assert found.client.figures.downtime_seconds == 600
    down = [each.start for each in found.points if each.downtime_seconds]
    assert (down, found.point_seconds, len(found.points)) == ([at(down_from)], 3600, 168)


def test_days_and_edges_give_what_hours_alone_give(world: World) -> None:
    """Ten days that begin and end within a day: eight from days, two in quarters."""
    world.register()
    for day in range(-12, 0):
        start = day * DAY_MINUTES
        world.poll(start, start + 700)
        world.poll(start + 700, start + 700 - day, Reason.TIMEOUT)
        world.poll(start + 700 - day, start + DAY_MINUTES)
    world.fold(-12 * 24, 0)
    world.later(at(5))
    asked = parse_asked(None, "2025-01-05T06:00:00Z", "2025-01-15T09:30:00Z", now=at(5))

    found = world.service.client_history(ALL, CLIENT, asked)

    # each day from noon to noon is down for 10, 9, ... 1 minutes at 23:40; the first starts the 4th
    down = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]
    assert found.client.figures.downtime_seconds == 60 * sum(down)
    assert [each.downtime_seconds // 60 for each in found.points] == [*down, 0]
    length = found.period_end - found.period_start
    assert found.client.figures.checks == length // timedelta(minutes=1)
    assert len(world.memory.days) >= 10


def test_an_hour_that_nobody_folded_is_unknown_and_neither_up_nor_down(world: World) -> None:
    """Hours 3 and 4 of the last day were down, and never folded: 2 of 24 are not known."""
    world.register(days_ago=3)
    world.poll(-3 * DAY_MINUTES, 0)
    world.poll(-21 * 60, -19 * 60, Reason.TIMEOUT)
    world.fold(-72, -21)
    world.fold(-19, 0)
    world.later(at(0))

    figures = world.service.client_history(ALL, CLIENT, last(Timeframe.DAY)).client.figures

    assert figures.uptime_percentage == 100.0
    assert figures.coverage_percentage == pytest.approx(100 * 22 / 24, abs=0.01)


def test_a_day_that_nobody_folded_lately_is_read_from_its_hours(world: World) -> None:
    """The 8th has its hours and no day; the 9th lacks one hour of them as well."""
    world.register(days_ago=20)
    world.poll(-20 * DAY_MINUTES, 0)
    world.fold(-20 * 24, 0)
    for day in (8, 9):
        del world.memory.days[CLIENT, date(2025, 1, day)]
    lost = at(-6 * DAY_MINUTES)
    del world.memory.hours[CLIENT, lost, SHARD]
    world.later(at(5))
    asked = Asked(between=Period(start=at(-10 * DAY_MINUTES), end=at(0)))

    found = world.service.client_history(ALL, CLIENT, asked)

    assert found.client.figures.coverage_percentage == pytest.approx(100 * 239 / 240, abs=0.01)
    assert len(found.points) == 11


def test_of_archived_months_whole_days_are_told_and_no_less(world: World) -> None:
    """130 days later only the days are left of a week that was down on the 12th from noon to one."""
    world.register(days_ago=20)
    world.poll(-20 * DAY_MINUTES, 0)
    world.poll(-3 * DAY_MINUTES, -3 * DAY_MINUTES + 60, Reason.TIMEOUT)
    world.fold(-20 * 24, 0)
    world.memory.hours.clear()
    world.later(at(130 * DAY_MINUTES))
    midnight = at(-12 * 60)

    three = Asked(between=Period(start=midnight - 4 * DAY, end=midnight - DAY))
    found = world.service.client_history(ALL, CLIENT, three)
    one = world.service.client_history(ALL, CLIENT, Asked(day=date(2025, 1, 12)))

    assert (found.point_seconds, len(found.points)) == (86_400, 3)
    assert found.client.figures.downtime_seconds == one.client.figures.downtime_seconds == 3600
    assert one.client.figures.coverage_percentage == 100
    for asked in (
        Period(start=midnight - 3 * HOUR, end=midnight),
        Period(start=midnight - 12 * DAY + HOUR, end=midnight),
    ):
        with pytest.raises(InvalidError, match="in the archive"):
            world.service.client_history(ALL, CLIENT, Asked(between=asked))


def test_the_trend_is_against_the_period_before(world: World) -> None:
    """14 minutes 24 seconds down are one percent of a day; the day before had none."""
    world.register()
    world.poll(-2 * DAY_MINUTES, -15)
    world.poll(-15, -0, Reason.TIMEOUT)
    world.fold(-48, 0)
    world.later(NOON)

    found = world.service.client_history(ALL, CLIENT, last(Timeframe.DAY))

    assert found.client.figures.uptime_percentage == 98.95
    assert found.client.trend.uptime_points == -1.05
    assert found.client.trend.p95_response_percent == 0.0


def test_a_client_without_any_history_has_unknown_figures(world: World) -> None:
    world.register(days_ago=0)
    world.later(NOON)

    found = world.service.client_history(ALL, CLIENT, last(Timeframe.MONTH))

    figures = found.client.figures
    assert (figures.uptime_percentage, figures.coverage_percentage) == (None, None)
    assert (figures.p95_response_ms, figures.error_budget_left_seconds) == (None, None)
    assert (found.client.trend.uptime_points, found.points) == (None, [])


def test_another_tenants_client_is_not_found(world: World) -> None:
    world.register()
    scope = ClientScope(clients=frozenset({ClientId("other")}))

    with pytest.raises(NotFoundError):
        world.service.client_history(scope, CLIENT, last(Timeframe.DAY))


@pytest.mark.parametrize("timeframe", list(Timeframe))
def test_requests_do_not_grow_with_the_checks(world: World, timeframe: Timeframe) -> None:
    world.register()
    counts = []
    for polled_days in (1, 9):
        world.poll(-polled_days * DAY_MINUTES, 0)
        world.clock.advance((NOON - timedelta(days=20) - world.clock.now()).total_seconds())
        world.fold(-polled_days * 24, 0)
        world.later(NOON + HOUR / 6)
        before = world.memory.calls
        world.service.client_history(ALL, CLIENT, last(timeframe))
        counts.append(world.memory.calls - before)

    assert counts[0] == counts[1] <= 5


def test_a_day_is_shown_with_its_outages_and_what_its_checks_found(world: World) -> None:
    """The 14th in Berlin is from 23:00 of the 13th; down from noon there, for ten minutes."""
    world.register("Europe/Berlin", days_ago=5)
    noon_there = -25 * 60
    world.poll(-4 * DAY_MINUTES, noon_there)
    world.poll(noon_there, noon_there + 10, Reason.TLS)
    world.poll(noon_there + 10, 0)
    world.fold(-96, 0)
    world.later(at(5))

    found = world.service.client_history(ALL, CLIENT, parse_day("2025-01-14", now=at(5)))

    assert (found.period_start, found.period_end) == (at(-37 * 60), at(-13 * 60))
    assert found.client.figures.reasons == {"ok": 1430, "tls": 10}
    (outage,) = found.outages[0].outages
    assert (outage.start, outage.duration_seconds) == (at(noon_there), 600)
    assert (len(found.points), found.point_seconds) == (96, 900)


def test_a_day_that_has_not_begun_is_refused(world: World) -> None:
    world.register("America/New_York")
    world.later(NOON)

    with pytest.raises(InvalidError, match="day"):
        world.service.client_history(ALL, CLIENT, parse_day("2025-01-16", now=NOON))


@pytest.mark.parametrize(
    "text", ["", "today", "2025-1-5", "2025-01-17", "2023-01-01", "0001-01-01"]
)
def test_a_date_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InvalidError) as caught:
        parse_day(text, now=NOON)

    assert caught.value.field == "day"


def test_the_series_may_be_of_one_system(world: World) -> None:
    world.register()
    world.poll(-60, 0)
    world.fold(-1, 0)
    world.later(at(5))

    found = world.service.client_history(ALL, CLIENT, last(Timeframe.DAY), points_of="System 0")

    told = [each.uptime_percentage for each in found.points if each.uptime_percentage is not None]
    assert (found.points_of, told[0]) == ("System 0", 100.0)
    with pytest.raises(InvalidError, match="system: "):
        world.service.client_history(ALL, CLIENT, last(Timeframe.DAY), points_of="Nobody")


def test_a_system_that_nothing_is_known_of_yet_has_no_points(world: World) -> None:
    world.register(days_ago=20)

    found = world.service.client_history(ALL, CLIENT, last(Timeframe.QUARTER), points_of="System 0")

    assert found.points == []


def test_only_business_hours_count_where_they_are_agreed_on(world: World) -> None:
    """Wednesday, 09:00 to 13:00 UTC, asked at 12:05; down from 08:00 to 10:00: an hour of 185 minutes."""
    hours = BusinessHours(spans=(Span(days=(Weekday.WEDNESDAY,), first=36, after=52),))
    world.register()
    client = world.memory.clients[CLIENT]
    policy = UptimePolicy(business_hours=hours)
    world.memory.clients[CLIENT] = replace(
        client, registration=replace(client.registration, uptime_policy=policy)
    )
    world.poll(-DAY_MINUTES, -240)
    world.poll(-240, -120, Reason.TIMEOUT)
    world.poll(-120, 5)
    world.fold(-24, 0)
    world.later(at(5))

    found = world.service.client_history(ALL, CLIENT, last(Timeframe.DAY))

    assert found.client.figures.uptime_percentage == 67.56
    assert found.client.figures.downtime_seconds == 3600
    assert found.service_level.business_hours[0].opens == "09:00"
    board = world.memory.boards[SHARD].clients[CLIENT]
    assert board.hours[at(-240)].watched_ms == 0
    assert board.hours[at(-180)].known_ms == (0, 0, 3_600_000)


def test_a_fold_copies_hours_and_days_to_the_board(world: World) -> None:
    world.register()
    world.poll(-3 * DAY_MINUTES, -60)
    world.poll(-60, 0, Reason.TIMEOUT)
    world.fold(-72, 0)

    board = world.memory.boards[SHARD].clients[CLIENT]

    assert len(board.hours) == 25
    assert board.hours[at(-60)].known_ms == (0, 0, 3_600_000)
    assert {str(day): cell.watched_ms for day, cell in board.days.items()} == {
        "2025-01-12": 86_400_000,  # of which the hours before were never folded
        "2025-01-13": 86_400_000,
        "2025-01-14": 86_400_000,
    }


def test_suspect_minutes_are_shown(world: World) -> None:
    world.register()
    store = FakeSuspicionStore(world.memory)
    for minute in (-2000, -30):
        store.mark(
            Suspicion(window=at(minute), cause=SuspectCause.MANY_FAILURES, failed=4, clients=10)
        )
    world.later(NOON)

    found = world.service.client_history(ALL, CLIENT, last(Timeframe.DAY))

    assert [(each.at, each.cause) for each in found.suspect_minutes] == [
        (at(-30), SuspectCause.MANY_FAILURES)
    ]
