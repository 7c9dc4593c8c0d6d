from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from entelech.domain.business_hours import BusinessHours, Span, Weekday
from entelech.domain.calendar import Calendar
from entelech.domain.check import Status
from entelech.domain.histogram import histogram_of
from entelech.domain.ids import ClientId
from entelech.domain.period import Period, gaps
from entelech.domain.reason import Reason
from entelech.domain.rollup import HourRollup, WatchedSystem, added, fold_day, fold_quarters
from entelech.domain.tally import Claims, Outage, Tally
from entelech.domain.timeline import Sample
from entelech.domain.uptime import UptimePolicy, uptime
from tests.builders import NOON, SHARD, TNT, a_result

MINUTE = timedelta(minutes=1)
ALWAYS = [Period(start=NOON - timedelta(days=9), end=NOON + timedelta(days=9))]
HOUR = Period(start=NOON, end=NOON + timedelta(hours=1))


def at(minute: float) -> datetime:
    return NOON + minute * MINUTE


def samples(*reasons: Reason, first: float = 0) -> list[Sample]:
    """One a minute."""
    return [
        Sample(at=at(first + n), interval=MINUTE, result=a_result(reason))
        for n, reason in enumerate(reasons)
    ]


def a_system(name: str = "CRM", *reasons: Reason, is_critical: bool = True) -> WatchedSystem:
    return WatchedSystem(
        name=name, is_critical=is_critical, samples=samples(*reasons), watched=ALWAYS
    )


OK, BAD = Reason.OK, Reason.TIMEOUT


def test_a_quarter_holds_times_checks_and_outages() -> None:
    """Four results a minute apart; the last speaks for 90 s, and then nothing is known."""
    system = a_system("CRM", OK, BAD, BAD, OK)

    quarter = fold_quarters([system], [], HOUR)[0]

    outage = Outage(start=at(1), end=at(3), reason=BAD, is_recovered=True)
    assert quarter.systems["CRM"] == Tally(
        watched_ms=900_000,
        known_ms={Status.HEALTHY: 60_000 + 90_000, Status.DOWN: 120_000},
        checks=4,
        reasons={OK: 2, BAD: 2},
        outages=(outage,),
        latency=histogram_of([200.0] * 4),
    )


def test_an_outage_over_the_border_of_quarters_is_one_again() -> None:
    system = a_system("CRM", *[OK] * 14, *[BAD] * 3, OK)

    quarters = fold_quarters([system], [], HOUR)
    whole = added(quarters, HOUR)

    assert [len(each.client.outages) for each in quarters] == [1, 1, 0, 0]
    whole_one = Outage(start=at(14), end=at(17), reason=BAD, is_recovered=True)
    assert whole.client.outages == (whole_one,)


@pytest.mark.parametrize("next_result", [OK, Reason.DEGRADED, BAD, Reason.UNKNOWN, None])
def test_an_outage_is_over_where_it_is_known_to_be_up_right_after(
    next_result: Reason | None,
) -> None:
    """Down at minutes 1 and 2, then something else, or nothing: 90 s on, and then it is unknown."""
    results = [OK, BAD, BAD] + ([next_result] if next_result else [])

    tally = added(fold_quarters([a_system("CRM", *results)], [], HOUR), HOUR).systems["CRM"]

    assert [each.is_recovered for each in tally.outages] == [next_result in {OK, Reason.DEGRADED}]


@pytest.mark.parametrize("minute", [15, 30, 60])
@pytest.mark.parametrize("is_up", [True, False])
def test_a_recovery_on_a_border_is_one(minute: int, is_up: bool) -> None:
    """Down for the two minutes before a quarter, or an hour, ends; each hour is folded alone."""
    results = [*[OK] * (minute - 2), BAD, BAD, *([OK] * 30 if is_up else [Reason.UNKNOWN] * 30)]
    system = a_system("CRM", *results)
    later = Period(start=at(60), end=at(120))

    both = [*fold_quarters([system], [], HOUR), *fold_quarters([system], [], later)]
    (outage,) = added(both, Period(start=HOUR.start, end=later.end)).client.outages

    assert (outage.end, outage.is_recovered) == (at(minute), is_up)


def test_maintenance_cuts_an_outage_and_makes_no_recovery_of_it() -> None:
    """Down from 10 to 25, of which 14 to 20 are planned."""
    system = a_system("CRM", *[OK] * 10, *[BAD] * 15, OK)

    tally = added(fold_quarters([system], [Period(start=at(14), end=at(20))], HOUR), HOUR).client

    assert [(each.end, each.is_planned, each.is_recovered) for each in tally.outages] == [
        (at(14), False, False),
        (at(20), True, False),
        (at(25), False, True),
    ]


def test_hours_that_do_not_count_cut_an_outage_and_make_no_recovery_of_it() -> None:
    """Down from 40 to 70; the business closes at 60."""
    system = a_system("CRM", *[OK] * 40, *[BAD] * 30, OK)

    (outage,) = added(fold_quarters([system], [], HOUR), HOUR).client.outages

    assert (outage.end, outage.is_recovered) == (at(60), False)


def test_a_result_from_before_the_hour_speaks_into_it() -> None:
    system = WatchedSystem(
        name="CRM", is_critical=True, samples=samples(BAD, first=-0.5), watched=ALWAYS
    )

    first = fold_quarters([system], [], HOUR)[0].systems["CRM"]

    assert (first.known_ms, first.checks) == ({Status.DOWN: 60_000}, 0)  # 30 s of 90 are before


def test_a_system_given_up_is_not_known_after_that_instant() -> None:
    """Given up at 0:20 and taken back at 0:40: the sample at 0:00 does not reach over the gap."""
    watched = [
        Period(start=at(-60), end=at(20 / 60)),
        Period(start=at(40 / 60), end=at(60)),
    ]
    system = WatchedSystem(name="CRM", is_critical=True, samples=samples(OK), watched=watched)

    first = fold_quarters([system], [], HOUR)[0].systems["CRM"]

    assert (first.known_ms, first.watched_ms) == ({Status.HEALTHY: 20_000}, 900_000 - 20_000)


@pytest.mark.parametrize(
    ("crm", "mail", "is_mail_critical", "expected"),
    [
        (OK, BAD, True, Status.DOWN),
        (OK, BAD, False, Status.DEGRADED),
        (OK, Reason.DEGRADED, True, Status.DEGRADED),
        (Reason.UNKNOWN, OK, True, Status.HEALTHY),
    ],
)
def test_a_client_is_as_its_systems_are_at_each_moment(
    crm: Reason, mail: Reason, is_mail_critical: bool, expected: Status
) -> None:
    systems = [a_system("CRM", crm), a_system("Mail", mail, is_critical=is_mail_critical)]

    first = fold_quarters(systems, [], HOUR)[0]

    assert first.client.known_ms == {expected: 90_000}


def test_systems_that_fail_after_each_other_make_one_outage_of_their_client() -> None:
    """CRM is down from 0 to 2, mail from 1 to 3: two outages of 2 minutes, one of 3."""
    systems = [a_system("CRM", BAD, BAD, OK, OK), a_system("Mail", OK, BAD, BAD, OK)]

    first = fold_quarters(systems, [], HOUR)[0]

    assert [each.length_ms for each in first.client.outages] == [180_000]
    assert [each.length_ms for each in first.systems["Mail"].outages] == [120_000]


def test_maintenance_is_recorded_apart() -> None:
    system = a_system("CRM", OK, BAD, BAD, OK)
    planned = [Period(start=at(1.5), end=at(10))]

    found = fold_quarters([system], planned, HOUR)[0].systems["CRM"]

    assert found.known_ms == {Status.HEALTHY: 60_000, Status.DOWN: 30_000}
    assert found.planned_ms == {Status.DOWN: 90_000, Status.HEALTHY: 90_000}
    assert [(each.start, each.end, each.is_planned) for each in found.outages] == [
        (at(1), at(1.5), False),
        (at(1.5), at(3), True),
    ]


def test_a_system_in_maintenance_does_not_bring_its_client_down() -> None:
    crm = a_system("CRM", BAD)
    planned = WatchedSystem(
        name="Mail",
        is_critical=True,
        samples=samples(BAD),
        watched=ALWAYS,
        planned=[Period(start=at(0), end=at(60))],
    )
    well = a_system("CRM", OK)

    spared = fold_quarters([well, planned], [], HOUR)[0].client
    really = fold_quarters([crm, planned], [], HOUR)[0].client

    assert (spared.known_ms, spared.planned_ms) == ({}, {Status.DOWN: 90_000})
    assert [each.is_planned for each in spared.outages] == [True]
    assert (really.known_ms, really.planned_ms) == ({Status.DOWN: 90_000}, {})


def test_work_that_changes_nothing_for_the_client_is_no_maintenance_of_it() -> None:
    planned = WatchedSystem(
        name="Mail",
        is_critical=True,
        samples=samples(OK),
        watched=ALWAYS,
        planned=[Period(start=at(0), end=at(60))],
    )

    found = fold_quarters([a_system("CRM", OK), planned], [], HOUR)[0].client

    assert (found.known_ms, found.planned_ms) == ({Status.HEALTHY: 90_000}, {})


@pytest.mark.parametrize(("is_counted", "percent"), [(True, 50.0), (False, 100.0)])
def test_a_window_of_the_only_system_counts_as_was_agreed(
    percent: float, *, is_counted: bool
) -> None:
    """Down for 30 of 60 minutes, all of them planned; nothing of the hour is unknown."""
    system = WatchedSystem(
        name="CRM",
        is_critical=True,
        samples=samples(*[BAD] * 30, *[OK] * 30),
        watched=[HOUR],
        planned=[Period(start=at(0), end=at(30))],
    )

    whole = added(fold_quarters([system], [], HOUR), HOUR)

    for told in (whole.client, whole.systems["CRM"]):
        figure = uptime(told, UptimePolicy(is_maintenance_counted=is_counted))
        assert (figure.percent, figure.observed_ms) == (percent, figure.watched_ms)


def test_retries_that_saved_a_check_are_counted_and_others_are_not() -> None:
    saved = Sample(at=at(0), interval=MINUTE, result=a_result(OK, attempts=3))
    failed = Sample(at=at(1), interval=MINUTE, result=a_result(BAD, attempts=3))
    system = WatchedSystem(name="CRM", is_critical=True, samples=[saved, failed], watched=ALWAYS)

    assert fold_quarters([system], [], HOUR)[0].systems["CRM"].retries == 2


def test_latencies_that_the_worker_spoilt_are_not_counted() -> None:
    spoilt = a_result(OK, is_latency_trusted=False, claimed_uptime_ratio=0.99)
    system = WatchedSystem(
        name="CRM",
        is_critical=True,
        samples=[Sample(at=at(0), interval=MINUTE, result=spoilt)],
        watched=ALWAYS,
    )

    found = fold_quarters([system], [], HOUR)[0].systems["CRM"]

    assert (found.checks, found.latency.count) == (1, 0)
    assert found.claims == Claims(total_millionths=990_000, count=1)


def test_a_day_takes_business_hours_apart() -> None:
    """Kathmandu is 5:45 ahead: 09:00 there is 03:15 UTC, a quarter's start like any other."""
    zone = ZoneInfo("Asia/Kathmandu")
    day = date(2025, 1, 15)
    period = Calendar(zone=zone).day(day)
    system = WatchedSystem(
        name="CRM",
        is_critical=True,
        samples=[
            Sample(at=period.start + n * MINUTE, interval=MINUTE, result=a_result(OK))
            for n in range(24 * 60)
        ],
        watched=ALWAYS,
    )
    start = datetime(2025, 1, 14, 18, tzinfo=UTC)

    quarters = fold_quarters([system], [], Period(start=start, end=start + timedelta(hours=26)))
    hours = HourRollup(
        client_id=ClientId(TNT), shard=SHARD, start=start, ticks=0, quarters=quarters
    )
    folded = fold_day(
        ClientId(TNT),
        day,
        Calendar(zone=zone),
        [hours],
        business_hours=BusinessHours(spans=(Span(days=tuple(Weekday), first=4 * 9, after=4 * 17),)),
    )

    assert folded.whole.client.known_ms == {Status.HEALTHY: 24 * 3_600_000}
    assert folded.business is not None
    assert folded.business.client.known_ms == {Status.HEALTHY: 8 * 3_600_000}


def test_gaps_are_what_no_period_covers() -> None:
    inside = Period(start=at(10), end=at(20))
    over_the_end = Period(start=at(50), end=at(90))

    assert gaps([inside, over_the_end], HOUR) == [
        Period(start=at(0), end=at(10)),
        Period(start=at(20), end=at(50)),
    ]
